//! The whole of Phone OTP in one process on one machine.
//!
//! It runs the same handlers as the Lambdas, behind a gateway that converts requests to API Gateway's events. Around
//! them are a DynamoDB-compatible engine with its streams, the schedules, loopback endpoints that implement SNS, SQS,
//! SES v2 and the SMS-voice API for the real SDK clients, a sandbox payment provider, a sample application that relies on
//! the portal, and a page that shows what was sent and moves the clock.

pub mod api_calls;
pub mod aws;
pub mod clock;
pub mod data;
pub mod engine;
pub mod faults;
pub mod operations;
pub mod outbox;
pub mod queue;
pub mod sandbox;
pub mod schedule;
pub mod stream;

mod connection;
mod console;
mod dynamodb;
mod gateway;
mod localhost;
mod sample;
mod signing_keys;

use std::collections::{BTreeSet, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::config::Credentials;
use axum::extract::DefaultBodyLimit;
use axum::http::Uri;
use axum::routing::{any, delete, get, post};
use axum::{Router, middleware};
use domain::Timestamp;
use domain::registry::{Registered, RegistryPatch};
use domain::settings::Configuration;
use dynoxide::Database;
use lambda_runtime::{Context, LambdaEvent};
use platform::config::ConfigError;
use platform::{Clock, Config, Platform};
use serde_json::{Map, Value};
use store::{StoreError, Units};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::api_calls::ApiCalls;
use crate::aws::secrets_manager::{SECRET, SIGNING_KEYS};
use crate::aws::sns::VOICE_TOPIC;
use crate::aws::sqs;
use crate::clock::MovableClock;
use crate::connection::{Connection, Connections};
use crate::data::{Data, Lock};
use crate::dynamodb::Engine;
use crate::faults::Faults;
use crate::operations::Invoke;
use crate::outbox::Outbox;
use crate::queue::{NOTIFICATIONS, PARKED, Queues};
use crate::sample::Sample;
use crate::sandbox::Payments;

/// How long requests in progress may take when the process stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// Where data is kept.
#[derive(Debug, Clone)]
pub enum Keep {
    /// Nowhere: all data is lost when the process stops.
    Nothing,
    /// In a folder.
    Folder(PathBuf),
}

/// The options of a start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The portal's port. The next ones are those of DynamoDB, of the other services, and of the sample application. Zero:
    /// any free ports.
    pub port: u16,
    /// Where data is kept.
    pub keep: Keep,
    /// A DynamoDB-compatible engine to use instead of the embedded one. Tables that are missing are created.
    pub dynamodb: Option<Uri>,
    /// Variables of the functions' environment, `PHONE_OTP_…`, that replace or add to the local ones.
    pub settings: Vec<(String, String)>,
    /// Whether streams, topics, schedules and the sandbox's late payments start operations. Without them only requests and
    /// invokes do, for a test that looks at one operation by itself.
    pub follows: bool,
}

/// Why the system does not start, in one line.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens on the port.
    #[error("port {0} is in use: stop the other program, or choose another port with --port")]
    PortInUse(u16),
    /// The port cannot be listened on for another reason.
    #[error("cannot listen on port {0}: {1}")]
    Port(u16, std::io::Error),
    /// The folder cannot be written.
    #[error("cannot write to the data folder {}: {}", .0.display(), .1)]
    Unwritable(PathBuf, String),
    /// Another run uses the folder.
    #[error("the data folder {} is used by another run: stop it, or choose another folder with --data-dir", .0.display())]
    InUse(PathBuf),
    /// The database cannot be opened, or its tables cannot be created.
    #[error("the database does not start: {0}")]
    Engine(String),
    /// The tables are of an older version.
    #[error(
        "the table {0} was made by an older version, without {1}: choose another folder with --data-dir, or remove this one"
    )]
    Outdated(String, &'static str),
    /// The sample application has no key, or cannot be registered.
    #[error("the sample application does not start: {0}")]
    Sample(String),
    /// The configuration is not valid.
    #[error("the configuration is not valid: {0}")]
    Config(#[from] ConfigError),
}

/// The state that all parts of the process share.
pub(crate) struct Shared {
    platform: &'static Platform,
    /// A platform for each operation, as each Lambda is a process of its own.
    platforms: HashMap<&'static str, &'static Platform>,
    clock: MovableClock,
    data: Data,
    engine: Engine,
    api_calls: Arc<ApiCalls>,
    outbox: Outbox,
    queues: Queues,
    faults: Faults,
    payments: Payments,
    sample: Arc<Sample>,
    follows: bool,
}

impl Shared {
    fn timestamp(&self) -> Timestamp {
        self.clock.now()
    }

    /// The movable clock's time, to the second (RFC 3339).
    fn now(&self) -> String {
        self.platform.now().to_string()
    }

    /// Calls an operation as Lambda does: in a task of its own, so that a panic fails only the event.
    async fn call(&self, operation: &str, invoke: Invoke, event: Value) -> Result<Value, String> {
        let platform = self
            .platforms
            .get(operation)
            .copied()
            .unwrap_or(self.platform);
        let called = tokio::spawn(invoke(
            platform,
            LambdaEvent::new(event, Context::default()),
        ));
        match called.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(error.to_string()),
            Err(died) => Err(died.to_string()),
        }
    }

    /// Calls an operation that an event starts.
    async fn invoke(&self, operation: &str, event: Value) -> Result<Value, String> {
        match operations::event(operation) {
            Some(known) => self.call(known.operation, known.invoke, event).await,
            None => Err(format!("no operation {operation} is started by an event")),
        }
    }
}

/// A running system.
pub struct Local {
    /// The portal's origin: its scheme, name and port.
    pub origin: String,
    /// Where the sample application is: its scheme, address and port.
    pub sample: String,
    /// The environment of its functions, with which `cargo lambda` works on the same data.
    pub environment: Vec<(String, String)>,
    /// A platform like those of its operations.
    pub platform: &'static Platform,
    /// The AWS calls of its operations.
    pub api_calls: Arc<ApiCalls>,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    servers: JoinSet<()>,
    workers: JoinSet<()>,
    _lock: Option<Lock>,
}

impl Local {
    /// The request units that its operations have consumed so far, without operations that a stream or a schedule
    /// starts.
    #[must_use]
    pub fn consumed(&self) -> Units {
        let followers: BTreeSet<&str> = stream::SOURCES
            .iter()
            .map(|source| source.operation)
            .chain(
                schedule::SCHEDULES
                    .iter()
                    .map(|schedule| schedule.operation),
            )
            .chain([queue::CONSUMER])
            .collect();
        let platforms = self.shared.platforms.iter();
        platforms
            .filter(|(operation, _)| !followers.contains(*operation))
            .map(|(_, platform)| platform.store().consumed())
            .fold(Units::default(), |sum, used| Units {
                read: sum.read + used.read,
                write: sum.write + used.write,
            })
    }

    /// Reads the settings for each operation, as a request of the last minute has done.
    ///
    /// # Errors
    /// [`StoreError`] if they cannot be read.
    pub async fn warm(&self) -> Result<(), StoreError> {
        for platform in self.shared.platforms.values() {
            platform.settings().await?;
            platform.applications().await?;
            platform.route("GET /reports").await?;
        }
        Ok(())
    }

    /// Configures it as the first start does, for tables that were emptied since.
    ///
    /// # Errors
    /// [`StartError::Engine`].
    pub async fn configure(&self) -> Result<(), StartError> {
        configure(self.platform, &self.shared.sample).await
    }

    /// The faults in calls of AWS.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The clock of all its parts.
    #[must_use]
    pub fn clock(&self) -> &MovableClock {
        &self.shared.clock
    }

    /// What its operations sent.
    #[must_use]
    pub fn outbox(&self) -> &Outbox {
        &self.shared.outbox
    }

    /// What its operations have put into queues.
    #[must_use]
    pub fn queues(&self) -> &Queues {
        &self.shared.queues
    }

    /// What it keeps beside the tables.
    #[must_use]
    pub fn data(&self) -> &Data {
        &self.shared.data
    }

    /// Stops the system: it accepts no new requests, and waits for those in progress.
    pub async fn stop(mut self) {
        self.workers.shutdown().await;
        let _ = self.stop.send(true);
        let servers = &mut self.servers;
        let ended = tokio::time::timeout(STOP_WITHIN, async {
            while servers.join_next().await.is_some() {}
        })
        .await;
        if ended.is_err() {
            tracing::warn!("some requests did not end in time");
        }
    }
}

async fn listen(port: u16) -> Result<TcpListener, StartError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => StartError::PortInUse(port),
            _ => StartError::Port(port, error),
        })
}

/// What the parts of the system listen on.
struct Listeners {
    origin: String,
    portal: Vec<TcpListener>,
    dynamodb: TcpListener,
    services: TcpListener,
    sample: TcpListener,
}

impl Listeners {
    async fn new(port: u16) -> Result<Self, StartError> {
        let next = |offset: u16| {
            if port == 0 {
                0
            } else {
                port.saturating_add(offset)
            }
        };
        let (origin, portal) = localhost::listen(port).await?;
        Ok(Self {
            origin,
            portal,
            dynamodb: listen(next(1)).await?,
            services: listen(next(2)).await?,
            sample: listen(next(3)).await?,
        })
    }
}

fn port_of(listener: &TcpListener) -> Result<u16, StartError> {
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|error| StartError::Port(0, error))
}

/// The environment of the functions, as the template sets it on AWS.
fn environment(origin: &str, dynamodb: u16, services: u16, data: &Data) -> Vec<(String, String)> {
    let endpoint = |port: u16| format!("http://127.0.0.1:{port}");
    [
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint(dynamodb)),
        ("AWS_ENDPOINT_URL_SNS", endpoint(services)),
        ("AWS_ENDPOINT_URL_SQS", endpoint(services)),
        ("AWS_ENDPOINT_URL_SESV2", endpoint(services)),
        ("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", endpoint(services)),
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", endpoint(services)),
        ("AWS_ENDPOINT_URL_LAMBDA", endpoint(services)),
        ("PHONE_OTP_RECORDS_TABLE", "phone-otp-records".to_owned()),
        ("PHONE_OTP_SESSIONS_TABLE", "phone-otp-sessions".to_owned()),
        // All functions share this process: one that hashes a password holds up the answers to the others.
        ("PHONE_OTP_ATTEMPT_TIMEOUT_MS", "5000".to_owned()),
        ("PHONE_OTP_PORTAL_ORIGIN", origin.to_owned()),
        (
            "PHONE_OTP_MAIL_FROM",
            "no-reply@portal.example.com".to_owned(),
        ),
        ("PHONE_OTP_VOICE_TOPIC", VOICE_TOPIC.to_owned()),
        ("PHONE_OTP_VOICE_ORIGINATION", "+12065550100".to_owned()),
        (
            "PHONE_OTP_NOTIFICATIONS",
            sqs::url(&endpoint(services), NOTIFICATIONS),
        ),
        (
            "PHONE_OTP_PARKED_NOTIFICATIONS",
            sqs::url(&endpoint(services), PARKED),
        ),
        ("PHONE_OTP_SECRET", SECRET.to_owned()),
        ("PHONE_OTP_SIGNING_KEYS", SIGNING_KEYS.to_owned()),
        ("PHONE_OTP_INSTANT_PROOFING", "sandbox".to_owned()),
        (
            "PHONE_OTP_PAYMENT_SECRET",
            data.secret("payment-secret.json"),
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

fn config(environment: &[(String, String)]) -> Result<Config, ConfigError> {
    Config::read(|name| {
        let mut variables = environment.iter();
        variables.find_map(|(known, value)| (known == name).then(|| value.clone()))
    })
}

/// Makes the first version of the configuration, unless there is one: an example of what an operator sets, with the pages
/// of the sample application.
async fn configure(platform: &Platform, sample: &Sample) -> Result<(), StartError> {
    let engine = |error: &dyn std::fmt::Display| StartError::Engine(error.to_string());
    let example = serde_json::from_str(include_str!("configuration.json"));
    let mut example: Map<String, Value> = example.map_err(|error| engine(&error))?;
    example.insert("applications".to_owned(), sample.registrations().into());
    let registry = (&Registered::default(), &RegistryPatch::take(&mut example));
    let reason = "an example to begin with";
    let now = platform.now();
    let first = Configuration::changed(None, &example, registry, "local run", reason, now)
        .map_err(|refused| engine(&refused.iter().map(ToString::to_string).collect::<String>()))?;
    match platform
        .store()
        .save_configuration(&first.configuration)
        .await
    {
        Ok(()) | Err(StoreError::ConditionFailed) => Ok(()),
        Err(error) => Err(engine(&error)),
    }
}

/// Starts the system.
///
/// # Errors
/// See [`StartError`].
pub async fn start(options: Options) -> Result<Local, StartError> {
    let Listeners {
        origin,
        portal,
        dynamodb,
        services,
        sample: sample_listener,
    } = Listeners::new(options.port).await?;
    let (data, lock) = match &options.keep {
        Keep::Nothing => (Data::memory(), None),
        Keep::Folder(folder) => {
            let (data, lock) = Data::open(folder)?;
            (data, Some(lock))
        }
    };
    let (stop, stopped) = watch::channel(false);
    let mut servers = JoinSet::new();
    let engine = match options.dynamodb {
        Some(url) => Engine::new(url, false),
        None => embedded_engine(&data, &mut servers, stopped.clone()).await?,
    };
    let mut environment = environment(&origin, port_of(&dynamodb)?, port_of(&services)?, &data);
    environment.retain(|(name, _)| options.settings.iter().all(|(set, _)| set != name));
    environment.extend(options.settings);
    let clock = MovableClock::new(&data);
    let config = config(&environment)?;
    let platform: &'static Platform =
        Box::leak(Box::new(Platform::new(config, Box::new(clock.clone()))));
    let sample = Sample::new(port_of(&sample_listener)?, &origin, &clock, &data)?;
    let (records, sessions) = (
        &platform.config.records_table,
        &platform.config.sessions_table,
    );
    let shared = Arc::new(Shared {
        platform,
        platforms: platforms(&platform.config, &clock),
        clock,
        outbox: Outbox::new(&data),
        queues: Queues::new(&data),
        faults: Faults::default(),
        payments: Payments::new(&data),
        sample: Arc::new(sample),
        data,
        engine,
        api_calls: Arc::default(),
        follows: options.follows,
    });
    servers.spawn(serve_aws(
        dynamodb,
        Router::new()
            .fallback(dynamodb::serve)
            .layer(DefaultBodyLimit::disable())
            .with_state(shared.clone()),
        stopped.clone(),
    ));
    engine::create_tables(platform.store().client(), records, sessions).await?;
    configure(platform, &shared.sample).await?;
    shared.sample.register(platform, &shared.data).await?;
    let mut followed = Vec::new();
    for source in stream::SOURCES {
        let begun = stream::begin(&shared, source).await;
        followed.push((source, begun.map_err(StartError::Engine)?));
    }
    servers.spawn(serve_aws(
        services,
        Router::new()
            .fallback(aws::serve)
            .with_state(shared.clone()),
        stopped.clone(),
    ));
    for listener in portal {
        servers.spawn(serve(listener, pages(shared.clone()), stopped.clone()));
    }
    servers.spawn(serve(
        sample_listener,
        sample::router(shared.sample.clone()),
        stopped.clone(),
    ));
    let workers = if options.follows {
        follow(&shared, followed)
    } else {
        JoinSet::new()
    };
    Ok(Local {
        origin,
        sample: shared.sample.origin().to_owned(),
        environment,
        platform,
        api_calls: shared.api_calls.clone(),
        shared,
        stop,
        servers,
        workers,
        _lock: lock,
    })
}

/// Starts what follows streams, schedules, the queue and the sandbox's payments.
fn follow(
    shared: &Arc<Shared>,
    streams: Vec<(stream::Source, (stream::Position, String))>,
) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    for (source, begun) in streams {
        workers.spawn(stream::poll(shared.clone(), source, begun));
    }
    for schedule in schedule::SCHEDULES {
        workers.spawn(schedule::run(shared.clone(), schedule));
    }
    workers.spawn(queue::poll(shared.clone()));
    workers.spawn(sandbox::run(shared.clone()));
    workers
}

/// Starts the embedded engine on a free port of its own.
async fn embedded_engine(
    data: &Data,
    servers: &mut JoinSet<()>,
    stopped: watch::Receiver<bool>,
) -> Result<Engine, StartError> {
    let database = match data.database() {
        Some(file) => Database::new(&file.to_string_lossy()),
        None => Database::memory(),
    }
    .map_err(|error| StartError::Engine(error.to_string()))?;
    let listener = listen(0).await?;
    let url = format!("http://127.0.0.1:{}/", port_of(&listener)?);
    servers.spawn(async move {
        let served = dynoxide::server::serve_with_shutdown(listener, database, wait(stopped));
        if let Err(error) = served.await {
            tracing::error!(%error, "the database ended");
        }
    });
    match url.parse() {
        Ok(url) => Ok(Engine::new(url, true)),
        Err(error) => Err(StartError::Engine(error.to_string())),
    }
}

/// Makes a platform for each operation, which signs its calls with the operation's name.
fn platforms(config: &Config, clock: &MovableClock) -> HashMap<&'static str, &'static Platform> {
    let operations = operations::ROUTES
        .iter()
        .map(|route| route.operation)
        .chain(operations::EVENTS.iter().map(|event| event.operation));
    operations
        .map(|operation| {
            let mut config = config.clone();
            config.credentials = Credentials::new(operation, "local", None, None, "local");
            let platform = Platform::new(config, Box::new(clock.clone()));
            (operation, &*Box::leak(Box::new(platform)))
        })
        .collect()
}

fn pages(shared: Arc<Shared>) -> Router {
    let console = Router::new()
        .route("/_local", get(console::page))
        .route("/_local/phones", get(console::all_phones))
        .route("/_local/phones/{number}", get(console::one_phone))
        .route("/_local/mail", get(console::mail))
        .route("/_local/notifications", get(console::notifications))
        .route("/_local/orders", get(console::orders))
        .route(
            "/_local/clock",
            get(console::clock).post(console::move_clock),
        )
        .route("/_local/invoke/{operation}", post(console::invoke))
        .route("/_local/calls", get(console::api_calls))
        .route("/_local/faults", post(console::faults))
        .route("/_local/messages", delete(console::clear))
        .layer(middleware::from_fn(console::guard));
    Router::new()
        .merge(console)
        .route("/sandbox/checkout", get(sandbox::page).post(sandbox::pay))
        .route("/health", any(|| async { "ok\n" }))
        .fallback(gateway::serve)
        .layer(middleware::from_fn(localhost::redirect))
        .with_state(shared)
}

async fn serve(listener: TcpListener, router: Router, stopped: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service)
        .with_graceful_shutdown(wait(stopped))
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "a server ended");
    }
}

/// Serves endpoints of AWS, whose connections a fault may close.
async fn serve_aws(listener: TcpListener, router: Router, stopped: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<Connection>();
    let served = axum::serve(Connections(listener), service)
        .with_graceful_shutdown(wait(stopped))
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "a server ended");
    }
}

async fn wait(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
