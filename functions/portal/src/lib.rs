//! `GET /`, `GET /assets/{proxy+}`, `GET /openapi.json`: the pages.
//!
//! There is one HTML page; its scripts show the view that the address names after `#`. The page's files have addresses
//! that change with their contents, so browsers may cache them for ever. The page itself is requested each time.

use domain::settings::Settings;
use http::Problem;
use http::{HeaderValue, header};
use http::{Request, Response};
use lambda_http::Body;
use platform::Platform;
use words::{catalogue, escaped, numbers};

mod assets {
    pub(crate) struct Asset {
        pub(crate) name: &'static str,
        pub(crate) kind: &'static str,
        pub(crate) plain: &'static [u8],
        pub(crate) gzip: &'static [u8],
    }
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

const PAGE: &str = include_str!("../web/page.html");

/// The OpenAPI document. A test compares it with the one that is made from the operations' types.
const OPENAPI: &str = include_str!("openapi.json");

/// The security headers of the page and its files. They forbid framing the page, loading anything from another origin
/// and running inline scripts; they deny the camera and similar permissions, and allow only reading a code from a text
/// message.
const PAGE_HEADERS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), otp-credentials=(self)",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Serves the page or one of its files.
#[utoipa::path(get, path = "/", operation_id = "portal",
    params(("lang" = Option<String>, Query, description = "The code of the language, for somebody who chose none")), responses(
    (status = 200, description = "The page", content_type = "text/html"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let mut response = match request.uri().path() {
        "/" => {
            let settings = platform.settings().await?;
            page(&settings, &request)
        }
        "/openapi.json" => answer(OPENAPI, "application/json", "no-cache"),
        path => {
            asset(path, &request).ok_or_else(|| Problem::not_found("There is no such page."))?
        }
    };
    for (name, value) in PAGE_HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

fn answer(body: impl Into<Body>, kind: &'static str, caching: &'static str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

/// The page in the request's language.
fn page(settings: &Settings, request: &Request) -> Response {
    let language = http::request::language(request).unwrap_or_default();
    let brand = &settings.brand;
    let words = |id| escaped(&catalogue::say(language, id, &[("brand", brand.into())]));
    let numbers = numbers::json(settings);
    let told = |setting: &Option<String>| escaped(setting.as_deref().unwrap_or_default());
    let page = PAGE
        .replace("{language}", language.code())
        .replace("{version}", assets::VERSION)
        .replace("{description}", &words("page-description"))
        .replace("{noscript}", &words("page-needs-scripts"))
        .replace("{late}", &words("page-late"))
        .replace("{support}", &told(&settings.support))
        .replace("{payment}", &told(&settings.payment_instructions))
        .replace("{numbers}", &escaped(&numbers.to_string()))
        .replace("{brand}", &escaped(brand));
    let mut response = answer(page, "text/html; charset=utf-8", "no-cache");
    response.headers_mut().insert(
        header::VARY,
        HeaderValue::from_static("accept-language, cookie"),
    );
    response
}

/// A file of the page, compressed if the request accepts gzip.
fn asset(path: &str, request: &Request) -> Option<Response> {
    let name = path
        .strip_prefix("/assets/")?
        .strip_prefix(assets::VERSION)?
        .strip_prefix('/')?;
    let asset = assets::ASSETS.iter().find(|asset| asset.name == name)?;
    let compressed = accepts_gzip(request);
    let body = if compressed { asset.gzip } else { asset.plain };
    let mut response = answer(body, asset.kind, "public, max-age=31536000, immutable");
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}

/// Whether a request accepts a response compressed by gzip (RFC 9110, 12.5.3).
fn accepts_gzip(request: &Request) -> bool {
    let accepted = request.headers().get_all(header::ACCEPT_ENCODING);
    accepted
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|coding| {
            let (name, weight) = coding.split_once(";q=").unwrap_or((coding, "1"));
            name.trim().eq_ignore_ascii_case("gzip").then_some(weight)
        })
        .any(|weight| weight.trim().parse().is_ok_and(|weight: f32| weight > 0.0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn asset(name: &str) -> &'static assets::Asset {
        let found = assets::ASSETS.iter().find(|asset| asset.name == name);
        found.unwrap_or_else(|| panic!("no file {name}"))
    }

    fn text(name: &str) -> &'static str {
        std::str::from_utf8(asset(name).plain).unwrap()
    }

    /// The names in quotes after a marker: `from './parts.js'`.
    fn quoted<'a>(text: &'a str, marker: &str) -> BTreeSet<&'a str> {
        text.split(marker)
            .skip(1)
            .filter_map(|rest| rest.split(['\'', '"']).next())
            .collect()
    }

    #[test]
    fn everything_that_the_page_and_its_scripts_load_is_there() {
        for name in quoted(PAGE, "=\"/assets/{version}/") {
            asset(&name.replace("{language}", "en"));
        }
        let scripts = assets::ASSETS
            .iter()
            .filter(|asset| asset.kind.starts_with("text/javascript"));
        for script in scripts.filter(|script| !script.name.contains('/')) {
            let source = text(script.name);
            for marker in ["from './", "import('./", "page('./"] {
                for name in quoted(source, marker) {
                    asset(name);
                }
            }
        }
    }

    #[test]
    fn scripts_and_styles_are_at_most_80_kilobytes_compressed() {
        let sizes = assets::ASSETS
            .iter()
            .filter(|asset| {
                ["text/javascript", "text/css"]
                    .iter()
                    .any(|kind| asset.kind.starts_with(kind))
            })
            .map(|asset| asset.gzip.len());
        let sum: usize = sizes.sum();
        assert!(sum <= 80 * 1024, "{sum} bytes");
    }

    #[test]
    fn only_who_takes_gzip_gets_it() {
        for (accepted, compressed) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("identity, gzip;q=0.0", false),
            ("gzip;q=0", false),
            ("x-gzip", false),
            ("", false),
        ] {
            let mut request = Request::default();
            request
                .headers_mut()
                .insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            assert_eq!(accepts_gzip(&request), compressed, "{accepted}");
        }
    }

    #[test]
    fn the_page_names_no_other_site_and_runs_nothing_that_stands_in_it() {
        assert!(!PAGE.contains("://"));
        assert!(!PAGE.contains("<style") && !PAGE.contains(" style="));
        for script in PAGE.split("<script").skip(1) {
            assert!(script.contains("src=\"/assets/") && script.contains("\"></script>"));
        }
    }
}
