//! The DynamoDB-compatible engine and its two tables.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::create_table::{CreateTableError, CreateTableOutput};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType,
    TimeToLiveSpecification,
};

use crate::StartError;

/// The tables could not be made.
fn engine_error(error: impl std::error::Error) -> StartError {
    StartError::Engine(DisplayErrorContext(error).to_string())
}

/// Creates the two tables as the template defines them, unless they exist.
///
/// # Errors
/// [`StartError::Engine`].
pub async fn create_tables(
    client: &Client,
    records: &str,
    sessions: &str,
) -> Result<(), StartError> {
    let index = GlobalSecondaryIndex::builder()
        .index_name("by-expiry")
        .key_schema(key("expires_on", KeyType::Hash)?)
        .key_schema(key("pk", KeyType::Range)?)
        .projection(
            Projection::builder()
                .projection_type(ProjectionType::KeysOnly)
                .build(),
        )
        .build()
        .map_err(engine_error)?;
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewImage)
        .build()
        .map_err(engine_error)?;
    let made = client
        .create_table()
        .table_name(records)
        .attribute_definitions(attribute("pk")?)
        .attribute_definitions(attribute("sk")?)
        .attribute_definitions(attribute("expires_on")?)
        .key_schema(key("pk", KeyType::Hash)?)
        .key_schema(key("sk", KeyType::Range)?)
        .global_secondary_indexes(index)
        .stream_specification(stream)
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await;
    unless_it_exists(made)?;
    let made = client
        .create_table()
        .table_name(sessions)
        .attribute_definitions(attribute("pk")?)
        .attribute_definitions(attribute("sk")?)
        .key_schema(key("pk", KeyType::Hash)?)
        .key_schema(key("sk", KeyType::Range)?)
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await;
    if unless_it_exists(made)? {
        let ttl = TimeToLiveSpecification::builder()
            .attribute_name("ttl")
            .enabled(true)
            .build()
            .map_err(engine_error)?;
        client
            .update_time_to_live()
            .table_name(sessions)
            .time_to_live_specification(ttl)
            .send()
            .await
            .map_err(engine_error)?;
    }
    Ok(())
}

/// Whether the table was made now.
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

fn attribute(name: &str) -> Result<AttributeDefinition, StartError> {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
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
