//! `GET` and `POST /oauth2/authorize`, `POST /oauth2/par`: the requests of applications.
//!
//! Whoever is signed in strongly enough goes back to the application at once. For everybody else the request is kept, and
//! the browser is led to the portal's page for it. The session's own cookie is `Strict` and does not come from another site,
//! so this endpoint looks at a second one, which opens nothing else.

use domain::account::Account;
use domain::application::{Application, ApplicationId};
use domain::authorization::{
    Asked, Authorization, AuthorizationRequest, Browser, Decision, Person, Refusal, RefusalCode,
    ReturnAddress, SeenSession, Untrusted,
};
use domain::connection::Connection;
use domain::credential::Credential;
use domain::parameters::Parameters;
use domain::session::Session;
use http::authorization::{error_page, to_page, with_browser};
use http::oauth::{OAuthError, OAuthErrorView};
use http::response::see_other;
use http::{Method, Problem, Request, Response, Slug, StatusCode};
use platform::Platform;
use platform::authorizations::{Granted, GrantingError};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// A request that was pushed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pushed {
    /// By what the authorization endpoint knows it.
    request_uri: String,
    /// The seconds for which it waits for its browser.
    expires_in: i64,
}

/// Takes a request at the authorization endpoint.
#[utoipa::path(get, path = "/oauth2/authorize", operation_id = "request-authorization", responses(
    (status = 303, description = "Back to the application with a code or an error, or to the portal's page for the request"),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    if request.uri().path() == "/oauth2/par" {
        return push(platform, request).await;
    }
    let parameters = match *request.method() {
        Method::POST => http::oauth::unchecked_form(&request)
            .map_err(|error| Problem::invalid_request(error.description()))?,
        _ => Parameters::parse(request.uri().query().unwrap_or_default().as_bytes()),
    };
    match authorize(platform, &request, &parameters).await {
        Ok(response) => Ok(response),
        Err(Refused::Person(reason)) => {
            tracing::info!(reason = reason.as_str(), "refused on the portal's own page");
            Ok(error_page(platform, reason))
        }
        Err(Refused::Application(address, refusal)) => Ok(refused(platform, &address, refusal)),
        Err(Refused::Before(problem)) => Err(problem),
    }
}

/// Takes a request that an application pushes before it leads the browser here (RFC 9126).
#[utoipa::path(post, path = "/oauth2/par", operation_id = "request-authorization-push", responses(
    (status = 201, description = "The request is kept until a browser brings its address", body = Pushed),
    (status = "default", description = "An error of OAuth", body = OAuthErrorView),
))]
pub async fn push(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    Ok(match keep_pushed(platform, &request).await {
        Ok(pushed) => pushed,
        Err(error) => error.response(),
    })
}

/// Takes a request that an application sends as a form.
#[utoipa::path(post, path = "/oauth2/authorize", operation_id = "request-authorization-form", responses(
    (status = 303, description = "As by GET, which the browser is led to first, since no cookie comes with a form of another site"),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn by_form(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    handle(platform, request).await
}

/// Who is told of a refusal.
enum Refused {
    /// The person, on the portal's page for errors.
    Person(Untrusted),
    /// The application.
    Application(ReturnAddress, Refusal),
    /// The client, before anything is known of the request.
    Before(Problem),
}

impl From<Untrusted> for Refused {
    fn from(reason: Untrusted) -> Self {
        Self::Person(reason)
    }
}

/// Leads the browser back to the application with an error.
fn refused(platform: &Platform, address: &ReturnAddress, refusal: Refusal) -> Response {
    tracing::info!(error = refusal.code.as_str(), "refused");
    see_other(&address.refused(&platform.config.portal_origin, refusal))
}

/// The refusal of a request that cannot be looked at now.
fn out_of_order(address: &ReturnAddress, problem: &Problem) -> Refused {
    tracing::warn!(problem = problem.slug.as_str(), "not answered");
    let code = match problem.slug {
        Slug::TooManyRequests | Slug::Unavailable => RefusalCode::TemporarilyUnavailable,
        _ => RefusalCode::ServerError,
    };
    let description = "the portal cannot take the request at the moment";
    Refused::Application(address.clone(), Refusal { code, description })
}

/// The application that a request names.
async fn application(
    platform: &Platform,
    parameters: &Parameters,
) -> Result<std::sync::Arc<Application>, Refused> {
    let id = parameters.one("client_id").ok().flatten();
    let id = id.and_then(|id| ApplicationId::try_from(id.to_owned()).ok());
    let id = id.ok_or(Untrusted::UnknownApplication)?;
    let found = platform.application(&id).await;
    let found = found.map_err(|error| Refused::Before(error.into()))?;
    Ok(found.ok_or(Untrusted::UnknownApplication)?)
}

async fn authorize(
    platform: &'static Platform,
    request: &Request,
    parameters: &Parameters,
) -> Result<Response, Refused> {
    let application = application(platform, parameters).await?;
    let pushed = parameters.one("request_uri").ok().flatten();
    let kept = match pushed.and_then(Authorization::id_of_uri) {
        None => None,
        Some(id) => Some(pushed_request(platform, request, &application, id).await?),
    };
    let asked_for = match &kept {
        Some(kept) => kept.request.clone(),
        None => read(platform, &application, parameters).await?,
    };
    let address = &asked_for.address;
    let cannot = |problem: Problem| out_of_order(address, &problem);
    if *request.method() == Method::POST && !asked_for.silent {
        // No cookie comes with a form of another site. The same request by GET brings them.
        let again = match &kept {
            Some(kept) => Ok(by_get(platform, kept)),
            None => again_by_get(platform, request, &asked_for).await,
        };
        return again.map_err(cannot);
    }
    let (visitor, settings) =
        tokio::try_join!(Visitor::of(platform, request, &application), async {
            Ok(platform.settings().await?)
        })
        .map_err(cannot)?;
    let now = platform.now();
    let asked = match kept.as_ref().and_then(|kept| kept.asked.clone()) {
        Some(asked) => asked,
        None => Asked {
            at: now,
            seen: visitor
                .as_ref()
                .map(|visitor| SeenSession::of(&visitor.session)),
        },
    };
    let person = visitor.as_ref().map(Visitor::person);
    match asked_for.decide(&asked, &application, person, &settings, now) {
        Decision::Refuse(refusal) => Err(Refused::Application(address.clone(), refusal)),
        Decision::Grant(told) => {
            let Some(person) = person else {
                return Err(Untrusted::RequestExpired.into());
            };
            // A pushed request is one browser's, with a page or without.
            let brought = match kept {
                None => None,
                Some(kept) => Some(bring(platform, request, kept, asked).await?),
            };
            let granted = Granted {
                request: &asked_for,
                application: &application,
                person,
                told,
                stored: person.connection,
                kept: brought.as_ref().map(|(id, browser)| (id.as_str(), browser)),
            };
            let location = match platform.grant(&granted).await {
                Err(GrantingError::Answered) => return Err(Untrusted::RequestExpired.into()),
                location => location.map_err(|error| cannot(error.into()))?,
            };
            let response = see_other(&location);
            Ok(match &brought {
                Some((_, browser)) => with_browser(response, browser),
                None => response,
            })
        }
        Decision::Missing(_) => to_its_page(platform, request, &asked_for, kept, asked).await,
    }
}

/// Leads a browser that sent a form here again by GET.
async fn again_by_get(
    platform: &Platform,
    request: &Request,
    asked_for: &AuthorizationRequest,
) -> Result<Response, Problem> {
    let authorization =
        Authorization::pushed(asked_for.clone(), platform.now(), &mut platform.rng());
    keep(platform, request, async || {
        platform.store().keep_authorization(&authorization).await
    })
    .await?;
    Ok(by_get(platform, &authorization))
}

/// Leads a browser to a request that is kept.
fn by_get(platform: &Platform, authorization: &Authorization) -> Response {
    let parameters: Parameters = [
        ("client_id", authorization.request.application.to_string()),
        ("request_uri", authorization.request_uri()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    see_other(&format!(
        "{}/oauth2/authorize?{}",
        platform.config.portal_origin,
        parameters.to_query()
    ))
}

/// Binds a kept request to the browser that brings it, unless it is already. Returns its identifier, and the browser.
async fn bring(
    platform: &Platform,
    request: &Request,
    kept: Authorization,
    asked: Asked,
) -> Result<(String, Browser), Refused> {
    let known = http::authorization::browser(request);
    let browser = known.unwrap_or_else(|| Browser::create(&mut platform.rng()));
    if kept.browser.is_some() {
        return Ok((kept.id, browser));
    }
    let address = kept.request.address.clone();
    let brought = kept.by(&browser, asked);
    match platform.store().bring_authorization(&brought).await {
        Err(StoreError::ConditionFailed) => Err(Untrusted::AnotherBrowser.into()),
        Err(error) => Err(out_of_order(&address, &error.into())),
        Ok(()) => Ok((brought.id, browser)),
    }
}

/// Keeps a request for the browser that brought it, and leads the browser to the page for it.
async fn to_its_page(
    platform: &Platform,
    request: &Request,
    asked_for: &AuthorizationRequest,
    kept: Option<Authorization>,
    asked: Asked,
) -> Result<Response, Refused> {
    let cannot = |problem: Problem| out_of_order(&asked_for.address, &problem);
    let (id, browser) = if let Some(kept) = kept {
        bring(platform, request, kept, asked).await?
    } else {
        let known = http::authorization::browser(request);
        let rng = &mut platform.rng();
        let browser = known.unwrap_or_else(|| Browser::create(rng));
        let brought = Authorization::brought(asked_for.clone(), asked, &browser, rng);
        keep(platform, request, async || {
            platform.store().keep_authorization(&brought).await
        })
        .await
        .map_err(cannot)?;
        (brought.id, browser)
    };
    let chosen = http::request::chosen_language(request);
    let language = asked_for.language.filter(|_| chosen.is_none());
    let page = to_page(platform, language, &format!("/authorizations/{id}"));
    Ok(with_browser(page, &browser))
}

/// Keeps a request, if its source address has room for one more.
async fn keep(
    platform: &Platform,
    request: &Request,
    save: impl AsyncFnOnce() -> Result<(), StoreError>,
) -> Result<(), Problem> {
    let settings = platform.settings().await?;
    let address = http::request::source_address(request).to_string();
    let limit = &settings.limits.authorizations_per_address;
    http::limits::counted(platform, limit, &address, platform.now(), async || {
        Ok(save().await?)
    })
    .await
}

/// A request that was pushed, or that this browser has brought before.
async fn pushed_request(
    platform: &Platform,
    request: &Request,
    application: &Application,
    id: &str,
) -> Result<Authorization, Refused> {
    if !Authorization::is_id(id) {
        return Err(Untrusted::RequestExpired.into());
    }
    let found = platform.store().authorization(id).await;
    let kept = found
        .map_err(|error| Refused::Before(error.into()))?
        .filter(|kept| kept.request.application == application.id)
        .ok_or(Untrusted::RequestExpired)?;
    if !application.allows_redirect(&kept.request.address.redirect_uri) {
        return Err(Untrusted::RedirectAddress.into());
    }
    let now = platform.now();
    if kept.browser.is_some() {
        kept.check(http::authorization::browser(request).as_ref(), now)?;
    } else if now >= kept.expires_at {
        return Err(Untrusted::RequestExpired.into());
    }
    Ok(kept)
}

/// Checks the parameters of a request.
async fn read(
    platform: &Platform,
    application: &Application,
    parameters: &Parameters,
) -> Result<AuthorizationRequest, Refused> {
    let address = ReturnAddress::read(parameters, application)?;
    let to_application = |refusal| Refused::Application(address.clone(), refusal);
    if application.require_pushed_authorization_requests {
        return Err(to_application(Refusal {
            code: RefusalCode::InvalidRequest,
            description: "the request has to be pushed",
        }));
    }
    check(platform, application, parameters, &address)
        .await
        .map_err(|problem| out_of_order(&address, &problem))?
        .map_err(to_application)
}

/// Checks the parameters of a request whose redirect address is good.
async fn check(
    platform: &Platform,
    application: &Application,
    parameters: &Parameters,
    address: &ReturnAddress,
) -> Result<Result<AuthorizationRequest, Refusal>, Problem> {
    let settings = platform.settings().await?;
    let keys = match parameters.all("id_token_hint").next() {
        None => None,
        Some(_) => Some(platform.keys().await?.public()),
    };
    Ok(AuthorizationRequest::read(
        parameters,
        application,
        address.clone(),
        &settings,
        |token| http::authorization::hinted_subject(platform, keys.as_ref()?, application, token),
    ))
}

/// Whoever a browser's session belongs to.
struct Visitor {
    session: Session,
    account: Account,
    credential: Option<Credential>,
    connection: Option<Connection>,
}

impl Visitor {
    /// The visitor whose cookie came with a request, if the session has not ended.
    async fn of(
        platform: &Platform,
        request: &Request,
        application: &Application,
    ) -> Result<Option<Self>, Problem> {
        let Some(token) = http::session::authorization_token(request) else {
            return Ok(None);
        };
        let store = platform.store();
        let read = async {
            tokio::try_join!(
                store.session(&token.account, &token.id),
                store.account_and_credential(&token.account),
                store.connection(&token.account, &application.id)
            )
        };
        // The first event of a process reads the secrets, at the same time as the rest.
        let (read, _) = tokio::join!(read, platform.secrets(0));
        let (session, found, connection) = read?;
        let now = platform.now();
        let session = session.filter(|session| session.accepts_at_authorization(&token, now));
        let (Some(session), Some((account, credential))) = (session, found) else {
            return Ok(None);
        };
        match http::session::keep_alive(platform, &session).await {
            Err(problem) if problem.slug == Slug::NotSignedIn => return Ok(None),
            kept => kept?,
        }
        Ok(Some(Self {
            session,
            account,
            credential,
            connection,
        }))
    }

    fn person(&self) -> Person<'_> {
        Person {
            session: &self.session,
            account: &self.account,
            credential: self.credential.as_ref(),
            connection: self.connection.as_ref(),
            agrees: false,
        }
    }
}

/// Keeps a request that its application pushes.
async fn keep_pushed(
    platform: &'static Platform,
    request: &Request,
) -> Result<Response, OAuthError> {
    let parameters = http::oauth::form(request)?;
    let application = http::client::authenticate(platform, request, &parameters).await?;
    if parameters.one("request_uri")?.is_some() {
        // RFC 9126, 2.1.
        return Err(OAuthError::invalid_request(
            "request_uri must not be pushed",
        ));
    }
    let address =
        ReturnAddress::read(&parameters, &application).map_err(OAuthError::invalid_request)?;
    let checked = check(platform, &application, &parameters, &address).await?;
    let checked =
        checked.map_err(|refusal| OAuthError::new(refusal.code.as_str(), refusal.description))?;
    let checked = bound_to_key(platform, request, checked).await?;
    let now = platform.now();
    let authorization = Authorization::pushed(checked, now, &mut platform.rng());
    let save = async || platform.store().keep_authorization(&authorization).await;
    // A confidential client proved itself, and pushes the requests of all its people from one address.
    if application.is_public() {
        keep(platform, request, save).await?;
    } else {
        save().await?;
    }
    let pushed = Pushed {
        request_uri: authorization.request_uri(),
        expires_in: authorization.expires_at.as_second() - now.as_second(),
    };
    Ok(http::response::json(StatusCode::CREATED, &pushed))
}

/// Binds the code to the key of the proof that a pushed request comes with (RFC 9449, 10.1).
async fn bound_to_key(
    platform: &Platform,
    request: &Request,
    asked_for: AuthorizationRequest,
) -> Result<AuthorizationRequest, OAuthError> {
    let Some(proof) = http::dpop::proof(platform, request)? else {
        return Ok(asked_for);
    };
    if asked_for
        .dpop_jkt
        .as_ref()
        .is_some_and(|jkt| *jkt != proof.jkt)
    {
        return Err(http::dpop::invalid("dpop_jkt names another key"));
    }
    http::dpop::once(platform, Some(&proof)).await?;
    Ok(AuthorizationRequest {
        dpop_jkt: Some(proof.jkt),
        ..asked_for
    })
}
