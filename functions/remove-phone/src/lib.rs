//! `DELETE /credential/phones/{id}`: removes a phone, but never the last active one. A phone that is not there is removed
//! already.

use http::Problem;
use http::StatusCode;
use http::views::CredentialView;
use http::{Request, Response};
use platform::Platform;

/// Removes a phone.
#[utoipa::path(delete, path = "/credential/phones/{id}", operation_id = "remove-phone",
    params(("id" = String, Path, description = "The phone's identifier"), http::session::AccountHeader), responses(
    (status = 200, description = "The credential without the phone", body = CredentialView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let (session, account, mut credential, settings) =
        http::session::signed_in_with_credential(platform, &request).await?;
    let now = platform.now();
    credential.may_change_phones(session.strength(now), now)?;
    let change = http::request::change(platform, &request);
    if credential.remove_phone(&http::request::path_parameter(&request, "id"))? {
        platform
            .store()
            .save_credential(&account.id, &mut credential, &change)
            .await?;
    }
    Ok(http::response::json(
        StatusCode::OK,
        &CredentialView::new(platform, &settings, &credential, account.country),
    ))
}
