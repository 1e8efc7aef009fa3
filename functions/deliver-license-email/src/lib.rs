//! Follows the stream of paid orders: sends one mail with all keys of the order, retried until it is sent.
//!
//! The keys are derived, so a retry mails the same ones, and a license is created only if it does not exist. An attempt
//! claims the order first, so that an event that arrives twice sends one mail. The claim of an attempt that died
//! lapses.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::change::{Actor, Change};
use domain::license::License;
use domain::order::{Order, OrderMail};
use domain::order_number::OrderNumber;
use http::runtime::EventError;
use platform::Platform;
use platform::delivery::{MailOrderError, mail_order};
use store::StoreError;

/// Sends the mails of a batch of orders, in sequence. The first failure ends the batch: Lambda delivers that record and
/// all later ones again.
///
/// # Errors
/// None: failures are reported for each record.
pub async fn handle(
    platform: &'static Platform,
    event: Event,
) -> Result<DynamoDbEventResponse, EventError> {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let Some(number) = order_number(&record) else {
            tracing::error!(event_id = %record.event_id, "a record that is no order was skipped");
            continue;
        };
        if let Err(error) = deliver(platform, &number).await {
            tracing::error!(order = %number, %error, "an order was not mailed");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    Ok(response)
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

async fn deliver(platform: &Platform, number: &OrderNumber) -> Result<(), MailOrderError> {
    let store = platform.store();
    let Some(order) = store.order(number).await? else {
        return Ok(());
    };
    if matches!(order.delivery, OrderMail::Sent { .. } | OrderMail::Waiting) {
        return Ok(());
    }
    let change = |now| Change::by(Actor::System, now);
    let now = platform.now();
    let mut claimed = order.claim_delivery(now).ok_or(MailOrderError::UnderWay)?;
    match store.save_order(&mut claimed, &change(now)).await {
        Err(StoreError::ConditionFailed) => return Err(MailOrderError::UnderWay),
        saved => saved?,
    }
    let mailed = create_and_mail(platform, &claimed).await;
    claimed.delivery = match mailed {
        Ok(()) => OrderMail::Sent { at: platform.now() },
        Err(_) => OrderMail::Due { until: None },
    };
    let saved = store
        .save_order(&mut claimed, &change(platform.now()))
        .await;
    mailed?;
    saved?;
    Ok(())
}

async fn create_and_mail(platform: &Platform, order: &Order) -> Result<(), MailOrderError> {
    let secrets = platform.secrets(order.secret_version).await?;
    let secret = secrets
        .of(order.secret_version)
        .ok_or(MailOrderError::SecretGone(order.secret_version))?;
    let Some(purchased_at) = order.paid_at() else {
        return Ok(());
    };
    for (unit, key) in order.license_keys(secret) {
        let license = License {
            digest: key.digest(),
            order: order.number.clone(),
            product: unit.product,
            purchased_at,
            used_by: None,
        };
        platform.store().create_license(&license).await?;
    }
    mail_order(platform, order).await
}
