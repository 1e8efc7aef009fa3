//! The public keys of an application (RFC 7517), as an operator registers them.

use std::collections::BTreeSet;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};

use crate::fields::{FieldRefused, refused};
use crate::policy::{CLIENT_KEYS_MAX, RSA_BITS_MAX, RSA_BITS_MIN};

/// The members of private keys (RFC 7518, 6.2.2, 6.3.2 and 6.4.1).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What is wrong with a set of public keys.
pub(crate) fn wrong(jwks: &Value) -> Vec<FieldRefused> {
    let Some(keys) = jwks.get("keys").and_then(Value::as_array) else {
        return vec![refused(
            "jwks",
            "must be a JSON Web Key Set: {\"keys\": [...]}",
        )];
    };
    if !(1..=CLIENT_KEYS_MAX).contains(&keys.len()) {
        let why = format!("must have 1 to {CLIENT_KEYS_MAX} keys");
        return vec![refused("jwks.keys", why)];
    }
    let mut names = BTreeSet::new();
    let mut found = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let field = format!("jwks.keys[{index}]");
        let Some(key) = key.as_object() else {
            found.push(refused(field, "must be a JSON Web Key"));
            continue;
        };
        if let Err(why) = checked(key) {
            found.push(refused(field, why));
        } else if !names.insert(key.get("kid").and_then(Value::as_str)) {
            found.push(refused(field, "must have a kid that no other key has"));
        }
    }
    found
}

fn checked(key: &Map<String, Value>) -> Result<(), String> {
    if let Some(member) = PRIVATE.iter().find(|member| key.contains_key(**member)) {
        return Err(format!("must be a public key, without the member {member}"));
    }
    if !key.get("kid").is_none_or(Value::is_string) {
        return Err("must have a text as its kid".to_owned());
    }
    if key.get("use").is_some_and(|used| used != "sig") {
        return Err("must be a key for signatures: its use is sig".to_owned());
    }
    let verifies = |operations: &Value| {
        let operations = operations.as_array();
        operations.is_some_and(|all| all.iter().any(|one| one == "verify"))
    };
    if key.get("key_ops").is_some_and(|all| !verifies(all)) {
        return Err("must be a key for signatures: its key_ops has verify".to_owned());
    }
    let bytes = |member: &str| {
        let text = key.get(member)?.as_str()?;
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()
    };
    let algorithms: &[&str] = match key.get("kty").and_then(Value::as_str) {
        Some("RSA") => {
            let bits = bytes("n").map_or(0, |n| match n.iter().position(|byte| *byte != 0) {
                Some(0) => n.len() * 8 - n[0].leading_zeros() as usize,
                _ => 0,
            });
            if !(RSA_BITS_MIN..=RSA_BITS_MAX).contains(&bits) {
                return Err(format!(
                    "must be an RSA key of {RSA_BITS_MIN} to {RSA_BITS_MAX} bits"
                ));
            }
            // An even exponent belongs to no key, and 1 would leave every signature as it is.
            if !bytes("e").is_some_and(|e| {
                let is_odd = e.last().is_some_and(|last| last % 2 == 1);
                e.len() <= 4 && e.first() != Some(&0) && e != [1] && is_odd
            }) {
                return Err("must have a public exponent e of at most four bytes".to_owned());
            }
            &["RS256", "PS256"]
        }
        Some("EC") if key.get("crv").is_some_and(|curve| curve == "P-256") => {
            let whole = |member| bytes(member).is_some_and(|bytes| bytes.len() == 32);
            if !whole("x") || !whole("y") {
                return Err("must have coordinates x and y of 32 bytes".to_owned());
            }
            &["ES256"]
        }
        _ => return Err("must be an RSA key, or an EC key of the curve P-256".to_owned()),
    };
    match key.get("alg") {
        Some(alg) if !algorithms.iter().any(|known| alg == known) => {
            Err(format!("must be for {}", algorithms.join(" or ")))
        }
        _ => Ok(()),
    }
}
