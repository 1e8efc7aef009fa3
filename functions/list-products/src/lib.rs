//! `GET /products`: the catalogue.

use domain::order::PaymentMethod;
use domain::product::Product;
use http::Problem;
use http::views::ProductView;
use http::{HeaderValue, StatusCode, header};
use http::{Request, Response};
use platform::Platform;
use serde::Serialize;
use utoipa::ToSchema;

/// The catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct Catalogue {
    /// What is sold.
    products: Vec<ProductView>,
    /// The payment methods.
    payment_methods: &'static [PaymentMethod],
}

/// Shows what is sold, which phones it covers, and what it costs.
#[utoipa::path(get, path = "/products", operation_id = "list-products", responses(
    (status = 200, description = "The catalogue", body = Catalogue),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, _request: Request) -> Result<Response, Problem> {
    let settings = platform.settings().await?;
    let products = Product::ALL
        .iter()
        .filter_map(|product| ProductView::new(*product, &settings.prices))
        .collect();
    let catalogue = Catalogue {
        products,
        payment_methods: platform.payment_methods(),
    };
    let mut response = http::response::json(StatusCode::OK, &catalogue);
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    Ok(response)
}
