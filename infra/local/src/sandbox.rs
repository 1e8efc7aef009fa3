//! The sandbox payment provider: its checkout page, and its signed notifications.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use providers::cards::sandbox::{
    CheckoutLink, Notification, PaymentResult, SIGNATURE_HEADER, notification_signature,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use words::escaped;

use crate::Shared;
use crate::aws::form;
use crate::data::Data;

const FILE: &str = "payments.json";
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// The delay of a late payment, by the movable clock.
const LATE: SignedDuration = SignedDuration::from_secs(120);

/// The sandbox's test card numbers, which are Stripe's.
const PAYS: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const PAYS_LATE: &str = "4000000000000077";

/// A notification that the product has not accepted yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Pending {
    notification: Notification,
    /// The earliest time to send it, in epoch seconds.
    due: i64,
}

/// Notifications that the product has not accepted yet, kept for later runs.
#[derive(Debug)]
pub struct Payments {
    pending: Mutex<Vec<Pending>>,
    data: Data,
}

impl Payments {
    /// The notifications of earlier runs.
    #[must_use]
    pub fn new(data: &Data) -> Self {
        Self {
            pending: Mutex::new(data.load(FILE).unwrap_or_default()),
            data: data.clone(),
        }
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Pending>)) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut pending);
        self.data.save(FILE, &*pending);
    }

    fn due(&self, now: i64) -> Vec<Pending> {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending
            .iter()
            .filter(|pending| pending.due <= now)
            .cloned()
            .collect()
    }
}

/// The parameters of a checkout link.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Link {
    order: String,
    amount: u64,
    currency: String,
    return_to: String,
    signature: String,
}

impl Link {
    fn verified(&self, shared: &Shared) -> Option<CheckoutLink> {
        let secret = shared.platform.config.payment_secret.as_ref()?;
        CheckoutLink::verified(
            &self.order,
            self.amount,
            &self.currency,
            &self.return_to,
            &self.signature,
            secret,
        )
    }
}

fn forged() -> Response {
    (
        StatusCode::BAD_REQUEST,
        "This checkout link is not genuine.",
    )
        .into_response()
}

/// The page that asks for a card.
pub(crate) async fn page(State(shared): State<Arc<Shared>>, Query(link): Query<Link>) -> Response {
    match link.verified(&shared) {
        Some(checkout) => Html(page_of(&checkout, "")).into_response(),
        None => forged(),
    }
}

fn page_of(checkout: &CheckoutLink, complaint: &str) -> String {
    let amount = checkout.total.amount;
    include_str!("checkout.html")
        .replace("{order}", checkout.order.as_str())
        .replace("{amount}", &format!("{}.{:02}", amount / 100, amount % 100))
        .replace(
            "{currency}",
            &escaped(&checkout.total.currency.to_uppercase()),
        )
        .replace("{complaint}", complaint)
        .replace("{return_to}", &escaped(&checkout.return_to))
}

#[derive(Debug, Default, Deserialize)]
struct Card {
    #[serde(default)]
    card: String,
}

/// Takes the card. The product learns the result only from the notification; the person returns to the portal. With
/// `Accept: application/json` the response holds the result, after the notification was sent.
pub(crate) async fn pay(
    State(shared): State<Arc<Shared>>,
    Query(link): Query<Link>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(checkout) = link.verified(&shared) else {
        return forged();
    };
    let digits: String = form::<Card>(&body)
        .card
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let now = shared.timestamp();
    let (attempt, due) = match digits.as_str() {
        PAYS => (PaymentResult::Succeeded, now),
        DECLINED => (PaymentResult::Declined, now),
        PAYS_LATE => (PaymentResult::Succeeded, now + LATE),
        _ => {
            let complaint = "<p class=\"problem\" role=\"alert\">The sandbox knows the three test cards only.</p>";
            return (
                StatusCode::UNPROCESSABLE_ENTITY,
                Html(page_of(&checkout, complaint)),
            )
                .into_response();
        }
    };
    let unique = format!("{:x}", now.as_nanosecond());
    let pending = Pending {
        notification: Notification {
            id: format!("evt_{unique}"),
            attempt,
            order: checkout.order.clone(),
            amount: checkout.total.amount,
            currency: checkout.total.currency.clone(),
            reference: format!("pay_{unique}"),
        },
        due: due.as_second(),
    };
    shared.payments.change(|all| all.push(pending.clone()));
    if pending.due <= now.as_second() {
        notify(&shared, &pending).await;
    }
    let wants_json = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    if wants_json {
        return Json(json!({ "outcome": attempt, "late": due > now })).into_response();
    }
    Redirect::to(&checkout.return_to).into_response()
}

/// Sends a notification to the product's own route, signed with the time of sending. It is removed from the list when
/// the product has accepted it or refused it permanently.
async fn notify(shared: &Shared, pending: &Pending) {
    let Some(secret) = shared.platform.config.payment_secret.as_ref() else {
        return;
    };
    let Ok(body) = serde_json::to_vec(&pending.notification) else {
        return;
    };
    let time = shared.timestamp().as_second().to_string();
    let signature = format!(
        "t={time},v1={}",
        notification_signature(secret, &time, &body)
    );
    let request = axum::http::Request::builder()
        .method(Method::POST)
        .uri("/payments/sandbox")
        .header(header::CONTENT_TYPE, "application/json")
        .header(SIGNATURE_HEADER, signature)
        .body(());
    let Ok(request) = request else { return };
    let (parts, ()) = request.into_parts();
    match shared
        .request(&parts, &body)
        .await
        .map(|answer| answer["statusCode"].as_u64())
    {
        Ok(Some(status)) if status < 500 => {
            if status >= 400 {
                tracing::warn!(status, order = %pending.notification.order, "a notification was refused for good");
            }
            let id = &pending.notification.id;
            shared
                .payments
                .change(|all| all.retain(|other| other.notification.id != *id));
        }
        answer => tracing::warn!(?answer, "a notification was not taken and comes again"),
    }
}

/// Sends notifications that are due, and repeats each until it is removed from the list.
pub(crate) async fn run(shared: Arc<Shared>) {
    loop {
        for pending in shared.payments.due(shared.timestamp().as_second()) {
            notify(&shared, &pending).await;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

impl Shared {
    /// Invokes an operation with the gateway's event of a request; no HTTP is involved.
    async fn request(
        &self,
        parts: &axum::http::request::Parts,
        body: &[u8],
    ) -> Result<Value, String> {
        let (route, parameters) = crate::operations::find(&parts.method, parts.uri.path())
            .ok_or_else(|| "no such route".to_owned())?;
        let event = crate::gateway::event(
            parts,
            body,
            route,
            &parameters,
            "127.0.0.1",
            self.timestamp(),
        );
        self.call(route.operation, route.invoke, event).await
    }
}
