//! Accounts, their overview, and the change of a password.

use aws_sdk_dynamodb::types::{Delete, Put, ReturnConsumedCapacity, TransactWriteItem, Update};
use domain::Timestamp;
use domain::account::{Account, AccountId};
use domain::credential::Credential;
use domain::language::Language;
use domain::lockout::Factor;
use domain::order::Order;
use domain::password::PasswordHash;
use domain::policy::{RECENT_ORDERS, RESET_VALIDITY};
use domain::secret::Digest32;
use domain::session::TokenParts;
use serde::{Deserialize, Serialize};

use super::guards::guard_key;
use super::{
    Item, Store, StoreError, Use, from_item, incomplete, number, service_error, text, to_item,
};

const ACCOUNT: &str = "~account";
const CREDENTIAL: &str = "~credential";
const RESET: &str = "reset";

/// What an account's partition says about it.
#[derive(Debug)]
pub struct AccountOverview {
    /// The account.
    pub account: Account,
    /// Its credential, if a license was entered.
    pub credential: Option<Credential>,
    /// Its most recent orders, newest first.
    pub orders: Vec<Order>,
}

/// A mailed reset link.
#[derive(Serialize, Deserialize)]
struct Reset {
    token_digest: Digest32,
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    expires_at: Timestamp,
    ttl: i64,
}

/// What guards the sign-ins of an account against a change of its password.
#[derive(Default, Deserialize)]
struct SignInGuard {
    #[serde(default)]
    sign_ins: u64,
    #[serde(default)]
    count: u32,
}

impl Store {
    /// Creates an account.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the user ID is taken.
    pub async fn create_account(&self, account: &Account) -> Result<(), StoreError> {
        let item = to_item(account.id.as_str(), ACCOUNT, account)?;
        let request = self
            .client
            .put_item()
            .table_name(&self.records)
            .set_item(Some(item))
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

    /// An account with its credential: one query, for what needs both.
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

    /// The partition read backwards: credential, account, newest orders.
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
            .expression_attribute_values(":first", text(if items > 2 { "order#" } else { ACCOUNT }))
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
                _ => orders.push(from_item(item)?),
            }
        }
        orders.truncate(RECENT_ORDERS);
        Ok(account.map(|account| AccountOverview {
            account,
            credential,
            orders,
        }))
    }

    /// Sets the language of mails to an account.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the account is gone.
    pub async fn set_language(&self, id: &AccountId, language: Language) -> Result<(), StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.records)
            .key("pk", text(id.as_str()))
            .key("sk", text(ACCOUNT))
            .update_expression("SET #language = :language")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#language", "language")
            .expression_attribute_values(":language", text(language.code()));
        self.update(request).await.map(|_| ())
    }

    /// An account's put as part of a transaction: for a confirmed legal name.
    pub(super) fn account_put(&self, account: &Account) -> Result<TransactWriteItem, StoreError> {
        let put = Put::builder()
            .table_name(&self.records)
            .set_item(Some(to_item(account.id.as_str(), ACCOUNT, account)?))
            .condition_expression(
                "password_epoch = :epoch AND (attribute_not_exists(#language) OR #language = :language)",
            )
            .expression_attribute_names("#language", "language")
            .expression_attribute_values(":language", text(account.language.code()))
            .expression_attribute_values(":epoch", number(account.password_epoch))
            .build()
            .map_err(|error| incomplete(&error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Remembers a mailed reset link; an older one is dead from now on.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn remember_reset(
        &self,
        id: &AccountId,
        digest: Digest32,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let expires_at = now + RESET_VALIDITY;
        let reset = Reset {
            token_digest: digest,
            expires_at,
            ttl: expires_at.as_second(),
        };
        let item = to_item(id.as_str(), RESET, &reset)?;
        self.put(
            self.client
                .put_item()
                .table_name(&self.sessions)
                .set_item(Some(item)),
        )
        .await
    }

    /// Whether a reset link may still be used. The use itself checks again.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn reset_is_open(
        &self,
        token: &TokenParts,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let reset: Option<Reset> = self
            .get(&self.sessions, token.account.as_str(), RESET)
            .await?;
        Ok(reset.is_some_and(|reset| reset.token_digest == token.digest && now < reset.expires_at))
    }

    /// Uses a reset link: in one transaction the link is gone, the password is the new one, sign-ins that began under
    /// the old one come to nothing, the count of wrong passwords starts again (unless it locked the account for good),
    /// and every session is ended.
    ///
    /// A sign-in writes its session before it passes the guard, and passing the guard changes it. So a session is either
    /// among those that are read and ended here, or its sign-in changed the guard in between and all is read again, or
    /// its sign-in will find another epoch and never hand out its token.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the link was used, replaced, or the account changed too often while this was tried.
    pub async fn change_password(
        &self,
        account: &Account,
        hash: &PasswordHash,
        token: &TokenParts,
    ) -> Result<(), StoreError> {
        /// A transaction holds 100 writes; three are this change's own.
        const SESSIONS_AT_ONCE: usize = 97;
        let (pk, guard_sk) = (account.id.as_str(), guard_key(Factor::Password));
        let epoch = account.password_epoch + 1;
        for _ in 0..5 {
            let guard: SignInGuard = self
                .get(&self.sessions, pk, guard_sk)
                .await?
                .unwrap_or_default();
            let mut sessions = self.session_keys(&account.id).await?;
            let overflow = sessions.split_off(sessions.len().min(SESSIONS_AT_ONCE));
            for key in overflow {
                self.end_session_by_key(&account.id, &key).await?;
            }
            let unlocked = if domain::lockout::locks_for_good(guard.count) {
                guard.count
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
                        .update_expression("SET password_hash = :hash, password_epoch = :next")
                        .condition_expression("password_epoch = :epoch")
                        .expression_attribute_values(":hash", text(hash.stored()))
                        .expression_attribute_values(":next", number(epoch))
                        .expression_attribute_values(":epoch", number(account.password_epoch)),
                )?,
                update(
                    Update::builder()
                        .table_name(&self.sessions)
                        .key("pk", text(pk))
                        .key("sk", text(guard_sk))
                        .update_expression("SET epoch = :next, #count = :count, last_at = if_not_exists(last_at, :none)")
                        .condition_expression(
                            "(attribute_not_exists(sign_ins) AND :sign_ins = :none) OR sign_ins = :sign_ins",
                        )
                        .expression_attribute_names("#count", "count")
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

pub(super) fn sort_key(item: &Item) -> &str {
    item.get("sk")
        .and_then(|sk| sk.as_s().ok())
        .map_or("", String::as_str)
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
