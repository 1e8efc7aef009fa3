//! `localhost`, the name of the portal on this machine: its addresses, and the redirect from an address to the name.
//!
//! Pages are shown only under the name, because cookies and the check for cross-site requests depend on the name, and
//! because the relying party of a passkey cannot be an address.

use std::io::ErrorKind;
use std::net::Ipv6Addr;

use axum::extract::Request;
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use tokio::net::TcpListener;

use crate::{StartError, port_of};

/// Loopback addresses as a `Host` header writes them.
pub(crate) const ADDRESSES: [&str; 2] = ["127.0.0.1", "[::1]"];

/// The pages that people open in a browser. Everything else responds under the addresses too, so that tools may use any
/// of them.
const PAGES: [&str; 3] = ["/", "/_local", "/sandbox/checkout"];

/// Listens on both addresses that a browser may resolve `localhost` to: `127.0.0.1` and, if the machine has IPv6, `::1`.
/// Returns the origin of the portal and the listeners.
pub(crate) async fn listen(port: u16) -> Result<(String, Vec<TcpListener>), StartError> {
    loop {
        let ipv4 = crate::listen(port).await?;
        let same_port = port_of(&ipv4)?;
        let origin = format!("http://localhost:{same_port}");
        match TcpListener::bind((Ipv6Addr::LOCALHOST, same_port)).await {
            Ok(ipv6) => return Ok((origin, vec![ipv4, ipv6])),
            // Any port is acceptable, and the system chooses another one at the next attempt.
            Err(error) if error.kind() == ErrorKind::AddrInUse && port == 0 => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                return Err(StartError::PortInUse(port));
            }
            Err(error) => {
                tracing::info!(%error, "no IPv6: the portal listens on 127.0.0.1 only");
                return Ok((origin, vec![ipv4]));
            }
        }
    }
}

/// Redirects a request for a page under an address to the same page under the name.
pub(crate) async fn redirect(request: Request, next: Next) -> Response {
    match under_the_name(&request) {
        Some(url) => Redirect::temporary(&url).into_response(),
        None => next.run(request).await,
    }
}

/// The URL of the page under the name, if the request is for a page under an address.
fn under_the_name(request: &Request) -> Option<String> {
    if *request.method() != Method::GET || !PAGES.contains(&request.uri().path()) {
        return None;
    }
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let port = ADDRESSES
        .iter()
        .find_map(|address| host.strip_prefix(address))?;
    // The port of the request is kept, not the portal's own, so that a forwarded port works.
    let is_port = |digits: &str| digits.parse::<u16>().is_ok();
    let path = request.uri().path_and_query()?;
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        .then(|| format!("http://localhost{port}{path}"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn url(method: Method, host: &str, uri: &str) -> Option<String> {
        let request = Request::builder().method(method).uri(uri);
        under_the_name(&request.header("host", host).body(Body::empty()).unwrap())
    }

    #[test]
    fn a_page_under_an_address_has_the_same_path_and_query_under_the_name() {
        for (host, uri, expected) in [
            ("127.0.0.1:8080", "/", "http://localhost:8080/"),
            ("127.0.0.1", "/?a=1", "http://localhost/?a=1"),
            ("[::1]:9000", "/_local", "http://localhost:9000/_local"),
            (
                "127.0.0.1:8080",
                "/sandbox/checkout?order=PO-1&return_to=http%3A%2F%2Flocalhost%3A8080%2F",
                "http://localhost:8080/sandbox/checkout?order=PO-1&return_to=http%3A%2F%2Flocalhost%3A8080%2F",
            ),
        ] {
            assert_eq!(url(Method::GET, host, uri).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_is_no_page_or_comes_under_another_name_is_answered_where_it_is() {
        for (method, host, uri) in [
            (Method::GET, "localhost:8080", "/"),
            (Method::GET, "127.0.0.1.example.com", "/"),
            (Method::GET, "127.0.0.1:80@example.com", "/"),
            (Method::GET, "[::1]x", "/"),
            (Method::GET, "127.0.0.1:8080", "/_local/mail"),
            (Method::GET, "127.0.0.1:8080", "/account"),
            (Method::GET, "127.0.0.1:8080", "/health"),
            (Method::POST, "127.0.0.1:8080", "/sandbox/checkout"),
        ] {
            assert_eq!(url(method, host, uri), None, "{host} {uri}");
        }
    }

    #[tokio::test]
    async fn both_addresses_of_the_name_are_listened_on_where_the_machine_has_ipv6() {
        let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
        let (origin, listeners) = listen(0).await.unwrap();
        assert_eq!(listeners.len(), 1 + usize::from(has_ipv6));
        for listener in &listeners {
            let port = port_of(listener).unwrap();
            assert_eq!(origin, format!("http://localhost:{port}"));
        }
    }

    #[tokio::test]
    async fn a_port_that_another_program_has_on_either_address_is_in_use() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            // A machine without IPv6 cannot listen on this address.
            let Ok(other) = TcpListener::bind(address).await else {
                continue;
            };
            let port = port_of(&other).unwrap();
            let refused = listen(port).await.unwrap_err();
            assert!(matches!(refused, StartError::PortInUse(at) if at == port));
        }
    }
}
