//! Everything outside the rules: DynamoDB, SNS, SES, secrets, clock, configuration and HTTP.
//!
//! An operation gets one [`Platform`] and reads top to bottom as load, decide, save, tell: it loads through
//! [`Platform::store`], lets the `domain` crate decide, saves with the condition that makes the decision safe, and tells
//! the person through [`messages`]. Clients of services are made when they are first used, so that a function that
//! never talks to a service neither builds its client nor, once linked, contains it.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`config`] | the environment of a function, read once |
//! | [`store`] | the two tables: their items, keys and conditions |
//! | [`messages`] | what people are told, by text, call and mail, and the services that carry it |
//! | [`language`] | the catalogue: every word that people read or hear, in each language |
//! | [`numbers`] | the numbers of the rules, by the names that words know them by |
//! | [`otp`] | sending a code: limits first, then the challenge, then the message |
//! | [`orders`] | placing an order, new or renewal, once for its idempotency key |
//! | [`delivery`] | the mail of a paid order |
//! | [`secrets`] | the deployment's secrets, read when first needed |
//! | [`metrics`] | what an operator counts |
//! | [`payments`], [`bureau`] | providers, and the sandboxes that stand for them |
//! | [`http`], [`problem`] | requests, sessions, answers; one place that maps refusals to problems |
//! | [`views`] | what several operations answer with |

#![deny(missing_docs)]

pub mod bureau;
pub mod config;
pub mod delivery;
pub mod event;
pub mod http;
pub mod language;
pub mod messages;
pub mod metrics;
pub mod numbers;
pub mod orders;
pub mod otp;
pub mod payments;
pub mod problem;
pub mod secrets;
pub mod store;
pub mod views;

mod aws;
mod log;

use std::sync::{Arc, OnceLock, RwLock};

use aws_sdk_dynamodb::config::SharedHttpClient;
use domain::Timestamp;
use rand::CryptoRng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

pub use config::Config;
pub use problem::{Problem, Slug};

/// Where the time comes from: the system, or a clock that a developer moves.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the time comes from"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// What an operation needs from outside.
pub struct Platform {
    /// The configuration.
    pub config: Config,
    clock: Box<dyn Clock>,
    http_client: OnceLock<SharedHttpClient>,
    secrets: RwLock<Option<Arc<secrets::Secrets>>>,
    store: OnceLock<store::Store>,
    texts: OnceLock<messages::Texts>,
    calls: OnceLock<messages::Calls>,
    mails: OnceLock<messages::Mails>,
}

impl Platform {
    /// A platform for a configuration and a clock. Does nothing that the first event might not need.
    #[must_use]
    pub fn new(config: Config, clock: Box<dyn Clock>) -> Self {
        Self {
            config,
            clock,
            http_client: OnceLock::new(),
            secrets: RwLock::new(None),
            store: OnceLock::new(),
            texts: OnceLock::new(),
            calls: OnceLock::new(),
            mails: OnceLock::new(),
        }
    }

    /// Now, in whole seconds: what is compared is what was stored.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// The operating system's cryptographic random number generator.
    ///
    /// It panics when the system has no randomness to give, which is no state to make codes in.
    #[must_use]
    pub fn rng(&self) -> impl CryptoRng + use<> {
        UnwrapErr(SysRng)
    }

    /// The tables.
    pub fn store(&self) -> &store::Store {
        self.store.get_or_init(|| store::Store::new(self))
    }

    /// The service that sends texts and hands calls to `place-call`.
    pub fn texts(&self) -> &messages::Texts {
        self.texts.get_or_init(|| messages::Texts::new(self))
    }

    /// The service that places calls.
    pub fn calls(&self) -> &messages::Calls {
        self.calls.get_or_init(|| messages::Calls::new(self))
    }

    /// The service that sends mail.
    pub fn mails(&self) -> &messages::Mails {
        self.mails.get_or_init(|| messages::Mails::new(self))
    }
}
