//! The AWS services other than DynamoDB, in their own wire formats, as far as the product uses them: one file each.

pub mod faults;
mod lambda;
pub mod secrets_manager;
mod ses;
mod sms_voice;
pub mod sns;

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::Shared;
use faults::{Failure, Service};

/// An error, written in the service's own format.
struct AwsError {
    service: Service,
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl AwsError {
    fn invalid(service: Service, message: &str) -> Self {
        let code = match service {
            Service::Sns => "InvalidParameter",
            Service::Ses => "BadRequestException",
            Service::Voice => "ValidationException",
            Service::Secrets => "InvalidParameterException",
        };
        Self {
            service,
            status: StatusCode::BAD_REQUEST,
            code,
            message: message.to_owned(),
        }
    }

    fn injected(service: Service, failure: Failure) -> Self {
        let (status, code) = match (failure, service) {
            (Failure::Unavailable, Service::Sns) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalError")
            }
            (Failure::Unavailable, _) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerException")
            }
            (Failure::Rejected, Service::Sns) => (StatusCode::FORBIDDEN, "AuthorizationError"),
            (Failure::Rejected, Service::Ses) => (StatusCode::BAD_REQUEST, "BadRequestException"),
            (Failure::Rejected, Service::Voice) => (StatusCode::BAD_REQUEST, "ConflictException"),
            (Failure::Rejected, Service::Secrets) => {
                (StatusCode::BAD_REQUEST, "AccessDeniedException")
            }
        };
        Self {
            service,
            status,
            code,
            message: "asked to fail".to_owned(),
        }
    }
}

impl IntoResponse for AwsError {
    fn into_response(self) -> Response {
        if self.service == Service::Sns {
            let body = format!(
                "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>{}</Type><Code>{}</Code><Message>{}</Message></Error><RequestId>{}</RequestId></ErrorResponse>",
                if self.status.is_server_error() {
                    "Receiver"
                } else {
                    "Sender"
                },
                self.code,
                self.message,
                request_id()
            );
            return (self.status, [(header::CONTENT_TYPE, "text/xml")], body).into_response();
        }
        let body = json!({ "__type": self.code, "message": self.message });
        (self.status, [("x-amzn-errortype", self.code)], Json(body)).into_response()
    }
}

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
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let target = headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok());
    let answer = match (uri.path(), target) {
        ("/v2/email/outbound-emails", _) => ses::send_email(&shared, &headers, &body),
        (_, Some("PinpointSMSVoiceV2.SendVoiceMessage")) => {
            sms_voice::send_voice_message(&shared, &headers, &body)
        }
        (_, Some("secretsmanager.GetSecretValue")) => {
            secrets_manager::get_secret_value(&shared, &headers, &body)
        }
        (_, Some("secretsmanager.PutSecretValue")) => {
            secrets_manager::put_secret_value(&shared, &body)
        }
        ("/", None) => sns::publish(&shared, &headers, &body),
        (path, None) => match lambda::invoked(path) {
            Some(operation) => return lambda::invoke(&shared, operation, &headers, &body).await,
            None => return (StatusCode::NOT_FOUND, "no such service here").into_response(),
        },
        _ => return (StatusCode::NOT_FOUND, "no such service here").into_response(),
    };
    answer.unwrap_or_else(IntoResponse::into_response)
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
