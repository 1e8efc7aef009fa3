//! The index of due mails: what waits for an attempt, found without a scan. An item is in it while it has the attributes
//! `due`, the kind of mail and a digit, and `due_at`, the earliest time of the next attempt.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use domain::Timestamp;
use domain::account::AccountId;

use super::{Item, Store, StoreError, Use, seconds, service_error, text};

const BY_DUE: &str = "by-due";

/// The partitions of notices. The last digit of an account's identifier selects the partition of its notices, since every
/// fact with a mail passes through the index.
pub const DUE_PARTITIONS: &str = "0123456789abcdef";

/// What waits in a partition of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueMail {
    /// Notices about facts, of one of the [`DUE_PARTITIONS`].
    Notices(char),
    /// Mails of paid orders. One partition takes a thousand writes a second, which no shop of ours reaches.
    Orders,
    /// Reminders that a credential expires, which are sent at a bounded rate.
    Reminders,
}

impl DueMail {
    /// The notices of an account.
    pub(super) fn notices_of(account: &AccountId) -> Self {
        Self::Notices(account.as_str().chars().next_back().unwrap_or('0'))
    }

    /// The value of the attribute `due`.
    pub(super) fn partition(self) -> String {
        match self {
            Self::Notices(digit) => format!("mail#{digit}"),
            Self::Orders => "order".to_owned(),
            Self::Reminders => "reminder".to_owned(),
        }
    }
}

/// An item in the index.
#[derive(Debug)]
pub struct DueItem {
    /// Whose it is.
    pub account: AccountId,
    /// Its sort key.
    pub(super) key: String,
    /// When its attempt may begin, in epoch seconds.
    at: AttributeValue,
}

/// Puts an item into the index, if an attempt is to begin at a time.
pub(super) fn with_due(mut item: Item, mail: DueMail, at: Option<Timestamp>) -> Item {
    if let Some(at) = at {
        item.insert("due".to_owned(), text(mail.partition()));
        item.insert("due_at".to_owned(), seconds(at));
    }
    item
}

impl Store {
    /// The items of a partition whose mails are due now, at most `most`, the longest due first.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn due(
        &self,
        mail: DueMail,
        now: Timestamp,
        most: i32,
    ) -> Result<Vec<DueItem>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.records)
            .index_name(BY_DUE)
            .key_condition_expression("due = :due AND due_at <= :now")
            .expression_attribute_values(":due", text(mail.partition()))
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
                Some(DueItem {
                    account: AccountId::try_from(key("pk")?).ok()?,
                    key: key("sk")?,
                    at: item.get("due_at")?.clone(),
                })
            })
            .collect())
    }

    /// Lets an item wait that cannot be attempted now, so that it does not take the place of others in each reading of the index.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if its mail is not due any more, or an attempt has begun since it was looked up.
    pub async fn rest(&self, due: &DueItem, until: Timestamp) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.records)
            .key("pk", text(due.account.as_str()))
            .key("sk", text(&due.key))
            .condition_expression("due_at = :read")
            .update_expression("SET due_at = :until")
            .expression_attribute_values(":read", due.at.clone())
            .expression_attribute_values(":until", seconds(until));
        self.update(request).await.map(|_| ())
    }
}
