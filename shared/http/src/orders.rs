//! The HTTP side of placing an order: what `place-order` and `renew` have in common.

use domain::Invalid;
use domain::account::Country;
use domain::order::{BillingAddress, PaymentMethod};
use domain::product::LineItem;
use domain::secret::Digest32;
use domain::session::Session;
use domain::text::address_line;
use lambda_http::Request;
use lambda_http::http::StatusCode;
use platform::Platform;
use platform::orders::NewOrder;
use serde::Deserialize;
use store::Placed;
use utoipa::ToSchema;

use crate::request::{change, idempotency_key, raw_body};
use crate::response::{Response, json};
use crate::schema::{AddressLine, OptionalAddressLine};
use crate::views::OrderView;
use crate::{Problem, Slug};

/// The billing address in a request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BillingAddressInput {
    /// The person or the company.
    #[schema(value_type = AddressLine)]
    name: String,
    /// Street and number.
    #[schema(value_type = AddressLine)]
    line1: String,
    /// Apartment, building, department.
    #[serde(default)]
    #[schema(value_type = Option<OptionalAddressLine>)]
    line2: Option<String>,
    /// City.
    #[schema(value_type = AddressLine)]
    city: String,
    /// State, province or prefecture.
    #[serde(default)]
    #[schema(value_type = Option<OptionalAddressLine>)]
    region: Option<String>,
    /// Postal code, where the country has them.
    #[serde(default)]
    #[schema(value_type = Option<OptionalAddressLine>)]
    postal_code: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    #[schema(schema_with = crate::schema::country)]
    country: Country,
}

impl BillingAddressInput {
    fn read(self) -> Result<BillingAddress, Problem> {
        let line = |name: &str, text: String| {
            let field = || format!("billing_address.{name}");
            address_line(&text).map_err(|Invalid(why)| Problem::invalid_field(field(), why))
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

/// The answer to a request whose `Idempotency-Key` was used before: 200 and the order that it placed. It is looked up
/// before anything is decided or counted, because what allowed the order then may not allow it now.
///
/// # Errors
/// If the key was used for another request.
pub async fn placed_before(
    platform: &Platform,
    request: &Request,
    session: &Session,
) -> Result<Option<Response>, Problem> {
    let Some((key, contents)) = idempotency(request)? else {
        return Ok(None);
    };
    let store = platform.store();
    let placed = store
        .placed_before(&session.account, key, contents, platform.now())
        .await?;
    placed.map(|placed| answer(platform, placed)).transpose()
}

/// Places an order, only once for its `Idempotency-Key` if the request has one. Responds with 201 and the new order, or
/// with 200 and the order that the key was used for in the meantime.
///
/// # Errors
/// If the order or its address is not valid, or the buyer's limit is reached.
pub async fn place(
    platform: &Platform,
    request: &Request,
    session: &Session,
    lines: &[(LineItem, u32)],
    payment_method: PaymentMethod,
    billing_address: BillingAddressInput,
) -> Result<Response, Problem> {
    let new = NewOrder {
        buyer: &session.account,
        lines,
        payment_method,
        billing_address: billing_address.read()?,
        idempotency: idempotency(request)?,
    };
    let placed = platform.place_order(new, &change(platform, request)).await;
    answer(platform, placed?)
}

fn answer(platform: &Platform, placed: Placed) -> Result<Response, Problem> {
    let (status, order) = match placed {
        Placed::New(order) => (StatusCode::CREATED, order),
        Placed::Before(order) => (StatusCode::OK, order),
        Placed::KeyReused => {
            return Err(Problem::new(
                Slug::IdempotencyKeyReused,
                "Send the same request again under the same key, or another request under another key.",
            ));
        }
    };
    Ok(json(status, &OrderView::new(&order, platform.now())))
}

/// The request's idempotency key, with the digest of the request's contents.
fn idempotency(request: &Request) -> Result<Option<(&str, Digest32)>, Problem> {
    let Some(key) = idempotency_key(request)? else {
        return Ok(None);
    };
    Ok(Some((key, Digest32::of(raw_body(request)?))))
}
