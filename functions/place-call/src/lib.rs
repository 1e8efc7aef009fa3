//! Follows the voice topic: places the call that reads a code digit by digit, twice.

use std::time::Duration;

use aws_lambda_events::event::sns::SnsEvent;
use domain::Timestamp;
use domain::fact::Fact;
use domain::policy::{CALL_LEAST, CALL_PAUSES};
use http::runtime::EventError;
use platform::Platform;
use providers::ProviderError;
use providers::channels::CallRequest;
use store::StoreError;

/// Places the calls of an event. One call is placed for a challenge, and none for a code that expires before the call
/// can be placed.
///
/// # Errors
/// If a call could not be placed: Lambda retries the event after a minute, when the code may still be valid.
pub async fn handle(platform: &'static Platform, event: SnsEvent) -> Result<(), EventError> {
    for record in event.records {
        match serde_json::from_str::<CallRequest>(&record.sns.message) {
            // Boxed, because the futures of the whole path are nested too deeply for the compiler otherwise.
            Ok(call) => Box::pin(place(platform, &call)).await?,
            Err(_) => {
                tracing::error!(message_id = %record.sns.message_id, "a message that is no call was skipped");
            }
        }
    }
    Ok(())
}

async fn place(platform: &Platform, call: &CallRequest) -> Result<(), EventError> {
    let store = platform.store();
    let Some(expires_at) = callable(platform, call) else {
        return Ok(());
    };
    match store.claim_call(&call.challenge, platform.now()).await {
        Err(StoreError::ConditionFailed) => return Ok(()),
        claimed => claimed?,
    }
    let placed = try_to_place(platform, call).await;
    if let Err(error) = &placed {
        platform.tell_refused(error);
    }
    let is_placed = placed.is_ok();
    match placed {
        Err(error) if error.permanent => return Ok(()),
        // The claim lapses before Lambda retries the event.
        Err(error) if !error.unknown => return Err(error.into()),
        // A call that got no answer may ring: another one would ring twice.
        Ok(()) | Err(_) => {}
    }
    if let Err(error) = store.settle_call(&call.challenge, expires_at).await {
        tracing::warn!(challenge = call.challenge, %error, "a call that was placed may be placed again if its event is repeated");
    }
    if is_placed {
        platform.tell(&Fact::CallPlaced, None, platform.now());
    }
    Ok(())
}

/// When the code of a call expires; `None` if that is too soon, or has passed.
fn callable(platform: &Platform, call: &CallRequest) -> Option<Timestamp> {
    let expires_at = Timestamp::from_second(call.expires_at).ok()?;
    if expires_at.duration_since(platform.now()) < CALL_LEAST {
        tracing::warn!(
            challenge = call.challenge,
            "a call came too late to be placed"
        );
        return None;
    }
    Some(expires_at)
}

/// Places a call. One that was refused is tried again after each of [`CALL_PAUSES`] while its code is valid for long enough.
async fn try_to_place(platform: &Platform, call: &CallRequest) -> Result<(), ProviderError> {
    let mut placed = platform.calls().place(call, platform.now()).await;
    for pause in CALL_PAUSES {
        match &placed {
            Err(error) if !error.permanent && !error.unknown => {
                tracing::warn!(challenge = call.challenge, %error, "a call is tried again");
            }
            _ => break,
        }
        tokio::time::sleep(Duration::try_from(pause).unwrap_or_default()).await;
        if callable(platform, call).is_none() {
            break;
        }
        placed = platform.calls().place(call, platform.now()).await;
    }
    placed
}
