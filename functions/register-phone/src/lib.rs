//! `POST /credential/phones`: registers a phone and sends its first code. The same registration again, while the phone is
//! pending, gets the same phone.

use domain::account::Country;
use domain::credential::{Credential, CredentialError};
use domain::lockout::Guard;
use domain::phone::{Channel, Phone};
use domain::session::Session;
use domain::settings::Settings;
use http::Problem;
use http::StatusCode;
use http::views::{ChallengeView, PhoneView};
use http::{Request, Response};
use platform::Platform;
use platform::codes::CodeToSend;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A phone to register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPhone {
    /// How it receives codes.
    channel: Channel,
    /// The country whose format the number is written in, ISO 3166-1 alpha-2.
    #[schema(schema_with = http::schema::country)]
    country: Country,
    /// The number as people of the country write it.
    #[schema(schema_with = http::schema::phone_number)]
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
    /// Why no code was sent, or that it is not known whether it was. The phone is registered, and `send-otp` sends another
    /// code.
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
    let new: RegisterPhone = http::request::json(&request)?;
    let now = platform.now();
    let mut credential: Credential = credential.ok_or(CredentialError::None)?;
    credential.may_change_phones(session.strength(now), now)?;
    let allowed: Vec<(&str, Country)> = settings
        .allowed_prefixes
        .iter()
        .map(|allowed| (allowed.prefix.as_str(), allowed.region))
        .collect();
    let phone = Phone::register(
        new.country,
        &new.number,
        new.channel,
        credential.product.coverage,
        &allowed,
        now,
        &mut platform.rng(),
    )?;
    settings.may_send_to(&phone)?;
    if let Some(same) = credential.pending_phone(&phone) {
        return Ok(registered_before(platform, &request, &session, same, &guard, &settings).await);
    }
    credential.add_phone(phone.clone())?;
    store
        .save_credential(
            &session.account,
            &mut credential,
            &http::request::change(platform, &request),
        )
        .await?;
    Ok(send_first_code(platform, &request, &session, &phone, &guard, &settings).await)
}

/// The answer to the same registration again, while the phone is pending: the code that waits, if it can still be entered,
/// or else another. Whether the code that waits was sent is not known here: what sent it may have had no answer, or may
/// have ended before.
async fn registered_before(
    platform: &Platform,
    request: &Request,
    session: &Session,
    phone: &Phone,
    guard: &Guard,
    settings: &Settings,
) -> Response {
    let now = platform.now();
    let sent = session.challenge.as_ref();
    match sent.filter(|sent| sent.phone == phone.id && sent.check_open(now).is_ok()) {
        Some(sent) => registered(
            phone,
            Some(ChallengeView::new(sent, phone, settings, now)),
            Some(Problem::message_unknown()),
        ),
        None => send_first_code(platform, request, session, phone, guard, settings).await,
    }
}

async fn send_first_code(
    platform: &Platform,
    request: &Request,
    session: &Session,
    phone: &Phone,
    guard: &Guard,
    settings: &Settings,
) -> Response {
    let now = platform.now();
    let known = http::browser::known_browser(request, &session.account);
    let sent = platform
        .send_code(&CodeToSend {
            session,
            phone,
            guard,
            settings,
            attempter: &guard.attempter(known.as_ref(), now),
            language: http::request::language(request).unwrap_or_default(),
            address: http::request::source_address(request),
        })
        .await;
    match sent {
        Ok(sent) => {
            let unknown = (!sent.accepted).then(Problem::message_unknown);
            let view = ChallengeView::new(&sent.challenge, phone, settings, platform.now());
            registered(phone, Some(view), unknown)
        }
        Err(error) => registered(phone, None, Some(Problem::from(error).at(now))),
    }
}

fn registered(
    phone: &Phone,
    challenge: Option<ChallengeView>,
    not_sent: Option<Problem>,
) -> Response {
    let registered = PhoneRegistered {
        phone: phone.into(),
        challenge,
        not_sent,
    };
    http::response::json(StatusCode::CREATED, &registered)
}
