//! `GET /applications/{id}`: opens a protected application for a session, or responds with what the session lacks.

use domain::application::Requirement;
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
    /// Its address.
    url: &'a str,
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
    let session = http::session::signed_in(platform, &request).await?;
    let id = http::request::path_parameter(&request, "id");
    let application = platform
        .config
        .applications
        .iter()
        .find(|application| application.id == id)
        .ok_or_else(|| Problem::not_found("There is no such application."))?;
    application.requirement.met_by(&session, platform.now())?;
    let opened = Opened {
        id: &application.id,
        name: &application.name,
        url: &application.url,
        requirement: application.requirement,
    };
    Ok(http::response::json(StatusCode::OK, &opened))
}
