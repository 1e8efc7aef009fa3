//! The interface's description says what the operations say of themselves, and the route table says the same.

use std::collections::BTreeSet;

use local::operations::ROUTES;
use serde_json::Value;

use super::{top, writing};

#[test]
fn the_checked_in_description_is_what_the_handlers_types_say() {
    let path = top().join("functions/portal/src/openapi.json");
    let made = local::operations::openapi();
    if writing() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == made,
        "write it again with PHONE_OTP_WRITE=1 cargo nextest run --package phone-otp-tests --test contracts"
    );
}

#[test]
fn the_description_has_every_route_and_no_other() {
    let document: Value = serde_json::from_str(&local::operations::openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    // The pages' files are not part of the interface.
    let routed: BTreeSet<String> = ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .filter(|route| !route.starts_with("GET /assets/") && route != "GET /openapi.json")
        .collect();
    assert_eq!(described, routed);
}
