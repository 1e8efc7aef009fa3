//! An account's activity: its facts, who caused each of them and from where, and the state of the mail about each.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::fact::Fact;
use crate::policy::{MAIL_CLAIM, NOTICE_GIVEN_UP_AFTER};
use crate::retry::retry_after;

/// A stored fact of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its identifier, derived from the stream record, so that a record that is read twice gives the same identifier.
    pub id: String,
    /// When the change was made, by whom and from where.
    pub changed: Change,
    /// What happened.
    pub fact: Fact,
    /// The state of its mail.
    pub mail: NoticeState,
}

/// The state of the mail about a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum NoticeState {
    /// No mail is sent about this fact.
    None,
    /// To be sent, at the earliest at `at`: until then an attempt holds the claim, or a failed attempt waits for its
    /// retry.
    Due {
        /// When the next attempt may begin.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
        /// Attempts that have begun.
        attempts: u32,
    },
    /// Sent.
    Sent {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
    },
    /// Not sent, because what it is about has passed before it could be sent, such as a reset of which another link was used.
    Outdated,
    /// Given up, with the reason: the refusal is permanent, or attempts have failed for too long.
    Parked {
        /// Why.
        why: String,
    },
}

impl NoticeState {
    /// The state that claims the mail for one attempt; another attempt may begin when the claim has lapsed. `None` if
    /// the mail is not due now.
    #[must_use]
    pub fn claim(&self, now: Timestamp) -> Option<Self> {
        match self {
            Self::Due { at, attempts } if *at <= now => Some(Self::claim_after(now, *attempts)),
            _ => None,
        }
    }

    /// The state that claims the mail for its first attempt, which begins when the fact is listed.
    #[must_use]
    pub fn claimed(now: Timestamp) -> Self {
        Self::claim_after(now, 0)
    }

    fn claim_after(now: Timestamp, attempts: u32) -> Self {
        Self::Due {
            at: now + MAIL_CLAIM,
            attempts: attempts + 1,
        }
    }

    /// The state after an attempt failed for a reason that may pass: the mail waits longer before each retry, and is
    /// given up [`NOTICE_GIVEN_UP_AFTER`] after the change that it is about.
    #[must_use]
    pub fn failed(&self, changed_at: Timestamp, why: &str, now: Timestamp) -> Self {
        let Self::Due { attempts, .. } = self else {
            return self.clone();
        };
        if now >= changed_at + NOTICE_GIVEN_UP_AFTER {
            return Self::Parked {
                why: why.to_owned(),
            };
        }
        Self::Due {
            at: now + retry_after(*attempts),
            attempts: *attempts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{MAIL_RETRY_FIRST, MAIL_RETRY_LAST};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn one_attempt_at_a_time_has_a_mail_and_its_claim_lapses() {
        let claimed = NoticeState::claimed(NOW);
        assert_eq!(claimed.claim(NOW), None);
        let again = claimed.claim(NOW + MAIL_CLAIM).unwrap();
        assert!(matches!(again, NoticeState::Due { attempts: 2, .. }));
        assert_eq!(NoticeState::Sent { at: NOW }.claim(NOW), None);
        assert_eq!(NoticeState::None.claim(NOW), None);
    }

    #[test]
    fn a_mail_that_is_refused_rests_longer_each_time_and_is_given_up_in_the_end() {
        let (mut state, mut now, mut rests) = (NoticeState::claimed(NOW), NOW, Vec::new());
        let why = loop {
            match state.failed(NOW, "not reached", now) {
                NoticeState::Due { at, attempts } => {
                    rests.push(at.duration_since(now));
                    now = at;
                    state = NoticeState::Due { at, attempts }.claim(now).unwrap();
                }
                NoticeState::Parked { why } => break why,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(why, "not reached");
        assert_eq!(rests[0], MAIL_RETRY_FIRST);
        assert!(rests.is_sorted());
        assert_eq!(rests.last(), Some(&MAIL_RETRY_LAST));
        assert!(now >= NOW + NOTICE_GIVEN_UP_AFTER);
    }
}
