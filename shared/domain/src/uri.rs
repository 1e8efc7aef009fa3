//! Addresses and identifiers of applications (URIs). They are kept, compared and sent as they were written, so that only
//! those are accepted which every reader takes for the same.

use url::{Host, Url};

use crate::policy::URI_MAX;

/// Why an address may not be registered, as the rest of a sentence that begins with the field.
pub(crate) type Refusal = &'static str;

/// Refuses what is no absolute URI as RFC 3986 writes it: browsers read more, and not all the same.
fn absolute(text: &str) -> Result<Url, Refusal> {
    const OTHERS: &[u8] = b"-._~:/?#[]@!$&'()*+,;=%";
    if text.len() > URI_MAX {
        return Err("must have at most 500 characters");
    }
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || OTHERS.contains(&byte))
    {
        return Err(
            "must be an absolute URI, without spaces and with other characters percent-encoded",
        );
    }
    Url::parse(text).map_err(|_| "must be an absolute URI")
}

/// Refuses what is no address of a web server: `https`, or `http` on this machine, without user information.
fn web(text: &str) -> Result<Url, Refusal> {
    let url = absolute(text)?;
    let Some(rest) = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
    else {
        return Err("must begin with https://");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("must not hold user information");
    }
    // The reader would take another host or port for the same: upper case, leading zeros, `127.1`, the default port.
    let written = url.host_str().is_some_and(|host| {
        authority
            == url
                .port()
                .map_or(host.to_owned(), |port| format!("{host}:{port}"))
    });
    if !written || authority.contains('*') {
        return Err("must name its host and port in their usual form, without wildcards");
    }
    if url.scheme() == "http" && !on_this_machine(&url) {
        return Err(
            "must begin with https://, or with http:// and be on 127.0.0.1, [::1] or localhost",
        );
    }
    Ok(url)
}

fn on_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address == core::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == core::net::Ipv6Addr::LOCALHOST,
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn without_fragment(text: &str) -> Result<(), Refusal> {
    if text.contains('#') {
        Err("must not have a fragment")
    } else {
        Ok(())
    }
}

/// The address of a page, which may have a fragment.
pub(crate) fn page(text: &str) -> Result<(), Refusal> {
    web(text).map(drop)
}

/// The address of an endpoint.
pub(crate) fn endpoint(text: &str) -> Result<(), Refusal> {
    web(text)?;
    without_fragment(text)
}

/// An address that a browser is sent back to. Applications on phones and desktops may have a scheme of their own, which
/// is a domain name backwards (RFC 8252, 7.1).
pub(crate) fn redirect(text: &str, public: bool) -> Result<(), Refusal> {
    let scheme = text.split(':').next().unwrap_or_default();
    if !public || matches!(scheme, "https" | "http") {
        return endpoint(text);
    }
    absolute(text)?;
    without_fragment(text)?;
    let usual = scheme
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte));
    if usual && scheme.contains('.') {
        Ok(())
    } else {
        Err(
            "must begin with https://, or with a scheme that is a domain name backwards, such as com.example.app:",
        )
    }
}

/// The identifier of a resource (RFC 8707, 2).
pub(crate) fn resource(text: &str) -> Result<(), Refusal> {
    let url = absolute(text)?;
    without_fragment(text)?;
    if matches!(url.scheme(), "http" | "https") {
        endpoint(text)
    } else {
        Ok(())
    }
}

/// The host of an address that was accepted, if it has one.
pub(crate) fn host(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.host_str().map(str::to_owned))?
}

/// Whether an address is a registered one: the same characters (RFC 9700, 4.1.3), or the same but for the port of `http` at
/// an address of the machine itself, where applications take what port is free (RFC 8252, 7.3).
pub(crate) fn is_registered(presented: &str, registered: &[String]) -> bool {
    let loopback = but_port(presented);
    registered.iter().any(|registered| {
        registered == presented || (loopback.is_some() && but_port(registered) == loopback)
    })
}

/// The host of a loopback address and what follows its port; `None` for any other address.
fn but_port(text: &str) -> Option<(&str, &str)> {
    let (host, rest) = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find_map(|host| Some((host, text.strip_prefix(host)?)))?;
    let rest = match rest.strip_prefix(':') {
        None => rest,
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (port, rest) = rest.split_at(digits);
            let port: u16 = (!port.starts_with('0')).then(|| port.parse().ok())??;
            (port > 0).then_some(rest)?
        }
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest))
}
