//! Accounts, passwords, and who may not learn what.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::UserId;
use domain::policy::SIGN_IN_FAILURES_PER_ADDRESS;
use domain::session::Session;
use phone_otp_tests::{PASSWORD, Person, System, account_of};
use serde_json::{Value, json};

fn account(user_id: &str, password: &str) -> Value {
    json!({
        "user_id": user_id, "password": password, "legal_name": "Ada Lovelace",
        "email": "ada@example.com", "country": "US",
    })
}

/// How many sessions Ada has.
async fn sessions(system: &System) -> i32 {
    let store = system.platform().store();
    let sessions = store
        .client()
        .query()
        .table_name(&system.platform().config.sessions_table)
        .key_condition_expression("pk = :pk AND begins_with(sk, :session)")
        .expression_attribute_values(":pk", AttributeValue::S(account_of("ada")))
        .expression_attribute_values(":session", AttributeValue::S("session#".to_owned()))
        .send()
        .await
        .unwrap();
    sessions.count
}

pub(crate) async fn reset_link(system: &System, person: &Person<'_>) -> String {
    let links = async || {
        let mut mails = system.mails(&person.email()).await;
        mails.retain(|mail| mail["subject"].as_str().unwrap().contains("Reset"));
        mails
    };
    let seen = links().await.len();
    person
        .post("/password-resets", json!({ "user_id": person.user_id }))
        .await
        .expect(202);
    let begun = std::time::Instant::now();
    let mut mails = links().await;
    while mails.len() == seen {
        assert!(
            begun.elapsed() < std::time::Duration::from_secs(20),
            "no link"
        );
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        mails = links().await;
    }
    assert_eq!(mails.len(), seen + 1);
    let text = mails[0]["text"].as_str().unwrap();
    let link = text.split("/password-resets/").nth(1).unwrap();
    format!(
        "/password-resets/{}",
        link.split_whitespace().next().unwrap()
    )
}

#[tokio::test]
async fn a_user_id_is_unique_whatever_its_case_even_for_two_at_once() {
    let system = System::start().await;
    let visitor = system.visitor();
    let (one, two) = tokio::join!(
        visitor.post("/accounts", account("Ada", PASSWORD)),
        visitor.post("/accounts", account("aDA", PASSWORD))
    );
    let (created, refused) = if one.status == 201 {
        (one, two)
    } else {
        (two, one)
    };
    created.expect(201);
    assert_eq!(refused.refused(409, "user-id-taken")["field"], "user_id");
}

#[tokio::test]
async fn passwords_that_are_short_long_common_or_personal_are_refused() {
    let system = System::start().await;
    let visitor = system.visitor();
    for (password, slug) in [
        ("short", "password-too-short"),
        (&*"long enough ".repeat(11), "password-too-long"),
        ("password1234", "password-guessable"),
        ("ada.lovelace", "password-guessable"),
    ] {
        let refused = visitor
            .post("/accounts", account("ada.lovelace", password))
            .await
            .refused(422, slug);
        assert_eq!(refused["field"], "password");
    }
    for (field, value) in [
        ("email", "nobody"),
        ("email", "\"ada\"@example.com"),
        ("legal_name", "Ada, see evil.com"),
        ("legal_name", "Ada\u{202e}"),
        ("country", "XX"),
        ("user_id", "a b"),
        ("legal_name", ""),
    ] {
        let mut wrong = account("ada", PASSWORD);
        wrong[field] = json!(value);
        assert_eq!(
            visitor
                .post("/accounts", wrong)
                .await
                .refused(400, "invalid-request")["field"],
            field
        );
    }
}

#[tokio::test]
async fn an_unknown_user_id_answers_and_locks_exactly_as_a_wrong_password_does() {
    let system = System::start().await;
    system.member("ada").await;
    let mut answers = Vec::new();
    for (user_id, address) in [("ada", "192.0.2"), ("nobody", "198.51.100")] {
        let mut visitor = system.visitor();
        let mut seen = Vec::new();
        for attempt in 0..11 {
            // Each from another address, so that it is the account that locks.
            visitor.address = format!("{address}.{attempt}");
            let mut answer = visitor.sign_in(user_id, "wrong").await;
            answer.body["retry_after"].take();
            seen.push((answer.status, answer.body));
        }
        answers.push(seen);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][9].1["type"], "wrong-credentials");
    assert_eq!(answers[0][10].1["type"], "locked");
    let mut ada = system.visitor();
    ada.sign_in("ada", PASSWORD).await.refused(429, "locked");
    system.mail("ada@example.com", "locked").await;
    system.clock_moves("15 minutes").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
}

#[tokio::test]
async fn an_address_waits_after_sixty_wrong_sign_ins_whoever_succeeds_meanwhile() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    ada.address = "2001:db8::9".to_owned();
    for attempt in 0..60 {
        if attempt % 20 == 0 {
            ada.sign_in("ada", PASSWORD).await.expect(201);
        }
        // Another address of the same network each time.
        ada.address = format!("2001:db8::{attempt:x}");
        ada.sign_in(&format!("nobody{attempt}"), "wrong")
            .await
            .refused(401, "wrong-credentials");
    }
    for password in [PASSWORD, "wrong"] {
        let refused = ada
            .sign_in("ada", password)
            .await
            .refused(429, "too-many-requests");
        assert_eq!(refused["limit"], "sign-in-failures-address");
    }
    ada.address = "2001:db8:0:1::1".to_owned();
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.address = "2001:db8::1".to_owned();
    system.clock_moves("15 minutes").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
}

#[tokio::test]
async fn strangers_lock_the_account_and_not_its_owner_in_a_browser_that_it_knows() {
    let system = System::start().await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    let mut stranger = system.visitor();
    for _ in 0..10 {
        stranger
            .sign_in("ada", "wrong")
            .await
            .refused(401, "wrong-credentials");
    }
    stranger
        .sign_in("ada", PASSWORD)
        .await
        .refused(429, "locked");
    ada.sign_in("ada", PASSWORD).await.expect(201);
    system.clock_moves("31 seconds").await;
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code("2025550123").await)
        .await
        .expect(200);
    for _ in 0..10 {
        ada.sign_in("ada", "wrong")
            .await
            .refused(401, "wrong-credentials");
    }
    ada.sign_in("ada", PASSWORD).await.refused(429, "locked");
}

#[tokio::test]
async fn a_reset_lets_its_browser_past_a_permanent_lock_and_the_first_code_lifts_it() {
    let system = System::start().await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    let mut elsewhere = ada.clone();
    elsewhere.forgets_cookies();
    system.locks_for_good("ada").await;
    elsewhere
        .sign_in("ada", PASSWORD)
        .await
        .refused(429, "locked");
    let link = reset_link(&system, &elsewhere).await;
    let new = json!({ "password": "another good long password" });
    elsewhere.post(&link, new).await.expect(204);
    let password = "another good long password";
    ada.sign_in("ada", password).await.refused(429, "locked");
    elsewhere.sign_in("ada", password).await.expect(201);
    ada.forgets_cookies();
    ada.sign_in("ada", password).await.refused(429, "locked");
    elsewhere.asks_for_a_code("0123").await.expect(201);
    elsewhere
        .verifies(&system.newest_code("2025550123").await)
        .await
        .expect(200);
    ada.sign_in("ada", password).await.expect(201);
}

#[tokio::test]
async fn a_reset_lifts_a_permanent_lock_at_once_where_no_phone_is_active() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    system.locks_for_good("ada").await;
    ada.sign_in("ada", PASSWORD).await.refused(429, "locked");
    let link = reset_link(&system, &ada).await;
    let new = json!({ "password": "another good long password" });
    ada.post(&link, new).await.expect(204);
    ada.sign_in("ada", "another good long password")
        .await
        .expect(201);
}

#[tokio::test]
async fn a_sign_in_that_cannot_pass_the_guard_leaves_no_session() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    system
        .fault(json!({
            "service": "dynamodb", "operation": "sign-in", "action": "UpdateItem", "nth": 2,
            "fault": "throttled", "attempts": "always",
        }))
        .await;
    ada.sign_in("ada", PASSWORD)
        .await
        .refused(503, "unavailable");
    assert_eq!(sessions(&system).await, 1, "the one of before");
}

#[tokio::test]
async fn the_same_sign_up_twice_at_once_is_one_account() {
    let system = System::start().await;
    let mut visitor = system.visitor();
    visitor.idempotency_key = Some("dGhpcyBpcyAxMjggYml0cyE".to_owned());
    system.faults().delay(Duration::from_millis(50));
    let sign_up = async || visitor.post("/accounts", account("ada", PASSWORD)).await;
    let (one, two) = tokio::join!(sign_up(), sign_up());
    assert_eq!(one.expect(201), two.expect(201));
}

#[tokio::test]
async fn the_same_reset_twice_at_once_is_completed_and_its_browser_known() {
    let system = System::start().await;
    let mut ada = system.active_in_a_browser("ada", "2025550123").await;
    let link = reset_link(&system, &ada).await;
    let again = ada.in_the_same_state();
    let new = json!({ "password": "another good long password" });
    system.faults().delay(Duration::from_millis(50));
    let (one, two) = tokio::join!(ada.post(&link, new.clone()), again.post(&link, new));
    one.expect(204);
    two.expect(204);
    system.faults().delay(Duration::ZERO);
    let (mine, theirs) = (ada.cookies(), again.cookies());
    let known = mine.keys().find(|name| name.contains("known")).unwrap();
    assert_eq!(mine[known], theirs[known]);
    // Strangers who lock the account do not keep out the browser that completed the reset.
    system.locks_for_good("ada").await;
    ada.sign_in("ada", "another good long password")
        .await
        .expect(201);
}

#[tokio::test]
async fn a_right_password_under_a_lock_that_others_bring_about_counts_as_a_wrong_one() {
    let system = System::start().await;
    system.member("ada").await;
    let store = system.platform().store();
    let mut attacker = system.visitor();
    attacker.address = "192.0.2.77".to_owned();
    system.warm().await;
    for password in [PASSWORD, "something that is wrong"] {
        system.faults().delay(Duration::from_millis(300));
        let guess = async { attacker.clone().sign_in("ada", password).await };
        let locks = async {
            // The guess has read that there is no lock.
            while system.faults().rounds_of("sign-in") < 2 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            system.locks_for_good("ada").await;
        };
        let (guessed, ()) = tokio::join!(guess, locks);
        guessed.refused(429, "locked");
        system.faults().delay(Duration::ZERO);
        system.unlocks("ada").await;
    }
    let limit = SIGN_IN_FAILURES_PER_ADDRESS;
    let mut counted = 0;
    while store
        .rate_limit(&limit, &attacker.address, system.platform().now())
        .await
        .is_ok()
    {
        counted += 1;
    }
    assert_eq!(counted, limit.windows[0].most - 2);
}

#[tokio::test]
async fn a_sign_up_again_under_the_same_key_is_the_same_account_and_under_another_is_refused() {
    let system = System::start().await;
    let visitor = system.visitor();
    let key = "dGhpcyBpcyAxMjggYml0cyE";
    let sign_up = async |key: &str, password: &str| {
        let mut keyed = visitor.clone();
        keyed.idempotency_key = Some(key.to_owned());
        keyed.post("/accounts", account("ada", password)).await
    };
    // The seconds that are left of its code may be fewer the second time.
    let created = async || {
        let mut account = sign_up(key, PASSWORD).await.expect(201);
        account["email_confirmation"].take();
        account
    };
    assert_eq!(created().await, created().await);
    for (key, password) in [
        (key, "another good long password"),
        ("bm90aGVyIDEyOCByYW5kb20", PASSWORD),
    ] {
        sign_up(key, password).await.refused(409, "user-id-taken");
    }
    sign_up("short", PASSWORD)
        .await
        .refused(400, "invalid-request");
    system.clock_moves("10 minutes").await;
    sign_up(key, PASSWORD).await.refused(409, "user-id-taken");
}

#[tokio::test]
async fn a_burst_of_guesses_gets_no_more_answers_than_the_lock_allows() {
    let system = System::start().await;
    system.member("ada").await;
    let mut guesses = Vec::new();
    for guess in 0..40 {
        let mut visitor = system.visitor();
        visitor.address = format!("192.0.2.{guess}");
        let request = visitor
            .request(reqwest::Method::POST, "/sessions")
            .json(&json!({ "user_id": "ada", "password": format!("guess number {guess}") }));
        guesses.push(tokio::spawn(request.send()));
    }
    let mut told = 0;
    for guess in guesses {
        let answer: Value = guess.await.unwrap().unwrap().json().await.unwrap();
        match answer["type"].as_str() {
            Some("wrong-credentials") => told += 1,
            Some("locked") => {}
            other => panic!("{other:?}: {answer}"),
        }
    }
    assert_eq!(told, 10);
}

#[tokio::test]
async fn a_reset_link_works_once_within_an_hour_and_ends_every_session() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    let other_session = ada.clone();
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let newer = reset_link(&system, &ada).await;
    let link = reset_link(&system, &ada).await;
    let new = json!({ "password": "another good long password" });
    ada.post(&link, json!({ "password": "short" }))
        .await
        .refused(422, "password-too-short");
    ada.post(&link, new.clone()).await.expect(204);
    system.mail("ada@example.com", "password was changed").await;
    ada.post(&link, new.clone()).await.expect(204);
    for (link, password) in [
        (&link, "yet another long password"),
        (&newer, "another good long password"),
    ] {
        let other = json!({ "password": password });
        ada.post(link, other).await.refused(410, "reset-link-dead");
    }
    for session in [&ada, &other_session] {
        session.get("/account").await.refused(401, "not-signed-in");
    }
    ada.sign_in("ada", PASSWORD)
        .await
        .refused(401, "wrong-credentials");
    ada.sign_in("ada", "another good long password")
        .await
        .expect(201);

    let late = reset_link(&system, &ada).await;
    system.clock_moves("1 hour").await;
    ada.post(&late, new.clone())
        .await
        .refused(410, "reset-link-dead");
    ada.post("/password-resets/nonsense", new)
        .await
        .refused(410, "reset-link-dead");
}

#[tokio::test]
async fn a_reset_answers_the_same_whether_or_not_the_account_exists_and_is_limited() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let ask = async |user_id: &str| {
        let answer = system
            .visitor()
            .post("/password-resets", json!({ "user_id": user_id }))
            .await;
        (answer.status, answer.body)
    };
    for _ in 0..4 {
        assert_eq!(ask("ada").await, ask("nobody").await);
    }
    assert_eq!(
        system.mails(&ada.email()).await.len(),
        3,
        "a full mailbox is an attack too"
    );
}

#[tokio::test]
async fn a_reset_ends_more_sessions_than_a_transaction_takes() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let platform = system.platform();
    for _ in 0..120 {
        let id = UserId::try_from("ada".to_owned()).unwrap().account();
        let (session, _) = Session::begin(&id, platform.now(), &mut platform.rng());
        platform.store().begin_session(&session).await.unwrap();
    }
    let link = reset_link(&system, &ada).await;
    let new = json!({ "password": "another good long password" });
    ada.post(&link, new).await.expect(204);
    assert_eq!(sessions(&system).await, 0);
}

#[tokio::test]
async fn sign_ins_that_run_while_the_password_is_reset_end_with_it() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let link = reset_link(&system, &ada).await;
    let mut under_way = Vec::new();
    for _ in 0..20 {
        let request = system
            .visitor()
            .request(reqwest::Method::POST, "/sessions")
            .json(&json!({ "user_id": "ada", "password": PASSWORD }));
        under_way.push(tokio::spawn(request.send()));
    }
    // The sign-ins change the guard while the reset reads it, so that it may have to be asked again.
    let new = json!({ "password": "another good long password" });
    let mut reset = ada.post(&link, new.clone()).await;
    for _ in 0..20 {
        if reset.status == 204 {
            break;
        }
        reset = ada.post(&link, new.clone()).await;
    }
    reset.expect(204);
    for sign_in in under_way {
        let answer: Value = sign_in.await.unwrap().unwrap().json().await.unwrap();
        if let Some(token) = answer["session"]["token"].as_str() {
            let mut session = system.visitor();
            session.token = Some(token.to_owned());
            session.get("/account").await.refused(401, "not-signed-in");
        }
    }
}
