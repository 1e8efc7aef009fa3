//! Runs an operation as a Lambda: behind API Gateway, for the events of a stream, a topic or a schedule, or invoked by
//! an operator.

use std::future::Future;
use std::pin::Pin;

use lambda_http::Service;
use lambda_http::request::LambdaRequest;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use domain::credential::CredentialError;
use domain::order::OrderError;
use domain::proofing::ProofingError;
use lambda_http::Request;
use lambda_http::http::HeaderValue;
use platform::Platform;
use platform::config::ConfigError;
use platform::secrets::SecretsError;
use providers::ProviderError;
use store::StoreError;

use crate::Problem;
use crate::response::{Response, SECURITY_HEADERS, refusal};

/// Why an event was not handled. Lambda retries the event, or returns the error to the operator who invoked the
/// function.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct EventError(pub String);

impl From<Problem> for EventError {
    fn from(problem: Problem) -> Self {
        Self(format!("{}: {}", problem.slug.as_str(), problem.detail))
    }
}

/// Converts errors of the platform and the domain to event errors, with the text of the problem that an HTTP caller
/// would receive.
macro_rules! event_error_from {
    ($($error:ty),*) => {
        $(impl From<$error> for EventError {
            fn from(error: $error) -> Self {
                Problem::from(error).into()
            }
        })*
    };
}
event_error_from!(
    StoreError,
    ProviderError,
    SecretsError,
    CredentialError,
    OrderError,
    ProofingError
);

/// Starts the log and reads the environment.
///
/// # Errors
/// A configuration that cannot be read.
fn start() -> Result<&'static Platform, ConfigError> {
    platform::log::start();
    Platform::from_env().map(|platform| &*Box::leak(Box::new(platform)))
}

/// Runs an operation as a Lambda behind API Gateway.
///
/// # Errors
/// A configuration that cannot be read; the runtime's own.
pub async fn run_http<F>(
    operation: fn(&'static Platform, Request) -> F,
) -> Result<(), lambda_http::Error>
where
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let platform = start()?;
    lambda_http::run(service_fn(move |request| async move {
        Ok::<_, std::convert::Infallible>(answer(platform, request, operation).await)
    }))
    .await
}

/// Calls an operation and turns a refusal into its response.
pub async fn answer<F>(
    platform: &'static Platform,
    request: Request,
    operation: fn(&'static Platform, Request) -> F,
) -> Response
where
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let before = platform.store_units();
    let mut response = match operation(platform, request).await {
        Ok(response) => response,
        Err(problem) => {
            let problem = problem.at(platform.now());
            tracing::info!(
                problem = problem.slug.as_str(),
                status = problem.status,
                "refused"
            );
            refusal(&problem)
        }
    };
    for (name, value) in SECURITY_HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    let used = platform.store_units();
    tracing::info!(
        status = response.status().as_u16(),
        read_units = used.read - before.read,
        write_units = used.write - before.write,
        "answered"
    );
    response
}

/// Runs an operation as a Lambda that events start.
///
/// # Errors
/// A configuration that cannot be read; the runtime's own.
pub async fn run_event<E, A, F>(
    operation: fn(&'static Platform, E) -> F,
) -> Result<(), lambda_runtime::Error>
where
    E: DeserializeOwned,
    A: Serialize,
    F: Future<Output = Result<A, EventError>>,
{
    let platform = start()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<E>| async move {
        operation(platform, event.payload)
            .await
            .map_err(|error| lambda_runtime::Error::from(error.to_string()))
    }))
    .await
}

/// Runs an operation as a Lambda that both API Gateway and an operator invoke.
///
/// # Errors
/// A configuration that cannot be read; the runtime's own.
pub async fn run_http_and_event<E, A, F, H>(
    by_http: fn(&'static Platform, Request) -> H,
    by_event: fn(&'static Platform, E) -> F,
) -> Result<(), lambda_runtime::Error>
where
    E: DeserializeOwned,
    A: Serialize,
    F: Future<Output = Result<A, EventError>>,
    H: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let platform = start()?;
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| async move {
        if event.payload.get("requestContext").is_some() {
            return http_event(platform, event, by_http).await;
        }
        let event = serde_json::from_value(event.payload)?;
        match by_event(platform, event).await {
            Ok(outcome) => Ok(serde_json::to_value(outcome)?),
            Err(error) => Err(lambda_runtime::Error::from(error.to_string())),
        }
    }))
    .await
}

/// The future result of an invocation: the JSON that Lambda returns.
pub type Invoked = Pin<Box<dyn Future<Output = Result<Value, lambda_runtime::Error>> + Send>>;

type Answered = Pin<Box<dyn Future<Output = Result<Response, std::convert::Infallible>> + Send>>;

/// Hands an API Gateway event to an HTTP operation, through the adapter that `lambda_http` itself uses.
///
/// # Errors
/// If the event is not one of API Gateway's.
pub fn http_event<H>(
    platform: &'static Platform,
    event: LambdaEvent<Value>,
    operation: fn(&'static Platform, Request) -> H,
) -> Invoked
where
    H: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let LambdaEvent { payload, context } = event;
    let request: LambdaRequest = match serde_json::from_value(payload) {
        Ok(request) => request,
        Err(error) => return Box::pin(std::future::ready(Err(error.into()))),
    };
    let service = service_fn(move |request: Request| -> Answered {
        Box::pin(async move { Ok(answer(platform, request, operation).await) })
    });
    // `poll_ready` is not called: a `service_fn` is always ready.
    let answered = lambda_http::Adapter::from(service).call(LambdaEvent::new(request, context));
    Box::pin(async move { Ok(serde_json::to_value(answered.await?)?) })
}
