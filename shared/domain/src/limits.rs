//! Rate limits: exact sliding windows over the times at which an action was done.

use jiff::{SignedDuration, Timestamp};

/// A sliding window: at most `most` actions in any period of length `within`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The maximum number of actions.
    pub most: usize,
    /// The length of the period.
    pub within: SignedDuration,
}

impl Window {
    /// A window of at most `most` actions in any period of length `within`.
    ///
    /// # Panics
    /// At compile time, if `most` is zero: such a window would never allow an action.
    #[must_use]
    pub const fn new(most: usize, within: SignedDuration) -> Self {
        assert!(most > 0);
        Self { most, within }
    }
}

/// A named rate limit. An action has to fit all its windows.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Its name in the table's keys and in the log.
    pub name: &'static str,
    /// Its windows.
    pub windows: &'static [Window],
}

/// A rate limit is reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("too many; try again at {retry_at}")]
pub struct LimitReached {
    /// The limit's name.
    pub limit: &'static str,
    /// When the next action will be allowed, if no other is done before then.
    pub retry_at: Timestamp,
}

impl Limit {
    /// Checks whether one more action is allowed now. `done` holds the times of earlier actions, newest first.
    ///
    /// # Errors
    /// [`LimitReached`] with the time from which all windows have room.
    pub fn check(&self, done: &[Timestamp], now: Timestamp) -> Result<(), LimitReached> {
        let retry_at = self
            .windows
            .iter()
            .filter_map(|window| Some(*done.get(window.most - 1)? + window.within))
            .filter(|free| *free > now)
            .max();
        match retry_at {
            None => Ok(()),
            Some(retry_at) => Err(LimitReached {
                limit: self.name,
                retry_at,
            }),
        }
    }

    /// The number of newest times that the windows need.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.windows
            .iter()
            .map(|window| window.most)
            .max()
            .unwrap_or(0)
    }

    /// The length of the longest window: an older time does not matter.
    #[must_use]
    pub fn horizon(&self) -> SignedDuration {
        self.windows
            .iter()
            .map(|window| window.within)
            .max()
            .unwrap_or(SignedDuration::ZERO)
    }
}

/// A lockout step: the pause or lock that begins when this many consecutive failures are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockoutStep {
    /// How many consecutive failures.
    pub failures: u32,
    /// How long attempts are refused; `None`: until an operator unlocks.
    pub pause: Option<SignedDuration>,
}

impl LockoutStep {
    pub(crate) const fn pause(failures: u32, pause: SignedDuration) -> Self {
        Self {
            failures,
            pause: Some(pause),
        }
    }

    pub(crate) const fn for_good(failures: u32) -> Self {
        Self {
            failures,
            pause: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: Limit = Limit {
        name: "test",
        windows: &[
            Window::new(1, SignedDuration::from_secs(30)),
            Window::new(5, SignedDuration::from_mins(10)),
            Window::new(20, SignedDuration::from_hours(24)),
        ],
    };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Does an action as often as the limit allows at the given seconds. Returns the seconds at which it was allowed.
    fn run(limit: &Limit, seconds: &[i64]) -> Vec<i64> {
        let mut done = Vec::new();
        let mut passed = Vec::new();
        for second in seconds {
            if limit.check(&done, at(*second)).is_ok() {
                done.insert(0, at(*second));
                passed.push(*second);
            }
        }
        passed
    }

    #[test]
    fn each_window_holds() {
        assert_eq!(run(&LIMIT, &[0, 29, 30]), [0, 30]);
        assert_eq!(
            run(&LIMIT, &[0, 100, 200, 300, 400, 500, 599, 600]),
            [0, 100, 200, 300, 400, 600]
        );
        let every_ten_minutes: Vec<i64> = (0..144).map(|n| n * 600).collect();
        assert_eq!(run(&LIMIT, &every_ten_minutes).len(), 20);
    }

    #[test]
    fn the_refusal_says_when_every_window_has_room() {
        let done: Vec<Timestamp> = [400, 300, 200, 100, 0].map(at).to_vec();
        let refused = LIMIT.check(&done, at(410)).unwrap_err();
        assert_eq!(refused.retry_at, at(600));
        assert_eq!(LIMIT.check(&done, refused.retry_at), Ok(()));
    }

    proptest! {
        #[test]
        fn no_span_ever_holds_more_than_its_window_allows(mut seconds in prop::collection::vec(0i64..200_000, 0..300)) {
            seconds.sort_unstable();
            let passed = run(&LIMIT, &seconds);
            for window in LIMIT.windows {
                for pair in passed.windows(window.most + 1) {
                    prop_assert!(pair[window.most] - pair[0] >= window.within.as_secs());
                }
            }
        }
    }
}
