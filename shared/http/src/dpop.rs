//! The DPoP proof of a request (RFC 9449): which key its sender has.

use domain::dpop::{PROOF_TYPE, Proof, ProofClaims, ProvenRequest};
use jose::Alg;
use lambda_http::Request;
use platform::Platform;
use store::StoreError;

use crate::oauth::{OAuthError, address};

/// The header of a proof.
pub const HEADER: &str = "dpop";

/// The algorithms of proofs, as challenges name them (RFC 9449, 7.1).
pub const ALGS: &str = "ES256 RS256 PS256";

/// The proof of a request at a token endpoint, if there is one.
///
/// # Errors
/// `invalid_dpop_proof`.
pub fn proof(platform: &Platform, request: &Request) -> Result<Option<Proof>, OAuthError> {
    let url = address(&platform.config.portal_origin, request);
    let proven = ProvenRequest {
        method: request.method().as_str(),
        url: &url,
        token: None,
    };
    presented(platform, request, proven)
}

/// The proof of a request, for what it has to prove.
///
/// # Errors
/// `invalid_dpop_proof`.
pub fn presented(
    platform: &Platform,
    request: &Request,
    proven: ProvenRequest<'_>,
) -> Result<Option<Proof>, OAuthError> {
    let mut headers = request.headers().get_all(HEADER).iter();
    match (headers.next(), headers.next()) {
        (None, _) => Ok(None),
        (Some(header), None) => check(platform, header.to_str().unwrap_or_default(), proven)
            .map(Some)
            .map_err(invalid),
        (Some(_), Some(_)) => Err(invalid("there are several proofs")),
    }
}

/// Checks a proof (RFC 9449, 4.3).
///
/// # Errors
/// Why it is refused, in words.
pub fn check(platform: &Platform, proof: &str, proven: ProvenRequest<'_>) -> Result<Proof, String> {
    let (verified, key) = jose::verify_embedded(proof, Some(PROOF_TYPE), &Alg::ALL)
        .map_err(|error| format!("the proof {error}"))?;
    let claims: ProofClaims = serde_json::from_value(verified.claims)
        .map_err(|_| "the proof has not the claims of one".to_owned())?;
    claims
        .check(&key.thumbprint(), proven, platform.now())
        .map_err(|error| format!("the proof {error}"))
}

/// The error of a proof that is refused (RFC 9449, 5).
#[must_use]
pub fn invalid(why: impl ToString) -> OAuthError {
    OAuthError::new("invalid_dpop_proof", why)
}

/// Records a proof, which is good once (RFC 9449, 11.1).
///
/// # Errors
/// `invalid_dpop_proof` if it was presented before.
pub async fn once(platform: &Platform, proof: Option<&Proof>) -> Result<(), OAuthError> {
    let Some(proof) = proof else {
        return Ok(());
    };
    let store = platform.store();
    match store.present_once(&proof.once, proof.until).await {
        Err(StoreError::ConditionFailed) => Err(invalid("the proof was used before")),
        recorded => Ok(recorded?),
    }
}
