//! Changes of items, read from the tables' streams.

use domain::Timestamp;
use domain::account::AccountId;
use domain::change::{Actor, Change};
use domain::fact::Record;
use domain::lockout::Guard;
use domain::session::Session;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_dynamo::{AttributeValue, Item};

use super::keys::{ACCOUNT, CREDENTIAL, GUARD, ORDER_PREFIX, RESET, RESET_PREFIX, SESSION_PREFIX};
use super::{Kind, StoreError};

/// A change of an item from which facts may follow.
#[derive(Debug)]
pub struct ItemChange {
    /// The account whose partition the item is in.
    pub account: AccountId,
    /// The item before the change, if it existed.
    pub before: Option<Record>,
    /// The item after the change.
    pub after: Record,
    /// Who made the change, when and from where.
    pub changed: Change,
}

#[derive(Deserialize)]
struct Changed {
    changed: Option<Change>,
}

/// Reads a stream record's images. `None` if no fact can follow from them: the item is of another kind, does not belong
/// to an account, or does not hold the origin of its change.
///
/// # Errors
/// [`StoreError::Unreadable`] if the item is of a known kind and cannot be read, before or after the change: what changed
/// is not known then.
pub fn read(before: &Item, after: &Item) -> Result<Option<ItemChange>, StoreError> {
    let Some(account) = text(after, "pk").and_then(|pk| AccountId::try_from(pk.to_owned()).ok())
    else {
        return Ok(None);
    };
    let Some(after_change) = record(after)? else {
        return Ok(None);
    };
    let Changed { changed } = from(after)?;
    let Some(changed) = changed else {
        return Ok(None);
    };
    Ok(Some(ItemChange {
        account,
        before: record(before)?,
        after: after_change,
        changed,
    }))
}

/// Reads the image of an item that was removed by an act at a time. `None` if no fact can follow: only the removal of a guard
/// changes something for its account, which it unlocks. The item does not say who did it: an operator, by the runbook.
///
/// # Errors
/// As [`read`].
pub fn read_removed(before: &Item, at: Timestamp) -> Result<Option<ItemChange>, StoreError> {
    let account = text(before, "pk").and_then(|pk| AccountId::try_from(pk.to_owned()).ok());
    let (Some(account), Some(guard @ Record::Guard(_))) = (account, record(before)?) else {
        return Ok(None);
    };
    Ok(Some(ItemChange {
        account,
        before: Some(guard),
        after: Record::Guard(Guard::default()),
        changed: Change::by(Actor::Operator, at),
    }))
}

/// The session and the account of a removed item; `None` if it is another kind of item.
///
/// # Errors
/// [`StoreError::Unreadable`] if it is a session and cannot be read.
pub fn removed_session(before: &Item) -> Result<Option<Session>, StoreError> {
    match record(before)? {
        Some(Record::Session(session)) => Ok(Some(*session)),
        _ => Ok(None),
    }
}

/// The item's record; `None` if there is no item. The sort key determines its type, because items that were stored before `kind` existed have a
/// sort key too.
fn record(item: &Item) -> Result<Option<Record>, StoreError> {
    Ok(Some(match text(item, "sk").unwrap_or_default() {
        ACCOUNT => Record::Account(from(item)?),
        CREDENTIAL => Record::Credential(from(item)?),
        GUARD => Record::Guard(from(item)?),
        RESET => Record::Reset(from(item)?),
        key if key.starts_with(RESET_PREFIX) => Record::Reset(from(item)?),
        key if key.starts_with(ORDER_PREFIX) => Record::Order(from(item)?),
        key if key.starts_with(SESSION_PREFIX) => Record::Session(from(item)?),
        _ => return Ok(None),
    }))
}

/// The kinds of items from whose changes facts may follow.
pub const KINDS: [Kind; 6] = [
    Kind::Account,
    Kind::Credential,
    Kind::Order,
    Kind::Session,
    Kind::Guard,
    Kind::Reset,
];

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

fn from<T: DeserializeOwned>(item: &Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item.clone()).map_err(|error| StoreError::Unreadable(error.to_string()))
}
