//! The registry of applications and routes. It changes with the versions of the configuration.
//!
//! An application is an item of its own partition, so that the many functions that look one up do not meet at one. The
//! list of all is a partition of its own, with only what the list shows: a name and a requirement, about 200 bytes of an
//! application, so that the most there can be cost 10 read units, or half as many if the read is eventually consistent, as
//! that of the list is. An instance of a function reads it once a minute. DynamoDB gives a partition 3,000 read units a
//! second, and Lambda starts at most 100 instances of a function in one. Routes are small and stand in one partition, which
//! only `configure` reads whole; `authorize` reads one item of it.
//!
//! Every change puts the newest version of the configuration on the condition that it is the next one, so that no two
//! changes of the registry are done at once, and its items need no conditions of their own.

use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, TransactWriteItem};
use domain::application::{Application, ApplicationId, ApplicationSummary, Requirement};
use domain::registry::{Entries, Registered, RegistryPatch, RouteKey, Stored};
use domain::settings::Configuration;
use serde::de::DeserializeOwned;

use super::keys::{APPLICATION, APPLICATIONS, ROUTES};
use super::write::{service_error, transaction_put};
use super::{Kind, Store, StoreError, Use, from_item, text, to_item};

impl Store {
    /// The writes of the entries that a version of the configuration changes.
    pub(super) fn registry_writes(
        &self,
        configuration: &Configuration,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Configuration {
            entries, version, ..
        } = configuration;
        let mut writes = Vec::new();
        for (id, entry) in &entries.applications {
            let pk = application_key(id);
            let Some(entry) = entry else {
                writes.push(self.record_delete(&pk, APPLICATION)?);
                writes.push(self.record_delete(APPLICATIONS, id.as_str())?);
                continue;
            };
            let stored = Stored {
                id: id.clone(),
                entry: entry.clone(),
                version: *version,
            };
            let application = stored.application().map_err(|error| unreadable(&error))?;
            let summary = application.summary();
            let item = to_item(&pk, APPLICATION, Kind::Application, &stored)?;
            writes.push(transaction_put(self.record_put(item))?);
            let item = to_item(
                APPLICATIONS,
                id.as_str(),
                Kind::ApplicationListing,
                &summary,
            )?;
            writes.push(transaction_put(self.record_put(item))?);
        }
        for (route, entry) in &entries.routes {
            let Some(entry) = entry else {
                writes.push(self.record_delete(ROUTES, route.as_str())?);
                continue;
            };
            let stored = Stored {
                id: route.clone(),
                entry: entry.clone(),
                version: *version,
            };
            let item = to_item(ROUTES, route.as_str(), Kind::Route, &stored)?;
            writes.push(transaction_put(self.record_put(item))?);
        }
        Ok(writes)
    }

    /// An application.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Unreadable`].
    pub async fn application(&self, id: &ApplicationId) -> Result<Option<Application>, StoreError> {
        let stored = self.stored_application(id).await?;
        let application = stored.map(|stored| stored.application()).transpose();
        application.map_err(|error| unreadable(&error))
    }

    async fn stored_application(
        &self,
        id: &ApplicationId,
    ) -> Result<Option<Stored<ApplicationId>>, StoreError> {
        let pk = application_key(id);
        self.get(&self.records, &pk, APPLICATION).await
    }

    /// What the list shows of all applications, by identifier. A change of the last second may be missing.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Unreadable`].
    pub async fn applications(&self) -> Result<Vec<ApplicationSummary>, StoreError> {
        self.all_of(APPLICATIONS, false).await
    }

    /// The requirement of a route that has one of its own.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Unreadable`].
    pub async fn route(&self, key: &RouteKey) -> Result<Option<Requirement>, StoreError> {
        let stored: Option<Stored<RouteKey>> =
            self.get(&self.records, ROUTES, key.as_str()).await?;
        let requirement = stored.map(|stored| stored.requirement()).transpose();
        requirement.map_err(|error| unreadable(&error))
    }

    /// What is registered of the entries that a change names. The change is saved only if the newest version of the
    /// configuration, read before, is still the newest.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Unreadable`].
    pub async fn registered(&self, patch: &RegistryPatch) -> Result<Registered, StoreError> {
        let mut registered = Registered::default();
        if patch.is_empty() {
            return Ok(registered);
        }
        let listed: Vec<ApplicationSummary> = self.all_of(APPLICATIONS, true).await?;
        registered.applications = listed.len();
        for id in patch.applications() {
            if let Some(Stored { entry, .. }) = self.stored_application(id).await? {
                let applications = &mut registered.entries.applications;
                applications.insert(id.clone(), Some(entry));
            }
        }
        let routes: Vec<Stored<RouteKey>> = self.all_of(ROUTES, true).await?;
        registered.routes = routes.len();
        let named = routes
            .into_iter()
            .filter(|stored| patch.routes().any(|route| *route == stored.id));
        registered.entries.routes = named
            .map(|stored| (stored.id, Some(stored.entry)))
            .collect();
        Ok(registered)
    }

    /// All entries of the registry. It takes a call for each application: for an operator, not for a page.
    ///
    /// # Errors
    /// [`StoreError::Failed`], [`StoreError::Unreadable`].
    pub async fn registry(&self) -> Result<Entries, StoreError> {
        let mut entries = Entries::default();
        let listed: Vec<ApplicationSummary> = self.all_of(APPLICATIONS, true).await?;
        for ApplicationSummary { id, .. } in listed {
            if let Some(stored) = self.stored_application(&id).await? {
                entries.applications.insert(id, Some(stored.entry));
            }
        }
        let routes: Vec<Stored<RouteKey>> = self.all_of(ROUTES, true).await?;
        entries.routes = routes
            .into_iter()
            .map(|stored| (stored.id, Some(stored.entry)))
            .collect();
        Ok(entries)
    }

    /// All items of a partition of the registry.
    async fn all_of<T: DeserializeOwned>(
        &self,
        pk: &str,
        consistent: bool,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        let mut from = None;
        loop {
            let request = self
                .client
                .query()
                .table_name(&self.records)
                .key_condition_expression("pk = :pk")
                .expression_attribute_values(":pk", text(pk))
                .consistent_read(consistent)
                .set_exclusive_start_key(from)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let answer = Box::pin(request.send())
                .await
                .map_err(|error| service_error(&error))?;
            self.count(Use::Read, answer.consumed_capacity.as_slice());
            for item in answer.items.unwrap_or_default() {
                found.push(from_item(item)?);
            }
            from = answer.last_evaluated_key.filter(|key| !key.is_empty());
            if from.is_none() {
                return Ok(found);
            }
        }
    }
}

fn application_key(id: &ApplicationId) -> String {
    format!("{APPLICATION}#{id}")
}

fn unreadable(error: &impl ToString) -> StoreError {
    StoreError::Unreadable(error.to_string())
}
