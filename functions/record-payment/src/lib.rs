//! `POST /payments/{provider}`, and invoked by an operator for invoices: records once that an order was paid, even if
//! notifications arrive twice or late. A payment that cannot be applied to its order is kept on it for finance, and the
//! provider is answered well: the money was taken, and a refusal would only make the provider notify again.
//!
//! A paid order reaches `deliver-license-email` by the table's stream, so nothing depends on this process staying alive
//! after the write.

use domain::change::{Actor, Change};
use domain::order::{
    INVOICE, OrderError, Payment, PaymentEvent, PaymentMethod, PaymentOutcome, UnappliedReason,
};
use domain::order_number::OrderNumber;
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
    /// Whether this payment paid for what was ordered; `false` if it was recorded before, was declined, or is kept for
    /// finance.
    pub now_paid: bool,
    /// Why the payment is kept for finance, if it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unapplied: Option<UnappliedReason>,
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
            let payment = Payment {
                provider: provider.name().to_owned(),
                reference,
                event: Some(report.id),
                paid: Some(paid),
            };
            let change = Change::by(Actor::System, platform.now());
            pay(platform, &report.order, payment, &change).await?
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
    let payment = Payment {
        provider: INVOICE.to_owned(),
        reference: event.reference,
        event: None,
        paid: None,
    };
    let change = Change::by(Actor::Operator, platform.now());
    Ok(pay(platform, &event.order_number, payment, &change).await?)
}

/// Attempts at a write, since another writer can change the order or the credential in the meantime.
const TRIES: usize = 5;

async fn pay(
    platform: &Platform,
    number: &OrderNumber,
    payment: Payment,
    change: &Change,
) -> Result<Recorded, Problem> {
    let store = platform.store();
    for _ in 0..TRIES {
        let mut order = store.order(number).await?.ok_or(OrderError::NotFound)?;
        if payment.provider == INVOICE && order.payment_method != PaymentMethod::Invoice {
            return Err(OrderError::NotAnInvoice.into());
        }
        let mut credential = None;
        let outcome = if order.renews() {
            credential = store.credential(&order.buyer).await?;
            let prices = &platform.settings().await?.prices;
            order.pay_renewal(payment.clone(), credential.as_mut(), prices, change.at)
        } else {
            order.pay(payment.clone(), change.at)
        };
        let saved = match (outcome, &credential) {
            (PaymentOutcome::RecordedBefore, _) => Ok(()),
            (PaymentOutcome::NowPaid, Some(renewed)) => {
                store.save_renewal(&order, renewed, change).await
            }
            (PaymentOutcome::NowPaid, None) | (PaymentOutcome::Unapplied(_), _) => {
                store.save_order(&mut order, change).await
            }
        };
        match saved {
            Ok(()) => return Ok(recorded(number, outcome)),
            Err(StoreError::ConditionFailed) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::conflict())
}

fn recorded(number: &OrderNumber, outcome: PaymentOutcome) -> Recorded {
    Recorded {
        order_number: number.to_string(),
        now_paid: outcome == PaymentOutcome::NowPaid,
        unapplied: match outcome {
            PaymentOutcome::Unapplied(reason) => Some(reason),
            PaymentOutcome::NowPaid | PaymentOutcome::RecordedBefore => None,
        },
    }
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
            unapplied: None,
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
