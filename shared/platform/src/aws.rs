//! The configuration that all AWS clients of a process share: one connection pool, the region, the credentials and the
//! time-outs.

use std::time::Duration;

use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::Config;

/// The time-out of one attempt. DynamoDB answers within 10 ms, and SES and SNS within some hundred; what takes longer than
/// this is lost, and a second attempt finds another connection.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);

/// How many attempts fit into the time-out of a call.
const ATTEMPTS: u32 = 3;

/// The time-out of a call with all its attempts. API Gateway ends a request after 30 s: several calls in a row fit in that
/// time though each uses all of its own.
pub const CALL_TIMEOUT: Duration = ATTEMPT_TIMEOUT.saturating_mul(ATTEMPTS);

/// The longest pause before the second attempt is this part of an attempt's time-out, 50 ms; each further one doubles it.
/// The default of 1 s would use up the time-out of a call. AWS's clients of DynamoDB begin with 25 to 50 ms.
const FIRST_PAUSE_PART: u32 = 20;

/// The root certificates of every AWS service. Parsing these five instead of the system's 140 saves 7 ms of each cold
/// start.
const AMAZON_TRUST_SERVICES: &[u8] = include_bytes!("amazon-trust-services.pem");

/// The configuration of all AWS clients. Each client adds its own endpoint.
pub(crate) fn sdk_config(config: &Config) -> SdkConfig {
    let roots = TrustStore::empty().with_pem_certificate(AMAZON_TRUST_SERVICES);
    let builder =
        aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let http_client = match TlsContext::builder().with_trust_store(roots).build() {
        Ok(tls) => builder.tls_context(tls).build_https(),
        Err(_) => builder.build_https(),
    };
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(config.attempt_timeout)
        .operation_timeout(config.attempt_timeout * ATTEMPTS)
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(config.attempt_timeout / FIRST_PAUSE_PART);
    SdkConfig::builder()
        .behavior_version(aws_sdk_secretsmanager::config::BehaviorVersion::latest())
        .http_client(http_client)
        .region(Region::new(config.region.clone()))
        .credentials_provider(
            aws_sdk_secretsmanager::config::SharedCredentialsProvider::new(
                config.credentials.clone(),
            ),
        )
        .timeout_config(timeouts)
        .retry_config(retries)
        .build()
}
