//! `POST /account/email/confirmation`: enters the code that was mailed to the account's address.
//!
//! An attempt is counted, and its result told, by one write under the condition that nobody else changed the account
//! since it was read. Therefore simultaneous requests cannot get more attempts at a code than
//! [`domain::policy::EMAIL_CODE_TRIES`].

use domain::Timestamp;
use domain::email_confirmation::{EmailCode, EmailError};
use domain::order::{Order, OrderMail};
use http::Problem;
use http::StatusCode;
use http::views::AccountView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use store::StoreError;
use utoipa::ToSchema;

/// Attempts at the write, if another writer was faster.
const TRIES: usize = 5;

/// A code as it was typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmail {
    /// Its digits, or the mail with it; spaces and dashes do not matter.
    #[schema(schema_with = http::schema::email_code)]
    code: EmailCode,
}

/// Enters the code. Once the address is confirmed, any code is answered with that.
#[utoipa::path(post, path = "/account/email/confirmation", operation_id = "confirm-email", request_body = ConfirmEmail,
    params(http::session::AccountHeader), responses(
    (status = 200, description = "The account: its address is confirmed", body = AccountView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let store = platform.store();
    let (session, (mut read, settings)) =
        http::session::signed_in_and(platform, &request, async |account| {
            tokio::try_join!(store.overview(account), platform.settings())
        })
        .await?;
    let typed: ConfirmEmail = http::request::json(&request)?;
    let change = http::request::change(platform, &request);
    let now = change.at;
    for _ in 0..TRIES {
        let overview = read.ok_or_else(Problem::account_gone)?;
        let mut account = overview.account;
        let known = account.email_confirmation.clone();
        let version = known.challenge.as_ref().map(|code| code.secret_version);
        let secrets = platform.secrets(version.unwrap_or(0)).await?;
        let secret = version.and_then(|version| secrets.of(version));
        let entered = account.enter_email_code(&typed.code, secret, now);
        let saved = match &entered {
            Ok(()) if account.email_confirmation == known => Ok(()),
            Ok(()) => {
                let waiting: Vec<Order> = overview
                    .orders
                    .into_iter()
                    .filter_map(|order| begun_anew(order, now))
                    .collect();
                store
                    .save_confirmed_account(&mut account, &waiting, &change)
                    .await
            }
            Err(EmailError::Wrong { .. }) => store.save_account(&mut account, &change).await,
            Err(_) => Ok(()),
        };
        match saved {
            Err(StoreError::ConditionFailed) => read = store.overview(&session.account).await?,
            saved => {
                saved?;
                entered?;
                return Ok(http::response::json(
                    StatusCode::OK,
                    &AccountView::new(&account, &settings.limits, now),
                ));
            }
        }
    }
    Err(StoreError::ConditionFailed.into())
}

/// A paid order whose mail may be attempted now, with its attempts begun anew: only such an order is passed on by the stream.
fn begun_anew(order: Order, now: Timestamp) -> Option<Order> {
    order.delivery.due_at(now).filter(|at| *at <= now)?;
    Some(Order {
        delivery: OrderMail::DUE,
        ..order
    })
}
