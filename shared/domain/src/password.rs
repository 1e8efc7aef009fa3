//! Passwords: which are accepted, and how they are hashed and checked.

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;

use crate::policy::{
    ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_PASSES, PASSWORD_MAX, PASSWORD_MIN, PASSWORD_SCORE,
};
use crate::secret::secret_text;

secret_text! {
    /// A password as it was typed, normalised by Unicode NFKC (as NIST SP 800-63B 5.1.1.2 asks), so that it stays the
    /// same when it is typed on another keyboard.
    Password
}

/// Why a password is refused for an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer characters than [`PASSWORD_MIN`].
    #[error("the password needs at least {PASSWORD_MIN} characters")]
    TooShort,
    /// More characters than [`PASSWORD_MAX`].
    #[error("the password may have at most {PASSWORD_MAX} characters")]
    TooLong,
    /// Common, a pattern, or composed of the account's own data.
    #[error("the password is easy to guess: {0}")]
    Guessable(String),
}

impl Password {
    /// A typed password of any length.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(typed.nfkc().collect())
    }

    fn characters(&self) -> usize {
        self.0.chars().count()
    }

    /// Checks whether an account may choose the password. `facts` are the account's own data, such as its user ID, name
    /// and email.
    ///
    /// # Errors
    /// Which rule it breaks.
    pub fn acceptable(&self, facts: &[&str]) -> Result<(), PasswordError> {
        match self.characters() {
            ..PASSWORD_MIN => return Err(PasswordError::TooShort),
            length if length > PASSWORD_MAX => return Err(PasswordError::TooLong),
            _ => {}
        }
        let words: Vec<&str> = facts
            .iter()
            .flat_map(|fact| {
                std::iter::once(*fact).chain(fact.split(|c: char| !c.is_alphanumeric()))
            })
            .filter(|word| word.chars().count() > 2)
            .collect();
        if own_characters(&self.0, &words) > self.characters().saturating_sub(PASSWORD_MIN / 2) {
            return Err(PasswordError::Guessable(
                "It is made of your own data.".to_owned(),
            ));
        }
        let estimate = zxcvbn::zxcvbn(&self.0, &words);
        if u8::from(estimate.score()) >= PASSWORD_SCORE {
            return Ok(());
        }
        let advice = estimate
            .feedback()
            .and_then(|feedback| {
                feedback
                    .warning()
                    .map(|warning| warning.to_string())
                    .or_else(|| feedback.suggestions().first().map(ToString::to_string))
            })
            .unwrap_or_else(|| "Add another word or two.".to_owned());
        Err(PasswordError::Guessable(advice))
    }
}

/// Counts the password's characters that belong to the account's own words. Longer words are matched first, so that a
/// word does not hide a longer one that contains it.
fn own_characters(password: &str, words: &[&str]) -> usize {
    let mut words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let lower = zeroize::Zeroizing::new(password.to_lowercase());
    let rest = words.iter().fold(lower.clone(), |rest, word| {
        zeroize::Zeroizing::new(rest.replace(word.as_str(), ""))
    });
    lower.chars().count() - rest.chars().count()
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let typed = zeroize::Zeroizing::new(String::deserialize(deserializer)?);
        Ok(Self::new(&typed))
    }
}

/// A password's Argon2id hash with its salt: `v1$<salt>$<hash>`, both base64url.
///
/// The version stands for the Argon2id parameters of [`crate::policy`]. Other parameters would need another version.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordHash(String);

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

impl PasswordHash {
    /// Hashes a password under a fresh salt.
    #[must_use]
    pub fn create(password: &Password, rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; SALT_BYTES];
        rng.fill_bytes(&mut salt);
        let hash = argon2id(password, &salt);
        Self(format!(
            "v1${}${}",
            BASE64URL_NOPAD.encode(&salt),
            BASE64URL_NOPAD.encode(&hash)
        ))
    }

    /// A hash that no password matches. Unknown user IDs are checked against it, so that they take as long as known
    /// ones.
    #[must_use]
    pub fn unusable() -> Self {
        Self("v1$".to_owned())
    }

    /// The hash as it is stored.
    #[must_use]
    pub fn stored(&self) -> &str {
        &self.0
    }

    /// Whether the password matches the hash. The check takes the same time for any hash.
    #[must_use]
    pub fn fits(&self, password: &Password) -> bool {
        let mut parts = self
            .0
            .split('$')
            .skip(1)
            .map(|part| BASE64URL_NOPAD.decode(part.as_bytes()));
        let mut part = || parts.next().and_then(Result::ok).unwrap_or_default();
        let (salt, stored) = (part(), part());
        let salt: [u8; SALT_BYTES] = salt.try_into().unwrap_or_default();
        argon2id(password, &salt).ct_eq(&stored).into()
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// Computes the Argon2id hash. A password longer than [`PASSWORD_MAX`] allows is truncated, so that a long text does
/// not cost more.
fn argon2id(password: &Password, salt: &[u8; SALT_BYTES]) -> [u8; HASH_BYTES] {
    let longest = PASSWORD_MAX * char::MAX.len_utf8() + 1;
    let bytes = password.0.as_bytes();
    let mut hash = [0; HASH_BYTES];
    #[expect(
        clippy::expect_used,
        reason = "the parameters are constants that a test hashes with"
    )]
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(
            ARGON2_MEMORY_KIB,
            ARGON2_PASSES,
            ARGON2_LANES,
            Some(HASH_BYTES),
        )
        .expect("OWASP's parameters are valid"),
    )
    .hash_password_into(&bytes[..bytes.len().min(longest)], salt, &mut hash)
    .expect("lengths within Argon2's limits");
    hash
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;

    const FACTS: &[&str] = &["ada.lovelace", "Ada Lovelace", "ada@example.com"];

    fn refused(typed: &str) -> PasswordError {
        Password::new(typed).acceptable(FACTS).unwrap_err()
    }

    #[test]
    fn a_long_unusual_password_of_any_characters_is_accepted() {
        for typed in [
            "correct horse battery staple",
            "пароль из четырёх слов",
            "🦀🦀 rusty crabs 🦀 walk",
        ] {
            assert_eq!(Password::new(typed).acceptable(FACTS), Ok(()), "{typed}");
        }
    }

    #[test]
    fn short_long_common_and_personal_passwords_are_refused() {
        let strong = |length| {
            "Xq7!pLw9#zR"
                .chars()
                .cycle()
                .take(length)
                .collect::<String>()
        };
        assert_eq!(refused(&strong(PASSWORD_MIN - 1)), PasswordError::TooShort);
        assert_eq!(refused(&strong(PASSWORD_MAX + 1)), PasswordError::TooLong);
        for typed in [
            "password1234",
            "adalovelace1",
            "Ada.Lovelace1815",
            "aaaaaaaaaaaaaaa",
            "qwertyuiop123",
        ] {
            let judged = Password::new(typed).acceptable(FACTS);
            assert!(
                matches!(judged, Err(PasswordError::Guessable(_))),
                "{typed}: {judged:?}"
            );
        }
    }

    #[test]
    fn the_length_counts_characters_not_bytes() {
        assert_eq!(
            refused(&"é".repeat(PASSWORD_MIN - 1)),
            PasswordError::TooShort
        );
        assert_eq!(
            Password::new(&"é".repeat(PASSWORD_MAX)).characters(),
            PASSWORD_MAX
        );
    }

    #[test]
    fn only_the_same_password_fits_its_hash_however_it_was_composed() {
        let mut rng = ChaCha12Rng::seed_from_u64(1);
        let hash = PasswordHash::create(&Password::new("caf\u{e9} au lait s'il vous"), &mut rng);
        assert!(hash.fits(&Password::new("cafe\u{301} au lait s'il vous")));
        assert!(!hash.fits(&Password::new("cafe au lait s'il vous")));
        assert!(!PasswordHash::unusable().fits(&Password::new("")));
    }

    #[test]
    fn a_salt_is_used_once() {
        let mut rng = ChaCha12Rng::seed_from_u64(1);
        let password = Password::new("correct horse battery staple");
        assert_ne!(
            PasswordHash::create(&password, &mut rng),
            PasswordHash::create(&password, &mut rng)
        );
    }

    #[test]
    fn neither_a_password_nor_its_hash_prints_itself() {
        let password = Password::new("correct horse");
        assert_eq!(
            format!("{password:?} {:?}", PasswordHash::unusable()),
            "Password(..) PasswordHash(..)"
        );
    }
}
