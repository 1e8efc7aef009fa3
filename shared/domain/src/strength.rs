//! How strongly somebody was authenticated.

use serde::{Deserialize, Serialize};

/// How strongly a session's person was authenticated. Ordered: a stronger one is greater.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// A password.
    Password,
    /// A password and a code sent to a bound phone.
    PhoneOtp,
}
