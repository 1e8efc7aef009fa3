//! The DynamoDB endpoint: records each call, and forwards it to the engine, which is the embedded one or another.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::Shared;
use crate::api_calls::dynamodb_action;
use crate::connection::Connection;
use crate::faults::{Attempt, Service};

/// The largest response, in bytes: DynamoDB's own limit.
const ANSWER_LIMIT: usize = 16 * 1024 * 1024;

/// The signature of this process's own calls. Engines check only its form.
const OWN_SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

/// The engine, reached by HTTP.
pub(crate) struct Engine {
    url: Uri,
    client: Client<HttpConnector, Body>,
    /// Whether only this process uses it.
    pub(crate) embedded: bool,
}

impl Engine {
    pub(crate) fn new(url: Uri, embedded: bool) -> Self {
        Self {
            url,
            client: Client::builder(TokioExecutor::new()).build_http(),
            embedded,
        }
    }

    /// Calls the engine for this process's own purposes, with a target such as `DynamoDB_20120810.Scan`.
    pub(crate) async fn call(&self, target: &str, request: &Value) -> Result<Value, String> {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-amz-target",
            target
                .parse()
                .map_err(|_| format!("{target} is no target"))?,
        );
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/x-amz-json-1.0"),
        );
        headers.insert(
            header::AUTHORIZATION,
            header::HeaderValue::from_static(OWN_SIGNATURE),
        );
        headers.insert(
            "x-amz-date",
            header::HeaderValue::from_static("20260101T000000Z"),
        );
        let (status, _, body) = self.send(headers, Bytes::from(request.to_string())).await?;
        if status.is_success() {
            serde_json::from_slice(&body).map_err(|error| error.to_string())
        } else {
            Err(String::from_utf8_lossy(&body).into_owned())
        }
    }

    async fn send(
        &self,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> Result<(StatusCode, HeaderMap, Bytes), String> {
        // These headers belong to one connection: the client sets them for its own.
        for name in [
            header::HOST,
            header::CONNECTION,
            header::CONTENT_LENGTH,
            header::TRANSFER_ENCODING,
        ] {
            headers.remove(name);
        }
        let mut request = axum::http::Request::new(Body::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        *request.headers_mut() = headers;
        let answer = self
            .client
            .request(request)
            .await
            .map_err(|error| error.to_string())?;
        let (mut parts, body) = answer.into_parts();
        parts.headers.remove(header::TRANSFER_ENCODING);
        let body = to_bytes(Body::new(body), ANSWER_LIMIT)
            .await
            .map_err(|error| error.to_string())?;
        Ok((parts.status, parts.headers, body))
    }
}

/// Responds to a call of DynamoDB.
pub(crate) async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    shared.api_calls.note_dynamodb(&headers, &body);
    let attempt = Attempt {
        service: Service::DynamoDb,
        action: dynamodb_action(&headers),
        headers: &headers,
        body: &body,
    };
    let answer = async {
        match shared.engine.send(headers.clone(), body.clone()).await {
            Ok(answer) => answer.into_response(),
            Err(error) => (StatusCode::BAD_GATEWAY, error).into_response(),
        }
    };
    shared.faults.carry(attempt, &connection, answer).await
}
