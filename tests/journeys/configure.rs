//! What an operator sets while the deployment runs, and what people notice of it.

use domain::settings::Configuration;
use phone_otp_tests::{PASSWORD, System};
use platform::{Platform, SystemClock};
use serde_json::{Value, json};
use store::StoreError;

const NUMBER: &str = "2025550123";

/// The error of a `configure` that is refused.
async fn refused(system: &System, event: Value) -> String {
    system.invoke("configure", event).await.unwrap_err()
}

async fn shown(system: &System) -> Value {
    system.invoke("configure", json!({})).await.unwrap()
}

#[tokio::test]
async fn a_range_under_attack_is_closed_within_a_minute_and_without_a_restart() {
    let system = System::start().await;
    let mut ada = system.active("ada", NUMBER).await;
    system.clock_moves("1 minute").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let phone = json!({ "phone_id": ada.phone_id("0123").await });
    ada.post("/otp", phone.clone()).await.expect(201);

    let blocked = json!({ "blocked_prefixes": ["+1 202 555"] });
    let configured = system.configure(blocked).await;
    assert_eq!(configured["changed"], json!(["blocked_prefixes"]));
    system.clock_moves("1 minute").await;
    ada.post("/otp", phone.clone())
        .await
        .refused(422, "number-range-blocked");

    system.configure(json!({ "blocked_prefixes": null })).await;
    system.clock_moves("1 minute").await;
    ada.post("/otp", phone).await.expect(201);
}

#[tokio::test]
async fn an_offices_limit_is_raised_while_people_sign_up() {
    let system = System::start().await;
    let limit = |most: u32| json!({ "limits": { "sign_ups_per_address": [{ "most": most, "within": "1h" }] } });
    system.configure(limit(1)).await;
    let mut office = system.visitor();
    office.sign_up("ada", "US").await.expect(201);
    let full = office.sign_up("bob", "US").await;
    assert_eq!(
        full.refused(429, "too-many-requests")["limit"],
        "sign-ups-address"
    );

    system.configure(limit(2)).await;
    system.clock_moves("1 minute").await;
    office.sign_up("bob", "US").await.expect(201);
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins_and_the_other_is_told() {
    let system = System::start().await;
    let change = |brand: &str| {
        let event = json!({
            "operator": "kim", "reason": "a test", "version": 1, "change": { "brand": brand },
        });
        system.invoke("configure", event)
    };
    let (first, second) = tokio::join!(change("One"), change("Two"));
    let (won, told) = match (first, second) {
        (Ok(won), Err(told)) | (Err(told), Ok(won)) => (won, told),
        both => panic!("{both:?}"),
    };
    assert!(told.starts_with("changed-meanwhile: "), "{told}");
    assert_eq!(won["version"], 2);
    let newest = shown(&system).await;
    assert_eq!(newest["settings"]["brand"], won["document"]["brand"]);
}

#[tokio::test]
async fn a_change_is_refused_with_all_that_is_wrong_and_nothing_of_it_is_saved() {
    let system = System::start().await;
    let before = shown(&system).await;
    let wrong = refused(
        &system,
        json!({
            "operator": "kim",
            "change": {
                "brand": "Other Portal",
                "brandd": "x",
                "blocked_prefixes": ["88213"],
                "limits": { "sends_per_address": [{ "most": 0, "within": "1h" }] },
            },
        }),
    )
    .await;
    assert!(wrong.starts_with("invalid-request: "), "{wrong}");
    for field in [
        "reason: must not be empty",
        "brandd: is not a setting",
        "blocked_prefixes[0]: must be a plus sign",
        "limits.sends_per_address[0].most: must be at least 1",
    ] {
        assert!(wrong.contains(field), "{field}: {wrong}");
    }
    let unknown = refused(&system, json!({ "operator": "kim", "brand": "x" })).await;
    assert!(unknown.contains("unknown field `brand`"), "{unknown}");
    let outdated = json!({ "operator": "kim", "reason": "a test", "version": 7, "change": {} });
    let outdated = refused(&system, outdated).await;
    assert_eq!(outdated, "changed-meanwhile: the newest version is 1");
    assert_eq!(shown(&system).await, before);
}

#[tokio::test]
async fn each_change_is_a_version_with_its_operator_and_the_same_change_again_is_none() {
    let system = System::start().await;
    let change = json!({ "support": "help@example.com", "brand": null });
    let configured = system.configure(change.clone()).await;
    assert_eq!(configured["version"], 2);
    assert_eq!(configured["operator"], "kim");
    assert_eq!(configured["changed"], json!(["brand", "support"]));
    assert_eq!(shown(&system).await["settings"]["brand"], "Phone OTP");
    assert!(configured["document"].get("brand").is_none());

    let again = system.configure(change).await;
    assert_eq!(
        (&again["version"], &again["changed"]),
        (&json!(2), &json!([]))
    );
    let page = system.visitor().get("/").await.expect(200);
    let page = page.as_str().unwrap();
    assert!(page.contains("help@example.com"), "{page}");
}

/// An application that signs people in.
fn client() -> Value {
    json!({
        "name": "Controlled drawings",
        "url": "https://drawings.example.com/",
        "requirement": { "strength": "password" },
        "redirect_uris": ["https://drawings.example.com/callback"],
        "client_secret_digests": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    })
}

/// The names of the applications that a person is shown.
fn listed(account: &Value) -> Vec<&str> {
    let applications = account["applications"].as_array().unwrap().iter();
    applications
        .map(|application| application["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn an_application_is_registered_changed_and_removed_and_everyone_follows_within_a_minute() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    ada.account().await;
    let add = json!({ "applications": { "drawings": client() } });
    let configured = system.configure(add.clone()).await;
    assert_eq!(configured["changed"], json!(["applications.drawings"]));
    assert_eq!(configured["applications"], json!({ "drawings": client() }));
    assert!(configured["document"].get("applications").is_none());
    let again = system.configure(add).await;
    assert_eq!(
        (&again["version"], &again["changed"]),
        (&json!(2), &json!([]))
    );
    assert!(again.get("applications").is_none(), "{again}");

    system.clock_moves("1 minute").await;
    let account = ada.account().await;
    assert_eq!(
        listed(&account),
        [
            "Controlled designs",
            "Controlled drawings",
            "Document exchange",
            "Release approval",
            "Timesheets"
        ]
    );
    let opened = ada.get("/applications/drawings").await.expect(200);
    assert_eq!(opened["url"], "https://drawings.example.com/");

    let change = json!({ "applications": { "drawings": {
        "requirement": { "strength": "phone-otp" },
        "initiate_login_uri": "https://drawings.example.com/login?from=portal",
    } } });
    let configured = system.configure(change).await;
    assert_eq!(
        configured["changed"],
        json!([
            "applications.drawings.initiate_login_uri",
            "applications.drawings.requirement.strength"
        ])
    );
    system.clock_moves("1 minute").await;
    let refused = ada.get("/applications/drawings").await;
    refused.refused(403, "login-requirements-not-met");

    system
        .configure(json!({ "applications": { "drawings": { "requirement": { "strength": "password" } } } }))
        .await;
    system.clock_moves("1 minute").await;
    let opened = ada.get("/applications/drawings").await.expect(200);
    let origin = system.url("");
    let issuer = origin.replace(':', "%3A").replace('/', "%2F");
    let start = format!(
        "https://drawings.example.com/login?from=portal&iss={issuer}&target_link_uri=https%3A%2F%2Fdrawings.example.com%2F"
    );
    assert_eq!(opened["url"], start);

    let removed = system
        .configure(json!({ "applications": { "drawings": null } }))
        .await;
    assert_eq!(removed["applications"], json!({ "drawings": null }));
    system.clock_moves("1 minute").await;
    ada.get("/applications/drawings")
        .await
        .refused(404, "not-found");
    assert_eq!(listed(&ada.account().await).len(), 4);
    ada.get("/applications/Drawings%20")
        .await
        .refused(404, "not-found");
}

#[tokio::test]
async fn the_registry_is_shown_with_the_settings() {
    let system = System::start().await;
    let reports = json!({ "strength": "phone-otp", "proofed": true });
    let change =
        json!({ "applications": { "drawings": client() }, "routes": { "GET /reports": reports } });
    let configured = system.configure(change).await;
    assert_eq!(
        configured["changed"],
        json!(["applications.drawings", "routes[\"GET /reports\"]"])
    );
    let shown = shown(&system).await;
    let ids: Vec<&String> = shown["applications"].as_object().unwrap().keys().collect();
    assert_eq!(
        ids,
        [
            "approvals",
            "designs",
            "documents",
            "drawings",
            "timesheets"
        ]
    );
    assert_eq!(shown["applications"]["drawings"], client());
    assert_eq!(shown["routes"], json!({ "GET /reports": reports }));
}

#[tokio::test]
async fn an_application_is_refused_with_all_that_is_wrong_and_nothing_of_the_change_is_saved() {
    let system = System::start().await;
    let before = shown(&system).await;
    let mut entry = client();
    entry["redirect_uris"] = json!([
        "http://drawings.example.com/",
        "https://drawings.example.com/#x"
    ]);
    entry["client_secret"] = json!("swordfish");
    entry["token_endpoint_auth_method"] = json!("private_key_jwt");
    let wrong = refused(
        &system,
        json!({
            "operator": "kim", "reason": "a test",
            "change": {
                "brand": "Other Portal",
                "applications": { "drawings": entry, "Plans": client(), "designs": { "name": null } },
                "routes": { "GET /reports": { "max_age": 5 } },
            },
        }),
    )
    .await;
    for field in [
        "applications.drawings.redirect_uris[0]: must begin with https://",
        "applications.drawings.redirect_uris[1]: must not have a fragment",
        "applications.drawings.client_secret: is not a field of an application",
        "applications.drawings.jwks: must hold the public key",
        "applications[\"Plans\"]: must be 1 to 40 of a-z",
        "applications.designs.name: must not be empty",
        "routes[\"GET /reports\"].max_age: must be at least 60",
    ] {
        assert!(wrong.contains(field), "{field}: {wrong}");
    }
    assert!(!wrong.contains("swordfish"), "{wrong}");
    assert_eq!(shown(&system).await, before);
}

#[tokio::test]
async fn of_two_applications_registered_at_once_one_is_and_the_other_operator_is_told() {
    let system = System::start().await;
    let change = |id: &str| {
        let event = json!({
            "operator": "kim", "reason": "a test", "version": 1, "change": { "applications": { id: client() } },
        });
        system.invoke("configure", event)
    };
    let (first, second) = tokio::join!(change("one"), change("two"));
    let (won, told) = match (first, second) {
        (Ok(won), Err(told)) | (Err(told), Ok(won)) => (won, told),
        both => panic!("{both:?}"),
    };
    assert!(told.starts_with("changed-meanwhile: "), "{told}");
    let added: Vec<&String> = won["applications"].as_object().unwrap().keys().collect();
    let shown = shown(&system).await;
    let all: Vec<&String> = shown["applications"].as_object().unwrap().keys().collect();
    assert_eq!(all.len(), 5);
    assert!(all.contains(&added[0]));
}

#[tokio::test]
async fn a_route_lets_through_what_its_requirement_asks_for() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let token = ada.token.clone().unwrap();
    let lets_through = async || {
        let event = json!({
            "version": "2.0", "type": "REQUEST", "routeArn": "arn", "routeKey": "GET /reports", "rawPath": "/reports",
            "rawQueryString": "", "headers": { "authorization": format!("Bearer {token}") },
            "requestContext": { "http": { "method": "GET" } },
        });
        let decided = system.invoke("authorize", event).await.unwrap();
        decided["isAuthorized"] == true
    };
    assert!(!lets_through().await);
    let requirement = json!({ "strength": "password", "max_age": 300 });
    system
        .configure(json!({ "routes": { "GET /reports": requirement } }))
        .await;
    assert!(!lets_through().await, "it follows within a minute");
    system.clock_moves("1 minute").await;
    assert!(lets_through().await);
    system.clock_moves("5 minutes").await;
    assert!(
        !lets_through().await,
        "the password was entered too long ago"
    );
    system
        .configure(json!({ "routes": { "GET /reports": { "max_age": null } } }))
        .await;
    system.clock_moves("1 minute").await;
    assert!(lets_through().await);
    system
        .configure(json!({ "routes": { "GET /reports": null } }))
        .await;
    system.clock_moves("1 minute").await;
    assert!(!lets_through().await);
}

#[tokio::test]
async fn an_application_that_asks_for_a_fresh_password_sends_back_to_the_sign_in() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let requirement = json!({ "strength": "password", "max_age": 60 });
    let change = json!({ "applications": { "timesheets": { "requirement": requirement } } });
    system.configure(change).await;
    ada.get("/applications/timesheets").await.expect(200);
    system.clock_moves("2 minutes").await;
    let refused = ada
        .get("/applications/timesheets")
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(
        (&refused["next_step"], &refused["max_age"]),
        (&json!("sign-in"), &json!(60))
    );
    let missing = &ada.account().await["applications"][3]["missing"];
    assert_eq!(
        *missing,
        json!({ "strength": "password", "proofing": false, "max_age": 60 })
    );
}

#[tokio::test]
async fn the_settings_are_read_when_they_are_needed_and_once_a_minute() {
    let system = System::start().await;
    let platform = system.platform();
    let reads = async || {
        let before = platform.store_units().read;
        platform.settings().await.unwrap();
        platform.store_units().read > before
    };
    assert_eq!([reads().await, reads().await], [true, false]);
    system.clock_moves("59 seconds").await;
    system.clock_moves("1 second").await;
    assert_eq!([reads().await, reads().await], [true, false]);
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_an_error_and_not_the_defaults() {
    let system = System::start().await;
    let mut config = system.platform().config.clone();
    config.endpoints.dynamodb = Some("http://127.0.0.1:9".to_owned());
    let platform = Platform::new(config, Box::new(SystemClock));
    assert!(matches!(
        platform.settings().await,
        Err(StoreError::Failed(_))
    ));
}

#[tokio::test]
async fn a_product_without_a_price_in_the_currency_is_not_sold() {
    let system = System::start().await;
    let store = system.platform().store();
    let newest = store.configuration().await.unwrap().unwrap();
    // As a catalogue with a new row finds a document that was made before.
    let mut document = newest.document.clone();
    let price = json!({ "price": 3_300, "renewal_price": 3_000 });
    let prices = json!({ "currency": "eur", "products": { "us": price } });
    document.insert("prices".to_owned(), prices);
    let next = Configuration {
        version: newest.version + 1,
        document,
        ..newest
    };
    store.save_configuration(&next).await.unwrap();

    let ada = system.member("ada").await;
    let catalogue = ada.get("/products").await.expect(200);
    let sold: Vec<&Value> = catalogue["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["product"])
        .collect();
    assert_eq!(sold, ["us"]);
    ada.orders("international", 1, "invoice")
        .await
        .refused(409, "product-not-sold");
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    assert_eq!(
        order["total"],
        json!({ "amount": 3_300, "currency": "eur" })
    );
}
