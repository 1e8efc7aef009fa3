//! `DELETE /sessions/current`: ends the session at once.

use domain::session::SessionError;
use http::Problem;
use http::{Request, Response};
use platform::Platform;

/// Signs out.
#[utoipa::path(delete, path = "/sessions/current", operation_id = "sign-out",
    params(http::session::AccountHeader), responses(
    (status = 204, description = "The session is gone"),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let token = http::session::presented_token(platform, &request)?;
    let store = platform.store();
    let session = store.session(&token.account, &token.id).await?;
    let session = session.ok_or(SessionError::NotSignedIn)?;
    session.may_be_ended_by(&token, platform.now())?;
    store.end_session(&session).await?;
    Ok(http::response::without_session(http::response::no_content()))
}
