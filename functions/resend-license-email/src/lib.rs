//! `POST /orders/{number}/license-email`: mails the same license keys again.

use domain::order::OrderError;
use domain::policy::LICENSE_RESENDS_PER_ORDER;
use platform::delivery::{DeliverError, mail_order};
use platform::http::types::StatusCode;
use platform::http::{self, Request, Response};
use platform::views::OrderView;
use platform::{Platform, Problem};

/// Mails an order's license keys to its buyer again.
#[utoipa::path(post, path = "/orders/{number}/license-email", operation_id = "resend-license-email",
    params(("number" = String, Path, description = "The order's number")), responses(
    (status = 200, description = "The mail is on its way again", body = OrderView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::signed_in(platform, &request).await?;
    let store = platform.store();
    let order = http::own_order(platform, &request, &session).await?;
    if order.renews() {
        return Err(OrderError::NoKeys.into());
    }
    if order.paid_at().is_none() {
        return Err(OrderError::NotPaid.into());
    }
    let now = platform.now();
    store
        .admit(&LICENSE_RESENDS_PER_ORDER, order.number.as_str(), now)
        .await?;
    match mail_order(platform, &order).await {
        Ok(()) => Ok(http::json(
            StatusCode::OK,
            &OrderView::new(platform, &order),
        )),
        Err(error) => {
            store
                .take_back(&LICENSE_RESENDS_PER_ORDER, order.number.as_str(), now)
                .await?;
            Err(match error {
                DeliverError::Mail(error) => error.into(),
                DeliverError::Store(error) => error.into(),
                _ => Problem::unavailable("mail"),
            })
        }
    }
}
