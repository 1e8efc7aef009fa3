//! Protected applications and the requirements that a session has to meet.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::session::Session;
use crate::strength::Strength;

/// The requirement that an application, or a route of the organisation's own APIs, sets for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The least strength.
    pub strength: Strength,
    /// Whether the person must be proofed.
    #[serde(default)]
    pub proofed: bool,
}

/// A protected application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Its identifier, as in its route.
    pub id: String,
    /// The name that people read.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its requirement.
    pub requirement: Requirement,
}

/// A session does not meet a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error, utoipa::ToSchema)]
#[error("login requirements not met")]
pub struct LoginRequirementsNotMet {
    /// The required strength, if the session does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Whether proofing is required and missing.
    pub proofing: bool,
}

impl Requirement {
    /// Checks whether a session meets the requirement now.
    ///
    /// # Errors
    /// What is missing.
    pub fn met_by(&self, session: &Session, now: Timestamp) -> Result<(), LoginRequirementsNotMet> {
        let strength = (session.strength(now) < self.strength).then_some(self.strength);
        let proofing = self.proofed && !session.proofed(now);
        if strength.is_none() && !proofing {
            Ok(())
        } else {
            Err(LoginRequirementsNotMet { strength, proofing })
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::UserId;
    use crate::credential::tests::credential;
    use crate::product::tests::product;

    #[test]
    fn an_application_opens_at_its_strength_and_proofing_until_the_credential_ends() {
        let now = Timestamp::UNIX_EPOCH;
        let rng = &mut ChaCha12Rng::seed_from_u64(1);
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let (session, _) = Session::begin(&account, now, rng);
        let open = |session: &Session, strength, proofed, now| {
            Requirement { strength, proofed }.met_by(session, now)
        };
        let missing = |strength, proofing| Err(LoginRequirementsNotMet { strength, proofing });
        assert_eq!(open(&session, Strength::Password, false, now), Ok(()));
        assert_eq!(
            open(&session, Strength::PhoneOtp, false, now),
            missing(Some(Strength::PhoneOtp), false)
        );

        let unproofed = credential(product("us"), now);
        let (elevated, _) = session.elevate(&unproofed, now, rng);
        assert_eq!(open(&elevated, Strength::PhoneOtp, false, now), Ok(()));
        assert_eq!(
            open(&elevated, Strength::PhoneOtp, true, now),
            missing(None, true)
        );
        assert_eq!(
            open(&elevated, Strength::PhoneOtp, false, unproofed.expires_at),
            missing(Some(Strength::PhoneOtp), false)
        );

        let mut proofed = credential(product("us-proofed"), now);
        proofed.proofing.pass_instant(now);
        let (elevated, _) = session.elevate(&proofed, now, rng);
        assert_eq!(open(&elevated, Strength::PhoneOtp, true, now), Ok(()));
    }
}
