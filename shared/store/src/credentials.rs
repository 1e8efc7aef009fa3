//! Credentials, and the progress of their reminders: each save replaces the whole item, unless another writer saved it in
//! the meantime.

use aws_sdk_dynamodb::types::{Put, ReturnConsumedCapacity};
use domain::Timestamp;
use domain::account::AccountId;
use domain::change::Change;
use domain::credential::Credential;
use domain::reminder::Progress;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::due::{DueMail, with_due};
use super::keys::CREDENTIAL;
use super::{Item, Kind, Store, StoreError, Use, changed, seconds, service_error, text, to_item};

const BY_EXPIRY: &str = "by-expiry";

/// The partition key of the progress of reminders.
const PROGRESS: &str = "progress#reminders";

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

    /// Accounts whose credentials expire on a day (UTC), in the order of their identifiers, at most `most` of them after
    /// one. Fewer are the last ones of the day.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn expiring_on(
        &self,
        day: Date,
        after: Option<&AccountId>,
        most: usize,
    ) -> Result<Vec<AccountId>, StoreError> {
        let day = text(day.to_string());
        let start = after.map(|account| {
            Item::from([
                ("expires_on".to_owned(), day.clone()),
                ("pk".to_owned(), text(account.as_str())),
                ("sk".to_owned(), text(CREDENTIAL)),
            ])
        });
        let answer = self
            .client
            .query()
            .table_name(&self.records)
            .index_name(BY_EXPIRY)
            .key_condition_expression("expires_on = :day")
            .expression_attribute_values(":day", day)
            .set_exclusive_start_key(start)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| service_error(&error))?;
        self.count(Use::Read, answer.consumed_capacity.as_slice());
        let items = answer.items.unwrap_or_default();
        let accounts = items.iter().filter_map(|item| {
            let pk = item.get("pk")?.as_s().ok()?;
            AccountId::try_from(pk.clone()).ok()
        });
        Ok(accounts.collect())
    }

    /// Puts an account's credential into the index of due mails, because its reminder could not be looked at. The next
    /// save of the credential takes it out.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn remind_later(&self, account: &AccountId, at: Timestamp) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.records)
            .key("pk", text(account.as_str()))
            .key("sk", text(CREDENTIAL))
            .condition_expression("attribute_exists(pk)")
            .update_expression("SET due = :due, due_at = :at")
            .expression_attribute_values(":due", text(DueMail::Reminders.partition()))
            .expression_attribute_values(":at", seconds(at));
        match self.update(request).await {
            Err(StoreError::ConditionFailed) => Ok(()),
            done => done.map(|_| ()),
        }
    }

    /// How far reminders were looked up, if they ever were.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn reminder_progress(&self) -> Result<Option<Progress>, StoreError> {
        self.get(&self.records, PROGRESS, "progress").await
    }

    /// Saves how far reminders were looked up, after the progress that was read.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another run saved its progress since.
    pub async fn save_reminder_progress(
        &self,
        progress: &mut Progress,
        read: Option<u64>,
    ) -> Result<(), StoreError> {
        let item = to_item(PROGRESS, "progress", Kind::Progress, progress)?;
        self.put_versioned(item, read).await?;
        progress.version = read.map_or(0, |read| read + 1);
        Ok(())
    }
}

/// The item of a credential, with the day of its expiry for the index, and in the index of due mails while its reminder
/// is being sent.
fn credential_item(
    account: &AccountId,
    credential: &Credential,
    change: &Change,
) -> Result<Item, StoreError> {
    let item = to_item(account.as_str(), CREDENTIAL, Kind::Credential, credential)?;
    let due_at = credential.reminded.and_then(|reminded| reminded.until);
    let item = with_due(item, DueMail::Reminders, due_at);
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
