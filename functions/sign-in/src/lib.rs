//! `POST /sessions`: begins a session for a user ID and a password.
//!
//! An unknown user ID is handled like a wrong password, so that neither the response nor its timing reveals which it
//! was: the same reads, one Argon2id hash, the same counters.

use domain::account::{Account, AccountId, Subject, UserId};
use domain::change::{Actor, Change};
use domain::credential::{Credential, State};
use domain::lockout::Factor;
use domain::password::{Password, PasswordHash};
use domain::session::Session;
use http::Problem;
use http::StatusCode;
use http::views::{PhoneView, SessionView};
use http::{Request, Response};
use platform::Platform;
use serde::{Deserialize, Serialize};
use store::Attempts;
use utoipa::ToSchema;

/// The user ID and password of a sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The user ID, in any case.
    #[schema(schema_with = http::schema::user_id)]
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
    let change = http::request::change(platform, &request);
    let (now, store) = (change.at, platform.store());
    let address = http::request::source_address(&request);
    let address = Attempts::FromAddress(address);
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
        return Err(refuse(platform, &id, address, &change).await);
    };

    // The session is written before the guard is passed, and its token is handed out afterwards: see
    // `Store::change_password`.
    let (session, token) = Session::begin(&account.id, now, &mut platform.rng());
    store.begin_session(&session).await?;
    if let Err(error) = store
        .record_sign_in(&account.id, account.password_epoch, &change)
        .await
    {
        store.end_session(&session).await?;
        return Err(error.into());
    }
    if address_failures > 0 {
        store
            .record_success(address, Factor::Password, &change)
            .await?;
    }

    complete(platform, account, &request).await;

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

/// Sets the account's language to the one that the person chose on a page, and creates a subject if the account was
/// created before subjects existed.
async fn complete(platform: &Platform, account: &Account, request: &Request) {
    let chosen = http::request::chosen_language(request);
    let language = chosen.unwrap_or(account.language);
    if language == account.language && account.subject.is_some() {
        return;
    }
    let subject = Subject::create(&mut platform.rng());
    let completed = platform
        .store()
        .complete_account(&account.id, language, &subject)
        .await;
    if let Err(error) = completed {
        tracing::warn!(account = %account.id, %error, "an account was not completed");
    }
}

/// Counts a wrong password, by account and by source address. The problem does not reveal whether the user ID exists.
async fn refuse(
    platform: &Platform,
    id: &AccountId,
    address: Attempts<'_>,
    change: &Change,
) -> Problem {
    let change = change.clone().made_by(Actor::Unknown);
    let store = platform.store();
    let by_account = store
        .record_failure(Attempts::OnAccount(id), Factor::Password, &change)
        .await;
    let by_address = store
        .record_failure(address, Factor::Password, &change)
        .await;
    match by_account.and(by_address) {
        Ok(_) => Problem::wrong_credentials(),
        Err(error) => error.into(),
    }
}
