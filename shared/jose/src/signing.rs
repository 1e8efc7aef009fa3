//! The keys that sign.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use crate::keys::{Jwk, KeySet};
use crate::{Alg, JoseError};

/// Private keys, of which the newest of an algorithm whose time has come signs. All of them are published, so that a token
/// is checked with the key that it was made with, and a key is known everywhere before it signs.
///
/// They can be neither printed nor written.
pub struct SigningKeys {
    /// The newest first.
    keys: Vec<SigningKey>,
}

struct SigningKey {
    signs_from: Timestamp,
    alg: Alg,
    pair: Pair,
    public: Jwk,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

#[derive(Deserialize)]
struct Stored {
    keys: Vec<StoredKey>,
}

#[derive(Deserialize)]
struct StoredKey {
    kid: String,
    alg: Alg,
    private_key: Zeroizing<String>,
    signs_from: Timestamp,
}

impl SigningKeys {
    /// Reads keys from JSON, `{"keys": [{"kid", "alg": "RS256" | "ES256", "private_key": "<PKCS#8 DER, base64>",
    /// "signs_from": "2026-11-26T00:00:00Z"}]}`. There may be none.
    ///
    /// # Errors
    /// [`JoseError::Key`] with the place and the reason, without any of the text.
    pub fn read(json: &str) -> Result<Self, JoseError> {
        let stored: Stored =
            serde_json::from_str(json).map_err(|_| JoseError::Key("is not JSON of keys".into()))?;
        let read = |(place, stored): (usize, &StoredKey)| {
            SigningKey::read(stored).map_err(|why| {
                JoseError::Key(format!("has a key (keys/{place}) that {why}").into())
            })
        };
        let keys = stored.keys.iter().enumerate().map(read);
        let mut keys = keys.collect::<Result<Vec<_>, _>>()?;
        let kids = |from: usize| stored.keys[from..].iter().map(|key| &key.kid);
        if (1..stored.keys.len())
            .any(|next| kids(next).any(|kid| *kid == stored.keys[next - 1].kid))
        {
            return Err(JoseError::Key("has two keys of one name".into()));
        }
        keys.sort_by_key(|key| std::cmp::Reverse(key.signs_from));
        Ok(Self { keys })
    }

    /// Signs claims with the newest key of an algorithm that signs at `now`. The header has the algorithm, the key's name
    /// and the type.
    ///
    /// # Errors
    /// [`JoseError::NoSigner`] if no key of the algorithm signs yet, [`JoseError::Signing`] if the claims are no object.
    pub fn sign(
        &self,
        alg: Alg,
        typ: &str,
        claims: &impl Serialize,
        now: Timestamp,
    ) -> Result<String, JoseError> {
        let key = self
            .keys
            .iter()
            .find(|key| key.alg == alg && key.signs_from <= now)
            .ok_or(JoseError::NoSigner)?;
        let header = json!({ "alg": alg, "kid": key.public.kid(), "typ": typ }).to_string();
        let claims = serde_json::to_value(claims).map_err(|_| JoseError::Signing)?;
        if !claims.is_object() {
            return Err(JoseError::Signing);
        }
        let mut token = BASE64URL_NOPAD.encode(header.as_bytes());
        token.push('.');
        token.push_str(&BASE64URL_NOPAD.encode(claims.to_string().as_bytes()));
        let signature = key.pair.sign(token.as_bytes())?;
        token.push('.');
        token.push_str(&BASE64URL_NOPAD.encode(&signature));
        Ok(token)
    }

    /// The public keys of all, those that do not sign yet included.
    #[must_use]
    pub fn public(&self) -> KeySet {
        KeySet::new(self.keys.iter().map(|key| key.public.clone()).collect())
    }
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKeys(..)")
    }
}

impl SigningKey {
    fn read(stored: &StoredKey) -> Result<Self, &'static str> {
        let kid = stored.kid.as_str();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if kid.is_empty() || kid.len() > 64 || !kid.bytes().all(plain) {
            return Err("has a name that is not of up to 64 letters, digits, hyphens, dots");
        }
        let der = BASE64.decode(stored.private_key.as_bytes());
        let der = Zeroizing::new(der.map_err(|_| "is not base64")?);
        let (pair, public) = match stored.alg {
            Alg::RS256 => {
                let pair = RsaKeyPair::from_pkcs8(&der)
                    .map_err(|_| "is not an RSA key of 2048 to 4096 bits in PKCS#8")?;
                let RsaPublicKeyComponents { n, e } =
                    RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                (Pair::Rsa(pair), Jwk::rsa(kid, stored.alg, n, e))
            }
            Alg::ES256 => {
                let pair = EcdsaKeyPair::from_pkcs8(
                    &ECDSA_P256_SHA256_FIXED_SIGNING,
                    &der,
                    &SystemRandom::new(),
                )
                .map_err(|_| "is not a P-256 key in PKCS#8")?;
                let public = Jwk::p256(kid, stored.alg, pair.public_key().as_ref());
                (Pair::P256(pair), public)
            }
            Alg::PS256 => return Err("is for PS256, which is not signed with"),
        };
        Ok(Self {
            signs_from: stored.signs_from,
            alg: stored.alg,
            pair,
            public: public.map_err(|_| "has a public part that cannot be read")?,
        })
    }
}

impl Pair {
    /// The randomness, with which RSA is blinded and each ECDSA signature is made, can only be `ring`'s own, which is the
    /// operating system's.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_| JoseError::Signing)?;
                Ok(signature)
            }
            Self::P256(pair) => {
                let signature = pair.sign(&random, message);
                Ok(signature.map_err(|_| JoseError::Signing)?.as_ref().to_vec())
            }
        }
    }
}
