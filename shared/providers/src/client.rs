//! The HTTP client of providers that are not AWS, and of applications that are told something.
//!
//! It trusts the public root certificates that browsers trust, while the AWS client trusts only Amazon's. It uses
//! HTTPS, except to this machine itself, and follows no redirect.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::{Request, Response};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::ClientConfig;

use crate::ProviderError;

/// The bounds of an exchange.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The time-out of one request, with its response.
    pub timeout: Duration,
    /// The largest response that is read, in bytes.
    pub answer: usize,
}

impl Bounds {
    /// Those of a provider. API Gateway ends a request after 30 s, and everything else that an operation does has to fit in
    /// that time.
    pub const PROVIDER: Self = Self {
        timeout: Duration::from_secs(10),
        answer: 1024 * 1024,
    };
}

/// A client with its own connection pool, to be made once and reused.
pub struct Client {
    client: HyperClient<HttpsConnector<HttpConnector>, Full<Bytes>>,
    bounds: Bounds,
}

impl Client {
    /// A client that trusts the public root certificates.
    ///
    /// # Errors
    /// [`ProviderError`] if the TLS library refuses its own defaults.
    pub fn new(bounds: Bounds) -> Result<Self, ProviderError> {
        let provider = rustls::crypto::ring::default_provider();
        let tls = ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .map_err(|error| ProviderError::permanent("tls", error.to_string()))?
            .with_webpki_roots()
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            client: HyperClient::builder(TokioExecutor::new()).build(connector),
            bounds,
        })
    }

    /// Sends a request to a service and reads its whole response, whatever the status. It does not retry, because only
    /// the caller knows whether a retry is safe.
    ///
    /// # Errors
    /// A temporary [`ProviderError`] if the service is not reached, does not respond in time, or its response is too
    /// large; a permanent one for plain HTTP to another machine.
    pub async fn send(
        &self,
        service: &'static str,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Bytes>, ProviderError> {
        let local = matches!(
            request.uri().host(),
            Some("127.0.0.1" | "[::1]" | "localhost")
        );
        if request.uri().scheme_str() != Some("https") && !local {
            return Err(ProviderError::permanent(service, "not HTTPS"));
        }
        let exchange = async {
            let request = request.map(|body| Full::new(Bytes::from(body)));
            let answer = self
                .client
                .request(request)
                .await
                .map_err(|_| ProviderError::passing(service, "not reached"))?;
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, self.bounds.answer)
                .collect()
                .await
                .map_err(|_| ProviderError::passing(service, "the answer broke off"))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        tokio::time::timeout(self.bounds.timeout, exchange)
            .await
            .unwrap_or_else(|_| Err(ProviderError::passing(service, "time-out")))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A server on this machine that answers one connection with these bytes. Returns its port.
    fn answers_once(bytes: Vec<u8>) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&bytes);
        });
        port
    }

    async fn get(url: String) -> Result<Response<Bytes>, ProviderError> {
        let request = Request::get(url).body(Vec::new()).unwrap();
        Client::new(Bounds::PROVIDER)
            .unwrap()
            .send("test", request)
            .await
    }

    #[tokio::test]
    async fn an_answer_is_read_whole_whatever_its_status() {
        let answer = b"HTTP/1.1 402 Payment Required\r\ncontent-length: 2\r\n\r\n{}";
        let port = answers_once(answer.to_vec());
        let answer = get(format!("http://127.0.0.1:{port}/")).await.unwrap();
        assert_eq!(answer.status(), 402);
        assert_eq!(answer.into_body(), "{}");
    }

    #[tokio::test]
    async fn an_answer_without_end_is_given_up() {
        let mut answer = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        answer.resize(answer.len() + Bounds::PROVIDER.answer + 1, b' ');
        let port = answers_once(answer);
        let error = get(format!("http://127.0.0.1:{port}/")).await.unwrap_err();
        assert_eq!(error.why, "the answer broke off");
        assert!(!error.permanent);
    }

    #[tokio::test]
    async fn nobody_but_this_machine_is_spoken_to_in_the_clear() {
        let error = get("http://192.0.2.1/".to_owned()).await.unwrap_err();
        assert!(error.permanent, "{error}");
    }

    #[tokio::test]
    async fn a_server_that_does_not_speak_tls_is_not_reached() {
        let port = answers_once(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec());
        let error = get(format!("https://localhost:{port}/")).await.unwrap_err();
        assert_eq!(error.why, "not reached");
    }
}
