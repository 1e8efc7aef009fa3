//! The catalogue: every word that people read or hear, in a folder for each language (`locales/<code>/`) with the same
//! messages of the same names, in Project Fluent's syntax. What the functions send is in `messages.ftl`; what only a
//! browser shows is in `pages.ftl`, which no function but the portal's holds.

use std::sync::OnceLock;

use domain::Timestamp;
use domain::language::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::tz::TimeZone;

/// The values that a message is said with, by name.
pub type Args<'a> = [(&'a str, FluentValue<'a>)];

/// What is sent in a language.
const fn sent(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../locales/en/messages.ftl"),
        Language::Spanish => include_str!("../locales/es/messages.ftl"),
        Language::French => include_str!("../locales/fr/messages.ftl"),
        Language::German => include_str!("../locales/de/messages.ftl"),
        Language::Japanese => include_str!("../locales/ja/messages.ftl"),
    }
}

/// A message in a language. One that the language lacks is said in English; tests prove that none is lacking.
#[must_use]
pub fn say(language: Language, id: &str, args: &Args<'_>) -> String {
    let args: FluentArgs<'_> = args.iter().cloned().collect();
    let said = [language, Language::English]
        .into_iter()
        .find_map(|language| {
            let bundle = bundle(language);
            let pattern = bundle.get_message(id)?.value()?;
            let mut errors = Vec::new();
            let said = bundle.format_pattern(pattern, Some(&args), &mut errors);
            debug_assert!(errors.is_empty(), "{id}: {errors:?}");
            Some(said.into_owned())
        });
    debug_assert!(said.is_some(), "{id} is not in the catalogue");
    said.unwrap_or_else(|| id.to_owned())
}

/// A day as people write it, UTC: `15 January 2027`.
#[must_use]
pub fn date(language: Language, at: Timestamp) -> String {
    say(language, "date", &time_args(at))
}

/// A day and a time as people write them, UTC: `15 January 2027 at 14:30 UTC`.
#[must_use]
pub fn date_time(language: Language, at: Timestamp) -> String {
    say(language, "date-time", &time_args(at))
}

fn time_args(at: Timestamp) -> [(&'static str, FluentValue<'static>); 4] {
    let at = at.to_zoned_datetime(TimeZone::UTC);
    [
        ("day", at.day().into()),
        ("month", at.month().into()),
        ("year", at.year().to_string().into()),
        ("time", at.strftime("%H:%M").to_string().into()),
    ]
}

/// A language's messages, read when it is first spoken.
fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    BUNDLES[language as usize].get_or_init(|| {
        let read = FluentResource::try_new(sent(language).to_owned());
        let (Ok(messages) | Err((messages, _))) = read;
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // The marks that isolate values from the text around them are for right-to-left scripts, and end up in texts.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(messages);
        bundle
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The variables of each message of a file, or of a part of it.
    fn messages(catalogue: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut messages = BTreeMap::<_, BTreeSet<_>>::new();
        let mut last = "";
        for line in catalogue.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') {
                last = line.split_once(" =").unwrap().0;
                assert!(
                    messages.insert(last, BTreeSet::new()).is_none(),
                    "{last} twice"
                );
            }
            let variables = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
                &rest[..end.unwrap_or(rest.len())]
            });
            if let Some(known) = messages.get_mut(last) {
                known.extend(variables);
            }
        }
        messages
    }

    /// All that is said in a language, by the functions and on the pages.
    fn catalogue(language: Language) -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/locales");
        let pages = format!("{folder}/{}/pages.ftl", language.code());
        format!(
            "{}\n{}",
            sent(language),
            std::fs::read_to_string(pages).unwrap()
        )
    }

    #[test]
    fn every_language_has_the_same_messages_with_the_same_variables() {
        let english = catalogue(Language::English);
        for language in Language::ALL {
            let catalogue = catalogue(language);
            let read = FluentResource::try_new(catalogue.clone());
            assert!(read.is_ok(), "{language:?}: {:?}", read.err().unwrap().1);
            assert_eq!(messages(&catalogue), messages(&english), "{language:?}");
        }
    }

    #[test]
    fn what_is_said_is_what_is_sent_and_nothing_else() {
        let sources = [
            include_str!("catalogue.rs"),
            include_str!("texts.rs"),
            include_str!("mail.rs"),
            include_str!("../../../functions/portal/src/lib.rs"),
        ];
        let literals: BTreeSet<&str> = sources
            .into_iter()
            .filter_map(|source| source.split("#[cfg(test)]").next())
            .flat_map(str::lines)
            .flat_map(|line| line.split('"').skip(1).step_by(2))
            .collect();
        let kinds = ["product-", "text-", "call-", "mail-", "page-"];
        let said = literals
            .iter()
            .filter(|text| kinds.iter().any(|kind| text.starts_with(kind)));
        let sent = messages(sent(Language::English));
        for id in said {
            assert!(sent.contains_key(id), "{id} is not in the catalogue");
        }
        for id in sent.keys() {
            assert!(literals.contains(id), "{id} is never said");
        }
    }

    #[test]
    fn days_and_times_are_written_as_the_language_writes_them() {
        let first: Timestamp = "2027-05-01T23:05:59Z".parse().unwrap();
        let later: Timestamp = "2027-12-31T00:00:00Z".parse().unwrap();
        for (language, expected) in [
            (
                Language::English,
                ["1 May 2027 at 23:05 UTC", "31 December 2027"],
            ),
            (
                Language::Spanish,
                [
                    "1 de mayo de 2027 a las 23:05 (UTC)",
                    "31 de diciembre de 2027",
                ],
            ),
            (
                Language::French,
                ["1er mai 2027 à 23:05 (UTC)", "31 décembre 2027"],
            ),
            (
                Language::German,
                ["1. Mai 2027 um 23:05 Uhr (UTC)", "31. Dezember 2027"],
            ),
            (
                Language::Japanese,
                ["2027年5月1日 23:05（UTC）", "2027年12月31日"],
            ),
        ] {
            assert_eq!(
                [date_time(language, first), date(language, later)],
                expected
            );
        }
    }

    #[test]
    fn a_value_is_said_as_it_is_whatever_it_looks_like() {
        let said = say(
            Language::French,
            "mail-dear",
            &[("name", "{ $x } 01.50".into())],
        );
        assert_eq!(said, "Bonjour { $x } 01.50,");
    }
}
