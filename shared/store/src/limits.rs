//! Rate limits: the times of earlier actions, checked and added to in one conditional write.
//!
//! An item holds the times newest first, so that "at most `n` within `w`" is a condition on one element: the n-th
//! newest time is absent or older than `w`. The windows are therefore exact, and no read is needed before the write.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use domain::Timestamp;
use domain::limits::{Limit, LimitReached};
use serde::{Deserialize, Serialize};

use super::{Item, Kind, Store, StoreError, Use, from_item, seconds, service_error, text};

/// The times of a limit's actions, in epoch seconds, newest first.
#[derive(Serialize, Deserialize)]
struct LimitTimes {
    #[serde(default)]
    done: Vec<i64>,
}

impl LimitTimes {
    fn timestamps(&self) -> Vec<Timestamp> {
        self.done
            .iter()
            .filter_map(|second| Timestamp::from_second(*second).ok())
            .collect()
    }
}

/// Why a rate limit does not allow an action.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    /// The limit is reached.
    #[error(transparent)]
    Reached(#[from] LimitReached),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Counts one more action, if the limit allows it.
    ///
    /// # Errors
    /// [`LimitError::Reached`] with the time at which the next action is allowed.
    pub async fn rate_limit(
        &self,
        limit: &Limit,
        key: &str,
        now: Timestamp,
    ) -> Result<(), LimitError> {
        let mut request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(limit_key(limit, key)))
            .update_expression(
                "SET done = list_append(:now, if_not_exists(done, :none)), #ttl = :ttl, #kind = :kind",
            )
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_names("#kind", "kind")
            .expression_attribute_values(":kind", text(Kind::Limit.as_str()))
            .expression_attribute_values(":now", AttributeValue::L(vec![seconds(now)]))
            .expression_attribute_values(":none", AttributeValue::L(Vec::new()))
            .expression_attribute_values(":ttl", seconds(now + limit.horizon()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut room = Vec::new();
        for (index, window) in limit.windows.iter().enumerate() {
            let nth = window.most - 1;
            room.push(format!(
                "(attribute_not_exists(done[{nth}]) OR done[{nth}] <= :since{index})"
            ));
            request = request.expression_attribute_values(
                format!(":since{index}"),
                seconds(now - window.within),
            );
        }
        let error = match request
            .condition_expression(room.join(" AND "))
            .send()
            .await
        {
            Ok(answer) => {
                self.count(Use::Write, answer.consumed_capacity.as_slice());
                let times: LimitTimes = from_item(answer.attributes.unwrap_or_default())?;
                return Ok(self.forget_old_times(limit, key, times).await?);
            }
            Err(error) => error,
        };
        if let Some(UpdateItemError::ConditionalCheckFailedException(refused)) =
            error.as_service_error()
        {
            let times: LimitTimes = from_item(refused.item.clone().unwrap_or_default())?;
            limit.check(&times.timestamps(), now)?;
            return Err(StoreError::ConditionFailed.into());
        }
        Err(service_error(&error).into())
    }

    /// Removes the time that [`Store::rate_limit`] added, because the action could not be done.
    ///
    /// # Errors
    /// [`StoreError::Failed`]. If others keep changing the item, the time stays counted.
    pub async fn undo_rate_limit(
        &self,
        limit: &Limit,
        key: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        for _ in 0..3 {
            let pk = limit_pk(limit, key);
            let Some(times) = self.get::<LimitTimes>(&self.sessions, &pk, "limit").await? else {
                return Ok(());
            };
            let Some(index) = times
                .done
                .iter()
                .position(|second| *second == at.as_second())
            else {
                return Ok(());
            };
            let mut left = times.done.clone();
            left.remove(index);
            match self.replace_times(limit, key, &times.done, &left).await {
                Err(StoreError::ConditionFailed) => {}
                done => return done,
            }
        }
        Ok(())
    }

    /// Removes times that no window needs any more, once there are as many of them as of times that still count.
    async fn forget_old_times(
        &self,
        limit: &Limit,
        key: &str,
        times: LimitTimes,
    ) -> Result<(), StoreError> {
        let remembered = limit.remembered();
        if times.done.len() < 2 * remembered {
            return Ok(());
        }
        match self
            .replace_times(limit, key, &times.done, &times.done[..remembered])
            .await
        {
            Err(StoreError::ConditionFailed) => Ok(()),
            done => done,
        }
    }

    async fn replace_times(
        &self,
        limit: &Limit,
        key: &str,
        old: &[i64],
        new: &[i64],
    ) -> Result<(), StoreError> {
        let list =
            |times: &[i64]| AttributeValue::L(times.iter().copied().map(super::number).collect());
        let request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(limit_key(limit, key)))
            .update_expression("SET done = :new")
            .condition_expression("done = :old")
            .expression_attribute_values(":new", list(new))
            .expression_attribute_values(":old", list(old));
        self.update(request).await.map(|_| ())
    }
}

fn limit_pk(limit: &Limit, key: &str) -> String {
    format!("limit#{}#{key}", limit.name)
}

fn limit_key(limit: &Limit, key: &str) -> Item {
    Item::from([
        ("pk".to_owned(), text(limit_pk(limit, key))),
        ("sk".to_owned(), text("limit")),
    ])
}
