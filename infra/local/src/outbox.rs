//! The outbox: the texts, calls and mails that the operations sent.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::data::Data;

const FILE: &str = "outbox.json";

/// A text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Text {
    /// The number, in E.164 form.
    pub to: String,
    /// The text's words.
    pub body: String,
    /// `Transactional` or `Promotional`.
    pub sms_type: Option<String>,
    /// The alphanumeric sender.
    pub sender_id: Option<String>,
    /// When (RFC 3339), by the movable clock.
    pub at: String,
}

/// A call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Call {
    /// The number, in E.164 form.
    pub to: String,
    /// The SSML of the request.
    pub ssml: String,
    /// The words that a person hears.
    pub heard: String,
    /// The voice that speaks.
    #[serde(default)]
    pub voice: Option<String>,
    /// When (RFC 3339), by the movable clock.
    pub at: String,
}

/// A mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mail {
    /// The sender.
    pub from: String,
    /// The recipients.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The SES configuration set.
    pub configuration_set: Option<String>,
    /// When (RFC 3339), by the movable clock.
    pub at: String,
}

/// A message of a topic.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Published {
    /// The topic's ARN.
    pub topic: String,
    /// The message, for the topic's subscriber.
    pub message: String,
    /// When (RFC 3339), by the movable clock.
    pub at: String,
}

/// All messages, oldest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Messages {
    /// Texts.
    pub texts: Vec<Text>,
    /// Calls.
    pub calls: Vec<Call>,
    /// Mails.
    pub mails: Vec<Mail>,
    /// Messages of topics.
    #[serde(default)]
    pub published: Vec<Published>,
}

/// The store of the messages, which keeps them for later runs.
#[derive(Debug)]
pub struct Outbox {
    messages: Mutex<Messages>,
    data: Data,
}

impl Outbox {
    /// The messages of earlier runs.
    #[must_use]
    pub fn new(data: &Data) -> Self {
        Self {
            messages: Mutex::new(data.load(FILE).unwrap_or_default()),
            data: data.clone(),
        }
    }

    /// Adds, or removes, messages.
    pub fn change(&self, change: impl FnOnce(&mut Messages)) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut messages);
        self.data.save(FILE, &*messages);
    }

    /// All messages.
    #[must_use]
    pub fn messages(&self) -> Messages {
        self.messages
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The words of an SSML body, which a person hears.
#[must_use]
pub fn heard(ssml: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in ssml.chars() {
        match c {
            '<' => {
                inside = true;
                words.push(' ');
            }
            '>' => inside = false,
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_is_the_words_without_their_markup() {
        let ssml = "<speak>Ben &amp; Co. <say-as interpret-as=\"digits\">0</say-as><break time=\"1s\"/>1</speak>";
        assert_eq!(heard(ssml), "Ben & Co. 0 1");
    }
}
