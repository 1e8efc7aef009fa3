//! What is done while faults happen: every fixture of `events/`, in the world that they are about, and what needs more
//! than that world.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::UserId;
use domain::license::LicenseKey;
use domain::parameters::Parameters;
use domain::secret::SecretKey;
use lambda_runtime::{Context, LambdaEvent};
use local::faults::{Attempts, Fault, Kind, Service};
use local::operations::{self, Invoke};
use local::outbox::Messages;
use local::queue;
use local::{Keep, Local, Options};
use phone_otp_tests::{code_in, fixtures, world};
use platform::{ATTEMPT_TIMEOUT, Clock, Platform, SystemClock};
use providers::cards::sandbox::{SIGNATURE_HEADER, notification_signature};
use serde_json::{Value, json};

use crate::state::Snapshot;

/// A request or an event, and the state in which it comes.
pub(crate) struct Scenario {
    pub(crate) operation: String,
    pub(crate) name: String,
    pub(crate) event: Value,
    pub(crate) before: Arc<Snapshot>,
}

const PAYMENT_SECRET: &str = "abababababababababababababababababababababababababababababababab";

/// A system in which nothing happens by itself.
pub(crate) async fn system() -> Local {
    let settings = [
        ("PHONE_OTP_PORTAL_ORIGIN", "https://portal.example.com"),
        ("PHONE_OTP_PAYMENT_SECRET", PAYMENT_SECRET),
    ];
    let options = Options {
        port: 0,
        keep: Keep::Nothing,
        dynamodb: None,
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        follows: false,
    };
    local::start(options).await.unwrap()
}

/// Calls an operation as a Lambda that was just started, with a time-out for each attempt at a call of AWS.
pub(crate) async fn call(
    local: &Local,
    attempt_timeout: Duration,
    operation: &str,
    event: Value,
) -> Result<Value, String> {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let mut config = local.platform.config.clone();
    config.credentials = Credentials::new(operation, "local", None, None, "faults");
    // The SDK has a quota of retries for each region and process.
    config.region = format!("faults-{}", STARTED.fetch_add(1, Ordering::Relaxed));
    config.attempt_timeout = attempt_timeout;
    let platform = Platform::new(config, Box::new(local.clock().clone()));
    let invoke = handler(operation, &event);
    let event = LambdaEvent::new(event, Context::default());
    match tokio::spawn(invoke(Box::leak(Box::new(platform)), event)).await {
        Ok(answer) => answer.map_err(|error| error.to_string()),
        Err(died) => Err(died.to_string()),
    }
}

/// What handles an event of an operation: its route, or the operation itself.
fn handler(operation: &str, event: &Value) -> Invoke {
    let path = event["rawPath"].as_str();
    let Some(path) = path.filter(|_| operation != "authorize") else {
        return operations::event(operation).unwrap().invoke;
    };
    let method = event["requestContext"]["http"]["method"].as_str().unwrap();
    let (route, _) = operations::find(&method.parse().unwrap(), path).unwrap();
    assert_eq!(route.operation, operation, "{path}");
    route.invoke
}

/// Systems for one cell after another. Each is left after a while, so that the connections of all functions that were
/// started in it are closed.
#[derive(Default)]
pub(crate) struct Systems(Mutex<Vec<(Local, u32)>>);

const CELLS_OF_A_SYSTEM: u32 = 25;

impl Systems {
    /// A system whose tables hold what the cell before left there.
    pub(crate) async fn take(&self) -> (Local, u32) {
        let used = self.0.lock().unwrap().pop();
        let Some((local, times)) = used else {
            return (system().await, 0);
        };
        local.faults().clear();
        local
            .outbox()
            .change(|messages| *messages = Messages::default());
        local
            .queues()
            .change(|messages| *messages = queue::Messages::default());
        (local, times)
    }

    /// Gives it back.
    pub(crate) async fn give(&self, (local, times): (Local, u32)) {
        if times < CELLS_OF_A_SYSTEM {
            self.0.lock().unwrap().push((local, times + 1));
        } else {
            local.stop().await;
        }
    }
}

/// Whether nobody reads what comes out of an event: a stream, a topic, a schedule or the gateway's authorizer hands it
/// over, and what fails comes again.
pub(crate) fn is_of_a_machine(event: &Value) -> bool {
    ["Records", "detail-type", "routeArn"]
        .iter()
        .any(|name| event.get(name).is_some())
}

/// A request as the pages send it: a write carries a key by which its repeat is known.
fn as_the_pages_send_it(mut event: Value) -> Value {
    if event["requestContext"]["http"]["method"] == "POST" && event.get("rawPath").is_some() {
        let key = json!("0123456789abcdef0123456789abcdef");
        let headers = event["headers"].as_object_mut().unwrap();
        headers.entry("idempotency-key").or_insert(key);
    }
    event
}

/// A system in which a scenario is prepared.
pub(crate) struct Stage(Local);

impl Stage {
    /// Does something without a fault; the answer's body, or an event's outcome.
    async fn does(&self, operation: &str, event: &Value) -> Value {
        let event = as_the_pages_send_it(event.clone());
        let answer = call(&self.0, ATTEMPT_TIMEOUT, operation, event)
            .await
            .unwrap();
        let Some(body) = answer["body"].as_str() else {
            return answer;
        };
        serde_json::from_str(body).unwrap_or_default()
    }

    fn passes(&self, seconds: u32) {
        self.0.clock().advance(seconds);
    }

    fn now(&self) -> domain::Timestamp {
        self.0.platform.now()
    }

    /// The code in the newest text.
    fn newest_code(&self) -> String {
        let texts = self.0.outbox().messages().texts;
        code_in(&json!({ "kind": "text", "body": texts.last().unwrap().body }))
    }

    /// A card's notification about an order, as the sandbox signs it.
    fn notification(&self, kind: &str, order: &Value, reference: &str) -> Value {
        let body = json!({
            "id": format!("evt_{reference}"), "type": kind, "order": order["number"],
            "amount": order["total"]["amount"], "currency": order["total"]["currency"], "reference": reference,
        })
        .to_string();
        let secret = SecretKey::from_hex(PAYMENT_SECRET).unwrap();
        let time = self.now().as_second().to_string();
        let signature = notification_signature(&secret, &time, body.as_bytes());
        let mut event = fixtures::event("record-payment", "signature-invalid");
        event["headers"][SIGNATURE_HEADER] = json!(format!("t={time},v1={signature}"));
        event["body"] = json!(body);
        event
    }

    /// Changes items of the records as no operation would.
    async fn edits(&self, which: impl Fn(&store::Item) -> bool, edit: impl Fn(&mut store::Item)) {
        let platform = self.0.platform;
        let (client, table) = (platform.store().client(), &platform.config.records_table);
        let scanned = client.scan().table_name(table).send().await.unwrap();
        for mut item in scanned.items.unwrap_or_default() {
            if which(&item) {
                edit(&mut item);
                let put = client.put_item().table_name(table).set_item(Some(item));
                put.send().await.unwrap();
            }
        }
    }
}

/// Does what comes before a scenario, and returns the scenario's event.
type Prepare = for<'a> fn(&'a Stage) -> Pin<Box<dyn Future<Output = Value> + Send + 'a>>;

/// A scenario that is not prepared yet.
pub(crate) struct Plan {
    pub(crate) operation: String,
    pub(crate) name: String,
    prepare: Result<Prepare, Value>,
}

impl Plan {
    /// Prepares it in a system with the fixtures' world.
    pub(crate) async fn ready(self, world: Arc<Snapshot>, systems: &Systems) -> Scenario {
        let Self {
            operation,
            name,
            prepare,
        } = self;
        let (event, before) = match prepare {
            Err(event) => (event, world),
            Ok(prepare) => {
                let (local, times) = systems.take().await;
                world.restore(&local).await;
                let stage = Stage(local);
                let event = prepare(&stage).await;
                let before = Arc::new(Snapshot::of(&stage.0).await);
                systems.give((stage.0, times)).await;
                (event, before)
            }
        };
        Scenario {
            operation,
            name,
            event: as_the_pages_send_it(of_today(&event)),
            before,
        }
    }
}

/// A fixture's event as if it were of today: mails about facts that are older than some days are given up.
fn of_today(event: &Value) -> Value {
    static TODAY: LazyLock<String> = LazyLock::new(|| SystemClock.now().as_second().to_string());
    let event = event.to_string().replace("1795435200", &TODAY);
    serde_json::from_str(&event).unwrap()
}

/// The world that the fixtures are about.
pub(crate) async fn world(systems: &Systems) -> Arc<Snapshot> {
    let (local, times) = systems.take().await;
    local.clock().hold(local.platform.now());
    world::create(local.platform).await;
    let world = Arc::new(Snapshot::of(&local).await);
    systems.give((local, times)).await;
    world
}

/// Every scenario: the fixtures, and those that need more than the fixtures' world.
pub(crate) fn all() -> Vec<Plan> {
    macro_rules! prepared {
        ($($operation:literal, $name:literal, $prepare:ident;)*) => {
            vec![$(Plan {
                operation: $operation.to_owned(),
                name: format!("{} ({})", $operation, $name),
                prepare: Ok(|stage| Box::pin($prepare(stage))),
            }),*]
        };
    }
    let mut all: Vec<Plan> = fixtures::all()
        .into_iter()
        .map(|fixture| {
            let case = fixture
                .path
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            Plan {
                name: format!("{} ({case})", fixture.operation),
                prepare: Err(fixtures::event(&fixture.operation, &case)),
                operation: fixture.operation,
            }
        })
        .collect();
    all.extend(prepared! {
        "verify-otp", "a phone's first code", first_code;
        "register-phone", "voice", register_by_voice;
        "remove-phone", "removed", remove;
        "send-otp", "sent again", send_again;
        "sign-in", "after a wrong password", sign_in_after_a_wrong_password;
        "sign-in", "in another language", sign_in_in_another_language;
        "sign-in", "in another session's place", sign_in_in_place;
        "sign-in", "the tenth wrong password", tenth_wrong_password;
        "submit-proofing", "left to video", fail_twice;
        "start-proofing", "a second set of questions", start_again;
        "start-proofing", "video", start_video;
        "record-payment", "by card", pay_by_card;
        "record-payment", "declined", decline;
        "record-payment", "a second payment", pay_twice;
        "record-payment", "a renewal", pay_a_renewal;
        "begin-checkout", "begun", begin_checkout;
        "enter-license", "in another's place", replace;
        "deliver-license-email", "never tried", deliver;
        "remind-renewal", "a reminder that is due", remind;
        "retry-notices", "a notice that is due", retry;
        "notify-logout", "a retry after a lost answer", tell_again;
        "confirm-email", "right", confirm;
        "issue-token", "a code", use_a_code;
        "issue-token", "a refresh token", use_a_refresh_token;
        "get-userinfo", "told", ask_for_claims;
        "revoke-token", "revoked", revoke;
        "introspect-token", "active", introspect;
        "confirm-email", "while an order waits", confirm_while_an_order_waits;
    });
    all
}

fn with_body(mut event: Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
    change(&mut body);
    event["body"] = json!(body.to_string());
    event
}

/// A request for another path, with the path's parameter.
fn at_path(mut event: Value, path: &str, parameter: &str, value: &Value) -> Value {
    event["rawPath"] = json!(path);
    event["requestContext"]["http"]["path"] = json!(path);
    event["pathParameters"][parameter] = value.clone();
    event
}

/// A request by the person of another one.
fn by_the_person_of(other: &Value, mut event: Value) -> Value {
    event["headers"]["authorization"] = other["headers"]["authorization"].clone();
    event
}

fn register() -> Value {
    fixtures::event("register-phone", "registered")
}

async fn first_code(stage: &Stage) -> Value {
    stage.does("register-phone", &register()).await;
    let verify = with_body(fixtures::event("verify-otp", "right"), |body| {
        body["code"] = json!(stage.newest_code());
    });
    by_the_person_of(&register(), verify)
}

async fn register_by_voice(_: &Stage) -> Value {
    with_body(register(), |body| body["channel"] = json!("voice"))
}

async fn remove(stage: &Stage) -> Value {
    let registered = stage.does("register-phone", &register()).await;
    let id = &registered["phone"]["id"];
    let remove = fixtures::event("remove-phone", "last-active");
    let path = format!("/credential/phones/{}", id.as_str().unwrap());
    by_the_person_of(&register(), at_path(remove, &path, "id", id))
}

async fn send_again(stage: &Stage) -> Value {
    let send = fixtures::event("send-otp", "sent");
    stage.does("send-otp", &send).await;
    // Longer than the pause between two codes, and shorter than the first one's life.
    stage.passes(40);
    send
}

fn sign_in() -> Value {
    fixtures::event("sign-in", "code-expected")
}

async fn sign_in_after_a_wrong_password(stage: &Stage) -> Value {
    let wrong = fixtures::event("sign-in", "wrong-password");
    stage.does("sign-in", &wrong).await;
    sign_in()
}

async fn sign_in_in_another_language(stage: &Stage) -> Value {
    let mut german = sign_in();
    german["cookies"] = json!(["language=de"]);
    german["headers"]["origin"] = json!(stage.0.platform.config.portal_origin);
    german
}

async fn sign_in_in_place(stage: &Stage) -> Value {
    let held = register()["headers"]["authorization"].clone();
    let held = held.as_str().unwrap().replace("Bearer ", "__Host-session=");
    let mut event = sign_in();
    event["cookies"] = json!([held]);
    event["headers"]["origin"] = json!(stage.0.platform.config.portal_origin);
    event
}

async fn tenth_wrong_password(stage: &Stage) -> Value {
    let wrong = fixtures::event("sign-in", "wrong-password");
    for _ in 0..9 {
        stage.does("sign-in", &wrong).await;
    }
    wrong
}

/// Fails to prove who somebody is, and asks for the next set of questions.
async fn start_again(stage: &Stage) -> Value {
    let failed = fixtures::event("submit-proofing", "failed");
    stage.does("submit-proofing", &failed).await;
    by_the_person_of(&failed, fixtures::event("start-proofing", "questions"))
}

async fn fail_twice(stage: &Stage) -> Value {
    let start = start_again(stage).await;
    stage.does("start-proofing", &start).await;
    fixtures::event("submit-proofing", "failed")
}

async fn start_video(stage: &Stage) -> Value {
    let tomorrow = stage.now() + jiff::SignedDuration::from_hours(24);
    let start = fixtures::event("start-proofing", "appointment-missing");
    with_body(start, |body| {
        body["appointment_at"] = json!(tomorrow.to_string());
    })
}

/// A session's end, of which an earlier attempt has queued what its applications are told.
async fn tell_again(stage: &Stage) -> Value {
    let signed_out = fixtures::event("notify-logout", "signed-out");
    stage.does("notify-logout", &signed_out).await;
    signed_out
}

fn order_by_card() -> Value {
    fixtures::event("place-order", "by-card")
}

async fn pay_by_card(stage: &Stage) -> Value {
    let order = stage.does("place-order", &order_by_card()).await;
    stage.notification("payment.succeeded", &order, "pay_1")
}

async fn decline(stage: &Stage) -> Value {
    let order = stage.does("place-order", &order_by_card()).await;
    stage.notification("payment.declined", &order, "pay_1")
}

async fn pay_twice(stage: &Stage) -> Value {
    let order = stage.does("place-order", &order_by_card()).await;
    let first = stage.notification("payment.succeeded", &order, "pay_1");
    stage.does("record-payment", &first).await;
    stage.notification("payment.succeeded", &order, "pay_2")
}

async fn pay_a_renewal(stage: &Stage) -> Value {
    let renewal = stage
        .does("renew", &fixtures::event("renew", "ordered"))
        .await;
    json!({ "order_number": renewal["number"], "reference": "bank" })
}

/// Whether an attribute has this text.
fn says(item: &store::Item, name: &str, text: &str) -> bool {
    let value = item.get(name).and_then(|value| value.as_s().ok());
    value.is_some_and(|value| value == text)
}

/// As if the provider had not answered when the order was placed.
async fn begin_checkout(stage: &Stage) -> Value {
    let order = stage.does("place-order", &order_by_card()).await;
    let number = order["number"].as_str().unwrap();
    let is_it = |item: &store::Item| says(item, "number", number) && item.contains_key("checkout");
    stage
        .edits(is_it, |item| drop(item.remove("checkout")))
        .await;
    let begin = fixtures::event("begin-checkout", "not-by-card");
    let path = format!("/orders/{number}/checkout");
    by_the_person_of(
        &order_by_card(),
        at_path(begin, &path, "number", &order["number"]),
    )
}

/// A credential that ended too long ago to be renewed gives way to a license that was bought today.
async fn replace(stage: &Stage) -> Value {
    stage.passes(400 * 24 * 60 * 60);
    let sign_in = with_body(sign_in(), |body| body["user_id"] = json!("fay"));
    let signed_in = stage.does("sign-in", &sign_in).await;
    let token = signed_in["session"]["token"].as_str().unwrap();
    let digest = LicenseKey::parse(world::UNUSED_KEY).unwrap().digest();
    let key = format!("license#{}", digest.to_hex());
    let today = AttributeValue::N(stage.now().as_second().to_string());
    let bought_today =
        |item: &mut store::Item| drop(item.insert("purchased_at".to_owned(), today.clone()));
    stage
        .edits(|item| says(item, "pk", &key), bought_today)
        .await;
    let mut enter = fixtures::event("enter-license", "entered");
    enter["headers"]["authorization"] = json!(format!("Bearer {token}"));
    enter
}

async fn deliver(stage: &Stage) -> Value {
    let paid = fixtures::event("record-payment", "invoice-paid");
    stage.does("record-payment", &paid).await;
    let mut deliver = fixtures::event("deliver-license-email", "paid");
    deliver["Records"][0]["dynamodb"]["NewImage"]["number"]["S"] = paid["order_number"].clone();
    deliver
}

/// Enters the code that was mailed to Gus.
async fn confirm(stage: &Stage) -> Value {
    let platform = stage.0.platform;
    let gus = UserId::try_from("gus".to_owned()).unwrap().account();
    let gus = platform.store().account(&gus).await.unwrap().unwrap();
    let challenge = gus.email_confirmation.challenge.as_ref().unwrap();
    let secrets = platform.secrets(0).await.unwrap();
    let code = gus.email_code(challenge, secrets.newest().1);
    with_body(fixtures::event("confirm-email", "wrong"), |body| {
        body["code"] = json!(code.expose());
    })
}

async fn confirm_while_an_order_waits(stage: &Stage) -> Value {
    let order = fixtures::event("place-order", "email-unconfirmed");
    let by_invoice = with_body(order, |body| body["payment_method"] = json!("invoice"));
    let order = stage.does("place-order", &by_invoice).await;
    let paid = json!({ "order_number": order["number"], "reference": "bank" });
    stage.does("record-payment", &paid).await;
    confirm(stage).await
}

/// On the day of a reminder to Fay, whose credential ends in ten days.
async fn remind(stage: &Stage) -> Value {
    stage.passes(3 * 24 * 60 * 60);
    fixtures::event("remind-renewal", "due")
}

async fn retry(stage: &Stage) -> Value {
    stage.0.faults().set(Fault {
        service: Service::Ses,
        operation: "tell-facts".to_owned(),
        action: None,
        nth: 1,
        fault: Kind::ServerError,
        attempts: Attempts::Always,
    });
    let tell = of_today(&fixtures::event("tell-facts", "phone-activated"));
    stage.does("tell-facts", &tell).await;
    stage.passes(30 * 60);
    fixtures::event("retry-notices", "due")
}

/// The event of a form for one of OAuth's endpoints, from the client of a fixture.
fn form(operation: &str, case: &str, parameters: &[(&str, &str)]) -> Value {
    let mut event = fixtures::event(operation, case);
    let pairs = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    event["body"] = json!(pairs.collect::<Parameters>().to_query());
    event
}

/// A code that was granted to Ada's application.
async fn use_a_code(stage: &Stage) -> Value {
    let granted = stage
        .does(
            "grant-authorization",
            &fixtures::event("grant-authorization", "granted"),
        )
        .await;
    let redirect = granted["redirect"].as_str().unwrap();
    let (_, query) = redirect.split_once('?').unwrap();
    let told = Parameters::parse(query.as_bytes());
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", told.one("code").unwrap().unwrap()),
        ("redirect_uri", "https://engineering.example.com/cb"),
        (
            "code_verifier",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ),
    ];
    form("issue-token", "unknown-code", &parameters)
}

/// The tokens that Ada's application has.
async fn tokens(stage: &Stage) -> Value {
    let event = use_a_code(stage).await;
    stage.does("issue-token", &event).await
}

async fn use_a_refresh_token(stage: &Stage) -> Value {
    let tokens = tokens(stage).await;
    let parameters = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
    ];
    form("issue-token", "unknown-code", &parameters)
}

async fn ask_for_claims(stage: &Stage) -> Value {
    let tokens = tokens(stage).await;
    let mut event = fixtures::event("get-userinfo", "no-token");
    let token = tokens["access_token"].as_str().unwrap();
    event["headers"]["authorization"] = json!(format!("Bearer {token}"));
    event
}

async fn revoke(stage: &Stage) -> Value {
    let tokens = tokens(stage).await;
    let token = [("token", tokens["refresh_token"].as_str().unwrap())];
    form("revoke-token", "unknown-token", &token)
}

async fn introspect(stage: &Stage) -> Value {
    let tokens = tokens(stage).await;
    let token = [("token", tokens["access_token"].as_str().unwrap())];
    form("introspect-token", "not-active", &token)
}
