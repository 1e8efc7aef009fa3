//! The SMS-voice API: calls.

use std::sync::Arc;

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{is_e164, request_id};
use crate::Shared;
use crate::faults::{AwsError, Service};
use crate::outbox::{Call, heard};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendVoiceMessage {
    destination_phone_number: String,
    origination_identity: Option<String>,
    message_body: Option<String>,
    message_body_text_type: Option<String>,
    voice_id: Option<String>,
    time_to_live: Option<i64>,
}

/// The least `TimeToLive`, in seconds, as the API has it.
const TIME_TO_LIVE_MIN: i64 = 5;

pub(super) fn send_voice_message(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let invalid = |message: &str| AwsError::invalid(Service::Voice, message);
    shared
        .api_calls
        .note(headers, "sms-voice:SendVoiceMessage", "voice-origination");
    let call: SendVoiceMessage =
        serde_json::from_slice(body).map_err(|error| invalid(&error.to_string()))?;
    if !is_e164(&call.destination_phone_number) {
        return Err(invalid("DestinationPhoneNumber is not valid"));
    }
    if call
        .origination_identity
        .is_none_or(|identity| identity.is_empty())
    {
        return Err(invalid("OriginationIdentity is required"));
    }
    let ssml = call
        .message_body
        .filter(|body| !body.is_empty() && body.len() <= 6000)
        .ok_or_else(|| invalid("MessageBody must be 1 to 6000 characters"))?;
    if call.message_body_text_type.as_deref() == Some("SSML")
        && !(ssml.starts_with("<speak>") && ssml.ends_with("</speak>"))
    {
        return Err(invalid("MessageBody is not SSML"));
    }
    if call
        .time_to_live
        .is_some_and(|left| left < TIME_TO_LIVE_MIN)
    {
        return Err(invalid("TimeToLive must be 5 or more"));
    }
    let call = Call {
        to: call.destination_phone_number,
        heard: heard(&ssml),
        ssml,
        voice: call.voice_id,
        at: shared.now(),
    };
    shared.outbox.change(|messages| messages.calls.push(call));
    Ok(Json(json!({ "MessageId": request_id() })).into_response())
}
