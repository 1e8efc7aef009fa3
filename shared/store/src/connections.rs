//! Connections: which applications an account has used.

use aws_sdk_dynamodb::types::{Put, ReturnConsumedCapacity, TransactWriteItem, Update};
use domain::account::AccountId;
use domain::application::ApplicationId;
use domain::connection::Connection;
use domain::grant::Grant;

use super::grants::grant_item;
use super::keys::CONNECTION_PREFIX;
use super::write::key;
use super::{
    Kind, Store, StoreError, Use, from_item, incomplete, map, seconds, service_error, text,
};

impl Store {
    /// An account's connection to an application, if it has used it.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn connection(
        &self,
        account: &AccountId,
        application: &ApplicationId,
    ) -> Result<Option<Connection>, StoreError> {
        self.get(&self.records, account.as_str(), &sort_key(application))
            .await
    }

    /// An account's connections.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn connections(&self, account: &AccountId) -> Result<Vec<Connection>, StoreError> {
        let (mut connections, mut start) = (Vec::new(), None);
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.records)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", text(account.as_str()))
                .expression_attribute_values(":prefix", text(CONNECTION_PREFIX))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| service_error(&error))?;
            self.count(Use::Read, answer.consumed_capacity.as_slice());
            for item in answer.items.unwrap_or_default() {
                connections.push(from_item(item)?);
            }
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(connections);
            }
        }
    }

    /// Saves a connection: new, or with more that its owner has agreed to. The time of the first use stays. The grant that
    /// it is for is saved with it.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the grant is there already.
    pub async fn save_connection(
        &self,
        connection: &Connection,
        grant: &Grant,
    ) -> Result<(), StoreError> {
        let account = &grant.account;
        let put = Put::builder()
            .table_name(&self.sessions)
            .set_item(Some(grant_item(grant)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(|error| incomplete(&error))?;
        let update = Update::builder()
            .table_name(&self.records)
            .set_key(Some(key(
                account.as_str(),
                &sort_key(&connection.application),
            )))
            .update_expression(
                "SET #kind = :kind, application = :application, first_at = if_not_exists(first_at, :first), consented = :consented",
            )
            .expression_attribute_names("#kind", "kind")
            .expression_attribute_values(":kind", text(Kind::Connection.as_str()))
            .expression_attribute_values(":application", map(&connection.application)?)
            .expression_attribute_values(":first", seconds(connection.first_at))
            .expression_attribute_values(":consented", map(&connection.consented)?)
            .build()
            .map_err(|error| incomplete(&error))?;
        self.transact(vec![
            TransactWriteItem::builder().put(put).build(),
            TransactWriteItem::builder().update(update).build(),
        ])
        .await
    }
}

fn sort_key(application: &ApplicationId) -> String {
    format!("{CONNECTION_PREFIX}{application}")
}
