//! Follows the streams of both tables: lists, logs, counts and mails the facts that follow from changes of items, and queues
//! what applications are told of them.
//!
//! A fact is listed in its account's activity under an identifier made from its stream record, so that a repeated
//! record finds the listed fact and continues from the state of its mail. Mails are sent when the whole batch is listed,
//! and only for a while, so that a slow mail service does not hold up the stream: `retry-notices` sends the others, and
//! those that are not accepted. What applications are told is queued with its fact: a record whose facts cannot be queued
//! comes again, and its messages have the same identifiers.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::Timestamp;
use domain::account::Account;
use domain::activity::{Activity, NoticeState};
use domain::change::Change;
use domain::fact::{Fact, Record};
use domain::notification::{Message, Notification};
use domain::policy::TELL_MAILS_FOR;
use domain::secret::Digest32;
use http::runtime::EventError;
use platform::Platform;
use providers::ProviderError;
use store::{ListedActivity, StoreError, stream};

/// Reports the facts of a batch, in sequence. The first record whose facts cannot be listed ends the batch: Lambda
/// delivers that record and all later ones again. A record that cannot be read is counted and skipped.
///
/// # Errors
/// None: failures are reported for each record.
pub async fn handle(
    platform: &'static Platform,
    event: Event,
) -> Result<DynamoDbEventResponse, EventError> {
    let mut response = DynamoDbEventResponse::default();
    let mut mails = Vec::new();
    for record in event.records {
        match Box::pin(list(platform, &record, &mut mails)).await {
            Ok(()) => {}
            Err(error @ TellError::Store(StoreError::Unreadable(_))) => {
                let why = format!("{}: {error}", record.event_id);
                platform.tell(&Fact::RecordUnreadable { why }, None, platform.now());
            }
            Err(error) => {
                tracing::error!(event_id = %record.event_id, %error, "facts were not told");
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier = record.change.sequence_number;
                response.batch_item_failures.push(failure);
                break;
            }
        }
    }
    let end = platform.now() + TELL_MAILS_FOR;
    for (account, activity) in mails {
        if platform.now() >= end {
            tracing::warn!("mails that are due are left to their retry");
            break;
        }
        if let Err(error) = Box::pin(platform.send_notice(&account, &activity)).await {
            tracing::error!(account = %account.id, %error, "a notice was not saved");
        }
    }
    Ok(response)
}

/// The mails that this attempt holds the claim of, each with its account.
type Mails = Vec<(Account, Activity)>;

/// Why the facts of a record were not told.
#[derive(Debug, thiserror::Error)]
enum TellError {
    /// They cannot be listed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What applications are told cannot be queued.
    #[error(transparent)]
    Queue(#[from] ProviderError),
}

/// Lists the facts that follow from a record. The expiry of an item is not a fact.
async fn list(
    platform: &Platform,
    record: &EventRecord,
    mails: &mut Mails,
) -> Result<(), TellError> {
    let images = &record.change;
    let change = match (record.event_name.as_str(), &record.user_identity) {
        ("REMOVE", None) => stream::read_removed(&images.old_image, removed_at(platform, record))?,
        ("REMOVE", Some(_)) => None,
        _ => stream::read(&images.old_image, &images.new_image)?,
    };
    let Some(change) = change else {
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
    let mut messages = Vec::new();
    for (index, fact) in facts.into_iter().enumerate() {
        let id = fact_id(&record.event_id, index);
        messages.extend(fact.telling().event.map(|what| {
            let account = account.id.clone();
            let what = Notification::AccountEvent { account, what };
            Message::about(&[&id], change.changed.at, what)
        }));
        let claimed = list_fact(platform, &account, id, change.changed.clone(), fact).await?;
        mails.extend(claimed.map(|activity| (account.clone(), activity)));
    }
    Ok(platform.queue().send(&messages).await?)
}

/// When an item was removed: by the stream, so that a repeated record says the same.
fn removed_at(platform: &Platform, record: &EventRecord) -> Timestamp {
    let at = record.change.approximate_creation_date_time.timestamp();
    Timestamp::from_second(at).unwrap_or_else(|_| platform.now())
}

/// The identifier of one of a record's facts.
fn fact_id(event_id: &str, index: usize) -> String {
    Digest32::of(format!("{event_id}#{index}").as_bytes()).to_hex()[..20].to_owned()
}

/// Lists, logs and counts a fact. Returns the activity if its mail is claimed now.
async fn list_fact(
    platform: &Platform,
    account: &Account,
    id: String,
    changed: Change,
    fact: Fact,
) -> Result<Option<Activity>, StoreError> {
    let (telling, at) = (fact.telling(), changed.at);
    if !telling.listed {
        platform.tell(&fact, Some(&account.id), at);
        return Ok(None);
    }
    let mail = platform.first_notice(account, &fact);
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
            platform.tell(&activity.fact, Some(&account.id), at);
            Ok((activity.mail != NoticeState::None).then_some(activity))
        }
        ListedActivity::Before(before) => platform.claim_notice(&account.id, &before).await,
    }
}
