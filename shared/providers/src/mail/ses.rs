//! Mail by SES v2.

use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use aws_types::SdkConfig;
use domain::account::MailAddress;
use words::mail::Mail;

use crate::{OnlyRefused, ProviderError};

const SERVICE: &str = "ses";

/// Errors of SES that are permanent, because the request is not acceptable. `MessageRejected` is not one of them: SES
/// also answers so while the sender's domain is not verified, which an operator repairs.
const PERMANENT: &[&str] = &["BadRequestException"];

/// The configuration of a mailer.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The sender's address of mail.
    pub from: String,
    /// The SES configuration set.
    pub configuration_set: Option<String>,
}

/// Sends mail.
pub struct Mailer {
    client: aws_sdk_sesv2::Client,
    settings: Settings,
}

impl Mailer {
    /// A mailer at AWS's own endpoint of SES or at another.
    #[must_use]
    pub fn new(sdk: &SdkConfig, endpoint: Option<&str>, settings: Settings) -> Self {
        let mut config = aws_sdk_sesv2::config::Builder::from(sdk).retry_classifier(OnlyRefused);
        config.set_endpoint_url(endpoint.map(str::to_owned));
        Self {
            client: aws_sdk_sesv2::Client::from_conf(config.build()),
            settings,
        }
    }

    /// Sends a mail, as text and as HTML. `brand` is the portal's name, at its end.
    ///
    /// # Errors
    /// [`ProviderError`] if SES does not accept it.
    pub async fn send(
        &self,
        to: MailAddress<'_>,
        mail: &Mail,
        brand: &str,
    ) -> Result<(), ProviderError> {
        let incomplete = |error: BuildError| ProviderError::permanent(SERVICE, error.to_string());
        let content = |data: String| {
            Content::builder()
                .data(data)
                .charset("UTF-8")
                .build()
                .map_err(incomplete)
        };
        let body = Body::builder()
            .text(content(mail.text(brand))?)
            .html(content(mail.html(brand))?)
            .build();
        let message = Message::builder()
            .subject(content(mail.subject.clone())?)
            .body(body)
            .build();
        self.client
            .send_email()
            .from_email_address(&self.settings.from)
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .set_configuration_set_name(self.settings.configuration_set.clone())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| ProviderError::from_aws(SERVICE, &error, PERMANENT))
    }
}
