//! The interface's description says what the operations say of themselves, and the route table says the same.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use local::operations::ROUTES;
use phone_otp_tests::System;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

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

#[tokio::test]
async fn every_write_is_refused_to_a_page_of_another_site() {
    // Writes that no page of the portal sends, and why they are safe without a look at the site.
    const FROM_ELSEWHERE: [(&str, &str); 1] = [(
        "POST /payments/{provider}",
        "the provider proves itself by a signature, and no cookie counts",
    )];
    let system = System::start().await;
    let visitor = system.visitor();
    for site in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ] {
        let mut taken = BTreeSet::new();
        for route in ROUTES.iter().filter(|route| route.method != Method::GET) {
            let request = visitor
                .request(route.method.clone(), &route.path.replace(['{', '}'], ""))
                .header(site.0, site.1)
                .json(&json!({}));
            let answer = visitor.send(request).await;
            if answer.body["type"] != "cross-site-request" {
                taken.insert(format!("{} {}", route.method, route.path));
            }
        }
        let known = FROM_ELSEWHERE.map(|(route, _)| route.to_owned());
        assert_eq!(taken, BTreeSet::from(known), "{site:?}");
    }
}

/// The writes whose description has the header that names the account.
fn described_with_an_account() -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&local::operations::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.filter_map(move |(method, operation)| {
                let parameters = operation["parameters"].as_array()?.iter();
                let mut named =
                    parameters.filter(|parameter| parameter["name"] == "Phone-OTP-Account");
                named.next().map(|header| {
                    assert_eq!(header["in"], "header");
                    format!("{} {path}", method.to_uppercase())
                })
            })
        })
        .collect()
}

#[tokio::test]
async fn every_write_of_a_session_is_refused_to_a_page_that_shows_another_account() {
    // Writes that no session makes, and why they are for no account of somebody else.
    const OF_NO_SESSION: [(&str, &str); 5] = [
        ("POST /accounts", "it makes an account"),
        ("POST /sessions", "the password says whose it is"),
        ("POST /password-resets", "the user ID says whose it is"),
        ("POST /password-resets/{token}", "the link says whose it is"),
        (
            "POST /payments/{provider}",
            "the provider says which order it is",
        ),
    ];
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let bob = system.member("bob").await.account().await["account"]["id"].clone();
    let own = ada.account().await["account"]["id"].clone();
    let (bob, own) = (bob.as_str().unwrap(), own.as_str().unwrap());
    let token = ada.token.take().unwrap();
    let under_cookie = |request: RequestBuilder| {
        request
            .header("cookie", format!("__Host-session={token}"))
            .header("sec-fetch-site", "same-origin")
    };
    let account = async || {
        let mut seen = ada
            .send(under_cookie(ada.request(Method::GET, "/account")))
            .await
            .expect(200);
        seen["now"].take();
        seen
    };
    let before = account().await;
    let (mut of_no_session, mut of_a_session) = (BTreeSet::new(), BTreeSet::new());
    for route in ROUTES.iter().filter(|route| route.method != Method::GET) {
        let path = route.path.replace(['{', '}'], "");
        let request = || ada.request(route.method.clone(), &path).json(&json!({}));
        let name = format!("{} {}", route.method, route.path);
        let named = |request: RequestBuilder, id: &str| request.header("phone-otp-account", id);
        let answer = ada.send(named(under_cookie(request()), bob)).await;
        if answer.body["type"] != "another-account" {
            of_no_session.insert(name);
            continue;
        }
        answer.refused(409, "another-account");
        ada.send(under_cookie(request()))
            .await
            .refused(409, "another-account");
        ada.send(named(request().bearer_auth(&token), bob))
            .await
            .refused(409, "another-account");
        assert_eq!(account().await, before, "{name} did nothing");
        of_a_session.insert(name.clone());
        if name == "DELETE /sessions/current" {
            continue;
        }
        for accepted in [
            named(under_cookie(request()), own),
            named(request().bearer_auth(&token), own),
            request().bearer_auth(&token),
        ] {
            let answer = ada.send(accepted).await;
            assert_ne!(answer.body["type"], "another-account", "{name}");
        }
    }
    let known = OF_NO_SESSION.map(|(route, _)| route.to_owned());
    assert_eq!(of_no_session, BTreeSet::from(known));
    assert_eq!(of_a_session, described_with_an_account());

    let read = under_cookie(ada.request(Method::GET, "/orders/PO-0"));
    ada.send(read.header("phone-otp-account", bob))
        .await
        .refused(409, "another-account");
}
