//! A clock that a developer moves forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::Timestamp;
use jiff::SignedDuration;
use platform::{Clock, SystemClock};

use crate::data::Data;

const FILE: &str = "clock.json";

/// A clock that is ahead of the system's time by an offset. The offset only grows, and later runs continue with it.
#[derive(Debug, Clone)]
pub struct MovableClock {
    offset: Arc<AtomicI64>,
    data: Data,
}

impl MovableClock {
    /// The clock as the last run left it.
    #[must_use]
    pub fn new(data: &Data) -> Self {
        Self {
            offset: Arc::new(AtomicI64::new(data.load(FILE).unwrap_or(0))),
            data: data.clone(),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: u32) {
        let offset =
            self.offset.fetch_add(i64::from(seconds), Ordering::SeqCst) + i64::from(seconds);
        self.data.save(FILE, &offset);
    }

    /// The seconds by which it is ahead of the system's time.
    #[must_use]
    pub fn offset(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_secs(self.offset())
    }
}
