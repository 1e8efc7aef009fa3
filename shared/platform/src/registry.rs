//! The registry of applications and routes, of which a function keeps for a minute what it has read.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Timestamp;
use domain::application::{Application, ApplicationId, ApplicationSummary, Requirement};
use domain::policy::SETTINGS_KEPT;
use domain::registry::RouteKey;
use store::StoreError;

use crate::Platform;

/// Most values that are kept of a kind: requests name some of them.
const KEPT_MOST: usize = 1_000;

/// Values that were read, each with the time before its read.
struct Kept<K, V>(Mutex<HashMap<K, (Timestamp, V)>>);

impl<K: Hash + Eq, V: Clone> Kept<K, V> {
    fn new() -> Self {
        Self(Mutex::default())
    }

    fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, value) = kept.get(key)?;
        let fresh = (*read_at..*read_at + SETTINGS_KEPT).contains(&now);
        fresh.then(|| value.clone())
    }

    fn keep(&self, key: K, value: V, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MOST {
            kept.clear();
        }
        kept.insert(key, (now, value));
    }
}

/// What was read of the registry.
pub(crate) struct Registry {
    list: Kept<(), Arc<Vec<ApplicationSummary>>>,
    applications: Kept<ApplicationId, Arc<Application>>,
    routes: Kept<RouteKey, Option<Requirement>>,
}

impl Registry {
    pub(crate) fn new() -> Self {
        Self {
            list: Kept::new(),
            applications: Kept::new(),
            routes: Kept::new(),
        }
    }
}

impl Platform {
    /// An application, at most [`SETTINGS_KEPT`] old. That there is none is not kept: anybody can ask for one.
    ///
    /// # Errors
    /// [`StoreError`] if it is not known or too old, and cannot be read.
    pub async fn application(
        &self,
        id: &ApplicationId,
    ) -> Result<Option<Arc<Application>>, StoreError> {
        let now = self.now();
        let kept = &self.registry.applications;
        if let Some(application) = kept.get(id, now) {
            return Ok(Some(application));
        }
        let Some(application) = self.store().application(id).await?.map(Arc::new) else {
            return Ok(None);
        };
        kept.keep(id.clone(), application.clone(), now);
        Ok(Some(application))
    }

    /// What the list shows of all applications, by name, at most [`SETTINGS_KEPT`] old.
    ///
    /// # Errors
    /// [`StoreError`] if they are not known or too old, and cannot be read.
    pub async fn applications(&self) -> Result<Arc<Vec<ApplicationSummary>>, StoreError> {
        let now = self.now();
        let kept = &self.registry.list;
        if let Some(list) = kept.get(&(), now) {
            return Ok(list);
        }
        let mut list = self.store().applications().await?;
        list.sort_by(|one, other| one.name.cmp(&other.name));
        let list = Arc::new(list);
        kept.keep((), list.clone(), now);
        Ok(list)
    }

    /// The requirement of a route, at most [`SETTINGS_KEPT`] old; `phone-otp` if it has none of its own.
    ///
    /// # Errors
    /// [`StoreError`] if it is not known or too old, and cannot be read.
    pub async fn route(&self, key: &str) -> Result<Requirement, StoreError> {
        let Ok(key) = RouteKey::try_from(key.to_owned()) else {
            return Ok(Requirement::default());
        };
        let now = self.now();
        let kept = &self.registry.routes;
        if let Some(requirement) = kept.get(&key, now) {
            return Ok(requirement.unwrap_or_default());
        }
        let requirement = self.store().route(&key).await?;
        kept.keep(key, requirement, now);
        Ok(requirement.unwrap_or_default())
    }
}
