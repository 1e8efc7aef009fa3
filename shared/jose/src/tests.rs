//! Tokens and keys, with the standards' own examples and with what an attacker would send.

use crate::{Alg, JoseError, Jwk, KeySet, SigningKeys, unverified, verify_embedded, verify_with};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use jiff::{SignedDuration, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PSS_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

// Made for these tests.
const RSA_2048: &str = concat!(
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC3zPgHcavQpimBr34eVF3NbEdxr100GwoamtQCqKny0becdR5JF7KL9SPBiolOkos5pWTe",
    "y+vWwPhckmKb2Hs1H9KbyaY2+2VsgkCxlsmks7Y/IZz3NjPTJtBZDB33Etpp9lUlNm9b1WK7MUApXVSO+iaRXfjWn0i+/hj2I7tuK1zdL695Gn6QVg0lB/QL",
    "XeXTXHz8+b+SFkVytpF/VQKiLF5Pr6u/D9qxZuSYfYo5LtJAAe/0Or4+3ozuD5kd1qUeSC0xUxDQjhHtlhKD1LV3yMuxxOMWnNonG+Nc2yJWkRkJ3rGMug3G",
    "tqUXBDws42J3Qyhjc/31p91VIj3Q3DXzAgMBAAECggEADWq48FIr6J84iG73Fd+yuTweOv5CH3uZ0TdcIpWNUlxcut8RxuQj9HOAmLA0Nbgc0ahxJJJeNN8B",
    "QkCtUhMLa2VXSmf96iWP0cvwTQZk0dEMjK83dhRO1CsRKm7oAREvQGzq6jx/BIUfH+sIc/yMH6PDDPl/IKuf89E4oT8af4Aq2GaKC6B5wqHXuJ9MyLVDumRi",
    "BR+GqylxlKYSYYdRgePrVkEQCZF8qEP7yt3D6CHqZrXZorSZ8AnkLvRozeighPwEq2RIJXC3BssOh8WLGG+5HLOYPxz+VmKFRahRCwrzb9yNvgrhdc59YZKU",
    "pfHMDeod/D/DSCrWb4hYSLS3gQKBgQD6YDdTERnDNTDf7i/TyfE0gQ3ocbh0IV/H2PTry9gUaDlxhgVPONZ9Hf4U/njODXNXZqOUQ8N/9rfK6SPMGOST4LW2",
    "VMwGigjfw/xjgSnXCA++V3hET/YqP74MSPL0xI7ApeDHjqiMHrKW+IGq0yuMoxvJ6SMBKxozYzE2zu0QTQKBgQC77emsxZ7WlnUarJ9UDfGXp33cz6rUtuoJ",
    "Qt881u3I6uOpdfOoJ/Y/8Y5EGsqUeHpGKPsFnN4qV1udlgNb4Oi7v+Xao4pGi2W0wePjFiRLR8JjKaw/mCL4f7jUElLXxZhCaEX2RKullFOCjqwwJSVR/cbW",
    "3ArOIfwvz8Jf/qt/PwKBgQDYVCPZKNBaou28vb8jPbujwtHygbd+14s7UFCmH3VuhHMFjGewAIsKhcyP9SMJ3gNHhA5YP4h+WvyIXJIqeWOeBazbgj7ac4+h",
    "T2QV0XcGLRf1PPxUAcbO0E5zrOAG7oHtICWsJq2oi6mA2eynXVemZxPOjBpLmyNDPTQ7h+S6jQKBgAt5Fdf/ZJgTLWkIet2l0EcC6bMuVm6QEC+qjnhnYrLu",
    "bCGvWsW8UtNKivXrcMypokVgQRrxnbqWBLjVLLVSQMMdjwnPDCUMY5QqdiAp/OM/qUVmiOaFAjWLjpwb1kToAkijlwnW3WfJa2PAFBEIY4Pi6124p0w4VO4S",
    "T/qOUKf/AoGAD7pnoAaZqlvugATfnl+93I+487rG8QAZo2MTVS0O/D9fDxKVepifoL+pO5WPuYbfRe8Tut8mwmW0oxmSHZVssSKXOGqDDETFdIdsAdIRxr5J",
    "eRC3DtN9ay9qNfOKQ6vXLW406tksUpGNaT6uVulUAEW8GZXHnbBp7Up5iyoCuqo=",
);
// Made for these tests, and too small.
const RSA_1024: &str = concat!(
    "MIICXAIBAAKBgQC1cpw9id1sVe61XTDjgLcjJ2bAaRoqXTZEC0SKlKyamk/BDtcMX81kLELrjYPctJlDqy/TvwduW8E4B2I/yQtwMfq7vBCnCrw5piz7h9pn",
    "QjTE2he14OMi88XILq+W+UJ52sX4pi9XyAUYv7ozVzSl+06FdK6EK3Xjwj3SpWX8FwIDAQABAoGAPqBcRPE8t5PBXF/Z6+wVSdDjqi2cllqtzDaHZb2DBamV",
    "NXFF0EOQxK5yOpMRnC/JZo3DaDZa/kA1JH2H77QYef9kT80TCa323a3zZxX8L1XCXai04thKLsQx9DV65XMfcWJsEyXYYMJPsict2sNQOHoqVM8a+7r1Ysvp",
    "7X1Mb2ECQQDv5DM8+33aKwMEv8K1K+98SPBlEzYJbvXeqf8gtzI8+vEcaBfm88HMx2yoIN7d2uYRQEwFKdLd7PlzrwE01Y9LAkEAwaG/HwiXDEE51eHHlnsp",
    "kgXd1qKtO9mub69cJGOPFcR5A5FJV+7HbkQYY9U+uzq+B/4HiDzodvGmQHiHkX+q5QJAddbSOJWNd9sDC5UrDxX6+UFXHT93nuCr1GoLUkXLXtsiD4MuopuA",
    "ypf3zwr+j1qVA0pjTXIDDFL5IpOH8y0oywJAGdruOUedW76N6XhXfUl+2Ie+An4AYcCEYVdqF1XP8lkky4wn3fz9VkTzeMktsjR60XhjKxbu94r25x7xA0Wn",
    "3QJBAJLlxHZp03E+QiUhmiKz+t4d9E7pyt7hBgaCQSJ71q+Lp3oodePsWiodWDioCAbNyKARHB3TnfIhLBTmky3/Tcg=",
);

/// The key of RFC 7515 A.2.
fn rsa_of_rfc7515() -> Value {
    json!({
        "kty": "RSA",
        "n": concat!(
            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR",
            "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB",
            "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia",
            "GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
        ),
        "e": "AQAB",
    })
}

/// The key of RFC 7515 A.3.
fn p256_of_rfc7515() -> Value {
    json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}

/// The claims of RFC 7515 A.2 and A.3.
const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn rs256_of_rfc7515() -> String {
    let signature = concat!(
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb",
        "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383",
        "LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy",
        "wlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
    format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.{signature}")
}

fn es256_of_rfc7515() -> String {
    let signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.{signature}")
}

fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().unwrap()
}

fn p256() -> String {
    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    BASE64.encode(pair.unwrap().as_ref())
}

fn stored(kid: &str, alg: &str, private_key: &str, signs_from: &str) -> Value {
    json!({ "kid": kid, "alg": alg, "private_key": private_key, "signs_from": signs_from })
}

fn keys() -> SigningKeys {
    let keys = json!({ "keys": [
        stored("rsa", "RS256", RSA_2048, "2026-11-01T00:00:00Z"),
        stored("p256", "ES256", &p256(), "2026-11-01T00:00:00Z"),
    ] });
    SigningKeys::read(&keys.to_string()).unwrap()
}

fn part(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

#[test]
fn the_tokens_of_rfc_7515_are_right() {
    let rsa = Jwk::read(&rsa_of_rfc7515()).unwrap();
    let p256 = Jwk::read(&p256_of_rfc7515()).unwrap();
    let by_rsa = verify_with(&rsa, &rs256_of_rfc7515(), None, &Alg::ALL).unwrap();
    let by_p256 = verify_with(&p256, &es256_of_rfc7515(), None, &Alg::ALL).unwrap();
    assert_eq!(by_rsa.claims["iss"], "joe");
    assert_eq!(by_rsa.claims, by_p256.claims);
    assert_eq!(
        (by_rsa.header.alg, by_p256.header.alg),
        (Alg::RS256, Alg::ES256)
    );
}

#[test]
fn the_thumbprint_of_rfc_7638_is_right() {
    let key = json!({
        "kty": "RSA",
        "n": concat!(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB",
            "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8",
            "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_",
            "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
        ),
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    });
    assert_eq!(
        Jwk::read(&key).unwrap().thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
}

#[test]
fn what_is_signed_is_verified_by_the_published_keys() {
    let keys = keys();
    let published = serde_json::to_value(keys.public()).unwrap();
    let published = KeySet::read(&published).unwrap();
    assert_eq!(published, keys.public());
    for (alg, kid) in [(Alg::RS256, "rsa"), (Alg::ES256, "p256")] {
        let token = keys
            .sign(alg, "at+jwt", &json!({ "sub": "ada" }), now())
            .unwrap();
        let verified = published.verify(&token, Some("at+jwt"), &[alg]).unwrap();
        assert_eq!(verified.claims, json!({ "sub": "ada" }));
        assert_eq!(verified.header.kid.as_deref(), Some(kid));
        assert_eq!(verified.header.typ.as_deref(), Some("at+jwt"));
        assert_eq!(unverified(&token).unwrap().claims, verified.claims);
    }
}

#[test]
fn the_newest_key_whose_time_has_come_signs_and_all_are_published() {
    let stored = json!({ "keys": [
        stored("next", "ES256", &p256(), "2026-11-27T12:00:00Z"),
        stored("old", "ES256", &p256(), "2026-10-01T00:00:00Z"),
        stored("now", "ES256", &p256(), "2026-11-26T12:00:00Z"),
    ] });
    let keys = SigningKeys::read(&stored.to_string()).unwrap();
    let signer = |at: Timestamp| {
        let token = keys.sign(Alg::ES256, "JWT", &json!({}), at)?;
        Ok(keys
            .public()
            .verify(&token, None, &[Alg::ES256])?
            .header
            .kid
            .unwrap())
    };
    assert_eq!(signer(now()), Ok("now".to_owned()));
    assert_eq!(
        signer(now() - SignedDuration::from_secs(1)),
        Ok("old".to_owned())
    );
    assert_eq!(
        signer(now() + SignedDuration::from_hours(24)),
        Ok("next".to_owned())
    );
    let first = "2026-09-30T00:00:00Z".parse().unwrap();
    assert_eq!(signer(first), Err(JoseError::NoSigner));
    assert_eq!(
        keys.sign(Alg::RS256, "JWT", &json!({}), now()),
        Err(JoseError::NoSigner)
    );
    let public = keys.public();
    let kids: Vec<_> = public.keys().iter().filter_map(Jwk::kid).collect();
    assert_eq!(kids, ["next", "now", "old"]);
}

#[test]
fn a_deployment_without_keys_publishes_none_and_signs_nothing() {
    let keys = SigningKeys::read(r#"{"keys": []}"#).unwrap();
    assert_eq!(
        serde_json::to_value(keys.public()).unwrap(),
        json!({ "keys": [] })
    );
    assert_eq!(
        keys.sign(Alg::RS256, "JWT", &json!({}), now()),
        Err(JoseError::NoSigner)
    );
}

#[test]
fn a_changed_token_is_refused() {
    let keys = keys();
    let public = keys.public();
    let token = keys
        .sign(Alg::ES256, "JWT", &json!({ "sub": "ada" }), now())
        .unwrap();
    let [header, claims, signature]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let other = part(&json!({ "sub": "eve" }));
    let verify = |token: &str| public.verify(token, None, &[Alg::RS256, Alg::ES256]);
    assert!(verify(&token).is_ok());
    for (changed, refusal) in [
        (
            format!("{header}.{other}.{signature}"),
            JoseError::Signature,
        ),
        (format!("{header}.{claims}."), JoseError::Signature),
        (format!("{header}.{claims}"), JoseError::Malformed),
        (format!("{token}."), JoseError::Malformed),
        (format!("{token}="), JoseError::Malformed),
        (format!("{token}\n"), JoseError::Malformed),
        (String::new(), JoseError::Malformed),
        ("..".to_owned(), JoseError::Malformed),
        ("é.é.é".to_owned(), JoseError::Malformed),
    ] {
        assert_eq!(verify(&changed), Err(refusal), "{changed}");
    }
}

#[test]
fn no_character_of_a_token_can_be_changed() {
    let keys = keys();
    let public = keys.public();
    for alg in Alg::SIGNING {
        let token = keys
            .sign(alg, "JWT", &json!({ "sub": "ada" }), now())
            .unwrap();
        for at in 0..token.len() {
            for other in ["A", "B", ".", "=", " "] {
                let mut changed = token.clone();
                changed.replace_range(at..=at, other);
                let verified = public.verify(&changed, None, &[alg]);
                assert!(changed == token || verified.is_err(), "{changed}");
            }
        }
    }
}

#[test]
fn a_token_with_ps256_is_verified_with_an_rsa_key() {
    let der = BASE64.decode(RSA_2048.as_bytes()).unwrap();
    let pair = RsaKeyPair::from_pkcs8(&der).unwrap();
    let public = keys().public();
    // The key's own `alg` is RS256, and holds.
    let message = format!(
        "{}.{CLAIMS}",
        part(&json!({ "alg": "PS256", "kid": "rsa" }))
    );
    let mut signature = vec![0; pair.public().modulus_len()];
    let random = SystemRandom::new();
    pair.sign(&RSA_PSS_SHA256, &random, message.as_bytes(), &mut signature)
        .unwrap();
    let token = format!("{message}.{}", BASE64URL_NOPAD.encode(&signature));
    assert_eq!(
        public.verify(&token, None, &[Alg::PS256]),
        Err(JoseError::UnknownKey)
    );
    let mut any = serde_json::to_value(&public).unwrap()["keys"][0].clone();
    any.as_object_mut().unwrap().remove("alg");
    let any = Jwk::read(&any).unwrap();
    assert!(verify_with(&any, &token, None, &[Alg::PS256]).is_ok());
    let renamed = token.replacen(
        &part(&json!({ "alg": "PS256", "kid": "rsa" })),
        &part(&json!({ "alg": "RS256" })),
        1,
    );
    assert_eq!(
        verify_with(&any, &renamed, None, &[Alg::RS256]),
        Err(JoseError::Signature)
    );
}

#[test]
fn a_header_that_asks_for_another_check_is_refused() {
    let keys = keys();
    let public = keys.public();
    let token = keys
        .sign(Alg::RS256, "JWT", &json!({ "sub": "ada" }), now())
        .unwrap();
    let (_, rest) = token.split_once('.').unwrap();
    let with = |header: Value| {
        let token = format!("{}.{rest}", part(&header));
        public
            .verify(&token, None, &[Alg::RS256, Alg::ES256])
            .unwrap_err()
    };
    for (header, refusal) in [
        (json!({ "alg": "none" }), JoseError::Algorithm),
        (json!({ "alg": "None" }), JoseError::Algorithm),
        (
            json!({ "alg": "HS256", "kid": "rsa" }),
            JoseError::Algorithm,
        ),
        (
            json!({ "alg": "rs256", "kid": "rsa" }),
            JoseError::Algorithm,
        ),
        // Known, and not accepted here.
        (
            json!({ "alg": "PS256", "kid": "rsa" }),
            JoseError::Algorithm,
        ),
        // Another algorithm of the key, and a key of another algorithm.
        (
            json!({ "alg": "ES256", "kid": "rsa" }),
            JoseError::UnknownKey,
        ),
        (
            json!({ "alg": "RS256", "kid": "p256" }),
            JoseError::UnknownKey,
        ),
        (json!({ "alg": "ES256" }), JoseError::Signature),
        (
            json!({ "alg": "RS256", "kid": "of another" }),
            JoseError::UnknownKey,
        ),
        (
            json!({ "alg": "RS256", "kid": "rsa", "crit": ["b64"], "b64": false }),
            JoseError::Critical,
        ),
        (
            json!({ "alg": "RS256", "kid": "rsa", "crit": [] }),
            JoseError::Critical,
        ),
        (
            json!({ "alg": "RS256", "kid": "rsa", "typ": "at+jwt" }),
            JoseError::Type,
        ),
        (json!({ "alg": "RS256", "kid": 1 }), JoseError::Malformed),
        (json!({ "kid": "rsa" }), JoseError::Malformed),
        (json!("RS256"), JoseError::Malformed),
    ] {
        assert_eq!(with(header.clone()), refusal, "{header}");
    }
    let twice = BASE64URL_NOPAD.encode(br#"{"alg":"none","alg":"RS256"}"#);
    let twice = format!("{twice}.{rest}");
    assert_eq!(
        public.verify(&twice, None, &Alg::ALL),
        Err(JoseError::Malformed)
    );
}

#[test]
fn an_algorithm_with_a_shared_secret_is_refused_even_if_the_public_key_is_the_secret() {
    let key = Jwk::read(&rsa_of_rfc7515()).unwrap();
    let message = format!("{}.{CLAIMS}", part(&json!({ "alg": "HS256" })));
    let secret = serde_json::to_vec(&key).unwrap();
    let mac = ring::hmac::sign(
        &ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret),
        message.as_bytes(),
    );
    let token = format!("{message}.{}", BASE64URL_NOPAD.encode(mac.as_ref()));
    assert_eq!(
        verify_with(&key, &token, None, &Alg::ALL),
        Err(JoseError::Algorithm)
    );
}

#[test]
fn a_token_is_of_the_type_that_is_expected() {
    let keys = keys();
    let public = keys.public();
    let of = |typ: &str| keys.sign(Alg::ES256, typ, &json!({}), now()).unwrap();
    let verify = |token: &str, typ| public.verify(token, typ, &[Alg::ES256]).map(|_| ());
    assert_eq!(verify(&of("at+jwt"), Some("at+jwt")), Ok(()));
    assert_eq!(verify(&of("application/at+JWT"), Some("at+jwt")), Ok(()));
    assert_eq!(verify(&of("JWT"), Some("at+jwt")), Err(JoseError::Type));
    assert_eq!(verify(&of("JWT"), None), Ok(()));
    assert_eq!(verify(&of("dpop+jwt"), None), Err(JoseError::Type));
    let rsa = Jwk::read(&rsa_of_rfc7515()).unwrap();
    let untyped = rs256_of_rfc7515();
    let refused = verify_with(&rsa, &untyped, Some("dpop+jwt"), &Alg::ALL);
    assert_eq!(refused, Err(JoseError::Type));
}

#[test]
fn a_proof_is_checked_with_the_key_in_its_header() {
    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let pair = EcdsaKeyPair::from_pkcs8(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        pair.unwrap().as_ref(),
        &SystemRandom::new(),
    )
    .unwrap();
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let public = json!({
        "kty": "EC",
        "crv": "P-256",
        "x": BASE64URL_NOPAD.encode(x),
        "y": BASE64URL_NOPAD.encode(y),
    });
    let proof = |jwk: &Value| {
        let header = part(&json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": jwk }));
        let message = format!("{header}.{}", part(&json!({ "htm": "POST" })));
        let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    };
    let verify = |proof: &str| verify_embedded(proof, Some("dpop+jwt"), &[Alg::ES256]);
    let (verified, key) = verify(&proof(&public)).unwrap();
    assert_eq!(verified.claims, json!({ "htm": "POST" }));
    assert_eq!(key.thumbprint(), Jwk::read(&public).unwrap().thumbprint());

    assert_eq!(
        verify(&proof(&p256_of_rfc7515())),
        Err(JoseError::Signature)
    );
    assert_eq!(
        verify(&proof(&rsa_of_rfc7515())),
        Err(JoseError::UnknownKey)
    );
    assert_eq!(verify(&proof(&Value::Null)), Err(JoseError::UnknownKey));
    let mut private = public.clone();
    private["d"] = json!("AQAB");
    assert!(matches!(verify(&proof(&private)), Err(JoseError::Key(_))));
    // Where a set of keys is to be used, the header's own key is not looked at.
    let elsewhere = keys()
        .public()
        .verify(&proof(&public), Some("dpop+jwt"), &[Alg::ES256]);
    assert_eq!(elsewhere, Err(JoseError::Signature));
}

#[test]
fn a_public_key_that_cannot_be_used_is_refused_with_its_place_and_reason() {
    let change = |base: Value, name: &str, value: Value| {
        let mut key = base;
        key[name] = value;
        key
    };
    let small = BASE64URL_NOPAD.encode(&[0xff; 128]);
    let large = BASE64URL_NOPAD.encode(&[0xff; 513]);
    let padded = BASE64URL_NOPAD.encode(&[&[0][..], &[0xff; 256]].concat());
    for (key, why) in [
        (change(rsa_of_rfc7515(), "d", json!("AQAB")), "private"),
        (change(p256_of_rfc7515(), "k", json!("AQAB")), "private"),
        (change(rsa_of_rfc7515(), "n", json!(small)), "2048"),
        (change(rsa_of_rfc7515(), "n", json!(large)), "4096"),
        (change(rsa_of_rfc7515(), "n", json!(padded)), "leading zero"),
        (change(rsa_of_rfc7515(), "n", json!("")), "leading zero"),
        (change(rsa_of_rfc7515(), "e", json!("AQ")), "exponent"),
        (
            change(rsa_of_rfc7515(), "e", json!("AAEAAQ")),
            "leading zero",
        ),
        (change(rsa_of_rfc7515(), "e", Value::Null), "missing"),
        (change(rsa_of_rfc7515(), "use", json!("enc")), "use"),
        (
            change(rsa_of_rfc7515(), "key_ops", json!(["encrypt"])),
            "key_ops",
        ),
        (change(rsa_of_rfc7515(), "alg", json!("ES256")), "algorithm"),
        (change(rsa_of_rfc7515(), "alg", json!("HS256")), "algorithm"),
        (change(p256_of_rfc7515(), "crv", json!("P-384")), "P-256"),
        (change(p256_of_rfc7515(), "x", json!("AQAB")), "size"),
        (change(p256_of_rfc7515(), "kid", json!(1)), "kid"),
        (json!({ "kty": "oct" }), "RSA"),
        (json!("key"), "object"),
    ] {
        let refusal = Jwk::read(&key).unwrap_err().to_string();
        assert!(refusal.contains(why), "{refusal}: {key}");
        let set = json!({ "keys": [rsa_of_rfc7515(), key] });
        let refusal = KeySet::read(&set).unwrap_err().to_string();
        assert!(refusal.contains("keys/1"), "{refusal}");
    }
    assert!(KeySet::read(&json!({ "keys": {} })).is_err());
    assert!(KeySet::read(&json!([])).is_err());
}

#[test]
fn a_key_that_cannot_sign_is_refused_and_not_repeated() {
    let p256 = p256();
    let at = "2026-11-01T00:00:00Z";
    for keys in [
        json!({ "keys": [stored("a", "RS256", RSA_1024, at)] }),
        json!({ "keys": [stored("a", "RS256", &p256, at)] }),
        json!({ "keys": [stored("a", "ES256", RSA_2048, at)] }),
        json!({ "keys": [stored("a", "PS256", RSA_2048, at)] }),
        json!({ "keys": [stored("a", "HS256", "swordfish", at)] }),
        json!({ "keys": [stored("a", "ES256", "swordfish", at)] }),
        json!({ "keys": [stored("a", "ES256", &p256, "swordfish")] }),
        json!({ "keys": [stored("", "ES256", &p256, at)] }),
        json!({ "keys": [stored("a b", "ES256", &p256, at)] }),
        json!({ "keys": [stored("a", "ES256", &p256, at), stored("a", "ES256", &p256, at)] }),
        json!({ "keys": "swordfish" }),
        json!("swordfish"),
    ] {
        let refusal = SigningKeys::read(&keys.to_string())
            .unwrap_err()
            .to_string();
        assert!(!refusal.contains("swordfish"), "{refusal}");
        assert!(!refusal.contains(&p256[..16]), "{refusal}");
    }
    assert_eq!(format!("{:?}", self::keys()), "SigningKeys(..)");
}
