//! Requests of scripts of other sites (Fetch Standard, CORS). An application that runs in a browser calls the endpoints of
//! tokens itself. They look at no cookie, so any site may call them, and reads only what its own code or token gives.

use lambda_http::Request;
use lambda_http::http::{HeaderName, HeaderValue, Method, StatusCode, header};

use crate::response::{Response, no_content};

const ANY: HeaderValue = HeaderValue::from_static("*");

/// The answer to a browser that asks whether a script may send its request; `None` for other requests.
#[must_use]
pub fn preflight(request: &Request) -> Option<Response> {
    if *request.method() != Method::OPTIONS {
        return None;
    }
    let mut response = open(no_content());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let allowed: [(HeaderName, &str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, DPoP",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    for (name, value) in allowed {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    Some(response)
}

/// Lets scripts of other sites read a response.
#[must_use]
pub fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("WWW-Authenticate"),
    );
    response
}
