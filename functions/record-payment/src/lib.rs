//! `POST /payments/{provider}`, and invoked by an operator for invoices: records once that an order was paid, even if
//! notifications arrive twice or late.
//!
//! A paid order reaches `deliver-license-email` by the table's stream, so nothing depends on this process staying alive
//! after the write.

use domain::change::{Actor, Change};
use domain::order::{Order, OrderError, PaymentEvent, PaymentMethod, PaymentOutcome};
use domain::order_number::OrderNumber;
use domain::product::Money;
use http::Problem;
use http::StatusCode;
use http::runtime::EventError;
use http::{Request, Response};
use platform::Platform;
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::ToSchema;

/// An operator's report that an invoice was paid.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoicePaid {
    /// The order.
    pub order_number: OrderNumber,
    /// The bank's reference.
    pub reference: String,
}

/// The result of recording a payment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recorded {
    /// The order.
    pub order_number: String,
    /// Whether this payment made the order paid; `false` if it was paid before, or the payment was declined.
    pub now_paid: bool,
}

/// Records a provider's notification.
#[utoipa::path(post, path = "/payments/{provider}", operation_id = "record-payment",
    params(("provider" = String, Path, description = "The provider's name")), responses(
    (status = 200, description = "The notification was taken, now or before", body = Recorded),
    (status = 204, description = "The notification is about nothing that matters here"),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let provider = platform
        .cards()
        .filter(|provider| provider.name() == http::request::path_parameter(&request, "provider"))
        .ok_or_else(|| Problem::not_found("There is no such payment provider."))?;
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let body = http::request::raw_body(&request)?;
    let Some(report) = provider.read(&header, body, platform.now())? else {
        return Ok(http::response::no_content());
    };
    let recorded = match report.event {
        PaymentEvent::Paid { paid, reference } => {
            let method = PaymentMethod::Card;
            pay(platform, &report.order, Some(&paid), &reference, method).await?
        }
        PaymentEvent::Declined => decline(platform, &report.order).await?,
    };
    Ok(http::response::json(StatusCode::OK, &recorded))
}

/// Records that an invoice was paid.
///
/// # Errors
/// An unknown order, or one that is not paid by invoice.
pub async fn record_invoice(
    platform: &'static Platform,
    event: InvoicePaid,
) -> Result<Recorded, EventError> {
    Ok(pay(
        platform,
        &event.order_number,
        None,
        &event.reference,
        PaymentMethod::Invoice,
    )
    .await?)
}

/// Attempts at a write, since another writer can change the order or the credential in the meantime.
const TRIES: usize = 5;

async fn pay(
    platform: &Platform,
    number: &OrderNumber,
    paid: Option<&Money>,
    reference: &str,
    method: PaymentMethod,
) -> Result<Recorded, Problem> {
    let now = platform.now();
    let change = Change::by(
        match method {
            PaymentMethod::Card => Actor::System,
            PaymentMethod::Invoice => Actor::Operator,
        },
        now,
    );
    for _ in 0..TRIES {
        let mut order = platform
            .store()
            .order(number)
            .await?
            .ok_or(OrderError::NotFound)?;
        if method == PaymentMethod::Invoice && order.payment_method != PaymentMethod::Invoice {
            return Err(OrderError::NotAnInvoice.into());
        }
        let outcome = order.pay(paid, reference.to_owned(), now)?;
        let recorded = Recorded {
            order_number: number.to_string(),
            now_paid: outcome == PaymentOutcome::NowPaid,
        };
        if outcome == PaymentOutcome::PaidBefore {
            return Ok(recorded);
        }
        match save_paid(platform, &mut order, &change).await {
            Ok(()) => return Ok(recorded),
            Err(StoreError::ConditionFailed) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::conflict())
}

/// Saves a paid order and, for a renewal, the credential whose expiry it extends.
async fn save_paid(
    platform: &Platform,
    order: &mut Order,
    change: &Change,
) -> Result<(), StoreError> {
    let store = platform.store();
    if order.renews() {
        if let Some(mut credential) = store.credential(&order.buyer).await? {
            credential.renew(change.at);
            return store.save_renewal(order, &credential, change).await;
        }
        tracing::error!(order = %order.number, "a renewal was paid and there is no credential to renew: refund it");
    }
    store.save_order(order, change).await
}

async fn decline(platform: &Platform, number: &OrderNumber) -> Result<Recorded, Problem> {
    let change = Change::by(Actor::System, platform.now());
    for _ in 0..TRIES {
        let mut order = platform
            .store()
            .order(number)
            .await?
            .ok_or(OrderError::NotFound)?;
        let recorded = Recorded {
            order_number: number.to_string(),
            now_paid: false,
        };
        // A write that changes nothing would still be a version more, and take the order from under its mail's claim.
        if !order.decline() {
            return Ok(recorded);
        }
        match platform.store().save_order(&mut order, &change).await {
            Ok(()) => return Ok(recorded),
            Err(StoreError::ConditionFailed) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::conflict())
}
