//! Reminders that the credential expires: some days before the expiry, and at the expiry.

use jiff::{Timestamp, ToSpan};

use crate::credential::{Credential, Reminded, State};
use crate::policy::{REMINDER_DAYS, REMINDER_LATE_DAYS};
use crate::time::shift;

/// The reminder that is due for a credential: the latest one whose day has come, unless its mail was sent or is being
/// sent. The next run sends a reminder that was missed; of several missed reminders it sends only the latest.
#[must_use]
pub fn due(credential: &Credential, now: Timestamp) -> Option<i32> {
    let ended = now >= shift(credential.expires_at, REMINDER_LATE_DAYS.days());
    if ended || credential.state(now) == State::Spent {
        return None;
    }
    let days = REMINDER_DAYS
        .into_iter()
        .filter(|days| now >= shift(credential.expires_at, -days.days()))
        .min()?;
    match credential.reminded {
        Some(Reminded {
            days: sent,
            until: None,
        }) if sent <= days => None,
        Some(Reminded {
            days: claimed,
            until: Some(until),
        }) if claimed <= days && now < until => None,
        _ => Some(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::tests::credential;
    use crate::policy::REMINDER_CLAIM;
    use crate::product::tests::product;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn reminders_come_on_their_days_before_the_expiry_each_once() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        let mut sent = Vec::new();
        for day in 0..400 {
            let now = shift(at("2026-01-31T12:00:00Z"), day.days());
            for _ in 0..2 {
                if let Some(days) = due(&credential, now) {
                    sent.push((day, days));
                    credential.reminded = Some(Reminded::claim(days, now).sent());
                }
            }
        }
        assert_eq!(sent, REMINDER_DAYS.map(|days| (365 - days, days)));
    }

    #[test]
    fn after_a_missed_week_only_the_latest_is_sent_and_none_long_after_the_expiry() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        assert_eq!(due(&credential, at("2027-01-29T12:00:00Z")), Some(7));
        credential.reminded = Some(Reminded::claim(7, Timestamp::UNIX_EPOCH).sent());
        assert_eq!(due(&credential, at("2027-02-02T12:00:00Z")), Some(0));
        assert_eq!(due(&credential, at("2027-02-03T12:00:00Z")), None);
    }

    #[test]
    fn a_claimed_reminder_is_tried_again_when_the_claim_has_lapsed() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        let now = at("2027-01-30T12:00:00Z");
        credential.reminded = Some(Reminded::claim(1, now));
        assert_eq!(due(&credential, now), None);
        assert_eq!(due(&credential, now + REMINDER_CLAIM), Some(1));
    }

    #[test]
    fn a_renewed_credential_is_reminded_of_its_new_expiry() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        credential.reminded = Some(Reminded::claim(0, Timestamp::UNIX_EPOCH).sent());
        credential.renew(at("2027-01-31T12:00:00Z"));
        assert_eq!(due(&credential, at("2028-01-01T12:00:01Z")), Some(30));
    }
}
