//! Tokens in compact form.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::Value;

use crate::keys::{Jwk, KeySet};
use crate::{Alg, JoseError};

/// The header of a token whose signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The algorithm.
    pub alg: Alg,
    /// The type.
    pub typ: Option<String>,
    /// The key's name.
    pub kid: Option<String>,
}

/// A token whose signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The header.
    pub header: Header,
    /// The claims, which are an object.
    pub claims: Value,
}

/// The claims of a token that nobody has checked: good for finding out whose key it is to be checked with, and for
/// nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unverified {
    /// The claims, which are an object.
    pub claims: Value,
}

/// Reads a token without checking anything of it but its form.
///
/// # Errors
/// [`JoseError::Malformed`] if it is not a token, [`JoseError::Critical`] as with a checked one.
pub fn unverified(token: &str) -> Result<Unverified, JoseError> {
    let claims = Parts::of(token)?.claims()?;
    Ok(Unverified { claims })
}

impl KeySet {
    /// Checks a token with the key of its `kid`, or, if its header has none, with each key that is for its algorithm.
    ///
    /// `typ` is the type that its header must have, without `application/`; `None` stands for a plain JWT, with the type
    /// `JWT` or without one, so that a token for another use is never taken for it (RFC 8725 3.11). `algs` are the
    /// algorithms that are accepted.
    ///
    /// # Errors
    /// [`JoseError`], if the token is refused.
    pub fn verify(
        &self,
        token: &str,
        typ: Option<&str>,
        algs: &[Alg],
    ) -> Result<Verified, JoseError> {
        let parts = Parts::of(token)?;
        let alg = parts.expect(typ, algs)?;
        let named = |known: &&Jwk| parts.kid().is_none_or(|kid| known.kid() == Some(kid));
        let mut refused = JoseError::UnknownKey;
        for known in self
            .keys()
            .iter()
            .filter(named)
            .filter(|known| known.serves(alg))
        {
            match parts.check(known, alg) {
                Ok(()) => return parts.verified(alg),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }
}

/// Checks a token with a key that the caller knows; `typ` and `algs` as in [`KeySet::verify`]. A `kid` in the header
/// does not matter.
///
/// # Errors
/// [`JoseError`], if the token is refused.
pub fn verify_with(
    key: &Jwk,
    token: &str,
    typ: Option<&str>,
    algs: &[Alg],
) -> Result<Verified, JoseError> {
    let parts = Parts::of(token)?;
    let alg = parts.expect(typ, algs)?;
    parts.check(key, alg)?;
    parts.verified(alg)
}

/// Checks a proof with the key in its own header (RFC 9449 4.3). That says that its sender has this key, and not who the
/// sender is. `typ` and `algs` as in [`KeySet::verify`].
///
/// # Errors
/// [`JoseError`], if the proof is refused, or its header has no key that can be used.
pub fn verify_embedded(
    proof: &str,
    typ: Option<&str>,
    algs: &[Alg],
) -> Result<(Verified, Jwk), JoseError> {
    let parts = Parts::of(proof)?;
    let alg = parts.expect(typ, algs)?;
    let key = Jwk::read(parts.header.jwk.as_ref().ok_or(JoseError::UnknownKey)?)?;
    parts.check(&key, alg)?;
    Ok((parts.verified(alg)?, key))
}

/// The parts of a token, none of it checked. A header in which one of these members occurs twice is not read (RFC 7515 4).
#[derive(Deserialize)]
struct RawHeader {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    jwk: Option<Value>,
    crit: Option<Value>,
}

pub(crate) struct Parts<'a> {
    header: RawHeader,
    claims: &'a str,
    message: &'a [u8],
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(token: &'a str) -> Result<Self, JoseError> {
        let (message, signature) = token.rsplit_once('.').ok_or(JoseError::Malformed)?;
        let (header, claims) = message
            .split_once('.')
            .filter(|(_, claims)| !claims.contains('.'))
            .ok_or(JoseError::Malformed)?;
        let header: RawHeader =
            serde_json::from_slice(&decode(header)?).map_err(|_| JoseError::Malformed)?;
        if header.crit.is_some() {
            return Err(JoseError::Critical);
        }
        Ok(Self {
            header,
            claims,
            message: message.as_bytes(),
            signature: decode(signature)?,
        })
    }

    pub(crate) fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// The algorithm, if it and the type are what the caller expects.
    pub(crate) fn expect(&self, typ: Option<&str>, algs: &[Alg]) -> Result<Alg, JoseError> {
        let alg = Alg::of(&self.header.alg)
            .filter(|alg| algs.contains(alg))
            .ok_or(JoseError::Algorithm)?;
        // Types are compared without regard to case, and may leave out `application/` (RFC 7515 4.1.9).
        let found = self.header.typ.as_deref().map(str::to_ascii_lowercase);
        let found = found
            .as_deref()
            .map(|found| found.strip_prefix("application/").unwrap_or(found));
        let fits = match (typ, found) {
            (Some(typ), Some(found)) => typ.eq_ignore_ascii_case(found),
            (Some(_), None) => false,
            (None, found) => found.is_none_or(|found| found == "jwt"),
        };
        if fits { Ok(alg) } else { Err(JoseError::Type) }
    }

    pub(crate) fn check(&self, key: &Jwk, alg: Alg) -> Result<(), JoseError> {
        key.check(alg, self.message, &self.signature)
    }

    fn claims(&self) -> Result<Value, JoseError> {
        serde_json::from_slice(&decode(self.claims)?)
            .ok()
            .filter(Value::is_object)
            .ok_or(JoseError::Malformed)
    }

    pub(crate) fn verified(self, alg: Alg) -> Result<Verified, JoseError> {
        Ok(Verified {
            claims: self.claims()?,
            header: Header {
                alg,
                typ: self.header.typ,
                kid: self.header.kid,
            },
        })
    }
}

/// A part has one spelling only: no padding, no line break, no bits left over.
fn decode(part: &str) -> Result<Vec<u8>, JoseError> {
    BASE64URL_NOPAD
        .decode(part.as_bytes())
        .map_err(|_| JoseError::Malformed)
}
