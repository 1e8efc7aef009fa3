//! The activity of accounts, and the mails about facts that are due.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use domain::Timestamp;
use domain::account::AccountId;
use domain::activity::{Activity, NoticeState};
use domain::policy::ACTIVITY_KEPT_MONTHS;
use jiff::ToSpan;
use jiff::tz::TimeZone;

use super::{Kind, Store, StoreError, Use, from_item, map, seconds, service_error, text, to_item};

const PREFIX: &str = "activity#";
const BY_DUE: &str = "by-due";

/// The partitions of the index of due mails. The last digit of an account's identifier selects the partition of its
/// mails.
pub const DUE_PARTITIONS: &str = "0123456789abcdef";

/// A fact in the index of due mails.
#[derive(Debug)]
pub struct DueNotice {
    /// Whose it is.
    pub account: AccountId,
    /// Its sort key.
    key: String,
}

/// The result of listing a fact.
#[derive(Debug)]
pub enum ListedActivity {
    /// The fact was listed now.
    New,
    /// The fact was listed before, by another attempt; this is the stored activity.
    Before(Box<Activity>),
}

impl Store {
    /// Lists a fact of an account with the state of its mail. A fact whose identifier is already listed is not listed
    /// again.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] if the stored activity cannot be read; [`StoreError::Failed`].
    pub async fn list_activity(
        &self,
        account: &AccountId,
        activity: &Activity,
    ) -> Result<ListedActivity, StoreError> {
        let key = activity_key(activity);
        let mut item = to_item(account.as_str(), &key, Kind::Activity, activity)?;
        item.insert("ttl".to_owned(), seconds(kept_until(activity.changed.at)));
        if let NoticeState::Due { at, .. } = activity.mail {
            item.insert("due".to_owned(), text(due_partition(account)));
            item.insert("due_at".to_owned(), seconds(at));
        }
        let request = self
            .client
            .put_item()
            .table_name(&self.records)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)");
        match self.put_or_known(request).await {
            Ok(()) => Ok(ListedActivity::New),
            Err((StoreError::ConditionFailed, Some(before))) => {
                Ok(ListedActivity::Before(Box::new(from_item(before)?)))
            }
            Err((error, _)) => Err(error),
        }
    }

    /// Saves the next state of a fact's mail, if the stored state is still the one in `activity`. Returns the updated
    /// activity.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another writer changed the state.
    pub async fn save_notice(
        &self,
        account: &AccountId,
        activity: &Activity,
        next: NoticeState,
    ) -> Result<Activity, StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.records)
            .key("pk", text(account.as_str()))
            .key("sk", text(activity_key(activity)))
            .condition_expression("mail = :before")
            .expression_attribute_values(":before", map(&activity.mail)?)
            .expression_attribute_values(":next", map(&next)?);
        let request = match next {
            NoticeState::Due { at, .. } => request
                .update_expression("SET mail = :next, due = :due, due_at = :at")
                .expression_attribute_values(":due", text(due_partition(account)))
                .expression_attribute_values(":at", seconds(at)),
            NoticeState::None
            | NoticeState::Sent { .. }
            | NoticeState::Outdated
            | NoticeState::Parked { .. } => {
                request.update_expression("SET mail = :next REMOVE due, due_at")
            }
        };
        self.update(request).await?;
        Ok(Activity {
            mail: next,
            ..activity.clone()
        })
    }

    /// The facts of one of the [`DUE_PARTITIONS`] whose mails are due now, at most `most`.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn due_notices(
        &self,
        partition: char,
        now: Timestamp,
        most: i32,
    ) -> Result<Vec<DueNotice>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.records)
            .index_name(BY_DUE)
            .key_condition_expression("due = :due AND due_at <= :now")
            .expression_attribute_values(":due", text(partition_name(partition)))
            .expression_attribute_values(":now", seconds(now))
            .limit(most)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| service_error(&error))?;
        self.count(Use::Read, answer.consumed_capacity.as_slice());
        let keys = answer.items.unwrap_or_default().into_iter();
        Ok(keys
            .filter_map(|item| {
                let key = |name: &str| item.get(name)?.as_s().ok().cloned();
                Some(DueNotice {
                    account: AccountId::try_from(key("pk")?).ok()?,
                    key: key("sk")?,
                })
            })
            .collect())
    }

    /// A fact that the index of due mails names, as it is stored now.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] if it cannot be read; [`StoreError::Failed`].
    pub async fn due_activity(&self, due: &DueNotice) -> Result<Option<Activity>, StoreError> {
        self.get(&self.records, due.account.as_str(), &due.key)
            .await
    }

    /// Lets a fact that cannot be read wait, so that it does not take the place of others in each reading of the index.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if its mail is not due any more.
    pub async fn rest_notice(&self, due: &DueNotice, until: Timestamp) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.records)
            .key("pk", text(due.account.as_str()))
            .key("sk", text(&due.key))
            .condition_expression("attribute_exists(due)")
            .update_expression("SET due_at = :until")
            .expression_attribute_values(":until", seconds(until));
        self.update(request).await.map(|_| ())
    }

    /// An account's activity, newest first, at most `most` facts. A fact that cannot be read is left out.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn activity(
        &self,
        account: &AccountId,
        most: i32,
    ) -> Result<Vec<Activity>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.records)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(account.as_str()))
            .expression_attribute_values(":prefix", text(PREFIX))
            .scan_index_forward(false)
            .limit(most)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| service_error(&error))?;
        self.count(Use::Read, answer.consumed_capacity.as_slice());
        let items = answer.items.unwrap_or_default().into_iter();
        Ok(items
            .filter_map(|item| {
                from_item(item)
                    .inspect_err(|error| tracing::error!(%error, "an activity was left out"))
                    .ok()
            })
            .collect())
    }
}

/// The sort key of an activity, by which an account's activity is sorted by time.
fn activity_key(activity: &Activity) -> String {
    format!(
        "{PREFIX}{:012}#{}",
        activity.changed.at.as_second(),
        activity.id
    )
}

fn due_partition(account: &AccountId) -> String {
    partition_name(account.as_str().chars().next_back().unwrap_or('0'))
}

fn partition_name(digit: char) -> String {
    format!("mail#{digit}")
}

fn kept_until(at: Timestamp) -> Timestamp {
    at.to_zoned_datetime(TimeZone::UTC)
        .checked_add(ACTIVITY_KEPT_MONTHS.months())
        .map_or(at, |until| until.timestamp())
}
