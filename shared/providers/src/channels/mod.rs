//! Channels, by which a code reaches a phone: one file for each.

mod text;
mod voice;

use async_trait::async_trait;
use aws_sdk_sns::error::SdkError;
use aws_sdk_sns::operation::publish::{PublishError, PublishOutput};
use aws_types::SdkConfig;
use domain::Timestamp;
use domain::challenge::Code;
use domain::language::Language;
use domain::phone::E164;
use serde_json::Value;

pub use text::{TextChannel, TextSettings};
pub use voice::{CallPlacer, CallRequest, VoiceChannel};

use crate::{OnlyRefused, ProviderError};

/// A message that carries a code to a phone.
#[derive(Debug)]
pub struct CodeMessage<'a> {
    /// The number.
    pub to: &'a E164,
    /// The language of the message.
    pub language: Language,
    /// The portal's name in the message.
    pub brand: &'a str,
    /// The code.
    pub code: &'a Code,
    /// The challenge that it belongs to.
    pub challenge: &'a str,
    /// When the code expires.
    pub expires_at: Timestamp,
}

/// The state of a message after the service accepted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// It reached the phone.
    Delivered,
    /// It did not reach the phone, and will not.
    Failed,
    /// It is still on its way.
    UnderWay,
}

/// A carrier's report about one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The message, as [`CodeChannel::deliver`] named it.
    pub message_id: String,
    /// The state of the message.
    pub status: DeliveryStatus,
    /// The carrier's own text or code.
    pub reason: String,
}

/// A channel, by which a code reaches a phone.
#[async_trait]
pub trait CodeChannel: Send + Sync {
    /// Hands a code to the service. Returns the service's identifier of the message, which delivery reports refer to.
    ///
    /// # Errors
    /// [`ProviderError`] if the service does not accept it.
    async fn deliver(&self, message: &CodeMessage<'_>) -> Result<String, ProviderError>;

    /// Reads a delivery report of the service; `None` if the event is about something else.
    fn read_report(&self, event: &Value) -> Option<DeliveryReport>;
}

const SNS: &str = "sns";

/// An SNS client, at AWS's own endpoint or at another. It repeats a message only if SNS refused it: SNS has no way to
/// recognise a repeated one, and a message whose answer was lost was sent.
fn sns(sdk: &SdkConfig, endpoint: Option<&str>) -> aws_sdk_sns::Client {
    let mut config = aws_sdk_sns::config::Builder::from(sdk).retry_classifier(OnlyRefused);
    config.set_endpoint_url(endpoint.map(str::to_owned));
    aws_sdk_sns::Client::from_conf(config.build())
}

/// The identifier of a message that SNS accepted.
fn published(
    answer: Result<PublishOutput, SdkError<PublishError>>,
) -> Result<String, ProviderError> {
    match answer {
        Ok(answer) => Ok(answer.message_id.unwrap_or_default()),
        Err(error) => Err(ProviderError::from_aws(SNS, &error, &[])),
    }
}
