//! The table of operations: the operation of each route, the operations that events start, and the OpenAPI document.
//!
//! An operation is registered here and nowhere else in this crate: its routes, the gateway and the OpenAPI document follow.
//! Its dependency in `Cargo.toml`, its fixtures, its row in the README and its resource in the template are elsewhere, and
//! a test fails when one of them is missing.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::LazyLock;

use ::http::runtime::{EventError, Invoked, http_event};
use axum::http::Method;
use lambda_runtime::{Error, LambdaEvent};
use platform::Platform;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::OpenApi;

/// A Lambda as its caller uses it: it takes an event and returns JSON.
pub type Invoke = fn(&'static Platform, LambdaEvent<Value>) -> Invoked;

/// A route of the HTTP API.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path as API Gateway writes it: `/orders/{number}`, `/assets/{proxy+}`.
    pub path: &'static str,
    /// The operation that handles it.
    pub operation: &'static str,
    /// Calls the operation with a payload 2.0 event.
    pub invoke: Invoke,
}

/// An operation that something other than the HTTP API starts.
pub struct Event {
    /// The operation.
    pub operation: &'static str,
    /// Calls the operation with its event.
    pub invoke: Invoke,
}

/// Routes, `METHOD path => operation (the handler that describes it);`, and operations that events start.
macro_rules! operations {
    (
        http { $($method:ident $path:literal => $operation:ident ($($described:ident)?);)* }
        events { $($started:ident::$handler:ident;)* }
    ) => {
        /// Every route.
        pub static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| vec![$(Route {
            method: Method::$method,
            path: $path,
            operation: name(stringify!($operation)),
            invoke: |platform, event| http_event(platform, event, ::$operation::handle),
        }),*]);

        /// Every operation that an event starts.
        pub static EVENTS: LazyLock<Vec<Event>> = LazyLock::new(|| vec![$(Event {
            operation: name(stringify!($started)),
            invoke: |platform, event| Box::pin(direct(platform, event, ::$started::$handler)),
        }),*]);

        #[derive(OpenApi)]
        #[openapi(
            info(
                title = "Phone OTP",
                description = "The second factor of a portal: buy, prove, bind, sign in with a code, renew. Every refusal is an RFC 9457 problem whose `type` is a stable slug.",
                license(name = "Apache-2.0", identifier = "Apache-2.0")
            ),
            paths($($(::$operation::$described,)?)*)
        )]
        struct Interface;
    };
}

operations! {
    http {
        POST "/accounts" => sign_up (handle);
        POST "/sessions" => sign_in (handle);
        DELETE "/sessions/current" => sign_out (handle);
        POST "/password-resets" => reset_password (request_reset);
        POST "/password-resets/{token}" => reset_password (complete_reset);
        GET "/account" => get_account (handle);
        POST "/account/email/code" => send_email_code (handle);
        POST "/account/email/confirmation" => confirm_email (handle);
        PUT "/account/email" => correct_email (handle);
        GET "/products" => list_products (handle);
        POST "/orders" => place_order (handle);
        GET "/orders/{number}" => get_order (handle);
        POST "/orders/{number}/checkout" => begin_checkout (handle);
        POST "/orders/{number}/license-email" => resend_license_email (handle);
        POST "/payments/{provider}" => record_payment (handle);
        POST "/credential" => enter_license (handle);
        POST "/credential/proofing" => start_proofing (handle);
        POST "/credential/proofing/answers" => submit_proofing (handle);
        POST "/credential/proofing/code" => redeem_proofing (handle);
        POST "/credential/phones" => register_phone (handle);
        DELETE "/credential/phones/{id}" => remove_phone (handle);
        POST "/otp" => send_otp (handle);
        POST "/otp/verification" => verify_otp (handle);
        GET "/applications/{id}" => open_application (handle);
        POST "/renewals" => renew (handle);
        GET "/oauth2/authorize" => request_authorization (handle);
        POST "/oauth2/authorize" => request_authorization (by_form);
        POST "/oauth2/par" => request_authorization (push);
        GET "/authorizations/{id}" => grant_authorization (show);
        POST "/authorizations/{id}" => grant_authorization (grant);
        POST "/authorizations/{id}/cancellation" => grant_authorization (cancel);
        POST "/oauth2/token" => issue_token (handle);
        OPTIONS "/oauth2/token" => issue_token ();
        GET "/oauth2/userinfo" => get_userinfo (handle);
        POST "/oauth2/userinfo" => get_userinfo (post);
        OPTIONS "/oauth2/userinfo" => get_userinfo ();
        POST "/oauth2/revoke" => revoke_token (handle);
        OPTIONS "/oauth2/revoke" => revoke_token ();
        POST "/oauth2/introspect" => introspect_token (handle);
        GET "/oauth2/logout" => end_session (ask);
        POST "/oauth2/logout" => end_session (end);
        GET "/.well-known/openid-configuration" => describe_issuer (configuration);
        GET "/.well-known/oauth-authorization-server" => describe_issuer (authorization_server);
        GET "/.well-known/ssf-configuration" => describe_issuer (transmitter);
        GET "/.well-known/jwks.json" => describe_issuer (keys);
        POST "/security-events/verification" => verify_security_events (handle);
        GET "/" => portal (handle);
        GET "/assets/{proxy+}" => portal ();
        GET "/openapi.json" => portal ();
    }
    events {
        record_payment::record_invoice;
        deliver_license_email::handle;
        decide_proofing::handle;
        configure::handle;
        notify_logout::handle;
        place_call::handle;
        remind_renewal::handle;
        tell_facts::handle;
        retry_notices::handle;
        authorize::handle;
    }
}

/// An operation's name, which is its folder's, from the name of its crate.
fn name(operation: &str) -> &'static str {
    operation.replace('_', "-").leak()
}

/// The OpenAPI document as indented JSON, with a line break at its end.
#[must_use]
pub fn openapi() -> String {
    let mut text = Interface::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

async fn direct<E, A, F>(
    platform: &'static Platform,
    event: LambdaEvent<Value>,
    handler: fn(&'static Platform, E) -> F,
) -> Result<Value, Error>
where
    E: DeserializeOwned,
    A: Serialize,
    F: Future<Output = Result<A, EventError>>,
{
    let event = serde_json::from_value(event.payload)?;
    let answer = handler(platform, event)
        .await
        .map_err(|error| Error::from(error.to_string()))?;
    Ok(serde_json::to_value(answer)?)
}

/// The route of a request, with the parameters of its path, still percent-encoded. A literal segment takes precedence
/// over a parameter.
#[must_use]
pub fn find<'a>(
    method: &Method,
    path: &'a str,
) -> Option<(&'static Route, Vec<(&'static str, &'a str)>)> {
    ROUTES
        .iter()
        .filter(|route| route.method == *method)
        .filter_map(|route| Some((route, parameters(route.path, path)?)))
        .min_by_key(|(_, parameters)| parameters.len())
}

/// The methods of the routes that a path has, for an `Allow` header.
#[must_use]
pub fn methods(path: &str) -> BTreeSet<&'static str> {
    ROUTES
        .iter()
        .filter(|route| parameters(route.path, path).is_some())
        .map(|route| route.method.as_str())
        .collect()
}

/// The parameters of a path, read by a route's template; `None` if the path does not match.
fn parameters<'a>(template: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut found = Vec::new();
    let mut rest = path.strip_prefix('/')?;
    let mut segments = template.strip_prefix('/')?.split('/').peekable();
    while let Some(segment) = segments.next() {
        if let Some(name) = segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix("+}"))
        {
            found.push((name, rest));
            return (!rest.is_empty()).then_some(found);
        }
        let (value, next) = match rest.split_once('/') {
            Some((value, next)) => (value, Some(next)),
            None => (rest, None),
        };
        match segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) if !value.is_empty() => found.push((name, value)),
            None if value == segment => {}
            _ => return None,
        }
        match (next, segments.peek()) {
            (Some(next), Some(_)) => rest = next,
            (None, None) => return Some(found),
            _ => return None,
        }
    }
    None
}

/// The operation that an event starts, by its name.
#[must_use]
pub fn event(operation: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.operation == operation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_route_and_its_parameters() {
        let find = |method: &Method, path| {
            find(method, path).map(|(route, parameters)| (route.operation, parameters))
        };
        assert_eq!(find(&Method::GET, "/"), Some(("portal", vec![])));
        assert_eq!(
            find(&Method::GET, "/orders/PO-1"),
            Some(("get-order", vec![("number", "PO-1")]))
        );
        assert_eq!(
            find(&Method::POST, "/orders/PO-1/license-email"),
            Some(("resend-license-email", vec![("number", "PO-1")]))
        );
        assert_eq!(
            find(&Method::GET, "/assets/a/b.css"),
            Some(("portal", vec![("proxy", "a/b.css")]))
        );
        for path in ["/orders", "/orders/", "/orders/1/2", "/assets/", "/nothing"] {
            assert_eq!(find(&Method::GET, path), None, "{path}");
        }
        assert_eq!(find(&Method::PUT, "/accounts"), None);
    }
}
