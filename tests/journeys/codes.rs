//! Codes: sent, entered, expired, guessed, resent, limited.

use std::time::Duration;

use domain::policy::{CODE_DIGITS, CODE_TRIES, CODE_VALIDITY, REPLAY_KEPT, SENDS_PER_ADDRESS};
use phone_otp_tests::{PASSWORD, Person, System, code_in, not};
use serde_json::{Value, json};

const NUMBER: &str = "2025550123";

/// Ada, with an active phone, signed in again with the password only.
async fn ada_with_password(system: &System) -> Person<'_> {
    let mut ada = system.active("ada", NUMBER).await;
    system.clock_moves("15 minutes").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada
}

#[tokio::test]
async fn skip_the_code_be_refused_and_elevate_later() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    ada.get("/applications/timesheets").await.expect(200);
    let refused = ada
        .get("/applications/documents")
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(refused["next_step"], "send-otp");
    assert_eq!(refused["strength_needed"], "phone-otp");

    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code(NUMBER).await;
    ada.verifies(&format!("{} {}", &code[..3], &code[3..]))
        .await
        .expect(200);
    ada.get("/applications/documents").await.expect(200);
    let refused = ada
        .get("/applications/designs")
        .await
        .refused(403, "login-requirements-not-met");
    assert_eq!(refused["proofing_missing"], true);
    ada.get("/applications/nothing")
        .await
        .refused(404, "not-found");
}

#[tokio::test]
async fn a_text_carries_the_code_first_and_the_origin_bound_line_last() {
    let system = System::start().await;
    system.active("ada", NUMBER).await;
    let text = &system.phone(NUMBER).await[0];
    let body = text["body"].as_str().unwrap();
    let code = code_in(text);
    assert!(body.starts_with(&format!("{code} is your Example Portal code.")));
    assert!(body.ends_with(&format!(
        "@{} #{code}",
        system.platform().config.portal_host()
    )));
    assert_eq!(text["sms_type"], "Transactional");
}

#[tokio::test]
async fn an_expired_code_is_refused_and_another_is_sent() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code(NUMBER).await;
    let validity = format!("{} seconds", CODE_VALIDITY.as_secs());
    system.clock_moves(&validity).await;
    let refused = ada.verifies(&code).await.refused(410, "code-expired");
    assert_eq!(refused["next_step"], "send-otp");
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code(NUMBER).await)
        .await
        .expect(200);
}

#[tokio::test]
async fn five_wrong_codes_kill_the_right_one() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code(NUMBER).await;
    for left in (0..5).rev() {
        let refused = ada.verifies(&not(&code)).await.refused(403, "wrong-code");
        assert_eq!(refused["attempts_left"], left);
    }
    ada.verifies(&code).await.refused(410, "code-tries-used-up");
}

#[tokio::test]
async fn the_account_shows_the_code_that_waits_with_its_seconds_and_tries_until_it_is_dead() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    assert!(ada.account().await.get("challenge").is_none());
    let sent = ada.asks_for_a_code("0123").await.expect(201);
    assert_eq!(sent["attempts_left"], CODE_TRIES);
    let code = system.newest_code(NUMBER).await;
    ada.verifies(&not(&code)).await.refused(403, "wrong-code");
    system.clock_moves("20 seconds").await;

    let account = ada.account().await;
    let waiting = &account["challenge"];
    assert_eq!(waiting["phone"], sent["phone"]);
    assert_eq!(waiting["purpose"], "sign-in");
    assert_eq!(waiting["expires_at"], sent["expires_at"]);
    assert_eq!(waiting["attempts_left"], CODE_TRIES - 1);
    // The clock goes on while the test runs.
    let seconds = |name: &str| waiting[name].as_i64().unwrap();
    let most = CODE_VALIDITY.as_secs() - 20;
    let expires_in = seconds("expires_in");
    assert!((most - 40..=most).contains(&expires_in), "{waiting}");
    assert!((0..=10).contains(&seconds("resend_in")), "{waiting}");
    let time =
        |text: &serde_json::Value| -> jiff::Timestamp { text.as_str().unwrap().parse().unwrap() };
    let left = time(&waiting["expires_at"]).as_second() - time(&account["now"]).as_second();
    assert_eq!(left, expires_in);

    system.clock_moves("20 seconds").await;
    assert_eq!(ada.account().await["challenge"]["resend_in"], 0);
    system.clock_moves(&format!("{} seconds", most - 20)).await;
    assert!(ada.account().await.get("challenge").is_none());
}

#[tokio::test]
async fn the_account_shows_no_code_that_is_used_or_used_up_or_whose_phone_is_gone() {
    let system = System::start().await;
    let mut ada = system.active("ada", NUMBER).await;
    assert!(ada.account().await.get("challenge").is_none(), "used");

    system.clock_moves("1 minute").await;
    ada.registers("text", "US", "2025550124").await.expect(201);
    let waiting = ada.account().await["challenge"].clone();
    assert_eq!(waiting["purpose"], "activate-phone");
    let id = ada.phone_id("0124").await;
    ada.delete(&format!("/credential/phones/{id}"))
        .await
        .expect(200);
    assert!(ada.account().await.get("challenge").is_none(), "gone");

    system.clock_moves("1 minute").await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code(NUMBER).await;
    for _ in 0..5 {
        ada.verifies(&not(&code)).await.refused(403, "wrong-code");
    }
    assert!(ada.account().await.get("challenge").is_none(), "used up");
}

#[tokio::test]
async fn the_account_shows_the_applications_and_what_the_session_lacks_for_each() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    let listed = |account: serde_json::Value| -> Vec<serde_json::Value> {
        let applications = account["applications"].as_array().unwrap();
        let mut missing = Vec::new();
        for application in applications {
            assert!(application["name"].is_string() && application["requirement"].is_object());
            missing.push(json!([application["id"], application.get("missing")]));
        }
        missing
    };
    assert_eq!(
        listed(ada.account().await),
        [
            json!(["designs", { "strength": "phone-otp", "proofing": true }]),
            json!(["documents", { "strength": "phone-otp", "proofing": false }]),
            json!(["approvals", { "strength": "phone-otp", "proofing": false }]),
            json!(["timesheets", null]),
        ]
    );
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code(NUMBER).await)
        .await
        .expect(200);
    assert_eq!(
        listed(ada.account().await),
        [
            json!(["designs", { "proofing": true }]),
            json!(["documents", null]),
            json!(["approvals", null]),
            json!(["timesheets", null]),
        ]
    );
}

#[tokio::test]
async fn resend_kills_the_older_code() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    ada.asks_for_a_code("0123").await.expect(201);
    let older = system.newest_code(NUMBER).await;
    system.clock_moves("30 seconds").await;
    ada.asks_for_a_code("0123").await.expect(201);
    let newer = system.newest_code(NUMBER).await;
    if older != newer {
        ada.verifies(&older).await.refused(403, "wrong-code");
    }
    ada.verifies(&newer).await.expect(200);
}

#[tokio::test]
async fn a_resend_that_is_refused_leaves_the_earlier_code_as_good_as_it_was() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.verifies(&not(&code)).await.refused(403, "wrong-code");
    system.clock_moves("31 seconds").await;
    system.fails("sns", 1).await;
    ada.asks_for_a_code("0123")
        .await
        .refused(502, "delivery-failed");
    let left = ada.verifies(&not(&code)).await.refused(403, "wrong-code");
    assert_eq!(left["attempts_left"], 3);
    ada.verifies(&code).await.expect(200);
}

#[tokio::test]
async fn the_same_token_code_and_key_get_the_same_answer_again_and_nothing_less_does() {
    let system = System::start().await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    let lost = ada.in_the_same_state();
    let with = |key: &str| {
        let mut person = lost.in_the_same_state();
        person.idempotency_key = Some(key.to_owned());
        person
    };
    let key = "dGhpcyBpcyAxMjggYml0cyE";
    let mut first = with(key);
    first.verifies(&code).await.expect(200);
    let mut again = with(key);
    again.verifies(&code).await.expect(200);
    assert_eq!(first.cookies(), again.cookies());
    assert_eq!(again.account().await["session"]["strength"], "phone-otp");

    let mut wrong_code = with(key);
    wrong_code
        .verifies(&not(&code))
        .await
        .refused(403, "wrong-code");
    for mut other in [with("bm90aGVyIDEyOCByYW5kb20"), lost.in_the_same_state()] {
        other.verifies(&code).await.refused(401, "not-signed-in");
        other.get("/account").await.refused(401, "not-signed-in");
    }
    let mut other_token = again.in_the_same_state();
    other_token.idempotency_key = Some(key.to_owned());
    other_token
        .verifies(&code)
        .await
        .refused(409, "no-code-waiting");

    again.delete("/sessions/current").await.expect(204);
    with(key)
        .verifies(&code)
        .await
        .refused(401, "not-signed-in");
}

#[tokio::test]
async fn the_same_submission_twice_at_once_has_one_answer() {
    let system = System::start().await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.idempotency_key = Some("dGhpcyBpcyAxMjggYml0cyE".to_owned());
    let mut again = ada.in_the_same_state();
    // Both read the session before either has used the code.
    system.faults().delay(Duration::from_millis(50));
    let (one, two) = tokio::join!(ada.verifies(&code), again.verifies(&code));
    one.expect(200);
    two.expect(200);
    assert_eq!(ada.cookies(), again.cookies());
}

#[tokio::test]
async fn a_session_whose_new_token_was_lost_can_be_ended_with_the_one_before() {
    let system = System::start().await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.asks_for_a_code("0123").await.expect(201);
    let lost = ada.in_the_same_state();
    ada.idempotency_key = Some("dGhpcyBpcyAxMjggYml0cyE".to_owned());
    let code = system.newest_code("2025550123").await;
    ada.verifies(&code).await.expect(200);
    lost.delete("/sessions/current").await.expect(204);
    ada.get("/account").await.refused(401, "not-signed-in");
}

#[tokio::test]
async fn the_answer_to_a_code_is_had_again_only_while_the_code_would_be_valid() {
    let system = System::start().await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.idempotency_key = Some("dGhpcyBpcyAxMjggYml0cyE".to_owned());
    let mut late = ada.in_the_same_state();
    ada.verifies(&code).await.expect(200);
    system
        .clock_moves(&format!("{} seconds", REPLAY_KEPT.as_secs()))
        .await;
    late.verifies(&code).await.refused(401, "not-signed-in");
}

#[tokio::test]
async fn a_code_is_used_once_even_by_two_requests_at_once() {
    let system = System::start().await;
    let ada = ada_with_password(&system).await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = json!({ "code": system.newest_code(NUMBER).await });
    let (one, two) = tokio::join!(
        ada.post("/otp/verification", code.clone()),
        ada.post("/otp/verification", code.clone())
    );
    let passed = [&one, &two]
        .iter()
        .filter(|answer| answer.status == 200)
        .count();
    assert_eq!(passed, 1, "{one:?} {two:?}");
    ada.post("/otp/verification", code)
        .await
        .refused(401, "not-signed-in");
}

#[tokio::test]
async fn a_hundred_simultaneous_guesses_get_no_sixth_look() {
    let system = System::start().await;
    let ada = ada_with_password(&system).await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code(NUMBER).await;
    let mut guesses = Vec::new();
    for guess in 0..100 {
        let guess = format!("{guess:0CODE_DIGITS$}");
        if guess != code {
            let request = ada
                .request(reqwest::Method::POST, "/otp/verification")
                .json(&json!({ "code": guess }));
            guesses.push(tokio::spawn(request.send()));
        }
    }
    let mut attempts = 0;
    for guess in guesses {
        let answer: serde_json::Value = guess.await.unwrap().unwrap().json().await.unwrap();
        match answer["type"].as_str() {
            Some("wrong-code") => attempts += 1,
            Some("code-tries-used-up") => {}
            other => panic!("{other:?}: {answer}"),
        }
    }
    assert_eq!(attempts, 5);
    let mut ada = ada;
    ada.verifies(&code).await.refused(410, "code-tries-used-up");
}

#[tokio::test]
async fn ten_wrong_codes_in_a_row_lock_codes_for_fifteen_minutes_and_are_mailed() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    for _ in 0..2 {
        ada.asks_for_a_code("0123").await.expect(201);
        let code = system.newest_code(NUMBER).await;
        for _ in 0..5 {
            ada.verifies(&not(&code)).await.refused(403, "wrong-code");
        }
        system.clock_moves("30 seconds").await;
    }
    let locked = ada.asks_for_a_code("0123").await;
    assert!(locked.headers.contains_key("retry-after"));
    let locked = locked.refused(429, "locked");
    // The clock was moved by 30 seconds since, and goes on while the test runs.
    let seconds = locked["retry_after"].as_i64().unwrap();
    assert!((14 * 60..=15 * 60 - 30).contains(&seconds), "{seconds}");
    let mail = system.mail("ada@example.com", "locked").await;
    assert!(mail["text"].as_str().unwrap().contains("wrong codes"));

    system.clock_moves("15 minutes").await;
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code(NUMBER).await)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_right_code_starts_the_count_of_wrong_ones_again() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    for _ in 0..3 {
        ada.asks_for_a_code("0123").await.expect(201);
        let code = system.newest_code(NUMBER).await;
        for _ in 0..4 {
            ada.verifies(&not(&code)).await.refused(403, "wrong-code");
        }
        ada.verifies(&code).await.expect(200);
        system.clock_moves("5 minutes").await;
    }
}

#[tokio::test]
async fn an_account_is_sent_one_code_in_30_seconds_and_five_in_ten_minutes() {
    let system = System::start().await;
    let ada = ada_with_password(&system).await;
    for _ in 0..5 {
        ada.asks_for_a_code("0123").await.expect(201);
        let limited = ada.asks_for_a_code("0123").await;
        let refused = limited.refused(429, "too-many-requests");
        assert!((1..=600).contains(&refused["retry_after"].as_i64().unwrap()));
        system.clock_moves("31 seconds").await;
    }
    let limited = ada
        .asks_for_a_code("0123")
        .await
        .refused(429, "too-many-requests");
    assert_eq!(limited["limit"], "sends-account");
    assert!(limited["retry_after"].as_i64().unwrap() > 400);
}

#[tokio::test]
async fn a_number_is_sent_ten_codes_an_hour_across_accounts_and_the_account_is_not_charged_for_the_refusal()
 {
    let system = System::start().await;
    let (ada, bob, cyd) = (
        system.active("ada", NUMBER).await,
        system.active("bob", NUMBER).await,
        system.active("cyd", NUMBER).await,
    );
    for person in [&ada, &bob].repeat(5) {
        system.clock_moves("4 minutes").await;
        person.asks_for_a_code("0123").await.expect(201);
    }
    let refused = cyd
        .asks_for_a_code("0123")
        .await
        .refused(429, "too-many-requests");
    assert_eq!(refused["limit"], "sends-number");
    let again = cyd
        .asks_for_a_code("0123")
        .await
        .refused(429, "too-many-requests");
    assert_eq!(
        again["limit"], "sends-number",
        "not the account's 30 seconds"
    );
    let dan = system.licensed("dan", "us").await;
    let registered = dan.registers("text", "US", NUMBER).await.expect(201);
    assert!(
        registered["challenge"].is_object(),
        "codes to a number that is only pending are counted apart: {registered}"
    );
}

#[tokio::test]
async fn an_address_causes_sixty_codes_an_hour_whoever_asks() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    ada.address = "192.0.2.77".to_owned();
    let store = system.platform().store();
    for _ in 0..60 {
        store
            .rate_limit(&SENDS_PER_ADDRESS, &ada.address, system.platform().now())
            .await
            .unwrap();
    }
    let refused = ada
        .asks_for_a_code("0123")
        .await
        .refused(429, "too-many-requests");
    assert_eq!(refused["limit"], "sends-address");
    ada.address = "192.0.2.78".to_owned();
    ada.asks_for_a_code("0123").await.expect(201);
}

#[tokio::test]
async fn a_subnet_of_ipv6_has_the_limits_of_one_address_and_a_mapped_address_is_ipv4() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    for (source, same, another) in [
        (
            "2001:db8:1:2::/64",
            "2001:db8:1:2:ffff::9",
            "2001:db8:1:3::9",
        ),
        ("192.0.2.77", "::ffff:192.0.2.77", "::ffff:192.0.2.78"),
    ] {
        let (store, now) = (system.platform().store(), system.platform().now());
        for _ in 0..60 {
            let counted = store.rate_limit(&SENDS_PER_ADDRESS, source, now).await;
            counted.unwrap();
        }
        ada.address = same.to_owned();
        let refused = ada
            .asks_for_a_code("0123")
            .await
            .refused(429, "too-many-requests");
        assert_eq!(refused["limit"], "sends-address", "{same}");
        ada.address = another.to_owned();
        ada.asks_for_a_code("0123").await.expect(201);
        system.clock_moves("1 minute").await;
    }
}

#[tokio::test]
async fn a_message_that_is_not_accepted_does_not_burn_the_persons_budget() {
    let system = System::start().await;
    let mut ada = ada_with_password(&system).await;
    for _ in 0..6 {
        system.fails("sns", 1).await;
        ada.asks_for_a_code("0123")
            .await
            .refused(502, "delivery-failed");
        assert!(ada.account().await.get("challenge").is_none());
    }
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code(NUMBER).await)
        .await
        .expect(200);
}

#[tokio::test]
async fn an_expired_credential_sends_no_codes_and_says_renew() {
    let system = System::start().await;
    let mut ada = system.active("ada", NUMBER).await;
    let id = ada.phone_id("0123").await;
    system.clock_moves("1 year").await;
    let signed_in = ada.sign_in("ada", PASSWORD).await.expect(201);
    assert_eq!(signed_in["code_expected"], false);
    let refused = ada
        .post("/otp", json!({ "phone_id": id }))
        .await
        .refused(409, "credential-expired");
    assert_eq!(refused["next_step"], "renew");
    let account = ada.account().await;
    assert_eq!(account["credential"]["state"], "expired");
    assert_eq!(account["next_step"], "renew");
}

#[tokio::test]
async fn a_code_without_a_credential_a_phone_or_a_challenge_is_refused() {
    let system = System::start().await;
    let mut eve = system.member("eve").await;
    eve.post("/otp", json!({ "phone_id": "phone_1" }))
        .await
        .refused(409, "no-credential");
    eve.verifies(&"1".repeat(CODE_DIGITS))
        .await
        .refused(409, "no-code-waiting");
    let malformed = eve.verifies("12345").await.refused(400, "invalid-request");
    assert_eq!(malformed["field"], "code");
    let ada = ada_with_password(&system).await;
    ada.post("/otp", json!({ "phone_id": "phone_1" }))
        .await
        .refused(404, "phone-unknown");
}

#[tokio::test]
async fn a_call_reads_the_code_twice_once_per_challenge_and_again_after_a_failure() {
    let system = System::start().await;
    let mut ada = system.member_in("ada", "GB").await;
    let key = ada.buys_a_key("international").await;
    ada.enters(&key).await.expect(201);
    system.fails("voice", 1).await;
    ada.registers("voice", "GB", "020 7031 3000")
        .await
        .expect(201);
    let code = system.newest_code("+442070313000").await;
    let calls = system.phone("+442070313000").await;
    assert_eq!(calls.len(), 1);
    let heard = calls[0]["body"].as_str().unwrap();
    let spaced: Vec<String> = code.chars().map(String::from).collect();
    assert_eq!(heard.matches(&spaced.join(" ")).count(), 2, "{heard}");
    ada.verifies(&code).await.expect(200);

    let event = call_event(&system, "chal_again", 60);
    system.invoke("place-call", event.clone()).await.unwrap();
    system.invoke("place-call", event.clone()).await.unwrap();
    assert_eq!(
        system.phone("+442070313000").await.len(),
        2,
        "an event that arrives twice rings once"
    );
    system.clock_moves("2 minutes").await;
    let late = json!(event.to_string().replace("chal_again", "chal_late"));
    system
        .invoke(
            "place-call",
            serde_json::from_str(late.as_str().unwrap()).unwrap(),
        )
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(
        system.phone("+442070313000").await.len(),
        2,
        "nobody is called with a dead code"
    );
}

/// The event that asks for a call whose code expires in some seconds.
fn call_event(system: &System, challenge: &str, seconds: i64) -> Value {
    let request = json!({
        "challenge": challenge, "number": "+442070313000", "ssml": "<speak>1</speak>",
        "expires_at": system.platform().now().as_second() + seconds,
    });
    json!({ "Records": [{
        "EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": "arn",
        "Sns": {
            "Type": "Notification", "MessageId": "1", "TopicArn": "arn", "Subject": null, "Message": request.to_string(),
            "Timestamp": "2026-11-23T12:00:00Z", "SignatureVersion": "1", "Signature": "s",
            "SigningCertUrl": "u", "UnsubscribeUrl": "u", "MessageAttributes": {},
        },
    }] })
}

#[tokio::test]
async fn a_call_whose_attempt_died_is_placed_when_its_event_comes_again() {
    let system = System::start().await;
    let platform = system.platform();
    let claimed = platform.store().claim_call("chal_1", platform.now()).await;
    claimed.unwrap();
    let event = call_event(&system, "chal_1", 110);
    system.invoke("place-call", event.clone()).await.unwrap();
    assert_eq!(system.phone("+442070313000").await.len(), 0, "claimed");
    // Lambda tries the event of an attempt that died again after a minute.
    system.clock_moves("1 minute").await;
    system.invoke("place-call", event.clone()).await.unwrap();
    assert_eq!(system.phone("+442070313000").await.len(), 1);
    system.clock_moves("40 seconds").await;
    system.invoke("place-call", event).await.unwrap();
    assert_eq!(system.phone("+442070313000").await.len(), 1, "placed");
}

#[tokio::test]
async fn a_call_that_got_no_answer_rings_once() {
    let system = System::start().await;
    system
        .fault(json!({
            "service": "voice", "operation": "place-call", "action": "SendVoiceMessage",
            "fault": "answer-lost", "attempts": "always",
        }))
        .await;
    let event = call_event(&system, "chal_1", 110);
    system.invoke("place-call", event.clone()).await.unwrap();
    system.clock_moves("1 minute").await;
    system.invoke("place-call", event).await.unwrap();
    assert_eq!(system.phone("+442070313000").await.len(), 1);
}

#[tokio::test]
async fn a_call_is_tried_again_while_the_person_waits_and_not_with_less_time_than_the_service_takes()
 {
    let system = System::start().await;
    system.fails("voice", 2).await;
    let event = call_event(&system, "chal_1", 60);
    system.invoke("place-call", event).await.unwrap();
    assert_eq!(system.phone("+442070313000").await.len(), 1);

    let late = call_event(&system, "chal_2", 4);
    system.invoke("place-call", late).await.unwrap();
    system.fails("voice", 100).await;
    let fails = call_event(&system, "chal_3", 6);
    system.invoke("place-call", fails).await.unwrap_err();
    assert_eq!(system.phone("+442070313000").await.len(), 1);
}
