//! Lockout: the pause or lock that consecutive failures lead to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::limits::LockoutStep;
use crate::policy::LOCKOUT;

/// An authentication factor. Each has its own count of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// The password.
    Password,
    /// A code sent to a phone.
    Code,
}

/// Whether this number of failures locks the account until an operator unlocks it.
#[must_use]
pub fn locks_for_good(count: u32) -> bool {
    LOCKOUT
        .iter()
        .any(|step| step.pause.is_none() && count >= step.failures)
}

/// Consecutive failures, reset by a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// Failures since the last success.
    pub count: u32,
    /// When the last one happened.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub last_at: Timestamp,
}

/// The guard of an account's factor: its failures and, for the password, its sign-ins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    /// Consecutive failures.
    #[serde(flatten)]
    pub failures: Failures,
    /// The number of sign-ins that have ever passed the guard.
    #[serde(default)]
    pub sign_ins: u64,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            failures: Failures {
                count: 0,
                last_at: Timestamp::UNIX_EPOCH,
            },
            sign_ins: 0,
        }
    }
}

/// Attempts are refused for now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong attempts")]
pub struct Locked {
    /// When the next attempt is allowed; `None`: when an operator unlocks.
    pub until: Option<Timestamp>,
}

impl Failures {
    /// The step that exactly this many failures reach, if any.
    #[must_use]
    pub fn step(&self) -> Option<&'static LockoutStep> {
        LOCKOUT.iter().find(|step| {
            step.failures == self.count || (step.pause.is_none() && self.count > step.failures)
        })
    }

    /// Checks whether another attempt may be made now.
    ///
    /// # Errors
    /// [`Locked`], with the end of the pause.
    pub fn check(&self, now: Timestamp) -> Result<(), Locked> {
        match self.step() {
            Some(LockoutStep { pause: None, .. }) => Err(Locked { until: None }),
            Some(LockoutStep {
                pause: Some(pause), ..
            }) if now < self.last_at + *pause => Err(Locked {
                until: Some(self.last_at + *pause),
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn after(count: u32, pause: SignedDuration) -> Result<(), Locked> {
        let failures = Failures {
            count,
            last_at: Timestamp::UNIX_EPOCH,
        };
        failures.check(Timestamp::UNIX_EPOCH + pause)
    }

    #[test]
    fn each_step_pauses_for_its_time_and_the_last_one_locks_for_good() {
        let second = SignedDuration::from_secs(1);
        for LockoutStep { failures, pause } in LOCKOUT.iter().copied() {
            assert_eq!(after(failures - 1, SignedDuration::ZERO), Ok(()));
            let Some(pause) = pause else {
                assert_eq!(Some(failures), LOCKOUT.last().map(|step| step.failures));
                for count in [failures, failures + 1] {
                    assert!(locks_for_good(count));
                    assert_eq!(
                        after(count, SignedDuration::from_hours(1_000_000)),
                        Err(Locked { until: None })
                    );
                }
                continue;
            };
            assert_eq!(
                after(failures, pause - second),
                Err(Locked {
                    until: Some(Timestamp::UNIX_EPOCH + pause)
                })
            );
            assert_eq!(after(failures, pause), Ok(()));
            assert!(!locks_for_good(failures));
        }
    }

    #[test]
    fn steps_grow_and_the_last_one_has_no_end() {
        assert!(LOCKOUT.is_sorted_by(|one, next| one.failures < next.failures));
        let ends: Vec<bool> = LOCKOUT.iter().map(|step| step.pause.is_some()).collect();
        assert!(ends.is_sorted_by(|one, next| one >= next) && ends.last() == Some(&false));
    }
}
