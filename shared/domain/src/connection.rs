//! Connections: which applications an account has used, and what its owner has agreed to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::application::{ApplicationId, Scope};

/// An application that an account has used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The application.
    pub application: ApplicationId,
    /// When it was first used.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub first_at: Timestamp,
    /// What the owner has agreed that it is told; empty if it was not asked.
    #[serde(default)]
    pub consented: Vec<Scope>,
}

impl Connection {
    /// Whether the owner has agreed to all of these.
    #[must_use]
    pub fn covers(&self, scopes: &[Scope]) -> bool {
        scopes.iter().all(|scope| self.consented.contains(scope))
    }

    /// The connection after its owner has agreed to these as well.
    #[must_use]
    pub fn agreed(
        before: Option<&Self>,
        application: &ApplicationId,
        scopes: &[Scope],
        now: Timestamp,
    ) -> Self {
        let mut after = before.cloned().unwrap_or_else(|| Self {
            application: application.clone(),
            first_at: now,
            consented: Vec::new(),
        });
        for scope in scopes {
            if !after.consented.contains(scope) {
                after.consented.push(*scope);
            }
        }
        after
    }
}
