//! DPoP proofs (RFC 9449): that whoever presents a token has the key that it is bound to.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::policy::{CLOCK_SKEW, JTI_MAX};
use crate::secret::Digest32;

/// The type in the header of a proof (RFC 9449, 4.2).
pub const PROOF_TYPE: &str = "dpop+jwt";

/// The claims of a proof whose signature was checked with the key in its header.
#[derive(Debug, Clone, Deserialize)]
pub struct ProofClaims {
    jti: String,
    htm: String,
    htu: String,
    iat: i64,
    #[serde(default)]
    ath: Option<String>,
}

/// The request that a proof has to be for.
#[derive(Debug, Clone, Copy)]
pub struct ProvenRequest<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The address that it was sent to, without query and fragment.
    pub url: &'a str,
    /// The access token that it presents, if any: at a protected resource.
    pub token: Option<&'a str>,
}

/// A proof that is for its request. It is good once: `jti` is to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of its key (RFC 7638).
    pub jkt: String,
    /// The digest of key and `jti`, by which the proof is recognised when it comes again.
    pub once: Digest32,
    /// When it is refused for its age: until then it has to be remembered.
    pub until: Timestamp,
}

/// A proof is refused. The message is the rest of a sentence that begins with "The DPoP proof".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// It is for another method (`htm`).
    #[error("is for another method")]
    Method,
    /// It is for another address (`htu`).
    #[error("is for another address")]
    Url,
    /// Its `iat` is not within a minute of now.
    #[error("was not made within the last minute")]
    Age,
    /// Its `jti` is empty or too long.
    #[error("has a jti that cannot be used")]
    Jti,
    /// It is not for the access token that it came with (`ath`).
    #[error("is for another access token")]
    Token,
}

impl ProofClaims {
    /// Checks that the proof is for a request now (RFC 9449, 4.3: 8, 9, 11 and 12).
    ///
    /// # Errors
    /// [`ProofError`].
    pub fn check(
        &self,
        jkt: &str,
        request: ProvenRequest<'_>,
        now: Timestamp,
    ) -> Result<Proof, ProofError> {
        if self.htm != request.method {
            return Err(ProofError::Method);
        }
        if !same_address(&self.htu, request.url) {
            return Err(ProofError::Url);
        }
        let made = Timestamp::from_second(self.iat).map_err(|_| ProofError::Age)?;
        if made < now - CLOCK_SKEW || made > now + CLOCK_SKEW {
            return Err(ProofError::Age);
        }
        if !(1..=JTI_MAX).contains(&self.jti.len()) {
            return Err(ProofError::Jti);
        }
        if let Some(token) = request.token {
            let expected = token_hash(token);
            let given = self.ath.as_deref().unwrap_or_default();
            if !bool::from(expected.as_bytes().ct_eq(given.as_bytes())) {
                return Err(ProofError::Token);
            }
        }
        Ok(Proof {
            jkt: jkt.to_owned(),
            once: once("dpop", jkt, &self.jti),
            until: made + CLOCK_SKEW + CLOCK_SKEW,
        })
    }
}

/// The `ath` of an access token: its SHA-256 in base64url (RFC 9449, 4.2).
#[must_use]
pub fn token_hash(token: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(token.as_bytes()))
}

/// What may be presented once: the digest of what it is, whose it is, and its `jti`.
pub(crate) fn once(kind: &str, whose: &str, jti: &str) -> Digest32 {
    let mut bytes = Vec::new();
    for part in [kind, whose, jti] {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    Digest32::of(&bytes)
}

/// Whether a proof's address is the request's, after the normalisation that RFC 9449, 4.3 asks for: query and fragment of
/// the proof's are left out, scheme and host are compared without regard to case, and the scheme's own port may be named.
fn same_address(htu: &str, url: &str) -> bool {
    let stated = htu.split(['?', '#']).next().unwrap_or_default();
    match (parts(stated), parts(url)) {
        (Some(stated), Some(asked)) => stated == asked,
        _ => false,
    }
}

/// An address's scheme, host with port, and path.
fn parts(url: &str) -> Option<(String, String, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let (host, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let own = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(own).unwrap_or(&host).to_owned();
    Some((scheme, host, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://portal.example/oauth2/token";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn claims() -> ProofClaims {
        ProofClaims {
            jti: "one".to_owned(),
            htm: "POST".to_owned(),
            htu: URL.to_owned(),
            iat: at(0).as_second(),
            ath: None,
        }
    }

    fn request() -> ProvenRequest<'static> {
        ProvenRequest {
            method: "POST",
            url: URL,
            token: None,
        }
    }

    #[test]
    fn a_proof_is_for_one_method_and_address_within_a_minute_of_now() {
        let check = |claims: &ProofClaims, now| claims.check("key", request(), now);
        for now in [at(-60), at(0), at(60)] {
            assert!(check(&claims(), now).is_ok(), "{now}");
        }
        for now in [at(-61), at(61)] {
            assert_eq!(check(&claims(), now), Err(ProofError::Age));
        }
        let other = ProofClaims {
            htm: "GET".to_owned(),
            ..claims()
        };
        assert_eq!(check(&other, at(0)), Err(ProofError::Method));
        for htu in [
            "https://portal.example/oauth2/token?x=1#y",
            "HTTPS://Portal.Example:443/oauth2/token",
        ] {
            let same = ProofClaims {
                htu: htu.to_owned(),
                ..claims()
            };
            assert!(check(&same, at(0)).is_ok(), "{htu}");
        }
        for htu in [
            "",
            "http://portal.example/oauth2/token",
            "https://portal.example:8443/oauth2/token",
            "https://portal.example/oauth2/Token",
            "https://portal.example/oauth2/token/",
            "https://other.example/oauth2/token",
        ] {
            let other = ProofClaims {
                htu: htu.to_owned(),
                ..claims()
            };
            assert_eq!(check(&other, at(0)), Err(ProofError::Url), "{htu}");
        }
        let far = ProofClaims {
            iat: i64::MAX,
            ..claims()
        };
        assert_eq!(check(&far, at(0)), Err(ProofError::Age));
    }

    #[test]
    fn a_proof_is_remembered_until_it_is_too_old_by_its_key_and_jti() {
        let proof = claims().check("key", request(), at(0)).unwrap();
        assert!(claims().check("key", request(), proof.until).is_err());
        let later = claims().check("key", request(), at(30)).unwrap();
        assert_eq!(proof.once, later.once);
        let another = claims().check("other", request(), at(0)).unwrap();
        assert_ne!(proof.once, another.once);
        for jti in [String::new(), "x".repeat(JTI_MAX + 1)] {
            let claims = ProofClaims { jti, ..claims() };
            assert_eq!(claims.check("key", request(), at(0)), Err(ProofError::Jti));
        }
    }

    #[test]
    fn at_a_resource_a_proof_is_for_one_token() {
        let with = ProvenRequest {
            token: Some("token"),
            ..request()
        };
        assert_eq!(claims().check("key", with, at(0)), Err(ProofError::Token));
        let fits = ProofClaims {
            ath: Some(token_hash("token")),
            ..claims()
        };
        assert!(fits.check("key", with, at(0)).is_ok());
        let other = ProofClaims {
            ath: Some(token_hash("other")),
            ..claims()
        };
        assert_eq!(other.check("key", with, at(0)), Err(ProofError::Token));
    }
}
