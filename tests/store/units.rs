//! Request units of each successful call, as the engine reports them.

use std::future::Future;

use domain::policy::PHONES_PER_CREDENTIAL;
use phone_otp_tests::{PASSWORD, System};
use serde_json::json;

/// What a call may use: read units, write units.
async fn within(system: &System, name: &str, budget: (f64, f64), call: impl Future<Output = ()>) {
    let before = system.consumed();
    call.await;
    let after = system.consumed();
    let used = (after.read - before.read, after.write - before.write);
    println!("{name}: {} read units, {} write units", used.0, used.1);
    assert!(
        used.0 <= budget.0 && used.1 <= budget.1,
        "{name}: {used:?} of {budget:?}"
    );
    assert!(
        used.0 + used.1 > 0.0,
        "{name} used nothing: the meter is off"
    );
}

#[tokio::test]
async fn a_calls_claim_and_its_end_are_counted() {
    let platform = super::platform().await;
    let store = platform.store();
    let before = store.consumed().write;
    store.claim_call("chal_1", super::at(0)).await.unwrap();
    let claimed = store.consumed().write;
    store.settle_call("chal_1", super::at(120)).await.unwrap();
    assert!(before < claimed && claimed < store.consumed().write);
}

/// Waits for what follows from streams, and warms the settings, which are read once a minute.
async fn quiet(system: &System) {
    system.warm().await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
}

#[tokio::test]
async fn each_call_about_an_address_stays_within_its_budget() {
    let system = System::start().await;
    // The first account warms what is read once.
    system.member("bob").await;
    let mut ada = system.visitor();
    quiet(&system).await;
    within(&system, "sign-up", (1.0, 10.0), async {
        ada.sign_up("ada", "US").await.expect(201);
    })
    .await;
    let code = system.email_code(&ada.email(), 1).await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    system.clock_moves("1 minute").await;
    quiet(&system).await;
    within(&system, "send-email-code", (2.0, 3.0), async {
        ada.post("/account/email/code", json!({})).await.expect(200);
    })
    .await;
    system.email_code(&ada.email(), 2).await;
    quiet(&system).await;
    within(&system, "confirm-email, a wrong code", (2.0, 1.0), async {
        let wrong = phone_otp_tests::not(&code);
        ada.enters_the_email_code(&wrong)
            .await
            .refused(403, "wrong-email-code");
    })
    .await;
    within(&system, "correct-email", (2.0, 3.0), async {
        let address = json!({ "email": "ada@example.org" });
        ada.put("/account/email", address).await.expect(200);
    })
    .await;
    let code = system.email_code("ada@example.org", 1).await;
    quiet(&system).await;
    within(&system, "confirm-email", (2.0, 1.0), async {
        ada.enters_the_email_code(&code).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn each_call_stays_within_its_budget() {
    let system = System::start().await;
    let mut ada = system.licensed("ada", "us").await;
    ada.registers("text", "US", "2025550123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    quiet(&system).await;
    within(
        &system,
        "verify-otp, a phone's first code",
        (3.0, 6.0),
        async {
            ada.verifies(&code).await.expect(200);
        },
    )
    .await;
    system.clock_moves("10 minutes").await;
    quiet(&system).await;

    let mut again = system.visitor();
    within(&system, "sign-in", (3.0, 3.0), async {
        again.sign_in("ada", PASSWORD).await.expect(201);
    })
    .await;
    let id = again.phone_id("0123").await;
    within(&system, "send-otp", (3.0, 4.0), async {
        again
            .post("/otp", json!({ "phone_id": id }))
            .await
            .expect(201);
    })
    .await;
    let code = system.newest_code("2025550123").await;
    within(&system, "verify-otp", (3.0, 3.0), async {
        again.verifies(&code).await.expect(200);
    })
    .await;
    within(&system, "get-account", (3.0, 0.0), async {
        again.account().await;
    })
    .await;
    let token = again.token.clone().unwrap();
    again.chooses("de");
    within(
        &system,
        "sign-in in another language than before",
        (3.0, 4.0),
        async {
            again.sign_in("ada", PASSWORD).await.expect(201);
        },
    )
    .await;
    within(&system, "authorize", (1.0, 0.0), async {
        let event = json!({
            "version": "2.0", "type": "REQUEST", "routeArn": "arn", "routeKey": "GET /reports", "rawPath": "/reports",
            "rawQueryString": "", "headers": { "authorization": format!("Bearer {token}") },
            "requestContext": { "http": { "method": "GET" } },
        });
        let decided = system.invoke("authorize", event).await.unwrap();
        assert_eq!(decided["isAuthorized"], true);
    })
    .await;
}

#[tokio::test]
async fn all_phones_and_ten_orders_still_fit() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let others = (2_025_550_124u64..).map(|number| number.to_string());
    for number in others.take(PHONES_PER_CREDENTIAL - 1) {
        system.clock_moves("3 minutes").await;
        ada.registers("text", "US", &number).await.expect(201);
        ada.verifies(&system.newest_code(&number).await)
            .await
            .expect(200);
    }
    for _ in 0..9 {
        ada.orders("us", 1, "invoice").await.expect(201);
    }
    system.clock_moves("20 minutes").await;
    quiet(&system).await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    within(
        &system,
        "get-account with all phones and ten orders",
        (3.0, 0.0),
        async {
            assert_eq!(ada.account().await["orders"].as_array().unwrap().len(), 10);
        },
    )
    .await;
    let id = ada.phone_id("0123").await;
    within(&system, "send-otp with all phones", (3.0, 4.0), async {
        ada.post("/otp", json!({ "phone_id": id }))
            .await
            .expect(201);
    })
    .await;
}
