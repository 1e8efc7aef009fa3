//! Guards: consecutive failures, counted and checked in one conditional write.
//!
//! The result of an attempt may be returned only after a write whose condition is that the account is not locked.
//! DynamoDB applies these writes one after another, however many attempts run at once, so no attempt succeeds after the
//! one that locks the account.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;
use domain::Timestamp;
use domain::account::AccountId;
use domain::change::Change;
use domain::lockout::{Factor, Failures, Locked, locks_for_good};
use domain::policy::{FAILURES_KEPT, LOCKOUT};
use domain::source::SourceAddress;

use super::keys::guard_key;
use super::{Kind, Store, StoreError, from_item, map, number, seconds, text};

/// Whose attempts a guard counts.
#[derive(Debug, Clone, Copy)]
pub enum Attempts<'a> {
    /// Those on an account, whether or not it exists.
    OnAccount(&'a AccountId),
    /// Those from a source address.
    FromAddress(SourceAddress),
}

impl Attempts<'_> {
    fn key(self) -> String {
        match self {
            Self::OnAccount(account) => account.to_string(),
            Self::FromAddress(address) => format!("address#{address}"),
        }
    }
}

/// Why the result of an attempt must not be returned.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// The account is locked.
    #[error(transparent)]
    Locked(#[from] Locked),
    /// The password was changed while the sign-in was in progress.
    #[error("the password was changed meanwhile")]
    Overtaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Refuses an attempt while the account or address is locked, before a password or code is compared. Recording its
    /// result checks again.
    /// Returns the number of failures.
    ///
    /// # Errors
    /// [`GuardError::Locked`].
    pub async fn check_lock(
        &self,
        attempts: Attempts<'_>,
        factor: Factor,
        now: Timestamp,
    ) -> Result<u32, GuardError> {
        let failures: Option<Failures> = self
            .get(&self.sessions, &attempts.key(), guard_key(factor))
            .await?;
        let Some(failures) = failures else {
            return Ok(0);
        };
        failures.check(now)?;
        Ok(failures.count)
    }

    /// Counts a failed attempt. The caller may answer that the attempt was wrong only if this write succeeds: otherwise
    /// attempts that run at once could test more values than the lock allows. Returns the failures so far.
    ///
    /// # Errors
    /// [`GuardError::Locked`] if other attempts have locked the account first.
    pub async fn record_failure(
        &self,
        attempts: Attempts<'_>,
        factor: Factor,
        change: &Change,
    ) -> Result<Failures, GuardError> {
        let request = self
            .failures_update(attempts, factor, change)?
            .update_expression(
                "SET #count = if_not_exists(#count, :zero) + :one, last_at = :now, #ttl = :ttl, #kind = :kind, changed = :changed",
            )
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":ttl", seconds(change.at + FAILURES_KEPT))
            .return_values(ReturnValue::AllNew);
        let failures: Failures = from_item(
            self.update_unless_locked(request, OPEN.to_owned(), change.at)
                .await?,
        )?;
        if locks_for_good(failures.count) {
            self.keep_for_ever(attempts, factor).await?;
        }
        Ok(failures)
    }

    /// Records a right attempt: resets the count of failures to zero. The caller may accept the attempt only if this
    /// write succeeds.
    ///
    /// # Errors
    /// [`GuardError::Locked`] if other attempts have locked the account first.
    pub async fn record_success(
        &self,
        attempts: Attempts<'_>,
        factor: Factor,
        change: &Change,
    ) -> Result<(), GuardError> {
        let request = self
            .failures_update(attempts, factor, change)?
            .update_expression(
                "SET #count = :zero, last_at = :now, #kind = :kind, changed = :changed",
            )
            .expression_attribute_values(":zero", number(0));
        self.update_unless_locked(request, OPEN.to_owned(), change.at)
            .await
            .map(|_| ())
    }

    /// As [`Store::record_success`], for a sign-in whose password was right. The write also requires that the password
    /// has not been changed since it was compared, and counts the sign-in.
    ///
    /// # Errors
    /// [`GuardError::Locked`]; [`GuardError::Overtaken`] if the password was changed.
    pub async fn record_sign_in(
        &self,
        account: &AccountId,
        epoch: u32,
        change: &Change,
    ) -> Result<(), GuardError> {
        let request = self
            .failures_update(Attempts::OnAccount(account), Factor::Password, change)?
            .update_expression(
                "SET #count = :zero, last_at = :now, sign_ins = if_not_exists(sign_ins, :zero) + :one, #kind = :kind, changed = :changed",
            )
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":epoch", number(epoch));
        let condition = format!("({OPEN}) AND (attribute_not_exists(epoch) OR epoch = :epoch)");
        self.update_unless_locked(request, condition, change.at)
            .await
            .map(|_| ())
    }

    fn failures_update(
        &self,
        attempts: Attempts<'_>,
        factor: Factor,
        change: &Change,
    ) -> Result<UpdateItemFluentBuilder, StoreError> {
        Ok(self
            .client
            .update_item()
            .table_name(&self.sessions)
            .key("pk", text(attempts.key()))
            .key("sk", text(guard_key(factor)))
            .expression_attribute_names("#count", "count")
            .expression_attribute_names("#kind", "kind")
            .expression_attribute_values(":kind", text(Kind::Guard.as_str()))
            .expression_attribute_values(":changed", map(change)?)
            .expression_attribute_values(":now", seconds(change.at)))
    }

    /// Sends an update under the condition that the account is not locked.
    async fn update_unless_locked(
        &self,
        request: UpdateItemFluentBuilder,
        condition: String,
        now: Timestamp,
    ) -> Result<super::Item, GuardError> {
        let (request, open) = open_condition(request, now);
        let condition = condition.replace(OPEN, &open);
        match self
            .increment(request.condition_expression(condition))
            .await
        {
            Ok(item) => Ok(item),
            Err((StoreError::ConditionFailed, refused)) => {
                let failures: Option<Failures> = refused.map(from_item).transpose()?;
                if let Some(failures) = failures {
                    failures.check(now)?;
                }
                Err(GuardError::Overtaken)
            }
            Err((error, _)) => Err(error.into()),
        }
    }

    /// Removes the time to live of a permanent lock, which must not expire.
    async fn keep_for_ever(
        &self,
        attempts: Attempts<'_>,
        factor: Factor,
    ) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .key("pk", text(attempts.key()))
            .key("sk", text(guard_key(factor)))
            .expression_attribute_names("#ttl", "ttl")
            .update_expression("REMOVE #ttl");
        self.update(request).await.map(|_| ())
    }
}

/// The condition that no lock holds now.
fn open_condition(
    mut request: UpdateItemFluentBuilder,
    now: Timestamp,
) -> (UpdateItemFluentBuilder, String) {
    let mut open = Vec::new();
    for (index, step) in LOCKOUT.iter().enumerate() {
        request =
            request.expression_attribute_values(format!(":step{index}"), number(step.failures));
        if let Some(pause) = step.pause {
            request =
                request.expression_attribute_values(format!(":since{index}"), seconds(now - pause));
            open.push(format!(
                "(#count <> :step{index} OR last_at <= :since{index})"
            ));
        } else {
            open.push(format!("#count < :step{index}"));
        }
    }
    let open = format!("attribute_not_exists(#count) OR ({})", open.join(" AND "));
    (request, open)
}

/// The placeholder in a condition for "the account is not locked".
const OPEN: &str = "{open}";
