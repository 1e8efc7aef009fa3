//! Many at once: what the conditions let through.

use domain::challenge::Challenge;
use domain::lockout::{Attempter, Factor, Guard};
use domain::policy::SENDS_PER_NUMBER;
use domain::registry::{Registered, RegistryPatch};
use domain::secret::Digest32;
use domain::session::Session;
use domain::settings::Configuration;
use serde_json::json;
use store::{LicenseEntry, Placed, StoreError};

use super::{account, at, change, credential, license, order, phone, platform};

/// How many of the tasks said yes.
async fn yes(tasks: Vec<tokio::task::JoinHandle<bool>>) -> usize {
    let mut yes = 0;
    for task in tasks {
        yes += usize::from(task.await.unwrap());
    }
    yes
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_looks_at_once_five_are_taken() {
    let platform = platform().await;
    let (session, _) = Session::begin(&account("ada").id, at(0), &mut platform.rng());
    platform.store().begin_session(&session).await.unwrap();
    let (version, secret) = super::secret(platform).await;
    let (challenge, _) = Challenge::issue(
        &phone(platform),
        &secret,
        version,
        at(0),
        &mut platform.rng(),
    );
    platform
        .store()
        .save_challenge(&session, &challenge, at(0))
        .await
        .unwrap();
    let attempts = (0..100)
        .map(|_| {
            let (session, challenge) = (session.clone(), challenge.clone());
            tokio::spawn(async move {
                platform
                    .store()
                    .reserve_attempt(&session, &challenge, at(0))
                    .await
                    .is_ok()
            })
        })
        .collect();
    assert_eq!(yes(attempts).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_wrong_attempts_at_once_ten_are_told() {
    let platform = platform().await;
    let attempts = (0..50)
        .map(|_| {
            tokio::spawn(async move {
                let ada = account("ada");
                platform
                    .store()
                    .record_failure(
                        &ada.id,
                        Factor::Password,
                        &Guard::default(),
                        &Attempter::Stranger,
                        &change(at(0)),
                    )
                    .await
                    .is_ok()
            })
        })
        .collect();
    assert_eq!(yes(attempts).await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_sends_to_one_number_at_once_ten_are_let_through() {
    let platform = platform().await;
    let sends = (0..50)
        .map(|_| {
            tokio::spawn(async move {
                platform
                    .store()
                    .rate_limit(&SENDS_PER_NUMBER, "+12025550123", at(0))
                    .await
                    .is_ok()
            })
        })
        .collect();
    assert_eq!(yes(sends).await, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_changes_of_one_configuration_one_is_saved() {
    let platform = platform().await;
    let store = platform.store();
    let newest = store.configuration().await.unwrap().unwrap();
    let changes = (0..20)
        .map(|index| {
            let newest = newest.clone();
            tokio::spawn(async move {
                let brand = json!({ "brand": format!("Portal {index}") });
                let patch = brand.as_object().unwrap();
                let registry = (&Registered::default(), &RegistryPatch::default());
                let next =
                    Configuration::changed(Some(&newest), patch, registry, "kim", "a test", at(0));
                let next = next.unwrap().configuration;
                match platform.store().save_configuration(&next).await {
                    Ok(()) => true,
                    Err(StoreError::ConditionFailed) => false,
                    Err(error) => panic!("{error}"),
                }
            })
        })
        .collect();
    assert_eq!(yes(changes).await, 1);
    let saved = store.configuration().await.unwrap().unwrap();
    assert_eq!(saved.version, newest.version + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_changes_of_different_applications_at_once_one_is_saved() {
    let platform = platform().await;
    let store = platform.store();
    let newest = store.configuration().await.unwrap().unwrap();
    let listed = store.applications().await.unwrap().len();
    let changes = (0..20)
        .map(|index| {
            let newest = newest.clone();
            tokio::spawn(async move {
                let id = format!("application-{index}");
                let patch = json!({ "applications": { id: super::application("Designs") } });
                let next = super::changed(platform, Some(&newest), patch).await;
                match platform.store().save_configuration(&next).await {
                    Ok(()) => true,
                    Err(StoreError::ConditionFailed) => false,
                    Err(error) => panic!("{error}"),
                }
            })
        })
        .collect();
    assert_eq!(yes(changes).await, 1);
    assert_eq!(store.applications().await.unwrap().len(), listed + 1);
    let registry = store.registry().await.unwrap();
    assert_eq!(registry.applications.len(), listed + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_accounts_one_enters_a_license() {
    let platform = platform().await;
    let license = license(platform, &account("buyer"));
    platform.store().create_license(&license).await.unwrap();
    let entries = (0..20)
        .map(|index| {
            let license = license.clone();
            tokio::spawn(async move {
                let person = account(&format!("person{index}"));
                let entry = LicenseEntry {
                    license: &license,
                    account: &person.id,
                    credential: &credential(&license),
                    replaces: None,
                };
                platform
                    .store()
                    .enter_license(&entry, &change(at(0)))
                    .await
                    .is_ok()
            })
        })
        .collect();
    assert_eq!(yes(entries).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_sign_ups_with_one_user_id_one_succeeds() {
    let platform = platform().await;
    let sign_ups = (0..20)
        .map(|_| {
            tokio::spawn(async move {
                platform
                    .store()
                    .create_account(&account("ada"), &change(at(0)))
                    .await
                    .is_ok()
            })
        })
        .collect();
    assert_eq!(yes(sign_ups).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_orders_under_one_idempotency_key_one_is_placed() {
    let platform = platform().await;
    let orders = (0..20)
        .map(|_| {
            tokio::spawn(async move {
                let order = order(platform, &account("ada"), at(0));
                let key = Some(("key", Digest32::of(b"request")));
                matches!(
                    platform
                        .store()
                        .place_order(&order, key, &change(at(0)))
                        .await,
                    Ok(Placed::New(_))
                )
            })
        })
        .collect();
    assert_eq!(yes(orders).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_events_for_one_call_one_places_it() {
    let platform = platform().await;
    let events = (0..20)
        .map(|_| {
            tokio::spawn(async move { platform.store().claim_call("chal_1", at(0)).await.is_ok() })
        })
        .collect();
    assert_eq!(yes(events).await, 1);
}
