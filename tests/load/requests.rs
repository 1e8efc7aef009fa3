//! The fixtures of all routes, each changed at random into what a client may send that is broken or hostile.

use std::collections::BTreeMap;
use std::time::Duration;

use http::Slug;
use phone_otp_tests::fixtures::{self, Fixture};
use phone_otp_tests::{System, world};
use rand::rngs::ChaCha12Rng;
use rand::seq::{IndexedMutRandom, IndexedRandom};
use rand::{RngExt, SeedableRng};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// Requests of a usual run.
const REQUESTS: usize = 1_000;

/// Requests after which the world is made anew: most limits are reached by then, and many things used up.
const WORLD_LASTS: usize = 250;

const SEED: u64 = 9;

/// Texts that parsers, tables, pages, logs or messages have stumbled over.
pub(crate) const HOSTILE: [&str; 32] = [
    "",
    " ",
    "\0",
    "a\r\nset-cookie: a=b",
    "\u{202e}gnp.exe",
    "\u{200b}\u{feff}\u{ad}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "李小龍",
    "عبد الله",
    "👩‍👩‍👧‍👦",
    "１２３４５６",
    "١٢٣٤٥٦",
    "%00%ff%2e%2e%2f",
    "../../../../etc/passwd",
    "https://example.com/?a=b#c",
    "ada@example.com",
    "\"@\"@example.com",
    "ada@[127.0.0.1]",
    "a@b.c\nbcc: eve@example.com",
    "<script>alert(1)</script>",
    "{{constructor.constructor('return 1')()}}",
    "${jndi:ldap://example.com/a}",
    "' OR pk = 'limit' --",
    "acct_00000000000000000000000000000000",
    "session#ses_00000000000000000000",
    "-1",
    "0x10",
    "1e400",
    "9223372036854775808",
    "+999 999 999 999 999 999 999",
    "true",
    "null",
];

/// JSON that is not what a field wants.
fn hostile_value(rng: &mut ChaCha12Rng) -> Value {
    match rng.random_range(0..9) {
        0 => Value::Null,
        1 => json!(rng.random::<bool>()),
        2 => json!(rng.random::<i64>()),
        3 => json!(rng.random_range(-10..10)),
        4 => json!(f64::from(rng.random::<i32>()) / 7.0),
        5 => json!([]),
        6 => json!({ "pk": { "S": "limit" } }),
        7 => json!("a".repeat(rng.random_range(1..20_000))),
        _ => json!(HOSTILE.choose(rng).unwrap()),
    }
}

/// Changes one place of a JSON value.
fn change(value: &mut Value, rng: &mut ChaCha12Rng) {
    match value {
        Value::Object(fields) if !fields.is_empty() && rng.random_ratio(9, 10) => {
            let names: Vec<String> = fields.keys().cloned().collect();
            let name = names.choose(rng).unwrap();
            match rng.random_range(0..4) {
                0 => drop(fields.remove(name)),
                1 => drop(fields.insert(HOSTILE.choose(rng).unwrap().to_string(), json!(1))),
                _ => change(fields.get_mut(name).unwrap(), rng),
            }
        }
        Value::Array(list) if !list.is_empty() && rng.random_ratio(9, 10) => {
            match rng.random_range(0..3) {
                0 => list.resize(rng.random_range(1..200), list[0].clone()),
                1 => drop(list.pop()),
                _ => change(list.choose_mut(rng).unwrap(), rng),
            }
        }
        Value::String(text) if rng.random_ratio(1, 3) => {
            let at = text.floor_char_boundary(rng.random_range(0..=text.len()));
            text.insert_str(at, HOSTILE.choose(rng).unwrap());
        }
        value => *value = hostile_value(rng),
    }
}

/// Bytes that are no JSON any more, or are more than one would send.
pub(crate) fn mangle(body: &mut Vec<u8>, rng: &mut ChaCha12Rng) {
    match rng.random_range(0..7) {
        0 => body.truncate(rng.random_range(0..=body.len())),
        1 => body.iter_mut().for_each(|byte| {
            if rng.random_ratio(1, 20) {
                *byte = rng.random();
            }
        }),
        2 => *body = b"[".repeat(rng.random_range(1..50_000)),
        3 => *body = body.repeat(2),
        4 => body.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
        5 => *body = vec![b' '; rng.random_range(1..300_000)],
        _ => *body = br#"{"user_id":"ada","user_id":"bob"}"#.to_vec(),
    }
}

/// A request that a test sends.
struct Request {
    method: Method,
    path: String,
    headers: BTreeMap<String, Vec<u8>>,
    body: Vec<u8>,
}

impl Request {
    /// That of a fixture.
    fn of(event: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut headers: BTreeMap<String, Vec<u8>> = event["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| !matches!(name.as_str(), "host" | "x-forwarded-for"))
            .map(|(name, value)| (name.clone(), text(value).into_bytes()))
            .collect();
        if let Some(cookies) = event["cookies"].as_array() {
            let cookies: Vec<String> = cookies.iter().map(text).collect();
            headers.insert("cookie".to_owned(), cookies.join("; ").into_bytes());
        }
        let query = text(&event["rawQueryString"]);
        let path = text(&event["rawPath"]);
        Self {
            method: text(&event["requestContext"]["http"]["method"])
                .parse()
                .unwrap(),
            path: match query.as_str() {
                "" => path,
                query => format!("{path}?{query}"),
            },
            headers,
            body: text(&event["body"]).into_bytes(),
        }
    }

    /// Changes one to three things of it.
    fn change(&mut self, rng: &mut ChaCha12Rng) {
        for _ in 0..rng.random_range(1..=3) {
            match rng.random_range(0..10) {
                0..5 => match serde_json::from_slice::<Value>(&self.body) {
                    Ok(mut body) => {
                        change(&mut body, rng);
                        self.body = body.to_string().into_bytes();
                    }
                    Err(_) => mangle(&mut self.body, rng),
                },
                5 => mangle(&mut self.body, rng),
                6 => self.change_path(rng),
                7 | 8 => self.change_header(rng),
                _ => {
                    let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];
                    self.method = methods.choose(rng).unwrap().parse().unwrap();
                }
            }
        }
    }

    fn change_path(&mut self, rng: &mut ChaCha12Rng) {
        let text = match rng.random_range(0..3) {
            0 => "%ff".repeat(rng.random_range(1..1_000)),
            _ => HOSTILE
                .choose(rng)
                .unwrap()
                .bytes()
                .map(|byte| format!("%{byte:02x}"))
                .collect(),
        };
        if rng.random_ratio(1, 3) {
            let sign = if self.path.contains('?') { '&' } else { '?' };
            self.path = format!("{}{sign}lang={text}&{text}", self.path);
            return;
        }
        let mut parts: Vec<&str> = self.path.split('/').collect();
        let at = rng.random_range(1..=parts.len());
        if at == parts.len() {
            parts.push(&text);
        } else {
            parts[at] = &text;
        }
        self.path = parts.join("/");
    }

    fn change_header(&mut self, rng: &mut ChaCha12Rng) {
        let names = [
            "accept-language",
            "authorization",
            "content-type",
            "cookie",
            "idempotency-key",
            "origin",
            "phone-otp-account",
            "sec-fetch-site",
            "x-forwarded-for",
            "accept-encoding",
        ];
        let name = (*names.choose(rng).unwrap()).to_owned();
        if rng.random_ratio(1, 5) {
            self.headers.remove(&name);
            return;
        }
        let mut value = self.headers.get(&name).cloned().unwrap_or_default();
        match rng.random_range(0..4) {
            0 => value.extend(HOSTILE.choose(rng).unwrap().bytes()),
            1 => value = HOSTILE.choose(rng).unwrap().bytes().collect(),
            2 => value = value.repeat(rng.random_range(2..50)),
            _ => value.extend([b' ', 0xff, 0xc3]),
        }
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
            let name = HeaderName::try_from(name).unwrap();
            request = request.header(name, HeaderValue::from_bytes(value).unwrap());
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
        format!(
            "{} {}\n{}\n\n{body}",
            self.method,
            self.path,
            headers.join("\n")
        )
    }
}

/// What is wrong with an answer.
async fn wrong(request: &Request, answer: reqwest::Response) -> Option<String> {
    let status = answer.status().as_u16();
    let kind = answer.headers().get("content-type").cloned();
    let text = answer.text().await.unwrap_or_default();
    if status >= 500 {
        return Some(format!("{status}: {text}"));
    }
    if status < 400 || request.method == Method::HEAD {
        return None;
    }
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let of_the_gateway = matches!(status, 404 | 405 | 413) && body["message"].is_string();
    // As OAuth has it (RFC 6749, 5.2; RFC 6750, 3), where applications' servers authenticate.
    let of_oauth = matches!(status, 400 | 401 | 403 | 413 | 429) && body["error"].is_string();
    let of_applications = ["/oauth2/", "/security-events/"]
        .iter()
        .any(|start| request.path.starts_with(start));
    if of_the_gateway || of_oauth && of_applications {
        return None;
    }
    let slug = body["type"].as_str().unwrap_or_default();
    let known = Slug::ALL.iter().find(|known| known.as_str() == slug);
    let fits = known.is_some_and(|known| known.status().as_u16() == status)
        && body["status"] == status
        && kind.is_some_and(|kind| kind == "application/problem+json");
    let says = ["title", "detail"]
        .iter()
        .all(|words| body[words].as_str().is_some_and(|text| !text.is_empty()));
    (!fits || !says).then(|| format!("{status}: {text}"))
}

async fn fresh_world(system: &System) {
    system.begins_anew().await;
    world::create(system.platform()).await;
}

#[tokio::test]
async fn no_request_makes_an_operation_fail_and_each_refusal_is_a_problem() {
    let mut rng = ChaCha12Rng::seed_from_u64(SEED);
    let events: Vec<Value> = fixtures::all()
        .iter()
        .filter(|fixture| fixture.operation != "authorize")
        .map(|Fixture { path, .. }| {
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        })
        .filter(|event: &Value| event["rawPath"].is_string())
        .collect();
    let system = System::start().await;
    let client = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_mins(1))
        .build()
        .unwrap();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for number in 0..REQUESTS * super::times() {
        if number % WORLD_LASTS == 0 {
            fresh_world(&system).await;
        }
        let mut request = Request::of(events.choose(&mut rng).unwrap());
        request.change(&mut rng);
        let answer = match request.send(&client, &system).await {
            Ok(answer) => answer,
            Err(error) => panic!("request {number}: {error}\n{}", request.told()),
        };
        *statuses.entry(answer.status().as_u16()).or_default() += 1;
        if let Some(wrong) = wrong(&request, answer).await {
            panic!("request {number}: {wrong}\n{}", request.told());
        }
    }
    println!("answers by status: {statuses:?}");
    let accepted: usize = statuses.range(200..300).map(|(_, count)| count).sum();
    assert!(
        accepted > 0,
        "nothing was accepted: the requests are not near to right ones"
    );
    fresh_world(&system).await;
    let event = fixtures::event("get-account", "active");
    let request = Request::of(&event);
    let answer = request.send(&client, &system).await.unwrap();
    assert_eq!(answer.status(), 200, "the system works as before");
}
