//! `POST /orders/{number}/license-email`: mails the same license keys again.

use domain::fact::Fact;
use domain::order::OrderError;
use domain::policy::LICENSE_RESENDS_PER_ORDER;
use http::Problem;
use http::StatusCode;
use http::views::OrderView;
use http::{Request, Response};
use platform::Platform;
use platform::delivery::mail_order;

/// Mails an order's license keys to its buyer again.
#[utoipa::path(post, path = "/orders/{number}/license-email", operation_id = "resend-license-email",
    params(("number" = String, Path, description = "The order's number"), http::session::AccountHeader), responses(
    (status = 200, description = "The mail is on its way again", body = OrderView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let store = platform.store();
    let order = http::session::own_order(platform, &request, &session).await?;
    if order.renews() {
        return Err(OrderError::NoKeys.into());
    }
    if order.paid_at().is_none() {
        return Err(OrderError::NotPaid.into());
    }
    let now = platform.now();
    let counted = store
        .rate_limit(&LICENSE_RESENDS_PER_ORDER, order.number.as_str(), now)
        .await?;
    match mail_order(platform, &order).await {
        Ok(()) => {
            let mailed = Fact::OrderMailedAgain {
                order: order.number.clone(),
            };
            platform.tell(&mailed, Some(&order.buyer), now);
            Ok(http::response::json(
                StatusCode::OK,
                &OrderView::new(&order, now),
            ))
        }
        Err(error) => {
            let counted = [(&LICENSE_RESENDS_PER_ORDER, order.number.as_str(), counted)];
            platform.undo_limits(&counted).await;
            Err(error.into())
        }
    }
}
