//! Requests, sessions and answers of the HTTP operations.

use std::future::Future;

use domain::Timestamp;
use domain::account::Account;
use domain::credential::{Credential, CredentialError};
use domain::language::Language;
use domain::order::{Order, OrderError, OrderNumber};
use domain::session::{Session, SessionError, Token};
use lambda_http::http::header::{self, HeaderName, HeaderValue};
use lambda_http::http::{Method, StatusCode};
use lambda_http::request::RequestContext;
use lambda_http::{Body, RequestExt, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use lambda_http::{Request, http as types};

use crate::store::StoreError;
use crate::{Config, Platform, Problem, Slug, SystemClock};

/// An answer of an operation.
pub type Response = lambda_http::Response<Body>;

/// The cookie that carries a browser's session.
const SESSION_COOKIE: &str = "__Host-session";

/// The cookie that carries the code of the language that a person chose on the pages.
const LANGUAGE_COOKIE: &str = "language";

/// The largest request body, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

/// What goes with every answer: asked for over TLS only (for two years), and taken for what it says it is.
const GUARDS: [(HeaderName, &str); 2] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Runs an operation as a Lambda behind API Gateway.
///
/// # Errors
/// A configuration that cannot be read; the runtime's own.
pub async fn run<F>(
    operation: fn(&'static Platform, Request) -> F,
) -> Result<(), lambda_http::Error>
where
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let platform = crate::event::start()?;
    lambda_http::run(service_fn(move |request| async move {
        Ok::<_, std::convert::Infallible>(answer(platform, request, operation).await)
    }))
    .await
}

/// Calls an operation and turns a refusal into its answer.
pub async fn answer<F>(
    platform: &'static Platform,
    request: Request,
    operation: fn(&'static Platform, Request) -> F,
) -> Response
where
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    let before = platform.store_units();
    let mut response = match operation(platform, request).await {
        Ok(response) => response,
        Err(problem) => {
            let problem = problem.at(platform.now());
            tracing::info!(
                problem = problem.slug.as_str(),
                status = problem.status,
                "refused"
            );
            refusal(&problem)
        }
    };
    for (name, value) in GUARDS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    let used = platform.store_units();
    tracing::info!(
        status = response.status().as_u16(),
        read_units = used.read - before.read,
        write_units = used.write - before.write,
        "answered"
    );
    response
}

fn refusal(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = json(status, problem);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if let Some(seconds) = problem.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// An answer in JSON that no cache keeps.
#[must_use]
pub fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let mut response = Response::default();
    match serde_json::to_string(body) {
        Ok(text) => {
            *response.status_mut() = status;
            *response.body_mut() = Body::Text(text);
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        }
    }
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer without a body.
#[must_use]
pub fn no_content() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Hands a browser the token of its session.
#[must_use]
pub fn with_session(mut response: Response, token: &Token) -> Response {
    let cookie = format!(
        "{SESSION_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Strict",
        token.expose()
    );
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Takes the session's token away from a browser.
#[must_use]
pub fn without_session(mut response: Response) -> Response {
    let cookie = format!("{SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The token for the answer's body: only for clients that are no browsers, since a page's scripts must not read it.
#[must_use]
pub fn token_for_body(request_is_from_browser: bool, token: &Token) -> Option<String> {
    (!request_is_from_browser).then(|| token.expose().to_owned())
}

/// Whether a browser sent the request: all current ones say where it comes from, and scripts cannot take that away.
#[must_use]
pub fn from_browser(request: &Request) -> bool {
    request.headers().contains_key("sec-fetch-site")
}

/// Reads a request's body as JSON.
///
/// # Errors
/// A problem that names the field that is missing, unknown or of the wrong type.
pub fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Problem> {
    let bytes = raw_body(request)?;
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Slug::NotJson,
            "The body must be JSON",
            "Send the body as application/json.",
        ));
    }
    read_json(bytes)
}

/// Reads JSON that was sent to an operation, by HTTP or as an event.
///
/// # Errors
/// As [`body`].
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.inner();
        if inner.is_syntax() || inner.is_eof() {
            return Problem::invalid_request("The body is not JSON.");
        }
        let words = inner.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        match field_of(&path, words) {
            Some(field) => Problem::invalid_field(field, words),
            None => Problem::invalid_request(words),
        }
    })?;
    deserializer
        .end()
        .map_err(|_| Problem::invalid_request("The body goes on after its JSON."))?;
    Ok(value)
}

/// The field that serde's words are about: its path knows all but a missing one.
fn field_of(path: &str, words: &str) -> Option<String> {
    let missing = words
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    match (path, missing) {
        (".", Some(missing)) => Some(missing.to_owned()),
        (path, Some(missing)) => Some(format!("{path}.{missing}")),
        (".", None) => None,
        (path, None) => Some(path.to_owned()),
    }
}

/// A request's body as it came, within its limit.
///
/// # Errors
/// A problem if it is larger.
pub fn raw_body(request: &Request) -> Result<&[u8], Problem> {
    let bytes: &[u8] = request.body().as_ref();
    if bytes.len() > BODY_LIMIT {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            Slug::BodyTooLarge,
            "The body is too large",
            "A request may have at most 16 KiB.",
        ));
    }
    Ok(bytes)
}

/// A parameter of the request's path; empty if the route has none of the name.
#[must_use]
pub fn path_parameter(request: &Request, name: &str) -> String {
    request
        .path_parameters_ref()
        .and_then(|parameters| parameters.first(name))
        .unwrap_or_default()
        .to_owned()
}

/// The address that the request comes from, as API Gateway saw it.
#[must_use]
pub fn source_address(request: &Request) -> String {
    match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    }
    .unwrap_or_else(|| "unknown".to_owned())
}

/// Refuses a write that another site's page makes a browser send. Other clients do not say where they come from, and
/// have no cookies that could be misused.
///
/// # Errors
/// `cross-site-request`.
pub fn same_origin(platform: &Platform, request: &Request) -> Result<(), Problem> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let from_here = match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == platform.config.portal_origin,
        (None, None) => !request.headers().contains_key(header::COOKIE),
    };
    if from_here {
        Ok(())
    } else {
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            Slug::CrossSiteRequest,
            "The request comes from another site",
            "A page of another site, or a client that does not say where its cookie is used, sent this request.",
        ))
    }
}

/// The session of a request, if it has one that has not ended. Every operation that needs a session begins here.
///
/// # Errors
/// `not-signed-in`, `session-expired`; `cross-site-request` for a write under a cookie.
pub async fn signed_in(platform: &Platform, request: &Request) -> Result<Session, Problem> {
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    if bearer.is_none() && !matches!(*request.method(), Method::GET | Method::HEAD) {
        same_origin(platform, request)?;
    }
    let token = bearer.or_else(|| session_cookie(request));
    session_of(platform, token.unwrap_or_default()).await
}

/// The session that a presented token opens.
///
/// # Errors
/// `not-signed-in`, `session-expired`.
pub async fn session_of(platform: &Platform, presented: &str) -> Result<Session, Problem> {
    let token = Token::parse(presented).map_err(|_| SessionError::NotSignedIn)?;
    let now = platform.now();
    let session = platform
        .store()
        .session(&token.account, &token.id)
        .await?
        .ok_or(SessionError::NotSignedIn)?;
    session.opens(&token, now)?;
    if session.unseen(now) {
        match platform.store().seen(&session, now).await {
            Err(StoreError::Lost) => return Err(SessionError::NotSignedIn.into()),
            done => done?,
        }
    }
    Ok(session)
}

/// The account of a session and its credential, for what needs both: one query.
///
/// # Errors
/// `no-credential`; `not-found` if the account is gone.
pub async fn account_and_credential(
    platform: &Platform,
    session: &Session,
) -> Result<(Account, Credential), Problem> {
    let (account, credential) = platform
        .store()
        .account_and_credential(&session.account)
        .await?
        .ok_or_else(|| Problem::not_found("The account does not exist any more."))?;
    Ok((account, credential.ok_or(CredentialError::None)?))
}

/// The order that a request's path names, if the session's account placed it. Another buyer's is as unknown as none.
///
/// # Errors
/// `order-unknown`.
pub async fn own_order(
    platform: &Platform,
    request: &Request,
    session: &Session,
) -> Result<Order, Problem> {
    let number = OrderNumber::try_from(path_parameter(request, "number"))
        .map_err(|_| OrderError::NotFound)?;
    let order = platform.store().order(&number).await?;
    Ok(order
        .filter(|order| order.buyer == session.account)
        .ok_or(OrderError::NotFound)?)
}

/// The language that a request's person is to be spoken to in: the one they chose, or the one their browser prefers;
/// `None` if the request says nothing of it.
#[must_use]
pub fn language(request: &Request) -> Option<Language> {
    let accepted = || {
        request
            .headers()
            .get(header::ACCEPT_LANGUAGE)?
            .to_str()
            .ok()
    };
    chosen_language(request).or_else(|| Language::preferred(accepted()?))
}

/// The language that a request's person chose on a page.
#[must_use]
pub fn chosen_language(request: &Request) -> Option<Language> {
    cookies(request)
        .find_map(|cookies| cookie(cookies, LANGUAGE_COOKIE))
        .and_then(Language::of_code)
}

/// The token in a request's session cookie, from a `Cookie` header.
#[must_use]
pub fn session_cookie(request: &Request) -> Option<&str> {
    cookies(request).find_map(cookie_token)
}

/// The session's token in the text of a `Cookie` header.
#[must_use]
pub fn cookie_token(cookies: &str) -> Option<&str> {
    cookie(cookies, SESSION_COOKIE)
}

fn cookies(request: &Request) -> impl Iterator<Item = &str> {
    let headers = request.headers().get_all(header::COOKIE);
    headers.iter().filter_map(|value| value.to_str().ok())
}

fn cookie<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}

impl Platform {
    /// What the store has consumed; nothing if it was never used.
    fn store_units(&self) -> crate::store::Units {
        self.store
            .get()
            .map(crate::store::Store::consumed)
            .unwrap_or_default()
    }

    /// A platform on the process's environment and the system's clock.
    ///
    /// # Errors
    /// A configuration that cannot be read.
    pub fn from_env() -> Result<Self, crate::config::ConfigError> {
        Ok(Self::new(Config::from_env()?, Box::new(SystemClock)))
    }
}

/// A time as answers carry it: RFC 3339, UTC.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    at.to_string()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Outer {
        one: u32,
        inner: Inner,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Inner {
        list: Vec<u32>,
    }

    #[test]
    fn unknown_missing_and_mistyped_fields_are_named() {
        let cases = [
            (
                r#"{"one":1,"inner":{"list":[1,"x"]}}"#,
                Some("inner.list[1]"),
            ),
            (r#"{"one":1,"inner":{"list":[1]},"more":2}"#, Some("more")),
            (
                r#"{"one":1,"inner":{"list":[1],"more":2}}"#,
                Some("inner.more"),
            ),
            (r#"{"one":1}"#, Some("inner")),
            (r#"{"one":1,"inner":{}}"#, Some("inner.list")),
            (r#"{"one":"x","inner":{"list":[]}}"#, Some("one")),
            (r#"{"one":1"#, None),
            (r#"{"one":1,"inner":{"list":[]}} more"#, None),
            ("", None),
        ];
        for (text, field) in cases {
            let problem = read_json::<Outer>(text.as_bytes()).unwrap_err();
            assert_eq!(
                problem.field.as_deref(),
                field,
                "{text}: {}",
                problem.detail
            );
            assert_eq!(problem.slug, Slug::InvalidRequest);
        }
    }

    #[test]
    fn the_session_cookie_is_found_among_others() {
        assert_eq!(
            cookie_token("a=b; __Host-session=x.y.z; c=d"),
            Some("x.y.z")
        );
        assert_eq!(cookie_token("session=x"), None);
    }

    #[test]
    fn the_chosen_language_comes_before_the_browsers_and_a_silent_client_has_none() {
        for (cookie, accepted, expected) in [
            (
                Some("a=b; language=ja"),
                Some("de"),
                Some(Language::Japanese),
            ),
            (Some("language=xx"), Some("de-CH"), Some(Language::German)),
            (Some("language="), None, None),
            (None, Some("fr;q=0.5, es"), Some(Language::Spanish)),
            (None, None, None),
        ] {
            let mut request = Request::default();
            let headers = [
                (header::COOKIE, cookie),
                (header::ACCEPT_LANGUAGE, accepted),
            ];
            for (name, value) in headers {
                if let Some(value) = value {
                    request
                        .headers_mut()
                        .insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(language(&request), expected, "{cookie:?} {accepted:?}");
        }
    }
}
