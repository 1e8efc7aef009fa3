//! `POST /otp`: sends a fresh code to a chosen phone. Calling it again sends another code, and the older code stops
//! working, unless the new one is refused.

use domain::credential::CredentialError;
use http::Problem;
use http::StatusCode;
use http::views::ChallengeView;
use http::{Request, Response};
use platform::Platform;
use platform::codes::CodeToSend;
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
    let store = platform.store();
    let (session, (credential, guard, settings)) =
        http::session::signed_in_and(platform, &request, async |account| {
            tokio::try_join!(
                store.credential(account),
                store.guard(account),
                platform.settings()
            )
        })
        .await?;
    let wanted: SendOtp = http::request::json(&request)?;
    let now = platform.now();
    let credential = credential.ok_or(CredentialError::None)?;
    let phone = credential.may_use_phone(&wanted.phone_id, session.strength(now), now)?;
    let known = http::browser::known_browser(&request, &session.account);
    let sent = platform
        .send_code(&CodeToSend {
            session: &session,
            phone,
            guard: &guard,
            settings: &settings,
            attempter: &guard.attempter(known.as_ref(), now),
            language: http::request::language(&request).unwrap_or_default(),
            address: http::request::source_address(&request),
        })
        .await?;
    if !sent.accepted {
        return Err(Problem::message_unknown());
    }
    Ok(http::response::json(
        StatusCode::CREATED,
        &ChallengeView::new(&sent.challenge, phone, &settings, platform.now()),
    ))
}
