//! The tables' streams, as the local run follows them on another engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use local::{Keep, Options};
use phone_otp_tests::{System, keys_in};
use serde_json::json;

/// An engine whose streams cannot be read while `broken`.
struct Engine {
    url: String,
    client: reqwest::Client,
    broken: AtomicBool,
    refused: AtomicU32,
}

async fn forward(State(engine): State<Arc<Engine>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers["x-amz-target"].to_str().unwrap();
    if target.ends_with(".GetRecords") && engine.broken.load(Ordering::SeqCst) {
        engine.refused.fetch_add(1, Ordering::SeqCst);
        let expired = json!({
            "__type": "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException",
            "message": "Iterator expired",
        });
        return (StatusCode::BAD_REQUEST, expired.to_string()).into_response();
    }
    let request = engine.client.post(&engine.url);
    let kept = [
        "x-amz-target",
        "content-type",
        "authorization",
        "x-amz-date",
    ];
    let request = kept.iter().fold(request, |request, name| {
        request.header(*name, headers[*name].clone())
    });
    let answer = request.body(body).send().await.unwrap();
    let status = answer.status();
    (status, answer.bytes().await.unwrap()).into_response()
}

/// Serves an engine in front of a system's own. Returns it and its address.
async fn in_front_of(system: &System) -> (Arc<Engine>, String) {
    let mut environment = system.environment().iter();
    let (_, url) = environment
        .find(|(name, _)| name == "AWS_ENDPOINT_URL_DYNAMODB")
        .unwrap();
    let engine = Arc::new(Engine {
        url: url.clone(),
        client: reqwest::Client::new(),
        broken: AtomicBool::new(false),
        refused: AtomicU32::new(0),
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().fallback(forward).with_state(engine.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (engine, address)
}

#[tokio::test]
async fn a_stream_that_cannot_be_read_before_its_first_record_loses_no_paid_order() {
    let tables = System::start().await;
    let (engine, address) = in_front_of(&tables).await;
    let options = Options {
        port: 0,
        keep: Keep::Nothing,
        dynamodb: Some(address.parse().unwrap()),
        settings: ["records", "sessions"]
            .map(|table| {
                let variable = format!("PHONE_OTP_{}_TABLE", table.to_uppercase());
                (variable, format!("other-{table}"))
            })
            .to_vec(),
        follows: true,
    };
    engine.broken.store(true, Ordering::SeqCst);
    let system = System::start_on(options).await;
    let ada = system.newcomer("ada", "US").await;
    system.confirms("ada").await;
    let order = ada.orders("us", 1, "invoice").await.expect(201);
    let number = order["number"].as_str().unwrap();
    let paid = json!({ "order_number": number, "reference": "bank" });
    system.invoke("record-payment", paid).await.unwrap();
    while engine.refused.load(Ordering::SeqCst) < 3 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    engine.broken.store(false, Ordering::SeqCst);
    assert_eq!(keys_in(&system.mail(&ada.email(), number).await).len(), 1);
}
