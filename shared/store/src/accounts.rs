//! Accounts, their overview, and the change of a password.

use aws_sdk_dynamodb::types::{Delete, ReturnConsumedCapacity, TransactWriteItem, Update};
use domain::account::{Account, AccountId, Subject};
use domain::change::Change;
use domain::credential::Credential;
use domain::language::Language;
use domain::lockout::{Factor, Guard};
use domain::order::Order;
use domain::password::PasswordHash;
use domain::policy::RECENT_ORDERS;
use domain::reset::PasswordReset;
use domain::session::TokenParts;

use super::keys::{ACCOUNT, CREDENTIAL, ORDER_PREFIX, RESET, guard_key, sort_key};
use super::{
    Kind, Store, StoreError, Use, changed, from_item, incomplete, map, number, seconds,
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
    /// Creates an account.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the user ID is taken.
    pub async fn create_account(
        &self,
        account: &Account,
        change: &Change,
    ) -> Result<(), StoreError> {
        let item = to_item(account.id.as_str(), ACCOUNT, Kind::Account, account)?;
        let request = self
            .client
            .put_item()
            .table_name(&self.records)
            .set_item(Some(changed(item, change)?))
            .condition_expression("attribute_not_exists(pk)");
        self.put(request).await
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
        let item = to_item(account.id.as_str(), ACCOUNT, Kind::Account, account)?;
        let put = self.versioned_put(changed(item, change)?, Some(account.version))?;
        self.transact(vec![
            TransactWriteItem::builder().put(put).build(),
            TransactWriteItem::builder()
                .put(self.credential_put(&account.id, credential, change)?)
                .build(),
        ])
        .await
    }

    /// Stores a reset whose link is to be mailed. It replaces an older reset, whose link stops working.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn save_reset(
        &self,
        id: &AccountId,
        reset: &PasswordReset,
        change: &Change,
    ) -> Result<(), StoreError> {
        let mut item = changed(to_item(id.as_str(), RESET, Kind::Reset, reset)?, change)?;
        item.insert("ttl".to_owned(), seconds(reset.expires_at));
        self.put(
            self.client
                .put_item()
                .table_name(&self.sessions)
                .set_item(Some(item)),
        )
        .await
    }

    /// An account's reset, if one was requested and not used. An expired one may still be there.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn reset(&self, id: &AccountId) -> Result<Option<PasswordReset>, StoreError> {
        self.get(&self.sessions, id.as_str(), RESET).await
    }

    /// Uses a reset link. One transaction deletes the reset, sets the new password, invalidates sign-ins that began
    /// under the old password, resets the count of wrong passwords (unless the account is locked permanently), and ends
    /// every session.
    ///
    /// A sign-in writes its session before it passes the guard, and passing the guard changes the guard's item. There
    /// are three cases: the session is among those that are read and ended here; or its sign-in changed the guard in
    /// between, and everything is read again; or its sign-in finds another password epoch and never hands out its
    /// token.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the link was used, replaced, or the account changed too often while this was tried.
    pub async fn change_password(
        &self,
        account: &Account,
        hash: &PasswordHash,
        token: &TokenParts,
        change: &Change,
    ) -> Result<(), StoreError> {
        /// A transaction holds 100 writes; three are this change's own.
        const SESSIONS_AT_ONCE: usize = 97;
        let (pk, guard_sk) = (account.id.as_str(), guard_key(Factor::Password));
        let epoch = account.password_epoch + 1;
        for _ in 0..5 {
            let guard: Guard = self
                .get(&self.sessions, pk, guard_sk)
                .await?
                .unwrap_or_default();
            let mut sessions = self.session_keys(&account.id).await?;
            let overflow = sessions.split_off(sessions.len().min(SESSIONS_AT_ONCE));
            for key in overflow {
                self.end_session_by_key(&account.id, &key).await?;
            }
            let failures = guard.failures.count;
            let unlocked = if domain::lockout::locks_for_good(failures) {
                failures
            } else {
                0
            };
            let mut writes = vec![
                delete(
                    Delete::builder()
                        .table_name(&self.sessions)
                        .key("pk", text(pk))
                        .key("sk", text(RESET))
                        .condition_expression("token_digest = :digest")
                        .expression_attribute_values(":digest", text(token.digest.to_hex())),
                )?,
                update(
                    Update::builder()
                        .table_name(&self.records)
                        .key("pk", text(pk))
                        .key("sk", text(ACCOUNT))
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
                )?,
                update(
                    Update::builder()
                        .table_name(&self.sessions)
                        .key("pk", text(pk))
                        .key("sk", text(guard_sk))
                        .update_expression("SET epoch = :next, #count = :count, last_at = if_not_exists(last_at, :none), #kind = :kind, changed = :changed")
                        .condition_expression(
                            "(attribute_not_exists(sign_ins) AND :sign_ins = :none) OR sign_ins = :sign_ins",
                        )
                        .expression_attribute_names("#count", "count")
                        .expression_attribute_names("#kind", "kind")
                        .expression_attribute_values(":kind", text(Kind::Guard.as_str()))
                        .expression_attribute_values(":changed", map(change)?)
                        .expression_attribute_values(":next", number(epoch))
                        .expression_attribute_values(":count", number(unlocked))
                        .expression_attribute_values(":none", number(0))
                        .expression_attribute_values(":sign_ins", number(guard.sign_ins)),
                )?,
            ];
            for key in sessions {
                writes.push(delete(
                    Delete::builder()
                        .table_name(&self.sessions)
                        .key("pk", text(pk))
                        .key("sk", text(key)),
                )?);
            }
            match self.transact(writes).await {
                Err(StoreError::ConditionFailed) => {}
                done => return done,
            }
        }
        Err(StoreError::ConditionFailed)
    }
}

fn delete(
    delete: aws_sdk_dynamodb::types::builders::DeleteBuilder,
) -> Result<TransactWriteItem, StoreError> {
    let delete = delete.build().map_err(|error| incomplete(&error))?;
    Ok(TransactWriteItem::builder().delete(delete).build())
}

pub(super) fn update(
    update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
) -> Result<TransactWriteItem, StoreError> {
    let update = update.build().map_err(|error| incomplete(&error))?;
    Ok(TransactWriteItem::builder().update(update).build())
}
