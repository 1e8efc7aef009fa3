//! Challenges: a code of a few digits, sent to one phone for one purpose, short-lived, with few attempts and a single
//! use.

use jiff::Timestamp;
use rand::{CryptoRng, RngExt};
use serde::{Deserialize, Deserializer, Serialize};

use crate::Invalid;
use crate::account::Country;
use crate::identifier::random_id;
use crate::limits::Limit;
use crate::phone::{Channel, E164, Phone, PhoneState};
use crate::policy::{CODE_DIGITS, CODE_TRIES, CODE_VALIDITY};
use crate::secret::{Digest32, SecretKey, secret_text};
use crate::text::typed_code;

secret_text! {
    /// [`CODE_DIGITS`] decimal digits, leading zeros kept.
    Code
}

impl Code {
    /// A code that is uniform over all codes, if the generator is.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(
            (0..CODE_DIGITS)
                .map(|_| char::from(b'0' + rng.random_range(0..10u8)))
                .collect(),
        )
    }

    /// The digits. Only the message that carries the code may use them.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Code {
    type Error = Invalid;

    /// Reads a code that was typed, or a message that was pasted with the code in it.
    fn try_from(typed: String) -> Result<Self, Invalid> {
        typed_code(typed, CODE_DIGITS).map(Self)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// What a right code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Makes a pending phone active, and raises the session's strength.
    ActivatePhone,
    /// Raises the session's strength.
    SignIn,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::ActivatePhone => "activate-phone",
            Self::SignIn => "sign-in",
        }
    }
}

/// The properties of a phone that are logged and counted. They do not identify the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePhone {
    /// The country that its number belongs to.
    pub country: Country,
    /// How it receives codes.
    pub channel: Channel,
}

impl From<&Phone> for CodePhone {
    fn from(phone: &Phone) -> Self {
        Self {
            country: phone.country,
            channel: phone.channel,
        }
    }
}

/// A challenge: one code that was sent to one phone for one purpose. A session holds only its newest challenge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Challenge {
    /// Its identifier.
    pub id: String,
    /// The phone that the code was sent to.
    pub phone: String,
    /// The phone's country and channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_phone: Option<CodePhone>,
    /// What a right code does.
    pub purpose: Purpose,
    /// When it was issued.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub issued_at: Timestamp,
    /// Attempts that were made.
    pub tries: u8,
    /// The keyed digest of challenge, purpose, phone and code.
    digest: Digest32,
    /// The version of the deployment secret that keyed it.
    pub secret_version: u32,
}

/// Why a code is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// No code was sent in this session, or it was used.
    #[error("no code is waiting; send one first")]
    None,
    /// [`CODE_VALIDITY`] has passed.
    #[error("the code has expired; send another")]
    Expired,
    /// Its attempts are used up.
    #[error("this code was tried too often; send another")]
    TriesUsedUp,
    /// It is not the code that was sent.
    #[error("that is not the code")]
    Wrong {
        /// Attempts that are left.
        attempts_left: u8,
    },
}

impl Challenge {
    /// A fresh challenge for a phone, with the code to send.
    #[must_use]
    pub fn issue(
        phone: &Phone,
        secret: &SecretKey,
        secret_version: u32,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> (Self, Code) {
        let id = random_id("chal", rng);
        let purpose = match phone.state {
            PhoneState::Pending => Purpose::ActivatePhone,
            PhoneState::Active => Purpose::SignIn,
        };
        let code = Code::random(rng);
        let challenge = Self {
            digest: digest(secret, &id, purpose, &phone.number, &code),
            id,
            phone: phone.id.clone(),
            code_phone: Some(phone.into()),
            purpose,
            issued_at: now,
            tries: 0,
            secret_version,
        };
        (challenge, code)
    }

    /// When the code expires, to the second.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.issued_at + CODE_VALIDITY
    }

    /// The earliest time at which the account may be sent another code by the limit of its codes, if this one was its
    /// last: now, or later.
    #[must_use]
    pub fn resend_at(&self, sends: &Limit, now: Timestamp) -> Timestamp {
        match sends.check(&[self.issued_at], now) {
            Ok(()) => now,
            Err(reached) => reached.retry_at,
        }
    }

    /// Attempts that are left.
    #[must_use]
    pub const fn attempts_left(&self) -> u8 {
        CODE_TRIES.saturating_sub(self.tries)
    }

    /// Checks whether an attempt may be made. The clock decides, because DynamoDB may keep an expired item for a while.
    ///
    /// # Errors
    /// [`ChallengeError::Expired`], [`ChallengeError::TriesUsedUp`].
    pub fn check_open(&self, now: Timestamp) -> Result<(), ChallengeError> {
        if now >= self.expires_at() {
            Err(ChallengeError::Expired)
        } else if self.attempts_left() == 0 {
            Err(ChallengeError::TriesUsedUp)
        } else {
            Ok(())
        }
    }

    /// Compares a code with the challenge's digest in constant time. The attempt must be counted in the table before:
    /// call this on the challenge that the counting write returned.
    ///
    /// # Errors
    /// [`ChallengeError::Wrong`] with the attempts that are left.
    pub fn compare(
        &self,
        code: &Code,
        number: &E164,
        secret: &SecretKey,
    ) -> Result<(), ChallengeError> {
        if self.digest == digest(secret, &self.id, self.purpose, number, code) {
            Ok(())
        } else {
            Err(ChallengeError::Wrong {
                attempts_left: self.attempts_left(),
            })
        }
    }
}

fn digest(secret: &SecretKey, id: &str, purpose: Purpose, number: &E164, code: &Code) -> Digest32 {
    Digest32::from_mac(secret.mac(
        "code",
        &[
            id.as_bytes(),
            purpose.name().as_bytes(),
            number.expose().as_bytes(),
            code.0.as_bytes(),
        ],
    ))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::policy::{SENDS_PER_ACCOUNT, TYPED_MAX};
    use crate::product::Coverage;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const SECRET: SecretKey = SecretKey::new([7; 32]);

    fn phone(national: &str) -> Phone {
        let mut rng = ChaCha12Rng::seed_from_u64(1);
        Phone::register(
            Country::US,
            national,
            Channel::Text,
            Coverage::Us,
            &[],
            NOW,
            &mut rng,
        )
        .unwrap()
    }

    fn issue(phone: &Phone, seed: u64) -> (Challenge, Code) {
        Challenge::issue(
            phone,
            &SECRET,
            1,
            NOW,
            &mut ChaCha12Rng::seed_from_u64(seed),
        )
    }

    fn another(code: &Code) -> Code {
        let digit = if code.0.starts_with('0') { "1" } else { "0" };
        Code::try_from(digit.repeat(CODE_DIGITS)).unwrap()
    }

    #[test]
    fn codes_are_uniform_over_all_digits_with_their_leading_zeros() {
        let mut rng = ChaCha12Rng::seed_from_u64(1);
        let mut counts = [[0u32; 10]; CODE_DIGITS];
        let drawn = 60_000;
        for _ in 0..drawn {
            let code = Code::random(&mut rng);
            for (at, digit) in code.0.bytes().enumerate() {
                counts[at][usize::from(digit - b'0')] += 1;
            }
        }
        // Pearson's chi-squared with 9 degrees of freedom: 33.7 is passed once in 10,000 draws of a fair source, and the
        // generator is seeded.
        for counts in counts {
            let expected = f64::from(drawn) / 10.0;
            let chi: f64 = counts
                .iter()
                .map(|n| (f64::from(*n) - expected).powi(2) / expected)
                .sum();
            assert!(chi < 33.7, "{counts:?}");
        }
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let digits = "7".repeat(CODE_DIGITS);
        let short = "7".repeat(CODE_DIGITS - 1);
        for typed in [
            &digits,
            &format!(" {short} 7"),
            &format!("7-{short}"),
            &format!("7–{short}"),
            &format!("7\u{2212}{short}"),
            &format!("7\u{ff0d}{short}"),
            &format!("7\u{a0}{short}\u{3000}"),
            &format!("\u{feff}7\u{200b}{short}\u{200e}\u{ad}"),
            &"７".repeat(CODE_DIGITS),
        ] {
            let read = Code::try_from(typed.clone()).map(|code| code.0.clone());
            assert_eq!(read.as_deref(), Ok(digits.as_str()), "{typed}");
        }
        for typed in [
            "",
            &short,
            &format!("{digits}7"),
            &format!("{short}a"),
            &format!("{short}a7"),
            &"٧".repeat(CODE_DIGITS),
            &format!("{digits}{}", " ".repeat(TYPED_MAX)),
        ] {
            assert!(Code::try_from(typed.to_owned()).is_err(), "{typed}");
        }
    }

    #[test]
    fn the_one_code_in_a_pasted_message_is_read_and_of_two_none() {
        let code: String = ('1'..='9').cycle().take(CODE_DIGITS).collect();
        let other: String = ('2'..='9').cycle().take(CODE_DIGITS).collect();
        for message in [
            "10:42 {} is your Phone OTP code. It is valid for 2 minutes.\n\n@portal.example.com #{}",
            "{} が認証コードです。",
            "コードは{}です",
            "Your code: {}.",
            "G-{}",
            "26.11.2026 10:42 {}",
            "+1 202 555 0123: {}",
        ] {
            let typed = message.replace("{}", &code);
            let read = Code::try_from(typed.clone()).map(|code| code.0.clone());
            assert_eq!(read, Ok(code.clone()), "{typed}");
        }
        for message in [
            format!("{code} or {other}"),
            format!("{code} {other}"),
            format!("A{code}"),
            format!("{code}7 is it"),
            "Your code is on its way".to_owned(),
        ] {
            assert!(Code::try_from(message.clone()).is_err(), "{message}");
        }
    }

    #[test]
    fn a_code_lives_its_time_to_the_second() {
        let (challenge, _) = issue(&phone("2025550123"), 1);
        let second = SignedDuration::from_secs(1);
        assert_eq!(challenge.check_open(NOW + CODE_VALIDITY - second), Ok(()));
        assert_eq!(
            challenge.check_open(NOW + CODE_VALIDITY),
            Err(ChallengeError::Expired)
        );
    }

    #[test]
    fn a_code_is_looked_at_as_often_as_it_may_be() {
        let (mut challenge, _) = issue(&phone("2025550123"), 1);
        challenge.tries = CODE_TRIES - 1;
        assert_eq!(
            (challenge.check_open(NOW), challenge.attempts_left()),
            (Ok(()), 1)
        );
        challenge.tries = CODE_TRIES;
        assert_eq!(challenge.check_open(NOW), Err(ChallengeError::TriesUsedUp));
        assert_eq!(challenge.attempts_left(), 0);
    }

    #[test]
    fn another_code_may_be_asked_for_after_the_limits_first_window() {
        let (challenge, _) = issue(&phone("2025550123"), 1);
        let (free, second) = (
            NOW + SENDS_PER_ACCOUNT.pause(),
            SignedDuration::from_secs(1),
        );
        assert_eq!(challenge.resend_at(&SENDS_PER_ACCOUNT, NOW), free);
        assert_eq!(challenge.resend_at(&SENDS_PER_ACCOUNT, free - second), free);
        assert_eq!(
            challenge.resend_at(&SENDS_PER_ACCOUNT, free + second),
            free + second
        );
    }

    #[test]
    fn a_code_serves_one_challenge_one_purpose_and_one_phone() {
        let number = phone("2025550123");
        let (challenge, code) = issue(&number, 1);
        let looked = Challenge {
            tries: 1,
            ..challenge.clone()
        };
        let wrong = Err(ChallengeError::Wrong {
            attempts_left: CODE_TRIES - 1,
        });
        assert_eq!(looked.compare(&code, &number.number, &SECRET), Ok(()));
        assert_eq!(
            looked.compare(&another(&code), &number.number, &SECRET),
            wrong
        );
        assert_eq!(
            looked.compare(&code, &phone("2025550124").number, &SECRET),
            wrong
        );
        assert_eq!(
            looked.compare(&code, &number.number, &SecretKey::new([8; 32])),
            wrong
        );
        let other_id = Challenge {
            id: "chal_other".to_owned(),
            ..looked.clone()
        };
        assert_eq!(other_id.compare(&code, &number.number, &SECRET), wrong);
        let other_purpose = Challenge {
            purpose: Purpose::SignIn,
            ..looked
        };
        assert_eq!(other_purpose.compare(&code, &number.number, &SECRET), wrong);
    }

    #[test]
    fn a_code_does_not_print_itself() {
        let (challenge, code) = issue(&phone("2025550123"), 1);
        assert_eq!(format!("{code:?}"), "Code(..)");
        assert!(!format!("{challenge:?}").contains(&code.0));
    }

    proptest! {
        #[test]
        fn only_the_code_that_was_sent_fits(seed: u64, guess in 0..10u64.pow(u32::try_from(CODE_DIGITS).unwrap())) {
            let number = phone("2025550123");
            let (challenge, code) = issue(&number, seed);
            let guess = Code::try_from(format!("{guess:0CODE_DIGITS$}")).unwrap();
            prop_assert_eq!(challenge.compare(&guess, &number.number, &SECRET).is_ok(), guess == code);
        }
    }
}
