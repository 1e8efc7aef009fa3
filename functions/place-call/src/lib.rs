//! Follows the voice topic: places the call that reads a code digit by digit, twice.

use aws_lambda_events::event::sns::SnsEvent;
use domain::fact::Fact;
use http::runtime::EventError;
use platform::Platform;
use providers::channels::CallRequest;
use store::StoreError;

/// Places the calls of an event. One call is placed for a challenge, and none for a code that has expired.
///
/// # Errors
/// If a call could not be placed: Lambda retries the event.
pub async fn handle(platform: &'static Platform, event: SnsEvent) -> Result<(), EventError> {
    for record in event.records {
        match serde_json::from_str::<CallRequest>(&record.sns.message) {
            Ok(call) => place(platform, &call).await?,
            Err(_) => {
                tracing::error!(message_id = %record.sns.message_id, "a message that is no call was skipped");
            }
        }
    }
    Ok(())
}

async fn place(platform: &Platform, call: &CallRequest) -> Result<(), EventError> {
    let now = platform.now();
    if now.as_second() >= call.expires_at {
        tracing::warn!(
            challenge = call.challenge,
            "a call came too late to be placed"
        );
        return Ok(());
    }
    match platform.store().claim_call(&call.challenge, now).await {
        Err(StoreError::ConditionFailed) => return Ok(()),
        claimed => claimed?,
    }
    if let Err(error) = platform.calls().place(call, now).await {
        platform.tell_refused(&error);
        platform.store().release_call(&call.challenge).await?;
        return Err(error.into());
    }
    platform.tell(&Fact::CallPlaced, None, now);
    Ok(())
}
