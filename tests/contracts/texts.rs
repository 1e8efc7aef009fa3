//! What the pages show is in the catalogue, and what is in the catalogue is shown: a text that is missing or left over
//! fails here. That the languages have the same texts is the platform's own test.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use domain::account::Country;
use domain::application::Scope;
use domain::credential::State;
use domain::language::Language;
use domain::order::{PaymentMethod, UnappliedReason};
use domain::phone::Channel;
use domain::product::{Coverage, Product};
use domain::proofing::Method;
use domain::strength::Strength;
use http::Slug;
use http::views::StatusView;
use serde_json::{Value, json};

use super::{names, sources, top};

/// The scripts of the pages, one after another, without the libraries.
fn scripts() -> String {
    let folder = top().join("functions/portal/web");
    let scripts = names(&folder)
        .into_iter()
        .filter(|name| name.rsplit('.').next() == Some("js"));
    scripts.fold(String::new(), |mut all, name| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        writeln!(all, "{text}").unwrap();
        all
    })
}

/// The catalogue's text.
fn english() -> String {
    let folder = top().join("shared/words/locales/en");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    read("messages.ftl") + &read("pages.ftl")
}

/// The ids of the catalogue.
fn catalogue() -> BTreeSet<String> {
    let text = english();
    let ids = text
        .lines()
        .filter(|line| !line.starts_with(['#', ' ', '}']));
    ids.filter_map(|line| line.split_once(" ="))
        .map(|(id, _)| id.to_owned())
        .collect()
}

fn words(of: Value) -> Vec<String> {
    serde_json::from_value(of).unwrap()
}

/// Whether a source tells a person's next step to a working credential. The other steps are those of problems.
fn leads_to_a_credential(file: &Path) -> bool {
    file.ends_with("credential.rs") || file.ends_with("get-account/src/lib.rs")
}

/// The next steps that sources name outside of their tests.
fn steps(wanted: impl Fn(&Path) -> bool) -> BTreeSet<String> {
    let folders = ["shared", "functions"].map(|folder| sources(&top().join(folder)));
    let mut steps = BTreeSet::new();
    for file in folders.into_iter().flatten().filter(|file| wanted(file)) {
        let source = std::fs::read_to_string(file).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        for named in code.split("NextStep::").skip(1) {
            let mut step = String::new();
            for c in named.chars().take_while(char::is_ascii_alphabetic) {
                let between = c.is_ascii_uppercase() && !step.is_empty();
                step.extend(between.then_some('-'));
                step.push(c.to_ascii_lowercase());
            }
            steps.insert(step);
        }
    }
    steps
}

/// The part of a text between two others.
fn between<'a>(text: &'a str, before: &str, after: char) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

/// The keys of an object in a script that has one on each line.
fn keys(object: &str) -> BTreeSet<String> {
    let lines = object
        .lines()
        .filter_map(|line| line.trim().split_once(": '"));
    lines
        .map(|(key, _)| key.trim_matches('\'').to_owned())
        .collect()
}

/// The variants of an enum as JSON writes them, taken from its schema, so that a variant added later is among them.
fn variants<T: utoipa::PartialSchema>() -> Vec<String> {
    let schema = serde_json::to_value(T::schema()).unwrap();
    words(schema["enum"].clone())
}

/// The ids that a page puts together: how they begin, what follows, and how they may end.
fn families() -> Vec<(&'static str, Vec<String>, &'static [&'static str])> {
    let steps: Vec<String> = steps(leads_to_a_credential).into_iter().collect();
    let coverages = variants::<Coverage>();
    let strengths = variants::<Strength>();
    let channels = variants::<Channel>();
    let mut problems = words(json!(Slug::ALL));
    let types = std::fs::read_to_string(top().join("tests/browser/portal.d.ts")).unwrap();
    let own = between(&types, "type PagesOwn =", ';');
    let own = own.split('|').map(|slug| slug.trim().trim_matches('\''));
    problems.extend(own.map(str::to_owned));
    let scripts = scripts();
    let topics = between(&scripts, "const TOPICS = [", ']').replace(['\'', ' ', '\n'], "");
    let reasons = between(&scripts, "const REASONS = [", ']').replace(['\'', ' ', '\n'], "");
    let next_steps = keys(between(&scripts, "const NEXT = {", '}'));
    let address = between(&scripts, "const ADDRESS = [\n", ';');
    vec![
        ("problem-", problems, &[""]),
        ("product-", words(json!(Product::ALL)), &[""]),
        ("strength-", strengths.clone(), &[""]),
        ("requires-", strengths.clone(), &["", "-proofed"]),
        ("store-where-", coverages.clone(), &["", "-more"]),
        ("phone-country-", coverages, &[""]),
        ("state-", variants::<State>(), &[""]),
        ("order-", variants::<StatusView>(), &[""]),
        ("order-unapplied-", variants::<UnappliedReason>(), &[""]),
        ("next-", steps.clone(), &[""]),
        ("do-", steps, &[""]),
        ("channel-", channels.clone(), &["", "-more"]),
        ("code-sent-", channels.clone(), &[""]),
        ("method-", variants::<Method>(), &["", "-more"]),
        ("pay-", variants::<PaymentMethod>(), &["", "-more"]),
        (
            "help-",
            topics.split_terminator(',').map(str::to_owned).collect(),
            &["", "-answer"],
        ),
        (
            "error-",
            reasons.split_terminator(',').map(str::to_owned).collect(),
            &[""],
        ),
        ("consent-", words(json!(Scope::ALL)), &[""]),
        ("step-", next_steps.into_iter().collect(), &[""]),
        (
            "address-",
            address
                .lines()
                .filter_map(|line| line.trim().strip_prefix("['")?.split_once('\''))
                .map(|(name, _)| name.replace('_', "-"))
                .collect(),
            &[""],
        ),
    ]
}

#[test]
fn every_text_that_a_page_shows_is_in_the_catalogue_and_none_is_left_over() {
    let (scripts, catalogue) = (scripts(), catalogue());
    let families = families();
    let made: BTreeSet<String> = families
        .iter()
        .flat_map(|(begin, middles, ends)| {
            middles
                .iter()
                .flat_map(move |middle| ends.iter().map(move |end| format!("{begin}{middle}{end}")))
        })
        .collect();
    let mut missing: BTreeSet<&str> = made
        .iter()
        .map(String::as_str)
        .filter(|id| !catalogue.contains(*id))
        .collect();
    for call in ["t(", "told(", "maybe("] {
        let calls = scripts.split(call).zip(scripts.split(call).skip(1));
        for (before, after) in calls {
            if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                continue;
            }
            if let Some(id) = after
                .strip_prefix('\'')
                .and_then(|rest| rest.split('\'').next())
            {
                if !catalogue.contains(id) {
                    missing.insert(id);
                }
            } else if let Some(begin) = after
                .strip_prefix('`')
                .and_then(|rest| rest.split('$').next())
            {
                let known = families.iter().any(|(family, _, _)| *family == begin);
                assert!(known, "{begin}…: say in this test what may follow");
            }
        }
    }
    assert!(missing.is_empty(), "no text for {missing:?}");

    let english = english();
    let left_over: Vec<&String> = catalogue
        .iter()
        .filter(|id| {
            !["mail-", "text-", "call-", "item-", "page-", "date"]
                .iter()
                .any(|sent| id.starts_with(sent))
        })
        .filter(|id| !made.contains(*id))
        .filter(|id| !english.contains(&format!("{{ {id} }}")))
        .filter(|id| {
            !scripts.contains(&format!("'{id}'")) && !scripts.contains(&format!("\"{id}\""))
        })
        .collect();
    assert!(left_over.is_empty(), "no page shows {left_over:?}");
}

#[test]
fn every_next_step_leads_to_a_page() {
    // Steps of problems that are taken where the problem shows; the page of an application's request has some of its own.
    const HERE: [&str; 6] = [
        "choose-video",
        "choose-voice",
        "consent",
        "sign-in-again",
        "unreachable",
        "verify-otp",
    ];
    let scripts = scripts();
    let led = keys(between(&scripts, "const STEPS = {", '}'));
    assert_eq!(led, steps(leads_to_a_credential));
    let mut led = keys(between(&scripts, "const NEXT = {", '}'));
    led.extend(HERE.map(str::to_owned));
    assert_eq!(led, steps(|file| !leads_to_a_credential(file)));
}

#[test]
fn the_languages_that_a_page_offers_are_the_ones_that_are_spoken() {
    let scripts = scripts();
    let offered: BTreeSet<&str> = between(&scripts, "export const LANGUAGES = {", '}')
        .split(',')
        .filter_map(|language| language.split_once(':'))
        .map(|(code, _)| code.trim().trim_matches('\''))
        .collect();
    let spoken = Language::ALL.map(Language::code);
    assert_eq!(offered, spoken.into_iter().collect());
}

#[test]
fn the_countries_that_the_pages_offer_are_the_ones_that_the_interface_takes() {
    let scripts = scripts();
    let offered: BTreeSet<&str> = scripts
        .split_once("export const COUNTRIES =")
        .unwrap()
        .1
        .split('\'')
        .nth(1)
        .unwrap()
        .split(' ')
        .collect();
    let letters = 'A'..='Z';
    let taken: BTreeSet<String> = letters
        .clone()
        .flat_map(|first| {
            letters
                .clone()
                .map(move |second| format!("{first}{second}"))
        })
        .filter(|code| Country::try_from(code.clone()).is_ok())
        .collect();
    assert_eq!(offered, taken.iter().map(String::as_str).collect());
}
