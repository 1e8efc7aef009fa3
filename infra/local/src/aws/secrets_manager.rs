//! Secrets Manager.

use std::sync::Arc;

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::Shared;
use crate::faults::{AwsError, Service};

/// The name of the deployment's secrets.
pub const SECRET: &str = "phone-otp";

pub(super) fn get_secret_value(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    secret_named(body)?;
    shared
        .api_calls
        .note(headers, "secretsmanager:GetSecretValue", SECRET);
    let answer = json!({ "ARN": SECRET, "Name": SECRET, "SecretString": shared.data.secrets() });
    Ok(Json(answer).into_response())
}

pub(super) fn put_secret_value(
    shared: &Arc<Shared>,
    _headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
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
        code: "ResourceNotFoundException",
        ..AwsError::invalid(
            Service::Secrets,
            "Secrets Manager can't find the specified secret.",
        )
    })
}
