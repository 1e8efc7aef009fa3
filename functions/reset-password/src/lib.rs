//! `POST /password-resets`: mails a reset link. `POST /password-resets/{token}`: sets a new password for it.
//!
//! Whether an account exists shows neither in the answer nor in the time that it takes.

use std::time::Duration;

use domain::account::UserId;
use domain::password::{Password, PasswordHash};
use domain::policy::{RESETS_PER_ACCOUNT, RESETS_PER_ADDRESS};
use domain::session::Token;
use platform::http::types::StatusCode;
use platform::http::{self, Request, Response};
use platform::messages::mail;
use platform::store::{LimitError, StoreError};
use platform::{Platform, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// No answer to a request for a link is given earlier: longer than a mail takes to be handed over.
const ANSWER_AFTER: Duration = Duration::from_millis(750);

/// Who forgot the password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// The user ID, in any case.
    #[schema(value_type = String, example = "ada.lovelace")]
    user_id: UserId,
}

/// What happens next, whoever asked.
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
    /// 12 to 128 characters, not common and not made of the account's own data.
    #[schema(value_type = String, format = "password")]
    password: Password,
}

/// Serves both routes.
///
/// # Errors
/// As the route's own.
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    http::same_origin(platform, &request)?;
    match http::path_parameter(&request, "token").as_str() {
        "" => request_reset(platform, request).await,
        token => complete_reset(platform, &request, token).await,
    }
}

/// Asks for a reset link by mail.
#[utoipa::path(post, path = "/password-resets", operation_id = "reset-password", request_body = ResetRequest, responses(
    (status = 202, description = "If the account exists, a link is in its mailbox", body = ResetRequested),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn request_reset(
    platform: &'static Platform,
    request: Request,
) -> Result<Response, Problem> {
    let who: ResetRequest = http::body(&request)?;
    platform
        .store()
        .admit(
            &RESETS_PER_ADDRESS,
            &http::source_address(&request),
            platform.now(),
        )
        .await?;
    let (mailed, ()) = tokio::join!(
        mail_link(platform, &who.user_id),
        tokio::time::sleep(ANSWER_AFTER)
    );
    mailed?;
    let answer = ResetRequested {
        detail: "If there is such an account, a link was mailed to its address. It works once, and not for long.",
    };
    Ok(http::json(StatusCode::ACCEPTED, &answer))
}

/// Mails a link if the account exists. What goes wrong only for an account that exists is logged and not told.
async fn mail_link(platform: &Platform, user_id: &UserId) -> Result<(), Problem> {
    let (now, store) = (platform.now(), platform.store());
    let id = user_id.account();
    match store.admit(&RESETS_PER_ACCOUNT, id.as_str(), now).await {
        Err(LimitError::Reached(_)) => return Ok(()),
        admitted => admitted?,
    }
    let Some(account) = store.account(&id).await? else {
        return Ok(());
    };
    let (token, digest) = Token::create(&id, "reset", &mut platform.rng());
    store.remember_reset(&id, digest, now).await?;
    let url = format!(
        "{}/#/password-resets/{}",
        platform.config.portal_origin,
        token.expose()
    );
    platform
        .notify(&account.email, &mail::password_reset(&account, &url))
        .await;
    Ok(())
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
    let new: NewPassword = http::body(request)?;
    let store = platform.store();
    let token = Token::parse(token).map_err(|_| Problem::reset_link_dead())?;
    if !store.reset_is_open(&token, platform.now()).await? {
        return Err(Problem::reset_link_dead());
    }
    let account = store
        .account(&token.account)
        .await?
        .ok_or_else(Problem::reset_link_dead)?;
    new.password.acceptable(&[
        account.user_id.as_str(),
        account.legal_name.as_str(),
        account.email.as_str(),
    ])?;
    let hash = PasswordHash::create(&new.password, &mut platform.rng());
    match store.change_password(&account, &hash, &token).await {
        Ok(()) => {}
        Err(StoreError::Lost) => return Err(Problem::reset_link_dead()),
        Err(error) => return Err(error.into()),
    }
    tracing::info!(account = %account.id, "the password was reset");
    platform
        .notify(&account.email, &mail::password_changed(&account))
        .await;
    Ok(http::without_session(http::no_content()))
}
