//! `GET` and `POST /oauth2/logout`: ends a session because an application asks for it (OpenID Connect RP-Initiated Logout
//! 1.0).
//!
//! The application leads the browser here; it is led on to the portal's page, which asks the person, and whose request
//! under the session's own cookie ends the session. A sign-out is never silent: anybody could bring it about.

use domain::application::{Application, ApplicationId};
use domain::authorization::Untrusted;
use domain::parameters::Parameters;
use http::authorization::{Hint, error_page, to_page};
use http::{Method, Problem, Request, Response, Slug, StatusCode};
use platform::Platform;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// The parameters of an application's request, which the page gives back.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EndSession {
    /// The application.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    /// An ID token that it got.
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token_hint: Option<String>,
    /// Where it wants the browser to go afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    post_logout_redirect_uri: Option<String>,
    /// What that address gets back.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
}

/// The session has ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ended {
    /// Where the browser goes, if the application asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<String>,
}

/// Leads to the page that asks whether to sign out.
#[utoipa::path(get, path = "/oauth2/logout", operation_id = "end-session-ask", responses(
    (status = 303, description = "To the portal's page that asks, or that says what is wrong"),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn ask(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let parameters = match *request.method() {
        Method::POST => http::oauth::unchecked_form(&request)
            .map_err(|error| Problem::invalid_request(error.description()))?,
        _ => Parameters::parse(request.uri().query().unwrap_or_default().as_bytes()),
    };
    let one = |name: &str| parameters.one(name).map(|value| value.map(str::to_owned));
    let read = || {
        Ok::<_, domain::parameters::Twice>(EndSession {
            client_id: one("client_id")?,
            id_token_hint: one("id_token_hint")?,
            post_logout_redirect_uri: one("post_logout_redirect_uri")?,
            state: one("state")?,
        })
    };
    let Ok(asked) = read() else {
        return Ok(error_page(platform, Untrusted::SignOutAddress));
    };
    let who = match check(platform, &asked).await {
        Ok((who, _)) => who,
        Err(problem) if problem.slug == Slug::InvalidRequest => {
            return Ok(error_page(platform, Untrusted::SignOutAddress));
        }
        Err(problem) => return Err(problem),
    };
    let pairs = [
        ("application", who.as_ref().map(|who| who.name.clone())),
        // The hint was read: what it says of the person does not go into an address.
        ("client_id", who.as_ref().map(|who| who.id.to_string())),
        ("post_logout_redirect_uri", asked.post_logout_redirect_uri),
        ("state", asked.state),
    ];
    let query: Parameters = pairs
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    Ok(to_page(
        platform,
        None,
        &format!("/sign-out?{}", query.to_query()),
    ))
}

/// Ends the session that the person has agreed to end.
#[utoipa::path(post, path = "/oauth2/logout", operation_id = "end-session", request_body = EndSession,
    params(http::session::AccountHeader), responses(
    (status = 200, description = "The session has ended, if there was one", body = Ended),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn end(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    http::request::same_origin(platform, &request)?;
    let asked: EndSession = http::request::json(&request)?;
    let (_, redirect) = check(platform, &asked).await?;
    match http::session::presented_token(platform, &request) {
        Ok(token) => {
            let store = platform.store();
            let session = store.session(&token.account, &token.id).await?;
            let held =
                session.filter(|session| session.may_be_ended_by(&token, platform.now()).is_ok());
            if let Some(session) = held {
                store.end_session(&session).await?;
            }
        }
        // Whoever is not signed in has nothing to end.
        Err(problem) if problem.slug == Slug::NotSignedIn => {}
        Err(problem) => return Err(problem),
    }
    let answer = http::response::json(StatusCode::OK, &Ended { redirect });
    Ok(http::response::without_session(answer))
}

/// One of the two: a form comes from an application, JSON from the portal's page.
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let kind = request.headers().get(http::header::CONTENT_TYPE);
    let is_json = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if *request.method() == Method::POST && is_json {
        end(platform, request).await
    } else {
        ask(platform, request).await
    }
}

/// The application that asks, and the address that the browser goes to afterwards.
///
/// # Errors
/// `invalid-request` if the address is not registered for the application, or the parameters contradict each other.
async fn check(
    platform: &Platform,
    asked: &EndSession,
) -> Result<(Option<Arc<Application>>, Option<String>), Problem> {
    let invalid = |field: &str| Problem::invalid_field(field, "does not belong to the application");
    let hint = match &asked.id_token_hint {
        None => None,
        Some(token) => {
            let keys = platform.keys().await?.public();
            let hint: Option<Hint> = http::authorization::hint(platform, &keys, token);
            Some(hint.ok_or_else(|| invalid("id_token_hint"))?)
        }
    };
    let hinted = hint.map(|hint| hint.audience);
    let id = match (&asked.client_id, hinted) {
        (Some(id), Some(hinted)) if *id != hinted => return Err(invalid("id_token_hint")),
        (Some(id), _) => Some(id.clone()),
        (None, hinted) => hinted,
    };
    let application = match id.map(ApplicationId::try_from) {
        None => None,
        Some(Err(_)) => return Err(invalid("client_id")),
        Some(Ok(id)) => Some(
            platform
                .application(&id)
                .await?
                .ok_or_else(|| invalid("client_id"))?,
        ),
    };
    let redirect = match (&asked.post_logout_redirect_uri, &application) {
        (None, _) => None,
        (Some(uri), Some(application)) if application.allows_post_logout_redirect(uri) => {
            let state: Option<Parameters> = asked
                .state
                .clone()
                .map(|state| [("state".to_owned(), state)].into_iter().collect());
            Some(match state {
                None => uri.clone(),
                Some(state) if uri.contains('?') => format!("{uri}&{}", state.to_query()),
                Some(state) => format!("{uri}?{}", state.to_query()),
            })
        }
        _ => return Err(invalid("post_logout_redirect_uri")),
    };
    Ok((application, redirect))
}
