//! Authentication of clients: the applications' servers at the token endpoint and its siblings (RFC 6749, 2.3; RFC 7523;
//! OpenID Connect Core, 9).
//!
//! A secret is what strangers could guess, so the failures of the source address are looked at before it is compared. An
//! unknown client, a wrong secret and a method that is not the registered one are the same in answer and writes.

use std::sync::Arc;

use data_encoding::BASE64;
use domain::Timestamp;
use domain::application::{Application, ApplicationId, ClientAuthMethod};
use domain::client_assertion::{ASSERTION_TYPE, Assertion, AssertionClaims};
use domain::fact::Fact;
use domain::parameters::Parameters;
use domain::policy::CLIENT_FAILURES_PER_ADDRESS;
use domain::secret::Digest32;
use jose::{Alg, KeySet};
use lambda_http::Request;
use lambda_http::http::header;
use percent_encoding::percent_decode_str;
use platform::Platform;
use store::{CountedSoFar, StoreError};

use crate::oauth::{OAuthError, address, limit_error};
use crate::request::source_address;

/// What a request presents to authenticate its client, before anything is looked at.
pub struct PresentedClient {
    id: Option<ApplicationId>,
    proof: Proof,
    by_header: bool,
    /// The names of this server that an assertion may be for.
    audiences: [String; 3],
    /// The source address, whose failures are counted.
    source: String,
}

/// By what a client authenticates.
enum Proof {
    /// The digest of a secret.
    Secret(ClientAuthMethod, Digest32),
    /// An assertion.
    Assertion(String),
    /// Nothing: a public client.
    None,
}

/// A client that was authenticated.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its registration.
    pub application: Arc<Application>,
    /// Its assertion, if it used one. It is good once: [`once`].
    pub assertion: Option<Assertion>,
}

/// The client did not authenticate as it is registered.
struct NotTheClient;

/// What is known of the client that a request names: its registration, and the failures of the source address.
pub struct KnownClient {
    application: Option<Application>,
    failures: Option<CountedSoFar>,
}

impl PresentedClient {
    /// Reads what a request presents. Two methods at once are refused (RFC 6749, 2.3).
    ///
    /// # Errors
    /// `invalid_request`, `invalid_client`.
    pub fn read(
        platform: &Platform,
        request: &Request,
        form: &Parameters,
    ) -> Result<Self, OAuthError> {
        let header = request.headers().get(header::AUTHORIZATION);
        let secret = form.one("client_secret")?;
        let assertion = form.one("client_assertion")?;
        let kind = form.one("client_assertion_type")?;
        let named = form.one("client_id")?;
        let methods = usize::from(header.is_some())
            + usize::from(secret.is_some())
            + usize::from(assertion.is_some() || kind.is_some());
        if methods > 1 {
            return Err(OAuthError::invalid_request(
                "the client authenticates by several methods at once",
            ));
        }
        let (id, proof) = match (header, secret, assertion) {
            (Some(header), ..) => {
                let (id, secret) = header
                    .to_str()
                    .ok()
                    .and_then(basic)
                    .ok_or_else(|| OAuthError::invalid_client(true))?;
                let digest = Digest32::of(secret.as_bytes());
                (
                    Some(id),
                    Proof::Secret(ClientAuthMethod::ClientSecretBasic, digest),
                )
            }
            (None, Some(secret), _) => {
                let digest = Digest32::of(secret.as_bytes());
                (
                    None,
                    Proof::Secret(ClientAuthMethod::ClientSecretPost, digest),
                )
            }
            (None, None, Some(assertion)) => {
                if kind != Some(ASSERTION_TYPE) {
                    return Err(OAuthError::invalid_request(
                        "client_assertion_type must be that of a JWT",
                    ));
                }
                (subject(assertion), Proof::Assertion(assertion.to_owned()))
            }
            (None, None, None) if kind.is_some() => {
                return Err(OAuthError::missing("client_assertion"));
            }
            (None, None, None) => (None, Proof::None),
        };
        // A `client_id` beside another name of the client has to be the same (RFC 7521, 4.2).
        let id = match (id, named) {
            (Some(id), Some(named)) if id != named => {
                return Err(OAuthError::invalid_request(
                    "client_id is not the client that authenticates",
                ));
            }
            (id, named) => id.or_else(|| named.map(str::to_owned)),
        };
        let Some(id) = id else {
            return Err(match proof {
                Proof::None => OAuthError::missing("client_id"),
                _ => OAuthError::invalid_client(header.is_some()),
            });
        };
        let issuer = &platform.config.portal_origin;
        Ok(Self {
            id: ApplicationId::try_from(id).ok(),
            proof,
            by_header: header.is_some(),
            audiences: [
                issuer.clone(),
                format!("{issuer}/oauth2/token"),
                address(issuer, request),
            ],
            source: source_address(request).to_string(),
        })
    }

    /// Whether the request names this client.
    #[must_use]
    pub fn names(&self, id: &ApplicationId) -> bool {
        self.id.as_ref() == Some(id)
    }

    /// Reads what is known of the client, strongly consistently, so that an application that was removed stops at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn known(&self, platform: &Platform) -> Result<KnownClient, StoreError> {
        let store = platform.store();
        let application = async {
            match &self.id {
                Some(id) => store.application(id).await,
                None => Ok(None),
            }
        };
        let failures = async {
            match self.proof {
                Proof::Secret(..) => store
                    .counted(CLIENT_FAILURES_PER_ADDRESS.name, &self.counted_as())
                    .await
                    .map(Some),
                Proof::Assertion(_) | Proof::None => Ok(None),
            }
        };
        let (application, failures) = tokio::try_join!(application, failures)?;
        Ok(KnownClient {
            application,
            failures,
        })
    }

    /// Authenticates the client.
    ///
    /// # Errors
    /// `invalid_client`, which is counted; an error if the source address has failed too often.
    pub async fn check(
        &self,
        platform: &Platform,
        known: KnownClient,
    ) -> Result<Client, OAuthError> {
        let now = platform.now();
        if let Some(failures) = &known.failures {
            let settings = platform.settings().await?;
            failures
                .check(&settings.limits.client_failures_per_address, now)
                .map_err(|reached| OAuthError::limited(&reached, now))?;
        }
        let found = known.application;
        if let (Ok(assertion), Some(application)) = (self.authenticates(found.as_ref(), now), found)
        {
            return Ok(Client {
                application: Arc::new(application),
                assertion,
            });
        }
        let error = OAuthError::invalid_client(self.by_header);
        Err(self.failed(platform, error).await)
    }

    /// The key of its failures: the source address and the client that is named. So nobody shuts out another client of the
    /// same office or cloud.
    fn counted_as(&self) -> String {
        let id = self.id.as_ref().map_or("", ApplicationId::as_str);
        format!("{} {id}", self.source)
    }

    /// Counts a failure of the client from the source address: a wrong client, code or token. Returns the error that it leads
    /// to: the one that is given, or that there were too many.
    pub async fn failed(&self, platform: &Platform, error: OAuthError) -> OAuthError {
        let now = platform.now();
        let why = error.code().to_owned();
        platform.tell(&Fact::ClientRefused { why }, None, now);
        let settings = match platform.settings().await {
            Ok(settings) => settings,
            Err(error) => return error.into(),
        };
        let limit = &settings.limits.client_failures_per_address;
        let counted = platform
            .store()
            .rate_limit(limit, &self.counted_as(), now)
            .await;
        match counted {
            Ok(_) => error,
            Err(error) => limit_error(error, now),
        }
    }

    /// Refuses what an authenticated client presents. Anybody can bring a client's server to send a wrong code, and no code
    /// can be guessed: only the failure of a public client, which anybody can be, counts against its address.
    pub async fn refused(&self, platform: &Platform, error: OAuthError) -> OAuthError {
        match self.proof {
            Proof::None => self.failed(platform, error).await,
            Proof::Secret(..) | Proof::Assertion(_) => error,
        }
    }

    /// Whether the client is who it says, by the method that it is registered with, and the assertion if it used one.
    fn authenticates(
        &self,
        application: Option<&Application>,
        now: Timestamp,
    ) -> Result<Option<Assertion>, NotTheClient> {
        let as_registered = |it_is: bool| it_is.then_some(None).ok_or(NotTheClient);
        let registered = application.map(|application| application.token_endpoint_auth_method);
        match &self.proof {
            Proof::Secret(method, digest) => {
                let none = Vec::new();
                let digests = application.map_or(&none, |found| &found.client_secret_digests);
                // Every digest is compared, each in constant time.
                let fits = digests.iter().filter(|one| *one == digest).count() > 0;
                as_registered(fits && registered == Some(*method))
            }
            Proof::Assertion(assertion) => {
                let assertion = application
                    .filter(|_| registered == Some(ClientAuthMethod::PrivateKeyJwt))
                    .and_then(|application| self.assertion(application, assertion, now));
                assertion.map(Some).ok_or(NotTheClient)
            }
            Proof::None => as_registered(registered == Some(ClientAuthMethod::None)),
        }
    }

    fn assertion(
        &self,
        application: &Application,
        assertion: &str,
        now: Timestamp,
    ) -> Option<Assertion> {
        let keys = KeySet::read(application.jwks.as_ref()?)
            .inspect_err(|error| tracing::error!(%error, "a client's keys cannot be read"))
            .ok()?;
        let checked = keys.verify(assertion, None, &Alg::ALL);
        let verified = checked
            .inspect_err(|error| tracing::info!(%error, "an assertion is refused"))
            .ok()?;
        let claims: AssertionClaims = serde_json::from_value(verified.claims).ok()?;
        let audiences = self.audiences.each_ref().map(String::as_str);
        claims
            .check(application.id.as_str(), &audiences, now)
            .inspect_err(|error| tracing::info!(%error, "an assertion is refused"))
            .ok()
    }
}

/// Authenticates the client of a request, for an endpoint that reads nothing else meanwhile.
///
/// # Errors
/// `invalid_request`, `invalid_client`.
pub async fn authenticate(
    platform: &Platform,
    request: &Request,
    form: &Parameters,
) -> Result<Arc<Application>, OAuthError> {
    let presented = PresentedClient::read(platform, request, form)?;
    let known = presented.known(platform).await?;
    let client = presented.check(platform, known).await?;
    once(platform, &presented, &client).await?;
    Ok(client.application)
}

/// Records a client's assertion, which is good once.
///
/// # Errors
/// `invalid_client` if it was presented before.
pub async fn once(
    platform: &Platform,
    presented: &PresentedClient,
    client: &Client,
) -> Result<(), OAuthError> {
    let Some(assertion) = &client.assertion else {
        return Ok(());
    };
    let store = platform.store();
    match store.present_once(&assertion.once, assertion.until).await {
        Err(StoreError::ConditionFailed) => {
            let error = OAuthError::invalid_client(false);
            Err(presented.failed(platform, error).await)
        }
        recorded => Ok(recorded?),
    }
}

/// The client and secret of a `Basic` header, each of which is form-encoded within it (RFC 6749, 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = BASE64.decode(encoded.trim().as_bytes()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    let part = |part: &str| {
        let spaced = part.replace('+', " ");
        let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
        Some(decoded.into_owned())
    };
    Some((part(id)?, part(secret)?))
}

/// The client that an assertion says it is of.
fn subject(assertion: &str) -> Option<String> {
    let read = jose::unverified(assertion).ok()?;
    Some(read.claims.get("sub")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basic_header_is_read_with_its_encoding() {
        let header = |text: &str| format!("Basic {}", BASE64.encode(text.as_bytes()));
        assert_eq!(
            basic(&header("app:s3%3Acret%2B+x")),
            Some(("app".to_owned(), "s3:cret+ x".to_owned()))
        );
        assert_eq!(
            basic(&header("app:")),
            Some(("app".to_owned(), String::new()))
        );
        for text in [
            "Basic",
            "Basic !!",
            "Bearer abc",
            &header("app"),
            &header("a%ff:b"),
        ] {
            assert_eq!(basic(text), None, "{text}");
        }
    }
}
