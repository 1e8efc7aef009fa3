//! The daily schedule of `remind-renewal`, by the movable clock.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use crate::Shared;

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Runs the reminders when the process starts, on each new day, and right after the clock was moved. A run that fails is
/// repeated at the next look.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut ran: Option<(Date, i64)> = None;
    loop {
        let now = shared.timestamp();
        let turn = (
            now.to_zoned_datetime(TimeZone::UTC).date(),
            shared.clock.offset(),
        );
        if ran != Some(turn) {
            let event = json!({
                "version": "0",
                "id": "00000000-0000-0000-0000-000000000000",
                "detail-type": "Scheduled Event",
                "source": "aws.events",
                "account": "000000000000",
                "time": shared.now(),
                "region": "us-east-1",
                "resources": ["arn:aws:events:us-east-1:000000000000:rule/remind-renewal"],
                "detail": {},
            });
            match shared.invoke("remind-renewal", event).await {
                Ok(_) => ran = Some(turn),
                Err(error) => tracing::warn!(%error, "remind-renewal failed"),
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
