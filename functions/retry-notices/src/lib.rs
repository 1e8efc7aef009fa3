//! Runs every few minutes: mails the notices that are still due, because an earlier attempt failed or died.

use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use http::runtime::EventError;
use platform::Platform;

/// The most notices that one run reads from each partition of the index. They are mailed one after another, and the
/// next run continues.
const AT_ONCE: i32 = 20;

/// Mails the notices that are due. A notice that fails does not stop the others.
///
/// # Errors
/// If the notices cannot be looked up.
pub async fn handle(
    platform: &'static Platform,
    _event: EventBridgeEvent,
) -> Result<(), EventError> {
    let store = platform.store();
    let due = store.due_notices(platform.now(), AT_ONCE).await?;
    let found = due.len();
    for (id, activity) in due {
        let retried = match store.account(&id).await {
            Ok(Some(account)) => platform.retry_notice(&account, &activity).await,
            Ok(None) => platform.drop_notice(&id, &activity).await,
            Err(error) => Err(error),
        };
        if let Err(error) = retried {
            tracing::error!(account = %id, %error, "a notice was not retried");
        }
    }
    tracing::info!(found, "notices that were due");
    Ok(())
}
