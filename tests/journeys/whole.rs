//! All six steps, for each product and payment method.

use domain::product::{Coverage, Product};
use phone_otp_tests::{PASSWORD, Person, System, keys_in};
use serde_json::json;

/// Instantly in the United States, by video elsewhere.
async fn proves_identity(system: &System, person: &Person<'_>, country: &str) {
    if country == "US" {
        let started = json!({ "method": "instant", "legal_name": "Ada Lovelace" });
        let started = person
            .post("/credential/proofing", started)
            .await
            .expect(200);
        let answers: Vec<_> = started["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|question| json!({ "question_id": question["id"], "choice": question["choices"][0] }))
            .collect();
        let graded = person
            .post(
                "/credential/proofing/answers",
                json!({ "answers": answers }),
            )
            .await
            .expect(200);
        assert_eq!(graded["outcome"], "passed");
    } else {
        let at = (system.platform().now() + jiff::SignedDuration::from_hours(24)).to_string();
        let start =
            json!({ "method": "video", "legal_name": "Ada Lovelace", "appointment_at": at });
        person.post("/credential/proofing", start).await.expect(200);
        let decided = json!({ "request_id": "1", "user_id": "ada", "outcome": "passed" });
        let decided = system.invoke("decide-proofing", decided).await.unwrap();
        let code = json!({ "activation_code": decided["activation_code"] });
        person
            .post("/credential/proofing/code", code)
            .await
            .expect(200);
    }
}

/// Buys, enters, proves, binds, signs in and renews.
async fn six_steps(product: Product, payment_method: &str) {
    println!("{}, by {payment_method}", product.id);
    let system = System::start().await;
    let (country, number) = match product.coverage {
        Coverage::Us => ("US", "2025550123"),
        Coverage::International => ("DE", "+4915123456789"),
    };
    let mut ada = system.member_in("ada", country).await;

    let order = ada.orders(product.id, 1, payment_method).await.expect(201);
    let order_number = order["number"].as_str().unwrap().to_owned();
    assert_eq!(order["status"], "awaiting-payment");
    if payment_method == "card" {
        ada.pays(&order, "4242 4242 4242 4242").await.expect(200);
    } else {
        let paid = json!({ "order_number": order_number, "reference": "bank transfer 7" });
        system.invoke("record-payment", paid).await.unwrap();
    }
    let mail = system.mail("ada@example.com", &order_number).await;
    let name = order["lines"][0]["name"].as_str().unwrap();
    assert!(mail["text"].as_str().unwrap().contains(name), "{mail}");
    let key = keys_in(&mail).remove(0);

    let entered = ada
        .enters(&key.to_lowercase().replace('-', " "))
        .await
        .expect(201);
    assert_eq!(entered["product"], product.id);
    assert_eq!(entered["product_name"], name);
    assert_eq!(entered["years"], product.years);
    if product.proofing {
        assert_eq!(entered["next_step"], "start-proofing");
        proves_identity(&system, &ada, country).await;
    }
    assert_eq!(ada.account().await["next_step"], "register-phone");

    let channel = if country == "US" { "text" } else { "voice" };
    ada.registers(channel, country, number).await.expect(201);
    let verified = ada
        .verifies(&system.newest_code(number).await)
        .await
        .expect(200);
    assert_eq!(verified["session"]["strength"], "phone-otp");
    assert_eq!(verified["session"]["proofed"], product.proofing);
    assert_eq!(verified["credential"]["state"], "active");
    system.mail("ada@example.com", "A phone was added").await;

    system.clock_moves("10 minutes").await;
    let signed_in = ada.sign_in("ada", PASSWORD).await.expect(201);
    assert_eq!(signed_in["code_expected"], true);
    assert_eq!(signed_in["session"]["strength"], "password");
    let before = system.phone(number).await.len();
    ada.asks_for_a_code("").await.expect(201);
    while system.phone(number).await.len() == before {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    ada.verifies(&system.newest_code(number).await)
        .await
        .expect(200);
    ada.get("/applications/documents").await.expect(200);

    let expires_at = ada.account().await["credential"]["expires_at"]
        .as_str()
        .unwrap()
        .to_owned();
    let months = 12 * u32::from(product.years) - 1;
    system.clock_moves(&format!("{months} months")).await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    let renewal =
        json!({ "payment_method": payment_method, "billing_address": phone_otp_tests::address() });
    let renewal = ada.post("/renewals", renewal).await.expect(201);
    if payment_method == "card" {
        ada.pays(&renewal, "4242424242424242").await.expect(200);
    } else {
        let paid = json!({ "order_number": renewal["number"], "reference": "bank transfer 8" });
        system.invoke("record-payment", paid).await.unwrap();
    }
    system.mail("ada@example.com", "is renewed").await;
    let renewed = ada.account().await["credential"]["expires_at"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        renewed[..4].parse::<i32>().unwrap(),
        expires_at[..4].parse::<i32>().unwrap() + i32::from(product.years)
    );
    assert_eq!(renewed[4..], expires_at[4..]);
}

#[tokio::test]
async fn each_product_is_bought_used_and_renewed_by_card() {
    for product in Product::ALL {
        six_steps(*product, "card").await;
    }
}

#[tokio::test]
async fn each_product_is_bought_used_and_renewed_by_invoice() {
    for product in Product::ALL {
        six_steps(*product, "invoice").await;
    }
}
