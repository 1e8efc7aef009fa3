//! The words of texts and calls.

use domain::challenge::Code;

/// The text that carries a code: the code first, so that a locked screen shows it; no link, so that nobody learns to
/// follow one; and the origin-bound line last, from which browsers fill the code in for this host and no other.
#[must_use]
pub fn code_text(code: &Code, brand: &str, host: &str) -> String {
    let digits = code.expose();
    format!(
        "{digits} is your {brand} code. It is valid for 2 minutes. Nobody from {brand} will ask you for it.\n\n@{host} #{digits}"
    )
}

/// The call that reads a code, as SSML: digit by digit, slowly, twice.
#[must_use]
pub fn code_call(code: &Code, brand: &str) -> String {
    let digits: String = code
        .expose()
        .chars()
        .map(|digit| {
            format!("<say-as interpret-as=\"digits\">{digit}</say-as><break time=\"400ms\"/>")
        })
        .collect();
    let brand = super::mail::escaped(brand);
    format!(
        "<speak>Hello. This is {brand}. <break time=\"500ms\"/>Your code is: <break time=\"500ms\"/>{digits}\
         <break time=\"1s\"/>Once more, your code is: <break time=\"500ms\"/>{digits}\
         <break time=\"500ms\"/>It is valid for two minutes. Goodbye.</speak>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Code {
        Code::try_from("012345".to_owned()).unwrap()
    }

    #[test]
    fn a_text_begins_with_the_code_and_ends_with_the_line_that_browsers_read() {
        let text = code_text(&code(), "Example Portal", "portal.example.com");
        assert!(text.starts_with("012345 is your Example Portal code."));
        assert_eq!(text.lines().last(), Some("@portal.example.com #012345"));
        assert!(text.contains("2 minutes"));
        assert!(!text.contains("://"));
        assert!(
            text.is_ascii() && text.len() <= 160,
            "one GSM-7 message: {}",
            text.len()
        );
    }

    #[test]
    fn a_call_reads_each_digit_twice_and_escapes_the_brand() {
        let ssml = code_call(&code(), "Ben & Co");
        for digit in "012345".chars() {
            let said = format!("<say-as interpret-as=\"digits\">{digit}</say-as>");
            assert_eq!(ssml.matches(&said).count(), 2, "{digit}");
        }
        assert!(ssml.contains("Ben &amp; Co"));
        assert!(!ssml.contains("012345"));
    }
}
