//! Every fixture in `events/<operation>/` is handed to its operation, in the world that `phone_otp_tests::world` makes,
//! and the outcome compared with the one beside it. Values that differ from run to run stand as `<time>` and the like.

use std::collections::BTreeMap;
use std::path::Path;

use http::Method;
use lambda_runtime::{Context, LambdaEvent};
use local::operations::{self, Invoke};
use phone_otp_tests::fixtures::{self, outcome};
use phone_otp_tests::{System, world};
use serde_json::{Value, json};

use super::{names, top, writing};

/// The handler of a fixture: its route's, if it is a request, or the operation's own.
fn handler(operation: &str, event: &Value) -> Invoke {
    let Some(path) = event["rawPath"]
        .as_str()
        .filter(|_| operation != "authorize")
    else {
        return operations::event(operation)
            .expect("an operation that events start")
            .invoke;
    };
    let method: Method = event["requestContext"]["http"]["method"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let (route, parameters) = operations::find(&method, path).expect("a route");
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
    let outcome = outcome(result.map_err(|error| error.to_string()));
    system.stop().await;
    outcome
}

#[tokio::test]
async fn every_fixture_has_the_outcome_that_is_written_beside_it() {
    let mut wrong = Vec::new();
    for fixture in fixtures::all() {
        let got = run(&fixture.operation, &fixture.path).await;
        if writing() {
            let text = serde_json::to_string_pretty(&got).unwrap();
            std::fs::write(fixture.outcome_path(), format!("{text}\n")).unwrap();
        }
        if fixture.expected().as_ref() != Some(&got) {
            wrong.push(format!("{}: {got:#}", fixture.path.display()));
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
