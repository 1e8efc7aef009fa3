//! Requests of applications and of those who pretend to be one: forms, queries and headers as OAuth and OpenID Connect have
//! them, with what is good at the moment, what was good elsewhere, and what is none of both.

use std::collections::BTreeMap;
use std::time::Duration;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use http::Slug;
use phone_otp_tests::{PASSWORD, Person, System, account_of};
use rand::rngs::ChaCha12Rng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::requests::{HOSTILE, mangle};

/// Requests of a usual run.
const REQUESTS: usize = 1_000;

/// Requests after which there are new codes and tokens: most are used up or revoked by then.
const TOKENS_LAST: usize = 50;

const SEED: u64 = 10;

/// The verifier of every request, and its challenge (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The applications, each with its redirect address and how it authenticates. The secret of all is `secret`.
const APPLICATIONS: [(&str, &str, &str); 3] = [
    (
        "server",
        "https://server.example.com/callback",
        "client_secret_basic",
    ),
    (
        "poster",
        "https://poster.example.com/callback?a=b",
        "client_secret_post",
    ),
    ("program", "http://127.0.0.1/callback", "none"),
];

const SECRET: &str = "secret";
const SECRET_DIGEST: &str = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

const API: &str = "https://api.example.com/";

/// Every endpoint, with the parameters that it knows.
const ENDPOINTS: [(&str, &str, &[&str]); 18] = [
    ("GET", "/oauth2/authorize", &AUTHORIZE),
    ("POST", "/oauth2/authorize", &AUTHORIZE),
    ("POST", "/oauth2/par", &AUTHORIZE),
    ("POST", "/oauth2/token", &CODE),
    ("POST", "/oauth2/token", &REFRESH),
    ("GET", "/oauth2/userinfo", &[]),
    ("POST", "/oauth2/userinfo", &["access_token"]),
    (
        "POST",
        "/oauth2/revoke",
        &["token", "token_type_hint", "client_id"],
    ),
    (
        "POST",
        "/oauth2/introspect",
        &["token", "token_type_hint", "client_id"],
    ),
    ("GET", "/oauth2/logout", &LOGOUT),
    ("POST", "/oauth2/logout", &LOGOUT),
    ("GET", "/authorizations/{id}", &[]),
    ("POST", "/authorizations/{id}", &["consent"]),
    ("POST", "/authorizations/{id}/cancellation", &[]),
    ("POST", "/security-events/verification", &["state"]),
    ("GET", "/.well-known/openid-configuration", &[]),
    ("GET", "/.well-known/oauth-authorization-server", &[]),
    ("GET", "/.well-known/jwks.json", &[]),
];

const AUTHORIZE: [&str; 12] = [
    "client_id",
    "response_type",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "acr_values",
    "max_age",
    "prompt",
    "resource",
];
const CODE: [&str; 5] = [
    "grant_type",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
];
const REFRESH: [&str; 4] = ["grant_type", "refresh_token", "scope", "client_id"];
const LOGOUT: [&str; 4] = [
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
];

/// Parameters that are not in a usual request.
const FURTHER: [&str; 19] = [
    "request",
    "request_uri",
    "registration",
    "response_mode",
    "claims",
    "id_token_hint",
    "login_hint",
    "ui_locales",
    "display",
    "dpop_jkt",
    "audience",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "access_token",
    "refresh_token",
    "code",
    "username",
    "logout_hint",
];

/// Values that mean something somewhere.
const VALUES: [&str; 32] = [
    "code",
    "token",
    "code id_token",
    "openid",
    "openid profile email phone proofing offline_access",
    "plain",
    "S256",
    "none",
    "login",
    "none login consent",
    "0",
    "86400",
    "99999999999999999999",
    "phone-otp",
    "phone-otp-proofed phone-otp password",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    "urn:ietf:params:oauth:request_uri:",
    "urn:ietf:params:oauth:request_uri:../authorization",
    "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"phone-otp\",7,null]}}}",
    "{\"id_token\":[{\"acr\":{}}],\"userinfo\":null}",
    "{\"id_token\":{\"acr\":{\"value\":{\"value\":{}}}}}",
    "query",
    "form_post",
    "https://api.example.com/",
    "https://evil.example/callback",
    "access_token",
    "server",
    "program",
];

/// What is good at the moment.
#[derive(Default)]
struct Live {
    codes: Vec<String>,
    tokens: Vec<String>,
    request_uris: Vec<String>,
    kept: Vec<String>,
    cookies: String,
    account: String,
}

impl Live {
    /// Codes, tokens and kept requests of each application, for a person who is signed in.
    async fn of(system: &System, client: &Client, person: &Person<'_>) -> Self {
        let mut live = Self {
            account: account_of(&person.user_id),
            ..Self::default()
        };
        for (application, redirect, method) in APPLICATIONS {
            for more in ["", "", "&prompt=login"] {
                let query = form(&[
                    ("client_id", application),
                    ("response_type", "code"),
                    ("redirect_uri", redirect),
                    ("scope", "openid profile"),
                    ("code_challenge", CHALLENGE),
                    ("code_challenge_method", "S256"),
                ]);
                let path = format!("/oauth2/authorize?{query}{more}");
                let answer = person.from_another_site(Method::GET, &path, None).await;
                let to = answer.headers["location"].to_str().unwrap();
                if to.contains("code=") {
                    live.codes.push(after(to, "code="));
                    continue;
                }
                let kept = after(to, "#/authorizations/");
                if more.is_empty() {
                    let path = format!("/authorizations/{kept}");
                    let agreed = json!({ "consent": true });
                    let granted = person.post(&path, agreed).await.expect(200);
                    live.codes
                        .push(after(granted["redirect"].as_str().unwrap(), "code="));
                }
                live.kept.push(kept);
            }
            if method == "none" {
                continue;
            }
            let code = live.codes.pop().unwrap();
            let exchanged = answer(
                system,
                client,
                "/oauth2/token",
                application,
                &[
                    ("grant_type", "authorization_code"),
                    ("code", &code),
                    ("redirect_uri", redirect),
                    ("code_verifier", VERIFIER),
                ],
            )
            .await;
            for name in ["access_token", "refresh_token", "id_token"] {
                let token = exchanged[name].as_str();
                live.tokens.push(token.expect("tokens").to_owned());
            }
            let pushed = answer(
                system,
                client,
                "/oauth2/par",
                application,
                &[
                    ("response_type", "code"),
                    ("redirect_uri", redirect),
                    ("scope", "openid"),
                    ("code_challenge", CHALLENGE),
                    ("code_challenge_method", "S256"),
                ],
            )
            .await;
            let uri = pushed["request_uri"].as_str();
            live.request_uris.push(uri.expect("an address").to_owned());
        }
        let cookies = person.cookies();
        let cookies: Vec<String> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        live.cookies = cookies.join("; ");
        live
    }

    /// A value that a parameter of this name could have.
    fn value(&self, name: &str, application: (&str, &str, &str), rng: &mut ChaCha12Rng) -> String {
        let any = |list: &[String], rng: &mut ChaCha12Rng| list.choose(rng).unwrap().clone();
        match name {
            "client_id" => application.0.to_owned(),
            "response_type" => "code".to_owned(),
            "redirect_uri" => application.1.to_owned(),
            "scope" => "openid profile".to_owned(),
            "code_challenge" => CHALLENGE.to_owned(),
            "code_challenge_method" => "S256".to_owned(),
            "code_verifier" => VERIFIER.to_owned(),
            "code" => any(&self.codes, rng),
            "client_secret" => SECRET.to_owned(),
            "resource" => API.to_owned(),
            "prompt" => "none".to_owned(),
            "max_age" => "3600".to_owned(),
            "acr_values" => "phone-otp password".to_owned(),
            "request_uri" => any(&self.request_uris, rng),
            "token" | "access_token" | "refresh_token" | "id_token_hint" | "client_assertion" => {
                any(&self.tokens, rng)
            }
            "post_logout_redirect_uri" => "https://server.example.com/bye".to_owned(),
            _ => VALUES.choose(rng).unwrap().to_string(),
        }
    }

    /// A value of any kind.
    fn any_value(&self, rng: &mut ChaCha12Rng) -> String {
        match rng.random_range(0..6) {
            0 => HOSTILE.choose(rng).unwrap().to_string(),
            1 => "a".repeat(rng.random_range(1..9_000)),
            2 => half_valid(self.tokens.choose(rng).unwrap(), rng),
            3 => half_valid(self.codes.choose(rng).unwrap(), rng),
            4 => self.request_uris.choose(rng).unwrap().clone(),
            _ => VALUES.choose(rng).unwrap().to_string(),
        }
    }
}

/// What follows a part of a text, up to the next parameter.
fn after(text: &str, part: &str) -> String {
    let (_, rest) = text.split_once(part).expect(part);
    rest.split('&').next().unwrap().to_owned()
}

/// The answer to a right request.
async fn answer(
    system: &System,
    client: &Client,
    path: &str,
    application: &str,
    fields: &[(&str, &str)],
) -> Value {
    let by_form = [("client_id", application), ("client_secret", SECRET)];
    let posts = application == "poster";
    let fields: Vec<_> = [fields, if posts { &by_form } else { &[] }].concat();
    let request = client
        .post(system.url(path))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form(&fields));
    let request = if posts {
        request
    } else {
        request.basic_auth(application, Some(SECRET))
    };
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{path} {application}: {status} {text}");
    serde_json::from_str(&text).unwrap()
}

/// Parameters as a form or a query.
fn form(fields: &[(&str, &str)]) -> String {
    let url = reqwest::Url::parse_with_params("http://127.0.0.1/", fields).unwrap();
    url.query().unwrap_or_default().to_owned()
}

/// A token, code or handle with something wrong.
fn half_valid(text: &str, rng: &mut ChaCha12Rng) -> String {
    let encoded = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let parts: Vec<&str> = text.split('.').collect();
    match rng.random_range(0..7) {
        0 => text[..rng.random_range(0..text.len())].to_owned(),
        1 => {
            let at = rng.random_range(0..text.len());
            let other = *b"AZaz09-_.".choose(rng).unwrap() as char;
            format!("{}{other}{}", &text[..at], &text[at + 1..])
        }
        2 => format!("{text}{text}"),
        3 => format!("{text}="),
        4 if parts.len() == 3 => {
            let header = json!({ "alg": "none", "typ": "at+jwt" });
            format!("{}.{}.", encoded(&header), parts[1])
        }
        5 if parts.len() == 3 => {
            let header =
                json!({ "alg": "ES256", "kid": HOSTILE.choose(rng).unwrap(), "crit": [1] });
            format!("{}.{}.{}", encoded(&header), parts[1], parts[2])
        }
        6 if parts.len() == 3 => {
            let claims = json!({ "iss": 7, "exp": 1e300, "aud": [[]], "jti": null, "sub": {} });
            format!("{}.{}.{}", parts[0], encoded(&claims), parts[2])
        }
        _ => HOSTILE.choose(rng).unwrap().to_string(),
    }
}

/// A proof of possession whose signature is none.
fn proof(rng: &mut ChaCha12Rng) -> String {
    let number = |rng: &mut ChaCha12Rng| BASE64URL_NOPAD.encode(&rng.random::<[u8; 32]>());
    let header = json!({
        "typ": "dpop+jwt",
        "alg": (*["ES256", "RS256", "none", "HS256", "ES512"].choose(rng).unwrap()),
        "jwk": { "kty": "EC", "crv": "P-256", "x": number(rng), "y": number(rng) },
    });
    let claims = json!({
        "jti": number(rng),
        "htm": "POST",
        "htu": "http://localhost/oauth2/token",
        "iat": rng.random::<i64>(),
    });
    let encoded = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let signature = BASE64URL_NOPAD.encode(&rng.random::<[u8; 64]>().map(|byte: u8| byte));
    format!("{}.{}.{signature}", encoded(&header), encoded(&claims))
}

/// A request that the test sends.
struct Request {
    method: Method,
    path: String,
    headers: BTreeMap<&'static str, Vec<u8>>,
    body: Vec<u8>,
}

impl Request {
    /// A request that is right or nearly so.
    fn of(live: &Live, rng: &mut ChaCha12Rng) -> Self {
        let (method, path, names) = *ENDPOINTS.choose(rng).unwrap();
        let application = *APPLICATIONS.choose(rng).unwrap();
        let mut pairs: Vec<(String, String)> = names
            .iter()
            .filter(|name| !matches!(**name, "prompt" | "max_age" | "acr_values" | "resource"))
            .map(|name| ((*name).to_owned(), live.value(name, application, rng)))
            .collect();
        for (name, value) in &mut pairs {
            if name == "grant_type" {
                let of_code = names.contains(&"code");
                let kind = if of_code {
                    "authorization_code"
                } else {
                    "refresh_token"
                };
                kind.clone_into(value);
            }
        }
        let mut headers = BTreeMap::new();
        let own = match application.2 {
            _ if path == "/oauth2/userinfo" => {
                Some(format!("Bearer {}", live.tokens.choose(rng).unwrap()))
            }
            "client_secret_basic" if !path.starts_with("/authorizations") => {
                let pair = format!("{}:{SECRET}", application.0);
                Some(format!("Basic {}", BASE64.encode(pair.as_bytes())))
            }
            "client_secret_post" => {
                pairs.push(("client_secret".to_owned(), SECRET.to_owned()));
                None
            }
            _ => None,
        };
        let of_a_browser = matches!(path, "/oauth2/authorize" | "/oauth2/logout")
            || path.starts_with("/authorizations");
        if of_a_browser {
            headers.insert("cookie", live.cookies.clone().into_bytes());
            headers.insert("sec-fetch-site", b"same-origin".to_vec());
            headers.insert("phone-otp-account", live.account.clone().into_bytes());
        } else if let Some(own) = own {
            headers.insert("authorization", own.into_bytes());
        }
        // Each comes from an address of its own, so that no limit hides what is behind it.
        let source = format!(
            "2001:db8:{:x}:{:x}::1",
            rng.random::<u16>(),
            rng.random::<u16>()
        );
        headers.insert("x-local-source-ip", source.into_bytes());
        for _ in 0..rng.random_range(0..=3) {
            change(&mut pairs, live, rng);
        }
        let path = path.replace("{id}", live.kept.choose(rng).unwrap());
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let in_json = path.starts_with("/authorizations")
            || path.starts_with("/security-events")
            || path == "/oauth2/logout" && rng.random_ratio(1, 2);
        let mut request = Self {
            method: method.parse().unwrap(),
            path,
            headers,
            body: Vec::new(),
        };
        if request.method == Method::GET {
            if !pairs.is_empty() {
                request.path = format!("{}?{}", request.path, form(&pairs));
            }
        } else if in_json {
            let fields: BTreeMap<_, _> = pairs.into_iter().collect();
            request.body = json!(fields).to_string().into_bytes();
            let kind = b"application/json".to_vec();
            request.headers.insert("content-type", kind);
        } else {
            request.body = form(&pairs).into_bytes();
            let kind = b"application/x-www-form-urlencoded".to_vec();
            request.headers.insert("content-type", kind);
        }
        if rng.random_ratio(1, 3) {
            request.change_header(live, rng);
        }
        match rng.random_range(0..20) {
            0 => mangle(&mut request.body, rng),
            1 => {
                let methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"];
                request.method = methods.choose(rng).unwrap().parse().unwrap();
            }
            2 => request.path = format!("{}/%ff%00", request.path),
            _ => {}
        }
        request
    }

    fn change_header(&mut self, live: &Live, rng: &mut ChaCha12Rng) {
        let token = live.tokens.choose(rng).unwrap();
        let (name, value) = match rng.random_range(0..12) {
            0 => (
                "authorization",
                format!("Bearer {}", half_valid(token, rng)),
            ),
            1 => ("authorization", format!("DPoP {token}")),
            2 => (
                "authorization",
                format!("Basic {}", HOSTILE.choose(rng).unwrap()),
            ),
            3 => {
                let pair = format!("{}:{}", live.any_value(rng), live.any_value(rng));
                (
                    "authorization",
                    format!("Basic {}", BASE64.encode(pair.as_bytes())),
                )
            }
            4 => ("authorization", format!("Bearer {token}, Basic {token}")),
            5 => ("dpop", proof(rng)),
            6 => ("dpop", half_valid(&proof(rng), rng)),
            7 => ("content-type", "multipart/form-data; boundary=a".to_owned()),
            8 => ("content-type", HOSTILE.choose(rng).unwrap().to_string()),
            9 => ("cookie", half_valid(&live.cookies, rng)),
            10 => ("if-none-match", live.any_value(rng)),
            _ => ("sec-fetch-site", "cross-site".to_owned()),
        };
        let mut value = value.into_bytes();
        value.retain(|byte| *byte >= b' ' && *byte != 0x7f);
        value.truncate(8_000);
        self.headers.insert(name, value);
    }

    async fn send(&self, client: &Client, system: &System) -> Result<reqwest::Response, String> {
        let url = system.url(&self.path);
        let mut request = client
            .request(self.method.clone(), url)
            .body(self.body.clone());
        for (name, value) in &self.headers {
            let value = HeaderValue::from_bytes(value).unwrap();
            request = request.header(HeaderName::from_static(name), value);
        }
        request.send().await.map_err(|error| error.to_string())
    }

    fn told(&self) -> String {
        let headers: Vec<String> = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.escape_ascii()))
            .collect();
        let body: String = self.body.escape_ascii().to_string();
        let body = body.chars().take(2_000).collect::<String>();
        let path = self.path.chars().take(2_000).collect::<String>();
        format!("{} {path}\n{}\n\n{body}", self.method, headers.join("\n"))
    }
}

/// Changes one parameter.
fn change(pairs: &mut Vec<(String, String)>, live: &Live, rng: &mut ChaCha12Rng) {
    let further = *FURTHER.choose(rng).unwrap();
    let application = *APPLICATIONS.choose(rng).unwrap();
    if pairs.is_empty() || rng.random_ratio(1, 5) {
        let value = live.value(further, application, rng);
        pairs.push((further.to_owned(), value));
        return;
    }
    let at = rng.random_range(0..pairs.len());
    match rng.random_range(0..7) {
        0 => drop(pairs.remove(at)),
        1 => pairs.push(pairs[at].clone()),
        2 => {
            // That of another client.
            let name = pairs[at].0.clone();
            pairs[at].1 = live.value(&name, application, rng);
        }
        3 => further.clone_into(&mut pairs[at].0),
        4 => pairs[at].0 = HOSTILE.choose(rng).unwrap().to_string(),
        5 if !pairs[at].1.is_empty() && pairs[at].1.is_ascii() => {
            pairs[at].1 = half_valid(&pairs[at].1, rng);
        }
        _ => pairs[at].1 = live.any_value(rng),
    }
}

/// What is wrong with an answer: a failure, a refusal that is neither a problem nor an error of OAuth, or a redirect to
/// somebody else.
async fn wrong(system: &System, request: &Request, answer: reqwest::Response) -> Option<String> {
    let status = answer.status().as_u16();
    let location = answer.headers().get("location").cloned();
    let challenge = answer.headers().contains_key("www-authenticate");
    let text = answer.text().await.unwrap_or_default();
    if status >= 500 {
        return Some(format!("{status}: {text}"));
    }
    if let Some(location) = location {
        let to = location.to_str().unwrap_or_default();
        let portal = &system.platform().config.portal_origin;
        let known = APPLICATIONS
            .iter()
            .any(|(_, redirect, _)| to.split('?').next() == redirect.split('?').next());
        let here =
            to.starts_with(&format!("{portal}/")) || to.starts_with('/') && !to.starts_with("//");
        return (!known && !here).then(|| format!("leads to {to}"));
    }
    if status < 400 || request.method == Method::HEAD {
        return None;
    }
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let of_the_gateway = matches!(status, 404 | 405 | 413) && body["message"].is_string();
    let of_oauth = matches!(status, 400 | 401 | 403 | 413 | 429) && body["error"].is_string();
    let of_a_resource = status == 401 && challenge;
    let slug = body["type"].as_str().unwrap_or_default();
    let problem = Slug::ALL
        .iter()
        .any(|known| known.as_str() == slug && known.status().as_u16() == status);
    let known = of_the_gateway || of_oauth || of_a_resource || problem;
    (!known).then(|| format!("{status}: {text}"))
}

#[tokio::test]
async fn no_request_of_an_application_makes_the_provider_fail_or_lead_elsewhere() {
    let mut rng = ChaCha12Rng::seed_from_u64(SEED);
    let system = System::start().await;
    let applications: BTreeMap<_, _> = APPLICATIONS
        .iter()
        .map(|(id, redirect, method)| {
            let mut entry = json!({
                "name": "Application",
                "url": "https://app.example.com/",
                "requirement": { "strength": "password", "proofed": false },
                "redirect_uris": [redirect],
                "post_logout_redirect_uris": ["https://server.example.com/bye"],
                "grant_types": ["authorization_code", "refresh_token"],
                "token_endpoint_auth_method": method,
                "scopes": ["openid", "profile"],
                "resources": [API],
            });
            if *method != "none" {
                entry["client_secret_digests"] = json!([SECRET_DIGEST]);
            }
            (*id, entry)
        })
        .collect();
    system
        .configure(json!({ "applications": applications }))
        .await;
    let mut person = system.member("ada").await;
    person.forgets_cookies();
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_mins(1))
        .build()
        .unwrap();
    let mut live = Live::default();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for number in 0..REQUESTS * super::times() {
        if number % TOKENS_LAST == 0 {
            // A network of its own: a limit counts by /64.
            person.address = format!("2001:db8:ffff:{:x}::1", number / TOKENS_LAST);
            person.sign_in("ada", PASSWORD).await.expect(201);
            live = Live::of(&system, &client, &person).await;
        }
        let request = Request::of(&live, &mut rng);
        let answer = match request.send(&client, &system).await {
            Ok(answer) => answer,
            Err(error) => panic!("request {number}: {error}\n{}", request.told()),
        };
        *statuses.entry(answer.status().as_u16()).or_default() += 1;
        if let Some(wrong) = wrong(&system, &request, answer).await {
            panic!("request {number}: {wrong}\n{}", request.told());
        }
    }
    println!("answers by status: {statuses:?}");
    for status in [200, 303, 400, 401] {
        let count = statuses.get(&status).copied().unwrap_or_default();
        assert!(
            count * 50 > REQUESTS * super::times(),
            "hardly any {status}"
        );
    }
    person.sign_in("ada", PASSWORD).await.expect(201);
    Live::of(&system, &client, &person).await;
}
