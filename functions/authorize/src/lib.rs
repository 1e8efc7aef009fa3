//! The Lambda authorizer of the organisation's own APIs: allows a request only if its session meets the requirement of
//! the route.

use aws_lambda_events::event::apigw::{
    ApiGatewayV2CustomAuthorizerSimpleResponse, ApiGatewayV2CustomAuthorizerV2Request,
};
use domain::application::Requirement;
use domain::strength::Strength;
use http::request::bearer_token;
use http::runtime::EventError;
use http::session::{cookie_token, read_token, session_of};
use platform::Platform;
use serde_json::{Value, json};

/// The requirement of routes that the configuration does not name.
const DEFAULT: Requirement = Requirement {
    strength: Strength::PhoneOtp,
    proofed: false,
};

/// Decides whether a request is allowed, in API Gateway's simple response format. The response's context passes the
/// session's data to the API behind it.
///
/// # Errors
/// Only if the store fails: API Gateway then responds with 500 and refuses the request.
pub async fn handle(
    platform: &'static Platform,
    request: ApiGatewayV2CustomAuthorizerV2Request,
) -> Result<ApiGatewayV2CustomAuthorizerSimpleResponse<Value>, EventError> {
    let presented = async { session_of(platform, &read_token(presented(&request))?).await };
    let session = match presented.await {
        Ok(session) => session,
        Err(problem) if problem.status == 401 => return Ok(decision(false, Value::Null)),
        Err(problem) => return Err(problem.into()),
    };
    let now = platform.now();
    let route = request.route_key.as_deref().unwrap_or_default();
    let requirement = platform
        .config
        .routes
        .get(route)
        .copied()
        .unwrap_or(DEFAULT);
    let context = json!({
        "account": session.account.as_str(),
        "strength": session.strength(now),
        "proofed": session.proofed(now),
    });
    Ok(decision(requirement.met_by(&session, now).is_ok(), context))
}

fn decision(
    is_authorized: bool,
    context: Value,
) -> ApiGatewayV2CustomAuthorizerSimpleResponse<Value> {
    let mut response = ApiGatewayV2CustomAuthorizerSimpleResponse::default();
    response.is_authorized = is_authorized;
    response.context = context;
    response
}

/// The token of the request, from its `Authorization` header or its session cookie.
fn presented(request: &ApiGatewayV2CustomAuthorizerV2Request) -> Option<&str> {
    request
        .headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(bearer_token)
        .or_else(|| {
            request
                .cookies
                .iter()
                .find_map(|cookie| cookie_token(cookie))
        })
}
