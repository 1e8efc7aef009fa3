//! `POST /security-events/verification`: an application asks for an event by which it sees that events reach it (Shared
//! Signals Framework 1.0, 8.1.4). The event goes the way of all others, through the queue.
//!
//! The application authenticates as at the token endpoint. The body is JSON, so what stands in a form there is a member here.

use domain::notification::{Message, Notification, VerificationState};
use domain::parameters::Parameters;
use http::oauth::{OAuthError, OAuthErrorView};
use http::{Problem, Request, Response};
use platform::Platform;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::LimitError;
use utoipa::ToSchema;

/// What an application asks with.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "only described: the body is read by its members")]
pub struct Verification {
    #[schema(schema_with = http::schema::verification_state)]
    state: Option<String>,
    /// The stream: the application's identifier. An application has one stream, so it need not be named.
    stream_id: Option<String>,
    /// The application, if it does not authenticate in the header.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<String>,
    /// Its assertion (RFC 7523).
    client_assertion: Option<String>,
    /// The type of the assertion.
    client_assertion_type: Option<String>,
}

/// Sends a verification event.
#[utoipa::path(post, path = "/security-events/verification", operation_id = "verify-security-events",
    request_body = Verification, responses(
    (status = 204, description = "The event is on its way"),
    (status = 404, description = "The application is sent no events", body = Problem, content_type = "application/problem+json"),
    (status = "default", description = "An error (RFC 6749, 5.2)", body = OAuthErrorView),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let body: Map<String, Value> = http::request::json(&request)?;
    let members = members(body)?;
    let state = members.one("state").ok().flatten();
    let state = state.map(|state| VerificationState::try_from(state.to_owned()));
    let state = state
        .transpose()
        .map_err(|error| Problem::invalid_field("state", error))?;
    let application = match http::client::authenticate(platform, &request, &members).await {
        Ok(application) => application,
        Err(error) => return Ok(error.response()),
    };
    let stream = members.one("stream_id").ok().flatten();
    let known = stream.is_none_or(|stream| stream == application.id.as_str());
    if application.is_public() {
        return Ok(OAuthError::invalid_client(false).response());
    }
    if application.security_events.is_none() || !known {
        return Err(Problem::not_found(
            "the application has no such stream of events",
        ));
    }
    let (now, id) = (platform.now(), application.id.as_str());
    let settings = platform.settings().await?;
    let limit = &settings.limits.verifications_per_application;
    let counted = match platform.store().rate_limit(limit, id, now).await {
        Ok(counted) => counted,
        Err(LimitError::Reached(reached)) => {
            return Ok(OAuthError::limited(&reached, now).response());
        }
        Err(LimitError::Store(error)) => return Err(error.into()),
    };
    // The same request, sent again because its answer was lost, is the same event.
    let second = now.as_second().to_string();
    let message = {
        let named = state.clone().map(String::from).unwrap_or_default();
        let parts = ["verification", id, &second, &named];
        let application = application.id.clone();
        let what = Notification::Verification { application, state };
        Message::about(&parts, now, what)
    };
    if let Err(error) = platform.queue().send(&[message]).await {
        if !error.unknown {
            platform.undo_limits(&[(limit, id, counted)]).await;
        }
        return Err(error.into());
    }
    Ok(http::response::no_content())
}

/// The members of the body. Those that are no texts are refused, since all that are known are.
fn members(body: Map<String, Value>) -> Result<Parameters, Problem> {
    let members = body.into_iter();
    members
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            _ => Err(Problem::invalid_field(name, "must be a text")),
        })
        .collect()
}
