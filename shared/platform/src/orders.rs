//! Placing an order: what `place-order` and `renew` have in common.

use domain::account::{AccountId, Country};
use domain::order::{BillingAddress, Order, OrderNumber, PaymentMethod};
use domain::policy::{IDEMPOTENCY_KEY_MAX, ORDERS_PER_ACCOUNT};
use domain::product::Item;
use domain::secret::Digest32;
use lambda_http::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::{Request, Response, json, raw_body};
use crate::store::{Placed, StoreError};
use crate::views::OrderView;
use crate::{Platform, Problem, Slug, payments};

/// Where an invoice goes, as a request gives it. No line may be longer than 200 characters.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BillingAddressInput {
    /// The person or the company.
    name: String,
    /// Street and number.
    line1: String,
    /// Apartment, building, department.
    #[serde(default)]
    line2: Option<String>,
    /// City.
    city: String,
    /// State, province or prefecture.
    #[serde(default)]
    region: Option<String>,
    /// Postal code, where the country has them.
    #[serde(default)]
    postal_code: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    #[schema(value_type = String, example = "US")]
    country: Country,
}

impl BillingAddressInput {
    fn read(self) -> Result<BillingAddress, Problem> {
        let line = |name: &str, text: String| {
            let text = text.trim().to_owned();
            if text.is_empty() || text.chars().count() > 200 || text.chars().any(char::is_control) {
                Err(Problem::invalid_field(
                    format!("billing_address.{name}"),
                    "must be 1 to 200 characters, without line breaks",
                ))
            } else {
                Ok(text)
            }
        };
        let optional = |name: &str, text: Option<String>| {
            text.filter(|text| !text.trim().is_empty())
                .map(|text| line(name, text))
                .transpose()
        };
        Ok(BillingAddress {
            name: line("name", self.name)?,
            line1: line("line1", self.line1)?,
            line2: optional("line2", self.line2)?,
            city: line("city", self.city)?,
            region: optional("region", self.region)?,
            postal_code: optional("postal_code", self.postal_code)?,
            country: self.country,
        })
    }
}

/// Places an order, once for its `Idempotency-Key` if the request has one, and answers with it: 201 for a new order,
/// 200 for the one that the key was used for before.
///
/// # Errors
/// What the order, its address or the buyer's limit refuses.
pub async fn place(
    platform: &Platform,
    request: &Request,
    buyer: &AccountId,
    lines: &[(Item, u32)],
    payment_method: PaymentMethod,
    billing_address: BillingAddressInput,
) -> Result<Response, Problem> {
    let now = platform.now();
    if !payments::methods(platform).contains(&payment_method) {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            Slug::CardNotOffered,
            "Payment by card is not offered here",
            "There is no card provider. Choose invoice.",
        )
        .field("payment_method"));
    }
    let billing_address = billing_address.read()?;
    let idempotency = idempotency_key(request)?;
    let digest = Digest32::of(raw_body(request)?);
    let (secret_version, _) = platform.secrets(0).await?.newest();
    let new_order = || {
        Order::place(
            OrderNumber::create(&mut platform.rng()),
            buyer.clone(),
            lines,
            payment_method,
            billing_address.clone(),
            &platform.config.prices,
            secret_version,
            now,
        )
    };
    let mut order = new_order()?;
    platform
        .store()
        .admit(&ORDERS_PER_ACCOUNT, buyer.as_str(), now)
        .await?;
    for _ in 0..3 {
        let placed = platform
            .store()
            .place_order(&order, idempotency.map(|key| (key, digest)), now)
            .await;
        match placed {
            Ok(Placed::New) => {
                tracing::info!(order = %order.number, total = order.total.amount, "an order was placed");
                return Ok(json(StatusCode::CREATED, &OrderView::new(platform, &order)));
            }
            Ok(Placed::Before(before)) => {
                return Ok(json(StatusCode::OK, &OrderView::new(platform, &before)));
            }
            Ok(Placed::KeyReused) => return Err(Problem::idempotency_key_reused()),
            Err(StoreError::Lost) => order = new_order()?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Problem::conflict())
}

fn idempotency_key(request: &Request) -> Result<Option<&str>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if (1..=IDEMPOTENCY_KEY_MAX).contains(&key.len()) => Ok(Some(key)),
        _ => Err(Problem::invalid_field(
            "Idempotency-Key",
            format!("must be 1 to {IDEMPOTENCY_KEY_MAX} visible characters"),
        )),
    }
}
