//! Starts the whole system and acts in it as people do, so that a test reads as a conversation.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a test's own tools: a wrong step ends the test"
)]

pub mod client;
pub mod fixtures;
pub mod world;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::account::UserId;
use domain::change::{Actor, Change};
use domain::email_confirmation::EmailConfirmation;
use domain::policy::{CODE_DIGITS, EMAIL_CODE_DIGITS, LOCKOUT};
use local::api_calls::ApiCalls;
use local::faults::Faults;
use local::{Keep, Local, Options};
use platform::Platform;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use store::Units;

/// The password of everyone who is not told to have another.
pub const PASSWORD: &str = "correct horse battery staple";

/// The cookies that a link of another site's page makes a browser send.
const LAX_COOKIES: [&str; 2] = ["__Host-authorize", "__Host-authorization"];

/// How long a test waits for something that happens by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running system.
pub struct System {
    local: Local,
    client: Client,
    record: Record,
}

/// Takes everything out of tables that other tests used before: with `PHONE_OTP_TEST_ON`, an engine's address, tests run
/// on the tables that `PHONE_OTP_RECORDS_TABLE` and `PHONE_OTP_SESSIONS_TABLE` name there, one test at a time.
async fn empty(platform: &Platform) {
    let client = platform.store().client();
    let config = &platform.config;
    for table in [&config.records_table, &config.sessions_table] {
        let items = client.scan().table_name(table).send().await.unwrap();
        for mut item in items.items.unwrap_or_default() {
            item.retain(|name, _| matches!(name.as_str(), "pk" | "sk"));
            let delete = client.delete_item().table_name(table).set_key(Some(item));
            delete.send().await.unwrap();
        }
    }
}

/// Writes which AWS calls each operation made, once a system is gone, into the folder that `PHONE_OTP_TEST_CALLS` names.
struct Record {
    calls: Arc<ApiCalls>,
    /// Whether the calls are those of the operations alone, and not some that a test had them make.
    of_operations: AtomicBool,
}

impl Drop for Record {
    fn drop(&mut self) {
        static SYSTEMS: AtomicU32 = AtomicU32::new(0);
        let Some(folder) = std::env::var_os("PHONE_OTP_TEST_CALLS") else {
            return;
        };
        if !self.of_operations.load(Ordering::Relaxed) {
            return;
        }
        let number = SYSTEMS.fetch_add(1, Ordering::Relaxed);
        let file = Path::new(&folder).join(format!("{}-{number}.json", std::process::id()));
        std::fs::write(file, json!(self.calls.all()).to_string()).unwrap();
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: reqwest::header::HeaderMap,
    /// Its body, if it is JSON.
    pub body: Value,
}

impl Answer {
    /// The body of an answer that has to have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self.body
    }

    /// The body of a refusal that has to be this problem.
    #[track_caller]
    pub fn refused(self, status: u16, slug: &str) -> Value {
        assert_eq!(
            (self.status.as_u16(), &self.body["type"]),
            (status, &json!(slug)),
            "{}",
            self.body
        );
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.body["status"], status);
        for words in ["title", "detail"] {
            assert!(
                self.body[words]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{}",
                self.body
            );
        }
        self.body
    }
}

impl System {
    /// A system that keeps nothing.
    pub async fn start() -> Self {
        Self::start_with(Keep::Nothing).await
    }

    /// A system on kept data.
    pub async fn start_with(keep: Keep) -> Self {
        Self::start_as(keep, Vec::new()).await
    }

    /// A system that keeps nothing, with other settings.
    pub async fn start_set(settings: &[(&str, &str)]) -> Self {
        let settings = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self::start_as(Keep::Nothing, settings).await
    }

    async fn start_as(keep: Keep, settings: Vec<(String, String)>) -> Self {
        let fresh = !matches!(&keep, Keep::Folder(folder) if folder.exists());
        let mut options = Options {
            port: 0,
            keep,
            dynamodb: None,
            settings,
            follows: true,
        };
        let deployed = std::env::var("PHONE_OTP_TEST_ON").ok();
        if let Some(engine) = &deployed {
            options.dynamodb = Some(engine.parse().unwrap());
            for name in ["PHONE_OTP_RECORDS_TABLE", "PHONE_OTP_SESSIONS_TABLE"] {
                let table = std::env::var(name).expect("a deployed table");
                options.settings.push((name.to_owned(), table));
            }
        }
        let system = Self::start_on(options).await;
        if deployed.is_some() && fresh {
            system.begins_anew().await;
            // The start saved from which day on reminders are looked up.
            let begin = fixtures::event("remind-renewal", "due");
            system.invoke("remind-renewal", begin).await.unwrap();
        }
        system
    }

    /// A system with these options.
    pub async fn start_on(options: Options) -> Self {
        let local = local::start(options).await.expect("the system starts");
        Self {
            record: Record {
                calls: local.api_calls.clone(),
                of_operations: AtomicBool::new(true),
            },
            local,
            client: Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
        }
    }

    /// Empties the tables and configures it as the first start does.
    pub async fn begins_anew(&self) {
        self.empty().await;
        self.local.configure().await.unwrap();
    }

    /// Changes the settings, as an operator does. A function that has read them follows within a minute.
    pub async fn configure(&self, change: Value) -> Value {
        let event = json!({ "operator": "kim", "reason": "a test", "change": change });
        let configured = self.invoke("configure", event).await;
        configured.expect("the change is accepted")
    }

    /// Stops it.
    pub async fn stop(self) {
        self.local.stop().await;
    }

    /// What sends requests, and follows no redirect.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The platform that its operations run on.
    #[must_use]
    pub fn platform(&self) -> &'static Platform {
        self.local.platform
    }

    /// Has each operation know the settings, as one that was asked in the last minute does.
    pub async fn warm(&self) {
        self.record.of_operations.store(false, Ordering::Relaxed);
        self.local.warm().await.unwrap();
    }

    /// Request units that its operations have consumed so far.
    #[must_use]
    pub fn consumed(&self) -> Units {
        self.local.consumed()
    }

    /// Its faults.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        self.local.faults()
    }

    /// The URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.local.origin)
    }

    /// The URL of a path of the sample application.
    #[must_use]
    pub fn sample(&self, path: &str) -> String {
        format!("{}{path}", self.local.sample)
    }

    /// Someone who is not signed in.
    #[must_use]
    pub fn visitor(&self) -> Person<'_> {
        Person {
            system: self,
            user_id: String::new(),
            token: None,
            address: "192.0.2.1".to_owned(),
            idempotency_key: None,
            headers: Vec::new(),
            cookies: None,
        }
    }

    /// Someone in the United States with an account, signed in with the password.
    pub async fn member(&self, user_id: &str) -> Person<'_> {
        self.member_in(user_id, "US").await
    }

    /// Someone in a country with an account, signed in with the password.
    pub async fn member_in(&self, user_id: &str, country: &str) -> Person<'_> {
        let person = self.newcomer(user_id, country).await;
        person.confirms_the_address().await;
        person
    }

    /// Someone in a country who has just created an account and signed in: the address is not confirmed.
    pub async fn newcomer(&self, user_id: &str, country: &str) -> Person<'_> {
        let mut person = self.visitor();
        person.sign_up(user_id, country).await.expect(201);
        person.sign_in(user_id, PASSWORD).await.expect(201);
        person
    }

    /// Someone with a credential that needs nothing but a phone.
    pub async fn licensed(&self, user_id: &str, product: &str) -> Person<'_> {
        let member = self.member(user_id).await;
        let key = member.buys_a_key(product).await;
        member.enters(&key).await.expect(201);
        member
    }

    /// Someone with an active US phone, signed in with a code.
    pub async fn active(&self, user_id: &str, number: &str) -> Person<'_> {
        let mut member = self.licensed(user_id, "us").await;
        member.registers("text", "US", number).await.expect(201);
        let code = self.newest_code(number).await;
        member.verifies(&code).await.expect(200);
        member
    }

    /// As [`System::active`], in a browser: it keeps cookies, and tokens are not in its answers.
    pub async fn active_in_a_browser(&self, user_id: &str, number: &str) -> Person<'_> {
        let mut member = self.active(user_id, number).await;
        member.cookies = Some(Arc::default());
        member.sign_in(user_id, PASSWORD).await.expect(201);
        self.clock_moves("1 minute").await;
        let ending = &number[number.len() - 4..];
        member.asks_for_a_code(ending).await.expect(201);
        let code = self.newest_code(number).await;
        member.verifies(&code).await.expect(200);
        self.clock_moves("1 minute").await;
        member
    }

    /// Puts so many wrong passwords into an account's guard that it is locked until someone unlocks it.
    pub async fn locks_for_good(&self, user_id: &str) {
        let store = self.platform().store();
        let number = |value: i64| AttributeValue::N(value.to_string());
        let most = LOCKOUT.last().unwrap().failures;
        store
            .client()
            .update_item()
            .table_name(&self.platform().config.sessions_table)
            .key("pk", AttributeValue::S(account_of(user_id)))
            .key("sk", AttributeValue::S("failures".to_owned()))
            .update_expression("SET password_count = :most, password_at = :now REMOVE changed")
            .expression_attribute_values(":most", number(most.into()))
            .expression_attribute_values(":now", number(self.platform().now().as_second()))
            .send()
            .await
            .unwrap();
    }

    /// Deletes an account's guard, as an operator does who unlocks it.
    pub async fn unlocks(&self, user_id: &str) {
        let store = self.platform().store();
        store
            .client()
            .delete_item()
            .table_name(&self.platform().config.sessions_table)
            .key("pk", AttributeValue::S(account_of(user_id)))
            .key("sk", AttributeValue::S("failures".to_owned()))
            .send()
            .await
            .unwrap();
    }

    async fn local_get(&self, path: &str) -> Value {
        let answer = self.client.get(self.url(path)).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// Moves the clock by a span such as `11 months`.
    pub async fn clock_moves(&self, span: &str) {
        let moved = self
            .client
            .post(self.url("/_local/clock"))
            .json(&json!({ "advance": span }))
            .send()
            .await
            .unwrap();
        assert!(moved.status().is_success());
    }

    /// Makes the next calls of a service (`sns`, `ses`, `voice`, `secrets`) be refused for good.
    pub async fn fails(&self, service: &str, times: u32) {
        self.fault(json!({ "service": service, "fail": times }))
            .await;
    }

    /// Makes a service fail its next calls in a way that passes.
    pub async fn is_unavailable(&self, service: &str, times: u32) {
        self.fault(json!({ "service": service, "fail": times, "error": "unavailable" }))
            .await;
    }

    /// Puts a fault into calls of AWS, as `/_local/faults` takes it.
    pub async fn fault(&self, fault: Value) {
        let set = self
            .client
            .post(self.url("/_local/faults"))
            .json(&fault)
            .send()
            .await
            .unwrap();
        assert!(set.status().is_success());
    }

    /// Invokes an operation as an operator does.
    pub async fn invoke(&self, operation: &str, event: Value) -> Result<Value, String> {
        let answer = self
            .client
            .post(self.url(&format!("/_local/invoke/{operation}")))
            .json(&event)
            .send()
            .await
            .unwrap();
        let worked = answer.status().is_success();
        let body: Value = answer.json().await.unwrap();
        if worked {
            Ok(body)
        } else {
            Err(body["errorMessage"].as_str().unwrap_or_default().to_owned())
        }
    }

    /// Takes everything out of the tables.
    pub async fn empty(&self) {
        empty(self.local.platform).await;
    }

    /// The environment of the operations.
    pub fn environment(&self) -> &[(String, String)] {
        &self.local.environment
    }

    /// A variable of the operations' environment.
    fn variable(&self, name: &str) -> &str {
        let mut variables = self.local.environment.iter();
        &variables.find(|(known, _)| known == name).unwrap().1
    }

    async fn secrets_manager(&self, action: &str, request: Value) -> Value {
        let answer = self
            .client
            .post(self.variable("AWS_ENDPOINT_URL_SECRETS_MANAGER"))
            .header("x-amz-target", format!("secretsmanager.{action}"))
            .json(&request)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success());
        answer.json().await.unwrap()
    }

    /// Changes a secret whose name a variable has, as an operator does.
    async fn changes_a_secret(&self, variable: &str, change: impl FnOnce(&str) -> String) {
        let id = self.variable(variable);
        let held = self
            .secrets_manager("GetSecretValue", json!({ "SecretId": id }))
            .await;
        let value = change(held["SecretString"].as_str().unwrap());
        self.secrets_manager(
            "PutSecretValue",
            json!({ "SecretId": id, "SecretString": value }),
        )
        .await;
    }

    /// Adds a second version to the deployment's secrets, as an operator does.
    pub async fn rotates_the_secret(&self) {
        self.changes_a_secret("PHONE_OTP_SECRET", |held| {
            let mut versions: Value = serde_json::from_str(held).unwrap();
            versions["2"] = json!("cd".repeat(32));
            versions.to_string()
        })
        .await;
    }

    /// Replaces the keys that sign tokens.
    pub async fn keeps_signing_keys(&self, value: &str) {
        self.changes_a_secret("PHONE_OTP_SIGNING_KEYS", |_| value.to_owned())
            .await;
    }

    /// Changes the keys that sign tokens by the operator's command: [`signing_keys`].
    pub async fn changes_the_signing_keys(&self, arguments: &[&str]) {
        self.changes_a_secret("PHONE_OTP_SIGNING_KEYS", |held| {
            signing_keys(arguments, held).unwrap()
        })
        .await;
    }

    /// The mails to an address, newest first, without those that confirm it: [`System::email_codes`].
    pub async fn mails(&self, to: &str) -> Vec<Value> {
        let mut mails = self.every_mail(to).await;
        mails.retain(|mail| email_code_in(mail).is_none());
        mails
    }

    /// The codes that were mailed to an address to confirm it, newest first.
    pub async fn email_codes(&self, to: &str) -> Vec<String> {
        let mails = self.every_mail(to).await;
        mails.iter().filter_map(email_code_in).collect()
    }

    /// Waits until so many codes were mailed to an address, and gives the newest.
    pub async fn email_code(&self, to: &str, count: usize) -> String {
        let begun = Instant::now();
        loop {
            let codes = self.email_codes(to).await;
            if codes.len() >= count {
                return codes[0].clone();
            }
            assert!(begun.elapsed() < PATIENCE, "no code reached {to}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Makes the address of an account a confirmed one, as if its code had been entered, without what follows from that.
    pub async fn confirms(&self, user_id: &str) {
        let id = UserId::try_from(user_id.to_owned()).unwrap().account();
        let store = self.platform().store();
        let mut account = store.account(&id).await.unwrap().unwrap();
        account.email_confirmation = EmailConfirmation::done();
        let change = Change::by(Actor::Owner, self.platform().now());
        store.save_account(&mut account, &change).await.unwrap();
    }

    /// Every mail to an address, newest first.
    pub async fn every_mail(&self, to: &str) -> Vec<Value> {
        let all = self.local_get("/_local/mail").await;
        let to = json!([to]);
        all.as_array()
            .unwrap()
            .iter()
            .filter(|mail| mail["to"] == to)
            .cloned()
            .collect()
    }

    /// Waits for a mail to an address whose subject holds some words.
    pub async fn mail(&self, to: &str, subject: &str) -> Value {
        let begun = Instant::now();
        loop {
            let found = self
                .mails(to)
                .await
                .into_iter()
                .find(|mail| mail["subject"].as_str().unwrap().contains(subject));
            match found {
                Some(mail) => return mail,
                None => assert!(
                    begun.elapsed() < PATIENCE,
                    "no mail about {subject:?} reached {to}"
                ),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What a phone received, newest first; the number in the national form of the United States, or E.164.
    pub async fn phone(&self, number: &str) -> Vec<Value> {
        let number = if number.starts_with('+') {
            number.to_owned()
        } else {
            format!("+1{number}")
        };
        let messages = self.local_get(&format!("/_local/phones/{number}")).await;
        messages.as_array().unwrap().clone()
    }

    /// The code in the newest message of a phone, as a person reads or hears it.
    pub async fn newest_code(&self, number: &str) -> String {
        let begun = Instant::now();
        loop {
            if let Some(message) = self.phone(number).await.first() {
                return code_in(message);
            }
            assert!(begun.elapsed() < PATIENCE, "no message reached {number}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// What the operator's command for the keys that sign tokens writes, given the present value; or why it refuses.
pub fn signing_keys(arguments: &[&str], present: &str) -> Result<String, String> {
    let mut command = Command::new("python3")
        .arg(fixtures::top().join("infra/aws/signing-keys.py"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let mut input = command.stdin.take().unwrap();
    input.write_all(present.as_bytes()).unwrap();
    drop(input);
    let ended = command.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    // A key's DER begins so in Base64.
    assert!(!said.contains("MI"), "{said}");
    if ended.status.success() {
        Ok(String::from_utf8(ended.stdout).unwrap())
    } else {
        Err(said)
    }
}

/// The identifier of a user ID's account.
pub fn account_of(user_id: &str) -> String {
    let user_id = UserId::try_from(user_id.to_owned()).unwrap();
    user_id.account().as_str().to_owned()
}

/// The code in a message.
#[must_use]
pub fn code_in(message: &Value) -> String {
    let body = message["body"].as_str().unwrap();
    if message["kind"] == "text" {
        return body[..CODE_DIGITS].to_owned();
    }
    let digits = body.chars().filter(char::is_ascii_digit);
    digits.take(CODE_DIGITS).collect()
}

/// The code in a mail that confirms an address, which stands on a line of its own.
#[must_use]
pub fn email_code_in(mail: &Value) -> Option<String> {
    let mut lines = mail["text"].as_str().unwrap().lines().map(str::trim);
    let code = lines.find(|line| {
        line.len() == EMAIL_CODE_DIGITS && line.bytes().all(|byte| byte.is_ascii_digit())
    });
    code.map(str::to_owned)
}

/// A code that is not this one.
#[must_use]
pub fn not(code: &str) -> String {
    let digit = if code.starts_with('0') { "1" } else { "0" };
    digit.repeat(code.len())
}

/// The license keys in a mail.
#[must_use]
pub fn keys_in(mail: &Value) -> Vec<String> {
    let text = mail["text"].as_str().unwrap();
    text.split_whitespace()
        .filter(|word| word.len() == 29 && word.matches('-').count() == 4)
        .map(str::to_owned)
        .collect()
}

/// A billing address.
#[must_use]
pub fn address() -> Value {
    json!({ "name": "Ada Lovelace", "line1": "12 St James's Square", "city": "London", "country": "GB" })
}

/// Someone who uses the product through HTTP.
#[derive(Clone)]
pub struct Person<'a> {
    system: &'a System,
    /// The user ID, once signed up.
    pub user_id: String,
    /// The session's token, once signed in.
    pub token: Option<String>,
    /// The address that requests come from.
    pub address: String,
    /// The `Idempotency-Key` of requests.
    pub idempotency_key: Option<String>,
    /// The cookies, if the person uses a browser. Clones use the same browser.
    cookies: Option<Arc<Mutex<BTreeMap<String, String>>>>,
    headers: Vec<(&'static str, String)>,
}

impl Person<'_> {
    /// The person's mail address.
    #[must_use]
    pub fn email(&self) -> String {
        format!("{}@example.com", self.user_id)
    }

    /// From now on the person's browser says which languages it prefers.
    pub fn prefers(&mut self, languages: &str) {
        self.sends("accept-language", languages.to_owned());
    }

    /// From now on the person's browser sends the language that was chosen on the page.
    pub fn chooses(&mut self, language: &str) {
        let origin = self.system.platform().config.portal_origin.clone();
        self.sends("cookie", format!("language={language}"));
        self.sends("origin", origin);
    }

    /// Somebody with a copy of the person's cookies: the browser as it is now, whatever happens in it later.
    #[must_use]
    pub fn in_the_same_state(&self) -> Self {
        Self {
            cookies: Some(Arc::new(Mutex::new(self.cookies()))),
            ..self.clone()
        }
    }

    /// The cookies that the person's browser holds.
    #[must_use]
    pub fn cookies(&self) -> BTreeMap<String, String> {
        let cookies = self.cookies.as_ref();
        cookies.map_or_else(BTreeMap::new, |held| held.lock().unwrap().clone())
    }

    /// From now on the person uses another browser.
    pub fn forgets_cookies(&mut self) {
        self.cookies = Some(Arc::default());
    }

    fn sends(&mut self, name: &'static str, value: String) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
    }

    /// A request as this person.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .system
            .client
            .request(method, self.system.url(path))
            .header("x-local-source-ip", &self.address);
        let headers = self.headers.iter();
        let request = headers.fold(request, |request, (name, value)| {
            request.header(*name, value)
        });
        let request = match &self.idempotency_key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        };
        match (&self.cookies, &self.token) {
            (Some(cookies), _) => {
                let cookies = cookies.lock().unwrap();
                let held: Vec<_> = cookies
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                request
                    .header("sec-fetch-site", "same-origin")
                    .header("phone-otp-account", account_of(&self.user_id))
                    .header("cookie", held.join("; "))
            }
            (None, Some(token)) => request.bearer_auth(token),
            (None, None) => request,
        }
    }

    /// Follows a link, or sends a form, of another site's page: the browser sends only the cookies that are `Lax`, and with
    /// a form none.
    pub async fn from_another_site(
        &self,
        method: Method,
        path: &str,
        form: Option<&str>,
    ) -> Answer {
        let held = self.cookies();
        let lax = held
            .iter()
            .filter(|(name, _)| LAX_COOKIES.contains(&name.as_str()) && method == Method::GET)
            .map(|(name, value)| format!("{name}={value}"));
        let request = self
            .system
            .client
            .request(method.clone(), self.system.url(path))
            .header("x-local-source-ip", &self.address)
            .header("sec-fetch-site", "cross-site")
            .header("cookie", lax.collect::<Vec<_>>().join("; "));
        let request = match form {
            Some(form) => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned()),
            None => request,
        };
        self.send(request).await
    }

    /// Sends a request.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        if let Some(cookies) = &self.cookies {
            let set = headers.get_all("set-cookie").iter();
            for cookie in set.filter_map(|cookie| cookie.to_str().ok()) {
                let (name, rest) = cookie.split_once('=').unwrap();
                let value = rest.split(';').next().unwrap();
                let mut cookies = cookies.lock().unwrap();
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = answer.text().await.unwrap();
        Answer {
            status,
            headers,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// Writes.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body))
            .await
    }

    /// Replaces.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    /// Deletes.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Creates the account.
    pub async fn sign_up(&mut self, user_id: &str, country: &str) -> Answer {
        user_id.clone_into(&mut self.user_id);
        let account = json!({
            "user_id": user_id,
            "password": PASSWORD,
            "legal_name": "Ada Lovelace",
            "email": self.email(),
            "country": country,
        });
        self.post("/accounts", account).await
    }

    /// Signs in with a password.
    pub async fn sign_in(&mut self, user_id: &str, password: &str) -> Answer {
        self.token = None;
        let answer = self
            .post(
                "/sessions",
                json!({ "user_id": user_id, "password": password }),
            )
            .await;
        self.keep_token(&answer);
        answer
    }

    /// Enters the code that was mailed after the sign-up.
    pub async fn confirms_the_address(&self) {
        let code = self.system.email_code(&self.email(), 1).await;
        self.enters_the_email_code(&code).await.expect(200);
    }

    /// Enters a code that was mailed to confirm the address.
    pub async fn enters_the_email_code(&self, code: &str) -> Answer {
        let code = json!({ "code": code });
        self.post("/account/email/confirmation", code).await
    }

    fn keep_token(&mut self, answer: &Answer) {
        if let Some(token) = answer.body["session"]["token"].as_str() {
            self.token = Some(token.to_owned());
        }
    }

    /// The account page.
    pub async fn account(&self) -> Value {
        self.get("/account").await.expect(200)
    }

    /// Places an order for one product.
    pub async fn orders(&self, product: &str, quantity: u32, payment_method: &str) -> Answer {
        let order = json!({
            "lines": [{ "product": product, "quantity": quantity }],
            "payment_method": payment_method,
            "billing_address": address(),
        });
        self.post("/orders", order).await
    }

    /// Pays a card order on the provider's page.
    pub async fn pays(&self, order: &Value, card: &str) -> Answer {
        let url = order["payment_url"]
            .as_str()
            .expect("a card order says where to pay");
        let request = self
            .system
            .client
            .post(url)
            .header("accept", "application/json")
            .form(&[("card", card)]);
        self.send(request).await
    }

    /// Buys one license by invoice and waits for its key.
    pub async fn buys_a_key(&self, product: &str) -> String {
        let order = self.orders(product, 1, "invoice").await.expect(201);
        let number = order["number"].as_str().unwrap();
        self.system
            .invoke(
                "record-payment",
                json!({ "order_number": number, "reference": "bank" }),
            )
            .await
            .unwrap();
        let mail = self.system.mail(&self.email(), number).await;
        keys_in(&mail).remove(0)
    }

    /// Enters a license key.
    pub async fn enters(&self, key: &str) -> Answer {
        self.post("/credential", json!({ "license_key": key }))
            .await
    }

    /// Registers a phone.
    pub async fn registers(&self, channel: &str, country: &str, number: &str) -> Answer {
        let phone = json!({ "channel": channel, "country": country, "number": number });
        self.post("/credential/phones", phone).await
    }

    /// The identifier of the phone whose number ends so.
    pub async fn phone_id(&self, ending: &str) -> String {
        let account = self.account().await;
        account["credential"]["phones"]
            .as_array()
            .unwrap()
            .iter()
            .find(|phone| phone["number"].as_str().unwrap().ends_with(ending))
            .expect("the phone is registered")["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Has a code sent to the phone whose number ends so.
    pub async fn asks_for_a_code(&self, ending: &str) -> Answer {
        let id = self.phone_id(ending).await;
        self.post("/otp", json!({ "phone_id": id })).await
    }

    /// Enters a code.
    pub async fn verifies(&mut self, code: &str) -> Answer {
        let answer = self
            .post("/otp/verification", json!({ "code": code }))
            .await;
        self.keep_token(&answer);
        answer
    }
}
