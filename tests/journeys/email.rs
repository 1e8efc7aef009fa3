//! The address of an account: its code, its corrections, and what waits for it.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::UserId;
use domain::activity::{Activity, NoticeState};
use domain::order::OrderMail;
use domain::order_number::OrderNumber;
use domain::policy::{
    EMAIL_CODE_TRIES, EMAIL_CODES_PER_RECIPIENT, EMAIL_CORRECTIONS_PER_ACCOUNT, MAIL_RETRY_FIRST,
};
use phone_otp_tests::{Answer, PASSWORD, Person, System, keys_in, not};
use serde_json::{Value, json};
use store::DueMail;

async fn sends_another(person: &Person<'_>) -> Answer {
    person.post("/account/email/code", json!({})).await
}

async fn corrects(person: &Person<'_>, address: &str) -> Answer {
    person
        .put("/account/email", json!({ "email": address }))
        .await
}

/// Makes an account one that was stored before addresses were confirmed.
async fn is_older(system: &System, user_id: &str) {
    let account = UserId::try_from(user_id.to_owned()).unwrap().account();
    let platform = system.platform();
    let removed = platform
        .store()
        .client()
        .update_item()
        .table_name(&platform.config.records_table)
        .key("pk", AttributeValue::S(account.to_string()))
        .key("sk", AttributeValue::S("~account".to_owned()))
        .update_expression("REMOVE email_confirmation")
        .send()
        .await;
    removed.unwrap();
}

/// Waits until an account's activity fulfils a condition.
async fn until(
    system: &System,
    user_id: &str,
    enough: impl Fn(&[Activity]) -> bool,
) -> Vec<Activity> {
    let account = UserId::try_from(user_id.to_owned()).unwrap().account();
    for _ in 0..1_000 {
        let listed = system.platform().store().activity(&account, 100).await;
        let listed = listed.unwrap();
        if enough(&listed) {
            return listed;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it did not come");
}

/// Waits until a fact of an account is listed and its mail decided, and gives the state of the mail.
async fn notice(system: &System, user_id: &str, name: &str) -> NoticeState {
    let decided = |activity: &&Activity| {
        activity.fact.telling().name == name && !matches!(activity.mail, NoticeState::Due { .. })
    };
    let listed = until(system, user_id, |listed| listed.iter().any(|a| decided(&a))).await;
    listed.iter().find(decided).unwrap().mail.clone()
}

fn next_step(page: &Value) -> &str {
    page["next_step"].as_str().unwrap()
}

#[tokio::test]
async fn an_address_is_confirmed_by_the_code_that_is_mailed_after_the_sign_up() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let page = ada.account().await;
    assert_eq!(
        page["account"]["email"], "ada@example.com",
        "whole, to its owner"
    );
    assert_eq!(page["account"]["email_state"], "unconfirmed");
    assert_eq!(next_step(&page), "confirm-email");
    let code = system.email_code("ada@example.com", 1).await;

    let wrong = ada.enters_the_email_code(&not(&code)).await;
    let wrong = wrong.refused(403, "wrong-email-code");
    assert_eq!(wrong["attempts_left"], EMAIL_CODE_TRIES - 1);
    assert_eq!(wrong["next_step"], "confirm-email");
    ada.enters_the_email_code("1234")
        .await
        .refused(400, "invalid-request");

    // The same code twice, as after an answer that was lost, has the same success.
    let confirmed = ada.enters_the_email_code(&code).await.expect(200);
    assert_eq!(confirmed["email_state"], "confirmed");
    assert_eq!(
        ada.enters_the_email_code(&code).await.expect(200),
        confirmed
    );
    let page = ada.account().await;
    assert_eq!(page["account"], confirmed);
    assert_eq!(next_step(&page), "enter-license");
    assert_eq!(sends_another(&ada).await.expect(200), confirmed);
    notice(&system, "ada", "email-confirmed").await;
    assert_eq!(system.email_codes("ada@example.com").await.len(), 1);
}

#[tokio::test]
async fn a_code_dies_after_its_tries_however_many_come_at_once_and_another_one_lives() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let code = system.email_code("ada@example.com", 1).await;
    let wrong = not(&code);
    let guesses = (0..20).map(|_| {
        let guess = json!({ "code": wrong });
        let request = ada.request(reqwest::Method::POST, "/account/email/confirmation");
        tokio::spawn(request.json(&guess).send())
    });
    let mut told = 0;
    for guess in guesses.collect::<Vec<_>>() {
        let answer: Value = guess.await.unwrap().unwrap().json().await.unwrap();
        match answer["type"].as_str() {
            Some("wrong-email-code") => told += 1,
            Some("email-code-tries-used-up" | "changed-meanwhile") => {}
            other => panic!("{other:?}: {answer}"),
        }
    }
    assert!(told <= EMAIL_CODE_TRIES, "{told}");
    for _ in told..EMAIL_CODE_TRIES {
        ada.enters_the_email_code(&wrong)
            .await
            .refused(403, "wrong-email-code");
    }
    let dead = ada.enters_the_email_code(&code).await;
    let dead = dead.refused(410, "email-code-tries-used-up");
    assert_eq!(dead["next_step"], "send-email-code");
    let paused = sends_another(&ada).await;
    let paused = paused.refused(429, "too-many-requests");
    assert_eq!(paused["limit"], "email-codes-account");
    system.clock_moves("1 minute").await;
    sends_another(&ada).await.expect(200);
    let another = system.email_code("ada@example.com", 2).await;
    ada.enters_the_email_code(&code)
        .await
        .refused(403, "wrong-email-code");
    ada.enters_the_email_code(&another).await.expect(200);
}

#[tokio::test]
async fn a_code_ends_and_one_that_is_asked_for_again_in_time_is_the_same() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let code = system.email_code("ada@example.com", 1).await;
    system.clock_moves("20 minutes").await;
    let page = sends_another(&ada).await.expect(200);
    assert_eq!(page["email_confirmation"]["code"]["expires_in"], 30 * 60);
    assert_eq!(page["email_confirmation"]["resend_in"], 60);
    assert_eq!(system.email_code("ada@example.com", 2).await, code);
    system.clock_moves("30 minutes").await;
    let expired = ada.enters_the_email_code(&code).await;
    assert_eq!(
        expired.refused(410, "email-code-expired")["next_step"],
        "send-email-code"
    );
    sends_another(&ada).await.expect(200);
    let fresh = system.email_code("ada@example.com", 3).await;
    assert_ne!(fresh, code);
    ada.enters_the_email_code(&fresh).await.expect(200);
}

#[tokio::test]
async fn an_address_that_is_not_confirmed_gets_its_code_and_nothing_else() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let code = system.email_code("ada@example.com", 1).await;

    // A reset link is answered as for everybody, and not sent.
    let reset = |user_id: &str| {
        let ask = json!({ "user_id": user_id });
        let visitor = system.visitor();
        async move { visitor.post("/password-resets", ask).await.expect(202) }
    };
    assert_eq!(reset("ada").await, reset("nobody").await);
    let mut stranger = system.visitor();
    for attempt in 0..10 {
        stranger.address = format!("198.51.100.{attempt}");
        stranger
            .sign_in("ada", "wrong")
            .await
            .refused(401, "wrong-credentials");
    }
    assert_eq!(notice(&system, "ada", "locked").await, NoticeState::None);
    assert!(system.mails("ada@example.com").await.is_empty());

    ada.enters_the_email_code(&code).await.expect(200);
    reset("ada").await;
    system.mail("ada@example.com", "Reset your password").await;
    assert_eq!(system.email_codes("ada@example.com").await.len(), 1);
}

#[tokio::test]
async fn an_order_waits_for_the_address_before_its_payment() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let by_card = ada.orders("us", 1, "card").await.expect(201);
    assert!(by_card.get("payment_url").is_none(), "{by_card}");
    let checkout = format!("/orders/{}/checkout", by_card["number"].as_str().unwrap());
    let refused = ada.post(&checkout, json!({})).await;
    let refused = refused.refused(409, "email-unconfirmed");
    assert_eq!(refused["next_step"], "confirm-email");

    // Money for an invoice that comes all the same is kept; its keys wait for the address.
    let invoice = ada.orders("us", 1, "invoice").await.expect(201);
    let number = invoice["number"].as_str().unwrap();
    let payment = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", payment).await.unwrap();
    notice(&system, "ada", "order-paid").await;
    ada.post(&format!("/orders/{number}/license-email"), json!({}))
        .await
        .refused(409, "email-unconfirmed");
    assert!(system.mails("ada@example.com").await.is_empty());

    ada.confirms_the_address().await;
    let mail = system.mail("ada@example.com", number).await;
    assert_eq!(keys_in(&mail).len(), 1);
    let order = ada.post(&checkout, json!({})).await.expect(200);
    ada.pays(&order, "4242 4242 4242 4242").await.expect(200);
}

#[tokio::test]
async fn the_schedule_parks_no_order_that_waits_for_the_address_and_mails_it_afterwards() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    let number = order["number"].as_str().unwrap();
    let payment = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", payment).await.unwrap();
    notice(&system, "ada", "order-paid").await;
    let platform = system.platform();
    let stored = async || {
        let number = OrderNumber::try_from(number.to_owned()).unwrap();
        platform.store().order(&number).await.unwrap().unwrap()
    };
    system.clock_moves("1 hour").await;
    // It leaves its place in the index to others, and no attempt begins.
    let due = async || {
        let due = platform.store().due(DueMail::Orders, platform.now(), 10);
        due.await.unwrap().len()
    };
    while due().await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(stored().await.delivery, OrderMail::DUE);
    // As of an order that is not among the newest, which the confirmation does not put into the stream again.
    system.confirms("ada").await;
    system.clock_moves("7 hours").await;
    let mail = system.mail("ada@example.com", number).await;
    assert_eq!(keys_in(&mail).len(), 1);
}

#[tokio::test]
async fn an_address_is_corrected_until_it_is_confirmed_and_the_earlier_code_is_dead() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let strangers = system.email_code("ada@example.com", 1).await;
    let page = corrects(&ada, "ada@example.org").await.expect(200);
    assert_eq!(page["email"], "ada@example.org");
    // The same again, as after an answer that was lost, mails nothing.
    let again = corrects(&ada, "ada@example.org").await.expect(200);
    assert_eq!(again["email"], "ada@example.org");
    let code = system.email_code("ada@example.org", 1).await;
    ada.enters_the_email_code(&strangers)
        .await
        .refused(403, "wrong-email-code");
    ada.enters_the_email_code(&code).await.expect(200);
    assert_eq!(
        notice(&system, "ada", "email-corrected").await,
        NoticeState::None
    );
    let refused = corrects(&ada, "ada@example.net").await;
    refused.refused(409, "email-confirmed-already");
    assert_eq!(system.email_codes("ada@example.org").await.len(), 1);
    assert!(system.mails("ada@example.com").await.is_empty());
}

#[tokio::test]
async fn corrections_and_codes_are_limited_by_account_by_mailbox_and_by_source() {
    let system = System::start().await;
    let ada = system.newcomer("ada", "US").await;
    let most = EMAIL_CORRECTIONS_PER_ACCOUNT.windows[0].most;
    for stranger in 0..most {
        corrects(&ada, &format!("stranger{stranger}@example.com"))
            .await
            .expect(200);
    }
    let refused = corrects(&ada, "another@example.com").await;
    let refused = refused.refused(429, "too-many-requests");
    assert_eq!(refused["limit"], "email-corrections-account");
    let page = ada.account().await;
    let kept = format!("stranger{}@example.com", most - 1);
    assert_eq!(page["account"]["email"], kept, "nothing changed");

    // A mailbox is one, whatever its tag and case, across accounts; a sign-up goes on without a code.
    let mut accounts = 0;
    let refused = loop {
        let mut visitor = system.visitor();
        visitor.address = format!("203.0.113.{accounts}");
        let user_id = format!("person{accounts}");
        let account = json!({
            "user_id": user_id, "password": PASSWORD, "legal_name": "Eve Byron",
            "email": format!("Victim+{accounts}@example.com"), "country": "US",
        });
        visitor.post("/accounts", account).await.expect(201);
        visitor.sign_in(&user_id, PASSWORD).await.expect(201);
        accounts += 1;
        let account = &visitor.account().await["account"];
        if account["email_confirmation"].get("code").is_none() {
            break sends_another(&visitor).await;
        }
    };
    let refused = refused.refused(429, "too-many-requests");
    assert_eq!(refused["limit"], "email-codes-recipient");
    assert_eq!(accounts, 6);
}

#[tokio::test]
async fn strangers_who_use_up_a_mailbox_keep_nobody_from_confirming_who_was_there_before() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    is_older(&system, "ada").await;
    for stranger in 0..EMAIL_CODES_PER_RECIPIENT.windows[0].most {
        let mut visitor = system.visitor();
        visitor.address = format!("203.0.113.{stranger}");
        let account = json!({
            "user_id": format!("person{stranger}"), "password": PASSWORD, "legal_name": "Eve Byron",
            "email": ada.email(), "country": "US",
        });
        visitor.post("/accounts", account).await.expect(201);
    }
    sends_another(&ada).await.expect(200);
}

#[tokio::test]
async fn somebody_who_was_there_before_confirms_at_the_next_sign_in_and_nothing_bought_is_held_back()
 {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    is_older(&system, "ada").await;
    let number = order["number"].as_str().unwrap();
    let payment = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", payment).await.unwrap();
    system.mail("ada@example.com", number).await;

    system.clock_moves("1 minute").await;
    let signed_in = ada.sign_in("ada", PASSWORD).await.expect(201);
    assert_eq!(signed_in["code_expected"], true);
    let page = ada.account().await;
    assert_eq!(
        next_step(&page),
        "add-second-phone",
        "what was bought goes on"
    );
    assert_eq!(page["account"]["email_state"], "not-asked");
    // Whoever knows the password only cannot lead the mail of somebody away who has a phone.
    corrects(&ada, "eve@example.com")
        .await
        .refused(403, "phone-otp-needed");
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.verifies(&code).await.expect(200);

    let waiting = ada.orders("us", 1, "card").await.expect(201);
    assert!(waiting.get("payment_url").is_none(), "new orders wait");
    sends_another(&ada).await.expect(200);
    let code = system.email_code("ada@example.com", 2).await;
    ada.enters_the_email_code(&code).await.expect(200);
    let page = ada.account().await;
    assert_eq!(page["account"]["email_state"], "confirmed");
}

#[tokio::test]
async fn the_former_address_is_told_when_one_that_got_mail_is_corrected() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    is_older(&system, "ada").await;
    corrects(&ada, "ada@example.org").await.expect(200);
    system
        .mail("ada@example.com", "email address was changed")
        .await;
    let code = system.email_code("ada@example.org", 1).await;
    ada.enters_the_email_code(&code).await.expect(200);
    assert!(system.mails("ada@example.org").await.is_empty());
}

#[tokio::test]
async fn the_code_speaks_the_accounts_language_and_says_nothing_that_somebody_wrote() {
    let system = System::start().await;
    let mut ada = system.visitor();
    ada.prefers("de");
    let account = json!({
        "user_id": "winner", "password": PASSWORD, "legal_name": "You have won",
        "email": "stranger@example.com", "country": "US",
    });
    ada.post("/accounts", account).await.expect(201);
    system.email_code("stranger@example.com", 1).await;
    let mails = system.every_mail("stranger@example.com").await;
    let text = mails[0]["text"].as_str().unwrap();
    assert!(text.contains("Ihr Code"), "{text}");
    for wrote in ["You have won", "winner"] {
        assert!(!text.contains(wrote), "{text}");
    }
}

#[tokio::test]
async fn a_code_that_could_not_be_mailed_is_mailed_when_the_service_answers_again() {
    let system = System::start().await;
    system.is_unavailable("ses", 3).await;
    let ada = system.newcomer("ada", "US").await;
    until(&system, "ada", |listed| {
        listed.iter().any(|activity| match activity.mail {
            NoticeState::Due { at, .. } => {
                at.duration_since(activity.changed.at) >= MAIL_RETRY_FIRST
            }
            _ => false,
        })
    })
    .await;
    system.clock_moves("5 minutes").await;
    ada.confirms_the_address().await;
}
