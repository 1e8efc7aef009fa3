//! Types for secrets, which cannot be printed or serialised.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Invalid;

/// A deployment secret of 256 bits, the key of every HMAC.
///
/// Each use names its purpose, so that one secret serves several uses and a value made for one is worthless for another.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// A secret from its bytes, which come from a cryptographic random number generator.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A secret from 64 hexadecimal digits; `None` if the text is not that.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .ok()?;
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Self);
        bytes.zeroize();
        secret
    }

    /// HMAC-SHA-256 over the purpose and the parts, each preceded by its length so that no two lists of parts collide.
    pub(crate) fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.0, purpose, parts)
    }

    /// HMAC-SHA-256 over the bytes of a message, for signatures that another system makes or checks.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        hmac(&self.0, message)
    }
}

/// HMAC-SHA-256 under a key of any length, over the purpose and the parts, each preceded by its length.
pub(crate) fn mac(key: &[u8], purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut message = Vec::new();
    for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part);
    }
    let mac = hmac(key, &message);
    message.zeroize();
    mac
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// The digest of a value that cannot be guessed, which is stored instead of the value. Digests are compared in constant
/// time.
#[derive(Debug, Clone, Copy, Eq, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest32([u8; 32]);

impl Digest32 {
    /// The SHA-256 digest of a value that cannot be guessed.
    #[must_use]
    pub fn of(value: &[u8]) -> Self {
        Self(Sha256::digest(value).into())
    }

    pub(crate) const fn from_mac(mac: [u8; 32]) -> Self {
        Self(mac)
    }

    /// The digest as lower-case hexadecimal, for a key of the table.
    #[must_use]
    pub fn to_hex(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.0)
    }
}

impl PartialEq for Digest32 {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl From<Digest32> for String {
    fn from(digest: Digest32) -> Self {
        digest.to_hex()
    }
}

impl TryFrom<String> for Digest32 {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        data_encoding::HEXLOWER
            .decode(text.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or(Invalid("is not a digest".into()))
    }
}

/// Defines a type for a secret text, which is zeroed when it is dropped and never printed.
macro_rules! secret_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
        pub struct $name(String);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}
pub(crate) use secret_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_prints_itself() {
        assert_eq!(format!("{:?}", SecretKey::new([7; 32])), "SecretKey(..)");
    }

    #[test]
    fn one_secret_serves_several_purposes_without_mixing_them() {
        let key = SecretKey::new([7; 32]);
        assert_ne!(key.mac("code", &[b"a"]), key.mac("license", &[b"a"]));
        assert_ne!(
            key.mac("code", &[b"ab", b"c"]),
            key.mac("code", &[b"a", b"bc"])
        );
    }

    #[test]
    fn a_digest_survives_storage() {
        let digest = Digest32::of(b"value");
        let stored = serde_json::to_string(&digest).unwrap();
        assert_eq!(serde_json::from_str::<Digest32>(&stored).unwrap(), digest);
        assert!(serde_json::from_str::<Digest32>("\"00\"").is_err());
    }
}
