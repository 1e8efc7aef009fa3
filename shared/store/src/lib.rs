//! The two DynamoDB tables: their items, their keys, and the condition of each write.
//!
//! **records**, durable, with a stream and two indexes of keys only: `by-expiry` (`expires_on`, `pk`) and `by-due`
//! (`due`, `due_at`), which holds only items whose mail is due: activity, orders, and credentials whose reminder is being
//! sent:
//!
//! | item | `pk` | `sk` | written when |
//! | --- | --- | --- | --- |
//! | account | account | `~account` | no item has this key; later if its `version` is the one that was read, also with the orders whose mail waited for its address to be confirmed; its language and subject, if it exists |
//! | credential | account | `~credential` | its `version` is the one that was read |
//! | order | account | `order#<placed>#<number>` | no item has this key; later if its `version` is the one that was read |
//! | activity | account | `activity#<time>#<id>` | no item has this key; later if the state of its mail is the one that was read |
//! | connection | account | `application#<id>` | always; the time of the first use stays |
//! | order number | `order#<number>` | `order` | no item has this key; never again |
//! | license | `license#<digest>` | `license` | no item has this key; later if no account uses it |
//! | configuration | `configuration` | `current` | no item has this key; later if its `version` is the one before |
//! | version of it | `configuration` | `version#<number>` | no item has this key; never again |
//! | application | `application#<id>` | `application` | with a version of the configuration |
//! | listing of it | `applications` | `<id>` | with the application |
//! | route | `routes` | `<key>` | with a version of the configuration |
//! | progress of reminders | `progress#reminders` | `progress` | no item has this key; later if its `version` is the one that was read |
//!
//! `~` sorts after every letter, and `activity` before `order`. Read backwards, an account's partition therefore begins
//! with its credential and the account, followed by its newest orders, so that one query reads all that an overview
//! needs.
//!
//! **sessions**, short-lived, with a stream:
//!
//! | item | `pk` | `sk` | written when |
//! | --- | --- | --- | --- |
//! | session | account | `session#<id>` | its token is the one that was read; an attempt, if its challenge is too and has attempts left |
//! | guard | account | `failures` | the factor is not locked, or the account knows the browser; a sign-in, if the password's epoch is the one that was read |
//! | authorization | `authorization#<id>` | `authorization` | no item has this key; brought by a browser, if no other has brought it |
//! | password reset | account | `reset#<id>` | new, always; used if it was not |
//! | grant | account | `grant#<session>#<id>` | no item has this key; its code is used, if it was not and the grant is not revoked; its refresh token is replaced, if it is the one that was read; revoked, if it exists |
//! | idempotency key | account | `idempotency#<digest>` | no item has this key, or it has ended |
//! | times of a limit | `limit#<name>#<key>` | `limit` | every window of the limit has room |
//! | presented once | `presented#<digest>` | `presented` | no item has this key |
//! | call | `call#<challenge>` | `call` | no item has this key, or its claim has lapsed |
//!
//! Each write leaves a mark of its own in `mark`, by which it recognises itself when it is repeated ([`write`]).
//!
//! In both, `ttl` is the time after which DynamoDB may delete an item; whether the item is still valid is decided by
//! its other attributes. `kind` is the item's type ([`Kind`]). `changed` holds who made an item's newest change, when
//! and from where, for the facts that follow from it ([`stream`]).
//!
//! An account's identifier is derived from its user ID, so the user ID needs no item of its own. No operation scans a
//! table, and no item is written by every request.

#![deny(missing_docs)]

mod accounts;
mod activity;
mod authorizations;
mod calls;
mod connections;
mod credentials;
mod due;
mod grants;
mod guards;
mod keys;
mod limits;
mod orders;
mod registry;
mod sessions;
mod settings;
pub mod stream;
mod write;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ConsumedCapacity, ReturnConsumedCapacity};
use aws_types::SdkConfig;
use domain::Timestamp;
use domain::account::AccountId;
use domain::change::Change;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use accounts::{AccountOverview, NewPassword};
pub use activity::ListedActivity;
pub use due::{DUE_PARTITIONS, DueItem, DueMail};
pub use guards::{GuardError, RightCode};
pub use limits::{Counted, CountedSoFar, LimitError};
pub use orders::{LicenseEntry, Placed};

use write::service_error;

/// An item as DynamoDB holds it.
pub type Item = HashMap<String, AttributeValue>;

/// Why a read or a write failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The condition of the write did not hold: another writer was faster, or the item does not exist. Nothing else is
    /// meant by it: a conflict with a transaction is tried again, and is [`StoreError::Failed`] if it stays.
    #[error("the condition of the write did not hold")]
    ConditionFailed,
    /// A read got no answer, or DynamoDB refused the read or write: nothing was written.
    #[error("the store failed: {0}")]
    Failed(String),
    /// A write got no answer, or an error that may come after it: whether it was done is not known.
    #[error("the store did not answer a write: {0}")]
    Unknown(String),
    /// A stored item is not of its type: a newer version of the code wrote it, or an operator by hand. A retry reads the
    /// same.
    #[error("unreadable item: {0}")]
    Unreadable(String),
}

/// Request units that were consumed, in tenths of a unit.
#[derive(Debug, Default)]
struct Meter {
    read: AtomicU64,
    write: AtomicU64,
}

/// Request units: one read unit reads 4 KiB strongly consistently, one write unit writes 1 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Units {
    /// Read units.
    pub read: f64,
    /// Write units.
    pub write: f64,
}

/// The two tables.
pub struct Store {
    client: Client,
    records: String,
    sessions: String,
    meter: Meter,
}

#[derive(Clone, Copy)]
enum Use {
    Read,
    Write,
}

impl Store {
    /// A store on the tables of these names, at AWS's own endpoint of DynamoDB or at another.
    #[must_use]
    pub fn new(sdk: &SdkConfig, endpoint: Option<&str>, records: &str, sessions: &str) -> Self {
        let mut config = aws_sdk_dynamodb::config::Builder::from(sdk);
        config.set_endpoint_url(endpoint.map(str::to_owned));
        Self {
            client: Client::from_conf(config.build()),
            records: records.to_owned(),
            sessions: sessions.to_owned(),
            meter: Meter::default(),
        }
    }

    /// The client of both tables, for the code that creates the tables and for tests.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The request units that this process has consumed so far, as DynamoDB reports them.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "2^53 tenths of a unit are never reached"
    )]
    pub fn consumed(&self) -> Units {
        let units = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64 / 10.0;
        Units {
            read: units(&self.meter.read),
            write: units(&self.meter.write),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "units are small and not negative"
    )]
    fn count(&self, usage: Use, capacity: &[ConsumedCapacity]) {
        let tenths: u64 = capacity
            .iter()
            .filter_map(|capacity| capacity.capacity_units)
            .map(|units| (units * 10.0).round() as u64)
            .sum();
        match usage {
            Use::Read => self.meter.read.fetch_add(tenths, Ordering::Relaxed),
            Use::Write => self.meter.write.fetch_add(tenths, Ordering::Relaxed),
        };
    }

    /// Reads an account's items of the sessions table whose sort keys begin so, strongly consistently.
    async fn short_lived(
        &self,
        account: &AccountId,
        prefix: &str,
    ) -> Result<Vec<Item>, StoreError> {
        let (mut items, mut start) = (Vec::new(), None);
        loop {
            let request = self
                .client
                .query()
                .table_name(&self.sessions)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", text(account.as_str()))
                .expression_attribute_values(":prefix", text(prefix))
                .consistent_read(true)
                .set_exclusive_start_key(start)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let answer = Box::pin(request.send())
                .await
                .map_err(|error| service_error(&error))?;
            self.count(Use::Read, answer.consumed_capacity.as_slice());
            items.extend(answer.items.unwrap_or_default());
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    /// Reads one item, strongly consistently.
    async fn get<T: DeserializeOwned>(
        &self,
        table: &str,
        pk: &str,
        sk: &str,
    ) -> Result<Option<T>, StoreError> {
        let request: GetItemFluentBuilder = self
            .client
            .get_item()
            .table_name(table)
            .key("pk", text(pk))
            .key("sk", text(sk))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let answer = Box::pin(request.send())
            .await
            .map_err(|error| service_error(&error))?;
        self.count(Use::Read, answer.consumed_capacity.as_slice());
        answer.item.map(from_item).transpose()
    }
}

/// The type of an item, stored in its attribute `kind`, by which the filters of the streams choose. A reader of a partition
/// tells items apart by their sort keys, and skips those that it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An account.
    Account,
    /// A credential.
    Credential,
    /// An order.
    Order,
    /// The pointer from an order's number to the order.
    OrderNumber,
    /// A license.
    License,
    /// A version of the configuration.
    Configuration,
    /// An application.
    Application,
    /// What the list of applications shows of one.
    ApplicationListing,
    /// The requirement of a route.
    Route,
    /// A fact of an account.
    Activity,
    /// How far reminders are looked up.
    Progress,
    /// A session.
    Session,
    /// The guard of a factor.
    Guard,
    /// A password reset.
    Reset,
    /// The request that an idempotency key was used for.
    Idempotency,
    /// The times of a limit.
    Limit,
    /// The claim of a challenge's call.
    Call,
    /// A kept request of an application.
    Authorization,
    /// An application that an account has used.
    Connection,
    /// What an application was granted.
    Grant,
    /// What may be presented once.
    Presented,
}

impl Kind {
    /// The attribute's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Credential => "credential",
            Self::Order => "order",
            Self::OrderNumber => "order-number",
            Self::License => "license",
            Self::Configuration => "configuration",
            Self::Application => "application",
            Self::ApplicationListing => "application-listing",
            Self::Route => "route",
            Self::Activity => "activity",
            Self::Progress => "progress",
            Self::Session => "session",
            Self::Guard => "guard",
            Self::Reset => "reset",
            Self::Idempotency => "idempotency",
            Self::Limit => "limit",
            Self::Call => "call",
            Self::Authorization => "authorization",
            Self::Connection => "connection",
            Self::Grant => "grant",
            Self::Presented => "presented",
        }
    }
}

/// The attribute that holds the origin of an item's newest change.
const CHANGED: &str = "changed";

/// Converts a value to an item with its keys and kind.
fn to_item(pk: &str, sk: &str, kind: Kind, value: &impl Serialize) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(value).map_err(unwritable)?;
    item.retain(|_, value| !matches!(value, AttributeValue::Null(_)));
    item.insert("pk".to_owned(), text(pk));
    item.insert("sk".to_owned(), text(sk));
    item.insert("kind".to_owned(), text(kind.as_str()));
    Ok(item)
}

/// Adds the origin of a change to an item from whose changes facts follow.
fn changed(mut item: Item, change: &Change) -> Result<Item, StoreError> {
    item.insert(CHANGED.to_owned(), map(change)?);
    Ok(item)
}

/// Converts a value to an attribute.
fn map(value: &impl Serialize) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value).map_err(unwritable)
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn unwritable(error: serde_dynamo::Error) -> StoreError {
    StoreError::Failed(error.to_string())
}

/// Converts an item to a value.
///
/// # Errors
/// [`StoreError::Unreadable`] if the item is not of this type.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number(value: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}

fn seconds(at: Timestamp) -> AttributeValue {
    number(at.as_second())
}

impl Store {
    /// A put of a whole item into the records table, on the condition that its `version` is still the one that was read
    /// (`None`: that it does not exist). An item that was stored before versions existed counts as version 0.
    fn versioned_put(
        &self,
        mut item: Item,
        read: Option<u64>,
    ) -> Result<aws_sdk_dynamodb::types::Put, StoreError> {
        let next = read.map_or(0, |version| version + 1);
        item.insert("version".to_owned(), number(next));
        let put = aws_sdk_dynamodb::types::Put::builder()
            .table_name(&self.records)
            .set_item(Some(item));
        let put = match read {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(0) => put
                .condition_expression(
                    "attribute_exists(pk) AND (attribute_not_exists(version) OR version = :version)",
                )
                .expression_attribute_values(":version", number(0)),
            Some(version) => put
                .condition_expression("version = :version")
                .expression_attribute_values(":version", number(version)),
        };
        put.build().map_err(|error| incomplete(&error))
    }

    /// Sends that put as a single request, which costs half as much as a transaction.
    async fn put_versioned(&self, item: Item, read: Option<u64>) -> Result<(), StoreError> {
        let put = self.versioned_put(item, read)?;
        let request = self
            .client
            .put_item()
            .table_name(&self.records)
            .set_item(Some(put.item))
            .set_condition_expression(put.condition_expression)
            .set_expression_attribute_values(put.expression_attribute_values);
        self.put(request).await
    }
}

/// The error for a request that was built without a field that DynamoDB requires.
fn incomplete(error: &aws_sdk_dynamodb::error::BuildError) -> StoreError {
    StoreError::Failed(error.to_string())
}
