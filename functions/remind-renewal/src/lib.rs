//! Mails a reminder on each of the days of [`REMINDER_DAYS`](domain::policy::REMINDER_DAYS), which count down to the
//! expiry, each once.
//!
//! It runs every few minutes, for a few minutes at most, at a rate that SES allows. A run first retries the reminders that
//! the index of due mails has, because an attempt failed or died. Then it looks up the accounts whose credentials expire
//! on a day of which a reminder becomes due today, a few at a time, and saves its progress after each few: the next run
//! continues there, whether this one ended or died. So a day may have as many reminders as fit into its hours, and a run
//! that finds nothing to do reads the progress and the index.

use std::time::Duration;

use aws_lambda_events::event::eventbridge::EventBridgeEvent;
use domain::Timestamp;
use domain::account::{Account, AccountId, MailAddress};
use domain::change::{Actor, Change};
use domain::credential::{Credential, Reminded};
use domain::fact::Fact;
use domain::policy::{MAIL_RETRY_FIRST, MAIL_RETRY_LAST, REMIND_FOR, REMINDERS_PER_SECOND};
use domain::reminder::{Progress, due, ended};
use http::runtime::EventError;
use platform::Platform;
use store::{DueMail, StoreError};
use tokio::task::JoinSet;
use tracing::Instrument;
use words::mail;

/// The most accounts that one run reads from the index of due mails. The next run continues.
const AT_ONCE: i32 = 1_000;

/// How an account was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Its credential expires on a day of which a reminder becomes due.
    Expiring,
    /// It waits in the index of due mails.
    Waiting,
}

/// Mails reminders that are due, until all are mailed or the time of a run is over.
///
/// # Errors
/// If the store fails: the next run continues with the same accounts.
pub async fn handle(
    platform: &'static Platform,
    _event: EventBridgeEvent,
) -> Result<(), EventError> {
    let end = platform.now() + REMIND_FOR;
    if retry(platform, end).await? && look_up(platform, end).await? {
        platform.tell(&Fact::RemindersCaughtUp, None, platform.now());
    } else {
        tracing::warn!("the next run continues with the reminders that are due");
    }
    Ok(())
}

/// Retries the reminders that the index of due mails has. Returns whether there is time left.
async fn retry(platform: &'static Platform, end: Timestamp) -> Result<bool, StoreError> {
    let (store, now) = (platform.store(), platform.now());
    let due = store.due(DueMail::Reminders, now, AT_ONCE).await?;
    let accounts: Vec<AccountId> = due.into_iter().map(|due| due.account).collect();
    for accounts in accounts.chunks(REMINDERS_PER_SECOND) {
        if platform.now() >= end {
            return Ok(false);
        }
        remind_all(platform, accounts, Found::Waiting).await?;
    }
    Ok(true)
}

/// Looks up the accounts of which a reminder has become due, and mails them. Days without accounts are not saved one by
/// one. Returns whether all were looked up.
async fn look_up(platform: &'static Platform, end: Timestamp) -> Result<bool, StoreError> {
    let store = platform.store();
    let saved = store.reminder_progress().await?;
    let mut progress = Progress::resume(saved.as_ref(), platform.now());
    let mut read = saved.map(|saved| saved.version);
    while let Some(expiry) = progress.expiry(platform.now()) {
        if platform.now() >= end {
            return Ok(false);
        }
        if ended(expiry, platform.now()) {
            progress = progress.after(None);
            continue;
        }
        let accounts = store
            .expiring_on(expiry, progress.after.as_ref(), REMINDERS_PER_SECOND)
            .await?;
        remind_all(platform, &accounts, Found::Expiring).await?;
        let (some, full) = (!accounts.is_empty(), accounts.len() == REMINDERS_PER_SECOND);
        progress = progress.after(accounts.into_iter().last().filter(|_| full));
        if !some && progress.expiry(platform.now()).is_some() {
            continue;
        }
        match store.save_reminder_progress(&mut progress, read).await {
            // Another run has gone on from the same progress.
            Err(StoreError::ConditionFailed) => return Ok(false),
            saved => saved?,
        }
        read = Some(progress.version);
    }
    Ok(true)
}

/// Reminds some accounts at once, at most [`REMINDERS_PER_SECOND`]. An account that fails is put into the index of due
/// mails, and does not stop the others. If a mail was attempted, the next accounts wait until a second has passed.
///
/// # Errors
/// If an account that failed cannot be put there.
async fn remind_all(
    platform: &'static Platform,
    accounts: &[AccountId],
    found: Found,
) -> Result<(), StoreError> {
    let mut attempts = JoinSet::new();
    for account in accounts {
        let account = account.clone();
        let attempt = async move {
            match remind(platform, &account, found).await {
                Ok(attempted) => Ok(attempted),
                Err(error) => later(platform, &account, error).await.map(|()| false),
            }
        };
        // A task has no span of its own: the log's lines name the request that it belongs to.
        attempts.spawn(attempt.in_current_span());
    }
    let second = tokio::time::sleep(Duration::from_secs(1));
    let (mut mailed, mut failed) = (false, None);
    while let Some(attempt) = attempts.join_next().await {
        match attempt {
            Ok(Ok(attempted)) => mailed |= attempted,
            Ok(Err(error)) => failed = Some(error),
            Err(died) => failed = Some(StoreError::Failed(died.to_string())),
        }
    }
    if mailed {
        second.await;
    }
    failed.map_or(Ok(()), Err)
}

/// Leaves an account that failed to a later run.
async fn later(
    platform: &Platform,
    account: &AccountId,
    error: StoreError,
) -> Result<(), StoreError> {
    let now = platform.now();
    let rest = if let StoreError::Unreadable(why) = &error {
        let unreadable = Fact::RecordUnreadable { why: why.clone() };
        platform.tell(&unreadable, Some(account), now);
        MAIL_RETRY_LAST
    } else {
        tracing::error!(%account, %error, "a reminder is left to a later run");
        MAIL_RETRY_FIRST
    };
    platform.store().remind_later(account, now + rest).await
}

/// Attempts at a write, since another writer can change the credential in the meantime.
const TRIES: usize = 3;

/// Makes one attempt at an account's reminder, if it is due. The claim is saved first, so that two runs at once send one
/// mail; the claim of a run that died lapses. Returns whether a mail was attempted.
async fn remind(platform: &Platform, id: &AccountId, found: Found) -> Result<bool, StoreError> {
    let store = platform.store();
    for _ in 0..TRIES {
        let now = platform.now();
        let Some((account, Some(mut credential))) = store.account_and_credential(id).await? else {
            return Ok(false);
        };
        let before = credential.reminded;
        // An address that is not confirmed gets no reminder.
        let due = account.mail_address().zip(due(&credential, now));
        let until = before.and_then(|before| before.until);
        if let Some((_, days)) = due {
            credential.reminded = Some(Reminded::claim(days, before, now));
        } else if found == Found::Expiring || until.is_some_and(|until| now < until) {
            return Ok(false);
        } else if until.is_some() {
            // An attempt failed or died, and the reminder is not due any more.
            credential.reminded = before.map(Reminded::given_up);
        }
        // What waits and is not due is saved, too: that takes it out of the index.
        let change = Change::by(Actor::System, now);
        match store.save_credential(id, &mut credential, &change).await {
            Err(StoreError::ConditionFailed) => continue,
            saved => saved?,
        }
        let Some((to, days)) = due else {
            return Ok(false);
        };
        mail_reminder(platform, &account, to, &mut credential, days).await?;
        return Ok(true);
    }
    Err(StoreError::ConditionFailed)
}

/// Mails the reminder that a credential's claim is for, and saves what became of it.
async fn mail_reminder(
    platform: &Platform,
    account: &Account,
    to: MailAddress<'_>,
    credential: &mut Credential,
    days: i32,
) -> Result<(), StoreError> {
    let portal = &platform.config.portal_origin;
    let words = mail::reminder(account, days, credential.expires_at, portal);
    let mailed = platform.send_mail(to, &words).await;
    let claimed = credential.reminded;
    let settled = claimed.map(|claim| match mailed {
        Ok(()) => claim.sent(),
        Err(error) if error.permanent => claim.given_up(),
        Err(_) => claim.failed(platform.now()),
    });
    for _ in 0..TRIES {
        credential.reminded = settled;
        let change = Change::by(Actor::System, platform.now());
        let store = platform.store();
        match store
            .save_credential(&account.id, credential, &change)
            .await
        {
            Err(StoreError::ConditionFailed) => match store.credential(&account.id).await? {
                Some(kept) if kept.reminded == claimed => *credential = kept,
                // It was renewed or replaced, or the claim lapsed and another attempt holds it.
                _ => return Ok(()),
            },
            saved => return saved,
        }
    }
    Err(StoreError::ConditionFailed)
}
