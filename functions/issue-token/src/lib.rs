//! `POST /oauth2/token`: gives tokens for a code or a refresh token (RFC 6749, 4.1.3 and 6).
//!
//! What the request presents names the grant, so the client, the grant and its session are read at once. Proof and
//! assertion are recorded next, since each is good once, and the code or the refresh token is used last: what fails before
//! leaves it as it was. A code whose answer is lost stays used, because a second use of it cannot be told from a thief's.

use domain::Timestamp;
use domain::application::{Application, GrantType, IdTokenAlg, Scope};
use domain::dpop::Proof;
use domain::fact::Fact;
use domain::grant::{CodeUse, Grant, GrantError, Refresh, RefreshUse, Refreshed};
use domain::handle::{Handle, HandleKind, Sealed};
use domain::parameters::Parameters;
use domain::secret::Digest32;
use domain::session::Session;
use domain::token::{ACCESS_TOKEN_TYPE, AccessClaims, IdClaims, strength_scope};
use http::client::{Client, PresentedClient};
use http::oauth::{OAuthError, OAuthErrorView};
use http::{Problem, Request, Response, StatusCode};
use jose::{Alg, SigningKeys};
use platform::Platform;
use platform::secrets::Secrets;
use platform::tokens::Standing;
use serde::Serialize;
use std::sync::Arc;
use store::StoreError;
use utoipa::ToSchema;

/// How often a refresh token's use is decided again because another request was faster.
const TRIES: usize = 4;

/// Tokens (RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3).
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    /// The access token, a JWT (RFC 9068).
    access_token: String,
    /// `Bearer`, or `DPoP` if it is bound to a key (RFC 9449).
    token_type: &'static str,
    /// The seconds for which the access token is valid.
    expires_in: i64,
    /// What was granted, with the strengths that the person reached.
    scope: String,
    /// Who signed in, if `openid` was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    /// By what further tokens are had, if the application may refresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

/// A token request, a form.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "only described: the form is read by its parameters"
)]
pub struct TokenRequest {
    /// `authorization_code` or `refresh_token`.
    grant_type: String,
    /// The code.
    code: Option<String>,
    /// The redirect address of the authorization request.
    redirect_uri: Option<String>,
    /// The verifier of PKCE.
    code_verifier: Option<String>,
    /// The refresh token.
    refresh_token: Option<String>,
    /// At a refresh: what of the granted scopes the access token is to have.
    scope: Option<String>,
    /// Which of the granted resources the access token is for (RFC 8707), or the issuer.
    resource: Option<String>,
    /// The client, if it authenticates in the form or not at all.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<String>,
    /// Its assertion (RFC 7523).
    client_assertion: Option<String>,
    /// The type of the assertion.
    client_assertion_type: Option<String>,
}

/// Gives tokens.
#[utoipa::path(post, path = "/oauth2/token", operation_id = "issue-token",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"), responses(
    (status = 200, description = "Tokens", body = Tokens),
    (status = "default", description = "An error (RFC 6749, 5.2)", body = OAuthErrorView),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    if let Some(answer) = http::cors::preflight(&request) {
        return Ok(answer);
    }
    let answer = issue(platform, &request).await;
    let answer = answer.unwrap_or_else(|error| error.response());
    Ok(http::cors::open(answer))
}

async fn issue(platform: &Platform, request: &Request) -> Result<Response, OAuthError> {
    let form = http::oauth::form(request)?;
    let grant_type = grant_type(&form)?;
    let presented = PresentedClient::read(platform, request, &form)?;
    let proof = http::dpop::proof(platform, request)?;
    let (kind, parameter) = match grant_type {
        GrantType::AuthorizationCode => (HandleKind::Code, "code"),
        GrantType::RefreshToken => (HandleKind::Refresh, "refresh_token"),
    };
    let text = form
        .one(parameter)?
        .ok_or_else(|| OAuthError::missing(parameter))?;
    let (secrets, keys) = tokio::try_join!(platform.secrets(0), platform.keys())?;
    let handle = platform.open_handle(kind, text).await?;

    let (known, standing) = tokio::try_join!(presented.known(platform), async {
        match &handle {
            Some(handle) => platform.standing(handle).await.map(Some),
            None => Ok(None),
        }
    })?;
    let client = presented.check(platform, known).await?;
    let exchange = Exchange {
        platform,
        presented: &presented,
        application: &client.application,
        client: &client,
        grant_type,
        form: &form,
        proof: proof.as_ref(),
        token: Digest32::of(text.as_bytes()),
        secrets,
        keys,
        now: platform.now(),
    };
    exchange.allowed()?;
    let Some((handle, standing)) = handle.zip(standing) else {
        let error = OAuthError::invalid_grant("it is not valid");
        return Err(presented.refused(platform, error).await);
    };
    let tokens = match grant_type {
        GrantType::AuthorizationCode => exchange.code(standing).await?,
        GrantType::RefreshToken => exchange.refresh(&handle, standing).await?,
    };
    Ok(http::response::json(StatusCode::OK, &tokens))
}

fn grant_type(form: &Parameters) -> Result<GrantType, OAuthError> {
    form.one("grant_type")?
        .ok_or_else(|| OAuthError::missing("grant_type"))?
        .parse()
        .map_err(|_| {
            OAuthError::new(
                "unsupported_grant_type",
                "grant_type must be authorization_code or refresh_token",
            )
        })
}

/// A request whose client was authenticated.
struct Exchange<'a> {
    platform: &'a Platform,
    presented: &'a PresentedClient,
    application: &'a Application,
    client: &'a Client,
    grant_type: GrantType,
    form: &'a Parameters,
    proof: Option<&'a Proof>,
    /// The digest of the code or refresh token.
    token: Digest32,
    secrets: Arc<Secrets>,
    keys: Arc<SigningKeys>,
    now: Timestamp,
}

impl Exchange<'_> {
    /// Checks what the client is registered for (RFC 6749, 5.2; RFC 9449, 5.2).
    fn allowed(&self) -> Result<(), OAuthError> {
        if !self.application.may_use(self.grant_type) {
            return Err(OAuthError::new(
                "unauthorized_client",
                "the client is not registered for this grant_type",
            ));
        }
        if self.application.dpop_bound_access_tokens && self.proof.is_none() {
            return Err(http::dpop::invalid("a proof is needed"));
        }
        Ok(())
    }

    /// Uses a code (RFC 6749, 4.1.3).
    async fn code(&self, standing: Standing) -> Result<Tokens, OAuthError> {
        let parameter = |name| {
            let value = self.form.one(name)?;
            value.ok_or_else(|| OAuthError::missing(name))
        };
        let code = CodeUse {
            application: &self.application.id,
            code: self.token,
            redirect_uri: parameter("redirect_uri")?,
            verifier: parameter("code_verifier")?,
            jkt: self.jkt(),
        };
        let Standing { grant, session } = standing;
        let grant = grant.ok_or_else(ended)?;
        let mut used = match grant.use_code(code, self.now) {
            Ok(used) => used,
            Err(error) => return Err(self.refuse(&grant, error).await),
        };
        let session = self.live(session)?;
        let refresh_token = if self.application.may_use(GrantType::RefreshToken) {
            let (version, secret) = self.secrets.newest();
            let token = grant
                .successor(&grant.code, version, secret)
                .map_err(unnamed)?;
            used.refresh = Some(Refresh::first(&token, version, self.now));
            Some(token)
        } else {
            None
        };
        let tokens = self.tokens(&used, grant.nonce.as_deref(), refresh_token)?;
        self.once(&session).await?;
        match self.platform.store().use_code(&used).await {
            Ok(()) => Ok(tokens),
            // Another request used it between.
            Err(StoreError::ConditionFailed) => Err(self.refuse(&grant, GrantError::Reused).await),
            Err(error) => Err(error.into()),
        }
    }

    /// Uses a refresh token (RFC 6749, 6).
    async fn refresh(&self, handle: &Handle, standing: Standing) -> Result<Tokens, OAuthError> {
        let Standing { grant, session } = standing;
        let mut grant = grant.ok_or_else(ended)?;
        let used = RefreshUse {
            application: &self.application.id,
            token: self.token,
            rotates: self.application.is_public(),
            jkt: self.jkt(),
        };
        let mut recorded = false;
        for _ in 0..TRIES {
            let refreshed = match grant.refresh(used, self.now) {
                Ok(refreshed) => refreshed,
                Err(error) => return Err(self.refuse(&grant, error).await),
            };
            let session = self.live(session.clone())?;
            self.meets(&grant, &session)?;
            grant.dpop_jkt = self.jkt().map(str::to_owned);
            let (token, next) = match refreshed {
                Refreshed::Kept => (None, None),
                Refreshed::Again => match self.same_successor(&grant).await? {
                    Some(successor) => (Some(successor), None),
                    None => {
                        return Err(self.refuse(&grant, GrantError::Reused).await);
                    }
                },
                Refreshed::Rotated => {
                    let (version, secret) = self.secrets.newest();
                    let token = grant
                        .successor(&self.token, version, secret)
                        .map_err(unnamed)?;
                    let next = grant.rotated(self.token, &token, version, self.now);
                    (Some(token), next.refresh)
                }
            };
            let tokens = self.tokens(&grant, None, token)?;
            if !recorded {
                self.once(&session).await?;
                recorded = true;
            }
            let Some(next) = next else {
                return Ok(tokens);
            };
            let store = self.platform.store();
            match store.rotate_refresh(&grant, &self.token, &next).await {
                Ok(()) => return Ok(tokens),
                Err(StoreError::ConditionFailed) => {
                    grant = store.grant(handle).await?.ok_or_else(ended)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::ConditionFailed.into())
    }

    /// The successor that the presented token got before.
    async fn same_successor(&self, grant: &Grant) -> Result<Option<Sealed>, OAuthError> {
        let Some(refresh) = &grant.refresh else {
            return Ok(None);
        };
        // It may be of a secret that is newer than those that this process knew at first.
        let secrets = self.platform.secrets(refresh.version).await?;
        let same = |secret| {
            let successor = grant.successor(&self.token, refresh.version, secret).ok()?;
            (successor.digest() == refresh.current).then_some(successor)
        };
        Ok(secrets.of(refresh.version).and_then(same))
    }

    fn jkt(&self) -> Option<&str> {
        self.proof.map(|proof| proof.jkt.as_str())
    }

    /// The session, if it has not ended.
    fn live(&self, session: Option<Session>) -> Result<Session, OAuthError> {
        session
            .filter(|session| session.is_live(self.now))
            .ok_or_else(ended)
    }

    /// Checks the registry's requirement again, as it is now, against the session and what was granted.
    fn meets(&self, grant: &Grant, session: &Session) -> Result<(), OAuthError> {
        let requirement = &self.application.requirement;
        let met = requirement.met_by(session, self.now).is_ok();
        if met && grant.reached >= requirement.acr() {
            Ok(())
        } else {
            Err(OAuthError::invalid_grant(
                "the session does not meet what the application requires; ask for another authorization",
            ))
        }
    }

    /// Records what is good once, and that the session is used.
    async fn once(&self, session: &Session) -> Result<(), OAuthError> {
        let touch = async {
            if !session.use_is_stale(self.now) {
                return Ok(());
            }
            match self.platform.store().touch_session(session, self.now).await {
                // A right code replaced its token, or it ended: then the tokens end as well.
                Ok(()) | Err(StoreError::ConditionFailed) => Ok(()),
                Err(error) => Err(error.into()),
            }
        };
        let (assertion, proof, touched) = tokio::join!(
            http::client::once(self.platform, self.presented, self.client),
            http::dpop::once(self.platform, self.proof),
            touch
        );
        assertion.and(proof).and(touched)
    }

    /// Refuses the use of a grant, and ends the grant if it was used before.
    async fn refuse(&self, grant: &Grant, error: GrantError) -> OAuthError {
        if error.ends_the_grant() {
            let store = self.platform.store();
            if let Err(error) = store.revoke_grant(grant, self.now).await {
                return error.into();
            }
            let application = grant.application.clone();
            let reused = match self.grant_type {
                GrantType::AuthorizationCode => Fact::AuthorizationCodeReused { application },
                GrantType::RefreshToken => Fact::RefreshTokenReused { application },
            };
            self.platform.tell(&reused, Some(&grant.account), self.now);
        }
        match error {
            // A token outlives its session in honest hands, and a code waits too long.
            GrantError::Ended | GrantError::Expired => OAuthError::invalid_grant(error),
            GrantError::WrongKey => {
                let error = http::dpop::invalid(error);
                self.presented.refused(self.platform, error).await
            }
            GrantError::Foreign
            | GrantError::Reused
            | GrantError::RedirectUri
            | GrantError::Verifier => {
                let error = OAuthError::invalid_grant(error);
                self.presented.refused(self.platform, error).await
            }
        }
    }

    /// The tokens that a grant gives now.
    fn tokens(
        &self,
        grant: &Grant,
        nonce: Option<&str>,
        refresh_token: Option<Sealed>,
    ) -> Result<Tokens, OAuthError> {
        let issuer = &self.platform.config.portal_origin;
        let audience = self.audience(grant)?;
        let grant = Grant {
            scopes: self.scopes(grant)?,
            ..grant.clone()
        };
        let (version, secret) = self.secrets.newest();
        let nonce_of_jti = Handle::draw_nonce(&mut self.platform.rng());
        let jti = grant
            .handle()
            .seal(HandleKind::Access, version, secret, nonce_of_jti)
            .map_err(unnamed)?;
        let access = AccessClaims::of(&grant, issuer, audience, &jti, self.now);
        let access_token = self
            .keys
            .sign(Alg::RS256, ACCESS_TOKEN_TYPE, &access, self.now)?;
        let id_token = if grant.scopes.contains(&Scope::Openid) {
            let alg = match self.application.id_token_signed_response_alg {
                IdTokenAlg::Rs256 => Alg::RS256,
                IdTokenAlg::Es256 => Alg::ES256,
            };
            let claims = IdClaims::of(&grant, issuer, nonce, &access_token, self.now);
            Some(self.keys.sign(alg, "JWT", &claims, self.now)?)
        } else {
            None
        };
        Ok(Tokens {
            token_type: if access.cnf.is_some() {
                "DPoP"
            } else {
                "Bearer"
            },
            expires_in: access.exp - access.iat,
            scope: access.scope,
            access_token,
            id_token,
            refresh_token: refresh_token.map(|token| token.expose().to_owned()),
        })
    }

    /// Whom the access token is for (RFC 8707, 2.2): which of the granted resources the request asks for, or the issuer; without
    /// that, all that were granted; if none were, the issuer, for the claims of the person.
    fn audience(&self, grant: &Grant) -> Result<Vec<String>, OAuthError> {
        let issuer = &self.platform.config.portal_origin;
        let registered = |resource: &&String| self.application.resources.contains(resource);
        let granted: Vec<String> = grant.resources.iter().filter(registered).cloned().collect();
        let asked: Vec<String> = self.form.all("resource").map(str::to_owned).collect();
        if asked
            .iter()
            .any(|one| one != issuer && !granted.contains(one))
        {
            return Err(OAuthError::new(
                "invalid_target",
                "the resource was not granted",
            ));
        }
        Ok(match (asked.is_empty(), granted.is_empty()) {
            (false, _) => asked,
            (true, false) => granted,
            (true, true) => vec![issuer.clone()],
        })
    }

    /// The scopes of the access token: those that were granted and are still registered, and of them, at a refresh, those
    /// that the request asks for (RFC 6749, 6).
    fn scopes(&self, grant: &Grant) -> Result<Vec<Scope>, OAuthError> {
        let registered = |scope: &&Scope| self.application.scopes.contains(scope);
        let granted: Vec<Scope> = grant.scopes.iter().filter(registered).copied().collect();
        let Some(asked) = self.form.one("scope")? else {
            return Ok(granted);
        };
        let mut scopes = Vec::new();
        for word in asked.split(' ').filter(|word| !word.is_empty()) {
            match word.parse::<Scope>() {
                Ok(scope) if granted.contains(&scope) => scopes.push(scope),
                // The answer before told them; they follow from the session and are not asked for.
                _ if domain::acr::Acr::ALL
                    .iter()
                    .any(|acr| *acr <= grant.reached && strength_scope(*acr) == word) => {}
                _ => {
                    return Err(OAuthError::new("invalid_scope", "a scope was not granted"));
                }
            }
        }
        Ok(scopes)
    }
}

fn ended() -> OAuthError {
    OAuthError::invalid_grant("the session has ended")
}

/// The error of a grant whose identifiers are none that this deployment makes.
#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn unnamed(error: domain::Invalid) -> OAuthError {
    StoreError::Unreadable(error.to_string()).into()
}
