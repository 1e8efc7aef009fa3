//! What the template says of operations is what their table and the rules say. The template is read as text, by its
//! indentation, for want of a reader of YAML here.

use std::collections::BTreeSet;

use domain::policy::{CODE_VALIDITY, MAIL_CLAIM, REMINDER_CLAIM};
use local::operations::EVENTS;

use super::top;

fn template() -> String {
    std::fs::read_to_string(top().join("infra/aws/template.yaml")).unwrap()
}

/// The text of a resource of the template.
fn resource(name: &str) -> String {
    let template = template();
    let heading = format!("  {name}:");
    let lines = template.lines().skip_while(|line| **line != heading);
    let of_it = |line: &&str| line.is_empty() || line.starts_with("   ");
    let text: Vec<&str> = lines.skip(1).take_while(of_it).collect();
    assert!(!text.is_empty(), "the template has no resource {name}");
    text.join("\n")
}

/// `sign-in` is the resource `SignIn`.
fn logical_id(operation: &str) -> String {
    let words = operation.split('-');
    words
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// The value of the first line that begins with a key.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let values = text
        .lines()
        .filter_map(|line| line.trim_start_matches([' ', '-']).split_once(": "));
    values
        .filter(|(known, _)| *known == key)
        .map(|(_, value)| value)
        .next()
}

#[test]
fn the_alarm_of_event_functions_sums_the_errors_of_every_function_that_an_event_starts() {
    let alarm = resource("EventErrorsAlarm");
    let mut functions = BTreeSet::new();
    let mut ids = BTreeSet::new();
    let mut summed = BTreeSet::new();
    for metric in alarm.split("- Id: ").skip(1) {
        if let Some(expression) = value(metric, "Expression") {
            summed.extend(expression.split(" + "));
            continue;
        }
        for (key, expected) in [
            ("Namespace", "AWS/Lambda"),
            ("MetricName", "Errors"),
            ("Stat", "Sum"),
            ("Name", "FunctionName"),
        ] {
            assert_eq!(value(metric, key), Some(expected), "{metric}");
        }
        let function = value(metric, "Value").unwrap().trim_start_matches("!Ref ");
        functions.insert(function.to_owned());
        ids.insert(metric.lines().next().unwrap());
    }
    let started = EVENTS.iter().map(|event| logical_id(event.operation));
    assert_eq!(functions, started.collect());
    assert_eq!(summed, ids);
}

#[test]
fn the_runbook_names_every_function_that_an_event_starts_where_it_explains_their_alarm() {
    let runbook = std::fs::read_to_string(top().join("infra/aws/runbook.md")).unwrap();
    let row = runbook
        .lines()
        .find(|line| line.starts_with("| `event-errors` |"))
        .unwrap();
    for event in EVENTS.iter() {
        let name = format!("`{}`", event.operation);
        assert!(row.contains(&name), "{name} is not in {row}");
    }
}

#[test]
fn a_claim_holds_for_longer_than_the_function_that_made_it_may_run() {
    let template = template();
    let of_all = value(&template, "Timeout").unwrap();
    for (operation, claim) in [
        ("deliver-license-email", MAIL_CLAIM),
        ("place-call", CODE_VALIDITY),
        ("remind-renewal", REMINDER_CLAIM),
    ] {
        let function = resource(&logical_id(operation));
        let timeout = value(&function, "Timeout").unwrap_or(of_all);
        let seconds: i64 = timeout.parse().unwrap();
        assert!(
            claim.as_secs() > seconds,
            "{operation} may run for {seconds} s, and its claim lapses after {} s",
            claim.as_secs()
        );
    }
}
