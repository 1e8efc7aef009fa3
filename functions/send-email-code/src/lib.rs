//! `POST /account/email/code`: asks for the code that confirms the account's email address.
//!
//! The mail follows from the change of the account, so the request does not wait for it.

use domain::Timestamp;
use domain::account::Account;
use domain::settings::Limits;
use http::Problem;
use http::StatusCode;
use http::views::AccountView;
use http::{Request, Response};
use platform::Platform;
use store::{LimitError, StoreError};

/// Attempts at the write, if another writer was faster.
const TRIES: usize = 5;

/// Asks for the code by mail: the one that can still be entered once more, or a fresh one.
#[utoipa::path(post, path = "/account/email/code", operation_id = "send-email-code",
    params(http::session::AccountHeader), responses(
    (status = 200, description = "The account: a code is on its way, unless the address is confirmed", body = AccountView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let store = platform.store();
    let (session, (mut read, settings)) =
        http::session::signed_in_and(platform, &request, async |account| {
            tokio::try_join!(store.account(account), platform.settings())
        })
        .await?;
    let change = http::request::change(platform, &request);
    let address = http::request::source_address(&request).to_string();
    let now = change.at;
    let limits = &settings.limits;
    let (secret_version, _) = platform.secrets(0).await?.newest();
    for _ in 0..TRIES {
        let mut account = read.ok_or_else(Problem::account_gone)?;
        if account.email_confirmed() {
            return Ok(answer(&account, limits, now));
        }
        account.email_confirmation.ask(
            &limits.email_codes_per_account,
            secret_version,
            now,
            &mut platform.rng(),
        )?;
        match platform
            .save_asking_for_email_code(&mut account, limits, &address, &change)
            .await
        {
            Ok(()) => return Ok(answer(&account, limits, now)),
            Err(LimitError::Store(StoreError::ConditionFailed)) => {
                read = store.account(&session.account).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::ConditionFailed.into())
}

fn answer(account: &Account, limits: &Limits, now: Timestamp) -> Response {
    http::response::json(StatusCode::OK, &AccountView::new(account, limits, now))
}
