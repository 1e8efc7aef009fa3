//! The invoke fixtures, `events/<operation>/<case>.json`, each with its outcome beside it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A fixture.
#[derive(Debug)]
pub struct Fixture {
    /// The operation that it invokes.
    pub operation: String,
    /// Its file.
    pub path: PathBuf,
}

impl Fixture {
    /// The file of its outcome.
    pub fn outcome_path(&self) -> PathBuf {
        self.path.with_extension("outcome.json")
    }

    /// The outcome beside it, if there is one.
    pub fn expected(&self) -> Option<Value> {
        let text = std::fs::read_to_string(self.outcome_path()).ok()?;
        serde_json::from_str(&text).ok()
    }
}

/// The top of the project.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The operations: the folders of `functions/`.
pub fn operations() -> Vec<String> {
    let folder = top().join("functions");
    let mut operations = names(&folder);
    operations.retain(|name| folder.join(name).is_dir());
    operations
}

/// Every fixture.
pub fn all() -> Vec<Fixture> {
    let events = top().join("events");
    let mut all = Vec::new();
    for operation in names(&events) {
        let folder = events.join(&operation);
        for name in names(&folder) {
            if !name.ends_with(".outcome.json") {
                all.push(Fixture {
                    operation: operation.clone(),
                    path: folder.join(name),
                });
            }
        }
    }
    all
}

/// The event of a fixture.
pub fn event(operation: &str, case: &str) -> Value {
    let path = top().join(format!("events/{operation}/{case}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What of an outcome is compared.
pub fn outcome(result: Result<Value, String>) -> Value {
    let mut answer = match result {
        Ok(answer) => answer,
        Err(error) => return json!({ "error": error }),
    };
    if let Some(status) = answer.get("statusCode") {
        let headers = &answer["multiValueHeaders"];
        let header = |name: &str| {
            let from_many = headers[name][0].as_str();
            from_many
                .or_else(|| answer["headers"][name].as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let body = answer["body"].as_str().unwrap_or_default();
        let is_json = header("content-type").contains("json");
        let body = match serde_json::from_str::<Value>(body) {
            Ok(document) if document.get("openapi").is_some() => {
                json!("<the interface's description>")
            }
            Ok(body) if is_json => body,
            _ => json!(body.lines().next().unwrap_or_default()),
        };
        let location = header("location");
        answer = json!({ "status": status, "content_type": header("content-type"), "body": body });
        if !location.is_empty() {
            answer["location"] = json!(steady_address(&location));
        }
    }
    steady(&mut answer);
    answer
}

/// An address without what differs from run to run: the portal's port, a code, the identifier of a request that was kept.
pub fn steady_address(address: &str) -> String {
    let address = match address.strip_prefix("http://localhost:") {
        Some(rest) => format!(
            "<portal>{}",
            rest.trim_start_matches(|c: char| c.is_ascii_digit())
        ),
        None => address.to_owned(),
    };
    let address = cut(&address, "?code=", "<code>", '&');
    let address = cut(&address, "#/authorizations/", "<id>", '?');
    let address = cut(&address, "request_uri%3A", "<id>", '&');
    cut(&address, "localhost%3A", "<port>", '&')
}

/// A text with a stand-in for what follows a marker, up to a character.
fn cut(text: &str, marker: &str, stand_in: &str, end: char) -> String {
    match text.split_once(marker) {
        Some((before, rest)) => {
            let after = rest.find(end).map_or("", |at| &rest[at..]);
            format!("{before}{marker}{stand_in}{after}")
        }
        None => text.to_owned(),
    }
}

/// Replaces what differs from run to run.
fn steady(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(steady),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "retry_after" | "expires_in" | "resend_in" | "auth_time" | "exp" | "iat" => {
                        *value = json!("<seconds>");
                    }
                    "redirect" => {
                        let address = value.as_str().unwrap_or_default();
                        *value = json!(steady_address(address));
                    }
                    "request_uri" => *value = json!("<uri>"),
                    "token" => *value = json!("<token>"),
                    "payment_url" => *value = json!("<url>"),
                    // Of a public key.
                    "n" | "x" | "y" => *value = json!("<number>"),
                    "activation_code" | "license_key" => *value = json!("<key>"),
                    _ => steady(value),
                }
            }
        }
        Value::String(text) => {
            let words: Vec<&str> = text.split(' ').map(steady_word).collect();
            *text = steady_sample(&words.join(" "));
        }
        _ => {}
    }
}

/// A text in which the address of the local run's sample is without its port.
fn steady_sample(text: &str) -> String {
    match text.strip_prefix("http://127.0.0.1:") {
        Some(rest) if !rest.starts_with("9/") => {
            let path = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            let portal = cut(&format!("<sample>{path}"), "localhost%3A", "<port>", '&');
            cut(&portal, "127.0.0.1%3A", "<port>", '%')
        }
        _ => text.to_owned(),
    }
}

/// A word, or what stands for it if it differs from run to run. The world's own orders and phone keep their names.
fn steady_word(word: &str) -> &str {
    const KNOWN: [&str; 3] = [
        "PO-040G208104",
        "PO-081040G20V",
        "phone_01010101010101010101",
    ];
    if KNOWN.contains(&word) {
        word
    } else if word.parse::<jiff::Timestamp>().is_ok() {
        "<time>"
    } else if word.starts_with("phone_") && word.len() == KNOWN[2].len() {
        "<phone>"
    } else if word.starts_with("PO-") {
        "<order>"
    } else if word.starts_with("http://localhost:") {
        "<url>"
    } else {
        word
    }
}
