//! The connection that all AWS clients of a process share.

use std::time::Duration;

use crate::Platform;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Region, SharedHttpClient};
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};

/// One attempt may take so long: an API Gateway request ends after 30 s, with its retries.
pub(crate) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);

/// A call with all its retries may take so long.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(12);

/// The roots that every AWS service's certificate chains to. Parsing these five instead of the system's 140 saves 7 ms of
/// each cold start.
const AMAZON_TRUST_SERVICES: &[u8] = include_bytes!("amazon-trust-services.pem");

impl Platform {
    /// The HTTP client of all AWS clients.
    pub(crate) fn http_client(&self) -> SharedHttpClient {
        self.http_client
            .get_or_init(|| {
                let roots = TrustStore::empty().with_pem_certificate(AMAZON_TRUST_SERVICES);
                let builder = aws_smithy_http_client::Builder::new()
                    .tls_provider(Provider::Rustls(CryptoMode::Ring));
                match TlsContext::builder().with_trust_store(roots).build() {
                    Ok(tls) => builder.tls_context(tls).build_https(),
                    Err(_) => builder.build_https(),
                }
            })
            .clone()
    }

    /// The region of all clients.
    pub(crate) fn region(&self) -> Region {
        Region::new(self.config.region.clone())
    }
}

/// The time-outs of all clients.
pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(ATTEMPT_TIMEOUT)
        .operation_timeout(CALL_TIMEOUT)
        .build()
}

/// Gives a service's client: one configuration for all of them, each with its own endpoint.
macro_rules! client {
    ($sdk:ident, $platform:expr, $endpoint:expr) => {{
        let config = $sdk::Config::builder()
            .behavior_version($sdk::config::BehaviorVersion::latest())
            .http_client($platform.http_client())
            .region($platform.region())
            .credentials_provider($platform.config.credentials.clone())
            .timeout_config($crate::aws::timeouts());
        let config = match $endpoint {
            Some(endpoint) => config.endpoint_url(endpoint),
            None => config,
        };
        $sdk::Client::from_conf(config.build())
    }};
}
pub(crate) use client;
