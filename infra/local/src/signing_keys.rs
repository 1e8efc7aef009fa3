//! The keys that sign tokens, as the runbook's command makes them on AWS.

use data_encoding::BASE64;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use rsa::PrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use serde_json::json;

/// Bits of the RSA key: fewest that are allowed, so that it is made in a twentieth of a second.
const RSA_BITS: usize = 2048;

/// New keys, one for each algorithm, which sign at any time that the movable clock may show.
#[expect(
    clippy::expect_used,
    reason = "without keys there is no local run, and only a system without randomness makes none"
)]
pub(crate) fn make() -> String {
    let rsa = PrivateKey::new(&mut UnwrapErr(SysRng), RSA_BITS).expect("an RSA key");
    let rsa = rsa.to_pkcs8_der().expect("an RSA key in PKCS#8");
    let p256 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
        .expect("a P-256 key");
    let key = |alg: &str, der: &[u8]| {
        json!({
            "kid": format!("local-{}", alg.to_lowercase()),
            "alg": alg,
            "private_key": BASE64.encode(der),
            "signs_from": "1970-01-01T00:00:00Z",
        })
    };
    json!({ "keys": [key("RS256", rsa.as_bytes()), key("ES256", p256.as_ref())] }).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jose::{Alg, SigningKeys};

    use super::*;

    #[test]
    fn they_sign_with_each_algorithm_from_the_beginning_of_time() {
        let keys = SigningKeys::read(&make()).unwrap();
        for alg in Alg::SIGNING {
            assert!(
                keys.sign(alg, "JWT", &json!({}), Timestamp::UNIX_EPOCH)
                    .is_ok()
            );
        }
    }
}
