//! Guards: consecutive failures, counted and checked in one conditional write.
//!
//! The result of an attempt may be returned only after a write whose condition is that the account is not locked.
//! DynamoDB applies these writes one after another, however many attempts run at once, so no attempt succeeds after the
//! one that locks the account. Attempts by a browser that the account knows are counted with the browser, and no lock is
//! looked at for them.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::Timestamp;
use domain::account::AccountId;
use domain::change::Change;
use domain::limits::LimitReached;
use domain::lockout::{
    Attempter, BrowserId, Factor, Failures, Guard, GuardEvent, KnownBrowser, Locked, locks_for_good,
};
use domain::policy::{FAILURES_KEPT, KNOWN_BROWSER_FAILURES, LOCKOUT};
use serde::Deserialize;

use super::keys::{GUARD, OLD_CODE_GUARD, OLD_PASSWORD_GUARD, sort_key};
use super::write::key;
use super::{Item, Kind, LimitError, Store, StoreError, from_item, map, number, seconds, text};

/// Why the result of an attempt must not be returned.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// The account is locked.
    #[error(transparent)]
    Locked(#[from] Locked),
    /// Too many attempts came from the source address.
    #[error(transparent)]
    Limit(#[from] LimitReached),
    /// The password was changed while the sign-in was in progress.
    #[error("the password was changed meanwhile")]
    Overtaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LimitError> for GuardError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Reached(reached) => Self::Limit(reached),
            LimitError::Store(error) => Self::Store(error),
        }
    }
}

/// The guard of one factor, as it was stored before both were one item.
#[derive(Deserialize)]
struct OldGuard {
    count: u32,
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    last_at: Timestamp,
    #[serde(default)]
    sign_ins: u64,
}

/// A right code, as the guard records it.
#[derive(Debug)]
pub struct RightCode<'a> {
    /// Who entered it.
    pub attempter: &'a Attempter,
    /// The password's epoch, under which the session began.
    pub epoch: u32,
    /// The browser that becomes known; `None` for a client that keeps no cookies.
    pub browser: Option<&'a BrowserId>,
}

impl Store {
    /// The guard of an account, whether or not the account exists.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn guard(&self, account: &AccountId) -> Result<Guard, StoreError> {
        let mut items: HashMap<String, Item> = self
            .short_lived(account, GUARD)
            .await?
            .into_iter()
            .map(|item| (sort_key(&item).to_owned(), item))
            .collect();
        let newest = items.remove(GUARD).unwrap_or_default();
        let counted = |name: &str| newest.contains_key(name);
        let (passwords, codes) = (counted("password_count"), counted("code_count"));
        let signed_in = counted("sign_ins");
        let mut guard: Guard = from_item(newest)?;
        if let Some(old) = items.remove(OLD_PASSWORD_GUARD) {
            let old: OldGuard = from_item(old)?;
            if !passwords {
                (guard.password_count, guard.password_at) = (old.count, Some(old.last_at));
                guard.older_password_count = old.count;
            }
            if !signed_in {
                guard.sign_ins = old.sign_ins;
            }
        }
        if let Some(old) = items.remove(OLD_CODE_GUARD).filter(|_| !codes) {
            let old: OldGuard = from_item(old)?;
            (guard.code_count, guard.code_at) = (old.count, Some(old.last_at));
            guard.older_code_count = old.count;
        }
        Ok(guard)
    }

    /// Counts a failed attempt, with the browser if the account knows it. The caller may answer that the attempt was
    /// wrong only if this write succeeds: otherwise attempts that run at once could test more values than the lock
    /// allows. Returns the failures so far.
    ///
    /// # Errors
    /// [`GuardError::Locked`] if other attempts have locked the account first.
    pub async fn record_failure(
        &self,
        account: &AccountId,
        factor: Factor,
        guard: &Guard,
        attempter: &Attempter,
        change: &Change,
    ) -> Result<Failures, GuardError> {
        let event = match factor {
            Factor::Password => GuardEvent::WrongPassword,
            Factor::Code => GuardEvent::WrongCode,
        };
        if let Attempter::Known(browser) = attempter {
            let request = self
                .guard_update(account, event, change)?
                .update_expression(
                    "SET known.#browser.failures = known.#browser.failures + :one, #kind = :kind, event = :event, changed = :changed",
                )
                .condition_expression(HOLDS)
                .expression_attribute_values(":one", number(1))
                .return_values(ReturnValue::AllNew);
            match self.increment(known(request, browser, change.at)).await {
                Ok(item) => {
                    let guard: Guard = from_item(item)?;
                    return Ok(Failures {
                        count: guard.known.get(browser).map_or(0, |known| known.failures),
                        last_at: change.at,
                    });
                }
                // It is known no longer: a stranger's attempt.
                Err((StoreError::ConditionFailed, _)) => {}
                Err((error, _)) => return Err(error.into()),
            }
        }
        let before = match factor {
            Factor::Password => guard.older_password_count,
            Factor::Code => guard.older_code_count,
        };
        let request = self
            .guard_update(account, event, change)?
            .update_expression(
                "SET #count = if_not_exists(#count, :before) + :one, #at = :now, #ttl = :ttl, #kind = :kind, event = :event, changed = :changed",
            )
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":before", number(before))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", seconds(change.at))
            .expression_attribute_values(":ttl", seconds(change.at + FAILURES_KEPT))
            .return_values(ReturnValue::AllNew);
        let item = self
            .pass_guard(request, factor, OPEN.to_owned(), change.at)
            .await?;
        let failures = from_item::<Guard>(item)?.failures(factor);
        if locks_for_good(failures.count) {
            self.keep_for_ever(account).await?;
        }
        Ok(failures)
    }

    /// Records a sign-in whose password was right: resets the count of strangers' wrong passwords. A known browser's
    /// failures stay counted until its next right code, because they are wrong codes too.
    /// The caller may hand out the session only if this write succeeds, under the condition that no lock holds, and
    /// that the password was not changed since it was compared.
    ///
    /// # Errors
    /// [`GuardError::Locked`] if other attempts have locked the account first; [`GuardError::Overtaken`] if the password
    /// was changed.
    pub async fn record_sign_in(
        &self,
        account: &AccountId,
        epoch: u32,
        guard: &Guard,
        attempter: &Attempter,
        change: &Change,
    ) -> Result<(), GuardError> {
        let counted = "sign_ins = if_not_exists(sign_ins, :sign_ins) + :one, #kind = :kind, event = :event, changed = :changed";
        let request = self
            .guard_update(account, GuardEvent::SignIn, change)?
            .expression_attribute_values(":sign_ins", number(guard.sign_ins))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":epoch", number(epoch));
        if let Attempter::Known(browser) = attempter {
            let request = request
                .clone()
                .update_expression(format!("SET {counted} REMOVE #ttl"))
                .expression_attribute_names("#ttl", "ttl")
                .condition_expression(format!("{HOLDS} AND {SAME_PASSWORD}"));
            match self.increment(known(request, browser, change.at)).await {
                Ok(_) => return Ok(()),
                // The browser is known no longer, or the password was changed: the next write tells.
                Err((StoreError::ConditionFailed, _)) => {}
                Err((error, _)) => return Err(error.into()),
            }
        }
        let request = request
            .update_expression(format!(
                "SET #count = :zero, known = if_not_exists(known, :none), {counted} REMOVE #ttl, #at"
            ))
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":none", AttributeValue::M(HashMap::new()));
        let condition = format!("({OPEN}) AND {SAME_PASSWORD}");
        self.pass_guard(request, Factor::Password, condition, change.at)
            .await
            .map(|_| ())
    }

    /// Records a right code: resets the count of wrong ones, and makes the browser a known one in the place of others.
    /// After a password reset in this browser, it also lifts a permanent lock. The caller may accept the code only if
    /// this write succeeds.
    ///
    /// # Errors
    /// [`GuardError::Locked`] if other attempts have locked the account first; [`GuardError::Overtaken`] if the password
    /// was changed.
    pub async fn record_right_code(
        &self,
        account: &AccountId,
        guard: &Guard,
        right: &RightCode<'_>,
        change: &Change,
    ) -> Result<(), GuardError> {
        let mut sets = vec!["#kind = :kind, event = :event, changed = :changed".to_owned()];
        let mut request = self
            .guard_update(account, GuardEvent::RightCode, change)?
            .expression_attribute_values(":epoch", number(right.epoch));
        let mut removed = String::new();
        if let Some(browser) = right.browser.filter(|_| guard.known.is_empty()) {
            let only = HashMap::from([(browser.key(), KnownBrowser::by_code(change.at))]);
            sets.push("known = :known".to_owned());
            request = request.expression_attribute_values(":known", map(&only)?);
        } else if let Some(browser) = right.browser {
            let named = guard.replaced_by_new(right.attempter, change.at);
            let paths = named.iter().enumerate().map(|(index, key)| {
                request = request
                    .clone()
                    .expression_attribute_names(format!("#old{index}"), key);
                format!("known.#old{index}")
            });
            let paths: Vec<String> = paths.collect();
            if !paths.is_empty() {
                removed = format!(" REMOVE {}", paths.join(", "));
            }
            sets.push("known.#new = :new".to_owned());
            request = request
                .expression_attribute_names("#new", browser.key())
                .expression_attribute_values(":new", map(&KnownBrowser::by_code(change.at))?);
        }
        if let Attempter::Known(browser) = right.attempter {
            let lifts = guard.known.get(browser).is_some_and(|known| known.by_reset);
            let mut sets = sets.clone();
            if lifts {
                sets.push("password_count = :zero, code_count = :zero".to_owned());
            } else if right.browser.is_none() {
                sets.push("known.#browser.failures = :zero".to_owned());
            }
            let mut request = known(request.clone(), browser, change.at)
                .update_expression(format!("SET {}{removed}", sets.join(", ")))
                .condition_expression(format!("{HOLDS} AND {SAME_PASSWORD}"));
            if lifts || right.browser.is_none() {
                request = request.expression_attribute_values(":zero", number(0));
            }
            match self.update_or_known(request).await {
                Ok(_) => return Ok(()),
                Err((StoreError::ConditionFailed, item)) if has(item.as_ref(), right.browser) => {
                    return Ok(());
                }
                Err((StoreError::ConditionFailed, _)) => {}
                Err((error, _)) => return Err(error.into()),
            }
        }
        sets.push("#count = :zero".to_owned());
        let removed = match removed.as_str() {
            "" => " REMOVE #at".to_owned(),
            removed => format!("{removed}, #at"),
        };
        let request = request
            .update_expression(format!("SET {}{removed}", sets.join(", ")))
            .expression_attribute_values(":zero", number(0));
        let condition = format!("({OPEN}) AND {SAME_PASSWORD}");
        self.pass_guard(request, Factor::Code, condition, change.at)
            .await
            .map(|_| ())
    }

    /// Puts back what [`Store::record_right_code`] replaced, because the code was not accepted after all.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another write has changed the guard since.
    pub async fn undo_right_code(
        &self,
        account: &AccountId,
        guard: &Guard,
        right: &RightCode<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let code_at = guard.code_at.map_or(AttributeValue::Null(true), seconds);
        let request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(key(account.as_str(), GUARD)))
            .update_expression(
                "SET known = :known, code_count = :codes, code_at = :at, password_count = :passwords, changed = :changed",
            )
            .expression_attribute_values(":known", map(&guard.known)?)
            .expression_attribute_values(":codes", number(guard.code_count))
            .expression_attribute_values(":at", code_at)
            .expression_attribute_values(":passwords", number(guard.password_count))
            .expression_attribute_values(":changed", map(change)?);
        let unchanged = if right.browser.is_some() {
            "attribute_exists(known.#new)"
        } else {
            "code_count = :none"
        };
        let request = request
            .condition_expression(format!("{unchanged} AND {SAME_PASSWORD}"))
            .expression_attribute_values(":epoch", number(right.epoch));
        let request = match right.browser {
            Some(browser) => request.expression_attribute_names("#new", browser.key()),
            None => request.expression_attribute_values(":none", number(0)),
        };
        self.update(request).await.map(|_| ())
    }

    fn guard_update(
        &self,
        account: &AccountId,
        event: GuardEvent,
        change: &Change,
    ) -> Result<UpdateItemFluentBuilder, StoreError> {
        Ok(self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(key(account.as_str(), GUARD)))
            .expression_attribute_names("#kind", "kind")
            .expression_attribute_values(":kind", text(Kind::Guard.as_str()))
            .expression_attribute_values(":event", map(&event)?)
            .expression_attribute_values(":changed", map(change)?))
    }

    /// Sends a stranger's update under the condition that the factor is not locked.
    async fn pass_guard(
        &self,
        request: UpdateItemFluentBuilder,
        factor: Factor,
        condition: String,
        now: Timestamp,
    ) -> Result<Item, GuardError> {
        let (count, at) = match factor {
            Factor::Password => ("password_count", "password_at"),
            Factor::Code => ("code_count", "code_at"),
        };
        let (request, open) = open_condition(request, now);
        let request = request
            .expression_attribute_names("#count", count)
            .expression_attribute_names("#at", at)
            .condition_expression(condition.replace(OPEN, &open));
        match self.increment(request).await {
            Ok(item) => Ok(item),
            Err((StoreError::ConditionFailed, refused)) => {
                let guard: Guard = from_item(refused.unwrap_or_default())?;
                guard.failures(factor).check(now)?;
                Err(GuardError::Overtaken)
            }
            Err((error, _)) => Err(error.into()),
        }
    }

    /// Removes the time to live of a permanent lock, which must not expire.
    async fn keep_for_ever(&self, account: &AccountId) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(key(account.as_str(), GUARD)))
            .expression_attribute_names("#ttl", "ttl")
            .update_expression("REMOVE #ttl");
        self.update(request).await.map(|_| ())
    }
}

/// The placeholder in a condition for "no lock holds".
const OPEN: &str = "{open}";

/// The condition that the password was not changed since the attempter proved to know it.
const SAME_PASSWORD: &str = "(attribute_not_exists(epoch) OR epoch = :epoch)";

/// The condition that the account knows the browser.
const HOLDS: &str = "known.#browser.failures < :most AND known.#browser.#until > :now";

fn known(
    request: UpdateItemFluentBuilder,
    browser: &str,
    now: Timestamp,
) -> UpdateItemFluentBuilder {
    request
        .expression_attribute_names("#browser", browser)
        .expression_attribute_names("#until", "until")
        .expression_attribute_values(":most", number(KNOWN_BROWSER_FAILURES))
        .expression_attribute_values(":now", seconds(now))
}

/// Whether an item's guard knows a browser: the write that made it known was done.
fn has(item: Option<&Item>, browser: Option<&BrowserId>) -> bool {
    let known = item.and_then(|item| item.get("known")?.as_m().ok());
    known
        .zip(browser)
        .is_some_and(|(known, browser)| known.contains_key(&browser.key()))
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
            open.push(format!("(#count <> :step{index} OR #at <= :since{index})"));
        } else {
            open.push(format!("#count < :step{index}"));
        }
    }
    let open = format!("attribute_not_exists(#count) OR ({})", open.join(" AND "));
    (request, open)
}
