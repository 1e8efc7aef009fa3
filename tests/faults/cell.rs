//! One fault in one call, and the judgement of what was told and what is so. It knows no operation: it compares with a run
//! without a fault.

use std::collections::HashSet;
use std::time::Duration;

use http::Slug;
use local::Local;
use local::faults::{Attempts, Fault, Kind, Service};
use local::schedule::SCHEDULES;
use phone_otp_tests::fixtures;
use phone_otp_tests::fixtures::steady_address;
use platform::ATTEMPT_TIMEOUT;
use serde_json::{Value, json};

use crate::scenarios::{Scenario, Systems, call, is_of_a_machine, system};
use crate::state::{Mask, difference, everything, tokens};

/// The part of the time-outs that is used where an answer is waited for in vain.
const SHORTER: u32 = 10;

/// Scenarios that may succeed without some fields of their answer and attributes of their items; why.
const LESS_MAY_BE_DONE: [(&str, &[&str], &str); 2] = [
    (
        "place-order (by-card)",
        &["payment_url", "checkout"],
        "an order is kept before its checkout is begun; without a payment_url, the person begins it from the order",
    ),
    (
        "sign-in (in another language)",
        &["language"],
        "the language of mails is set after the person is signed in, and otherwise at the next sign-in; the answer does not speak of it",
    ),
];

/// Scenarios that may say that it is not known whether they are done, though the second of their two writes was refused
/// for good; why. The same request continues them.
const CONTINUED: [(&str, &str); 4] = [
    ("submit-proofing (passed)", GRADED),
    ("submit-proofing (failed)", GRADED),
    ("submit-proofing (left to video)", GRADED),
    (
        "resend-license-email (mailed-again)",
        "the mail went out, and that it did could not be written: its claim lapses, and it goes out again",
    ),
];

const GRADED: &str = "an attempt is counted before it is graded, so that two at once are one; its result could not be \
                      written, and the same answers continue it";

/// Scenarios whose repeat may be told that another attempt has it, which a schedule ends; why.
const LEFT_TO_A_SCHEDULE: [(&str, &str); 1] = [(
    "resend-license-email (mailed-again)",
    "the claim of an attempt that died keeps others away until it lapses; the keys are mailed then, at least once",
)];

/// Scenarios that may leave something behind when they are refused; why it changes nothing.
const MORE_MAY_BE_THERE: [(&str, &str); 1] = [(
    "resend-license-email (mailed-again)",
    "a license is created before the mail with its key, which nobody has until then",
)];

/// Scenarios that may succeed and leave an item there that they would have deleted; why.
const LEFT_THERE: [(&str, &str); 1] = [(
    "sign-in (in another session's place)",
    "the session before is ended after the new one counts, and otherwise rests or ages by itself; the log says so",
)];

/// What may be otherwise when the same comes again after an answer that its caller did not get.
enum Again {
    /// It is refused with this slug, and nothing more is done.
    Told(&'static str),
    /// It is refused with this slug, and what was done ends.
    Ends(&'static str),
    /// These fields of the answer differ, and nothing more is done. `status` is the answer's.
    Says(&'static [&'static str]),
    /// These fields of the answer differ, and counters and limits count it.
    Counts(&'static [&'static str]),
    /// Another one is made.
    Anew,
}

/// Operations or scenarios whose repeat is another action or is told otherwise; why.
const OTHERWISE: &[(&[&str], Again, &str)] = &[
    (
        &["configure (limit-raised)"],
        Again::Told("changed-meanwhile"),
        "a change names the version that it is made to",
    ),
    (
        &[
            "configure (application-registered)",
            "configure (application-removed)",
        ],
        Again::Says(&["changed", "applications", "routes"]),
        "the answer lists what this call changed, with the entries",
    ),
    (
        &[
            "configure (back-to-the-default)",
            "configure (range-closed)",
        ],
        Again::Says(&["changed"]),
        "the answer lists what this call changed",
    ),
    (
        &[
            "confirm-email (wrong)",
            "sign-in (unknown-user-id)",
            "sign-in (wrong-password)",
            "verify-otp (wrong)",
        ],
        Again::Counts(&["attempts_left"]),
        ATTEMPT,
    ),
    (
        &["sign-in (the tenth wrong password)"],
        Again::Told("locked"),
        ATTEMPT,
    ),
    (
        &[
            "enter-license",
            "reset-password (no-such-account)",
            "sign-up (user-id-taken)",
        ],
        Again::Counts(&["status"]),
        "a limit counts each request; 200 is told for a key that was entered before",
    ),
    (
        &["place-order", "renew"],
        Again::Says(&["status"]),
        "200 is told for an order that its key placed before",
    ),
    (
        &[
            "record-payment (a renewal)",
            "record-payment (a second payment)",
            "record-payment (by card)",
            "record-payment (invoice-paid)",
            "record-payment (invoice-paid-twice)",
        ],
        Again::Says(&["now_paid", "unapplied"]),
        "the answer says what this report of the payment did",
    ),
    (
        &[
            "resend-license-email",
            "send-email-code (mailed)",
            "send-otp",
        ],
        Again::Told("too-many-requests"),
        "the first message was sent, and another may be asked for after a pause",
    ),
    (
        &["register-phone (registered)", "register-phone (voice)"],
        Again::Says(&["not_sent"]),
        "whether the code that waits was sent is known only to the request that sent it",
    ),
    (
        &[
            "request-authorization (kept)",
            "request-authorization (posted)",
            "request-authorization (pushed)",
            "request-authorization (signed-in)",
        ],
        Again::Anew,
        "each request of an application is kept, or gets a code, by itself",
    ),
    (
        &["reset-password (link-mailed)"],
        Again::Anew,
        "another link is mailed, and the earlier one stays good",
    ),
    (
        &[
            "sign-in (after a wrong password)",
            "sign-in (code-expected)",
            "sign-in (in another language)",
            "sign-in (in another session's place)",
            "sign-in (no-credential-yet)",
        ],
        Again::Anew,
        "each sign-in is a session of its own",
    ),
    (
        &["issue-token (a code)"],
        Again::Ends("invalid_grant"),
        "a second use of a code cannot be told from a thief's, so it is refused and ends what the first one gave",
    ),
    (
        &["verify-security-events (queued)"],
        Again::Counts(&[]),
        "a limit counts each request; the event is the same one",
    ),
    (
        &["issue-token (a refresh token)"],
        Again::Says(&["access_token", "id_token"]),
        "each answer has tokens of its own, and the same refresh token",
    ),
    (
        &[
            "issue-token (unknown-code)",
            "request-authorization (pushed-by-nobody)",
            "issue-token (wrong-client)",
            "revoke-token (wrong-client)",
            "introspect-token (wrong-client)",
            "verify-security-events (wrong-secret)",
        ],
        Again::Counts(&[]),
        ATTEMPT,
    ),
    (
        &["sign-out"],
        Again::Told("not-signed-in"),
        "the session has ended, as was asked",
    ),
];

const ATTEMPT: &str =
    "each wrong attempt counts: that it is the same one again would be a way to make more of them";

/// Seconds after which an event that failed comes again. In the end every claim has lapsed.
const AGAIN_AFTER: [u32; 5] = [0, 60, 120, 15 * 60, 60 * 60];

/// The longest shortest window of a limit, in seconds: who has done something may have to wait so long to do it again.
const PAUSE: u64 = 60;

/// Where a run is disturbed.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    /// In one of its calls.
    Call(Fault),
    /// In its answer, which does not reach the caller.
    Answer,
}

impl Cell {
    /// Whether it waits in vain.
    pub(crate) fn hangs(&self) -> bool {
        matches!(self, Self::Call(fault) if hangs(fault))
    }

    /// What happens in it.
    pub(crate) fn fault(&self) -> String {
        let Self::Call(Fault {
            fault, attempts, ..
        }) = self
        else {
            return "the answer to its caller".to_owned();
        };
        let attempts = match (fault, attempts) {
            (
                Kind::Silent | Kind::SilentAfter | Kind::LostThenThrottled | Kind::LostThenConflict,
                _,
            ) => "",
            (_, Attempts::Once) => " once",
            (_, Attempts::Always) => " always",
        };
        format!("{}{attempts}", fault.as_str())
    }
}

/// What somebody was told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Told {
    /// It was done; the answer, masked.
    Done(Value),
    /// It was refused, and nothing was done for that reason: slug and answer, masked.
    Refused(String, Value),
    /// Nothing was changed.
    Unavailable,
    /// It is not known whether it was done.
    Unknown,
    /// Nothing that a person could use. An event comes again.
    Failed(String),
}

impl Told {
    fn name(&self) -> String {
        match self {
            Self::Done(_) => "done".to_owned(),
            Self::Refused(slug, _) => slug.clone(),
            Self::Unavailable => "unavailable".to_owned(),
            Self::Unknown => "outcome-unknown".to_owned(),
            Self::Failed(why) => format!("failed: {why}"),
        }
    }
}

/// The outcome of a call as its caller understands it.
fn told(result: &Result<Value, String>, mask: &Mask, moved: &[i64]) -> Told {
    let refused = |slug: &str, body: Value| {
        let known = Slug::ALL.iter().find(|known| known.as_str() == slug);
        match (slug, known) {
            ("unavailable", _) => Told::Unavailable,
            ("outcome-unknown", _) => Told::Unknown,
            // The message was not sent: as good a refusal as any.
            ("delivery-failed", _) => Told::Refused(slug.to_owned(), body),
            (_, Some(known)) if known.status().is_client_error() => {
                Told::Refused(slug.to_owned(), body)
            }
            _ => Told::Failed(format!("{slug} {body}")),
        }
    };
    let answer = match result {
        Ok(answer) => answer,
        Err(error) => {
            let (slug, _) = error.split_once(": ").unwrap_or((error, ""));
            return match refused(slug, Value::Null) {
                Told::Failed(_) => Told::Failed(error.clone()),
                told => told,
            };
        }
    };
    let Some(status) = answer["statusCode"].as_u64() else {
        return match answer["batchItemFailures"].as_array() {
            Some(failures) if !failures.is_empty() => {
                Told::Failed("a record comes again".to_owned())
            }
            _ => Told::Done(mask.of(answer, moved)),
        };
    };
    let body = answer["body"].as_str().unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    let masked = mask.of(&body, moved);
    if status < 300 {
        return Told::Done(masked);
    }
    if status == 303 {
        return led_to(&location(answer));
    }
    // The errors of OAuth's endpoints are those of its standards.
    match body["error"].as_str() {
        Some("temporarily_unavailable") if status == 503 => Told::Unavailable,
        Some("server_error") => Told::Unknown,
        Some(error) if status < 500 => Told::Refused(error.to_owned(), masked),
        Some(error) => Told::Failed(format!("{error} {masked}")),
        None => refused(body["type"].as_str().unwrap_or_default(), masked),
    }
}

/// The address that a browser is led to.
fn location(answer: &Value) -> String {
    let many = answer["multiValueHeaders"]["location"][0].as_str();
    let one = answer["headers"]["location"].as_str();
    many.or(one).unwrap_or_default().to_owned()
}

/// What a browser's person, or the application that it is led back to, is told by an address.
fn led_to(address: &str) -> Told {
    let steady = json!(steady_address(address));
    let error = address.split_once("error=").map(|(_, error)| {
        let end = error.find('&').unwrap_or(error.len());
        &error[..end]
    });
    match error {
        None => Told::Done(steady),
        Some("temporarily_unavailable") => Told::Unavailable,
        Some("server_error") => Told::Unknown,
        Some(error) => Told::Refused(error.to_owned(), steady),
    }
}

async fn invoke(
    local: &Local,
    scenario: &Scenario,
    attempt_timeout: Duration,
) -> Result<Value, String> {
    call(
        local,
        attempt_timeout,
        &scenario.operation,
        scenario.event.clone(),
    )
    .await
}

/// The body of an answer, if it is JSON.
fn body(result: &Result<Value, String>) -> Value {
    let body = result
        .as_ref()
        .ok()
        .and_then(|answer| answer["body"].as_str());
    body.and_then(|body| serde_json::from_str(body).ok())
        .unwrap_or_default()
}

fn hangs(cell: &Fault) -> bool {
    matches!(cell.fault, Kind::Silent | Kind::SilentAfter)
}

/// What a caller reads of an answer, but for some fields.
fn read(result: &Result<Value, String>, without: &[&str]) -> Value {
    let mut read = match result {
        Ok(answer) if answer.get("statusCode").is_some() => {
            let mut read = body(&Ok(answer.clone()));
            if !read.is_object() {
                read = json!({ "body": answer["body"] });
            }
            read["status"] = answer["statusCode"].clone();
            read
        }
        Ok(answer) => answer.clone(),
        Err(error) => json!(error),
    };
    if let Value::Object(fields) = &mut read {
        fields.retain(|name, _| !without.contains(&name.as_str()));
    }
    read
}

/// Whether a session that was just handed out opens the account.
async fn opens(local: &Local, result: &Result<Value, String>) -> bool {
    let body = body(result);
    let Some(token) = body["session"]["token"].as_str() else {
        return true;
    };
    let mut event = fixtures::event("get-account", "active");
    event["headers"]["authorization"] = json!(format!("Bearer {token}"));
    let answer = call(local, ATTEMPT_TIMEOUT, "get-account", event).await;
    answer.is_ok_and(|answer| answer["statusCode"] == 200)
}

/// A scenario with what happens in it without a fault.
pub(crate) struct Known {
    pub(crate) scenario: Scenario,
    pub(crate) cells: Vec<Cell>,
    mask: Mask,
    earlier: Vec<String>,
    later: Vec<String>,
    /// The state after the same came twice.
    twice: Vec<String>,
    /// The state after the schedules have run, later.
    swept: Vec<String>,
    told: Told,
    told_again: Told,
}

/// A run of a scenario in a system: what came out, and what is so afterwards.
async fn run(
    local: &Local,
    scenario: &Scenario,
    attempt_timeout: Duration,
    fault: Option<&Fault>,
) -> (Result<Value, String>, Vec<Value>) {
    scenario.before.restore(local).await;
    if let Some(fault) = fault {
        local.faults().set(fault.clone());
    }
    let result = invoke(local, scenario, attempt_timeout).await;
    (result, everything(local).await)
}

/// Seconds after which the schedules are run: all that was left to them is due.
const SWEPT_AFTER: i64 = 4 * 60 * 60;

/// Runs every schedule after some seconds, and returns everything.
async fn sweep(local: &Local, seconds: i64) -> Vec<Value> {
    local.clock().advance(u32::try_from(seconds).unwrap());
    for schedule in SCHEDULES {
        let event = fixtures::event("retry-notices", "due");
        // One that fails runs again, as all do.
        let _ = call(local, ATTEMPT_TIMEOUT, schedule.operation, event).await;
    }
    everything(local).await
}

/// A state in which counters and a limit's list of times do not say how often.
fn once(state: &[String]) -> Vec<String> {
    fn without_counts(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                let counts =
                    |name: &str| name == "tries" || name.ends_with("count") || name == "count0";
                fields.retain(|name, _| !counts(name));
                if let Some(Value::Array(times)) = fields.get_mut("done") {
                    times.dedup();
                }
                fields.values_mut().for_each(without_counts);
            }
            Value::Array(list) => list.iter_mut().for_each(without_counts),
            _ => {}
        }
    }
    changed(state, without_counts)
}

/// A state in which it is not said how many attempts it took: one that failed counts.
fn in_the_end(state: &[String]) -> Vec<String> {
    fn without_attempts(value: &mut Value) {
        if let Value::Object(fields) = value {
            fields.remove("attempts");
            fields.values_mut().for_each(without_attempts);
        }
    }
    changed(state, without_attempts)
}

/// A state with a change of its items.
fn changed(state: &[String], change: impl Fn(&mut Value)) -> Vec<String> {
    let mut all: Vec<String> = state
        .iter()
        .map(|part| {
            let mut part: Value = serde_json::from_str(part).unwrap();
            if let Some(item) = part.get_mut("item") {
                change(item);
            }
            part.to_string()
        })
        .collect();
    all.sort();
    all
}

/// Whether the call changes or sends something.
fn writes(service: Service, action: &str) -> bool {
    match service {
        Service::Secrets => false,
        Service::DynamoDb => !matches!(
            action,
            "GetItem" | "Query" | "BatchGetItem" | "TransactGetItems"
        ),
        Service::Sns | Service::Sqs | Service::Ses | Service::Voice => true,
    }
}

/// The cells of a run with these calls.
fn cells(scenario: &Scenario, calls: &[(Service, String, u32)]) -> Vec<Cell> {
    let mut all = vec![Cell::Answer];
    for (service, action, count) in calls {
        // Of reads that are repeated, such as those of all days or partitions, the first three and the last are enough.
        let nths = (1..=*count).filter(|nth| writes(*service, action) || *nth <= 3 || nth == count);
        for nth in nths {
            for fault in Kind::ALL {
                let attempts: &[Attempts] = match fault {
                    // What is refused for good is an outcome, and has its fixture or journey.
                    Kind::Rejected => &[],
                    // Nothing is carried out by a read.
                    Kind::SilentAfter | Kind::LostThenThrottled if !writes(*service, action) => &[],
                    Kind::Silent
                    | Kind::SilentAfter
                    | Kind::LostThenThrottled
                    | Kind::LostThenConflict => &[Attempts::Always],
                    // Whatever a read's first attempt met, its next one reads.
                    Kind::AnswerLost | Kind::Throttled if !writes(*service, action) => {
                        &[Attempts::Always]
                    }
                    _ => &[Attempts::Once, Attempts::Always],
                };
                if fault.fits(*service, action) {
                    all.extend(attempts.iter().map(|attempts| {
                        Cell::Call(Fault {
                            service: *service,
                            operation: scenario.operation.clone(),
                            action: Some(action.clone()),
                            nth,
                            fault,
                            attempts: *attempts,
                        })
                    }));
                }
            }
        }
    }
    all
}

impl Known {
    /// Runs a scenario twice without a fault: what both runs have in common is not random.
    pub(crate) async fn of(scenario: Scenario, systems: &Systems) -> Self {
        let used = systems.take().await;
        scenario.before.restore(&used.0).await;
        let before = everything(&used.0).await;
        systems.give(used).await;
        let used = systems.take().await;
        let other = run(&used.0, &scenario, ATTEMPT_TIMEOUT, None).await;
        systems.give(used).await;
        let used = systems.take().await;
        let local = &used.0;
        let one = run(local, &scenario, ATTEMPT_TIMEOUT, None).await;
        let calls = local.faults().calls_of(&scenario.operation);
        let again = invoke(local, &scenario, ATTEMPT_TIMEOUT).await;
        let twice = everything(local).await;
        let swept = sweep(local, SWEPT_AFTER).await;
        systems.give(used).await;

        let seen = |(result, state): &(Result<Value, String>, Vec<Value>)| {
            tokens(state.iter().chain([&json!(result), &body(result)]))
        };
        let mut known: HashSet<String> = tokens(before.iter().chain([&scenario.event]));
        known.extend(seen(&one).intersection(&seen(&other)).cloned());
        known.extend(Slug::ALL.iter().map(|slug| slug.as_str().to_owned()));
        let mask = Mask { known };
        let known = Self {
            cells: cells(&scenario, &calls),
            earlier: mask.state(&before, &[]),
            later: mask.state(&one.1, &[]),
            twice: mask.state(&twice, &[]),
            swept: mask.state(&swept, &[SWEPT_AFTER]),
            told: told(&one.0, &mask, &[]),
            told_again: told(&again, &mask, &[]),
            scenario,
            mask,
        };
        let other = known.mask.state(&other.1, &[]);
        assert!(
            known.later == other,
            "{}, done twice, differs:{}",
            known.scenario.name,
            difference(&known.later, &other)
        );
        known
    }

    pub(crate) fn succeeds(&self) -> bool {
        matches!(self.told, Told::Done(_))
    }

    /// Whether it changes or sends something.
    pub(crate) fn changes(&self) -> bool {
        let mut cells = self.cells.iter();
        cells.any(|cell| match cell {
            Cell::Call(fault) => writes(fault.service, fault.action.as_deref().unwrap_or_default()),
            Cell::Answer => false,
        })
    }

    pub(crate) fn name(&self, cell: &Cell) -> String {
        let place = match cell {
            Cell::Call(fault) => format!(
                " / {}:{} #{}",
                fault.service.as_str(),
                fault.action.as_deref().unwrap_or_default(),
                fault.nth,
            ),
            Cell::Answer => String::new(),
        };
        format!("{}{place} / {}", self.scenario.name, cell.fault())
    }

    /// What is wrong in a cell.
    pub(crate) async fn judge(&self, cell: &Cell, systems: &Systems) -> Vec<String> {
        let fault = match cell {
            Cell::Call(fault) if hangs(fault) => fault,
            Cell::Call(fault) => {
                let used = systems.take().await;
                let wrong = self.judge_in(&used.0, fault, ATTEMPT_TIMEOUT).await;
                systems.give(used).await;
                return wrong;
            }
            Cell::Answer => {
                let used = systems.take().await;
                let wrong = self.judge_repeat(&used.0).await;
                systems.give(used).await;
                return wrong;
            }
        };
        // On a busy machine another call may run into the short time-out, too: then the product's own is used.
        let mut wrong = Vec::new();
        for timeout in [ATTEMPT_TIMEOUT / SHORTER, ATTEMPT_TIMEOUT] {
            // A system of its own: what was left unanswered may be carried out later.
            let local = system().await;
            wrong = self.judge_in(&local, fault, timeout).await;
            local.stop().await;
            if wrong.is_empty() {
                break;
            }
        }
        wrong
    }

    /// Nothing fails, but the caller does not get the answer and asks for the same again: it gets that answer, and nothing
    /// more is done, unless [`OTHERWISE`] says why not.
    async fn judge_repeat(&self, local: &Local) -> Vec<String> {
        let (first, before) = run(local, &self.scenario, ATTEMPT_TIMEOUT, None).await;
        let again = invoke(local, &self.scenario, ATTEMPT_TIMEOUT).await;
        let after = everything(local).await;
        let told = self.told_by(&again, &[]);
        let mut wrong = Wrong::new(format!("told {}", self.told.name()));
        wrong.then(&told);
        let lines = |everything: &[Value]| everything.iter().map(Value::to_string).collect();
        let (one, other): (Vec<String>, Vec<String>) = (lines(&before), lines(&after));
        let counted = |state: &[Value]| once(&self.mask.state(state, &[]));
        let same = |fields| read(&first, fields) == read(&again, fields);
        let mut otherwise = OTHERWISE.iter();
        let otherwise = otherwise.find(|(names, ..)| {
            let mut names = names.iter();
            names.any(|name| self.scenario.name.starts_with(name))
        });
        let (told_so, done_so) = match otherwise {
            None => (same(&[]), one == other),
            Some((_, Again::Told(slug), _)) => (told.name() == *slug, one == other),
            Some((_, Again::Ends(slug), _)) => (told.name() == *slug, one != other),
            Some((_, Again::Says(fields), _)) => (same(fields), one == other),
            Some((_, Again::Counts(fields), _)) => {
                (same(fields), counted(&before) == counted(&after))
            }
            Some((_, Again::Anew, _)) => (told == self.told, true),
        };
        if !told_so {
            let answers = [&first, &again].map(|answer| format!("\n      {}", read(answer, &[])));
            wrong.say("the answer is another", &answers.concat());
        }
        if !done_so {
            wrong.say("more was done", &difference(&one, &other));
        }
        if otherwise.is_some() && same(&[]) && one == other {
            wrong.say("it is an exception without need", "");
        }
        if !opens(local, &again).await {
            wrong.say("the session does not open", "");
        }
        wrong.all
    }

    async fn judge_in(&self, local: &Local, cell: &Fault, timeout: Duration) -> Vec<String> {
        let (result, everything) = run(local, &self.scenario, timeout, Some(cell)).await;
        if !local.faults().all_met() {
            return vec!["the call was not made".to_owned()];
        }
        let told = self.told_by(&result, &[]);
        let state = self.mask.state(&unless_lost(cell, everything), &[]);
        let mut wrong = Wrong::new(format!(
            "told {}, state {}",
            told.name(),
            self.name_of(&state)
        ));
        let half_done = || {
            let (to_later, to_earlier) = (
                difference(&self.later, &state),
                difference(&self.earlier, &state),
            );
            format!("\n     from the later:{to_later}\n     from the earlier:{to_earlier}")
        };
        match &told {
            Told::Failed(_) if self.is_of_a_machine() => {}
            Told::Failed(_) => wrong.say("no answer that a person can use", ""),
            // What it left to do is done when it comes again, or by a schedule. What a repeated call would have done is
            // not left.
            told if *told == self.told && self.is_of_a_machine() => {
                if state != self.later && passes_by_itself(cell) {
                    wrong.say("it was left though the call was repeated", &half_done());
                }
            }
            told if *told == self.told => {
                let excused =
                    matches!(told, Told::Done(answer) if self.may_be_less(answer, &state));
                if state != self.later && !excused {
                    wrong.say("it is not so", &half_done());
                }
            }
            Told::Done(answer) => match problem_within(answer) {
                Some(problem) if self.is_between(&state) => {
                    if problem["type"] != "outcome-unknown" && self.sent_something(&state) {
                        wrong.say("a message was sent", &half_done());
                    }
                }
                Some(_) => wrong.say("half done", &half_done()),
                None if self.may_be_less(answer, &state) => {}
                None => wrong.say(
                    "the answer is another",
                    &format!("\n      {answer}{}", half_done()),
                ),
            },
            Told::Refused(slug, answer) => {
                let conflict = matches!(cell.fault, Kind::Conflict | Kind::CanceledByConflict);
                let known = (slug == "changed-meanwhile" && conflict)
                    || (slug == "delivery-failed" && sends(cell.service));
                if !known {
                    wrong.say("the refusal is untrue", &format!("\n      {answer}"));
                } else if !self.is_as_before(&state) {
                    wrong.say("something was done", &half_done());
                }
            }
            Told::Unavailable if !self.is_as_before(&state) => {
                wrong.say("something was done", &half_done());
            }
            Told::Unknown if !lets_nothing_be_known(cell) && !self.is_in(&CONTINUED) => {
                wrong.say("it can be known", "");
            }
            // The repeat shows what is so: a try that was counted before the answer was lost, say, stays counted.
            Told::Unavailable | Told::Unknown => {}
        }
        local.faults().clear();
        let answered = told == self.told || matches!(told, Told::Done(_));
        if answered && !opens(local, &result).await {
            wrong.say("the session does not open", "");
        }
        // A person who has an answer does not ask again; what a machine hands over may come again in any case.
        if self.is_of_a_machine() {
            self.comes_again(local, cell, &told, &mut wrong).await;
        } else if !answered || self.says_less_was_done(&told) {
            self.is_asked_again(local, cell, &told, state == self.later, &mut wrong)
                .await;
        }
        wrong.all
    }

    /// Whether a success holds a problem that says what of it was not done, so that the same is asked again.
    fn says_less_was_done(&self, told: &Told) -> bool {
        let Told::Done(answer) = told else {
            return false;
        };
        *told != self.told
            && problem_within(answer).is_some_and(|problem| problem["type"] != "outcome-unknown")
    }

    /// Whether an answer and a state are those without a fault, but for what [`LESS_MAY_BE_DONE`] lets be missing or
    /// [`LEFT_THERE`] lets stay.
    fn may_be_less(&self, answer: &Value, state: &[String]) -> bool {
        if self.is_in(&LEFT_THERE) {
            return self.told == Told::Done(answer.clone())
                && self.is_between(state)
                && self.later.iter().all(|part| state.contains(part));
        }
        let mut less = LESS_MAY_BE_DONE.iter();
        let less = less.find(|(scenario, ..)| *scenario == self.scenario.name);
        let (Some((_, missing, _)), Told::Done(whole)) = (less, &self.told) else {
            return false;
        };
        let without = |value: &mut Value| {
            if let Value::Object(fields) = value {
                fields.retain(|name, _| !missing.contains(&name.as_str()));
            }
        };
        let (mut whole, mut answer) = (whole.clone(), answer.clone());
        without(&mut whole);
        without(&mut answer);
        whole == answer && changed(&self.later, without) == changed(state, without)
    }

    /// Whether a state is the earlier one, or only has what [`MORE_MAY_BE_THERE`] lets be there.
    fn is_as_before(&self, state: &Vec<String>) -> bool {
        *state == self.earlier
            || self.is_in(&MORE_MAY_BE_THERE)
                && self.is_between(state)
                && self.earlier.iter().all(|part| state.contains(part))
                && !self.sent_something(state)
    }

    fn is_in(&self, scenarios: &[(&str, &str)]) -> bool {
        scenarios
            .iter()
            .any(|(scenario, _)| *scenario == self.scenario.name)
    }

    fn is_of_a_machine(&self) -> bool {
        is_of_a_machine(&self.scenario.event)
    }

    fn told_by(&self, result: &Result<Value, String>, moved: &[i64]) -> Told {
        match told(result, &self.mask, moved) {
            Told::Done(answer) => Told::Done(answer),
            told if self.is_of_a_machine() => Told::Failed(told.name()),
            told => told,
        }
    }

    fn name_of(&self, state: &Vec<String>) -> &'static str {
        match (*state == self.earlier, *state == self.later) {
            (true, true) => "unchanged",
            (true, false) => "earlier",
            (false, true) => "later",
            (false, false) => "neither",
        }
    }

    /// Whether each item is as it was before or as it is afterwards, and each message one of those that are sent.
    fn is_between(&self, state: &[String]) -> bool {
        let (earlier, later) = (&self.earlier, &self.later);
        let mut kept = earlier.iter().filter(|part| later.contains(part));
        state
            .iter()
            .all(|part| earlier.contains(part) || later.contains(part))
            && kept.all(|part| state.contains(part))
    }

    fn sent_something(&self, state: &[String]) -> bool {
        state
            .iter()
            .any(|part| part.contains("\"sent\":") && !self.earlier.contains(part))
    }

    /// What a machine hands over comes again until it is done, and what it leaves to a schedule is done then.
    async fn comes_again(&self, local: &Local, cell: &Fault, first: &Told, wrong: &mut Wrong) {
        // A process that dies after it sent a message cannot know that it did: messages are sent at least once.
        let seen = |everything| match (first, cell.attempts) {
            _ if cell.service == Service::Voice => everything,
            (Told::Failed(_), _) | (_, Attempts::Always) => without_copies(everything),
            _ => unless_lost(cell, everything),
        };
        let mut ends = vec![in_the_end(&self.later)];
        // A call that got no answer is not placed again: nobody can know that this one does not ring.
        if cell.service == Service::Voice && cell.fault == Kind::Silent {
            let mut quiet = in_the_end(&self.later);
            quiet.retain(|part| !part.contains("\"sent\":\"call\""));
            ends.push(quiet);
        }
        let mut moved = Vec::new();
        let mut last = first.clone();
        for wait in AGAIN_AFTER {
            passes(local, wait, &mut moved);
            let result = invoke(local, &self.scenario, ATTEMPT_TIMEOUT).await;
            last = self.told_by(&result, &moved);
            let state = self.mask.state(&seen(everything(local).await), &moved);
            if last == self.told && ends.contains(&in_the_end(&state)) {
                return;
            }
        }
        wrong.then(&last);
        if last != self.told {
            wrong.say("it never ends", "");
        }
        self.is_swept(local, moved, seen, wrong).await;
    }

    /// The schedules run, and what was left to them is done.
    async fn is_swept(
        &self,
        local: &Local,
        mut moved: Vec<i64>,
        seen: impl Fn(Vec<Value>) -> Vec<Value>,
        wrong: &mut Wrong,
    ) {
        // The first of these times has gone by with all others.
        let past = moved.first().copied().unwrap_or(0);
        let rest = SWEPT_AFTER - past;
        let swept = seen(sweep(local, rest).await);
        for seconds in &mut moved {
            *seconds += rest;
        }
        moved.push(rest);
        let state = self.mask.state(&swept, &moved);
        if in_the_end(&state) != in_the_end(&self.swept) {
            wrong.say(
                "it does not end in the later state, once",
                &difference(&self.swept, &state),
            );
        }
    }

    /// A person asks for the same again, without a fault.
    async fn is_asked_again(
        &self,
        local: &Local,
        cell: &Fault,
        first: &Told,
        was_later: bool,
        wrong: &mut Wrong,
    ) {
        let mut moved = Vec::new();
        let mut result = invoke(local, &self.scenario, ATTEMPT_TIMEOUT).await;
        let mut last = self.told_by(&result, &moved);
        let unknown = *first == Told::Unknown;
        if let Some(seconds) = pause(&result).filter(|_| was_later || unknown) {
            if was_later {
                // It was done, and may be done again later.
                return;
            }
            passes(local, seconds, &mut moved);
            result = invoke(local, &self.scenario, ATTEMPT_TIMEOUT).await;
            last = self.told_by(&result, &moved);
        }
        wrong.then(&last);
        let left = matches!(last, Told::Done(_)) && self.is_in(&LEFT_TO_A_SCHEDULE);
        if left && last != self.told {
            self.is_swept(local, moved, without_copies, wrong).await;
            return;
        }
        let refused = matches!(self.told, Told::Refused(..));
        // Who does the same twice is told as who does it twice without a fault.
        let fits = last == self.told
            || (last == self.told_again && (refused || was_later && matches!(last, Told::Done(_))));
        if !fits {
            let answers =
                [&last, &self.told, &self.told_again].map(|told| format!("\n      {told:?}"));
            wrong.say("another answer than without a fault", &answers.concat());
        } else if !opens(local, &result).await {
            wrong.say("the session does not open", "");
        }
        let mut everything = everything(local).await;
        if unknown {
            everything = unless_lost(cell, everything);
        }
        // A wrong attempt counts each time, and a limit what cannot be known.
        let state = self.mask.state(&everything, &moved);
        let counted = refused
            && state
                .iter()
                .all(|part| self.later.contains(part) || self.twice.contains(part));
        let not_known = unknown && once(&state) == once(&self.later);
        if state != self.later && !counted && !not_known {
            wrong.say(
                "it does not end in the later state, once",
                &difference(&self.later, &state),
            );
        }
    }
}

/// What is wrong in a cell, each with what led there.
struct Wrong {
    so_far: String,
    all: Vec<String>,
}

impl Wrong {
    fn new(so_far: String) -> Self {
        let all = Vec::new();
        Self { so_far, all }
    }

    fn then(&mut self, told: &Told) {
        self.so_far += &format!(", then told {}", told.name());
    }

    fn say(&mut self, why: &str, detail: &str) {
        self.all.push(format!("{}: {why}{detail}", self.so_far));
    }
}

/// The clock goes on by some seconds.
fn passes(local: &Local, seconds: u32, moved: &mut Vec<i64>) {
    local.clock().advance(seconds);
    if seconds > 0 {
        let seconds = i64::from(seconds);
        for past in &mut *moved {
            *past += seconds;
        }
        moved.push(seconds);
    }
}

/// The seconds that a limit asks to wait until the same may be done again.
fn pause(result: &Result<Value, String>) -> Option<u32> {
    let problem = body(result);
    let seconds = problem["retry_after"].as_u64()?;
    let is_short = problem["type"] == "too-many-requests" && seconds <= PAUSE;
    is_short.then(|| u32::try_from(seconds).ok()).flatten()
}

/// A problem that is told within an answer: what of it was not done.
fn problem_within(answer: &Value) -> Option<&Value> {
    let is_problem = |value: &&Value| value.get("type").is_some() && value.get("title").is_some();
    answer.as_object()?.values().find(is_problem)
}

fn sends(service: Service) -> bool {
    matches!(
        service,
        Service::Sns | Service::Sqs | Service::Ses | Service::Voice
    )
}

/// Whether the call of the store that failed is repeated with success, so that nobody notices.
fn passes_by_itself(cell: &Fault) -> bool {
    cell.attempts == Attempts::Once && !hangs(cell) && !sends(cell.service)
}

/// Whether a call is carried out, or may have been, and its caller cannot learn it.
fn lets_nothing_be_known(cell: &Fault) -> bool {
    let kind =
        cell.fault.is_carried_out() || matches!(cell.fault, Kind::ServerError | Kind::Silent);
    // A message is not sent a second time when the answer to the first is lost.
    kind && (cell.attempts == Attempts::Always || sends(cell.service))
        && writes(cell.service, cell.action.as_deref().unwrap_or_default())
}

/// What was sent, with copies of a message as one if the service's answer was lost: it has no way to ask. A phone that
/// rings twice is another matter.
fn unless_lost(cell: &Fault, everything: Vec<Value>) -> Vec<Value> {
    let is_message = sends(cell.service) && cell.service != Service::Voice;
    if cell.fault.is_carried_out() && is_message {
        return without_copies(everything);
    }
    everything
}

fn without_copies(everything: Vec<Value>) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for part in everything {
        if part.get("sent").is_none() || !all.contains(&part) {
            all.push(part);
        }
    }
    all
}
