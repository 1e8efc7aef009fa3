//! Secrets Manager.

use std::sync::Arc;

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::Shared;
use crate::data::Data;
use crate::faults::{AwsError, Service};

/// The name of the deployment's secrets.
pub const SECRET: &str = "phone-otp";

/// The name of the keys that sign tokens.
pub const SIGNING_KEYS: &str = "phone-otp-signing-keys";

/// A secret that is kept here.
struct Secret {
    name: &'static str,
    value: fn(&Data) -> String,
    keep: fn(&Data, &str),
    /// Why a function cannot read a value.
    refusal: fn(&str) -> Option<String>,
}

const SECRETS: [Secret; 2] = [
    Secret {
        name: SECRET,
        value: Data::secrets,
        keep: Data::keep_secrets,
        refusal: |value| {
            let read = platform::secrets::Secrets::read(value);
            read.err().map(|error| error.to_string())
        },
    },
    Secret {
        name: SIGNING_KEYS,
        value: Data::signing_keys,
        keep: Data::keep_signing_keys,
        refusal: |value| {
            let read = jose::SigningKeys::read(value);
            read.err().map(|error| error.to_string())
        },
    },
];

pub(super) fn get_secret_value(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let (secret, _) = secret_named(body)?;
    let name = secret.name;
    shared
        .api_calls
        .note(headers, "secretsmanager:GetSecretValue", name);
    let value = (secret.value)(&shared.data);
    let answer = json!({ "ARN": name, "Name": name, "SecretString": value });
    Ok(Json(answer).into_response())
}

pub(super) fn put_secret_value(
    shared: &Arc<Shared>,
    _headers: &HeaderMap,
    body: &[u8],
) -> Result<Response, AwsError> {
    let (secret, request) = secret_named(body)?;
    let value = request["SecretString"].as_str().unwrap_or_default();
    if let Some(why) = (secret.refusal)(value) {
        return Err(AwsError::invalid(Service::Secrets, &why));
    }
    (secret.keep)(&shared.data, value);
    let name = secret.name;
    Ok(Json(json!({ "ARN": name, "Name": name })).into_response())
}

/// The secret that a request is about, and the request.
fn secret_named(body: &[u8]) -> Result<(&'static Secret, Value), AwsError> {
    let request: Value = serde_json::from_slice(body)
        .map_err(|error| AwsError::invalid(Service::Secrets, &error.to_string()))?;
    let named = |secret: &&Secret| request["SecretId"] == secret.name;
    let secret = SECRETS.iter().find(named).ok_or_else(|| AwsError {
        code: "ResourceNotFoundException",
        ..AwsError::invalid(
            Service::Secrets,
            "Secrets Manager can't find the specified secret.",
        )
    })?;
    Ok((secret, request))
}
