//! Secrets Manager.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::AwsError;
use super::faults::Service;
use crate::Shared;

/// The name of the deployment's secrets.
pub const SECRET: &str = "phone-otp";

pub(super) fn get_secret_value(
    shared: &Shared,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    secret_named(shared, body)?;
    shared
        .api_calls
        .note(headers, "secretsmanager:GetSecretValue", SECRET);
    let answer = json!({ "ARN": SECRET, "Name": SECRET, "SecretString": shared.data.secrets() });
    Ok(Json(answer).into_response())
}

pub(super) fn put_secret_value(shared: &Shared, body: &[u8]) -> Result<Response, AwsError> {
    let request = secret_named(shared, body)?;
    let value = request["SecretString"].as_str().unwrap_or_default();
    platform::secrets::Secrets::read(value)
        .map_err(|error| AwsError::invalid(Service::Secrets, &error.to_string()))?;
    shared.data.keep_secrets(value);
    Ok(Json(json!({ "ARN": SECRET, "Name": SECRET })).into_response())
}

/// A request about the deployment's secrets.
fn secret_named(shared: &Shared, body: &[u8]) -> Result<Value, AwsError> {
    if let Some(failure) = shared.faults.take(Service::Secrets) {
        return Err(AwsError::injected(Service::Secrets, failure));
    }
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
