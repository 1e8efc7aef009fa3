//! The AWS services other than DynamoDB, in their own wire formats, as far as the product uses them: one file each.

mod lambda;
pub mod secrets_manager;
mod ses;
mod sms_voice;
pub mod sns;
pub mod sqs;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::Shared;
use crate::connection::Connection;
use crate::faults::{Attempt, AwsError, Service};

fn request_id() -> String {
    format!(
        "local-{:016x}",
        rand::Rng::next_u64(&mut rand::rand_core::UnwrapErr(rand::rngs::SysRng))
    )
}

/// Responds to a call of any of the services. The service is recognised, as on AWS, by the path, the target header or
/// the action.
pub(crate) async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    type Answers = fn(&Arc<Shared>, &HeaderMap, &[u8]) -> Result<Response, AwsError>;
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok());
    let (service, action, answers): (_, _, Answers) = match (uri.path(), target) {
        ("/v2/email/outbound-emails", _) => (Service::Ses, "SendEmail", ses::send_email),
        (_, Some("PinpointSMSVoiceV2.SendVoiceMessage")) => (
            Service::Voice,
            "SendVoiceMessage",
            sms_voice::send_voice_message,
        ),
        (_, Some("secretsmanager.GetSecretValue")) => (
            Service::Secrets,
            "GetSecretValue",
            secrets_manager::get_secret_value,
        ),
        (_, Some("secretsmanager.PutSecretValue")) => (
            Service::Secrets,
            "PutSecretValue",
            secrets_manager::put_secret_value,
        ),
        ("/", Some("AmazonSQS.SendMessage")) => (Service::Sqs, "SendMessage", sqs::send_message),
        ("/", Some("AmazonSQS.SendMessageBatch")) => {
            (Service::Sqs, "SendMessageBatch", sqs::send_message_batch)
        }
        ("/", None) => (Service::Sns, "Publish", sns::publish),
        (path, None) => match lambda::invoked(path) {
            Some(operation) => return lambda::invoke(&shared, operation, &headers, &body).await,
            None => return (StatusCode::NOT_FOUND, "no such service here").into_response(),
        },
        _ => return (StatusCode::NOT_FOUND, "no such service here").into_response(),
    };
    let attempt = Attempt {
        service,
        action,
        headers: &headers,
        body: &body,
    };
    let answer =
        async { answers(&shared, &headers, &body).unwrap_or_else(IntoResponse::into_response) };
    shared.faults.carry(attempt, &connection, answer).await
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A form's fields.
pub(crate) fn form<T: serde::de::DeserializeOwned + Default>(body: &[u8]) -> T {
    let uri = format!("/?{}", String::from_utf8_lossy(body));
    uri.parse()
        .ok()
        .and_then(|uri| axum::extract::Query::<T>::try_from_uri(&uri).ok())
        .map(|query| query.0)
        .unwrap_or_default()
}
