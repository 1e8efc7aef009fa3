//! The HTTP interface of the operations, and the Lambda runtime below it.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`runtime`] | runs an operation as a Lambda; the one place that turns refusals into responses |
//! | [`request`] | the parts of a request: body, path, origin, language |
//! | [`session`] | the session of a request, and what belongs to its person |
//! | [`authorization`] | requests of applications: the cookie that binds them to a browser, and where browsers are led |
//! | [`oauth`], [`client`], [`dpop`], [`bearer`] | requests of applications' servers: forms and errors, who sends them, with which key, and the access tokens that they present |
//! | [`cors`] | requests of scripts of other sites |
//! | [`browser`] | the cookie by which an account knows a browser |
//! | [`limits`] | actions that count against a limit, and give the count back if nothing was done |
//! | [`response`] | responses in JSON, and the session cookie |
//! | [`problem`] | refusals (RFC 9457): one table of slugs, one mapping of errors |
//! | [`orders`] | the HTTP side of placing an order |
//! | [`schema`] | schemas of fields whose limits are numbers of the policy |
//! | [`views`] | the parts of responses that several operations share |

#![deny(missing_docs)]

pub mod authorization;
pub mod bearer;
pub mod browser;
pub mod client;
pub mod cors;
pub mod dpop;
pub mod limits;
pub mod oauth;
pub mod orders;
pub mod problem;
pub mod request;
pub mod response;
pub mod runtime;
pub mod schema;
pub mod session;
pub mod views;

pub use lambda_http::Request;
pub use lambda_http::http::{HeaderMap, HeaderValue, Method, StatusCode, header};

pub use problem::{Problem, Slug};
pub use response::Response;
