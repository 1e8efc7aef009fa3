//! Password resets: a mailed link that can be used once.
//!
//! The link's token is derived from the deployment's secret and the reset, as license keys are derived from their
//! order. The mailer derives it from the item, so neither the item nor a fact holds it.

use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::identifier::random_id;
use crate::policy::RESET_VALIDITY;
use crate::secret::{Digest32, SecretKey};
use crate::session::{Token, TokenParts};

/// A password reset that was requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordReset {
    /// Its identifier; empty in resets that were stored before their tokens were derived from it.
    #[serde(default)]
    pub id: String,
    /// The digest of its token's secret.
    pub token_digest: Digest32,
    /// The version of the deployment secret that its token is derived from.
    #[serde(default)]
    pub secret_version: u32,
    /// When its link stops working.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub expires_at: Timestamp,
    /// The account's password epoch when it was asked for: a change of the password makes its link dead. `None` in resets
    /// that were stored earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u32>,
    /// Whether it has an item of its own; the resets of an account that were stored earlier replaced each other in one.
    #[serde(default)]
    pub own_item: bool,
    /// The account's password epoch after the reset was used; `None` if it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<u32>,
}

impl PasswordReset {
    /// A fresh reset of an account's password.
    #[must_use]
    pub fn ask(
        account: &AccountId,
        epoch: u32,
        secret: &SecretKey,
        secret_version: u32,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let id = random_id("reset", rng);
        let (_, token_digest) = Token::derive(account, &id, secret, "password-reset");
        Self {
            id,
            token_digest,
            secret_version,
            expires_at: now + RESET_VALIDITY,
            epoch: Some(epoch),
            own_item: true,
            used: None,
        }
    }

    /// The token of its link.
    #[must_use]
    pub fn token(&self, account: &AccountId, secret: &SecretKey) -> Token {
        Token::derive(account, &self.id, secret, "password-reset").0
    }

    /// Whether its link works now, for an account of this password epoch.
    #[must_use]
    pub fn is_open(&self, epoch: u32, now: Timestamp) -> bool {
        let same_password = self.epoch.is_none_or(|asked| asked == epoch);
        self.used.is_none() && same_password && now < self.expires_at
    }

    /// Whether a presented token may use the reset now, for an account of this password epoch.
    #[must_use]
    pub fn opens(&self, token: &TokenParts, epoch: u32, now: Timestamp) -> bool {
        self.token_digest == token.digest && self.is_open(epoch, now)
    }

    /// Whether a presented token has used the reset, and the account's password is still the one that it set: the answer
    /// was lost, and the same request may have it again.
    #[must_use]
    pub fn was_used_by(&self, token: &TokenParts, epoch: u32, now: Timestamp) -> bool {
        self.used == Some(epoch) && self.token_digest == token.digest && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::UserId;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const SECRET: SecretKey = SecretKey::new([7; 32]);

    #[test]
    fn a_reset_that_was_stored_without_what_its_token_is_derived_from_still_opens() {
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let mut rng = ChaCha12Rng::seed_from_u64(1);
        let reset = PasswordReset::ask(&account, 0, &SECRET, 1, NOW, &mut rng);
        let parts = Token::parse(reset.token(&account, &SECRET).expose()).unwrap();
        let mut stored = serde_json::to_value(&reset).unwrap();
        stored
            .as_object_mut()
            .unwrap()
            .retain(|name, _| name != "id" && name != "secret_version");
        let older: PasswordReset = serde_json::from_value(stored).unwrap();
        assert!(older.opens(&parts, 0, NOW));
    }

    #[test]
    fn a_link_is_the_same_each_time_opens_its_own_reset_and_ends() {
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let ask = |seed| {
            let mut rng = ChaCha12Rng::seed_from_u64(seed);
            PasswordReset::ask(&account, 0, &SECRET, 1, NOW, &mut rng)
        };
        let (reset, other) = (ask(1), ask(2));
        let token = reset.token(&account, &SECRET);
        assert_eq!(token, reset.token(&account, &SECRET));
        let parts = Token::parse(token.expose()).unwrap();
        assert_eq!((&parts.account, &parts.id), (&account, &reset.id));
        assert!(reset.opens(&parts, 0, NOW));
        assert!(!reset.opens(&parts, 0, NOW + RESET_VALIDITY));
        assert!(!reset.opens(&parts, 1, NOW), "the password was changed");
        assert!(!other.opens(&parts, 0, NOW));
        let forged = reset.token(&account, &SecretKey::new([8; 32]));
        assert!(!reset.opens(&Token::parse(forged.expose()).unwrap(), 0, NOW));
        assert!(!format!("{reset:?}").contains(token.expose()));
    }
}
