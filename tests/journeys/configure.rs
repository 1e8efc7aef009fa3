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
