//! What an account's activity says: what happened, who did it, from where, and whether its mail went out.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::UserId;
use domain::activity::{Activity, NoticeState};
use domain::change::{Actor, Change};
use domain::fact::Fact;
use domain::policy::{MAIL_RETRY_FIRST, MAIL_RETRY_LAST, RESETS_PER_ACCOUNT};
use local::Keep;
use phone_otp_tests::fixtures::event;
use phone_otp_tests::{PASSWORD, System, not};
use serde_json::json;

/// Waits until an account's activity, oldest first, fulfils a condition.
async fn activity(
    system: &System,
    user_id: &str,
    enough: impl Fn(&[Activity]) -> bool,
) -> Vec<Activity> {
    let account = UserId::try_from(user_id.to_owned()).unwrap().account();
    let begun = Instant::now();
    loop {
        let mut listed = system
            .platform()
            .store()
            .activity(&account, 100)
            .await
            .unwrap();
        listed.reverse();
        if enough(&listed) {
            return listed;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{listed:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn names(activity: &[Activity]) -> Vec<&'static str> {
    activity
        .iter()
        .map(|activity| activity.fact.telling().name)
        .collect()
}

fn has(activity: &[Activity], name: &str) -> bool {
    names(activity).contains(&name)
}

/// Whether an attempt at a notice has failed, and the notice rests for longer than a claim.
fn one_rests(activity: &[Activity]) -> bool {
    activity.iter().any(|activity| match activity.mail {
        NoticeState::Due { at, .. } => at.duration_since(activity.changed.at) >= MAIL_RETRY_FIRST,
        _ => false,
    })
}

#[tokio::test]
async fn all_that_a_person_does_is_listed_with_who_and_from_where_and_its_mails_are_sent() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    let listed = activity(&system, "ada", |listed| {
        has(listed, "phone-activated") && has(listed, "code-entered")
    })
    .await;
    let mut told = names(&listed);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            "account-created",
            "code-entered",
            "email-code-asked",
            "email-confirmed",
            "license-entered",
            "order-mailed",
            "order-paid",
            "order-placed",
            "phone-activated",
            "phone-registered",
            "signed-in",
        ]
    );
    for activity in &listed {
        let (by, placed) = match activity.fact.telling().name {
            "order-paid" => (Actor::Operator, false),
            "order-mailed" => (Actor::System, false),
            _ => (Actor::Owner, true),
        };
        assert_eq!(activity.changed.by, by, "{activity:?}");
        let network = activity.changed.from.as_ref().map(|place| &*place.network);
        assert_eq!(network, placed.then_some("192.0.2.0/24"), "{activity:?}");
    }
    system.mail("ada@example.com", "A phone was added").await;
    activity(&system, "ada", |listed| {
        listed.iter().all(|activity| {
            let mailed = activity.fact.telling().mail.is_some();
            mailed == matches!(activity.mail, NoticeState::Sent { .. })
        })
    })
    .await;

    system.clock_moves("1 minute").await;
    ada.sign_in("ada", PASSWORD).await.expect(201);
    activity(&system, "ada", |listed| {
        names(listed)
            .iter()
            .filter(|name| **name == "signed-in")
            .count()
            == 2
    })
    .await;
}

#[tokio::test]
async fn a_code_that_was_wrong_is_listed_and_a_password_that_was_wrong_is_not_until_it_locks() {
    let system = System::start().await;
    let mut ada = system.active("ada", "2025550123").await;
    system.clock_moves("1 minute").await;
    ada.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    ada.verifies(&not(&code)).await.refused(403, "wrong-code");
    let mut stranger = system.visitor();
    stranger.address = "198.51.100.9".to_owned();
    for _ in 0..9 {
        stranger
            .sign_in("ada", "not the password")
            .await
            .refused(401, "wrong-credentials");
    }
    let listed = activity(&system, "ada", |listed| has(listed, "code-wrong")).await;
    assert!(!has(&listed, "locked"));
    stranger
        .sign_in("ada", "not the password")
        .await
        .refused(401, "wrong-credentials");
    let listed = activity(&system, "ada", |listed| has(listed, "locked")).await;
    let is_lock = |activity: &&Activity| activity.fact.telling().name == "locked";
    let lock = listed.iter().find(is_lock).unwrap();
    assert_eq!(lock.changed.by, Actor::Unknown);
    let place = lock.changed.from.as_ref().unwrap();
    assert_eq!(place.network, "198.51.100.0/24");
    system.mail("ada@example.com", "Sign-in is locked").await;
}

#[tokio::test]
async fn nothing_is_written_for_an_account_that_does_not_exist() {
    let system = System::start().await;
    let mut stranger = system.visitor();
    stranger.address = "198.51.100.9".to_owned();
    for _ in 0..10 {
        stranger
            .sign_in("nobody", "not the password")
            .await
            .refused(401, "wrong-credentials");
    }
    system.member("ada").await;
    activity(&system, "ada", |listed| has(listed, "signed-in")).await;
    assert!(activity(&system, "nobody", |_| true).await.is_empty());
}

#[tokio::test]
async fn a_notice_that_ses_does_not_take_now_rests_and_is_sent_later() {
    let system = System::start().await;
    let ada = system.active("ada", "2025550123").await;
    system.mail("ada@example.com", "A phone was added").await;
    system.clock_moves("1 minute").await;
    ada.registers("text", "US", "2025550124").await.expect(201);
    let code = system.newest_code("2025550124").await;
    system.is_unavailable("ses", 100).await;
    ada.clone().verifies(&code).await.expect(200);
    let due = |activity: &Activity| matches!(activity.mail, NoticeState::Due { .. });
    activity(&system, "ada", one_rests).await;
    system.is_unavailable("ses", 0).await;
    system.clock_moves("6 minutes").await;
    activity(&system, "ada", |listed| !listed.iter().any(due)).await;
    let mails = system.mails("ada@example.com").await;
    let added = mails.iter().filter(|mail| {
        mail["subject"]
            .as_str()
            .unwrap()
            .contains("A phone was added")
    });
    assert_eq!(added.count(), 2);
}

#[tokio::test]
async fn a_notice_that_is_refused_for_good_is_parked_and_stops_no_other() {
    let system = System::start().await;
    let ada = system.active("ada", "2025550123").await;
    system.mail("ada@example.com", "A phone was added").await;
    system.fails("ses", 1).await;
    system.clock_moves("1 minute").await;
    ada.registers("text", "US", "2025550124").await.expect(201);
    let code = system.newest_code("2025550124").await;
    ada.clone().verifies(&code).await.expect(200);
    let listed = activity(&system, "ada", |listed| {
        listed
            .iter()
            .any(|activity| matches!(activity.mail, NoticeState::Parked { .. }))
    })
    .await;
    let mut parked = listed;
    parked.retain(|activity| matches!(activity.mail, NoticeState::Parked { .. }));
    assert_eq!(names(&parked), ["phone-activated"]);
    system.member("bob").await;
    system
        .visitor()
        .post("/password-resets", json!({ "user_id": "bob" }))
        .await
        .expect(202);
    system.mail("bob@example.com", "Reset your password").await;
}

#[tokio::test]
async fn a_record_that_comes_again_lists_and_mails_nothing_twice() {
    let system = System::start().await;
    let event = event("tell-facts", "phone-activated");
    system.member("ada").await;
    for _ in 0..2 {
        let answer = system.invoke("tell-facts", event.clone()).await.unwrap();
        assert_eq!(answer, json!({ "batchItemFailures": [] }));
    }
    let listed = activity(&system, "ada", |listed| has(listed, "phone-activated")).await;
    let activated = names(&listed)
        .into_iter()
        .filter(|name| *name == "phone-activated");
    assert_eq!(activated.count(), 1);
    let mails = system.mails("ada@example.com").await;
    assert_eq!(mails.len(), 1);
}

#[tokio::test]
async fn a_record_that_cannot_be_read_before_or_after_its_change_stops_no_other() {
    let system = System::start().await;
    system.member("ada").await;
    let whole = event("tell-facts", "phone-activated");
    let of_a_newer_version = |image: &str| {
        let mut record = whole["Records"][0].clone();
        record["eventID"] = json!(image);
        record["dynamodb"][image]["product"] = json!({ "S": "of a newer version" });
        record
    };
    let event = json!({ "Records": [
        of_a_newer_version("NewImage"),
        of_a_newer_version("OldImage"),
        whole["Records"][0].clone(),
    ] });
    let answer = system.invoke("tell-facts", event).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    let listed = activity(&system, "ada", |listed| has(listed, "phone-activated")).await;
    let activated = names(&listed)
        .into_iter()
        .filter(|name| *name == "phone-activated");
    assert_eq!(activated.count(), 1);
    assert!(!has(&listed, "license-entered"));
}

#[tokio::test]
async fn a_due_notice_that_cannot_be_read_stops_no_other_and_waits() {
    let system = System::start().await;
    system.member("ada").await;
    let platform = system.platform();
    let account = UserId::try_from("ada".to_owned()).unwrap().account();
    let now = platform.now();
    for id in ["unreadable", "whole"] {
        let due = Activity {
            id: id.to_owned(),
            changed: Change::by(Actor::System, now),
            fact: Fact::PasswordChanged,
            mail: NoticeState::Due {
                at: now,
                attempts: 1,
            },
        };
        platform
            .store()
            .list_activity(&account, &due)
            .await
            .unwrap();
    }
    let (client, table) = (platform.store().client(), &platform.config.records_table);
    let key = format!("activity#{:012}#unreadable", now.as_second());
    let (pk, sk) = (
        AttributeValue::S(account.to_string()),
        AttributeValue::S(key),
    );
    client
        .update_item()
        .table_name(table)
        .key("pk", pk.clone())
        .key("sk", sk.clone())
        .update_expression("SET fact.#name = :name")
        .expression_attribute_names("#name", "name")
        .expression_attribute_values(":name", AttributeValue::S("of-a-newer-version".to_owned()))
        .send()
        .await
        .unwrap();
    let run = event("retry-notices", "due");
    system.invoke("retry-notices", run).await.unwrap();
    system.mail("ada@example.com", "Your password").await;
    let get = client
        .get_item()
        .table_name(table)
        .key("pk", pk)
        .key("sk", sk);
    let kept = get.send().await.unwrap().item.unwrap();
    let due_at: i64 = kept["due_at"].as_n().unwrap().parse().unwrap();
    assert!(due_at >= (now + MAIL_RETRY_LAST).as_second());
    let listed = activity(&system, "ada", |_| true).await;
    assert!(listed.iter().any(|activity| activity.id == "whole"));
}

#[tokio::test]
async fn the_link_of_a_reset_is_mailed_late_and_not_after_another_link_was_used() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let ask = async || {
        let ask = json!({ "user_id": "ada" });
        ada.post("/password-resets", ask).await.expect(202)
    };
    system.is_unavailable("ses", 100).await;
    ask().await;
    activity(&system, "ada", one_rests).await;
    system.is_unavailable("ses", 0).await;
    ask().await;
    let mail = system.mail("ada@example.com", "Reset your password").await;
    let text = mail["text"].as_str().unwrap();
    let token = text.split("/password-resets/").nth(1).unwrap();
    let token = token.split_whitespace().next().unwrap();
    let new = json!({ "password": "another good long password" });
    let link = format!("/password-resets/{token}");
    ada.post(&link, new).await.expect(204);
    system.mail("ada@example.com", "password was changed").await;
    system.clock_moves("6 minutes").await;
    activity(&system, "ada", |listed| {
        listed
            .iter()
            .any(|activity| activity.mail == NoticeState::Outdated)
    })
    .await;
    assert_eq!(system.mails("ada@example.com").await.len(), 2);
}

#[tokio::test]
async fn resets_whose_links_cannot_be_mailed_leave_the_limit_as_it_was() {
    let system = System::start().await;
    let ada = system.member("ada").await;
    let ask = async || {
        let ask = json!({ "user_id": "ada" });
        ada.post("/password-resets", ask).await.expect(202)
    };
    let parked = |activity: &&Activity| matches!(activity.mail, NoticeState::Parked { .. });
    let most = RESETS_PER_ACCOUNT.windows[0].most;
    for count in 1..=most {
        // Refused at once, or after an attempt that failed.
        let later = count == 1;
        if later {
            system.is_unavailable("ses", 100).await;
            ask().await;
            activity(&system, "ada", one_rests).await;
            system.fails("ses", 1).await;
            system.clock_moves("6 minutes").await;
        } else {
            system.fails("ses", 1).await;
            ask().await;
        }
        activity(&system, "ada", |all| {
            all.iter().filter(parked).count() == count
        })
        .await;
    }
    let mailed = |activity: &&Activity| {
        let reset = names(std::slice::from_ref(*activity)) == ["reset-asked"];
        reset && matches!(activity.mail, NoticeState::Sent { .. })
    };
    for count in 1..=most {
        ask().await;
        activity(&system, "ada", |all| {
            all.iter().filter(mailed).count() == count
        })
        .await;
    }
}

#[tokio::test]
async fn a_second_start_mails_the_link_of_a_reset_that_stayed_due() {
    let folder = std::env::temp_dir().join(format!("phone-otp-due-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let system = System::start_with(Keep::Folder(folder.clone())).await;
    system.member("ada").await;
    system.is_unavailable("ses", 10_000).await;
    let ask = json!({ "user_id": "ada" });
    let visitor = system.visitor();
    visitor.post("/password-resets", ask).await.expect(202);
    activity(&system, "ada", one_rests).await;
    drop(visitor);
    system.stop().await;

    // Nothing has read the secret yet that the link is derived from.
    let system = System::start_with(Keep::Folder(folder.clone())).await;
    system.clock_moves("6 minutes").await;
    let mail = system.mail("ada@example.com", "Reset your password").await;
    let text = mail["text"].as_str().unwrap();
    let (_, link) = text.split_once("#/").unwrap();
    let link = link.split_whitespace().next().unwrap();
    let new = json!({ "password": "another horse battery staple" });
    system
        .visitor()
        .post(&format!("/{link}"), new)
        .await
        .expect(204);
    system.stop().await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    std::fs::remove_dir_all(&folder).unwrap();
}
