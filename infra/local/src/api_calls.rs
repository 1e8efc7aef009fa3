//! A record of the AWS calls of each operation, with their actions and resources as IAM names them.
//!
//! Every operation signs its requests with an access key of its own name, which identifies the caller of each request,
//! as on AWS.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use serde::Serialize;
use serde_json::Value;

/// An action on a resource, as a policy grants it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ApiCall {
    /// The caller: an operation, or `local` for the machine's own tools.
    pub operation: String,
    /// The action, such as `dynamodb:Query`.
    pub action: String,
    /// The resource: a table's name, an index below it, a topic or another resource.
    pub resource: String,
}

/// The calls since the start, with their counts.
#[derive(Debug, Default)]
pub struct ApiCalls(Mutex<BTreeMap<ApiCall, u64>>);

impl ApiCalls {
    /// Records a call, with its caller from the request's headers.
    pub fn note(&self, headers: &HeaderMap, action: &str, resource: &str) {
        let call = ApiCall {
            operation: caller(headers).to_owned(),
            action: action.to_owned(),
            resource: resource.to_owned(),
        };
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry(call).or_default() += 1;
    }

    /// Records a call of DynamoDB, from its target header and body.
    pub fn note_dynamodb(&self, headers: &HeaderMap, body: &[u8]) {
        let target = dynamodb_action(headers);
        let request: Value = serde_json::from_slice(body).unwrap_or_default();
        for (action, resource) in dynamodb_actions(target, &request) {
            self.note(headers, &format!("dynamodb:{action}"), &resource);
        }
    }

    /// Every call with its count.
    #[must_use]
    pub fn all(&self) -> Vec<Value> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls
            .iter()
            .map(|(call, count)| {
                let mut call = serde_json::to_value(call).unwrap_or_default();
                call["count"] = (*count).into();
                call
            })
            .collect()
    }
}

/// The action of a call of DynamoDB, such as `PutItem`.
pub(crate) fn dynamodb_action(headers: &HeaderMap) -> &str {
    headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
        .and_then(|target| target.split_once('.'))
        .map_or("", |(_, action)| action)
}

/// The access key that a request was signed with.
pub(crate) fn caller(headers: &HeaderMap) -> &str {
    headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once("Credential="))
        .and_then(|(_, credential)| credential.split('/').next())
        .unwrap_or("unsigned")
}

/// The actions that IAM checks for a request: a transaction needs the action of each of its parts, a batch its own on each of
/// its tables.
fn dynamodb_actions<'a>(target: &'a str, request: &'a Value) -> Vec<(&'a str, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if target == "TransactWriteItems" {
        let parts = request["TransactItems"].as_array().into_iter().flatten();
        return parts
            .filter_map(Value::as_object)
            .flatten()
            .map(|(part, request)| {
                let action = match part.as_str() {
                    "Put" => "PutItem",
                    "Update" => "UpdateItem",
                    "Delete" => "DeleteItem",
                    _ => "ConditionCheckItem",
                };
                (action, text(&request["TableName"]))
            })
            .collect();
    }
    if let Some(tables) = request["RequestItems"].as_object() {
        return tables.keys().map(|table| (target, table.clone())).collect();
    }
    let table = text(&request["TableName"]);
    match request["IndexName"].as_str() {
        Some(index) => vec![(target, format!("{table}/index/{index}"))],
        None => vec![(target, table)],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_transaction_is_its_parts_a_batch_its_tables_and_a_query_of_an_index_the_indexs() {
        let request = json!({ "TransactItems": [
            { "Put": { "TableName": "records" } },
            { "Update": { "TableName": "sessions" } },
        ] });
        assert_eq!(
            dynamodb_actions("TransactWriteItems", &request),
            [
                ("PutItem", "records".to_owned()),
                ("UpdateItem", "sessions".to_owned())
            ]
        );
        let request = json!({ "RequestItems": { "sessions": [] } });
        assert_eq!(
            dynamodb_actions("BatchWriteItem", &request),
            [("BatchWriteItem", "sessions".to_owned())]
        );
        let request = json!({ "TableName": "records", "IndexName": "by-expiry" });
        assert_eq!(
            dynamodb_actions("Query", &request),
            [("Query", "records/index/by-expiry".to_owned())]
        );
    }

    #[test]
    fn a_call_is_its_signers() {
        let mut headers = HeaderMap::new();
        assert_eq!(caller(&headers), "unsigned");
        let signed = "AWS4-HMAC-SHA256 Credential=sign-in/20261123/us-east-1/dynamodb/aws4_request, SignedHeaders=host";
        headers.insert(header::AUTHORIZATION, signed.parse().unwrap());
        assert_eq!(caller(&headers), "sign-in");
    }
}
