//! The keys that sign tokens, read from Secrets Manager when they are first needed, and again when they are
//! [`KEYS_KEPT`] old, so that a rotation needs no deployment.

use std::sync::Arc;

use domain::Timestamp;
use domain::policy::{KEYS_KEPT, KEYS_RETRIED};
use jose::SigningKeys;

use crate::Platform;
use crate::secrets::SecretsError;

/// The keys as they were at a time.
pub(crate) struct Known {
    read_at: Timestamp,
    read_again: Timestamp,
    keys: Arc<SigningKeys>,
}

impl Platform {
    /// The keys that sign tokens. Callers that meet while they are read wait for the one read. Keys that are known stay in
    /// use while they cannot be read again, because a key is published a day before it signs and kept a day after it did.
    ///
    /// # Errors
    /// If no keys are known, and Secrets Manager does not answer or its value is not valid.
    pub async fn keys(&self) -> Result<Arc<SigningKeys>, SecretsError> {
        let mut known = self.keys.lock().await;
        let now = self.now();
        if let Some(known) = known.as_ref()
            && (known.read_at..known.read_again).contains(&now)
        {
            return Ok(known.keys.clone());
        }
        let (keys, kept) = match (self.read_keys().await, known.as_ref()) {
            (Ok(keys), _) => (Arc::new(keys), KEYS_KEPT),
            (Err(error), Some(known)) => {
                tracing::error!(%error, "no newer keys");
                (known.keys.clone(), KEYS_RETRIED)
            }
            (Err(error), None) => return Err(error),
        };
        *known = Some(Known {
            read_at: now,
            read_again: now + kept,
            keys: keys.clone(),
        });
        Ok(keys)
    }

    async fn read_keys(&self) -> Result<SigningKeys, SecretsError> {
        let id = self.config.signing_keys.as_deref();
        let value = self.secret_value("PHONE_OTP_SIGNING_KEYS", id).await?;
        SigningKeys::read(&value).map_err(|error| SecretsError(format!("the value {error}")))
    }
}
