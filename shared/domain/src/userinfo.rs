//! What an application is told of a person, by scope (OpenID Connect Core, 5.4, and OpenID Connect for Identity
//! Assurance 1.0).
//!
//! The user ID is never told: it is half of what a person signs in with. `sub` names the person.

use jiff::Timestamp;
use serde::Serialize;

use crate::account::Account;
use crate::acr::Acr;
use crate::application::{PhoneNumbers, Scope};
use crate::credential::Credential;
use crate::grant::Grant;
use crate::proofing::ProofingStep;

/// The claims of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Userinfo {
    /// The person, as the application knows them: the `sub` of the ID token.
    pub sub: String,
    /// The name. Scope `profile`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The language in which the person reads mails (BCP 47). Scope `profile`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<&'static str>,
    /// The email address. Scope `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the person confirmed that address. Scope `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    /// The number of the phone, whole or with its last digits only, as the application is registered. Scope `phone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// Always `true`: a code was entered that went to this phone. Scope `phone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number_verified: Option<bool>,
    /// What was proved of the person. Scope `proofing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified_claims: Option<VerifiedClaims>,
}

/// Claims that were verified, and how (OpenID Connect for Identity Assurance 1.0, 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct VerifiedClaims {
    /// How.
    pub verification: Verification,
    /// What.
    pub claims: ProofedClaims,
}

/// How claims were verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Verification {
    /// The rules that the verification followed, as the operator names them.
    pub trust_framework: String,
    /// When the person was proofed (RFC 3339).
    pub time: String,
}

/// The claims that proofing verifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProofedClaims {
    /// The name on the identity document.
    pub name: String,
}

/// What an operator decides of what is told.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// How the application is told numbers of phones.
    pub phone_numbers: PhoneNumbers,
    /// The trust framework of proofing, if there is one.
    pub trust_framework: Option<&'a str>,
}

impl Userinfo {
    /// What a grant's application is told of the person now.
    #[must_use]
    pub fn of(
        grant: &Grant,
        account: &Account,
        credential: Option<&Credential>,
        telling: Telling<'_>,
        now: Timestamp,
    ) -> Self {
        let granted = |scope| grant.scopes.contains(&scope);
        let phone = credential
            .filter(|_| granted(Scope::Phone))
            .and_then(|credential| credential.active_phones().next());
        let profile = granted(Scope::Profile);
        let email = granted(Scope::Email);
        Self {
            sub: grant.sub.clone(),
            name: profile.then(|| account.legal_name.as_str().to_owned()),
            locale: profile.then(|| account.language.code()),
            email: email.then(|| account.email.as_str().to_owned()),
            email_verified: email.then(|| account.email_confirmed()),
            phone_number: phone.map(|phone| match telling.phone_numbers {
                PhoneNumbers::Masked => phone.number.masked(),
                PhoneNumbers::Whole => phone.number.expose(),
            }),
            phone_number_verified: phone.map(|_| true),
            verified_claims: credential
                .filter(|_| granted(Scope::Proofing))
                .and_then(|credential| verified(grant, account, credential, telling, now)),
        }
    }
}

/// What was proved of a proofed person, told to an application to which the person came as such.
fn verified(
    grant: &Grant,
    account: &Account,
    credential: &Credential,
    telling: Telling<'_>,
    now: Timestamp,
) -> Option<VerifiedClaims> {
    let trust_framework = telling.trust_framework?.to_owned();
    let ProofingStep::Passed { at, .. } = credential.proofing.step else {
        return None;
    };
    let as_such = grant.reached >= Acr::PhoneOtpProofed && now < credential.expires_at;
    as_such.then(|| VerifiedClaims {
        verification: Verification {
            trust_framework,
            time: at.to_string(),
        },
        claims: ProofedClaims {
            name: account.legal_name.as_str().to_owned(),
        },
    })
}
