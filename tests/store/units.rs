//! Request units of each successful call, as the engine reports them, and its rounds of calls.

use std::future::Future;
use std::time::Duration;

use domain::policy::PHONES_PER_CREDENTIAL;
use phone_otp_tests::client::{Authenticates, Client, Key};
use phone_otp_tests::{PASSWORD, System};
use serde_json::json;

/// How long each call of AWS waits, so that calls that are made at once overlap.
const DELAY: Duration = Duration::from_millis(25);

/// What a call may use: read units, write units, and rounds of calls of AWS one after another.
struct Budget(f64, f64, u32);

/// Holds a call of the operation that the name begins with to its budget.
async fn within(system: &System, name: &str, budget: Budget, call: impl Future<Output = ()>) {
    let operation = name.split([',', ' ']).next().unwrap();
    system.faults().delay(DELAY);
    let before = system.consumed();
    call.await;
    let after = system.consumed();
    let rounds = system.faults().rounds_of(operation);
    system.faults().delay(Duration::ZERO);
    let (read, write) = (after.read - before.read, after.write - before.write);
    println!("{name}: {read} read units, {write} write units, {rounds} rounds");
    let Budget(most_read, most_written, most_rounds) = budget;
    assert!(
        read <= most_read && write <= most_written && rounds <= most_rounds,
        "{name}: {read} read units of {most_read}, {write} write units of {most_written}, {rounds} rounds of {most_rounds}"
    );
    assert!(read + write > 0.0, "{name} used nothing: the meter is off");
    assert!(
        rounds > 0,
        "{name} made no call: its name is no operation's"
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
    tokio::time::sleep(Duration::from_millis(1_500)).await;
}

#[tokio::test]
async fn each_call_about_an_address_stays_within_its_budget() {
    let system = System::start().await;
    // The first account warms what is read once.
    system.member("bob").await;
    let mut ada = system.visitor();
    quiet(&system).await;
    within(&system, "sign-up", Budget(1.0, 10.0, 4), async {
        ada.sign_up("ada", "US").await.expect(201);
    })
    .await;
    let code = system.email_code(&ada.email(), 1).await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    system.clock_moves("1 minute").await;
    quiet(&system).await;
    within(&system, "send-email-code", Budget(2.0, 3.0, 4), async {
        ada.post("/account/email/code", json!({})).await.expect(200);
    })
    .await;
    system.email_code(&ada.email(), 2).await;
    quiet(&system).await;
    within(
        &system,
        "confirm-email, a wrong code",
        Budget(2.0, 1.0, 2),
        async {
            let wrong = phone_otp_tests::not(&code);
            ada.enters_the_email_code(&wrong)
                .await
                .refused(403, "wrong-email-code");
        },
    )
    .await;
    within(&system, "correct-email", Budget(2.0, 3.0, 4), async {
        let address = json!({ "email": "ada@example.org" });
        ada.put("/account/email", address).await.expect(200);
    })
    .await;
    let code = system.email_code("ada@example.org", 1).await;
    quiet(&system).await;
    within(&system, "confirm-email", Budget(2.0, 1.0, 2), async {
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
        Budget(3.0, 6.0, 4),
        async {
            ada.verifies(&code).await.expect(200);
        },
    )
    .await;
    system.clock_moves("10 minutes").await;
    quiet(&system).await;

    let mut again = system.visitor();
    within(&system, "sign-in", Budget(3.0, 3.0, 3), async {
        again.sign_in("ada", PASSWORD).await.expect(201);
    })
    .await;
    let id = again.phone_id("0123").await;
    within(&system, "send-otp", Budget(3.0, 4.0, 4), async {
        again
            .post("/otp", json!({ "phone_id": id }))
            .await
            .expect(201);
    })
    .await;
    let code = system.newest_code("2025550123").await;
    within(&system, "verify-otp", Budget(3.0, 3.0, 4), async {
        again.verifies(&code).await.expect(200);
    })
    .await;
    within(&system, "get-account", Budget(3.0, 0.0, 1), async {
        again.account().await;
    })
    .await;
    let token = again.token.clone().unwrap();
    again.chooses("de");
    within(
        &system,
        "sign-in in another language than before",
        Budget(3.0, 4.0, 4),
        async {
            again.sign_in("ada", PASSWORD).await.expect(201);
        },
    )
    .await;
    within(&system, "authorize", Budget(1.0, 0.0, 1), async {
        let event = json!({
            "version": "2.0", "type": "REQUEST", "routeArn": "arn", "routeKey": "GET /reports", "rawPath": "/reports",
            "rawQueryString": "", "headers": { "authorization": format!("Bearer {token}") },
            "requestContext": { "http": { "method": "GET" } },
        });
        let decided = system.invoke("authorize", event).await.unwrap();
        assert_eq!(decided["isAuthorized"], true);
    })
    .await;
    system.clock_moves("2 minutes").await;
    within(
        &system,
        "sign-in after a time without one, the settings read again",
        Budget(4.0, 3.0, 3),
        async {
            again.sign_in("ada", PASSWORD).await.expect(201);
        },
    )
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
        Budget(3.0, 0.0, 1),
        async {
            assert_eq!(ada.account().await["orders"].as_array().unwrap().len(), 10);
        },
    )
    .await;
    let id = ada.phone_id("0123").await;
    within(
        &system,
        "send-otp with all phones",
        Budget(3.0, 4.0, 4),
        async {
            ada.post("/otp", json!({ "phone_id": id }))
                .await
                .expect(201);
        },
    )
    .await;
}

#[tokio::test]
async fn each_call_about_tokens_stays_within_its_budget() {
    let system = System::start().await;
    let (key, signer) = (Key::new(), Key::new());
    let resource = "https://api.example.com";
    let secret = Client::registered(&system, "secret", Authenticates::Basic, json!({})).await;
    let more = json!({ "resources": [resource], "audience": resource });
    let signs = Client::registered(&system, "signs", Authenticates::ByKey(&signer), more).await;
    let public = Client::registered(&system, "phone", Authenticates::Public(&key), json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let asked = "&scope=openid+profile";
    for client in [&secret, &signs, &public] {
        // Warms what is read once.
        let tokens = client.tokens(&ada, asked).await;
        let code = client.code(&ada, asked).await;
        quiet(&system).await;
        // The failures of the address are read where a secret could be guessed; proof and assertion are written once.
        let (name, read, write) = match client.authenticates {
            Authenticates::Basic | Authenticates::Post => ("by a secret", 4.0, 2.0),
            Authenticates::ByKey(_) => ("by an assertion", 3.0, 3.0),
            Authenticates::Public(_) => ("with a proof", 3.0, 3.0),
        };
        within(
            &system,
            &format!("issue-token, a code {name}"),
            Budget(read, write, 3),
            async {
                client.uses(&code).await.expect(200);
            },
        )
        .await;
        let refresh = tokens["refresh_token"].as_str().unwrap();
        within(
            &system,
            &format!("issue-token, a refresh token {name}"),
            Budget(read, write, 3),
            async {
                client.refreshes(refresh).await.expect(200);
            },
        )
        .await;
    }
    let tokens = secret.tokens(&ada, asked).await;
    let token = tokens["access_token"].as_str().unwrap();
    secret.userinfo(token).await.expect(200);
    let other = secret.tokens(&ada, asked).await;
    for path in ["/oauth2/introspect", "/oauth2/revoke"] {
        let form = [("token", other["access_token"].as_str().unwrap())];
        secret.posts(path, &form).await.expect(200);
    }
    quiet(&system).await;
    // The account with its credential, the session and the grant, at once.
    within(&system, "get-userinfo", Budget(3.0, 0.0, 1), async {
        secret.userinfo(token).await.expect(200);
    })
    .await;
    within(&system, "introspect-token", Budget(4.0, 0.0, 1), async {
        let told = secret
            .posts("/oauth2/introspect", &[("token", token)])
            .await;
        assert_eq!(told.expect(200)["active"], true);
    })
    .await;
    within(&system, "revoke-token", Budget(3.0, 1.0, 2), async {
        secret
            .posts("/oauth2/revoke", &[("token", token)])
            .await
            .expect(200);
    })
    .await;

    let asked = "&scope=openid&resource=https%3A%2F%2Fapi.example.com";
    let tokens = signs.tokens(&ada, asked).await;
    let event = json!({
        "version": "2.0", "type": "REQUEST", "routeArn": "arn", "routeKey": "GET /reports", "rawPath": "/reports",
        "rawQueryString": "", "requestContext": { "domainName": "api.example.com", "http": { "method": "GET" } },
        "headers": { "authorization": format!("Bearer {}", tokens["access_token"].as_str().unwrap()) },
    });
    system.invoke("authorize", event.clone()).await.unwrap();
    quiet(&system).await;
    // The grant, besides the session: it may have been revoked.
    within(
        &system,
        "authorize, an access token",
        Budget(2.0, 0.0, 1),
        async {
            let decided = system.invoke("authorize", event).await.unwrap();
            assert_eq!(decided["isAuthorized"], true);
        },
    )
    .await;
}

#[tokio::test]
async fn each_call_about_authorizations_stays_within_its_budget() {
    let system = System::start().await;
    let client = Client::registered(&system, "app", Authenticates::Basic, json!({})).await;
    let ada = system.active_in_a_browser("ada", "2025550123").await;
    let asked = "&scope=openid+profile";
    let mut eve = system.visitor();
    eve.forgets_cookies();
    quiet(&system).await;
    client.asks(&eve, asked).await;
    // The first use of an application is saved with its grant, all or none.
    within(
        &system,
        "request-authorization, a first use",
        Budget(3.0, 4.0, 2),
        async {
            client.code(&ada, asked).await;
        },
    )
    .await;
    within(
        &system,
        "request-authorization, signed in",
        Budget(3.0, 1.0, 2),
        async {
            client.code(&ada, asked).await;
        },
    )
    .await;
    within(
        &system,
        "request-authorization, kept",
        Budget(1.0, 2.0, 3),
        async {
            client.asks(&eve, asked).await;
        },
    )
    .await;
    let page = client.asks(&ada, "&scope=openid&prompt=login").await;
    let (_, id) = page.split_once("#/authorizations/").unwrap();
    let path = format!("/authorizations/{id}");
    ada.get(&path).await.expect(200);
    quiet(&system).await;
    within(
        &system,
        "grant-authorization, shown",
        Budget(1.0, 0.0, 1),
        async {
            ada.get(&path).await.expect(200);
        },
    )
    .await;
    let mut ada = ada;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    quiet(&system).await;
    within(
        &system,
        "grant-authorization, granted",
        Budget(4.0, 1.0, 3),
        async {
            ada.post(&path, json!({})).await.expect(200);
        },
    )
    .await;
    quiet(&system).await;
    within(&system, "end-session", Budget(1.0, 1.0, 2), async {
        ada.post("/oauth2/logout", json!({})).await.expect(200);
    })
    .await;
}
