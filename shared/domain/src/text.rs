//! Characters of texts that people write and other people read.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use crate::Invalid;
use crate::policy::{ADDRESS_LINE_MAX, TYPED_MAX};

/// Zero-width non-joiner.
const ZWNJ: char = '\u{200c}';

/// Zero-width joiner.
const ZWJ: char = '\u{200d}';

/// The canonical combining class of viramas (Unicode Standard Annex 44).
const VIRAMA: u8 = 9;

/// Whether nobody sees a character, or it changes the direction or the lines of the text around it: control, format and
/// bidirectional characters, separators of lines, what fonts leave out, and what Unicode gives no meaning.
#[must_use]
pub fn hidden(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
    ) || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        // The Braille pattern without a dot.
        || c == '\u{2800}'
}

/// Whether a character is a dash of any kind, or a minus sign.
#[must_use]
pub fn is_dash(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    category == GeneralCategory::DashPunctuation || c == '\u{2212}'
}

/// Whether a text has a character that is [`hidden`] where its writing does not need it.
///
/// Persian needs the zero-width non-joiner between letters, Sinhala and other Indic scripts both joiners after a virama.
/// They are allowed there and nowhere else, as RFC 5892 (appendix A) allows them in domain names; of its rule for
/// letters that join, the Arabic script is what occurs in names.
fn hides(text: &str) -> bool {
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = match (before, c, rest.peek().copied()) {
            (Some(before), ZWNJ | ZWJ, Some(after)) => {
                let follows = after.is_alphabetic();
                let virama = canonical_combining_class(before) == VIRAMA;
                follows && (virama || (c == ZWNJ && arabic(before) && arabic(after)))
            }
            _ => false,
        };
        if hidden(c) && !joins {
            return true;
        }
        before = Some(c);
    }
    false
}

/// A line of text as it is kept: normalised by Unicode NFC, with single spaces between its words, and without variation
/// selectors, which choose between glyphs of one character, as input methods for Japanese names do.
///
/// # Errors
/// If it has a character that is [`hidden`] where its writing does not need it, such as a line break.
pub fn line(text: &str) -> Result<String, Invalid> {
    let text: String = text
        .nfc()
        .filter(|c| !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'))
        .collect();
    if hides(&text) {
        return Err(Invalid(
            "must not hold characters that cannot be seen".into(),
        ));
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A line of a billing address as it is kept: a [`line()`] of 1 to [`ADDRESS_LINE_MAX`] characters.
///
/// # Errors
/// If it is none.
pub fn address_line(text: &str) -> Result<String, Invalid> {
    let text = line(text)?;
    if (1..=ADDRESS_LINE_MAX).contains(&text.chars().count()) {
        Ok(text)
    } else {
        Err(Invalid(
            format!("must be 1 to {ADDRESS_LINE_MAX} characters").into(),
        ))
    }
}

/// Reads a code of so many digits that was typed, or a message that was pasted with the code in it: see [`code_in`].
///
/// # Errors
/// If there is none, or the text is longer than [`TYPED_MAX`].
pub(crate) fn typed_code(typed: String, digits: usize) -> Result<String, Invalid> {
    let typed = zeroize::Zeroizing::new(typed);
    if typed.chars().count() > TYPED_MAX {
        return Err(Invalid("is longer than any message with a code".into()));
    }
    code_in(&typed, digits).ok_or_else(|| Invalid(format!("must be {digits} digits").into()))
}

/// The code of so many digits in a text, if there is exactly one. The pages read codes in the same way.
///
/// Digits may be of full width, and characters that nobody sees do not count. If nothing but spaces and dashes stands
/// between as many digits, they are the code. Otherwise it is the only group of as many digits that adjoins no other digit
/// and no Latin letter: `10:42 407891 is your code`, `407891 が認証コードです`.
fn code_in(text: &str, digits: usize) -> Option<String> {
    let seen = text.nfkc().filter(|c| c.is_whitespace() || !hidden(*c));
    let text: zeroize::Zeroizing<String> = zeroize::Zeroizing::new(seen.collect());
    let typed = || text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c));
    if typed().count() == digits && typed().all(|c| c.is_ascii_digit()) {
        return Some(typed().collect());
    }
    let is_code = |group: &&str| group.len() == digits && group.bytes().all(|b| b.is_ascii_digit());
    let mut groups = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(is_code);
    let code = groups.next()?;
    groups.all(|other| other == code).then(|| code.to_owned())
}

/// Whether a character is of the Arabic script's blocks that are used in names.
fn arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{870}'..='\u{8ff}')
}

/// Whether a mail client might make a link of a part of a text: a scheme, a host that begins with `www`, or labels that
/// are joined by dots. Initials are not: `J.R.R. Tolkien`.
#[must_use]
pub fn links(text: &str) -> bool {
    let text: Vec<char> = text
        .chars()
        .map(|c| match c {
            // What is read as a dot in domain names (Unicode Technical Standard 46), and what looks like one.
            '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}' | '\u{fe52}' => '.',
            '\u{ff1a}' | '\u{fe55}' | '\u{2236}' => ':',
            '\u{ff0f}' | '\u{2044}' | '\u{2215}' => '/',
            other => other.to_ascii_lowercase(),
        })
        .collect();
    let part = |c: &char| c.is_alphanumeric() || canonical_combining_class(*c) != 0;
    let joined = |at: usize| {
        let after = text[at + 1..].iter().take_while(|c| part(c));
        let digits = |c: Option<&char>| c.is_some_and(|c| c.is_numeric());
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        match text[at] {
            '.' if before.is_some_and(part) => {
                let letters = after
                    .clone()
                    .filter(|c| canonical_combining_class(**c) == 0)
                    .count();
                letters > 1 || (letters == 1 && (digits(before) || digits(text.get(at + 1))))
            }
            ':' if before.is_some_and(part) => after.count() > 0 || text.get(at + 1) == Some(&'/'),
            '/' => text.get(at + 1) == Some(&'/'),
            _ => false,
        }
    };
    let word = |at: usize| at == 0 || !part(&text[at - 1]);
    (0..text.len())
        .any(|at| joined(at) || (word(at) && text[at..].starts_with(&['w', 'w', 'w', '.'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_or_turns_the_text_around_is_hidden() {
        for c in [
            '\0',
            '\n',
            '\u{7f}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{180e}',
            '\u{200b}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{2800}',
            '\u{3164}',
            '\u{e000}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{e0041}',
            '\u{e0100}',
        ] {
            assert!(hidden(c), "{c:?}");
        }
        for c in "aé'’-. 李ع・ः़्\u{301}".chars() {
            assert!(!hidden(c), "{c:?}");
        }
    }

    #[test]
    fn joiners_stand_where_persian_and_indic_scripts_need_them_and_nowhere_else() {
        for text in ["علی\u{200c}رضا", "ශ්\u{200d}රී", "क्\u{200d}ष", "क्\u{200c}ष"]
        {
            assert!(!hides(text), "{text}");
        }
        for text in [
            "Ada\u{200d}Lovelace",
            "Ada\u{200c}Lovelace",
            "\u{200c}علی",
            "علی\u{200c}",
            "علی\u{200c}\u{200c}رضا",
            "علی\u{200d}رضا",
            "علی\u{200c} رضا",
            "علی\u{200c}Ada",
        ] {
            assert!(hides(text), "{text}");
        }
    }

    #[test]
    fn links_are_found_and_initials_are_none() {
        for text in [
            "evil.com",
            "Ada evil.com/abc",
            "EVIL.COM",
            "www.x",
            "WWW.x",
            "Ada www.evil",
            "http://x",
            "https:x",
            "mailto:x",
            "//x",
            "x.y.io",
            "evil。com",
            "evil．com",
            "evil․com",
            "ｗｗ.evil.com",
            "пример.рф",
            "例え.jp",
            "1.2.3.4",
            "a.1",
            "http：//x",
            "Ada.Lovelace",
        ] {
            assert!(links(text), "{text}");
        }
        for text in [
            "J.R.R. Tolkien",
            "J. R. R. Tolkien",
            "Dr. Ana-María d'Ávila",
            "Martin Luther King, Jr.",
            "Sammy Davis Jr",
            "Muthu s/o Raman",
            "Wwwilson",
            "Gérard d’Aboville",
            "ジョン・スミス",
            "St. John-Smith",
            "A.P.J. Abdul Kalam",
        ] {
            assert!(!links(text), "{text}");
        }
    }
}
