//! `POST /credential/proofing/code`: completes a video proofing with the agent's activation code.

use domain::license::TypedKey;
use domain::proofing::{ActivationCode, ProofingError};
use http::Problem;
use http::StatusCode;
use http::views::CredentialView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use utoipa::ToSchema;

/// An activation code as it was typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemProofing {
    /// The code; case, spaces and hyphens do not matter.
    #[schema(schema_with = http::schema::activation_code)]
    activation_code: TypedKey,
}

/// Enters the agent's activation code.
#[utoipa::path(post, path = "/credential/proofing/code", operation_id = "redeem-proofing", request_body = RedeemProofing,
    params(http::session::AccountHeader), responses(
    (status = 200, description = "The identity is proved", body = CredentialView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let (_, account, mut credential, settings) =
        http::session::signed_in_with_credential(platform, &request).await?;
    let typed: RedeemProofing = http::request::json(&request)?;
    let code =
        ActivationCode::parse(typed.activation_code.as_str()).map_err(ProofingError::from)?;
    let change = http::request::change(platform, &request);
    if credential.proofing.redeem(&code, change.at)? {
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
