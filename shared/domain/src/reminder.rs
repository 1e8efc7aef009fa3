//! Reminders that the credential expires: some days before the expiry, and at the expiry.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::account::AccountId;
use crate::credential::{Credential, Reminded, State};
use crate::policy::{REMINDER_CATCH_UP_DAYS, REMINDER_DAYS, REMINDER_LATE_DAYS};
use crate::time::shift;

/// The reminder that is due for a credential: the latest one whose day (UTC) has come, unless its mail was sent, is being
/// sent or was given up. The one at the expiry is due once the credential has expired. The next run sends a reminder that
/// was missed; of several missed reminders it sends only the latest.
#[must_use]
pub fn due(credential: &Credential, now: Timestamp) -> Option<i32> {
    let ended = now >= shift(credential.expires_at, REMINDER_LATE_DAYS.days());
    if ended || credential.state(now) == State::Spent {
        return None;
    }
    let days = REMINDER_DAYS
        .into_iter()
        .filter(|days| match days {
            0 => now >= credential.expires_at,
            days => day_of(now) >= before(day_of(credential.expires_at), *days),
        })
        .min()?;
    match credential.reminded {
        Some(Reminded {
            days: sent,
            until: None,
            ..
        }) if sent <= days => None,
        Some(Reminded {
            days: claimed,
            until: Some(until),
            ..
        }) if claimed <= days && now < until => None,
        _ => Some(days),
    }
}

/// Whether no reminder is due any more of credentials that expire on a day.
#[must_use]
pub fn ended(expiry: Date, now: Timestamp) -> bool {
    expiry < before(day_of(now), REMINDER_LATE_DAYS)
}

/// How far the reminders of the days are looked up. Each day (UTC) has the days of expiry on which a reminder becomes due,
/// and each of those has the accounts whose credentials expire on it, in the order of their identifiers. It is saved
/// after every few accounts, so that another run continues there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The day whose reminders are looked up.
    pub day: Date,
    /// How many of its days of expiry are done.
    pub done: usize,
    /// The last account that is done of the next day of expiry; `None`: none is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AccountId>,
    /// Increases with every write.
    pub version: u64,
}

impl Progress {
    /// Where lookups continue, from what was saved. Days that were missed are looked up before today, at most
    /// [`REMINDER_CATCH_UP_DAYS`] of them. The first lookup of a deployment begins yesterday.
    #[must_use]
    pub fn resume(saved: Option<&Self>, now: Timestamp) -> Self {
        let today = day_of(now);
        let earliest = before(today, REMINDER_CATCH_UP_DAYS);
        match saved {
            Some(saved) if saved.day >= earliest => saved.clone(),
            _ => Self {
                day: saved.map_or(before(today, 1), |_| earliest),
                done: 0,
                after: None,
                version: saved.map_or(0, |saved| saved.version),
            },
        }
    }

    /// The day of expiry whose accounts are looked up next; `None` if all reminders up to now are.
    #[must_use]
    pub fn expiry(&self, now: Timestamp) -> Option<Date> {
        if self.day > day_of(now) {
            return None;
        }
        expiries(self.day).nth(self.done)
    }

    /// The progress after some accounts. `last` is the last of them, or `None` if the day of expiry has no more.
    #[must_use]
    pub fn after(self, last: Option<AccountId>) -> Self {
        let version = self.version;
        let (day, done) = match last {
            Some(_) => (self.day, self.done),
            None if self.done + 1 < expiries(self.day).count() => (self.day, self.done + 1),
            None => (self.day.saturating_add(1.day()), 0),
        };
        Self {
            day,
            done,
            after: last,
            version,
        }
    }
}

/// The days of expiry on which reminders become due on a day. A credential expires at a time of day, which may be after
/// the lookup: so each day looks up those that expired the day before, too.
fn expiries(day: Date) -> impl Iterator<Item = Date> {
    let of_day = REMINDER_DAYS
        .into_iter()
        .map(move |days| before(day, -days));
    of_day.chain([before(day, 1)])
}

fn before(day: Date, days: i32) -> Date {
    day.saturating_sub(days.days())
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned_datetime(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;
    use crate::credential::tests::credential;
    use crate::policy::{MAIL_RETRY_FIRST, REMINDER_CLAIM};
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
                    credential.reminded = Some(Reminded::claim(days, None, now).sent());
                }
            }
        }
        assert_eq!(sent, REMINDER_DAYS.map(|days| (365 - days, days)));
    }

    #[test]
    fn after_a_missed_week_only_the_latest_is_sent_and_none_long_after_the_expiry() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        assert_eq!(due(&credential, at("2027-01-29T12:00:00Z")), Some(7));
        credential.reminded = Some(Reminded::claim(7, None, Timestamp::UNIX_EPOCH).sent());
        assert!(!ended(
            day_of(credential.expires_at),
            at("2027-02-03T09:59:59Z")
        ));
        assert!(ended(
            day_of(credential.expires_at),
            at("2027-02-04T00:00:00Z")
        ));
        assert_eq!(due(&credential, at("2027-02-02T12:00:00Z")), Some(0));
        assert_eq!(due(&credential, at("2027-02-03T12:00:00Z")), None);
    }

    #[test]
    fn a_claimed_reminder_is_tried_again_when_the_claim_has_lapsed() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        let now = at("2027-01-30T12:00:00Z");
        credential.reminded = Some(Reminded::claim(1, None, now));
        assert_eq!(due(&credential, now), None);
        assert_eq!(due(&credential, now + REMINDER_CLAIM), Some(1));
    }

    #[test]
    fn a_renewed_credential_is_reminded_of_its_new_expiry() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        credential.reminded = Some(Reminded::claim(0, None, Timestamp::UNIX_EPOCH).sent());
        credential.renew(at("2027-01-31T12:00:00Z"));
        assert_eq!(due(&credential, at("2028-01-01T12:00:01Z")), Some(30));
    }
    #[test]
    fn a_reminder_that_failed_rests_and_one_that_was_given_up_does_not_come_again() {
        let mut credential = credential(product("us"), at("2026-01-31T10:00:00Z"));
        let now = at("2027-01-25T12:00:00Z");
        let claim = Reminded::claim(7, None, now);
        credential.reminded = Some(claim.failed(now));
        assert_eq!(due(&credential, now), None);
        let later = now + MAIL_RETRY_FIRST;
        assert_eq!(due(&credential, later), Some(7));
        let second = Reminded::claim(7, credential.reminded, later);
        assert_eq!(second.attempts, 2);
        credential.reminded = Some(second.given_up());
        assert_eq!(due(&credential, later), None);
        assert_eq!(due(&credential, at("2027-01-30T12:00:00Z")), Some(1));
        let next = Reminded::claim(1, credential.reminded, later);
        assert_eq!(next.attempts, 1, "another reminder");
    }

    /// All days of expiry that a run looks up, and the progress that it leaves.
    fn run(saved: Option<&Progress>, now: Timestamp) -> (Vec<Date>, Progress) {
        let (mut progress, mut expiries) = (Progress::resume(saved, now), Vec::new());
        while let Some(expiry) = progress.expiry(now) {
            expiries.push(expiry);
            progress = progress.after(None);
        }
        (expiries, progress)
    }

    #[test]
    fn a_lookup_continues_after_the_last_account_and_ends_with_the_day() {
        let now = at("2027-01-30T00:00:00Z");
        let ada = crate::account::UserId::try_from("ada".to_owned()).unwrap();
        let begun = Progress::resume(None, now);
        let expiry = begun.expiry(now);
        let within = begun.after(Some(ada.account()));
        assert_eq!(Progress::resume(Some(&within), now), within);
        assert_eq!(within.expiry(now), expiry);
        let (_, whole) = run(Some(&within), now);
        assert_eq!((whole.expiry(now), whole.after.clone()), (None, None));
        assert_eq!(run(Some(&whole), at("2027-01-30T23:59:59Z")).0, []);
        assert!(!run(Some(&whole), at("2027-01-31T00:00:00Z")).0.is_empty());
    }

    #[test]
    fn after_a_long_time_only_some_days_are_looked_up_and_each_days_latest_reminder_is_among_them()
    {
        let (_, before) = run(None, at("2027-01-01T12:00:00Z"));
        let now = at("2027-06-01T12:00:00Z");
        let (expiries, _) = run(Some(&before), now);
        let a_day = super::expiries(day_of(now)).count();
        let days = usize::try_from(REMINDER_CATCH_UP_DAYS).unwrap() + 1;
        assert_eq!(expiries.len(), days * a_day);
    }

    proptest! {
        #[test]
        fn every_reminder_is_looked_up_on_its_day_and_the_last_one_when_the_credential_has_expired(
            bought in 0i64..63_072_000,
            first_run in 0i64..86_400,
            every in 300i64..86_400,
        ) {
            let bought = Timestamp::from_second(bought).unwrap();
            let mut credential = credential(product("us"), bought);
            let expiry = day_of(credential.expires_at);
            let (mut progress, mut sent) = (None, Vec::new());
            let mut now = shift(credential.expires_at, -32.days()) + SignedDuration::from_secs(first_run);
            while now < shift(credential.expires_at, 4.days()) {
                let (expiries, left) = run(progress.as_ref(), now);
                progress = Some(left);
                let looked_up = expiries.contains(&expiry) && !ended(expiry, now);
                if looked_up && let Some(days) = due(&credential, now) {
                    if days == 0 {
                        prop_assert!(now >= credential.expires_at);
                    } else {
                        prop_assert_eq!(day_of(now), before(expiry, days));
                    }
                    credential.reminded = Some(Reminded::claim(days, None, now).sent());
                    sent.push(days);
                }
                now += SignedDuration::from_secs(every);
            }
            prop_assert_eq!(sent, REMINDER_DAYS);
        }
    }
}
