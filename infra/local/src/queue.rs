//! The queue of what applications are to be told, and its poller, as SQS and Lambda's event source have them.
//!
//! Times are the movable clock's: a message that failed comes again when the clock has gone on by the visibility time-out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Shared;
use crate::data::Data;

/// The queue that `notify-logout` consumes.
pub const NOTIFICATIONS: &str = "phone-otp-notifications";

/// The queue of what was given up.
pub const PARKED: &str = "phone-otp-parked-notifications";

/// The operation that consumes the queue.
pub const CONSUMER: &str = "notify-logout";

/// How long a message that was received is hidden from further receives, in seconds, as in the template.
pub const VISIBILITY_TIMEOUT: i64 = 180;

/// How often a message is received before it is parked, as in the template.
pub const MAX_RECEIVES: u32 = 120;

const FILE: &str = "queues.json";
const POLL_EVERY: Duration = Duration::from_millis(100);
/// The messages of one event at most, as in the template.
const BATCH: usize = 10;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier, made by the queue.
    pub id: String,
    /// Its body.
    pub body: String,
    /// How often it was received.
    pub received: u32,
    /// When it was sent (epoch seconds).
    pub sent_at: i64,
    /// From when it may be received (epoch seconds).
    pub visible_at: i64,
}

/// Both queues, oldest messages first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Messages {
    /// What waits, or is being worked on.
    pub waiting: Vec<Message>,
    /// What was given up.
    pub parked: Vec<Message>,
}

/// The store of both queues, which keeps them for later runs.
#[derive(Debug)]
pub struct Queues {
    messages: Mutex<Messages>,
    data: Data,
}

impl Queues {
    /// The messages of earlier runs.
    #[must_use]
    pub fn new(data: &Data) -> Self {
        Self {
            messages: Mutex::new(data.load(FILE).unwrap_or_default()),
            data: data.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Messages> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the queues.
    pub fn change<T>(&self, change: impl FnOnce(&mut Messages) -> T) -> T {
        let mut messages = self.lock();
        let changed = change(&mut messages);
        self.data.save(FILE, &*messages);
        changed
    }

    /// All messages.
    #[must_use]
    pub fn messages(&self) -> Messages {
        self.lock().clone()
    }

    /// Adds a message to one of the queues, that can be received after some seconds; `false` if there is no such queue.
    pub(crate) fn send(&self, queue: &str, id: &str, body: &str, delay: i64, now: i64) -> bool {
        let message = Message {
            id: id.to_owned(),
            body: body.to_owned(),
            received: 0,
            sent_at: now,
            visible_at: now + delay,
        };
        self.change(|messages| {
            match queue {
                NOTIFICATIONS => messages.waiting.push(message),
                PARKED => messages.parked.push(message),
                _ => return false,
            }
            true
        })
    }

    /// Receives messages, which are hidden for the visibility time-out. One that was received too often is parked.
    fn receive(&self, now: i64) -> Vec<Message> {
        if !self.lock().waiting.iter().any(|one| one.visible_at <= now) {
            return Vec::new();
        }
        self.change(|messages| {
            let all = std::mem::take(&mut messages.waiting);
            let (given_up, waiting) = all
                .into_iter()
                .partition(|one| one.visible_at <= now && one.received >= MAX_RECEIVES);
            messages.parked.extend::<Vec<_>>(given_up);
            messages.waiting = waiting;
            let mut received = Vec::new();
            let visible = messages.waiting.iter_mut();
            for message in visible.filter(|one| one.visible_at <= now).take(BATCH) {
                message.received += 1;
                message.visible_at = now + VISIBILITY_TIMEOUT;
                received.push(message.clone());
            }
            received
        })
    }

    /// Removes messages that were worked on.
    fn delete(&self, ids: &[&str]) {
        self.change(|messages| {
            messages
                .waiting
                .retain(|one| !ids.contains(&one.id.as_str()));
        });
    }
}

/// The event that Lambda makes of messages.
#[must_use]
pub fn event(messages: &[Message]) -> Value {
    let record = |message: &Message| {
        let millis = |seconds: i64| (seconds * 1000).to_string();
        json!({
            "messageId": message.id,
            "receiptHandle": format!("{}#{}", message.id, message.received),
            "body": message.body,
            "attributes": {
                "ApproximateReceiveCount": message.received.to_string(),
                "SentTimestamp": millis(message.sent_at),
                "SenderId": "local",
                "ApproximateFirstReceiveTimestamp": millis(message.sent_at),
            },
            "messageAttributes": {},
            "md5OfBody": format!("{:x}", md5::compute(&message.body)),
            "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:us-east-1:000000000000:{NOTIFICATIONS}"),
            "awsRegion": "us-east-1",
        })
    };
    json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() })
}

/// Polls until the process stops. A message is removed when the operation did not report it as failed.
pub(crate) async fn poll(shared: Arc<Shared>) {
    loop {
        let received = shared.queues.receive(shared.timestamp().as_second());
        if received.is_empty() {
            tokio::time::sleep(POLL_EVERY).await;
            continue;
        }
        match shared.invoke(CONSUMER, event(&received)).await {
            Ok(answer) => {
                let failed = answer["batchItemFailures"].as_array();
                let failed: Vec<&Value> = failed
                    .into_iter()
                    .flatten()
                    .map(|one| &one["itemIdentifier"])
                    .collect();
                let ids = received.iter().map(|message| message.id.as_str());
                let done: Vec<&str> = ids.filter(|id| !failed.contains(&&json!(id))).collect();
                shared.queues.delete(&done);
            }
            Err(error) => tracing::warn!(%error, operation = CONSUMER, "failed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_one() -> Queues {
        let queues = Queues::new(&Data::memory());
        assert!(queues.send(NOTIFICATIONS, "1", "one", 0, 100));
        queues
    }

    #[test]
    fn a_message_that_was_received_is_hidden_until_the_visibility_time_out() {
        let queues = with_one();
        assert_eq!(queues.receive(100).len(), 1);
        assert_eq!(queues.receive(100 + VISIBILITY_TIMEOUT - 1), []);
        let again = queues.receive(100 + VISIBILITY_TIMEOUT);
        assert_eq!(again[0].received, 2);
        queues.delete(&["1"]);
        assert_eq!(queues.receive(100 + 2 * VISIBILITY_TIMEOUT), []);
    }

    #[test]
    fn a_message_with_a_delay_waits_for_it() {
        let queues = with_one();
        assert!(queues.send(NOTIFICATIONS, "2", "two", 60, 100));
        let first = queues.receive(159);
        assert_eq!(first.len(), 1);
        assert_eq!(queues.receive(160)[0].id, "2");
        assert!(!queues.send("another", "3", "three", 0, 100));
    }

    #[test]
    fn a_message_that_was_received_too_often_is_parked() {
        let queues = with_one();
        for turn in 0..i64::from(MAX_RECEIVES) {
            assert_eq!(queues.receive(100 + turn * VISIBILITY_TIMEOUT).len(), 1);
        }
        let last = 100 + i64::from(MAX_RECEIVES) * VISIBILITY_TIMEOUT;
        assert_eq!(queues.receive(last), []);
        let messages = queues.messages();
        assert!(messages.waiting.is_empty());
        assert_eq!(messages.parked[0].body, "one");
    }

    #[test]
    fn messages_are_there_after_a_restart() {
        let data = Data::memory();
        Queues::new(&data).send(NOTIFICATIONS, "1", "one", 0, 100);
        assert_eq!(Queues::new(&data).receive(100).len(), 1);
    }
}
