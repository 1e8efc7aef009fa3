//! Sessions, which begin with a sign-in, and their bearer tokens.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::account::AccountId;
use crate::acr::Acr;
use crate::challenge::Challenge;
use crate::credential::Credential;
use crate::identifier::random_id;
use crate::phone::Channel;
use crate::policy::{REPLAY_KEPT, SESSION_IDLE, SESSION_LIFE, SESSION_SEEN_EVERY};
use crate::secret::{Digest32, SecretKey, secret_text};
use crate::strength::Strength;

secret_text! {
    /// A bearer token of a session or a password reset: the account, the identifier of the session or reset, and a
    /// secret of 256 bits. The first two lead to the item, so that the table needs to store only the digest of the
    /// secret. The secret of a session is random ([`Token::create`]). That of a reset is an HMAC of the account and the
    /// reset's random identifier under a deployment secret ([`Token::derive`]), so that its mail can be made again.
    Token
}

/// The parts of a token that was presented.
#[derive(Debug, Clone)]
pub struct TokenParts {
    /// The account that it belongs to.
    pub account: AccountId,
    /// The identifier of the account's session or reset.
    pub id: String,
    /// The digest of its secret.
    pub digest: Digest32,
    secret: SecretKey,
}

/// The submission of a code, by which its answer can be had again if it was lost.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The session's token, as it was presented with the code.
    pub token: &'a TokenParts,
    /// The request's `Idempotency-Key`.
    pub key: &'a str,
}

impl Submission<'_> {
    fn key_digest(&self) -> Digest32 {
        Digest32::of(self.key.as_bytes())
    }

    /// The token that the session gets if the challenge's code is right. Its secret is an HMAC over the session, the
    /// challenge, the presented token's secret and the key, so that it follows neither from the table nor from the
    /// deployment's secret alone.
    fn token(&self, challenge: &Challenge, secret: &SecretKey) -> (Token, Digest32) {
        let TokenParts {
            account,
            id,
            secret: old,
            ..
        } = self.token;
        let mac = old.mac(
            "session-token-1",
            &[
                account.as_str().as_bytes(),
                id.as_bytes(),
                challenge.id.as_bytes(),
                self.key.as_bytes(),
            ],
        );
        Token::of_secret(account, id, secret.mac("session-token-1", &[&mac]))
    }
}

/// What a session keeps of the code that raised its strength, so that the same submission gets the same answer again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Replay {
    /// The digest of the token that was presented with the code.
    token: Digest32,
    /// The digest of the submission's key.
    key: Digest32,
    /// The challenge of the code.
    pub challenge: Challenge,
    /// Until when.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    until: Timestamp,
}

impl Token {
    /// A fresh token for an account's session with this identifier.
    #[must_use]
    pub fn create(account: &AccountId, id: &str, rng: &mut impl CryptoRng) -> (Self, Digest32) {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        Self::of_secret(account, id, secret)
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
        Self::of_secret(account, id, secret.mac(purpose, &parts))
    }

    fn of_secret(account: &AccountId, id: &str, secret: [u8; 32]) -> (Self, Digest32) {
        let secret = zeroize::Zeroizing::new(secret);
        let text = format!(
            "{account}.{id}.{}",
            BASE64URL_NOPAD.encode(secret.as_slice())
        );
        (Self(text), Digest32::of(secret.as_slice()))
    }

    /// The token by which the authorization endpoint knows the same session, with its digest. Its secret is an HMAC under
    /// this token's, so it comes and goes with this one and opens nothing that this one does.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "it cannot: the text is one that this type made"
    )]
    pub fn for_authorization(&self) -> (Self, Digest32) {
        #[expect(clippy::expect_used, reason = "the text is one that this type made")]
        let TokenParts {
            account,
            id,
            secret,
            ..
        } = Self::parse(&self.0).expect("a token's own text");
        Self::of_secret(&account, &id, secret.mac("authorization-token-1", &[]))
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
            .map(zeroize::Zeroizing::new)
            .ok()
            .and_then(|secret| <[u8; 32]>::try_from(secret.as_slice()).ok());
        match (AccountId::try_from(account.to_owned()), secret) {
            (Ok(account), Some(secret)) if named => Ok(TokenParts {
                account,
                id: id.to_owned(),
                digest: Digest32::of(&secret),
                secret: SecretKey::new(secret),
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
    /// The digest of the secret of [`Token::for_authorization`]. A session that began before there were authorizations has
    /// none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authorization_digest: Option<Digest32>,
    /// The strength that was reached; see [`Session::strength`] for the one that holds now.
    strength: Strength,
    /// Whether the credential that gave the strength was proofed.
    proofed: bool,
    /// When the credential that gave the strength expires.
    #[serde(with = "jiff::fmt::serde::timestamp::second::optional", default)]
    strength_until: Option<Timestamp>,
    /// The newest right code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<EnteredCode>,
    /// When the person signed in, by the password.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub created_at: Timestamp,
    /// When the session was last used, at most [`SESSION_SEEN_EVERY`] ago if it is in use.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub seen_at: Timestamp,
    /// The newest code that was sent in this session, if any.
    #[serde(default)]
    pub challenge: Option<Challenge>,
    /// How the answer to the newest right code can be had again, if it can.
    #[serde(default)]
    replay: Option<Replay>,
}

/// A right code that a session got.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct EnteredCode {
    /// When it was entered.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    at: Timestamp,
    /// How it was sent.
    channel: Channel,
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
            authorization_digest: Some(token.for_authorization().1),
            strength: Strength::Password,
            proofed: false,
            strength_until: None,
            code: None,
            created_at: now,
            seen_at: now,
            challenge: None,
            replay: None,
        };
        (session, token)
    }

    /// The session after a right code that came by a channel: stronger, without the challenge, and under another token.
    #[must_use]
    pub fn elevate(
        &self,
        channel: Channel,
        credential: &Credential,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> (Self, Token) {
        let (token, digest) = Token::create(&self.account, &self.id, rng);
        let after = self.stronger(channel, credential, (&token, digest), None, now);
        (after, token)
    }

    /// As [`Session::elevate`], for a submission of the challenge's code whose answer can be had again
    /// ([`Session::replay_of`]).
    #[must_use]
    pub fn elevate_by(
        &self,
        submission: Submission<'_>,
        challenge: &Challenge,
        channel: Channel,
        credential: &Credential,
        secret: &SecretKey,
        now: Timestamp,
    ) -> (Self, Token) {
        let (token, digest) = submission.token(challenge, secret);
        let replay = Replay {
            token: submission.token.digest,
            key: submission.key_digest(),
            challenge: challenge.clone(),
            until: now + REPLAY_KEPT,
        };
        let after = self.stronger(channel, credential, (&token, digest), Some(replay), now);
        (after, token)
    }

    fn stronger(
        &self,
        channel: Channel,
        credential: &Credential,
        (token, token_digest): (&Token, Digest32),
        replay: Option<Replay>,
        now: Timestamp,
    ) -> Self {
        Self {
            token_digest,
            authorization_digest: Some(token.for_authorization().1),
            strength: Strength::PhoneOtp,
            proofed: credential.proofed(),
            strength_until: Some(credential.expires_at),
            code: Some(EnteredCode { at: now, channel }),
            seen_at: now,
            challenge: None,
            replay,
            ..self.clone()
        }
    }

    /// The challenge whose code a submission entered before, if it is the submission that raised this session's strength,
    /// and recently.
    #[must_use]
    pub fn replay_of(&self, submission: Submission<'_>, now: Timestamp) -> Option<&Challenge> {
        let replay = self.replay.as_ref()?;
        let same = replay.token == submission.token.digest && replay.key == submission.key_digest();
        (same && now < replay.until && now < self.ends_at()).then_some(&replay.challenge)
    }

    /// Whether the token is the one that the newest right code replaced: it opens nothing but the same answer again.
    #[must_use]
    pub fn has_replaced(&self, token: &TokenParts) -> bool {
        self.replay
            .as_ref()
            .is_some_and(|replay| replay.token == token.digest)
    }

    /// The token that a submission got before, if it is still the session's.
    #[must_use]
    pub fn token_of_replay(
        &self,
        challenge: &Challenge,
        submission: Submission<'_>,
        secret: &SecretKey,
    ) -> Option<Token> {
        let (token, digest) = submission.token(challenge, secret);
        (digest == self.token_digest).then_some(token)
    }

    /// Checks that the token belongs to this session and the session has not ended.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] for another token, [`SessionError::Expired`] for a session that has ended.
    pub fn accepts(&self, token: &TokenParts, now: Timestamp) -> Result<(), SessionError> {
        if self.token_digest != token.digest {
            return Err(SessionError::NotSignedIn);
        }
        if self.is_live(now) {
            Ok(())
        } else {
            Err(SessionError::Expired)
        }
    }

    /// Checks that whoever has the token may end the session: a browser that lost the answer to a right code has the token
    /// of before only.
    ///
    /// # Errors
    /// As [`Session::accepts`].
    pub fn may_be_ended_by(&self, token: &TokenParts, now: Timestamp) -> Result<(), SessionError> {
        if self.has_replaced(token) {
            return Ok(());
        }
        self.accepts(token, now)
    }

    /// Whether the authorization endpoint may use the session for this token ([`Token::for_authorization`]) now.
    #[must_use]
    pub fn accepts_at_authorization(&self, token: &TokenParts, now: Timestamp) -> bool {
        self.authorization_digest == Some(token.digest) && self.is_live(now)
    }

    /// Whether the session has not ended, by its age or its rest.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.ends_at() && now < self.seen_at + SESSION_IDLE
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

    /// The strength now, as applications are told it.
    #[must_use]
    pub fn acr(&self, now: Timestamp) -> Acr {
        match self.strength(now) {
            Strength::Password => Acr::Password,
            Strength::PhoneOtp if self.proofed => Acr::PhoneOtpProofed,
            Strength::PhoneOtp => Acr::PhoneOtp,
        }
    }

    /// When the last factor was entered that gave this strength.
    #[must_use]
    pub fn auth_time(&self, acr: Acr) -> Timestamp {
        match acr {
            Acr::Password => self.created_at,
            Acr::PhoneOtp | Acr::PhoneOtpProofed => {
                self.code.map_or(self.created_at, |code| code.at)
            }
        }
    }

    /// The methods by which the person was authenticated, as RFC 8176 names them.
    #[must_use]
    pub fn amr(&self, now: Timestamp) -> Vec<&'static str> {
        let mut methods = vec!["pwd"];
        if self.strength(now) == Strength::PhoneOtp {
            methods.push("otp");
            methods.extend(self.code.map(|code| match code.channel {
                Channel::Text => "sms",
                Channel::Voice => "tel",
            }));
            methods.push("mfa");
        }
        methods
    }

    /// When the strength that holds now ends at the latest: with the session, or with the credential that gave it.
    #[must_use]
    pub fn strength_ends_at(&self, now: Timestamp) -> Timestamp {
        match self.strength_until {
            Some(until) if self.strength(now) == Strength::PhoneOtp => until.min(self.ends_at()),
            _ => self.ends_at(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::{Country, UserId};
    use crate::phone::{Channel, Phone};
    use crate::product::{Coverage, Product};

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

    #[test]
    fn the_same_token_and_key_get_the_same_new_token_and_no_others_do() {
        let (mut session, token) = begin();
        let old = Token::parse(token.expose()).unwrap();
        let (mut rng, mut other) = (ChaCha12Rng::seed_from_u64(3), ChaCha12Rng::seed_from_u64(4));
        let secret = SecretKey::new([7; 32]);
        let credential =
            crate::credential::tests::credential(Product::ALL[0], Timestamp::UNIX_EPOCH);
        let (challenge, _) = Challenge::issue(
            &Phone::register(
                Country::US,
                "2025550123",
                Channel::Text,
                Coverage::Us,
                &[],
                Timestamp::UNIX_EPOCH,
                &mut rng,
            )
            .unwrap(),
            &secret,
            1,
            Timestamp::UNIX_EPOCH,
            &mut other,
        );
        session.challenge = Some(challenge.clone());
        let now = Timestamp::UNIX_EPOCH;
        let mine = Submission {
            token: &old,
            key: "one",
        };
        let (after, new) =
            session.elevate_by(mine, &challenge, Channel::Text, &credential, &secret, now);
        let kept = after.replay_of(mine, now).unwrap();
        assert_eq!(
            after.token_of_replay(kept, mine, &secret),
            Some(new.clone())
        );
        assert!(after.replay_of(mine, after_replay()).is_none());
        let other_key = Submission {
            token: &old,
            key: "two",
        };
        assert!(after.replay_of(other_key, now).is_none());
        let parts = Token::parse(new.expose()).unwrap();
        assert!(
            after
                .replay_of(
                    Submission {
                        token: &parts,
                        key: "one"
                    },
                    now
                )
                .is_none()
        );
        assert_eq!(after.accepts(&old, now), Err(SessionError::NotSignedIn));
        let another = SecretKey::new([8; 32]);
        assert_eq!(after.token_of_replay(kept, mine, &another), None);
        let (silent, _) = session.elevate(Channel::Text, &credential, now, &mut rng);
        assert!(silent.replay_of(mine, now).is_none());
    }

    fn after_replay() -> Timestamp {
        Timestamp::UNIX_EPOCH + REPLAY_KEPT
    }
}
