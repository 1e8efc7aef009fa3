//! Sessions, which begin with a sign-in, and their bearer tokens.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::account::AccountId;
use crate::challenge::Challenge;
use crate::credential::Credential;
use crate::identifier::random_id;
use crate::policy::{SESSION_IDLE, SESSION_LIFE, SESSION_SEEN_EVERY};
use crate::secret::{Digest32, SecretKey, secret_text};
use crate::strength::Strength;

secret_text! {
    /// A bearer token of a session or a password reset: the account, the identifier of the session or reset, and a
    /// secret of 256 bits. The first two lead to the item, so that the table needs to store only the digest of the
    /// secret. The secret of a session is random ([`Token::create`]). That of a reset is an HMAC of the account and the
    /// reset's random identifier under a deployment secret ([`Token::derive`]), so that its mail can be made again.
    Token
}

/// The parts of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenParts {
    /// The account that it belongs to.
    pub account: AccountId,
    /// The identifier of the account's session or reset.
    pub id: String,
    /// The digest of its secret.
    pub digest: Digest32,
}

impl Token {
    /// A fresh token for an account's session with this identifier.
    #[must_use]
    pub fn create(account: &AccountId, id: &str, rng: &mut impl CryptoRng) -> (Self, Digest32) {
        let mut secret = zeroize::Zeroizing::new([0; 32]);
        rng.fill_bytes(secret.as_mut_slice());
        let text = format!(
            "{account}.{id}.{}",
            BASE64URL_NOPAD.encode(secret.as_slice())
        );
        (Self(text), Digest32::of(secret.as_slice()))
    }

    /// Derives a token from a deployment secret, for one purpose and one identifier of an account.
    #[must_use]
    pub fn derive(
        account: &AccountId,
        id: &str,
        secret: &SecretKey,
        purpose: &str,
    ) -> (Self, Digest32) {
        let parts = [account.as_str().as_bytes(), id.as_bytes()];
        let secret = zeroize::Zeroizing::new(secret.mac(purpose, &parts));
        let text = format!(
            "{account}.{id}.{}",
            BASE64URL_NOPAD.encode(secret.as_slice())
        );
        (Self(text), Digest32::of(secret.as_slice()))
    }

    /// The token's text. It is the secret itself: only its owner may receive it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Reads a token that was presented.
    ///
    /// # Errors
    /// If the text does not have the form of a token. A well-formed token is valid only if its digest matches the
    /// stored one.
    pub fn parse(presented: &str) -> Result<TokenParts, Invalid> {
        let mut parts = presented.split('.');
        let (Some(account), Some(id), Some(secret), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Invalid("is not a token".into()));
        };
        let named = (1..=32).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let secret = BASE64URL_NOPAD
            .decode(secret.as_bytes())
            .map(zeroize::Zeroizing::new);
        match (AccountId::try_from(account.to_owned()), secret) {
            (Ok(account), Ok(secret)) if named && secret.len() == 32 => Ok(TokenParts {
                account,
                id: id.to_owned(),
                digest: Digest32::of(&secret),
            }),
            _ => Err(Invalid("is not a token".into())),
        }
    }
}

/// The session of a signed-in person. Its identifier never changes; its token is replaced when the strength rises.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// The account that it belongs to.
    pub account: AccountId,
    /// Its identifier within the account.
    pub id: String,
    /// The digest of the token's secret.
    pub token_digest: Digest32,
    /// The strength that was reached; see [`Session::strength`] for the one that holds now.
    strength: Strength,
    /// Whether the credential that gave the strength was proofed.
    proofed: bool,
    /// When the credential that gave the strength expires.
    #[serde(with = "jiff::fmt::serde::timestamp::second::optional", default)]
    strength_until: Option<Timestamp>,
    /// When the person signed in.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub created_at: Timestamp,
    /// When the session was last used, at most [`SESSION_SEEN_EVERY`] ago if it is in use.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub seen_at: Timestamp,
    /// The newest code that was sent in this session, if any.
    #[serde(default)]
    pub challenge: Option<Challenge>,
}

/// Why a session is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// There is no such session: it never existed, it was ended, or its token was replaced.
    #[error("sign in first")]
    NotSignedIn,
    /// It reached its maximum age or was idle for too long.
    #[error("the session has ended; sign in again")]
    Expired,
}

impl Session {
    /// A new session of strength `password`, with its token.
    #[must_use]
    pub fn begin(account: &AccountId, now: Timestamp, rng: &mut impl CryptoRng) -> (Self, Token) {
        let id = random_id("ses", rng);
        let (token, token_digest) = Token::create(account, &id, rng);
        let session = Self {
            account: account.clone(),
            id,
            token_digest,
            strength: Strength::Password,
            proofed: false,
            strength_until: None,
            created_at: now,
            seen_at: now,
            challenge: None,
        };
        (session, token)
    }

    /// The session after a right code: stronger, without the challenge, and under another token.
    #[must_use]
    pub fn elevate(
        &self,
        credential: &Credential,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> (Self, Token) {
        let (token, token_digest) = Token::create(&self.account, &self.id, rng);
        let session = Self {
            token_digest,
            strength: Strength::PhoneOtp,
            proofed: credential.proofed(),
            strength_until: Some(credential.expires_at),
            seen_at: now,
            challenge: None,
            ..self.clone()
        };
        (session, token)
    }

    /// Checks that the token belongs to this session and the session has not ended.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] for another token, [`SessionError::Expired`] for a session that has ended.
    pub fn accepts(&self, token: &TokenParts, now: Timestamp) -> Result<(), SessionError> {
        if self.token_digest != token.digest {
            return Err(SessionError::NotSignedIn);
        }
        if now < self.ends_at() && now < self.seen_at + SESSION_IDLE {
            Ok(())
        } else {
            Err(SessionError::Expired)
        }
    }

    /// When the session ends at the latest.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.created_at + SESSION_LIFE
    }

    /// Whether the recorded time of its last use is old enough to be written again.
    #[must_use]
    pub fn use_is_stale(&self, now: Timestamp) -> bool {
        now >= self.seen_at + SESSION_SEEN_EVERY
    }

    /// The strength now: `phone-otp` ends when the credential that gave it expires.
    #[must_use]
    pub fn strength(&self, now: Timestamp) -> Strength {
        match self.strength_until {
            Some(until) if now < until => self.strength,
            _ => Strength::Password,
        }
    }

    /// Whether the session proves a proofed person, which only the strength `phone-otp` can.
    #[must_use]
    pub fn proofed(&self, now: Timestamp) -> bool {
        self.proofed && self.strength(now) == Strength::PhoneOtp
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::UserId;

    fn begin() -> (Session, Token) {
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        Session::begin(
            &account,
            Timestamp::UNIX_EPOCH,
            &mut ChaCha12Rng::seed_from_u64(1),
        )
    }

    fn after(duration: SignedDuration) -> Timestamp {
        Timestamp::UNIX_EPOCH + duration
    }

    #[test]
    fn a_session_opens_only_to_its_own_token() {
        let (session, token) = begin();
        let parts = Token::parse(token.expose()).unwrap();
        assert_eq!(parts.account, session.account);
        assert_eq!(parts.id, session.id);
        assert_eq!(session.accepts(&parts, Timestamp::UNIX_EPOCH), Ok(()));
        let (_, other) = Session::begin(
            &session.account,
            Timestamp::UNIX_EPOCH,
            &mut ChaCha12Rng::seed_from_u64(2),
        );
        let other = Token::parse(other.expose()).unwrap();
        assert_eq!(
            session.accepts(&other, Timestamp::UNIX_EPOCH),
            Err(SessionError::NotSignedIn)
        );
    }

    #[test]
    fn a_session_ends_by_its_rest_and_by_its_age() {
        let (mut session, token) = begin();
        let token = Token::parse(token.expose()).unwrap();
        let second = SignedDuration::from_secs(1);
        assert_eq!(
            session.accepts(&token, after(SESSION_IDLE - second)),
            Ok(())
        );
        assert_eq!(
            session.accepts(&token, after(SESSION_IDLE)),
            Err(SessionError::Expired)
        );
        session.seen_at = after(SESSION_LIFE - second);
        assert_eq!(
            session.accepts(&token, after(SESSION_LIFE - second)),
            Ok(())
        );
        assert_eq!(
            session.accepts(&token, after(SESSION_LIFE)),
            Err(SessionError::Expired)
        );
    }

    #[test]
    fn a_presented_text_that_is_no_token_is_refused() {
        let (_, token) = begin();
        for text in [
            "",
            "a.b.c",
            "acct_0.ses_1.AAAA",
            &token.expose()[1..],
            &format!("{}.x", token.expose()),
        ] {
            assert!(Token::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_token_does_not_print_itself() {
        assert_eq!(format!("{:?}", begin().1), "Token(..)");
    }
}
