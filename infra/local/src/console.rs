//! The console, `/_local`: the phones, the mailbox, the orders and the clock, as a page and as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use jiff::Span;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Shared;
use crate::localhost::ADDRESSES;
use crate::outbox::Messages;

/// Refuses requests that do not come from this machine's own pages and tools.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    match refusal(&request) {
        Some((status, why)) => (status, why).into_response(),
        None => next.run(request).await,
    }
}

/// The refusal of a request, if any. The host must be a loopback name, which prevents DNS rebinding by another site,
/// and a browser's write must come from these pages.
fn refusal(request: &Request) -> Option<(StatusCode, &'static str)> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let host = header("host").unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if name != "localhost" && !ADDRESSES.contains(&name) {
        return Some((StatusCode::MISDIRECTED_REQUEST, "only for this machine"));
    }
    let own_origin = header("origin").is_none_or(|origin| origin == format!("http://{host}"));
    let own_site =
        header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    if *request.method() != Method::GET && !(own_origin && own_site) {
        return Some((StatusCode::FORBIDDEN, "only from its own page"));
    }
    None
}

fn bad_request(detail: impl std::fmt::Display) -> Response {
    (
        StatusCode::BAD_REQUEST,
        Json(json!({ "error": detail.to_string() })),
    )
        .into_response()
}

/// Texts and calls by number, newest first.
fn phones(messages: &Messages) -> BTreeMap<String, Vec<Value>> {
    let mut phones: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for text in &messages.texts {
        let entry = json!({ "kind": "text", "at": text.at, "body": text.body, "sms_type": text.sms_type, "sender_id": text.sender_id });
        phones.entry(text.to.clone()).or_default().push(entry);
    }
    for call in &messages.calls {
        let entry = json!({ "kind": "call", "at": call.at, "body": call.heard, "ssml": call.ssml, "voice": call.voice });
        phones.entry(call.to.clone()).or_default().push(entry);
    }
    for entries in phones.values_mut() {
        entries.reverse();
        entries.sort_by(|a, b| b["at"].as_str().cmp(&a["at"].as_str()));
    }
    phones
}

pub(crate) async fn all_phones(State(shared): State<Arc<Shared>>) -> Response {
    Json(phones(&shared.outbox.messages())).into_response()
}

pub(crate) async fn one_phone(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<String>,
) -> Response {
    let mut phones = phones(&shared.outbox.messages());
    Json(phones.remove(&number).unwrap_or_default()).into_response()
}

pub(crate) async fn mail(State(shared): State<Arc<Shared>>) -> Response {
    let mut mails = shared.outbox.messages().mails;
    mails.reverse();
    Json(mails).into_response()
}

/// What waits to be told to applications, and what of it was given up, oldest first.
pub(crate) async fn notifications(State(shared): State<Arc<Shared>>) -> Response {
    Json(shared.queues.messages()).into_response()
}

/// The orders, newest first. The console scans the table, which the product itself never does.
async fn orders_of(shared: &Shared) -> Result<Vec<Value>, String> {
    let table = json!({ "TableName": shared.platform.config.records_table });
    let scanned = shared.engine.call("DynamoDB_20120810.Scan", &table).await?;
    let mut orders: Vec<Value> = scanned["Items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|item| item.get("placed_at").is_some())
        .map(|item| {
            json!({
                "number": item["number"]["S"],
                "buyer": item["buyer"]["S"],
                "payment_method": item["payment_method"]["S"],
                "status": item["status"]["M"]["state"]["S"],
                "delivery": match item["delivery"]["M"].get("parked") {
                    Some(_) => json!("parked"),
                    None => item["delivery"]["M"]["state"]["S"].clone(),
                },
                "amount": item["total"]["M"]["amount"]["N"],
                "currency": item["total"]["M"]["currency"]["S"],
                "placed_at": item["placed_at"]["N"],
            })
        })
        .collect();
    orders.sort_by(|a, b| b["placed_at"].as_str().cmp(&a["placed_at"].as_str()));
    Ok(orders)
}

pub(crate) async fn orders(State(shared): State<Arc<Shared>>) -> Response {
    match orders_of(&shared).await {
        Ok(orders) => Json(orders).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error).into_response(),
    }
}

fn clock_of(shared: &Shared) -> Value {
    json!({ "now": shared.now(), "ahead_seconds": shared.clock.offset() })
}

pub(crate) async fn clock(State(shared): State<Arc<Shared>>) -> Response {
    Json(clock_of(&shared)).into_response()
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    #[serde(default)]
    advance: Option<String>,
    #[serde(default)]
    advance_seconds: Option<u32>,
}

/// Moves the clock: by seconds, or by a span such as `11 months`.
pub(crate) async fn move_clock(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let advance: Advance = match serde_json::from_slice(&body) {
        Ok(advance) => advance,
        Err(error) => return bad_request(error),
    };
    let seconds = match (advance.advance, advance.advance_seconds) {
        (None, Some(seconds)) => Ok(seconds),
        (Some(span), None) => seconds_of(&shared, &span),
        _ => Err("give advance or advance_seconds".to_owned()),
    };
    match seconds {
        Ok(seconds) => shared.clock.advance(seconds),
        Err(error) => return bad_request(error),
    }
    Json(clock_of(&shared)).into_response()
}

fn seconds_of(shared: &Shared, span: &str) -> Result<u32, String> {
    let span: Span = span.parse().map_err(|error| format!("{error}"))?;
    let now = shared.timestamp();
    let then = now
        .to_zoned_datetime(TimeZone::UTC)
        .checked_add(span)
        .map_err(|error| error.to_string())?;
    u32::try_from(then.timestamp().as_second() - now.as_second())
        .map_err(|_| "the clock moves forward only, by at most 136 years".to_owned())
}

/// Invokes an operation as `aws lambda invoke` would.
pub(crate) async fn invoke(
    State(shared): State<Arc<Shared>>,
    Path(operation): Path<String>,
    body: Bytes,
) -> Response {
    let event = match serde_json::from_slice(&body) {
        Ok(event) => event,
        Err(error) => return bad_request(error),
    };
    match shared.invoke(&operation, event).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            Json(json!({ "errorType": "Error", "errorMessage": error })),
        )
            .into_response(),
    }
}

/// Sets faults in calls of AWS.
pub(crate) async fn faults(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    match shared.faults.ask(&body) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => bad_request(error),
    }
}

/// The AWS calls of each operation.
pub(crate) async fn api_calls(State(shared): State<Arc<Shared>>) -> Response {
    Json(shared.api_calls.all()).into_response()
}

pub(crate) async fn clear(State(shared): State<Arc<Shared>>) -> Response {
    shared
        .outbox
        .change(|messages| *messages = Messages::default());
    StatusCode::NO_CONTENT.into_response()
}

/// The content security policy: the page may load only its inline styles and scripts and the console's JSON. Mails are
/// shown under the same policy, in a frame that runs no scripts.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page, which draws the JSON.
pub(crate) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let page = include_str!("console.html")
        .replace("{sample}", shared.sample.origin())
        .replace("{style}", include_str!("console.css"))
        .replace("{script}", include_str!("console.js"));
    let headers = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, Html(page)).into_response()
}
