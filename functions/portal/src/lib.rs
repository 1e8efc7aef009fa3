//! `GET /`, `GET /assets/{proxy+}`, `GET /openapi.json`: the pages.

use platform::http::types::{HeaderValue, header};
use platform::http::{Request, Response};
use platform::{Platform, Problem};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("portal.css");

/// The interface's description; a test keeps it equal to what the operations say of themselves.
const OPENAPI: &str = include_str!("openapi.json");

/// What a page may load: its own style and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves a page or a file of it.
#[utoipa::path(get, path = "/", operation_id = "portal", responses(
    (status = 200, description = "The page", content_type = "text/html"),
))]
pub async fn handle(_platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let (kind, text) = match request.uri().path() {
        "/" => ("text/html; charset=utf-8", PAGE),
        "/openapi.json" => ("application/json", OPENAPI),
        "/assets/portal.css" => ("text/css; charset=utf-8", STYLE),
        _ => return Err(Problem::not_found("There is no such page.")),
    };
    let mut response = Response::new(text.into());
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in headers {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}
