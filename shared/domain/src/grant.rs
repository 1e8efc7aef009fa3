//! Grants: what an application was granted for one authorization. A grant holds a code, which is used once, and then the
//! tokens that follow from it.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Invalid;
use crate::account::AccountId;
use crate::acr::Acr;
use crate::application::{ApplicationId, Scope};
use crate::handle::{Handle, HandleKind, Sealed};
use crate::identifier::random_id;
use crate::policy::{AUTHORIZATION_CODE_VALIDITY, REFRESH_REPLAY_KEPT};
use crate::secret::{Digest32, SecretKey};

/// What an application was granted for one authorization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The account.
    pub account: AccountId,
    /// The session under which it was granted, and with which it ends.
    pub session: String,
    /// Its identifier.
    pub id: String,
    /// The application.
    pub application: ApplicationId,
    /// The redirect address of the authorization request, which the use of the code has to repeat.
    pub redirect_uri: String,
    /// The PKCE challenge of the authorization request (RFC 7636, 4.2): the verifier's SHA-256 in base64url.
    pub code_challenge: String,
    /// The digest of the code's text.
    pub code: Digest32,
    /// Until when the code can be used.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub code_until: Timestamp,
    /// The granted scopes.
    pub scopes: Vec<Scope>,
    /// The resources that access tokens may be asked for (RFC 8707).
    #[serde(default)]
    pub resources: Vec<String>,
    /// The `nonce` of the authorization request, which the ID token repeats.
    #[serde(default)]
    pub nonce: Option<String>,
    /// The strength that is told to the application.
    pub acr: Acr,
    /// The alias by which that strength was asked for, and which is told instead of its name.
    #[serde(default)]
    pub acr_alias: Option<String>,
    /// The strength that the session had reached, told to APIs as scopes.
    pub reached: Acr,
    /// The methods of authentication (RFC 8176).
    pub amr: Vec<String>,
    /// When the last factor of the strength that is told was entered.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub auth_time: Timestamp,
    /// The subject, as the application knows the person.
    pub sub: String,
    /// The thumbprint of the key that the tokens are bound to (RFC 9449), if they are.
    #[serde(default)]
    pub dpop_jkt: Option<String>,
    /// When it was granted.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub created_at: Timestamp,
    /// When the code was used, if it was.
    #[serde(default, with = "jiff::fmt::serde::timestamp::second::optional")]
    pub used_at: Option<Timestamp>,
    /// The refresh token, if there is one.
    #[serde(default)]
    pub refresh: Option<Refresh>,
    /// When it was revoked, if it was.
    #[serde(default, with = "jiff::fmt::serde::timestamp::second::optional")]
    pub revoked_at: Option<Timestamp>,
    /// When it ends: with its session, or with the credential if that is earlier.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub ends_at: Timestamp,
}

/// The refresh token of a grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refresh {
    /// The digest of the token that can be used.
    pub current: Digest32,
    /// The digest of the token before it, if it was rotated.
    #[serde(default)]
    pub previous: Option<Digest32>,
    /// When the current token was made.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub rotated_at: Timestamp,
    /// The version of the deployment's secret that the current token was sealed with.
    pub version: u32,
}

impl Refresh {
    /// The first refresh token of a grant.
    #[must_use]
    pub fn first(token: &Sealed, version: u32, now: Timestamp) -> Self {
        Self {
            current: token.digest(),
            previous: None,
            rotated_at: now,
            version,
        }
    }
}

/// A code as a client presents it.
#[derive(Debug, Clone, Copy)]
pub struct CodeUse<'a> {
    /// The client that was authenticated.
    pub application: &'a ApplicationId,
    /// The digest of the code's text.
    pub code: Digest32,
    /// The `redirect_uri`.
    pub redirect_uri: &'a str,
    /// The `code_verifier`.
    pub verifier: &'a str,
    /// The thumbprint of the DPoP proof's key, if there is a proof.
    pub jkt: Option<&'a str>,
}

/// A refresh token as a client presents it.
#[derive(Debug, Clone, Copy)]
pub struct RefreshUse<'a> {
    /// The client that was authenticated.
    pub application: &'a ApplicationId,
    /// The digest of the token's text.
    pub token: Digest32,
    /// Whether the client is public: its refresh tokens rotate.
    pub rotates: bool,
    /// The thumbprint of the DPoP proof's key, if there is a proof.
    pub jkt: Option<&'a str>,
}

/// What the use of a refresh token leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// The token stays: the client authenticates with more than the token.
    Kept,
    /// The token is replaced by its successor.
    Rotated,
    /// The token was replaced a moment ago, and the answer may have been lost: it gets the same successor again.
    Again,
}

/// Why a grant gives no tokens. Each but [`GrantError::WrongKey`] is told as `invalid_grant` (RFC 6749, 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// It belongs to another client, or is not the code or the token of the grant.
    #[error("it was not issued to this client")]
    Foreign,
    /// It was revoked, or ended with its session or credential.
    #[error("it has ended")]
    Ended,
    /// The code was used before, or the refresh token was replaced: what the grant gave ends (RFC 6749, 4.1.2 and RFC 9700,
    /// 4.14.2).
    #[error("it was used before")]
    Reused,
    /// The code is too old.
    #[error("it has expired")]
    Expired,
    /// The redirect address is not the one of the authorization request (RFC 6749, 4.1.3).
    #[error("redirect_uri is not the one of the authorization request")]
    RedirectUri,
    /// The verifier is not the one of the challenge (RFC 7636, 4.6).
    #[error("code_verifier does not fit the code_challenge")]
    Verifier,
    /// The proof is missing or of another key than the one that the grant is bound to (RFC 9449, 5).
    #[error("the DPoP proof is not of the key that this is bound to")]
    WrongKey,
}

impl GrantError {
    /// Whether the error ends what the grant gave.
    #[must_use]
    pub const fn ends_the_grant(self) -> bool {
        matches!(self, Self::Reused)
    }
}

impl Grant {
    /// The identifier of the grant that answers a kept request under a session: always the same, so that a repeated answer
    /// finds it.
    #[must_use]
    pub fn id_for(authorization: &str, session: &str) -> String {
        let digest = Digest32::of(format!("{authorization} {session}").as_bytes());
        format!("gra_{}", &digest.to_hex()[..20])
    }

    /// A random identifier.
    #[must_use]
    pub fn draw_id(rng: &mut impl CryptoRng) -> String {
        random_id("gra", rng)
    }

    /// When a code that is granted now can no longer be used.
    #[must_use]
    pub fn code_until(now: Timestamp) -> Timestamp {
        now + AUTHORIZATION_CODE_VALIDITY
    }

    /// Its names.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle {
            account: self.account.clone(),
            session: self.session.clone(),
            grant: self.id.clone(),
        }
    }

    /// The strength as the application is told it.
    #[must_use]
    pub fn told_acr(&self) -> &str {
        self.acr_alias.as_deref().unwrap_or(self.acr.as_str())
    }

    /// The session as this application knows it: the same in all tokens, and another one for another application.
    #[must_use]
    pub fn sid(&self) -> String {
        sid(&self.session, &self.application)
    }

    /// Whether what it gave can still be used: it was neither revoked, nor has it ended. Its session may have ended
    /// earlier.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.ends_at
    }

    /// Uses the code. Returns the grant after it, which the store saves if the code was not used meanwhile.
    ///
    /// The client is checked first, so that nobody else's use of a code tells or ends anything; then whether the code was
    /// used, so that a second use ends what the first one gave, however late it comes.
    ///
    /// # Errors
    /// [`GrantError`].
    pub fn use_code(&self, code: CodeUse<'_>, now: Timestamp) -> Result<Self, GrantError> {
        if &self.application != code.application || self.code != code.code {
            return Err(GrantError::Foreign);
        }
        if self.used_at.is_some() {
            return Err(GrantError::Reused);
        }
        if !self.is_live(now) {
            return Err(GrantError::Ended);
        }
        if now >= self.code_until {
            return Err(GrantError::Expired);
        }
        if self.redirect_uri != code.redirect_uri {
            return Err(GrantError::RedirectUri);
        }
        if !verifies(&self.code_challenge, code.verifier) {
            return Err(GrantError::Verifier);
        }
        self.bound_to(code.jkt)?;
        Ok(Self {
            used_at: Some(now),
            dpop_jkt: code.jkt.map(str::to_owned),
            ..self.clone()
        })
    }

    /// Decides what the use of a refresh token leads to.
    ///
    /// A confidential client's token is bound to the client's authentication and stays (RFC 9700, 2.2.2), whatever key its
    /// next access token is bound to (RFC 9449, 5). A public client's
    /// is bound to its key and rotates: the direct predecessor gets the same successor again for
    /// [`REFRESH_REPLAY_KEPT`], until the successor was used. Whatever else was once the grant's token ends the grant.
    ///
    /// # Errors
    /// [`GrantError`].
    pub fn refresh(&self, used: RefreshUse<'_>, now: Timestamp) -> Result<Refreshed, GrantError> {
        if &self.application != used.application {
            return Err(GrantError::Foreign);
        }
        if !self.is_live(now) {
            return Err(GrantError::Ended);
        }
        let refresh = self.refresh.as_ref().ok_or(GrantError::Foreign)?;
        if used.rotates && self.dpop_jkt.as_deref() != used.jkt {
            // The key does not change: somebody else has the token.
            return Err(GrantError::Reused);
        }
        if refresh.current == used.token {
            return Ok(if used.rotates {
                Refreshed::Rotated
            } else {
                Refreshed::Kept
            });
        }
        let just_replaced = now < refresh.rotated_at + REFRESH_REPLAY_KEPT;
        if used.rotates && refresh.previous == Some(used.token) && just_replaced {
            Ok(Refreshed::Again)
        } else {
            Err(GrantError::Reused)
        }
    }

    /// The refresh token that follows the one with this digest, always the same, sealed with the version of the secret that
    /// is given.
    ///
    /// # Errors
    /// As [`Handle::seal`].
    pub fn successor(
        &self,
        token: &Digest32,
        version: u32,
        secret: &SecretKey,
    ) -> Result<Sealed, Invalid> {
        let handle = self.handle();
        let nonce = handle.nonce_of(HandleKind::Refresh, secret, token.to_hex().as_bytes());
        handle.seal(HandleKind::Refresh, version, secret, nonce)
    }

    /// The grant after its refresh token was replaced.
    #[must_use]
    pub fn rotated(
        &self,
        token: Digest32,
        successor: &Sealed,
        version: u32,
        now: Timestamp,
    ) -> Self {
        Self {
            refresh: Some(Refresh {
                current: successor.digest(),
                previous: Some(token),
                rotated_at: now,
                version,
            }),
            ..self.clone()
        }
    }

    /// Checks the key of a DPoP proof, if the grant is bound to one. A grant that is bound to none takes any key, or none.
    fn bound_to(&self, jkt: Option<&str>) -> Result<(), GrantError> {
        match &self.dpop_jkt {
            Some(bound) if Some(bound.as_str()) != jkt => Err(GrantError::WrongKey),
            _ => Ok(()),
        }
    }
}

/// The session as an application knows it (OpenID Connect Back-Channel Logout 1.0, 2.1), which tells nothing of the
/// session, and nothing that two applications have in common.
#[must_use]
pub fn sid(session: &str, application: &ApplicationId) -> String {
    let mut digest = Sha256::new();
    for part in ["sid", session, application.as_str()] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let mut text = BASE64URL_NOPAD.encode(&digest.finalize());
    text.truncate(22);
    text
}

/// Whether a verifier fits a challenge by `S256` (RFC 7636, 4.6). A verifier has 43 to 128 characters of the unreserved
/// ones (4.1).
#[must_use]
pub fn verifies(challenge: &str, verifier: &str) -> bool {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let formed = (43..=128).contains(&verifier.len()) && verifier.bytes().all(unreserved);
    let computed = BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()));
    formed && bool::from(computed.as_bytes().ct_eq(challenge.as_bytes()))
}

#[cfg(test)]
pub(crate) mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::UserId;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const REDIRECT: &str = "https://app.example/cb";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn application(id: &str) -> ApplicationId {
        ApplicationId::try_from(id.to_owned()).unwrap()
    }

    fn secret() -> SecretKey {
        SecretKey::new([7; 32])
    }

    pub(crate) fn grant() -> Grant {
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        Grant {
            account,
            session: "ses_0123456789abcdef0123".to_owned(),
            id: Grant::draw_id(&mut ChaCha12Rng::seed_from_u64(1)),
            application: application("app"),
            redirect_uri: REDIRECT.to_owned(),
            // The example of RFC 7636, appendix B.
            code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
            code: Digest32::of(b"code"),
            code_until: Grant::code_until(at(0)),
            scopes: vec![Scope::Openid],
            resources: Vec::new(),
            nonce: None,
            acr: Acr::PhoneOtp,
            acr_alias: None,
            reached: Acr::PhoneOtp,
            amr: vec!["pwd".to_owned()],
            auth_time: at(-60),
            sub: "sub".to_owned(),
            dpop_jkt: None,
            created_at: at(0),
            used_at: None,
            refresh: None,
            revoked_at: None,
            ends_at: at(3600),
        }
    }

    fn code(application: &ApplicationId) -> CodeUse<'_> {
        CodeUse {
            application,
            code: Digest32::of(b"code"),
            redirect_uri: REDIRECT,
            verifier: VERIFIER,
            jkt: None,
        }
    }

    #[test]
    fn a_code_is_used_once_by_its_client_with_its_address_and_verifier() {
        let (mine, other) = (application("app"), application("other"));
        let grant = grant();
        let used = grant.use_code(code(&mine), at(59)).unwrap();
        assert_eq!(used.used_at, Some(at(59)));
        let refused = |code, now| grant.use_code(code, now).unwrap_err();
        assert_eq!(refused(code(&other), at(0)), GrantError::Foreign);
        let wrong = CodeUse {
            code: Digest32::of(b"other"),
            ..code(&mine)
        };
        assert_eq!(refused(wrong, at(0)), GrantError::Foreign);
        assert_eq!(refused(code(&mine), at(60)), GrantError::Expired);
        for redirect_uri in ["", "https://app.example/cb/", "https://app.example/cb?"] {
            let wrong = CodeUse {
                redirect_uri,
                ..code(&mine)
            };
            assert_eq!(refused(wrong, at(0)), GrantError::RedirectUri);
        }
        for verifier in ["", "short", &VERIFIER[1..], &grant.code_challenge] {
            let wrong = CodeUse {
                verifier,
                ..code(&mine)
            };
            assert_eq!(refused(wrong, at(0)), GrantError::Verifier, "{verifier}");
        }
        for now in [at(1), at(1_000_000)] {
            let again = used.use_code(code(&mine), now).unwrap_err();
            assert_eq!(again, GrantError::Reused);
            assert!(again.ends_the_grant());
            assert_eq!(
                used.use_code(code(&other), now).unwrap_err(),
                GrantError::Foreign
            );
        }
    }

    #[test]
    fn a_grant_ends_with_its_session_and_when_it_is_revoked() {
        let mine = application("app");
        let mut grant = grant();
        grant.ends_at = at(30);
        assert!(grant.is_live(at(29)));
        assert!(!grant.is_live(at(30)));
        assert_eq!(grant.use_code(code(&mine), at(30)), Err(GrantError::Ended));
        grant.revoked_at = Some(at(1));
        assert!(!grant.is_live(at(2)));
        assert_eq!(grant.use_code(code(&mine), at(2)), Err(GrantError::Ended));
    }

    #[test]
    fn a_code_that_is_bound_to_a_key_asks_for_a_proof_of_it_and_another_binds_to_the_first() {
        let mine = application("app");
        let with = |jkt| CodeUse { jkt, ..code(&mine) };
        let free = grant();
        let bound = free.use_code(with(Some("one")), at(0)).unwrap();
        assert_eq!(bound.dpop_jkt.as_deref(), Some("one"));
        let mut asked = grant();
        asked.dpop_jkt = Some("one".to_owned());
        assert!(asked.use_code(with(Some("one")), at(0)).is_ok());
        for jkt in [None, Some("two")] {
            assert_eq!(asked.use_code(with(jkt), at(0)), Err(GrantError::WrongKey));
        }
    }

    fn refreshable(jkt: Option<&str>) -> (Grant, Sealed) {
        let mut grant = grant();
        let token = grant
            .successor(&Digest32::of(b"first"), 1, &secret())
            .unwrap();
        grant.dpop_jkt = jkt.map(str::to_owned);
        grant.refresh = Some(Refresh::first(&token, 1, at(0)));
        (grant, token)
    }

    #[test]
    fn a_confidential_clients_refresh_token_stays() {
        let (grant, token) = refreshable(None);
        let (mine, other) = (application("app"), application("other"));
        let used = RefreshUse {
            application: &mine,
            token: token.digest(),
            rotates: false,
            jkt: None,
        };
        assert_eq!(grant.refresh(used, at(1)), Ok(Refreshed::Kept));
        assert_eq!(grant.refresh(used, at(3600)), Err(GrantError::Ended));
        let foreign = RefreshUse {
            application: &other,
            ..used
        };
        assert_eq!(grant.refresh(foreign, at(1)), Err(GrantError::Foreign));
    }

    #[test]
    fn a_public_clients_refresh_token_rotates_and_its_predecessor_gets_the_same_successor_for_a_moment()
     {
        let (grant, first) = refreshable(Some("key"));
        let mine = application("app");
        let used = |token: &Sealed, jkt| RefreshUse {
            application: &mine,
            token: token.digest(),
            rotates: true,
            jkt,
        };
        let key = Some("key");
        assert_eq!(
            grant.refresh(used(&first, key), at(10)),
            Ok(Refreshed::Rotated)
        );
        let second = grant.successor(&first.digest(), 1, &secret()).unwrap();
        assert_eq!(
            grant.successor(&first.digest(), 1, &secret()).unwrap(),
            second
        );
        let rotated = grant.rotated(first.digest(), &second, 1, at(10));
        assert_eq!(
            rotated.refresh(used(&first, key), at(39)),
            Ok(Refreshed::Again)
        );
        assert_eq!(
            rotated.refresh(used(&second, key), at(39)),
            Ok(Refreshed::Rotated)
        );
        // Later, with another key or none, or after the successor was used, it ends the family.
        let reused = Err(GrantError::Reused);
        assert_eq!(rotated.refresh(used(&first, key), at(40)), reused);
        assert_eq!(rotated.refresh(used(&first, Some("x")), at(11)), reused);
        assert_eq!(rotated.refresh(used(&second, None), at(11)), reused);
        let third = rotated.successor(&second.digest(), 1, &secret()).unwrap();
        let again = rotated.rotated(second.digest(), &third, 1, at(20));
        assert_eq!(again.refresh(used(&first, key), at(21)), reused);
        assert_eq!(
            again.refresh(used(&second, key), at(21)),
            Ok(Refreshed::Again)
        );
    }

    #[test]
    fn a_sid_is_one_sessions_and_one_applications() {
        let (one, two) = (application("one"), application("two"));
        assert_eq!(sid("ses_1", &one), sid("ses_1", &one));
        assert_ne!(sid("ses_1", &one), sid("ses_1", &two));
        assert_ne!(sid("ses_1", &one), sid("ses_2", &one));
        assert_eq!(sid("ses_1", &one).len(), 22);
    }
}
