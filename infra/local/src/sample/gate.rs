//! The pages of the sample that are protected, each of which is an application of the portal's registry.

use serde_json::{Value, json};

/// The values of `acr` that the portal tells, the weaker first.
const STRENGTHS: [&str; 3] = ["password", "phone-otp", "phone-otp-proofed"];

/// A protected page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gate {
    /// Its client's identifier, and its path without the slash.
    pub(super) id: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// What people do there.
    pub(super) about: &'static str,
    /// What it asks for, in words.
    pub(super) needs: &'static str,
    /// The least `acr`.
    pub(super) acr: &'static str,
    /// How long ago the last factor may have been entered, in seconds.
    pub(super) max_age: Option<i64>,
}

/// The protected pages, in the order of their strength.
pub(super) const GATES: [Gate; 4] = [
    Gate {
        id: "timesheets",
        name: "Timesheets",
        about: "Enter the hours of your week.",
        needs: "Your password",
        acr: "password",
        max_age: None,
    },
    Gate {
        id: "documents",
        name: "Document exchange",
        about: "Share files with customers and suppliers.",
        needs: "A code from your phone",
        acr: "phone-otp",
        max_age: None,
    },
    Gate {
        id: "designs",
        name: "Controlled designs",
        about: "Drawings under export control, for people whose identity is proven.",
        needs: "A code from your phone, and a proven identity",
        acr: "phone-otp-proofed",
        max_age: None,
    },
    Gate {
        id: "approvals",
        name: "Release approval",
        about: "Release a design to manufacture.",
        needs: "A code that you entered in the last five minutes",
        acr: "phone-otp",
        max_age: Some(300),
    },
];

impl Gate {
    /// The page with this identifier.
    pub(super) fn of(id: &str) -> Option<&'static Self> {
        GATES.iter().find(|gate| gate.id == id)
    }

    /// Its path.
    pub(super) fn path(&self) -> String {
        format!("/{}", self.id)
    }

    /// The path that the portal sends people back to.
    pub(super) fn callback(&self) -> String {
        format!("/{}/callback", self.id)
    }

    /// Whether it opens to somebody who proved themselves so strongly at that time. An `acr` that is not known opens
    /// nothing.
    pub(super) fn opens(&self, acr: &str, auth_time: i64, now: i64) -> bool {
        let rank = |acr: &str| STRENGTHS.iter().position(|known| *known == acr);
        let fresh = self
            .max_age
            .is_none_or(|seconds| now - auth_time <= seconds);
        rank(acr).is_some_and(|told| Some(told) >= rank(self.acr)) && fresh
    }

    /// Its entry in the portal's registry, for a sample at an origin that authenticates itself by these public keys.
    pub(super) fn registration(&self, origin: &str, jwks: &Value) -> Value {
        let proofed = self.acr == "phone-otp-proofed";
        let strength = if self.acr == "password" {
            "password"
        } else {
            "phone-otp"
        };
        let mut requirement = json!({ "strength": strength, "proofed": proofed });
        if let Some(seconds) = self.max_age {
            requirement["max_age"] = json!(seconds);
        }
        json!({
            "name": self.name,
            "url": format!("{origin}{}", self.path()),
            "requirement": requirement,
            "redirect_uris": [format!("{origin}{}", self.callback())],
            "post_logout_redirect_uris": [format!("{origin}/signed-out")],
            "initiate_login_uri": format!("{origin}/{}/sign-in", self.id),
            "backchannel_logout_uri": format!("{origin}/backchannel-logout"),
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": jwks,
            "scopes": super::SCOPES,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_opens_at_its_strength_and_above() {
        let opened = |acr: &str| GATES.iter().filter(|gate| gate.opens(acr, 0, 0)).count();
        assert_eq!(opened("password"), 1);
        assert_eq!(opened("phone-otp"), 3);
        assert_eq!(opened("phone-otp-proofed"), 4);
        for unknown in ["", "phone", "PASSWORD", "urn:mace:incommon:iap:silver"] {
            assert_eq!(opened(unknown), 0, "{unknown}");
        }
    }

    #[test]
    fn an_approval_needs_a_code_of_the_last_five_minutes() {
        let approvals = Gate::of("approvals").unwrap();
        assert!(approvals.opens("phone-otp", 1000, 1300));
        assert!(!approvals.opens("phone-otp", 1000, 1301));
        assert!(
            Gate::of("documents")
                .unwrap()
                .opens("phone-otp", 0, 1_000_000)
        );
    }
}
