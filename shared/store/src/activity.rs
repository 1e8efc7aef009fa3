//! The activity of accounts, and the mails about facts that are due.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use domain::Timestamp;
use domain::account::AccountId;
use domain::activity::{Activity, NoticeState};
use domain::policy::ACTIVITY_KEPT_MONTHS;
use jiff::ToSpan;
use jiff::tz::TimeZone;

use super::due::{DueItem, DueMail, with_due};
use super::{Kind, Store, StoreError, Use, from_item, map, seconds, service_error, text, to_item};

const PREFIX: &str = "activity#";
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
        let due_at = match activity.mail {
            NoticeState::Due { at, .. } => Some(at),
            _ => None,
        };
        let item = with_due(item, DueMail::notices_of(account), due_at);
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
                .expression_attribute_values(":due", text(DueMail::notices_of(account).partition()))
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

    /// A fact that the index of due mails names, as it is stored now.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] if it cannot be read; [`StoreError::Failed`].
    pub async fn due_activity(&self, due: &DueItem) -> Result<Option<Activity>, StoreError> {
        self.get(&self.records, due.account.as_str(), &due.key)
            .await
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

fn kept_until(at: Timestamp) -> Timestamp {
    at.to_zoned_datetime(TimeZone::UTC)
        .checked_add(ACTIVITY_KEPT_MONTHS.months())
        .map_or(at, |until| until.timestamp())
}
