//! What people are told, and the services that carry it.
//!
//! [`texts`] and [`mail`] put together the words of the catalogue ([`crate::language`]); nothing here decides whether
//! something is said.

pub mod mail;
pub mod texts;

use aws_sdk_pinpointsmsvoicev2::types::{VoiceId, VoiceMessageBodyTextType};
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use aws_sdk_sns::types::MessageAttributeValue;
use domain::Timestamp;
use domain::account::Email;
use domain::language::Language;
use domain::phone::E164;
use serde::{Deserialize, Serialize};

use crate::Platform;
use crate::metrics::Metric;
use mail::Mail;

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

/// A message did not go out. What was in it is not repeated here.
#[derive(Debug, thiserror::Error)]
#[error("{service} did not take the message: {why}")]
pub struct DeliveryError {
    /// The service.
    pub service: &'static str,
    /// Its error code, or why it was not reached.
    pub why: String,
}

/// The error of a service without the message that it answers; counted.
macro_rules! delivery_error {
    ($platform:expr, $service:literal) => {
        |error| {
            $platform.count(Metric::MessagesRefused($service));
            DeliveryError {
                service: $service,
                why: aws_sdk_sns::error::ProvideErrorMetadata::code(&error)
                    .unwrap_or("not reached")
                    .to_owned(),
            }
        }
    };
}

/// What `place-call` is asked to say, as it travels on the topic: from one deployment to the next, so that a field which
/// only one of them knows does not stop a call.
#[derive(Serialize, Deserialize)]
pub struct CallRequest {
    /// The challenge whose code it reads: a call is placed once for it.
    pub challenge: String,
    /// The number to call, in E.164 form.
    pub number: String,
    /// The language it is said in.
    #[serde(default)]
    pub language: Language,
    /// What is said, as SSML.
    pub ssml: String,
    /// When the code is dead, in epoch seconds: nobody is called with a dead code.
    pub expires_at: i64,
}

/// Texts by SNS, and the topic that calls are asked for on.
pub struct Texts {
    client: aws_sdk_sns::Client,
}

impl Texts {
    pub(crate) fn new(platform: &Platform) -> Self {
        Self {
            client: crate::aws::client!(
                aws_sdk_sns,
                platform,
                platform.config.endpoints.sns.as_ref()
            ),
        }
    }

    /// Sends a transactional text.
    ///
    /// # Errors
    /// [`DeliveryError`] if SNS does not accept it.
    pub async fn send(
        &self,
        platform: &Platform,
        to: &E164,
        words: &str,
    ) -> Result<(), DeliveryError> {
        let config = &platform.config;
        let attributes = [
            ("AWS.SNS.SMS.SMSType", "String", Some("Transactional")),
            (
                "AWS.SNS.SMS.SenderID",
                "String",
                config.sender_id.as_deref(),
            ),
            (
                "AWS.SNS.SMS.MaxPrice",
                "Number",
                config.text_max_price.as_deref(),
            ),
        ];
        let mut request = self
            .client
            .publish()
            .phone_number(to.expose())
            .message(words);
        for (name, kind, value) in attributes {
            let Some(value) = value else { continue };
            let attribute = MessageAttributeValue::builder()
                .data_type(kind)
                .string_value(value)
                .build()
                .map_err(|error| DeliveryError {
                    service: "sns",
                    why: error.to_string(),
                })?;
            request = request.message_attributes(name, attribute);
        }
        request
            .send()
            .await
            .map(|_| ())
            .map_err(delivery_error!(platform, "sns"))
    }

    /// Asks for a call.
    ///
    /// # Errors
    /// [`DeliveryError`] if the topic does not accept it.
    pub async fn request_call(
        &self,
        platform: &Platform,
        call: &CallRequest,
    ) -> Result<(), DeliveryError> {
        let refused = |why: String| DeliveryError {
            service: "sns",
            why,
        };
        let topic = platform
            .config
            .voice_topic
            .as_ref()
            .ok_or_else(|| refused("PHONE_OTP_VOICE_TOPIC is not set".to_owned()))?;
        let message = serde_json::to_string(call).map_err(|error| refused(error.to_string()))?;
        self.client
            .publish()
            .topic_arn(topic)
            .message(message)
            .send()
            .await
            .map(|_| ())
            .map_err(delivery_error!(platform, "sns"))
    }
}

/// The Amazon Polly voice that speaks a language; for Spanish, the one of the United States.
const fn voice(language: Language) -> VoiceId {
    match language {
        Language::English => VoiceId::Joanna,
        Language::Spanish => VoiceId::Lupe,
        Language::French => VoiceId::Lea,
        Language::German => VoiceId::Vicki,
        Language::Japanese => VoiceId::Mizuki,
    }
}

/// Calls by the SMS-voice API.
pub struct Calls {
    client: aws_sdk_pinpointsmsvoicev2::Client,
}

impl Calls {
    pub(crate) fn new(platform: &Platform) -> Self {
        Self {
            client: crate::aws::client!(
                aws_sdk_pinpointsmsvoicev2,
                platform,
                platform.config.endpoints.sms_voice.as_ref()
            ),
        }
    }

    /// Places a call that is dropped if it cannot begin before its code is dead.
    ///
    /// # Errors
    /// [`DeliveryError`] if the service does not accept it.
    pub async fn place(
        &self,
        platform: &Platform,
        call: &CallRequest,
        now: Timestamp,
    ) -> Result<(), DeliveryError> {
        let left = i32::try_from(call.expires_at - now.as_second()).unwrap_or(i32::MAX);
        self.client
            .send_voice_message()
            .destination_phone_number(&call.number)
            .set_origination_identity(platform.config.voice_origination.clone())
            .message_body(&call.ssml)
            .message_body_text_type(VoiceMessageBodyTextType::Ssml)
            .voice_id(voice(call.language))
            .time_to_live(left)
            .send()
            .await
            .map(|_| ())
            .map_err(delivery_error!(platform, "sms-voice"))
    }
}

/// Mail by SES v2.
pub struct Mails {
    client: aws_sdk_sesv2::Client,
}

impl Mails {
    pub(crate) fn new(platform: &Platform) -> Self {
        Self {
            client: crate::aws::client!(
                aws_sdk_sesv2,
                platform,
                platform.config.endpoints.ses.as_ref()
            ),
        }
    }

    /// Sends a mail, as text and as HTML.
    ///
    /// # Errors
    /// [`DeliveryError`] if SES does not accept it.
    pub async fn send(
        &self,
        platform: &Platform,
        to: &Email,
        mail: &Mail,
    ) -> Result<(), DeliveryError> {
        let refused = |error: aws_sdk_sesv2::error::BuildError| DeliveryError {
            service: "ses",
            why: error.to_string(),
        };
        let content = |data: String| {
            Content::builder()
                .data(data)
                .charset("UTF-8")
                .build()
                .map_err(refused)
        };
        let config = &platform.config;
        let body = Body::builder()
            .text(content(mail.text(&config.brand))?)
            .html(content(mail.html(&config.brand))?)
            .build();
        let message = Message::builder()
            .subject(content(mail.subject.clone())?)
            .body(body)
            .build();
        self.client
            .send_email()
            .from_email_address(&config.mail_from)
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .set_configuration_set_name(config.mail_configuration_set.clone())
            .send()
            .await
            .map(|_| ())
            .map_err(delivery_error!(platform, "ses"))
    }
}

impl Platform {
    /// Sends a mail that tells of something that has happened already. If it does not go out, that is logged, and what
    /// has happened stays.
    pub async fn notify(&self, to: &Email, mail: &Mail) {
        if let Err(error) = self.mails().send(self, to, mail).await {
            tracing::error!(to = %to.masked(), subject = %mail.subject, %error, "a notice was not mailed");
        }
    }
}
