//! The platform that operations run on: configuration, clock, randomness, secrets, the store and the clients of
//! services.
//!
//! An operation receives one [`Platform`] and has four steps: load, decide, save, tell. It loads items through
//! [`Platform::store`], lets the `domain` crate decide, saves under the condition that makes the decision safe, and
//! reports what happened. Clients of services are made when they are first used, so that a function that never calls a
//! service does not build its client, and its binary does not contain it.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`config`] | the environment of a function, read once |
//! | [`secrets`] | the deployment's secrets, read when first needed |
//! | [`keys`] | the keys that sign tokens, read when first needed and then every quarter of an hour |
//! | [`settings`] | what an operator sets, read when first needed and then once a minute |
//! | [`authorizations`] | granting a request of an application: its code, and the way back |
//! | [`registry`] | the applications and routes, read when first needed and then once a minute |
//! | [`codes`] | sending a code: limits first, then the challenge, then the message |
//! | [`queue`] | the queue of what applications are told |
//! | [`orders`] | placing an order, new or renewal, once for its idempotency key; its checkout |
//! | [`delivery`] | the mail of a paid order |
//! | [`tokens`] | what is presented of a grant: codes, refresh tokens, access tokens |
//! | [`telling`] | reports facts: log, metrics, mail |

#![deny(missing_docs)]

pub mod authorizations;
pub mod codes;
pub mod config;
pub mod delivery;
pub mod keys;
pub mod limits;
pub mod log;
pub mod orders;
pub mod queue;
pub mod registry;
pub mod secrets;
pub mod settings;
pub mod telling;
pub mod tokens;

mod aws;
mod metrics;

use std::sync::atomic::AtomicI64;
use std::sync::{Arc, OnceLock, RwLock};

use aws_types::SdkConfig;
use domain::Timestamp;
use domain::account::Country;
use domain::credential::Credential;
use domain::phone::Channel;
use domain::proofing::Method;
use providers::ProviderError;
use providers::bureau::{self, Bureau};
use providers::cards::{self, CardProvider};
use providers::channels::{CallPlacer, CodeChannel, TextChannel, TextSettings, VoiceChannel};
use providers::client::{Bounds, Client};
use providers::mail::{self, Mailer};
use rand::CryptoRng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use store::Store;
use tokio::sync::Mutex;

pub use aws::{ATTEMPT_TIMEOUT, CALL_TIMEOUT};
pub use config::Config;
use queue::Queue;

/// The bounds of an exchange with an application: as long as a call of AWS, and an answer of a few words.
const RECEIVERS: Bounds = Bounds {
    timeout: CALL_TIMEOUT,
    answer: 16 * 1024,
};

/// A source of the time: the system's clock, or one that a developer can move.
pub trait Clock: Send + Sync {
    /// The current time.
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

/// The configuration, clock and clients that an operation uses.
pub struct Platform {
    /// The configuration.
    pub config: Config,
    clock: Box<dyn Clock>,
    sdk: OnceLock<SdkConfig>,
    secrets: RwLock<Option<Arc<secrets::Secrets>>>,
    secrets_asked: AtomicI64,
    keys: Mutex<Option<keys::Known>>,
    settings: Mutex<Option<settings::Known>>,
    registry: registry::Registry,
    store: OnceLock<Store>,
    texts: OnceLock<TextChannel>,
    voice: OnceLock<VoiceChannel>,
    calls: OnceLock<CallPlacer>,
    mailer: OnceLock<Mailer>,
    queue: OnceLock<Queue>,
    receivers: OnceLock<Client>,
}

impl Platform {
    /// A platform for a configuration and a clock. Everything that the first event might not need is left for later.
    #[must_use]
    pub fn new(config: Config, clock: Box<dyn Clock>) -> Self {
        Self {
            config,
            clock,
            sdk: OnceLock::new(),
            secrets: RwLock::new(None),
            secrets_asked: AtomicI64::new(0),
            keys: Mutex::new(None),
            settings: Mutex::new(None),
            registry: registry::Registry::new(),
            store: OnceLock::new(),
            texts: OnceLock::new(),
            voice: OnceLock::new(),
            calls: OnceLock::new(),
            mailer: OnceLock::new(),
            queue: OnceLock::new(),
            receivers: OnceLock::new(),
        }
    }

    /// A platform for the process's environment and the system's clock.
    ///
    /// # Errors
    /// A configuration that cannot be read.
    pub fn from_env() -> Result<Self, config::ConfigError> {
        Ok(Self::new(Config::from_env()?, Box::new(SystemClock)))
    }

    /// The current time in whole seconds, as times are stored, so that comparisons agree with the table.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// The operating system's cryptographic random number generator.
    ///
    /// It panics if the system cannot provide randomness, because codes must not be made without it.
    #[must_use]
    pub fn rng(&self) -> impl CryptoRng + use<> {
        UnwrapErr(SysRng)
    }

    fn sdk(&self) -> &SdkConfig {
        self.sdk.get_or_init(|| aws::sdk_config(&self.config))
    }

    /// The tables.
    pub fn store(&self) -> &Store {
        self.store.get_or_init(|| {
            let config = &self.config;
            Store::new(
                self.sdk(),
                config.endpoints.dynamodb.as_deref(),
                &config.records_table,
                &config.sessions_table,
            )
        })
    }

    /// The request units that the store has consumed; none if it was never used.
    #[must_use]
    pub fn store_units(&self) -> store::Units {
        self.store.get().map(Store::consumed).unwrap_or_default()
    }

    /// The channel on which a phone receives codes.
    pub fn channel(&self, channel: Channel) -> &dyn CodeChannel {
        let config = &self.config;
        let endpoint = config.endpoints.sns.as_deref();
        match channel {
            Channel::Text => self.texts.get_or_init(|| {
                let settings = TextSettings {
                    host: config.portal_host().to_owned(),
                    sender_id: config.sender_id.clone(),
                    max_price: config.text_max_price.clone(),
                };
                TextChannel::new(self.sdk(), endpoint, settings)
            }),
            Channel::Voice => self.voice.get_or_init(|| {
                VoiceChannel::new(self.sdk(), endpoint, config.voice_topic.clone())
            }),
        }
    }

    /// The service that places calls.
    pub fn calls(&self) -> &CallPlacer {
        self.calls.get_or_init(|| {
            let config = &self.config;
            CallPlacer::new(
                self.sdk(),
                config.endpoints.sms_voice.as_deref(),
                config.voice_origination.as_deref(),
            )
        })
    }

    /// The service that sends mail.
    pub fn mailer(&self) -> &Mailer {
        self.mailer.get_or_init(|| {
            let config = &self.config;
            let settings = mail::Settings {
                from: config.mail_from.clone(),
                configuration_set: config.mail_configuration_set.clone(),
            };
            Mailer::new(self.sdk(), config.endpoints.ses.as_deref(), settings)
        })
    }

    /// The queue of what applications are told.
    pub fn queue(&self) -> &Queue {
        self.queue.get_or_init(|| {
            let config = &self.config;
            let endpoint = config.endpoints.sqs.as_deref();
            Queue::new(self.sdk(), endpoint, config.queues.clone())
        })
    }

    /// The client that tells applications something.
    ///
    /// # Errors
    /// [`ProviderError`] if the TLS library refuses its own defaults.
    pub fn receivers(&self) -> Result<&Client, ProviderError> {
        if let Some(client) = self.receivers.get() {
            return Ok(client);
        }
        let client = Client::new(RECEIVERS)?;
        Ok(self.receivers.get_or_init(|| client))
    }

    /// The card provider, if one is configured.
    #[must_use]
    pub fn cards(&self) -> Option<Box<dyn CardProvider>> {
        let config = &self.config;
        let secret = config.payment_secret.clone()?;
        Some(Box::new(cards::sandbox::SandboxCards::new(
            &config.payment_page,
            secret,
        )))
    }

    /// The credit bureau, if one is configured.
    #[must_use]
    pub fn bureau(&self) -> Option<Box<dyn Bureau>> {
        match self.config.instant_proofing {
            Some(config::InstantProofing::Sandbox) => Some(Box::new(bureau::SandboxBureau)),
            None => None,
        }
    }

    /// The proofing methods that are left for a person in a country and offered by this deployment.
    #[must_use]
    pub fn proofing_methods(&self, credential: &Credential, country: Country) -> Vec<Method> {
        let left = credential.proofing_methods(country).iter().copied();
        left.filter(|method| match method {
            Method::Instant => self.config.instant_proofing.is_some(),
            Method::Video => true,
        })
        .collect()
    }
}
