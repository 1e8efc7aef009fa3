//! Protected applications, as an operator registers them, and the requirements that a session has to meet.
//!
//! An application is a client of the portal's OpenID Provider. Its fields have the names of OpenID Connect Dynamic Client
//! Registration where there is one. An application without redirect URIs is no client: it stands in people's lists and has
//! an address, or it is an interface that asks about tokens ([`Application::audience`]).
//!
//! A stored entry is read leniently, as the [settings](crate::settings) are; a change is checked strictly
//! ([`Application::checked`]).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Invalid;
use crate::account::Subject;
use crate::acr::Acr;
use crate::fields::{FieldRefused, add, read, refused, wrong_number, wrong_text};
use crate::secret::{Digest32, mac};
use crate::session::Session;
use crate::strength::Strength;
use crate::{jwks, policy, uri};

/// The requirement that an application, or a route of the organisation's own APIs, sets for a session. One that nobody
/// set is `phone-otp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Requirement {
    /// The least strength.
    pub strength: Strength,
    /// Whether the person must be proofed.
    pub proofed: bool,
    /// How long ago the factor may have been entered that gave the strength, in seconds; without it, as long as the
    /// session lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
}

impl Default for Requirement {
    fn default() -> Self {
        Self {
            strength: Strength::PhoneOtp,
            proofed: false,
            max_age: None,
        }
    }
}

/// The identifier of an application, which is its `client_id`: 1 to 40 of `a-z`, `0-9` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApplicationId(String);

impl ApplicationId {
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ApplicationId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let of_id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=policy::APPLICATION_ID_MAX).contains(&text.len()) && text.bytes().all(of_id) {
            Ok(Self(text))
        } else {
            Err(Invalid(
                format!(
                    "must be 1 to {} of a-z, 0-9 and -",
                    policy::APPLICATION_ID_MAX
                )
                .into(),
            ))
        }
    }
}

impl From<ApplicationId> for String {
    fn from(id: ApplicationId) -> Self {
        id.0
    }
}

impl fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Defines an enum of words that registrations and requests hold.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in registrations and requests.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(Invalid(concat!("must be one of", $(" ", $word,)*).into())),
                }
            }
        }
    };
}

words! {
    /// How an application authenticates itself to the token endpoint (OpenID Connect Core, 9).
    ClientAuthMethod {
        /// A secret, in the `Authorization` header.
        ClientSecretBasic = "client_secret_basic",
        /// A secret, in the form.
        ClientSecretPost = "client_secret_post",
        /// An assertion that is signed with its private key (RFC 7523).
        PrivateKeyJwt = "private_key_jwt",
        /// Not at all: an application that cannot keep a secret, such as one on a phone.
        None = "none",
    }
}

words! {
    /// What an application may give to the token endpoint.
    GrantType {
        /// A code of the authorize endpoint.
        AuthorizationCode = "authorization_code",
        /// A refresh token.
        RefreshToken = "refresh_token",
    }
}

words! {
    /// The algorithm that an application's ID tokens are signed with.
    IdTokenAlg {
        /// RSA with SHA-256.
        Rs256 = "RS256",
        /// ECDSA on P-256 with SHA-256.
        Es256 = "ES256",
    }
}

words! {
    /// Whether applications are told the same `sub` of a person (OpenID Connect Core, 8).
    SubjectType {
        /// The same one.
        Public = "public",
        /// One for each sector.
        Pairwise = "pairwise",
    }
}

words! {
    /// What an application may be told of a person (OpenID Connect Core, 5.4).
    Scope {
        /// That somebody signed in; of every request.
        Openid = "openid",
        /// The name.
        Profile = "profile",
        /// The email address.
        Email = "email",
        /// The phone that the code went to.
        Phone = "phone",
        /// How the person was proofed.
        Proofing = "proofing",
    }
}

words! {
    /// How the numbers of phones are told.
    PhoneNumbers {
        /// The last digits.
        Masked = "masked",
        /// All digits.
        Whole = "whole",
    }
}

words! {
    /// An event at an account that an application can be told of at once (Shared Signals: CAEP 1.0 and RISC 1.0).
    SecurityEvent {
        /// A session ended.
        SessionRevoked = "session-revoked",
        /// A password, a phone or another factor changed.
        CredentialChange = "credential-change",
        /// The account was locked.
        AccountDisabled = "account-disabled",
        /// The account was unlocked.
        AccountEnabled = "account-enabled",
        /// The account was deleted.
        AccountPurged = "account-purged",
        /// The email address changed.
        RecoveryInformationChanged = "recovery-information-changed",
        /// The person began to recover the account.
        RecoveryActivated = "recovery-activated",
    }
}

impl SecurityEvent {
    /// The event's type in a security event token (RFC 8417).
    #[must_use]
    pub const fn event_uri(self) -> &'static str {
        match self {
            Self::SessionRevoked => {
                "https://schemas.openid.net/secevent/caep/event-type/session-revoked"
            }
            Self::CredentialChange => {
                "https://schemas.openid.net/secevent/caep/event-type/credential-change"
            }
            Self::AccountDisabled => {
                "https://schemas.openid.net/secevent/risc/event-type/account-disabled"
            }
            Self::AccountEnabled => {
                "https://schemas.openid.net/secevent/risc/event-type/account-enabled"
            }
            Self::AccountPurged => {
                "https://schemas.openid.net/secevent/risc/event-type/account-purged"
            }
            Self::RecoveryInformationChanged => {
                "https://schemas.openid.net/secevent/risc/event-type/recovery-information-changed"
            }
            Self::RecoveryActivated => {
                "https://schemas.openid.net/secevent/risc/event-type/recovery-activated"
            }
        }
    }
}

/// Where an application is told of security events (RFC 8935), and of which.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SecurityEvents {
    /// The endpoint that they are sent to.
    pub endpoint: String,
    /// The events.
    pub events: Vec<SecurityEvent>,
}

/// A protected application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its identifier.
    pub id: ApplicationId,
    /// The name that people read.
    #[serde(default)]
    pub name: String,
    /// Its address.
    #[serde(default)]
    pub url: String,
    /// The least that it requires of a session, whatever its requests ask for.
    #[serde(default)]
    pub requirement: Requirement,
    /// Where browsers may be sent back to; see [`Application::allows_redirect`].
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where browsers may be sent after a sign-out; see [`Application::allows_post_logout_redirect`].
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// Its page that starts a sign-in (OpenID Connect Core, 4).
    #[serde(default)]
    pub initiate_login_uri: Option<String>,
    /// Its endpoint that is told when a session ends (OpenID Connect Back-Channel Logout).
    #[serde(default)]
    pub backchannel_logout_uri: Option<String>,
    /// How it authenticates itself.
    #[serde(default = "ClientAuthMethod::usual")]
    pub token_endpoint_auth_method: ClientAuthMethod,
    /// The SHA-256 digests of its secrets.
    #[serde(default)]
    pub client_secret_digests: Vec<Digest32>,
    /// Its public keys, a JSON Web Key Set.
    #[serde(default)]
    pub jwks: Option<Value>,
    /// What it may give to the token endpoint.
    #[serde(default = "GrantType::usual")]
    pub grant_types: Vec<GrantType>,
    /// The algorithm of its ID tokens.
    #[serde(default = "IdTokenAlg::usual")]
    pub id_token_signed_response_alg: IdTokenAlg,
    /// Whether it is told the same `sub` of a person as others.
    #[serde(default = "SubjectType::usual")]
    pub subject_type: SubjectType,
    /// The name under which several applications are told the same pairwise `sub`; without it, the host of the redirect
    /// URIs.
    #[serde(default)]
    pub sector: Option<String>,
    /// What it may be told.
    #[serde(default = "Scope::usual")]
    pub scopes: Vec<Scope>,
    /// The resources that it may ask tokens for (RFC 8707).
    #[serde(default)]
    pub resources: Vec<String>,
    /// The resource whose interface it is itself: it may ask about tokens for it (RFC 7662).
    #[serde(default)]
    pub audience: Option<String>,
    /// How it is told numbers of phones.
    #[serde(default = "PhoneNumbers::usual")]
    pub phone_numbers: PhoneNumbers,
    /// Whether its tokens are bound to a key of its own (RFC 9449, 5.2). Those of an application that does not
    /// authenticate itself always are.
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// Whether its authorization requests must be pushed (RFC 9126, 6).
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// Whether a person is asked, once, before it is told anything.
    #[serde(default)]
    pub consent: bool,
    /// Which security events it is told of.
    #[serde(default)]
    pub security_events: Option<SecurityEvents>,
}

impl ClientAuthMethod {
    const fn usual() -> Self {
        Self::ClientSecretBasic
    }
}

impl GrantType {
    fn usual() -> Vec<Self> {
        vec![Self::AuthorizationCode]
    }
}

impl IdTokenAlg {
    const fn usual() -> Self {
        Self::Rs256
    }
}

impl SubjectType {
    const fn usual() -> Self {
        Self::Public
    }
}

impl Scope {
    fn usual() -> Vec<Self> {
        vec![Self::Openid]
    }
}

impl PhoneNumbers {
    const fn usual() -> Self {
        Self::Masked
    }
}

/// What the list of all applications holds of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationSummary {
    /// Its identifier.
    pub id: ApplicationId,
    /// The name that people read.
    pub name: String,
    /// Its requirement.
    pub requirement: Requirement,
}

impl Application {
    /// Reads a stored entry: what operators have set, without the identifier.
    ///
    /// # Errors
    /// If a field of a known name is not of its type.
    pub fn of(id: &ApplicationId, entry: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        Self::deserialize(with_id(id, entry)).map(Self::bound)
    }

    /// Reads an entry that an operator is about to store.
    ///
    /// # Errors
    /// Every field that is not of its type or impossible; of an entry of a list, its first wrong field. The paths begin
    /// within the entry.
    pub fn checked(
        id: &ApplicationId,
        entry: &Map<String, Value>,
    ) -> Result<Self, Vec<FieldRefused>> {
        let (application, mut wrong, left_out) = read::<Self>(&with_id(id, entry));
        let Some(application) = application.map(Self::bound) else {
            return Err(wrong);
        };
        add(&mut wrong, left_out.restore(application.wrong()));
        if Value::Object(entry.clone()).to_string().len() > policy::APPLICATION_BYTES_MAX {
            let why = format!("must have at most {} bytes", policy::APPLICATION_BYTES_MAX);
            wrong.push(refused("", why));
        }
        if wrong.is_empty() {
            Ok(application)
        } else {
            Err(wrong)
        }
    }

    /// The same with what follows from its fields: nobody else can use a token of an application that cannot keep a secret.
    fn bound(mut self) -> Self {
        self.dpop_bound_access_tokens |= self.is_public();
        self
    }

    /// What the list of all applications holds of it.
    #[must_use]
    pub fn summary(&self) -> ApplicationSummary {
        ApplicationSummary {
            id: self.id.clone(),
            name: self.name.clone(),
            requirement: self.requirement,
        }
    }

    /// Whether it does not authenticate itself.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == ClientAuthMethod::None
    }

    /// Whether it may give this to the token endpoint.
    #[must_use]
    pub fn may_use(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    /// Whether a browser may be sent back to this address.
    #[must_use]
    pub fn allows_redirect(&self, presented: &str) -> bool {
        uri::is_registered(presented, &self.redirect_uris)
    }

    /// Whether a browser may be sent to this address after a sign-out.
    #[must_use]
    pub fn allows_post_logout_redirect(&self, presented: &str) -> bool {
        uri::is_registered(presented, &self.post_logout_redirect_uris)
    }

    /// The identifier of a person that the application is told, `sub`: an HMAC under the account's subject, which itself
    /// is never told.
    #[must_use]
    pub fn sub(&self, subject: &Subject) -> String {
        let sector = match self.subject_type {
            SubjectType::Public => None,
            SubjectType::Pairwise => Some(self.sector()),
        };
        let parts = sector.iter().map(String::as_bytes).collect::<Vec<_>>();
        let mac = mac(
            subject.as_str().as_bytes(),
            self.subject_type.as_str(),
            &parts,
        );
        BASE64URL_NOPAD.encode(&mac)
    }

    /// The sector of a pairwise `sub`.
    fn sector(&self) -> String {
        let hosts = || self.redirect_uris.iter().filter_map(|uri| uri::host(uri));
        self.sector
            .clone()
            .or_else(|| hosts().next())
            // No registered application comes here; if one did, it would share its `sub` with no other.
            .unwrap_or_else(|| format!("application {}", self.id))
    }

    /// Where a person is led to open it: to the page that starts a sign-in, if there is one, with the issuer and its own
    /// address (OpenID Connect Core, 4), otherwise to its address.
    #[must_use]
    pub fn entrance(&self, issuer: &str) -> String {
        let initiate = self.initiate_login_uri.as_deref();
        let entrance = initiate.and_then(|initiate| url::Url::parse(initiate).ok());
        match entrance {
            None => self.url.clone(),
            Some(mut entrance) => {
                entrance
                    .query_pairs_mut()
                    .append_pair("iss", issuer)
                    .append_pair("target_link_uri", &self.url);
                entrance.into()
            }
        }
    }

    /// Every field of an entry, to tell those that are none.
    pub(crate) fn shape() -> Value {
        let mut shape = json!(Self {
            id: ApplicationId(String::new()),
            name: String::new(),
            url: String::new(),
            requirement: Requirement::default(),
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            initiate_login_uri: None,
            backchannel_logout_uri: None,
            token_endpoint_auth_method: ClientAuthMethod::usual(),
            client_secret_digests: Vec::new(),
            jwks: None,
            grant_types: Vec::new(),
            id_token_signed_response_alg: IdTokenAlg::usual(),
            subject_type: SubjectType::usual(),
            sector: None,
            scopes: Vec::new(),
            resources: Vec::new(),
            audience: None,
            phone_numbers: PhoneNumbers::usual(),
            dpop_bound_access_tokens: false,
            require_pushed_authorization_requests: false,
            consent: false,
            security_events: Some(SecurityEvents::default()),
        });
        if let Some(fields) = shape.as_object_mut() {
            fields.remove("id");
            fields.insert("requirement".to_owned(), Requirement::shape());
        }
        shape
    }

    /// The values that an operator may not set.
    fn wrong(&self) -> Vec<FieldRefused> {
        let mut wrong = Vec::new();
        let mut refuse = |field: &str, why: Option<String>| {
            wrong.extend(why.map(|why| refused(field, why)));
        };
        let err = |checked: Result<(), uri::Refusal>| checked.err().map(str::to_owned);
        refuse(
            "name",
            wrong_text(&self.name, policy::APPLICATION_NAME_MAX).or_else(|| {
                let hidden = self.name.chars().any(crate::text::hidden);
                hidden.then(|| "must hold no invisible characters".to_owned())
            }),
        );
        refuse("url", err(uri::page(&self.url)));
        let endpoints = [
            ("initiate_login_uri", self.initiate_login_uri.as_ref()),
            (
                "backchannel_logout_uri",
                self.backchannel_logout_uri.as_ref(),
            ),
            (
                "security_events.endpoint",
                self.security_events.as_ref().map(|events| &events.endpoint),
            ),
        ];
        for (field, address) in endpoints {
            refuse(
                field,
                address.and_then(|address| err(uri::endpoint(address))),
            );
        }
        let audience = self.audience.as_ref();
        refuse(
            "audience",
            audience.and_then(|audience| err(uri::resource(audience))),
        );
        if let Some(events) = &self.security_events
            && (events.events.is_empty() || repeats(&events.events))
        {
            refuse(
                "security_events.events",
                Some("must name events, each once".to_owned()),
            );
        }
        wrong.extend(self.requirement.wrong("requirement"));
        let public = self.is_public();
        for (field, list) in [
            ("redirect_uris", &self.redirect_uris),
            ("post_logout_redirect_uris", &self.post_logout_redirect_uris),
        ] {
            let redirect = |text: &str| uri::redirect(text, public);
            wrong.extend(wrong_list(field, list, policy::REDIRECT_URIS_MAX, redirect));
        }
        wrong.extend(wrong_list(
            "resources",
            &self.resources,
            policy::RESOURCES_MAX,
            uri::resource,
        ));
        if let Some(jwks) = &self.jwks {
            wrong.extend(jwks::wrong(jwks));
        }
        wrong.extend(self.wrong_words());
        wrong.extend(self.wrong_together());
        wrong
    }

    /// The lists of words and the digests that an operator may not set.
    fn wrong_words(&self) -> Vec<FieldRefused> {
        let mut wrong = Vec::new();
        if !self.may_use(GrantType::AuthorizationCode) || repeats(&self.grant_types) {
            wrong.push(refused(
                "grant_types",
                "must name authorization_code, and each type once",
            ));
        }
        if !self.scopes.contains(&Scope::Openid) || repeats(&self.scopes) {
            wrong.push(refused("scopes", "must name openid, and each scope once"));
        }
        let digests = &self.client_secret_digests;
        if digests.len() > policy::CLIENT_SECRETS {
            let why = format!("must be at most {}", policy::CLIENT_SECRETS);
            wrong.push(refused("client_secret_digests", why));
        }
        if digests.len() > 1 && digests[0] == digests[1] {
            wrong.push(refused(
                "client_secret_digests[1]",
                "must not be there twice",
            ));
        }
        let empty = [b"".as_slice(), b"\n"].map(Digest32::of);
        if let Some(index) = digests.iter().position(|digest| empty.contains(digest)) {
            let field = format!("client_secret_digests[{index}]");
            wrong.push(refused(field, "must not be the digest of an empty text"));
        }
        wrong
    }

    /// The fields that do not go together.
    fn wrong_together(&self) -> Vec<FieldRefused> {
        let mut wrong = Vec::new();
        let mut refuse_if = |refuse: bool, field: &str, why: &str| {
            if refuse {
                wrong.push(refused(field, why));
            }
        };
        let signs_in = !self.redirect_uris.is_empty();
        let wants = !self.post_logout_redirect_uris.is_empty()
            || self.initiate_login_uri.is_some()
            || self.backchannel_logout_uri.is_some()
            || self.may_use(GrantType::RefreshToken)
            || self.scopes.len() > 1
            || !self.resources.is_empty()
            || self.require_pushed_authorization_requests
            || self.consent
            || self.security_events.is_some()
            || self.is_public();
        refuse_if(
            wants && !signs_in,
            "redirect_uris",
            "must name an address, because the application signs people in",
        );
        let client = signs_in || self.audience.is_some();
        match self.token_endpoint_auth_method {
            ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost => {
                refuse_if(
                    client && self.client_secret_digests.is_empty(),
                    "client_secret_digests",
                    "must hold the digest of a secret",
                );
            }
            ClientAuthMethod::PrivateKeyJwt => refuse_if(
                self.jwks.is_none(),
                "jwks",
                "must hold the public key of private_key_jwt",
            ),
            ClientAuthMethod::None => {
                refuse_if(
                    !self.client_secret_digests.is_empty(),
                    "client_secret_digests",
                    "must be empty, because the application does not authenticate itself",
                );
                refuse_if(
                    self.audience.is_some(),
                    "audience",
                    "must not be set, because the application does not authenticate itself",
                );
            }
        }
        match (self.subject_type, &self.sector) {
            (SubjectType::Public, sector) => refuse_if(
                sector.is_some(),
                "sector",
                "must not be set, because the subject type is public",
            ),
            (SubjectType::Pairwise, Some(sector)) => {
                let of_sector = |byte: u8| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._:[]".contains(&byte)
                };
                refuse_if(
                    !(1..=policy::SECTOR_MAX).contains(&sector.len())
                        || !sector.bytes().all(of_sector),
                    "sector",
                    "must be written as a host is",
                );
            }
            (SubjectType::Pairwise, None) => {
                let hosts: BTreeSet<_> = self
                    .redirect_uris
                    .iter()
                    .map(|uri| uri::host(uri))
                    .collect();
                refuse_if(
                    hosts.len() > 1 || hosts.iter().any(|host| !is_ones_own(host.as_deref())),
                    "sector",
                    "must be set, because the redirect URIs are not of one host that is the application's own",
                );
            }
        }
        wrong
    }
}

fn with_id(id: &ApplicationId, entry: &Map<String, Value>) -> Value {
    let mut entry = entry.clone();
    entry.insert("id".to_owned(), id.as_str().into());
    Value::Object(entry)
}

/// Whether a redirect URI's host can be one application's only.
fn is_ones_own(host: Option<&str>) -> bool {
    host.is_some_and(|host| !matches!(host, "127.0.0.1" | "[::1]" | "localhost"))
}

fn repeats<T: Ord>(list: &[T]) -> bool {
    list.iter().collect::<BTreeSet<_>>().len() < list.len()
}

/// The texts of a list that an operator may not set.
fn wrong_list(
    field: &str,
    list: &[String],
    most: usize,
    check: impl Fn(&str) -> Result<(), uri::Refusal>,
) -> Vec<FieldRefused> {
    if list.len() > most {
        return vec![refused(field, format!("must have at most {most} entries"))];
    }
    let mut known = BTreeSet::new();
    let wrong = list.iter().enumerate().filter_map(|(index, text)| {
        let why = match check(text) {
            Err(why) => why,
            Ok(()) if !known.insert(text) => "must not be there twice",
            Ok(()) => return None,
        };
        Some(refused(format!("{field}[{index}]"), why))
    });
    wrong.collect()
}

/// A session does not meet a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error, utoipa::ToSchema)]
#[error("login requirements not met")]
pub struct LoginRequirementsNotMet {
    /// The required strength, if the session does not have it, or has it from a factor that was entered too long ago.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Whether proofing is required and missing.
    pub proofing: bool,
    /// How long ago the factor may have been entered, in seconds, if it was longer ago and nothing else is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
}

impl Requirement {
    /// The weakest authentication context class that meets it.
    #[must_use]
    pub const fn acr(&self) -> Acr {
        match (self.proofed, self.strength) {
            (true, _) => Acr::PhoneOtpProofed,
            (false, Strength::PhoneOtp) => Acr::PhoneOtp,
            (false, Strength::Password) => Acr::Password,
        }
    }

    /// Checks whether a session meets the requirement now.
    ///
    /// # Errors
    /// What is missing.
    pub fn met_by(&self, session: &Session, now: Timestamp) -> Result<(), LoginRequirementsNotMet> {
        let auth_time = session.auth_time(self.acr());
        let proofing = self.proofed && !session.proofed(now);
        let mut missing = LoginRequirementsNotMet {
            strength: (session.strength(now) < self.strength).then_some(self.strength),
            proofing,
            max_age: None,
        };
        if missing.strength.is_some() || proofing {
            return Err(missing);
        }
        if self.is_fresh(auth_time, now) {
            return Ok(());
        }
        missing.max_age = self.max_age;
        missing.strength = Some(match self.acr() {
            Acr::Password => Strength::Password,
            Acr::PhoneOtp | Acr::PhoneOtpProofed => Strength::PhoneOtp,
        });
        Err(missing)
    }

    /// Whether a factor that was entered at a time is recent enough.
    #[must_use]
    pub fn is_fresh(&self, auth_time: Timestamp, now: Timestamp) -> bool {
        self.max_age
            .is_none_or(|seconds| now <= auth_time + SignedDuration::from_secs(seconds.into()))
    }

    /// Every field, to tell those that are none.
    pub(crate) fn shape() -> Value {
        json!(Self {
            max_age: Some(0),
            ..Self::default()
        })
    }

    /// The values that an operator may not set, in a requirement at this path.
    pub(crate) fn wrong(&self, path: &str) -> Option<FieldRefused> {
        let why = wrong_number(
            i64::from(self.max_age?),
            policy::MAX_AGE_LEAST.as_secs(),
            policy::SESSION_LIFE.as_secs(),
        )?;
        Some(refused(crate::fields::join(path, "max_age"), why))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::UserId;
    use crate::credential::tests::credential;
    use crate::phone::Channel;
    use crate::product::tests::product;

    #[test]
    fn an_application_opens_at_its_strength_and_proofing_until_the_credential_ends() {
        let now = Timestamp::UNIX_EPOCH;
        let rng = &mut ChaCha12Rng::seed_from_u64(1);
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let (session, _) = Session::begin(&account, now, rng);
        let open = |session: &Session, strength, proofed, now| {
            Requirement {
                strength,
                proofed,
                max_age: None,
            }
            .met_by(session, now)
        };
        let missing = |strength, proofing| {
            Err(LoginRequirementsNotMet {
                strength,
                proofing,
                max_age: None,
            })
        };
        assert_eq!(open(&session, Strength::Password, false, now), Ok(()));
        assert_eq!(
            open(&session, Strength::PhoneOtp, false, now),
            missing(Some(Strength::PhoneOtp), false)
        );

        let unproofed = credential(product("us"), now);
        let (elevated, _) = session.elevate(Channel::Text, &unproofed, now, rng);
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
        let (elevated, _) = session.elevate(Channel::Text, &proofed, now, rng);
        assert_eq!(open(&elevated, Strength::PhoneOtp, true, now), Ok(()));
    }

    const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    const CALLBACK: &str = "https://designs.example.com/callback";

    fn id() -> ApplicationId {
        ApplicationId::try_from("designs".to_owned()).unwrap()
    }

    /// A client whose fields are changed so.
    fn checked(change: &Value) -> Result<Application, Vec<String>> {
        let mut entry = json!({
            "name": "Controlled designs",
            "url": "https://designs.example.com/",
            "redirect_uris": [CALLBACK],
            "client_secret_digests": [DIGEST],
        });
        json_patch::merge(&mut entry, change);
        Application::checked(&id(), entry.as_object().unwrap())
            .map_err(|refused| refused.iter().map(ToString::to_string).collect())
    }

    fn rsa(bytes: usize) -> Value {
        let n = BASE64URL_NOPAD.encode(&vec![0x80; bytes]);
        json!({ "kty": "RSA", "kid": "a", "n": n, "e": "AQAB" })
    }

    fn with(mut key: Value, member: &str, value: Value) -> Value {
        key[member] = value;
        key
    }

    fn p256() -> Value {
        let coordinate = BASE64URL_NOPAD.encode(&[1; 32]);
        json!({ "kty": "EC", "crv": "P-256", "kid": "b", "x": coordinate, "y": coordinate })
    }

    fn subject(seed: u64) -> Subject {
        Subject::create(&mut ChaCha12Rng::seed_from_u64(seed))
    }

    #[test]
    fn what_nobody_set_is_the_narrowest() {
        let application = checked(&json!({})).unwrap();
        assert_eq!(application.requirement.acr(), Acr::PhoneOtp);
        assert_eq!(application.scopes, [Scope::Openid]);
        assert_eq!(application.phone_numbers, PhoneNumbers::Masked);
        assert!(application.may_use(GrantType::AuthorizationCode));
        assert!(!application.may_use(GrantType::RefreshToken));
        assert!(!application.dpop_bound_access_tokens);
        let method = application.token_endpoint_auth_method;
        assert_eq!(method, ClientAuthMethod::ClientSecretBasic);
    }

    #[test]
    fn an_application_that_only_stands_in_the_list_needs_a_name_and_an_address() {
        let entry =
            json!({ "name": "Timesheets", "url": "https://portal.example.com/#/timesheets" });
        assert!(Application::checked(&id(), entry.as_object().unwrap()).is_ok());
        let nothing = Application::checked(&id(), &Map::new()).unwrap_err();
        let fields: Vec<&str> = nothing
            .iter()
            .map(|refused| refused.field.as_str())
            .collect();
        assert_eq!(fields, ["name", "url"]);
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a row for each refusal")]
    fn each_field_is_refused_with_its_path() {
        let many = |count: usize| -> Vec<String> {
            (0..count).map(|n| format!("{CALLBACK}{n}")).collect()
        };
        for (change, field) in [
            (json!({ "name": "" }), "name"),
            (json!({ "name": "Designs \u{202e}" }), "name"),
            (
                json!({ "name": "x".repeat(policy::APPLICATION_NAME_MAX + 1) }),
                "name",
            ),
            (json!({ "name": 7 }), "name"),
            (json!({ "url": "http://designs.example.com/" }), "url"),
            (
                json!({ "requirement": { "strength": "stamp" } }),
                "requirement.strength",
            ),
            (
                json!({ "requirement": { "max_age": 59 } }),
                "requirement.max_age",
            ),
            (
                json!({ "requirement": { "max_age": 43_201 } }),
                "requirement.max_age",
            ),
            (
                json!({ "requirement": { "max_age": -1 } }),
                "requirement.max_age",
            ),
            (
                json!({ "redirect_uris": [CALLBACK, "http://a.example/"] }),
                "redirect_uris[1]",
            ),
            (
                json!({ "redirect_uris": [7, CALLBACK] }),
                "redirect_uris[0]",
            ),
            (
                json!({ "redirect_uris": [CALLBACK, CALLBACK] }),
                "redirect_uris[1]",
            ),
            (
                json!({ "redirect_uris": [format!("{CALLBACK}#top")] }),
                "redirect_uris[0]",
            ),
            (
                json!({ "redirect_uris": ["com.example.app:/cb"] }),
                "redirect_uris[0]",
            ),
            (
                json!({ "redirect_uris": many(policy::REDIRECT_URIS_MAX + 1) }),
                "redirect_uris",
            ),
            (
                json!({ "redirect_uris": [], "consent": true }),
                "redirect_uris",
            ),
            (
                json!({ "post_logout_redirect_uris": ["/"] }),
                "post_logout_redirect_uris[0]",
            ),
            (
                json!({ "initiate_login_uri": "https://a.example/#x" }),
                "initiate_login_uri",
            ),
            (
                json!({ "backchannel_logout_uri": "ftp://a.example/" }),
                "backchannel_logout_uri",
            ),
            (
                json!({ "token_endpoint_auth_method": "tls" }),
                "token_endpoint_auth_method",
            ),
            (
                json!({ "client_secret_digests": [] }),
                "client_secret_digests",
            ),
            (
                json!({ "client_secret_digests": ["00"] }),
                "client_secret_digests[0]",
            ),
            (
                json!({ "client_secret_digests": [DIGEST, DIGEST] }),
                "client_secret_digests[1]",
            ),
            (
                json!({ "client_secret_digests": [Digest32::of(b"")] }),
                "client_secret_digests[0]",
            ),
            (
                json!({ "client_secret_digests": [Digest32::of(b"1"), Digest32::of(b"2"), Digest32::of(b"3")] }),
                "client_secret_digests",
            ),
            (
                json!({ "token_endpoint_auth_method": "private_key_jwt" }),
                "jwks",
            ),
            (
                json!({ "token_endpoint_auth_method": "none" }),
                "client_secret_digests",
            ),
            (
                json!({ "token_endpoint_auth_method": "none", "client_secret_digests": null, "audience": "https://a.example" }),
                "audience",
            ),
            (json!({ "jwks": {} }), "jwks"),
            (json!({ "jwks": { "keys": [] } }), "jwks.keys"),
            (json!({ "jwks": { "keys": [rsa(255)] } }), "jwks.keys[0]"),
            (json!({ "jwks": { "keys": [rsa(513)] } }), "jwks.keys[0]"),
            (
                json!({ "jwks": { "keys": [p256(), p256()] } }),
                "jwks.keys[1]",
            ),
            (
                json!({ "jwks": { "keys": [with(rsa(256), "key_ops", json!(["sign"]))] } }),
                "jwks.keys[0]",
            ),
            (
                json!({ "jwks": { "keys": [with(rsa(256), "e", json!("AAEAAQ"))] } }),
                "jwks.keys[0]",
            ),
            (json!({ "grant_types": ["refresh_token"] }), "grant_types"),
            (
                json!({ "grant_types": ["authorization_code", "password"] }),
                "grant_types[1]",
            ),
            (
                json!({ "id_token_signed_response_alg": "none" }),
                "id_token_signed_response_alg",
            ),
            (json!({ "subject_type": "private" }), "subject_type"),
            (json!({ "sector": "example.com" }), "sector"),
            (
                json!({ "subject_type": "pairwise", "sector": "A b" }),
                "sector",
            ),
            (
                json!({ "subject_type": "pairwise", "redirect_uris": [CALLBACK, "https://a.example/"] }),
                "sector",
            ),
            (
                json!({ "subject_type": "pairwise", "redirect_uris": ["http://127.0.0.1/callback"] }),
                "sector",
            ),
            (json!({ "scopes": ["profile"] }), "scopes"),
            (json!({ "scopes": ["openid", "openid"] }), "scopes"),
            (json!({ "scopes": ["openid", "address"] }), "scopes[1]"),
            (json!({ "resources": ["api"] }), "resources[0]"),
            (
                json!({ "resources": ["https://a.example/#x"] }),
                "resources[0]",
            ),
            (json!({ "audience": "urn:a#b" }), "audience"),
            (json!({ "phone_numbers": "some" }), "phone_numbers"),
            (json!({ "consent": "yes" }), "consent"),
            (
                json!({ "security_events": { "events": ["session-revoked"] } }),
                "security_events.endpoint",
            ),
            (
                json!({ "security_events": { "endpoint": "https://a.example/", "events": [] } }),
                "security_events.events",
            ),
            (
                json!({ "security_events": { "endpoint": "http://a.example/", "events": ["session-revoked"] } }),
                "security_events.endpoint",
            ),
        ] {
            let wrong = checked(&change).unwrap_err();
            assert_eq!(wrong.len(), 1, "{change}: {wrong:#?}");
            let path = wrong[0].split(':').next().unwrap();
            assert_eq!(path, field, "{change}: {wrong:#?}");
        }
    }

    #[test]
    fn everything_that_is_wrong_with_an_entry_is_named_at_once() {
        let wrong = checked(&json!({
            "url": "designs", "redirect_uris": [7, "http://a.example/"], "scopes": [], "consent": 1,
        }));
        let wrong = wrong.unwrap_err();
        let fields: Vec<&str> = wrong
            .iter()
            .map(|line| line.split(':').next().unwrap())
            .collect();
        assert_eq!(
            fields,
            [
                "consent",
                "redirect_uris[0]",
                "url",
                "redirect_uris[1]",
                "scopes"
            ]
        );
    }

    #[test]
    fn every_kind_of_client_can_be_registered() {
        for change in [
            json!({
                "token_endpoint_auth_method": "private_key_jwt", "client_secret_digests": null,
                "jwks": { "keys": [rsa(256), p256()] },
            }),
            json!({
                "token_endpoint_auth_method": "none", "client_secret_digests": null,
                "redirect_uris": ["com.example.app:/cb", "http://127.0.0.1/cb", "http://[::1]/cb", CALLBACK],
                "post_logout_redirect_uris": ["com.example.app:/out"],
            }),
            json!({ "redirect_uris": [], "audience": "https://api.example.com" }),
            json!({ "redirect_uris": ["http://localhost:3000/cb"], "resources": ["urn:example:api"] }),
            json!({ "subject_type": "pairwise" }),
            json!({
                "subject_type": "pairwise", "sector": "example.com",
                "redirect_uris": [CALLBACK, "https://a.example/"],
            }),
            json!({ "client_secret_digests": [DIGEST, Digest32::of(b"next")] }),
            json!({ "requirement": { "strength": "phone-otp", "proofed": true, "max_age": 300 } }),
            json!({
                "initiate_login_uri": "https://designs.example.com/login",
                "backchannel_logout_uri": "https://designs.example.com/logout",
                "grant_types": ["authorization_code", "refresh_token"],
                "scopes": Scope::ALL,
                "security_events": { "endpoint": "https://a.example/", "events": SecurityEvent::ALL },
            }),
        ] {
            checked(&change).unwrap_or_else(|wrong| panic!("{change}: {wrong:#?}"));
        }
    }

    #[test]
    fn a_client_without_a_secret_has_its_tokens_bound_to_a_key() {
        let none = json!({
            "token_endpoint_auth_method": "none", "client_secret_digests": null,
            "dpop_bound_access_tokens": false,
        });
        assert!(checked(&none).unwrap().dpop_bound_access_tokens);
    }

    #[test]
    fn a_key_that_is_not_public_is_refused() {
        for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            for mut key in [rsa(256), p256()] {
                key[member] = json!("AQAB");
                let wrong = checked(&json!({ "jwks": { "keys": [key] } })).unwrap_err();
                assert!(wrong[0].contains("must be a public key"), "{wrong:?}");
            }
        }
        for (key, member, value) in [
            (rsa(256), "e", "AQ"),
            (rsa(256), "e", "AAA"),
            (rsa(256), "use", "enc"),
            (rsa(256), "alg", "ES256"),
            (rsa(256), "kty", "oct"),
            (p256(), "crv", "P-384"),
            (p256(), "x", "AQAB"),
            (p256(), "alg", "RS256"),
        ] {
            let mut key = key;
            key[member] = json!(value);
            assert!(
                checked(&json!({ "jwks": { "keys": [key] } })).is_err(),
                "{member} {value}"
            );
        }
    }

    #[test]
    fn an_address_that_readers_take_for_another_is_refused() {
        for address in [
            "https://designs.example.com@evil.example/",
            "https://designs.example.com:443/",
            "https://Designs.example.com/",
            "https://designs.example.com\\@evil.example/",
            "https:designs.example.com/",
            "https:///designs.example.com/",
            " https://designs.example.com/",
            "https://designs.example.com/\n",
            "https://*.example.com/",
            "https://b\u{fc}cher.example/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "http://[::ffff:127.0.0.1]/",
            "javascript:alert(1)",
            "data:text/html,x",
            "app:/callback",
            "Com.example.app:/callback",
            "",
        ] {
            for method in [
                json!({}),
                json!({ "token_endpoint_auth_method": "none", "client_secret_digests": null }),
            ] {
                let mut change = method;
                change["redirect_uris"] = json!([address]);
                let wrong = checked(&change).unwrap_err();
                assert!(
                    wrong[0].starts_with("redirect_uris[0]: "),
                    "{address}: {wrong:?}"
                );
            }
        }
    }

    #[test]
    fn a_browser_is_sent_back_to_registered_addresses_only() {
        let application = checked(&json!({
            "redirect_uris": [CALLBACK, "http://127.0.0.1/cb", "http://[::1]:7/cb?a=1", "http://localhost/cb"],
        }))
        .unwrap();
        for allowed in [
            CALLBACK,
            "http://127.0.0.1/cb",
            "http://127.0.0.1:49152/cb",
            "http://[::1]:1/cb?a=1",
            "http://[::1]/cb?a=1",
            "http://localhost/cb",
        ] {
            assert!(application.allows_redirect(allowed), "{allowed}");
        }
        for other in [
            "https://designs.example.com/callback/",
            "https://designs.example.com/callback?x",
            "https://designs.example.com/Callback",
            "https://designs.example.com:443/callback",
            "https://designs.example.com/a/../callback",
            "http://127.0.0.1:0/cb",
            "http://127.0.0.1:08/cb",
            "http://127.0.0.1:65536/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.1:1@evil.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.2/cb",
            "http://localhost:1/cb",
            "https://127.0.0.1/cb",
            "http://[::1]/cb",
            "",
        ] {
            assert!(!application.allows_redirect(other), "{other}");
        }
        assert!(!application.allows_post_logout_redirect(CALLBACK));
    }

    #[test]
    fn a_person_has_one_public_identifier_and_another_in_each_sector() {
        let ada = subject(1);
        let of = |change: Value| checked(&change).unwrap().sub(&ada);
        let public = of(json!({}));
        assert_eq!(public.len(), 43);
        assert_eq!(
            public,
            of(json!({ "redirect_uris": ["https://a.example/"] }))
        );
        let pairwise = of(json!({ "subject_type": "pairwise" }));
        let named = json!({ "subject_type": "pairwise", "sector": "designs.example.com", "redirect_uris": ["https://a.example/"] });
        assert_eq!(pairwise, of(named));
        let other =
            of(json!({ "subject_type": "pairwise", "redirect_uris": ["https://a.example/"] }));
        assert_ne!(pairwise, public);
        assert_ne!(pairwise, other);
        assert_ne!(checked(&json!({})).unwrap().sub(&subject(2)), public);
        assert!(!public.contains(ada.as_str()));
    }

    #[test]
    fn a_sign_in_is_started_where_the_application_says() {
        let url = "https://designs.example.com/";
        assert_eq!(
            checked(&json!({}))
                .unwrap()
                .entrance("https://portal.example.com"),
            url
        );
        let initiate = json!({ "initiate_login_uri": "https://designs.example.com/login?a=b" });
        assert_eq!(
            checked(&initiate)
                .unwrap()
                .entrance("https://portal.example.com"),
            "https://designs.example.com/login?a=b&iss=https%3A%2F%2Fportal.example.com&target_link_uri=https%3A%2F%2Fdesigns.example.com%2F"
        );
    }

    #[test]
    fn a_factor_that_is_too_old_does_not_meet_a_requirement() {
        let now = Timestamp::UNIX_EPOCH;
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let rng = &mut ChaCha12Rng::seed_from_u64(1);
        let (session, _) = Session::begin(&account, now, rng);
        let unproofed = credential(product("us"), now);
        let (session, _) = session.elevate(Channel::Text, &unproofed, now, rng);
        let after = |seconds| now + SignedDuration::from_secs(seconds);
        let requirement = |strength, proofed| Requirement {
            strength,
            proofed,
            max_age: Some(300),
        };
        let fresh = requirement(Strength::PhoneOtp, false);
        assert_eq!(fresh.met_by(&session, after(300)), Ok(()));
        let old = |strength| LoginRequirementsNotMet {
            strength: Some(strength),
            proofing: false,
            max_age: Some(300),
        };
        assert_eq!(
            fresh.met_by(&session, after(301)),
            Err(old(Strength::PhoneOtp))
        );
        let (later, _) = session.elevate(Channel::Text, &unproofed, after(10), rng);
        assert_eq!(fresh.met_by(&later, after(301)), Ok(()));
        let password = requirement(Strength::Password, false);
        assert_eq!(
            password.met_by(&session, after(301)),
            Err(old(Strength::Password))
        );
        // Proofing is what is missing first: another code does not help.
        let proofed = requirement(Strength::PhoneOtp, true).met_by(&session, after(301));
        assert_eq!(
            proofed,
            Err(LoginRequirementsNotMet {
                strength: None,
                proofing: true,
                max_age: None
            })
        );
    }

    #[test]
    fn a_stored_entry_is_read_whatever_a_newer_version_wrote_beside() {
        let mut entry =
            json!({ "name": "Designs", "url": "http://old.example/", "colour": "blue" });
        entry["requirement"] = json!({ "strength": "phone-otp", "place": "office" });
        let application = Application::of(&id(), entry.as_object().unwrap()).unwrap();
        assert_eq!(application.name, "Designs");
        let written = json!(application);
        assert_eq!(
            serde_json::from_value::<Application>(written).unwrap(),
            application
        );
    }

    #[test]
    fn an_identifier_is_short_and_plain() {
        for text in ["a", "designs-2", &"a".repeat(40)] {
            assert_eq!(
                ApplicationId::try_from(text.to_owned()).unwrap().as_str(),
                text
            );
        }
        for text in [
            "",
            "Designs",
            "a b",
            "a#b",
            "a/b",
            "\u{e9}",
            &"a".repeat(41),
        ] {
            assert!(ApplicationId::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn words_are_written_as_they_are_read() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(*scope));
            assert_eq!(json!(scope), scope.as_str());
        }
        assert!("address".parse::<Scope>().is_err());
        for event in SecurityEvent::ALL {
            let uri = event.event_uri();
            assert!(uri.ends_with(&format!("/event-type/{event}")), "{uri}");
        }
    }

    proptest! {
        #[test]
        fn only_the_port_of_a_loopback_address_is_free(port in 1u16.., path in "[a-z/?=&.]{0,12}", text in ".{0,40}") {
            let application = checked(&json!({ "redirect_uris": ["http://127.0.0.1/cb", CALLBACK] })).unwrap();
            let at_port = format!("http://127.0.0.1:{port}/cb");
            prop_assert!(application.allows_redirect(&at_port));
            let longer = format!("{at_port}{path}");
            prop_assert_eq!(application.allows_redirect(&longer), path.is_empty());
            let other = format!("http://127.0.0.1:{port}{text}");
            prop_assert_eq!(application.allows_redirect(&other), text == "/cb");
            let longer = format!("{CALLBACK}{text}");
            prop_assert_eq!(application.allows_redirect(&longer), text.is_empty());
        }

        #[test]
        fn an_accepted_address_is_read_by_browsers_as_it_is_written(text in "(https|http)://[-a-z0-9.:@*\\[\\]%]{1,20}[/?]?[a-z%#?/.]{0,8}") {
            if crate::uri::endpoint(&text).is_ok() {
                let url = url::Url::parse(&text).unwrap();
                let authority = text.split_once("://").unwrap().1.split(['/', '?']).next().unwrap();
                prop_assert_eq!(&url[url::Position::BeforeHost..url::Position::AfterPort], authority);
                prop_assert!(url.username().is_empty() && url.fragment().is_none());
            }
        }

        #[test]
        fn checks_name_fields_and_never_panic(redirect in ".{0,30}", sector in ".{0,10}", digest in ".{0,70}", age in any::<i64>()) {
            let change = json!({
                "redirect_uris": [redirect], "sector": sector, "subject_type": "pairwise",
                "client_secret_digests": [digest], "requirement": { "max_age": age },
            });
            let _ = checked(&change);
        }
    }
}
