//! Applications and routes, and the versions of the configuration that they change with.

use domain::application::{ApplicationId, ApplicationSummary};
use domain::policy::{
    APPLICATION_BYTES_MAX, APPLICATION_NAME_MAX, APPLICATIONS_MAX, ENTRIES_PER_CHANGE,
};
use domain::registry::RouteKey;
use platform::Platform;
use serde_json::{Map, Value, json};
use store::StoreError;

use super::{application, changed, platform};

fn id(text: &str) -> ApplicationId {
    ApplicationId::try_from(text.to_owned()).unwrap()
}

fn route() -> RouteKey {
    RouteKey::try_from("GET /reports".to_owned()).unwrap()
}

/// Changes the newest configuration, and returns the version.
async fn change(platform: &Platform, change: Value) -> u64 {
    let newest = platform.store().configuration().await.unwrap();
    let next = changed(platform, newest.as_ref(), change).await;
    platform.store().save_configuration(&next).await.unwrap();
    next.version
}

async fn names(platform: &Platform) -> Vec<String> {
    let listed = platform.store().applications().await.unwrap();
    listed.into_iter().map(|listed| listed.name).collect()
}

/// An item of the records table.
async fn item(platform: &Platform, pk: &str, sk: &str) -> Option<Value> {
    let request = platform
        .store()
        .client()
        .get_item()
        .table_name(&platform.config.records_table)
        .key(
            "pk",
            aws_sdk_dynamodb::types::AttributeValue::S(pk.to_owned()),
        )
        .key(
            "sk",
            aws_sdk_dynamodb::types::AttributeValue::S(sk.to_owned()),
        );
    let mut item = request.send().await.unwrap().item?;
    item.remove("mark");
    Some(store::from_item(item).unwrap())
}

#[tokio::test]
async fn an_application_is_an_item_and_a_listing_and_both_go() {
    let platform = platform().await;
    let store = platform.store();
    let before = names(platform).await;
    assert!(store.application(&id("drawings")).await.unwrap().is_none());
    change(
        platform,
        json!({ "applications": { "drawings": application("Drawings") } }),
    )
    .await;
    let drawings = store.application(&id("drawings")).await.unwrap().unwrap();
    assert_eq!(
        (drawings.id, drawings.name.as_str()),
        (id("drawings"), "Drawings")
    );
    let listed = store.applications().await.unwrap();
    let summary = ApplicationSummary {
        id: id("drawings"),
        name: "Drawings".to_owned(),
        requirement: drawings.requirement,
    };
    assert!(listed.contains(&summary) && listed.len() == before.len() + 1);

    change(platform, json!({ "applications": { "drawings": null } })).await;
    assert!(store.application(&id("drawings")).await.unwrap().is_none());
    assert_eq!(names(platform).await, before);
    assert!(
        item(platform, "application#drawings", "application")
            .await
            .is_none()
    );
}

#[tokio::test]
async fn an_entry_that_is_changed_twice_keeps_both_changes_and_each_version_what_it_changed() {
    let platform = platform().await;
    let store = platform.store();
    let applications = |patch: Value| json!({ "applications": { "drawings": patch } });
    let first = change(platform, applications(application("Drawings"))).await;
    let requirement = json!({ "requirement": { "strength": "password" } });
    let second = change(platform, applications(requirement.clone())).await;
    let third = change(platform, applications(json!({ "name": "Plans" }))).await;
    let drawings = store.application(&id("drawings")).await.unwrap().unwrap();
    assert_eq!(drawings.name, "Plans");
    assert_eq!(json!(drawings.requirement)["strength"], "password");
    assert_eq!(
        names(platform)
            .await
            .iter()
            .filter(|name| *name == "Plans")
            .count(),
        1
    );

    let mut entry = application("Drawings");
    for (version, patch) in [
        (first, json!({})),
        (second, requirement),
        (third, json!({ "name": "Plans" })),
    ] {
        for (field, value) in patch.as_object().unwrap() {
            entry[field] = value.clone();
        }
        let sk = format!("version#{version:010}");
        let version = item(platform, "configuration", &sk).await.unwrap();
        assert_eq!(version["entries"], applications(entry.clone()));
    }
    let current = item(platform, "configuration", "current").await.unwrap();
    assert!(current.get("entries").is_none(), "{current}");
    let stored = item(platform, "application#drawings", "application")
        .await
        .unwrap();
    assert_eq!(
        (&stored["version"], &stored["kind"]),
        (&json!(third), &json!("application"))
    );

    let fourth = change(platform, applications(Value::Null)).await;
    let removed = item(platform, "configuration", &format!("version#{fourth:010}")).await;
    assert_eq!(removed.unwrap()["entries"], applications(Value::Null));
}

#[tokio::test]
async fn a_change_that_lost_against_another_changes_no_entry() {
    let platform = platform().await;
    let store = platform.store();
    let newest = store.configuration().await.unwrap();
    let add = json!({ "applications": { "drawings": application("Drawings") }, "routes": { "GET /reports": {} } });
    let lost = changed(platform, newest.as_ref(), add).await;
    change(platform, json!({ "brand": "Other Portal" })).await;
    let error = store.save_configuration(&lost).await.unwrap_err();
    assert!(matches!(error, StoreError::ConditionFailed), "{error}");
    assert!(store.application(&id("drawings")).await.unwrap().is_none());
    assert!(store.route(&route()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_route_has_the_requirement_of_its_entry() {
    let platform = platform().await;
    let store = platform.store();
    assert!(store.route(&route()).await.unwrap().is_none());
    let entry = json!({ "strength": "password", "max_age": 300 });
    change(platform, json!({ "routes": { "GET /reports": entry } })).await;
    let requirement = store.route(&route()).await.unwrap().unwrap();
    assert_eq!(
        json!(requirement),
        json!({ "strength": "password", "proofed": false, "max_age": 300 })
    );
    let registry = store.registry().await.unwrap();
    assert_eq!(json!(registry)["routes"], json!({ "GET /reports": entry }));
    change(platform, json!({ "routes": { "GET /reports": null } })).await;
    assert!(store.route(&route()).await.unwrap().is_none());
}

#[tokio::test]
async fn the_largest_change_is_saved() {
    let platform = platform().await;
    // Each as large as it may be, as far as one change may be.
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let uris = |count: usize| -> Vec<String> {
        (0..count)
            .map(|n| format!("https://designs.example.com/{n}/{}", "x".repeat(450)))
            .collect()
    };
    let mut entry = application(&"N".repeat(APPLICATION_NAME_MAX));
    entry["client_secret_digests"] = json!([digest]);
    entry["redirect_uris"] = json!(uris(9));
    assert!((4_000..APPLICATION_BYTES_MAX).contains(&entry.to_string().len()));
    let entries: Map<String, Value> = (0..ENTRIES_PER_CHANGE)
        .map(|n| (format!("large-{n}"), entry.clone()))
        .collect();
    change(platform, json!({ "applications": entries })).await;
    let large = platform
        .store()
        .application(&id("large-39"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(large.redirect_uris.len(), 9);
}

#[tokio::test]
async fn the_list_of_the_most_applications_is_read_for_few_units() {
    let platform = platform().await;
    let store = platform.store();
    let mut listed = names(platform).await.len();
    while listed < APPLICATIONS_MAX {
        let some = ENTRIES_PER_CHANGE.min(APPLICATIONS_MAX - listed);
        let name = "N".repeat(APPLICATION_NAME_MAX);
        let entries: Map<String, Value> = (0..some)
            .map(|n| {
                (
                    format!("one-of-the-most-applications-{}", listed + n),
                    application(&name),
                )
            })
            .collect();
        change(platform, json!({ "applications": entries })).await;
        listed += some;
    }
    let before = store.consumed().read;
    assert_eq!(names(platform).await.len(), APPLICATIONS_MAX);
    let units = store.consumed().read - before;
    assert!(units <= 8.0, "{units} read units");
}

#[tokio::test]
async fn what_is_registered_is_read_once_a_minute() {
    let platform = platform().await;
    let store = platform.store();
    change(
        platform,
        json!({ "applications": { "drawings": application("Drawings") } }),
    )
    .await;
    let reads = async || {
        let before = store.consumed().read;
        platform.applications().await.unwrap();
        platform
            .application(&id("drawings"))
            .await
            .unwrap()
            .unwrap();
        platform.route("GET /reports").await.unwrap();
        store.consumed().read - before
    };
    assert!(reads().await > 0.0);
    assert!(reads().await.abs() < f64::EPSILON);
    // That there is none is not kept.
    let before = store.consumed().read;
    for _ in 0..2 {
        assert!(
            platform
                .application(&id("nothing"))
                .await
                .unwrap()
                .is_none()
        );
    }
    assert!(store.consumed().read > before + 0.5);
}
