//! The catalogue: every message that people read or hear, in Project Fluent's syntax. Each language has a folder
//! (`locales/<code>/`) with messages of the same names. `messages.ftl` holds what the functions send; `pages.ftl` holds
//! what only a browser shows, and only the portal's function contains it.
//!
//! No message repeats a number of the rules: it refers to the number by its name in [`numbers`](crate::numbers).

use std::sync::{LazyLock, OnceLock};

use domain::Timestamp;
use domain::language::Language;
use domain::product::{LineItem, Product};
use domain::settings::Settings;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::tz::TimeZone;

use crate::numbers::numbers;

/// The values of a message's variables, by name.
pub type Args<'a> = [(&'a str, FluentValue<'a>)];

/// The messages that the functions send in a language.
const fn sent(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("../locales/en/messages.ftl"),
        Language::Spanish => include_str!("../locales/es/messages.ftl"),
        Language::French => include_str!("../locales/fr/messages.ftl"),
        Language::German => include_str!("../locales/de/messages.ftl"),
        Language::Japanese => include_str!("../locales/ja/messages.ftl"),
    }
}

static DEFAULTS: LazyLock<Settings> = LazyLock::new(Settings::default);

/// Formats a message in a language. If the language lacks the message, the English one is used; tests prove that none
/// is missing.
///
/// Every message can use the [`numbers`] of the rules; a value of the same name in `args` replaces them. The renewal
/// window and the pause between two codes are settings, so messages that are sent do not mention them, and the pages
/// receive the deployment's own.
#[must_use]
pub fn say(language: Language, id: &str, args: &Args<'_>) -> String {
    let args: FluentArgs<'_> = numbers(&DEFAULTS)
        .map(|(name, number)| (name, number.into()))
        .chain(args.iter().cloned())
        .collect();
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

/// The name of a product, which includes its term.
#[must_use]
pub fn product_name(language: Language, product: Product) -> String {
    let id = format!("product-{}", product.id);
    say(language, &id, &[("years", product.years.into())])
}

/// The name of an order line's item.
#[must_use]
pub fn item_name(language: Language, item: LineItem) -> String {
    let product = product_name(language, item.product());
    match item {
        LineItem::License(_) => product,
        LineItem::Renewal(_) => say(language, "item-renewal", &[("product", product.into())]),
    }
}

/// A day in UTC as people write it: `15 January 2027`.
#[must_use]
pub fn date(language: Language, at: Timestamp) -> String {
    say(language, "date", &time_args(at))
}

/// A day and a time in UTC as people write them: `15 January 2027 at 14:30 UTC`.
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

/// A language's messages, parsed when the language is first used.
fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    BUNDLES[language as usize].get_or_init(|| {
        let read = FluentResource::try_new(sent(language).to_owned());
        let (Ok(messages) | Err((messages, _))) = read;
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks around values are only needed for right-to-left scripts, and would be sent in text messages.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(messages);
        bundle
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The text of each message of a catalogue, without the keys of its variants.
    fn texts(catalogue: &str) -> BTreeMap<&str, String> {
        let mut texts = BTreeMap::<_, String>::new();
        let mut last = "";
        for line in catalogue.lines().filter(|line| !line.starts_with('#')) {
            let mut text = line;
            if line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') {
                (last, text) = line.split_once(" =").unwrap();
                assert!(!texts.contains_key(last), "{last} twice");
            } else if line.trim_start().starts_with(['[', '*']) {
                text = line.split_once(']').unwrap().1;
            }
            let known = texts.entry(last).or_default();
            known.push_str(text);
            known.push('\n');
        }
        texts.remove("");
        texts
    }

    /// The references in a text: variables, with their `$`, and other messages.
    fn taken(text: &str) -> BTreeSet<&str> {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '_');
        text.split('{')
            .skip(1)
            .filter_map(|rest| rest.trim_start().split(|c| !part(c)).next())
            .filter(|name| name.starts_with(|c: char| c == '$' || c.is_ascii_alphabetic()))
            .collect()
    }

    /// All messages of a language, those that are sent and those of the pages.
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
    fn the_languages_are_the_folders_of_the_catalogue() {
        let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/locales")).unwrap();
        let codes: BTreeSet<String> = folders
            .map(|folder| folder.unwrap().file_name().into_string().unwrap())
            .collect();
        let spoken = Language::ALL.map(|language| language.code().to_owned());
        assert_eq!(BTreeSet::from(spoken), codes);
    }

    #[test]
    fn every_language_has_the_same_messages_with_the_same_variables() {
        let english = catalogue(Language::English);
        for language in Language::ALL {
            let catalogue = catalogue(language);
            let read = FluentResource::try_new(catalogue.clone());
            assert!(read.is_ok(), "{language:?}: {:?}", read.err().unwrap().1);
            let (texts, english) = (texts(&catalogue), texts(&english));
            assert!(texts.keys().eq(english.keys()), "{language:?}");
            for (id, text) in &texts {
                assert_eq!(taken(text), taken(&english[id]), "{language:?}: {id}");
            }
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
        let kinds = ["item-", "text-", "call-", "mail-", "page-"];
        let said = literals
            .iter()
            .filter(|text| kinds.iter().any(|kind| text.starts_with(kind)));
        let sent = texts(sent(Language::English));
        for id in said {
            assert!(sent.contains_key(id), "{id} is not in the catalogue");
        }
        let products: BTreeSet<String> = Product::ALL
            .iter()
            .map(|product| format!("product-{}", product.id))
            .collect();
        let parts: BTreeSet<&str> = sent.values().flat_map(|text| taken(text)).collect();
        for id in sent.keys() {
            assert!(
                literals.contains(id) || parts.contains(id) || products.contains(*id),
                "{id} is never said"
            );
        }
    }

    #[test]
    fn every_product_has_its_name_in_every_language_and_the_name_says_its_years() {
        for language in Language::ALL {
            let sent = texts(sent(language));
            for product in Product::ALL {
                let id = format!("product-{}", product.id);
                assert!(sent.contains_key(id.as_str()), "{language:?}: {id}");
                let name = product_name(language, *product);
                let years = product.years.to_string();
                assert!(product.years == 1 || name.contains(&years), "{name}");
                let longer = say(language, &id, &[("years", 3.into())]);
                assert!(longer.contains('3'), "{longer}");
            }
        }
    }

    #[test]
    fn a_renewal_is_called_as_its_product_and_as_a_renewal() {
        for language in Language::ALL {
            for product in Product::ALL {
                let name = product_name(language, *product);
                assert_eq!(item_name(language, LineItem::License(*product)), name);
                let renewal = item_name(language, LineItem::Renewal(*product));
                assert!(renewal.ends_with(&name) && renewal != name, "{renewal}");
            }
        }
    }

    #[test]
    fn words_ask_for_numbers_of_the_rules_that_there_are() {
        let given: BTreeSet<&str> = numbers(&Settings::default())
            .map(|(name, _)| name)
            .collect();
        let english = catalogue(Language::English);
        for (id, text) in texts(&english) {
            // Only variables that are numbers of the rules have compound names.
            let asked = taken(&text)
                .into_iter()
                .filter_map(|name| name.strip_prefix('$'))
                .filter(|name| name.contains('-'));
            for name in asked {
                assert!(given.contains(name), "{id}: ${name}");
            }
        }
    }

    #[test]
    fn nothing_that_is_sent_speaks_of_a_setting() {
        for language in Language::ALL {
            for setting in ["$renewal-", "$resend-"] {
                assert!(!sent(language).contains(setting), "{language:?}");
            }
        }
    }

    /// The numbers from two to sixty as a language writes them out. One is an article in most, and is no number here.
    fn number_words(language: Language) -> Vec<String> {
        let words = match language {
            // Compounds are written with a hyphen, so that their parts are found.
            Language::English => {
                "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
                 seventeen eighteen nineteen twenty thirty forty fifty sixty"
            }
            Language::Spanish => {
                "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete \
                 dieciocho diecinueve veinte veintiuno veintiuna veintiún veintidós veintitrés veinticuatro \
                 veinticinco veintiséis veintisiete veintiocho veintinueve treinta cuarenta cincuenta sesenta"
            }
            Language::French => {
                "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente \
                 quarante cinquante soixante"
            }
            Language::German => {
                "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn \
                 siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig"
            }
            Language::Japanese => "二 三 四 五 六 七 八 九 十",
        };
        let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        if language == Language::German {
            for unit in "ein zwei drei vier fünf sechs sieben acht neun".split(' ') {
                let tens = ["zwanzig", "dreißig", "vierzig", "fünfzig"];
                words.extend(tens.map(|tens| format!("{unit}und{tens}")));
            }
        }
        words
    }

    /// The first digit or number word of a text.
    fn number_in(language: Language, text: &str) -> Option<String> {
        let text = text.to_lowercase();
        let numbers = number_words(language);
        let written = if language == Language::Japanese {
            numbers.into_iter().find(|number| text.contains(number))
        } else {
            let mut words = text.split(|c: char| !c.is_alphabetic());
            words
                .find(|word| numbers.iter().any(|number| number == word))
                .map(str::to_owned)
        };
        let digit = text.chars().find(|c| c.is_numeric()).map(String::from);
        digit.or(written)
    }

    /// Numbers in messages that are not numbers of the rules, with the messages that contain them and the reason.
    const NO_NUMBERS_OF_THE_RULES: [(&str, &[&str], &str); 2] = [
        (
            "50",
            &[
                "store-where-us",
                "phone-country-us",
                "phone-country-international",
                "problem-phone-not-covered",
            ],
            "so many states the United States have",
        ),
        (
            "第三者",
            &["mail-phone-added-not-you", "mail-locked-not-you"],
            "somebody else, in Japanese",
        ),
    ];

    #[test]
    fn no_message_repeats_a_number_of_the_rules() {
        let mut found = BTreeSet::new();
        for language in Language::ALL {
            for (id, mut text) in texts(&catalogue(language)) {
                for (words, ids, _) in NO_NUMBERS_OF_THE_RULES {
                    if ids.contains(&id) && text.contains(words) {
                        text = text.replace(words, "");
                        found.insert((words, id.to_owned()));
                    }
                }
                let said = taken(&text).into_iter().fold(text.clone(), |said, name| {
                    said.replace(&format!("{{ {name}"), "")
                });
                let number = number_in(language, &said);
                assert_eq!(number, None, "{language:?}: {id} ={text}");
            }
        }
        for (words, ids, reason) in NO_NUMBERS_OF_THE_RULES {
            for id in ids {
                let said = found.contains(&(words, (*id).to_owned()));
                assert!(said, "{id} does not say {words} any more: {reason}");
            }
        }
    }

    #[test]
    fn a_number_is_found_in_digits_and_in_words_and_an_article_is_none() {
        for language in Language::ALL {
            let (numbers, article) = match language {
                Language::English => (
                    ["Two minutes", "up to twenty-one phones", "½ hour"],
                    "One try, once",
                ),
                Language::Spanish => (
                    ["dos minutos", "veintiún días", "Doce meses"],
                    "una hora, un intento",
                ),
                Language::French => (
                    ["deux minutes", "l’un des trois", "vingt et un jours"],
                    "un an, une heure",
                ),
                Language::German => (
                    ["zwei Minuten", "Sechs Ziffern", "einundzwanzig Tage"],
                    "ein Jahr, einmal",
                ),
                Language::Japanese => (["二分間", "２分間", "十五日以内"], "一度だけ"),
            };
            for text in numbers {
                assert!(number_in(language, text).is_some(), "{text}");
            }
            assert_eq!(number_in(language, article), None);
        }
    }

    #[test]
    fn a_message_knows_the_numbers_of_the_rules_and_a_value_of_the_same_name_wins() {
        let said = |args: &Args<'_>| say(Language::English, "code-minutes", args);
        let minutes = domain::policy::CODE_VALIDITY.as_mins();
        assert!(said(&[]).starts_with(&format!("{minutes} minute")));
        assert_eq!(said(&[("code-minutes", 1.into())]), "1 minute");
        assert_eq!(said(&[("code-minutes", 7.into())]), "7 minutes");
    }

    #[test]
    fn days_and_times_are_written_as_the_language_writes_them() {
        let first: Timestamp = "2027-05-01T23:05:59Z".parse().unwrap();
        let later: Timestamp = "2027-12-31T00:00:00Z".parse().unwrap();
        for language in Language::ALL {
            let expected = match language {
                Language::English => ["1 May 2027 at 23:05 UTC", "31 December 2027"],
                Language::Spanish => [
                    "1 de mayo de 2027 a las 23:05 (UTC)",
                    "31 de diciembre de 2027",
                ],
                Language::French => ["1er mai 2027 à 23:05 (UTC)", "31 décembre 2027"],
                Language::German => ["1. Mai 2027 um 23:05 Uhr (UTC)", "31. Dezember 2027"],
                Language::Japanese => ["2027年5月1日 23:05（UTC）", "2027年12月31日"],
            };
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
