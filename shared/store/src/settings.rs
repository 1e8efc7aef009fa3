//! The versions of the configuration.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::settings::Configuration;

use super::keys::CONFIGURATION;
use super::{Item, Kind, Store, StoreError, incomplete, number, to_item};

impl Store {
    /// The newest version of the configuration; `None` if nobody has configured anything.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn configuration(&self) -> Result<Option<Configuration>, StoreError> {
        self.get(&self.records, CONFIGURATION, CURRENT).await
    }

    /// Saves a version of the configuration as the newest one, and as itself, which later versions do not replace.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the newest version is not the one before it.
    pub async fn save_configuration(
        &self,
        configuration: &Configuration,
    ) -> Result<(), StoreError> {
        let before = configuration.version.saturating_sub(1);
        let current = self.configuration_put(configuration, CURRENT)?;
        let current = match before {
            0 => current.condition_expression("attribute_not_exists(pk)"),
            before => current
                .condition_expression("version = :before")
                .expression_attribute_values(":before", number(before)),
        };
        let version = self
            .configuration_put(
                configuration,
                &format!("version#{:010}", configuration.version),
            )?
            .condition_expression("attribute_not_exists(pk)");
        let writes = [current, version].map(|put| {
            let put = put.build().map_err(|error| incomplete(&error))?;
            Ok(TransactWriteItem::builder().put(put).build())
        });
        let writes = writes.into_iter().collect::<Result<_, StoreError>>()?;
        self.transact(writes).await
    }

    fn configuration_put(
        &self,
        configuration: &Configuration,
        sk: &str,
    ) -> Result<aws_sdk_dynamodb::types::builders::PutBuilder, StoreError> {
        let item: Item = to_item(CONFIGURATION, sk, Kind::Configuration, configuration)?;
        Ok(Put::builder()
            .table_name(&self.records)
            .set_item(Some(item)))
    }
}

/// The sort key of the newest version.
const CURRENT: &str = "current";
