//! `POST /otp`: sends a fresh code to a chosen phone. Calling it again sends another code, and the older code stops
//! working.

use domain::credential::CredentialError;
use http::Problem;
use http::StatusCode;
use http::views::ChallengeView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use utoipa::ToSchema;

/// The phone to send a code to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendOtp {
    /// The phone's identifier.
    phone_id: String,
}

/// Sends a code.
#[utoipa::path(post, path = "/otp", operation_id = "send-otp", request_body = SendOtp,
    params(http::session::AccountHeader), responses(
    (status = 201, description = "A code is on its way; older ones are dead", body = ChallengeView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let send: SendOtp = http::request::json(&request)?;
    let now = platform.now();
    let credential = platform
        .store()
        .credential(&session.account)
        .await?
        .ok_or(CredentialError::None)?;
    let phone = credential.may_use_phone(&send.phone_id, session.strength(now), now)?;
    let (language, address) = (
        http::request::language(&request).unwrap_or_default(),
        http::request::source_address(&request),
    );
    let challenge = platform
        .send_code(&session, phone, language, &address)
        .await?;
    Ok(http::response::json(
        StatusCode::CREATED,
        &ChallengeView::new(&challenge, phone, platform.now()),
    ))
}
