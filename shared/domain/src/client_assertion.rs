//! Assertions by which a client authenticates with a key of its own: `private_key_jwt` (RFC 7523, and OpenID Connect Core,
//! 9).

use jiff::Timestamp;
use serde::Deserialize;

use crate::dpop::once;
use crate::policy::{CLIENT_ASSERTION_VALIDITY, CLOCK_SKEW, JTI_MAX};
use crate::secret::Digest32;
use crate::token::Audience;

/// The `client_assertion_type` of an assertion (RFC 7523, 2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The claims of an assertion whose signature was checked with a key of the client.
#[derive(Debug, Clone, Deserialize)]
pub struct AssertionClaims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    jti: String,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
}

/// An assertion that authenticates its client. It is good once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The digest of client and `jti`, by which the assertion is recognised when it comes again.
    pub once: Digest32,
    /// When it is refused for its age: until then it has to be remembered.
    pub until: Timestamp,
}

/// An assertion is refused. The message is the rest of a sentence that begins with "The assertion".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// `iss` and `sub` are not both the client.
    #[error("is not of this client")]
    Client,
    /// `aud` names another server than this one, or others too.
    #[error("is for another audience")]
    Audience,
    /// It has expired, or is not valid yet.
    #[error("has expired or is not valid yet")]
    Expired,
    /// It is valid for longer than an assertion may be.
    #[error("is valid for too long")]
    TooLong,
    /// Its `jti` is empty or too long.
    #[error("has a jti that cannot be used")]
    Jti,
}

impl AssertionClaims {
    /// Checks that the assertion is the client's own, for this server and now (RFC 7523, 3). `audiences` are the names of
    /// this server: its issuer and the address of the endpoint, compared exactly. An assertion that names others too is
    /// refused, since they could present it here.
    ///
    /// # Errors
    /// [`AssertionError`].
    pub fn check(
        &self,
        client: &str,
        audiences: &[&str],
        now: Timestamp,
    ) -> Result<Assertion, AssertionError> {
        if self.iss != client || self.sub != client {
            return Err(AssertionError::Client);
        }
        let ours = |one: &String| audiences.contains(&one.as_str());
        let for_us = match &self.aud {
            Audience::One(one) => ours(one),
            Audience::Several(several) => !several.is_empty() && several.iter().all(ours),
        };
        if !for_us {
            return Err(AssertionError::Audience);
        }
        let at = |seconds| Timestamp::from_second(seconds).map_err(|_| AssertionError::TooLong);
        let expires = at(self.exp)?;
        // Before anything is added to it: a time at the end of all times has nothing after it.
        if expires > now + CLIENT_ASSERTION_VALIDITY + CLOCK_SKEW {
            return Err(AssertionError::TooLong);
        }
        if now >= expires + CLOCK_SKEW {
            return Err(AssertionError::Expired);
        }
        for begins in [self.nbf, self.iat].into_iter().flatten() {
            if at(begins)? > now + CLOCK_SKEW {
                return Err(AssertionError::Expired);
            }
        }
        if !(1..=JTI_MAX).contains(&self.jti.len()) {
            return Err(AssertionError::Jti);
        }
        Ok(Assertion {
            once: once("assertion", client, &self.jti),
            until: expires + CLOCK_SKEW,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: [&str; 2] = [
        "https://portal.example",
        "https://portal.example/oauth2/token",
    ];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn claims() -> AssertionClaims {
        AssertionClaims {
            iss: "app".to_owned(),
            sub: "app".to_owned(),
            aud: Audience::One(OURS[0].to_owned()),
            exp: at(60).as_second(),
            jti: "one".to_owned(),
            nbf: None,
            iat: Some(at(0).as_second()),
        }
    }

    #[test]
    fn an_assertion_is_the_clients_own_and_for_this_server_alone() {
        let check = |claims: &AssertionClaims| claims.check("app", &OURS, at(0));
        assert!(check(&claims()).is_ok());
        for (iss, sub) in [("other", "app"), ("app", "other"), ("", "")] {
            let other = AssertionClaims {
                iss: iss.to_owned(),
                sub: sub.to_owned(),
                ..claims()
            };
            assert_eq!(check(&other), Err(AssertionError::Client));
        }
        let for_whom = |aud| check(&AssertionClaims { aud, ..claims() });
        let several =
            |list: &[&str]| Audience::Several(list.iter().map(|one| (*one).to_owned()).collect());
        assert!(for_whom(Audience::One(OURS[1].to_owned())).is_ok());
        assert!(for_whom(several(&[OURS[0]])).is_ok());
        for other in [
            Audience::One("https://portal.example/".to_owned()),
            Audience::One("https://other.example".to_owned()),
            several(&[OURS[0], "https://other.example"]),
            several(&[]),
        ] {
            assert_eq!(for_whom(other), Err(AssertionError::Audience));
        }
    }

    #[test]
    fn an_assertion_lives_for_minutes_with_a_minute_for_others_clocks() {
        let check = |exp: i64, now| {
            let claims = AssertionClaims {
                exp: at(exp).as_second(),
                iat: None,
                ..claims()
            };
            claims.check("app", &OURS, now)
        };
        assert!(check(360, at(0)).is_ok());
        assert_eq!(check(361, at(0)), Err(AssertionError::TooLong));
        assert!(check(0, at(59)).is_ok());
        assert_eq!(check(0, at(60)), Err(AssertionError::Expired));
        let endless = AssertionClaims {
            exp: i64::MAX,
            ..claims()
        };
        assert_eq!(
            endless.check("app", &OURS, at(0)),
            Err(AssertionError::TooLong)
        );
        for (nbf, iat) in [(Some(61), None), (None, Some(61))] {
            let at = |seconds: i64| at(seconds).as_second();
            let early = AssertionClaims {
                nbf: nbf.map(at),
                iat: iat.map(at),
                ..claims()
            };
            assert_eq!(
                early.check("app", &OURS, self::at(0)),
                Err(AssertionError::Expired)
            );
        }
    }

    #[test]
    fn an_assertion_is_remembered_until_it_has_expired() {
        let assertion = claims().check("app", &OURS, at(0)).unwrap();
        assert!(claims().check("app", &OURS, assertion.until).is_err());
        let empty = AssertionClaims {
            jti: String::new(),
            ..claims()
        };
        assert_eq!(empty.check("app", &OURS, at(0)), Err(AssertionError::Jti));
    }
}
