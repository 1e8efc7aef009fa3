//! The stream of the records table, polled into `deliver-license-email` as Lambda's event source does.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::Shared;

const FILE: &str = "stream.json";
const POLL_EVERY: Duration = Duration::from_millis(100);
const RETRY_AFTER: Duration = Duration::from_millis(250);
const BATCH: usize = 10;

/// Polls until the process stops. The place in the stream is kept after each batch that was handled, so a later run goes
/// on there; a batch that was handled and not noted comes again, which the handler allows for.
pub(crate) async fn poll(shared: Arc<Shared>) {
    let mut handled: Option<String> = shared.data.load(FILE);
    let mut iterator: Option<String> = None;
    loop {
        let batch = match &iterator {
            Some(iterator) => read(&shared, iterator).await,
            None => begin(&shared, handled.as_deref())
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
                deliver(&shared, records).await;
                shared.data.save(FILE, &last);
                handled = Some(last);
            }
            Err(error) => {
                tracing::warn!(%error, "the stream could not be read");
                iterator = None;
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

/// An iterator after the last record that was handled, or where this run's records begin.
async fn begin(shared: &Shared, handled: Option<&str>) -> Result<String, String> {
    let table = json!({ "TableName": shared.platform.config.records_table });
    let table = shared
        .engine
        .call("DynamoDB_20120810.DescribeTable", &table)
        .await?;
    let arn = &table["Table"]["LatestStreamArn"];
    let stream = streams(shared, "DescribeStream", json!({ "StreamArn": arn })).await?;
    let id = &stream["StreamDescription"]["Shards"][0]["ShardId"];
    let mut from = json!({ "StreamArn": arn, "ShardId": id });
    match handled {
        Some(handled) => {
            from["ShardIteratorType"] = json!("AFTER_SEQUENCE_NUMBER");
            from["SequenceNumber"] = json!(handled);
        }
        None if !shared.engine.embedded => from["ShardIteratorType"] = json!("LATEST"),
        None => from["ShardIteratorType"] = json!("TRIM_HORIZON"),
    }
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

/// Hands the records that the event source's filter lets through to the operation, until none fails.
async fn deliver(shared: &Shared, records: Vec<Value>) {
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
}

/// The event source's filter: a new image of an order whose mail is due and not claimed.
fn mail_is_due(record: &Value) -> bool {
    let delivery = record.pointer("/dynamodb/NewImage/delivery/M");
    delivery.is_some_and(|delivery| {
        delivery.pointer("/state/S").and_then(Value::as_str) == Some("due")
            && delivery.get("until").is_none()
    })
}
