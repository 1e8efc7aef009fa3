//! The confirmation of an account's email address: a code that is mailed to it, and that its person enters.
//!
//! The address is confirmed by a code and not by a link, because mail scanners open links. The code is derived from the
//! deployment's secret, the account, the challenge and the address, as license keys are derived from their order: the
//! mailer and the check derive it, so that neither the item nor a fact holds it, and a code for one address is none for
//! another. An attempt is counted and its result is saved in one write, under the condition that nobody else changed
//! the account since it was read; only then is the result told.

use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize};
use subtle::ConstantTimeEq;

use crate::Invalid;
use crate::identifier::random_id;
use crate::limits::{Limit, LimitReached};
use crate::policy::{EMAIL_CODE_DIGITS, EMAIL_CODE_TRIES, EMAIL_CODE_VALIDITY};
use crate::secret::{SecretKey, secret_text};
use crate::text::typed_code;

secret_text! {
    /// The code that confirms an email address: [`EMAIL_CODE_DIGITS`] decimal digits, leading zeros kept.
    EmailCode
}

impl EmailCode {
    fn derive(secret: &SecretKey, account: &str, challenge: &str, address: &str) -> Self {
        let mac = zeroize::Zeroizing::new(secret.mac(
            "email-confirmation",
            &[account.as_bytes(), challenge.as_bytes(), address.as_bytes()],
        ));
        // Of 128 bits, the remainder favours no code by more than one in 2^101.
        let bits = mac[..16]
            .iter()
            .fold(0u128, |bits, byte| (bits << 8) | u128::from(*byte));
        let codes = (0..EMAIL_CODE_DIGITS).fold(1u128, |codes, _| codes * 10);
        Self(format!("{:0EMAIL_CODE_DIGITS$}", bits % codes))
    }

    /// The digits. Only the mail that carries the code may use them.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Compares in constant time.
    fn fits(&self, typed: &Self) -> bool {
        self.0.as_bytes().ct_eq(typed.0.as_bytes()).into()
    }
}

impl TryFrom<String> for EmailCode {
    type Error = Invalid;

    /// Reads a code that was typed, or a mail that was pasted with the code in it, as codes of phones are read.
    fn try_from(typed: String) -> Result<Self, Invalid> {
        typed_code(typed, EMAIL_CODE_DIGITS).map(Self)
    }
}

impl<'de> Deserialize<'de> for EmailCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Whether an account's email address is known to be its person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EmailState {
    /// The account is older than confirmations. It gets every mail, as it always has, so that nothing that was bought is
    /// held back; its person is asked to confirm at the next sign-in, and new orders wait for that.
    #[default]
    NotAsked,
    /// A code was asked for and not entered yet. Nothing but that code is mailed.
    Unconfirmed,
    /// The code was entered. Every mail goes there.
    Confirmed,
}

/// A code that was mailed to confirm an address. A code that is asked for again while it can still be entered is the
/// same one, because mails overtake each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChallenge {
    /// Its identifier, from which the code is derived.
    pub id: String,
    /// The version of the deployment secret that the code is derived from.
    pub secret_version: u32,
    /// When the code was last asked for.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub asked_at: Timestamp,
    /// Attempts that were made.
    pub tries: u8,
}

impl EmailChallenge {
    /// A challenge with a fresh code.
    #[must_use]
    pub fn ask(secret_version: u32, now: Timestamp, rng: &mut impl CryptoRng) -> Self {
        Self {
            id: random_id("email", rng),
            secret_version,
            asked_at: now,
            tries: 0,
        }
    }

    /// When its code stops working.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.asked_at + EMAIL_CODE_VALIDITY
    }

    /// Attempts that are left.
    #[must_use]
    pub const fn attempts_left(&self) -> u8 {
        EMAIL_CODE_TRIES.saturating_sub(self.tries)
    }

    /// Checks whether its code may be entered now.
    ///
    /// # Errors
    /// [`EmailError::Expired`], [`EmailError::TriesUsedUp`].
    pub fn check_open(&self, now: Timestamp) -> Result<(), EmailError> {
        if now >= self.expires_at() {
            Err(EmailError::Expired)
        } else if self.attempts_left() == 0 {
            Err(EmailError::TriesUsedUp)
        } else {
            Ok(())
        }
    }

    /// Whether another stored challenge is this one as it was when its code was asked for, however often it was tried.
    #[must_use]
    pub fn same_request(&self, other: &Self) -> bool {
        self.id == other.id && self.asked_at == other.asked_at
    }
}

/// Whether an account's address is confirmed, and what is kept until it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EmailConfirmation {
    /// Whether it is confirmed.
    pub state: EmailState,
    /// The code that was asked for last, until it is entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<EmailChallenge>,
    /// When codes were asked for, newest first, as far as its limit looks back.
    #[serde(default, with = "seconds", skip_serializing_if = "Vec::is_empty")]
    asked: Vec<Timestamp>,
    /// When the address was corrected, newest first, as far as its limit looks back.
    #[serde(default, with = "seconds", skip_serializing_if = "Vec::is_empty")]
    corrected: Vec<Timestamp>,
}

/// Times as epoch seconds, so that an account stays within one write unit.
mod seconds {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(
        times: &[Timestamp],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let seconds: Vec<i64> = times.iter().map(|at| at.as_second()).collect();
        seconds.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Timestamp>, D::Error> {
        let seconds = Vec::<i64>::deserialize(deserializer)?;
        let times = seconds.into_iter().map(Timestamp::from_second);
        times.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}

/// Adds the time of an action to those that its limit looks back at.
fn count(done: &mut Vec<Timestamp>, limit: &Limit, now: Timestamp) {
    done.insert(0, now);
    done.truncate(limit.remembered());
}

/// Why an address is not confirmed, not corrected, or keeps something waiting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// What was asked for waits until the address is confirmed.
    #[error("confirm your email address first")]
    Unconfirmed,
    /// The address is confirmed, and is not corrected any more.
    #[error("the email address is confirmed and cannot be corrected here")]
    ConfirmedAlready,
    /// No code was asked for.
    #[error("no code is waiting; have one mailed first")]
    NoCode,
    /// [`EMAIL_CODE_VALIDITY`] has passed.
    #[error("the code has expired; have another mailed")]
    Expired,
    /// Its attempts are used up.
    #[error("this code was tried too often; have another mailed")]
    TriesUsedUp,
    /// It is not the code that was mailed.
    #[error("that is not the code")]
    Wrong {
        /// Attempts that are left.
        attempts_left: u8,
    },
    /// Codes were asked for, or the address was corrected, too often.
    #[error(transparent)]
    Limit(#[from] LimitReached),
}

impl EmailChallenge {
    /// Its code for an account's address.
    #[must_use]
    pub fn code(&self, account: &str, address: &str, secret: &SecretKey) -> EmailCode {
        EmailCode::derive(secret, account, &self.id, address)
    }
}

impl EmailConfirmation {
    /// The confirmation of a new account's address, with the code that is mailed to it: `None` if the mailbox was sent
    /// as many codes as it may.
    #[must_use]
    pub fn begin(challenge: Option<EmailChallenge>) -> Self {
        Self {
            state: EmailState::Unconfirmed,
            asked: challenge.iter().map(|code| code.asked_at).collect(),
            challenge,
            ..Self::default()
        }
    }

    /// The confirmation of an address that its person has confirmed.
    #[must_use]
    pub fn done() -> Self {
        Self {
            state: EmailState::Confirmed,
            ..Self::default()
        }
    }

    /// Whether the address is confirmed.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.state == EmailState::Confirmed
    }

    /// When the limit of codes allows to ask for another one: now, or later.
    #[must_use]
    pub fn resend_at(&self, codes: &Limit, now: Timestamp) -> Timestamp {
        match codes.check(&self.asked, now) {
            Ok(()) => now,
            Err(reached) => reached.retry_at,
        }
    }

    /// Asks for the code to be mailed, within a limit: the one that can still be entered once more, or a fresh one, also if
    /// the secret was rotated, because the older version may be gone before the code is. Nothing is asked for once the address is confirmed.
    ///
    /// # Errors
    /// [`EmailError::Limit`].
    pub fn ask(
        &mut self,
        codes: &Limit,
        secret_version: u32,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<(), EmailError> {
        if self.is_done() {
            return Ok(());
        }
        codes.check(&self.asked, now)?;
        match &mut self.challenge {
            Some(challenge)
                if challenge.check_open(now).is_ok()
                    && challenge.secret_version == secret_version =>
            {
                challenge.asked_at = now;
            }
            challenge => *challenge = Some(EmailChallenge::ask(secret_version, now, rng)),
        }
        count(&mut self.asked, codes, now);
        Ok(())
    }

    /// Begins anew for a corrected address, within the limit of corrections. The fresh code for it counts among the codes.
    ///
    /// # Errors
    /// [`EmailError::ConfirmedAlready`], [`EmailError::Limit`].
    pub fn correct(
        &mut self,
        codes: &Limit,
        corrections: &Limit,
        secret_version: u32,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<(), EmailError> {
        if self.is_done() {
            return Err(EmailError::ConfirmedAlready);
        }
        corrections.check(&self.corrected, now)?;
        self.state = EmailState::Unconfirmed;
        self.challenge = Some(EmailChallenge::ask(secret_version, now, rng));
        count(&mut self.asked, codes, now);
        count(&mut self.corrected, corrections, now);
        Ok(())
    }

    /// Enters a code for an account's address. A right one confirms the address; a wrong one is counted, so the account
    /// is saved in both cases before the result is told. Once the address is confirmed, any code is answered with that.
    ///
    /// `secret` is that of the challenge's version; `None` if it is not configured any more.
    ///
    /// # Errors
    /// [`EmailError::NoCode`], [`EmailError::Expired`], [`EmailError::TriesUsedUp`], [`EmailError::Wrong`].
    pub fn enter(
        &mut self,
        typed: &EmailCode,
        account: &str,
        address: &str,
        secret: Option<&SecretKey>,
        now: Timestamp,
    ) -> Result<(), EmailError> {
        if self.is_done() {
            return Ok(());
        }
        let challenge = self.challenge.as_mut().ok_or(EmailError::NoCode)?;
        challenge.check_open(now)?;
        let code = challenge.code(account, address, secret.ok_or(EmailError::Expired)?);
        if code.fits(typed) {
            *self = Self::done();
            return Ok(());
        }
        challenge.tries += 1;
        Err(EmailError::Wrong {
            attempts_left: challenge.attempts_left(),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::policy::{EMAIL_CODES_PER_ACCOUNT, EMAIL_CORRECTIONS_PER_ACCOUNT};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const SECRET: SecretKey = SecretKey::new([7; 32]);
    const MINUTE: SignedDuration = SignedDuration::from_mins(1);
    const ADDRESS: &str = "ada@example.com";

    fn rng(seed: u64) -> ChaCha12Rng {
        ChaCha12Rng::seed_from_u64(seed)
    }

    fn begun() -> EmailConfirmation {
        EmailConfirmation::begin(Some(EmailChallenge::ask(1, NOW, &mut rng(1))))
    }

    fn code(confirmation: &EmailConfirmation) -> EmailCode {
        let challenge = confirmation.challenge.as_ref().unwrap();
        challenge.code("acct", ADDRESS, &SECRET)
    }

    fn enter(
        confirmation: &mut EmailConfirmation,
        code: &EmailCode,
        now: Timestamp,
    ) -> Result<(), EmailError> {
        confirmation.enter(code, "acct", ADDRESS, Some(&SECRET), now)
    }

    fn correct(
        confirmation: &mut EmailConfirmation,
        now: Timestamp,
        rng: &mut ChaCha12Rng,
    ) -> Result<(), EmailError> {
        let (codes, corrections) = (&EMAIL_CODES_PER_ACCOUNT, &EMAIL_CORRECTIONS_PER_ACCOUNT);
        confirmation.correct(codes, corrections, 1, now, rng)
    }

    fn not(code: &EmailCode) -> EmailCode {
        let digit = if code.0.starts_with('0') { "1" } else { "0" };
        EmailCode::try_from(digit.repeat(EMAIL_CODE_DIGITS)).unwrap()
    }

    #[test]
    fn the_right_code_confirms_and_then_any_code_is_answered_with_that() {
        let mut ada = begun();
        let code = code(&ada);
        assert!(!ada.is_done());
        enter(&mut ada, &code, NOW).unwrap();
        assert_eq!(ada, EmailConfirmation::done());
        let late = NOW + EMAIL_CODE_VALIDITY;
        assert_eq!(enter(&mut ada, &not(&code), late), Ok(()));
        assert_eq!(
            ada.ask(&EMAIL_CODES_PER_ACCOUNT, 1, late, &mut rng(2)),
            Ok(())
        );
        assert_eq!(ada, EmailConfirmation::done());
    }

    #[test]
    fn a_wrong_code_is_counted_and_after_its_tries_the_right_one_is_dead() {
        let mut ada = begun();
        let (right, wrong) = (code(&ada), not(&code(&ada)));
        for attempts_left in (0..EMAIL_CODE_TRIES).rev() {
            assert_eq!(
                enter(&mut ada, &wrong, NOW),
                Err(EmailError::Wrong { attempts_left })
            );
        }
        assert_eq!(enter(&mut ada, &right, NOW), Err(EmailError::TriesUsedUp));
        ada.ask(&EMAIL_CODES_PER_ACCOUNT, 1, NOW + MINUTE, &mut rng(2))
            .unwrap();
        assert_ne!(
            code(&ada),
            right,
            "a code that was tried out is not revived"
        );
    }

    #[test]
    fn a_code_lives_its_time_to_the_second_and_needs_its_secret() {
        let mut ada = begun();
        let code = code(&ada);
        let late = NOW + EMAIL_CODE_VALIDITY;
        assert_eq!(enter(&mut ada, &code, late), Err(EmailError::Expired));
        assert_eq!(
            ada.enter(&code, "acct", ADDRESS, None, NOW),
            Err(EmailError::Expired)
        );
        let just = late - SignedDuration::from_secs(1);
        assert_eq!(enter(&mut ada, &code, just), Ok(()));
        let mut none = EmailConfirmation::begin(None);
        assert_eq!(enter(&mut none, &code, NOW), Err(EmailError::NoCode));
    }

    #[test]
    fn a_code_that_is_asked_for_again_is_the_same_until_it_is_dead() {
        let mut ada = begun();
        let first = code(&ada);
        let now = NOW + MINUTE;
        ada.ask(&EMAIL_CODES_PER_ACCOUNT, 1, now, &mut rng(2))
            .unwrap();
        assert_eq!(code(&ada), first);
        let mut rotated = ada.clone();
        rotated
            .ask(&EMAIL_CODES_PER_ACCOUNT, 2, now + MINUTE, &mut rng(3))
            .unwrap();
        assert_ne!(code(&rotated), first);
        let end = now + EMAIL_CODE_VALIDITY;
        assert_eq!(enter(&mut ada, &first, end), Err(EmailError::Expired));
        ada.ask(&EMAIL_CODES_PER_ACCOUNT, 1, end, &mut rng(3))
            .unwrap();
        assert_ne!(code(&ada), first);
    }

    #[test]
    fn codes_are_asked_for_as_often_as_the_limit_allows_that_of_the_sign_up_included() {
        let mut ada = begun();
        let mut ask = |now| ada.ask(&EMAIL_CODES_PER_ACCOUNT, 1, now, &mut rng(2));
        let paused = ask(NOW).unwrap_err();
        let until = NOW + EMAIL_CODES_PER_ACCOUNT.windows[0].within;
        assert!(matches!(paused, EmailError::Limit(reached) if reached.retry_at == until));
        for minute in 1..5 {
            assert_eq!(ask(NOW + MINUTE * minute), Ok(()));
        }
        let refused = ask(NOW + MINUTE * 5).unwrap_err();
        let hour = NOW + EMAIL_CODES_PER_ACCOUNT.windows[1].within;
        assert!(matches!(refused, EmailError::Limit(reached) if reached.retry_at == hour));
        assert_eq!(
            ada.resend_at(&EMAIL_CODES_PER_ACCOUNT, NOW + MINUTE * 5),
            hour
        );
    }

    #[test]
    fn corrections_are_limited_and_end_with_the_confirmation() {
        let mut ada = begun();
        for seed in 0..EMAIL_CORRECTIONS_PER_ACCOUNT.windows[0].most {
            let before = code(&ada);
            let seed = u64::try_from(seed).unwrap() + 2;
            assert_eq!(correct(&mut ada, NOW, &mut rng(seed)), Ok(()));
            assert_ne!(code(&ada), before);
        }
        let refused = correct(&mut ada, NOW, &mut rng(9));
        assert!(matches!(refused, Err(EmailError::Limit(_))));
        let code = code(&ada);
        enter(&mut ada, &code, NOW).unwrap();
        assert_eq!(
            correct(&mut ada, NOW, &mut rng(9)),
            Err(EmailError::ConfirmedAlready)
        );
    }

    #[test]
    fn what_is_kept_reads_back() {
        let mut ada = begun();
        correct(&mut ada, NOW, &mut rng(2)).unwrap();
        let kept = serde_json::to_value(&ada).unwrap();
        let read: EmailConfirmation = serde_json::from_value(kept).unwrap();
        assert_eq!(read, ada);
    }

    #[test]
    fn a_code_belongs_to_one_account_one_challenge_one_address_and_one_secret() {
        let challenge = EmailChallenge::ask(1, NOW, &mut rng(2));
        let code = challenge.code("acct", ADDRESS, &SECRET);
        assert_eq!(code, challenge.code("acct", ADDRESS, &SECRET));
        assert_eq!(code.expose().len(), EMAIL_CODE_DIGITS);
        assert_ne!(code, challenge.code("acct", "eve@example.com", &SECRET));
        assert_ne!(code, challenge.code("other", ADDRESS, &SECRET));
        let another = EmailChallenge::ask(1, NOW, &mut rng(3));
        assert_ne!(code, another.code("acct", ADDRESS, &SECRET));
        let secret = SecretKey::new([8; 32]);
        assert_ne!(code, challenge.code("acct", ADDRESS, &secret));
        assert_eq!(format!("{code:?}"), "EmailCode(..)");
    }

    #[test]
    fn a_code_is_read_as_people_paste_it() {
        let digits = "12345678";
        for typed in [
            "12345678",
            " 1234 5678 ",
            "1234-5678",
            "1234\u{2013}5678",
            "\u{200b}1234\u{ad}5678\u{feff}",
            "１２３４５６７８",
            "10:42 12345678 confirms your address",
        ] {
            assert_eq!(
                EmailCode::try_from(typed.to_owned()).unwrap().0,
                digits,
                "{typed}"
            );
        }
        for typed in [
            "",
            "1234567",
            "123456789",
            "1234567a",
            "1234.5678",
            "12345678 87654321",
        ] {
            assert!(EmailCode::try_from(typed.to_owned()).is_err(), "{typed}");
        }
    }
}
