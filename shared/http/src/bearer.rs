//! Access tokens of requests, and the challenges that refuse them (RFC 6750, RFC 9449, RFC 9470).

use std::fmt;

use domain::dpop::Proof;
use domain::parameters::Parameters;
use domain::token::Confirmation;
use lambda_http::http::StatusCode;

use crate::dpop::ALGS;
use crate::oauth::OAuthError;

/// How an access token is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// By whoever has it (RFC 6750).
    Bearer,
    /// With a proof of the key that it is bound to (RFC 9449).
    DPoP,
}

impl Scheme {
    /// Its name in headers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::DPoP => "DPoP",
        }
    }
}

/// Reads an `Authorization` header that presents an access token.
#[must_use]
pub fn presented(authorization: &str) -> Option<(Scheme, &str)> {
    let (scheme, token) = authorization.split_once(' ')?;
    let scheme = [Scheme::Bearer, Scheme::DPoP]
        .into_iter()
        .find(|known| known.as_str().eq_ignore_ascii_case(scheme))?;
    Some((scheme, token.trim()))
}

/// Why an access token does not open a resource, and what would: the value of a `WWW-Authenticate` header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme that was used, if any.
    pub scheme: Option<Scheme>,
    /// The code, as the standard has it. Without a token there is none (RFC 6750, 3.1).
    pub error: Option<&'static str>,
    /// What is wrong, for developers.
    pub description: Option<String>,
    /// The strengths of which one is needed (RFC 9470, 3), separated by spaces.
    pub acr_values: Option<String>,
    /// How old the factor of the strength may be, in seconds (RFC 9470, 3).
    pub max_age: Option<u32>,
}

impl Challenge {
    /// The token is not valid, or not any more.
    #[must_use]
    pub fn invalid_token(scheme: Scheme, why: impl Into<String>) -> Self {
        Self {
            scheme: Some(scheme),
            error: Some("invalid_token"),
            description: Some(why.into()),
            ..Self::default()
        }
    }

    /// The proof that came with the token is not valid (RFC 9449, 7.1).
    #[must_use]
    pub fn invalid_proof(why: impl Into<String>) -> Self {
        Self {
            scheme: Some(Scheme::DPoP),
            error: Some("invalid_dpop_proof"),
            description: Some(why.into()),
            ..Self::default()
        }
    }

    /// The person has to be authenticated more strongly, or again (RFC 9470, 3).
    #[must_use]
    pub fn step_up(scheme: Scheme, acr_values: &str, max_age: Option<u32>) -> Self {
        Self {
            scheme: Some(scheme),
            error: Some("insufficient_user_authentication"),
            description: Some("a stronger or more recent authentication is needed".to_owned()),
            acr_values: Some(acr_values.to_owned()),
            max_age,
        }
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: &[Scheme] = match &self.scheme {
            Some(scheme) => std::slice::from_ref(scheme),
            None => &[Scheme::Bearer, Scheme::DPoP],
        };
        for (index, scheme) in schemes.iter().enumerate() {
            let mut parameters: Vec<(&str, String)> = Vec::new();
            let mut add = |name, value: Option<String>| {
                parameters.extend(value.map(|value| (name, value)));
            };
            add("error", self.error.map(str::to_owned));
            add("error_description", self.description.clone());
            add("acr_values", self.acr_values.clone());
            add("max_age", self.max_age.map(|seconds| seconds.to_string()));
            add("algs", (*scheme == Scheme::DPoP).then(|| ALGS.to_owned()));
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{}", scheme.as_str())?;
            if parameters.is_empty() {
                // A challenge has at least one parameter (RFC 6750, 3).
                parameters.push(("realm", "oauth2".to_owned()));
            }
            for (index, (name, value)) in parameters.iter().enumerate() {
                let separator = if index == 0 { " " } else { ", " };
                write!(
                    f,
                    "{separator}{name}=\"{}\"",
                    value.replace(['"', '\\'], "'")
                )?;
            }
        }
        Ok(())
    }
}

impl From<Challenge> for OAuthError {
    fn from(challenge: Challenge) -> Self {
        let description = challenge.description.as_deref();
        Self::new(
            challenge.error.unwrap_or("invalid_token"),
            description.unwrap_or("an access token is needed"),
        )
        .challenged(StatusCode::UNAUTHORIZED, challenge.to_string())
    }
}

/// Checks that a token that is bound to a key comes with a proof of that key, and that another is a bearer token
/// (RFC 9449, 7.1 and 7.2).
///
/// # Errors
/// The challenge.
pub fn possessed(
    scheme: Scheme,
    bound: Option<&Confirmation>,
    proofs: &[&str],
    check: impl FnOnce(&str) -> Result<Proof, String>,
) -> Result<(), Challenge> {
    let Some(bound) = bound else {
        return match scheme {
            Scheme::Bearer => Ok(()),
            Scheme::DPoP => Err(Challenge::invalid_token(scheme, "it is bound to no key")),
        };
    };
    if scheme == Scheme::Bearer {
        let why = "it is bound to a key and has to come with a proof";
        return Err(Challenge::invalid_token(Scheme::DPoP, why));
    }
    let [proof] = proofs else {
        return Err(Challenge::invalid_proof("there has to be one proof"));
    };
    let proof = check(proof).map_err(Challenge::invalid_proof)?;
    if proof.jkt == bound.jkt {
        Ok(())
    } else {
        let why = "the proof is of another key than the one that it is bound to";
        Err(Challenge::invalid_token(scheme, why))
    }
}

/// The access token of a form's body (RFC 6750, 2.2).
///
/// # Errors
/// `invalid_request`.
pub fn in_form(form: &Parameters) -> Result<Option<&str>, OAuthError> {
    Ok(form.one("access_token")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_says_what_would_do() {
        let step_up = Challenge::step_up(Scheme::Bearer, "phone-otp", Some(300));
        assert_eq!(
            step_up.to_string(),
            "Bearer error=\"insufficient_user_authentication\", error_description=\"a stronger or more recent authentication \
             is needed\", acr_values=\"phone-otp\", max_age=\"300\""
        );
        assert_eq!(
            Challenge::default().to_string(),
            "Bearer realm=\"oauth2\", DPoP algs=\"ES256 RS256 PS256\""
        );
        let proof = Challenge::invalid_proof("a \"quoted\" word");
        assert_eq!(
            proof.to_string(),
            "DPoP error=\"invalid_dpop_proof\", error_description=\"a 'quoted' word\", algs=\"ES256 RS256 PS256\""
        );
    }

    #[test]
    fn a_token_is_presented_by_one_of_two_schemes() {
        assert_eq!(presented("bearer abc"), Some((Scheme::Bearer, "abc")));
        assert_eq!(presented("DPoP abc"), Some((Scheme::DPoP, "abc")));
        for other in ["Basic abc", "Bearer", ""] {
            assert_eq!(presented(other), None);
        }
    }
}
