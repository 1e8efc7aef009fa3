//! SES v2: mail.

use std::sync::Arc;

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::request_id;
use crate::Shared;
use crate::faults::{AwsError, Service};
use crate::outbox::Mail;

pub(super) fn send_email(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let invalid = |message: &str| AwsError::invalid(Service::Ses, message);
    shared
        .api_calls
        .note(headers, "ses:SendEmail", "mail-identity");
    let request: Value =
        serde_json::from_slice(body).map_err(|error| invalid(&error.to_string()))?;
    let text = |pointer: &str| {
        request
            .pointer(pointer)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let to: Vec<String> = request
        .pointer("/Destination/ToAddresses")
        .and_then(Value::as_array)
        .map(|list| {
            list.iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        })
        .unwrap_or_default();
    let mail = Mail {
        from: text("/FromEmailAddress").ok_or_else(|| invalid("FromEmailAddress is required"))?,
        subject: text("/Content/Simple/Subject/Data")
            .ok_or_else(|| invalid("Subject is required"))?,
        text: text("/Content/Simple/Body/Text/Data").ok_or_else(|| invalid("Body is required"))?,
        html: text("/Content/Simple/Body/Html/Data").unwrap_or_default(),
        configuration_set: text("/ConfigurationSetName"),
        to,
        at: shared.now(),
    };
    if mail.to.is_empty()
        || !mail
            .to
            .iter()
            .chain([&mail.from])
            .all(|address| address.contains('@'))
    {
        return Err(invalid("Illegal address"));
    }
    shared.outbox.change(|messages| messages.mails.push(mail));
    Ok(Json(json!({ "MessageId": request_id() })).into_response())
}
