//! The README's walk works as it stands, and the steps for adding an operation name every place.

use phone_otp_tests::System;

use super::top;

#[tokio::test]
async fn the_walk_through_the_six_steps_runs_as_it_is_written() {
    let readme = std::fs::read_to_string(top().join("README.md")).unwrap();
    let walk: String = readme
        .split("```sh\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert_eq!(
        walk.matches("call $portal").count(),
        31,
        "the README's commands changed: look at what they print"
    );
    let system = System::start().await;
    let script = format!("set -eu\n{walk}")
        .replace("http://localhost:8080", &system.url(""))
        .replace("http://127.0.0.1:8083", &system.sample(""));
    let output = tokio::task::spawn_blocking(move || {
        std::process::Command::new("bash")
            .arg("-c")
            .arg(script)
            .output()
    })
    .await
    .unwrap()
    .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{printed}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for (what, times) in [
        (r#""now_paid":true"#, 2),
        (r#""next_step":"start-proofing""#, 1),
        (r#""outcome":"passed""#, 1),
        (r#""type":"login-requirements-not-met""#, 2),
        (r#""name":"Controlled designs""#, 1),
        ("<h1>Controlled designs", 1),
        ("<h1>Release approval", 1),
        ("Your Phone OTP expires in", 1),
    ] {
        assert!(printed.matches(what).count() >= times, "{what}:\n{printed}");
    }
    let expires_at: jiff::Timestamp = printed.lines().last().unwrap().parse().unwrap();
    let days = (expires_at.as_second() - system.platform().now().as_second()) / 86_400;
    assert!(
        (365..=400).contains(&days),
        "a year and the month that was left: {days} days"
    );
}

#[test]
fn the_steps_for_adding_an_operation_name_every_place_that_it_has() {
    let guide = std::fs::read_to_string(top().join("functions/README.md"))
        .expect("functions/README.md says how an operation is added");
    for place in [
        "src/lib.rs",
        "src/main.rs",
        "infra/local/Cargo.toml",
        "infra/local/src/operations.rs",
        "infra/local/src/stream.rs",
        "infra/local/src/schedule.rs",
        "infra/local/src/aws/sns.rs",
        "events/<operation>/",
        "README",
        "infra/aws/template.yaml",
        "event-errors",
        "infra/aws/runbook.md",
        "tests/contracts/template.rs",
        "PHONE_OTP_WRITE=1",
    ] {
        assert!(guide.contains(place), "functions/README.md: {place}");
    }
}
