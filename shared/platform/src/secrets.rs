//! The deployment's secrets, read from Secrets Manager when they are first needed and kept in memory while the process
//! lives.
//!
//! The value is JSON, `{"1": "<64 hex>", "2": "<64 hex>"}`: the highest version is used for new codes and license keys,
//! and an older version is needed as long as values that were made with it are in use. A process that meets a version
//! newer than it knows reads the secrets again, so that a rotation needs no deployment.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering as AtomicOrdering;
use std::sync::{Arc, PoisonError};

use domain::policy::SECRETS_ASKED_EVERY;
use domain::secret::SecretKey;

use crate::Platform;

/// The secrets cannot be read. The message does not contain the value.
#[derive(Debug, thiserror::Error)]
#[error("the secrets cannot be read: {0}")]
pub struct SecretsError(pub(crate) String);

/// The deployment's secrets, by version.
#[derive(Debug)]
pub struct Secrets {
    newest: (u32, SecretKey),
    older: BTreeMap<u32, SecretKey>,
}

impl Secrets {
    /// Reads the secret's value.
    ///
    /// # Errors
    /// If the value is not the JSON described above, or holds no version.
    pub fn read(value: &str) -> Result<Self, SecretsError> {
        let malformed = |_| SecretsError("the value is not JSON of versions".to_owned());
        let versions: BTreeMap<u32, String> = serde_json::from_str(value).map_err(malformed)?;
        let mut older = versions
            .into_iter()
            .map(|(version, hex)| match SecretKey::from_hex(&hex) {
                Some(secret) => Ok((version, secret)),
                None => Err(SecretsError(format!(
                    "version {version} is not 64 hexadecimal digits"
                ))),
            })
            .collect::<Result<BTreeMap<_, _>, _>>()?;
        let newest = older
            .pop_last()
            .ok_or_else(|| SecretsError("there is no version".to_owned()))?;
        Ok(Self { newest, older })
    }

    /// The secret for new values, with its version.
    #[must_use]
    pub const fn newest(&self) -> (u32, &SecretKey) {
        (self.newest.0, &self.newest.1)
    }

    /// The secret that a stored value was made with; `None` if that version is not configured any more.
    #[must_use]
    pub fn of(&self, version: u32) -> Option<&SecretKey> {
        if version == self.newest.0 {
            Some(&self.newest.1)
        } else {
            self.older.get(&version)
        }
    }
}

impl Platform {
    /// The secrets, read again if the newest version that is known is older than `version`, with which a stored value was
    /// made. For a new value any version will do: pass 0, and use [`Secrets::newest`].
    ///
    /// # Errors
    /// If Secrets Manager does not answer, or its value is not valid.
    pub async fn secrets(&self, version: u32) -> Result<Arc<Secrets>, SecretsError> {
        let known = self
            .secrets
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(known) = known.filter(|known| known.newest.0 >= version) {
            return Ok(known);
        }
        let read = Arc::new(self.read_secrets().await?);
        *self.secrets.write().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }

    /// The secrets, for a value that a stranger presents as made with this version. They are read again for a version that is
    /// not known at most once a minute, so that nobody can make every request read them.
    ///
    /// # Errors
    /// As [`Platform::secrets`].
    pub async fn secrets_for_stranger(&self, version: u32) -> Result<Arc<Secrets>, SecretsError> {
        let known = self.secrets(0).await?;
        if known.newest.0 >= version {
            return Ok(known);
        }
        let (now, second) = (self.now().as_second(), AtomicOrdering::Relaxed);
        let asked = self.secrets_asked.load(second);
        if (asked..asked + SECRETS_ASKED_EVERY.as_secs()).contains(&now) {
            return Ok(known);
        }
        self.secrets_asked.store(now, second);
        self.secrets(version).await
    }

    async fn read_secrets(&self) -> Result<Secrets, SecretsError> {
        let value = self
            .secret_value("PHONE_OTP_SECRET", self.config.secret.as_deref())
            .await?;
        Secrets::read(&value)
    }

    /// The value of a secret in Secrets Manager, whose name or ARN a variable has.
    pub(crate) async fn secret_value(
        &self,
        variable: &'static str,
        id: Option<&str>,
    ) -> Result<String, SecretsError> {
        let id = id.ok_or_else(|| SecretsError(format!("{variable} is not set")))?;
        let endpoint = self.config.endpoints.secrets_manager.clone();
        let mut config = aws_sdk_secretsmanager::config::Builder::from(self.sdk());
        config.set_endpoint_url(endpoint);
        let client = aws_sdk_secretsmanager::Client::from_conf(config.build());
        let answer = client
            .get_secret_value()
            .secret_id(id)
            .send()
            .await
            .map_err(|error| {
                let code = aws_sdk_secretsmanager::error::ProvideErrorMetadata::code(&error);
                SecretsError(code.unwrap_or("not reached").to_owned())
            })?;
        Ok(answer.secret_string.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_secret_is_used_for_new_values_and_older_ones_stay_readable() {
        let value = format!(
            r#"{{"2": "{}", "10": "{}"}}"#,
            "ab".repeat(32),
            "cd".repeat(32)
        );
        let secrets = Secrets::read(&value).unwrap();
        assert_eq!(secrets.newest().0, 10);
        assert!(secrets.of(10).is_some());
        assert!(secrets.of(2).is_some());
        assert!(secrets.of(3).is_none());
        assert!(!format!("{secrets:?}").contains("abab"));
    }

    #[test]
    fn a_value_that_is_none_is_refused_and_not_repeated() {
        for value in [
            "",
            "{}",
            "swordfish",
            r#"{"1": "swordfish"}"#,
            r#"{"x": "y"}"#,
        ] {
            let error = Secrets::read(value).unwrap_err().to_string();
            assert!(!error.contains("swordfish"), "{error}");
        }
    }
}
