//! The functions as `cargo lambda build` made them, each a process of its own behind `cargo lambda watch`, on the local
//! run's AWS services. Every fixture is sent by `cargo lambda invoke` and its outcome compared with the one beside it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use phone_otp_tests::fixtures::{self, outcome, top};
use phone_otp_tests::{System, world};
use serde_json::Value;

/// How long the emulator may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process that ends with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port().to_string()
}

fn cargo_lambda(command: &str, port: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["lambda", command, "--invoke-address", "127.0.0.1"]);
    cargo.args(["--invoke-port", port]).current_dir(top());
    cargo
}

fn watch(port: &str) -> Process {
    let mut watch = cargo_lambda("watch", port);
    watch.arg("--only-lambda-apis").stdout(Stdio::null());
    let process = Process(watch.stderr(Stdio::null()).spawn().unwrap());
    let begun = Instant::now();
    while std::net::TcpStream::connect(format!("127.0.0.1:{port}")).is_err() {
        assert!(
            begun.elapsed() < PATIENCE,
            "cargo lambda watch does not start"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    process
}

/// Starts a function as Lambda does, its log in a file.
fn function(operation: &str, port: &str, environment: &[(String, String)], log: &Path) -> Process {
    let binary = top()
        .join("target/lambda")
        .join(operation)
        .join("bootstrap");
    let mut function = Command::new(binary);
    function
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .env("AWS_LAMBDA_FUNCTION_NAME", operation)
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "/phone-otp/functions")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", operation)
        .env(
            "AWS_LAMBDA_RUNTIME_API",
            format!("http://127.0.0.1:{port}/.rt/{operation}"),
        )
        .stdout(File::create(log).unwrap());
    Process(function.spawn().unwrap())
}

/// What `cargo lambda invoke` printed: the answer, or the error that the function ended with.
fn answer(output: &Output) -> Result<Value, String> {
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout).unwrap_or(Value::Null));
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Whether an outcome is the one beside the fixture. The command draws an error in a box and wraps it, so of errors the
/// words are compared.
fn same(expected: &Value, got: &Result<Value, String>) -> bool {
    let words = |text: &str| -> String {
        let kept = text.chars().filter(|letter| letter.is_alphanumeric());
        kept.collect()
    };
    match (expected["error"].as_str(), got) {
        (Some(error), Err(printed)) => words(printed).contains(&words(error)),
        (None, Ok(answer)) => outcome(Ok(answer.clone())) == *expected,
        _ => false,
    }
}

#[tokio::test]
#[ignore = "needs the functions that cargo lambda built: tests/run builds them"]
async fn every_fixture_invokes_its_function_with_the_outcome_that_is_written_beside_it() {
    let system = System::start().await;
    let port = free_port();
    let _emulator = watch(&port);
    let logs = top().join("target/lambda-logs");
    std::fs::create_dir_all(&logs).unwrap();
    let log = |operation: &str| logs.join(format!("{operation}.log"));
    let _functions: Vec<Process> = fixtures::operations()
        .iter()
        .map(|name| function(name, &port, system.environment(), &log(name)))
        .collect();
    let mut wrong = Vec::new();
    for fixture in fixtures::all() {
        system.begins_anew().await;
        world::create(system.platform()).await;
        let mut invoke = cargo_lambda("invoke", &port);
        invoke.args(["--data-file".as_ref(), fixture.path.as_os_str()]);
        invoke.arg(&fixture.operation);
        let output = tokio::task::spawn_blocking(move || invoke.output().unwrap());
        let got = answer(&output.await.unwrap());
        if !same(&fixture.expected().unwrap(), &got) {
            wrong.push(format!("{}: {got:?}", fixture.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for operation in fixtures::operations() {
        every_line_is_json_with_its_request(&log(&operation));
    }
}

/// What CloudWatch reads: JSON, a request's ID in every line but a metric's, which begins with `_aws`.
fn every_line_is_json_with_its_request(log: &Path) {
    let text = std::fs::read_to_string(log).unwrap();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line)
            .unwrap_or_else(|error| panic!("{}: {error}: {line}", log.display()));
        let metric = &line["_aws"]["CloudWatchMetrics"][0];
        if metric.is_null() {
            assert!(line["span"]["requestId"].is_string(), "{line}");
        } else {
            let name = metric["Metrics"][0]["Name"].as_str().unwrap();
            assert_eq!(line[name], 1);
        }
    }
    if log.ends_with("send-otp.log") {
        assert!(text.contains(r#""CodesSent":1"#), "{text}");
    }
}
