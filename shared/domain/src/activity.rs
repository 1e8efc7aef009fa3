//! An account's activity: the facts of it, with who made them and from where, and the mail that tells of each.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::change::Change;
use crate::fact::Fact;
use crate::policy::{MAIL_CLAIM, NOTICE_GIVEN_UP_AFTER, NOTICE_RETRY_FIRST, NOTICE_RETRY_LAST};

/// A fact of an account, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Its identifier, the same whenever the change that it follows from is seen.
    pub id: String,
    /// When, by whom, from where.
    pub changed: Change,
    /// What happened.
    pub fact: Fact,
    /// Where its mail stands.
    pub mail: NoticeState,
}

/// Where the mail of a fact stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum NoticeState {
    /// The fact is not mailed.
    None,
    /// To be sent, not before `at`: until then an attempt has it, or a failed one rests.
    Due {
        /// When it may be tried.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
        /// Attempts that were begun.
        attempts: u32,
    },
    /// Sent.
    Sent {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
    },
    /// Given up, with the reason: it is refused for good, or was refused for too long.
    Parked {
        /// Why.
        why: String,
    },
}

impl NoticeState {
    /// The state in which an attempt has the mail: another may try when the claim has lapsed. `None` if it is not to be
    /// sent now.
    #[must_use]
    pub fn claim(&self, now: Timestamp) -> Option<Self> {
        match self {
            Self::Due { at, attempts } if *at <= now => Some(Self::claim_after(now, *attempts)),
            _ => None,
        }
    }

    /// The state of a mail that its fact's own listing is about to send.
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

    /// The state after an attempt that may succeed later: it rests, longer each time, and is given up in the end.
    #[must_use]
    pub fn failed(&self, listed_at: Timestamp, why: &str, now: Timestamp) -> Self {
        let Self::Due { attempts, .. } = self else {
            return self.clone();
        };
        if now >= listed_at + NOTICE_GIVEN_UP_AFTER {
            return Self::Parked {
                why: why.to_owned(),
            };
        }
        let doublings = attempts.saturating_sub(1).min(16);
        let rest = NOTICE_RETRY_FIRST
            .checked_mul(1 << doublings)
            .unwrap_or(NOTICE_RETRY_LAST)
            .min(NOTICE_RETRY_LAST);
        Self::Due {
            at: now + rest,
            attempts: *attempts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(rests[0], NOTICE_RETRY_FIRST);
        assert!(rests.is_sorted());
        assert_eq!(rests.last(), Some(&NOTICE_RETRY_LAST));
        assert!(now >= NOW + NOTICE_GIVEN_UP_AFTER);
    }
}
