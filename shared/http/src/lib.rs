//! The operations' HTTP, and the Lambda runtime below it.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`runtime`] | runs an operation as a Lambda; one place that turns refusals into answers |
//! | [`request`] | what a request says: body, path, origin, language |
//! | [`session`] | whose request it is, and what belongs to that person |
//! | [`response`] | answers in JSON, and the cookie of a session |
//! | [`problem`] | refusals (RFC 9457): one table of slugs, one mapping of errors |
//! | [`orders`] | the HTTP side of placing an order |
//! | [`schema`] | schemas whose limits are numbers of the rules |
//! | [`views`] | what several operations answer with |

#![deny(missing_docs)]

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
