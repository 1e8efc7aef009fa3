//! `POST /otp/verification`: checks a code and raises the session's strength.
//!
//! A look is taken in the table before the code is compared, and what the comparison found is told only if the account
//! is not locked by then. So no number of simultaneous guesses gets a sixth look, nor a look past a lock.

use domain::account::Account;
use domain::challenge::{Challenge, ChallengeError, Code, Purpose};
use domain::session::Session;
use platform::http::types::StatusCode;
use platform::http::{self, Request, Response};
use platform::messages::mail;
use platform::metrics::Metric;
use platform::store::{Kind, StoreError, Subject};
use platform::views::{CredentialView, SessionView};
use platform::{Platform, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A code as it was typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyOtp {
    /// Its digits; spaces and hyphens do not matter.
    #[schema(value_type = String, example = "012345")]
    code: Code,
}

/// A session of strength `phone-otp`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verified {
    /// The session, under another token.
    session: SessionView,
    /// For a phone's first code: the credential with the phone active.
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<CredentialView>,
}

/// Enters a code.
#[utoipa::path(post, path = "/otp/verification", operation_id = "verify-otp", request_body = VerifyOtp, responses(
    (status = 200, description = "The session is `phone-otp` and its token is replaced", body = Verified),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::signed_in(platform, &request).await?;
    let typed: VerifyOtp = http::body(&request)?;
    let (now, store) = (platform.now(), platform.store());
    let challenge = session.challenge.as_ref().ok_or(ChallengeError::None)?;
    challenge.open(now)?;
    let (account, mut credential) = http::account_and_credential(platform, &session).await?;
    let phone = credential
        .may_use_phone(&challenge.phone, session.strength(now), now)?
        .clone();

    let secrets = platform.secrets(challenge.secret_version).await?;
    let challenge = take_try(platform, &session, challenge).await?;
    let secret = secrets
        .of(challenge.secret_version)
        .ok_or(ChallengeError::Expired)?;
    if let Err(wrong) = challenge.compare(&typed.code, &phone.number, secret) {
        return Err(refuse(platform, &account, wrong).await);
    }
    store
        .succeeded(Subject::Account(&session.account), Kind::Code, now)
        .await?;

    let first_code = challenge.purpose == Purpose::ActivatePhone;
    if first_code {
        credential.activate_phone(&phone.id)?;
    }
    let (elevated, token) = session.elevate(&credential, now, &mut platform.rng());
    let activated = first_code.then_some((&account.id, &credential));
    match store
        .elevate(&session, &challenge, &elevated, activated)
        .await
    {
        Err(StoreError::Lost) => return Err(ChallengeError::None.into()),
        elevated => elevated?,
    }
    tracing::info!(account = %account.id, "a code was entered");
    platform.count(Metric::CodesEntered(&phone));
    if first_code {
        platform
            .notify(&account.email, &mail::phone_added(&account, &phone))
            .await;
    }
    let body_token = http::token_for_body(http::from_browser(&request), &token);
    let verified = Verified {
        session: SessionView::new(&elevated, body_token, now),
        credential: first_code.then(|| CredentialView::new(platform, &credential, account.country)),
    };
    Ok(http::with_session(
        http::json(StatusCode::OK, &verified),
        &token,
    ))
}

/// Takes a look; a look that is refused says why.
async fn take_try(
    platform: &Platform,
    session: &Session,
    challenge: &Challenge,
) -> Result<Challenge, Problem> {
    match platform.store().take_try(session, challenge).await {
        Ok(challenge) => Ok(challenge),
        Err(StoreError::Lost) => {
            let now_held = platform
                .store()
                .session(&session.account, &session.id)
                .await?;
            let same = now_held
                .and_then(|session| session.challenge)
                .filter(|held| held.id == challenge.id);
            Err(match same {
                Some(_) => ChallengeError::TriesUsedUp.into(),
                None => ChallengeError::None.into(),
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// Counts a wrong code of the account, and says so unless the account is locked.
async fn refuse(platform: &Platform, account: &Account, wrong: ChallengeError) -> Problem {
    let now = platform.now();
    let counted = platform
        .store()
        .failed(Subject::Account(&account.id), Kind::Code, now)
        .await;
    platform.count(Metric::CodesWrong);
    let failures = match counted {
        Ok(failures) => failures,
        Err(error) => return error.into(),
    };
    if let Err(locked) = failures.open(now) {
        tracing::warn!(account = %account.id, failures = failures.count, "locked after wrong codes");
        platform.count(Metric::Lockouts("codes"));
        platform
            .notify(
                &account.email,
                &mail::locked(account, Kind::Code, locked.until),
            )
            .await;
    }
    wrong.into()
}
