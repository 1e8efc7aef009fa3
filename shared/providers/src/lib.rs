//! What the product buys from others, each kind in a folder with one file for each provider.
//!
//! | module | what is bought | providers |
//! | --- | --- | --- |
//! | [`cards`] | payments by card | a sandbox |
//! | [`bureau`] | instant proofing | a sandbox |
//! | [`channels`] | codes by text and by call | SNS, the SMS-voice API |
//! | [`mail`] | mail | SES |
//!
//! A provider is chosen once, by configuration, in the platform. [`client`] is the HTTP client of those that are not AWS.

#![deny(missing_docs)]

pub mod bureau;
pub mod cards;
pub mod channels;
pub mod client;
pub mod mail;

use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};

/// A service did not do what it was asked. What it was asked is not repeated here: that holds personal data.
#[derive(Debug, thiserror::Error)]
#[error("{service} refused: {why}")]
pub struct ProviderError {
    /// The service: `sns`, `ses`, `sms-voice`, or a provider's name.
    pub service: &'static str,
    /// Its error code, or why it was not reached.
    pub why: String,
    /// Whether the same request would be refused again, whenever it is sent.
    pub permanent: bool,
}

impl ProviderError {
    /// A failure that may pass.
    #[must_use]
    pub fn passing(service: &'static str, why: impl Into<String>) -> Self {
        Self {
            service,
            why: why.into(),
            permanent: false,
        }
    }

    /// A refusal for good.
    #[must_use]
    pub fn permanent(service: &'static str, why: impl Into<String>) -> Self {
        Self {
            permanent: true,
            ..Self::passing(service, why)
        }
    }

    /// An AWS service's answer, permanent if its error code is one of those.
    fn from_aws<E, R>(
        service: &'static str,
        error: &SdkError<E, R>,
        permanent_codes: &[&str],
    ) -> Self
    where
        E: ProvideErrorMetadata,
    {
        let code = error.code().unwrap_or("not reached");
        Self {
            service,
            why: code.to_owned(),
            permanent: permanent_codes.contains(&code),
        }
    }
}
