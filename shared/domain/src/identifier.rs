//! Random identifiers.

use rand::CryptoRng;

/// A random identifier with a readable prefix: 80 bits in hexadecimal.
pub(crate) fn random_id(prefix: &str, rng: &mut impl CryptoRng) -> String {
    let mut bytes = [0; 10];
    rng.fill_bytes(&mut bytes);
    format!("{prefix}_{}", data_encoding::HEXLOWER.encode(&bytes))
}
