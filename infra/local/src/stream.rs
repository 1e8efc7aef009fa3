//! The stream of the records table, polled into `deliver-license-email` as Lambda's event source does.

use std::sync::Arc;
use std::time::Duration;

use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::get_records::{GetRecordsRequest, Record};
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use serde_json::{Value, json};

use crate::Shared;

const FILE: &str = "stream.json";
const POLL_EVERY: Duration = Duration::from_millis(100);
const RETRY_AFTER: Duration = Duration::from_millis(250);
const BATCH: usize = 10;

/// Polls until the process stops. The place in the stream is kept after each batch that was handled, so a later run goes
/// on there; a batch that was handled and not noted comes again, which the handler allows for.
pub(crate) async fn poll(shared: Arc<Shared>) {
    let mut iterator: Option<String> = None;
    loop {
        let batch = match &iterator {
            Some(iterator) => read(&shared, iterator),
            None => begin(&shared).map(|begun| (Vec::new(), Some(begun))),
        };
        match batch {
            Ok((records, next)) => {
                let quiet = records.is_empty();
                deliver(&shared, records).await;
                iterator = next;
                if quiet {
                    tokio::time::sleep(POLL_EVERY).await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the stream could not be read");
                iterator = None;
                tokio::time::sleep(RETRY_AFTER).await;
            }
        }
    }
}

/// An iterator after the last record that was handled, or at the stream's beginning.
fn begin(shared: &Shared) -> dynoxide::Result<String> {
    let table = shared.database.describe_table(DescribeTableRequest {
        table_name: shared.platform.config.records_table.clone(),
    })?;
    let stream_arn = table.table.latest_stream_arn.unwrap_or_default();
    let stream = shared.database.describe_stream(DescribeStreamRequest {
        stream_arn: stream_arn.clone(),
        ..Default::default()
    })?;
    let shard_id = stream
        .stream_description
        .shards
        .first()
        .map(|shard| shard.shard_id.clone())
        .unwrap_or_default();
    let handled: Option<String> = shared.data.load(FILE);
    let begun = shared
        .database
        .get_shard_iterator(GetShardIteratorRequest {
            stream_arn,
            shard_id,
            shard_iterator_type: if handled.is_some() {
                "AFTER_SEQUENCE_NUMBER".to_owned()
            } else {
                "TRIM_HORIZON".to_owned()
            },
            sequence_number: handled,
        })?;
    Ok(begun.shard_iterator.unwrap_or_default())
}

fn read(shared: &Shared, iterator: &str) -> dynoxide::Result<(Vec<Record>, Option<String>)> {
    let answer = shared.database.get_records(GetRecordsRequest {
        shard_iterator: iterator.to_owned(),
        limit: Some(BATCH),
    })?;
    Ok((answer.records, answer.next_shard_iterator))
}

/// Hands the records that the event source's filter lets through to the operation, until none fails.
async fn deliver(shared: &Shared, records: Vec<Record>) {
    let Some(last) = records
        .last()
        .map(|record| record.dynamodb.sequence_number.clone())
    else {
        return;
    };
    let records: Vec<Value> = records
        .iter()
        .filter_map(|record| serde_json::to_value(record).ok())
        .collect();
    let mut due: Vec<Value> = records.into_iter().filter(mail_is_due).collect();
    while !due.is_empty() {
        let answer = shared
            .invoke("deliver-license-email", json!({ "Records": due }))
            .await
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "deliver-license-email failed");
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
    shared.data.save(FILE, &last);
}

/// The event source's filter: a new image of an order whose mail is due and not claimed.
fn mail_is_due(record: &Value) -> bool {
    let delivery = record.pointer("/dynamodb/NewImage/delivery/M");
    delivery.is_some_and(|delivery| {
        delivery.pointer("/state/S").and_then(Value::as_str) == Some("due")
            && delivery.get("until").is_none()
    })
}
