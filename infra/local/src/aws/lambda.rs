//! Lambda's Invoke, for operators.

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::{Shared, operations};

/// The operation in the path of Lambda's Invoke: `phone-otp-record-payment` is the stack's `record-payment`.
pub(super) fn invoked(path: &str) -> Option<&str> {
    let name = path
        .strip_prefix("/2015-03-31/functions/")?
        .strip_suffix("/invocations")?;
    let operation = |event: &&operations::Event| {
        let stack = name.strip_suffix(event.operation);
        stack.is_some_and(|stack| stack.is_empty() || stack.ends_with('-'))
    };
    Some(operations::EVENTS.iter().find(operation)?.operation)
}

/// Lambda's Invoke, for operators: the result, or the error in Lambda's format.
pub(super) async fn invoke(
    shared: &Shared,
    operation: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Response {
    shared
        .api_calls
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
