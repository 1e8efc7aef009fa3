//! The text channel: codes by text message, through SNS.

use async_trait::async_trait;
use aws_sdk_sns::types::MessageAttributeValue;
use aws_types::SdkConfig;
use serde_json::Value;
use words::texts::code_text;

use super::{CodeChannel, CodeMessage, DeliveryReport, DeliveryStatus};
use crate::ProviderError;

/// The configuration of texts.
#[derive(Debug, Clone)]
pub struct TextSettings {
    /// The portal's host, for which browsers fill in the code.
    pub host: String,
    /// The alphanumeric sender, where countries allow one.
    pub sender_id: Option<String>,
    /// The most that one text may cost, in USD.
    pub max_price: Option<String>,
}

/// Sends texts through SNS.
pub struct TextChannel {
    client: aws_sdk_sns::Client,
    settings: TextSettings,
}

impl TextChannel {
    /// A channel at AWS's own endpoint of SNS or at another.
    #[must_use]
    pub fn new(sdk: &SdkConfig, endpoint: Option<&str>, settings: TextSettings) -> Self {
        Self {
            client: super::sns(sdk, endpoint),
            settings,
        }
    }
}

#[async_trait]
impl CodeChannel for TextChannel {
    async fn deliver(&self, message: &CodeMessage<'_>) -> Result<String, ProviderError> {
        let settings = &self.settings;
        let words = code_text(
            message.language,
            message.code,
            message.brand,
            &settings.host,
        );
        let attributes = [
            ("AWS.SNS.SMS.SMSType", "String", Some("Transactional")),
            (
                "AWS.SNS.SMS.SenderID",
                "String",
                settings.sender_id.as_deref(),
            ),
            (
                "AWS.SNS.SMS.MaxPrice",
                "Number",
                settings.max_price.as_deref(),
            ),
        ];
        let mut request = self
            .client
            .publish()
            .phone_number(message.to.expose())
            .message(words);
        for (name, kind, value) in attributes {
            let Some(value) = value else { continue };
            let attribute = MessageAttributeValue::builder()
                .data_type(kind)
                .string_value(value)
                .build()
                .map_err(|error| ProviderError::permanent(super::SNS, error.to_string()))?;
            request = request.message_attributes(name, attribute);
        }
        super::published(request.send().await)
    }

    /// SNS's delivery status log of a text: `{"notification": {"messageId"}, "delivery": {"providerResponse"},
    /// "status": "SUCCESS" | "FAILURE"}`.
    fn read_report(&self, event: &Value) -> Option<DeliveryReport> {
        let status = match event["status"].as_str()? {
            "SUCCESS" => DeliveryStatus::Delivered,
            "FAILURE" => DeliveryStatus::Failed,
            _ => return None,
        };
        let reason = event["delivery"]["providerResponse"].as_str();
        Some(DeliveryReport {
            message_id: event["notification"]["messageId"].as_str()?.to_owned(),
            status,
            reason: reason.unwrap_or_default().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_delivery_status_says_what_became_of_a_text_and_other_events_say_nothing() {
        let sdk = SdkConfig::builder()
            .behavior_version(aws_sdk_sns::config::BehaviorVersion::latest())
            .build();
        let settings = TextSettings {
            host: String::new(),
            sender_id: None,
            max_price: None,
        };
        let channel = TextChannel::new(&sdk, None, settings);
        let event = |status: &str, response: &str| {
            json!({
                "notification": { "messageId": "m-1", "timestamp": "2026-11-23 12:00:00.123" },
                "delivery": { "destination": "+1XXX5550123", "providerResponse": response, "dwellTimeMs": 599 },
                "status": status,
            })
        };
        let report = |status, reason: &str| {
            Some(DeliveryReport {
                message_id: "m-1".to_owned(),
                status,
                reason: reason.to_owned(),
            })
        };
        let accepted = "Message has been accepted by phone carrier";
        let blocked = "Phone carrier has blocked this message";
        assert_eq!(
            channel.read_report(&event("SUCCESS", accepted)),
            report(DeliveryStatus::Delivered, accepted)
        );
        assert_eq!(
            channel.read_report(&event("FAILURE", blocked)),
            report(DeliveryStatus::Failed, blocked)
        );
        assert_eq!(channel.read_report(&event("OTHER", "")), None);
        assert_eq!(channel.read_report(&json!({ "status": "SUCCESS" })), None);
        assert_eq!(channel.read_report(&json!({})), None);
    }
}
