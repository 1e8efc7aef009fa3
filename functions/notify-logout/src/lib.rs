//! Tells applications that a session of theirs has ended (OpenID Connect Back-Channel Logout 1.0), and what happened to an
//! account that uses them (Shared Signals Framework 1.0, pushed by RFC 8935).
//!
//! It follows the stream of sessions: a session that an act removed yields a message in the queue for each application
//! that it was granted to. And it consumes the queue: each message becomes a signed token that is posted to its application.
//! A message that the application does not take comes again from the queue, which gives up after some hours; one that is
//! refused for good is parked at once, where an operator finds it. A session that ended by its age is told to nobody, since
//! no token outlives it.

mod queue;
mod sessions;

use std::sync::Arc;

use aws_lambda_events::event::dynamodb;
use aws_lambda_events::event::sqs::SqsEvent;
use domain::application::{Application, ApplicationId};
use domain::fact::Fact;
use domain::secret::Digest32;
use http::runtime::EventError;
use platform::Platform;
use platform::secrets::SecretsError;
use providers::ProviderError;
use serde::{Deserialize, Serialize};
use store::StoreError;

/// What starts it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Started {
    /// The stream of sessions.
    Sessions(dynamodb::Event),
    /// The queue.
    Queue(SqsEvent),
}

/// The records or messages that come again.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failures {
    batch_item_failures: Vec<Failure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl Failures {
    fn add(&mut self, identifier: Option<String>) {
        let item_identifier = identifier.unwrap_or_default();
        self.batch_item_failures.push(Failure { item_identifier });
    }
}

/// Why a record or a message comes again.
#[derive(Debug, thiserror::Error)]
enum NotifyError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keys cannot be read.
    #[error(transparent)]
    Keys(#[from] SecretsError),
    /// The queue did not take a message.
    #[error(transparent)]
    Queue(#[from] ProviderError),
    /// The token cannot be signed, or the request cannot be written.
    #[error("{0}")]
    Token(String),
    /// The application did not take the message now. This is told where it is met.
    #[error("{0}")]
    NotTaken(String),
}

/// An application that is to be told of an event; `None` if it was removed, or if its entry is unreadable, which is told, so
/// that the others hear of the event all the same.
async fn readable(
    platform: &Platform,
    id: &ApplicationId,
    event: &str,
) -> Result<Option<Arc<Application>>, StoreError> {
    match platform.application(id).await {
        Err(error @ StoreError::Unreadable(_)) => {
            let why = format!("{event}: {error}");
            platform.tell(&Fact::RecordUnreadable { why }, None, platform.now());
            Ok(None)
        }
        found => found,
    }
}

/// Queues what follows from a batch of records, or sends a batch of messages.
///
/// # Errors
/// None: failures are reported for each record and message.
pub async fn handle(platform: &'static Platform, event: Started) -> Result<Failures, EventError> {
    // Boxed, because the futures of the whole path are nested too deeply for the compiler otherwise.
    Ok(match event {
        Started::Sessions(event) => Box::pin(sessions::follow(platform, event)).await,
        Started::Queue(event) => Box::pin(queue::consume(platform, event)).await,
    })
}

/// A short name of a text that cannot be read, for the log.
fn fingerprint(text: &str) -> String {
    Digest32::of(text.as_bytes()).to_hex()[..12].to_owned()
}
