//! A clock that a developer moves forward.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Timestamp;
use jiff::SignedDuration;
use platform::{Clock, SystemClock};

use crate::data::Data;

const FILE: &str = "clock.json";

/// A clock that is ahead of the system's time by an offset. The offset only grows, and later runs continue with it.
#[derive(Debug, Clone)]
pub struct MovableClock {
    offset: Arc<AtomicI64>,
    held: Arc<Mutex<Option<Timestamp>>>,
    data: Data,
}

impl MovableClock {
    /// The clock as the last run left it.
    #[must_use]
    pub fn new(data: &Data) -> Self {
        Self {
            offset: Arc::new(AtomicI64::new(data.load(FILE).unwrap_or(0))),
            held: Arc::default(),
            data: data.clone(),
        }
    }

    /// Holds it at a time: from now on only [`Self::advance`] moves it. For tests that compare times.
    pub fn hold(&self, at: Timestamp) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// Moves the clock forward.
    pub fn advance(&self, seconds: u32) {
        let offset =
            self.offset.fetch_add(i64::from(seconds), Ordering::SeqCst) + i64::from(seconds);
        self.data.save(FILE, &offset);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = held.map(|at| at + SignedDuration::from_secs(i64::from(seconds)));
    }

    /// The seconds by which it is ahead of the system's time.
    #[must_use]
    pub fn offset(&self) -> i64 {
        self.offset.load(Ordering::SeqCst)
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let held = *self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.unwrap_or_else(|| SystemClock.now() + SignedDuration::from_secs(self.offset()))
    }
}
