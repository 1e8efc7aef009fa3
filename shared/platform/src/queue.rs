//! The queue of what applications are to be told (SQS).
//!
//! A call that got no answer is not repeated here, so that who sends can tell what is not known from what was refused. Events
//! come again by themselves: a message may then be in the queue twice. That does no harm, because its identifier stays the
//! same, and its receiver recognises the second one by it.

use aws_sdk_sqs::error::{BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use aws_types::SdkConfig;
use domain::notification::Message;
use providers::{OnlyRefused, ProviderError};

const SERVICE: &str = "sqs";

/// The most messages of one call (Amazon SQS API Reference, `SendMessageBatch`).
const BATCH: usize = 10;

/// Calls for the messages of a batch that SQS did not take, the first included. The SDK repeats a call that failed as a whole
/// by itself.
const BATCH_TRIES: u32 = 3;

/// The URLs of the queues.
#[derive(Debug, Clone, Default)]
pub struct Queues {
    /// That of messages that wait.
    pub waiting: Option<String>,
    /// That of messages that were given up.
    pub parked: Option<String>,
}

/// Sends to both queues.
pub struct Queue {
    client: aws_sdk_sqs::Client,
    queues: Queues,
}

impl Queue {
    /// A client at AWS's own endpoint of SQS or at another.
    #[must_use]
    pub fn new(sdk: &SdkConfig, endpoint: Option<&str>, queues: Queues) -> Self {
        let mut config = aws_sdk_sqs::config::Builder::from(sdk).retry_classifier(OnlyRefused);
        config.set_endpoint_url(endpoint.map(str::to_owned));
        Self {
            client: aws_sdk_sqs::Client::from_conf(config.build()),
            queues,
        }
    }

    /// Sends messages. Those of a batch that SQS does not take are sent again.
    ///
    /// # Errors
    /// [`ProviderError`] if SQS does not take all of them. Some may be in the queue.
    pub async fn send(&self, messages: &[Message]) -> Result<(), ProviderError> {
        if messages.is_empty() {
            return Ok(());
        }
        let url = configured(self.queues.waiting.as_deref())?;
        let texts: Vec<String> = messages.iter().map(text).collect::<Result<_, _>>()?;
        for some in texts.chunks(BATCH) {
            let mut left: Vec<usize> = (0..some.len()).collect();
            let mut tries = 0;
            while !left.is_empty() {
                tries += 1;
                let answer = self
                    .client
                    .send_message_batch()
                    .queue_url(url)
                    .set_entries(Some(entries(some, &left)?))
                    .send()
                    .await
                    .map_err(|error| not_taken(&error))?;
                let failed = answer.failed();
                if let Some(first) = failed.first()
                    && (tries == BATCH_TRIES || failed.iter().any(|entry| entry.sender_fault))
                {
                    return Err(ProviderError::passing(SERVICE, first.code()));
                }
                left = failed
                    .iter()
                    .filter_map(|entry| entry.id().parse().ok())
                    .collect();
            }
        }
        Ok(())
    }

    /// Puts a message to those that were given up, from where an operator may return it.
    ///
    /// # Errors
    /// [`ProviderError`] if SQS does not take it.
    pub async fn park(&self, message: &str) -> Result<(), ProviderError> {
        let url = configured(self.queues.parked.as_deref())?;
        let sent = self.client.send_message().queue_url(url);
        sent.message_body(message)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| not_taken(&error))
    }
}

fn text(message: &Message) -> Result<String, ProviderError> {
    serde_json::to_string(message)
        .map_err(|error| ProviderError::passing(SERVICE, error.to_string()))
}

fn configured(url: Option<&str>) -> Result<&str, ProviderError> {
    url.ok_or_else(|| ProviderError::passing(SERVICE, "not configured"))
}

/// The entries of a batch, each under its place in the list.
fn entries(
    messages: &[String],
    which: &[usize],
) -> Result<Vec<SendMessageBatchRequestEntry>, ProviderError> {
    let incomplete = |error: BuildError| ProviderError::passing(SERVICE, error.to_string());
    let listed = messages.iter().enumerate();
    listed
        .filter(|(place, _)| which.contains(place))
        .map(|(place, message)| {
            SendMessageBatchRequestEntry::builder()
                .id(place.to_string())
                .message_body(message)
                .build()
                .map_err(incomplete)
        })
        .collect()
}

/// Every error is temporary: who sends tries again, and an operator repairs a queue or a permission that is missing.
fn not_taken<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> ProviderError {
    let unknown = !matches!(
        error,
        SdkError::ServiceError(_) | SdkError::ConstructionFailure(_)
    );
    ProviderError {
        unknown,
        ..ProviderError::passing(SERVICE, error.code().unwrap_or("not reached"))
    }
}
