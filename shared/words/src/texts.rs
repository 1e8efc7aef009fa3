//! The words of texts and calls.

use domain::challenge::Code;
use domain::language::Language;

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
    use domain::policy::{CODE_DIGITS, CODE_VALIDITY};

    use super::*;

    /// GSM 03.38's basic alphabet.
    const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

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

    #[test]
    fn a_text_is_one_message_of_the_gsm_alphabet_and_two_in_japanese() {
        for language in Language::ALL {
            let text = code_text(language, &code(), "Example Portal", "portal.example.com");
            if language == Language::Japanese {
                assert!(text.encode_utf16().count() <= 134, "{text}");
            } else {
                let foreign: String = text.chars().filter(|c| !GSM.contains(*c)).collect();
                assert_eq!(foreign, "", "{text}");
                assert!(text.chars().count() <= 160, "{text}");
            }
        }
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
