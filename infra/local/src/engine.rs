//! The DynamoDB-compatible engine and its two tables.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::create_table::{CreateTableError, CreateTableOutput};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType, TableDescription,
    TimeToLiveSpecification,
};

use crate::StartError;

/// The error for tables that could not be created.
fn engine_error(error: impl std::error::Error) -> StartError {
    StartError::Engine(DisplayErrorContext(error).to_string())
}

/// Creates the two tables as the template defines them, unless they exist.
///
/// # Errors
/// [`StartError::Engine`]; [`StartError::Outdated`] for a table of an older version.
pub async fn create_tables(
    client: &Client,
    records: &str,
    sessions: &str,
) -> Result<(), StartError> {
    let made = client
        .create_table()
        .table_name(records)
        .attribute_definitions(attribute("pk", ScalarAttributeType::S)?)
        .attribute_definitions(attribute("sk", ScalarAttributeType::S)?)
        .attribute_definitions(attribute("expires_on", ScalarAttributeType::S)?)
        .attribute_definitions(attribute("due", ScalarAttributeType::S)?)
        .attribute_definitions(attribute("due_at", ScalarAttributeType::N)?)
        .key_schema(key("pk", KeyType::Hash)?)
        .key_schema(key("sk", KeyType::Range)?)
        .global_secondary_indexes(index("by-expiry", "expires_on", "pk")?)
        .global_secondary_indexes(index(BY_DUE, "due", "due_at")?)
        .stream_specification(stream()?)
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await;
    complete(client, records, made).await?;
    let made = client
        .create_table()
        .table_name(sessions)
        .attribute_definitions(attribute("pk", ScalarAttributeType::S)?)
        .attribute_definitions(attribute("sk", ScalarAttributeType::S)?)
        .key_schema(key("pk", KeyType::Hash)?)
        .key_schema(key("sk", KeyType::Range)?)
        .stream_specification(stream()?)
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await;
    complete(client, sessions, made).await?;
    check(client, records, Some(BY_DUE)).await?;
    check(client, sessions, None).await
}

const BY_DUE: &str = "by-due";

fn index(name: &str, hash: &str, range: &str) -> Result<GlobalSecondaryIndex, StartError> {
    let keys_only = Projection::builder()
        .projection_type(ProjectionType::KeysOnly)
        .build();
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .key_schema(key(hash, KeyType::Hash)?)
        .key_schema(key(range, KeyType::Range)?)
        .projection(keys_only)
        .build()
        .map_err(engine_error)
}

fn stream() -> Result<StreamSpecification, StartError> {
    StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()
        .map_err(engine_error)
}

/// Enables time to live on a table that this start created.
async fn complete<R: std::fmt::Debug + Send + Sync + 'static>(
    client: &Client,
    table: &str,
    made: Result<CreateTableOutput, SdkError<CreateTableError, R>>,
) -> Result<(), StartError> {
    if !unless_it_exists(made)? {
        return Ok(());
    }
    let ttl = TimeToLiveSpecification::builder()
        .attribute_name("ttl")
        .enabled(true)
        .build()
        .map_err(engine_error)?;
    client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(ttl)
        .send()
        .await
        .map(|_| ())
        .map_err(engine_error)
}

/// Returns an error for a table without old images in its stream or without its index: facts or mails would be lost
/// silently.
async fn check(client: &Client, table: &str, index: Option<&str>) -> Result<(), StartError> {
    let described = client
        .describe_table()
        .table_name(table)
        .send()
        .await
        .map_err(engine_error)?
        .table;
    let described = described.as_ref();
    let view = described
        .and_then(|table| table.stream_specification())
        .and_then(|stream| stream.stream_view_type());
    if view != Some(&StreamViewType::NewAndOldImages) {
        return Err(StartError::Outdated(
            table.to_owned(),
            "a stream of both images",
        ));
    }
    let has = |name| {
        let indexes = described.map(TableDescription::global_secondary_indexes);
        let mut indexes = indexes.unwrap_or_default().iter();
        indexes.any(|index| index.index_name() == Some(name))
    };
    match index {
        Some(name) if !has(name) => Err(StartError::Outdated(
            table.to_owned(),
            "the index of due mails",
        )),
        _ => Ok(()),
    }
}

/// Whether the table was created now.
fn unless_it_exists<R: std::fmt::Debug + Send + Sync + 'static>(
    made: Result<CreateTableOutput, SdkError<CreateTableError, R>>,
) -> Result<bool, StartError> {
    match made {
        Ok(_) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(CreateTableError::is_resource_in_use_exception) =>
        {
            Ok(false)
        }
        Err(error) => Err(engine_error(error)),
    }
}

fn attribute(name: &str, kind: ScalarAttributeType) -> Result<AttributeDefinition, StartError> {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(kind)
        .build()
        .map_err(engine_error)
}

fn key(name: &str, kind: KeyType) -> Result<KeySchemaElement, StartError> {
    KeySchemaElement::builder()
        .attribute_name(name)
        .key_type(kind)
        .build()
        .map_err(engine_error)
}
