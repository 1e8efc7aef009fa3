//! The cookie by which an account knows a browser: its attempts are not stopped by those of strangers.

use domain::account::AccountId;
use domain::lockout::BrowserId;
use domain::policy::KNOWN_BROWSER_KEPT;
use domain::secret::Digest32;
use lambda_http::Request;

use crate::request::cookies;
use crate::response::{Response, with_cookie};

/// The cookie's name, one for each account, so that two people who share a browser do not replace each other's.
fn name(account: &AccountId) -> String {
    let digest = Digest32::of(account.as_str().as_bytes()).to_hex();
    format!("__Host-known-{}", &digest[..16])
}

/// The identifier that a request presents for an account, if it has one.
#[must_use]
pub fn known_browser(request: &Request, account: &AccountId) -> Option<BrowserId> {
    let name = name(account);
    cookies(request, &name).find_map(BrowserId::parse)
}

/// Adds the cookie by which an account knows the browser from now on.
#[must_use]
pub fn with_known_browser(
    response: Response,
    account: &AccountId,
    browser: &BrowserId,
) -> Response {
    let cookie = format!(
        "{}={}; SameSite=Strict; Max-Age={}",
        name(account),
        browser.expose(),
        KNOWN_BROWSER_KEPT.as_secs()
    );
    with_cookie(response, &cookie)
}
