//! Actions that count against a limit, and give the count back if nothing was done.

use domain::Timestamp;
use domain::limits::Limit;
use platform::Platform;

use crate::{Problem, Slug};

/// Counts an action against a limit, and does it. `unavailable` says that nothing was changed, so the count is given back
/// then. It stays for every other refusal, and where it is not known whether the action was done.
///
/// # Errors
/// `too-many-requests`; the action's own.
pub async fn counted<T>(
    platform: &Platform,
    limit: &Limit,
    key: &str,
    now: Timestamp,
    action: impl AsyncFnOnce() -> Result<T, Problem>,
) -> Result<T, Problem> {
    let counted = platform.store().rate_limit(limit, key, now).await?;
    let done = Box::pin(action()).await;
    if done
        .as_ref()
        .is_err_and(|problem| problem.slug == Slug::Unavailable)
    {
        platform.undo_limits(&[(limit, key, counted)]).await;
    }
    done
}
