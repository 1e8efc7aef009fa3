//! What applications know of the OpenID Provider: its description and its public keys, as caches hold them.

use phone_otp_tests::{Answer, Person, System};
use reqwest::Method;
use serde_json::{Value, json};

const CONFIGURATION: &str = "/.well-known/openid-configuration";
const KEYS: &str = "/.well-known/jwks.json";

/// Asks for a document unless its version is this one.
async fn unless(visitor: &Person<'_>, path: &str, tag: &str) -> Answer {
    let request = visitor.request(Method::GET, path);
    visitor.send(request.header("if-none-match", tag)).await
}

fn tag(answer: &Answer) -> String {
    answer.headers["etag"].to_str().unwrap().to_owned()
}

/// The names of published keys.
fn kids(keys: &Value) -> Vec<&str> {
    let keys = keys["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_client_finds_the_provider_by_its_origin_alone() {
    let system = System::start().await;
    let found = system.visitor().get(CONFIGURATION).await;
    assert_eq!(found.headers["content-type"], "application/json");
    assert_eq!(found.headers["cache-control"], "public, max-age=3600");
    assert_eq!(found.headers["access-control-allow-origin"], "*");
    let found = found.expect(200);
    let issuer = system.url("");
    assert_eq!(found["issuer"], issuer);
    assert_eq!(found["jwks_uri"], format!("{issuer}{KEYS}"));
    for (member, value) in found.as_object().unwrap() {
        if member.ends_with("_endpoint") {
            let path = value.as_str().unwrap().strip_prefix(&issuer).unwrap();
            assert!(path.starts_with("/oauth2/"), "{member}");
            let routed = local::operations::ROUTES
                .iter()
                .any(|route| route.path == path);
            assert!(routed, "{member}");
        }
    }
    // What a client has to know before it asks, and what the standards take for granted otherwise.
    for (member, value) in [
        ("response_types_supported", json!(["code"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        (
            "authorization_response_iss_parameter_supported",
            json!(true),
        ),
        (
            "acr_values_supported",
            json!(["password", "phone-otp", "phone-otp-proofed"]),
        ),
        (
            "id_token_signing_alg_values_supported",
            json!(["RS256", "ES256"]),
        ),
        ("request_uri_parameter_supported", json!(false)),
    ] {
        assert_eq!(found[member], value, "{member}");
    }
    let visitor = system.visitor();
    let oauth = visitor.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(oauth.expect(200), found);
}

#[tokio::test]
async fn a_document_that_has_not_changed_is_not_sent_again() {
    let system = System::start().await;
    let visitor = system.visitor();
    for path in [CONFIGURATION, KEYS] {
        let sent = visitor.get(path).await;
        let tag = tag(&sent);
        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"older\", {tag}"),
            "*".to_owned(),
        ] {
            let answer = unless(&visitor, path, &known).await;
            assert_eq!(answer.headers["etag"], tag);
            assert_eq!(
                answer.headers["cache-control"],
                sent.headers["cache-control"]
            );
            assert_eq!(answer.headers["access-control-allow-origin"], "*");
            assert_eq!(answer.expect(304), "", "{known}");
        }
        let answer = unless(&visitor, path, "\"older\"").await;
        assert_eq!(answer.expect(200), sent.body);
    }
}

#[tokio::test]
async fn a_key_that_an_operator_adds_is_published_within_a_quarter_of_an_hour() {
    let system = System::start().await;
    let visitor = system.visitor();
    let before = visitor.get(KEYS).await;
    assert_eq!(before.headers["cache-control"], "public, max-age=900");
    assert_eq!(before.headers["access-control-allow-origin"], "*");
    let tag = tag(&before);
    let before = before.expect(200);
    assert_eq!(kids(&before), ["local-rs256", "local-es256"]);
    for key in before["keys"].as_array().unwrap() {
        let members: Vec<&str> = key
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let public = ["alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"];
        assert!(
            members.iter().all(|member| public.contains(member)),
            "{members:?}"
        );
    }

    system.changes_the_signing_keys(&["add"]).await;
    system.clock_moves("14 minutes").await;
    unless(&visitor, KEYS, &tag).await.expect(304);
    system.clock_moves("1 minute").await;
    let after = unless(&visitor, KEYS, &tag).await.expect(200);
    assert_eq!(kids(&after).len(), 4);
    assert!(
        kids(&before).iter().all(|kid| kids(&after).contains(kid)),
        "{after}"
    );
    assert_eq!(jose::KeySet::read(&after).unwrap().keys().len(), 4);
}

#[tokio::test]
async fn known_keys_stay_published_while_secrets_manager_fails() {
    let system = System::start().await;
    let visitor = system.visitor();
    system.fails("secrets", 1).await;
    visitor.get(KEYS).await.refused(503, "unavailable");
    let before = visitor.get(KEYS).await.expect(200);
    system.changes_the_signing_keys(&["add"]).await;
    system.clock_moves("15 minutes").await;
    system.fails("secrets", 1).await;
    assert_eq!(visitor.get(KEYS).await.expect(200), before);
    system.clock_moves("59 seconds").await;
    assert_eq!(
        visitor.get(KEYS).await.expect(200),
        before,
        "not asked again yet"
    );
    system.clock_moves("1 second").await;
    assert_eq!(kids(&visitor.get(KEYS).await.expect(200)).len(), 4);
}

#[tokio::test]
async fn a_deployment_without_keys_publishes_none() {
    let system = System::start().await;
    system.keeps_signing_keys(r#"{"keys": []}"#).await;
    assert_eq!(
        system.visitor().get(KEYS).await.expect(200),
        json!({ "keys": [] })
    );
}
