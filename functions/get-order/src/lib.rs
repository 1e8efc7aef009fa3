//! `GET /orders/{number}`: shows an order to its buyer.

use domain::order::Order;
use domain::product::Product;
use http::Problem;
use http::StatusCode;
use http::views::OrderView;
use http::{Request, Response};
use platform::Platform;
use serde::Serialize;
use utoipa::ToSchema;

/// A license key, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct MaskedKey {
    /// What it is a license for.
    product: Product,
    /// The key, of which only the last group is readable.
    #[schema(schema_with = http::schema::masked_license_key)]
    license_key: String,
}

/// An order with its masked license keys.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderWithKeys {
    /// The order.
    #[serde(flatten)]
    order: OrderView,
    /// The order's license keys, masked; only the mail contains them in full.
    license_keys: Vec<MaskedKey>,
}

/// Shows an order to its buyer.
#[utoipa::path(get, path = "/orders/{number}", operation_id = "get-order",
    params(("number" = String, Path, description = "The order's number")), responses(
    (status = 200, description = "The order", body = OrderWithKeys),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let order = http::session::own_order(platform, &request, &session).await?;
    let answer = OrderWithKeys {
        license_keys: masked_keys(platform, &order).await?,
        order: OrderView::new(&order, platform.now()),
    };
    Ok(http::response::json(StatusCode::OK, &answer))
}

async fn masked_keys(platform: &Platform, order: &Order) -> Result<Vec<MaskedKey>, Problem> {
    if order.paid_at().is_none() || order.renews() {
        return Ok(Vec::new());
    }
    let secrets = platform.secrets(order.secret_version).await?;
    let Some(secret) = secrets.of(order.secret_version) else {
        return Ok(Vec::new());
    };
    let keys = order.license_keys(secret).map(|(unit, key)| MaskedKey {
        product: unit.product,
        license_key: key.masked(),
    });
    Ok(keys.collect())
}
