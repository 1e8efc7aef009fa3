//! The settings, read from the table when a function first needs them, and again when they are a minute old.

use std::sync::Arc;

use domain::Timestamp;
use domain::policy::SETTINGS_KEPT;
use domain::settings::{Configuration, Settings};
use store::StoreError;

use crate::Platform;

/// The settings as they were at a time.
pub(crate) struct Known {
    read_at: Timestamp,
    settings: Arc<Settings>,
}

/// The settings of the newest configuration.
///
/// # Errors
/// [`StoreError::Unreadable`] if a field is not of its type, which only a write by hand can bring about.
pub fn of(newest: Option<&Configuration>) -> Result<Settings, StoreError> {
    newest.map_or_else(
        || Ok(Settings::default()),
        |newest| {
            newest
                .settings()
                .map_err(|error| StoreError::Unreadable(error.to_string()))
        },
    )
}

impl Platform {
    /// The settings, at most [`SETTINGS_KEPT`] old. Callers that meet while they are read wait for the one read.
    ///
    /// # Errors
    /// [`StoreError`] if they are not known or too old, and cannot be read: no rule holds that an operator may have
    /// replaced.
    pub async fn settings(&self) -> Result<Arc<Settings>, StoreError> {
        let mut known = self.settings.lock().await;
        let now = self.now();
        if let Some(known) = known.as_ref()
            && (known.read_at..known.read_at + SETTINGS_KEPT).contains(&now)
        {
            return Ok(known.settings.clone());
        }
        let newest = self.store().configuration().await?;
        let settings = Arc::new(of(newest.as_ref())?);
        *known = Some(Known {
            read_at: now,
            settings: settings.clone(),
        });
        Ok(settings)
    }
}
