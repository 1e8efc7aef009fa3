//! Signed tokens: JSON Web Signature (RFC 7515) in its compact form, with the keys that sign and check them.
//!
//! The cryptography is `ring`'s. What stands here is the form: three parts, a header, a key by its `kid`. A token is
//! accepted under the rules of RFC 8725: the caller names the algorithms and the type that it expects, a key serves only
//! algorithms of its kind, there is no `none` and no HMAC, and a header whose `crit` asks for an extension is refused.
//!
//! Nothing here has a clock. Claims about time (`exp`, `iat`, `nbf`) and about audience are the caller's to check.
//!
//! | type | what it is |
//! | --- | --- |
//! | [`SigningKeys`] | the private keys of the issuer, each with the time from which it signs |
//! | [`KeySet`], [`Jwk`] | public keys (RFC 7517): the issuer's, an application's, or the one in a proof's header |
//! | [`Verified`] | header and claims of a token whose signature is right |

#![deny(missing_docs)]

mod keys;
mod signing;
mod token;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use keys::{Jwk, KeySet};
pub use signing::SigningKeys;
pub use token::{Header, Unverified, Verified, unverified, verify_embedded, verify_with};

/// A signature algorithm (RFC 7518 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Alg {
    /// RSA, PKCS#1 v1.5, SHA-256.
    RS256,
    /// RSA, PSS, SHA-256. It is checked, and not signed with.
    PS256,
    /// ECDSA on P-256, SHA-256.
    ES256,
}

impl Alg {
    /// All algorithms.
    pub const ALL: [Self; 3] = [Self::RS256, Self::PS256, Self::ES256];

    /// The algorithms that [`SigningKeys`] sign with.
    pub const SIGNING: [Self; 2] = [Self::RS256, Self::ES256];

    /// The name in headers and keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::PS256 => "PS256",
            Self::ES256 => "ES256",
        }
    }

    /// The algorithm of a name; `None` for all others, `none` and those with shared secrets among them.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == name)
    }
}

/// A token or a key is refused. The message completes a sentence that begins with the token's or the key's name, and
/// repeats nothing of its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// It is not a token of three parts with a header and claims.
    #[error("is not a signed token in compact form")]
    Malformed,
    /// Its algorithm is not one that the caller accepts.
    #[error("is signed with an algorithm that is not accepted")]
    Algorithm,
    /// Its type is not the one that the caller expects.
    #[error("is a token of another type")]
    Type,
    /// Its header asks for an extension that has to be understood.
    #[error("needs an extension that is not supported")]
    Critical,
    /// No key of the set has its `kid` and is for its algorithm.
    #[error("is signed with a key that is not known")]
    UnknownKey,
    /// The signature is not right.
    #[error("has a wrong signature")]
    Signature,
    /// A key or a set of keys cannot be used.
    #[error("{0}")]
    Key(Cow<'static, str>),
    /// No key signs with this algorithm at this time.
    #[error("cannot be signed, since no key for its algorithm signs yet")]
    NoSigner,
    /// The claims cannot be written as a JSON object, or the system has no randomness.
    #[error("cannot be signed")]
    Signing,
}
