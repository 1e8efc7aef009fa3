//! The documents are there, lead somewhere, and repeat no number of the rules: those stand in `domain::policy`, and a
//! document that repeated one would be wrong after a change of that one line.

use std::path::{Path, PathBuf};

use domain::policy;
use jiff::SignedDuration;

use super::{names, top};

#[test]
fn those_who_carry_it_on_find_a_document_where_the_work_is() {
    for document in [
        "README.md",
        "functions/README.md",
        "shared/README.md",
        "tests/README.md",
        "infra/aws/runbook.md",
        ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
    ] {
        assert!(top().join(document).is_file(), "{document}");
    }
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    let mut dead = Vec::new();
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            if path.contains("://") {
                continue;
            }
            let target = if path.is_empty() {
                document.clone()
            } else {
                document.parent().unwrap().join(path)
            };
            let found =
                target.exists() && (heading.is_empty() || headings(&target).contains(heading));
            if !found {
                dead.push(format!("{}: {link}", name(&document)));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

/// The code in the README that an API of one's own answers a challenge with, run on requests as the authorizer lets them in.
#[test]
fn the_readmes_api_asks_for_a_stronger_or_more_recent_authentication() {
    let readme = std::fs::read_to_string(top().join("README.md")).unwrap();
    let code = readme.split("```python\n").nth(1).unwrap();
    let code = code.split("```").next().unwrap();
    let calls = r#"
def answer(acr, seconds):
    person = {"acr": acr, "auth_time": int(time.time()) - seconds, "sub": "s"}
    event = {"requestContext": {"authorizer": {"lambda": person}}}
    return handler(event, None)
for strong in STRONG:
    assert answer(strong, 10)["statusCode"] == 200
for acr, seconds in [("password", 10), ("phone-otp", 301), ("unknown", 10)]:
    refused = answer(acr, seconds)
    assert refused["statusCode"] == 401
    challenge = refused["headers"]["www-authenticate"]
    assert challenge.startswith('Bearer error="insufficient_user_authentication"'), challenge
    assert challenge.endswith('acr_values="phone-otp", max_age="300"'), challenge
"#;
    let ran = std::process::Command::new("python3")
        .args(["-c", &format!("{code}{calls}")])
        .output()
        .expect("python3 runs");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
}

#[test]
fn no_document_repeats_a_number_of_the_rules() {
    let rules = rules();
    let mut repeated = Vec::new();
    for document in documents() {
        let words = words(&std::fs::read_to_string(&document).unwrap());
        for (constant, number, unit) in &rules {
            for phrase in phrases(&words, *number, unit) {
                if !NO_RULES.contains(&(name(&document).as_str(), phrase.as_str())) {
                    repeated.push(format!("{}: \"{phrase}\" ({constant})", name(&document)));
                }
            }
        }
    }
    repeated.dedup();
    assert!(
        repeated.is_empty(),
        "say it without the number, link to shared/domain/src/policy.rs, or add it to the list of what is no rule:\n{}",
        repeated.join("\n")
    );
}

#[test]
fn a_repeated_number_is_found_in_digits_and_in_words_in_prose_and_in_pictures() {
    let found = |text: &str, number, unit| !phrases(&words(text), number, unit).is_empty();
    for text in [
        "a two-minute code",
        "Codes live for **two minutes**.",
        "codes live 2\nminutes, and",
        "| 2 whole minutes |",
        "![two minutes](picture.png)",
        "```mermaid\na --> b[Sign in<br>two minutes]\n```",
    ] {
        assert!(found(text, 2, "minute"), "{text}");
    }
    for text in [
        "twenty-two minutes",
        "12 minutes",
        "two, and minutes later",
        "`{\"advance\": \"2 minutes\"}`",
        "```sh\nsleep 2 # minutes\n```",
    ] {
        assert!(!found(text, 2, "minute"), "{text}");
    }
    assert!(found("five wrong tries", 5, "try"));
    assert!(found("fifty-nine days", 59, "day"));
    assert!(found("sixty days", 60, "day"));
    assert!(found("12-month window", 12, "month"));
}

#[test]
fn what_is_listed_as_no_rule_is_still_in_its_document() {
    for (document, phrase) in NO_RULES {
        let words = words(&std::fs::read_to_string(top().join(document)).unwrap());
        assert!(words.join(" ").contains(phrase), "{document}: {phrase}");
    }
}

/// Numbers of documents that are no rule's, though one may be the same.
const NO_RULES: &[(&str, &str)] = &[
    // How long the walk takes.
    ("README.md", "five minutes"),
    // The template's threshold for the alarm.
    ("infra/aws/runbook.md", "15 minutes"),
    // For how long the template's event source tries an order's mail again.
    ("infra/aws/runbook.md", "12 hours"),
];

/// The rules that a document might repeat: constant, number and unit. A duration counts in every unit that it fills.
fn rules() -> Vec<(&'static str, u64, &'static str)> {
    let mut rules = Vec::new();
    macro_rules! counts {
        ($($constant:ident: $($unit:literal)+;)*) => {
            $($(rules.push((stringify!($constant), u64::try_from(policy::$constant).unwrap(), $unit));)+)*
        };
    }
    macro_rules! durations {
        ($($constant:ident)*) => {
            $(rules.extend(in_units(policy::$constant).map(|(number, unit)| (stringify!($constant), number, unit)));)*
        };
    }
    counts! {
        CODE_DIGITS: "digit";
        CODE_TRIES: "try" "attempt";
        PHONES_PER_CREDENTIAL: "phone";
        LICENSE_KEY_SYMBOLS: "symbol" "character";
        ACTIVATION_CODE_SYMBOLS: "symbol" "character";
        ACTIVITY_KEPT_MONTHS: "month";
        REFUND_DAYS: "day";
        RENEWAL_OPENS_DAYS: "day";
        RENEWAL_CLOSES_MONTHS: "month";
        EXPIRY_SHOWN_DAYS: "day";
        INSTANT_FAILURES: "attempt" "failure";
        PROOFING_FAILURES: "attempt" "failure";
        PASSWORD_MIN: "character";
        PASSWORD_MAX: "character";
        ORDER_UNITS: "unit" "key";
        REMINDER_LATE_DAYS: "day";
    }
    durations! {
        CODE_VALIDITY
        ACTIVATION_CODE_VALIDITY
        QUESTIONS_VALIDITY
        APPOINTMENT_NOTICE
        APPOINTMENT_HORIZON
        RESET_VALIDITY
        SESSION_LIFE
        SESSION_IDLE
        IDEMPOTENCY_KEPT
    }
    for days in policy::REMINDER_DAYS {
        rules.push(("REMINDER_DAYS", u64::try_from(days).unwrap(), "day"));
    }
    for step in policy::LOCKOUT {
        rules.push(("LOCKOUT", u64::from(step.failures), "failure"));
        rules.push(("LOCKOUT", u64::from(step.failures), "code"));
    }
    // "One" is an article in most sentences, and zero a figure of speech.
    rules.retain(|(_, number, _)| *number > 1);
    rules
}

fn in_units(duration: SignedDuration) -> impl Iterator<Item = (u64, &'static str)> {
    let seconds = u64::try_from(duration.as_secs()).unwrap();
    [
        (1, "second"),
        (60, "minute"),
        (3_600, "hour"),
        (86_400, "day"),
    ]
    .into_iter()
    .filter(move |(length, _)| seconds.is_multiple_of(*length))
    .map(move |(length, unit)| (seconds / length, unit))
}

/// Where a number stands before its unit, or with one word between: "five tries", "five wrong tries".
fn phrases(words: &[String], number: u64, unit: &str) -> Vec<String> {
    let plural = match unit.strip_suffix('y') {
        Some(stem) if unit != "day" && unit != "key" => format!("{stem}ies"),
        _ => format!("{unit}s"),
    };
    let is_unit = |word: &String| *word == unit || *word == plural;
    let mut found = Vec::new();
    for spelling in [vec![number.to_string()], spelled(number)] {
        if spelling.is_empty() {
            continue;
        }
        for (at, window) in words.windows(spelling.len()).enumerate() {
            // "Two" of "twenty-two" is another number.
            if window != spelling || (at > 0 && TENS.contains(&words[at - 1].as_str())) {
                continue;
            }
            let after = at + spelling.len();
            let end = (after..after + 2).find(|end| words.get(*end).is_some_and(is_unit));
            found.extend(end.map(|end| words[at..=end].join(" ")));
        }
    }
    found
}

const ONES: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 5] = ["twenty", "thirty", "forty", "fifty", "sixty"];

/// A number in English words, up to sixty; none beyond.
fn spelled(number: u64) -> Vec<String> {
    let word = |words: &[&str], at: u64| words[usize::try_from(at).unwrap()].to_owned();
    match number {
        1..20 => vec![word(&ONES, number)],
        20..=60 if number.is_multiple_of(10) => vec![word(&TENS, number / 10 - 2)],
        21..60 => vec![word(&TENS, number / 10 - 2), word(&ONES, number % 10)],
        _ => Vec::new(),
    }
}

/// The words of a document in lower case. What stands as code is a command or an example and no statement, but the words
/// of a picture are. A mark between two words that ends a thought stands as a word of its own.
fn words(document: &str) -> Vec<String> {
    let mut prose = String::new();
    let mut fence = None;
    for line in document.lines() {
        if let Some(language) = line.strip_prefix("```") {
            fence = match fence {
                None => Some(language),
                Some(_) => None,
            };
        } else if matches!(fence, None | Some("" | "mermaid")) {
            let outside = line.split('`').step_by(if fence.is_none() { 2 } else { 1 });
            prose.extend(outside.flat_map(|part| [part, " … "]));
            prose.push('\n');
        }
    }
    let mut words = Vec::new();
    let mut word = String::new();
    for c in prose.to_lowercase().chars() {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !(c.is_whitespace() || matches!(c, '-' | '*' | '_')) {
            words.push(c.to_string());
        }
    }
    words
}

/// The anchors of a document's headings, as GitHub makes them.
fn headings(document: &Path) -> std::collections::BTreeSet<String> {
    let text = std::fs::read_to_string(document).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix('#'))
        .map(|heading| {
            heading
                .trim_start_matches('#')
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

/// Every document of the repository.
fn documents() -> Vec<PathBuf> {
    let mut documents = Vec::new();
    let mut folders = vec![top()];
    while let Some(folder) = folders.pop() {
        for name in names(&folder) {
            let path = folder.join(&name);
            let of_others = name == "target" || name == "node_modules";
            if path.is_dir() && !of_others && (!name.starts_with('.') || name == ".github") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                documents.push(path);
            }
        }
    }
    documents.sort();
    documents
}

/// A document as the repository names it.
fn name(document: &Path) -> String {
    let top = top();
    let path = document.strip_prefix(top).unwrap();
    path.to_string_lossy().into_owned()
}
