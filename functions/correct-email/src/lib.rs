//! `PUT /account/email`: corrects an email address that is not confirmed yet, and has a code mailed to the new one.

use domain::Timestamp;
use domain::account::{Account, Email};
use domain::settings::Limits;
use http::Problem;
use http::StatusCode;
use http::views::AccountView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use store::{LimitError, StoreError};
use utoipa::ToSchema;

/// Attempts at the write, if another writer was faster.
const TRIES: usize = 5;

/// The right address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectEmail {
    /// The email address.
    #[schema(schema_with = http::schema::email)]
    email: Email,
}

/// Corrects the address. An earlier code is none any more.
#[utoipa::path(put, path = "/account/email", operation_id = "correct-email", request_body = CorrectEmail,
    params(http::session::AccountHeader), responses(
    (status = 200, description = "The account, with the address; a code is on its way to it if it is another one", body = AccountView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let store = platform.store();
    let (session, (mut read, settings)) =
        http::session::signed_in_and(platform, &request, async |account| {
            tokio::try_join!(store.account_and_credential(account), platform.settings())
        })
        .await?;
    let new: CorrectEmail = http::request::json(&request)?;
    let change = http::request::change(platform, &request);
    let address = http::request::source_address(&request).to_string();
    let now = change.at;
    let limits = &settings.limits;
    let (secret_version, _) = platform.secrets(0).await?.newest();
    for _ in 0..TRIES {
        let (mut account, credential) = read.ok_or_else(Problem::account_gone)?;
        // The same address again, after an answer that was lost, changes nothing.
        if account.email == new.email {
            return Ok(answer(&account, limits, now));
        }
        let (email, mut rng) = (new.email.clone(), platform.rng());
        account.correct_email(
            email,
            &limits.email_codes_per_account,
            &limits.email_corrections_per_account,
            secret_version,
            now,
            &mut rng,
        )?;
        if let Some(credential) = credential {
            credential.may_change_email(session.strength(now), now)?;
        }
        match platform
            .save_asking_for_email_code(&mut account, limits, &address, &change)
            .await
        {
            Ok(()) => return Ok(answer(&account, limits, now)),
            Err(LimitError::Store(StoreError::ConditionFailed)) => {
                read = store.account_and_credential(&session.account).await?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::ConditionFailed.into())
}

fn answer(account: &Account, limits: &Limits, now: Timestamp) -> Response {
    http::response::json(StatusCode::OK, &AccountView::new(account, limits, now))
}
