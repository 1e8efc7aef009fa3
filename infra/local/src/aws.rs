//! SNS, SES v2 and the SMS-voice API, as far as the product speaks to them, in their own wire formats.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Shared;
use crate::outbox::{Call, Mail, Text, heard};
use crate::routes;

/// The topic that `place-call` consumes.
pub const VOICE_TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:phone-otp-voice";

/// How often an event that failed is tried again, as Lambda does for asynchronous ones.
const EVENT_TRIES: u32 = 3;

/// The name of the deployment's secrets.
pub const SECRET: &str = "phone-otp";

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// SNS: texts and the voice topic.
    Sns,
    /// SES v2.
    Ses,
    /// The SMS-voice API.
    Voice,
    /// Secrets Manager.
    Secrets,
}

/// How a service fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Failure {
    /// It refuses the request (4xx): clients do not try again by themselves.
    #[default]
    Rejected,
    /// It does not answer as it should (5xx): clients try again by themselves.
    Unavailable,
}

/// The next calls of a service that fail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    service: Service,
    fail: u32,
    #[serde(default)]
    error: Failure,
}

/// Faults that wait to happen.
#[derive(Debug, Default)]
pub struct Faults(Mutex<HashMap<Service, (u32, Failure)>>);

impl Faults {
    /// Sets a service's next faults.
    pub fn set(&self, fault: &Fault) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.insert(fault.service, (fault.fail, fault.error));
    }

    fn take(&self, service: Service) -> Option<Failure> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, failure) = faults.get_mut(&service)?;
        *left = left.checked_sub(1)?;
        Some(*failure)
    }
}

/// An error in a service's own shape.
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
            (Failure::Rejected, Service::Ses) => (StatusCode::BAD_REQUEST, "MessageRejected"),
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

/// Answers a call of any of the services, told apart as AWS's own front ends do: by path, target header, or action.
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
        ("/v2/email/outbound-emails", _) => send_email(&shared, &headers, &body),
        (_, Some("PinpointSMSVoiceV2.SendVoiceMessage")) => {
            send_voice_message(&shared, &headers, &body)
        }
        (_, Some("secretsmanager.GetSecretValue")) => get_secret_value(&shared, &headers, &body),
        (_, Some("secretsmanager.PutSecretValue")) => put_secret_value(&shared, &body),
        ("/", None) => publish(&shared, &headers, &body),
        (path, None) => match invoked(path) {
            Some(operation) => return invoke(&shared, operation, &headers, &body).await,
            None => return (StatusCode::NOT_FOUND, "no such service here").into_response(),
        },
        _ => return (StatusCode::NOT_FOUND, "no such service here").into_response(),
    };
    answer.unwrap_or_else(IntoResponse::into_response)
}

/// The operation in the path of Lambda's Invoke: `phone-otp-record-payment` is the stack's `record-payment`.
fn invoked(path: &str) -> Option<&str> {
    let name = path
        .strip_prefix("/2015-03-31/functions/")?
        .strip_suffix("/invocations")?;
    let operation = |event: &&routes::Event| {
        let stack = name.strip_suffix(event.operation);
        stack.is_some_and(|stack| stack.is_empty() || stack.ends_with('-'))
    };
    Some(routes::EVENTS.iter().find(operation)?.operation)
}

/// Lambda's Invoke, for operators: the answer, or the error in Lambda's own shape.
async fn invoke(shared: &Shared, operation: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    shared
        .calls
        .note(headers, "lambda:InvokeFunction", operation);
    let answer = match serde_json::from_slice(body) {
        Ok(event) => shared.invoke(operation, event).await,
        Err(error) => Err(error.to_string()),
    };
    match answer {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (
            [("x-amz-function-error", "Unhandled")],
            Json(json!({ "errorType": "Error", "errorMessage": error })),
        )
            .into_response(),
    }
}

fn get_secret_value(
    shared: &Shared,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    secret_named(body)?;
    shared
        .calls
        .note(headers, "secretsmanager:GetSecretValue", SECRET);
    let answer = json!({ "ARN": SECRET, "Name": SECRET, "SecretString": shared.data.secrets() });
    Ok(Json(answer).into_response())
}

fn put_secret_value(shared: &Shared, body: &[u8]) -> Result<Response, AwsError> {
    let request = secret_named(body)?;
    let value = request["SecretString"].as_str().unwrap_or_default();
    platform::secrets::Secrets::read(value)
        .map_err(|error| AwsError::invalid(Service::Secrets, &error.to_string()))?;
    shared.data.keep_secrets(value);
    Ok(Json(json!({ "ARN": SECRET, "Name": SECRET })).into_response())
}

/// A request about the deployment's secrets.
fn secret_named(body: &[u8]) -> Result<Value, AwsError> {
    let request: Value = serde_json::from_slice(body)
        .map_err(|error| AwsError::invalid(Service::Secrets, &error.to_string()))?;
    if request["SecretId"] == SECRET {
        return Ok(request);
    }
    Err(AwsError {
        service: Service::Secrets,
        status: StatusCode::BAD_REQUEST,
        code: "ResourceNotFoundException",
        message: "Secrets Manager can't find the specified secret.".to_owned(),
    })
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

fn publish(shared: &Arc<Shared>, headers: &HeaderMap, body: &[u8]) -> Result<Response, AwsError> {
    let invalid = |message: &str| AwsError::invalid(Service::Sns, message);
    let form: HashMap<String, String> = form(body);
    if form.get("Action").map(String::as_str) != Some("Publish") {
        return Err(invalid("only Publish is known here"));
    }
    if let Some(failure) = shared.faults.take(Service::Sns) {
        return Err(AwsError::injected(Service::Sns, failure));
    }
    let resource = form.get("TopicArn").map_or("phone-number", String::as_str);
    shared.calls.note(headers, "sns:Publish", resource);
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
            tokio::spawn(call_placed(shared.clone(), message.clone()));
        }
        (None, Some(_)) => {
            return Err(AwsError {
                service: Service::Sns,
                status: StatusCode::NOT_FOUND,
                code: "NotFound",
                message: "Topic does not exist".to_owned(),
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

/// Hands a message of the topic to `place-call`, again if it fails.
async fn call_placed(shared: Arc<Shared>, message: String) {
    let event = json!({ "Records": [{
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": format!("{VOICE_TOPIC}:place-call"),
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
        match shared.invoke("place-call", event.clone()).await {
            Ok(_) => return,
            Err(error) => tracing::warn!(%error, tried, "place-call failed"),
        }
        tokio::time::sleep(Duration::from_millis(200) * 2u32.pow(tried)).await;
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendVoiceMessage {
    destination_phone_number: String,
    origination_identity: Option<String>,
    message_body: Option<String>,
    message_body_text_type: Option<String>,
    voice_id: Option<String>,
}

fn send_voice_message(
    shared: &Shared,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let invalid = |message: &str| AwsError::invalid(Service::Voice, message);
    if let Some(failure) = shared.faults.take(Service::Voice) {
        return Err(AwsError::injected(Service::Voice, failure));
    }
    shared
        .calls
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

fn send_email(shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Result<Response, AwsError> {
    let invalid = |message: &str| AwsError::invalid(Service::Ses, message);
    if let Some(failure) = shared.faults.take(Service::Ses) {
        return Err(AwsError::injected(Service::Ses, failure));
    }
    shared.calls.note(headers, "ses:SendEmail", "mail-identity");
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

/// A form's fields.
pub(crate) fn form<T: serde::de::DeserializeOwned + Default>(body: &[u8]) -> T {
    let uri = format!("/?{}", String::from_utf8_lossy(body));
    uri.parse()
        .ok()
        .and_then(|uri| axum::extract::Query::<T>::try_from_uri(&uri).ok())
        .map(|query| query.0)
        .unwrap_or_default()
}
