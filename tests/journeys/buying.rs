//! Orders, payments, license keys.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::change::{Actor, Change};
use domain::order::{INVOICE, Order, OrderMail, Payment};
use domain::order_number::OrderNumber;
use domain::policy::{MAIL_CLAIM, MAIL_RETRY_FIRST, ORDERS_PER_ACCOUNT};
use local::Keep;
use phone_otp_tests::{Person, System, address, keys_in};
use platform::secrets::Secrets;
use providers::cards::sandbox::notification_signature;
use reqwest::Method;
use serde_json::{Value, json};

const EMAIL: &str = "ada@example.com";

async fn notify(system: &System, notification: &Value, signed: bool) -> phone_otp_tests::Answer {
    let platform = system.platform();
    let body = serde_json::to_vec(notification).unwrap();
    let time = platform.now().as_second().to_string();
    let secret = platform.config.payment_secret.as_ref().unwrap();
    let signature = if signed {
        notification_signature(secret, &time, &body)
    } else {
        "00".repeat(32)
    };
    let visitor = system.visitor();
    let request = visitor
        .request(Method::POST, "/payments/sandbox")
        .header("sandbox-signature", format!("t={time},v1={signature}"))
        .body(body);
    visitor.send(request).await
}

fn succeeded(order: &Value) -> Value {
    json!({
        "id": "evt_1",
        "type": "payment.succeeded",
        "order": order["number"],
        "amount": order["total"]["amount"],
        "currency": order["total"]["currency"],
        "reference": "pay_1",
    })
}

#[tokio::test]
async fn several_keys_travel_in_one_mail_and_the_order_shows_them_masked() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = json!({
        "lines": [{ "product": "us", "quantity": 3 }, { "product": "international-proofed", "quantity": 2 }],
        "payment_method": "invoice",
        "billing_address": address(),
    });
    let order = ada.post("/orders", order).await.expect(201);
    let number = order["number"].as_str().unwrap();
    assert_eq!(
        order["total"],
        json!({ "amount": 3 * 3_600 + 2 * 10_900, "currency": "usd" })
    );
    let paid = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", paid).await.unwrap();
    let keys = keys_in(&system.mail(EMAIL, number).await);
    assert_eq!(keys.len(), 5);
    let shown = ada.get(&format!("/orders/{number}")).await.expect(200);
    let masked: Vec<&str> = shown["license_keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["license_key"].as_str().unwrap())
        .collect();
    for (key, masked) in keys.iter().zip(masked) {
        assert_eq!(masked, format!("*****-*****-*****-*****-{}", &key[24..]));
    }
}

#[tokio::test]
async fn the_same_notification_twice_pays_once_and_mails_once() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "card").await.expect(201);
    let notification = succeeded(&order);
    let (one, two) = tokio::join!(
        notify(&system, &notification, true),
        notify(&system, &notification, true)
    );
    let paid = [one.expect(200), two.expect(200)];
    assert_eq!(
        paid.iter()
            .filter(|answer| answer["now_paid"] == true)
            .count(),
        1
    );
    system.mail(EMAIL, order["number"].as_str().unwrap()).await;
    assert_eq!(
        notify(&system, &notification, true).await.expect(200)["now_paid"],
        false
    );
    system.clock_moves("5 minutes").await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(system.mails(EMAIL).await.len(), 1);
}

#[tokio::test]
async fn a_notification_that_is_forged_or_of_an_unknown_order_is_refused() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "card").await.expect(201);
    notify(&system, &succeeded(&order), false)
        .await
        .refused(401, "signature-invalid");
    let mut unknown = succeeded(&order);
    unknown["order"] = json!("PO-0000000000");
    notify(&system, &unknown, true)
        .await
        .refused(404, "order-unknown");
    ada.post("/payments/nobody", json!({}))
        .await
        .refused(404, "not-found");
    let number = order["number"].as_str().unwrap();
    let by_operator = json!({ "order_number": number, "reference": "bank" });
    let refused = system
        .invoke("record-payment", by_operator)
        .await
        .unwrap_err();
    assert!(refused.starts_with("not-an-invoice"), "{refused}");
    assert_eq!(
        ada.get(&format!("/orders/{number}")).await.expect(200)["status"],
        "awaiting-payment"
    );
}

#[tokio::test]
async fn a_payment_of_another_amount_is_kept_for_finance_and_the_right_one_still_pays() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "card").await.expect(201);
    let path = format!("/orders/{}", order["number"].as_str().unwrap());
    let mut less = succeeded(&order);
    (less["amount"], less["reference"]) = (json!(1), json!("pay_less"));
    for unapplied in [json!("amount-differs"), Value::Null] {
        let kept = notify(&system, &less, true).await.expect(200);
        assert_eq!(
            (&kept["now_paid"], &kept["unapplied"]),
            (&json!(false), &unapplied)
        );
    }
    let shown = ada.get(&path).await.expect(200);
    assert_eq!(shown["status"], "awaiting-payment");
    assert_eq!(shown["unapplied_payment"], "amount-differs");
    let paid = notify(&system, &succeeded(&order), true).await.expect(200);
    assert_eq!(paid["now_paid"], true);
    assert_eq!(ada.get(&path).await.expect(200)["status"], "paid");
}

#[tokio::test]
async fn a_second_payment_is_kept_for_finance_once_though_its_notification_comes_twice_at_once() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "card").await.expect(201);
    let number = OrderNumber::try_from(order["number"].as_str().unwrap().to_owned()).unwrap();
    let paid = notify(&system, &succeeded(&order), true).await.expect(200);
    assert_eq!(paid["now_paid"], true);
    let mut second = succeeded(&order);
    (second["id"], second["reference"]) = (json!("evt_2"), json!("pay_2"));
    let (one, two) = tokio::join!(
        notify(&system, &second, true),
        notify(&system, &second, true)
    );
    let kept = [one.expect(200), two.expect(200)];
    assert!(kept.iter().all(|answer| answer["now_paid"] == false));
    let unapplied = kept
        .iter()
        .filter(|answer| answer["unapplied"] == "paid-before");
    assert_eq!(unapplied.count(), 1, "{kept:?}");
    system.mail(EMAIL, number.as_str()).await;
    let stored = system.platform().store().order(&number).await.unwrap();
    let stored = stored.unwrap().unapplied_payments;
    assert_eq!(stored.len(), 1);
    assert_eq!(
        (stored[0].reference.as_str(), stored[0].event.as_deref()),
        ("pay_2", Some("evt_2"))
    );
    assert_eq!(stored[0].provider, "sandbox");
    assert_eq!(stored[0].paid.as_ref().unwrap().amount, 3_600);
    let shown = ada.get(&format!("/orders/{number}")).await.expect(200);
    assert_eq!(shown["unapplied_payment"], "paid-before");
    assert_eq!(system.mails(EMAIL).await.len(), 1);
}

#[tokio::test]
async fn a_declined_card_can_be_followed_by_one_that_pays() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "card").await.expect(201);
    let path = format!("/orders/{}", order["number"].as_str().unwrap());
    ada.pays(&order, "4000 0000 0000 0002").await.expect(200);
    let declined = ada.get(&path).await.expect(200);
    assert_eq!(declined["status"], "payment-declined");
    ada.pays(&declined, "4242 4242 4242 4242").await.expect(200);
    assert_eq!(ada.get(&path).await.expect(200)["status"], "paid");
}

#[tokio::test]
async fn a_card_that_pays_late_pays_when_its_time_has_come() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "card").await.expect(201);
    let number = order["number"].as_str().unwrap();
    ada.pays(&order, "4000 0000 0000 0077").await.expect(200);
    assert_eq!(
        ada.get(&format!("/orders/{number}")).await.expect(200)["status"],
        "awaiting-payment"
    );
    system.clock_moves("2 minutes").await;
    system.mail(EMAIL, number).await;
}

/// Takes an order's checkout away, as if the provider had not answered when the order was placed.
async fn forget_checkout(system: &System, number: &str) {
    let platform = system.platform();
    let (client, table) = (platform.store().client(), &platform.config.records_table);
    let items = client.scan().table_name(table).send().await.unwrap();
    let mut items = items.items.unwrap().into_iter();
    let mut item = items
        .find(|item| item.contains_key("checkout") && item["number"].as_s().unwrap() == number)
        .unwrap();
    item.remove("checkout");
    let put = client.put_item().table_name(table).set_item(Some(item));
    put.send().await.unwrap();
}

#[tokio::test]
async fn a_checkout_is_begun_when_somebody_pays_and_is_the_same_while_it_is_open() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "card").await.expect(201);
    let number = order["number"].as_str().unwrap();
    let (path, checkout) = (
        format!("/orders/{number}"),
        format!("/orders/{number}/checkout"),
    );
    forget_checkout(&system, number).await;
    let without = ada.get(&path).await.expect(200);
    assert_eq!(without["payment_url"], Value::Null);
    let twice = tokio::join!(
        ada.post(&checkout, json!({})),
        ada.post(&checkout, json!({}))
    );
    let begun = twice.0.expect(200);
    let at_once = twice.1.expect(200);
    assert_eq!(at_once["payment_url"], begun["payment_url"]);
    assert!(begun["payment_url"].is_string(), "{begun}");
    let again = ada.post(&checkout, json!({})).await.expect(200);
    assert_eq!(again["payment_url"], begun["payment_url"]);

    let eve = system.member("eve").await;
    eve.post(&checkout, json!({}))
        .await
        .refused(404, "order-unknown");
    ada.pays(&begun, "4242 4242 4242 4242").await.expect(200);
    ada.post(&checkout, json!({}))
        .await
        .refused(409, "order-paid-already");
    let by_invoice = ada.orders("us", 1, "invoice").await.expect(201);
    let checkout = format!(
        "/orders/{}/checkout",
        by_invoice["number"].as_str().unwrap()
    );
    ada.post(&checkout, json!({}))
        .await
        .refused(409, "not-by-card");
}

#[tokio::test]
async fn a_checkout_link_that_was_changed_is_refused() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let mut order = ada.orders("us", 1, "card").await.expect(201);
    let url = order["payment_url"]
        .as_str()
        .unwrap()
        .replace("amount=3600", "amount=1");
    order["payment_url"] = json!(url);
    assert_eq!(ada.pays(&order, "4242424242424242").await.status, 400);
}

/// Waits until an order's page shows this state of its mail.
async fn shows(person: &Person<'_>, number: &str, mail: &str) -> Value {
    for _ in 0..200 {
        let order = person.get(&format!("/orders/{number}")).await.expect(200);
        if order["mail"] == mail {
            return order;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the mail of {number} is not {mail}");
}

async fn ordered_and_paid(system: &System, person: &Person<'_>, quantity: u32) -> String {
    let order = person.orders("us", quantity, "invoice").await.expect(201);
    let number = order["number"].as_str().unwrap().to_owned();
    let paid = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", paid).await.unwrap();
    number
}

async fn stored(system: &System, number: &str) -> Order {
    let number = OrderNumber::try_from(number.to_owned()).unwrap();
    let order = system.platform().store().order(&number).await.unwrap();
    order.unwrap()
}

#[tokio::test]
async fn a_mail_that_ses_does_not_take_now_rests_and_one_set_of_keys_is_sent_later() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    system.is_unavailable("ses", 100).await;
    let number = ordered_and_paid(&system, &ada, 2).await;
    shows(&ada, &number, "on-its-way").await;
    while !matches!(stored(&system, &number).await.delivery,
        OrderMail::Due { until: Some(until), .. } if until > system.platform().now() + MAIL_CLAIM)
    {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(
        stored(&system, &number).await.version,
        3,
        "paid, claimed, at rest: no write of an attempt starts another"
    );
    system.is_unavailable("ses", 0).await;
    system.clock_moves("7 minutes").await;
    let mailed = keys_in(&system.mail(EMAIL, &number).await);
    assert_eq!(mailed.len(), 2);
    shows(&ada, &number, "mailed").await;
    assert_eq!(system.mails(EMAIL).await.len(), 1);
    ada.post(&format!("/orders/{number}/license-email"), json!({}))
        .await
        .expect(200);
    let mails = system.mails(EMAIL).await;
    assert_eq!(mails.len(), 2);
    assert_eq!(keys_in(&mails[0]), mailed, "the same keys again");
}

#[tokio::test]
async fn an_order_that_can_never_be_mailed_is_parked_and_stops_no_other_until_its_buyer_asks() {
    let system = System::start().await;
    let (ada, bob) = (system.member("ada").await, system.member("bob").await);
    system.fails("ses", 1).await;
    let refused = ordered_and_paid(&system, &ada, 1).await;
    let parked = shows(&ada, &refused, "not-mailed").await;
    assert_eq!(parked["mailed_at"], Value::Null);
    let why = stored(&system, &refused).await.delivery;
    assert!(why.parked().unwrap().contains("BadRequestException"));
    let other = ordered_and_paid(&system, &bob, 1).await;
    system.mail(&bob.email(), &other).await;
    system.clock_moves("1 day").await;
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(system.mails(EMAIL).await.len(), 0, "nobody tries again");

    let mut ada = ada;
    ada.sign_in("ada", phone_otp_tests::PASSWORD)
        .await
        .expect(201);
    let resend = format!("/orders/{refused}/license-email");
    system.fails("ses", 1).await;
    ada.post(&resend, json!({}))
        .await
        .refused(502, "delivery-failed");
    let asked = ada.post(&resend, json!({})).await.expect(200);
    assert_eq!(asked["mail"], "mailed");
    let key = keys_in(&system.mail(EMAIL, &refused).await).remove(0);
    ada.enters(&key).await.expect(201);
}

#[tokio::test]
async fn an_order_that_the_stream_has_forgotten_or_whose_attempt_died_is_mailed_by_the_schedule() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    let number = order["number"].as_str().unwrap();
    let mut forgotten = stored(&system, number).await;
    let (platform, now) = (system.platform(), system.platform().now());
    let payment = Payment {
        provider: INVOICE.to_owned(),
        reference: "bank".to_owned(),
        event: None,
        paid: None,
    };
    forgotten.pay(payment, now);
    // As an attempt leaves it that died at once: the stream passes on nothing that was claimed.
    forgotten.delivery = forgotten.delivery.claim(now).unwrap();
    let change = Change::by(Actor::System, now);
    let store = platform.store();
    store.save_order(&mut forgotten, &change).await.unwrap();
    system.clock_moves("7 minutes").await;
    assert_eq!(keys_in(&system.mail(EMAIL, number).await).len(), 1);
}

#[tokio::test]
async fn a_due_order_that_cannot_be_read_stops_no_other_and_waits() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    system.is_unavailable("ses", 200).await;
    let unreadable = ordered_and_paid(&system, &ada, 1).await;
    let whole = ordered_and_paid(&system, &ada, 1).await;
    for number in [&unreadable, &whole] {
        while stored(&system, number).await.version < 3 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }
    let platform = system.platform();
    let (client, table) = (platform.store().client(), &platform.config.records_table);
    let items = client.scan().table_name(table).send().await.unwrap();
    let mut items = items.items.unwrap().into_iter();
    let is_order = |item: &HashMap<String, AttributeValue>| {
        let number = item.get("number").and_then(|number| number.as_s().ok());
        item.contains_key("lines") && number == Some(&unreadable)
    };
    let mut item = items.find(is_order).unwrap();
    let newer = AttributeValue::S("of-a-newer-version".to_owned());
    item.insert("payment_method".to_owned(), newer);
    let key = [("pk", item["pk"].clone()), ("sk", item["sk"].clone())];
    let put = client.put_item().table_name(table).set_item(Some(item));
    put.send().await.unwrap();
    system.is_unavailable("ses", 0).await;
    system.clock_moves("7 minutes").await;
    system.mail(EMAIL, &whole).await;
    let later = (platform.now() + MAIL_RETRY_FIRST).as_second();
    for _ in 0..100 {
        let get = client.get_item().table_name(table);
        let get = key
            .iter()
            .fold(get, |get, (name, value)| get.key(*name, value.clone()));
        let kept = get.send().await.unwrap().item.unwrap();
        let due_at: i64 = kept["due_at"].as_n().unwrap().parse().unwrap();
        if due_at > later {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it does not wait");
}

#[tokio::test]
async fn an_event_that_arrives_twice_at_once_mails_once() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    let number = order["number"].as_str().unwrap();
    let paid = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", paid).await.unwrap();
    let event = json!({ "Records": [{
        "eventID": "1", "eventName": "MODIFY", "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "dynamodb": { "NewImage": { "number": { "S": number } }, "Keys": {}, "SequenceNumber": "1", "SizeBytes": 1,
                      "ApproximateCreationDateTime": 1.0, "StreamViewType": "NEW_IMAGE" },
    }] });
    let (one, two) = tokio::join!(
        system.invoke("deliver-license-email", event.clone()),
        system.invoke("deliver-license-email", event)
    );
    one.unwrap();
    two.unwrap();
    system.mail(EMAIL, number).await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(system.mails(EMAIL).await.len(), 1);
}

#[tokio::test]
async fn license_mail_is_sent_again_for_paid_orders_of_the_buyer_and_not_too_often() {
    let system = System::start().await;
    let (ada, eve) = (system.member("ada").await, system.member("eve").await);
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    let number = order["number"].as_str().unwrap();
    let path = format!("/orders/{number}/license-email");
    ada.post(&path, json!({}))
        .await
        .refused(409, "order-not-paid");
    eve.post(&path, json!({}))
        .await
        .refused(404, "order-unknown");
    eve.get(&format!("/orders/{number}"))
        .await
        .refused(404, "order-unknown");
    let paid = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", paid).await.unwrap();
    system.mail(EMAIL, number).await;
    system.fails("ses", 1).await;
    ada.post(&path, json!({}))
        .await
        .refused(502, "delivery-failed");
    ada.post(&path, json!({})).await.expect(200);
    let limited = ada.post(&path, json!({})).await;
    // The clock goes on while the test runs.
    let seconds: u32 = limited.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((30..=60).contains(&seconds), "{seconds}");
    let limited = limited.refused(429, "too-many-requests");
    assert_eq!(limited["retry_after"], seconds);
}

#[tokio::test]
async fn an_idempotency_key_places_one_order() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let place = async |quantity: u32| {
        let order = json!({
            "lines": [{ "product": "us", "quantity": quantity }],
            "payment_method": "invoice",
            "billing_address": address(),
        });
        let request = ada
            .request(Method::POST, "/orders")
            .header("idempotency-key", "one")
            .json(&order);
        ada.send(request).await
    };
    let (one, two) = tokio::join!(place(1), place(1));
    let (one, two) = if one.status == 201 {
        (one, two)
    } else {
        (two, one)
    };
    let one = one.expect(201);
    assert_eq!(one["number"], two.expect(200)["number"]);
    place(2).await.refused(422, "idempotency-key-reused");
    // More replays than orders are allowed, and they write nothing.
    let before = system.consumed().write;
    for _ in 0..=ORDERS_PER_ACCOUNT.windows[0].most {
        assert_eq!(one["number"], place(1).await.expect(200)["number"]);
    }
    assert!((system.consumed().write - before).abs() < 0.1);
    assert_eq!(ada.account().await["orders"].as_array().unwrap().len(), 1);
    ada.orders("us", 1, "invoice").await.expect(201);
}

#[tokio::test]
async fn an_order_that_cannot_be_is_refused_by_field() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    ada.orders("us", 0, "card")
        .await
        .refused(422, "order-empty");
    ada.orders("us", 51, "card")
        .await
        .refused(422, "order-too-large");
    let unknown = ada
        .orders("gold", 1, "card")
        .await
        .refused(400, "invalid-request");
    assert_eq!(unknown["field"], "lines[0].product");
    assert_eq!(unknown["detail"], "is not a product");
    let order = json!({
        "lines": [{ "product": "us", "quantity": 1 }],
        "payment_method": "card",
        "billing_address": { "name": "Ada", "line1": " ", "city": "London", "country": "GB" },
    });
    let empty = ada
        .post("/orders", order.clone())
        .await
        .refused(400, "invalid-request");
    assert_eq!(empty["field"], "billing_address.line1");
    system
        .visitor()
        .post("/orders", order)
        .await
        .refused(401, "not-signed-in");
}

#[tokio::test]
async fn of_two_accounts_that_race_for_one_key_one_wins() {
    let system = System::start().await;
    let (ada, eve) = (system.member("ada").await, system.member("eve").await);
    let key = ada.buys_a_key("us").await;
    let (one, two) = tokio::join!(ada.enters(&key), eve.enters(&key));
    let (winner, loser) = if one.status == 201 {
        (&ada, two)
    } else {
        (&eve, one)
    };
    loser.refused(409, "license-used");
    assert_eq!(
        winner.account().await["credential"]["state"],
        "ready-for-phone"
    );
    assert_eq!(
        winner.enters(&key).await.expect(200)["state"],
        "ready-for-phone",
        "entered again by its owner"
    );
}

#[tokio::test]
async fn a_key_that_its_owner_enters_several_times_at_once_is_entered_for_each_request() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let key = ada.buys_a_key("us").await;
    let answers = tokio::join!(ada.enters(&key), ada.enters(&key), ada.enters(&key));
    let answers = [answers.0, answers.1, answers.2];
    let mut entered: Vec<u16> = answers.iter().map(|one| one.status.as_u16()).collect();
    entered.sort_unstable();
    assert_eq!(entered, [200, 200, 201], "{answers:?}");
    for answer in answers {
        assert_eq!(answer.body["state"], "ready-for-phone");
    }
}

#[tokio::test]
async fn a_key_that_is_mistyped_incomplete_or_unknown_is_told_apart() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let key = ada.buys_a_key("us").await;
    let last = if key.ends_with('0') { "1" } else { "0" };
    let mistyped = format!("{}{last}", &key[..28]);
    let refused = ada.enters(&mistyped).await.refused(422, "key-mistyped");
    assert_eq!(refused["field"], "license_key");
    ada.enters(&key[..20]).await.refused(422, "key-malformed");
    ada.enters("00000-00000-00000-00000-00000")
        .await
        .refused(404, "license-unknown");
    ada.enters(&format!(" {} ", key.to_lowercase()))
        .await
        .expect(201);
}

#[tokio::test]
async fn an_account_with_a_live_credential_is_told_to_renew_and_the_key_stays_unused() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us").await;
    let bob = system.member("bob").await;
    let key = ada.buys_a_key("us").await;
    let refused = ada.enters(&key).await.refused(409, "renew-instead");
    assert_eq!(refused["next_step"], "renew");
    bob.enters(&key).await.expect(201);
}

#[tokio::test]
async fn a_key_entered_after_its_term_has_lapsed() {
    let system = System::start().await;
    let mut ada = system.member("ada").await;
    let key = ada.buys_a_key("us").await;
    system.clock_moves("1 year").await;
    ada.sign_in("ada", phone_otp_tests::PASSWORD)
        .await
        .expect(201);
    ada.enters(&key).await.refused(409, "license-lapsed");
}

#[tokio::test]
async fn without_a_card_provider_there_are_invoices_only() {
    let system = System::start_set(&[("PHONE_OTP_PAYMENT_SECRET", "")]).await;
    let ada = system.member("ada").await;
    let catalogue = ada.get("/products").await.expect(200);
    assert_eq!(catalogue["payment_methods"], json!(["invoice"]));
    ada.orders("us", 1, "card")
        .await
        .refused(409, "card-not-offered");
    ada.orders("us", 1, "invoice").await.expect(201);
}

#[tokio::test]
async fn a_product_is_shown_and_sold_at_the_configured_price() {
    let prices = json!({
        "currency": "usd",
        "products": { "us": { "price": 4_000, "renewal_price": 3_000 } },
    });
    let system = System::start().await;
    system.configure(json!({ "prices": prices })).await;
    let ada = system.member("ada").await;
    let catalogue = ada.get("/products").await.expect(200);
    let us = catalogue["products"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["product"] == "us")
        .unwrap();
    assert_eq!(us["price"]["amount"], 4_000);
    assert_eq!(us["renewal_price"]["amount"], 3_000);
    let order = ada.orders("us", 2, "invoice").await.expect(201);
    assert_eq!(
        order["total"],
        json!({ "amount": 8_000, "currency": "usd" })
    );
}

#[tokio::test]
async fn no_order_is_placed_while_the_secret_of_its_keys_cannot_be_read() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    system.fails("secrets", 1).await;
    let refused = ada.orders("us", 1, "invoice").await;
    refused.refused(503, "unavailable");
    assert_eq!(ada.account().await["orders"], json!([]));
    ada.orders("us", 1, "invoice").await.expect(201);
}

#[tokio::test]
async fn a_rotated_secret_makes_the_next_keys_and_kills_no_older_one() {
    let folder = std::env::temp_dir().join(format!("phone-otp-rotation-{}", std::process::id()));
    let system = System::start_with(Keep::Folder(folder.clone())).await;
    let ada = system.member("ada").await;
    let older = ada.buys_a_key("us").await;
    let number = ada.account().await["orders"][0]["number"].clone();
    let version = |secrets: Arc<Secrets>| secrets.newest().0;
    let running = system.platform();
    assert_eq!(version(running.secrets(0).await.unwrap()), 1);
    system.rotates_the_secret().await;
    assert_eq!(version(running.secrets(1).await.unwrap()), 1, "kept");
    assert_eq!(version(running.secrets(2).await.unwrap()), 2, "read again");
    let token = ada.token.clone();
    system.stop().await;

    let system = System::start_with(Keep::Folder(folder.clone())).await;
    let mut ada = system.visitor();
    ada.token = token;
    let resend = format!("/orders/{}/license-email", number.as_str().unwrap());
    ada.post(&resend, json!({})).await.expect(200);
    let mails = system.mails(EMAIL).await;
    assert_eq!(keys_in(&mails[0]), std::slice::from_ref(&older));
    ada.enters(&older).await.expect(201);

    let bob = system.member("bob").await;
    let newer = bob.buys_a_key("us").await;
    bob.enters(&newer).await.expect(201);
    let secrets = system.platform().secrets(0).await.unwrap();
    assert_eq!(version(secrets), 2);
    system.stop().await;
    std::fs::remove_dir_all(&folder).unwrap();
}
