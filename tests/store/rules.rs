//! What the store keeps, and refuses to.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType, StreamSpecification, StreamViewType,
};
use domain::Timestamp;
use domain::account::{Account, AccountId, Subject};
use domain::activity::{Activity, NoticeState};
use domain::challenge::Challenge;
use domain::email_confirmation::{EmailChallenge, EmailConfirmation};
use domain::fact::Fact;
use domain::language::Language;
use domain::limits::{Limit, Window};
use domain::lockout::{Attempter, BrowserId, Factor, Guard};
use domain::order::{INVOICE, OrderMail, Payment, Status};
use domain::password::{Password, PasswordHash};
use domain::phone::Channel;
use domain::policy::{
    CALL_CLAIM, KNOWN_BROWSER_FAILURES, MAIL_CLAIM, SENDS_PER_ACCOUNT, SESSION_LIFE,
};
use domain::reminder::Progress;
use domain::reset::PasswordReset;
use domain::session::{Session, Token};
use jiff::SignedDuration;
use local::{Keep, Options, StartError};
use store::{
    DUE_PARTITIONS, DueMail, GuardError, LicenseEntry, LimitError, ListedActivity, NewPassword,
    Placed, RightCode, Store, StoreError,
};

use super::{account, at, change, credential, license, order, phone, platform, secret};

fn payment() -> Payment {
    Payment {
        provider: INVOICE.to_owned(),
        reference: "bank".to_owned(),
        event: None,
        paid: None,
    }
}

#[tokio::test]
async fn an_account_and_its_credential_come_back_as_they_were_saved() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    assert!(store.overview(&ada.id).await.unwrap().is_none());
    store.create_account(&ada, &change(at(0))).await.unwrap();
    let (found, none) = store
        .account_and_credential(&ada.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.user_id, found.legal_name, none.is_none()),
        (ada.user_id.clone(), ada.legal_name.clone(), true)
    );

    let license = license(platform, &ada);
    store.create_license(&license).await.unwrap();
    let mut entered = credential(&license);
    let pending = phone(platform);
    entered.add_phone(pending.clone()).unwrap();
    let entry = LicenseEntry {
        license: &license,
        account: &ada.id,
        credential: &entered,
        replaces: None,
    };
    store.enter_license(&entry, &change(at(0))).await.unwrap();
    let (_, saved) = store
        .account_and_credential(&ada.id)
        .await
        .unwrap()
        .unwrap();
    let saved = saved.unwrap();
    assert_eq!(saved.phones, [pending]);
    assert_eq!(
        (saved.proofing, saved.expires_at),
        (entered.proofing, entered.expires_at)
    );
    assert_eq!(
        store
            .license(&license.digest)
            .await
            .unwrap()
            .unwrap()
            .used_by,
        Some(ada.id.clone())
    );
}

#[tokio::test]
async fn an_account_is_completed_if_it_exists_and_keeps_the_subject_that_it_has() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    let [first, second] = [(); 2].map(|()| Subject::create(&mut platform.rng()));
    let complete = async |subject| {
        let language = Language::German;
        store.complete_account(&ada.id, language, subject).await
    };
    assert!(matches!(
        complete(&first).await,
        Err(StoreError::ConditionFailed)
    ));
    assert!(store.account(&ada.id).await.unwrap().is_none());
    store.create_account(&ada, &change(at(0))).await.unwrap();
    for subject in [&first, &second] {
        complete(subject).await.unwrap();
        let found = store.account(&ada.id).await.unwrap().unwrap();
        assert_eq!(found.language, Language::German);
        assert_eq!(found.subject.as_ref(), Some(&first));
    }
}

#[tokio::test]
async fn a_whole_account_is_saved_only_over_the_version_that_was_read() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    store.create_account(&ada, &change(at(0))).await.unwrap();
    let license = license(platform, &ada);
    store.create_license(&license).await.unwrap();
    let entered = credential(&license);
    let entry = LicenseEntry {
        license: &license,
        account: &ada.id,
        credential: &entered,
        replaces: None,
    };
    store.enter_license(&entry, &change(at(0))).await.unwrap();
    let held = store.credential(&ada.id).await.unwrap().unwrap();
    let subject = Subject::create(&mut platform.rng());
    store
        .complete_account(&ada.id, Language::German, &subject)
        .await
        .unwrap();
    let save = async |account: &Account| {
        store
            .save_credential_and_name(account, &held, &change(at(1)))
            .await
    };
    assert!(matches!(save(&ada).await, Err(StoreError::ConditionFailed)));
    let read = store.account(&ada.id).await.unwrap().unwrap();
    save(&read).await.unwrap();
    let saved = store.account(&ada.id).await.unwrap().unwrap();
    assert_eq!(saved.version, read.version + 1);
    assert_eq!(saved.subject, Some(subject));
}

fn activity(id: &str, second: i64, mail: NoticeState) -> Activity {
    Activity {
        id: id.to_owned(),
        changed: change(at(second)),
        fact: Fact::PasswordChanged,
        mail,
    }
}

#[tokio::test]
async fn of_two_who_change_an_account_that_they_read_one_is_told_and_a_confirmed_one_goes_with_its_orders()
 {
    let platform = platform().await;
    let store = platform.store();
    let mut ada = account("ada");
    let challenge = EmailChallenge::ask(1, at(0), &mut platform.rng());
    ada.email_confirmation = EmailConfirmation::begin(Some(challenge));
    store.create_account(&ada, &change(at(0))).await.unwrap();
    let mut one = store.account(&ada.id).await.unwrap().unwrap();
    assert_eq!(one.email_confirmation, ada.email_confirmation);
    let mut two = one.clone();
    store.save_account(&mut one, &change(at(1))).await.unwrap();
    assert_eq!(one.version, 1);
    assert!(matches!(
        store.save_account(&mut two, &change(at(1))).await,
        Err(StoreError::ConditionFailed)
    ));

    let mut paid = order(platform, &ada, at(1));
    paid.pay(payment(), at(2));
    store
        .place_order(&paid, None, &change(at(2)))
        .await
        .unwrap();
    let mut confirmed = one.clone();
    confirmed.email_confirmation = EmailConfirmation::done();
    let mut late = confirmed.clone();
    let waiting = paid.clone();
    store
        .save_confirmed_account(
            &mut confirmed,
            std::slice::from_ref(&waiting),
            &change(at(3)),
        )
        .await
        .unwrap();
    let kept = store.order(&paid.number).await.unwrap().unwrap();
    assert_eq!(kept.version, paid.version + 1);
    assert_eq!(kept.delivery, paid.delivery);
    // Neither is written if the other has changed.
    late.version = confirmed.version;
    late.email_confirmation = ada.email_confirmation.clone();
    assert!(matches!(
        store
            .save_confirmed_account(&mut late, std::slice::from_ref(&waiting), &change(at(4)))
            .await,
        Err(StoreError::ConditionFailed)
    ));
    let kept = store.account(&ada.id).await.unwrap().unwrap();
    assert!(kept.email_confirmed());
}

#[tokio::test]
async fn a_fact_is_listed_once_and_its_mail_moves_only_from_where_it_stands() {
    let store = platform().await.store();
    let ada = account("ada").id;
    let fact = activity("one", 0, NoticeState::claimed(at(0)));
    assert!(matches!(
        store.list_activity(&ada, &fact).await.unwrap(),
        ListedActivity::New
    ));
    let sent = NoticeState::Sent { at: at(1) };
    let moved = store.save_notice(&ada, &fact, sent.clone()).await.unwrap();
    assert_eq!(moved.mail, sent);
    let stale = store.save_notice(&ada, &fact, NoticeState::claimed(at(2)));
    assert!(matches!(stale.await, Err(StoreError::ConditionFailed)));
    match store.list_activity(&ada, &fact).await.unwrap() {
        ListedActivity::Before(before) => assert_eq!(*before, moved),
        ListedActivity::New => panic!("listed twice"),
    }
}

#[tokio::test]
async fn due_mails_are_found_once_their_time_has_come_and_an_account_lists_its_newest_facts_first()
{
    let store = platform().await.store();
    let (ada, bob) = (account("ada").id, account("bob").id);
    let due = |second| NoticeState::Due {
        at: at(second),
        attempts: 1,
    };
    let later = activity("later", 2, due(100));
    for (account, activity) in [
        (&ada, activity("due", 1, due(10))),
        (&ada, later.clone()),
        (&ada, activity("none", 3, NoticeState::None)),
        (&bob, activity("due too", 0, due(10))),
    ] {
        store.list_activity(account, &activity).await.unwrap();
    }
    let found = async |second| {
        let mut ids = Vec::new();
        for partition in DUE_PARTITIONS.chars() {
            let due = store.due(DueMail::Notices(partition), at(second), 10).await;
            for due in due.unwrap() {
                ids.push(store.due_activity(&due).await.unwrap().unwrap().id);
            }
        }
        ids.sort();
        ids
    };
    assert!(found(9).await.is_empty());
    assert_eq!(found(10).await, ["due", "due too"]);
    let sent = NoticeState::Sent { at: at(100) };
    store.save_notice(&ada, &later, sent).await.unwrap();
    assert_eq!(found(100).await, ["due", "due too"]);
    let listed = store.activity(&ada, 2).await.unwrap();
    let ids: Vec<&str> = listed.iter().map(|activity| activity.id.as_str()).collect();
    assert_eq!(ids, ["none", "later"]);
    assert!(store.overview(&ada).await.unwrap().is_none());
}

#[tokio::test]
async fn a_change_of_what_someone_else_changed_meanwhile_is_lost() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    store.create_account(&ada, &change(at(0))).await.unwrap();
    let license = license(platform, &ada);
    store.create_license(&license).await.unwrap();
    let entered = credential(&license);
    let entry = LicenseEntry {
        license: &license,
        account: &ada.id,
        credential: &entered,
        replaces: None,
    };
    store.enter_license(&entry, &change(at(0))).await.unwrap();
    let mut one = store.credential(&ada.id).await.unwrap().unwrap();
    let mut two = one.clone();
    store
        .save_credential(&ada.id, &mut one, &change(at(0)))
        .await
        .unwrap();
    store
        .save_credential(&ada.id, &mut one, &change(at(0)))
        .await
        .unwrap();
    assert!(matches!(
        store
            .save_credential(&ada.id, &mut two, &change(at(0)))
            .await,
        Err(StoreError::ConditionFailed)
    ));

    let mut paid = order(platform, &ada, at(0));
    assert!(matches!(
        store
            .place_order(&paid, None, &change(at(0)))
            .await
            .unwrap(),
        Placed::New(_)
    ));
    let mut late = paid.clone();
    paid.pay(payment(), at(1));
    store.save_order(&mut paid, &change(at(0))).await.unwrap();
    late.decline();
    assert!(matches!(
        store.save_order(&mut late, &change(at(0))).await,
        Err(StoreError::ConditionFailed)
    ));
    let found = store.order(&paid.number).await.unwrap().unwrap();
    assert!(matches!(found.status, Status::Paid { .. }));
    // The operation that follows the stream may have the mail already.
    assert_ne!(found.delivery, OrderMail::Waiting);
}

#[tokio::test]
async fn an_overview_has_the_newest_orders_first_and_no_more_than_it_shows() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    store.create_account(&ada, &change(at(0))).await.unwrap();
    let mut placed = Vec::new();
    for second in 0..12 {
        let order = order(platform, &ada, at(second));
        store
            .place_order(&order, None, &change(at(second)))
            .await
            .unwrap();
        placed.insert(0, order.number);
    }
    let overview = store.overview(&ada.id).await.unwrap().unwrap();
    let shown: Vec<_> = overview
        .orders
        .into_iter()
        .map(|order| order.number)
        .collect();
    assert_eq!(shown, placed[..10]);
    assert_eq!(overview.account.id, ada.id);
}

#[tokio::test]
async fn an_idempotency_key_is_forgotten_after_a_day_by_the_clock() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    let digest = |text: &str| domain::secret::Digest32::of(text.as_bytes());
    let place = async |request: &str, now| {
        let order = order(platform, &ada, now);
        store
            .place_order(&order, Some(("key", digest(request))), &change(now))
            .await
            .unwrap()
    };
    assert!(matches!(place("one", at(0)).await, Placed::New(_)));
    assert!(matches!(place("one", at(1)).await, Placed::Before(_)));
    assert!(matches!(place("two", at(86_399)).await, Placed::KeyReused));
    assert!(matches!(place("two", at(86_400)).await, Placed::New(_)));
}

#[tokio::test]
async fn a_session_holds_its_newest_challenge_and_dies_with_its_token() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    let (session, token) = Session::begin(&ada.id, at(0), &mut platform.rng());
    store.begin_session(&session).await.unwrap();
    let token = Token::parse(token.expose()).unwrap();
    let found = store
        .session(&token.account, &token.id)
        .await
        .unwrap()
        .unwrap();
    found.accepts(&token, at(0)).unwrap();
    assert_eq!(found.ends_at(), at(0) + SESSION_LIFE);

    let number = phone(platform);
    let (version, secret) = super::secret(platform).await;
    let issue = || Challenge::issue(&number, &secret, version, at(0), &mut platform.rng()).0;
    let (older, newer) = (issue(), issue());
    let save = async |challenge| store.save_challenge(&session, challenge, at(1)).await;
    assert!(save(&older).await.unwrap().is_none());
    store
        .reserve_attempt(&session, &older, at(1))
        .await
        .unwrap();
    let replaced = save(&newer).await.unwrap().unwrap();
    assert_eq!((&replaced.id, replaced.tries), (&older.id, 1));
    store
        .withdraw_challenge(&session, &newer, Some(&replaced))
        .await
        .unwrap();
    let again = store.reserve_attempt(&session, &older, at(1)).await;
    assert_eq!(
        again.unwrap().tries,
        2,
        "the earlier code is as good as it was"
    );
    save(&newer).await.unwrap();
    assert!(matches!(
        store.reserve_attempt(&session, &older, at(1)).await,
        Err(StoreError::ConditionFailed)
    ));
    for tries in 1..=5 {
        assert_eq!(
            store
                .reserve_attempt(&session, &newer, at(1))
                .await
                .unwrap()
                .tries,
            tries
        );
    }
    assert!(matches!(
        store.reserve_attempt(&session, &newer, at(1)).await,
        Err(StoreError::ConditionFailed)
    ));

    let license = license(platform, &ada);
    let (elevated, _) = session.elevate(
        Channel::Text,
        &credential(&license),
        at(2),
        &mut platform.rng(),
    );
    store
        .elevate_session(&session, &newer, &elevated, None, &change(at(0)))
        .await
        .unwrap();
    assert!(matches!(
        store
            .elevate_session(&session, &newer, &elevated, None, &change(at(0)))
            .await,
        Err(StoreError::ConditionFailed)
    ));
    assert!(matches!(
        store.touch_session(&session, at(3)).await,
        Err(StoreError::ConditionFailed)
    ));
    store.end_session(&elevated).await.unwrap();
    assert!(
        store
            .session(&token.account, &token.id)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_limit_counts_exactly_and_takes_back_what_did_not_come_to_be() {
    let platform = platform().await;
    let store = platform.store();
    let admit = async |second| {
        store
            .rate_limit(&SENDS_PER_ACCOUNT, "ada", at(second))
            .await
    };
    let counted = admit(0).await.unwrap();
    match admit(29).await {
        Err(LimitError::Reached(reached)) => assert_eq!(reached.retry_at, at(30)),
        other => panic!("{other:?}"),
    }
    store
        .undo_rate_limit(&SENDS_PER_ACCOUNT, "ada", &counted)
        .await
        .unwrap();
    store
        .undo_rate_limit(&SENDS_PER_ACCOUNT, "ada", &counted)
        .await
        .unwrap();
    admit(29).await.unwrap();
    for second in [59, 89, 119, 149] {
        admit(second).await.unwrap();
    }
    match admit(179).await {
        Err(LimitError::Reached(reached)) => assert_eq!(reached.retry_at, at(629)),
        other => panic!("{other:?}"),
    }
    store
        .rate_limit(&SENDS_PER_ACCOUNT, "bob", at(0))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_large_window_counts_in_an_item_that_keeps_its_size() {
    const OFFICE: Limit = Limit::new(
        "office",
        &[
            Window::new(3, SignedDuration::from_secs(10)),
            Window::new(100, SignedDuration::from_hours(1)),
        ],
    );
    let platform = platform().await;
    let store = platform.store();
    let admit = async |second| store.rate_limit(&OFFICE, "address", at(second)).await;
    let mut last = None;
    for second in 0..100 {
        let counted = store.counted(OFFICE.name, "address").await.unwrap();
        counted.check(&OFFICE, at(second * 10)).unwrap();
        last = Some(admit(second * 10).await.unwrap());
    }
    let free = match admit(1_000).await {
        Err(LimitError::Reached(reached)) => reached.retry_at,
        other => panic!("{other:?}"),
    };
    assert_eq!(free, at(3_636));
    let refused = store.require_room(&OFFICE, "address", at(1_000)).await;
    assert!(
        matches!(refused, Err(LimitError::Reached(_))),
        "{refused:?}"
    );
    let counted = store.counted(OFFICE.name, "address").await.unwrap();
    counted.check(&OFFICE, at(1_000)).unwrap_err();
    let last = last.unwrap();
    store
        .undo_rate_limit(&OFFICE, "address", &last)
        .await
        .unwrap();
    store
        .require_room(&OFFICE, "address", at(1_000))
        .await
        .unwrap();
    admit(1_000).await.unwrap();
    assert!(admit(1_010).await.is_err());
    // In the next period the hundred still count in part, and two periods later they do not.
    admit(3_636).await.unwrap();
    assert!(admit(3_636).await.is_err());
    for second in 0..100 {
        admit(10_800 + second * 10).await.unwrap();
    }
    assert!(admit(11_800).await.is_err());
}

#[tokio::test]
async fn a_months_cap_counts_in_the_same_item_and_starts_again_with_the_month() {
    const LIMIT: Limit = Limit::new("capped", &[Window::new(1, SignedDuration::from_secs(30))]);
    let capped = Limit {
        month: Some(2),
        ..LIMIT
    };
    let store = platform().await.store();
    let admit = async |second| store.rate_limit(&capped, "ada", at(second)).await;
    admit(0).await.unwrap();
    let counted = admit(60).await.unwrap();
    let next = match admit(120).await {
        Err(LimitError::Reached(reached)) => reached.retry_at,
        other => panic!("{other:?}"),
    };
    for _ in 0..2 {
        store
            .undo_rate_limit(&capped, "ada", &counted)
            .await
            .unwrap();
    }
    admit(180).await.unwrap();
    assert!(admit(240).await.is_err());
    store.rate_limit(&capped, "ada", next).await.unwrap();
}

#[tokio::test]
async fn times_that_no_window_looks_at_are_forgotten() {
    const LIMIT: Limit = Limit::new("test", &[Window::new(3, SignedDuration::from_secs(10))]);
    let platform = platform().await;
    for second in 0..40 {
        platform
            .store()
            .rate_limit(&LIMIT, "key", at(second * 10))
            .await
            .unwrap();
    }
    let item = platform
        .store()
        .client()
        .get_item()
        .table_name(&platform.config.sessions_table)
        .key("pk", AttributeValue::S("limit#test#key".to_owned()))
        .key("sk", AttributeValue::S("limit".to_owned()))
        .send()
        .await
        .unwrap()
        .item
        .unwrap();
    assert!(item["done"].as_l().unwrap().len() < 20);
    assert_eq!(
        item["ttl"].as_n().unwrap(),
        &at(410).as_second().to_string()
    );
}

/// Records a stranger's failed attempt, as an operation does: the guard is read first.
async fn fails(
    store: &Store,
    account: &AccountId,
    factor: Factor,
    second: i64,
) -> Result<u32, GuardError> {
    let guard = store.guard(account).await?;
    let failures = store
        .record_failure(
            account,
            factor,
            &guard,
            &Attempter::Stranger,
            &change(at(second)),
        )
        .await?;
    Ok(failures.count)
}

/// Records a right code, of a stranger or a known browser.
async fn enters_code(
    store: &Store,
    account: &AccountId,
    attempter: &Attempter,
    browser: Option<&BrowserId>,
    second: i64,
) -> Result<(), GuardError> {
    let guard = store.guard(account).await?;
    let right = RightCode {
        attempter,
        epoch: 0,
        browser,
    };
    store
        .record_right_code(account, &guard, &right, &change(at(second)))
        .await
}

async fn signs_in(
    store: &Store,
    account: &AccountId,
    attempter: &Attempter,
    epoch: u32,
    second: i64,
) -> Result<(), GuardError> {
    let guard = store.guard(account).await?;
    store
        .record_sign_in(account, epoch, &guard, attempter, &change(at(second)))
        .await
}

fn locked(result: Result<(), GuardError>) -> Option<Timestamp> {
    match result {
        Err(GuardError::Locked(locked)) => locked.until,
        other => panic!("{other:?}"),
    }
}

const STRANGER: Attempter = Attempter::Stranger;

#[tokio::test]
async fn failures_lock_by_steps_and_a_success_starts_again() {
    let store = platform().await.store();
    let ada = account("ada").id;
    for count in 1..=10 {
        assert_eq!(fails(store, &ada, Factor::Code, 0).await.unwrap(), count);
    }
    let failed = fails(store, &ada, Factor::Code, 899).await.map(|_| ());
    assert_eq!(locked(failed), Some(at(900)));
    let entered = enters_code(store, &ada, &STRANGER, None, 899).await;
    assert_eq!(locked(entered), Some(at(900)));
    let guard = store.guard(&ada).await.unwrap();
    let check = |factor, second| guard.check(factor, &STRANGER, at(second));
    assert_eq!(check(Factor::Code, 899).unwrap_err().until, Some(at(900)));
    check(Factor::Password, 899).unwrap();
    signs_in(store, &ada, &STRANGER, 0, 899).await.unwrap();
    assert_eq!(fails(store, &ada, Factor::Code, 900).await.unwrap(), 11);
    enters_code(store, &ada, &STRANGER, None, 901)
        .await
        .unwrap();
    assert_eq!(fails(store, &ada, Factor::Code, 902).await.unwrap(), 1);
}

#[tokio::test]
async fn a_hundred_failures_lock_until_an_operator_unlocks() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada").id;
    for day in 0..100 {
        fails(store, &ada, Factor::Code, day * 86_400)
            .await
            .unwrap();
    }
    let later = 10_000 * 86_400;
    assert_eq!(
        locked(enters_code(store, &ada, &STRANGER, None, later).await),
        None
    );
    let key = |sk: &str| {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        HashMap::from([
            ("pk".to_owned(), text(ada.as_str())),
            ("sk".to_owned(), text(sk)),
        ])
    };
    let item = store
        .client()
        .get_item()
        .table_name(&platform.config.sessions_table)
        .set_key(Some(key("failures")))
        .send()
        .await
        .unwrap()
        .item
        .unwrap();
    assert!(
        !item.contains_key("ttl"),
        "a permanent lock does not expire"
    );
}

#[tokio::test]
async fn a_sign_in_gives_a_known_browser_no_more_wrong_codes() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada").id;
    let mine = BrowserId::random(&mut platform.rng());
    signs_in(store, &ada, &STRANGER, 0, 0).await.unwrap();
    enters_code(store, &ada, &STRANGER, Some(&mine), 0)
        .await
        .unwrap();
    let attempter = async || {
        store
            .guard(&ada)
            .await
            .unwrap()
            .attempter(Some(&mine), at(1))
    };
    for _ in 0..KNOWN_BROWSER_FAILURES {
        let known = attempter().await;
        assert_ne!(known, STRANGER);
        let guard = store.guard(&ada).await.unwrap();
        store
            .record_failure(&ada, Factor::Code, &guard, &known, &change(at(1)))
            .await
            .unwrap();
        signs_in(store, &ada, &attempter().await, 0, 1)
            .await
            .unwrap();
    }
    assert_eq!(attempter().await, STRANGER);
}

#[tokio::test]
async fn a_failure_that_began_before_an_account_was_created_does_not_bring_back_what_was_deleted() {
    let store = platform().await.store();
    let ada = account("ada");
    for _ in 0..9 {
        fails(store, &ada.id, Factor::Password, 0).await.unwrap();
    }
    let guard = store.guard(&ada.id).await.unwrap();
    store.create_account(&ada, &change(at(1))).await.unwrap();
    let failed = store
        .record_failure(&ada.id, Factor::Password, &guard, &STRANGER, &change(at(1)))
        .await
        .unwrap();
    assert_eq!(failed.count, 1);
}

#[tokio::test]
async fn actions_that_are_given_back_at_once_leave_the_limit_as_it_was() {
    const MOST: usize = 30;
    const LIMIT: Limit = Limit::new(
        "given-back",
        &[Window::new(MOST, SignedDuration::from_hours(1))],
    );
    let store = platform().await.store();
    let mut counted = Vec::new();
    for _ in 0..MOST {
        counted.push(store.rate_limit(&LIMIT, "address", at(0)).await.unwrap());
    }
    let undo = async |counted| store.undo_rate_limit(&LIMIT, "address", &counted).await;
    let tasks: Vec<_> = counted
        .into_iter()
        .map(|counted| tokio::spawn(undo(counted)))
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    for _ in 0..MOST {
        store.rate_limit(&LIMIT, "address", at(1)).await.unwrap();
    }
}

#[tokio::test]
async fn a_known_browser_gets_past_the_lock_of_strangers_until_it_fails_ten_times_itself() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada").id;
    let (mine, next) = (
        BrowserId::random(&mut platform.rng()),
        BrowserId::random(&mut platform.rng()),
    );
    signs_in(store, &ada, &STRANGER, 0, 0).await.unwrap();
    enters_code(store, &ada, &STRANGER, Some(&mine), 0)
        .await
        .unwrap();
    for _ in 0..10 {
        fails(store, &ada, Factor::Password, 1).await.unwrap();
    }
    assert_eq!(
        locked(signs_in(store, &ada, &STRANGER, 0, 2).await),
        Some(at(901))
    );
    let attempter = async |browser: &BrowserId| {
        store
            .guard(&ada)
            .await
            .unwrap()
            .attempter(Some(browser), at(2))
    };
    let me = attempter(&mine).await;
    assert_eq!(me, Attempter::Known(mine.key()));
    signs_in(store, &ada, &me, 0, 2).await.unwrap();
    enters_code(store, &ada, &me, Some(&next), 2).await.unwrap();
    assert_eq!(
        attempter(&mine).await,
        STRANGER,
        "a new code replaces the identifier"
    );
    let me = attempter(&next).await;
    let guard = store.guard(&ada).await.unwrap();
    assert_eq!(guard.password_count, 10, "the count of strangers is theirs");
    for count in 1..=10 {
        let failed = store
            .record_failure(&ada, Factor::Password, &guard, &me, &change(at(3)))
            .await
            .unwrap();
        assert_eq!(failed.count, count);
    }
    assert_eq!(attempter(&next).await, STRANGER);
    assert_eq!(
        locked(signs_in(store, &ada, &me, 0, 4).await),
        Some(at(901))
    );
}

#[tokio::test]
async fn what_was_counted_before_an_account_existed_does_not_count_against_it() {
    let store = platform().await.store();
    let ada = account("ada");
    for day in 0..100 {
        fails(store, &ada.id, Factor::Password, day * 86_400)
            .await
            .unwrap();
    }
    let born = 100 * 86_400;
    store.create_account(&ada, &change(at(born))).await.unwrap();
    assert_eq!(store.guard(&ada.id).await.unwrap(), Guard::default());
    signs_in(store, &ada.id, &STRANGER, 0, born).await.unwrap();
}

#[tokio::test]
async fn a_lock_that_was_stored_before_both_guards_were_one_item_still_holds() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada").id;
    let number = |value: i64| AttributeValue::N(value.to_string());
    store
        .client()
        .put_item()
        .table_name(&platform.config.sessions_table)
        .item("pk", AttributeValue::S(ada.as_str().to_owned()))
        .item("sk", AttributeValue::S("failures#password".to_owned()))
        .item("count", number(9))
        .item("last_at", number(at(0).as_second()))
        .item("sign_ins", number(4))
        .send()
        .await
        .unwrap();
    assert_eq!(store.guard(&ada).await.unwrap().sign_ins, 4);
    assert_eq!(fails(store, &ada, Factor::Password, 1).await.unwrap(), 10);
    assert_eq!(
        locked(signs_in(store, &ada, &STRANGER, 0, 2).await),
        Some(at(901))
    );
}

#[tokio::test]
async fn a_changed_password_ends_every_session_however_many() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    store.create_account(&ada, &change(at(0))).await.unwrap();
    let mut tokens = Vec::new();
    for _ in 0..150 {
        let (session, token) = Session::begin(&ada.id, at(0), &mut platform.rng());
        store.begin_session(&session).await.unwrap();
        tokens.push(Token::parse(token.expose()).unwrap());
    }
    signs_in(store, &ada.id, &STRANGER, 0, 0).await.unwrap();
    let (version, secret) = secret(platform).await;
    let ask = || PasswordReset::ask(&ada.id, 0, &secret, version, at(0), &mut platform.rng());
    let asked = ask();
    // As many as strangers may have asked for before the table forgets them.
    for reset in std::iter::once(asked.clone()).chain(std::iter::repeat_with(ask).take(110)) {
        store
            .save_reset(&ada.id, &reset, &change(at(0)))
            .await
            .unwrap();
    }
    let hash = PasswordHash::create(
        &Password::new("another good long password"),
        &mut platform.rng(),
    );
    let browser = BrowserId::random(&mut platform.rng());
    let new = NewPassword {
        hash: &hash,
        reset: &asked,
        browser: Some(&browser),
        lifts_lock: false,
    };
    store
        .change_password(&ada, &new, &change(at(0)))
        .await
        .unwrap();
    let resets = store.resets(&ada.id).await.unwrap();
    assert!(resets.len() == 111 && !resets.iter().any(|reset| reset.is_open(1, at(1))));
    let used = resets.iter().filter(|reset| reset.used == Some(1));
    assert_eq!(used.map(|reset| &reset.id).collect::<Vec<_>>(), [&asked.id]);
    let known = store.guard(&ada.id).await.unwrap().known;
    assert!(known.len() == 1 && known[&browser.key()].by_reset);
    for token in &tokens {
        assert!(
            store
                .session(&token.account, &token.id)
                .await
                .unwrap()
                .is_none()
        );
    }
    let changed = store.account(&ada.id).await.unwrap().unwrap();
    assert_eq!((changed.password_epoch, &changed.password_hash), (1, &hash));
    assert!(matches!(
        signs_in(store, &ada.id, &STRANGER, 0, 1).await,
        Err(GuardError::Overtaken)
    ));
    // A code that was right under the older password makes nobody known.
    let guard = store.guard(&ada.id).await.unwrap();
    let right = RightCode {
        attempter: &STRANGER,
        epoch: 0,
        browser: Some(&browser),
    };
    let entered = store
        .record_right_code(&ada.id, &guard, &right, &change(at(1)))
        .await;
    assert!(matches!(entered, Err(GuardError::Overtaken)));
    signs_in(store, &ada.id, &STRANGER, 1, 1).await.unwrap();
    assert!(matches!(
        store.change_password(&changed, &new, &change(at(0))).await,
        Err(StoreError::ConditionFailed)
    ));
}

#[tokio::test]
async fn credentials_are_found_by_the_day_of_their_expiry() {
    let platform = platform().await;
    let store = platform.store();
    for user_id in ["ada", "bob"] {
        let buyer = account(user_id);
        let license = license(platform, &buyer);
        store.create_license(&license).await.unwrap();
        let entry = LicenseEntry {
            license: &license,
            account: &buyer.id,
            credential: &credential(&license),
            replaces: None,
        };
        store.enter_license(&entry, &change(at(0))).await.unwrap();
    }
    let on = async |day: &str, after: Option<&AccountId>, most| {
        let day = day.parse().unwrap();
        store.expiring_on(day, after, most).await.unwrap()
    };
    let both = on("2028-01-15", None, 3).await;
    assert_eq!(both.len(), 2);
    assert_eq!(on("2028-01-15", None, 1).await, both[..1]);
    assert_eq!(on("2028-01-15", Some(&both[0]), 1).await, both[1..]);
    assert_eq!(on("2028-01-15", Some(&both[1]), 1).await, []);
    let mut renewed = store.credential(&account("ada").id).await.unwrap().unwrap();
    renewed.renew(at(1));
    store
        .save_credential(&account("ada").id, &mut renewed, &change(at(0)))
        .await
        .unwrap();
    assert_eq!(on("2028-01-15", None, 3).await, [account("bob").id]);
    assert_eq!(on("2029-01-15", None, 3).await, [account("ada").id]);
}

#[tokio::test]
async fn of_two_runs_with_the_same_progress_of_reminders_one_saves_it() {
    let store = platform().await.store();
    // A run that the local schedule begins at the start may save its own progress meanwhile.
    let read = loop {
        let saved = store.reminder_progress().await.unwrap();
        let read = saved.as_ref().map(|saved| saved.version);
        let mut progress = saved.unwrap_or_else(|| Progress::resume(None, at(0)));
        if store
            .save_reminder_progress(&mut progress, read)
            .await
            .is_ok()
        {
            assert_eq!(progress.version, read.map_or(0, |read| read + 1));
            break read;
        }
    };
    let mut other = Progress::resume(None, at(0));
    let lost = store.save_reminder_progress(&mut other, read).await;
    assert!(matches!(lost, Err(StoreError::ConditionFailed)));
}

#[tokio::test]
async fn an_order_is_in_the_index_while_its_mail_is_due_and_not_when_it_is_parked_or_sent() {
    let platform = platform().await;
    let store = platform.store();
    let ada = account("ada");
    let mut order = order(platform, &ada, at(0));
    store
        .place_order(&order, None, &change(at(0)))
        .await
        .unwrap();
    let found = async |second| {
        let due = store.due(DueMail::Orders, at(second), 10).await;
        due.unwrap().len()
    };
    order.pay(payment(), at(1));
    let claimed = OrderMail::DUE.claim(at(10)).unwrap();
    let lapses = 10 + MAIL_CLAIM.as_secs();
    order.delivery = claimed.clone();
    store.save_order(&mut order, &change(at(1))).await.unwrap();
    assert_eq!((found(lapses - 1).await, found(lapses).await), (0, 1));
    for gone in [claimed.park("refused"), OrderMail::Sent { at: at(20) }] {
        order.delivery = gone;
        store.save_order(&mut order, &change(at(20))).await.unwrap();
        assert_eq!(found(lapses).await, 0);
    }
}

#[tokio::test]
async fn the_claim_of_a_call_lapses_unless_the_call_was_placed() {
    let store = platform().await.store();
    let claim = async |second| store.claim_call("chal_1", at(second)).await;
    claim(0).await.unwrap();
    let lapsed = CALL_CLAIM.as_secs();
    assert!(matches!(
        claim(lapsed - 1).await,
        Err(StoreError::ConditionFailed)
    ));
    claim(lapsed).await.unwrap();
    store.settle_call("chal_1", at(120)).await.unwrap();
    assert!(matches!(claim(119).await, Err(StoreError::ConditionFailed)));
}

#[tokio::test]
async fn a_store_that_is_not_reached_says_so_without_what_was_asked() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let config = platform::Config::read(|name| {
        Some(match name {
            "AWS_ENDPOINT_URL_DYNAMODB" => format!("http://{unused}"),
            "PHONE_OTP_SECRETS" => format!("1:{}", "ab".repeat(32)),
            "PHONE_OTP_PORTAL_ORIGIN" => "https://portal.example.com".to_owned(),
            name if name.contains("TABLE") || name.contains("KEY") => "x".to_owned(),
            _ => return None,
        })
    })
    .unwrap();
    let platform = platform::Platform::new(config, Box::new(platform::SystemClock));
    match platform.store().account(&account("ada").id).await {
        Err(StoreError::Failed(why)) => assert_eq!(why, "not reached"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn tables_of_an_older_version_are_refused_with_the_reason() {
    let options = |dynamodb, table: &str| Options {
        port: 0,
        keep: Keep::Nothing,
        dynamodb,
        settings: vec![("PHONE_OTP_RECORDS_TABLE".to_owned(), table.to_owned())],
        follows: true,
    };
    let current = local::start(options(None, "current")).await.unwrap();
    let client = current.platform.store().client();
    let key = |name: &str, kind| {
        let element = KeySchemaElement::builder().attribute_name(name);
        element.key_type(kind).build().unwrap()
    };
    let text = |name: &str| {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        let kind = ScalarAttributeType::S;
        attribute.attribute_type(kind).build().unwrap()
    };
    let new_image = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewImage);
    client
        .create_table()
        .table_name("older")
        .attribute_definitions(text("pk"))
        .attribute_definitions(text("sk"))
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .stream_specification(new_image.build().unwrap())
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
    let engine = current
        .environment
        .iter()
        .find(|(name, _)| name == "AWS_ENDPOINT_URL_DYNAMODB")
        .map(|(_, url)| url.parse().unwrap());
    let refused = local::start(options(engine, "older")).await.err().unwrap();
    assert!(
        matches!(&refused, StartError::Outdated(table, _) if table == "older"),
        "{refused}"
    );
    assert!(refused.to_string().contains("--data-dir"), "{refused}");
    current.stop().await;
}
