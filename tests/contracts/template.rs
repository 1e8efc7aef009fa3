//! What the template says of operations is what their table and the rules say. The template is read as text, by its
//! indentation, for want of a reader of YAML here.

use std::collections::{BTreeMap, BTreeSet};

use domain::policy::{
    CALL_CLAIM, CALL_LEAST, CODE_VALIDITY, DELIVER_MAILS_FOR, MAIL_CLAIM, REMIND_FOR,
    REMINDER_CLAIM, RETRY_MAILS_FOR, TELL_MAILS_FOR,
};
use jiff::SignedDuration;
use local::aws::sns::VOICE_SUBSCRIBER;
use local::operations::EVENTS;
use local::queue::CONSUMER;
use local::schedule::SCHEDULES;
use local::stream::SOURCES;
use phone_otp_tests::fixtures::operations;
use platform::CALL_TIMEOUT;

use super::{sources, top};

fn template() -> String {
    std::fs::read_to_string(top().join("infra/aws/template.yaml")).unwrap()
}

/// The text of each resource of the template, by its name.
fn resources() -> BTreeMap<String, String> {
    let template = template();
    let (mut resources, mut name) = (BTreeMap::<String, String>::new(), String::new());
    for line in template.lines().skip_while(|line| *line != "Resources:") {
        if let Some(heading) = line
            .strip_prefix("  ")
            .and_then(|line| line.strip_suffix(':'))
            && heading.starts_with(|c: char| c.is_ascii_uppercase())
        {
            heading.clone_into(&mut name);
        } else if line.is_empty() || line.starts_with("   ") {
            let text = resources.entry(name.clone()).or_default();
            text.push_str(line);
            text.push('\n');
        }
    }
    resources
}

/// The text of a resource of the template.
fn resource(name: &str) -> String {
    let text = resources().remove(name);
    text.unwrap_or_else(|| panic!("the template has no resource {name}"))
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
fn the_local_run_starts_operations_by_the_same_events_as_the_template() {
    let mut of_template = BTreeSet::new();
    for (name, text) in resources() {
        if value(&text, "Type") == Some("AWS::Lambda::EventSourceMapping") {
            let of = |key| value(&text, key).unwrap().to_owned();
            let function = of("FunctionName").replace("!Ref ", "");
            of_template.insert((of("EventSourceArn"), function));
        }
        let events = text.split("\n      Events:\n").nth(1).unwrap_or_default();
        for event in events.split("Type: ").skip(1) {
            let source = match event.lines().next().unwrap() {
                "HttpApi" => continue,
                "SNS" => value(event, "Topic").unwrap(),
                other => other,
            };
            of_template.insert((source.to_owned(), name.clone()));
        }
    }
    let streams = SOURCES.iter().map(|source| {
        let stream = format!("!GetAtt {:?}Table.StreamArn", source.table);
        (stream, logical_id(source.operation))
    });
    let schedules = SCHEDULES
        .iter()
        .map(|schedule| ("ScheduleV2".to_owned(), logical_id(schedule.operation)));
    let calls = ("!Ref VoiceTopic".to_owned(), logical_id(VOICE_SUBSCRIBER));
    let queue = ("!GetAtt Notifications.Arn".to_owned(), logical_id(CONSUMER));
    let of_local: BTreeSet<(String, String)> =
        streams.chain(schedules).chain([calls, queue]).collect();
    let missing: Vec<_> = of_template.difference(&of_local).collect();
    assert!(missing.is_empty(), "infra/local/src has no {missing:?}");
    let missing: Vec<_> = of_local.difference(&of_template).collect();
    assert!(missing.is_empty(), "the template has no {missing:?}");
}

/// The lines of the code in a folder, without comments.
fn code(folder: &str) -> Vec<String> {
    let lines = sources(&top().join(folder)).into_iter().flat_map(|file| {
        let source = std::fs::read_to_string(file).unwrap();
        source.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    lines
        .filter(|line| !line.trim().starts_with("//"))
        .collect()
}

/// The time-out of an operation's function.
fn time_out(operation: &str) -> SignedDuration {
    let of_all = value(&template(), "Timeout").unwrap().to_owned();
    let resource = resource(&logical_id(operation));
    let seconds = value(&resource, "Timeout").unwrap_or(&of_all);
    SignedDuration::from_secs(seconds.parse().unwrap())
}

#[test]
fn a_function_that_mails_ends_by_itself_if_the_last_mail_gets_no_answer() {
    let no_answer = SignedDuration::try_from(CALL_TIMEOUT).unwrap();
    for (operation, begins) in [
        ("deliver-license-email", DELIVER_MAILS_FOR),
        ("remind-renewal", REMIND_FOR),
        ("retry-notices", RETRY_MAILS_FOR),
        ("tell-facts", TELL_MAILS_FOR),
    ] {
        let time_out = time_out(operation);
        assert!(time_out > begins + no_answer, "{operation}: {time_out}");
    }
}

#[test]
fn a_claim_holds_for_longer_than_the_function_that_made_it_may_run() {
    let claims = BTreeMap::from([
        ("deliver-license-email", MAIL_CLAIM),
        ("place-call", CALL_CLAIM),
        ("remind-renewal", REMINDER_CLAIM),
        ("resend-license-email", MAIL_CLAIM),
        ("retry-notices", MAIL_CLAIM),
        ("tell-facts", MAIL_CLAIM),
    ]);
    // What makes a claim: the methods that are named so, and the functions of the platform that call them.
    let calls = |code: &str, names: &BTreeSet<String>| {
        names.iter().any(|name| code.contains(&format!("{name}(")))
    };
    let mut makes_claims = BTreeSet::from(["claim", "claim_call"].map(str::to_owned));
    let platform = code("shared/platform/src");
    loop {
        let known = makes_claims.clone();
        let mut function = String::new();
        for line in &platform {
            if let Some((_, name)) = line.split_once(" fn ") {
                function = name.split(['(', '<']).next().unwrap().to_owned();
            } else if calls(line, &known) {
                makes_claims.insert(function.clone());
            }
        }
        if makes_claims == known {
            break;
        }
    }
    let claiming = operations().into_iter().filter(|operation| {
        let code = code(&format!("functions/{operation}/src")).concat();
        calls(&code, &makes_claims)
    });
    let known: Vec<String> = claims.keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(claiming.collect::<Vec<_>>(), known);
    for (operation, claim) in claims {
        let time_out = time_out(operation);
        assert!(
            claim > time_out,
            "{operation} may run for {time_out}, and its claim lapses after {claim}"
        );
    }
}

#[test]
fn the_claim_of_a_call_lapses_before_lambda_tries_its_event_again_and_long_before_the_code_expires()
{
    // Lambda tries an asynchronous event again after one minute and after two more (Lambda Developer Guide, "Error
    // handling for asynchronous invocation").
    let again = SignedDuration::from_mins(1);
    assert!(CALL_CLAIM < again && again + CALL_LEAST < CODE_VALIDITY);
}
