//! `POST /orders`: places an order for licenses.

use domain::order::{OrderError, PaymentMethod};
use domain::product::{LineItem, Product};
use http::Problem;
use http::orders::{self, BillingAddressInput};
use http::views::OrderView;
use http::{Request, Response};
use platform::Platform;
use serde::Deserialize;
use utoipa::ToSchema;

/// A line of a new order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    /// What is bought.
    product: Product,
    /// How many licenses, one for each person.
    #[schema(schema_with = http::schema::quantity)]
    quantity: u32,
}

/// A new order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// What is bought: different products, within the most units that one order may have.
    lines: Vec<NewLine>,
    /// How it is paid.
    payment_method: PaymentMethod,
    /// Where the invoice goes.
    billing_address: BillingAddressInput,
    /// Whether all licenses are for other people, so that the order is accepted even if the buyer's own credential can
    /// be renewed.
    #[serde(default)]
    for_others: bool,
}

/// Places an order.
#[utoipa::path(post, path = "/orders", operation_id = "place-order", request_body = NewOrder,
    params(("Idempotency-Key" = inline(Option<http::schema::IdempotencyKey>), Header, description = "The same key places the same order once"),
        http::session::AccountHeader),
    responses(
    (status = 201, description = "The order, and for a card where to pay", body = OrderView),
    (status = 200, description = "The order that this idempotency key placed before", body = OrderView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let new: NewOrder = http::request::json(&request)?;
    if let Some(before) = orders::placed_before(platform, &request, &session).await? {
        return Ok(before);
    }
    if !new.for_others {
        let (credential, settings) = tokio::try_join!(
            platform.store().credential(&session.account),
            platform.settings()
        )?;
        let window = settings.renewal_window;
        if credential.is_some_and(|credential| credential.renewable(window, platform.now()).is_ok())
        {
            return Err(OrderError::RenewInstead.into());
        }
    }
    let lines: Vec<(LineItem, u32)> = new
        .lines
        .iter()
        .map(|line| (LineItem::License(line.product), line.quantity))
        .collect();
    orders::place(
        platform,
        &request,
        &session,
        &lines,
        new.payment_method,
        new.billing_address,
    )
    .await
}
