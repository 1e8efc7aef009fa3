//! From the stream of sessions into the queue.

use std::collections::BTreeMap;

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use domain::Timestamp;
use domain::fact::Fact;
use domain::grant::Grant;
use domain::notification::Message;
use platform::Platform;
use store::{StoreError, stream};

use crate::{Failures, NotifyError};

/// Queues the messages of ended sessions, in sequence. The first record that fails ends the batch: Lambda delivers it and
/// all later ones again. A record that cannot be read is counted and skipped.
pub(crate) async fn follow(platform: &Platform, event: Event) -> Failures {
    let mut failures = Failures::default();
    for record in event.records {
        match ended(platform, &record).await {
            Ok(()) => {}
            Err(NotifyError::Store(error @ StoreError::Unreadable(_))) => {
                let why = format!("{}: {error}", record.event_id);
                platform.tell(&Fact::RecordUnreadable { why }, None, platform.now());
            }
            Err(error) => {
                tracing::error!(event_id = %record.event_id, %error, "an ended session was not queued");
                failures.add(record.change.sequence_number);
                break;
            }
        }
    }
    failures
}

/// Queues what the applications of a removed session are told.
async fn ended(platform: &Platform, record: &EventRecord) -> Result<(), NotifyError> {
    let expired = record.user_identity.is_some();
    if record.event_name != "REMOVE" || expired {
        return Ok(());
    }
    let now = platform.now();
    let session = stream::removed_session(&record.change.old_image)?;
    let Some(session) = session.filter(|session| now < session.ends_at()) else {
        return Ok(());
    };
    let store = platform.store();
    let grants = store
        .grants_of_session(&session.account, &session.id)
        .await?;
    let mut messages = Vec::new();
    for grant in by_application(&grants, now) {
        let id = &grant.application;
        let Some(application) = crate::readable(platform, id, &record.event_id).await? else {
            continue;
        };
        let (sub, sid) = (&grant.sub, grant.sid());
        let at = ended_at(record, now);
        messages.extend(Message::of_ended_session(
            &application,
            &session.id,
            sub,
            &sid,
            at,
        ));
    }
    Ok(platform.queue().send(&messages).await?)
}

/// One grant of each application that knows the session: it has used its code, or still may.
fn by_application(grants: &[Grant], now: Timestamp) -> Vec<&Grant> {
    let known = grants
        .iter()
        .filter(|grant| grant.used_at.is_some() || now < grant.code_until);
    let by_id: BTreeMap<_, _> = known.map(|grant| (&grant.application, grant)).collect();
    by_id.into_values().collect()
}

fn ended_at(record: &EventRecord, now: Timestamp) -> Timestamp {
    let at = record.change.approximate_creation_date_time.timestamp();
    Timestamp::from_second(at).unwrap_or(now)
}
