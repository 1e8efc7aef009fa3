//! Requests of applications: from their link to their answer, and everything between.

use std::collections::BTreeMap;

use phone_otp_tests::{Answer, PASSWORD, Person, System};
use reqwest::Method;
use serde_json::{Value, json};

const CALLBACK: &str = "https://designs.example.com/cb";
const REQUEST: &str = "response_type=code&client_id=engineering&redirect_uri=https%3A%2F%2Fdesigns.example.com%2Fcb&scope=openid+profile&state=s%20%F0%9F%98%80&nonce=n&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// The path of a request, with more parameters.
fn request(more: &str) -> String {
    format!("/oauth2/authorize?{REQUEST}{more}")
}

/// A system with an application.
async fn system(change: Value) -> System {
    let system = System::start().await;
    let mut entry = json!({
        "name": "Engineering",
        "url": "https://designs.example.com/",
        "requirement": { "strength": "password" },
        "redirect_uris": [CALLBACK],
        "post_logout_redirect_uris": ["https://designs.example.com/bye"],
        "client_secret_digests": ["5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"],
        "scopes": ["openid", "profile"],
    });
    for (name, value) in change.as_object().unwrap() {
        entry[name] = value.clone();
    }
    system
        .configure(json!({ "applications": { "engineering": entry } }))
        .await;
    system
}

/// Where an answer leads.
fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{:?}", answer.body);
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// What an address tells the application.
fn told(address: &str) -> BTreeMap<String, String> {
    let (to, query) = address.split_once('?').unwrap();
    assert_eq!(to, CALLBACK);
    let decoded = reqwest::Url::parse(&format!("{CALLBACK}?{query}")).unwrap();
    decoded.query_pairs().into_owned().collect()
}

/// The identifier of the request that a page is for.
fn kept(address: &str) -> String {
    let (_, id) = address.split_once("#/authorizations/").unwrap();
    id.to_owned()
}

async fn asks(person: &Person<'_>, more: &str) -> Answer {
    person
        .from_another_site(Method::GET, &request(more), None)
        .await
}

async fn grant(person: &Person<'_>, id: &str) -> Answer {
    person
        .post(&format!("/authorizations/{id}"), json!({}))
        .await
}

#[tokio::test]
async fn somebody_who_is_signed_in_strongly_enough_sees_no_page() {
    let system = system(json!({ "requirement": { "strength": "phone-otp" } })).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let told = told(&location(&asks(&ada, "").await));
    assert_eq!(told["state"], "s 😀");
    assert_eq!(told["iss"], system.platform().config.portal_origin);
    assert!(told["code"].len() > 100);
}

#[tokio::test]
async fn the_cookie_of_this_endpoint_opens_no_other_and_dies_with_the_session() {
    let system = system(json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let held = ada.cookies();
    let mut thief = system.visitor();
    thief.token = Some(held["__Host-authorize"].clone());
    thief.get("/account").await.refused(401, "not-signed-in");
    let before = ada.in_the_same_state();
    ada.delete("/sessions/current").await.expect(204);
    let page = location(&asks(&before, "").await);
    assert!(page.contains("#/authorizations/"), "{page}");
}

#[tokio::test]
async fn a_stranger_signs_in_and_goes_back_and_a_code_is_asked_for_where_it_is_needed() {
    let system = system(json!({ "requirement": { "strength": "phone-otp" } })).await;
    let mut ada = system.active("ada", "2025550123").await;
    ada.forgets_cookies();
    let page = location(&asks(&ada, "&ui_locales=xx+de&login_hint=ada").await);
    assert!(page.contains("/?lang=de#/authorizations/"), "{page}");
    let id = kept(&page);
    let shown = ada.get(&format!("/authorizations/{id}")).await.expect(200);
    assert_eq!(shown["application"]["name"], "Engineering");
    assert_eq!(shown["requirement"]["strength"], "phone-otp");
    assert_eq!(shown["login_hint"], "ada");
    grant(&ada, &id).await.refused(401, "not-signed-in");
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let missing = grant(&ada, &id)
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(missing["next_step"], "send-otp");
    system.clock_moves("1 minute").await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.verifies(&code).await.expect(200);
    let answer = grant(&ada, &id).await.expect(200);
    let told = told(answer["redirect"].as_str().unwrap());
    assert_eq!(told["state"], "s 😀");
    let again = grant(&ada, &id).await.expect(200);
    assert_eq!(again, answer, "the same browser gets the same code");
    system.clock_moves("61 seconds").await;
    grant(&ada, &id).await.refused(410, "authorization-expired");
}

#[tokio::test]
async fn a_kept_request_is_its_browsers_and_lives_ten_minutes() {
    let system = system(json!({})).await;
    let mut ada = system.member("ada").await;
    ada.forgets_cookies();
    let id = kept(&location(&asks(&ada, "").await));
    let path = format!("/authorizations/{id}");
    let second = kept(&location(&asks(&ada, "").await));
    let mut eve = system.member("eve").await;
    eve.forgets_cookies();
    eve.sign_in("eve", PASSWORD).await.expect(201);
    eve.get(&path).await.refused(404, "not-found");
    grant(&eve, &id).await.refused(404, "not-found");
    ada.sign_in("ada", PASSWORD).await.expect(201);
    for id in [&id, &second] {
        grant(&ada, id).await.expect(200);
    }
    system.clock_moves("10 minutes").await;
    ada.get(&path).await.refused(410, "authorization-expired");
    grant(&ada, &id).await.refused(410, "authorization-expired");
}

#[tokio::test]
async fn who_goes_back_is_denied_without_a_session() {
    let system = system(json!({})).await;
    let mut ada = system.member("ada").await;
    ada.forgets_cookies();
    let id = kept(&location(&asks(&ada, "").await));
    let path = format!("/authorizations/{id}/cancellation");
    let answer = ada.post(&path, json!({})).await.expect(200);
    let told = told(answer["redirect"].as_str().unwrap());
    assert_eq!(told["error"], "access_denied");
    assert_eq!(told["state"], "s 😀");
    ada.from_another_site(Method::POST, &path, None)
        .await
        .refused(403, "cross-site-request");
}

#[tokio::test]
async fn a_silent_request_gets_a_code_or_an_error_and_no_page() {
    let system = system(json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let silent = asks(&ada, "&prompt=none").await;
    assert!(told(&location(&silent)).contains_key("code"));
    let form = format!("{REQUEST}&prompt=none");
    let posted = ada
        .from_another_site(Method::POST, "/oauth2/authorize", Some(&form))
        .await;
    assert_eq!(told(&location(&posted))["error"], "login_required");
    let mut bob = system.member("bob").await;
    bob.forgets_cookies();
    let nobody = asks(&bob, "&prompt=none").await;
    assert_eq!(told(&location(&nobody))["error"], "login_required");
    bob.sign_in("bob", PASSWORD).await.expect(201);
    let weak = asks(&bob, "&prompt=none&acr_values=phone-otp").await;
    assert_eq!(told(&location(&weak))["error"], "interaction_required");
}

#[tokio::test]
async fn a_form_of_another_site_is_taken_as_a_link_would_be() {
    let system = system(json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let posted = ada
        .from_another_site(Method::POST, "/oauth2/authorize", Some(REQUEST))
        .await;
    let again = location(&posted);
    let again = again
        .strip_prefix(&system.platform().config.portal_origin)
        .unwrap();
    let answer = ada.from_another_site(Method::GET, again, None).await;
    assert!(told(&location(&answer)).contains_key("code"));
}

#[tokio::test]
async fn step_up_asks_for_a_code_and_not_for_the_password() {
    let system = system(json!({})).await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    system.clock_moves("10 minutes").await;
    let id = kept(&location(
        &asks(&ada, "&max_age=300&acr_values=phone-otp").await,
    ));
    let missing = grant(&ada, &id)
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(missing["next_step"], "send-otp");
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.verifies(&code).await.expect(200);
    grant(&ada, &id).await.expect(200);
    let again = kept(&location(&asks(&ada, "&prompt=login").await));
    let missing = grant(&ada, &again)
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(missing["next_step"], "sign-in-again");
    ada.sign_in("ada", PASSWORD).await.expect(201);
    grant(&ada, &again).await.expect(200);
}

#[tokio::test]
async fn a_strength_that_cannot_be_reached_is_said_at_once() {
    let system = system(json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let answer = asks(&ada, "&acr_values=phone-otp-proofed").await;
    assert_eq!(
        told(&location(&answer))["error"],
        "unmet_authentication_requirements"
    );
}

#[tokio::test]
async fn nothing_goes_to_an_address_that_is_not_registered() {
    let system = system(json!({})).await;
    let ada = system.visitor();
    for (path, reason) in [
        ("/oauth2/authorize".to_owned(), "unknown-application"),
        (request("").replace("engineering", "nobody"), "unknown-application"),
        (request("&client_id=engineering"), "unknown-application"),
        (request("").replace("Fcb", "Fevil"), "redirect-address"),
        (request("&redirect_uri=https%3A%2F%2Fevil.example"), "redirect-address"),
        (
            "/oauth2/authorize?client_id=engineering&request_uri=urn:ietf:params:oauth:request_uri:0"
                .to_owned(),
            "request-expired",
        ),
    ] {
        let answer = ada.from_another_site(Method::GET, &path, None).await;
        let page = location(&answer);
        assert!(page.ends_with(&format!("/#/error?reason={reason}")), "{path}: {page}");
    }
    let twice = asks(&ada, "&nonce=again").await;
    assert_eq!(told(&location(&twice))["error"], "invalid_request");
}

#[tokio::test]
async fn consent_is_asked_once() {
    let system = system(json!({ "consent": true })).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let id = kept(&location(&asks(&ada, "").await));
    let path = format!("/authorizations/{id}");
    let shown = ada.get(&path).await.expect(200);
    assert_eq!(shown["consent"], json!(["openid", "profile"]));
    let missing = grant(&ada, &id)
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(missing["next_step"], "consent");
    ada.post(&path, json!({ "consent": true }))
        .await
        .expect(200);
    assert!(told(&location(&asks(&ada, "").await)).contains_key("code"));
}

#[tokio::test]
async fn an_application_that_was_removed_is_asked_for_no_more() {
    let system = system(json!({})).await;
    let mut ada = system.member("ada").await;
    ada.forgets_cookies();
    let id = kept(&location(&asks(&ada, "").await));
    ada.sign_in("ada", PASSWORD).await.expect(201);
    system
        .configure(json!({ "applications": { "engineering": null } }))
        .await;
    system.clock_moves("1 minute").await;
    grant(&ada, &id).await.refused(404, "not-found");
    let page = location(&asks(&ada, "").await);
    assert!(page.ends_with("unknown-application"), "{page}");
}

#[tokio::test]
async fn requests_that_are_kept_are_limited_by_their_source() {
    let system = system(json!({})).await;
    let limits = json!({ "authorizations_per_address": [{ "most": 2, "within": "1h" }] });
    system.configure(json!({ "limits": limits })).await;
    let ada = system.visitor();
    for _ in 0..2 {
        assert!(location(&asks(&ada, "").await).contains("#/authorizations/"));
    }
    let told = told(&location(&asks(&ada, "").await));
    assert_eq!(told["error"], "temporarily_unavailable");
}

#[tokio::test]
async fn a_sign_out_is_asked_for_and_leads_only_to_a_registered_address() {
    let system = system(json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let query = "client_id=engineering&post_logout_redirect_uri=https%3A%2F%2Fdesigns.example.com%2Fbye&state=x%26y";
    let asked = ada
        .from_another_site(Method::GET, &format!("/oauth2/logout?{query}"), None)
        .await;
    let page = location(&asked);
    assert!(page.contains("/#/sign-out?application=Engineering&client_id=engineering"));
    let posted = ada
        .from_another_site(Method::POST, "/oauth2/logout", Some(query))
        .await;
    assert_eq!(location(&posted), page);
    ada.get("/account").await.expect(200);
    let wish = json!({
        "client_id": "engineering",
        "post_logout_redirect_uri": "https://designs.example.com/bye",
        "state": "x&y",
    });
    let mut elsewhere = wish.clone();
    elsewhere["post_logout_redirect_uri"] = json!("https://evil.example/");
    ada.post("/oauth2/logout", elsewhere)
        .await
        .refused(400, "invalid-request");
    let ended = ada.post("/oauth2/logout", wish.clone()).await.expect(200);
    assert_eq!(
        ended["redirect"],
        "https://designs.example.com/bye?state=x%26y"
    );
    ada.get("/account").await.refused(401, "not-signed-in");
    ada.post("/oauth2/logout", wish).await.expect(200);
    for query in [
        "post_logout_redirect_uri=https%3A%2F%2Fdesigns.example.com%2Fbye",
        "client_id=engineering&post_logout_redirect_uri=https%3A%2F%2Fevil.example",
        "client_id=nobody",
        "id_token_hint=e30.e30.e30",
        "client_id=engineering&client_id=engineering",
    ] {
        let path = format!("/oauth2/logout?{query}");
        let refused = ada.from_another_site(Method::GET, &path, None).await;
        let page = location(&refused);
        assert!(
            page.ends_with("/#/error?reason=sign-out-address"),
            "{query}: {page}"
        );
    }
}

#[tokio::test]
async fn a_sign_in_ends_the_session_that_it_replaces_in_the_browser() {
    let system = system(json!({})).await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    let before = ada.in_the_same_state();
    before.get("/account").await.expect(200);
    ada.sign_in("ada", PASSWORD).await.expect(201);
    before.get("/account").await.refused(401, "not-signed-in");
    ada.get("/account").await.expect(200);
}

#[tokio::test]
async fn a_pushed_request_by_form_keeps_the_browsers_cookies_and_is_one_browsers() {
    let system = system(json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let waiting = kept(&location(&asks(&ada, "&prompt=login").await));
    let pushed = system
        .visitor()
        .request(Method::POST, "/oauth2/par")
        .basic_auth("engineering", Some("password"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(REQUEST);
    let pushed = system.visitor().send(pushed).await.expect(201);
    let uri = pushed["request_uri"].as_str().unwrap();
    let form = format!("client_id=engineering&request_uri={uri}");
    let posted = ada
        .from_another_site(Method::POST, "/oauth2/authorize", Some(&form))
        .await;
    let origin = &system.platform().config.portal_origin;
    let by_get = location(&posted);
    let by_get = by_get.strip_prefix(origin).unwrap();
    let first = location(&ada.from_another_site(Method::GET, by_get, None).await);
    assert!(told(&first).contains_key("code"));
    let again = location(&ada.from_another_site(Method::GET, by_get, None).await);
    assert_eq!(again, first, "the same browser gets the same code");
    let eve = system.active_in_a_browser("eve", "2025550124").await;
    let stolen = location(&eve.from_another_site(Method::GET, by_get, None).await);
    assert!(stolen.ends_with("another-browser"), "{stolen}");
    let shown = ada.get(&format!("/authorizations/{waiting}")).await;
    shown.expect(200);
}
