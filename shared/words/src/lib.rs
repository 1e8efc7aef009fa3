//! Every message that people read or hear, in each language.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`catalogue`] | the messages of `locales/<code>/`, looked up by name and filled with values |
//! | [`numbers`] | the numbers of the rules, by the names that messages use |
//! | [`texts`] | the words of texts and calls that carry a code |
//! | [`mail`] | the words of each mail, as text and as HTML |
//!
//! Nothing here decides whether a message is sent.

#![deny(missing_docs)]

pub mod catalogue;
pub mod mail;
pub mod numbers;
pub mod texts;

/// Escapes a text for use inside HTML and SSML.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut safe, c| {
            match c {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                '"' => safe.push_str("&quot;"),
                '\'' => safe.push_str("&#39;"),
                other => safe.push(other),
            }
            safe
        })
}
