//! `GET` and `POST /oauth2/userinfo`: tells an application about the person who signed in, by scope (OpenID Connect Core,
//! 5.3).
//!
//! A proof that comes with the token is good for this token and address within its minute, and is not recorded: the request
//! changes nothing, and what it tells was told to whoever has the key.

use domain::dpop::ProvenRequest;
use domain::userinfo::{Telling, Userinfo};
use http::bearer::{Challenge, Scheme};
use http::oauth::{OAuthError, OAuthErrorView};
use http::{Method, Problem, Request, Response, StatusCode, header};
use platform::Platform;
use platform::tokens::AccessToken;

/// Tells about the person.
#[utoipa::path(get, path = "/oauth2/userinfo", operation_id = "get-userinfo", responses(
    (status = 200, description = "What the token's scopes allow", body = Userinfo),
    (status = "default", description = "An error; `WWW-Authenticate` says which token is needed (RFC 6750, 3)", body = OAuthErrorView),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    if let Some(answer) = http::cors::preflight(&request) {
        return Ok(answer);
    }
    let answer = userinfo(platform, &request).await;
    let answer = answer.unwrap_or_else(|error| error.response());
    Ok(http::cors::open(answer))
}

/// Tells about the person; the token may stand in the form (RFC 6750, 2.2).
#[utoipa::path(post, path = "/oauth2/userinfo", operation_id = "get-userinfo-by-post", responses(
    (status = 200, description = "What the token's scopes allow", body = Userinfo),
    (status = "default", description = "An error; `WWW-Authenticate` says which token is needed (RFC 6750, 3)", body = OAuthErrorView),
))]
pub async fn post(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    handle(platform, request).await
}

async fn userinfo(platform: &Platform, request: &Request) -> Result<Response, OAuthError> {
    let (scheme, text) = presented(request)?;
    let refused = |why: &str| OAuthError::from(Challenge::invalid_token(scheme, why));
    let token = platform.access_token(&text).await?;
    let AccessToken { claims, handle } = token.ok_or_else(|| refused("it is not valid"))?;
    possessed(platform, request, scheme, &text, claims.cnf.as_ref())?;
    let issuer = &platform.config.portal_origin;
    if !claims.aud.names(issuer) {
        return Err(refused("it is for another resource"));
    }
    if !claims.has_scope("openid") {
        return Err(
            OAuthError::new("insufficient_scope", "openid is needed").challenged(
                StatusCode::FORBIDDEN,
                format!(
                    "{} error=\"insufficient_scope\", scope=\"openid\"",
                    scheme.as_str()
                ),
            ),
        );
    }
    let (standing, found, application, settings) = tokio::try_join!(
        platform.standing(&handle),
        platform.store().account_and_credential(&handle.account),
        platform.application(&claims.client_id),
        platform.settings()
    )?;
    let now = platform.now();
    let ended = || refused("it has ended");
    let (grant, _) = standing.live(now).ok_or_else(ended)?;
    let (account, credential) = found.ok_or_else(ended)?;
    let application = application.ok_or_else(ended)?;
    let telling = Telling {
        phone_numbers: application.phone_numbers,
        trust_framework: settings.trust_framework.as_deref(),
    };
    // A token that was refreshed for fewer scopes tells no more than they allow.
    let mut grant = grant;
    grant
        .scopes
        .retain(|scope| claims.has_scope(scope.as_str()));
    let told = Userinfo::of(&grant, &account, credential.as_ref(), telling, now);
    Ok(http::response::json(StatusCode::OK, &told))
}

/// The token of a request, in its header or its form. Several at once are refused (RFC 6750, 2).
fn presented(request: &Request) -> Result<(Scheme, String), OAuthError> {
    let header = request.headers().get(header::AUTHORIZATION);
    let in_header = header
        .and_then(|value| value.to_str().ok())
        .and_then(http::bearer::presented);
    let has_form = *request.method() == Method::POST
        && request.headers().contains_key(header::CONTENT_TYPE)
        && !request.body().is_empty();
    let in_form = if has_form {
        let form = http::oauth::form(request)?;
        http::bearer::in_form(&form)?.map(str::to_owned)
    } else {
        None
    };
    match (in_header, in_form) {
        (Some((scheme, token)), None) => Ok((scheme, token.to_owned())),
        (None, Some(token)) => Ok((Scheme::Bearer, token)),
        (Some(_), Some(_)) => Err(OAuthError::invalid_request(
            "the access token is presented twice",
        )),
        (None, None) => Err(Challenge::default().into()),
    }
}

/// Checks that a token that is bound to a key comes with a proof of it, and another without (RFC 9449, 7.1 and 7.2).
fn possessed(
    platform: &Platform,
    request: &Request,
    scheme: Scheme,
    token: &str,
    bound: Option<&domain::token::Confirmation>,
) -> Result<(), OAuthError> {
    let url = http::oauth::address(&platform.config.portal_origin, request);
    let proven = ProvenRequest {
        method: request.method().as_str(),
        url: &url,
        token: Some(token),
    };
    let proofs: Vec<&str> = request
        .headers()
        .get_all(http::dpop::HEADER)
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
        .collect();
    http::bearer::possessed(scheme, bound, &proofs, |proof| {
        http::dpop::check(platform, proof, proven)
    })
    .map_err(OAuthError::from)
}
