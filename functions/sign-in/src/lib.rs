//! `POST /sessions`: begins a session for a user ID and a password.
//!
//! An unknown user ID costs and answers what a wrong password does: the same reads, one Argon2id, the same counters.

use domain::account::{Account, UserId};
use domain::credential::{Credential, State};
use domain::lockout::Factor;
use domain::password::{Password, PasswordHash};
use domain::session::Session;
use http::Problem;
use http::StatusCode;
use http::views::{PhoneView, SessionView};
use http::{Request, Response};
use platform::Platform;
use platform::metrics::Metric;
use serde::{Deserialize, Serialize};
use store::Attempts;
use utoipa::ToSchema;
use words::mail;

/// Who signs in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user ID, in any case.
    #[schema(value_type = String, example = "ada.lovelace")]
    user_id: UserId,
    /// The password.
    #[schema(value_type = String, format = "password")]
    password: Password,
}

/// A session of strength `password`.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedIn {
    /// The session.
    session: SessionView,
    /// Whether a code is expected next: the credential is valid and has an active phone.
    code_expected: bool,
    /// The phones that a code can be sent to.
    phones: Vec<PhoneView>,
}

/// Signs in with a user ID and a password.
#[utoipa::path(post, path = "/sessions", operation_id = "sign-in", request_body = SignIn, responses(
    (status = 201, description = "A session of strength `password`, also as a cookie", body = SignedIn),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    http::request::same_origin(platform, &request)?;
    let who: SignIn = http::request::json(&request)?;
    let now = platform.now();
    let store = platform.store();
    let address = http::request::source_address(&request);
    let address = Attempts::FromAddress(&address);
    let address_failures = store.check_lock(address, Factor::Password, now).await?;

    let id = who.user_id.account();
    let (account, credential) = store.account_and_credential(&id).await?.unzip();
    let hash = account
        .as_ref()
        .map_or_else(PasswordHash::unusable, |account| {
            account.password_hash.clone()
        });
    let right = hash.fits(&who.password);
    let (Some(account), true) = (&account, right) else {
        return Err(refuse(platform, &id, account.as_ref(), address).await);
    };

    // The session is written before the guard is passed and its token handed out after: see `Store::change_password`.
    let (session, token) = Session::begin(&account.id, now, &mut platform.rng());
    store.begin_session(&session).await?;
    if let Err(error) = store
        .record_sign_in(&account.id, account.password_epoch, now)
        .await
    {
        store.end_session(&session).await?;
        return Err(error.into());
    }
    if address_failures > 0 {
        store.record_success(address, Factor::Password, now).await?;
    }

    if let Some(language) = http::request::chosen_language(&request)
        && account.language != language
        && let Err(error) = store.set_language(&account.id, language).await
    {
        tracing::warn!(account = %account.id, %error, "a chosen language was not kept");
    }

    let credential = credential.flatten();
    let active = |credential: &&Credential| credential.state(now) == State::Active;
    let phones: Vec<PhoneView> = credential
        .iter()
        .filter(active)
        .flat_map(Credential::active_phones)
        .map(PhoneView::from)
        .collect();
    let body_token = http::response::token_for_body(http::request::from_browser(&request), &token);
    let signed_in = SignedIn {
        session: SessionView::new(&session, body_token, now),
        code_expected: !phones.is_empty(),
        phones,
    };
    Ok(http::response::with_session(
        http::response::json(StatusCode::CREATED, &signed_in),
        &token,
    ))
}

/// Counts a wrong password, by account and by source address, and says no more than that it was wrong.
async fn refuse(
    platform: &Platform,
    id: &domain::account::AccountId,
    account: Option<&Account>,
    address: Attempts<'_>,
) -> Problem {
    let now = platform.now();
    let counted = platform
        .store()
        .record_failure(Attempts::OnAccount(id), Factor::Password, now)
        .await;
    let by_address = platform
        .store()
        .record_failure(address, Factor::Password, now)
        .await;
    let failures = match (counted, by_address) {
        (Ok(failures), Ok(_)) => failures,
        (Err(error), _) | (_, Err(error)) => return error.into(),
    };
    if let (Some(account), Err(locked)) = (account, failures.open(now)) {
        tracing::warn!(account = %id, failures = failures.count, "locked after wrong passwords");
        platform.count(Metric::Lockouts("passwords"));
        platform
            .notify(
                &account.email,
                &mail::locked(account, Factor::Password, locked.until),
            )
            .await;
    }
    Problem::wrong_credentials()
}
