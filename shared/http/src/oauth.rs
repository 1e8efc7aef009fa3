//! Requests of applications' servers as OAuth has them: a form in, JSON out, and errors as the standard writes them
//! (RFC 6749, 5.2).

use domain::Timestamp;
use domain::limits::LimitReached;
use domain::parameters::{Parameters, Twice};
use jose::JoseError;
use lambda_http::Request;
use lambda_http::http::{HeaderValue, StatusCode, header};
use platform::secrets::SecretsError;
use serde::Serialize;
use store::{LimitError, StoreError};
use utoipa::ToSchema;

use crate::request::raw_body;
use crate::response::{Response, json};
use crate::{Problem, Slug};

/// The parameters that a form may have several times (RFC 8707, 2).
const SEVERAL: [&str; 1] = ["resource"];

/// The body of an error (RFC 6749, 5.2).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OAuthErrorView {
    /// The code, as the standard has it.
    #[schema(value_type = String, example = "invalid_grant")]
    pub error: &'static str,
    /// What is wrong, for developers.
    pub error_description: String,
}

/// An error of an OAuth endpoint.
#[derive(Debug, Clone)]
pub struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
    challenge: Option<String>,
    retry_after: Option<i64>,
}

impl OAuthError {
    /// An error with status 400.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "errors and texts alike")]
    pub fn new(error: &'static str, description: impl ToString) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description: description.to_string(),
            challenge: None,
            retry_after: None,
        }
    }

    /// The request is not one that the endpoint understands.
    #[must_use]
    pub fn invalid_request(description: impl ToString) -> Self {
        Self::new("invalid_request", description)
    }

    /// A parameter that has to be there is not.
    #[must_use]
    pub fn missing(parameter: &str) -> Self {
        Self::invalid_request(format!("{parameter} is missing"))
    }

    /// The code or token is not valid, or not this client's.
    #[must_use]
    pub fn invalid_grant(description: impl ToString) -> Self {
        Self::new("invalid_grant", description)
    }

    /// The client is not known, or did not authenticate as it is registered; which of them is not told. `by_header` is
    /// whether it tried in the `Authorization` header: then the answer has to name the scheme (RFC 6749, 5.2).
    #[must_use]
    pub fn invalid_client(by_header: bool) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            challenge: by_header.then(|| "Basic realm=\"oauth2\"".to_owned()),
            ..Self::new(
                "invalid_client",
                "the client is not known, or did not authenticate as it is registered",
            )
        }
    }

    /// The same error with another status, and a challenge for the `WWW-Authenticate` header.
    #[must_use]
    pub fn challenged(mut self, status: StatusCode, challenge: String) -> Self {
        self.status = status;
        self.challenge = Some(challenge);
        self
    }

    /// A limit is reached.
    #[must_use]
    pub fn limited(reached: &LimitReached, now: Timestamp) -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after: Some((reached.retry_at.as_second() - now.as_second()).max(1)),
            ..Self::new("temporarily_unavailable", "this was done too often")
        }
    }

    /// A part of the service does not answer, and nothing was changed.
    fn unavailable() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Self::new(
                "temporarily_unavailable",
                "a part of the service does not answer; nothing was changed",
            )
        }
    }

    /// A part of the service did not answer a write, which may have been carried out.
    fn unknown() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Self::new("server_error", "it is not known whether this was done")
        }
    }

    /// The code, as the standard has it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.error
    }

    /// What is wrong, for developers.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Its answer.
    #[must_use]
    pub fn response(&self) -> Response {
        tracing::info!(
            error = self.error,
            description = %self.description,
            status = self.status.as_u16(),
            "refused"
        );
        let body = OAuthErrorView {
            error: self.error,
            error_description: self.description.clone(),
        };
        let mut response = json(self.status, &body);
        let headers = response.headers_mut();
        if let Some(challenge) = &self.challenge
            && let Ok(value) = HeaderValue::from_str(challenge)
        {
            headers.insert(header::WWW_AUTHENTICATE, value);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Twice> for OAuthError {
    fn from(error: Twice) -> Self {
        Self::invalid_request(error)
    }
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::ConditionFailed => Self::unavailable(),
            StoreError::Failed(_) | StoreError::Unreadable(_) => {
                tracing::error!(%error, "the store failed");
                Self::unavailable()
            }
            StoreError::Unknown(_) => {
                tracing::error!(%error, "the store failed");
                Self::unknown()
            }
        }
    }
}

impl From<SecretsError> for OAuthError {
    fn from(error: SecretsError) -> Self {
        tracing::error!(%error, "no secrets");
        Self::unavailable()
    }
}

impl From<JoseError> for OAuthError {
    fn from(error: JoseError) -> Self {
        tracing::error!(%error, "nothing was signed");
        Self::unavailable()
    }
}

/// The errors of what endpoints of the portal's own interface do as well.
impl From<Problem> for OAuthError {
    fn from(problem: Problem) -> Self {
        match problem.slug {
            Slug::Unavailable | Slug::ChangedMeanwhile => Self::unavailable(),
            Slug::OutcomeUnknown => Self::unknown(),
            Slug::TooManyRequests => Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                retry_after: problem.members.retry_after,
                ..Self::new("temporarily_unavailable", problem.detail)
            },
            slug => Self::invalid_request(problem.detail).with_status(slug.status()),
        }
    }
}

/// What a limit refuses, as an error at a time.
pub(crate) fn limit_error(error: LimitError, now: Timestamp) -> OAuthError {
    match error {
        LimitError::Reached(reached) => OAuthError::limited(&reached, now),
        LimitError::Store(error) => error.into(),
    }
}

/// Reads the form of a request. Parameters that nobody knows are passed over, and one that is there twice is refused
/// (RFC 6749, 3.2), except where a standard lets it be.
///
/// # Errors
/// `invalid_request`.
pub fn form(request: &Request) -> Result<Parameters, OAuthError> {
    let form = unchecked_form(request)?;
    form.each_once(&SEVERAL)?;
    Ok(form)
}

/// Reads the form of a request of which parameters that are there twice are refused later: where the answer goes has to be
/// known first.
///
/// # Errors
/// `invalid_request`.
pub fn unchecked_form(request: &Request) -> Result<Parameters, OAuthError> {
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
    if !is_form {
        return Err(OAuthError::invalid_request(
            "the body must be application/x-www-form-urlencoded",
        ));
    }
    let body = raw_body(request)?;
    Ok(Parameters::parse(body))
}

impl OAuthError {
    fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

/// The address that a request was sent to, without its query, as proofs and assertions name it.
#[must_use]
pub fn address(issuer: &str, request: &Request) -> String {
    format!("{issuer}{}", request.uri().path())
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;

    use super::*;

    fn request(kind: &str, body: &str) -> Request {
        let mut request = Request::new(Body::from(body));
        let kind = HeaderValue::from_str(kind).unwrap();
        request.headers_mut().insert(header::CONTENT_TYPE, kind);
        request
    }

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn a_form_has_each_parameter_once_except_resources() {
        let read = form(&request(FORM, "a=1&resource=x&resource=y&unknown=2")).unwrap();
        assert_eq!(read.one("a"), Ok(Some("1")));
        assert_eq!(read.all("resource").count(), 2);
        let with_charset = format!("{FORM}; charset=UTF-8");
        assert!(form(&request(&with_charset, "a=1")).is_ok());
        for (kind, body) in [
            (FORM, "a=1&a=1"),
            ("application/json", "{}"),
            ("text/plain", "a=1"),
        ] {
            let error = form(&request(kind, body)).unwrap_err();
            assert_eq!(error.code(), "invalid_request");
            assert_eq!(error.response().status(), 400);
        }
        let large = format!("a={}", "x".repeat(20_000));
        assert_eq!(
            form(&request(FORM, &large))
                .unwrap_err()
                .response()
                .status(),
            413
        );
    }

    #[test]
    fn an_error_is_json_that_caches_do_not_keep_and_names_the_scheme_that_was_tried() {
        let response = OAuthError::invalid_client(true).response();
        assert_eq!(response.status(), 401);
        let header = |name| response.headers()[name].to_str().unwrap();
        assert_eq!(header(header::CACHE_CONTROL), "no-store");
        assert_eq!(header(header::CONTENT_TYPE), "application/json");
        assert_eq!(header(header::WWW_AUTHENTICATE), "Basic realm=\"oauth2\"");
        let plain = OAuthError::invalid_client(false).response();
        assert!(!plain.headers().contains_key(header::WWW_AUTHENTICATE));
    }
}
