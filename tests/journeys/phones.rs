//! Phones: which are bound, and when they change.

use domain::policy::PHONES_PER_CREDENTIAL;
use phone_otp_tests::{PASSWORD, System};
use serde_json::json;

#[tokio::test]
async fn a_product_covers_its_phones_and_refuses_the_others() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us").await;
    for (country, number) in [
        ("PR", "787 766 0123"),
        ("US", "787 766 0123"),
        ("DE", "0151 23456789"),
    ] {
        ada.registers("text", country, number)
            .await
            .refused(422, "phone-not-covered");
    }
    ada.registers("text", "US", "900 555 0123")
        .await
        .refused(422, "phone-type-refused");
    let nonsense = ada
        .registers("text", "US", "12")
        .await
        .refused(422, "not-a-phone-number");
    assert_eq!(nonsense["field"], "number");
    let eve = system.licensed("eve", "international").await;
    eve.registers("text", "US", "202 555 0123")
        .await
        .refused(422, "phone-not-covered");
    let fixed = eve
        .registers("text", "GB", "020 7031 3000")
        .await
        .refused(422, "phone-cannot-text");
    assert_eq!(fixed["next_step"], "choose-voice");
    eve.registers("voice", "GB", "020 7031 3000")
        .await
        .expect(201);
    eve.registers("text", "PR", "787 766 0123")
        .await
        .expect(201);
}

#[tokio::test]
async fn so_many_phones_at_most_none_twice_and_a_second_is_advised() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    assert_eq!(ada.account().await["next_step"], "add-second-phone");
    ada.registers("text", "US", "2025550123")
        .await
        .refused(409, "phone-duplicate");
    let mut others = (2_025_550_124u64..).map(|number| number.to_string());
    for number in others.by_ref().take(PHONES_PER_CREDENTIAL - 1) {
        system.clock_moves("3 minutes").await;
        ada.registers("text", "US", &number).await.expect(201);
        ada.verifies(&system.newest_code(&number).await)
            .await
            .expect(200);
    }
    assert!(ada.account().await.get("next_step").is_none());
    ada.registers("text", "US", &others.next().unwrap())
        .await
        .refused(409, "too-many-phones");
}

#[tokio::test]
async fn once_a_phone_is_active_phones_change_only_under_phone_otp() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    system.clock_moves("1 minute").await;
    ada.registers("text", "US", "2025550124").await.expect(201);
    let (first, second) = (ada.phone_id("0123").await, ada.phone_id("0124").await);

    let elevated = ada.clone();
    ada.sign_in("ada", PASSWORD).await.expect(201);
    ada.registers("text", "US", "2025550125")
        .await
        .refused(403, "phone-otp-needed");
    ada.delete(&format!("/credential/phones/{second}"))
        .await
        .refused(403, "phone-otp-needed");
    system.clock_moves("1 minute").await;
    let refused = ada
        .asks_for_a_code("0124")
        .await
        .refused(403, "phone-otp-needed");
    assert_eq!(
        refused["next_step"], "send-otp",
        "a password alone does not finish what was begun under Phone OTP"
    );

    elevated
        .delete(&format!("/credential/phones/{first}"))
        .await
        .refused(409, "last-active-phone");
    let kept = elevated
        .delete("/credential/phones/phone_0")
        .await
        .expect(200);
    assert_eq!(kept["phones"].as_array().unwrap().len(), 2);
    let mut elevated = elevated;
    elevated.asks_for_a_code("0124").await.expect(201);
    elevated
        .verifies(&system.newest_code("2025550124").await)
        .await
        .expect(200);
    elevated
        .delete(&format!("/credential/phones/{first}"))
        .await
        .expect(200);
    system.mail("ada@example.com", "A phone was removed").await;
}

#[tokio::test]
async fn the_same_registration_or_removal_again_is_the_same_and_done_once() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us").await;
    let first = ada.registers("text", "US", "2025550123").await.expect(201);
    let mut again = ada
        .registers("text", "US", "(202) 555-0123")
        .await
        .expect(201);
    again["challenge"]["resend_in"] = first["challenge"]["resend_in"].clone();
    again["challenge"]["expires_in"] = first["challenge"]["expires_in"].clone();
    let not_sent = again.as_object_mut().unwrap().remove("not_sent").unwrap();
    assert_eq!(not_sent["type"], "outcome-unknown", "it does not know");
    assert_eq!(first, again);
    assert_eq!(system.phone("2025550123").await.len(), 1, "one code");
    let path = format!("/credential/phones/{}", ada.phone_id("0123").await);
    let removed = ada.delete(&path).await.expect(200);
    assert_eq!(ada.delete(&path).await.expect(200), removed);
}

#[tokio::test]
async fn a_mistyped_first_phone_can_be_removed_before_any_is_active() {
    let system = System::start().await;
    let mut ada = system.licensed("ada", "us").await;
    ada.registers("text", "US", "2025550123").await.expect(201);
    let id = ada.phone_id("0123").await;
    ada.delete(&format!("/credential/phones/{id}"))
        .await
        .expect(200);
    ada.verifies(&system.newest_code("2025550123").await)
        .await
        .refused(404, "phone-unknown");
}

#[tokio::test]
async fn a_phone_whose_first_code_could_not_be_sent_is_registered_and_sent_one_later() {
    let system = System::start().await;
    let mut ada = system.licensed("ada", "us").await;
    system.fails("sns", 1).await;
    let registered = ada.registers("text", "US", "2025550123").await.expect(201);
    assert_eq!(registered["not_sent"]["type"], "delivery-failed");
    ada.asks_for_a_code("0123").await.expect(201);
    ada.verifies(&system.newest_code("2025550123").await)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_phone_without_a_credential_is_refused_and_numbers_are_masked() {
    let system = System::start().await;
    let eve = system.member("eve").await;
    eve.registers("text", "US", "2025550123")
        .await
        .refused(409, "no-credential");
    let ada = system.active("ada", "2025550123").await;
    let account = ada.account().await;
    assert_eq!(
        account["credential"]["phones"][0]["number"],
        "+1 *** *** 0123"
    );
    assert_eq!(account["account"]["email"], "ada@example.com");
    assert!(!account.to_string().contains("202555"));
}

#[tokio::test]
async fn codes_are_sent_to_the_configured_countries_only() {
    let system = System::start().await;
    let countries = json!({ "countries": ["US", "GB"] });
    system.configure(countries).await;
    let ada = system.licensed("ada", "international").await;
    ada.registers("text", "DE", "0151 23456789")
        .await
        .refused(422, "country-not-served");
    ada.registers("text", "GB", "07400 123456")
        .await
        .expect(201);
}

#[tokio::test]
async fn a_range_of_numbers_under_attack_gets_no_codes() {
    let system = System::start().await;
    let blocked = json!({ "blocked_prefixes": ["+1 202 555 0"] });
    system.configure(blocked).await;
    let ada = system.licensed("ada", "us").await;
    ada.registers("text", "US", "2025550123")
        .await
        .refused(422, "number-range-blocked");
    assert!(system.phone("2025550123").await.is_empty());
    ada.registers("text", "US", "2065550123").await.expect(201);
}
