//! `POST /credential/phones`: registers a phone and sends its first code.

use domain::account::Country;
use domain::credential::{Credential, CredentialError};
use domain::phone::{Channel, Phone};
use http::Problem;
use http::StatusCode;
use http::views::{ChallengeView, PhoneView};
use http::{Request, Response};
use platform::Platform;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A phone to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPhone {
    /// How it receives codes.
    channel: Channel,
    /// The country whose format the number is written in, ISO 3166-1 alpha-2.
    #[schema(value_type = String, example = "US")]
    country: Country,
    /// The number as people of the country write it.
    #[schema(example = "202 555 0123")]
    number: String,
}

/// A registered phone.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneRegistered {
    /// The phone, `pending` until its first code is entered.
    phone: PhoneView,
    /// The code that was sent to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<ChallengeView>,
    /// Why no code was sent. The phone is registered, and `send-otp` sends a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_sent: Option<Problem>,
}

/// Registers a phone.
#[utoipa::path(post, path = "/credential/phones", operation_id = "register-phone", request_body = RegisterPhone,
    params(http::session::AccountHeader), responses(
    (status = 201, description = "The phone is registered, and its first code on its way", body = PhoneRegistered),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let new: RegisterPhone = http::request::json(&request)?;
    let now = platform.now();
    let mut credential: Credential = platform
        .store()
        .credential(&session.account)
        .await?
        .ok_or(CredentialError::None)?;
    credential.may_change_phones(session.strength(now), now)?;
    let phone = Phone::register(
        new.country,
        &new.number,
        new.channel,
        credential.product.coverage,
        now,
        &mut platform.rng(),
    )?;
    platform.phone_served(&phone)?;
    credential.add_phone(phone.clone())?;
    platform
        .store()
        .save_credential(
            &session.account,
            &mut credential,
            &http::request::change(platform, &request),
        )
        .await?;

    let (language, address) = (
        http::request::language(&request).unwrap_or_default(),
        http::request::source_address(&request),
    );
    let sent = platform
        .send_code(&session, &phone, language, &address)
        .await;
    let (challenge, not_sent) = match sent {
        Ok(challenge) => (
            Some(ChallengeView::new(&challenge, &phone, platform.now())),
            None,
        ),
        Err(error) => (None, Some(Problem::from(error).at(now))),
    };
    let registered = PhoneRegistered {
        phone: (&phone).into(),
        challenge,
        not_sent,
    };
    Ok(http::response::json(StatusCode::CREATED, &registered))
}
