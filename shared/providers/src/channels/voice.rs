//! The voice channel: a call is requested on a topic, and `place-call` places it through the SMS-voice API.

use async_trait::async_trait;
use aws_sdk_pinpointsmsvoicev2::types::{VoiceId, VoiceMessageBodyTextType};
use aws_types::SdkConfig;
use domain::Timestamp;
use domain::language::Language;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use words::texts::code_call;

use super::{CodeChannel, CodeMessage, DeliveryReport, DeliveryStatus};
use crate::{OnlyRefused, ProviderError};

const SERVICE: &str = "sms-voice";

/// Errors of the API that are permanent, because the request is not acceptable, such as a number that it cannot call.
const PERMANENT: &[&str] = &["ValidationException"];

/// The message on the voice topic that requests a call. During a deployment an older and a newer version exchange these
/// messages, so a reader ignores unknown fields, and new fields have a default.
#[derive(Serialize, Deserialize)]
pub struct CallRequest {
    /// The challenge whose code the call reads. Only one call is placed for a challenge.
    pub challenge: String,
    /// The number to call, in E.164 form.
    pub number: String,
    /// The language of the call.
    #[serde(default)]
    pub language: Language,
    /// The words of the call, as SSML.
    pub ssml: String,
    /// When the code expires, in epoch seconds, so that nobody is called with an expired code.
    pub expires_at: i64,
}

/// Requests calls on a topic, so that an HTTP request does not wait for a call to be placed.
pub struct VoiceChannel {
    client: aws_sdk_sns::Client,
    topic: Option<String>,
}

impl VoiceChannel {
    /// A channel at AWS's own endpoint of SNS or at another, on the topic that `place-call` consumes.
    #[must_use]
    pub fn new(sdk: &SdkConfig, endpoint: Option<&str>, topic: Option<String>) -> Self {
        Self {
            client: super::sns(sdk, endpoint),
            topic,
        }
    }
}

#[async_trait]
impl CodeChannel for VoiceChannel {
    async fn deliver(&self, message: &CodeMessage<'_>) -> Result<String, ProviderError> {
        let refused = |why: String| ProviderError::passing(super::SNS, why);
        let topic = self
            .topic
            .as_ref()
            .ok_or_else(|| refused("PHONE_OTP_VOICE_TOPIC is not set".to_owned()))?;
        let call = CallRequest {
            challenge: message.challenge.to_owned(),
            number: message.to.expose(),
            language: message.language,
            ssml: code_call(message.language, message.code, message.brand),
            expires_at: message.expires_at.as_second(),
        };
        let call = serde_json::to_string(&call).map_err(|error| refused(error.to_string()))?;
        super::published(
            self.client
                .publish()
                .topic_arn(topic)
                .message(call)
                .send()
                .await,
        )
    }

    /// An event of AWS End User Messaging about a call: `{"eventType": "VOICE_ANSWERED", "messageId", "messageStatus"}`.
    fn read_report(&self, event: &Value) -> Option<DeliveryReport> {
        let kind = event["eventType"].as_str()?;
        let status = match kind {
            "VOICE_ANSWERED" | "VOICE_COMPLETED" => DeliveryStatus::Delivered,
            "VOICE_BUSY" | "VOICE_FAILED" | "VOICE_NO_ANSWER" | "VOICE_TTL_EXPIRED" => {
                DeliveryStatus::Failed
            }
            "VOICE_INITIATED" | "VOICE_RINGING" => DeliveryStatus::UnderWay,
            _ => return None,
        };
        let reason = event["messageStatus"].as_str().unwrap_or(kind);
        Some(DeliveryReport {
            message_id: event["messageId"].as_str()?.to_owned(),
            status,
            reason: reason.to_owned(),
        })
    }
}

/// The Amazon Polly voice of a language; for Spanish, a voice of the United States.
const fn voice(language: Language) -> VoiceId {
    match language {
        Language::English => VoiceId::Joanna,
        Language::Spanish => VoiceId::Lupe,
        Language::French => VoiceId::Lea,
        Language::German => VoiceId::Vicki,
        Language::Japanese => VoiceId::Mizuki,
    }
}

/// Places calls through the SMS-voice API. It repeats a call only if the API refused it, as SNS's client does a message.
pub struct CallPlacer {
    client: aws_sdk_pinpointsmsvoicev2::Client,
    origination: Option<String>,
}

impl CallPlacer {
    /// A placer of calls from a number or a pool, at AWS's own endpoint of the API or at another.
    #[must_use]
    pub fn new(sdk: &SdkConfig, endpoint: Option<&str>, origination: Option<&str>) -> Self {
        let mut config =
            aws_sdk_pinpointsmsvoicev2::config::Builder::from(sdk).retry_classifier(OnlyRefused);
        config.set_endpoint_url(endpoint.map(str::to_owned));
        Self {
            client: aws_sdk_pinpointsmsvoicev2::Client::from_conf(config.build()),
            origination: origination.map(str::to_owned),
        }
    }

    /// Places a call. The service drops it if it cannot begin before the code expires, and refuses one that has less than
    /// [`CALL_LEAST`](domain::policy::CALL_LEAST) until then.
    ///
    /// # Errors
    /// [`ProviderError`] if the service does not accept it.
    pub async fn place(&self, call: &CallRequest, now: Timestamp) -> Result<(), ProviderError> {
        let left = i32::try_from(call.expires_at - now.as_second()).unwrap_or(i32::MAX);
        self.client
            .send_voice_message()
            .destination_phone_number(&call.number)
            .set_origination_identity(self.origination.clone())
            .message_body(&call.ssml)
            .message_body_text_type(VoiceMessageBodyTextType::Ssml)
            .voice_id(voice(call.language))
            .time_to_live(left)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| ProviderError::from_aws(SERVICE, &error, PERMANENT))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_says_what_became_of_a_call_and_others_say_nothing() {
        let sdk = SdkConfig::builder()
            .behavior_version(aws_sdk_sns::config::BehaviorVersion::latest())
            .build();
        let channel = VoiceChannel::new(&sdk, None, None);
        for (kind, status) in [
            ("VOICE_ANSWERED", Some(DeliveryStatus::Delivered)),
            ("VOICE_COMPLETED", Some(DeliveryStatus::Delivered)),
            ("VOICE_NO_ANSWER", Some(DeliveryStatus::Failed)),
            ("VOICE_RINGING", Some(DeliveryStatus::UnderWay)),
            ("TEXT_DELIVERED", None),
        ] {
            let event = json!({ "eventType": kind, "messageId": "m-1", "messageStatus": "SAID" });
            let expected = status.map(|status| DeliveryReport {
                message_id: "m-1".to_owned(),
                status,
                reason: "SAID".to_owned(),
            });
            assert_eq!(channel.read_report(&event), expected, "{kind}");
        }
    }
}
