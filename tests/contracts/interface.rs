//! The interface's description says what the operations say of themselves, and the route table says the same.

use std::collections::{BTreeMap, BTreeSet};

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

/// The routes of the description, with the ID of each one's operation.
fn described() -> BTreeMap<String, String> {
    let document: Value = serde_json::from_str(&local::operations::openapi()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, operation)| {
                let id = operation["operationId"].as_str().unwrap();
                (format!("{} {path}", method.to_uppercase()), id.to_owned())
            })
        })
        .collect()
}

#[test]
fn the_description_has_every_route_with_its_operation_and_no_other() {
    let described = described();
    // The pages' files are not part of the interface.
    let routed: BTreeMap<String, &str> = ROUTES
        .iter()
        .map(|route| (format!("{} {}", route.method, route.path), route.operation))
        .filter(|(route, _)| !route.starts_with("GET /assets/") && route != "GET /openapi.json")
        .collect();
    assert_eq!(
        described.keys().collect::<Vec<_>>(),
        routed.keys().collect::<Vec<_>>()
    );
    for (route, id) in &described {
        let operation = routed[route];
        // A second route of an operation has an ID of its own: `reset-password-complete`.
        let rest = id.strip_prefix(operation);
        assert!(
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
            "{route} is described as {id} and answered by {operation}"
        );
    }
    let ids: BTreeSet<&String> = described.values().collect();
    assert_eq!(ids.len(), described.len(), "an ID stands for one route");
}
