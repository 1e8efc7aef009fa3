//! Proving identity: by questions, or by video with an agent.

use phone_otp_tests::{Answer, Person, System};
use serde_json::{Value, json};

pub(crate) async fn starts_instant(person: &Person<'_>) -> Answer {
    let start = json!({ "method": "instant", "legal_name": "Ada Lovelace" });
    person.post("/credential/proofing", start).await
}

async fn starts_video(system: &System, person: &Person<'_>, hours: i64) -> Answer {
    let at = (system.platform().now() + jiff::SignedDuration::from_hours(hours)).to_string();
    let start = json!({ "method": "video", "legal_name": "Ada Lovelace", "appointment_at": at });
    person.post("/credential/proofing", start).await
}

/// Answers every question with its choice of this place.
pub(crate) async fn answers(person: &Person<'_>, started: &Value, choice: usize) -> Answer {
    let answers: Vec<Value> = started["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|question| json!({ "question_id": question["id"], "choice": question["choices"][choice] }))
        .collect();
    person
        .post(
            "/credential/proofing/answers",
            json!({ "answers": answers }),
        )
        .await
}

#[tokio::test]
async fn two_failed_instant_attempts_leave_video_and_a_third_failure_spends_the_license() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us-proofed").await;
    ada.registers("text", "US", "2025550123")
        .await
        .refused(409, "proofing-needed");
    for left in [json!(["instant", "video"]), json!(["video"])] {
        let started = starts_instant(&ada).await.expect(200);
        let graded = answers(&ada, &started, 3).await.expect(200);
        assert_eq!(
            (&graded["outcome"], &graded["methods"]),
            (&json!("failed"), &left)
        );
        system.mail("ada@example.com", "could not be proved").await;
    }
    let refused = starts_instant(&ada).await.refused(409, "only-video-left");
    assert_eq!(refused["next_step"], "video");
    starts_video(&system, &ada, 24).await.expect(200);
    let decided = json!({ "request_id": "1", "user_id": "ada", "outcome": "failed" });
    assert_eq!(
        system.invoke("decide-proofing", decided).await.unwrap()["methods"],
        json!([])
    );
    starts_video(&system, &ada, 24)
        .await
        .refused(409, "license-spent");
    assert_eq!(ada.account().await["credential"]["state"], "spent");
    let key = ada.buys_a_key("us").await;
    assert_eq!(
        ada.enters(&key).await.expect(201)["state"],
        "ready-for-phone",
        "another license takes its place"
    );
}

#[tokio::test]
async fn instant_is_for_accounts_in_the_united_states_only() {
    let system = System::start().await;
    let ada = system.member_in("ada", "DE").await;
    let key = ada.buys_a_key("international-proofed").await;
    let entered = ada.enters(&key).await.expect(201);
    assert_eq!(entered["proofing"]["methods"], json!(["video"]));
    starts_instant(&ada)
        .await
        .refused(409, "instant-proofing-us-only");
}

#[tokio::test]
async fn answers_count_once_however_often_they_are_sent() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us-proofed").await;
    let started = starts_instant(&ada).await.expect(200);
    let again = starts_instant(&ada).await.expect(200);
    assert_eq!(
        started["answer_until"], again["answer_until"],
        "the same set, until the same time"
    );
    let (one, two) = tokio::join!(answers(&ada, &started, 3), answers(&ada, &started, 3));
    assert_eq!(one.expect(200)["outcome"], "failed");
    assert_eq!(two.expect(200)["outcome"], "failed");
    assert_eq!(
        answers(&ada, &started, 3).await.expect(200)["outcome"],
        "failed"
    );
    assert_eq!(ada.account().await["credential"]["proofing"]["failures"], 1);
    answers(&ada, &started, 0)
        .await
        .refused(409, "no-questions-waiting");
}

#[tokio::test]
async fn incomplete_or_late_answers_are_no_attempt() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us-proofed").await;
    answers(&ada, &json!({ "questions": [] }), 0)
        .await
        .refused(409, "no-questions-waiting");
    let started = starts_instant(&ada).await.expect(200);
    let one = json!({ "answers": [{ "question_id": "street", "choice": "Maple Street" }] });
    ada.post("/credential/proofing/answers", one)
        .await
        .refused(422, "answers-incomplete");
    system.clock_moves("15 minutes").await;
    answers(&ada, &started, 0)
        .await
        .refused(409, "no-questions-waiting");
    assert_eq!(ada.account().await["credential"]["proofing"]["failures"], 0);
    let started = starts_instant(&ada).await.expect(200);
    answers(&ada, &started, 0).await.expect(200);
    system.mail("ada@example.com", "identity is proved").await;
    starts_instant(&ada).await.refused(409, "already-proofed");
}

#[tokio::test]
async fn the_agents_code_is_shown_once_and_redeemed_within_30_days() {
    let system = System::start().await;
    let mut ada = system.licensed("ada", "us-proofed").await;
    starts_video(&system, &ada, 0)
        .await
        .refused(422, "appointment-out-of-range");
    let missing = json!({ "method": "video", "legal_name": "Ada Lovelace" });
    let missing = ada
        .post("/credential/proofing", missing)
        .await
        .refused(400, "invalid-request");
    assert_eq!(missing["field"], "appointment_at");
    let passed = json!({ "request_id": "1", "user_id": "ADA", "outcome": "passed" });
    let refused = system
        .invoke("decide-proofing", passed.clone())
        .await
        .unwrap_err();
    assert!(refused.starts_with("no-appointment"), "{refused}");
    starts_video(&system, &ada, 24).await.expect(200);
    let decided = system
        .invoke("decide-proofing", passed.clone())
        .await
        .unwrap();
    let code = decided["activation_code"].as_str().unwrap();
    let again = system
        .invoke("decide-proofing", passed.clone())
        .await
        .unwrap();
    assert_eq!(
        again["activation_code"], code,
        "the answer may have been lost"
    );
    let other = json!({ "request_id": "other", "user_id": "ada", "outcome": "passed" });
    assert!(system.invoke("decide-proofing", other).await.is_err());
    system.clock_moves("10 minutes").await;
    assert!(system.invoke("decide-proofing", passed).await.is_err());
    starts_video(&system, &ada, 24)
        .await
        .refused(409, "activation-code-waiting");

    let redeem = async |person: &Person<'_>, code: &str| {
        person
            .post(
                "/credential/proofing/code",
                json!({ "activation_code": code }),
            )
            .await
    };
    redeem(&ada, "00000-00000-00000-00000")
        .await
        .refused(422, "wrong-activation-code");
    redeem(&ada, "0000").await.refused(422, "key-malformed");
    system.clock_moves("30 days").await;
    ada.sign_in("ada", phone_otp_tests::PASSWORD)
        .await
        .expect(201);
    redeem(&ada, code)
        .await
        .refused(409, "activation-code-expired");
    starts_video(&system, &ada, 24).await.expect(200);
    let decided = json!({ "request_id": "2", "user_id": "ada", "outcome": "passed" });
    let decided = system.invoke("decide-proofing", decided).await.unwrap();
    redeem(&ada, decided["activation_code"].as_str().unwrap())
        .await
        .expect(200);
}

#[tokio::test]
async fn the_legal_name_is_confirmed_once_and_no_proofing_is_needed_without_it() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us-proofed").await;
    let start = json!({ "method": "instant", "legal_name": "Ada King Lovelace" });
    ada.post("/credential/proofing", start).await.expect(200);
    starts_instant(&ada).await.refused(409, "legal-name-fixed");
    assert_eq!(
        ada.account().await["account"]["legal_name"],
        "Ada King Lovelace"
    );
    let bob = system.licensed("bob", "us").await;
    starts_instant(&bob)
        .await
        .refused(409, "proofing-not-needed");
    let eve = system.member("eve").await;
    starts_instant(&eve).await.refused(409, "no-credential");
}

#[tokio::test]
async fn a_bureau_that_does_not_answer_costs_no_attempt() {
    let system = System::start().await;
    let ada = system.licensed("ada", "us-proofed").await;
    let start = json!({ "method": "instant", "legal_name": "Ada Outage" });
    ada.post("/credential/proofing", start)
        .await
        .refused(503, "unavailable");
    let account = ada.account().await;
    assert_eq!(account["credential"]["proofing"]["failures"], 0);
    assert_eq!(account["account"]["name_fixed"], false);
}

#[tokio::test]
async fn without_a_bureau_there_is_video_only() {
    let system = System::start_set(&[("PHONE_OTP_INSTANT_PROOFING", "")]).await;
    let ada = system.licensed("ada", "us-proofed").await;
    let account = ada.account().await;
    assert_eq!(
        account["credential"]["proofing"]["methods"],
        json!(["video"])
    );
    ada.post(
        "/credential/proofing",
        json!({ "method": "instant", "legal_name": "Ada Lovelace" }),
    )
    .await
    .refused(409, "instant-not-offered");
}
