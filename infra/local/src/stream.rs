//! The tables' streams, polled as Lambda's event sources do. Each source has its own filter and its own position in its
//! stream, so that a source that waits does not delay the others.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Kind;
use store::stream::KINDS;

use crate::Shared;

const POLL_EVERY: Duration = Duration::from_millis(100);
const RETRY_AFTER: Duration = Duration::from_millis(250);
const BATCH: usize = 10;

/// Errors after which a shard iterator cannot be read any more.
const LOST_ITERATOR: [&str; 3] = [
    "ExpiredIteratorException",
    "ResourceNotFoundException",
    "TrimmedDataAccessException",
];

/// A table.
#[derive(Debug, Clone, Copy)]
pub enum Table {
    /// That of records.
    Records,
    /// That of sessions.
    Sessions,
}

/// An event source: an operation that follows a table's stream.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The table.
    pub table: Table,
    /// The operation.
    pub operation: &'static str,
    /// The name under which its position in the stream is kept.
    file: &'static str,
    /// Its filter.
    wants: fn(&Value) -> bool,
}

/// The event sources of the template. Their filters are the template's, except that of sessions, which passes every change
/// of an item that may be a fact; the template looks closer, because there each record costs an invocation.
pub const SOURCES: [Source; 4] = [
    Source {
        table: Table::Records,
        operation: "deliver-license-email",
        file: "stream-records-deliver-license-email.json",
        wants: mail_is_due,
    },
    Source {
        table: Table::Records,
        operation: "tell-facts",
        file: "stream-records-tell-facts.json",
        wants: may_be_a_fact,
    },
    Source {
        table: Table::Sessions,
        operation: "tell-facts",
        file: "stream-sessions-tell-facts.json",
        wants: may_be_a_fact,
    },
    Source {
        table: Table::Sessions,
        operation: "notify-logout",
        file: "stream-sessions-notify-logout.json",
        wants: is_an_ended_session,
    },
];

/// Where a source continues in its stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Position {
    /// At the newest record: a source that begins on another engine's tables leaves out what they did before.
    Newest,
    /// At the oldest record that the stream has: no record has been handled since the source began.
    Oldest,
    /// After the last record that was handled, by its sequence number.
    After(String),
}

/// Begins a source before anything is served, so that no record of this run is older than its position. Returns where
/// the source continues, and the shard iterator there.
///
/// # Errors
/// If the stream cannot be described.
pub(crate) async fn begin(shared: &Shared, source: Source) -> Result<(Position, String), String> {
    let position = shared
        .data
        .load(source.file)
        .unwrap_or(if shared.engine.embedded {
            Position::Oldest
        } else {
            Position::Newest
        });
    let iterator = iterator(shared, source, &position).await?;
    // A position at the newest record moves with the stream, so that it is good only for the iterator that was made now.
    let position = match position {
        Position::Newest => Position::Oldest,
        position => position,
    };
    shared.data.save(source.file, &position);
    Ok((position, iterator))
}

/// Polls until the process stops. The position in the stream is saved after each batch, so a later run continues there.
/// A batch that was handled before its position was saved is delivered again, which the handlers allow for. When a
/// stream cannot be read, the source continues at its position.
pub(crate) async fn poll(
    shared: Arc<Shared>,
    source: Source,
    (mut position, begun): (Position, String),
) {
    let mut iterator = Some(begun);
    loop {
        let batch = match &iterator {
            Some(iterator) => read(&shared, iterator).await,
            None => self::iterator(&shared, source, &position)
                .await
                .map(|begun| (Vec::new(), Some(begun))),
        };
        match batch {
            Ok((records, next)) => {
                iterator = next;
                let Some(last) = records.last().map(sequence_number) else {
                    tokio::time::sleep(POLL_EVERY).await;
                    continue;
                };
                deliver(&shared, source, records).await;
                position = Position::After(last);
                shared.data.save(source.file, &position);
            }
            Err(error) => {
                tracing::warn!(%error, operation = source.operation, "a stream could not be read");
                // Otherwise the same iterator is read again, since its records were not handled.
                if LOST_ITERATOR.iter().any(|code| error.contains(code)) {
                    iterator = None;
                }
                tokio::time::sleep(RETRY_AFTER).await;
            }
        }
    }
}

fn sequence_number(record: &Value) -> String {
    let number = record["dynamodb"]["SequenceNumber"].as_str();
    number.unwrap_or_default().to_owned()
}

async fn streams(shared: &Shared, action: &str, request: Value) -> Result<Value, String> {
    let target = format!("DynamoDBStreams_20120810.{action}");
    shared.engine.call(&target, &request).await
}

/// A shard iterator at a position.
async fn iterator(shared: &Shared, source: Source, position: &Position) -> Result<String, String> {
    let config = &shared.platform.config;
    let table = match source.table {
        Table::Records => &config.records_table,
        Table::Sessions => &config.sessions_table,
    };
    let table = json!({ "TableName": table });
    let table = shared
        .engine
        .call("DynamoDB_20120810.DescribeTable", &table)
        .await?;
    let arn = &table["Table"]["LatestStreamArn"];
    let stream = streams(shared, "DescribeStream", json!({ "StreamArn": arn })).await?;
    let id = &stream["StreamDescription"]["Shards"][0]["ShardId"];
    let mut from = json!({ "StreamArn": arn, "ShardId": id });
    from["ShardIteratorType"] = match position {
        Position::Newest => json!("LATEST"),
        Position::Oldest => json!("TRIM_HORIZON"),
        Position::After(handled) => {
            from["SequenceNumber"] = json!(handled);
            json!("AFTER_SEQUENCE_NUMBER")
        }
    };
    let begun = streams(shared, "GetShardIterator", from).await?;
    match begun["ShardIterator"].as_str() {
        Some(iterator) => Ok(iterator.to_owned()),
        None => Err("there is no shard".to_owned()),
    }
}

async fn read(shared: &Shared, iterator: &str) -> Result<(Vec<Value>, Option<String>), String> {
    let request = json!({ "ShardIterator": iterator, "Limit": BATCH });
    let mut answer = streams(shared, "GetRecords", request).await?;
    let records = match answer["Records"].take() {
        Value::Array(records) => records,
        _ => Vec::new(),
    };
    let next = answer["NextShardIterator"].as_str().map(str::to_owned);
    Ok((records, next))
}

/// Passes the records that match the event source's filter to the operation, until none fails.
async fn deliver(shared: &Shared, source: Source, records: Vec<Value>) {
    let mut due: Vec<Value> = records.into_iter().filter(source.wants).collect();
    for record in &mut due {
        // The engine has the machine's clock.
        record["dynamodb"]["ApproximateCreationDateTime"] = json!(shared.timestamp().as_second());
    }
    while !due.is_empty() {
        let answer = shared
            .invoke(source.operation, json!({ "Records": due }))
            .await
            .unwrap_or_else(|error| {
                tracing::warn!(%error, operation = source.operation, "failed");
                json!({ "batchItemFailures": [{ "itemIdentifier": "" }] })
            });
        let Some(failed) = answer.pointer("/batchItemFailures/0/itemIdentifier") else {
            break;
        };
        let at = due
            .iter()
            .position(|record| record.pointer("/dynamodb/SequenceNumber") == Some(failed));
        due.drain(..at.unwrap_or(0));
        tokio::time::sleep(RETRY_AFTER).await;
    }
}

/// Whether the new image is an order whose mail is due and of which no attempt has begun.
fn mail_is_due(record: &Value) -> bool {
    let delivery = record.pointer("/dynamodb/NewImage/delivery/M");
    delivery.is_some_and(|delivery| {
        delivery.pointer("/state/S").and_then(Value::as_str) == Some("due")
            && delivery.get("until").is_none()
    })
}

/// Whether a session was removed, and not for its age.
fn is_an_ended_session(record: &Value) -> bool {
    let kind = record.pointer("/dynamodb/OldImage/kind/S");
    was_removed(record) && kind.is_some_and(|kind| kind == Kind::Session.as_str())
}

/// Whether an item was removed by an act.
fn was_removed(record: &Value) -> bool {
    record["eventName"] == "REMOVE" && record.get("userIdentity").is_none()
}

/// Whether an item was written, and is of a kind from whose changes facts may follow; or a guard was removed.
fn may_be_a_fact(record: &Value) -> bool {
    let old = record.pointer("/dynamodb/OldImage/kind/S");
    if was_removed(record) {
        return old.is_some_and(|kind| kind == Kind::Guard.as_str());
    }
    let kind = record.pointer("/dynamodb/NewImage/kind/S");
    kind.and_then(Value::as_str)
        .is_some_and(|kind| KINDS.iter().any(|known| known.as_str() == kind))
}
