//! The versions of the configuration.

use domain::registry::Entries;
use domain::settings::Configuration;

use super::keys::CONFIGURATION;
use super::write::transaction_put;
use super::{Kind, Store, StoreError, number, to_item};

impl Store {
    /// The newest version of the configuration; `None` if nobody has configured anything.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn configuration(&self) -> Result<Option<Configuration>, StoreError> {
        self.get(&self.records, CONFIGURATION, CURRENT).await
    }

    /// Saves a version of the configuration as the newest one, and as itself, which later versions do not replace, with
    /// the entries of the registry that it changes.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the newest version is not the one before it.
    pub async fn save_configuration(
        &self,
        configuration: &Configuration,
    ) -> Result<(), StoreError> {
        let before = configuration.version.saturating_sub(1);
        let newest = Configuration {
            entries: Entries::default(),
            ..configuration.clone()
        };
        let current = self.record_put(to_item(
            CONFIGURATION,
            CURRENT,
            Kind::Configuration,
            &newest,
        )?);
        let current = match before {
            0 => current.condition_expression("attribute_not_exists(pk)"),
            before => current
                .condition_expression("version = :before")
                .expression_attribute_values(":before", number(before)),
        };
        let sk = format!("version#{:010}", configuration.version);
        let version = to_item(CONFIGURATION, &sk, Kind::Configuration, configuration)?;
        let version = self
            .record_put(version)
            .condition_expression("attribute_not_exists(pk)");
        let mut writes = vec![transaction_put(current)?, transaction_put(version)?];
        writes.extend(self.registry_writes(configuration)?);
        self.transact(writes).await
    }
}

/// The sort key of the newest version.
const CURRENT: &str = "current";
