//! The Lambda authorizer of the organisation's own APIs: allows a request only if its session, or the access token of an
//! application, meets the requirement of the route.
//!
//! An HTTP API (payload 2.0) gets a simple response. It has no gateway responses, so a refusal is a plain 403, and the API's
//! own code answers the challenge of RFC 9470 by what the context tells it. A REST API gets a policy, and a refusal's
//! context has the challenge, which a gateway response puts into `WWW-Authenticate`.
//!
//! An access token has to be for the API. Its resource is the variable `resource` of the API's stage; without one, `https://`
//! and the host name that the request came to, with or without the path `/`.

use std::collections::BTreeMap;

use domain::Timestamp;
use domain::application::Requirement;
use domain::dpop::ProvenRequest;
use domain::session::Token;
use domain::token::AccessClaims;
use http::bearer::{Challenge, Scheme};
use http::runtime::EventError;
use http::session::{cookie_token, read_token, session_of};
use platform::Platform;
use platform::tokens::AccessToken;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A request to an API, as API Gateway hands it to an authorizer: of an HTTP API (payload 2.0), or of a REST API (type
/// `REQUEST`), which names the method by an ARN.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AuthorizerRequest {
    method_arn: Option<String>,
    route_key: Option<String>,
    raw_path: Option<String>,
    resource: Option<String>,
    http_method: Option<String>,
    headers: Option<BTreeMap<String, String>>,
    cookies: Option<Vec<String>>,
    stage_variables: Option<BTreeMap<String, String>>,
    request_context: Context,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Context {
    domain_name: Option<String>,
    path: Option<String>,
    http: Http,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Http {
    method: Option<String>,
}

impl AuthorizerRequest {
    fn header(&self, name: &str) -> Option<&str> {
        let headers = self.headers.as_ref()?;
        let found = headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The session token in a cookie.
    fn cookie(&self) -> Option<&str> {
        let apart = self.cookies.iter().flatten().map(String::as_str);
        apart.chain(self.header("cookie")).find_map(cookie_token)
    }

    /// Whether a page of another origin of the same site may have sent it: the cookie comes with that too.
    fn may_be_forged(&self, portal: &str) -> bool {
        let changes = !matches!(self.method(), "GET" | "HEAD" | "OPTIONS");
        let is_from_portal = || http::request::is_from(portal, |name| self.header(name));
        changes && self.cookie().is_some() && is_from_portal() != Some(true)
    }

    fn method(&self) -> &str {
        let method = self.http_method.as_ref();
        let method = method.or(self.request_context.http.method.as_ref());
        method.map_or("", String::as_str)
    }

    /// The route: `GET /reports`.
    fn route(&self) -> String {
        match (&self.route_key, &self.resource) {
            (Some(key), _) => key.clone(),
            (None, Some(resource)) => format!("{} {resource}", self.method()),
            (None, None) => String::new(),
        }
    }

    fn origin(&self) -> String {
        let host = self.request_context.domain_name.as_deref();
        format!("https://{}", host.unwrap_or_default())
    }

    /// The address that the request was sent to.
    fn address(&self) -> String {
        let path = self
            .raw_path
            .as_ref()
            .or(self.request_context.path.as_ref());
        format!("{}{}", self.origin(), path.map_or("/", String::as_str))
    }

    /// The names of the resource that an access token has to be for.
    fn audiences(&self) -> Vec<String> {
        let variables = self.stage_variables.as_ref();
        match variables.and_then(|variables| variables.get("resource")) {
            Some(set) => vec![set.clone()],
            None => vec![self.origin(), format!("{}/", self.origin())],
        }
    }
}

/// What an authorizer answers.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum AuthorizerResponse {
    /// To an HTTP API.
    Simple {
        /// Whether the request is allowed.
        #[serde(rename = "isAuthorized")]
        is_authorized: bool,
        /// What the API behind it is told.
        context: Value,
    },
    /// To a REST API.
    Policy {
        /// Who sent the request.
        #[serde(rename = "principalId")]
        principal: String,
        /// Whether the request is allowed.
        #[serde(rename = "policyDocument")]
        policy: Value,
        /// What the API behind it is told, or the gateway's answer to a refusal.
        context: Value,
    },
}

/// What is decided of a request.
struct Decision {
    /// Who sent it, if that is known.
    principal: Option<String>,
    /// What the API is told.
    context: Value,
    /// Why it is refused, if it is.
    challenge: Option<Challenge>,
}

impl Decision {
    fn refused(challenge: Challenge) -> Self {
        Self {
            principal: None,
            context: Value::Null,
            challenge: Some(challenge),
        }
    }

    fn response(self, method_arn: Option<&str>) -> AuthorizerResponse {
        let is_authorized = self.challenge.is_none();
        let Some(method_arn) = method_arn else {
            return AuthorizerResponse::Simple {
                is_authorized,
                context: self.context,
            };
        };
        let mut context = match self.context {
            Value::Object(context) => context,
            _ => serde_json::Map::new(),
        };
        if let Some(challenge) = self.challenge {
            context.insert("challenge".to_owned(), json!(challenge.to_string()));
        }
        AuthorizerResponse::Policy {
            principal: self.principal.unwrap_or_else(|| "nobody".to_owned()),
            policy: json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Action": "execute-api:Invoke",
                    "Effect": if is_authorized { "Allow" } else { "Deny" },
                    "Resource": method_arn,
                }],
            }),
            context: Value::Object(context),
        }
    }
}

/// Decides whether a request is allowed. The response's context passes what is known of the person to the API behind it.
///
/// # Errors
/// Only if the store or the keys fail: API Gateway then responds with 500 and refuses the request.
pub async fn handle(
    platform: &'static Platform,
    request: AuthorizerRequest,
) -> Result<AuthorizerResponse, EventError> {
    let authorization = request.header("authorization");
    let presented = authorization.and_then(http::bearer::presented);
    let decision = match presented {
        Some((scheme, token)) if Token::parse(token).is_err() => {
            Box::pin(by_access_token(platform, &request, scheme, token)).await?
        }
        Some((_, token)) => Box::pin(by_session(platform, &request, Some(token))).await?,
        None if request.may_be_forged(&platform.config.portal_origin) => {
            let why = "a page of the portal has to send a change with the cookie";
            Decision::refused(Challenge::invalid_token(Scheme::Bearer, why))
        }
        None => Box::pin(by_session(platform, &request, request.cookie())).await?,
    };
    Ok(decision.response(request.method_arn.as_deref()))
}

/// Decides by the session that a token of the portal opens.
async fn by_session(
    platform: &Platform,
    request: &AuthorizerRequest,
    token: Option<&str>,
) -> Result<Decision, EventError> {
    let route = request.route();
    let session = async { session_of(platform, &read_token(token)?).await };
    let (session, requirement) = tokio::join!(session, platform.route(&route));
    let session = match session {
        Ok(session) => session,
        Err(problem) if problem.status == 401 => {
            return Ok(Decision::refused(match token {
                Some(_) => Challenge::invalid_token(Scheme::Bearer, "the session has ended"),
                None => Challenge::default(),
            }));
        }
        Err(problem) => return Err(problem.into()),
    };
    let (requirement, now) = (requirement?, platform.now());
    let acr = session.acr(now);
    let met = requirement.met_by(&session, now).is_ok();
    Ok(Decision {
        principal: Some(session.account.as_str().to_owned()),
        context: json!({
            "account": session.account.as_str(),
            "strength": session.strength(now),
            "proofed": session.proofed(now),
            "acr": acr,
            "auth_time": session.auth_time(acr).as_second(),
        }),
        challenge: (!met).then(|| step_up(Scheme::Bearer, &requirement)),
    })
}

/// Decides by an access token that an application sends for its person.
async fn by_access_token(
    platform: &Platform,
    request: &AuthorizerRequest,
    scheme: Scheme,
    text: &str,
) -> Result<Decision, EventError> {
    let refused = |why: &str| Ok(Decision::refused(Challenge::invalid_token(scheme, why)));
    let Some(AccessToken { claims, handle }) = platform.access_token(text).await? else {
        return refused("it is not valid");
    };
    let is_for = |audience: &String| claims.aud.names(audience);
    if !request.audiences().iter().any(is_for) {
        return refused("it is for another resource");
    }
    if let Err(challenge) = possessed(platform, request, scheme, text, &claims) {
        return Ok(Decision::refused(challenge));
    }
    let route = request.route();
    let (standing, application, requirement) = tokio::try_join!(
        platform.standing(&handle),
        platform.application(&claims.client_id),
        platform.route(&route)
    )?;
    let now = platform.now();
    if standing.live(now).is_none() || application.is_none() {
        return refused("it has ended");
    }
    let met = meets(&claims, &requirement, now);
    Ok(Decision {
        principal: Some(claims.sub.clone()),
        context: json!({
            "acr": claims.acr,
            "auth_time": claims.auth_time,
            "client_id": claims.client_id,
            "sub": claims.sub,
            "scope": claims.scope,
        }),
        challenge: (!met).then(|| step_up(scheme, &requirement)),
    })
}

/// Checks that a token that is bound to a key comes with a proof for this request.
fn possessed(
    platform: &Platform,
    request: &AuthorizerRequest,
    scheme: Scheme,
    token: &str,
    claims: &AccessClaims,
) -> Result<(), Challenge> {
    let url = request.address();
    let proven = ProvenRequest {
        method: request.method(),
        url: &url,
        token: Some(token),
    };
    let proofs: Vec<&str> = request.header(http::dpop::HEADER).into_iter().collect();
    http::bearer::possessed(scheme, claims.cnf.as_ref(), &proofs, |proof| {
        http::dpop::check(platform, proof, proven)
    })
}

/// Whether the strength of an access token meets a requirement now.
fn meets(claims: &AccessClaims, requirement: &Requirement, now: Timestamp) -> bool {
    let reached = claims.reached() >= Some(requirement.acr());
    let entered = Timestamp::from_second(claims.auth_time);
    reached && entered.is_ok_and(|entered| requirement.is_fresh(entered, now))
}

fn step_up(scheme: Scheme, requirement: &Requirement) -> Challenge {
    Challenge::step_up(scheme, requirement.acr().as_str(), requirement.max_age)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(event: Value) -> AuthorizerRequest {
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn a_token_is_for_the_host_that_the_request_came_to_or_for_the_stages_resource() {
        let http = request(json!({
            "version": "2.0", "routeKey": "GET /reports", "rawPath": "/reports",
            "requestContext": { "domainName": "api.example.com", "http": { "method": "GET" } },
        }));
        let either = ["https://api.example.com", "https://api.example.com/"];
        assert_eq!(http.audiences(), either);
        assert_eq!(http.address(), "https://api.example.com/reports");
        assert_eq!(http.route(), "GET /reports");
        let rest = request(json!({
            "type": "REQUEST", "methodArn": "arn", "resource": "/reports/{id}", "httpMethod": "GET", "headers": null,
            "stageVariables": { "resource": "urn:reports" },
            "requestContext": { "domainName": "api.example.com", "path": "/v1/reports/1" },
        }));
        assert_eq!(rest.audiences(), ["urn:reports"]);
        assert_eq!(rest.address(), "https://api.example.com/v1/reports/1");
        assert_eq!(rest.route(), "GET /reports/{id}");
    }

    #[test]
    fn a_rest_api_is_told_the_challenge_and_an_http_api_is_refused() {
        let refused = || Decision::refused(Challenge::step_up(Scheme::Bearer, "phone-otp", None));
        let rest = serde_json::to_value(refused().response(Some("arn"))).unwrap();
        assert_eq!(rest["policyDocument"]["Statement"][0]["Effect"], "Deny");
        assert_eq!(rest["policyDocument"]["Statement"][0]["Resource"], "arn");
        let challenge = rest["context"]["challenge"].as_str().unwrap();
        assert!(
            challenge.contains("acr_values=\"phone-otp\""),
            "{challenge}"
        );
        let http = serde_json::to_value(refused().response(None)).unwrap();
        assert_eq!(http, json!({ "isAuthorized": false, "context": null }));
    }
}
