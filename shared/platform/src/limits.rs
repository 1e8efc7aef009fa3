//! Actions that several limits count.

use domain::limits::Limit;
use store::{Counted, LimitError};

use crate::Platform;

/// A limit, the key under which it counted an action, and that action.
pub type CountedLimit<'a> = (&'a Limit, &'a str, Counted);

impl Platform {
    /// What several limits counted for one action. If one of them is reached, the others have it back.
    ///
    /// # Errors
    /// The first refusal, in the sequence of the limits.
    pub(crate) async fn all_or_none<'a>(
        &self,
        counts: impl Iterator<Item = (&'a Limit, &'a str, Result<Counted, LimitError>)>,
    ) -> Result<Vec<CountedLimit<'a>>, LimitError> {
        let (mut counted, mut refused) = (Vec::new(), None);
        for (limit, key, count) in counts {
            match count {
                Ok(count) => counted.push((limit, key, count)),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match refused {
            None => Ok(counted),
            Some(refused) => {
                self.undo_limits(&counted).await;
                Err(refused)
            }
        }
    }

    /// Gives back what was counted for a message that was not sent. A count that cannot be given back is logged, and runs
    /// out with its window.
    pub async fn undo_limits(&self, counted: &[CountedLimit<'_>]) {
        for (limit, key, count) in counted {
            if let Err(error) = self.store().undo_rate_limit(limit, key, count).await {
                tracing::warn!(limit = limit.name, %error, "a send that failed stays counted");
            }
        }
    }
}
