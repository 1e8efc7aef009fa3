//! Requests of applications: the cookie that binds them to a browser, and the addresses that browsers are led to.

use domain::application::Application;
use domain::authorization::{Browser, Untrusted};
use domain::language::Language;
use jose::Alg;
use lambda_http::Request;
use platform::Platform;
use words::mail::LANGUAGE_PARAMETER;

use crate::request::cookies;
use crate::response::{Response, see_other, with_cookie};

/// The cookie that binds kept requests to their browser. It is `Lax`, because the next request may come from an
/// application's link as well, and must not replace the binding of those before.
const BROWSER_COOKIE: &str = "__Host-authorization";

/// The algorithms of ID tokens.
const ID_TOKEN_ALGS: [Alg; 2] = [Alg::RS256, Alg::ES256];

/// The browser of a request, if it has brought a request of an application before.
#[must_use]
pub fn browser(request: &Request) -> Option<Browser> {
    cookies(request, BROWSER_COOKIE).find_map(Browser::parse)
}

/// Adds the cookie that binds a kept request to the browser.
#[must_use]
pub fn with_browser(response: Response, browser: &Browser) -> Response {
    let cookie = format!("{BROWSER_COOKIE}={}; SameSite=Lax", browser.expose());
    with_cookie(response, &cookie)
}

/// Leads a browser to one of the portal's pages, in a language if one is asked for.
#[must_use]
pub fn to_page(platform: &Platform, language: Option<Language>, page: &str) -> Response {
    let query = language.map_or_else(String::new, |language| {
        format!("?{LANGUAGE_PARAMETER}={}", language.code())
    });
    see_other(&format!("{}/{query}#{page}", platform.config.portal_origin))
}

/// Leads a browser to the page that says why a request is refused that nobody else may be told about.
#[must_use]
pub fn error_page(platform: &Platform, reason: Untrusted) -> Response {
    to_page(
        platform,
        None,
        &format!("/error?reason={}", reason.as_str()),
    )
}

/// What an ID token of this issuer says, that an application gives back as a hint.
#[derive(Debug)]
pub struct Hint {
    /// The client that the token was issued to.
    pub audience: String,
    /// The subject as that client knows it.
    pub subject: String,
    /// The session as that client knows it.
    pub session: Option<String>,
}

/// Reads an `id_token_hint`, which may have expired; `None` if it is not an ID token of this issuer.
#[must_use]
pub fn hint(platform: &Platform, keys: &jose::KeySet, token: &str) -> Option<Hint> {
    let verified = keys.verify(token, None, &ID_TOKEN_ALGS).ok()?;
    let claim = |name: &str| verified.claims.get(name)?.as_str().map(str::to_owned);
    // An access token or a logout token has a type of its own.
    let is_id_token = verified
        .header
        .typ
        .as_deref()
        .is_none_or(|typ| typ == "JWT");
    (is_id_token && claim("iss")? == platform.config.portal_origin).then_some(())?;
    Some(Hint {
        audience: claim("aud")?,
        subject: claim("sub")?,
        session: claim("sid"),
    })
}

/// The subject of an `id_token_hint` that was issued to this application.
#[must_use]
pub fn hinted_subject(
    platform: &Platform,
    keys: &jose::KeySet,
    application: &Application,
    token: &str,
) -> Option<String> {
    let hint = hint(platform, keys, token)?;
    (hint.audience == application.id.as_str()).then_some(hint.subject)
}
