//! Mails the keys of paid orders: follows the stream for orders that were just paid, and runs every few minutes for those
//! whose mail is still due, because an attempt failed or died, or their stream record was lost.
//!
//! An order waits in the table and not in the stream, so no order holds up another: an attempt that fails is saved with
//! the time of the next one, and a permanent refusal is parked. The write of an attempt does not match the filter of the
//! stream, which passes orders without any attempt.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::Timestamp;
use domain::fact::Fact;
use domain::order_number::OrderNumber;
use domain::policy::{DELIVER_MAILS_FOR, MAIL_RETRY_LAST, ORDER_LEFT_TO_STREAM};
use http::runtime::EventError;
use platform::Platform;
use serde::Deserialize;
use store::{DueItem, DueMail, StoreError};

/// What starts it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Started {
    /// The schedule.
    Schedule(EventBridgeEvent),
    /// The stream.
    Stream(Event),
}

/// The most orders that one run reads from the index. They are mailed one after another, and the next run continues.
const AT_ONCE: i32 = 100;

/// Makes one attempt at the mail of each order that is due, until the time of an invocation is over. An order that fails
/// does not stop the others.
///
/// # Errors
/// If due orders cannot be looked up. Failures of stream records are reported for each record.
pub async fn handle(
    platform: &'static Platform,
    event: Started,
) -> Result<DynamoDbEventResponse, EventError> {
    let end = platform.now() + DELIVER_MAILS_FOR;
    // Boxed, because the futures of the whole path are nested too deeply for the compiler otherwise.
    match event {
        Started::Stream(event) => Ok(Box::pin(follow(platform, event, end)).await),
        Started::Schedule(_) => Box::pin(sweep(platform, end)).await,
    }
}

/// Mails the orders of a batch. Lambda delivers the first record that failed and all later ones again.
async fn follow(platform: &Platform, event: Event, end: Timestamp) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        if platform.now() >= end {
            tracing::warn!("the next run continues with the orders that are due");
            break;
        }
        let Some(number) = order_number(&record) else {
            tracing::error!(event_id = %record.event_id, "a record that is no order was skipped");
            continue;
        };
        match deliver(platform, &number).await {
            Ok(()) => {}
            Err(error @ StoreError::Unreadable(_)) => {
                let why = format!("{}: {error}", record.event_id);
                platform.tell(&Fact::RecordUnreadable { why }, None, platform.now());
            }
            Err(error) => {
                tracing::error!(order = %number, %error, "an order was not looked at");
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier = record.change.sequence_number;
                response.batch_item_failures.push(failure);
            }
        }
    }
    response
}

fn order_number(record: &EventRecord) -> Option<OrderNumber> {
    let (_, number) = record
        .change
        .new_image
        .iter()
        .find(|(name, _)| *name == "number")?;
    match number {
        serde_dynamo::AttributeValue::S(text) => OrderNumber::try_from(text.clone()).ok(),
        _ => None,
    }
}

async fn deliver(platform: &Platform, number: &OrderNumber) -> Result<(), StoreError> {
    if let Some(order) = platform.store().order(number).await? {
        platform.deliver_order(order).await?;
    }
    Ok(())
}

/// Mails the orders that the index of due mails has.
async fn sweep(platform: &Platform, end: Timestamp) -> Result<DynamoDbEventResponse, EventError> {
    let since = platform.now() - ORDER_LEFT_TO_STREAM;
    let due = platform
        .store()
        .due(DueMail::Orders, since, AT_ONCE)
        .await?;
    tracing::info!(due = due.len(), "due orders");
    for order in due {
        if platform.now() >= end {
            tracing::warn!("the next run continues with the orders that are due");
            break;
        }
        if let Err(error) = retry(platform, &order).await {
            tracing::error!(account = %order.account, %error, "an order was not retried");
        }
    }
    Ok(DynamoDbEventResponse::default())
}

async fn retry(platform: &Platform, due: &DueItem) -> Result<(), StoreError> {
    let store = platform.store();
    match store.due_order(due).await {
        Ok(Some(order)) => match platform.deliver_order(order).await? {
            Some(_) => Ok(()),
            // It waits until the buyer's address is confirmed, and must not take the place of others meanwhile.
            None => store.rest(due, platform.now() + MAIL_RETRY_LAST).await,
        },
        Ok(None) => Ok(()),
        Err(error @ StoreError::Unreadable(_)) => {
            let (now, why) = (platform.now(), error.to_string());
            let unreadable = Fact::RecordUnreadable { why };
            platform.tell(&unreadable, Some(&due.account), now);
            store.rest(due, now + MAIL_RETRY_LAST).await
        }
        Err(error) => Err(error),
    }
}
