//! Every word that people read or hear, in each language.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`catalogue`] | the messages of `locales/<code>/`, looked up by name and filled with values |
//! | [`numbers`] | the numbers of the rules, by the names that the messages know them by |
//! | [`texts`] | what a text or a call with a code says |
//! | [`mail`] | what each mail says, as text and as HTML |
//!
//! Nothing here decides whether something is said.

#![deny(missing_docs)]

pub mod catalogue;
pub mod mail;
pub mod numbers;
pub mod texts;

/// Text that is safe inside HTML and SSML.
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
