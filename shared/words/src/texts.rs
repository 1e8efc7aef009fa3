//! The words of texts and calls.

use std::collections::BTreeSet;

use domain::Invalid;
use domain::challenge::Code;
use domain::language::Language;
use domain::policy::CODE_DIGITS;

use crate::catalogue::say;
use crate::escaped;

/// The text message that carries a code. The code is first, so that a locked screen shows it. There is no link, so that
/// people do not learn to follow links in such messages. The origin-bound line is last: from it, browsers fill in the
/// code for this host and no other.
#[must_use]
pub fn code_text(language: Language, code: &Code, brand: &str, host: &str) -> String {
    let digits = code.expose();
    let words = say(
        language,
        "text-code",
        &[("code", digits.into()), ("brand", brand.into())],
    );
    format!("{words}\n\n@{host} #{digits}")
}

/// The basic characters of GSM 03.38's alphabet (3GPP TS 23.038, 6.2.1), one septet each.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The characters of its extension, two septets each.
const GSM_EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// Septets of a message of one part (3GPP TS 23.040, 9.2.3.24.1).
const GSM_PART: usize = 160;

/// UTF-16 units of a message of two parts, each of 70 less the 3 of the header that joins them (as above).
const UCS2_TWO_PARTS: usize = 134;

/// How a language's texts are encoded.
enum Encoding {
    /// By GSM 03.38's alphabet: one part.
    Gsm,
    /// By UCS-2, since the alphabet has none of the language's characters: two parts.
    Ucs2,
}

const fn encoding(language: Language) -> Encoding {
    match language {
        Language::English | Language::Spanish | Language::French | Language::German => {
            Encoding::Gsm
        }
        Language::Japanese => Encoding::Ucs2,
    }
}

/// Whether a text with a code is one message part, and in Japanese two, under a portal's name and host. Each part is paid
/// for, and a text in parts arrives later, or not.
///
/// # Errors
/// Which characters of the name or host the texts' alphabet does not have, or how long name and host may be together.
pub fn check_parts(brand: &str, host: &str) -> Result<(), Invalid> {
    let foreign: BTreeSet<char> = brand
        .chars()
        .chain(host.chars())
        .filter(|c| !GSM.contains(*c) && !GSM_EXTENSION.contains(*c))
        .collect();
    if !foreign.is_empty() {
        let foreign = String::from_iter(foreign);
        return Err(Invalid(
            format!(
                "has characters that are not in the alphabet of text messages, GSM 03.38: {foreign}"
            )
            .into(),
        ));
    }
    let code = Code::try_from("0".repeat(CODE_DIGITS))?;
    for language in Language::ALL {
        let text = code_text(language, &code, brand, host);
        let (length, most) = match encoding(language) {
            Encoding::Gsm => {
                let extended = text.chars().filter(|c| GSM_EXTENSION.contains(*c));
                (text.chars().count() + extended.count(), GSM_PART)
            }
            Encoding::Ucs2 => (text.encode_utf16().count(), UCS2_TWO_PARTS),
        };
        if length > most {
            let named = brand.chars().count() + host.chars().count();
            let (code, together) = (language.code(), named.saturating_sub(length - most));
            return Err(Invalid(
                format!(
                    "makes the text of a code too long beside the portal's host: for the language {code}, both may have \
                     at most {together} characters together"
                )
                .into(),
            ));
        }
    }
    Ok(())
}

/// The SSML of a call that reads a code digit by digit, slowly and twice.
#[must_use]
pub fn code_call(language: Language, code: &Code, brand: &str) -> String {
    let digits: String = code
        .expose()
        .chars()
        .map(|digit| {
            format!("<say-as interpret-as=\"digits\">{digit}</say-as><break time=\"400ms\"/>")
        })
        .collect();
    let said = |id| escaped(&say(language, id, &[("brand", brand.into())]));
    format!(
        "<speak>{} <break time=\"500ms\"/>{} <break time=\"500ms\"/>{digits}<break time=\"1s\"/>\
         {} <break time=\"500ms\"/>{digits}<break time=\"500ms\"/>{}</speak>",
        said("call-hello"),
        said("call-code"),
        said("call-again"),
        said("call-end"),
    )
}

#[cfg(test)]
mod tests {
    use domain::policy::CODE_VALIDITY;

    use super::*;

    /// A code of all different digits, zero first.
    fn digits() -> String {
        ('0'..='9').cycle().take(CODE_DIGITS).collect()
    }

    fn code() -> Code {
        Code::try_from(digits()).unwrap()
    }

    #[test]
    fn a_text_begins_with_the_code_and_ends_with_the_line_that_browsers_read() {
        for language in Language::ALL {
            let text = code_text(language, &code(), "Example Portal", "portal.example.com");
            let digits = digits();
            assert!(text.starts_with(&format!("{digits} ")), "{text}");
            let last = format!("\n\n@portal.example.com #{digits}");
            assert!(text.ends_with(&last), "{text}");
            let minutes = CODE_VALIDITY.as_mins().to_string();
            assert!(
                text.contains("Example Portal") && text.replace(&digits, "").contains(&minutes),
                "{text}"
            );
            assert!(!text.contains("://"), "{text}");
        }
    }

    /// How many characters longer a host may be beside this one.
    fn room(brand: &str, host: &str) -> usize {
        let fits =
            |more: &usize| check_parts(brand, &format!("{host}{}", "x".repeat(*more))).is_ok();
        (0..200).take_while(fits).count()
    }

    #[test]
    fn a_text_is_one_message_of_the_gsm_alphabet_and_two_in_japanese_with_the_longest_brand_and_host()
     {
        for brand in ["Example Portal", "Ben & Söhne", "a[b]", &"B".repeat(40)] {
            let left = room(brand, "");
            assert!(left >= 10, "{brand}: {left}");
            let host = "x".repeat(left - 1);
            for language in Language::ALL {
                let text = code_text(language, &code(), brand, &host);
                if language == Language::Japanese {
                    assert!(text.encode_utf16().count() <= 134, "{text}");
                } else {
                    let foreign = |c: &char| !GSM.contains(*c) && !GSM_EXTENSION.contains(*c);
                    assert_eq!(text.chars().find(foreign), None, "{text}");
                    let extended = text.chars().filter(|c| GSM_EXTENSION.contains(*c));
                    assert!(text.chars().count() + extended.count() <= 160, "{text}");
                }
            }
        }
    }

    #[test]
    fn a_brand_and_a_host_that_make_a_text_longer_are_refused_with_the_reason() {
        let refused = |brand: &str, host: &str| check_parts(brand, host).unwrap_err().to_string();
        let left = room("Example Portal", "portal.example.com");
        let host = format!("portal.example.com{}", "x".repeat(left));
        let why = refused("Example Portal", &host);
        let together = "Example Portal".len() + host.len() - 1;
        assert!(
            why.contains(&format!("at most {together} characters")),
            "{why}"
        );
        let why = refused("Portail Forêt", "portal.example.com");
        assert!(why.ends_with(": ê"), "{why}");
        // A character of the extension counts twice.
        let with = |brand: &str| room(brand, "portal.example.com");
        assert_eq!(with("Portal (a)"), with("Portal [a]") + 2);
    }

    #[test]
    fn a_call_reads_each_digit_twice_and_escapes_the_brand() {
        for language in Language::ALL {
            let ssml = code_call(language, &code(), "Ben & Co");
            let read = ssml
                .split("<say-as interpret-as=\"digits\">")
                .skip(1)
                .filter_map(|rest| rest.chars().next());
            assert_eq!(read.collect::<String>(), digits().repeat(2), "{ssml}");
            assert!(ssml.contains("Ben &amp; Co"), "{ssml}");
            assert!(!ssml.contains(&digits()), "{ssml}");
            let minutes = CODE_VALIDITY.as_mins().to_string();
            let end = ssml.rsplit('>').nth(1).unwrap();
            assert!(end.contains(&minutes), "{end}");
        }
    }
}
