//! What applications are told: ended sessions, and what happened to the accounts that use them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use domain::account::AccountId;
use domain::acr::Acr;
use domain::application::{ApplicationId, Scope};
use domain::connection::Connection;
use domain::grant::Grant;
use domain::secret::Digest32;
use domain::session::{Session, Token};
use jose::{Alg, KeySet};
use local::queue::VISIBILITY_TIMEOUT;
use phone_otp_tests::client::{Authenticates, Client, Key};
use phone_otp_tests::{Answer, PASSWORD, Person, System, account_of, fixtures};
use rand::SeedableRng;
use rand::rngs::ChaCha12Rng;
use reqwest::Method;
use serde_json::{Value, json};

/// The secret of each application.
const SECRET: &str = "uXzq4dSP1q7l0vC9aF3kYb5tN8wR2hJm";

/// What an application received.
#[derive(Debug, Clone)]
struct Received {
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Received {
    /// The token: a form's `logout_token`, or the whole body.
    fn token(&self) -> &str {
        self.body
            .strip_prefix("logout_token=")
            .unwrap_or(&self.body)
    }
}

/// The server of applications, which takes everything unless it is told otherwise.
#[derive(Clone, Default)]
struct Applications {
    received: Arc<Mutex<Vec<Received>>>,
    /// The answer to a path, status and body; 204 otherwise.
    answers: Arc<Mutex<BTreeMap<String, (u16, String)>>>,
    origin: String,
}

async fn take(
    State(applications): State<Applications>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> impl IntoResponse {
    let path = uri.path().to_owned();
    let answer = applications.answers.lock().unwrap().get(&path).cloned();
    let received = Received {
        path,
        headers,
        body,
    };
    applications.received.lock().unwrap().push(received);
    let (status, body) = answer.unwrap_or((204, String::new()));
    let location = [("location", "/elsewhere")];
    (StatusCode::from_u16(status).unwrap(), location, body)
}

impl Applications {
    async fn serve() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let applications = Self {
            origin: format!("http://{}", listener.local_addr().unwrap()),
            ..Self::default()
        };
        let router = Router::new()
            .fallback(take)
            .with_state(applications.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        applications
    }

    fn answers(&self, path: &str, status: u16, body: &str) {
        let answer = (status, body.to_owned());
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    fn at(&self, path: &str) -> Vec<Received> {
        let received = self.received.lock().unwrap();
        received
            .iter()
            .filter(|one| one.path == path)
            .cloned()
            .collect()
    }

    /// What was received at a path, once it is so much.
    async fn receives(&self, path: &str, count: usize) -> Vec<Received> {
        for _ in 0..200 {
            let received = self.at(path);
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{path} received {:?}", self.at(path));
    }

    /// Registers an application that is told of ended sessions, and of these events.
    async fn register(&self, system: &System, id: &str, events: &[&str]) {
        let mut application = json!({
            "name": id,
            "url": format!("{}/{id}", self.origin),
            "redirect_uris": [format!("{}/{id}/callback", self.origin)],
            "client_secret_digests": [Digest32::of(SECRET.as_bytes()).to_hex()],
            "backchannel_logout_uri": format!("{}/{id}/logout", self.origin),
        });
        if !events.is_empty() {
            let endpoint = format!("{}/{id}/events", self.origin);
            application["security_events"] = json!({ "endpoint": endpoint, "events": events });
        }
        system
            .configure(json!({ "applications": { id: application } }))
            .await;
    }
}

fn account(user_id: &str) -> AccountId {
    AccountId::try_from(account_of(user_id)).unwrap()
}

fn id(application: &str) -> ApplicationId {
    ApplicationId::try_from(application.to_owned()).unwrap()
}

/// Grants an application what a sign-in to it grants, under a session of the account.
async fn grants(system: &System, account: &AccountId, session: &str, application: &str) -> Grant {
    let (platform, now) = (system.platform(), system.platform().now());
    let store = platform.store();
    let registered = store.application(&id(application)).await.unwrap().unwrap();
    let person = store.account(account).await.unwrap().unwrap();
    let grant = Grant {
        account: account.clone(),
        session: session.to_owned(),
        id: Grant::draw_id(&mut platform.rng()),
        application: id(application),
        redirect_uri: registered.redirect_uris[0].clone(),
        code_challenge: "challenge".to_owned(),
        code: Digest32::of(b"code"),
        code_until: now,
        scopes: vec![Scope::Openid],
        resources: Vec::new(),
        nonce: None,
        acr: Acr::Password,
        acr_alias: None,
        reached: Acr::Password,
        amr: vec!["pwd".to_owned()],
        auth_time: now,
        sub: registered.sub(&person.subject.unwrap()),
        dpop_jkt: None,
        created_at: now,
        used_at: Some(now),
        refresh: None,
        revoked_at: None,
        ends_at: now + domain::policy::SESSION_LIFE,
    };
    let connection = Connection::agreed(None, &id(application), &[], now);
    store.save_connection(&connection, &grant).await.unwrap();
    grant
}

/// As [`grants`], under the session of a person.
async fn grants_to(system: &System, person: &Person<'_>, application: &str) -> Grant {
    let token = Token::parse(person.token.as_ref().unwrap()).unwrap();
    grants(system, &token.account, &token.id, application).await
}

/// The claims of a token that the issuer signed.
async fn verified(system: &System, token: &str, typ: &str, alg: Alg) -> Value {
    let keys = system.visitor().get("/.well-known/jwks.json").await;
    let keys = KeySet::read(&keys.expect(200)).unwrap();
    keys.verify(token, Some(typ), &[alg]).unwrap().claims
}

/// What waits in the queue, once it is so much; and what was given up.
async fn queues(system: &System, waiting: usize, parked: usize) -> Value {
    let mut queues = Value::Null;
    for _ in 0..200 {
        queues = system
            .visitor()
            .get("/_local/notifications")
            .await
            .expect(200);
        let count = |name: &str| queues[name].as_array().unwrap().len();
        if (count("waiting"), count("parked")) == (waiting, parked) {
            return queues;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{queues:#}");
}

/// Goes on until what failed is received again.
fn time_goes_on(system: &System) -> impl Future<Output = ()> + use<'_> {
    let span = format!("{VISIBILITY_TIMEOUT} seconds");
    async move { system.clock_moves(&span).await }
}

async fn resets_the_password(system: &System, user_id: &str) {
    let visitor = system.visitor();
    let asked = json!({ "user_id": user_id });
    visitor.post("/password-resets", asked).await.expect(202);
    let mail = system
        .mail(&format!("{user_id}@example.com"), "Reset")
        .await;
    let text = mail["text"].as_str().unwrap();
    let token = text
        .split("password-resets/")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next())
        .unwrap();
    let path = format!("/password-resets/{token}");
    let password = json!({ "password": "another horse battery staple" });
    visitor.post(&path, password).await.expect(204);
}

#[tokio::test]
async fn each_application_of_a_session_is_told_when_it_is_signed_out() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications
        .register(&system, "drawings", &["session-revoked"])
        .await;
    applications.register(&system, "reports", &[]).await;
    applications
        .register(&system, "unused", &["session-revoked"])
        .await;
    let ada = system.member("ada").await;
    let grant = grants_to(&system, &ada, "drawings").await;
    // A second grant of the same session is the same session to its application.
    grants_to(&system, &ada, "drawings").await;
    let other = grants_to(&system, &ada, "reports").await;
    ada.delete("/sessions/current").await.expect(204);

    let logout = applications.receives("/drawings/logout", 1).await;
    assert_eq!(
        logout[0].headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    let claims = verified(&system, logout[0].token(), "logout+jwt", Alg::RS256).await;
    let now = system.platform().now().as_second();
    let (iat, exp) = (
        claims["iat"].as_i64().unwrap(),
        claims["exp"].as_i64().unwrap(),
    );
    assert!((now - 60..=now).contains(&iat), "{claims}");
    assert_eq!(exp - iat, 120);
    let told = [
        ("iss", json!(system.url(""))),
        ("aud", json!("drawings")),
        ("sub", json!(grant.sub)),
        ("sid", json!(grant.sid())),
        (
            "events",
            json!({ "http://schemas.openid.net/event/backchannel-logout": {} }),
        ),
    ];
    for (name, value) in told {
        assert_eq!(claims[name], value, "{name}");
    }
    assert!(claims.get("nonce").is_none());

    let events = applications.receives("/drawings/events", 1).await;
    assert_eq!(
        events[0].headers["content-type"],
        "application/secevent+jwt"
    );
    assert_eq!(events[0].headers["accept"], "application/json");
    let claims = verified(&system, events[0].token(), "secevent+jwt", Alg::RS256).await;
    let uri = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
    assert!(claims["events"][uri]["event_timestamp"].is_i64());
    assert_eq!(
        claims["sub_id"],
        json!({
            "format": "complex",
            "user": { "format": "iss_sub", "iss": system.url(""), "sub": grant.sub },
            "session": { "format": "opaque", "id": grant.sid() },
        })
    );

    let logout = applications.receives("/reports/logout", 1).await;
    let claims = verified(&system, logout[0].token(), "logout+jwt", Alg::RS256).await;
    assert_eq!(claims["sid"], other.sid());
    assert_ne!(
        claims["sid"],
        grant.sid(),
        "applications cannot compare sessions"
    );
    queues(&system, 0, 0).await;
    assert_eq!(applications.received.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn an_application_that_is_down_is_told_later_and_one_that_refuses_is_not_asked_again() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications
        .register(&system, "drawings", &["session-revoked"])
        .await;
    applications.answers("/drawings/logout", 503, "");
    applications.answers("/drawings/events", 400, r#"{"err": "invalid_audience"}"#);
    let ada = system.member("ada").await;
    grants_to(&system, &ada, "drawings").await;
    ada.delete("/sessions/current").await.expect(204);
    applications.receives("/drawings/logout", 1).await;
    let queues_now = queues(&system, 1, 1).await;
    let parked = queues_now["parked"][0]["body"].as_str().unwrap();
    assert!(parked.contains("session-revoked"), "{parked}");

    // A redirect is not followed: it is one more answer that is no success.
    applications.answers("/drawings/logout", 302, "");
    time_goes_on(&system).await;
    applications.receives("/drawings/logout", 2).await;
    assert_eq!(applications.at("/elsewhere").len(), 0);
    applications.answers("/drawings/logout", 200, "");
    time_goes_on(&system).await;
    let received = applications.receives("/drawings/logout", 3).await;
    queues(&system, 0, 1).await;
    let mut identifiers = Vec::new();
    for one in &received {
        let claims = verified(&system, one.token(), "logout+jwt", Alg::RS256).await;
        identifiers.push(claims["jti"].clone());
    }
    assert_eq!(
        identifiers[0], identifiers[2],
        "the receiver knows a repeat by it"
    );
    time_goes_on(&system).await;
    assert_eq!(
        applications.at("/drawings/events").len(),
        1,
        "not asked again"
    );
}

#[tokio::test]
async fn a_password_reset_ends_every_session_at_every_application() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    let events = ["credential-change", "recovery-activated", "session-revoked"];
    applications.register(&system, "drawings", &events).await;
    let ada = system.member("ada").await;
    let mut at_work = ada.clone();
    at_work.sign_in("ada", PASSWORD).await.expect(201);
    let grants = [
        grants_to(&system, &ada, "drawings").await,
        grants_to(&system, &at_work, "drawings").await,
    ];
    resets_the_password(&system, "ada").await;
    let received = applications.receives("/drawings/logout", 2).await;
    let mut told = Vec::new();
    for one in &received {
        let claims = verified(&system, one.token(), "logout+jwt", Alg::RS256).await;
        told.push(claims["sid"].as_str().unwrap().to_owned());
    }
    told.sort();
    let mut sids = grants.map(|grant| grant.sid());
    sids.sort();
    assert_eq!(told, sids);

    let events = applications.receives("/drawings/events", 4).await;
    let mut told = BTreeMap::new();
    for one in &events {
        let claims = verified(&system, one.token(), "secevent+jwt", Alg::RS256).await;
        let (uri, event) = claims["events"].as_object().unwrap().iter().next().unwrap();
        let name = uri.rsplit('/').next().unwrap().to_owned();
        told.insert(name, event.clone());
    }
    let credential = &told["credential-change"];
    assert_eq!(credential["credential_type"], "password");
    assert_eq!(credential["change_type"], "update");
    let names: Vec<&String> = told.keys().collect();
    assert_eq!(
        names,
        ["credential-change", "recovery-activated", "session-revoked"]
    );
    queues(&system, 0, 0).await;
}

#[tokio::test]
async fn sessions_that_do_not_fit_into_one_transaction_are_told_too() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications.register(&system, "drawings", &[]).await;
    system.member("ada").await;
    let rng = &mut ChaCha12Rng::seed_from_u64(1);
    let (platform, account) = (system.platform(), account("ada"));
    for _ in 0..110 {
        let (session, _) = Session::begin(&account, platform.now(), rng);
        platform.store().begin_session(&session).await.unwrap();
        grants(&system, &account, &session.id, "drawings").await;
    }
    resets_the_password(&system, "ada").await;
    applications.receives("/drawings/logout", 110).await;
    queues(&system, 0, 0).await;
    assert_eq!(applications.at("/drawings/logout").len(), 110);
}

#[tokio::test]
async fn a_session_that_ended_by_its_age_is_told_to_nobody() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications
        .register(&system, "drawings", &["session-revoked"])
        .await;
    let ada = system.member("ada").await;
    grants_to(&system, &ada, "drawings").await;
    // DynamoDB collects what is past its time to live, and says that it did.
    let token = Token::parse(ada.token.as_ref().unwrap()).unwrap();
    let mut collected = fixtures::event("notify-logout", "expired");
    let key = json!({ "S": format!("session#{}", token.id) });
    let record = &mut collected["Records"][0];
    record["dynamodb"]["Keys"]["sk"] = key.clone();
    record["dynamodb"]["OldImage"]["sk"] = key;
    record["dynamodb"]["OldImage"]["id"] = json!({ "S": token.id });
    let mut removed = collected.clone();
    system.invoke("notify-logout", collected).await.unwrap();
    // Or somebody removes it later.
    system.clock_moves("13 hours").await;
    resets_the_password(&system, "ada").await;
    system.mail("ada@example.com", "password was changed").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    queues(&system, 0, 0).await;
    assert!(applications.received.lock().unwrap().is_empty());
    // The same record of a session that somebody removed is told.
    let record = removed["Records"][0].as_object_mut().unwrap();
    record.remove("userIdentity");
    system.invoke("notify-logout", removed).await.unwrap();
    applications.receives("/drawings/logout", 1).await;
}

#[tokio::test]
async fn an_application_that_was_removed_gets_nothing() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications
        .register(&system, "drawings", &["session-revoked"])
        .await;
    applications.answers("/drawings/logout", 500, "");
    applications.answers("/drawings/events", 404, "");
    let ada = system.member("ada").await;
    grants_to(&system, &ada, "drawings").await;
    ada.delete("/sessions/current").await.expect(204);
    queues(&system, 2, 0).await;
    applications.receives("/drawings/logout", 1).await;
    applications.receives("/drawings/events", 1).await;
    system
        .configure(json!({ "applications": { "drawings": null } }))
        .await;
    time_goes_on(&system).await;
    queues(&system, 0, 0).await;
    assert_eq!(applications.received.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn an_application_that_an_account_has_used_is_told_what_happens_to_it() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    let events = [
        "credential-change",
        "account-disabled",
        "account-enabled",
        "recovery-information-changed",
    ];
    applications.register(&system, "drawings", &events).await;
    applications
        .register(&system, "reports", &["account-disabled"])
        .await;
    applications.register(&system, "unused", &events).await;
    let ada = system.licensed("ada", "us").await;
    let grant = grants_to(&system, &ada, "drawings").await;
    grants_to(&system, &ada, "reports").await;
    let mut ada = ada;
    ada.registers("text", "US", "2025550123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.verifies(&code).await.expect(200);
    let added = applications.receives("/drawings/events", 1).await;
    let claims = verified(&system, added[0].token(), "secevent+jwt", Alg::RS256).await;
    let person = json!({ "format": "iss_sub", "iss": system.url(""), "sub": grant.sub });
    assert_eq!(claims["sub_id"], person);
    let uri = "https://schemas.openid.net/secevent/caep/event-type/credential-change";
    let event = &claims["events"][uri];
    assert_eq!(event["credential_type"], "phone-sms");
    assert_eq!(event["change_type"], "create");
    let text = claims.to_string();
    for personal in ["ada", "0123", "example.com/", account_of("ada").as_str()] {
        assert!(!text.contains(personal), "{text}");
    }

    system.locks_for_good("ada").await;
    system.unlocks("ada").await;
    let unlocked = applications.receives("/drawings/events", 2).await;
    let claims = verified(&system, unlocked[1].token(), "secevent+jwt", Alg::RS256).await;
    let uri = "https://schemas.openid.net/secevent/risc/event-type/account-enabled";
    assert!(claims["events"].get(uri).is_some(), "{claims}");
    queues(&system, 0, 0).await;
    assert!(
        applications.at("/reports/events").is_empty(),
        "it did not ask"
    );
    assert!(
        applications.at("/unused/events").is_empty(),
        "it was not used"
    );
}

/// Makes an application's entry one that this version cannot read.
async fn becomes_unreadable(system: &System, id: &str) {
    let platform = system.platform();
    let (client, table) = (platform.store().client(), &platform.config.records_table);
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let change = client.update_item().table_name(table);
    let change = change
        .key("pk", text(&format!("application#{id}")))
        .key("sk", text("application"))
        .condition_expression("attribute_exists(pk)")
        .update_expression("SET subject_type = :newer")
        .expression_attribute_values(":newer", text("of-a-newer-version"));
    change.send().await.unwrap();
    // Longer than an entry is kept in memory.
    system.clock_moves("2 minutes").await;
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_keeps_no_event_from_other_applications() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    let mut ada = system.licensed("ada", "us").await;
    for id in ["archive", "broken", "drawings"] {
        applications
            .register(&system, id, &["credential-change"])
            .await;
        grants_to(&system, &ada, id).await;
    }
    becomes_unreadable(&system, "broken").await;
    ada.registers("text", "US", "2025550123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.verifies(&code).await.expect(200);
    for path in ["/archive/events", "/drawings/events"] {
        applications.receives(path, 1).await;
    }
    queues(&system, 0, 0).await;
}

#[tokio::test]
async fn a_message_whose_answer_from_sqs_is_lost_is_told_at_least_once_by_one_identifier() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications.register(&system, "drawings", &[]).await;
    let ada = system.member("ada").await;
    grants_to(&system, &ada, "drawings").await;
    let lost = json!({
        "service": "sqs", "operation": "notify-logout", "action": "SendMessageBatch", "fault": "answer-lost",
    });
    system.fault(lost).await;
    ada.delete("/sessions/current").await.expect(204);
    let received = applications.receives("/drawings/logout", 2).await;
    let mut identifiers = Vec::new();
    for one in received {
        let claims = verified(&system, one.token(), "logout+jwt", Alg::RS256).await;
        identifiers.push(claims["jti"].clone());
    }
    assert_eq!(identifiers[0], identifiers[1]);
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_parked_and_holds_up_no_other() {
    let system = System::start().await;
    let event = fixtures::event("notify-logout", "unreadable");
    let answer = system.invoke("notify-logout", event).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    queues(&system, 0, 1).await;
}

/// An application asks for a verification event.
async fn asks(system: &System, secret: &str, body: Value) -> Answer {
    let visitor = system.visitor();
    let request = visitor
        .request(Method::POST, "/security-events/verification")
        .basic_auth("drawings", Some(secret))
        .json(&body);
    visitor.send(request).await
}

#[tokio::test]
async fn an_application_sees_by_a_verification_event_that_events_reach_it() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications
        .register(&system, "drawings", &["session-revoked"])
        .await;
    let described = system.visitor().get("/.well-known/ssf-configuration").await;
    let described = described.expect(200);
    assert_eq!(described["issuer"], system.url(""));
    assert_eq!(
        described["delivery_methods_supported"],
        json!(["urn:ietf:rfc:8935"])
    );
    let endpoint = system.url("/security-events/verification");
    assert_eq!(described["verification_endpoint"], endpoint);

    let state = json!({ "state": "one of its own", "stream_id": "drawings" });
    asks(&system, SECRET, state).await.expect(204);
    let received = applications.receives("/drawings/events", 1).await;
    let claims = verified(&system, received[0].token(), "secevent+jwt", Alg::RS256).await;
    let uri = "https://schemas.openid.net/secevent/ssf/event-type/verification";
    assert_eq!(claims["events"][uri], json!({ "state": "one of its own" }));
    assert_eq!(
        claims["sub_id"],
        json!({ "format": "opaque", "id": "drawings" })
    );
    assert_eq!(claims["aud"], "drawings");

    let refused = asks(&system, "another secret", json!({})).await.expect(401);
    assert_eq!(refused["error"], "invalid_client");
    let another = json!({ "stream_id": "reports" });
    asks(&system, SECRET, another)
        .await
        .refused(404, "not-found");
    let long = json!({ "state": "s".repeat(501) });
    asks(&system, SECRET, long)
        .await
        .refused(400, "invalid-request");
    let number = json!({ "state": 1 });
    asks(&system, SECRET, number)
        .await
        .refused(400, "invalid-request");
    let nameless = system.visitor();
    let nameless = nameless
        .post("/security-events/verification", json!({}))
        .await;
    assert_eq!(nameless.expect(400)["error"], "invalid_request");
    for _ in 0..9 {
        asks(&system, SECRET, json!({})).await.expect(204);
    }
    let often = asks(&system, SECRET, json!({})).await;
    assert_eq!(often.status, 429);
    system.clock_moves("10 minutes").await;
    system.fails("sqs", 1).await;
    asks(&system, SECRET, json!({}))
        .await
        .refused(502, "delivery-failed");
}

#[tokio::test]
async fn an_application_without_a_stream_or_a_secret_asks_for_no_event() {
    let system = System::start().await;
    let applications = Applications::serve().await;
    applications.register(&system, "drawings", &[]).await;
    asks(&system, SECRET, json!({}))
        .await
        .refused(404, "not-found");
    let public = json!({
        "token_endpoint_auth_method": "none",
        "client_secret_digests": null,
        "security_events": { "endpoint": format!("{}/events", applications.origin), "events": ["session-revoked"] },
    });
    system
        .configure(json!({ "applications": { "drawings": public } }))
        .await;
    let named = json!({ "client_id": "drawings" });
    let visitor = system.visitor();
    let refused = visitor.post("/security-events/verification", named).await;
    assert_eq!(refused.expect(401)["error"], "invalid_client");
}

#[tokio::test]
async fn an_application_asks_for_a_verification_event_by_an_assertion() {
    let system = System::start().await;
    let key = Key::new();
    let events = json!({ "endpoint": "http://127.0.0.1:9/events", "events": ["session-revoked"] });
    let more = json!({ "security_events": events });
    Client::registered(&system, "signs", Authenticates::ByKey(&key), more).await;
    let visitor = system.visitor();
    let body = json!({
        "client_assertion": key.assertion(&system, "signs", json!({})),
        "client_assertion_type": domain::client_assertion::ASSERTION_TYPE,
    });
    let path = "/security-events/verification";
    visitor.post(path, body.clone()).await.expect(204);
    let again = visitor.post(path, body).await.expect(401);
    assert_eq!(
        again["error"], "invalid_client",
        "an assertion is good once"
    );
}
