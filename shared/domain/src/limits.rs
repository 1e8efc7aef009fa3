//! Rate limits: sliding windows over the times at which an action was done, exact or, if they are large, by counters.
//!
//! The limits that hold are those of the [settings](crate::settings); their defaults are in [`policy`](crate::policy).

use std::borrow::Cow;

use jiff::fmt::serde::duration::friendly::compact;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A sliding window: at most `most` actions in any period of length `within`. Operators write it as `{"most": 60,
/// "within": "1h"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The maximum number of actions.
    pub most: usize,
    /// The length of the period.
    #[serde(serialize_with = "compact::required")]
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

    /// The most actions of a window that is exact: the times of so many fit into one write unit of DynamoDB.
    pub const EXACT_MOST: usize = 60;

    /// Whether the times of its actions are kept. Those of a larger window are counted: [`Counters`].
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        self.most <= Self::EXACT_MOST
    }
}

/// The counters of a window that is not exact: time is divided into periods of the window's length, and the actions of
/// the period before count in part, by how much of it the sliding window still covers.
///
/// This assumes that they were spread evenly. If they all fell at the end of their period, a window may hold up to twice
/// its number; if at its beginning, it may hold down to half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// When the current period began, in epoch seconds.
    pub period: i64,
    /// The actions in it.
    pub count: usize,
    /// The actions in the period before.
    pub before: usize,
}

impl Counters {
    /// The counters as they are now, after the ones that were stored. Those of a host whose clock is ahead stay.
    #[must_use]
    pub fn now(stored: Option<Self>, window: &Window, now: Timestamp) -> Self {
        let length = window.within.as_secs();
        let period = now.as_second().div_euclid(length) * length;
        match stored {
            Some(stored) if stored.period >= period => stored,
            Some(stored) if stored.period == period - length => Self {
                period,
                count: 0,
                before: stored.count,
            },
            _ => Self {
                period,
                count: 0,
                before: 0,
            },
        }
    }

    /// How many actions the current period may hold in all, at a time within it.
    #[must_use]
    pub fn most(&self, window: &Window, now: Timestamp) -> usize {
        let length = window.within.as_secs();
        let covered = usize::try_from(self.period + length - now.as_second()).unwrap_or(0);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let counted = self.before.saturating_mul(covered).div_ceil(length);
        window.most.saturating_sub(counted)
    }

    /// When there is room for one more action, to the second; `None` if there is now.
    #[must_use]
    pub fn free_at(&self, window: &Window, now: Timestamp) -> Option<Timestamp> {
        if self.count < self.most(window, now) {
            return None;
        }
        let next = Self {
            period: self.period + window.within.as_secs(),
            count: 0,
            before: self.count,
        };
        let (counters, from) = if self.count < window.most {
            (*self, now)
        } else {
            (next, Timestamp::from_second(next.period).ok()?)
        };
        // Room comes back steadily, so the first second of it is found by halving.
        let (mut full, mut free) = (from.as_second(), counters.period + window.within.as_secs());
        if counters.has_room(window, full) {
            return Some(from);
        }
        while free - full > 1 {
            let middle = i64::midpoint(full, free);
            if counters.has_room(window, middle) {
                free = middle;
            } else {
                full = middle;
            }
        }
        Timestamp::from_second(free).ok()
    }

    fn has_room(&self, window: &Window, second: i64) -> bool {
        Timestamp::from_second(second).is_ok_and(|at| self.count < self.most(window, at))
    }
}

/// A named rate limit. An action has to fit all its windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its name in the table's keys and in the log.
    pub name: &'static str,
    /// Its windows.
    pub windows: Cow<'static, [Window]>,
    /// The most actions in a calendar month (UTC), if there is such a cap.
    pub month: Option<usize>,
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
    /// A limit with the windows that hold unless an operator sets others.
    #[must_use]
    pub const fn new(name: &'static str, windows: &'static [Window]) -> Self {
        Self {
            name,
            windows: Cow::Borrowed(windows),
            month: None,
        }
    }

    /// The pause after each action: the longest window that holds a single one, or zero.
    #[must_use]
    pub fn pause(&self) -> SignedDuration {
        self.windows
            .iter()
            .filter(|window| window.most == 1)
            .map(|window| window.within)
            .max()
            .unwrap_or(SignedDuration::ZERO)
    }

    /// Checks whether the exact windows allow one more action now. `done` holds the times of earlier actions, newest
    /// first.
    ///
    /// # Errors
    /// [`LimitReached`] with the time from which all windows have room.
    pub fn check(&self, done: &[Timestamp], now: Timestamp) -> Result<(), LimitReached> {
        let retry_at = self
            .windows
            .iter()
            .filter(|window| window.is_exact())
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

    /// Checks whether the month's cap allows one more action now, after `count` in the month of this name.
    ///
    /// # Errors
    /// [`LimitReached`] with the beginning of the next month.
    pub fn check_month(
        &self,
        month: &str,
        count: usize,
        now: Timestamp,
    ) -> Result<(), LimitReached> {
        let full = self.month.is_some_and(|most| count >= most) && month == month_of(now);
        let next = now
            .to_zoned_datetime(TimeZone::UTC)
            .first_of_month()
            .and_then(|first| first.start_of_day())
            .and_then(|first| first.checked_add(1.month()));
        match next {
            Ok(next) if full => Err(LimitReached {
                limit: self.name,
                retry_at: next.timestamp(),
            }),
            _ => Ok(()),
        }
    }

    /// The number of newest times that the exact windows need.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.windows
            .iter()
            .filter(|window| window.is_exact())
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

/// The name of a time's calendar month (UTC): `2026-11`.
#[must_use]
pub fn month_of(at: Timestamp) -> String {
    at.to_zoned_datetime(TimeZone::UTC)
        .strftime("%Y-%m")
        .to_string()
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

    const LIMIT: Limit = Limit::new(
        "test",
        &[
            Window::new(1, SignedDuration::from_secs(30)),
            Window::new(5, SignedDuration::from_mins(10)),
            Window::new(20, SignedDuration::from_hours(24)),
        ],
    );

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

    /// Does an action at each of the seconds at which the counters allow it.
    fn run_counted(window: &Window, seconds: &[i64]) -> Vec<i64> {
        let (mut stored, mut passed) = (None, Vec::new());
        for second in seconds {
            let mut counters = Counters::now(stored, window, at(*second));
            if counters.free_at(window, at(*second)).is_none() {
                counters.count += 1;
                passed.push(*second);
            }
            stored = Some(counters);
        }
        passed
    }

    const LARGE: Window = Window::new(100, SignedDuration::from_hours(1));

    #[test]
    fn a_large_window_allows_its_number_at_once_and_again_when_it_has_passed_over_them() {
        let burst = run_counted(&LARGE, &[0; 150]);
        assert_eq!(burst.len(), 100);
        let counters = Counters {
            period: 0,
            count: 100,
            before: 0,
        };
        // One hundredth of the hour after the first period, one of the hundred no longer counts.
        assert_eq!(counters.free_at(&LARGE, at(10)), Some(at(3636)));
        let later = Counters::now(Some(counters), &LARGE, at(3636));
        assert_eq!(later.free_at(&LARGE, at(3636)), None);
        assert_eq!(Counters::now(Some(counters), &LARGE, at(7200)).before, 0);
    }

    #[test]
    fn a_months_cap_ends_with_the_month() {
        let cap = Limit {
            month: Some(100),
            ..LIMIT
        };
        let november: Timestamp = "2026-11-26T12:00:00Z".parse().unwrap();
        assert_eq!(month_of(november), "2026-11");
        assert_eq!(cap.check_month("2026-11", 99, november), Ok(()));
        let full = cap.check_month("2026-11", 100, november).unwrap_err();
        assert_eq!(full.retry_at, "2026-12-01T00:00:00Z".parse().unwrap());
        assert_eq!(cap.check_month("2026-11", 100, full.retry_at), Ok(()));
        assert_eq!(LIMIT.check_month("2026-11", 1_000, november), Ok(()));
    }

    proptest! {
        #[test]
        fn a_large_window_never_holds_more_than_twice_its_number(mut seconds in prop::collection::vec(0i64..20_000, 0..2_000)) {
            seconds.sort_unstable();
            let passed = run_counted(&LARGE, &seconds);
            let most = 2 * LARGE.most;
            for span in passed.windows(most + 1) {
                prop_assert!(span[most] - span[0] >= LARGE.within.as_secs());
            }
        }

        #[test]
        fn counters_are_free_when_they_say_and_not_a_second_before(count in 0usize..=100, before in 0usize..=100, second in 0i64..3_600) {
            let counters = Counters { period: 0, count, before };
            if let Some(free) = counters.free_at(&LARGE, at(second)) {
                let of = |at| Counters::now(Some(counters), &LARGE, at);
                prop_assert!(of(free).free_at(&LARGE, free).is_none());
                let earlier = at(free.as_second() - 1);
                prop_assert!(earlier < at(second) || of(earlier).free_at(&LARGE, earlier).is_some());
            }
        }

        #[test]
        fn no_span_ever_holds_more_than_its_window_allows(mut seconds in prop::collection::vec(0i64..200_000, 0..300)) {
            seconds.sort_unstable();
            let passed = run(&LIMIT, &seconds);
            for window in LIMIT.windows.iter() {
                for pair in passed.windows(window.most + 1) {
                    prop_assert!(pair[window.most] - pair[0] >= window.within.as_secs());
                }
            }
        }
    }
}
