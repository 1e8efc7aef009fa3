//! Renewal: reminders, the window, and the new expiry.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::UserId;
use domain::credential::Reminded;
use domain::policy::{MAIL_RETRY_FIRST, REMINDERS_PER_SECOND, RENEWAL_OPENS_DAYS};
use phone_otp_tests::fixtures::event;
use phone_otp_tests::{PASSWORD, Person, System, address};
use serde_json::{Value, json};

async fn renews(person: &Person<'_>) -> phone_otp_tests::Answer {
    let renewal = json!({ "payment_method": "invoice", "billing_address": address() });
    person.post("/renewals", renewal).await
}

async fn pays(system: &System, order: &Value) {
    let paid = json!({ "order_number": order["number"], "reference": "bank" });
    system.invoke("record-payment", paid).await.unwrap();
}

/// From the payment to the day on which renewal is open.
fn until_renewal_opens() -> String {
    format!("{} days", 366 - RENEWAL_OPENS_DAYS)
}

fn time(text: &Value) -> jiff::Timestamp {
    text.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn renewal_opens_before_expiry_and_then_replaces_buying_anew() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let refused = renews(&ada).await.refused(409, "renewal-not-open");
    assert_eq!(
        refused["opens_at"],
        ada.account().await["credential"]["renewal"]["opens_at"]
    );
    ada.orders("us", 1, "invoice").await.expect(201);
    system.clock_moves(&until_renewal_opens()).await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    assert_eq!(ada.account().await["credential"]["renewal"]["open"], true);
    let refused = ada
        .orders("us", 1, "invoice")
        .await
        .refused(409, "renew-instead");
    assert_eq!(refused["next_step"], "renew");
    let for_others = json!({
        "lines": [{ "product": "us", "quantity": 2 }],
        "payment_method": "invoice",
        "billing_address": address(),
        "for_others": true,
    });
    ada.post("/orders", for_others).await.expect(201);
    system
        .visitor()
        .post("/renewals", json!({}))
        .await
        .refused(401, "not-signed-in");
    let bob = system.member("bob").await;
    renews(&bob).await.refused(409, "no-credential");
}

#[tokio::test]
async fn renewed_before_expiry_the_new_year_starts_where_the_old_one_ends() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let before = ada.account().await["credential"]["expires_at"].clone();
    system.clock_moves(&until_renewal_opens()).await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let order = renews(&ada).await.expect(201);
    assert_eq!(order["lines"][0]["kind"], "renewal");
    pays(&system, &order).await;
    pays(&system, &order).await;
    let after = ada.account().await["credential"]["expires_at"].clone();
    let (before, after) = (before.as_str().unwrap(), after.as_str().unwrap());
    assert_eq!(
        after[..4].parse::<u16>().unwrap(),
        before[..4].parse::<u16>().unwrap() + 1,
        "though paid twice"
    );
    assert_eq!(after[4..], before[4..]);
    let resend = format!(
        "/orders/{}/license-email",
        order["number"].as_str().unwrap()
    );
    ada.post(&resend, json!({}))
        .await
        .refused(409, "order-without-keys");
}

#[tokio::test]
async fn renewed_after_expiry_the_new_year_starts_at_the_payment_and_the_phones_stay() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    system.clock_moves("14 months").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let order = renews(&ada).await.expect(201);
    system.clock_moves("3 days").await;
    pays(&system, &order).await;
    let paid_at = system.platform().now();
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let account = ada.account().await;
    let days = (time(&account["credential"]["expires_at"]).as_second() - paid_at.as_second() + 60)
        / 86_400;
    assert!((365..=366).contains(&days), "{days}");
    assert_eq!(account["credential"]["state"], "active");
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code("2025550123").await)
        .await
        .expect(200);
}

#[tokio::test]
async fn too_late_to_renew_only_a_new_purchase_is_possible() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    system.clock_moves("2 years").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let refused = renews(&ada).await.refused(409, "renewal-closed");
    assert_eq!(refused["next_step"], "place-order");
    assert_eq!(ada.account().await["next_step"], "enter-license");
    let key = ada.buys_a_key("us").await;
    let credential = ada.enters(&key).await.expect(201);
    assert_eq!(credential["state"], "ready-for-phone");
    assert_eq!(credential["phones"], json!([]));
}

#[tokio::test]
async fn reminders_are_mailed_at_30_7_and_1_days_and_at_the_expiry_each_once() {
    let system = System::start().await;
    let ada = system.active("ada", "2025550123").await;
    let email = ada.email();
    system.clock_moves("334 days").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    for (span, subject) in [
        ("2 days", "expires in 30 days"),
        ("23 days", "expires in 7 days"),
        ("5 days", "expires tomorrow"),
        ("1 day", "has expired"),
    ] {
        assert!(
            !system
                .mails(&email)
                .await
                .iter()
                .any(|mail| mail["subject"].as_str().unwrap().contains(subject))
        );
        system.clock_moves(span).await;
        system.mail(&email, subject).await;
    }
    system.clock_moves("1 hour").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let reminders = system.mails(&email).await;
    let reminders = reminders
        .iter()
        .filter(|mail| mail["subject"].as_str().unwrap().contains("expire"));
    assert_eq!(reminders.count(), 4);
}

/// The reminders that were mailed to a person.
async fn reminders(system: &System, person: &Person<'_>) -> usize {
    let mails = system.mails(&person.email()).await;
    let is_reminder = |mail: &&Value| mail["subject"].as_str().unwrap().contains("expire");
    mails.iter().filter(is_reminder).count()
}

/// The state of the last reminder of somebody's credential.
async fn reminded(system: &System, user_id: &str) -> Option<Reminded> {
    let account = UserId::try_from(user_id.to_owned()).unwrap().account();
    let store = system.platform().store();
    store.credential(&account).await.unwrap().unwrap().reminded
}

#[tokio::test]
async fn a_reminder_that_ses_does_not_take_now_is_mailed_later_and_once() {
    let system = System::start().await;
    let ada = system.active("ada", "2025550123").await;
    system.is_unavailable("ses", 100).await;
    system.clock_moves("340 days").await;
    let rests = async || {
        let until = reminded(&system, "ada")
            .await
            .and_then(|reminded| reminded.until);
        // Shorter than a claim.
        until.is_some_and(|until| until <= system.platform().now() + MAIL_RETRY_FIRST)
    };
    while !rests().await {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    system.is_unavailable("ses", 0).await;
    system.clock_moves("6 minutes").await;
    system.mail(&ada.email(), "expires in 30 days").await;
    system.clock_moves("1 hour").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(reminders(&system, &ada).await, 1);
}

#[tokio::test]
async fn a_reminder_that_ses_refuses_is_given_up_and_the_next_one_is_mailed() {
    let system = System::start().await;
    let ada = system.active("ada", "2025550123").await;
    system.mail(&ada.email(), "A phone was added").await;
    system.fails("ses", 1).await;
    system.clock_moves("340 days").await;
    let given_up = async || {
        let reminded = reminded(&system, "ada").await;
        reminded.is_some_and(|reminded| reminded.given_up)
    };
    while !given_up().await {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    system.clock_moves("1 day").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(reminders(&system, &ada).await, 0);
    system.clock_moves("18 days").await;
    system.mail(&ada.email(), "expires in 7 days").await;
}

#[tokio::test]
async fn more_reminders_than_a_second_takes_are_mailed_once_each_though_two_runs_begin_at_once() {
    let system = System::start().await;
    let mut people = Vec::new();
    for number in 0..=REMINDERS_PER_SECOND {
        people.push(system.licensed(&format!("person{number}"), "us").await);
    }
    system.clock_moves("336 days").await;
    let run = event("remind-renewal", "due");
    let (one, two) = tokio::join!(
        system.invoke("remind-renewal", run.clone()),
        system.invoke("remind-renewal", run)
    );
    one.unwrap();
    two.unwrap();
    for person in &people {
        system.mail(&person.email(), "expires in 30 days").await;
    }
    system.clock_moves("1 hour").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    for person in &people {
        assert_eq!(reminders(&system, person).await, 1, "{}", person.user_id);
    }
}

#[tokio::test]
async fn a_credential_that_cannot_be_read_keeps_no_other_from_its_reminder() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us").await;
    let bob = system.licensed("bob", "us").await;
    let platform = system.platform();
    let account = UserId::try_from("ada".to_owned()).unwrap().account();
    let newer = AttributeValue::S("of-a-newer-version".to_owned());
    platform
        .store()
        .client()
        .update_item()
        .table_name(&platform.config.records_table)
        .key("pk", AttributeValue::S(account.to_string()))
        .key("sk", AttributeValue::S("~credential".to_owned()))
        .update_expression("SET product = :newer")
        .expression_attribute_values(":newer", newer)
        .send()
        .await
        .unwrap();
    system.clock_moves("336 days").await;
    system.mail(&bob.email(), "expires in 30 days").await;
    assert_eq!(reminders(&system, &ada).await, 0);
}

#[tokio::test]
async fn a_renewal_of_a_credential_that_was_replaced_by_a_dearer_one_is_kept_for_finance() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    system.clock_moves(&until_renewal_opens()).await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let order = renews(&ada).await.expect(201);
    system.clock_moves("2 years").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let key = ada.buys_a_key("international").await;
    let replaced = ada.enters(&key).await.expect(201);
    let paid = json!({ "order_number": order["number"], "reference": "bank" });
    let recorded = system.invoke("record-payment", paid.clone()).await.unwrap();
    assert_eq!(recorded["now_paid"], false);
    assert_eq!(recorded["unapplied"], "not-renewable");
    let again = system.invoke("record-payment", paid).await.unwrap();
    assert_eq!(again["unapplied"], Value::Null, "kept once");
    let path = format!("/orders/{}", order["number"].as_str().unwrap());
    let shown = ada.get(&path).await.expect(200);
    assert_eq!(
        (&shown["status"], &shown["mail"]),
        (&json!("paid"), &json!("waiting"))
    );
    assert_eq!(shown["unapplied_payment"], "not-renewable");
    let credential = ada.account().await["credential"].clone();
    assert_eq!(credential["expires_at"], replaced["expires_at"]);
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let mails = system.mails(&ada.email()).await;
    let number = order["number"].as_str().unwrap();
    let about = mails
        .iter()
        .filter(|mail| mail.to_string().contains(number));
    assert_eq!(about.count(), 0, "nobody is told that it is renewed");
}
