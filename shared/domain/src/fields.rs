//! Documents that operators write: each field is checked, and every wrong one is named with its path at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

/// A field that is refused, and why. `field` is its path: `limits.sends_per_address[0].most`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct FieldRefused {
    /// The field's path.
    pub field: String,
    /// Why, as the rest of a sentence that begins with the field.
    pub why: String,
}

pub(crate) fn refused(field: impl Into<String>, why: impl Into<String>) -> FieldRefused {
    FieldRefused {
        field: field.into(),
        why: why.into(),
    }
}

/// Why a text may not be shown to people.
pub(crate) fn wrong_text(text: &str, most: usize) -> Option<String> {
    if text.trim().is_empty() {
        Some("must not be empty".to_owned())
    } else if text.chars().count() > most {
        Some(format!("must have at most {most} characters"))
    } else if text.chars().any(char::is_control) {
        Some("must be one line, without control characters".to_owned())
    } else {
        None
    }
}

/// Why a number may not be set.
pub(crate) fn wrong_number(number: i64, least: i64, most: i64) -> Option<String> {
    if number < least {
        Some(format!("must be at least {least}"))
    } else if number > most {
        Some(format!("must be at most {most}"))
    } else {
        None
    }
}

/// Reads a document, with every field that is not of its type. Such a field, or the entry of a list that it is in, is left
/// out to find the next one.
pub(crate) fn read<T: DeserializeOwned>(
    document: &Value,
) -> (Option<T>, Vec<FieldRefused>, LeftOut) {
    let mut document = document.clone();
    let mut left_out = LeftOut::default();
    let mut wrong = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(&document) {
            Ok(value) => return (Some(value), wrong, left_out),
            Err(error) => error,
        };
        let why = error.inner().to_string();
        let Some(field) = leave_out(&mut document, error.path(), &mut left_out) else {
            wrong.push(refused(error.path().to_string(), why));
            return (None, wrong, left_out);
        };
        wrong.push(refused(field, why));
    }
}

/// The entries of lists that were left out, by list.
#[derive(Default)]
pub(crate) struct LeftOut(BTreeMap<String, BTreeSet<usize>>);

impl LeftOut {
    /// The index that an entry of a list has in the whole document.
    fn original(&self, list: &str, index: usize) -> usize {
        let gone = self.0.get(list).into_iter().flatten();
        gone.fold(index, |index, gone| index + usize::from(*gone <= index))
    }

    /// What is refused in the document that is left, at its place in the whole one.
    pub(crate) fn restore(&self, mut wrong: Vec<FieldRefused>) -> Vec<FieldRefused> {
        for FieldRefused { field, .. } in &mut wrong {
            if let Some((list, rest)) = field.split_once('[')
                && let Some((index, rest)) = rest.split_once(']')
                && let Ok(index) = index.parse()
            {
                *field = format!("{list}[{}]{rest}", self.original(list, index));
            }
        }
        wrong
    }
}

/// Removes the field at a path, or the entry of the first list on it. Returns the path as it is in the whole document;
/// `None` if there is nothing to remove.
fn leave_out(document: &mut Value, path: &Path, left_out: &mut LeftOut) -> Option<String> {
    let (mut field, mut pointer) = (String::new(), String::new());
    let mut segments = path.iter().peekable();
    while let Some(segment) = segments.next() {
        match segment {
            Segment::Map { key } => {
                field = join(&field, key);
                if segments.peek().is_none() {
                    let object = document.pointer_mut(&pointer)?.as_object_mut()?;
                    return object.remove(key).map(|_| field);
                }
                let key = key.replace('~', "~0").replace('/', "~1");
                pointer = format!("{pointer}/{key}");
            }
            Segment::Seq { index } => {
                let list = document.pointer_mut(&pointer)?.as_array_mut()?;
                if *index >= list.len() {
                    return None;
                }
                list.remove(*index);
                let index = left_out.original(&field, *index);
                left_out.0.entry(field.clone()).or_default().insert(index);
                field = format!("{field}[{index}]");
                return Some(segments.fold(field, |field, segment| match segment {
                    Segment::Seq { index } => format!("{field}[{index}]"),
                    other => join(&field, &other.to_string()),
                }));
            }
            Segment::Enum { .. } | Segment::Unknown => return None,
        }
    }
    None
}

pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// The fields of a patch that are not among the known ones. A field that is stored and unknown may be removed.
pub(crate) fn unknown(
    change: &Value,
    known: &Value,
    stored: &Value,
    path: &str,
    why: &str,
) -> Vec<FieldRefused> {
    let mut found = Vec::new();
    match (change, known) {
        (Value::Object(change), Value::Object(known)) => {
            for (key, value) in change {
                let field = join(path, key);
                let stored = stored.get(key);
                match known.get(key) {
                    Some(known) => {
                        found.extend(unknown(
                            value,
                            known,
                            stored.unwrap_or(&Value::Null),
                            &field,
                            why,
                        ));
                    }
                    None if value.is_null() && stored.is_some() => {}
                    None => found.push(refused(field, why)),
                }
            }
        }
        (Value::Array(change), Value::Array(known)) if change.len() == known.len() => {
            for (index, (value, known)) in change.iter().zip(known).enumerate() {
                let field = format!("{path}[{index}]");
                found.extend(unknown(value, known, &Value::Null, &field, why));
            }
        }
        _ => {}
    }
    found
}

/// Adds what is refused, unless something within the same field is refused already: what follows from that says nothing.
pub(crate) fn add(wrong: &mut Vec<FieldRefused>, more: Vec<FieldRefused>) {
    for more in more {
        let within = |known: &FieldRefused| {
            let rest = known.field.strip_prefix(&more.field);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        if !wrong.iter().any(within) {
            wrong.push(more);
        }
    }
}

/// The paths at which two documents differ. Lists are compared as a whole.
pub(crate) fn differences(
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    path: &str,
) -> Vec<String> {
    let empty = Map::new();
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let field = join(path, key);
        match (before.get(key), after.get(key)) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                found.extend(differences(before, after, &field));
            }
            (Some(Value::Object(before)), None) => {
                found.extend(differences(before, &empty, &field));
            }
            (None, Some(Value::Object(after))) => {
                found.extend(differences(&empty, after, &field));
            }
            (before, after) if before != after => found.push(field),
            _ => {}
        }
    }
    found
}
