//! API Gateway: converts each request to a payload 2.0 event for the operation of its route, and the operation's result
//! to a response.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Shared;
use crate::operations::{self, Route};

/// API Gateway's payload limit, in bytes.
const PAYLOAD_LIMIT: usize = 10 * 1024 * 1024;

/// The header that replaces the source address, so that tests can use several addresses.
const SOURCE_HEADER: &str = "x-local-source-ip";

/// An operation's result, as Lambda returns it to API Gateway.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    multi_value_headers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    cookies: Vec<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// Handles every request that is not for one of the local run's own pages.
pub(crate) async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let message = |status: StatusCode, text: &str| {
        (status, axum::Json(json!({ "message": text }))).into_response()
    };
    let Some((route, parameters)) = operations::find(&parts.method, parts.uri.path()) else {
        // API Gateway does not tell the two apart, and answers 404 to both.
        let allowed: Vec<&str> = operations::methods(parts.uri.path()).into_iter().collect();
        if allowed.is_empty() {
            return message(StatusCode::NOT_FOUND, "Not Found");
        }
        let mut refused = message(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
        if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
            refused.headers_mut().insert(header::ALLOW, allowed);
        }
        return refused;
    };
    let Ok(body) = to_bytes(body, PAYLOAD_LIMIT).await else {
        return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    };
    let event = event(
        &parts,
        &body,
        route,
        &parameters,
        &peer.ip().to_string(),
        shared.timestamp(),
    );
    match shared.call(route.operation, route.invoke, event).await {
        Ok(answer) => response(answer).unwrap_or_else(|error| {
            tracing::error!(operation = route.operation, %error, "an answer that API Gateway would not understand");
            message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }),
        Err(error) => {
            tracing::error!(operation = route.operation, %error, "an operation failed");
            message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
    }
}

/// The event of a request, as API Gateway's HTTP APIs make it.
pub(crate) fn event(
    parts: &axum::http::request::Parts,
    body: &[u8],
    route: &Route,
    parameters: &[(&str, &str)],
    peer: &str,
    now: Timestamp,
) -> Value {
    let path = parts.uri.path();
    let source = parts
        .headers
        .get(SOURCE_HEADER)
        .and_then(|value| value.to_str().ok())
        .unwrap_or(peer);
    let (headers, cookies) = headers(&parts.headers, source);
    let route_key = format!("{} {}", route.method, route.path);
    let zoned = now.to_zoned_datetime(TimeZone::UTC);
    let mut event = json!({
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": headers.get("host"),
            "domainPrefix": "local",
            "http": {
                "method": parts.method.as_str(),
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": source,
                "userAgent": headers.get("user-agent"),
            },
            "requestId": format!("local-{}", now.as_nanosecond()),
            "routeKey": route_key,
            "stage": "$default",
            "time": zoned.strftime("%d/%b/%Y:%H:%M:%S %z").to_string(),
            "timeEpoch": now.as_millisecond(),
        },
        "isBase64Encoded": false,
    });
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    if let Some(query) = parts.uri.query().filter(|query| !query.is_empty()) {
        let mut joined: BTreeMap<String, String> = BTreeMap::new();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            joined
                .entry(decoded(name))
                .and_modify(|values| {
                    values.push(',');
                    values.push_str(&decoded(value));
                })
                .or_insert_with(|| decoded(value));
        }
        event["queryStringParameters"] = json!(joined);
    }
    if !parameters.is_empty() {
        let decoded: BTreeMap<&str, String> = parameters
            .iter()
            .map(|(name, value)| (*name, decoded(value)))
            .collect();
        event["pathParameters"] = json!(decoded);
    }
    if !body.is_empty() {
        if let Ok(text) = std::str::from_utf8(body) {
            event["body"] = json!(text);
        } else {
            event["body"] = json!(data_encoding::BASE64.encode(body));
            event["isBase64Encoded"] = json!(true);
        }
    }
    event
}

/// The headers, with names in lower case and several values joined by commas, and separately the cookies.
fn headers(headers: &HeaderMap, source: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    let mut cookies = Vec::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        if name == header::COOKIE {
            cookies.extend(value.split(';').map(|cookie| cookie.trim().to_owned()));
        } else if name != SOURCE_HEADER {
            joined
                .entry(name.as_str().to_owned())
                .and_modify(|values| {
                    values.push(',');
                    values.push_str(&value);
                })
                .or_insert_with(|| value.into_owned());
        }
    }
    joined
        .entry("x-forwarded-for".to_owned())
        .and_modify(|values| {
            values.push_str(", ");
            values.push_str(source);
        })
        .or_insert_with(|| source.to_owned());
    (joined, cookies)
}

/// Decodes a percent-encoded text. `+` stays as it is: it means a space only in queries, and no path contains one.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|hex| data_encoding::HEXLOWER_PERMISSIVE.decode(hex).ok());
        if let Some(byte) = hex {
            decoded.extend(byte);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Converts an operation's result to a response.
fn response(answer: Value) -> Result<Response, String> {
    let answer: Answer = serde_json::from_value(answer).map_err(|error| error.to_string())?;
    let body = answer.body.unwrap_or_default();
    let body = if answer.is_base64_encoded {
        Body::from(
            data_encoding::BASE64
                .decode(body.as_bytes())
                .map_err(|error| error.to_string())?,
        )
    } else {
        Body::from(body)
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(answer.status_code).map_err(|error| error.to_string())?;
    let multiple = answer
        .multi_value_headers
        .iter()
        .flat_map(|(name, values)| {
            values
                .iter()
                .map(move |value| (name.as_str(), value.as_str()))
        });
    let single = answer
        .headers
        .iter()
        .filter(|(name, _)| !answer.multi_value_headers.contains_key(*name))
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let cookies = answer
        .cookies
        .iter()
        .map(|cookie| ("set-cookie", cookie.as_str()));
    for (name, value) in multiple.chain(single).chain(cookies) {
        let name: HeaderName = name.parse().map_err(|_| format!("header {name}"))?;
        let value: HeaderValue = value.parse().map_err(|_| format!("header {name}"))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event_of(request: axum::http::request::Builder, body: &[u8]) -> Value {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let (route, parameters) = operations::find(&parts.method, parts.uri.path()).unwrap();
        super::event(
            &parts,
            body,
            route,
            &parameters,
            "127.0.0.1",
            "2026-11-23T12:00:00Z".parse().unwrap(),
        )
    }

    #[test]
    fn an_event_is_what_api_gateway_makes_of_a_request() {
        let request = axum::http::Request::post("/orders/PO%2D1/license-email?a=1&b=x%20y&a=2")
            .header("Host", "portal.example.com")
            .header("Cookie", "one=1; two=2")
            .header("Accept", "a")
            .header("Accept", "b")
            .header("User-Agent", "test");
        let event = event_of(request, b"{}");
        assert_eq!(event["version"], "2.0");
        assert_eq!(event["routeKey"], "POST /orders/{number}/license-email");
        assert_eq!(event["rawPath"], "/orders/PO%2D1/license-email");
        assert_eq!(event["rawQueryString"], "a=1&b=x%20y&a=2");
        assert_eq!(
            event["queryStringParameters"],
            json!({ "a": "1,2", "b": "x y" })
        );
        assert_eq!(event["pathParameters"], json!({ "number": "PO-1" }));
        assert_eq!(event["cookies"], json!(["one=1", "two=2"]));
        assert_eq!(event["headers"]["accept"], "a,b");
        assert_eq!(event["headers"]["cookie"], Value::Null);
        assert_eq!(event["requestContext"]["http"]["sourceIp"], "127.0.0.1");
        assert_eq!(
            event["requestContext"]["time"],
            "23/Nov/2026:12:00:00 +0000"
        );
        assert_eq!(event["body"], "{}");
        assert_eq!(event["isBase64Encoded"], false);
    }

    #[test]
    fn a_body_that_is_no_text_travels_as_base64() {
        let event = event_of(axum::http::Request::post("/accounts"), &[0xff, 0x00]);
        assert_eq!(event["body"], "/wA=");
        assert_eq!(event["isBase64Encoded"], true);
    }

    #[test]
    fn tests_may_come_from_another_address() {
        let event = event_of(
            axum::http::Request::get("/products").header("x-local-source-ip", "192.0.2.7"),
            b"",
        );
        assert_eq!(event["requestContext"]["http"]["sourceIp"], "192.0.2.7");
        assert_eq!(event["headers"]["x-forwarded-for"], "192.0.2.7");
        assert_eq!(event["headers"]["x-local-source-ip"], Value::Null);
        assert_eq!(event["body"], Value::Null);
    }
}
