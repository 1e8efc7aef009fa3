//! Faults in calls of AWS, which tests and developers set: in the next calls of a service, or in one call of one
//! operation.
//!
//! Every operation signs its calls with its name, and all attempts of the SDK at one call carry the same
//! `amz-sdk-invocation-id`. A fault can therefore be put into one call, and into its first attempt or all of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api_calls::caller;
use crate::connection::Connection;

/// How long a call stays without an answer: longer than any time-out of the product's clients.
const SILENCE: Duration = Duration::from_secs(20);

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// DynamoDB.
    DynamoDb,
    /// SNS: texts and the voice topic.
    Sns,
    /// SQS.
    Sqs,
    /// SES v2.
    Ses,
    /// The SMS-voice API.
    Voice,
    /// Secrets Manager.
    Secrets,
}

impl Service {
    /// Its name, as a fault names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DynamoDb => "dynamodb",
            Self::Sns => "sns",
            Self::Sqs => "sqs",
            Self::Ses => "ses",
            Self::Voice => "voice",
            Self::Secrets => "secrets",
        }
    }
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It is carried out, and the connection is closed without an answer.
    AnswerLost,
    /// It is not carried out, and answered with a server error (500).
    ServerError,
    /// It is not carried out: over the rate.
    Throttled,
    /// It is not carried out: a transaction on the same item is under way. Only plain writes of DynamoDB are told so.
    Conflict,
    /// The transaction is cancelled: another one is under way on its first item.
    CanceledByConflict,
    /// The transaction is cancelled: its first item's partition is over the rate.
    CanceledByThrottling,
    /// It is not carried out, and nothing is answered for 20 s.
    Silent,
    /// It is carried out, and nothing is answered for 20 s.
    SilentAfter,
    /// It is carried out and its answer is lost; the attempts that follow are over the rate.
    LostThenThrottled,
    /// It is carried out and its answer is lost; the attempts that follow meet a transaction on the same item. Only plain
    /// writes of DynamoDB are told so.
    LostThenConflict,
    /// It is refused for good (4xx): clients do not retry.
    Rejected,
}

impl Kind {
    /// Those that are put into each call in turn.
    pub const ALL: [Self; 11] = [
        Self::AnswerLost,
        Self::ServerError,
        Self::Throttled,
        Self::Conflict,
        Self::CanceledByConflict,
        Self::CanceledByThrottling,
        Self::Silent,
        Self::SilentAfter,
        Self::LostThenThrottled,
        Self::LostThenConflict,
        Self::Rejected,
    ];

    /// Its name, as a fault names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnswerLost => "answer-lost",
            Self::ServerError => "server-error",
            Self::Throttled => "throttled",
            Self::Conflict => "conflict",
            Self::CanceledByConflict => "canceled-by-conflict",
            Self::CanceledByThrottling => "canceled-by-throttling",
            Self::Silent => "silent",
            Self::SilentAfter => "silent-after",
            Self::LostThenThrottled => "lost-then-throttled",
            Self::LostThenConflict => "lost-then-conflict",
            Self::Rejected => "rejected",
        }
    }

    /// Whether the service gives such an answer to the action.
    #[must_use]
    pub fn fits(self, service: Service, action: &str) -> bool {
        match self {
            Self::Conflict | Self::LostThenConflict => {
                service == Service::DynamoDb
                    && matches!(action, "PutItem" | "UpdateItem" | "DeleteItem")
            }
            Self::CanceledByConflict | Self::CanceledByThrottling => {
                service == Service::DynamoDb && action == "TransactWriteItems"
            }
            Self::AnswerLost
            | Self::ServerError
            | Self::Throttled
            | Self::Silent
            | Self::SilentAfter
            | Self::LostThenThrottled
            | Self::Rejected => true,
        }
    }

    /// Whether the call is carried out, and its caller does not learn it from the attempt that does so.
    #[must_use]
    pub const fn is_carried_out(self) -> bool {
        matches!(
            self,
            Self::AnswerLost | Self::SilentAfter | Self::LostThenThrottled | Self::LostThenConflict
        )
    }

    /// What the attempts after the first meet, if it is something else.
    const fn then(self) -> Option<Self> {
        match self {
            Self::LostThenThrottled => Some(Self::Throttled),
            Self::LostThenConflict => Some(Self::Conflict),
            _ => None,
        }
    }

    /// The status and the code of the answer; `None` if nothing is answered.
    const fn error(self, service: Service) -> Option<(StatusCode, &'static str)> {
        let refused = StatusCode::BAD_REQUEST;
        Some(match (self, service) {
            (
                Self::AnswerLost
                | Self::Silent
                | Self::SilentAfter
                | Self::LostThenThrottled
                | Self::LostThenConflict,
                _,
            ) => return None,
            (Self::ServerError, Service::DynamoDb) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError")
            }
            (Self::ServerError, Service::Sns) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalError")
            }
            (Self::ServerError, Service::Sqs) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure")
            }
            (Self::ServerError, _) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerException")
            }
            (Self::Throttled, Service::DynamoDb) => {
                (refused, "ProvisionedThroughputExceededException")
            }
            (Self::Throttled, Service::Sns) => (refused, "Throttling"),
            (Self::Throttled, Service::Sqs) => (refused, "RequestThrottled"),
            (Self::Throttled, Service::Ses) => {
                (StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException")
            }
            (Self::Throttled, _) => (refused, "ThrottlingException"),
            (Self::Conflict, _) => (refused, "TransactionConflictException"),
            (Self::CanceledByConflict | Self::CanceledByThrottling, _) => {
                (refused, "TransactionCanceledException")
            }
            (Self::Rejected, Service::Sns) => (StatusCode::FORBIDDEN, "AuthorizationError"),
            (Self::Rejected, Service::Ses) => (refused, "BadRequestException"),
            (Self::Rejected, Service::Voice) => (refused, "ConflictException"),
            (Self::Rejected, _) => (refused, "AccessDeniedException"),
        })
    }
}

/// The attempts at a call that meet its fault. A fault that says what follows, such as [`Kind::LostThenThrottled`], is for
/// all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attempts {
    /// The first; the SDK's next one succeeds.
    #[default]
    Once,
    /// All of this call. The SDK does not repeat what met a conflict: the product does, by another call, which meets it again
    /// if it writes the same items.
    Always,
}

/// A fault in one call of an operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The service that is called.
    pub service: Service,
    /// The operation whose call it is.
    pub operation: String,
    /// The action, such as `UpdateItem`; without it, any that the fault fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Which of its calls: the first from now is 1.
    #[serde(default = "first")]
    pub nth: u32,
    /// What happens to it.
    pub fault: Kind,
    /// To which of its attempts.
    #[serde(default)]
    pub attempts: Attempts,
}

const fn first() -> u32 {
    1
}

/// How the next calls of a service fail, whoever makes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Failure {
    #[default]
    Rejected,
    Unavailable,
}

/// The next calls of a service that fail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    service: Service,
    fail: u32,
    #[serde(default)]
    error: Failure,
}

/// A fault that waits for its call, or has met it.
#[derive(Debug)]
struct Waiting {
    fault: Fault,
    /// The calls that are still to come, this one included.
    left: u32,
    /// The identifier of the call and the items that it writes, once it came.
    met: Option<(String, Vec<Value>)>,
}

impl Waiting {
    /// Whether an attempt is one at the call that was met.
    fn is_again(&self, call: &str, attempt: &Attempt<'_>) -> bool {
        let Some((met, items)) = &self.met else {
            return false;
        };
        let by_another_call = matches!(
            self.fault.fault,
            Kind::Conflict
                | Kind::LostThenConflict
                | Kind::CanceledByConflict
                | Kind::CanceledByThrottling
        );
        met == call || (by_another_call && *items == attempt.items())
    }
}

#[derive(Debug, Default)]
struct State {
    next: HashMap<Service, (u32, Kind)>,
    waiting: Vec<Waiting>,
    made: BTreeMap<(String, Service, String), u32>,
    /// How long each call waits before it is carried out.
    delay: Duration,
    rounds: HashMap<String, Rounds>,
}

/// How many calls of an operation were made one after another: in the longest row in which each began after the one before
/// it had ended.
#[derive(Debug, Clone, Copy, Default)]
struct Rounds {
    begun: u32,
    ended: u32,
}

/// The faults of calls to come, and a count of the calls that came.
#[derive(Debug, Default)]
pub struct Faults(Mutex<State>);

/// An attempt at a call of a service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub(crate) service: Service,
    pub(crate) action: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

impl Attempt<'_> {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The keys of the items that it writes.
    fn items(&self) -> Vec<Value> {
        let request: Value = serde_json::from_slice(self.body).unwrap_or_default();
        let key = |write: &Value| {
            let of = |name| {
                write
                    .pointer(&format!("/Item/{name}"))
                    .unwrap_or(&write["Key"][name])
            };
            json!([write["TableName"], of("pk"), of("sk")])
        };
        match request["TransactItems"].as_array() {
            Some(writes) => {
                let writes = writes.iter().filter_map(Value::as_object);
                writes.flat_map(|write| write.values()).map(key).collect()
            }
            None => vec![key(&request)],
        }
    }

    /// Whether it is the first at its call. A caller that is not an SDK makes only one.
    fn is_first(&self) -> bool {
        let number = self.header("amz-sdk-request");
        number.is_empty() || number.split("; ").any(|part| part == "attempt=1")
    }
}

impl Faults {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets a fault in one call.
    pub fn set(&self, fault: Fault) {
        let left = fault.nth;
        let waiting = Waiting {
            fault,
            left,
            met: None,
        };
        self.state().waiting.push(waiting);
    }

    /// Sets what a request asks for: `{"service", "fail"}` for a service's next calls, otherwise a [`Fault`].
    pub(crate) fn ask(&self, request: &[u8]) -> Result<(), String> {
        let request: Value = serde_json::from_slice(request).map_err(|error| error.to_string())?;
        if request.get("fail").is_some() {
            let next: Next = serde_json::from_value(request).map_err(|error| error.to_string())?;
            let kind = match next.error {
                Failure::Rejected => Kind::Rejected,
                Failure::Unavailable => Kind::ServerError,
            };
            self.state().next.insert(next.service, (next.fail, kind));
            return Ok(());
        }
        let fault: Fault = serde_json::from_value(request).map_err(|error| error.to_string())?;
        match &fault.action {
            _ if fault.nth == 0 => Err("nth: the first call is 1".to_owned()),
            Some(action) if !fault.fault.fits(fault.service, action) => {
                Err(format!("{action} never fails so"))
            }
            _ => {
                self.set(fault);
                Ok(())
            }
        }
    }

    /// The calls of an operation so far: service, action, how many. Attempts at the same call count once.
    #[must_use]
    pub fn calls_of(&self, operation: &str) -> Vec<(Service, String, u32)> {
        let state = self.state();
        let calls = state.made.iter();
        calls
            .filter(|((caller, ..), _)| caller == operation)
            .map(|((_, service, action), count)| (*service, action.clone(), *count))
            .collect()
    }

    /// Lets each call from now wait before it is carried out, so that calls that are made at once overlap, and counts
    /// rounds anew.
    pub fn delay(&self, each: Duration) {
        let mut state = self.state();
        state.delay = each;
        state.rounds.clear();
    }

    /// The rounds of calls that an operation has made one after another, since [`Faults::delay`].
    #[must_use]
    pub fn rounds_of(&self, operation: &str) -> u32 {
        let state = self.state();
        state.rounds.get(operation).map_or(0, |rounds| rounds.begun)
    }

    /// Begins a call: returns how long it waits, and its round.
    fn begin(&self, operation: &str) -> (Duration, u32) {
        let mut state = self.state();
        let rounds = state.rounds.entry(operation.to_owned()).or_default();
        let round = rounds.ended + 1;
        rounds.begun = rounds.begun.max(round);
        (state.delay, round)
    }

    fn end(&self, operation: &str, round: u32) {
        let mut state = self.state();
        let rounds = state.rounds.entry(operation.to_owned()).or_default();
        rounds.ended = rounds.ended.max(round);
    }

    /// Forgets the faults that were set and the calls that were counted.
    pub fn clear(&self) {
        *self.state() = State::default();
    }

    /// Whether every fault has met its call.
    #[must_use]
    pub fn all_met(&self) -> bool {
        let state = self.state();
        state.waiting.iter().all(|waiting| waiting.met.is_some())
    }

    /// Counts an attempt, and returns the fault that it meets.
    fn meet(&self, attempt: &Attempt<'_>) -> Option<Kind> {
        let (service, action) = (attempt.service, attempt.action);
        let operation = caller(attempt.headers);
        let call = attempt.header("amz-sdk-invocation-id");
        let first = attempt.is_first();
        let mut state = self.state();
        if first {
            let made = (operation.to_owned(), service, action.to_owned());
            *state.made.entry(made).or_default() += 1;
        }
        let mut met = None;
        for waiting in &mut state.waiting {
            let fault = &waiting.fault;
            let (kind, always) = (fault.fault, fault.attempts == Attempts::Always);
            let again = kind.then().or(always.then_some(kind));
            let meant = fault.operation == operation
                && fault.service == service
                && fault.fault.fits(service, action)
                && fault.action.as_deref().is_none_or(|known| known == action);
            if !meant {
                continue;
            }
            if first && waiting.met.is_none() {
                waiting.left = waiting.left.saturating_sub(1);
                if waiting.left == 0 {
                    waiting.met = Some((call.to_owned(), attempt.items()));
                    met = Some(kind);
                }
            } else if again.is_some() && waiting.is_again(call, attempt) {
                met = again;
            }
        }
        let (None, Some((left, kind))) = (met, state.next.get_mut(&service)) else {
            return met;
        };
        *left = left.checked_sub(1)?;
        Some(*kind)
    }

    /// Answers an attempt at a call by carrying it out, unless a fault is set for it.
    pub(crate) async fn carry(
        &self,
        attempt: Attempt<'_>,
        connection: &Connection,
        carried_out: impl Future<Output = Response>,
    ) -> Response {
        let operation = caller(attempt.headers);
        let (delay, round) = self.begin(operation);
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let answer = self.answer(attempt, connection, carried_out).await;
        self.end(operation, round);
        answer
    }

    async fn answer(
        &self,
        attempt: Attempt<'_>,
        connection: &Connection,
        carried_out: impl Future<Output = Response>,
    ) -> Response {
        let Some(kind) = self.meet(&attempt) else {
            return carried_out.await;
        };
        if let Some((status, code)) = kind.error(attempt.service) {
            let message = "asked to fail".to_owned();
            let mut error = AwsError {
                service: attempt.service,
                status,
                code,
                message,
                reasons: Vec::new(),
            };
            match kind {
                Kind::CanceledByConflict => {
                    error.reasons = reasons(&attempt, "TransactionConflict");
                }
                Kind::CanceledByThrottling => error.reasons = reasons(&attempt, "ThrottlingError"),
                _ => {}
            }
            return error.into_response();
        }
        if kind.is_carried_out() {
            carried_out.await;
        }
        if matches!(kind, Kind::Silent | Kind::SilentAfter) {
            tokio::time::sleep(SILENCE).await;
        }
        connection.close();
        StatusCode::NO_CONTENT.into_response()
    }
}

/// A cancelled transaction's reasons: one for each of its writes, of which the first has this one.
fn reasons(attempt: &Attempt<'_>, code: &str) -> Vec<Value> {
    let request: Value = serde_json::from_slice(attempt.body).unwrap_or_default();
    let writes = request["TransactItems"].as_array().map_or(1, Vec::len);
    let codes = std::iter::once(code).chain(std::iter::repeat("None"));
    codes
        .take(writes)
        .map(|code| json!({ "Code": code }))
        .collect()
}

/// An error, written in the service's own format.
#[derive(Debug)]
pub(crate) struct AwsError {
    pub(crate) service: Service,
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// Why each write of a transaction failed.
    pub(crate) reasons: Vec<Value>,
}

impl AwsError {
    /// The error for a request that the service cannot use.
    pub(crate) fn invalid(service: Service, message: &str) -> Self {
        let code = match service {
            Service::Sns => "InvalidParameter",
            Service::Sqs => "InvalidParameterValue",
            Service::Ses => "BadRequestException",
            Service::DynamoDb | Service::Voice => "ValidationException",
            Service::Secrets => "InvalidParameterException",
        };
        Self {
            service,
            status: StatusCode::BAD_REQUEST,
            code,
            message: message.to_owned(),
            reasons: Vec::new(),
        }
    }
}

impl IntoResponse for AwsError {
    fn into_response(self) -> Response {
        let Self { code, message, .. } = self;
        match self.service {
            Service::Sns => {
                let fault = if self.status.is_server_error() {
                    "Receiver"
                } else {
                    "Sender"
                };
                let body = format!(
                    "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>{fault}</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>local</RequestId></ErrorResponse>",
                );
                (self.status, [(header::CONTENT_TYPE, "text/xml")], body).into_response()
            }
            Service::Sqs => {
                let body =
                    json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": message });
                let headers = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
                (self.status, headers, body.to_string()).into_response()
            }
            Service::DynamoDb => {
                let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
                let mut body = json!({ "__type": kind, "message": message });
                if !self.reasons.is_empty() {
                    body["CancellationReasons"] = self.reasons.into();
                }
                let headers = [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
                (self.status, headers, body.to_string()).into_response()
            }
            Service::Ses | Service::Voice | Service::Secrets => {
                let body = json!({ "__type": code, "message": message });
                (self.status, [("x-amzn-errortype", code)], Json(body)).into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
    use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
    use platform::Platform;
    use providers::channels::CallRequest;

    use super::*;
    use crate::{Keep, Local, Options};

    async fn system() -> Local {
        let options = Options {
            port: 0,
            keep: Keep::Nothing,
            dynamodb: None,
            settings: Vec::new(),
            follows: false,
        };
        crate::start(options).await.unwrap()
    }

    /// The clients of a function with a short time-out.
    fn function(system: &Local) -> Platform {
        let mut config = system.platform.config.clone();
        config.attempt_timeout = Duration::from_millis(100);
        Platform::new(config, Box::new(system.clock().clone()))
    }

    fn fault(service: Service, action: &str, fault: Kind, attempts: Attempts) -> Fault {
        Fault {
            service,
            operation: "local".to_owned(),
            action: Some(action.to_owned()),
            nth: 1,
            fault,
            attempts,
        }
    }

    /// The attempts at an action so far.
    fn attempts(system: &Local, action: &str) -> u64 {
        let calls = system.api_calls.all();
        let of_action = calls.iter().filter(|call| call["action"] == action);
        of_action.filter_map(|call| call["count"].as_u64()).sum()
    }

    fn key(pk: &str) -> HashMap<String, AttributeValue> {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text("item"))])
    }

    async fn is_there(system: &Local, pk: &str) -> bool {
        let (client, table) = tables(system.platform);
        let read = client
            .get_item()
            .table_name(table)
            .set_key(Some(key(pk)))
            .send();
        read.await.unwrap().item.is_some()
    }

    fn tables(platform: &Platform) -> (&aws_sdk_dynamodb::Client, &str) {
        (platform.store().client(), &platform.config.records_table)
    }

    #[tokio::test]
    async fn a_client_meets_each_fault_of_dynamodb_as_dynamodb_gives_it() {
        use Attempts::{Always, Once};
        let system = system().await;
        let function = function(&system);
        let (client, table) = tables(&function);
        for (kind, met_by, expected, tried, done) in [
            (Kind::AnswerLost, Once, Ok(()), 2, true),
            (Kind::AnswerLost, Always, Err("no answer"), 3, true),
            (Kind::ServerError, Once, Ok(()), 2, true),
            (
                Kind::ServerError,
                Always,
                Err("InternalServerError"),
                3,
                false,
            ),
            (Kind::Throttled, Once, Ok(()), 2, true),
            (
                Kind::Throttled,
                Always,
                Err("ProvisionedThroughputExceededException"),
                3,
                false,
            ),
            (
                Kind::Conflict,
                Once,
                Err("TransactionConflictException"),
                1,
                false,
            ),
            (
                Kind::Rejected,
                Always,
                Err("AccessDeniedException"),
                1,
                false,
            ),
            (Kind::Silent, Once, Ok(()), 2, true),
            (Kind::Silent, Always, Err("too late"), 3, false),
            (Kind::SilentAfter, Always, Err("too late"), 3, true),
            (
                Kind::LostThenThrottled,
                Once,
                Err("ProvisionedThroughputExceededException"),
                3,
                true,
            ),
            (
                Kind::LostThenConflict,
                Once,
                Err("TransactionConflictException"),
                2,
                true,
            ),
        ] {
            let name = format!("{} {met_by:?}", kind.as_str());
            let before = attempts(&system, "dynamodb:PutItem");
            system
                .faults()
                .set(fault(Service::DynamoDb, "PutItem", kind, met_by));
            let put = client
                .put_item()
                .table_name(table)
                .set_item(Some(key(&name)));
            let seen = match put.send().await {
                Ok(_) => Ok(()),
                Err(SdkError::TimeoutError(_)) => Err("too late"),
                Err(SdkError::DispatchFailure(failure)) if failure.is_timeout() => Err("too late"),
                Err(SdkError::DispatchFailure(_)) => Err("no answer"),
                Err(error) => Err(error.code().unwrap().to_owned().leak() as &str),
            };
            assert_eq!(seen, expected, "{name}");
            let made = attempts(&system, "dynamodb:PutItem") - before;
            assert_eq!(made, tried, "{name}");
            assert_eq!(is_there(&system, &name).await, done, "{name}");
            assert!(system.faults().all_met(), "{name}");
        }
    }

    #[tokio::test]
    async fn a_cancelled_transaction_says_the_reason_of_each_write() {
        let system = system().await;
        let function = function(&system);
        let (client, table) = tables(&function);
        let write = |pk: &str| {
            let put = Put::builder().table_name(table).set_item(Some(key(pk)));
            TransactWriteItem::builder()
                .put(put.build().unwrap())
                .build()
        };
        for (kind, code) in [
            (Kind::CanceledByConflict, "TransactionConflict"),
            (Kind::CanceledByThrottling, "ThrottlingError"),
        ] {
            system.faults().set(fault(
                Service::DynamoDb,
                "TransactWriteItems",
                kind,
                Attempts::Once,
            ));
            let written = client
                .transact_write_items()
                .transact_items(write("one"))
                .transact_items(write("two"));
            let error = written.send().await.unwrap_err().into_service_error();
            let reasons: Vec<_> = match &error {
                aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(canceled) => {
                    canceled.cancellation_reasons().iter().map(|reason| reason.code().unwrap()).collect()
                }
                other => panic!("{other}"),
            };
            assert_eq!(reasons, [code, "None"]);
            assert!(!is_there(&system, "one").await);
        }
    }

    #[tokio::test]
    async fn a_transaction_whose_answer_was_lost_is_carried_out_once() {
        let system = system().await;
        let function = function(&system);
        let (client, table) = tables(&function);
        system.faults().set(fault(
            Service::DynamoDb,
            "TransactWriteItems",
            Kind::AnswerLost,
            Attempts::Once,
        ));
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(key("one")))
            .condition_expression("attribute_not_exists(pk)");
        let write = TransactWriteItem::builder()
            .put(put.build().unwrap())
            .build();
        let written = client.transact_write_items().transact_items(write).send();
        assert!(written.await.is_ok(), "the SDK repeats it with its token");
    }

    #[tokio::test]
    async fn the_nth_call_meets_the_fault_and_no_other() {
        let system = system().await;
        let function = function(&system);
        let (client, table) = tables(&function);
        let mut second = fault(
            Service::DynamoDb,
            "PutItem",
            Kind::Rejected,
            Attempts::Always,
        );
        second.nth = 2;
        system.faults().set(second);
        let mut of_another = fault(
            Service::DynamoDb,
            "PutItem",
            Kind::Rejected,
            Attempts::Always,
        );
        of_another.operation = "sign-up".to_owned();
        system.faults().set(of_another);
        let mut refused = Vec::new();
        for pk in ["1", "2", "3"] {
            let put = client.put_item().table_name(table).set_item(Some(key(pk)));
            refused.push(put.send().await.is_err());
        }
        assert_eq!(refused, [false, true, false]);
        assert!(
            !system.faults().all_met(),
            "that of sign-up waits for its call"
        );
    }

    #[tokio::test]
    async fn the_other_services_fail_in_the_same_ways() {
        use Attempts::{Always, Once};
        let system = system().await;
        let (platform, now) = (function(&system), system.platform.now());
        let calls = || system.outbox().messages().calls.len();
        let call: CallRequest = serde_json::from_value(json!({
            "challenge": "chal_1", "number": "+12025550123", "ssml": "<speak>1</speak>",
            "expires_at": now.as_second() + 60,
        }))
        .unwrap();
        let send = async || platform.calls().place(&call, now).await;
        for (kind, met_by, works, sent, tried) in [
            // A call without an answer is not placed again: it may ring.
            (Kind::AnswerLost, Once, false, 1, 1),
            (Kind::AnswerLost, Always, false, 1, 1),
            (Kind::ServerError, Once, true, 1, 1),
            (Kind::ServerError, Always, false, 0, 0),
            (Kind::Throttled, Once, true, 1, 1),
            (Kind::Throttled, Always, false, 0, 0),
            (Kind::Silent, Always, false, 0, 0),
            (Kind::SilentAfter, Always, false, 1, 1),
            (Kind::Rejected, Always, false, 0, 0),
        ] {
            let before = (calls(), attempts(&system, "sms-voice:SendVoiceMessage"));
            system
                .faults()
                .set(fault(Service::Voice, "SendVoiceMessage", kind, met_by));
            assert_eq!(send().await.is_ok(), works, "{kind:?} {met_by:?}");
            let after = (calls(), attempts(&system, "sms-voice:SendVoiceMessage"));
            let difference = (after.0 - before.0, after.1 - before.1);
            assert_eq!(difference, (sent, tried), "{kind:?} {met_by:?}");
        }
    }

    #[test]
    fn a_fault_that_its_action_never_meets_is_refused() {
        let faults = Faults::default();
        let ask = |request: Value| faults.ask(request.to_string().as_bytes());
        let mut request = json!({
            "service": "dynamodb", "operation": "sign-up", "action": "PutItem", "fault": "canceled-by-conflict",
        });
        assert_eq!(
            ask(request.clone()),
            Err("PutItem never fails so".to_owned())
        );
        request["action"] = json!("TransactWriteItems");
        assert_eq!(ask(request.clone()), Ok(()));
        request["nth"] = json!(0);
        assert!(ask(request.clone()).is_err());
        request["nth"] = json!(2);
        request["attempts"] = json!("always");
        assert_eq!(ask(request.clone()), Ok(()));
        request["atempts"] = json!("once");
        assert!(ask(request).unwrap_err().contains("atempts"));
        assert_eq!(
            ask(json!({ "service": "ses", "fail": 2, "error": "unavailable" })),
            Ok(())
        );
    }
}
