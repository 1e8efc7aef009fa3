//! The session of a request, found by its token, and what belongs to the session's person.

use std::sync::Arc;

use domain::account::{Account, AccountId};
use domain::credential::{Credential, CredentialError};
use domain::order::{Order, OrderError};
use domain::order_number::OrderNumber;
use domain::session::{Session, SessionError, Token, TokenParts};
use domain::settings::Settings;
use lambda_http::Request;
use lambda_http::http::{Method, header};
use platform::Platform;
use store::StoreError;

use crate::Problem;
use crate::request::{bearer_token, cookies, cookies_in, path_parameter, same_origin};

/// The cookie that holds the token of a browser's session.
pub(crate) const SESSION_COOKIE: &str = "__Host-session";

/// The cookie that holds the token by which the authorization endpoint knows a browser's session. It is `Lax`, so that a
/// link of an application brings it along.
pub(crate) const AUTHORIZE_COOKIE: &str = "__Host-authorize";

/// The header that names the account that a request is for.
const ACCOUNT_HEADER: &str = "phone-otp-account";

/// The header of `ACCOUNT_HEADER`, as the interface's description has it.
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
/// first, or [`signed_in_and`].
///
/// # Errors
/// `not-signed-in`, `session-expired`; `cross-site-request` for a write under a cookie; `another-account`.
pub async fn signed_in(platform: &Platform, request: &Request) -> Result<Session, Problem> {
    let token = presented_token(platform, request)?;
    session_of(platform, &token).await
}

/// The session of a request, as [`signed_in`], and what is read at the same time for the account that its token names.
///
/// # Errors
/// As [`signed_in`]; the read's own.
pub async fn signed_in_and<T>(
    platform: &Platform,
    request: &Request,
    read: impl AsyncFnOnce(&AccountId) -> Result<T, StoreError>,
) -> Result<(Session, T), Problem> {
    let token = presented_token(platform, request)?;
    let (session, read) = tokio::join!(session_of(platform, &token), read(&token.account));
    Ok((session?, read?))
}

/// The token that a request presents: in its `Authorization` header, or in its cookie.
///
/// # Errors
/// `not-signed-in`; `cross-site-request` for a write under a cookie; `another-account`.
pub fn presented_token(platform: &Platform, request: &Request) -> Result<TokenParts, Problem> {
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
    let token = read_token(bearer.or_else(|| session_cookie(request)))?;
    same_account(request, &token.account, writes_under_cookie)?;
    Ok(token)
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

/// Reads a session's token as it was presented.
///
/// # Errors
/// `not-signed-in`.
pub fn read_token(presented: Option<&str>) -> Result<TokenParts, Problem> {
    Ok(Token::parse(presented.unwrap_or_default()).map_err(|_| SessionError::NotSignedIn)?)
}

/// The session that a presented token belongs to.
///
/// # Errors
/// `not-signed-in`, `session-expired`.
pub async fn session_of(platform: &Platform, token: &TokenParts) -> Result<Session, Problem> {
    let now = platform.now();
    let session = platform
        .store()
        .session(&token.account, &token.id)
        .await?
        .ok_or(SessionError::NotSignedIn)?;
    session.accepts(token, now)?;
    keep_alive(platform, &session).await?;
    Ok(session)
}

/// Records that a session is used, if that was last recorded long enough ago.
///
/// # Errors
/// `not-signed-in` if it ended in the meantime.
pub async fn keep_alive(platform: &Platform, session: &Session) -> Result<(), Problem> {
    let now = platform.now();
    if !session.use_is_stale(now) {
        return Ok(());
    }
    match Box::pin(platform.store().touch_session(session, now)).await {
        Err(StoreError::ConditionFailed) => Err(SessionError::NotSignedIn.into()),
        done => Ok(done?),
    }
}

/// The session of a request, as [`signed_in`], with its account, the credential and the settings.
///
/// # Errors
/// As [`signed_in`]; `no-credential`; `not-found` if the account is gone.
pub async fn signed_in_with_credential(
    platform: &Platform,
    request: &Request,
) -> Result<(Session, Account, Credential, Arc<Settings>), Problem> {
    let (session, (found, settings)) = signed_in_and(platform, request, async |account| {
        tokio::try_join!(
            platform.store().account_and_credential(account),
            platform.settings()
        )
    })
    .await?;
    let (account, credential) = found.ok_or_else(Problem::account_gone)?;
    let credential = credential.ok_or(CredentialError::None)?;
    Ok((session, account, credential, settings))
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

/// The token in a request's session cookie, from its `Cookie` headers. Of several cookies of that name, which no current
/// browser lets another site set, it is the first that has the form of a token.
#[must_use]
pub fn session_cookie(request: &Request) -> Option<&str> {
    cookies(request, SESSION_COOKIE).find(|value| Token::parse(value).is_ok())
}

/// The token by which the authorization endpoint knows a request's session, if its browser has one.
#[must_use]
pub fn authorization_token(request: &Request) -> Option<TokenParts> {
    cookies(request, AUTHORIZE_COOKIE).find_map(|value| Token::parse(value).ok())
}

/// As [`session_cookie`], from the text of one `Cookie` header.
#[must_use]
pub fn cookie_token(cookies: &str) -> Option<&str> {
    cookies_in(cookies.as_bytes(), SESSION_COOKIE).find(|value| Token::parse(value).is_ok())
}

#[cfg(test)]
mod tests {
    use domain::account::UserId;
    use domain::secret::SecretKey;
    use lambda_http::http::HeaderValue;

    use super::*;

    fn token(id: &str) -> String {
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let secret = SecretKey::new([1; 32]);
        let (token, _) = Token::derive(&account, id, &secret, "test");
        token.expose().to_owned()
    }

    #[test]
    fn the_session_cookie_is_found_among_others() {
        let token = token("ses_1");
        let cookies = format!("a=b; __Host-session={token}; c=d");
        assert_eq!(cookie_token(&cookies), Some(token.as_str()));
        for cookies in [
            format!("session={token}"),
            format!("x__Host-session={token}"),
            format!("__Host-session2={token}"),
            "__Host-session".to_owned(),
            "__Host-session=".to_owned(),
        ] {
            assert_eq!(cookie_token(&cookies), None, "{cookies}");
        }
    }

    #[test]
    fn a_cookie_is_read_whatever_bytes_stand_in_others() {
        let (one, two) = (token("ses_1"), token("ses_2"));
        let mut request = Request::default();
        for cookies in [
            b"theme=caf\xe9; \xff=\xfe".to_vec(),
            format!(
                "name=Zo\u{eb}; __Host-session=\u{fffd}; __Host-session=; __Host-session={one};"
            )
            .into_bytes(),
            format!("__Host-session={two}").into_bytes(),
        ] {
            let cookies = HeaderValue::from_bytes(&cookies).unwrap();
            request.headers_mut().append(header::COOKIE, cookies);
        }
        assert_eq!(session_cookie(&request), Some(one.as_str()));
    }
}
