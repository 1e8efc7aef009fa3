//! Follows the streams of both tables: lists, logs, counts and mails the facts that follow from changes of items.
//!
//! A fact is listed in its account's activity under an identifier made from its stream record, so that a repeated
//! record finds the listed fact and continues from the state of its mail. A mail that is not accepted does not stop the
//! batch: it waits for its retry by `retry-notices`.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::account::Account;
use domain::activity::{Activity, NoticeState};
use domain::change::Change;
use domain::fact::{Fact, Record};
use domain::secret::Digest32;
use http::runtime::EventError;
use platform::Platform;
use store::stream::{self, ItemChange};
use store::{ListedActivity, StoreError};

/// Reports the facts of a batch, in sequence. The first record whose facts cannot be listed ends the batch: Lambda
/// delivers that record and all later ones again. A record that cannot be read is logged and skipped.
///
/// # Errors
/// None: failures are reported for each record.
pub async fn handle(
    platform: &'static Platform,
    event: Event,
) -> Result<DynamoDbEventResponse, EventError> {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        if let Err(error) = tell(platform, &record).await {
            tracing::error!(event_id = %record.event_id, %error, "facts were not told");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
            break;
        }
    }
    Ok(response)
}

/// The change in a record, if facts may follow from it. The removal or expiry of an item is not a fact.
fn changed(record: &EventRecord) -> Option<ItemChange> {
    if record.event_name == "REMOVE" {
        return None;
    }
    let change = &record.change;
    stream::read(&change.old_image, &change.new_image).unwrap_or_else(|error| {
        tracing::error!(event_id = %record.event_id, %error, "a record that cannot be read was passed over");
        None
    })
}

async fn tell(platform: &Platform, record: &EventRecord) -> Result<(), StoreError> {
    let Some(change) = changed(record) else {
        return Ok(());
    };
    let facts = Record::facts(change.before.as_ref(), &change.after);
    if facts.is_empty() {
        return Ok(());
    }
    // Nothing is written for an account that does not exist: attackers guess passwords for such accounts too.
    let Some(account) = platform.store().account(&change.account).await? else {
        return Ok(());
    };
    for (index, fact) in facts.into_iter().enumerate() {
        let id = fact_id(&record.event_id, index);
        tell_fact(platform, &account, id, change.changed.clone(), fact).await?;
    }
    Ok(())
}

/// The identifier of one of a record's facts.
fn fact_id(event_id: &str, index: usize) -> String {
    Digest32::of(format!("{event_id}#{index}").as_bytes()).to_hex()[..20].to_owned()
}

async fn tell_fact(
    platform: &Platform,
    account: &Account,
    id: String,
    changed: Change,
    fact: Fact,
) -> Result<(), StoreError> {
    let telling = fact.telling();
    if !telling.listed {
        platform.tell(&fact, Some(&account.id));
        return Ok(());
    }
    let mail = match telling.mail {
        Some(_) => NoticeState::claimed(platform.now()),
        None => NoticeState::None,
    };
    let activity = Activity {
        id,
        changed,
        fact,
        mail,
    };
    match platform
        .store()
        .list_activity(&account.id, &activity)
        .await?
    {
        ListedActivity::New => {
            platform.tell(&activity.fact, Some(&account.id));
            match activity.mail {
                NoticeState::None => Ok(()),
                _ => platform.send_notice(account, &activity).await,
            }
        }
        ListedActivity::Before(before) => platform.retry_notice(account, &before).await,
    }
}
