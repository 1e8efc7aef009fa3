//! The route table: which operation answers which request, and which operations events start.
//!
//! A new operation adds its line here, its `paths` entry in [`crate::openapi`], its folder of fixtures and its resource
//! in the template; a test fails when one of them is missing.

use std::future::Future;

use http::Method;
use lambda_runtime::{Error, LambdaEvent};
use platform::Platform;
use platform::event::{EventError, Invoked, http_event};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A Lambda as its caller sees it: an event in, JSON out.
pub type Invoke = fn(&'static Platform, LambdaEvent<Value>) -> Invoked;

/// A route of the HTTP API.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path as API Gateway writes it: `/orders/{number}`, `/assets/{proxy+}`.
    pub path: &'static str,
    /// The operation that answers it.
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

macro_rules! routes {
    ($($method:ident $path:literal => $operation:literal $module:ident;)*) => {
        /// Every route.
        pub static ROUTES: &[Route] = &[$(Route {
            method: Method::$method,
            path: $path,
            operation: $operation,
            invoke: |platform, event| http_event(platform, event, ::$module::handle),
        }),*];
    };
}

macro_rules! events {
    ($($operation:literal $handler:path;)*) => {
        /// Every operation that an event starts.
        pub static EVENTS: &[Event] = &[$(Event {
            operation: $operation,
            invoke: |platform, event| Box::pin(direct(platform, event, $handler)),
        }),*];
    };
}

routes! {
    POST "/accounts" => "sign-up" sign_up;
    POST "/sessions" => "sign-in" sign_in;
    DELETE "/sessions/current" => "sign-out" sign_out;
    POST "/password-resets" => "reset-password" reset_password;
    POST "/password-resets/{token}" => "reset-password" reset_password;
    GET "/account" => "get-account" get_account;
    GET "/products" => "list-products" list_products;
    POST "/orders" => "place-order" place_order;
    GET "/orders/{number}" => "get-order" get_order;
    POST "/orders/{number}/license-email" => "resend-license-email" resend_license_email;
    POST "/payments/{provider}" => "record-payment" record_payment;
    POST "/credential" => "enter-license" enter_license;
    POST "/credential/proofing" => "start-proofing" start_proofing;
    POST "/credential/proofing/answers" => "submit-proofing" submit_proofing;
    POST "/credential/proofing/code" => "redeem-proofing" redeem_proofing;
    POST "/credential/phones" => "register-phone" register_phone;
    DELETE "/credential/phones/{id}" => "remove-phone" remove_phone;
    POST "/otp" => "send-otp" send_otp;
    POST "/otp/verification" => "verify-otp" verify_otp;
    GET "/applications/{id}" => "open-application" open_application;
    POST "/renewals" => "renew" renew;
    GET "/" => "portal" portal;
    GET "/assets/{proxy+}" => "portal" portal;
    GET "/openapi.json" => "portal" portal;
}

events! {
    "record-payment" record_payment::record_invoice;
    "deliver-license-email" deliver_license_email::handle;
    "decide-proofing" decide_proofing::handle;
    "place-call" place_call::handle;
    "remind-renewal" remind_renewal::handle;
    "authorize" authorize::handle;
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

/// The route of a request with the parameters of its path, still percent-encoded. A literal segment beats a parameter.
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

/// The parameters of a path under a template; `None` if it does not fit.
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
