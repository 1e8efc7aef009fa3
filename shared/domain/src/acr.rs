//! Authentication context classes: the names by which applications ask for a strength, and are told one (OpenID Connect
//! Core, 2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::strength::Strength;

/// An authentication context class. Ordered: a stronger one is greater, and a session that reaches it meets the weaker
/// ones too.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Acr {
    /// A password.
    Password,
    /// A password and a code sent to a bound phone.
    PhoneOtp,
    /// The same, of a person who was proofed.
    PhoneOtpProofed,
}

impl Acr {
    /// All classes, the weakest first.
    pub const ALL: [Self; 3] = [Self::Password, Self::PhoneOtp, Self::PhoneOtpProofed];

    /// The strength that a session needs for it.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::Password => Strength::Password,
            Self::PhoneOtp | Self::PhoneOtpProofed => Strength::PhoneOtp,
        }
    }

    /// The name in requests and tokens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PhoneOtp => "phone-otp",
            Self::PhoneOtpProofed => "phone-otp-proofed",
        }
    }
}

impl FromStr for Acr {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|acr| acr.as_str() == text)
            .ok_or(Invalid(
                "is not an authentication context class: password, phone-otp or phone-otp-proofed"
                    .into(),
            ))
    }
}

impl fmt::Display for Acr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_written_as_it_is_read() {
        for acr in Acr::ALL {
            assert_eq!(acr.as_str().parse(), Ok(acr));
            assert_eq!(serde_json::json!(acr), acr.as_str());
        }
        assert!("phone".parse::<Acr>().is_err());
        assert!(Acr::ALL.is_sorted());
    }
}
