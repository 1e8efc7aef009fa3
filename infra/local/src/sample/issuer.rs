//! The portal as a relying party sees it: an OpenID Provider that is reached by HTTP on this machine.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use data_encoding::BASE64URL_NOPAD;
use domain::Timestamp;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jose::{Alg, JoseError, KeySet, SigningKeys, Verified};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::RwLock;

use super::logout::SKEW;
use super::sessions::{Login, SignIn};
use super::{SCOPES, random};

/// The algorithm of ID tokens and logout tokens: the one that clients have unless they register another.
const SIGNED_WITH: [Alg; 1] = [Alg::RS256];

/// How long the portal may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// The largest answer, in bytes.
const ANSWER_LIMIT: usize = 256 * 1024;

/// How long a client assertion is good, in seconds.
const ASSERTION_SECONDS: i64 = 60;

/// For how many seconds the portal's keys are not asked for again, whatever key a token names.
const KEYS_KEPT: i64 = 5;

/// Why a person could not be signed in, or a token was not accepted.
#[derive(Debug, thiserror::Error)]
pub(super) enum IssuerError {
    /// The portal does not answer, or not as the standards say.
    #[error("the portal did not answer as expected: {0}")]
    Unexpected(String),
    /// The portal refused, with an error of OAuth.
    #[error("the portal refused: {0}")]
    Refused(String),
    /// A token is not what it has to be.
    #[error("the token {0}")]
    Token(String),
}

impl From<JoseError> for IssuerError {
    fn from(error: JoseError) -> Self {
        Self::Token(error.to_string())
    }
}

/// What the portal says of itself (OpenID Connect Discovery 1.0), as far as it is used.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    pub(super) end_session_endpoint: String,
}

/// The portal's keys, and when they were read (epoch seconds).
#[derive(Debug, Default)]
struct Keys {
    set: KeySet,
    read_at: Option<i64>,
}

/// The portal, and the keys by which the sample's clients authenticate themselves to it.
#[derive(Debug)]
pub(super) struct Issuer {
    /// Its identifier.
    pub(super) id: String,
    client: Client<HttpConnector, Body>,
    own_keys: SigningKeys,
    metadata: RwLock<Option<Arc<Metadata>>>,
    keys: RwLock<Keys>,
}

impl Issuer {
    pub(super) fn new(id: &str, own_keys: SigningKeys) -> Self {
        Self {
            id: id.to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            own_keys,
            metadata: RwLock::default(),
            keys: RwLock::default(),
        }
    }

    async fn ask(&self, request: Request<Body>) -> Result<(StatusCode, Value), IssuerError> {
        let unexpected = |error: &dyn std::fmt::Display| IssuerError::Unexpected(error.to_string());
        let answer = async {
            let answer = self.client.request(request).await;
            let (parts, body) = answer.map_err(|error| unexpected(&error))?.into_parts();
            let body = to_bytes(Body::new(body), ANSWER_LIMIT).await;
            let body = body.map_err(|error| unexpected(&error))?;
            let json = serde_json::from_slice(&body);
            Ok((parts.status, json.map_err(|error| unexpected(&error))?))
        };
        tokio::time::timeout(ANSWER_WITHIN, answer)
            .await
            .map_err(|error| unexpected(&error))?
    }

    async fn get(&self, url: &str, access_token: Option<&str>) -> Result<Value, IssuerError> {
        let mut request = Request::get(url).header(header::ACCEPT, "application/json");
        if let Some(token) = access_token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::empty());
        let request = request.map_err(|error| IssuerError::Unexpected(error.to_string()))?;
        match self.ask(request).await? {
            (StatusCode::OK, answer) => Ok(answer),
            (status, _) => Err(IssuerError::Unexpected(format!("{url}: {status}"))),
        }
    }

    /// What the portal says of itself, asked for once.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, IssuerError> {
        if let Some(known) = &*self.metadata.read().await {
            return Ok(known.clone());
        }
        let url = format!("{}/.well-known/openid-configuration", self.id);
        let read = serde_json::from_value(self.get(&url, None).await?);
        let read: Metadata = read.map_err(|error| IssuerError::Unexpected(error.to_string()))?;
        if read.issuer != self.id {
            return Err(IssuerError::Unexpected(format!(
                "{url} is about another issuer"
            )));
        }
        let read = Arc::new(read);
        *self.metadata.write().await = Some(read.clone());
        Ok(read)
    }

    /// Checks a token's signature and type. If the keys that are known do not include its key, they are read again.
    pub(super) async fn verify(
        &self,
        token: &str,
        typ: Option<&str>,
        now: Timestamp,
    ) -> Result<Verified, IssuerError> {
        let known = {
            let keys = self.keys.read().await;
            keys.set.verify(token, typ, &SIGNED_WITH)
        };
        if !matches!(known, Err(JoseError::UnknownKey)) {
            return Ok(known?);
        }
        let mut keys = self.keys.write().await;
        let now = now.as_second();
        if keys.read_at.is_none_or(|at| now - at > KEYS_KEPT) {
            let read = self.get(&self.metadata().await?.jwks_uri, None).await?;
            *keys = Keys {
                set: KeySet::read(&read)?,
                read_at: Some(now),
            };
        }
        Ok(keys.set.verify(token, typ, &SIGNED_WITH)?)
    }

    /// Exchanges a code for tokens, and checks them (OpenID Connect Core 1.0, section 3.1.3).
    pub(super) async fn exchange(
        &self,
        code: &str,
        redirect_uri: &str,
        sign_in: &SignIn,
        now: Timestamp,
    ) -> Result<Login, IssuerError> {
        let metadata = self.metadata().await?;
        let client = sign_in.gate.id;
        let assertion = json!({
            "iss": client,
            "sub": client,
            "aud": self.id,
            "jti": random(),
            "iat": now.as_second(),
            "exp": now.as_second() + ASSERTION_SECONDS,
        });
        let assertion = self.own_keys.sign(Alg::ES256, "JWT", &assertion, now)?;
        let form = query(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", &sign_in.verifier),
            ("client_id", client),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", &assertion),
        ]);
        let request = Request::builder()
            .method(Method::POST)
            .uri(&metadata.token_endpoint)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(Body::from(form));
        let request = request.map_err(|error| IssuerError::Unexpected(error.to_string()))?;
        let tokens = match self.ask(request).await? {
            (StatusCode::OK, tokens) => tokens,
            (status, answer) => {
                let error = answer["error"].as_str().map(str::to_owned);
                return Err(IssuerError::Refused(
                    error.unwrap_or_else(|| status.to_string()),
                ));
            }
        };
        let (Some(id_token), Some(access_token)) =
            (tokens["id_token"].as_str(), tokens["access_token"].as_str())
        else {
            return Err(IssuerError::Unexpected("a token is missing".to_owned()));
        };
        let claims = self.verify(id_token, None, now).await?.claims;
        check(&claims, &self.id, sign_in, access_token, now.as_second())
            .map_err(|why| IssuerError::Token(why.to_owned()))?;
        let userinfo = self
            .get(&metadata.userinfo_endpoint, Some(access_token))
            .await?;
        if userinfo["sub"] != claims["sub"] {
            return Err(IssuerError::Unexpected(
                "userinfo is about somebody else".to_owned(),
            ));
        }
        Ok(Login {
            claims,
            userinfo,
            id_token: id_token.to_owned(),
        })
    }
}

/// Checks the claims of an ID token whose signature is right (OpenID Connect Core 1.0, sections 3.1.3.7 and 3.1.3.8).
///
/// # Errors
/// What is wrong.
fn check(
    claims: &Value,
    issuer: &str,
    sign_in: &SignIn,
    access_token: &str,
    now: i64,
) -> Result<(), &'static str> {
    if claims["iss"] != issuer {
        return Err("is of another issuer");
    }
    let audience = match &claims["aud"] {
        Value::Array(several) if several.len() == 1 => &several[0],
        other => other,
    };
    if audience != sign_in.gate.id {
        return Err("is for another client");
    }
    if claims["nonce"] != sign_in.nonce.as_str() {
        return Err("answers another request");
    }
    if claims["sub"].as_str().is_none_or(str::is_empty) {
        return Err("names nobody");
    }
    if claims["exp"].as_i64().is_none_or(|until| until <= now) {
        return Err("is over");
    }
    if claims["iat"].as_i64().is_none_or(|at| at > now + SKEW) {
        return Err("has not begun");
    }
    if claims["auth_time"]
        .as_i64()
        .is_none_or(|at| at > now + SKEW)
    {
        return Err("does not say when the person signed in");
    }
    let digest = Sha256::digest(access_token.as_bytes());
    let half = BASE64URL_NOPAD.encode(&digest[..digest.len() / 2]);
    if !claims["at_hash"].is_null() && claims["at_hash"] != half.as_str() {
        return Err("belongs to another access token");
    }
    Ok(())
}

/// The parameters of an authorization request (OpenID Connect Core 1.0, section 3.1.2.1; PKCE, RFC 7636).
pub(super) struct Asked<'a> {
    pub(super) redirect_uri: &'a str,
    pub(super) state: &'a str,
    /// The least `acr`, if the person is signed in more weakly (step-up, RFC 9470).
    pub(super) acr: Option<&'a str>,
    pub(super) login_hint: Option<&'a str>,
    /// Whether the portal is to answer without showing a page.
    pub(super) silent: bool,
}

impl Metadata {
    /// The URL of an authorization request.
    pub(super) fn authorization(&self, sign_in: &SignIn, asked: &Asked<'_>) -> String {
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(sign_in.verifier.as_bytes()));
        let scope = SCOPES.join(" ");
        let max_age = sign_in.gate.max_age.map(|seconds| seconds.to_string());
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", sign_in.gate.id),
            ("redirect_uri", asked.redirect_uri),
            ("scope", &scope),
            ("state", asked.state),
            ("nonce", &sign_in.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let optional = [
            ("acr_values", asked.acr),
            ("max_age", max_age.as_deref()),
            ("login_hint", asked.login_hint),
            ("prompt", asked.silent.then_some("none")),
        ];
        parameters.extend(
            optional
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        with_query(&self.authorization_endpoint, &parameters)
    }
}

fn query(parameters: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish()
}

/// A URL with more parameters.
pub(super) fn with_query(url: &str, parameters: &[(&str, &str)]) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}{}", query(parameters))
}

#[cfg(test)]
mod tests {
    use domain::secret::Digest32;

    use super::super::gate::Gate;
    use super::*;

    const ISSUER: &str = "http://localhost:8080";

    fn sign_in() -> SignIn {
        SignIn {
            gate: Gate::of("approvals").unwrap(),
            target: "/approvals".to_owned(),
            browser: Digest32::of(b"browser"),
            nonce: "n".to_owned(),
            verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned(),
        }
    }

    fn good() -> Value {
        json!({
            "iss": ISSUER, "aud": "approvals", "sub": "a", "nonce": "n", "exp": 1600, "iat": 1000, "auth_time": 900,
            // The digest of OpenID Connect Core 1.0, appendix A.3.
            "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
        })
    }

    const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";

    fn checked(claims: &Value) -> Result<(), &'static str> {
        check(claims, ISSUER, &sign_in(), ACCESS_TOKEN, 1000)
    }

    #[test]
    fn an_id_token_is_for_this_client_and_request() {
        assert_eq!(checked(&good()), Ok(()));
        for (claim, value, why) in [
            (
                "iss",
                json!("https://other.example.com"),
                "is of another issuer",
            ),
            ("aud", json!("documents"), "is for another client"),
            (
                "aud",
                json!(["approvals", "documents"]),
                "is for another client",
            ),
            ("nonce", json!("m"), "answers another request"),
            ("nonce", Value::Null, "answers another request"),
            ("sub", json!(""), "names nobody"),
            ("exp", json!(1000), "is over"),
            ("exp", Value::Null, "is over"),
            ("iat", json!(1061), "has not begun"),
            (
                "auth_time",
                Value::Null,
                "does not say when the person signed in",
            ),
            ("at_hash", json!("x"), "belongs to another access token"),
        ] {
            let mut claims = good();
            claims[claim] = value.clone();
            assert_eq!(checked(&claims), Err(why), "{claim} {value}");
        }
    }

    #[test]
    fn a_request_has_what_the_standards_ask_for() {
        let metadata = Metadata {
            issuer: ISSUER.to_owned(),
            authorization_endpoint: format!("{ISSUER}/oauth2/authorize"),
            token_endpoint: String::new(),
            userinfo_endpoint: String::new(),
            jwks_uri: String::new(),
            end_session_endpoint: String::new(),
        };
        let asked = Asked {
            redirect_uri: "http://127.0.0.1:8083/approvals/callback",
            state: "s",
            acr: Some("phone-otp"),
            login_hint: Some("ada & co"),
            silent: true,
        };
        assert_eq!(
            metadata.authorization(&sign_in(), &asked),
            "http://localhost:8080/oauth2/authorize?response_type=code&client_id=approvals\
             &redirect_uri=http%3A%2F%2F127.0.0.1%3A8083%2Fapprovals%2Fcallback&scope=openid+profile+email+phone+proofing\
             &state=s&nonce=n&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
             &acr_values=phone-otp&max_age=300&login_hint=ada+%26+co&prompt=none"
        );
    }
}
