//! Writing: each write recognises itself, and is tried again after a conflict.
//!
//! The SDK repeats a request whose answer it did not get. Its first attempt may have written, and then the condition of
//! the second fails on what the first one wrote. Each write therefore draws a [`Mark`] and stores it with the item: if
//! the condition fails and the item has this mark, the write succeeded. If all answers are lost, or the last attempt was
//! refused, the item is read, and its mark tells whether the write was done. Without the mark it is not known after lost
//! answers ([`StoreError::Unknown`]).
//!
//! The mark in `mark` is the newest write's. A counter that others increase at the same time also keeps the marks of
//! some earlier writes ([`Mark::slot`]), because repeating an increment that another write went over counts twice.
//!
//! The futures of the calls are boxed: an operation awaits writes below many layers, and the compiler limits their depth.

use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::operation::delete_item::builders::DeleteItemFluentBuilder;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::builders::PutBuilder;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, Delete, Put, ReturnConsumedCapacity,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use rand::{Rng, RngExt};

use super::{Item, Store, StoreError, Use, incomplete, text};

/// The attribute that holds the mark of an item's newest write.
const MARK: &str = "mark";

/// Random bytes of a mark: two writes of one item never draw the same.
const MARK_BYTES: usize = 12;

/// Marks that a counter keeps. A repeated increment counts twice only if another one took its slot meanwhile.
const SLOTS: u8 = 8;

/// Times that a write is sent again after a conflict.
const CONFLICT_TRIES: u32 = 6;

/// The longest pause before the first of these tries; each further try doubles it. Transactions end within
/// milliseconds.
const CONFLICT_PAUSE: Duration = Duration::from_millis(20);

/// The mark of one write: random, drawn here and never taken from a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark([u8; MARK_BYTES]);

impl Mark {
    pub(super) fn draw() -> Self {
        let mut bytes = [0; MARK_BYTES];
        UnwrapErr(SysRng).fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The attribute's value.
    pub(super) fn value(self) -> AttributeValue {
        AttributeValue::B(Blob::new(self.0))
    }

    /// The attribute in which a counter keeps this mark beside those of other writes.
    pub(super) fn slot(self) -> String {
        format!("marks{}", self.0[0] % SLOTS)
    }

    /// Whether an item was written by this write, and by no other since, or keeps its mark.
    fn on(self, item: &Item) -> bool {
        let is_mine = |name: &str| item.get(name) == Some(&self.value());
        is_mine(MARK) || is_mine(&self.slot())
    }
}

/// What is known of a write that got no good answer.
enum Failed {
    /// Its condition failed. The item at that time, if it existed.
    Condition(Option<Item>),
    /// It was refused because of another transaction, and can be sent again.
    Conflict(StoreError),
    /// It was refused.
    Refused(StoreError),
    /// It was done or not.
    Unknown(StoreError),
}

impl Store {
    /// Sends a put. A condition that fails is [`StoreError::ConditionFailed`].
    pub(super) async fn put(&self, request: PutItemFluentBuilder) -> Result<(), StoreError> {
        self.put_or_known(request).await.map_err(|(error, _)| error)
    }

    /// As [`Store::put`]. If the condition fails, the error comes with the item that is there.
    pub(super) async fn put_or_known(
        &self,
        request: PutItemFluentBuilder,
    ) -> Result<(), (StoreError, Option<Item>)> {
        let mark = Mark::draw();
        let request = request
            .item(MARK, mark.value())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let table = request.get_table_name().clone().unwrap_or_default();
        let key = key_of(request.get_item().as_ref());
        let mut tries = 0;
        loop {
            let failed = match Box::pin(request.clone().send()).await {
                Ok(answer) => {
                    self.count(Use::Write, answer.consumed_capacity.as_slice());
                    return Ok(());
                }
                Err(error) => failed(&error, |error| {
                    match error {
                    aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(refused) => {
                        Some(refused.item.clone())
                    }
                    _ => None,
                }
                }),
            };
            if Box::pin(self.settle(failed, mark, &table, &key, &mut tries))
                .await?
                .is_some()
            {
                return Ok(());
            }
        }
    }

    /// Sends an update. A condition that fails is [`StoreError::ConditionFailed`]. Returns the attributes that the
    /// request asks for, or all if the update recognised itself.
    pub(super) async fn update(
        &self,
        request: UpdateItemFluentBuilder,
    ) -> Result<Item, StoreError> {
        self.update_or_known(request)
            .await
            .map_err(|(error, _)| error)
    }

    /// As [`Store::update`]. If the condition fails, the error comes with the item that is there.
    pub(super) async fn update_or_known(
        &self,
        request: UpdateItemFluentBuilder,
    ) -> Result<Item, (StoreError, Option<Item>)> {
        self.update_marked(request, Mark::draw()).await
    }

    /// As [`Store::update_or_known`], for an increment: it keeps its mark in a slot, and is not done twice though others
    /// write between its attempts.
    pub(super) async fn increment(
        &self,
        request: UpdateItemFluentBuilder,
    ) -> Result<Item, (StoreError, Option<Item>)> {
        let mark = Mark::draw();
        let expression = request.get_update_expression().clone().unwrap_or_default();
        let condition = match request.get_condition_expression() {
            Some(condition) => format!("({condition}) AND "),
            None => String::new(),
        };
        let request = request
            .update_expression(and_set(&expression, "#slot = :mark"))
            .condition_expression(format!(
                "{condition}(attribute_not_exists(#slot) OR #slot <> :mark)"
            ))
            .expression_attribute_names("#slot", mark.slot());
        self.update_marked(request, mark).await
    }

    async fn update_marked(
        &self,
        request: UpdateItemFluentBuilder,
        mark: Mark,
    ) -> Result<Item, (StoreError, Option<Item>)> {
        let expression = request.get_update_expression().clone().unwrap_or_default();
        let request = request
            .update_expression(and_set(&expression, "#mark = :mark"))
            .expression_attribute_names("#mark", MARK)
            .expression_attribute_values(":mark", mark.value())
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let table = request.get_table_name().clone().unwrap_or_default();
        let key = request.get_key().clone().unwrap_or_default();
        let mut tries = 0;
        loop {
            let failed = match Box::pin(request.clone().send()).await {
                Ok(answer) => {
                    self.count(Use::Write, answer.consumed_capacity.as_slice());
                    return Ok(answer.attributes.unwrap_or_default());
                }
                Err(error) => failed(&error, |error| {
                    match error {
                    aws_sdk_dynamodb::operation::update_item::UpdateItemError::ConditionalCheckFailedException(refused) => {
                        Some(refused.item.clone())
                    }
                    _ => None,
                }
                }),
            };
            if let Some(item) =
                Box::pin(self.settle(failed, mark, &table, &key, &mut tries)).await?
            {
                return Ok(item);
            }
        }
    }

    /// Deletes an item, if it is there.
    pub(super) async fn delete(&self, request: DeleteItemFluentBuilder) -> Result<(), StoreError> {
        let request = request.return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut tries = 0;
        loop {
            let failed = match Box::pin(request.clone().send()).await {
                Ok(answer) => {
                    self.count(Use::Write, answer.consumed_capacity.as_slice());
                    return Ok(());
                }
                Err(error) => failed(&error, |_| None),
            };
            let error = match failed {
                Failed::Condition(_) => return Err(StoreError::ConditionFailed),
                Failed::Conflict(error) => match pause_or(error, &mut tries).await {
                    Ok(()) => continue,
                    Err(error) => error,
                },
                Failed::Refused(error) | Failed::Unknown(error) => error,
            };
            let table = request.get_table_name().clone().unwrap_or_default();
            let key = request.get_key().clone().unwrap_or_default();
            return match Box::pin(self.read_back(&table, &key)).await {
                Ok(None) => Ok(()),
                _ => Err(error),
            };
        }
    }

    /// A put into the records table, for a transaction.
    pub(super) fn record_put(&self, item: Item) -> PutBuilder {
        Put::builder()
            .table_name(&self.records)
            .set_item(Some(item))
    }

    /// A delete in the records table, for a transaction.
    pub(super) fn record_delete(
        &self,
        pk: &str,
        sk: &str,
    ) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder()
            .table_name(&self.records)
            .set_key(Some(key(pk, sk)))
            .build()
            .map_err(|error| incomplete(&error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Sends several writes as a transaction: all or none. A condition that fails is [`StoreError::ConditionFailed`].
    pub(super) async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<(), StoreError> {
        let mark = Mark::draw();
        let writes: Vec<_> = writes
            .into_iter()
            .map(|write| marked(write, mark))
            .collect();
        let request = self
            .client
            .transact_write_items()
            .set_transact_items(Some(writes.clone()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut tries = 0;
        loop {
            let failed = match Box::pin(request.clone().send()).await {
                Ok(answer) => {
                    self.count(Use::Write, answer.consumed_capacity());
                    return Ok(());
                }
                Err(error) => match error.as_service_error() {
                    Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                        canceled_because(canceled.cancellation_reasons(), mark)
                    }
                    _ => failed(&error, |_| None),
                },
            };
            let error = match failed {
                Failed::Condition(Some(item)) if mark.on(&item) => return Ok(()),
                Failed::Condition(_) => return Err(StoreError::ConditionFailed),
                Failed::Conflict(error) => match pause_or(error, &mut tries).await {
                    Ok(()) => continue,
                    Err(error) => error,
                },
                Failed::Refused(error) | Failed::Unknown(error) => error,
            };
            return Box::pin(self.look_for(mark, &writes, error)).await;
        }
    }

    /// Decides what a single write that failed comes to: `Some` with the item if the write was done, `None` if it is to
    /// be sent again.
    async fn settle(
        &self,
        failed: Failed,
        mark: Mark,
        table: &str,
        key: &Item,
        tries: &mut u32,
    ) -> Result<Option<Item>, (StoreError, Option<Item>)> {
        match failed {
            Failed::Condition(Some(item)) if mark.on(&item) => Ok(Some(item)),
            Failed::Condition(item) => Err((StoreError::ConditionFailed, item)),
            Failed::Conflict(error) => match pause_or(error, tries).await {
                Ok(()) => Ok(None),
                Err(error) => self.find(mark, table, key, error).await,
            },
            Failed::Refused(error) | Failed::Unknown(error) => {
                self.find(mark, table, key, error).await
            }
        }
    }

    /// Looks for the mark of a write that got no good answer. It may have been done though it was refused: the SDK tells of
    /// the last of its attempts only, and an earlier one may have lost its answer.
    async fn find(
        &self,
        mark: Mark,
        table: &str,
        key: &Item,
        error: StoreError,
    ) -> Result<Option<Item>, (StoreError, Option<Item>)> {
        match self.read_back(table, key).await {
            Ok(Some(item)) if mark.on(&item) => Ok(Some(item)),
            _ => Err((error, None)),
        }
    }

    /// As [`Store::find`], for a transaction, in the first of its items that carries the mark: all were written or none.
    async fn look_for(
        &self,
        mark: Mark,
        writes: &[TransactWriteItem],
        error: StoreError,
    ) -> Result<(), StoreError> {
        let Some((table, key)) = writes.iter().find_map(marked_key) else {
            return Err(error);
        };
        match self.read_back(&table, &key).await {
            Ok(Some(item)) if mark.on(&item) => Ok(()),
            _ => Err(error),
        }
    }

    /// Reads an item after a write whose answer was lost.
    async fn read_back(&self, table: &str, key: &Item) -> Result<Option<Item>, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(table)
            .set_key(Some(key.clone()))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| service_error(&error))?;
        self.count(Use::Read, answer.consumed_capacity.as_slice());
        Ok(answer.item)
    }
}

/// The write of a put, for a transaction.
pub(super) fn transaction_put(put: PutBuilder) -> Result<TransactWriteItem, StoreError> {
    let put = put.build().map_err(|error| incomplete(&error))?;
    Ok(TransactWriteItem::builder().put(put).build())
}

/// An update expression that also sets something.
fn and_set(expression: &str, also: &str) -> String {
    match expression.strip_prefix("SET ") {
        Some(rest) => format!("SET {also}, {rest}"),
        None => format!("SET {also} {expression}"),
    }
}

fn key_of(item: Option<&Item>) -> Item {
    let part = |name: &str| Some((name.to_owned(), item?.get(name)?.clone()));
    ["pk", "sk"].into_iter().filter_map(part).collect()
}

/// The write of a transaction, with its mark, and with its item as the answer to a condition that fails.
fn marked(mut write: TransactWriteItem, mark: Mark) -> TransactWriteItem {
    let all_old = || Some(ReturnValuesOnConditionCheckFailure::AllOld);
    if let Some(put) = &mut write.put {
        put.item.insert(MARK.to_owned(), mark.value());
        put.return_values_on_condition_check_failure = all_old();
    }
    if let Some(update) = &mut write.update {
        update.update_expression = and_set(&update.update_expression, "#mark = :mark");
        let names = update.expression_attribute_names.get_or_insert_default();
        names.insert("#mark".to_owned(), MARK.to_owned());
        let values = update.expression_attribute_values.get_or_insert_default();
        values.insert(":mark".to_owned(), mark.value());
        update.return_values_on_condition_check_failure = all_old();
    }
    write
}

/// The table and key of a write that leaves its mark.
fn marked_key(write: &TransactWriteItem) -> Option<(String, Item)> {
    match (&write.put, &write.update) {
        (Some(put), _) => Some((put.table_name.clone(), key_of(Some(&put.item)))),
        (None, Some(update)) => Some((update.table_name.clone(), update.key.clone())),
        (None, None) => None,
    }
}

/// Waits before a write is sent again after a conflict, for a random time, so that those who met do not meet again.
///
/// # Errors
/// The conflict, if it was tried often enough.
pub(super) async fn pause_or(error: StoreError, tries: &mut u32) -> Result<(), StoreError> {
    if *tries == CONFLICT_TRIES {
        return Err(error);
    }
    let longest = CONFLICT_PAUSE * 2u32.pow(*tries);
    *tries += 1;
    tokio::time::sleep(longest.mul_f64(UnwrapErr(SysRng).random_range(0.0..1.0))).await;
    Ok(())
}

/// What is known of a write that failed. `condition` returns the item of a condition that failed.
fn failed<E, R>(
    error: &SdkError<E, R>,
    condition: impl FnOnce(&E) -> Option<Option<Item>>,
) -> Failed
where
    E: ProvideErrorMetadata + RequestId,
{
    let SdkError::ServiceError(context) = error else {
        let known = service_error(error);
        return match error {
            SdkError::ConstructionFailure(_) => Failed::Refused(known),
            _ => Failed::Unknown(unknown(known)),
        };
    };
    if let Some(item) = condition(context.err()) {
        return Failed::Condition(item);
    }
    let known = service_error(error);
    match context.err().code() {
        Some("TransactionConflictException" | "TransactionInProgressException") => {
            Failed::Conflict(known)
        }
        // An error of the service itself may come after the write.
        Some("InternalServerError" | "InternalFailure") | None => Failed::Unknown(unknown(known)),
        Some(_) => Failed::Refused(known),
    }
}

/// What the reasons of a cancelled transaction say: its own first attempt was done, a condition failed, or it met
/// another.
fn canceled_because(reasons: &[CancellationReason], mark: Mark) -> Failed {
    let mut items = reasons.iter().filter_map(|reason| reason.item.as_ref());
    if let Some(mine) = items.find(|item| mark.on(item)) {
        return Failed::Condition(Some(mine.clone()));
    }
    let codes = || reasons.iter().filter_map(CancellationReason::code);
    if codes().any(|code| code == "ConditionalCheckFailed") {
        return Failed::Condition(None);
    }
    let listed: Vec<&str> = codes().filter(|code| *code != "None").collect();
    let error = StoreError::Failed(format!("transaction cancelled: {}", listed.join(", ")));
    let passing = |code: &&str| {
        matches!(
            *code,
            "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"
        )
    };
    if !listed.is_empty() && listed.iter().all(passing) {
        Failed::Conflict(error)
    } else {
        Failed::Refused(error)
    }
}

fn unknown(error: StoreError) -> StoreError {
    match error {
        StoreError::Failed(why) => StoreError::Unknown(why),
        other => other,
    }
}

/// A service's error without its request, because requests hold personal data.
pub(super) fn service_error<E, R>(error: &SdkError<E, R>) -> StoreError
where
    E: ProvideErrorMetadata + RequestId,
{
    StoreError::Failed(match error.as_service_error() {
        Some(service) => format!(
            "{} (request {})",
            service.code().unwrap_or("unknown error"),
            service.request_id().unwrap_or("unknown")
        ),
        None => match error {
            SdkError::TimeoutError(_) => "time-out".to_owned(),
            SdkError::DispatchFailure(_) => "not reached".to_owned(),
            _ => "not understood".to_owned(),
        },
    })
}

/// The key of an item.
pub(super) fn key(pk: &str, sk: &str) -> Item {
    Item::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(code: &str, item: Option<Item>) -> CancellationReason {
        CancellationReason::builder()
            .code(code)
            .set_item(item)
            .build()
    }

    fn with(name: &str, mark: Mark) -> Item {
        Item::from([(name.to_owned(), mark.value())])
    }

    #[test]
    fn a_cancelled_transaction_is_its_own_by_a_mark_and_passing_only_if_every_reason_is() {
        let (mine, other) = (Mark::draw(), Mark::draw());
        let because = |reasons: &[CancellationReason]| canceled_because(reasons, mine);
        let failed = "ConditionalCheckFailed";
        assert!(matches!(
            because(&[reason("None", None), reason(failed, Some(with(MARK, mine)))]),
            Failed::Condition(Some(_))
        ));
        assert!(matches!(
            because(&[reason(failed, Some(with(MARK, other)))]),
            Failed::Condition(None)
        ));
        let conflict = || reason("TransactionConflict", None);
        for passing in ["None", "ThrottlingError", "ProvisionedThroughputExceeded"] {
            let reasons = [conflict(), reason(passing, None)];
            assert!(
                matches!(because(&reasons), Failed::Conflict(_)),
                "{passing}"
            );
        }
        assert!(matches!(
            because(&[conflict(), reason(failed, None)]),
            Failed::Condition(None)
        ));
        for refused in ["ValidationError", "ItemCollectionSizeLimitExceeded"] {
            let reasons = [conflict(), reason(refused, None)];
            assert!(matches!(because(&reasons), Failed::Refused(_)), "{refused}");
        }
    }

    #[test]
    fn a_mark_is_found_as_the_newest_or_in_its_slot() {
        let (mine, other) = (Mark::draw(), Mark::draw());
        assert!(mine.on(&with(MARK, mine)));
        assert!(!mine.on(&with(MARK, other)));
        assert!(mine.on(&with(&mine.slot(), mine)));
        assert!(!mine.on(&Item::new()));
    }

    #[test]
    fn what_is_set_as_well_comes_first() {
        assert_eq!(
            and_set("SET a = :a REMOVE b", "m = :m"),
            "SET m = :m, a = :a REMOVE b"
        );
        assert_eq!(and_set("REMOVE b", "m = :m"), "SET m = :m REMOVE b");
    }
}
