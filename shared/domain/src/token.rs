//! The claims of access tokens (RFC 9068) and ID tokens (OpenID Connect Core, 2).

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::acr::Acr;
use crate::application::{ApplicationId, Scope};
use crate::grant::Grant;
use crate::handle::Sealed;
use crate::policy::ACCESS_TOKEN_VALIDITY;

/// The type in the header of an access token (RFC 9068, 2.1).
pub const ACCESS_TOKEN_TYPE: &str = "at+jwt";

/// Whom a token is for: a text, or a list of texts (RFC 7519, 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Audience {
    /// The audience of some names: a text, if there is one only.
    #[must_use]
    pub fn of(mut names: Vec<String>) -> Self {
        match names.pop() {
            Some(one) if names.is_empty() => Self::One(one),
            Some(last) => {
                names.push(last);
                Self::Several(names)
            }
            None => Self::Several(names),
        }
    }

    /// Whether it names somebody.
    #[must_use]
    pub fn names(&self, whom: &str) -> bool {
        self.all().iter().any(|one| one == whom)
    }

    /// All whom it names.
    #[must_use]
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        }
    }
}

/// The key that a token is bound to (RFC 7800, RFC 9449 6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The thumbprint of the key.
    pub jkt: String,
}

/// The claims of an access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// The issuer.
    pub iss: String,
    /// When it expires, in epoch seconds.
    pub exp: i64,
    /// The resources that it is for, or the issuer.
    pub aud: Audience,
    /// The person, as the application knows them.
    pub sub: String,
    /// The application.
    pub client_id: ApplicationId,
    /// When it was issued, in epoch seconds.
    pub iat: i64,
    /// The sealed names of account, session and grant.
    pub jti: String,
    /// What was granted, and the strengths that were reached, separated by spaces.
    pub scope: String,
    /// The strength.
    pub acr: String,
    /// The methods of authentication.
    pub amr: Vec<String>,
    /// When the last factor of that strength was entered, in epoch seconds.
    pub auth_time: i64,
    /// The session, as the application knows it.
    pub sid: String,
    /// The key that it is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

impl AccessClaims {
    /// The claims of a token that a grant gives now. No token outlives its grant.
    #[must_use]
    pub fn of(
        grant: &Grant,
        issuer: &str,
        audience: Vec<String>,
        jti: &Sealed,
        now: Timestamp,
    ) -> Self {
        Self {
            iss: issuer.to_owned(),
            exp: expiry(grant, now).as_second(),
            aud: Audience::of(audience),
            sub: grant.sub.clone(),
            client_id: grant.application.clone(),
            iat: now.as_second(),
            jti: jti.expose().to_owned(),
            scope: scope(grant),
            acr: grant.told_acr().to_owned(),
            amr: grant.amr.clone(),
            auth_time: grant.auth_time.as_second(),
            sid: grant.sid(),
            cnf: grant.dpop_jkt.clone().map(|jkt| Confirmation { jkt }),
        }
    }

    /// Whether it is a token of this issuer that has not expired. No time is allowed for a clock that is behind: it is our
    /// own.
    #[must_use]
    pub fn is_current(&self, issuer: &str, now: Timestamp) -> bool {
        self.iss == issuer && now.as_second() < self.exp
    }

    /// Whether a scope is among its own.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scope.split(' ').any(|one| one == scope)
    }

    /// The strength that was reached, by its scopes.
    #[must_use]
    pub fn reached(&self) -> Option<Acr> {
        let reached = |acr: &Acr| self.has_scope(&strength_scope(*acr));
        Acr::ALL.into_iter().rev().find(reached)
    }
}

/// The claims of an ID token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdClaims {
    /// The issuer.
    pub iss: String,
    /// The person, as the application knows them.
    pub sub: String,
    /// The application.
    pub aud: ApplicationId,
    /// When it expires, in epoch seconds.
    pub exp: i64,
    /// When it was issued, in epoch seconds.
    pub iat: i64,
    /// When the last factor of the strength was entered, in epoch seconds.
    pub auth_time: i64,
    /// The `nonce` of the authorization request. A token that a refresh gives has none (OpenID Connect Core, 12.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The strength.
    pub acr: String,
    /// The methods of authentication.
    pub amr: Vec<String>,
    /// The session, as the application knows it.
    pub sid: String,
    /// The left half of the access token's digest (OpenID Connect Core, 3.1.3.6).
    pub at_hash: String,
}

impl IdClaims {
    /// The claims of the ID token that comes with an access token.
    #[must_use]
    pub fn of(
        grant: &Grant,
        issuer: &str,
        nonce: Option<&str>,
        access_token: &str,
        now: Timestamp,
    ) -> Self {
        let digest = Sha256::digest(access_token.as_bytes());
        Self {
            iss: issuer.to_owned(),
            sub: grant.sub.clone(),
            aud: grant.application.clone(),
            exp: expiry(grant, now).as_second(),
            iat: now.as_second(),
            auth_time: grant.auth_time.as_second(),
            nonce: nonce.map(str::to_owned),
            acr: grant.told_acr().to_owned(),
            amr: grant.amr.clone(),
            sid: grant.sid(),
            at_hash: BASE64URL_NOPAD.encode(&digest[..16]),
        }
    }
}

/// When a token that a grant gives now expires.
fn expiry(grant: &Grant, now: Timestamp) -> Timestamp {
    (now + ACCESS_TOKEN_VALIDITY).min(grant.ends_at)
}

/// The granted scopes, followed by those of the strengths that were reached: authorizers that look at no `acr` look at
/// them.
#[must_use]
pub fn scope(grant: &Grant) -> String {
    let granted = grant.scopes.iter().map(|scope| scope.as_str().to_owned());
    let reached = Acr::ALL.into_iter().filter(|acr| *acr <= grant.reached);
    let all: Vec<String> = granted.chain(reached.map(strength_scope)).collect();
    all.join(" ")
}

/// The scopes that were granted, as an answer tells them.
#[must_use]
pub fn granted_scope(scopes: &[Scope]) -> String {
    let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
    words.join(" ")
}

/// The scope that says that a strength was reached.
#[must_use]
pub fn strength_scope(acr: Acr) -> String {
    format!("strength:{}", acr.as_str())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::grant::tests::grant;
    use crate::handle::{HandleKind, NONCE_BYTES};
    use crate::secret::SecretKey;

    const ISSUER: &str = "https://portal.example";

    fn claims(grant: &Grant, audience: &[&str], now: Timestamp) -> AccessClaims {
        let secret = SecretKey::new([1; 32]);
        let jti = grant
            .handle()
            .seal(HandleKind::Access, 1, &secret, [2; NONCE_BYTES])
            .unwrap();
        let audience = audience.iter().map(|one| (*one).to_owned()).collect();
        AccessClaims::of(grant, ISSUER, audience, &jti, now)
    }

    #[test]
    fn a_token_lives_ten_minutes_and_never_longer_than_its_grant() {
        let grant = grant();
        let now = grant.created_at;
        let token = claims(&grant, &[ISSUER], now);
        assert_eq!(token.exp, now.as_second() + 600);
        let expires = now + SignedDuration::from_secs(600);
        assert!(token.is_current(ISSUER, expires - SignedDuration::from_secs(1)));
        assert!(!token.is_current(ISSUER, expires));
        assert!(!token.is_current("https://other.example", now));
        let late = grant.ends_at - SignedDuration::from_secs(5);
        assert_eq!(
            claims(&grant, &[ISSUER], late).exp,
            grant.ends_at.as_second()
        );
        assert_eq!(
            IdClaims::of(&grant, ISSUER, None, "token", late).exp,
            grant.ends_at.as_second()
        );
    }

    #[test]
    fn the_strengths_that_were_reached_are_scopes_and_others_are_not() {
        let mut grant = grant();
        for (reached, scope) in [
            (Acr::Password, "openid strength:password"),
            (Acr::PhoneOtp, "openid strength:password strength:phone-otp"),
            (
                Acr::PhoneOtpProofed,
                "openid strength:password strength:phone-otp strength:phone-otp-proofed",
            ),
        ] {
            grant.reached = reached;
            let token = claims(&grant, &[ISSUER], grant.created_at);
            assert_eq!(token.scope, scope);
            assert_eq!(token.reached(), Some(reached));
        }
    }

    #[test]
    fn an_audience_of_one_is_a_text() {
        let grant = grant();
        let aud = |audience: &[&str]| {
            serde_json::to_value(claims(&grant, audience, grant.created_at).aud).unwrap()
        };
        assert_eq!(aud(&["a"]), "a");
        assert_eq!(aud(&["a", "b"]), serde_json::json!(["a", "b"]));
    }

    #[test]
    fn an_alias_that_was_asked_for_is_told_and_at_hash_is_half_a_digest() {
        let mut grant = grant();
        grant.acr_alias = Some("urn:alias".to_owned());
        let id = IdClaims::of(&grant, ISSUER, Some("n"), "token", grant.created_at);
        assert_eq!(id.acr, "urn:alias");
        assert_eq!(id.nonce.as_deref(), Some("n"));
        // printf token | openssl dgst -sha256 -binary | head -c16 | base64
        assert_eq!(id.at_hash, "PEaenWxYddN6Q_NT1PiOYQ");
    }
}
