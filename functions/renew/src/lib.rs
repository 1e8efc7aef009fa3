//! `POST /renewals`: places the order for another term of the signed-in person's own credential.

use domain::credential::CredentialError;
use domain::order::PaymentMethod;
use domain::product::LineItem;
use http::Problem;
use http::orders::{self, BillingAddressInput};
use http::views::OrderView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use utoipa::ToSchema;

/// A renewal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// How it is paid.
    payment_method: PaymentMethod,
    /// Where the invoice goes.
    billing_address: BillingAddressInput,
}

/// Places a renewal order, only within the renewal window. Its payment extends the expiry.
#[utoipa::path(post, path = "/renewals", operation_id = "renew", request_body = Renewal,
    params(("Idempotency-Key" = inline(Option<http::schema::IdempotencyKey>), Header, description = "The same key places the same order once"),
        http::session::AccountHeader),
    responses(
    (status = 201, description = "The order, and for a card where to pay", body = OrderView),
    (status = 200, description = "The order that this idempotency key placed before", body = OrderView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let renewal: Renewal = http::request::json(&request)?;
    if let Some(before) = orders::placed_before(platform, &request, &session).await? {
        return Ok(before);
    }
    let (credential, settings) = tokio::try_join!(
        platform.store().credential(&session.account),
        platform.settings()
    )?;
    let credential = credential.ok_or(CredentialError::None)?;
    credential.renewable(settings.renewal_window, platform.now())?;
    orders::place(
        platform,
        &request,
        &session,
        &[(LineItem::Renewal(credential.product), 1)],
        renewal.payment_method,
        renewal.billing_address,
    )
    .await
}
