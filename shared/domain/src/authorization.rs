//! Authorizations: what an application asks for at the authorization endpoint, and whether a person's session meets it.
//!
//! The checks stand in the order of the specifications: the client and its redirect address first, since only afterwards an
//! error may be sent to the application; then the rest of the request; then, for each look at the person, what is missing.

use jiff::{SignedDuration, Timestamp};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::account::Account;
use crate::acr::Acr;
use crate::application::{Application, ApplicationId, Requirement, Scope};
use crate::connection::Connection;
use crate::credential::{Credential, State};
use crate::language::Language;
use crate::next_step::NextStep;
use crate::parameters::{Parameters, Twice};
use crate::policy::{
    AUTHORIZATION_KEPT, AUTHORIZATION_TEXT_MAX, FACTOR_JUST_ENTERED, PUSHED_AUTHORIZATION_KEPT,
};
use crate::secret::{Digest32, secret_text};
use crate::session::Session;
use crate::settings::Settings;
use crate::strength::Strength;

/// The scheme of the addresses of pushed requests (RFC 9126, 2.2).
const REQUEST_URI: &str = "urn:ietf:params:oauth:request_uri:";

/// Why a request is refused before it is known that its redirect address is the application's: the person sees it, and the
/// application does not hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Untrusted {
    /// No application has the `client_id`, or a parameter that says who asks is there twice.
    #[error("no application is registered under this client_id")]
    UnknownApplication,
    /// The `redirect_uri` is missing or not registered.
    #[error("the redirect_uri is not registered for this client")]
    RedirectAddress,
    /// The kept request is too old, or there is none.
    #[error("the request has expired")]
    RequestExpired,
    /// The kept request belongs to another browser.
    #[error("the request was begun in another browser")]
    AnotherBrowser,
    /// The address to go to after a sign-out is not registered, or the hint is not one of the issuer's ID tokens.
    #[error("the sign-out was asked for with wrong parameters")]
    SignOutAddress,
}

impl Untrusted {
    /// The reason as the address of the portal's error page has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownApplication => "unknown-application",
            Self::RedirectAddress => "redirect-address",
            Self::RequestExpired => "request-expired",
            Self::AnotherBrowser => "another-browser",
            Self::SignOutAddress => "sign-out-address",
        }
    }
}

/// An error that the application is told, with its text for developers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// The code, as the standard has it.
    pub code: RefusalCode,
    /// What was wrong, for developers.
    pub description: &'static str,
}

/// The code of an error of the authorization endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalCode {
    /// RFC 6749, 4.1.2.1.
    InvalidRequest,
    /// RFC 6749, 4.1.2.1.
    UnauthorizedClient,
    /// RFC 6749, 4.1.2.1.
    AccessDenied,
    /// RFC 6749, 4.1.2.1.
    UnsupportedResponseType,
    /// RFC 6749, 4.1.2.1.
    InvalidScope,
    /// RFC 6749, 4.1.2.1.
    ServerError,
    /// RFC 6749, 4.1.2.1.
    TemporarilyUnavailable,
    /// RFC 8707, 2.
    InvalidTarget,
    /// OpenID Connect Core, 3.1.2.6.
    LoginRequired,
    /// OpenID Connect Core, 3.1.2.6.
    InteractionRequired,
    /// OpenID Connect Core, 3.1.2.6.
    ConsentRequired,
    /// OpenID Connect Core, 3.1.2.6.
    RequestNotSupported,
    /// OpenID Connect Core, 3.1.2.6.
    RequestUriNotSupported,
    /// OpenID Connect Core, 3.1.2.6.
    RegistrationNotSupported,
    /// OpenID Connect Core Error Code `unmet_authentication_requirements`.
    UnmetAuthenticationRequirements,
}

impl RefusalCode {
    /// The code as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::AccessDenied => "access_denied",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::InvalidTarget => "invalid_target",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
        }
    }
}

const fn refuse(code: RefusalCode, description: &'static str) -> Refusal {
    Refusal { code, description }
}

impl From<Twice> for Refusal {
    fn from(_: Twice) -> Self {
        refuse(RefusalCode::InvalidRequest, "a parameter is there twice")
    }
}

/// Whether a text is short enough to be given back in an address, in which some of its bytes are three.
fn fits(text: &str) -> bool {
    let encoded = url::form_urlencoded::byte_serialize(text.as_bytes());
    encoded.map(str::len).sum::<usize>() <= AUTHORIZATION_TEXT_MAX
}

/// Where the answer to a request goes: an address of the application, with what it recognises its request by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnAddress {
    /// The registered redirect address, as the request has it.
    pub redirect_uri: String,
    /// The request's `state`, which is given back untouched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

impl ReturnAddress {
    /// Reads the redirect address of a request and checks that it is the application's (RFC 9700, 2.1: compared exactly).
    ///
    /// # Errors
    /// [`Untrusted::RedirectAddress`].
    pub fn read(parameters: &Parameters, application: &Application) -> Result<Self, Untrusted> {
        let redirect_uri = match parameters.one("redirect_uri") {
            Ok(Some(uri)) if application.allows_redirect(uri) => uri.to_owned(),
            _ => return Err(Untrusted::RedirectAddress),
        };
        // A state that is there twice is refused afterwards, and not repeated.
        let state = parameters.one("state").ok().flatten();
        let state = state.filter(|state| fits(state));
        Ok(Self {
            redirect_uri,
            state: state.map(str::to_owned),
        })
    }

    /// The address with the answer's parameters in its query, the state and the issuer (RFC 9207) among them.
    #[must_use]
    pub fn with(&self, issuer: &str, answer: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(answer);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", issuer);
        let separator = if self.redirect_uri.contains('?') {
            '&'
        } else {
            '?'
        };
        format!("{}{separator}{}", self.redirect_uri, query.finish())
    }

    /// The address with an error.
    #[must_use]
    pub fn refused(&self, issuer: &str, refusal: Refusal) -> String {
        self.with(
            issuer,
            &[
                ("error", refusal.code.as_str()),
                ("error_description", refusal.description),
            ],
        )
    }
}

/// A strength that a request names, by its own name or by an alias of the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedAcr {
    /// The name that the request has, and that the answer gives back.
    pub name: String,
    /// The strength.
    pub acr: Acr,
}

/// A request of an application, as it was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The application.
    pub application: ApplicationId,
    /// Where the answer goes.
    pub address: ReturnAddress,
    /// The value that the ID token gives back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The challenge of PKCE, by the method S256.
    pub code_challenge: String,
    /// What the application asks to be told, as far as it may.
    pub scopes: Vec<Scope>,
    /// The APIs that it asks tokens for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The strengths of which it asks for one, in its order of preference; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acr_values: Vec<AskedAcr>,
    /// How old the factor of the strength may be, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
    /// Whether no page may be shown.
    #[serde(default)]
    pub silent: bool,
    /// Whether every factor has to be entered anew.
    #[serde(default)]
    pub sign_in_again: bool,
    /// The user ID to fill in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// The language of the pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The subject, as this application knows it, that has to sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The thumbprint of the key that the code is bound to (RFC 9449, 10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpop_jkt: Option<String>,
}

/// The thumbprint of a JWK in base64url: that of SHA-256, and a challenge of PKCE, are 43 characters.
fn is_digest_text(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl AuthorizationRequest {
    /// Checks a request whose redirect address is known to be the application's. `subject_of` reads the subject from an
    /// `id_token_hint`, `None` if it is not an ID token of this issuer.
    ///
    /// # Errors
    /// What the application is told.
    pub fn read(
        parameters: &Parameters,
        application: &Application,
        address: ReturnAddress,
        settings: &Settings,
        subject_of: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Self, Refusal> {
        use RefusalCode as Code;
        parameters.each_once(&["resource"])?;
        supported(parameters)?;
        let one = |name: &str| parameters.one(name);
        let invalid = |description| refuse(Code::InvalidRequest, description);
        for name in ["state", "nonce", "login_hint"] {
            if one(name)?.is_some_and(|text| !fits(text)) {
                return Err(invalid("state, nonce or login_hint is too long"));
            }
        }
        let code_challenge = code_challenge(parameters)?;
        let scopes = scopes(one("scope")?.unwrap_or_default(), application)?;
        let resources: Vec<String> = parameters.all("resource").map(str::to_owned).collect();
        if resources
            .iter()
            .any(|resource| !application.resources.contains(resource))
        {
            return Err(refuse(
                Code::InvalidTarget,
                "a resource is not one of the client's",
            ));
        }
        let prompts: Vec<&str> = one("prompt")?.unwrap_or_default().split(' ').collect();
        let silent = prompts.contains(&"none");
        if silent && prompts.len() > 1 {
            return Err(invalid("prompt=none stands alone"));
        }
        let max_age = match one("max_age")? {
            None => None,
            Some(text) => match text.parse() {
                Ok(seconds) => Some(seconds),
                Err(_) => return Err(invalid("max_age is not a number of seconds")),
            },
        };
        let claims = claims(one("claims")?)?;
        let acr_values = match asked_by_claims(&claims) {
            Some(asked) if !asked.names.is_empty() => asked.known(settings)?,
            _ => known(one("acr_values")?.unwrap_or_default().split(' '), settings),
        };
        let hinted = match one("id_token_hint")? {
            None => None,
            Some(hint) => Some(
                subject_of(hint)
                    .ok_or_else(|| invalid("id_token_hint is not an ID token of this issuer"))?,
            ),
        };
        // OpenID Connect Core, 5.5.1: nobody but the person that the value of the claim names.
        let claimed = claims.pointer("/id_token/sub/value");
        let claimed = claimed.and_then(Value::as_str).map(str::to_owned);
        if hinted.is_some() && claimed.is_some() && hinted != claimed {
            return Err(invalid("id_token_hint and claims name two subjects"));
        }
        let subject = hinted.or(claimed);
        let dpop_jkt = one("dpop_jkt")?.map(str::to_owned);
        if dpop_jkt.as_deref().is_some_and(|jkt| !is_digest_text(jkt)) {
            return Err(invalid("dpop_jkt is not a thumbprint"));
        }
        let locales = one("ui_locales")?.unwrap_or_default();
        Ok(Self {
            application: application.id.clone(),
            address,
            nonce: one("nonce")?.map(str::to_owned),
            code_challenge,
            scopes,
            resources,
            acr_values,
            max_age,
            silent,
            sign_in_again: prompts
                .iter()
                .any(|prompt| matches!(*prompt, "login" | "select_account"))
                || max_age == Some(0),
            login_hint: one("login_hint")?.map(str::to_owned),
            language: locales.split(' ').find_map(Language::of_code),
            subject,
            dpop_jkt,
        })
    }

    /// The strength below which nothing is granted: the registry's requirement, and of the strengths that were asked for
    /// the least.
    fn least(&self, application: &Application) -> Acr {
        let asked = self.acr_values.iter().map(|asked| asked.acr).min();
        application
            .requirement
            .acr()
            .max(asked.unwrap_or(Acr::Password))
    }

    /// What the person needs for it, as pages say it.
    #[must_use]
    pub fn needs(&self, application: &Application) -> Requirement {
        let least = self.least(application);
        let registered = application.requirement.max_age;
        Requirement {
            strength: least.strength(),
            proofed: least == Acr::PhoneOtpProofed,
            max_age: match (self.max_age, registered) {
                (Some(asked), Some(registered)) => Some(asked.min(registered)),
                (asked, registered) => asked.or(registered),
            },
        }
    }

    /// Whether any program on the person's machine may have sent the request and get its answer: a client without a secret, at
    /// an address that no certificate proves to be the application's. Then the person is asked each time (RFC 8252, 8.6).
    #[must_use]
    pub fn may_be_anybodys(&self, application: &Application) -> bool {
        application.is_public() && !self.address.redirect_uri.starts_with("https://")
    }

    /// Whether the person has to agree before the application is told anything.
    #[must_use]
    pub fn asks_consent(&self, application: &Application) -> bool {
        application.consent || self.may_be_anybodys(application)
    }

    /// The strength that the answer tells, with its name: the first of those that were asked for that the session meets, or
    /// without any the session's own.
    fn told(&self, reached: Acr) -> AskedAcr {
        let asked = self.acr_values.iter().find(|asked| asked.acr <= reached);
        asked.cloned().unwrap_or_else(|| AskedAcr {
            name: reached.as_str().to_owned(),
            acr: reached,
        })
    }
}

/// Refuses what this provider does not support.
fn supported(parameters: &Parameters) -> Result<(), Refusal> {
    use RefusalCode as Code;
    let one = |name: &str| parameters.one(name);
    // OpenID Connect Core, 6.1, 6.2 and 7.2.1.
    for (name, code, description) in [
        (
            "request",
            Code::RequestNotSupported,
            "request objects are not supported",
        ),
        (
            "request_uri",
            Code::RequestUriNotSupported,
            "only addresses of pushed requests are supported",
        ),
        (
            "registration",
            Code::RegistrationNotSupported,
            "applications are registered by the operator",
        ),
    ] {
        if one(name)?.is_some() {
            return Err(refuse(code, description));
        }
    }
    // RFC 6749, 3.1.1.
    match one("response_type")? {
        Some("code") => {}
        Some(_) => {
            return Err(refuse(
                Code::UnsupportedResponseType,
                "response_type must be code",
            ));
        }
        None => return Err(refuse(Code::InvalidRequest, "response_type is missing")),
    }
    match one("response_mode")? {
        None | Some("query") => Ok(()),
        Some(_) => Err(refuse(Code::InvalidRequest, "response_mode must be query")),
    }
}

/// The challenge of PKCE (RFC 7636, 4.3), without which nothing is granted (RFC 9700, 2.1.1).
fn code_challenge(parameters: &Parameters) -> Result<String, Refusal> {
    let invalid = |description| Err(refuse(RefusalCode::InvalidRequest, description));
    let method = parameters.one("code_challenge_method")?;
    match (parameters.one("code_challenge")?, method) {
        (Some(challenge), Some("S256")) if is_digest_text(challenge) => Ok(challenge.to_owned()),
        (Some(_), Some("S256")) => invalid("code_challenge is not one of S256"),
        (Some(_), _) => invalid("code_challenge_method must be S256"),
        (None, _) => invalid("code_challenge is missing: PKCE is required"),
    }
}

/// The scopes of a request that its application may have (RFC 6749, 3.3). Unknown ones are ignored, as OpenID Connect Core
/// 3.1.2.1 has it.
fn scopes(text: &str, application: &Application) -> Result<Vec<Scope>, Refusal> {
    let mut scopes = Vec::new();
    for name in text.split(' ') {
        if let Some(scope) = Scope::ALL.iter().find(|scope| scope.as_str() == name)
            && application.scopes.contains(scope)
            && !scopes.contains(scope)
        {
            scopes.push(*scope);
        }
    }
    if scopes.contains(&Scope::Openid) {
        Ok(scopes)
    } else {
        Err(refuse(
            RefusalCode::InvalidScope,
            "scope must contain openid",
        ))
    }
}

fn known<'a>(names: impl Iterator<Item = &'a str>, settings: &Settings) -> Vec<AskedAcr> {
    names
        .filter_map(|name| {
            let own = Acr::ALL.iter().find(|acr| acr.as_str() == name).copied();
            let acr = own.or_else(|| settings.acr_aliases.get(name).copied())?;
            Some(AskedAcr {
                name: name.to_owned(),
                acr,
            })
        })
        .collect()
}

/// What the parameter `claims` says of `acr` (OpenID Connect Core, 5.5.1.1).
struct AskedByClaims {
    essential: bool,
    names: Vec<String>,
}

impl AskedByClaims {
    fn known(&self, settings: &Settings) -> Result<Vec<AskedAcr>, Refusal> {
        let found = known(self.names.iter().map(String::as_str), settings);
        if self.essential && !self.names.is_empty() && found.is_empty() {
            return Err(refuse(
                RefusalCode::UnmetAuthenticationRequirements,
                "no value of the essential claim acr is known",
            ));
        }
        Ok(found)
    }
}

/// The parameter `claims` (OpenID Connect Core, 5.5); null if there is none.
fn claims(text: Option<&str>) -> Result<Value, Refusal> {
    let Some(text) = text else {
        return Ok(Value::Null);
    };
    serde_json::from_str(text)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| refuse(RefusalCode::InvalidRequest, "claims is not a JSON object"))
}

fn asked_by_claims(claims: &Value) -> Option<AskedByClaims> {
    let acr = claims.pointer("/id_token/acr")?.as_object()?;
    let texts = |value: &Value| match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(texts) => texts
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    };
    let names = acr.get("values").or_else(|| acr.get("value"));
    Some(AskedByClaims {
        essential: acr.get("essential") == Some(&Value::Bool(true)),
        names: names.map(texts).unwrap_or_default(),
    })
}

/// A person's session at the authorization endpoint, with what is known of the person.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// The session.
    pub session: &'a Session,
    /// The account.
    pub account: &'a Account,
    /// The credential.
    pub credential: Option<&'a Credential>,
    /// What the person has agreed to with this application.
    pub connection: Option<&'a Connection>,
    /// Whether the person agrees to this very request.
    pub agrees: bool,
}

/// The session that a browser had when a request came, by which what is entered later is told from what was there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenSession {
    /// Its identifier: another one has been begun by the password since.
    id: String,
    /// The digest of its token: each code replaces it.
    token: Digest32,
}

impl SeenSession {
    /// What is remembered of a session.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        Self {
            id: session.id.clone(),
            token: session.token_digest,
        }
    }
}

/// When a request came, and in which session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub at: Timestamp,
    /// The session that the browser had then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<SeenSession>,
}

impl Asked {
    /// Whether the person has signed in by the password since.
    fn signed_in_since(&self, session: &Session) -> bool {
        match &self.seen {
            Some(seen) => seen.id != session.id && session.created_at >= self.at,
            None => session.created_at >= self.at,
        }
    }

    /// Whether the factor of a strength was entered since.
    fn entered_since(&self, session: &Session, acr: Acr) -> bool {
        match (acr, &self.seen) {
            (Acr::Password, _) | (_, None) => {
                self.signed_in_since(session) && session.auth_time(acr) >= self.at
            }
            (_, Some(seen)) => {
                seen.token != session.token_digest && session.auth_time(acr) >= self.at
            }
        }
    }
}

/// What a look at a request and a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The session meets the request.
    Grant(Told),
    /// The person has something to do first.
    Missing(NextStep),
    /// The application is told that it gets nothing.
    Refuse(Refusal),
}

/// What an ID token tells of the sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The strength.
    pub acr: Acr,
    /// The name of the strength in the answer: its own, or the alias that was asked for.
    pub acr_name: String,
    /// When its factor was entered.
    pub auth_time: Timestamp,
}

impl AuthorizationRequest {
    /// Decides what becomes of the request for whoever is signed in.
    #[must_use]
    pub fn decide(
        &self,
        asked: &Asked,
        application: &Application,
        person: Option<Person<'_>>,
        settings: &Settings,
        now: Timestamp,
    ) -> Decision {
        let decision = self.look(asked, application, person, settings, now);
        match decision {
            Decision::Missing(step) if self.silent => Decision::Refuse(silent(step)),
            decision => decision,
        }
    }

    fn look(
        &self,
        asked: &Asked,
        application: &Application,
        person: Option<Person<'_>>,
        settings: &Settings,
        now: Timestamp,
    ) -> Decision {
        let Some(person) = person else {
            return Decision::Missing(NextStep::SignIn);
        };
        let Person {
            session, account, ..
        } = person;
        let subject = account.subject.as_ref();
        let subject = subject.map(|subject| application.sub(subject));
        if subject.is_none() || (self.subject.is_some() && self.subject != subject) {
            return Decision::Missing(NextStep::SignInAgain);
        }
        if self.sign_in_again && !asked.signed_in_since(session) {
            return Decision::Missing(NextStep::SignInAgain);
        }
        let (reached, least) = (session.acr(now), self.least(application));
        if reached < least {
            return raise(least, application, person, settings, now);
        }
        let told = self.told(reached);
        let required = application.requirement.acr();
        let fresh = |acr: Acr, max_age: Option<u32>| match max_age {
            None => true,
            Some(seconds) => {
                let age = now.duration_since(session.auth_time(acr));
                age <= SignedDuration::from_secs(i64::from(seconds))
                    || (asked.entered_since(session, acr) && age <= FACTOR_JUST_ENTERED)
            }
        };
        let anew = !self.sign_in_again
            || told.acr.strength() == Strength::Password
            || asked.entered_since(session, told.acr);
        let max_age = self.max_age.filter(|seconds| *seconds > 0);
        for (acr, met) in [
            (told.acr, anew && fresh(told.acr, max_age)),
            (required, fresh(required, application.requirement.max_age)),
        ] {
            if !met {
                return Decision::Missing(match acr.strength() {
                    Strength::Password => NextStep::SignInAgain,
                    Strength::PhoneOtp => NextStep::SendOtp,
                });
            }
        }
        let agreed = |connection: &Connection| connection.covers(&self.scopes);
        let agreed = if self.may_be_anybodys(application) {
            person.agrees
        } else {
            !application.consent || person.connection.is_some_and(agreed)
        };
        if !agreed {
            return Decision::Missing(NextStep::Consent);
        }
        Decision::Grant(Told {
            auth_time: session.auth_time(told.acr),
            acr: told.acr,
            acr_name: told.name,
        })
    }
}

/// How somebody whose session is too weak gets to a strength.
fn raise(
    least: Acr,
    application: &Application,
    person: Person<'_>,
    settings: &Settings,
    now: Timestamp,
) -> Decision {
    let Person {
        account,
        credential,
        ..
    } = person;
    let Some(credential) = credential else {
        return Decision::Missing(if account.email_confirmed() {
            NextStep::EnterLicense
        } else {
            NextStep::ConfirmEmail
        });
    };
    let state = credential.state(now);
    // Whoever has a credential without proofing gets one with it only when that one ends.
    if least == Acr::PhoneOtpProofed
        && !credential.proofed()
        && matches!(state, State::Active | State::ReadyForPhone)
    {
        return if least > application.requirement.acr() {
            Decision::Refuse(refuse(
                RefusalCode::UnmetAuthenticationRequirements,
                "the person cannot reach the strength that was asked for",
            ))
        } else {
            Decision::Missing(NextStep::Unreachable)
        };
    }
    Decision::Missing(match state {
        State::Active => NextStep::SendOtp,
        _ => credential
            .next_step(settings.renewal_window, now)
            .unwrap_or(NextStep::SendOtp),
    })
}

/// The error for a request that no page may be shown for.
const fn silent(step: NextStep) -> Refusal {
    match step {
        NextStep::SignIn | NextStep::SignInAgain => {
            refuse(RefusalCode::LoginRequired, "the person has to sign in")
        }
        NextStep::Consent => refuse(RefusalCode::ConsentRequired, "the person has to agree"),
        _ => refuse(
            RefusalCode::InteractionRequired,
            "the person has something to do first",
        ),
    }
}

secret_text! {
    /// The value of the cookie that binds kept requests to their browser: 128 random bits in hexadecimal.
    Browser
}

impl Browser {
    /// A fresh value.
    #[must_use]
    pub fn create(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(data_encoding::HEXLOWER.encode(&bytes))
    }

    /// Reads a cookie's value; `None` if it has another form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        is_hex_of_16_bytes(text).then(|| Self(text.to_owned()))
    }

    /// The value. It is the secret itself: only its browser may receive it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The digest, which is kept with a request.
    #[must_use]
    pub fn digest(&self) -> Digest32 {
        Digest32::of(self.0.as_bytes())
    }
}

/// Whether a text is 128 bits in small hexadecimal digits.
fn is_hex_of_16_bytes(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 32 && text.bytes().all(hex)
}

/// A request that is kept while its person does what is missing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Authorization {
    /// Its identifier: 128 random bits.
    pub id: String,
    /// The request.
    pub request: AuthorizationRequest,
    /// When it came from a browser, and in which session; a pushed request has not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// The digest of the browser's cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<Digest32>,
    /// Until when it is kept.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub expires_at: Timestamp,
}

impl Authorization {
    /// A request that an application pushed (RFC 9126): no browser has brought it yet.
    #[must_use]
    pub fn pushed(request: AuthorizationRequest, now: Timestamp, rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self {
            id: data_encoding::HEXLOWER.encode(&bytes),
            request,
            asked: None,
            browser: None,
            expires_at: now + PUSHED_AUTHORIZATION_KEPT,
        }
    }

    /// A request that a browser brought.
    #[must_use]
    pub fn brought(
        request: AuthorizationRequest,
        asked: Asked,
        browser: &Browser,
        rng: &mut impl CryptoRng,
    ) -> Self {
        Self::pushed(request, asked.at, rng).by(browser, asked)
    }

    /// The request, brought by a browser for the first time.
    #[must_use]
    pub fn by(self, browser: &Browser, asked: Asked) -> Self {
        Self {
            browser: Some(browser.digest()),
            expires_at: asked.at + AUTHORIZATION_KEPT,
            asked: Some(asked),
            ..self
        }
    }

    /// The address by which a pushed request is named.
    #[must_use]
    pub fn request_uri(&self) -> String {
        format!("{REQUEST_URI}{}", self.id)
    }

    /// The identifier that a `request_uri` names.
    #[must_use]
    pub fn id_of_uri(uri: &str) -> Option<&str> {
        uri.strip_prefix(REQUEST_URI)
    }

    /// Whether a text has the form of an identifier. No other is looked up: a key of a table has a greatest length.
    #[must_use]
    pub fn is_id(text: &str) -> bool {
        is_hex_of_16_bytes(text)
    }

    /// Checks that the request is still kept, and for this browser.
    ///
    /// # Errors
    /// [`Untrusted::RequestExpired`], [`Untrusted::AnotherBrowser`].
    pub fn check(&self, browser: Option<&Browser>, now: Timestamp) -> Result<&Asked, Untrusted> {
        if now >= self.expires_at {
            return Err(Untrusted::RequestExpired);
        }
        match (&self.asked, self.browser, browser) {
            (Some(asked), Some(bound), Some(browser)) if bound == browser.digest() => Ok(asked),
            _ => Err(Untrusted::AnotherBrowser),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;
    use serde_json::json;

    use super::*;
    use crate::account::{Subject, tests::account};
    use crate::credential::tests::{active, credential};
    use crate::phone::Channel;
    use crate::product::tests::product;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const ISSUER: &str = "https://portal.example.com";

    #[expect(clippy::needless_pass_by_value, reason = "the value is a literal")]
    fn application(change: Value) -> Application {
        let mut entry = json!({
            "id": "designs",
            "name": "Designs",
            "url": "https://designs.example.com/",
            "requirement": { "strength": "password" },
            "redirect_uris": ["https://designs.example.com/cb"],
            "scopes": ["openid", "profile"],
            "resources": ["https://api.example.com/"],
        });
        json_patch::merge(&mut entry, &change);
        serde_json::from_value(entry).unwrap()
    }

    fn parameters(changes: &[(&str, &str)]) -> Parameters {
        let mut pairs = vec![
            ("response_type", "code"),
            ("redirect_uri", "https://designs.example.com/cb"),
            ("scope", "openid profile phone unknown"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        pairs.extend_from_slice(changes);
        pairs
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn settings() -> Settings {
        let mut settings = Settings::default();
        settings
            .acr_aliases
            .insert("urn:example:aal2".to_owned(), Acr::PhoneOtp);
        settings
    }

    fn read(changes: &[(&str, &str)]) -> Result<AuthorizationRequest, Refusal> {
        let application = application(json!({}));
        let parameters = parameters(changes);
        let address = ReturnAddress::read(&parameters, &application).unwrap();
        let subject_of = |hint: &str| (hint == "mine").then(|| "subject".to_owned());
        AuthorizationRequest::read(&parameters, &application, address, &settings(), subject_of)
    }

    fn code(refused: Result<AuthorizationRequest, Refusal>) -> &'static str {
        refused.unwrap_err().code.as_str()
    }

    #[test]
    fn a_request_is_read_as_the_application_may_ask() {
        let read = read(&[("nonce", "😀"), ("state", "x y&z"), ("display", "page")]).unwrap();
        assert_eq!(read.scopes, [Scope::Openid, Scope::Profile]);
        assert_eq!(read.nonce.as_deref(), Some("😀"));
        assert_eq!(
            read.address.with(ISSUER, &[("code", "c")]),
            "https://designs.example.com/cb?code=c&state=x+y%26z&iss=https%3A%2F%2Fportal.example.com"
        );
    }

    #[test]
    fn a_wrong_request_is_refused_by_its_own_error() {
        for (changes, expected) in [
            (
                vec![("response_type", "token")],
                "unsupported_response_type",
            ),
            (vec![("response_type", "")], "invalid_request"),
            (vec![("response_mode", "fragment")], "invalid_request"),
            (vec![("code_challenge", "")], "invalid_request"),
            (vec![("code_challenge", "short")], "invalid_request"),
            (vec![("code_challenge_method", "plain")], "invalid_request"),
            (vec![("code_challenge_method", "")], "invalid_request"),
            (vec![("scope", "profile")], "invalid_scope"),
            (vec![("scope", "")], "invalid_scope"),
            (
                vec![("resource", "https://other.example.com/")],
                "invalid_target",
            ),
            (vec![("prompt", "none login")], "invalid_request"),
            (vec![("max_age", "soon")], "invalid_request"),
            (vec![("max_age", "-1")], "invalid_request"),
            (vec![("nonce", "1"), ("nonce", "2")], "invalid_request"),
            (vec![("request", "e30.e30.")], "request_not_supported"),
            (
                vec![("request_uri", "https://x.example/")],
                "request_uri_not_supported",
            ),
            (vec![("registration", "{}")], "registration_not_supported"),
            (vec![("claims", "[]")], "invalid_request"),
            (vec![("claims", "{")], "invalid_request"),
            (vec![("id_token_hint", "another's")], "invalid_request"),
            (vec![("dpop_jkt", "short")], "invalid_request"),
            (
                vec![(
                    "claims",
                    r#"{"id_token":{"acr":{"essential":true,"value":"unknown"}}}"#,
                )],
                "unmet_authentication_requirements",
            ),
        ] {
            assert_eq!(code(read(&changes)), expected, "{changes:?}");
        }
        let long = "x".repeat(AUTHORIZATION_TEXT_MAX + 1);
        assert_eq!(code(read(&[("nonce", &long)])), "invalid_request");
        assert_eq!(code(read(&[("state", &long)])), "invalid_request");
    }

    #[test]
    fn nothing_is_sent_to_an_address_that_is_not_registered() {
        let application = application(json!({}));
        for uri in [
            "",
            "https://designs.example.com/cb/",
            "https://designs.example.com/cb?x=1",
            "https://designs.example.com.evil.example/cb",
            "https://evil.example/cb",
            "http://designs.example.com/cb",
        ] {
            let parameters = parameters(&[("redirect_uri", uri)]);
            let read = ReturnAddress::read(&parameters, &application);
            assert_eq!(read, Err(Untrusted::RedirectAddress), "{uri}");
        }
    }

    #[test]
    fn strengths_are_asked_for_by_name_by_alias_and_by_claims() {
        let names = |changes: &[(&str, &str)]| {
            let asked = read(changes).unwrap().acr_values;
            asked
                .into_iter()
                .map(|asked| asked.name)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            names(&[("acr_values", "unknown urn:example:aal2 password")]),
            ["urn:example:aal2", "password"]
        );
        let claims = r#"{"id_token":{"acr":{"values":["phone-otp","unknown"]}},"userinfo":null}"#;
        assert_eq!(
            names(&[("claims", claims), ("acr_values", "password")]),
            ["phone-otp"]
        );
    }

    /// A person whose credential is active.
    struct Ada {
        account: Account,
        credential: Option<Credential>,
        session: Session,
    }

    fn ada(credential: Option<Credential>) -> Ada {
        let rng = &mut ChaCha12Rng::seed_from_u64(1);
        let mut account = account();
        account.subject = Some(Subject::create(rng));
        let (session, _) = Session::begin(&account.id, NOW, rng);
        Ada {
            account,
            credential,
            session,
        }
    }

    impl Ada {
        fn with_a_code(mut self, at: Timestamp) -> Self {
            let rng = &mut ChaCha12Rng::seed_from_u64(at.as_second().unsigned_abs());
            let credential = self.credential.as_ref().unwrap();
            (self.session, _) = self.session.elevate(Channel::Text, credential, at, rng);
            self
        }

        fn signed_in_again(mut self, at: Timestamp) -> Self {
            let rng = &mut ChaCha12Rng::seed_from_u64(99);
            (self.session, _) = Session::begin(&self.account.id, at, rng);
            self
        }

        fn asks(&self, at: Timestamp) -> Asked {
            Asked {
                at,
                seen: Some(SeenSession::of(&self.session)),
            }
        }

        fn decide(
            &self,
            request: &AuthorizationRequest,
            asked: &Asked,
            application: &Application,
            now: Timestamp,
        ) -> Decision {
            let person = Person {
                session: &self.session,
                account: &self.account,
                credential: self.credential.as_ref(),
                connection: None,
                agrees: false,
            };
            request.decide(asked, application, Some(person), &settings(), now)
        }
    }

    fn unproofed() -> Credential {
        active(product("us"), NOW)
    }

    fn granted(decision: Decision) -> (String, Timestamp) {
        match decision {
            Decision::Grant(told) => (told.acr_name, told.auth_time),
            other => panic!("{other:?}"),
        }
    }

    fn after(seconds: i64) -> Timestamp {
        NOW + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn the_registrys_requirement_is_the_minimum_whatever_is_asked() {
        let designs = application(json!({ "requirement": { "strength": "phone-otp" } }));
        let ada = ada(Some(unproofed()));
        let asked = ada.asks(NOW);
        for changes in [vec![], vec![("acr_values", "password")]] {
            let request = read(&changes).unwrap();
            assert_eq!(
                ada.decide(&request, &asked, &designs, NOW),
                Decision::Missing(NextStep::SendOtp)
            );
        }
        let ada = ada.with_a_code(after(5));
        let told = |changes: &[(&str, &str)]| {
            let request = read(changes).unwrap();
            granted(ada.decide(&request, &asked, &designs, after(9)))
        };
        assert_eq!(told(&[]), ("phone-otp".to_owned(), after(5)));
        assert_eq!(
            told(&[("acr_values", "phone-otp-proofed urn:example:aal2")]),
            ("urn:example:aal2".to_owned(), after(5))
        );
        assert_eq!(
            told(&[("acr_values", "password")]),
            ("password".to_owned(), NOW)
        );
    }

    #[test]
    fn each_person_is_told_the_step_that_is_missing() {
        let designs = application(json!({ "requirement": { "strength": "phone-otp" } }));
        let request = read(&[]).unwrap();
        let asked = Asked {
            at: NOW,
            seen: None,
        };
        let look = |ada: &Ada| ada.decide(&request, &asked, &designs, NOW);
        assert_eq!(
            request.decide(&asked, &designs, None, &settings(), NOW),
            Decision::Missing(NextStep::SignIn)
        );
        let step = |credential| look(&ada(credential));
        assert_eq!(step(None), Decision::Missing(NextStep::ConfirmEmail));
        assert_eq!(
            step(Some(credential(product("us"), NOW))),
            Decision::Missing(NextStep::RegisterPhone)
        );
        assert_eq!(
            step(Some(credential(product("us-proofed"), NOW))),
            Decision::Missing(NextStep::StartProofing)
        );
        assert_eq!(
            step(Some(unproofed())),
            Decision::Missing(NextStep::SendOtp)
        );
    }

    #[test]
    fn a_strength_that_cannot_be_reached_ends_and_does_not_go_round() {
        let ada = ada(Some(unproofed())).with_a_code(after(1));
        let asked = ada.asks(after(2));
        let wanted = read(&[("acr_values", "phone-otp-proofed")]).unwrap();
        let Decision::Refuse(refusal) =
            ada.decide(&wanted, &asked, &application(json!({})), after(3))
        else {
            panic!("not refused");
        };
        assert_eq!(refusal.code.as_str(), "unmet_authentication_requirements");
        let proofed =
            application(json!({ "requirement": { "strength": "phone-otp", "proofed": true } }));
        let plain = read(&[]).unwrap();
        assert_eq!(
            ada.decide(&plain, &asked, &proofed, after(3)),
            Decision::Missing(NextStep::Unreachable)
        );
    }

    #[test]
    fn a_code_that_is_too_old_is_asked_for_once_and_the_password_is_not() {
        let mut ada = ada(Some(unproofed())).with_a_code(after(10));
        let request = read(&[("max_age", "300"), ("acr_values", "phone-otp")]).unwrap();
        let any = application(json!({}));
        let asked = ada.asks(after(1000));
        assert_eq!(
            ada.decide(&request, &asked, &any, after(1000)),
            Decision::Missing(NextStep::SendOtp)
        );
        ada = ada.with_a_code(after(1020));
        assert_eq!(
            granted(ada.decide(&request, &asked, &any, after(1021))),
            ("phone-otp".to_owned(), after(1020))
        );
        let hasty = read(&[("max_age", "1"), ("acr_values", "phone-otp")]).unwrap();
        granted(ada.decide(&hasty, &asked, &any, after(1040)));
        assert_eq!(
            ada.decide(&hasty, &ada.asks(after(1040)), &any, after(1040)),
            Decision::Missing(NextStep::SendOtp)
        );
        let fresh =
            application(json!({ "requirement": { "strength": "phone-otp", "max_age": 300 } }));
        let plain = read(&[]).unwrap();
        granted(ada.decide(&plain, &asked, &fresh, after(1320)));
        assert_eq!(
            ada.decide(&plain, &asked, &fresh, after(1321)),
            Decision::Missing(NextStep::SendOtp)
        );
    }

    #[test]
    fn prompt_login_and_max_age_zero_ask_for_every_factor_even_within_the_same_second() {
        let any = application(json!({}));
        for again in [("prompt", "login"), ("max_age", "0")] {
            let request = read(&[again, ("acr_values", "phone-otp")]).unwrap();
            let ada = ada(Some(unproofed())).with_a_code(NOW);
            let asked = ada.asks(NOW);
            assert_eq!(
                ada.decide(&request, &asked, &any, NOW),
                Decision::Missing(NextStep::SignInAgain)
            );
            let ada = ada.with_a_code(after(1));
            assert_eq!(
                ada.decide(&request, &asked, &any, after(1)),
                Decision::Missing(NextStep::SignInAgain)
            );
            let ada = ada.signed_in_again(after(2));
            assert_eq!(
                ada.decide(&request, &asked, &any, after(2)),
                Decision::Missing(NextStep::SendOtp)
            );
            let ada = ada.with_a_code(after(3));
            granted(ada.decide(&request, &asked, &any, after(3)));
        }
    }

    #[test]
    fn a_hint_of_somebody_else_asks_to_sign_in_again() {
        let any = application(json!({}));
        let ada = ada(None);
        let mut request = read(&[("id_token_hint", "mine")]).unwrap();
        assert_eq!(
            ada.decide(&request, &ada.asks(NOW), &any, NOW),
            Decision::Missing(NextStep::SignInAgain)
        );
        request.subject = ada.account.subject.as_ref().map(|subject| any.sub(subject));
        granted(ada.decide(&request, &ada.asks(NOW), &any, NOW));
    }

    #[test]
    fn a_silent_request_never_leads_to_a_page() {
        let asked = Asked {
            at: NOW,
            seen: None,
        };
        let silent = read(&[("prompt", "none")]).unwrap();
        let refused = |decision| match decision {
            Decision::Refuse(refusal) => refusal.code.as_str(),
            other => panic!("{other:?}"),
        };
        let any = application(json!({}));
        assert_eq!(
            refused(silent.decide(&asked, &any, None, &settings(), NOW)),
            "login_required"
        );
        let strong = application(json!({ "requirement": { "strength": "phone-otp" } }));
        assert_eq!(
            refused(ada(Some(unproofed())).decide(&silent, &asked, &strong, NOW)),
            "interaction_required"
        );
        let asking = application(json!({ "consent": true }));
        assert_eq!(
            refused(ada(None).decide(&silent, &asked, &asking, NOW)),
            "consent_required"
        );
    }

    #[test]
    fn consent_is_asked_once_for_what_is_told() {
        let asking = application(json!({ "consent": true }));
        let request = read(&[]).unwrap();
        let ada = ada(None);
        let look = |connection: Option<&Connection>| {
            let person = Person {
                session: &ada.session,
                account: &ada.account,
                credential: None,
                connection,
                agrees: false,
            };
            request.decide(&ada.asks(NOW), &asking, Some(person), &settings(), NOW)
        };
        assert_eq!(look(None), Decision::Missing(NextStep::Consent));
        let less = Connection::agreed(None, &asking.id, &[Scope::Openid], NOW);
        assert_eq!(look(Some(&less)), Decision::Missing(NextStep::Consent));
        let all = Connection::agreed(Some(&less), &asking.id, &request.scopes, NOW);
        granted(look(Some(&all)));
    }

    #[test]
    fn a_program_that_anybody_may_be_is_agreed_to_each_time() {
        let public = json!({
            "token_endpoint_auth_method": "none",
            "redirect_uris": ["http://127.0.0.1/cb", "com.example.designs:/cb", "https://designs.example.com/cb"],
        });
        let public = application(public);
        let confidential = application(json!({ "redirect_uris": ["http://127.0.0.1/cb"] }));
        let ada = ada(None);
        for (redirect_uri, client, is_asked) in [
            ("http://127.0.0.1/cb", &public, true),
            ("com.example.designs:/cb", &public, true),
            ("https://designs.example.com/cb", &public, false),
            ("http://127.0.0.1/cb", &confidential, false),
        ] {
            let mut request = read(&[]).unwrap();
            request.address.redirect_uri = redirect_uri.to_owned();
            assert_eq!(request.asks_consent(client), is_asked, "{redirect_uri}");
            let before = Connection::agreed(None, &client.id, &request.scopes, NOW);
            let decide = |agrees| {
                let person = Person {
                    session: &ada.session,
                    account: &ada.account,
                    credential: None,
                    connection: Some(&before),
                    agrees,
                };
                request.decide(&ada.asks(NOW), client, Some(person), &settings(), NOW)
            };
            granted(decide(true));
            if is_asked {
                assert_eq!(decide(false), Decision::Missing(NextStep::Consent));
            } else {
                granted(decide(false));
            }
        }
    }

    #[test]
    fn nobody_else_is_granted_than_the_subject_that_is_asked_for() {
        let mut ada = ada(None);
        ada.account.subject = Some(Subject::create(&mut ChaCha12Rng::seed_from_u64(1)));
        let designs = application(json!({}));
        let sub = designs.sub(ada.account.subject.as_ref().unwrap());
        let of = |value: &str| json!({ "id_token": { "sub": { "value": value } } }).to_string();
        let decide = |claims: &str| {
            let request = read(&[("claims", claims)]).unwrap();
            ada.decide(&request, &ada.asks(NOW), &designs, NOW)
        };
        granted(decide(&of(&sub)));
        assert_eq!(
            decide(&of("somebody else")),
            Decision::Missing(NextStep::SignInAgain)
        );
        let two = AuthorizationRequest::read(
            &parameters(&[("claims", &of(&sub)), ("id_token_hint", "a hint")]),
            &designs,
            read(&[]).unwrap().address,
            &settings(),
            |_| Some("another".to_owned()),
        );
        assert_eq!(two.unwrap_err().code, RefusalCode::InvalidRequest);
    }

    #[test]
    fn a_kept_request_is_its_browsers_and_ends() {
        let rng = &mut ChaCha12Rng::seed_from_u64(1);
        let (mine, other) = (Browser::create(rng), Browser::create(rng));
        assert_eq!(Browser::parse(mine.expose()), Some(mine.clone()));
        let pushed = Authorization::pushed(read(&[]).unwrap(), NOW, rng);
        assert_eq!(
            Authorization::id_of_uri(&pushed.request_uri()),
            Some(pushed.id.as_str())
        );
        assert!(Authorization::is_id(&pushed.id));
        for other in ["", &pushed.id.to_uppercase(), &pushed.id.repeat(99)] {
            assert!(!Authorization::is_id(other), "{other}");
        }
        assert_eq!(
            pushed.check(Some(&mine), NOW).unwrap_err(),
            Untrusted::AnotherBrowser
        );
        let asked = Asked {
            at: NOW,
            seen: None,
        };
        let kept = pushed.by(&mine, asked);
        assert!(kept.check(Some(&mine), NOW).is_ok());
        for browser in [None, Some(&other)] {
            assert_eq!(kept.check(browser, NOW), Err(Untrusted::AnotherBrowser));
        }
        assert_eq!(
            kept.check(Some(&mine), NOW + AUTHORIZATION_KEPT),
            Err(Untrusted::RequestExpired)
        );
    }
}
