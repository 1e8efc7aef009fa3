//! Every fixture in `events/<operation>/` is handed to its operation, in the world that `phone_otp_tests::world` makes,
//! and the outcome compared with the one beside it. Values that differ from run to run stand as `<time>` and the like.

use std::collections::BTreeMap;
use std::path::Path;

use lambda_runtime::{Context, LambdaEvent};
use local::routes::{self, Invoke};
use phone_otp_tests::{System, world};
use platform::http::types::Method;
use serde_json::{Value, json};

use super::{names, top, writing};

/// The handler of a fixture: its route's, if it is a request, or the operation's own.
fn handler(operation: &str, event: &Value) -> Invoke {
    let Some(path) = event["rawPath"]
        .as_str()
        .filter(|_| operation != "authorize")
    else {
        return routes::event(operation)
            .expect("an operation that events start")
            .invoke;
    };
    let method: Method = event["requestContext"]["http"]["method"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let (route, parameters) = routes::find(&method, path).expect("a route");
    assert_eq!(route.operation, operation, "{path}");
    let parameters: BTreeMap<&str, &str> = parameters.into_iter().collect();
    let given = event
        .get("pathParameters")
        .cloned()
        .unwrap_or_else(|| json!({}));
    assert_eq!(json!(parameters), given, "{path}");
    assert_eq!(event["routeKey"], format!("{method} {}", route.path));
    route.invoke
}

/// What of an outcome is compared.
fn outcome(result: Result<Value, lambda_runtime::Error>) -> Value {
    let mut answer = match result {
        Ok(answer) => answer,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    if let Some(status) = answer.get("statusCode") {
        let headers = &answer["multiValueHeaders"];
        let header = |name: &str| {
            let from_many = headers[name][0].as_str();
            from_many
                .or_else(|| answer["headers"][name].as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let body = answer["body"].as_str().unwrap_or_default();
        let is_json = header("content-type").contains("json");
        let body = match serde_json::from_str::<Value>(body) {
            Ok(document) if document.get("openapi").is_some() => {
                json!("<the interface's description>")
            }
            Ok(body) if is_json => body,
            _ => json!(body.lines().next().unwrap_or_default()),
        };
        answer = json!({ "status": status, "content_type": header("content-type"), "body": body });
    }
    steady(&mut answer);
    answer
}

/// Replaces what differs from run to run.
fn steady(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(steady),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "retry_after" => *value = json!("<seconds>"),
                    "token" => *value = json!("<token>"),
                    "payment_url" => *value = json!("<url>"),
                    "activation_code" | "license_key" => *value = json!("<key>"),
                    _ => steady(value),
                }
            }
        }
        Value::String(text) => {
            let words: Vec<&str> = text.split(' ').map(steady_word).collect();
            *text = words.join(" ");
        }
        _ => {}
    }
}

/// A word, or what stands for it if it differs from run to run. The world's own orders and phone keep their names.
fn steady_word(word: &str) -> &str {
    const KNOWN: [&str; 3] = [
        "PO-040G208104",
        "PO-081040G20V",
        "phone_01010101010101010101",
    ];
    if KNOWN.contains(&word) {
        word
    } else if word.parse::<jiff::Timestamp>().is_ok() {
        "<time>"
    } else if word.starts_with("phone_") && word.len() == KNOWN[2].len() {
        "<phone>"
    } else if word.starts_with("PO-") {
        "<order>"
    } else if word.starts_with("http://127.0.0.1:") {
        "<url>"
    } else {
        word
    }
}

async fn run(operation: &str, path: &Path) -> Value {
    let event: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let invoke = handler(operation, &event);
    let system = System::start().await;
    world::create(system.platform()).await;
    let result = invoke(
        system.platform(),
        LambdaEvent::new(event, Context::default()),
    )
    .await;
    let outcome = outcome(result);
    system.stop().await;
    outcome
}

#[tokio::test]
async fn every_fixture_has_the_outcome_that_is_written_beside_it() {
    let mut wrong = Vec::new();
    for operation in names(&top().join("events")) {
        let folder = top().join("events").join(&operation);
        for name in names(&folder) {
            let Some(fixture) = name
                .strip_suffix(".json")
                .filter(|name| !name.ends_with(".outcome"))
            else {
                continue;
            };
            let got = run(&operation, &folder.join(&name)).await;
            let beside = folder.join(format!("{fixture}.outcome.json"));
            if writing() {
                std::fs::write(
                    &beside,
                    format!("{}\n", serde_json::to_string_pretty(&got).unwrap()),
                )
                .unwrap();
            }
            let expected = std::fs::read_to_string(&beside).unwrap_or_default();
            if serde_json::from_str::<Value>(&expected).ok().as_ref() != Some(&got) {
                wrong.push(format!("{operation}/{fixture}: {got:#}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_outcome_without_a_fixture_is_a_mistake() {
    for operation in names(&top().join("events")) {
        let names = names(&top().join("events").join(&operation));
        for name in &names {
            if let Some(fixture) = name.strip_suffix(".outcome.json") {
                assert!(
                    names.contains(&format!("{fixture}.json")),
                    "{operation}/{name}"
                );
            }
        }
    }
}
