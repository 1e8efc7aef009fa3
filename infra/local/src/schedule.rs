//! The schedules, by the movable clock.

use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use serde_json::json;

use crate::Shared;

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// An operation that a schedule starts.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// The operation.
    pub operation: &'static str,
    /// The interval, in seconds.
    every: i64,
}

/// The schedules, as the template defines them. Its reminders begin in the morning.
pub const SCHEDULES: [Schedule; 3] = [
    Schedule {
        operation: "deliver-license-email",
        every: 5 * 60,
    },
    Schedule {
        operation: "remind-renewal",
        every: 5 * 60,
    },
    Schedule {
        operation: "retry-notices",
        every: 5 * 60,
    },
];

impl Schedule {
    /// The number of the interval that a time is in. Intervals are counted from the Unix epoch, so one of an
    /// hour begins at the full hour.
    fn turn(&self, now: Timestamp) -> i64 {
        now.as_second().div_euclid(self.every)
    }
}

/// Runs an operation when the process starts, at the beginning of each interval, and right after the clock was moved. A
/// run that fails is repeated at the next check.
pub(crate) async fn run(shared: Arc<Shared>, schedule: Schedule) {
    let operation = schedule.operation;
    let mut ran: Option<(i64, i64)> = None;
    loop {
        let turn = (schedule.turn(shared.timestamp()), shared.clock.offset());
        if ran != Some(turn) {
            let event = json!({
                "version": "0",
                "id": "00000000-0000-0000-0000-000000000000",
                "detail-type": "Scheduled Event",
                "source": "aws.events",
                "account": "000000000000",
                "time": shared.now(),
                "region": "us-east-1",
                "resources": [format!("arn:aws:events:us-east-1:000000000000:rule/{operation}")],
                "detail": {},
            });
            match shared.invoke(operation, event).await {
                Ok(_) => ran = Some(turn),
                Err(error) => tracing::warn!(%error, operation, "failed"),
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
