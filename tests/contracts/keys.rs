//! The runbook's command for the keys that sign tokens makes what functions read.

use domain::Timestamp;
use jiff::SignedDuration;
use jose::{Alg, Jwk, SigningKeys};
use phone_otp_tests::signing_keys as run;
use serde_json::{Value, json};

/// The `kid` that signs with an algorithm at a time.
fn signer(value: &str, alg: Alg, at: Timestamp) -> String {
    let keys = SigningKeys::read(value).unwrap();
    let token = keys.sign(alg, "JWT", &json!({}), at).unwrap();
    let verified = keys.public().verify(&token, None, &[alg]).unwrap();
    verified.header.kid.unwrap()
}

fn kids(value: &str) -> Vec<String> {
    let keys = SigningKeys::read(value).unwrap().public();
    let kids = keys.keys().iter().filter_map(Jwk::kid);
    kids.map(str::to_owned).collect()
}

/// A value whose keys are older by some hours.
fn aged(value: &str, hours: i64) -> String {
    let mut value: Value = serde_json::from_str(value).unwrap();
    for key in value["keys"].as_array_mut().unwrap() {
        let at: Timestamp = key["signs_from"].as_str().unwrap().parse().unwrap();
        key["signs_from"] = json!((at - SignedDuration::from_hours(hours)).to_string());
    }
    value.to_string()
}

fn signs_from(value: &str, kid: &str) -> Timestamp {
    let value: Value = serde_json::from_str(value).unwrap();
    let mut keys = value["keys"].as_array().unwrap().iter();
    let key = keys.find(|key| key["kid"] == kid).unwrap();
    key["signs_from"].as_str().unwrap().parse().unwrap()
}

#[test]
fn keys_are_made_rotated_with_an_overlap_of_a_day_and_removed() {
    let first = run(&["add"], r#"{"keys": []}"#).unwrap();
    let second = run(&["add"], &first).unwrap();
    assert_eq!(kids(&second).len(), 4, "all are published");
    for alg in Alg::SIGNING {
        let old = signer(&first, alg, Timestamp::MAX);
        let new = signer(&second, alg, Timestamp::MAX);
        let change = signs_from(&second, &new);
        let overlap = change.duration_since(signs_from(&first, &old));
        assert!((24..25).contains(&overlap.as_hours()), "{overlap}");
        let second_before = change - SignedDuration::from_secs(1);
        assert_eq!(signer(&second, alg, second_before), old);
        assert_eq!(signer(&second, alg, change), new);
    }
    let too_early = aged(&second, 47);
    assert_eq!(kids(&run(&["remove"], &too_early).unwrap()), kids(&second));
    let left = run(&["remove"], &aged(&second, 49)).unwrap();
    let mut newest = Alg::SIGNING.map(|alg| signer(&second, alg, Timestamp::MAX));
    let mut left = kids(&left);
    newest.sort();
    left.sort();
    assert_eq!(left, newest);
}

#[test]
fn a_key_that_others_may_have_read_is_replaced_at_once_and_never_without_another() {
    let first = run(&["add"], r#"{"keys": []}"#).unwrap();
    let stolen = signer(&first, Alg::RS256, Timestamp::MAX);
    let refusal = run(&["remove", &stolen], &first).unwrap_err();
    assert!(refusal.contains("no other RS256 key"), "{refusal}");
    let refusal = run(&["remove", "nobody"], &first).unwrap_err();
    assert!(refusal.contains("no key nobody"), "{refusal}");
    let replaced = run(&["add", "now"], &first).unwrap();
    let left = run(&["remove", &stolen], &replaced).unwrap();
    assert_eq!(kids(&left).len(), 3);
    let signer = signer(&left, Alg::RS256, Timestamp::MAX);
    assert_ne!(signer, stolen);
    assert!(
        signs_from(&left, &signer) < signs_from(&first, &stolen) + SignedDuration::from_hours(1)
    );
}
