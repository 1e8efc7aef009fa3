//! The parts of a request: its body, its path, its source and its language.

use domain::change::{Actor, Change, Place};
use domain::language::Language;
use domain::policy::{IDEMPOTENCY_KEY_MAX, SECRET_IDEMPOTENCY_KEY_MIN};
use domain::source::SourceAddress;
use lambda_http::http::header;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use platform::Platform;
use serde::de::DeserializeOwned;
use words::mail::LANGUAGE_PARAMETER;

use crate::{Problem, Slug};

/// The cookie with the code of the language that a person chose on the pages.
const LANGUAGE_COOKIE: &str = "language";

/// The largest request body, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

/// Reads a request's body as JSON.
///
/// # Errors
/// A problem that names the field that is missing, unknown or of the wrong type.
pub fn json<T: DeserializeOwned>(request: &Request) -> Result<T, Problem> {
    let bytes = raw_body(request)?;
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !is_json {
        return Err(Problem::new(
            Slug::NotJson,
            "Send the body as application/json.",
        ));
    }
    read_json(bytes)
}

/// Reads JSON that was sent to an operation, by HTTP or as an event.
///
/// # Errors
/// As [`json`].
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.inner();
        if inner.is_syntax() || inner.is_eof() {
            return Problem::invalid_request("The body is not JSON.");
        }
        let words = inner.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        match field_of(&path, words) {
            Some(field) => Problem::invalid_field(field, words),
            None => Problem::invalid_request(words),
        }
    })?;
    deserializer
        .end()
        .map_err(|_| Problem::invalid_request("The body goes on after its JSON."))?;
    Ok(value)
}

/// The field that serde's error is about. Serde's path holds every field except one that is missing, which only the
/// message names.
fn field_of(path: &str, words: &str) -> Option<String> {
    let missing = words
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    match (path, missing) {
        (".", Some(missing)) => Some(missing.to_owned()),
        (path, Some(missing)) => Some(format!("{path}.{missing}")),
        (".", None) => None,
        (path, None) => Some(path.to_owned()),
    }
}

/// A request's body as it was sent, if it is within the limit.
///
/// # Errors
/// A problem if it is larger.
pub fn raw_body(request: &Request) -> Result<&[u8], Problem> {
    let bytes: &[u8] = request.body().as_ref();
    if bytes.len() > BODY_LIMIT {
        return Err(Problem::new(
            Slug::BodyTooLarge,
            format!("A request may have at most {} KiB.", BODY_LIMIT / 1024),
        ));
    }
    Ok(bytes)
}

/// A parameter of the request's path; empty if the route has no parameter of that name.
#[must_use]
pub fn path_parameter(request: &Request, name: &str) -> String {
    request
        .path_parameters_ref()
        .and_then(|parameters| parameters.first(name))
        .unwrap_or_default()
        .to_owned()
}

/// The source of the request, by the address that API Gateway reports.
#[must_use]
pub fn source_address(request: &Request) -> SourceAddress {
    let reported = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.as_deref(),
        _ => None,
    };
    SourceAddress::of(reported.unwrap_or_default())
}

/// The origin of a change that an account's owner makes by this request now.
#[must_use]
pub fn change(platform: &Platform, request: &Request) -> Change {
    let user_agent = request.headers().get(header::USER_AGENT);
    Change {
        at: platform.now(),
        by: Actor::Owner,
        from: Place::of(
            source_address(request),
            user_agent.and_then(|value| value.to_str().ok()),
        ),
    }
}

/// Refuses a write that a page of another site made a browser send. Clients that are not browsers may send neither
/// `Sec-Fetch-Site` nor `Origin`, and hold no cookies that could be misused.
///
/// # Errors
/// `cross-site-request`.
pub fn same_origin(platform: &Platform, request: &Request) -> Result<(), Problem> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let has_cookie = request.headers().contains_key(header::COOKIE);
    if is_from(&platform.config.portal_origin, header).unwrap_or(!has_cookie) {
        Ok(())
    } else {
        Err(Problem::new(
            Slug::CrossSiteRequest,
            "A page of another site, or a client that does not say where its cookie is used, sent this request.",
        ))
    }
}

/// Whether a page of an origin sent a request, as its headers say; `None` if they say nothing.
#[must_use]
pub fn is_from<'a>(origin: &str, header: impl Fn(&str) -> Option<&'a str>) -> Option<bool> {
    match header("sec-fetch-site") {
        Some(site) => Some(site == "same-origin"),
        None => header("origin").map(|from| from == origin),
    }
}

/// The request's `Idempotency-Key`, if it has one.
///
/// # Errors
/// A problem if it is empty, too long or not visible ASCII.
pub fn idempotency_key(request: &Request) -> Result<Option<&str>, Problem> {
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

/// The `Idempotency-Key` of a request whose answer is secret: only somebody who has the key gets the answer again, so it
/// has to be long enough for 128 random bits.
///
/// # Errors
/// As [`idempotency_key`], and if it is too short.
pub fn secret_idempotency_key(request: &Request) -> Result<Option<&str>, Problem> {
    match idempotency_key(request)? {
        Some(key) if key.len() < SECRET_IDEMPOTENCY_KEY_MIN => Err(Problem::invalid_field(
            "Idempotency-Key",
            format!("must be at least {SECRET_IDEMPOTENCY_KEY_MIN} characters: 128 random bits"),
        )),
        key => Ok(key),
    }
}

/// Whether a browser sent the request: every current browser sends `Sec-Fetch-Site`, and scripts cannot remove it.
#[must_use]
pub fn from_browser(request: &Request) -> bool {
    request.headers().contains_key("sec-fetch-site")
}

/// The token of an `Authorization: Bearer` header's value (RFC 6750, 2.1).
#[must_use]
pub fn bearer_token(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The language for the person who sent a request: the one that they chose, the one of the link that they followed, or
/// the one that their browser prefers. `None` if the request has none of them.
#[must_use]
pub fn language(request: &Request) -> Option<Language> {
    let accepted = || {
        request
            .headers()
            .get(header::ACCEPT_LANGUAGE)?
            .to_str()
            .ok()
    };
    chosen_language(request)
        .or_else(|| linked_language(request))
        .or_else(|| Language::preferred(accepted()?))
}

/// The language of a link to the pages. Links in mails name their account's: the browser that opens them may be another
/// than the one in which a language was chosen.
fn linked_language(request: &Request) -> Option<Language> {
    let parameters = request.query_string_parameters_ref()?;
    Language::of_code(parameters.first(LANGUAGE_PARAMETER)?)
}

/// The language that the person who sent a request chose on a page.
#[must_use]
pub fn chosen_language(request: &Request) -> Option<Language> {
    cookies(request, LANGUAGE_COOKIE).find_map(Language::of_code)
}

/// The values of a request's cookies of one name, in the order in which they were sent.
pub(crate) fn cookies<'a>(request: &'a Request, name: &'a str) -> impl Iterator<Item = &'a str> {
    let headers = request.headers().get_all(header::COOKIE).iter();
    headers.flat_map(move |header| cookies_in(header.as_bytes(), name))
}

/// The values of the cookies of one name in the bytes of a `Cookie` header.
///
/// Every site of a parent domain can set cookies for the portal, of any name and of any bytes. So each cookie is read by
/// itself, and what is not of the name, or is no ASCII as all of the portal's own are, is passed over.
pub(crate) fn cookies_in<'a>(header: &'a [u8], name: &'a str) -> impl Iterator<Item = &'a str> {
    header
        .split(|byte| *byte == b';')
        .filter_map(move |cookie| {
            let named = cookie.trim_ascii().strip_prefix(name.as_bytes())?;
            let value = std::str::from_utf8(named.strip_prefix(b"=")?).ok()?;
            value.is_ascii().then_some(value)
        })
}

#[cfg(test)]
mod tests {
    use lambda_http::http::HeaderValue;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Outer {
        one: u32,
        inner: Inner,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Inner {
        list: Vec<u32>,
    }

    #[test]
    fn unknown_missing_and_mistyped_fields_are_named() {
        let cases = [
            (
                r#"{"one":1,"inner":{"list":[1,"x"]}}"#,
                Some("inner.list[1]"),
            ),
            (r#"{"one":1,"inner":{"list":[1]},"more":2}"#, Some("more")),
            (
                r#"{"one":1,"inner":{"list":[1],"more":2}}"#,
                Some("inner.more"),
            ),
            (r#"{"one":1}"#, Some("inner")),
            (r#"{"one":1,"inner":{}}"#, Some("inner.list")),
            (r#"{"one":"x","inner":{"list":[]}}"#, Some("one")),
            (r#"{"one":1"#, None),
            (r#"{"one":1,"inner":{"list":[]}} more"#, None),
            ("", None),
        ];
        for (text, field) in cases {
            let problem = read_json::<Outer>(text.as_bytes()).unwrap_err();
            assert_eq!(
                problem.members.field.as_deref(),
                field,
                "{text}: {}",
                problem.detail
            );
            assert_eq!(problem.slug, Slug::InvalidRequest);
        }
    }

    #[test]
    fn the_chosen_language_comes_before_the_browsers_and_a_silent_client_has_none() {
        for (cookie, accepted, expected) in [
            (
                Some("a=b; language=ja"),
                Some("de"),
                Some(Language::Japanese),
            ),
            (Some("language=xx"), Some("de-CH"), Some(Language::German)),
            (Some("language="), None, None),
            (None, Some("fr;q=0.5, es"), Some(Language::Spanish)),
            (None, None, None),
        ] {
            let mut request = Request::default();
            let headers = [
                (header::COOKIE, cookie),
                (header::ACCEPT_LANGUAGE, accepted),
            ];
            for (name, value) in headers {
                if let Some(value) = value {
                    request
                        .headers_mut()
                        .insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(language(&request), expected, "{cookie:?} {accepted:?}");
        }
    }
}
