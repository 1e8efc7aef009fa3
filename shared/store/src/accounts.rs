//! Accounts, their overview, and the change of a password.

use aws_sdk_dynamodb::types::{Delete, Put, ReturnConsumedCapacity, TransactWriteItem, Update};
use domain::account::{Account, AccountId, Subject};
use domain::change::Change;
use domain::credential::Credential;
use domain::language::Language;
use domain::lockout::{BrowserId, Guard};
use domain::order::Order;
use domain::password::PasswordHash;
use domain::policy::RECENT_ORDERS;
use domain::reset::PasswordReset;

use super::keys::{
    ACCOUNT, CREDENTIAL, GUARD, OLD_CODE_GUARD, OLD_PASSWORD_GUARD, ORDER_PREFIX, RESET,
    RESET_PREFIX, sort_key,
};
use super::write::key;
use super::{
    Item, Kind, Store, StoreError, Use, changed, from_item, incomplete, map, number, seconds,
    service_error, text, to_item,
};

/// An account with the other items of its partition that a page shows.
#[derive(Debug)]
pub struct AccountOverview {
    /// The account.
    pub account: Account,
    /// Its credential, if a license was entered.
    pub credential: Option<Credential>,
    /// Its most recent orders, newest first.
    pub orders: Vec<Order>,
}

impl Store {
    /// Creates an account, with a guard that has counted nothing: attempts at its user ID before it existed are forgotten.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the user ID is taken.
    pub async fn create_account(
        &self,
        account: &Account,
        change: &Change,
    ) -> Result<(), StoreError> {
        let put = Put::builder()
            .table_name(&self.records)
            .set_item(Some(account_item(account, change)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(|error| incomplete(&error))?;
        let mut writes = vec![TransactWriteItem::builder().put(put).build()];
        for guard in [GUARD, OLD_CODE_GUARD, OLD_PASSWORD_GUARD] {
            writes.push(self.delete_in_transaction(&account.id, guard)?);
        }
        self.transact(writes).await
    }

    /// An account, if it exists.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        self.get(&self.records, id.as_str(), ACCOUNT).await
    }

    /// An account with its credential, read by one query.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn account_and_credential(
        &self,
        id: &AccountId,
    ) -> Result<Option<(Account, Option<Credential>)>, StoreError> {
        let overview = self.partition(id, 2).await?;
        Ok(overview.map(|overview| (overview.account, overview.credential)))
    }

    /// An account with its credential and its most recent orders.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn overview(&self, id: &AccountId) -> Result<Option<AccountOverview>, StoreError> {
        self.partition(id, RECENT_ORDERS + 2).await
    }

    /// Queries the partition backwards: credential, account, newest orders.
    async fn partition(
        &self,
        id: &AccountId,
        items: usize,
    ) -> Result<Option<AccountOverview>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.records)
            .key_condition_expression("pk = :pk AND sk >= :first")
            .expression_attribute_values(":pk", text(id.as_str()))
            .expression_attribute_values(
                ":first",
                text(if items > 2 { ORDER_PREFIX } else { ACCOUNT }),
            )
            .scan_index_forward(false)
            .limit(i32::try_from(items).unwrap_or(i32::MAX))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| service_error(&error))?;
        self.count(Use::Read, answer.consumed_capacity.as_slice());
        let (mut account, mut credential, mut orders) = (None, None, Vec::new());
        for item in answer.items.unwrap_or_default() {
            match sort_key(&item) {
                ACCOUNT => account = Some(from_item(item)?),
                CREDENTIAL => credential = Some(from_item(item)?),
                key if key.starts_with(ORDER_PREFIX) => orders.push(from_item(item)?),
                _ => {}
            }
        }
        orders.truncate(RECENT_ORDERS);
        Ok(account.map(|account| AccountOverview {
            account,
            credential,
            orders,
        }))
    }

    /// Sets the language of mails to an account, and its subject if it has none yet.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the account is gone.
    pub async fn complete_account(
        &self,
        id: &AccountId,
        language: Language,
        subject: &Subject,
    ) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.records)
            .key("pk", text(id.as_str()))
            .key("sk", text(ACCOUNT))
            .update_expression(
                "SET #language = :language, subject = if_not_exists(subject, :subject), #kind = :kind ADD version :one",
            )
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#language", "language")
            .expression_attribute_names("#kind", "kind")
            .expression_attribute_values(":language", text(language.code()))
            .expression_attribute_values(":subject", text(subject.as_str()))
            .expression_attribute_values(":kind", text(Kind::Account.as_str()))
            .expression_attribute_values(":one", number(1));
        self.update(request).await.map(|_| ())
    }

    /// Saves a changed account.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another writer saved it since it was read.
    pub async fn save_account(
        &self,
        account: &mut Account,
        change: &Change,
    ) -> Result<(), StoreError> {
        let item = account_item(account, change)?;
        self.put_versioned(item, Some(account.version)).await?;
        account.version += 1;
        Ok(())
    }

    /// Saves a changed credential together with the account whose legal name was confirmed.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another writer saved either of them since it was read.
    pub async fn save_credential_and_name(
        &self,
        account: &Account,
        credential: &Credential,
        change: &Change,
    ) -> Result<(), StoreError> {
        let item = account_item(account, change)?;
        let put = self.versioned_put(item, Some(account.version))?;
        self.transact(vec![
            TransactWriteItem::builder().put(put).build(),
            TransactWriteItem::builder()
                .put(self.credential_put(&account.id, credential, change)?)
                .build(),
        ])
        .await
    }

    /// Stores a reset whose link is to be mailed. The links of earlier resets still work until the password is changed.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn save_reset(
        &self,
        id: &AccountId,
        reset: &PasswordReset,
        change: &Change,
    ) -> Result<(), StoreError> {
        let item = to_item(id.as_str(), &reset_key(reset), Kind::Reset, reset)?;
        let mut item = changed(item, change)?;
        item.insert("ttl".to_owned(), seconds(reset.expires_at));
        self.put(
            self.client
                .put_item()
                .table_name(&self.sessions)
                .set_item(Some(item)),
        )
        .await
    }

    /// An account's resets. Expired ones may still be there, and the one that was used last.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn resets(&self, id: &AccountId) -> Result<Vec<PasswordReset>, StoreError> {
        let items = self.short_lived(id, RESET).await?.into_iter();
        items.map(from_item).collect()
    }

    /// Uses a reset link. One transaction marks the reset as used, sets the new password, with which the other links are
    /// dead, invalidates sign-ins that began under the old password, ends every session, lets the account know no browser
    /// but the one that did it, and resets the count of wrong passwords. A permanent lock stays, unless `lifts_lock`. Of
    /// more sessions than a transaction takes, the surplus ends just before it.
    ///
    /// A sign-in writes its session before it passes the guard, and passing the guard changes the guard's item. There
    /// are three cases: the session is among those that are read and ended here; or its sign-in changed the guard in
    /// between, and everything is read again; or its sign-in finds another password epoch and never hands out its
    /// token.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the link was used, or the account changed too often while this was tried.
    pub async fn change_password(
        &self,
        account: &Account,
        new: &NewPassword<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        /// The most writes of a transaction.
        const WRITES: usize = 100;
        const OLDER_RESETS: usize = 20;
        let epoch = account.password_epoch + 1;
        for _ in 0..5 {
            let (guard, resets, mut sessions) = tokio::try_join!(
                self.guard(&account.id),
                self.resets(&account.id),
                self.session_keys(&account.id)
            )?;
            let mut writes = vec![
                self.use_reset(account, new.reset, epoch, change)?,
                self.set_password(account, new.hash, epoch, change)?,
                self.forget_failures(account, &guard, new, epoch, change)?,
            ];
            let unused = |reset: &PasswordReset| reset.id == new.reset.id && reset.used.is_none();
            if !resets.iter().any(unused) {
                return Err(StoreError::ConditionFailed);
            }
            // Resets of before they held an epoch: there are no more than were asked for within an hour.
            let older = resets.iter().filter(|other| other.epoch.is_none());
            for other in older
                .filter(|other| other.id != new.reset.id)
                .take(OLDER_RESETS)
            {
                writes.push(self.delete_in_transaction(&account.id, &reset_key(other))?);
            }
            let at_once = WRITES.saturating_sub(writes.len());
            let surplus = sessions.split_off(sessions.len().min(at_once));
            self.end_sessions(&account.id, &surplus).await?;
            for key in sessions {
                writes.push(self.delete_in_transaction(&account.id, &key)?);
            }
            match self.transact(writes).await {
                Err(StoreError::ConditionFailed) => {}
                done => return done,
            }
        }
        Err(StoreError::ConditionFailed)
    }

    fn use_reset(
        &self,
        account: &Account,
        reset: &PasswordReset,
        epoch: u32,
        change: &Change,
    ) -> Result<TransactWriteItem, StoreError> {
        update(
            Update::builder()
                .table_name(&self.sessions)
                .set_key(Some(key(account.id.as_str(), &reset_key(reset))))
                .update_expression("SET used = :epoch, changed = :changed")
                .condition_expression("token_digest = :digest AND attribute_not_exists(used)")
                .expression_attribute_values(":epoch", number(epoch))
                .expression_attribute_values(":changed", map(change)?)
                .expression_attribute_values(":digest", text(reset.token_digest.to_hex())),
        )
    }

    fn set_password(
        &self,
        account: &Account,
        hash: &PasswordHash,
        epoch: u32,
        change: &Change,
    ) -> Result<TransactWriteItem, StoreError> {
        update(
            Update::builder()
                .table_name(&self.records)
                .set_key(Some(key(account.id.as_str(), ACCOUNT)))
                .update_expression(
                    "SET password_hash = :hash, password_epoch = :next, changed = :changed, #kind = :kind ADD version :one",
                )
                .condition_expression("password_epoch = :epoch")
                .expression_attribute_names("#kind", "kind")
                .expression_attribute_values(":kind", text(Kind::Account.as_str()))
                .expression_attribute_values(":changed", map(change)?)
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":hash", text(hash.stored()))
                .expression_attribute_values(":next", number(epoch))
                .expression_attribute_values(":epoch", number(account.password_epoch)),
        )
    }

    fn forget_failures(
        &self,
        account: &Account,
        guard: &Guard,
        new: &NewPassword<'_>,
        epoch: u32,
        change: &Change,
    ) -> Result<TransactWriteItem, StoreError> {
        let after = guard.after_reset(new.browser, new.lifts_lock, change.at);
        update(
            Update::builder()
                .table_name(&self.sessions)
                .set_key(Some(key(account.id.as_str(), GUARD)))
                .update_expression(
                    "SET epoch = :epoch, password_count = :passwords, code_count = :codes, sign_ins = :sign_ins, known = :known, event = :event, #kind = :kind, changed = :changed",
                )
                .condition_expression("attribute_not_exists(sign_ins) OR sign_ins = :sign_ins")
                .expression_attribute_names("#kind", "kind")
                .expression_attribute_values(":kind", text(Kind::Guard.as_str()))
                .expression_attribute_values(":changed", map(change)?)
                .expression_attribute_values(":epoch", number(epoch))
                .expression_attribute_values(":passwords", number(after.password_count))
                .expression_attribute_values(":codes", number(after.code_count))
                .expression_attribute_values(":sign_ins", number(guard.sign_ins))
                .expression_attribute_values(":known", map(&after.known)?)
                .expression_attribute_values(":event", map(&after.event)?),
        )
    }

    /// The deletion of one of an account's short-lived items, in a transaction.
    fn delete_in_transaction(
        &self,
        account: &AccountId,
        sk: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.sessions)
            .set_key(Some(key(account.as_str(), sk)))
            .build()
            .map_err(|error| incomplete(&error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}

/// The item of an account.
pub(super) fn account_item(account: &Account, change: &Change) -> Result<Item, StoreError> {
    let item = to_item(account.id.as_str(), ACCOUNT, Kind::Account, account)?;
    changed(item, change)
}

/// A password that a reset link sets.
#[derive(Debug)]
pub struct NewPassword<'a> {
    /// Its hash.
    pub hash: &'a PasswordHash,
    /// The reset of the link.
    pub reset: &'a PasswordReset,
    /// The browser that did it, if it keeps cookies: the account knows it until its first code.
    pub browser: Option<&'a BrowserId>,
    /// Whether a permanent lock is lifted at once, since there is no phone to enter a code for.
    pub lifts_lock: bool,
}

/// The sort key of a reset.
fn reset_key(reset: &PasswordReset) -> String {
    if reset.own_item {
        format!("{RESET_PREFIX}{}", reset.id)
    } else {
        RESET.to_owned()
    }
}

pub(super) fn update(
    update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
) -> Result<TransactWriteItem, StoreError> {
    let update = update.build().map_err(|error| incomplete(&error))?;
    Ok(TransactWriteItem::builder().update(update).build())
}
