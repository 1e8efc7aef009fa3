//! `POST /orders/{number}/checkout`: begins a checkout, the page on which the buyer pays an order by card.

use http::views::OrderView;
use http::{Problem, Request, Response, StatusCode};
use platform::Platform;

/// Makes the order's checkout, unless it has one that is open.
#[utoipa::path(post, path = "/orders/{number}/checkout", operation_id = "begin-checkout",
    params(("number" = String, Path, description = "The order's number"), http::session::AccountHeader), responses(
    (status = 200, description = "The order, with where to pay it", body = OrderView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let order = http::session::own_order(platform, &request, &session).await?;
    let change = http::request::change(platform, &request);
    let order = platform.begin_checkout(order, &change).await?;
    Ok(http::response::json(
        StatusCode::OK,
        &OrderView::new(&order, platform.now()),
    ))
}
