//! Runs daily: mails a reminder on each of the days of [`REMINDER_DAYS`], which count down to the expiry, each once.
//!
//! Each run looks up the credentials of every day for which a reminder could be due, so that it also sends what a
//! missed run did not.

use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use domain::account::AccountId;
use domain::change::{Actor, Change};
use domain::credential::Reminded;
use domain::policy::{REMINDER_DAYS, REMINDER_LATE_DAYS};
use domain::reminder::due;
use http::runtime::EventError;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use platform::Platform;
use store::StoreError;
use words::mail;

/// Mails all reminders that are due.
///
/// # Errors
/// If a reminder could not be mailed: Lambda retries the event, which then sends only the reminders that failed.
pub async fn handle(
    platform: &'static Platform,
    _event: EventBridgeEvent,
) -> Result<(), EventError> {
    let today = platform.now().to_zoned_datetime(TimeZone::UTC).date();
    let (mut mailed, mut failed) = (0u32, 0u32);
    let furthest = REMINDER_DAYS.into_iter().max().unwrap_or(0);
    for days in -REMINDER_LATE_DAYS..=furthest {
        let Ok(day) = today.checked_add(days.days()) else {
            continue;
        };
        for account in platform.store().expiring_on(day).await? {
            match remind(platform, &account).await {
                Ok(true) => mailed += 1,
                Ok(false) => {}
                Err(error) => {
                    failed += 1;
                    tracing::error!(%account, %error, "a reminder was not mailed");
                }
            }
        }
    }
    tracing::info!(mailed, failed, "reminders");
    if failed == 0 {
        Ok(())
    } else {
        Err(EventError(format!("{failed} reminders were not mailed")))
    }
}

/// Mails one account's reminder if it is due. The claim is saved first, so that two runs at once send one mail. The
/// claim of a run that died lapses.
async fn remind(platform: &Platform, id: &AccountId) -> Result<bool, EventError> {
    let (now, store) = (platform.now(), platform.store());
    let Some((account, Some(mut credential))) = store.account_and_credential(id).await? else {
        return Ok(false);
    };
    let Some(days) = due(&credential, now) else {
        return Ok(false);
    };
    let change = Change::by(Actor::System, now);
    let before = credential.reminded;
    let claim = Reminded::claim(days, now);
    credential.reminded = Some(claim);
    match store.save_credential(id, &mut credential, &change).await {
        Err(StoreError::ConditionFailed) => return Ok(false),
        saved => saved?,
    }
    let words = mail::reminder(
        &account,
        days,
        credential.expires_at,
        &platform.config.portal_origin,
    );
    let mailed = platform.send_mail(&account.email, &words).await;
    credential.reminded = if mailed.is_ok() {
        Some(claim.sent())
    } else {
        before
    };
    let saved = store.save_credential(id, &mut credential, &change).await;
    mailed?;
    saved?;
    Ok(true)
}
