//! Runs every few minutes: mails the notices that are still due, because an earlier attempt failed or died.

use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use domain::fact::Fact;
use domain::policy::{MAIL_RETRY_LAST, RETRY_MAILS_FOR};
use http::runtime::EventError;
use platform::Platform;
use store::{DUE_PARTITIONS, DueItem, DueMail, StoreError};

/// The most notices that one run reads from each partition of the index. They are mailed one after another, and the
/// next run continues.
const AT_ONCE: i32 = 20;

/// Mails the notices that are due, until the time of a run is over. A notice or a partition that fails does not stop
/// the others.
///
/// # Errors
/// If the notices of a partition cannot be looked up.
pub async fn handle(
    platform: &'static Platform,
    _event: EventBridgeEvent,
) -> Result<(), EventError> {
    let end = platform.now() + RETRY_MAILS_FOR;
    let (mut retried, mut failed) = (0u32, None);
    'run: for partition in DUE_PARTITIONS.chars() {
        let due = platform
            .store()
            .due(DueMail::Notices(partition), platform.now(), AT_ONCE)
            .await
            .unwrap_or_else(|error| {
                tracing::error!(%partition, %error, "due notices cannot be looked up");
                failed = Some(error);
                Vec::new()
            });
        for notice in due {
            if platform.now() >= end {
                tracing::warn!("the next run continues with the notices that are due");
                break 'run;
            }
            if let Err(error) = retry(platform, &notice).await {
                tracing::error!(account = %notice.account, %error, "a notice was not retried");
            }
            retried += 1;
        }
    }
    tracing::info!(retried, "due notices");
    failed.map_or(Ok(()), |error| Err(error.into()))
}

async fn retry(platform: &Platform, due: &DueItem) -> Result<(), StoreError> {
    let store = platform.store();
    let (activity, account) =
        match tokio::try_join!(store.due_activity(due), store.account(&due.account)) {
            Err(error @ StoreError::Unreadable(_)) => {
                let (now, why) = (platform.now(), error.to_string());
                let unreadable = Fact::RecordUnreadable { why };
                platform.tell(&unreadable, Some(&due.account), now);
                return store.rest(due, now + MAIL_RETRY_LAST).await;
            }
            read => read?,
        };
    match (activity, account) {
        (Some(activity), Some(account)) => platform.retry_notice(&account, &activity).await,
        (Some(activity), None) => platform.drop_notice(&due.account, &activity).await,
        (None, _) => Ok(()),
    }
}
