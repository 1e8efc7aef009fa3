//! What the sample remembers of its visitors, in memory: sign-ins that are under way, sessions, and logout tokens that were
//! heard. Each list has a bound, beyond which the oldest entry goes.

use std::collections::{BTreeMap, VecDeque};

use domain::secret::Digest32;
use serde_json::Value;

use super::gate::Gate;

/// How many entries each list has at most.
const MOST: usize = 1000;

/// How long a sign-in may take, in seconds: long enough to buy a license on the way.
const SIGN_IN_WITHIN: i64 = 60 * 60;

/// A list of entries that are found by a text and end at a time.
struct Bounded<T>(VecDeque<Entry<T>>);

struct Entry<T> {
    key: Digest32,
    until: i64,
    value: T,
}

impl<T> Default for Bounded<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Bounded<T> {
    fn add(&mut self, key: &str, until: i64, value: T, now: i64) {
        self.0.retain(|entry| entry.until > now);
        if self.0.len() >= MOST {
            self.0.pop_front();
        }
        let key = Digest32::of(key.as_bytes());
        self.0.push_back(Entry { key, until, value });
    }

    fn find(&self, key: &str, now: i64) -> Option<&T> {
        let key = Digest32::of(key.as_bytes());
        let mut live = self.0.iter().filter(|entry| entry.until > now);
        live.find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    fn take(&mut self, key: &str, now: i64) -> Option<T> {
        let key = Digest32::of(key.as_bytes());
        let at = self.0.iter().position(|entry| entry.key == key)?;
        let entry = self.0.remove(at)?;
        (entry.until > now).then_some(entry.value)
    }
}

/// A sign-in that is under way at the portal. It is found by the `state` of its request.
pub(super) struct SignIn {
    /// The client that asked.
    pub(super) gate: &'static Gate,
    /// The path that the person wants to see.
    pub(super) target: String,
    /// The digest of the cookie of the browser in which it began.
    pub(super) browser: Digest32,
    /// The `nonce` that the ID token has to have.
    pub(super) nonce: String,
    /// The secret of PKCE, whose digest the request had.
    pub(super) verifier: String,
}

/// What the portal told one of the clients about a person.
#[derive(Clone)]
pub(super) struct Login {
    /// The claims of the ID token.
    pub(super) claims: Value,
    /// The claims of the userinfo endpoint.
    pub(super) userinfo: Value,
    /// The ID token itself, which a sign-out names.
    pub(super) id_token: String,
}

impl Login {
    /// Whether a page opens with it.
    pub(super) fn opens(&self, gate: &Gate, now: i64) -> bool {
        let acr = self.claims["acr"].as_str().unwrap_or_default();
        let auth_time = self.claims["auth_time"].as_i64().unwrap_or(i64::MIN / 2);
        gate.opens(acr, auth_time, now)
    }

    /// When the ID token ends. The sample asks the portal again then, so that it follows the session there.
    fn until(&self) -> i64 {
        self.claims["exp"].as_i64().unwrap_or(0)
    }
}

/// Somebody who is signed in, by what each client was told: one page may be opened by what another one's client was told.
#[derive(Clone, Default)]
pub(super) struct Session(BTreeMap<&'static str, Login>);

impl Session {
    fn until(&self) -> i64 {
        self.0.values().map(Login::until).max().unwrap_or(0)
    }

    fn sub(&self) -> Option<&Value> {
        self.0.values().next().map(|login| &login.claims["sub"])
    }

    /// The login that opens a page, its own client's if it does.
    pub(super) fn opens(&self, gate: &Gate, now: i64) -> Option<&Login> {
        let own = self.0.get(gate.id).into_iter();
        own.chain(self.0.values())
            .find(|login| login.until() > now && login.opens(gate, now))
    }

    /// The login that was told last about, for pages that need none.
    pub(super) fn newest(&self) -> Option<(&'static str, &Login)> {
        let logins = self.0.iter().map(|(id, login)| (*id, login));
        logins.max_by_key(|(_, login)| login.until())
    }

    fn ended_by(&self, client: &str, sid: Option<&str>, sub: Option<&str>) -> bool {
        let Some(login) = self.0.get(client) else {
            return false;
        };
        let is = |claim: &str, told: Option<&str>| {
            told.is_none_or(|told| login.claims[claim].as_str() == Some(told))
        };
        is("sid", sid) && is("sub", sub)
    }
}

/// What the sample remembers.
#[derive(Default)]
pub(super) struct Memory {
    sign_ins: Bounded<SignIn>,
    sessions: Bounded<Session>,
    /// The `jti` of logout tokens.
    heard: Bounded<()>,
    /// Who released which design, and when (epoch seconds).
    pub(super) released: BTreeMap<&'static str, (String, i64)>,
}

impl Memory {
    /// Remembers a sign-in that begins.
    pub(super) fn begin(&mut self, state: &str, sign_in: SignIn, now: i64) {
        let until = now.saturating_add(SIGN_IN_WITHIN);
        self.sign_ins.add(state, until, sign_in, now);
    }

    /// Takes the sign-in out that an answer is for, once. An answer in another browser takes nothing.
    pub(super) fn answered(&mut self, state: &str, browser: &str, now: i64) -> Answered {
        match self.sign_ins.find(state, now) {
            None => Answered::Unknown,
            Some(sign_in) if sign_in.browser != Digest32::of(browser.as_bytes()) => {
                Answered::AnotherBrowser
            }
            Some(_) => self
                .sign_ins
                .take(state, now)
                .map_or(Answered::Unknown, Answered::Known),
        }
    }

    /// The session that a cookie opens.
    pub(super) fn session(&self, cookie: &str, now: i64) -> Option<&Session> {
        self.sessions.find(cookie, now)
    }

    /// Adds a login to the session of a browser, under a new cookie. Another person's session ends.
    pub(super) fn signed_in(
        &mut self,
        old: &str,
        new: &str,
        gate: &'static Gate,
        login: Login,
        now: i64,
    ) {
        let mut session = self.sessions.take(old, now).unwrap_or_default();
        if session.sub().is_some_and(|sub| *sub != login.claims["sub"]) {
            session = Session::default();
        }
        session.0.insert(gate.id, login);
        self.sessions.add(new, session.until(), session, now);
    }

    /// Ends the session of a browser.
    pub(super) fn signed_out(&mut self, cookie: &str, now: i64) -> Option<Session> {
        self.sessions.take(cookie, now)
    }

    /// Ends the sessions that a logout token is about. `false` if the token was heard before.
    pub(super) fn ended(&mut self, ended: &super::logout::Ended, now: i64) -> bool {
        if self.heard.find(&ended.jti, now).is_some() {
            return false;
        }
        self.heard.add(&ended.jti, ended.until, (), now);
        self.sessions.0.retain(|entry| {
            !entry
                .value
                .ended_by(ended.client, ended.sid.as_deref(), ended.sub.as_deref())
        });
        true
    }
}

/// The sign-in that an answer of the portal is for.
pub(super) enum Answered {
    /// It began in this browser.
    Known(SignIn),
    /// It began in another browser, or this one keeps no cookies.
    AnotherBrowser,
    /// None began, or it has its answer already.
    Unknown,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::logout::Ended;
    use super::*;

    fn login(sub: &str, sid: &str, acr: &str, until: i64) -> Login {
        Login {
            claims: json!({ "sub": sub, "sid": sid, "acr": acr, "auth_time": 0, "exp": until }),
            userinfo: json!({}),
            id_token: String::new(),
        }
    }

    fn gate(id: &str) -> &'static Gate {
        Gate::of(id).unwrap()
    }

    fn ended(client: &'static str, jti: &str, sid: Option<&str>, sub: Option<&str>) -> Ended {
        Ended {
            client,
            jti: jti.to_owned(),
            sid: sid.map(str::to_owned),
            sub: sub.map(str::to_owned),
            until: 100,
        }
    }

    #[test]
    fn a_page_opens_by_what_any_client_was_told_until_the_token_ends() {
        let mut memory = Memory::default();
        memory.signed_in(
            "",
            "a",
            gate("timesheets"),
            login("1", "s", "password", 50),
            0,
        );
        let open = |memory: &Memory, cookie, id, now| {
            let session = memory.session(cookie, now);
            session.is_some_and(|session| session.opens(gate(id), now).is_some())
        };
        assert!(open(&memory, "a", "timesheets", 0));
        assert!(!open(&memory, "a", "documents", 0));
        memory.signed_in(
            "a",
            "b",
            gate("designs"),
            login("1", "t", "phone-otp-proofed", 60),
            0,
        );
        assert!(memory.session("a", 0).is_none(), "the cookie changed");
        assert!(open(&memory, "b", "documents", 0));
        assert!(open(&memory, "b", "timesheets", 59));
        assert!(!open(&memory, "b", "timesheets", 60));
    }

    #[test]
    fn another_person_begins_with_nothing() {
        let mut memory = Memory::default();
        memory.signed_in(
            "",
            "a",
            gate("documents"),
            login("1", "s", "phone-otp", 50),
            0,
        );
        memory.signed_in(
            "a",
            "b",
            gate("timesheets"),
            login("2", "t", "password", 50),
            0,
        );
        let session = memory.session("b", 0).unwrap();
        assert!(session.opens(gate("timesheets"), 0).is_some());
        assert!(session.opens(gate("documents"), 0).is_none());
    }

    #[test]
    fn a_logout_token_ends_its_session_once_and_no_other() {
        let mut memory = Memory::default();
        for (cookie, sub, sid) in [("a", "1", "s"), ("b", "1", "t"), ("c", "2", "u")] {
            let login = login(sub, sid, "password", 50);
            memory.signed_in("", cookie, gate("timesheets"), login, 0);
        }
        let left = |memory: &Memory| {
            let cookies = ["a", "b", "c"].into_iter();
            let known = cookies.filter(|cookie| memory.session(cookie, 0).is_some());
            known.collect::<String>()
        };
        assert!(memory.ended(&ended("documents", "1", Some("s"), None), 0));
        assert!(memory.ended(&ended("timesheets", "2", Some("s"), Some("2")), 0));
        assert_eq!(left(&memory), "abc");
        assert!(memory.ended(&ended("timesheets", "3", Some("s"), Some("1")), 0));
        assert_eq!(left(&memory), "bc");
        assert!(!memory.ended(&ended("timesheets", "3", None, Some("2")), 0));
        assert_eq!(left(&memory), "bc");
        assert!(memory.ended(&ended("timesheets", "4", None, Some("1")), 0));
        assert_eq!(left(&memory), "c");
    }

    #[test]
    fn an_answer_is_taken_once_and_only_in_its_browser() {
        let mut memory = Memory::default();
        let sign_in = SignIn {
            gate: gate("timesheets"),
            target: "/timesheets".to_owned(),
            browser: Digest32::of(b"browser"),
            nonce: String::new(),
            verifier: String::new(),
        };
        memory.begin("state", sign_in, 0);
        let answered =
            |memory: &mut Memory, state, browser, now| memory.answered(state, browser, now);
        assert!(matches!(
            answered(&mut memory, "other", "browser", 0),
            Answered::Unknown
        ));
        assert!(matches!(
            answered(&mut memory, "state", "", 0),
            Answered::AnotherBrowser
        ));
        assert!(matches!(
            answered(&mut memory, "state", "browser", SIGN_IN_WITHIN),
            Answered::Unknown
        ));
        assert!(matches!(
            answered(&mut memory, "state", "browser", 0),
            Answered::Known(_)
        ));
        assert!(matches!(
            answered(&mut memory, "state", "browser", 0),
            Answered::Unknown
        ));
    }

    #[test]
    fn the_lists_are_bounded() {
        let mut list = Bounded::default();
        for key in 0..=MOST {
            list.add(&key.to_string(), 10, key, 0);
        }
        assert_eq!(list.0.len(), MOST);
        assert_eq!(list.find("0", 0), None);
        assert_eq!(list.find(&MOST.to_string(), 0), Some(&MOST));
        list.add("new", 20, 0, 10);
        assert_eq!(list.0.len(), 1);
    }
}
