//! `GET /.well-known/openid-configuration`, `GET /.well-known/oauth-authorization-server`: what the portal offers as an
//! OpenID Provider. `GET /.well-known/ssf-configuration`: what it offers as a transmitter of security events.
//! `GET /.well-known/jwks.json`: the public keys that its tokens are checked with.
//!
//! The documents are public, and the same for everybody: caches keep them, and any page may read them.

use domain::acr::Acr;
use domain::application::{ClientAuthMethod, GrantType, IdTokenAlg, Scope, SubjectType};
use domain::language::Language;
use domain::policy::{DISCOVERY_KEPT, KEYS_KEPT};
use http::{HeaderMap, HeaderValue, Problem, Request, Response, StatusCode, header};
use jose::Alg;
use lambda_http::Body;
use platform::Platform;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// What the issuer offers (OpenID Connect Discovery 1.0, 3; RFC 8414, 2).
#[derive(Debug, Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the standards' members are what they are"
)]
pub struct Metadata {
    /// The issuer: the portal's origin.
    issuer: String,
    /// Where a browser is sent to sign in.
    authorization_endpoint: String,
    /// Where a request may be left before (RFC 9126).
    pushed_authorization_request_endpoint: String,
    /// Where a code or a refresh token is exchanged.
    token_endpoint: String,
    /// Where claims about the person are read.
    userinfo_endpoint: String,
    /// Where the public keys are.
    jwks_uri: String,
    /// Where a token is given back (RFC 7009).
    revocation_endpoint: String,
    /// Where an API asks about a token (RFC 7662).
    introspection_endpoint: String,
    /// Where a browser is sent to sign out (OpenID Connect RP-Initiated Logout 1.0).
    end_session_endpoint: String,
    /// The scopes.
    scopes_supported: Vec<&'static str>,
    /// The response types: a code.
    response_types_supported: [&'static str; 1],
    /// How the answer comes back: in the query.
    response_modes_supported: [&'static str; 1],
    /// Whether the answer names the issuer (RFC 9207).
    authorization_response_iss_parameter_supported: bool,
    /// What the token endpoint takes.
    grant_types_supported: Vec<&'static str>,
    /// The methods of PKCE (RFC 7636), which every request needs.
    code_challenge_methods_supported: [&'static str; 1],
    /// How applications authenticate themselves to the token endpoint.
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    /// The algorithms of their assertions.
    token_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// How applications authenticate themselves to give a token back.
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    /// The algorithms of their assertions.
    revocation_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// How APIs authenticate themselves to ask about a token.
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    /// The algorithms of their assertions.
    introspection_endpoint_auth_signing_alg_values_supported: Vec<&'static str>,
    /// The algorithms of proofs of possession (RFC 9449).
    dpop_signing_alg_values_supported: Vec<&'static str>,
    /// The algorithms of ID tokens.
    id_token_signing_alg_values_supported: Vec<&'static str>,
    /// Whether applications may be told the same `sub`.
    subject_types_supported: Vec<&'static str>,
    /// The authentication context classes, the weakest first. An operator may have given them further names.
    acr_values_supported: [&'static str; 3],
    /// What a request may ask the page for.
    prompt_values_supported: [&'static str; 2],
    /// The claims of ID tokens and of the userinfo endpoint.
    claims_supported: [&'static str; 18],
    /// How claims come: as they are.
    claim_types_supported: [&'static str; 1],
    /// Whether the parameter `claims` is read.
    claims_parameter_supported: bool,
    /// Whether a request may be a signed object.
    request_parameter_supported: bool,
    /// Whether a request may be an address of the application's.
    request_uri_parameter_supported: bool,
    /// Whether every request has to be left before; a registration may say so.
    require_pushed_authorization_requests: bool,
    /// The languages of the pages.
    ui_locales_supported: Vec<&'static str>,
    /// Whether applications are told that a session ended (OpenID Connect Back-Channel Logout 1.0).
    backchannel_logout_supported: bool,
    /// Whether they are told which.
    backchannel_logout_session_supported: bool,
}

/// What the issuer offers as a transmitter of security events (Shared Signals Framework 1.0, 7.1). Which events an application
/// is sent, and where, stands in its registration.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transmitter {
    /// The version of the framework.
    spec_version: &'static str,
    /// The issuer: the portal's origin.
    issuer: String,
    /// Where the public keys are.
    jwks_uri: String,
    /// How events are delivered: they are pushed (RFC 8935).
    delivery_methods_supported: [&'static str; 1],
    /// Where an application asks for a verification event.
    verification_endpoint: String,
    /// How it authenticates there: as an OAuth client (RFC 6749).
    authorization_schemes: [AuthorizationScheme; 1],
    /// Whose events an application is sent: those of everybody who has used it.
    default_subjects: &'static str,
}

/// How applications authenticate.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthorizationScheme {
    /// The standard.
    spec_urn: &'static str,
}

impl Transmitter {
    fn of(origin: &str) -> Self {
        Self {
            spec_version: "1_0",
            issuer: origin.to_owned(),
            jwks_uri: format!("{origin}{KEYS}"),
            delivery_methods_supported: ["urn:ietf:rfc:8935"],
            verification_endpoint: format!("{origin}/security-events/verification"),
            authorization_schemes: [AuthorizationScheme {
                spec_urn: "urn:ietf:rfc:6749",
            }],
            default_subjects: "ALL",
        }
    }
}

/// What ID tokens and the userinfo endpoint say: of the sign-in, then of the person.
const CLAIMS: [&str; 18] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "at_hash",
    "sid",
    "name",
    "locale",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "verified_claims",
];

impl Metadata {
    fn of(origin: &str) -> Self {
        let at = |path: &str| format!("{origin}{path}");
        let applications = words(ClientAuthMethod::ALL, ClientAuthMethod::as_str);
        // An API has a secret or a key: everybody else could ask, too.
        let apis = applications
            .iter()
            .copied()
            .filter(|method| *method != ClientAuthMethod::None.as_str())
            .collect();
        let verified = words(&Alg::ALL, Alg::as_str);
        Self {
            issuer: origin.to_owned(),
            authorization_endpoint: at("/oauth2/authorize"),
            pushed_authorization_request_endpoint: at("/oauth2/par"),
            token_endpoint: at("/oauth2/token"),
            userinfo_endpoint: at("/oauth2/userinfo"),
            jwks_uri: at(KEYS),
            revocation_endpoint: at("/oauth2/revoke"),
            introspection_endpoint: at("/oauth2/introspect"),
            end_session_endpoint: at("/oauth2/logout"),
            scopes_supported: words(Scope::ALL, Scope::as_str),
            response_types_supported: ["code"],
            response_modes_supported: ["query"],
            authorization_response_iss_parameter_supported: true,
            grant_types_supported: words(GrantType::ALL, GrantType::as_str),
            code_challenge_methods_supported: ["S256"],
            token_endpoint_auth_methods_supported: applications.clone(),
            token_endpoint_auth_signing_alg_values_supported: verified.clone(),
            revocation_endpoint_auth_methods_supported: applications,
            revocation_endpoint_auth_signing_alg_values_supported: verified.clone(),
            introspection_endpoint_auth_methods_supported: apis,
            introspection_endpoint_auth_signing_alg_values_supported: verified.clone(),
            dpop_signing_alg_values_supported: verified,
            id_token_signing_alg_values_supported: words(IdTokenAlg::ALL, IdTokenAlg::as_str),
            subject_types_supported: words(SubjectType::ALL, SubjectType::as_str),
            acr_values_supported: Acr::ALL.map(Acr::as_str),
            prompt_values_supported: ["none", "login"],
            claims_supported: CLAIMS,
            claim_types_supported: ["normal"],
            claims_parameter_supported: true,
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            require_pushed_authorization_requests: false,
            ui_locales_supported: words(&Language::ALL, Language::code),
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
        }
    }
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().copied().map(word).collect()
}

const KEYS: &str = "/.well-known/jwks.json";

/// Serves the routes.
///
/// # Errors
/// Those of the route.
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    match request.uri().path() {
        KEYS => keys(platform, &request).await,
        "/.well-known/ssf-configuration" => Ok(transmitter(platform, &request)),
        "/.well-known/oauth-authorization-server" => Ok(authorization_server(platform, &request)),
        _ => Ok(configuration(platform, &request)),
    }
}

/// Describes the OpenID Provider.
#[utoipa::path(get, path = "/.well-known/openid-configuration", operation_id = "describe-issuer", responses(
    (status = 200, description = "What it offers", body = Metadata),
    (status = 304, description = "It is what `If-None-Match` names"),
))]
pub fn configuration(platform: &Platform, request: &Request) -> Response {
    let metadata = Metadata::of(&platform.config.portal_origin);
    public(request, &metadata, DISCOVERY_KEPT.as_secs())
}

/// Describes the authorization server: the same document, where OAuth's clients look for it (RFC 8414, 3).
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", operation_id = "describe-issuer-oauth", responses(
    (status = 200, description = "What it offers", body = Metadata),
    (status = 304, description = "It is what `If-None-Match` names"),
))]
pub fn authorization_server(platform: &Platform, request: &Request) -> Response {
    configuration(platform, request)
}

/// Describes the transmitter of security events.
#[utoipa::path(get, path = "/.well-known/ssf-configuration", operation_id = "describe-issuer-events", responses(
    (status = 200, description = "What it offers", body = Transmitter),
    (status = 304, description = "It is what `If-None-Match` names"),
))]
pub fn transmitter(platform: &Platform, request: &Request) -> Response {
    let transmitter = Transmitter::of(&platform.config.portal_origin);
    public(request, &transmitter, DISCOVERY_KEPT.as_secs())
}

/// Shows the public keys that tokens are checked with (RFC 7517): those that sign now, those that will, and those that
/// did.
#[utoipa::path(get, path = "/.well-known/jwks.json", operation_id = "describe-issuer-keys", responses(
    (status = 200, description = "The keys", body = Object),
    (status = 304, description = "They are what `If-None-Match` names"),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn keys(platform: &Platform, request: &Request) -> Result<Response, Problem> {
    let keys = platform.keys().await?;
    Ok(public(request, &keys.public(), KEYS_KEPT.as_secs()))
}

/// A document that anybody may keep for some seconds and any page may read; without its body if the request names its
/// newest version.
fn public(request: &Request, document: &impl Serialize, seconds: i64) -> Response {
    let mut response = http::response::json(StatusCode::OK, document);
    let digest = Sha256::digest(response.body().as_ref());
    let tag = format!("\"{}\"", data_encoding::BASE64URL_NOPAD.encode(&digest));
    if names(request.headers(), &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::Empty;
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    let caching = format!("public, max-age={seconds}");
    for (name, value) in [
        (header::CACHE_CONTROL, caching.as_str()),
        (header::ETAG, &tag),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Whether `If-None-Match` has an entity tag, compared weakly (RFC 9110, 13.1.2): a cache on the way may have compressed
/// the document.
fn names(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}
