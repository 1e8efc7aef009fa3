//! The data that is kept between runs: in a folder, or not at all.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::Rng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{StartError, signing_keys};

/// The name of the keys that sign tokens.
const SIGNING_KEYS: &str = "signing-keys.json";

/// Values that survive a restart, by name, if there is a folder for them.
#[derive(Debug, Clone)]
pub struct Data {
    folder: Option<PathBuf>,
    /// The values of a run without a folder, by name, as JSON.
    memory: Arc<Mutex<HashMap<String, String>>>,
    /// Held while a value is made that is not there yet, so that it is made once.
    making: Arc<Mutex<()>>,
}

/// A lock on a folder, which keeps other runs out until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

impl Data {
    /// Keeps data in memory, which is lost when the process stops.
    #[must_use]
    pub fn memory() -> Self {
        Self {
            folder: None,
            memory: Arc::default(),
            making: Arc::default(),
        }
    }

    /// Opens a folder, and creates it if it is missing.
    ///
    /// # Errors
    /// If the folder cannot be written, or another run uses it.
    pub fn open(folder: &Path) -> Result<(Self, Lock), StartError> {
        let unwritable =
            |error: std::io::Error| StartError::Unwritable(folder.to_owned(), error.to_string());
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(unwritable)?;
        let file = File::create(folder.join("lock")).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StartError::InUse(folder.to_owned())),
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let data = Self {
            folder: Some(folder.to_owned()),
            memory: Arc::default(),
            making: Arc::default(),
        };
        Ok((data, Lock { _file: Some(file) }))
    }

    /// The database's file; `None` in memory.
    #[must_use]
    pub fn database(&self) -> Option<PathBuf> {
        self.folder
            .as_ref()
            .map(|folder| folder.join("tables.sqlite"))
    }

    fn in_memory(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value that was saved under a name, if there is one and it can be read.
    #[must_use]
    pub fn load<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let text = match &self.folder {
            Some(folder) => std::fs::read_to_string(folder.join(name)).ok()?,
            None => self.in_memory().get(name)?.clone(),
        };
        serde_json::from_str(&text).ok()
    }

    /// Saves a value under a name, atomically.
    pub fn save(&self, name: &str, value: &impl Serialize) {
        if let Err(error) = self.try_save(name, value) {
            tracing::error!(name, %error, "could not be kept");
        }
    }

    fn try_save(&self, name: &str, value: &impl Serialize) -> std::io::Result<()> {
        let Some(folder) = &self.folder else {
            let text = serde_json::to_string(value)?;
            self.in_memory().insert(name.to_owned(), text);
            return Ok(());
        };
        let (unfinished, finished) = (folder.join(format!("{name}.new")), folder.join(name));
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&unfinished)?;
        file.write_all(&serde_json::to_vec(value)?)?;
        std::fs::rename(unfinished, finished)
    }

    /// The deployment's secrets, as Secrets Manager holds them: a single version at first, later the value that an
    /// operator put there.
    #[must_use]
    pub fn secrets(&self) -> String {
        self.load("secrets.json")
            .unwrap_or_else(|| format!(r#"{{"1": "{}"}}"#, self.secret("secret.json")))
    }

    /// Replaces the deployment's secrets.
    pub fn keep_secrets(&self, value: &str) {
        self.save("secrets.json", &value);
    }

    /// The keys that sign tokens, as Secrets Manager holds them: one for each algorithm at first, made when they are first
    /// read, later the value that an operator put there.
    #[must_use]
    pub fn signing_keys(&self) -> String {
        self.made_once(SIGNING_KEYS, signing_keys::make)
    }

    /// Replaces the keys that sign tokens.
    pub fn keep_signing_keys(&self, value: &str) {
        self.save(SIGNING_KEYS, &value);
    }

    /// A secret of 256 bits, in hexadecimal, made once and kept for later runs.
    #[must_use]
    pub fn secret(&self, name: &str) -> String {
        self.made_once(name, || {
            let mut bytes = [0; 32];
            UnwrapErr(SysRng).fill_bytes(&mut bytes);
            data_encoding::HEXLOWER.encode(&bytes)
        })
    }

    fn made_once(&self, name: &str, make: impl FnOnce() -> String) -> String {
        let _making = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        self.load(name).unwrap_or_else(|| {
            let value = make();
            self.save(name, &value);
            value
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_serves_one_run_at_a_time_and_keeps_its_secret() {
        let folder = std::env::temp_dir().join(format!("phone-otp-data-{}", std::process::id()));
        let (data, lock) = Data::open(&folder).unwrap();
        let secret = data.secret("secret.json");
        assert_eq!(secret.len(), 64);
        let keys = data.signing_keys();
        assert!(matches!(Data::open(&folder), Err(StartError::InUse(_))));
        drop(lock);
        let (again, _lock) = Data::open(&folder).unwrap();
        assert_eq!(again.secret("secret.json"), secret);
        assert_eq!(again.signing_keys(), keys);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let error = Data::open(Path::new("/proc/nowhere")).unwrap_err();
        assert!(matches!(error, StartError::Unwritable(..)));
        assert_eq!(error.to_string().lines().count(), 1);
        assert!(error.to_string().contains("/proc/nowhere"));
    }
}
