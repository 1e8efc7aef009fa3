//! `POST /oauth2/introspect`: says whether a token counts now, and what it says (RFC 7662).
//!
//! An API asks about access tokens for its own resource, and an application about what it was granted itself. Everything
//! else is told as not active, so that nobody finds out what there is.

use domain::application::{Application, ApplicationId};
use domain::grant::Grant;
use domain::handle::HandleKind;
use domain::secret::Digest32;
use domain::token::{AccessClaims, Audience, Confirmation, scope};
use http::client::PresentedClient;
use http::oauth::{OAuthError, OAuthErrorView};
use http::{Problem, Request, Response, StatusCode};
use platform::Platform;
use serde::Serialize;
use utoipa::ToSchema;

/// A question about a token, a form.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only described: the form is read by its parameters"
)]
pub struct Introspection {
    /// An access token or a refresh token.
    token: String,
    /// Not needed: the kind of a token is seen.
    token_type_hint: Option<String>,
    /// The client, if it authenticates in the form.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<String>,
    /// Its assertion (RFC 7523).
    client_assertion: Option<String>,
    /// The type of the assertion.
    client_assertion_type: Option<String>,
}

/// What a token says, if it counts.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Introspected {
    /// Whether it counts now.
    active: bool,
    /// What was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    /// The application.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    client_id: Option<ApplicationId>,
    /// `Bearer` or `DPoP`; a refresh token has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    /// When it expires, in epoch seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    /// When it was issued, in epoch seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    /// The person, as the application knows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    /// Whom it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<String>>)]
    aud: Option<Audience>,
    /// The issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    /// Its identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    /// The strength (RFC 9470, 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    /// When the last factor of that strength was entered, in epoch seconds (RFC 9470, 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    /// The key that it is bound to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    cnf: Option<Confirmation>,
}

impl Introspected {
    fn access(claims: AccessClaims) -> Self {
        Self {
            active: true,
            scope: Some(claims.scope),
            client_id: Some(claims.client_id),
            token_type: Some(if claims.cnf.is_some() {
                "DPoP"
            } else {
                "Bearer"
            }),
            exp: Some(claims.exp),
            iat: Some(claims.iat),
            sub: Some(claims.sub),
            aud: Some(claims.aud),
            iss: Some(claims.iss),
            jti: Some(claims.jti),
            acr: Some(claims.acr),
            auth_time: Some(claims.auth_time),
            cnf: claims.cnf,
        }
    }

    fn refresh(grant: &Grant, issuer: &str) -> Self {
        Self {
            active: true,
            scope: Some(scope(grant)),
            client_id: Some(grant.application.clone()),
            exp: Some(grant.ends_at.as_second()),
            iat: grant
                .refresh
                .as_ref()
                .map(|refresh| refresh.rotated_at.as_second()),
            sub: Some(grant.sub.clone()),
            iss: Some(issuer.to_owned()),
            acr: Some(grant.told_acr().to_owned()),
            auth_time: Some(grant.auth_time.as_second()),
            ..Self::default()
        }
    }
}

/// Tells about a token.
#[utoipa::path(post, path = "/oauth2/introspect", operation_id = "introspect-token",
    request_body(content = Introspection, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 200, description = "What the token says, or that it is not active", body = Introspected),
    (status = "default", description = "An error (RFC 6749, 5.2)", body = OAuthErrorView),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let answer = introspect(platform, &request).await;
    Ok(answer.unwrap_or_else(|error| error.response()))
}

async fn introspect(platform: &Platform, request: &Request) -> Result<Response, OAuthError> {
    let form = http::oauth::form(request)?;
    let presented = PresentedClient::read(platform, request, &form)?;
    let text = form
        .one("token")?
        .ok_or_else(|| OAuthError::missing("token"))?;
    let access = platform.access_token(text).await?;
    let handle = match &access {
        Some(access) => Some(access.handle.clone()),
        None => platform.open_handle(HandleKind::Refresh, text).await?,
    };
    let store = platform.store();
    let (known, standing, owner) = tokio::try_join!(
        presented.known(platform),
        async {
            match &handle {
                Some(handle) => platform.standing(handle).await.map(Some),
                None => Ok(None),
            }
        },
        async {
            match &access {
                Some(access) if !presented.names(&access.claims.client_id) => {
                    store.application(&access.claims.client_id).await
                }
                _ => Ok(None),
            }
        }
    )?;
    let client = presented.check(platform, known).await?;
    if client.application.is_public() {
        // RFC 7662, 2.1: whoever asks has to be authenticated.
        return Err(OAuthError::invalid_client(false));
    }
    http::client::once(platform, &presented, &client).await?;
    let asking = &*client.application;
    let live = standing.and_then(|standing| standing.live(platform.now()));
    let told = live.and_then(|(grant, _)| {
        if let Some(access) = access {
            let registered = owner.is_some() || access.claims.client_id == asking.id;
            return (registered && may_ask(asking, &access.claims))
                .then(|| Introspected::access(access.claims));
        }
        let current = grant.refresh.as_ref()?.current == Digest32::of(text.as_bytes());
        (current && grant.application == asking.id)
            .then(|| Introspected::refresh(&grant, &platform.config.portal_origin))
    });
    Ok(http::response::json(
        StatusCode::OK,
        &told.unwrap_or_default(),
    ))
}

/// Whether an application may ask about an access token: one of its own, or one for the resource that it is.
fn may_ask(asking: &Application, claims: &AccessClaims) -> bool {
    let is_its = |audience: &String| claims.aud.names(audience);
    claims.client_id == asking.id || asking.audience.as_ref().is_some_and(is_its)
}
