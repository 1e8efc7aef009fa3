//! The requests of browsers, and the portal's back-channel logout.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::secret::Digest32;
use serde_json::json;

use super::gate::{GATES, Gate};
use super::html::{self, Trouble};
use super::issuer::{Asked, IssuerError, with_query};
use super::sessions::{Answered, Login, SignIn};
use super::{Sample, logout, random};

/// The designs that wait to be released.
pub(super) const RELEASES: [(&str, &str); 3] = [
    ("R-2041", "Bracket, main landing gear"),
    ("R-2042", "Housing, fuel pump"),
    ("R-2044", "Spar cap, left wing"),
];

type Sampled = State<Arc<Sample>>;

/// Refuses what [`refusal`] says, and adds the headers that every page has.
pub(super) async fn guard(State(sample): Sampled, request: Request, next: Next) -> Response {
    if let Some(refused) = refusal(&sample.origin, &request) {
        return refused;
    }
    let mut response = next.run(request).await;
    let policy = html::policy(&sample.issuer.id);
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The address of a callback holds a code, which no other page is to see.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CONTENT_SECURITY_POLICY, &policy),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().entry(name).or_insert(value);
        }
    }
    response
}

/// The refusal of a request, if any: under another host, so that no other site's name leads here (DNS rebinding), and a
/// write that another site's page sends, except where one is expected. The name `localhost` is sent to the address.
fn refusal(origin: &str, request: &Request) -> Option<Response> {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        value.to_str().ok()
    };
    let own = origin.trim_start_matches("http://");
    let host = header("host").unwrap_or_default();
    let uri = request.uri();
    if host != own {
        let by_name = host == own.replace("127.0.0.1", "localhost");
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        return Some(if by_name && *request.method() == Method::GET {
            Redirect::temporary(&format!("{origin}{path}")).into_response()
        } else {
            StatusCode::MISDIRECTED_REQUEST.into_response()
        });
    }
    let expected = uri.path() == "/backchannel-logout" || uri.path().ends_with("/sign-in");
    let own_page = header("origin").is_none_or(|from| from == origin);
    let refused = *request.method() == Method::POST && !expected && !own_page;
    refused.then(|| StatusCode::FORBIDDEN.into_response())
}

/// The parameters of a query or a form; `None` if one of them occurs twice.
fn parameters(encoded: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut known = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(encoded) {
        if known
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return None;
        }
    }
    Some(known)
}

/// The cookies of the sample. Cookies do not tell ports apart, so that the port is in their names.
#[derive(Clone, Copy)]
enum Cookie {
    /// Opens the session.
    Session,
    /// Binds sign-ins that are under way to their browser.
    Browser,
}

impl Sample {
    fn cookie_name(&self, cookie: Cookie) -> String {
        let port = self.origin.rsplit(':').next().unwrap_or_default();
        match cookie {
            Cookie::Session => format!("aldgate-session-{port}"),
            Cookie::Browser => format!("aldgate-browser-{port}"),
        }
    }

    fn cookie(&self, headers: &HeaderMap, cookie: Cookie) -> Option<String> {
        let name = self.cookie_name(cookie);
        let lines = headers.get_all(header::COOKIE).into_iter();
        let mut pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let found = pairs.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_owned())
    }

    fn set(&self, response: &mut Response, cookie: Cookie, value: &str) {
        let name = self.cookie_name(cookie);
        // Lax, because the portal sends the browser back from another site. The address is this machine's, without TLS,
        // so that the cookie is not `Secure`.
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }

    /// The login that opens a page to this browser.
    fn opens(&self, headers: &HeaderMap, gate: &Gate) -> Option<Login> {
        let cookie = self.cookie(headers, Cookie::Session)?;
        let now = self.now().as_second();
        let memory = self.memory();
        memory.session(&cookie, now)?.opens(gate, now).cloned()
    }

    /// Sends the browser to the portal. Somebody who is signed in, and not strongly enough, is asked for what is missing
    /// (RFC 9470); without a session, the portal's registry says what the page needs.
    async fn begin(&self, headers: &HeaderMap, gate: &'static Gate, wish: Wish) -> Response {
        let metadata = match self.issuer.metadata().await {
            Ok(metadata) => metadata,
            Err(error) => return self.failed(gate, &error),
        };
        let now = self.now().as_second();
        let known = self.cookie(headers, Cookie::Browser);
        let browser = known.clone().unwrap_or_else(random);
        let state = random();
        let sign_in = SignIn {
            gate,
            target: wish.target.unwrap_or_else(|| gate.path()),
            browser: Digest32::of(browser.as_bytes()),
            nonce: random(),
            verifier: random(),
        };
        let signed_in = {
            let memory = self.memory();
            let session = self.cookie(headers, Cookie::Session);
            session.is_some_and(|cookie| memory.session(&cookie, now).is_some())
        };
        let url = metadata.authorization(
            &sign_in,
            &Asked {
                redirect_uri: &format!("{}{}", self.origin, gate.callback()),
                state: &state,
                acr: signed_in.then_some(gate.acr),
                login_hint: wish.login_hint.as_deref(),
                silent: wish.silent,
            },
        );
        self.memory().begin(&state, sign_in, now);
        let mut response = Redirect::to(&url).into_response();
        if known.is_none() {
            self.set(&mut response, Cookie::Browser, &browser);
        }
        response
    }

    fn failed(&self, gate: &'static Gate, error: &IssuerError) -> Response {
        tracing::warn!(page = gate.id, %error, "a sign-in failed");
        let trouble = match error {
            IssuerError::Unexpected(_) => Trouble::Unreachable,
            IssuerError::Refused(_) | IssuerError::Token(_) => Trouble::NotAccepted,
        };
        self.trouble(trouble, Some(gate))
    }

    fn trouble(&self, trouble: Trouble, gate: Option<&'static Gate>) -> Response {
        html::trouble(&self.issuer.id, trouble, gate)
    }
}

/// What a sign-in that begins is for.
#[derive(Default)]
struct Wish {
    /// The path that the person wants to see, if it is not the page's.
    target: Option<String>,
    login_hint: Option<String>,
    silent: bool,
}

/// The start page, which is open to everybody and shows which of the others are.
pub(super) async fn home(State(sample): Sampled, headers: HeaderMap) -> Response {
    let opens = GATES
        .iter()
        .map(|gate| (gate, sample.opens(&headers, gate).is_some()));
    let opens: Vec<_> = opens.collect();
    let login = {
        let now = sample.now().as_second();
        let memory = sample.memory();
        let cookie = sample.cookie(&headers, Cookie::Session);
        let session = cookie.and_then(|cookie| memory.session(&cookie, now).cloned());
        session.and_then(|session| session.newest().map(|(_, login)| login.clone()))
    };
    html::home(&sample.issuer.id, &opens, login.as_ref())
}

/// A protected page.
pub(super) async fn gate(
    State(sample): Sampled,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(gate) = Gate::of(&id) else {
        return sample.trouble(Trouble::NotFound, None);
    };
    match sample.opens(&headers, gate) {
        Some(login) => html::gate(&sample.issuer.id, gate, &login),
        None => sample.begin(&headers, gate, Wish::default()).await,
    }
}

fn approvals_gate() -> &'static Gate {
    &GATES[3]
}

/// The page on which designs are released.
pub(super) async fn approvals(State(sample): Sampled, headers: HeaderMap) -> Response {
    let gate = approvals_gate();
    match sample.opens(&headers, gate) {
        Some(login) => {
            let released = sample.memory().released.clone();
            html::approvals(&sample.issuer.id, gate, &login, &released)
        }
        None => sample.begin(&headers, gate, Wish::default()).await,
    }
}

/// Releases a design. The code may have grown old since the page was shown, so it is looked at again.
pub(super) async fn release(State(sample): Sampled, headers: HeaderMap, body: Bytes) -> Response {
    let gate = approvals_gate();
    let Some(login) = sample.opens(&headers, gate) else {
        return sample.begin(&headers, gate, Wish::default()).await;
    };
    let asked = parameters(&body).and_then(|mut form| form.remove("release"));
    let known = RELEASES
        .iter()
        .find(|(number, _)| Some(*number) == asked.as_deref());
    let Some((number, _)) = known else {
        return sample.trouble(Trouble::NotFound, Some(gate));
    };
    let by = html::name_of(&login);
    let now = sample.now().as_second();
    sample.memory().released.entry(number).or_insert((by, now));
    Redirect::to(&gate.path()).into_response()
}

/// Begins a sign-in that the portal asks for (OpenID Connect Core 1.0, section 4), or a link of the sample.
pub(super) async fn sign_in(
    State(sample): Sampled,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    initiate(&sample, &id, query.as_bytes(), &headers).await
}

/// The same by a form.
pub(super) async fn sign_in_by_form(
    State(sample): Sampled,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    initiate(&sample, &id, &body, &headers).await
}

async fn initiate(sample: &Sample, id: &str, encoded: &[u8], headers: &HeaderMap) -> Response {
    let Some(gate) = Gate::of(id) else {
        return sample.trouble(Trouble::NotFound, None);
    };
    let Some(mut asked) = parameters(encoded) else {
        return sample.trouble(Trouble::Link, Some(gate));
    };
    if asked.get("iss").is_some_and(|iss| *iss != sample.issuer.id) {
        return sample.trouble(Trouble::Link, Some(gate));
    }
    let target = match asked.get("target_link_uri") {
        None => None,
        Some(uri) => match own_path(&sample.origin, uri) {
            Some(path) => Some(path),
            None => return sample.trouble(Trouble::Link, Some(gate)),
        },
    };
    let wish = Wish {
        target,
        login_hint: asked.remove("login_hint"),
        silent: asked.get("prompt").is_some_and(|prompt| prompt == "none"),
    };
    sample.begin(headers, gate, wish).await
}

/// The path of an address that is one of the sample's pages; no other address is ever redirected to.
fn own_path(origin: &str, uri: &str) -> Option<String> {
    let path = uri.strip_prefix(origin)?;
    let pages = GATES.iter().map(Gate::path);
    pages.chain(["/".to_owned()]).find(|known| known == path)
}

/// The portal's answer.
pub(super) async fn callback(
    State(sample): Sampled,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let gate = Gate::of(&id);
    let query = query.unwrap_or_default();
    let Some(answer) = parameters(query.as_bytes()) else {
        return sample.trouble(Trouble::Unexpected, gate);
    };
    let now = sample.now();
    let text = |name: &str| answer.get(name).map_or("", String::as_str);
    let browser = sample.cookie(&headers, Cookie::Browser).unwrap_or_default();
    let answered = sample
        .memory()
        .answered(text("state"), &browser, now.as_second());
    let sign_in = match answered {
        Answered::Known(sign_in) if Some(sign_in.gate) == gate => sign_in,
        Answered::Known(_) | Answered::Unknown => {
            return sample.trouble(Trouble::Unexpected, gate);
        }
        Answered::AnotherBrowser => return sample.trouble(Trouble::AnotherBrowser, gate),
    };
    // Another issuer's answer is no answer (RFC 9207).
    if text("iss") != sample.issuer.id {
        return sample.trouble(Trouble::AnotherIssuer, gate);
    }
    if let Some(error) = answer.get("error") {
        return sample.trouble(Trouble::of(error), gate);
    }
    let redirect_uri = format!("{}{}", sample.origin, sign_in.gate.callback());
    let login = sample
        .issuer
        .exchange(text("code"), &redirect_uri, &sign_in, now)
        .await;
    let login = match login {
        Ok(login) => login,
        Err(error) => return sample.failed(sign_in.gate, &error),
    };
    let now = now.as_second();
    let opens = login.opens(sign_in.gate, now);
    let cookie = random();
    let old = sample.cookie(&headers, Cookie::Session).unwrap_or_default();
    sample
        .memory()
        .signed_in(&old, &cookie, sign_in.gate, login, now);
    // An answer that does not suffice is said, and not asked for again: that could go on for ever.
    let mut response = if opens {
        Redirect::to(&sign_in.target).into_response()
    } else {
        sample.trouble(Trouble::TooWeak, gate)
    };
    sample.set(&mut response, Cookie::Session, &cookie);
    response
}

/// Ends the session here, and asks the portal to end its own (OpenID Connect RP-Initiated Logout 1.0).
pub(super) async fn sign_out(State(sample): Sampled, headers: HeaderMap) -> Response {
    let now = sample.now().as_second();
    let cookie = sample.cookie(&headers, Cookie::Session).unwrap_or_default();
    let session = sample.memory().signed_out(&cookie, now);
    let newest = session.as_ref().and_then(|session| session.newest());
    let mut response = match (newest, sample.issuer.metadata().await) {
        (Some((client, login)), Ok(metadata)) => {
            let back = format!("{}/signed-out", sample.origin);
            let url = with_query(
                &metadata.end_session_endpoint,
                &[
                    ("id_token_hint", &login.id_token),
                    ("client_id", client),
                    ("post_logout_redirect_uri", &back),
                ],
            );
            Redirect::to(&url).into_response()
        }
        _ => Redirect::to("/signed-out").into_response(),
    };
    sample.set(&mut response, Cookie::Session, "; Max-Age=0");
    response
}

/// Where the portal sends the browser after a sign-out.
pub(super) async fn signed_out(State(sample): Sampled) -> Response {
    html::signed_out(&sample.issuer.id)
}

/// The portal says that a session ended (OpenID Connect Back-Channel Logout 1.0).
pub(super) async fn backchannel_logout(State(sample): Sampled, body: Bytes) -> Response {
    match end(&sample, &body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(why) => {
            tracing::warn!(why, "a logout token was refused");
            let refused = json!({ "error": "invalid_request", "error_description": why });
            (StatusCode::BAD_REQUEST, Json(refused)).into_response()
        }
    }
}

async fn end(sample: &Sample, body: &[u8]) -> Result<(), String> {
    let mut form = parameters(body).ok_or("a parameter occurs twice")?;
    let token = form.remove("logout_token").ok_or("no logout_token")?;
    let now = sample.now();
    let verified = sample.issuer.verify(&token, Some("logout+jwt"), now).await;
    let claims = verified.map_err(|error| error.to_string())?.claims;
    let now = now.as_second();
    let ended = logout::read(&claims, &sample.issuer.id, now)?;
    // A token that comes again ends nothing more. It is no error either: the answer to the first may have been lost.
    if !sample.memory().ended(&ended, now) {
        tracing::info!("a logout token came again");
    }
    Ok(())
}

/// Every other path.
pub(super) async fn nothing(State(sample): Sampled) -> Response {
    sample.trouble(Trouble::NotFound, None)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_its_own_pages_write_to_it_and_only_under_its_address() {
        let origin = "http://127.0.0.1:8083";
        let status = |method: Method, host: &str, path: &str, from: Option<&str>| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("host", host);
            let request = match from {
                Some(from) => request.header("origin", from),
                None => request,
            };
            let refused = refusal(origin, &request.body(Body::empty()).unwrap());
            refused.map(|refused| refused.status().as_u16())
        };
        let own = "127.0.0.1:8083";
        let (get, post) = (Method::GET, Method::POST);
        assert_eq!(status(get.clone(), own, "/", None), None);
        assert_eq!(status(get.clone(), "localhost:8083", "/", None), Some(307));
        assert_eq!(status(get, "other.example.com:8083", "/", None), Some(421));
        assert_eq!(
            status(post.clone(), "localhost:8083", "/sign-out", None),
            Some(421)
        );
        for from in ["null", "http://localhost:8080", "https://other.example.com"] {
            assert_eq!(
                status(post.clone(), own, "/sign-out", Some(from)),
                Some(403)
            );
            assert_eq!(
                status(post.clone(), own, "/approvals", Some(from)),
                Some(403)
            );
            assert_eq!(
                status(post.clone(), own, "/designs/sign-in", Some(from)),
                None
            );
        }
        assert_eq!(status(post.clone(), own, "/approvals", Some(origin)), None);
        assert_eq!(status(post, own, "/backchannel-logout", None), None);
    }

    #[test]
    fn only_pages_of_its_own_are_returned_to() {
        let origin = "http://127.0.0.1:8083";
        let path = |uri: &str| own_path(origin, uri);
        assert_eq!(path("http://127.0.0.1:8083/"), Some("/".to_owned()));
        assert_eq!(
            path("http://127.0.0.1:8083/designs"),
            Some("/designs".to_owned())
        );
        for foreign in [
            "",
            "/designs",
            "//other.example.com",
            "http://127.0.0.1:8083",
            "http://127.0.0.1:8083@other.example.com/",
            "http://127.0.0.1:80839/",
            "http://127.0.0.1:8083//other.example.com",
            "http://127.0.0.1:8083/designs/callback",
            "https://127.0.0.1:8083/designs",
            "javascript:alert(1)",
        ] {
            assert_eq!(path(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_parameter_occurs_once() {
        let read = parameters(b"state=a%20b&code=").unwrap();
        assert_eq!((read["state"].as_str(), read["code"].as_str()), ("a b", ""));
        assert_eq!(parameters(b"state=a&state=a"), None);
    }
}
