//! The registry: the protected applications, and the routes of the organisation's own APIs that have a requirement of their
//! own. Each is an entry that operators change by a JSON merge patch, beside the [settings](crate::settings) and in the
//! same versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Invalid;
use crate::application::{Application, ApplicationId, Requirement};
use crate::fields::{FieldRefused, add, differences, join, read, refused, unknown};
use crate::policy;

/// The field of a change that holds the entries of applications.
const APPLICATIONS: &str = "applications";

/// The field of a change that holds the entries of routes.
const ROUTES: &str = "routes";

/// The key of a route, as API Gateway names it: `GET /reports/{id}`, `ANY /files/{proxy+}`, `$default`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RouteKey(String);

impl RouteKey {
    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RouteKey {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let route = text.split_once(' ').is_some_and(|(method, path)| {
            !method.is_empty()
                && method.bytes().all(|byte| byte.is_ascii_uppercase())
                && path.starts_with('/')
                && path.bytes().all(|byte| byte.is_ascii_graphic())
        });
        if (route || text == "$default") && text.len() <= policy::ROUTE_KEY_MAX {
            Ok(Self(text))
        } else {
            Err(Invalid(
                format!(
                    "must be a method and a path, such as GET /reports/{{id}}, or $default, of at most {} characters",
                    policy::ROUTE_KEY_MAX
                )
                .into(),
            ))
        }
    }
}

impl From<RouteKey> for String {
    fn from(key: RouteKey) -> Self {
        key.0
    }
}

/// An entry: the fields that operators have set. `None` if there is none, or none any longer.
pub type Entry = Option<Map<String, Value>>;

/// Entries of the registry by their keys: those that a change names as they are, or those that it changed as they became.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entries {
    /// Applications.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub applications: BTreeMap<ApplicationId, Entry>,
    /// Routes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub routes: BTreeMap<RouteKey, Entry>,
}

impl Entries {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty() && self.routes.is_empty()
    }
}

/// What is registered before a change.
#[derive(Debug, Clone, Default)]
pub struct Registered {
    /// The entries that the change names.
    pub entries: Entries,
    /// How many applications there are in all.
    pub applications: usize,
    /// How many routes there are in all.
    pub routes: usize,
}

/// A stored entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored<K> {
    /// Its key.
    pub id: K,
    /// What operators have set.
    pub entry: Map<String, Value>,
    /// The version of the configuration that changed it last.
    pub version: u64,
}

impl Stored<ApplicationId> {
    /// The application.
    ///
    /// # Errors
    /// If a field of a known name is not of its type.
    pub fn application(&self) -> Result<Application, serde_json::Error> {
        Application::of(&self.id, &self.entry)
    }
}

impl Stored<RouteKey> {
    /// The requirement of the route.
    ///
    /// # Errors
    /// If a field of a known name is not of its type.
    pub fn requirement(&self) -> Result<Requirement, serde_json::Error> {
        Requirement::deserialize(&self.entry)
    }
}

/// What a change asks for in the registry.
#[derive(Debug, Default)]
pub struct RegistryPatch {
    applications: BTreeMap<ApplicationId, Value>,
    routes: BTreeMap<RouteKey, Value>,
    /// The keys and lists that are none.
    wrong: Vec<FieldRefused>,
}

impl RegistryPatch {
    /// Takes the entries out of a change; what is left is a patch of the settings.
    #[must_use]
    pub fn take(change: &mut Map<String, Value>) -> Self {
        let mut wrong = Vec::new();
        Self {
            applications: named(change, APPLICATIONS, &mut wrong),
            routes: named(change, ROUTES, &mut wrong),
            wrong,
        }
    }

    /// The applications that the change names.
    pub fn applications(&self) -> impl Iterator<Item = &ApplicationId> {
        self.applications.keys()
    }

    /// The routes that the change names.
    pub fn routes(&self) -> impl Iterator<Item = &RouteKey> {
        self.routes.keys()
    }

    /// Whether the change names none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.applications.is_empty() && self.routes.is_empty()
    }

    /// The entries that the change makes others, and the paths of the fields that differ.
    ///
    /// # Errors
    /// Every field that is unknown, not of its type or impossible.
    pub(crate) fn applied(
        &self,
        before: &Registered,
    ) -> Result<(Entries, Vec<String>), Vec<FieldRefused>> {
        let mut wrong = self.wrong.clone();
        let mut fields = Vec::new();
        let mut after = Entries::default();
        for (id, patch) in &self.applications {
            let kind = Kind {
                path: join(APPLICATIONS, id.as_str()),
                shape: Application::shape(),
                unknown: "is not a field of an application",
                check: &|entry| Application::checked(id, entry).map(drop),
            };
            let entry = before.entries.applications.get(id);
            match kind.changed(entry.and_then(Option::as_ref), patch) {
                Ok(None) => {}
                Ok(Some((entry, differ))) => {
                    fields.extend(differ);
                    after.applications.insert(id.clone(), entry);
                }
                Err(more) => wrong.extend(more),
            }
        }
        for (key, patch) in &self.routes {
            let kind = Kind {
                path: format!("{ROUTES}[{}]", Value::from(key.as_str())),
                shape: Requirement::shape(),
                unknown: "is not a field of a requirement",
                check: &checked_requirement,
            };
            let entry = before.entries.routes.get(key);
            match kind.changed(entry.and_then(Option::as_ref), patch) {
                Ok(None) => {}
                Ok(Some((entry, differ))) => {
                    fields.extend(differ);
                    after.routes.insert(key.clone(), entry);
                }
                Err(more) => wrong.extend(more),
            }
        }
        wrong.extend(self.too_many(before, &after));
        if wrong.is_empty() {
            Ok((after, fields))
        } else {
            Err(wrong)
        }
    }

    /// The bounds that a change passes.
    fn too_many(&self, before: &Registered, after: &Entries) -> Vec<FieldRefused> {
        let mut wrong = Vec::new();
        if self.applications.len() + self.routes.len() > policy::ENTRIES_PER_CHANGE {
            let why = format!(
                "must name at most {} applications and routes",
                policy::ENTRIES_PER_CHANGE
            );
            wrong.push(refused("change", why));
        }
        let bytes = serde_json::to_string(after).map_or(usize::MAX, |text| text.len());
        if bytes > policy::ENTRIES_BYTES_MAX {
            let why = format!(
                "must not change entries of more than {} bytes",
                policy::ENTRIES_BYTES_MAX
            );
            wrong.push(refused("change", why));
        }
        let applications = grown(
            before.applications,
            &before.entries.applications,
            &after.applications,
        );
        let routes = grown(before.routes, &before.entries.routes, &after.routes);
        for (field, count, most) in [
            (APPLICATIONS, applications, policy::APPLICATIONS_MAX),
            (ROUTES, routes, policy::ROUTES_MAX),
        ] {
            if count.is_some_and(|count| count > most) {
                wrong.push(refused(field, format!("must be at most {most}")));
            }
        }
        wrong
    }
}

/// How many entries there are after a change that adds some.
fn grown<K: Ord>(
    count: usize,
    before: &BTreeMap<K, Entry>,
    after: &BTreeMap<K, Entry>,
) -> Option<usize> {
    let there = |key| matches!(before.get(key), Some(Some(_)));
    let added = after
        .iter()
        .filter(|(key, entry)| entry.is_some() && !there(*key))
        .count();
    let removed = after
        .iter()
        .filter(|(key, entry)| entry.is_none() && there(*key))
        .count();
    (added > 0).then(|| (count + added).saturating_sub(removed))
}

/// The entries that a change names in one of its fields.
fn named<K: TryFrom<String, Error = Invalid> + Ord>(
    change: &mut Map<String, Value>,
    field: &str,
    wrong: &mut Vec<FieldRefused>,
) -> BTreeMap<K, Value> {
    let entries = match change.remove(field) {
        None => return BTreeMap::new(),
        Some(Value::Object(entries)) => entries,
        Some(_) => {
            wrong.push(refused(
                field,
                "must be an object, with an entry for each that is to be changed",
            ));
            return BTreeMap::new();
        }
    };
    let mut found = BTreeMap::new();
    for (key, patch) in entries {
        match K::try_from(key.clone()) {
            Ok(key) => {
                found.insert(key, patch);
            }
            Err(Invalid(why)) => {
                let key = Value::from(key);
                wrong.push(refused(format!("{field}[{key}]"), why));
            }
        }
    }
    found
}

/// Whether an entry may be stored; if not, every field that is refused.
type Checked = Result<(), Vec<FieldRefused>>;

/// Refuses a requirement that an operator may not set.
fn checked_requirement(entry: &Map<String, Value>) -> Checked {
    let (requirement, mut wrong, _) = read::<Requirement>(&entry.clone().into());
    wrong.extend(requirement.and_then(|requirement| requirement.wrong("")));
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// How entries of a kind are changed.
struct Kind<'a> {
    path: String,
    /// An entry with every field that there is.
    shape: Value,
    unknown: &'static str,
    check: &'a dyn Fn(&Map<String, Value>) -> Checked,
}

impl Kind<'_> {
    /// The entry that a patch makes, and the paths at which it differs; `None` if it makes the same.
    fn changed(
        &self,
        before: Option<&Map<String, Value>>,
        patch: &Value,
    ) -> Result<Option<(Entry, Vec<String>)>, Vec<FieldRefused>> {
        let entry = match patch {
            Value::Null => None,
            Value::Object(_) => {
                let mut after = Value::from(before.cloned().unwrap_or_default());
                json_patch::merge(&mut after, patch);
                after.as_object().cloned()
            }
            _ => {
                return Err(vec![refused(
                    self.path.clone(),
                    "must be an object, or null to remove it",
                )]);
            }
        };
        if let Some(entry) = &entry {
            let mut wrong = (self.check)(entry).err().unwrap_or_default();
            if let Some(before) = before {
                // A rule that became stricter does not stop another change.
                let known = (self.check)(before).err().unwrap_or_default();
                wrong.retain(|refused| !known.contains(refused));
            }
            for wrong in &mut wrong {
                wrong.field = within(&self.path, &wrong.field);
            }
            let stored = before.cloned().map_or(Value::Null, Value::from);
            add(
                &mut wrong,
                unknown(patch, &self.shape, &stored, &self.path, self.unknown),
            );
            if !wrong.is_empty() {
                return Err(wrong);
            }
        }
        let fields = match (before, &entry) {
            (None, None) => return Ok(None),
            (Some(_), None) | (None, Some(_)) => vec![self.path.clone()],
            (Some(before), Some(entry)) => differences(before, entry, &self.path),
        };
        Ok((!fields.is_empty()).then_some((entry, fields)))
    }
}

/// The path of a field of an entry.
fn within(path: &str, field: &str) -> String {
    if field.is_empty() {
        path.to_owned()
    } else {
        join(path, field)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(
        registered: &Registered,
        change: &Value,
    ) -> Result<(Entries, Vec<String>), Vec<String>> {
        let mut change = change.as_object().unwrap().clone();
        RegistryPatch::take(&mut change)
            .applied(registered)
            .map_err(|refused| refused.iter().map(ToString::to_string).collect())
    }

    fn registered(entries: Entries) -> Registered {
        Registered {
            applications: entries.applications.len(),
            routes: entries.routes.len(),
            entries,
        }
    }

    fn designs() -> Value {
        json!({ "name": "Designs", "url": "https://designs.example.com/", "requirement": { "proofed": true } })
    }

    #[test]
    fn an_entry_is_added_changed_and_removed() {
        let nothing = Registered::default();
        let add = json!({ "applications": { "designs": designs() }, "routes": { "GET /reports": { "strength": "password" } } });
        let (added, fields) = change(&nothing, &add).unwrap();
        assert_eq!(fields, ["applications.designs", "routes[\"GET /reports\"]"]);
        let before = registered(added);
        assert_eq!(change(&before, &add).unwrap(), Default::default());

        let rename =
            json!({ "applications": { "designs": { "name": "Drawings", "requirement": null } } });
        let (renamed, fields) = change(&before, &rename).unwrap();
        assert_eq!(
            fields,
            [
                "applications.designs.name",
                "applications.designs.requirement.proofed"
            ]
        );
        let entry = renamed.applications.into_values().next().unwrap().unwrap();
        assert_eq!(
            json!(entry),
            json!({ "name": "Drawings", "url": "https://designs.example.com/" })
        );

        let remove = json!({ "applications": { "designs": null, "others": null }, "routes": { "GET /reports": null } });
        let (removed, fields) = change(&before, &remove).unwrap();
        assert_eq!(fields, ["applications.designs", "routes[\"GET /reports\"]"]);
        assert!(
            removed
                .applications
                .into_values()
                .chain(removed.routes.into_values())
                .all(|entry| entry.is_none())
        );
    }

    #[test]
    fn everything_that_is_wrong_is_named_with_its_path() {
        let wrong = json!({
            "applications": {
                "Designs": designs(),
                "designs": { "name": "Designs", "url": "designs", "colour": "blue", "requirement": { "strenth": "password" } },
                "documents": 7,
            },
            "routes": { "reports": {}, "GET /reports": { "max_age": 1, "strength": "x", "proof": true }, "$default": [] },
        });
        let wrong = change(&Registered::default(), &wrong).unwrap_err();
        let fields: Vec<&str> = wrong
            .iter()
            .map(|line| line.split(": ").next().unwrap())
            .collect();
        assert_eq!(
            fields,
            [
                "applications[\"Designs\"]",
                "routes[\"reports\"]",
                "applications.designs.url",
                "applications.designs.colour",
                "applications.designs.requirement.strenth",
                "applications.documents",
                "routes[\"$default\"]",
                "routes[\"GET /reports\"].strength",
                "routes[\"GET /reports\"].max_age",
                "routes[\"GET /reports\"].proof",
            ],
            "{wrong:#?}"
        );
        for lists in [json!({ "applications": [] }), json!({ "routes": null })] {
            assert_eq!(
                change(&Registered::default(), &lists).unwrap_err().len(),
                1,
                "{lists}"
            );
        }
    }

    #[test]
    fn a_change_and_the_registry_are_bounded() {
        let applications = |count: usize| -> Value {
            let entries = (0..count).map(|n| (format!("a{n}"), designs()));
            json!({ "applications": entries.collect::<Map<_, _>>() })
        };
        let most = policy::ENTRIES_PER_CHANGE;
        assert!(change(&Registered::default(), &applications(most)).is_ok());
        let wrong = change(&Registered::default(), &applications(most + 1)).unwrap_err();
        assert_eq!(
            wrong,
            ["change: must name at most 40 applications and routes"]
        );

        let full = |applications| Registered {
            applications,
            ..Registered::default()
        };
        assert!(change(&full(policy::APPLICATIONS_MAX - 1), &applications(1)).is_ok());
        let wrong = change(&full(policy::APPLICATIONS_MAX), &applications(1)).unwrap_err();
        assert_eq!(wrong, ["applications: must be at most 200"]);

        let mut long = designs();
        let uris: Vec<String> = (0..policy::REDIRECT_URIS_MAX)
            .map(|n| format!("https://designs.example.com/{n}/{}", "x".repeat(450)))
            .collect();
        long["redirect_uris"] = json!(uris);
        long["client_secret_digests"] =
            json!(["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]);
        let wrong = change(
            &Registered::default(),
            &json!({ "applications": { "a": long } }),
        )
        .unwrap_err();
        assert_eq!(wrong, ["applications.a: must have at most 8000 bytes"]);
    }

    #[test]
    fn a_field_of_a_newer_version_is_kept_and_may_be_removed_but_not_set() {
        let mut newer = designs();
        newer["colour"] = json!("blue");
        let entries = json!({ "applications": { "designs": newer } });
        let before = registered(serde_json::from_value(entries).unwrap());
        let designs =
            |patch: Value| change(&before, &json!({ "applications": { "designs": patch } }));
        let (renamed, _) = designs(json!({ "name": "Drawings" })).unwrap();
        let entry = renamed.applications.into_values().next().unwrap().unwrap();
        assert_eq!(entry["colour"], "blue");
        assert!(designs(json!({ "colour": "red" })).is_err());
        assert!(designs(json!({ "colour": null })).is_ok());
    }

    #[test]
    fn a_route_is_named_as_api_gateway_names_it() {
        for key in ["GET /reports/{id}", "ANY /{proxy+}", "$default"] {
            assert!(RouteKey::try_from(key.to_owned()).is_ok(), "{key}");
        }
        for key in [
            "",
            "reports",
            "get /reports",
            "GET reports",
            "GET /a b",
            "$connect",
        ] {
            assert!(RouteKey::try_from(key.to_owned()).is_err(), "{key}");
        }
    }
}
