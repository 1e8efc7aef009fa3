//! `POST /oauth2/revoke`: ends what an application was granted (RFC 7009). Whichever of its tokens is presented, all of
//! them end: an access token has no life of its own beside its grant.

use domain::handle::{Handle, HandleKind};
use http::client::PresentedClient;
use http::oauth::{OAuthError, OAuthErrorView};
use http::{Problem, Request, Response, StatusCode};
use platform::Platform;
use utoipa::ToSchema;

/// A revocation, a form.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only described: the form is read by its parameters"
)]
pub struct Revocation {
    /// An access token or a refresh token.
    token: String,
    /// Not needed: the kind of a token is seen.
    token_type_hint: Option<String>,
    /// The client, if it authenticates in the form or not at all.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<String>,
    /// Its assertion (RFC 7523).
    client_assertion: Option<String>,
    /// The type of the assertion.
    client_assertion_type: Option<String>,
}

/// Revokes a grant.
#[utoipa::path(post, path = "/oauth2/revoke", operation_id = "revoke-token",
    request_body(content = Revocation, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 200, description = "The token does not count any more, if it ever did"),
    (status = "default", description = "An error (RFC 6749, 5.2)", body = OAuthErrorView),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    if let Some(answer) = http::cors::preflight(&request) {
        return Ok(answer);
    }
    let answer = revoke(platform, &request).await;
    let answer = answer.unwrap_or_else(|error| error.response());
    Ok(http::cors::open(answer))
}

async fn revoke(platform: &Platform, request: &Request) -> Result<Response, OAuthError> {
    let form = http::oauth::form(request)?;
    let presented = PresentedClient::read(platform, request, &form)?;
    let token = form
        .one("token")?
        .ok_or_else(|| OAuthError::missing("token"))?;
    let handle = handle_of(platform, token).await?;
    let (known, grant) = tokio::try_join!(presented.known(platform), async {
        match &handle {
            Some(handle) => platform.store().grant(handle).await,
            None => Ok(None),
        }
    })?;
    let client = presented.check(platform, known).await?;
    http::client::once(platform, &presented, &client).await?;
    if let Some(grant) = grant {
        if grant.application != client.application.id {
            // RFC 7009, 2.1.
            let error = OAuthError::invalid_grant("it was not issued to this client");
            return Err(presented.refused(platform, error).await);
        }
        let now = platform.now();
        if grant.is_live(now) {
            platform.store().revoke_grant(&grant, now).await?;
        }
    }
    let mut done = http::response::no_content();
    *done.status_mut() = StatusCode::OK;
    Ok(done)
}

/// What a token names: a refresh token is a handle, an access token holds one.
async fn handle_of(platform: &Platform, token: &str) -> Result<Option<Handle>, OAuthError> {
    let refresh = platform.open_handle(HandleKind::Refresh, token).await?;
    if refresh.is_some() {
        return Ok(refresh);
    }
    let access = platform.access_token(token).await?;
    Ok(access.map(|access| access.handle))
}
