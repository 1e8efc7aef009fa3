//! SQS, in its JSON protocol.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::request_id;
use crate::Shared;
use crate::faults::{AwsError, Service};

/// The path of a queue's URL, before its name.
const ACCOUNT: &str = "000000000000";

/// The most messages of a batch, as the API has it.
const BATCH: usize = 10;

/// The URL of a queue at an endpoint.
#[must_use]
pub fn url(endpoint: &str, queue: &str) -> String {
    format!("{endpoint}/{ACCOUNT}/{queue}")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessage {
    queue_url: String,
    message_body: String,
    #[serde(default)]
    delay_seconds: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessageBatch {
    queue_url: String,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    id: String,
    message_body: String,
    #[serde(default)]
    delay_seconds: i64,
}

pub(super) fn send_message(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let request: SendMessage = serde_json::from_slice(body).map_err(|error| invalid(&error))?;
    let queue = noted(shared, headers, &request.queue_url);
    if request.message_body.is_empty() {
        return Err(invalid(
            &"The request must contain the parameter MessageBody.",
        ));
    }
    let sent = send(shared, queue, &request.message_body, request.delay_seconds)?;
    Ok(answer(&sent))
}

pub(super) fn send_message_batch(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let request: SendMessageBatch =
        serde_json::from_slice(body).map_err(|error| invalid(&error))?;
    let queue = noted(shared, headers, &request.queue_url);
    let entries = request.entries;
    let code = |code, message: &str| AwsError {
        code,
        ..invalid(&message)
    };
    if entries.is_empty() {
        return Err(code("EmptyBatchRequest", "The batch is empty."));
    }
    if entries.len() > BATCH {
        let message = "The batch has more than ten entries.";
        return Err(code("TooManyEntriesInBatchRequest", message));
    }
    let mut ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < entries.len() {
        let message = "Two entries have the same Id.";
        return Err(code("BatchEntryIdsNotDistinct", message));
    }
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in &entries {
        if entry.message_body.is_empty() {
            failed.push(json!({
                "Id": entry.id, "SenderFault": true, "Code": "InvalidParameterValue", "Message": "MessageBody is empty",
            }));
            continue;
        }
        let mut sent = send(shared, queue, &entry.message_body, entry.delay_seconds)?;
        sent["Id"] = json!(entry.id);
        successful.push(sent);
    }
    Ok(answer(
        &json!({ "Successful": successful, "Failed": failed }),
    ))
}

/// The name in a queue's URL. The call is noted under it: IAM checks `sqs:SendMessage` for a batch, too.
fn noted<'a>(shared: &Shared, headers: &HeaderMap, url: &'a str) -> &'a str {
    let queue = url.rsplit('/').next().unwrap_or_default();
    shared.api_calls.note(headers, "sqs:SendMessage", queue);
    queue
}

fn send(shared: &Shared, queue: &str, body: &str, delay: i64) -> Result<Value, AwsError> {
    let (id, now) = (request_id(), shared.timestamp().as_second());
    if !shared.queues.send(queue, &id, body, delay, now) {
        return Err(AwsError {
            code: "QueueDoesNotExist",
            ..invalid(&"The specified queue does not exist.")
        });
    }
    let md5 = format!("{:x}", md5::compute(body));
    Ok(json!({ "MessageId": id, "MD5OfMessageBody": md5 }))
}

fn answer(body: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
    (headers, body.to_string()).into_response()
}

fn invalid(message: &impl std::fmt::Display) -> AwsError {
    AwsError::invalid(Service::Sqs, &message.to_string())
}
