//! `POST /otp/verification`: checks a code and raises the session's strength.
//!
//! The attempt is counted in the table before the code is compared, and the result is returned only if the account is
//! not locked by then. Therefore simultaneous requests cannot get more attempts at a code than
//! [`domain::policy::CODE_TRIES`], nor a result after a lock.

use domain::account::Account;
use domain::challenge::{Challenge, ChallengeError, Code, Purpose};
use domain::change::Change;
use domain::lockout::Factor;
use domain::session::Session;
use http::Problem;
use http::StatusCode;
use http::views::{CredentialView, SessionView};
use http::{Request, Response};
use platform::Platform;
use serde::{Deserialize, Serialize};
use store::{Attempts, StoreError};
use utoipa::ToSchema;

/// A code as it was typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyOtp {
    /// Its digits; spaces and hyphens do not matter.
    #[schema(schema_with = http::schema::code)]
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
#[utoipa::path(post, path = "/otp/verification", operation_id = "verify-otp", request_body = VerifyOtp,
    params(http::session::AccountHeader), responses(
    (status = 200, description = "The session is `phone-otp` and its token is replaced", body = Verified),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let typed: VerifyOtp = http::request::json(&request)?;
    let change = http::request::change(platform, &request);
    let (now, store) = (change.at, platform.store());
    let challenge = session.challenge.as_ref().ok_or(ChallengeError::None)?;
    challenge.check_open(now)?;
    let (account, mut credential) =
        http::session::account_and_credential(platform, &session).await?;
    let phone = credential
        .may_use_phone(&challenge.phone, session.strength(now), now)?
        .clone();

    let secrets = platform.secrets(challenge.secret_version).await?;
    let challenge = reserve_attempt(platform, &session, challenge).await?;
    let secret = secrets
        .of(challenge.secret_version)
        .ok_or(ChallengeError::Expired)?;
    if let Err(wrong) = challenge.compare(&typed.code, &phone.number, secret) {
        return Err(refuse(platform, &account, wrong, &change).await);
    }
    store
        .record_success(Attempts::OnAccount(&session.account), Factor::Code, &change)
        .await?;

    let first_code = challenge.purpose == Purpose::ActivatePhone;
    if first_code {
        credential.activate_phone(&phone.id)?;
    }
    let (elevated, token) = session.elevate(&credential, now, &mut platform.rng());
    let activated = first_code.then_some((&account.id, &credential));
    match store
        .elevate_session(&session, &challenge, &elevated, activated, &change)
        .await
    {
        Err(StoreError::ConditionFailed) => return Err(ChallengeError::None.into()),
        elevated => elevated?,
    }
    let body_token = http::response::token_for_body(http::request::from_browser(&request), &token);
    let verified = Verified {
        session: SessionView::new(&elevated, body_token, now),
        credential: first_code.then(|| CredentialView::new(platform, &credential, account.country)),
    };
    Ok(http::response::with_session(
        http::response::json(StatusCode::OK, &verified),
        &token,
    ))
}

/// Counts an attempt at the code; if none may be made, the problem gives the reason.
async fn reserve_attempt(
    platform: &Platform,
    session: &Session,
    challenge: &Challenge,
) -> Result<Challenge, Problem> {
    match platform.store().reserve_attempt(session, challenge).await {
        Ok(challenge) => Ok(challenge),
        Err(StoreError::ConditionFailed) => {
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

/// Counts a wrong code against the account. Returns the problem `wrong-code`, or `locked` if the account is locked.
async fn refuse(
    platform: &Platform,
    account: &Account,
    wrong: ChallengeError,
    change: &Change,
) -> Problem {
    let counted = platform
        .store()
        .record_failure(Attempts::OnAccount(&account.id), Factor::Code, change)
        .await;
    match counted {
        Ok(_) => wrong.into(),
        Err(error) => error.into(),
    }
}
