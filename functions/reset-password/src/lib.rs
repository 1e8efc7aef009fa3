//! `POST /password-resets`: asks for a reset link by mail. `POST /password-resets/{token}`: sets a new password for it.
//!
//! Neither the response nor its timing reveals whether an account exists.

use std::time::Duration;

use domain::Timestamp;
use domain::account::{Account, UserId};
use domain::change::Actor;
use domain::lockout::BrowserId;
use domain::password::{Password, PasswordHash};
use domain::reset::PasswordReset;
use domain::session::{Token, TokenParts};
use domain::settings::Settings;
use http::StatusCode;
use http::{Problem, Slug};
use http::{Request, Response};
use platform::Platform;
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::ToSchema;

/// The minimum time before the response to a request for a link: longer than the calls that are made only for an
/// existing account.
const ANSWER_AFTER: Duration = Duration::from_millis(750);

/// Who forgot the password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// The user ID, in any case.
    #[schema(schema_with = http::schema::user_id)]
    user_id: UserId,
}

/// The response, which is the same whether or not the account exists.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetRequested {
    /// In words.
    #[schema(value_type = String)]
    detail: &'static str,
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The password that is chosen.
    #[schema(schema_with = http::schema::new_password)]
    password: Password,
}

/// Serves both routes.
///
/// # Errors
/// Those of the route.
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    http::request::same_origin(platform, &request)?;
    match http::request::path_parameter(&request, "token").as_str() {
        "" => request_reset(platform, request).await,
        token => complete_reset(platform, &request, token).await,
    }
}

/// Asks for a reset link by mail.
#[utoipa::path(post, path = "/password-resets", operation_id = "reset-password", request_body = ResetRequest, responses(
    (status = 202, description = "If the account exists and its address is not waiting to be confirmed, a link is in its mailbox", body = ResetRequested),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn request_reset(
    platform: &'static Platform,
    request: Request,
) -> Result<Response, Problem> {
    let who: ResetRequest = http::request::json(&request)?;
    let settings = platform.settings().await?;
    let address = http::request::source_address(&request).to_string();
    let limit = &settings.limits.resets_per_address;
    let ask = async || ask(platform, &settings, &who.user_id, &request).await;
    let (asked, ()) = tokio::join!(
        http::limits::counted(platform, limit, &address, platform.now(), ask),
        tokio::time::sleep(ANSWER_AFTER)
    );
    asked?;
    let answer = ResetRequested {
        detail: "If there is such an account, and its address is not waiting to be confirmed, a link was mailed there. It works once, and not for long.",
    };
    Ok(http::response::json(StatusCode::ACCEPTED, &answer))
}

/// Saves a reset if the account exists and its address may be mailed to; the fact that follows from it mails the link. A
/// reset that cannot be saved is told, which can happen only for an account that exists: nobody can bring it about, and to
/// say that a link was mailed would be untrue.
async fn ask(
    platform: &Platform,
    settings: &Settings,
    user_id: &UserId,
    request: &Request,
) -> Result<(), Problem> {
    let store = platform.store();
    let change = http::request::change(platform, request).made_by(Actor::Unknown);
    let id = user_id.account();
    let limit = &settings.limits.resets_per_account;
    let save = async || {
        let secrets = platform.secrets(0).await?;
        let account = store.account(&id).await?;
        if let Some(account) = account.filter(|account| account.mail_address().is_some()) {
            let (version, secret) = secrets.newest();
            let (epoch, rng) = (account.password_epoch, &mut platform.rng());
            let reset = PasswordReset::ask(&id, epoch, secret, version, change.at, rng);
            store.save_reset(&id, &reset, &change).await?;
        }
        Ok(())
    };
    match http::limits::counted(platform, limit, id.as_str(), change.at, save).await {
        // The answer is the same: it does not say how often somebody asked for this account.
        Err(problem) if problem.slug == Slug::TooManyRequests => Ok(()),
        asked => asked,
    }
}

/// Sets a new password for a mailed link, and ends every session.
#[utoipa::path(post, path = "/password-resets/{token}", operation_id = "reset-password-complete",
    params(("token" = String, Path, description = "The token of the mailed link")),
    request_body = NewPassword, responses(
    (status = 204, description = "The password is the new one; every session has ended"),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn complete_reset(
    platform: &Platform,
    request: &Request,
    token: &str,
) -> Result<Response, Problem> {
    let new: NewPassword = http::request::json(request)?;
    let (store, now) = (platform.store(), platform.now());
    let token = Token::parse(token).map_err(|_| Problem::reset_link_dead())?;
    let read = async || {
        tokio::try_join!(
            store.resets(&token.account),
            store.account_and_credential(&token.account)
        )
    };
    // The first event of a process reads the secrets, at the same time as the rest.
    let (found, known_secrets) = tokio::join!(read(), platform.secrets(0));
    let (resets, found) = found?;
    let (account, credential) = found.ok_or_else(Problem::reset_link_dead)?;
    let reset = resets
        .iter()
        .find(|reset| reset.token_digest == token.digest)
        .ok_or_else(Problem::reset_link_dead)?;
    known_secrets?;
    let secrets = platform.secrets(reset.secret_version).await?;
    let secret = secrets
        .of(reset.secret_version)
        .unwrap_or(secrets.newest().1);
    let browser = http::request::from_browser(request).then(|| BrowserId::of_reset(&token, secret));
    let completed = || completed(&account, browser.as_ref());
    if was_completed(&resets, &token, &account, &new.password, now) {
        return Ok(completed());
    }
    if !reset.opens(&token, account.password_epoch, now) {
        return Err(Problem::reset_link_dead());
    }
    new.password.acceptable(&[
        account.user_id.as_str(),
        account.legal_name.as_str(),
        account.email.as_str(),
    ])?;
    let change = http::request::change(platform, request);
    let hash = PasswordHash::create(&new.password, &mut platform.rng());
    let has_phone =
        credential.is_some_and(|credential| credential.active_phones().next().is_some());
    let password = store::NewPassword {
        hash: &hash,
        reset,
        browser: browser.as_ref(),
        lifts_lock: !has_phone,
    };
    match store.change_password(&account, &password, &change).await {
        Ok(()) => Ok(completed()),
        Err(StoreError::ConditionFailed) => {
            // The same request or another has used a link, or sign-ins went on all the while.
            let (resets, found) = read().await?;
            let (account, _) = found.ok_or_else(Problem::reset_link_dead)?;
            let open = |reset: &PasswordReset| reset.opens(&token, account.password_epoch, now);
            if was_completed(&resets, &token, &account, &new.password, now) {
                Ok(completed())
            } else if resets.iter().any(open) {
                Err(Problem::conflict())
            } else {
                Err(Problem::reset_link_dead())
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the same request was carried out before: its link was used, and the password is the one that it sets.
fn was_completed(
    resets: &[PasswordReset],
    token: &TokenParts,
    account: &Account,
    password: &Password,
    now: Timestamp,
) -> bool {
    resets
        .iter()
        .any(|reset| reset.was_used_by(token, account.password_epoch, now))
        && account.password_hash.fits(password)
}

fn completed(account: &Account, browser: Option<&BrowserId>) -> Response {
    let response = http::response::without_session(http::response::no_content());
    match browser {
        Some(browser) => http::browser::with_known_browser(response, &account.id, browser),
        None => response,
    }
}
