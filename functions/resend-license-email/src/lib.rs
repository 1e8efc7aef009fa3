//! `POST /orders/{number}/license-email`: mails the same license keys again, or for the first time if all attempts at it
//! were given up.

use domain::fact::Fact;
use domain::order::{Order, OrderError, OrderMail};
use http::views::OrderView;
use http::{Problem, Request, Response, Slug, StatusCode};
use platform::Platform;
use platform::delivery::MailOrderError;

/// Mails an order's license keys to its buyer again.
#[utoipa::path(post, path = "/orders/{number}/license-email", operation_id = "resend-license-email",
    params(("number" = String, Path, description = "The order's number"), http::session::AccountHeader), responses(
    (status = 200, description = "The order; its mail went out again, or another attempt has it", body = OrderView),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let order = http::session::own_order(platform, &request, &session).await?;
    if order.renews() {
        return Err(OrderError::NoKeys.into());
    }
    if order.paid_at().is_none() {
        return Err(OrderError::NotPaid.into());
    }
    let now = platform.now();
    let settings = platform.settings().await?;
    let limit = &settings.limits.license_resends_per_order;
    let key = order.number.as_str();
    let counted = platform.store().rate_limit(limit, key, now).await?;
    match mail(platform, &order).await {
        Ok(order) => Ok(http::response::json(
            StatusCode::OK,
            &OrderView::new(&order, now),
        )),
        Err(refused) => {
            platform.undo_limits(&[(limit, key, counted)]).await;
            Err(refused)
        }
    }
}

/// Mails an order that was mailed before, or makes an attempt at one that was not, unless another attempt has it.
async fn mail(platform: &Platform, order: &Order) -> Result<Order, Problem> {
    if matches!(order.delivery, OrderMail::Sent { .. }) {
        platform.mail_order(order).await?;
        let mailed = Fact::OrderMailedAgain {
            order: order.number.clone(),
        };
        platform.tell(&mailed, Some(&order.buyer), platform.now());
        return Ok(order.clone());
    }
    match platform.deliver_order_now(order.clone()).await {
        Err(MailOrderError::Mail(refused)) if refused.permanent => Err(Problem::new(
            Slug::DeliveryFailed,
            "The mail service does not accept a mail to your address. Contact support and give the order number.",
        )),
        mailed => Ok(mailed?),
    }
}
