//! What the product has written and sent, and what of it can be compared between two runs.

use std::collections::{BTreeSet, HashSet};

use aws_sdk_dynamodb::types::{AttributeValue, DeleteRequest, PutRequest, WriteRequest};
use domain::Timestamp;
use local::Local;
use platform::Clock;
use serde_json::{Map, Value, json};

/// Both tables, the secrets, the keys and the time: what a scenario begins with.
pub(crate) struct Snapshot {
    tables: [(String, Vec<store::Item>); 2],
    secrets: String,
    signing_keys: String,
    pub(crate) at: Timestamp,
}

async fn scan(local: &Local) -> [(String, Vec<store::Item>); 2] {
    let config = &local.platform.config;
    let client = local.platform.store().client();
    let (records, sessions) = tokio::join!(
        client.scan().table_name(&config.records_table).send(),
        client.scan().table_name(&config.sessions_table).send(),
    );
    [
        (&config.records_table, records),
        (&config.sessions_table, sessions),
    ]
    .map(|(table, items)| (table.clone(), items.unwrap().items.unwrap_or_default()))
}

impl Snapshot {
    pub(crate) async fn of(local: &Local) -> Self {
        Self {
            tables: scan(local).await,
            secrets: local.data().secrets(),
            signing_keys: local.data().signing_keys(),
            at: local.clock().now(),
        }
    }

    /// Makes a system's tables as these are, by the writes that are needed, and holds its clock at this time.
    pub(crate) async fn restore(&self, local: &Local) {
        local.clock().hold(self.at);
        local.data().keep_secrets(&self.secrets);
        local.data().keep_signing_keys(&self.signing_keys);
        let client = local.platform.store().client();
        let there = scan(local).await;
        for ((table, wanted), (_, found)) in self.tables.iter().zip(there) {
            let put = |item: &store::Item| {
                let put = PutRequest::builder().set_item(Some(item.clone())).build();
                WriteRequest::builder().put_request(put.unwrap()).build()
            };
            let delete = |mut item: store::Item| {
                item.retain(|name, _| matches!(name.as_str(), "pk" | "sk"));
                let delete = DeleteRequest::builder().set_key(Some(item)).build();
                WriteRequest::builder()
                    .delete_request(delete.unwrap())
                    .build()
            };
            let same_key = |one: &store::Item, other: &store::Item| {
                one["pk"] == other["pk"] && one["sk"] == other["sk"]
            };
            let puts = wanted.iter().filter(|item| !found.contains(item)).map(put);
            let more = found
                .iter()
                .filter(|item| !wanted.iter().any(|wanted| same_key(item, wanted)));
            let writes: Vec<WriteRequest> = puts.chain(more.cloned().map(delete)).collect();
            // DynamoDB takes 25 writes at once.
            for writes in writes.chunks(25) {
                client
                    .batch_write_item()
                    .request_items(table, writes.to_vec())
                    .send()
                    .await
                    .unwrap();
            }
        }
    }
}

/// Everything that is in the tables and was sent, an item and a message each.
pub(crate) async fn everything(local: &Local) -> Vec<Value> {
    let mut all = Vec::new();
    for (table, items) in scan(local).await {
        for item in items {
            all.extend(comparable(&table, item));
        }
    }
    let messages = local.outbox().messages();
    for (kind, of_kind) in [
        ("text", json!(messages.texts)),
        ("call", json!(messages.calls)),
        ("mail", json!(messages.mails)),
        ("published", json!(messages.published)),
    ] {
        for message in of_kind.as_array().unwrap() {
            let mut message = message.clone();
            message.as_object_mut().unwrap().remove("at");
            all.push(json!({ "sent": kind, "message": message }));
        }
    }
    let queues = local.queues().messages();
    for (queue, messages) in [("waiting", queues.waiting), ("parked", queues.parked)] {
        // The same body twice is the same message: its receiver knows it by its identifier.
        let bodies: BTreeSet<String> = messages.into_iter().map(|one| one.body).collect();
        for body in bodies {
            let body: Value = serde_json::from_str(&body).unwrap_or(json!(body));
            all.push(json!({ "sent": queue, "message": body }));
        }
    }
    all
}

/// An item without what differs although nothing else does: the marks by which writes recognise themselves, the version,
/// who changed it last, when DynamoDB may delete it, and when a session was last used, which a refused request does too.
/// `None` for an item that says nothing more than that it exists,
/// such as a limit of which everything was given back.
fn comparable(table: &str, item: store::Item) -> Option<Value> {
    let mut attributes = Map::new();
    for (name, value) in item {
        // A limit's counters say for which period, too, though nothing is left in them.
        let masked = matches!(
            name.as_str(),
            "version" | "changed" | "event" | "ttl" | "mark" | "month" | "seen_at"
        ) || name.starts_with("marks")
            || name.starts_with("start");
        if !masked {
            attributes.insert(name, plain(value));
        }
    }
    // What was given back to a limit is no action any more.
    if let (Some(Value::Array(undone)), Some(Value::Array(done))) =
        (attributes.remove("undone"), attributes.get_mut("done"))
    {
        done.retain(|time| !undone.contains(time));
    }
    let says_something = attributes
        .iter()
        .any(|(name, value)| !matches!(name.as_str(), "pk" | "sk" | "kind") && !is_nothing(value));
    says_something.then(|| json!({ "table": table, "item": attributes }))
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.iter().all(is_nothing),
        Value::Object(fields) => fields.values().all(is_nothing),
        Value::Bool(true) => false,
    }
}

fn plain(value: AttributeValue) -> Value {
    let sorted = |mut list: Vec<String>| {
        list.sort();
        json!(list)
    };
    match value {
        AttributeValue::S(text) => json!(text),
        AttributeValue::N(number) => number
            .parse()
            .map_or_else(|_| json!(number), |n: i64| json!(n)),
        AttributeValue::Bool(truth) => json!(truth),
        AttributeValue::B(bytes) => json!(data_encoding::BASE64.encode(bytes.as_ref())),
        AttributeValue::L(list) => list.into_iter().map(plain).collect(),
        AttributeValue::M(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, plain(value)))
            .collect(),
        AttributeValue::Ss(list) | AttributeValue::Ns(list) => sorted(list),
        AttributeValue::Bs(list) => sorted(
            list.iter()
                .map(|bytes| data_encoding::BASE64.encode(bytes.as_ref()))
                .collect(),
        ),
        _ => Value::Null,
    }
}

/// Whether a character belongs to a token: a word, a number, or a value in hexadecimal or Base64.
fn in_token(c: char) -> bool {
    c.is_alphanumeric() || "+/=_-".contains(c)
}

/// The epoch seconds of a time that stands as a text (RFC 3339).
fn seconds(text: &str) -> Option<String> {
    let time: Timestamp = text.parse().ok()?;
    Some(time.as_second().to_string())
}

fn add_tokens(value: &Value, tokens: &mut HashSet<String>) {
    match value {
        Value::String(text) => {
            let words = text.split(|c| !in_token(c));
            tokens.extend(words.map(str::to_owned));
            tokens.extend(seconds(text));
        }
        Value::Number(number) => {
            tokens.insert(number.to_string());
        }
        Value::Array(list) => list.iter().for_each(|value| add_tokens(value, tokens)),
        Value::Object(fields) => {
            for (name, value) in fields {
                add_tokens(&json!(name), tokens);
                add_tokens(value, tokens);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// The tokens of some values.
pub(crate) fn tokens<'a>(values: impl IntoIterator<Item = &'a Value>) -> HashSet<String> {
    let mut tokens = HashSet::new();
    for value in values {
        add_tokens(value, &mut tokens);
    }
    tokens
}

/// Hides what was drawn at random: every token that is not known.
pub(crate) struct Mask {
    /// The tokens of the state before, of the request, and those that two runs without a fault have in common.
    pub(crate) known: HashSet<String>,
}

impl Mask {
    /// A value with random tokens hidden, and times that come from a clock that was moved set back.
    pub(crate) fn of(&self, value: &Value, moved: &[i64]) -> Value {
        match value {
            Value::String(text) => json!(self.text(text, moved)),
            Value::Number(number) => {
                let shown = self.token(&number.to_string(), moved);
                shown
                    .parse()
                    .map_or_else(|_| json!(shown), |n: i64| json!(n))
            }
            Value::Array(list) => list.iter().map(|value| self.of(value, moved)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| {
                    let own = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                    let name = if own {
                        name.clone()
                    } else {
                        self.text(name, moved)
                    };
                    (name, self.of(value, moved))
                })
                .collect(),
            other => other.clone(),
        }
    }

    fn text(&self, text: &str, moved: &[i64]) -> String {
        if let Some(time) = seconds(text) {
            return self.token(&time, moved);
        }
        let mut masked = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let end = rest
                .find(|c| in_token(c) != in_token(first))
                .unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            // A call says a code digit by digit.
            let said = first.is_ascii_digit() && run.len() == 1 && text.contains(' ');
            if said {
                masked.push_str("<new>");
            } else if in_token(first) {
                masked.push_str(&self.token(run, moved));
            } else {
                masked.push_str(run);
            }
            rest = after;
        }
        masked
    }

    fn token(&self, token: &str, moved: &[i64]) -> String {
        if self.known.contains(token) {
            return token.to_owned();
        }
        let time: Option<i64> = token.parse().ok().filter(|time| *time > 1_000_000_000);
        let back = time.and_then(|time| {
            let times = moved.iter().map(|seconds| (time - seconds).to_string());
            times.into_iter().find(|time| self.known.contains(time))
        });
        back.unwrap_or_else(|| "<new>".to_owned())
    }

    /// A state in a form that equals that of another run in which the same happened.
    pub(crate) fn state(&self, everything: &[Value], moved: &[i64]) -> Vec<String> {
        let mut all: Vec<String> = everything
            .iter()
            .map(|part| self.of(part, moved).to_string())
            .collect();
        all.sort();
        all
    }
}

/// What one state has and another has not, in lines.
pub(crate) fn difference(expected: &[String], got: &[String]) -> String {
    let mut lines = String::new();
    let mut missing: Vec<&String> = expected.iter().collect();
    for part in got {
        match missing.iter().position(|other| *other == part) {
            Some(at) => {
                missing.remove(at);
            }
            None => lines += &format!("\n      + {part}"),
        }
    }
    for part in missing {
        lines += &format!("\n      - {part}");
    }
    lines
}
