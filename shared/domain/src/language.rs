//! The languages of messages and pages.

use serde::{Deserialize, Serialize};

/// A language, stored and sent as its code. A code that this version does not know is read as English, so that an
/// account stays readable when a newer version stored its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "&'static str")]
pub enum Language {
    /// English, the default.
    #[default]
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// German.
    German,
    /// Japanese.
    Japanese,
}

impl Language {
    /// All languages, in the order of their declaration.
    pub const ALL: [Self; 5] = [
        Self::English,
        Self::Spanish,
        Self::French,
        Self::German,
        Self::Japanese,
    ];

    /// Its code: a language (ISO 639-1), with a region (ISO 3166-1) if only that region's way of it is spoken, as `pt-BR`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::German => "de",
            Self::Japanese => "ja",
        }
    }

    /// The language of a code, in any case.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(code))
    }

    /// The language that a language tag (RFC 5646) asks for: the one with exactly that code, or else one of the same
    /// language in another region.
    fn of_tag(tag: &str) -> Option<Self> {
        let codes = Self::ALL.map(Self::code);
        best_match(tag, &codes).map(|index| Self::ALL[index])
    }

    /// The language that the value of an `Accept-Language` header prefers (RFC 9110, 12.5.4): the one with the greatest
    /// weight, and the first of equals. `None` if the header names no language of this product.
    #[must_use]
    pub fn preferred(accept_language: &str) -> Option<Self> {
        let (mut preferred, mut greatest) = (None, 0.0);
        for range in accept_language.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let language = Self::of_tag(tag.trim());
            let weight = match parameters.trim().split_once('=') {
                Some((name, value)) if name.eq_ignore_ascii_case("q") => value.parse().ok(),
                _ => Some(1.0),
            };
            if let (Some(language), Some(weight)) = (language, weight)
                && weight > greatest
                && weight <= 1.0
            {
                (preferred, greatest) = (Some(language), weight);
            }
        }
        preferred
    }
}

/// Which of the codes fits a tag: the same one, or else the first of the same language.
fn best_match(tag: &str, codes: &[&str]) -> Option<usize> {
    let language = |tag: &str| {
        let language = tag.split('-').next().unwrap_or_default();
        language.to_ascii_lowercase()
    };
    codes
        .iter()
        .position(|code| code.eq_ignore_ascii_case(tag))
        .or_else(|| {
            codes
                .iter()
                .position(|code| language(code) == language(tag))
        })
}

impl From<String> for Language {
    fn from(code: String) -> Self {
        Self::of_code(&code).unwrap_or_default()
    }
}

impl From<Language> for &'static str {
    fn from(language: Language) -> Self {
        language.code()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    #[test]
    fn a_language_travels_as_its_code() {
        for language in Language::ALL {
            let json = format!("\"{}\"", language.code());
            assert_eq!(serde_json::to_string(&language).unwrap(), json);
            assert_eq!(serde_json::from_str::<Language>(&json).unwrap(), language);
            assert_eq!(Language::of_code(language.code()), Some(language));
        }
        assert_eq!(Language::of_code("pt"), None);
        let newer: Language = serde_json::from_str("\"pt\"").unwrap();
        assert_eq!(newer, Language::English);
    }

    #[test]
    fn the_greatest_weight_wins_then_the_first_and_no_weight_is_one() {
        use Language::{French, German, Japanese, Spanish};
        for (header, language) in [
            ("de", Some(German)),
            ("fr-CA", Some(French)),
            ("DE-at, fr", Some(German)),
            ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", Some(French)),
            ("en;q=0.8,ja;q=0.9", Some(Japanese)),
            ("pt-BR,pt;q=0.9,es;q=0.8,en;q=0.7", Some(Spanish)),
            ("pt, *;q=0.1", None),
            ("*, de;q=0.9", Some(German)),
            ("es; q=0.5, de ;Q=0.6", Some(German)),
        ] {
            assert_eq!(Language::preferred(header), language, "{header}");
        }
    }

    #[test]
    fn a_weight_of_zero_excludes_and_what_is_no_range_is_passed_over() {
        use Language::{French, German};
        for (header, language) in [
            ("", None),
            ("pt", None),
            ("de;q=0, fr;q=0.1", Some(French)),
            ("de;q=0", None),
            (";;;,=,q=1,de-,", Some(German)),
            ("fr;q=x, de;q=0.1", Some(German)),
            ("fr;q=NaN, de;q=0.1", Some(German)),
            ("fr;q=7, de;q=0.1", Some(German)),
            ("german, deutsch", None),
        ] {
            assert_eq!(Language::preferred(header), language, "{header}");
        }
    }

    #[test]
    fn a_tag_finds_its_own_region_first_and_then_its_language() {
        let codes = ["en", "pt-BR", "pt-PT"];
        for (tag, code) in [
            ("pt-PT", Some("pt-PT")),
            ("PT-br", Some("pt-BR")),
            ("pt", Some("pt-BR")),
            ("pt-AO", Some("pt-BR")),
            ("en-GB", Some("en")),
            ("e", None),
            ("", None),
        ] {
            assert_eq!(best_match(tag, &codes).map(|index| codes[index]), code);
        }
    }

    proptest! {
        #[test]
        fn a_preferred_language_is_one_that_the_header_names(
            before in "(.*,)?",
            named in select(&Language::ALL),
            after in "([,;-].*)?",
        ) {
            let header = format!("{before}{}{after}", named.code());
            let preferred = Language::preferred(&header);
            // A tag without the region, or with another, names the language too.
            let named = |language: Language| {
                let language = language.code().split('-').next().unwrap_or_default();
                header.to_ascii_lowercase().contains(language)
            };
            prop_assert!(preferred.is_none_or(named), "{header}: {preferred:?}");
        }
    }
}
