//! Orders, their numbers, their licenses, and idempotency keys.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem, Update};
use domain::Timestamp;
use domain::account::{Account, AccountId};
use domain::change::Change;
use domain::credential::Credential;
use domain::license::License;
use domain::order::Order;
use domain::order_number::OrderNumber;
use domain::policy::IDEMPOTENCY_KEPT;
use domain::secret::Digest32;
use serde::{Deserialize, Serialize};

use super::accounts::{account_item, update};
use super::due::{DueItem, DueMail, with_due};
use super::keys::ORDER_PREFIX;
use super::{Kind, Store, StoreError, changed, incomplete, seconds, text, to_item};

/// The pointer from an order's number to the order.
#[derive(Serialize, Deserialize)]
struct OrderPointer {
    account: AccountId,
    order: String,
}

/// The request that an idempotency key was used for.
#[derive(Serialize, Deserialize)]
struct Idempotency {
    request: Digest32,
    number: OrderNumber,
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    expires_at: Timestamp,
}

/// The result of placing an order.
#[derive(Debug)]
pub enum Placed {
    /// The order was placed now.
    New(Box<Order>),
    /// The idempotency key was used for the same request before; this is its order.
    Before(Box<Order>),
    /// The idempotency key was used for another request.
    KeyReused,
}

/// A license that an account enters, with the credential that it creates.
#[derive(Debug)]
pub struct LicenseEntry<'a> {
    /// The license.
    pub license: &'a License,
    /// The account that enters its key.
    pub account: &'a AccountId,
    /// The new credential.
    pub credential: &'a Credential,
    /// The credential that the new one replaces.
    pub replaces: Option<&'a Credential>,
}

impl Store {
    /// Places an order; if the request has an idempotency key, only once for the key.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if the order's number is taken; the caller tries another.
    pub async fn place_order(
        &self,
        order: &Order,
        idempotency: Option<(&str, Digest32)>,
        change: &Change,
    ) -> Result<Placed, StoreError> {
        let now = change.at;
        let (pk, sk) = (order.buyer.as_str(), order_key(order));
        let pointer = OrderPointer {
            account: order.buyer.clone(),
            order: sk.clone(),
        };
        let mut writes = vec![
            new_put(&self.records, order_item(order, change)?)?,
            new_put(
                &self.records,
                to_item(
                    &number_key(&order.number),
                    "order",
                    Kind::OrderNumber,
                    &pointer,
                )?,
            )?,
        ];
        if let Some((key, request)) = idempotency {
            let entry = Idempotency {
                request,
                number: order.number.clone(),
                expires_at: now + IDEMPOTENCY_KEPT,
            };
            let mut item = to_item(pk, &idempotency_key(key), Kind::Idempotency, &entry)?;
            item.insert("ttl".to_owned(), seconds(entry.expires_at));
            let put = Put::builder()
                .table_name(&self.sessions)
                .set_item(Some(item))
                .condition_expression("attribute_not_exists(pk) OR expires_at <= :now")
                .expression_attribute_values(":now", seconds(now))
                .build()
                .map_err(|error| incomplete(&error))?;
            writes.push(TransactWriteItem::builder().put(put).build());
        }
        match self.transact(writes).await {
            Ok(()) => return Ok(Placed::New(Box::new(order.clone()))),
            Err(StoreError::ConditionFailed) => {}
            Err(error) => return Err(error),
        }
        let before = match idempotency {
            Some((key, request)) => self.placed_before(&order.buyer, key, request, now).await?,
            None => None,
        };
        before.ok_or(StoreError::ConditionFailed)
    }

    /// The order that an idempotency key was used for before, or [`Placed::KeyReused`]; `None` if the key was not used,
    /// or has ended.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn placed_before(
        &self,
        buyer: &AccountId,
        key: &str,
        request: Digest32,
        now: Timestamp,
    ) -> Result<Option<Placed>, StoreError> {
        let before: Option<Idempotency> = self
            .get(&self.sessions, buyer.as_str(), &idempotency_key(key))
            .await?;
        match before.filter(|before| now < before.expires_at) {
            Some(before) if before.request == request => {
                let order = self.order(&before.number).await?;
                Ok(order.map(|order| Placed::Before(Box::new(order))))
            }
            Some(_) => Ok(Some(Placed::KeyReused)),
            None => Ok(None),
        }
    }

    /// An order by its number.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn order(&self, number: &OrderNumber) -> Result<Option<Order>, StoreError> {
        let pointer: Option<OrderPointer> = self
            .get(&self.records, &number_key(number), "order")
            .await?;
        match pointer {
            Some(pointer) => {
                self.get(&self.records, pointer.account.as_str(), &pointer.order)
                    .await
            }
            None => Ok(None),
        }
    }

    /// An order that the index of due mails names, as it is stored now.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] if it cannot be read; [`StoreError::Failed`].
    pub async fn due_order(&self, due: &DueItem) -> Result<Option<Order>, StoreError> {
        self.get(&self.records, due.account.as_str(), &due.key)
            .await
    }

    /// Saves a changed order.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another writer saved it since it was read.
    pub async fn save_order(&self, order: &mut Order, change: &Change) -> Result<(), StoreError> {
        let item = order_item(order, change)?;
        self.put_versioned(item, Some(order.version)).await?;
        order.version += 1;
        Ok(())
    }

    /// Saves a paid renewal together with the credential whose expiry it extends.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another writer saved either of them since it was read.
    pub async fn save_renewal(
        &self,
        order: &Order,
        credential: &Credential,
        change: &Change,
    ) -> Result<(), StoreError> {
        let item = order_item(order, change)?;
        self.transact(vec![
            TransactWriteItem::builder()
                .put(self.versioned_put(item, Some(order.version))?)
                .build(),
            TransactWriteItem::builder()
                .put(self.credential_put(&order.buyer, credential, change)?)
                .build(),
        ])
        .await
    }

    /// Saves an account whose address was confirmed, together with the paid orders whose mail waited for that. Writing
    /// such an order puts it into the stream once more, from which its keys are mailed.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another writer saved one of them since it was read.
    pub async fn save_confirmed_account(
        &self,
        account: &mut Account,
        waiting: &[Order],
        change: &Change,
    ) -> Result<(), StoreError> {
        if waiting.is_empty() {
            return self.save_account(account, change).await;
        }
        let put = |put| TransactWriteItem::builder().put(put).build();
        let item = account_item(account, change)?;
        let mut writes = vec![put(self.versioned_put(item, Some(account.version))?)];
        for order in waiting {
            let item = order_item(order, change)?;
            writes.push(put(self.versioned_put(item, Some(order.version))?));
        }
        self.transact(writes).await?;
        account.version += 1;
        Ok(())
    }

    /// Creates a license if it does not exist. An existing license is not changed, whether used or not.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn create_license(&self, license: &License) -> Result<(), StoreError> {
        let item = to_item(
            &license_key(&license.digest),
            "license",
            Kind::License,
            license,
        )?;
        let request = self
            .client
            .put_item()
            .table_name(&self.records)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)");
        match self.put(request).await {
            Err(StoreError::ConditionFailed) => Ok(()),
            done => done,
        }
    }

    /// A license by the digest of its key.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn license(&self, digest: &Digest32) -> Result<Option<License>, StoreError> {
        self.get(&self.records, &license_key(digest), "license")
            .await
    }

    /// Binds a license to the account and creates its credential, in one transaction. If two accounts enter the same
    /// license at once, one of them succeeds.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if another account entered the license first, or the account's credential
    /// changed in the meantime.
    pub async fn enter_license(
        &self,
        entry: &LicenseEntry<'_>,
        change: &Change,
    ) -> Result<(), StoreError> {
        let used = Update::builder()
            .table_name(&self.records)
            .key("pk", text(license_key(&entry.license.digest)))
            .key("sk", text("license"))
            .update_expression("SET used_by = :account")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(used_by)")
            .expression_attribute_values(":account", text(entry.account.as_str()));
        self.transact(vec![
            update(used)?,
            TransactWriteItem::builder()
                .put(self.new_credential_put(
                    entry.account,
                    entry.credential,
                    entry.replaces,
                    change,
                )?)
                .build(),
        ])
        .await
    }
}

/// The item of an order, in the index of due mails while its mail is due.
fn order_item(order: &Order, change: &Change) -> Result<super::Item, StoreError> {
    let item = to_item(order.buyer.as_str(), &order_key(order), Kind::Order, order)?;
    let due_at = order.delivery.due_at(change.at);
    let item = with_due(item, DueMail::Orders, due_at);
    changed(item, change)
}

/// The sort key of an order, by which an account's orders are sorted by the time they were placed.
fn order_key(order: &Order) -> String {
    format!(
        "{ORDER_PREFIX}{:012}#{}",
        order.placed_at.as_second(),
        order.number
    )
}

fn number_key(number: &OrderNumber) -> String {
    format!("order#{number}")
}

fn license_key(digest: &Digest32) -> String {
    format!("license#{}", digest.to_hex())
}

fn idempotency_key(key: &str) -> String {
    format!("idempotency#{}", Digest32::of(key.as_bytes()).to_hex())
}

fn new_put(table: &str, item: super::Item) -> Result<TransactWriteItem, StoreError> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(pk)")
        .build()
        .map_err(|error| incomplete(&error))?;
    Ok(TransactWriteItem::builder().put(put).build())
}
