//! The session of a request, found by its token, and what belongs to the session's person.

use domain::account::{Account, AccountId};
use domain::credential::{Credential, CredentialError};
use domain::order::{Order, OrderError};
use domain::order_number::OrderNumber;
use domain::session::{Session, SessionError, Token};
use lambda_http::Request;
use lambda_http::http::{Method, header};
use platform::Platform;
use store::StoreError;

use crate::Problem;
use crate::request::{bearer_token, cookie, cookies, path_parameter, same_origin};

/// The cookie that holds the token of a browser's session.
pub(crate) const SESSION_COOKIE: &str = "__Host-session";

/// The header that names the account that a request is for.
const ACCOUNT_HEADER: &str = "phone-otp-account";

/// The header of [`ACCOUNT_HEADER`], as the interface's description has it.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only described: the request's headers are read")]
pub struct AccountHeader {
    /// The `id` of the account that the request is for, as `get-account` gives it. If the session is another account's,
    /// the request is refused with `another-account`. A write under the session cookie has to send it; a client that
    /// sends its token itself may leave it out.
    #[param(
        rename = "Phone-OTP-Account",
        example = "acct_0123456789abcdef0123456789abcdef"
    )]
    account: Option<String>,
}

/// The session of a request, if it has a session that has not ended. Every operation that needs a session calls this
/// first.
///
/// # Errors
/// `not-signed-in`, `session-expired`; `cross-site-request` for a write under a cookie; `another-account`.
pub async fn signed_in(platform: &Platform, request: &Request) -> Result<Session, Problem> {
    let bearer = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(bearer_token);
    let writes_under_cookie =
        bearer.is_none() && !matches!(*request.method(), Method::GET | Method::HEAD);
    if writes_under_cookie {
        same_origin(platform, request)?;
    }
    let token = bearer.or_else(|| session_cookie(request));
    let session = session_of(platform, token.unwrap_or_default()).await?;
    same_account(request, &session.account, writes_under_cookie)?;
    Ok(session)
}

/// Refuses a request that names another account than its token's, or none if it has to name one. All tabs of a browser
/// send the cookie of whoever signed in last, also a tab that still shows somebody else's account.
fn same_account(request: &Request, account: &AccountId, has_to_name: bool) -> Result<(), Problem> {
    match request.headers().get(ACCOUNT_HEADER) {
        Some(named) if named.as_bytes() == account.as_str().as_bytes() => Ok(()),
        None if !has_to_name => Ok(()),
        Some(_) => Err(Problem::another_account(
            "The session belongs to another account than the one in Phone-OTP-Account. Nothing was done. Look at GET /account.",
        )),
        None => Err(Problem::another_account(
            "A write under the session cookie has to name its account in Phone-OTP-Account. Nothing was done.",
        )),
    }
}

/// The session that a presented token belongs to.
///
/// # Errors
/// `not-signed-in`, `session-expired`.
pub async fn session_of(platform: &Platform, presented: &str) -> Result<Session, Problem> {
    let token = Token::parse(presented).map_err(|_| SessionError::NotSignedIn)?;
    let now = platform.now();
    let session = platform
        .store()
        .session(&token.account, &token.id)
        .await?
        .ok_or(SessionError::NotSignedIn)?;
    session.accepts(&token, now)?;
    if session.use_is_stale(now) {
        match platform.store().touch_session(&session, now).await {
            Err(StoreError::ConditionFailed) => return Err(SessionError::NotSignedIn.into()),
            done => done?,
        }
    }
    Ok(session)
}

/// The account of a session and its credential, read by one query.
///
/// # Errors
/// `no-credential`; `not-found` if the account is gone.
pub async fn account_and_credential(
    platform: &Platform,
    session: &Session,
) -> Result<(Account, Credential), Problem> {
    let (account, credential) = platform
        .store()
        .account_and_credential(&session.account)
        .await?
        .ok_or_else(|| Problem::not_found("The account does not exist any more."))?;
    Ok((account, credential.ok_or(CredentialError::None)?))
}

/// The order that a request's path names, if the session's account placed it. Another buyer's order is refused like one
/// that does not exist.
///
/// # Errors
/// `order-unknown`.
pub async fn own_order(
    platform: &Platform,
    request: &Request,
    session: &Session,
) -> Result<Order, Problem> {
    let number = OrderNumber::try_from(path_parameter(request, "number"))
        .map_err(|_| OrderError::NotFound)?;
    let order = platform.store().order(&number).await?;
    Ok(order
        .filter(|order| order.buyer == session.account)
        .ok_or(OrderError::NotFound)?)
}

/// The token in a request's session cookie, from a `Cookie` header.
#[must_use]
pub fn session_cookie(request: &Request) -> Option<&str> {
    cookies(request).find_map(cookie_token)
}

/// The session's token in the text of a `Cookie` header.
#[must_use]
pub fn cookie_token(cookies: &str) -> Option<&str> {
    cookie(cookies, SESSION_COOKIE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_cookie_is_found_among_others() {
        assert_eq!(
            cookie_token("a=b; __Host-session=x.y.z; c=d"),
            Some("x.y.z")
        );
        assert_eq!(cookie_token("session=x"), None);
    }
}
