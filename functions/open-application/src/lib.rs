//! `GET /applications/{id}`: opens a protected application for a session, or responds with what the session lacks.

use domain::application::{ApplicationId, Requirement};
use http::Problem;
use http::StatusCode;
use http::{Request, Response};
use platform::Platform;
use serde::Serialize;
use utoipa::ToSchema;

/// An application whose requirement the session meets.
#[derive(Debug, Serialize, ToSchema)]
pub struct Opened<'a> {
    /// Its identifier.
    id: &'a str,
    /// The name that people read.
    name: &'a str,
    /// Where it opens: its page that starts a sign-in, if it has one, otherwise its address.
    url: String,
    /// Its requirement.
    requirement: Requirement,
}

/// Opens an application.
#[utoipa::path(get, path = "/applications/{id}", operation_id = "open-application",
    params(("id" = String, Path, description = "The application's identifier")), responses(
    (status = 200, description = "The session meets the application's requirement", body = Opened<'static>),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let id = http::request::path_parameter(&request, "id");
    let (session, application) =
        http::session::signed_in_and(
            platform,
            &request,
            async |_| match ApplicationId::try_from(id) {
                Ok(id) => platform.application(&id).await,
                Err(_) => Ok(None),
            },
        )
        .await?;
    let application =
        application.ok_or_else(|| Problem::not_found("There is no such application."))?;
    application.requirement.met_by(&session, platform.now())?;
    let opened = Opened {
        id: application.id.as_str(),
        name: &application.name,
        url: application.entrance(&platform.config.portal_origin),
        requirement: application.requirement,
    };
    Ok(http::response::json(StatusCode::OK, &opened))
}
