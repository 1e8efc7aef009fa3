//! SNS: texts to numbers, and the topic of calls.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{form, is_e164, request_id};
use crate::Shared;
use crate::faults::{AwsError, Service};
use crate::outbox::{Published, Text};

/// The topic of calls.
pub const VOICE_TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:phone-otp-voice";

/// The operation that subscribes to the topic of calls.
pub const VOICE_SUBSCRIBER: &str = "place-call";

/// Attempts at an event that fails, as Lambda does for asynchronous events.
const EVENT_TRIES: u32 = 3;

pub(super) fn publish(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let invalid = |message: &str| AwsError::invalid(Service::Sns, message);
    let form: HashMap<String, String> = form(body);
    if form.get("Action").map(String::as_str) != Some("Publish") {
        return Err(invalid("only Publish is known here"));
    }
    let resource = form.get("TopicArn").map_or("phone-number", String::as_str);
    shared.api_calls.note(headers, "sns:Publish", resource);
    let message = form
        .get("Message")
        .filter(|message| !message.is_empty())
        .ok_or_else(|| invalid("Invalid parameter: Empty message"))?;
    match (form.get("PhoneNumber"), form.get("TopicArn")) {
        (Some(number), None) if is_e164(number) => {
            let attribute = |name: &str| {
                (1..=10).find_map(|index| {
                    let prefix = format!("MessageAttributes.entry.{index}");
                    (form.get(&format!("{prefix}.Name"))? == name)
                        .then(|| form.get(&format!("{prefix}.Value.StringValue")).cloned())?
                })
            };
            let text = Text {
                to: number.clone(),
                body: message.clone(),
                sms_type: attribute("AWS.SNS.SMS.SMSType"),
                sender_id: attribute("AWS.SNS.SMS.SenderID"),
                at: shared.now(),
            };
            shared.outbox.change(|messages| messages.texts.push(text));
        }
        (Some(_), None) => {
            return Err(invalid(
                "Invalid parameter: PhoneNumber Reason: not valid to publish to",
            ));
        }
        (None, Some(topic)) if topic == VOICE_TOPIC => {
            let published = Published {
                topic: topic.clone(),
                message: message.clone(),
                at: shared.now(),
            };
            shared
                .outbox
                .change(|messages| messages.published.push(published));
            if shared.follows {
                tokio::spawn(call_placed(shared.clone(), message.clone()));
            }
        }
        (None, Some(_)) => {
            return Err(AwsError {
                status: StatusCode::NOT_FOUND,
                code: "NotFound",
                ..AwsError::invalid(Service::Sns, "Topic does not exist")
            });
        }
        _ => return Err(invalid("Invalid parameter: TopicArn or PhoneNumber")),
    }
    let body = format!(
        "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>{}</MessageId></PublishResult><ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></PublishResponse>",
        request_id(),
        request_id()
    );
    Ok(([(header::CONTENT_TYPE, "text/xml")], body).into_response())
}

/// Passes a message of the topic to its subscriber, and retries if that fails.
async fn call_placed(shared: Arc<Shared>, message: String) {
    let event = json!({ "Records": [{
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": format!("{VOICE_TOPIC}:{VOICE_SUBSCRIBER}"),
        "Sns": {
            "Type": "Notification",
            "MessageId": request_id(),
            "TopicArn": VOICE_TOPIC,
            "Subject": null,
            "Message": message,
            "Timestamp": shared.now(),
            "SignatureVersion": "1",
            "Signature": "local",
            "SigningCertUrl": "http://127.0.0.1/local.pem",
            "UnsubscribeUrl": "http://127.0.0.1/unsubscribe",
            "MessageAttributes": {},
        },
    }] });
    for tried in 0..EVENT_TRIES {
        match shared.invoke(VOICE_SUBSCRIBER, event.clone()).await {
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(%error, tried, operation = VOICE_SUBSCRIBER, "failed");
            }
        }
        tokio::time::sleep(Duration::from_millis(200) * 2u32.pow(tried)).await;
    }
}
