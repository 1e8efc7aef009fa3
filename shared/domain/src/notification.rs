//! What applications are told: that a session of theirs has ended (OpenID Connect Back-Channel Logout 1.0), and what happened
//! to an account that uses them (Shared Signals Framework 1.0, CAEP 1.0, RISC 1.0).
//!
//! A [`Message`] waits in a queue until its application has answered. It may be sent more than once, and its identifier,
//! which is the `jti` of its token, is the same each time: it is made from what happened. Of a person it holds the account's
//! identifier or the application's `sub`, and nothing else.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::Invalid;
use crate::account::AccountId;
use crate::application::{Application, ApplicationId, IdTokenAlg, SecurityEvent};
use crate::phone::Channel;
use crate::policy::{LOGOUT_TOKEN_VALIDITY, VERIFICATION_STATE_MAX};
use crate::secret::Digest32;

/// A credential whose change is told (CAEP 1.0 3.2, `credential_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialType {
    /// The password.
    Password,
    /// A phone that gets texts.
    PhoneSms,
    /// A phone that is called.
    PhoneVoice,
}

impl CredentialType {
    /// A phone on this channel.
    #[must_use]
    pub const fn phone(channel: Channel) -> Self {
        match channel {
            Channel::Text => Self::PhoneSms,
            Channel::Voice => Self::PhoneVoice,
        }
    }
}

/// What happened to a credential (CAEP 1.0 3.2, `change_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeType {
    /// It was added.
    Create,
    /// It was replaced.
    Update,
    /// It was removed.
    Delete,
}

/// A changed credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialChange {
    /// Which kind it is of.
    pub credential_type: CredentialType,
    /// What happened to it.
    pub change_type: ChangeType,
}

/// Something that happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEvent {
    /// What.
    pub event: SecurityEvent,
    /// The changed credential, of [`SecurityEvent::CredentialChange`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<CredentialChange>,
}

impl AccountEvent {
    /// An event that needs no more words.
    #[must_use]
    pub const fn of(event: SecurityEvent) -> Self {
        Self {
            event,
            credential: None,
        }
    }

    /// A change of a credential.
    #[must_use]
    pub const fn credential(credential_type: CredentialType, change_type: ChangeType) -> Self {
        Self {
            event: SecurityEvent::CredentialChange,
            credential: Some(CredentialChange {
                credential_type,
                change_type,
            }),
        }
    }
}

/// What an application gives to know a verification event by: up to [`VERIFICATION_STATE_MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerificationState(String);

impl TryFrom<String> for VerificationState {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        if text.chars().count() > VERIFICATION_STATE_MAX {
            let most = format!("must be at most {VERIFICATION_STATE_MAX} characters");
            return Err(Invalid(most.into()));
        }
        Ok(Self(text))
    }
}

impl From<VerificationState> for String {
    fn from(state: VerificationState) -> Self {
        state.0
    }
}

/// What somebody is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Notification {
    /// A session of an application has ended: a logout token.
    Logout {
        /// The application.
        application: ApplicationId,
        /// The person, as the application knows them.
        sub: String,
        /// The session, as the application knows it.
        sid: String,
    },
    /// Something happened to an account: a security event for each of its applications that asks for it.
    AccountEvent {
        /// The account.
        account: AccountId,
        /// What happened.
        #[serde(flatten)]
        what: AccountEvent,
    },
    /// A security event for one application.
    SecurityEvent {
        /// The application.
        application: ApplicationId,
        /// The person, as the application knows them.
        sub: String,
        /// The session, as the application knows it, of [`SecurityEvent::SessionRevoked`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sid: Option<String>,
        /// What happened.
        #[serde(flatten)]
        what: AccountEvent,
    },
    /// An application asked for an event by which it sees that events reach it (Shared Signals Framework 1.0 8.1.4).
    Verification {
        /// The application.
        application: ApplicationId,
        /// What it gave, to know the event by.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<VerificationState>,
    },
}

/// A message of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier, which is its token's `jti`.
    pub id: String,
    /// When it happened.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub at: Timestamp,
    /// What is told.
    #[serde(flatten)]
    pub what: Notification,
}

/// The answer of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It took the message.
    Taken,
    /// It refused the message for good: the same one again would be refused again.
    Refused(String),
    /// It did not take the message now.
    Later(String),
}

/// A token for an application.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// Where it is sent.
    pub endpoint: String,
    /// Its type.
    pub typ: &'static str,
    /// Its signature algorithm.
    pub alg: IdTokenAlg,
    /// Its claims.
    pub claims: Value,
}

/// The type of a logout token (OpenID Connect Back-Channel Logout 1.0 2.4).
pub const LOGOUT_TOKEN: &str = "logout+jwt";

/// The type of a security event token (RFC 8417 2.3).
pub const SECURITY_EVENT_TOKEN: &str = "secevent+jwt";

const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const VERIFICATION_EVENT: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";

/// The error codes of a receiver (RFC 8935 2.4). Others are not repeated, since a receiver could write anything there.
const RECEIVER_ERRORS: [&str; 6] = [
    "invalid_request",
    "invalid_key",
    "invalid_issuer",
    "invalid_audience",
    "authentication_failed",
    "access_denied",
];

impl Message {
    /// A message about something that these parts name: the same parts, the same identifier.
    #[must_use]
    pub fn about(parts: &[&str], at: Timestamp, what: Notification) -> Self {
        let named = json!(parts).to_string();
        Self {
            id: Digest32::of(named.as_bytes()).to_hex()[..32].to_owned(),
            at,
            what,
        }
    }

    /// The application that the message is for; `None` if that is still to be found out.
    #[must_use]
    pub const fn application(&self) -> Option<&ApplicationId> {
        match &self.what {
            Notification::Logout { application, .. }
            | Notification::SecurityEvent { application, .. }
            | Notification::Verification { application, .. } => Some(application),
            Notification::AccountEvent { .. } => None,
        }
    }

    /// The message for one application of the account that it is about, if the application asks for its event.
    #[must_use]
    pub fn for_application(&self, application: &Application, sub: String) -> Option<Self> {
        let Notification::AccountEvent { what, .. } = self.what else {
            return None;
        };
        let told = Notification::SecurityEvent {
            application: application.id.clone(),
            sub,
            sid: None,
            what,
        };
        let parts = [self.id.as_str(), application.id.as_str()];
        asks_for(application, what.event).then(|| Self::about(&parts, self.at, told))
    }

    /// The messages for one application whose session has ended.
    #[must_use]
    pub fn of_ended_session(
        application: &Application,
        session: &str,
        sub: &str,
        sid: &str,
        at: Timestamp,
    ) -> Vec<Self> {
        let logout = application
            .backchannel_logout_uri
            .is_some()
            .then(|| Notification::Logout {
                application: application.id.clone(),
                sub: sub.to_owned(),
                sid: sid.to_owned(),
            });
        let revoked = asks_for(application, SecurityEvent::SessionRevoked).then(|| {
            Notification::SecurityEvent {
                application: application.id.clone(),
                sub: sub.to_owned(),
                sid: Some(sid.to_owned()),
                what: AccountEvent::of(SecurityEvent::SessionRevoked),
            }
        });
        let named = [("logout", logout), ("session-revoked", revoked)];
        named
            .into_iter()
            .filter_map(|(name, what)| {
                let parts = [name, session, application.id.as_str()];
                Some(Self::about(&parts, at, what?))
            })
            .collect()
    }

    /// The token that tells an application, as it is registered now. `None` if it is told nothing of the kind any more.
    #[must_use]
    pub fn token(&self, application: &Application, issuer: &str, now: Timestamp) -> Option<Token> {
        let security = || application.security_events.as_ref();
        let (endpoint, typ, alg, about) = match &self.what {
            Notification::Logout { sub, sid, .. } => {
                let claims = json!({
                    "exp": (now + LOGOUT_TOKEN_VALIDITY).as_second(),
                    "sub": sub,
                    "sid": sid,
                    "events": { LOGOUT_EVENT: {} },
                });
                let endpoint = application.backchannel_logout_uri.as_ref()?;
                let alg = application.id_token_signed_response_alg;
                (endpoint, LOGOUT_TOKEN, alg, claims)
            }
            Notification::SecurityEvent { sub, sid, what, .. } => {
                let events = security().filter(|_| asks_for(application, what.event))?;
                let claims = json!({
                    "sub_id": subject(issuer, sub, sid.as_deref()),
                    "events": { what.event.event_uri(): details(*what, self.at) },
                });
                // Receivers of Shared Signals expect RS256 (CAEP Interoperability Profile 1.0 2.6).
                (
                    &events.endpoint,
                    SECURITY_EVENT_TOKEN,
                    IdTokenAlg::Rs256,
                    claims,
                )
            }
            Notification::Verification { state, .. } => {
                let mut event = Map::new();
                event.extend(
                    state
                        .as_ref()
                        .map(|state| ("state".to_owned(), json!(state))),
                );
                let claims = json!({
                    "sub_id": { "format": "opaque", "id": application.id },
                    "events": { VERIFICATION_EVENT: event },
                });
                let alg = IdTokenAlg::Rs256;
                (&security()?.endpoint, SECURITY_EVENT_TOKEN, alg, claims)
            }
            Notification::AccountEvent { .. } => return None,
        };
        let mut claims = about;
        claims["iss"] = json!(issuer);
        claims["aud"] = json!(application.id);
        claims["iat"] = json!(now.as_second());
        claims["jti"] = json!(self.id);
        Some(Token {
            endpoint: endpoint.clone(),
            typ,
            alg,
            claims,
        })
    }
}

/// What an answer's status says of a message. A success is any 2xx: back-channel logout asks for 200 and knows that
/// frameworks make 204 of it, RFC 8935 asks for 202. 400 is how both refuse a token, for good. Everything else (a redirect, a
/// page that is missing, an overloaded server) speaks of the receiver and not of the token, so it is tried again.
#[must_use]
pub fn answer(status: u16, body: &[u8]) -> Answer {
    match status {
        200..=299 => Answer::Taken,
        400 => {
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            let told = body["err"].as_str().or_else(|| body["error"].as_str());
            let known = told.filter(|told| RECEIVER_ERRORS.contains(told));
            Answer::Refused(known.map_or_else(|| "400".to_owned(), |code| format!("400 {code}")))
        }
        _ => Answer::Later(status.to_string()),
    }
}

/// Whether an application asks to be told of an event.
#[must_use]
pub fn asks_for(application: &Application, event: SecurityEvent) -> bool {
    let asked = application.security_events.as_ref();
    asked.is_some_and(|asked| asked.events.contains(&event))
}

/// Who an event is about: a person, or one of their sessions (RFC 9493 3.2; Shared Signals Framework 1.0 3.2).
fn subject(issuer: &str, sub: &str, sid: Option<&str>) -> Value {
    let person = json!({ "format": "iss_sub", "iss": issuer, "sub": sub });
    match sid {
        None => person,
        Some(sid) => json!({
            "format": "complex",
            "user": person,
            "session": { "format": "opaque", "id": sid },
        }),
    }
}

fn details(what: AccountEvent, at: Timestamp) -> Value {
    let mut details = json!({ "event_timestamp": at.as_second() });
    if let Some(credential) = what.credential {
        details["credential_type"] = json!(credential.credential_type);
        details["change_type"] = json!(credential.change_type);
    }
    details
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const ISSUER: &str = "https://portal.example.com";

    fn application() -> Application {
        serde_json::from_value(json!({
            "id": "designs",
            "id_token_signed_response_alg": "ES256",
            "backchannel_logout_uri": "https://designs.example.com/logout",
            "security_events": {
                "endpoint": "https://designs.example.com/events",
                "events": ["session-revoked", "credential-change"],
            },
        }))
        .unwrap()
    }

    fn ended() -> Vec<Message> {
        Message::of_ended_session(&application(), "ses_1", "sub-1", "sid-1", NOW)
    }

    #[test]
    fn an_ended_session_is_a_logout_token_and_an_event_each_with_the_same_identifier_again() {
        let messages = ended();
        assert_eq!(messages, ended());
        assert_ne!(messages[0].id, messages[1].id);
        let [logout, revoked] = &messages[..] else {
            panic!("{messages:?}");
        };
        let token = logout.token(&application(), ISSUER, NOW).unwrap();
        assert_eq!((token.typ, token.alg), ("logout+jwt", IdTokenAlg::Es256));
        assert_eq!(token.endpoint, "https://designs.example.com/logout");
        let expected = json!({
            "iss": ISSUER, "aud": "designs", "iat": 0, "exp": 120, "jti": logout.id, "sub": "sub-1", "sid": "sid-1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        assert_eq!(token.claims, expected);
        let token = revoked.token(&application(), ISSUER, NOW).unwrap();
        assert_eq!((token.typ, token.alg), ("secevent+jwt", IdTokenAlg::Rs256));
        let uri = SecurityEvent::SessionRevoked.event_uri();
        let expected = json!({
            "iss": ISSUER, "aud": "designs", "iat": 0, "jti": revoked.id,
            "sub_id": {
                "format": "complex",
                "user": { "format": "iss_sub", "iss": ISSUER, "sub": "sub-1" },
                "session": { "format": "opaque", "id": "sid-1" },
            },
            "events": { uri: { "event_timestamp": 0 } },
        });
        assert_eq!(token.claims, expected);
    }

    #[test]
    fn an_application_is_told_only_what_it_asks_for_when_it_happens_and_when_it_is_sent() {
        let mut quiet = application();
        quiet.backchannel_logout_uri = None;
        quiet.security_events = None;
        let of = |application| Message::of_ended_session(application, "ses_1", "sub", "sid", NOW);
        assert_eq!(of(&quiet), []);
        for message in ended() {
            assert_eq!(message.token(&quiet, ISSUER, NOW), None);
        }
        let account = AccountId::try_from(format!("acct_{}", "0".repeat(32))).unwrap();
        let about = |what| {
            let what = Notification::AccountEvent {
                account: account.clone(),
                what,
            };
            Message::about(&["fact"], NOW, what)
        };
        let locked = about(AccountEvent::of(SecurityEvent::AccountDisabled));
        assert_eq!(
            locked.for_application(&application(), "sub".to_owned()),
            None
        );
        let (password, update) = (CredentialType::Password, ChangeType::Update);
        let changed = about(AccountEvent::credential(password, update));
        let told = changed
            .for_application(&application(), "sub".to_owned())
            .unwrap();
        let token = told.token(&application(), ISSUER, NOW).unwrap();
        assert_eq!(token.claims["sub_id"]["sub"], "sub");
        let uri = SecurityEvent::CredentialChange.event_uri();
        assert_eq!(
            token.claims["events"][uri],
            json!({ "event_timestamp": 0, "credential_type": "password", "change_type": "update" })
        );
    }

    #[test]
    fn a_message_reads_back_and_holds_no_more_than_its_kind_needs() {
        let mut messages = ended();
        let state = Some(VerificationState("abc".to_owned()));
        let application = application().id;
        let asked = Notification::Verification { application, state };
        messages.push(Message::about(&["asked"], NOW, asked));
        let phone =
            AccountEvent::credential(CredentialType::phone(Channel::Voice), ChangeType::Create);
        let account = AccountId::try_from(format!("acct_{}", "0".repeat(32))).unwrap();
        let what = Notification::AccountEvent {
            account,
            what: phone,
        };
        messages.push(Message::about(&["fact"], NOW, what));
        for message in messages {
            let text = serde_json::to_string(&message).unwrap();
            assert_eq!(
                serde_json::from_str::<Message>(&text).unwrap(),
                message,
                "{text}"
            );
        }
    }

    #[test]
    fn a_400_is_a_refusal_a_2xx_a_success_and_everything_else_is_tried_again() {
        for status in [200, 202, 204] {
            assert_eq!(answer(status, b""), Answer::Taken);
        }
        let refused = |body: &[u8]| answer(400, body);
        let why = |why: &str| Answer::Refused(why.to_owned());
        assert_eq!(refused(b""), why("400"));
        assert_eq!(
            refused(br#"{"err": "invalid_key"}"#),
            why("400 invalid_key")
        );
        assert_eq!(
            refused(br#"{"error": "invalid_request"}"#),
            why("400 invalid_request")
        );
        assert_eq!(refused(br#"{"err": "ada@example.com"}"#), why("400"));
        for status in [301, 401, 403, 404, 408, 429, 500, 503] {
            assert_eq!(answer(status, b""), Answer::Later(status.to_string()));
        }
    }
}
