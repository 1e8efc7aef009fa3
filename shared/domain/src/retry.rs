//! How long an attempt at a mail rests after it failed for a reason that may pass.

use jiff::SignedDuration;

use crate::policy::{MAIL_RETRY_FIRST, MAIL_RETRY_LAST};

/// The rest after this many attempts: each is twice as long as the one before, up to [`MAIL_RETRY_LAST`].
pub(crate) fn retry_after(attempts: u32) -> SignedDuration {
    let doublings = attempts.saturating_sub(1).min(16);
    MAIL_RETRY_FIRST
        .checked_mul(1 << doublings)
        .unwrap_or(MAIL_RETRY_LAST)
        .min(MAIL_RETRY_LAST)
}
