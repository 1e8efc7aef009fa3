//! One fault in one call, and the judgement of what was told and what is so. It knows no operation: it compares with a run
//! without a fault.

use std::collections::HashSet;
use std::time::Duration;

use http::Slug;
use local::Local;
use local::faults::{Attempts, Fault, Kind, Service};
use local::schedule::SCHEDULES;
use phone_otp_tests::fixtures;
use platform::ATTEMPT_TIMEOUT;
use serde_json::{Value, json};

use crate::scenarios::{Scenario, Systems, call, is_of_a_machine, system};
use crate::state::{Mask, difference, everything, tokens};

/// The part of the time-outs that is used where an answer is waited for in vain.
const SHORTER: u32 = 10;

/// Scenarios that may succeed without all that they do without a fault, since their answer then says less; why.
const LESS_MAY_BE_SAID: [(&str, &str); 2] = [
    (
        "place-order (by-card)",
        "an order is kept before its checkout is begun; without a payment_url, the person begins it from the order",
    ),
    (
        "sign-in (in another language)",
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

/// Seconds after which an event that failed comes again. In the end every claim has lapsed.
const AGAIN_AFTER: [u32; 5] = [0, 60, 120, 15 * 60, 60 * 60];

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
    refused(body["type"].as_str().unwrap_or_default(), masked)
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

/// Whether a cell waits in vain.
pub(crate) fn hangs(cell: &Fault) -> bool {
    matches!(cell.fault, Kind::Silent | Kind::SilentAfter)
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
    pub(crate) cells: Vec<Fault>,
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

/// A state in which counters and lists of times do not say how often.
fn once(state: &[String]) -> Vec<String> {
    fn without_counts(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| name != "tries" && !name.ends_with("count"));
                fields.values_mut().for_each(without_counts);
            }
            Value::Array(times) => times.dedup(),
            _ => {}
        }
    }
    let mut all: Vec<String> = state
        .iter()
        .map(|part| {
            let mut part: Value = serde_json::from_str(part).unwrap();
            without_counts(&mut part["item"]);
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
        Service::Sns | Service::Ses | Service::Voice => true,
    }
}

/// The faults that are put into the calls of a run.
fn cells(scenario: &Scenario, calls: &[(Service, String, u32)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (service, action, count) in calls {
        // Of reads that are repeated, such as those of all days or partitions, the first three and the last are enough.
        let nths = (1..=*count).filter(|nth| writes(*service, action) || *nth <= 3 || nth == count);
        for nth in nths {
            for fault in Kind::ALL {
                let attempts: &[Attempts] = match fault {
                    // What is refused for good is an outcome, and has its fixture or journey.
                    Kind::Rejected => &[],
                    // Nothing is carried out by a read.
                    Kind::SilentAfter if !writes(*service, action) => &[],
                    Kind::Silent | Kind::SilentAfter => &[Attempts::Always],
                    _ => &[Attempts::Once, Attempts::Always],
                };
                if fault.fits(*service, action) {
                    faults.extend(attempts.iter().map(|attempts| Fault {
                        service: *service,
                        operation: scenario.operation.clone(),
                        action: Some(action.clone()),
                        nth,
                        fault,
                        attempts: *attempts,
                    }));
                }
            }
        }
    }
    faults
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
        cells.any(|cell| writes(cell.service, cell.action.as_deref().unwrap_or_default()))
    }

    pub(crate) fn name(&self, cell: &Fault) -> String {
        let attempts = match (cell.fault, cell.attempts) {
            (Kind::Silent | Kind::SilentAfter, _) => "",
            (_, Attempts::Once) => " once",
            (_, Attempts::Always) => " always",
        };
        format!(
            "{} / {}:{} #{} / {}{attempts}",
            self.scenario.name,
            cell.service.as_str(),
            cell.action.as_deref().unwrap_or_default(),
            cell.nth,
            cell.fault.as_str(),
        )
    }

    /// What is wrong in a cell.
    pub(crate) async fn judge(&self, cell: &Fault, systems: &Systems) -> Vec<String> {
        if !hangs(cell) {
            let used = systems.take().await;
            let wrong = self.judge_in(&used.0, cell, ATTEMPT_TIMEOUT).await;
            systems.give(used).await;
            return wrong;
        }
        // On a busy machine another call may run into the short time-out, too: then the product's own is used.
        let mut wrong = Vec::new();
        for timeout in [ATTEMPT_TIMEOUT / SHORTER, ATTEMPT_TIMEOUT] {
            // A system of its own: what was left unanswered may be carried out later.
            let local = system().await;
            wrong = self.judge_in(&local, cell, timeout).await;
            local.stop().await;
            if wrong.is_empty() {
                break;
            }
        }
        wrong
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
            // What it left to do is done when it comes again, or by a schedule.
            told if *told == self.told && self.is_of_a_machine() => {}
            told if *told == self.told => {
                let excused = matches!(told, Told::Done(answer) if self.may_say_less(answer))
                    && self.is_between(&state);
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
                None if self.may_say_less(answer)
                    && state.iter().all(|part| self.is_part(part)) => {}
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
        } else if !answered {
            self.is_asked_again(local, cell, &told, state == self.later, &mut wrong)
                .await;
        }
        wrong.all
    }

    /// Whether an answer says a part of what is said without a fault, in a scenario of [`LESS_MAY_BE_SAID`].
    fn may_say_less(&self, answer: &Value) -> bool {
        let (Told::Done(whole), Some(answer)) = (&self.told, answer.as_object()) else {
            return false;
        };
        let part = answer
            .iter()
            .all(|(name, value)| whole.get(name) == Some(value));
        part && self.is_in(&LESS_MAY_BE_SAID)
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

    /// Whether an item or a message is as before or afterwards, or is without some attributes that it has afterwards.
    fn is_part(&self, part: &String) -> bool {
        let less: Value = serde_json::from_str(part).unwrap();
        let is_less = |whole: &String| {
            let whole: Value = serde_json::from_str(whole).unwrap();
            let mut attributes = less["item"].as_object().into_iter().flatten();
            less["table"] == whole["table"]
                && attributes.all(|(name, value)| whole["item"].get(name) == Some(value))
        };
        self.earlier.contains(part)
            || self.later.contains(part)
            || (less["item"].is_object() && self.later.iter().any(is_less))
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
            (Told::Failed(_), _) | (_, Attempts::Always) => without_copies(everything),
            _ => unless_lost(cell, everything),
        };
        let mut moved = Vec::new();
        let mut last = first.clone();
        for wait in AGAIN_AFTER {
            passes(local, wait, &mut moved);
            let result = invoke(local, &self.scenario, ATTEMPT_TIMEOUT).await;
            last = self.told_by(&result, &moved);
            let state = self.mask.state(&seen(everything(local).await), &moved);
            if last == self.told && state == self.later {
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
        if state != self.swept {
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

/// The seconds that a refusal asks to wait.
fn pause(result: &Result<Value, String>) -> Option<u32> {
    let seconds = body(result)["retry_after"].as_u64()?;
    u32::try_from(seconds).ok()
}

/// A problem that is told within an answer: what of it was not done.
fn problem_within(answer: &Value) -> Option<&Value> {
    let is_problem = |value: &&Value| value.get("type").is_some() && value.get("title").is_some();
    answer.as_object()?.values().find(is_problem)
}

fn sends(service: Service) -> bool {
    matches!(service, Service::Sns | Service::Ses | Service::Voice)
}

/// Whether a call is carried out, or may have been, and its caller cannot learn it.
fn lets_nothing_be_known(cell: &Fault) -> bool {
    let kind = matches!(
        cell.fault,
        Kind::AnswerLost | Kind::ServerError | Kind::Silent | Kind::SilentAfter
    );
    // A message is not sent a second time when the answer to the first is lost.
    kind && (cell.attempts == Attempts::Always || sends(cell.service))
        && writes(cell.service, cell.action.as_deref().unwrap_or_default())
}

/// What was sent, with copies of a message as one if the service's answer was lost: it has no way to ask.
fn unless_lost(cell: &Fault, everything: Vec<Value>) -> Vec<Value> {
    let lost = matches!(cell.fault, Kind::AnswerLost | Kind::SilentAfter);
    if lost && sends(cell.service) {
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
