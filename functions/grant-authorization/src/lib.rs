//! `GET` and `POST /authorizations/{id}`, `POST /authorizations/{id}/cancellation`: a request of an application that is
//! kept, for the portal's page in the browser that brought it.

use domain::application::{Application, Requirement, Scope};
use domain::authorization::{
    Asked, Authorization, Decision, Person, Refusal, RefusalCode, Untrusted,
};
use domain::connection::Connection;
use domain::next_step::NextStep;
use http::{Method, Problem, Request, Response, Slug, StatusCode};
use platform::Platform;
use platform::authorizations::Granted;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// A request of an application, as the page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorizationView<'a> {
    /// The application that asks.
    application: AskingApplication<'a>,
    /// What it needs.
    requirement: Requirement,
    /// The seconds for which the request is kept.
    expires_in: i64,
    /// The user ID to fill in at a sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    login_hint: Option<&'a str>,
    /// What the application would be told, if the person has to agree to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    consent: Option<&'a [Scope]>,
    /// Whether the person has to agree each time, because other programs on the same machine can be taken for the application.
    consent_each_time: bool,
}

/// The application that asks.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskingApplication<'a> {
    /// Its identifier.
    id: &'a str,
    /// The name that people read.
    name: &'a str,
    /// Its address.
    url: &'a str,
}

/// What the person decides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantAuthorization {
    /// Whether the person agrees to what the application is told.
    #[serde(default)]
    consent: bool,
}

/// Where the browser goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Redirect {
    /// The address of the application, with its answer.
    redirect: String,
}

/// Shows a request of an application, or grants it.
#[utoipa::path(get, path = "/authorizations/{id}", operation_id = "grant-authorization-show",
    params(("id" = String, Path, description = "The request's identifier")), responses(
    (status = 200, description = "The request, in the browser that brought it", body = AuthorizationView<'static>),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn show(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let (kept, application, _) = kept(platform, &request).await?;
    let view = AuthorizationView {
        application: AskingApplication {
            id: application.id.as_str(),
            name: &application.name,
            url: &application.url,
        },
        requirement: kept.request.needs(&application),
        expires_in: kept.expires_at.as_second() - platform.now().as_second(),
        login_hint: kept.request.login_hint.as_deref(),
        consent: kept
            .request
            .asks_consent(&application)
            .then_some(kept.request.scopes.as_slice()),
        consent_each_time: kept.request.may_be_anybodys(&application),
    };
    Ok(http::response::json(StatusCode::OK, &view))
}

/// Grants a request of an application to whoever is signed in.
#[utoipa::path(post, path = "/authorizations/{id}", operation_id = "grant-authorization", request_body = GrantAuthorization,
    params(("id" = String, Path, description = "The request's identifier"), http::session::AccountHeader), responses(
    (status = 200, description = "Back to the application, with a code or an error", body = Redirect),
    (status = "default", description = "A refusal; `login-requirements-not-met` names the next step", body = Problem, content_type = "application/problem+json"),
))]
pub async fn grant(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let store = platform.store();
    let token = http::session::presented_token(platform, &request)?;
    // The first event of a process reads the secrets, at the same time as the rest.
    let (session, found, kept, settings, _) = tokio::join!(
        http::session::session_of(platform, &token),
        store.account_and_credential(&token.account),
        kept(platform, &request),
        platform.settings(),
        platform.secrets(0)
    );
    // Whoever has another browser's request learns nothing of it, signed in or not.
    let (kept, application, asked) = kept?;
    let (session, settings) = (session?, settings?);
    let answer: GrantAuthorization = http::request::json(&request)?;
    let (account, credential) = found?.ok_or_else(Problem::account_gone)?;
    let now = platform.now();
    let before = store.connection(&account.id, &application.id).await?;
    let agreed = answer
        .consent
        .then(|| Connection::agreed(before.as_ref(), &application.id, &kept.request.scopes, now));
    let person = Person {
        session: &session,
        account: &account,
        credential: credential.as_ref(),
        connection: agreed.as_ref().or(before.as_ref()),
        agrees: answer.consent,
    };
    let decision = kept
        .request
        .decide(&asked, &application, Some(person), &settings, now);
    let redirect = match decision {
        Decision::Missing(step) => return Err(missing(step)),
        Decision::Refuse(refusal) => kept
            .request
            .address
            .refused(&platform.config.portal_origin, refusal),
        Decision::Grant(told) => {
            let browser = http::authorization::browser(&request).ok_or_else(gone)?;
            let granted = Granted {
                request: &kept.request,
                application: &application,
                person,
                told,
                stored: before.as_ref(),
                kept: Some((&kept.id, &browser)),
            };
            platform.grant(&granted).await?
        }
    };
    Ok(http::response::json(StatusCode::OK, &Redirect { redirect }))
}

/// Gives a request up: the application is told that access was denied.
#[utoipa::path(post, path = "/authorizations/{id}/cancellation", operation_id = "grant-authorization-cancel",
    params(("id" = String, Path, description = "The request's identifier")), responses(
    (status = 200, description = "Back to the application, with `access_denied`", body = Redirect),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn cancel(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    http::request::same_origin(platform, &request)?;
    let (kept, ..) = kept(platform, &request).await?;
    let refusal = Refusal {
        code: RefusalCode::AccessDenied,
        description: "the person went back",
    };
    let redirect = kept
        .request
        .address
        .refused(&platform.config.portal_origin, refusal);
    Ok(http::response::json(StatusCode::OK, &Redirect { redirect }))
}

/// One of the three, by the request's method and path.
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    if *request.method() == Method::GET {
        show(platform, request).await
    } else if request.uri().path().ends_with("/cancellation") {
        cancel(platform, request).await
    } else {
        grant(platform, request).await
    }
}

/// The request that the path names, if this browser brought it and its application is still registered.
async fn kept(
    platform: &Platform,
    request: &Request,
) -> Result<(Authorization, Arc<Application>, Asked), Problem> {
    let id = http::request::path_parameter(request, "id");
    if !Authorization::is_id(&id) {
        return Err(gone());
    }
    let kept = platform
        .store()
        .authorization(&id)
        .await?
        .ok_or_else(gone)?;
    let browser = http::authorization::browser(request);
    let asked = match kept.check(browser.as_ref(), platform.now()) {
        Ok(asked) => asked.clone(),
        Err(Untrusted::RequestExpired) => {
            return Err(Problem::new(
                Slug::AuthorizationExpired,
                "The request was kept for ten minutes. Open the application again.",
            ));
        }
        Err(_) => return Err(gone()),
    };
    let application = platform.application(&kept.request.application).await?;
    let redirect_uri = &kept.request.address.redirect_uri;
    let application = application
        .filter(|application| application.allows_redirect(redirect_uri))
        .ok_or_else(gone)?;
    Ok((kept, application, asked))
}

fn gone() -> Problem {
    Problem::not_found("This browser has brought no such request.")
}

/// The problem of somebody who has something to do first.
fn missing(step: NextStep) -> Problem {
    Problem::new(
        Slug::LoginRequirementsNotMet,
        "The session does not meet what the application asks for.",
    )
    .next_step(step)
}
