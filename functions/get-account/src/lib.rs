//! `GET /account`: the signed-in person's profile, strength, credential and recent orders.

use domain::credential::NextStep;
use platform::http::types::StatusCode;
use platform::http::{self, Request, Response};
use platform::views::{AccountView, CredentialView, OrderView, SessionView};
use platform::{Platform, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// Everything that the account page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// The profile.
    account: AccountView,
    /// The session and its strength.
    session: SessionView,
    /// The credential, if a license was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<CredentialView>,
    /// What to do next, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<NextStep>,
    /// The most recent orders, newest first.
    orders: Vec<OrderView>,
}

/// Shows the account.
#[utoipa::path(get, path = "/account", operation_id = "get-account", responses(
    (status = 200, description = "The account", body = Overview),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::signed_in(platform, &request).await?;
    let now = platform.now();
    let overview = platform
        .store()
        .overview(&session.account)
        .await?
        .ok_or_else(|| Problem::not_found("The account does not exist any more."))?;
    let country = overview.account.country;
    let next_step = match &overview.credential {
        Some(credential) => credential.next_step(platform.config.renewal_window, now),
        None => Some(NextStep::EnterLicense),
    };
    let answer = Overview {
        account: (&overview.account).into(),
        session: SessionView::new(&session, None, now),
        credential: overview
            .credential
            .map(|credential| CredentialView::new(platform, &credential, country)),
        next_step,
        orders: overview
            .orders
            .iter()
            .map(|order| OrderView::new(platform, order))
            .collect(),
    };
    Ok(http::json(StatusCode::OK, &answer))
}
