//! Sending a code: limits first, then the challenge, then the message.

use domain::Timestamp;
use domain::challenge::{Challenge, Code};
use domain::language::Language;
use domain::limits::Limit;
use domain::phone::{Channel, Phone, PhoneError};
use domain::policy::{SENDS_PER_ACCOUNT, SENDS_PER_ADDRESS, SENDS_PER_NUMBER};
use domain::session::Session;

use crate::messages::texts::{code_call, code_text};
use crate::messages::{CallRequest, DeliveryError};
use crate::metrics::Metric;
use crate::store::{Kind, Subject};
use crate::{Platform, Problem};

/// Refuses a phone that codes are not sent to.
///
/// # Errors
/// [`PhoneError::CountryNotServed`], [`PhoneError::RangeBlocked`].
pub fn phone_served(platform: &Platform, phone: &Phone) -> Result<(), PhoneError> {
    if !platform.config.serves(phone.country) {
        Err(PhoneError::CountryNotServed)
    } else if platform.config.blocks(&phone.number) {
        Err(PhoneError::RangeBlocked)
    } else {
        Ok(())
    }
}

/// Sends a fresh code to a phone, in a language, and makes it the session's newest. Returns the challenge.
///
/// If the process dies after the challenge is saved, the person asks for another code. If the message is refused, what
/// was counted against the person's limits is taken back, and no code is said to wait.
///
/// # Errors
/// Locked, limited, or not delivered, as a problem.
pub async fn send_code(
    platform: &Platform,
    session: &Session,
    phone: &Phone,
    language: Language,
    address: &str,
) -> Result<Challenge, Problem> {
    let now = platform.now();
    phone_served(platform, phone)?;
    platform
        .store()
        .refuse_locked(Subject::Account(&session.account), Kind::Code, now)
        .await?;
    let number = phone.number.expose();
    let limits: [(&Limit, &str); 3] = [
        (&SENDS_PER_ACCOUNT, session.account.as_str()),
        (&SENDS_PER_NUMBER, &number),
        (&SENDS_PER_ADDRESS, address),
    ];
    for (passed, (limit, key)) in limits.iter().enumerate() {
        if let Err(refused) = platform.store().admit(limit, key, now).await {
            take_back(platform, &limits[..passed], now).await;
            return Err(refused.into());
        }
    }
    let secrets = platform.secrets(0).await?;
    let (secret_version, secret) = secrets.newest();
    let (challenge, code) =
        Challenge::issue(phone, secret, secret_version, now, &mut platform.rng());
    platform.store().challenge(session, &challenge, now).await?;
    if let Err(error) = deliver(platform, phone, language, &challenge, &code).await {
        take_back(platform, &limits, now).await;
        if let Err(error) = platform.store().withdraw(session, &challenge).await {
            tracing::warn!(%error, "a code that was not sent stays the session's newest");
        }
        tracing::error!(channel = ?phone.channel, country = phone.country.code(), %error, "a code was not sent");
        return Err(error.into());
    }
    platform.count(Metric::CodesSent(phone));
    Ok(challenge)
}

async fn take_back(platform: &Platform, limits: &[(&Limit, &str)], at: Timestamp) {
    for (limit, key) in limits {
        if let Err(error) = platform.store().take_back(limit, key, at).await {
            tracing::warn!(limit = limit.name, %error, "a send that failed stays counted");
        }
    }
}

async fn deliver(
    platform: &Platform,
    phone: &Phone,
    language: Language,
    challenge: &Challenge,
    code: &Code,
) -> Result<(), DeliveryError> {
    let brand = &platform.config.brand;
    match phone.channel {
        Channel::Text => {
            let words = code_text(language, code, brand, platform.config.portal_host());
            platform.texts().send(platform, &phone.number, &words).await
        }
        Channel::Voice => {
            let call = CallRequest {
                challenge: challenge.id.clone(),
                number: phone.number.expose(),
                language,
                ssml: code_call(language, code, brand),
                expires_at: challenge.expires_at().as_second(),
            };
            platform.texts().request_call(platform, &call).await
        }
    }
}
