//! The activity of accounts, and the mails about facts that are due.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure};
use domain::Timestamp;
use domain::account::AccountId;
use domain::activity::{Activity, NoticeState};
use domain::policy::ACTIVITY_KEPT_MONTHS;
use jiff::ToSpan;
use jiff::tz::TimeZone;

use super::{
    Item, Kind, Store, StoreError, Use, from_item, map, seconds, service_error, text, to_item,
};

const PREFIX: &str = "activity#";
const BY_DUE: &str = "by-due";

/// The partitions of the index of due mails. The last digit of an account's identifier selects the partition of its
/// mails.
const DUE_PARTITIONS: &[u8] = b"0123456789abcdef";

/// The result of listing a fact.
#[derive(Debug)]
pub enum ListedActivity {
    /// The fact was listed now.
    New,
    /// The fact was listed before; this is the stored activity.
    Before(Box<Activity>),
}

impl Store {
    /// Lists a fact of an account with the state of its mail. A fact whose identifier is already listed is not listed
    /// again.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
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
        let answer = self
            .client
            .put_item()
            .table_name(&self.records)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                self.count(Use::Write, answer.consumed_capacity.as_slice());
                Ok(ListedActivity::New)
            }
            Err(error) => match known(&error) {
                Some(item) => Ok(ListedActivity::Before(Box::new(from_item(item)?))),
                None => Err(service_error(&error)),
            },
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
            NoticeState::None | NoticeState::Sent { .. } | NoticeState::Parked { .. } => {
                request.update_expression("SET mail = :next REMOVE due, due_at")
            }
        };
        self.update(request).await?;
        Ok(Activity {
            mail: next,
            ..activity.clone()
        })
    }

    /// The facts whose mails are due now, at most `most` from each partition of the index.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn due_notices(
        &self,
        now: Timestamp,
        most: i32,
    ) -> Result<Vec<(AccountId, Activity)>, StoreError> {
        let mut due = Vec::new();
        for partition in DUE_PARTITIONS {
            let answer = self
                .client
                .query()
                .table_name(&self.records)
                .index_name(BY_DUE)
                .key_condition_expression("due = :due AND due_at <= :now")
                .expression_attribute_values(":due", text(partition_name(char::from(*partition))))
                .expression_attribute_values(":now", seconds(now))
                .limit(most)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| service_error(&error))?;
            self.count(Use::Read, answer.consumed_capacity.as_slice());
            for item in answer.items.unwrap_or_default() {
                let key = |name: &str| item.get(name)?.as_s().ok().cloned();
                let Some((pk, sk)) = key("pk").zip(key("sk")) else {
                    continue;
                };
                let Ok(account) = AccountId::try_from(pk) else {
                    continue;
                };
                if let Some(activity) = self.get(&self.records, account.as_str(), &sk).await? {
                    due.push((account, activity));
                }
            }
        }
        Ok(due)
    }

    /// An account's activity, newest first, at most `most` facts.
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
        let items = answer.items.unwrap_or_default();
        items.into_iter().map(from_item).collect()
    }
}

/// The existing item that made a put's condition fail.
fn known<R>(error: &SdkError<PutItemError, R>) -> Option<Item> {
    match error.as_service_error()? {
        PutItemError::ConditionalCheckFailedException(refused) => refused.item.clone(),
        _ => None,
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
