//! External services, each kind in a folder with one file for each provider.
//!
//! | module | what it is for | providers |
//! | --- | --- | --- |
//! | [`cards`] | payments by card | a sandbox |
//! | [`bureau`] | instant proofing | a sandbox |
//! | [`channels`] | codes by text and by call | SNS, the SMS-voice API |
//! | [`mail`] | mail | SES |
//!
//! The platform chooses each provider once, by configuration. [`client`] is the HTTP client for providers that are not
//! AWS.

#![deny(missing_docs)]

pub mod bureau;
pub mod cards;
pub mod channels;
pub mod client;
pub mod mail;

use aws_sdk_sns::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;

/// A service refused a request or was not reached. The error does not contain the request, which holds personal data.
#[derive(Debug, thiserror::Error)]
#[error("{service} refused: {why}")]
pub struct ProviderError {
    /// The service: `sns`, `ses`, `sms-voice`, or a provider's name.
    pub service: &'static str,
    /// The service's error code, or why it was not reached.
    pub why: String,
    /// Whether a retry of the same request would be refused again.
    pub permanent: bool,
    /// Whether the service did not answer, so that the request may have been carried out.
    pub unknown: bool,
}

impl ProviderError {
    /// A temporary failure: a retry may succeed.
    #[must_use]
    pub fn passing(service: &'static str, why: impl Into<String>) -> Self {
        Self {
            service,
            why: why.into(),
            permanent: false,
            unknown: false,
        }
    }

    /// A permanent refusal: a retry would be refused again.
    #[must_use]
    pub fn permanent(service: &'static str, why: impl Into<String>) -> Self {
        Self {
            permanent: true,
            ..Self::passing(service, why)
        }
    }

    /// An AWS service's error, permanent if its code is one of these.
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
            unknown: !matches!(
                error,
                SdkError::ServiceError(_) | SdkError::ConstructionFailure(_)
            ),
        }
    }
}

/// Forbids the SDK to repeat a request that got no answer: services of messages have no way to recognise a repeated one, and
/// what was sent is not sent twice. Who asked for it is told that it is not known, or it is tried again later.
#[derive(Debug)]
pub struct OnlyRefused;

impl ClassifyRetry for OnlyRefused {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        match context.output_or_error() {
            Some(Err(error)) if error.as_operation_error().is_none() => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "only refused"
    }
}
