//! Public keys.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{Alg, JoseError};

/// Fewest bits of an RSA key (RFC 7518 3.3, NIST SP 800-131A).
const RSA_BITS_MIN: usize = 2048;

/// Most bits of an RSA key. A check's cost grows with the square, and proofs bring keys of strangers.
const RSA_BITS_MAX: usize = 4096;

/// Members of a key that only its owner may know (RFC 7518 6.2.2, 6.3.2 and 6.4.1).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public key: RSA of 2048 to 4096 bits, or P-256.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    kid: Option<String>,
    alg: Option<Alg>,
    key: PublicKey,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PublicKey {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256 { x: [u8; 32], y: [u8; 32] },
}

impl Jwk {
    /// Reads a key from its JSON object (RFC 7517 4). Members that have no meaning here are left out.
    ///
    /// # Errors
    /// [`JoseError::Key`] with the reason, if it is not such a key, is not for signatures, or has a private member.
    pub fn read(value: &Value) -> Result<Self, JoseError> {
        let members = value.as_object().ok_or_else(|| key("is not an object"))?;
        if PRIVATE_MEMBERS
            .iter()
            .any(|name| members.contains_key(*name))
        {
            return Err(key("has members of a private key"));
        }
        if members.get("use").is_some_and(|usage| usage != "sig") {
            return Err(key("is not for signatures (use)"));
        }
        let verifies = |operations: &Value| {
            let operations = operations.as_array();
            operations.is_some_and(|all| all.iter().any(|one| one == "verify"))
        };
        if members.get("key_ops").is_some_and(|all| !verifies(all)) {
            return Err(key("is not for checking signatures (key_ops)"));
        }
        let public = match members.get("kty").and_then(Value::as_str) {
            Some("RSA") => PublicKey::rsa(bytes(members, "n")?, bytes(members, "e")?)?,
            Some("EC") if members.get("crv").is_some_and(|curve| curve == "P-256") => {
                PublicKey::P256 {
                    x: coordinate(members, "x")?,
                    y: coordinate(members, "y")?,
                }
            }
            _ => return Err(key("is neither RSA nor on the curve P-256")),
        };
        let alg = match members.get("alg") {
            None => None,
            Some(name) => Some(
                name.as_str()
                    .and_then(Alg::of)
                    .filter(|alg| public.serves(*alg))
                    .ok_or_else(|| key("has an algorithm that it cannot serve"))?,
            ),
        };
        let kid = match members.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(key("has a kid that is no text")),
        };
        Ok(Self {
            kid,
            alg,
            key: public,
        })
    }

    pub(crate) fn rsa(kid: &str, alg: Alg, n: Vec<u8>, e: Vec<u8>) -> Result<Self, JoseError> {
        Ok(Self {
            kid: Some(kid.to_owned()),
            alg: Some(alg),
            key: PublicKey::rsa(n, e)?,
        })
    }

    /// A key from a point's uncompressed form (SEC 1 2.3.3).
    pub(crate) fn p256(kid: &str, alg: Alg, point: &[u8]) -> Result<Self, JoseError> {
        let (x, y) = point
            .strip_prefix(&[4])
            .and_then(|point| point.split_at_checked(32))
            .ok_or_else(|| key("has a point that cannot be read"))?;
        let half = |half: &[u8]| {
            half.try_into()
                .map_err(|_| key("has a point of another size"))
        };
        Ok(Self {
            kid: Some(kid.to_owned()),
            alg: Some(alg),
            key: PublicKey::P256 {
                x: half(x)?,
                y: half(y)?,
            },
        })
    }

    /// The key's name in its set.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether it checks signatures of this algorithm.
    #[must_use]
    pub fn serves(&self, alg: Alg) -> bool {
        self.alg.is_none_or(|own| own == alg) && self.key.serves(alg)
    }

    /// The SHA-256 thumbprint (RFC 7638) in base64url, as `jkt` has it.
    #[must_use]
    pub fn thumbprint(&self) -> String {
        // Without spaces and in the order of their names, as the standard wants them.
        let members = Value::Object(self.key.members()).to_string();
        BASE64URL_NOPAD.encode(digest(&SHA256, members.as_bytes()).as_ref())
    }

    pub(crate) fn check(
        &self,
        alg: Alg,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), JoseError> {
        if !self.serves(alg) {
            return Err(JoseError::UnknownKey);
        }
        let checked = match (&self.key, alg) {
            (PublicKey::Rsa { n, e }, Alg::RS256) => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PKCS1_2048_8192_SHA256,
                message,
                signature,
            ),
            (PublicKey::Rsa { n, e }, Alg::PS256) => RsaPublicKeyComponents { n, e }.verify(
                &RSA_PSS_2048_8192_SHA256,
                message,
                signature,
            ),
            (PublicKey::P256 { x, y }, Alg::ES256) => {
                let point = [&[4], x.as_slice(), y.as_slice()].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            (PublicKey::Rsa { .. }, Alg::ES256)
            | (PublicKey::P256 { .. }, Alg::RS256 | Alg::PS256) => {
                return Err(JoseError::UnknownKey);
            }
        };
        checked.map_err(|_| JoseError::Signature)
    }
}

impl Serialize for Jwk {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = self.key.members();
        members.insert("use".to_owned(), json!("sig"));
        if let Some(kid) = &self.kid {
            members.insert("kid".to_owned(), json!(kid));
        }
        if let Some(alg) = self.alg {
            members.insert("alg".to_owned(), json!(alg));
        }
        members.serialize(serializer)
    }
}

impl PublicKey {
    fn rsa(n: Vec<u8>, e: Vec<u8>) -> Result<Self, JoseError> {
        // Minimal octets (RFC 7518 2, Base64urlUInt), so that a key has one thumbprint only.
        let (Some(first), Some(1..)) = (n.first(), e.first()) else {
            return Err(key("has a number with a leading zero"));
        };
        let bits = (n.len() * 8).saturating_sub(first.leading_zeros() as usize);
        if *first == 0 {
            return Err(key("has a number with a leading zero"));
        }
        if !(RSA_BITS_MIN..=RSA_BITS_MAX).contains(&bits) {
            return Err(key(
                "is an RSA key of fewer than 2048 or more than 4096 bits",
            ));
        }
        let odd = e.last().is_some_and(|last| last % 2 == 1);
        if e.len() > 4 || !odd || e == [1] {
            return Err(key("has an exponent that is not supported"));
        }
        Ok(Self::Rsa { n, e })
    }

    const fn serves(&self, alg: Alg) -> bool {
        match alg {
            Alg::RS256 | Alg::PS256 => matches!(self, Self::Rsa { .. }),
            Alg::ES256 => matches!(self, Self::P256 { .. }),
        }
    }

    /// The members that make the key, and no others.
    fn members(&self) -> Map<String, Value> {
        let text = |bytes: &[u8]| Value::String(BASE64URL_NOPAD.encode(bytes));
        let members = match self {
            Self::Rsa { n, e } => vec![("e", text(e)), ("kty", json!("RSA")), ("n", text(n))],
            Self::P256 { x, y } => vec![
                ("crv", json!("P-256")),
                ("kty", json!("EC")),
                ("x", text(x)),
                ("y", text(y)),
            ],
        };
        let named = |(name, value): (&str, Value)| (name.to_owned(), value);
        members.into_iter().map(named).collect()
    }
}

/// Public keys, as a JWK set (RFC 7517 5) has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KeySet {
    keys: Vec<Jwk>,
}

impl KeySet {
    pub(crate) const fn new(keys: Vec<Jwk>) -> Self {
        Self { keys }
    }

    /// Reads a set of public keys. Every key of it has to be one that can be used, so that a wrong one is found when it
    /// is registered and not when its signature is refused.
    ///
    /// # Errors
    /// [`JoseError::Key`] with the place and the reason.
    pub fn read(value: &Value) -> Result<Self, JoseError> {
        let keys = value
            .get("keys")
            .and_then(Value::as_array)
            .ok_or_else(|| key("is not a set of keys"))?;
        let read = |(place, value): (usize, &Value)| {
            Jwk::read(value).map_err(|error| {
                JoseError::Key(format!("has a key (keys/{place}) that {error}").into())
            })
        };
        let keys = keys
            .iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, _>>()?;
        Ok(Self { keys })
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }
}

fn key(why: &'static str) -> JoseError {
    JoseError::Key(why.into())
}

fn bytes(members: &Map<String, Value>, name: &str) -> Result<Vec<u8>, JoseError> {
    members
        .get(name)
        .and_then(Value::as_str)
        .and_then(|text| BASE64URL_NOPAD.decode(text.as_bytes()).ok())
        .ok_or_else(|| key("has a number that is missing or not base64url"))
}

fn coordinate(members: &Map<String, Value>, name: &str) -> Result<[u8; 32], JoseError> {
    let bytes = bytes(members, name)?;
    bytes
        .try_into()
        .map_err(|_| key("has a point of another size"))
}
