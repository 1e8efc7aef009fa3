//! Faults that tests can set for a service.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// A service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// SNS: texts and the voice topic.
    Sns,
    /// SES v2.
    Ses,
    /// The SMS-voice API.
    Voice,
    /// Secrets Manager.
    Secrets,
}

/// How a service fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Failure {
    /// It refuses the request (4xx): clients do not retry.
    #[default]
    Rejected,
    /// It responds with a server error (5xx): clients retry.
    Unavailable,
}

/// The next calls of a service that fail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    service: Service,
    fail: u32,
    #[serde(default)]
    error: Failure,
}

/// The faults of calls to come.
#[derive(Debug, Default)]
pub struct Faults(Mutex<HashMap<Service, (u32, Failure)>>);

impl Faults {
    /// Sets a service's next faults.
    pub fn set(&self, fault: &Fault) {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults.insert(fault.service, (fault.fail, fault.error));
    }

    pub(super) fn take(&self, service: Service) -> Option<Failure> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, failure) = faults.get_mut(&service)?;
        *left = left.checked_sub(1)?;
        Some(*failure)
    }
}
