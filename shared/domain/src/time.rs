//! Calendar arithmetic in UTC.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// `at` moved by a calendar span; at the edge of the calendar (the year 9999) it stays where it is.
pub(crate) fn shift(at: Timestamp, by: Span) -> Timestamp {
    at.to_zoned_datetime(TimeZone::UTC)
        .checked_add(by)
        .map_or(at, |moved| moved.timestamp())
}
