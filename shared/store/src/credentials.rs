//! Credentials: each save replaces the whole item, unless another writer saved it in the meantime.

use aws_sdk_dynamodb::types::{Put, ReturnConsumedCapacity};
use domain::Timestamp;
use domain::account::AccountId;
use domain::change::Change;
use domain::credential::Credential;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::keys::CREDENTIAL;
use super::{Item, Kind, Store, StoreError, Use, changed, service_error, text, to_item};

const BY_EXPIRY: &str = "by-expiry";

impl Store {
    /// An account's credential, if it has one.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn credential(&self, account: &AccountId) -> Result<Option<Credential>, StoreError> {
        self.get(&self.records, account.as_str(), CREDENTIAL).await
    }

    /// Saves a changed credential.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another writer saved it since it was read.
    pub async fn save_credential(
        &self,
        account: &AccountId,
        credential: &mut Credential,
        change: &Change,
    ) -> Result<(), StoreError> {
        self.put_versioned(
            credential_item(account, credential, change)?,
            Some(credential.version),
        )
        .await?;
        credential.version += 1;
        Ok(())
    }

    /// A put of a changed credential, for a transaction.
    pub(super) fn credential_put(
        &self,
        account: &AccountId,
        credential: &Credential,
        change: &Change,
    ) -> Result<Put, StoreError> {
        self.versioned_put(
            credential_item(account, credential, change)?,
            Some(credential.version),
        )
    }

    /// A put of a credential that replaces the one that was read, or is the account's first.
    pub(super) fn new_credential_put(
        &self,
        account: &AccountId,
        credential: &Credential,
        replaces: Option<&Credential>,
        change: &Change,
    ) -> Result<Put, StoreError> {
        self.versioned_put(
            credential_item(account, credential, change)?,
            replaces.map(|before| before.version),
        )
    }

    /// The accounts whose credentials expire on a day (UTC), read from the index.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn expiring_on(&self, day: Date) -> Result<Vec<AccountId>, StoreError> {
        let mut accounts = Vec::new();
        let mut start: Option<Item> = None;
        loop {
            let answer = self
                .client
                .query()
                .table_name(&self.records)
                .index_name(BY_EXPIRY)
                .key_condition_expression("expires_on = :day")
                .expression_attribute_values(":day", text(day.to_string()))
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| service_error(&error))?;
            self.count(Use::Read, answer.consumed_capacity.as_slice());
            accounts.extend(
                answer
                    .items
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|item| item.get("pk")?.as_s().ok().cloned())
                    .filter_map(|pk| AccountId::try_from(pk).ok()),
            );
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(accounts);
            }
        }
    }
}

/// The item of a credential, with the day of its expiry for the index.
fn credential_item(
    account: &AccountId,
    credential: &Credential,
    change: &Change,
) -> Result<Item, StoreError> {
    let item = to_item(account.as_str(), CREDENTIAL, Kind::Credential, credential)?;
    let mut item = changed(item, change)?;
    item.insert(
        "expires_on".to_owned(),
        text(day_of(credential.expires_at).to_string()),
    );
    Ok(item)
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned_datetime(TimeZone::UTC).date()
}
