//! Lockout: the pause or lock that consecutive failures lead to.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::limits::LockoutStep;
use crate::policy::{KNOWN_BROWSER_FAILURES, KNOWN_BROWSER_KEPT, KNOWN_BROWSERS, LOCKOUT};
use crate::secret::{Digest32, SecretKey, secret_text};
use crate::session::{Token, TokenParts};

/// An authentication factor. Each has its own count of failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// The password.
    Password,
    /// A code sent to a phone.
    Code,
}

/// Whether this number of failures locks the account without an end. Browsers that it knows are not locked, one that
/// completed a reset of its password among them.
#[must_use]
pub fn locks_for_good(count: u32) -> bool {
    LOCKOUT
        .iter()
        .any(|step| step.pause.is_none() && count >= step.failures)
}

/// Consecutive failures, reset by a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Failures {
    /// Failures since the last success.
    pub count: u32,
    /// When the last one happened.
    pub last_at: Timestamp,
}

/// What an attempt was that changed a guard, for the facts that follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardEvent {
    /// A right password: the sign-in passed.
    SignIn,
    /// A wrong password.
    WrongPassword,
    /// A right code.
    RightCode,
    /// A wrong code.
    WrongCode,
    /// The password was changed.
    PasswordChanged,
}

/// A browser that has entered a right code for the account, or completed a reset of its password. Its attempts are
/// counted here and not against the account, so that strangers who lock the account do not lock its owner out (OWASP
/// Authentication Cheat Sheet, device cookies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownBrowser {
    /// Wrong passwords and codes in a row.
    pub failures: u32,
    /// Until when it is known.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub until: Timestamp,
    /// Whether it completed a reset and has entered no code since. Its next right code lifts a permanent lock.
    #[serde(default)]
    pub by_reset: bool,
}

impl KnownBrowser {
    /// A browser that has entered a right code.
    #[must_use]
    pub fn by_code(now: Timestamp) -> Self {
        Self {
            failures: 0,
            until: now + KNOWN_BROWSER_KEPT,
            by_reset: false,
        }
    }

    /// A browser that has completed a password reset.
    #[must_use]
    pub fn by_reset(now: Timestamp) -> Self {
        Self {
            by_reset: true,
            ..Self::by_code(now)
        }
    }

    /// Whether its attempts are still counted apart.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        now < self.until && self.failures < KNOWN_BROWSER_FAILURES
    }
}

secret_text! {
    /// The random identifier in a known browser's cookie. The table holds its digest.
    BrowserId
}

impl BrowserId {
    /// Derives the identifier that a browser gets with a session's new token, so that the same answer again holds the same
    /// one.
    #[must_use]
    pub fn derive(token: &Token, secret: &SecretKey) -> Self {
        let mac =
            zeroize::Zeroizing::new(secret.mac("known-browser", &[token.expose().as_bytes()]));
        Self(BASE64URL_NOPAD.encode(&mac[..16]))
    }

    /// Derives the identifier that a browser gets by completing a password reset, for the same reason.
    #[must_use]
    pub fn of_reset(token: &TokenParts, secret: &SecretKey) -> Self {
        let digest = token.digest.to_hex();
        let mac = secret.mac("known-browser", &[b"reset", digest.as_bytes()]);
        let mac = zeroize::Zeroizing::new(mac);
        Self(BASE64URL_NOPAD.encode(&mac[..16]))
    }

    /// A random identifier.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = zeroize::Zeroizing::new([0; 16]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(BASE64URL_NOPAD.encode(bytes.as_slice()))
    }

    /// Reads a cookie's value; `None` if it does not have the form of an identifier.
    #[must_use]
    pub fn parse(presented: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(presented.as_bytes()).ok()?;
        (bytes.len() == 16).then(|| Self(presented.to_owned()))
    }

    /// The cookie's value.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The key of the browser in its account's guard: half a digest.
    #[must_use]
    pub fn key(&self) -> String {
        Digest32::of(self.0.as_bytes()).to_hex()[..32].to_owned()
    }
}

/// Whose attempt it is, as a guard counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempter {
    /// A browser that the account knows, by its key in the guard.
    Known(String),
    /// Anybody else.
    Stranger,
}

/// The guard of an account: its failures, its sign-ins and the browsers that it knows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Guard {
    /// Wrong passwords in a row, by strangers.
    #[serde(default)]
    pub password_count: u32,
    /// When the last one was entered.
    #[serde(default, with = "jiff::fmt::serde::timestamp::second::optional")]
    pub password_at: Option<Timestamp>,
    /// Wrong codes in a row, by strangers.
    #[serde(default)]
    pub code_count: u32,
    /// When the last one was entered.
    #[serde(default, with = "jiff::fmt::serde::timestamp::second::optional")]
    pub code_at: Option<Timestamp>,
    /// The number of sign-ins that have ever passed the guard.
    #[serde(default)]
    pub sign_ins: u64,
    /// The known browsers by their keys, at most [`KNOWN_BROWSERS`].
    #[serde(default)]
    pub known: BTreeMap<String, KnownBrowser>,
    /// The newest attempt.
    #[serde(default)]
    pub event: Option<GuardEvent>,
    /// Wrong passwords that an item of an older shape counts. The next one is added to them; those of the newest shape are
    /// counted where they are, because they are deleted when an account is created meanwhile.
    #[serde(skip)]
    pub older_password_count: u32,
    /// As [`Guard::older_password_count`], of codes.
    #[serde(skip)]
    pub older_code_count: u32,
}

impl Guard {
    /// The failures of strangers with a factor.
    #[must_use]
    pub fn failures(&self, factor: Factor) -> Failures {
        let (count, last_at) = match factor {
            Factor::Password => (self.password_count, self.password_at),
            Factor::Code => (self.code_count, self.code_at),
        };
        Failures {
            count,
            last_at: last_at.unwrap_or_default(),
        }
    }

    /// Whose attempt it is that a browser with this cookie makes now.
    #[must_use]
    pub fn attempter(&self, cookie: Option<&BrowserId>, now: Timestamp) -> Attempter {
        let key = cookie.map(BrowserId::key);
        match key {
            Some(key) if self.known.get(&key).is_some_and(|known| known.holds(now)) => {
                Attempter::Known(key)
            }
            _ => Attempter::Stranger,
        }
    }

    /// Checks whether the attempter may make another attempt with a factor now. A lock is of strangers only.
    ///
    /// # Errors
    /// [`Locked`], with the end of the pause.
    pub fn check(
        &self,
        factor: Factor,
        attempter: &Attempter,
        now: Timestamp,
    ) -> Result<(), Locked> {
        match attempter {
            Attempter::Known(_) => Ok(()),
            Attempter::Stranger => self.failures(factor).check(now),
        }
    }

    /// The guard after a password reset: it has counted no wrong password, unless a permanent lock stays, and knows no
    /// browser but the one that completed the reset.
    #[must_use]
    pub fn after_reset(
        &self,
        browser: Option<&BrowserId>,
        lifts_lock: bool,
        now: Timestamp,
    ) -> Self {
        let left = |count| {
            if locks_for_good(count) && !lifts_lock {
                count
            } else {
                0
            }
        };
        Self {
            password_count: left(self.password_count),
            code_count: if lifts_lock { 0 } else { self.code_count },
            known: browser
                .map(|browser| (browser.key(), KnownBrowser::by_reset(now)))
                .into_iter()
                .collect(),
            event: Some(GuardEvent::PasswordChanged),
            ..self.clone()
        }
    }

    /// The keys to remove when a browser becomes known: the one that it had, those that have ended, and, if
    /// [`KNOWN_BROWSERS`] are left, the one that ends first.
    #[must_use]
    pub fn replaced_by_new(&self, had: &Attempter, now: Timestamp) -> Vec<String> {
        let mut left: Vec<(&String, &KnownBrowser)> = Vec::new();
        let mut removed = Vec::new();
        for (key, known) in &self.known {
            if known.holds(now) && *had != Attempter::Known(key.clone()) {
                left.push((key, known));
            } else {
                removed.push(key.clone());
            }
        }
        left.sort_by_key(|(_, known)| known.until);
        let surplus = (left.len() + 1).saturating_sub(KNOWN_BROWSERS);
        removed.extend(left.into_iter().take(surplus).map(|(key, _)| key.clone()));
        removed
    }
}

/// Attempts are refused for now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("too many wrong attempts")]
pub struct Locked {
    /// When the next attempt is allowed; `None`: when an operator unlocks.
    pub until: Option<Timestamp>,
}

impl Failures {
    /// The step that exactly this many failures reach, if any.
    #[must_use]
    pub fn step(&self) -> Option<&'static LockoutStep> {
        LOCKOUT.iter().find(|step| {
            step.failures == self.count || (step.pause.is_none() && self.count > step.failures)
        })
    }

    /// Checks whether another attempt may be made now.
    ///
    /// # Errors
    /// [`Locked`], with the end of the pause.
    pub fn check(&self, now: Timestamp) -> Result<(), Locked> {
        match self.step() {
            Some(LockoutStep { pause: None, .. }) => Err(Locked { until: None }),
            Some(LockoutStep {
                pause: Some(pause), ..
            }) if now < self.last_at + *pause => Err(Locked {
                until: Some(self.last_at + *pause),
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;

    fn after(count: u32, pause: SignedDuration) -> Result<(), Locked> {
        let failures = Failures {
            count,
            last_at: Timestamp::UNIX_EPOCH,
        };
        failures.check(Timestamp::UNIX_EPOCH + pause)
    }

    #[test]
    fn each_step_pauses_for_its_time_and_the_last_one_locks_for_good() {
        let second = SignedDuration::from_secs(1);
        for LockoutStep { failures, pause } in LOCKOUT.iter().copied() {
            assert_eq!(after(failures - 1, SignedDuration::ZERO), Ok(()));
            let Some(pause) = pause else {
                assert_eq!(Some(failures), LOCKOUT.last().map(|step| step.failures));
                for count in [failures, failures + 1] {
                    assert!(locks_for_good(count));
                    assert_eq!(
                        after(count, SignedDuration::from_hours(1_000_000)),
                        Err(Locked { until: None })
                    );
                }
                continue;
            };
            assert_eq!(
                after(failures, pause - second),
                Err(Locked {
                    until: Some(Timestamp::UNIX_EPOCH + pause)
                })
            );
            assert_eq!(after(failures, pause), Ok(()));
            assert!(!locks_for_good(failures));
        }
    }

    #[test]
    fn steps_grow_and_the_last_one_has_no_end() {
        assert!(LOCKOUT.is_sorted_by(|one, next| one.failures < next.failures));
        let ends: Vec<bool> = LOCKOUT.iter().map(|step| step.pause.is_some()).collect();
        assert!(ends.is_sorted_by(|one, next| one >= next) && ends.last() == Some(&false));
    }

    fn browser(seed: u64) -> BrowserId {
        BrowserId::random(&mut ChaCha12Rng::seed_from_u64(seed))
    }

    #[test]
    fn a_lock_is_of_strangers_and_a_known_browser_is_one_until_it_fails_too_often_or_its_time_ends()
    {
        let now = Timestamp::UNIX_EPOCH;
        let (mine, other) = (browser(1), browser(2));
        let mut guard = Guard {
            password_count: LOCKOUT[0].failures,
            password_at: Some(now),
            ..Guard::default()
        };
        guard.known.insert(mine.key(), KnownBrowser::by_code(now));
        let check = |guard: &Guard, cookie, at| {
            let attempter = guard.attempter(cookie, at);
            guard.check(Factor::Password, &attempter, at)
        };
        assert_eq!(check(&guard, Some(&mine), now), Ok(()));
        for stranger in [None, Some(&other)] {
            assert!(check(&guard, stranger, now).is_err());
        }
        assert_eq!(
            guard.attempter(Some(&mine), now + KNOWN_BROWSER_KEPT),
            Attempter::Stranger
        );
        guard.known.get_mut(&mine.key()).unwrap().failures = KNOWN_BROWSER_FAILURES;
        assert_eq!(guard.attempter(Some(&mine), now), Attempter::Stranger);
    }

    #[test]
    fn a_new_browser_takes_the_place_of_the_one_that_it_was_of_ended_ones_and_of_the_one_that_ends_first()
     {
        let mut guard = Guard::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        for second in 0..10 {
            let known = KnownBrowser::by_code(at(second));
            guard
                .known
                .insert(browser(u64::try_from(second).unwrap()).key(), known);
        }
        let first = browser(0).key();
        assert_eq!(
            guard.replaced_by_new(&Attempter::Stranger, at(9)),
            std::slice::from_ref(&first)
        );
        let had = Attempter::Known(browser(4).key());
        assert_eq!(guard.replaced_by_new(&had, at(9)), [browser(4).key()]);
        let ended = guard.replaced_by_new(&Attempter::Stranger, at(1) + KNOWN_BROWSER_KEPT);
        assert!(ended.len() == 2 && ended.contains(&first));
    }

    #[test]
    fn a_browser_is_read_from_its_cookie_and_does_not_print_itself() {
        let browser = browser(1);
        assert_eq!(BrowserId::parse(browser.expose()), Some(browser.clone()));
        for text in ["", "a", "not base64!", &"A".repeat(44)] {
            assert_eq!(BrowserId::parse(text), None, "{text}");
        }
        assert_eq!(format!("{browser:?}"), "BrowserId(..)");
    }
}
