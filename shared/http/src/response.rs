//! Responses of the operations.

use domain::Timestamp;
use domain::session::Token;
use lambda_http::Body;
use lambda_http::http::StatusCode;
use lambda_http::http::header::{self, HeaderName, HeaderValue};
use serde::Serialize;

use crate::Problem;
use crate::session::{AUTHORIZE_COOKIE, SESSION_COOKIE};

/// The response of an operation.
pub type Response = lambda_http::Response<Body>;

/// The security headers of every response. `Strict-Transport-Security` makes browsers use only TLS for two years, and
/// `X-Content-Type-Options` makes them keep to the declared content type.
pub(crate) const SECURITY_HEADERS: [(HeaderName, &str); 2] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// The response for a refused request.
pub(crate) fn refusal(problem: &Problem) -> Response {
    let mut response = json(problem.slug.status(), problem);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if let Some(seconds) = problem.members.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A JSON response that caches must not store.
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

/// A response without a body.
#[must_use]
pub fn no_content() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Adds the cookies that give a browser its session: the token, which no other site's page can make it send, and the one
/// that opens nothing but the authorization endpoint, which a link of another site makes it send.
#[must_use]
pub fn with_session(response: Response, token: &Token) -> Response {
    let (authorization, _) = token.for_authorization();
    let response = with_cookie(
        response,
        &format!("{SESSION_COOKIE}={}; SameSite=Strict", token.expose()),
    );
    with_cookie(
        response,
        &format!(
            "{AUTHORIZE_COOKIE}={}; SameSite=Lax",
            authorization.expose()
        ),
    )
}

/// Adds the expired cookies that remove the session from a browser.
#[must_use]
pub fn without_session(response: Response) -> Response {
    let response = with_cookie(
        response,
        &format!("{SESSION_COOKIE}=; SameSite=Strict; Max-Age=0"),
    );
    with_cookie(
        response,
        &format!("{AUTHORIZE_COOKIE}=; SameSite=Lax; Max-Age=0"),
    )
}

/// Adds a cookie that only the portal's host gets back, and that no script reads.
pub(crate) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&format!("{cookie}; Path=/; Secure; HttpOnly")) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// A response that leads a browser to another address by GET.
#[must_use]
pub fn see_other(location: &str) -> Response {
    let mut response = no_content();
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    // What an address holds does not reach the next page.
    response.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    response
}

/// The token for the response's body. Only clients that are not browsers receive it there, because scripts of a page
/// must not be able to read it.
#[must_use]
pub fn token_for_body(request_is_from_browser: bool, token: &Token) -> Option<String> {
    (!request_is_from_browser).then(|| token.expose().to_owned())
}

/// A time as responses hold it: RFC 3339, UTC.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    at.to_string()
}
