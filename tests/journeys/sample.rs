//! The sample application: somebody opens its pages in a browser in which the portal is open, too, on another site.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jose::Alg;
use local::Keep;
use phone_otp_tests::{PASSWORD, Person, System};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};
use serde_json::{Value, json};

/// More redirects than this are a loop.
const REDIRECTS: usize = 12;

const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A browser, with the cookies of both sites.
struct Browser<'a> {
    system: &'a System,
    person: Person<'a>,
    client: Client,
    /// Those of the sample.
    cookies: BTreeMap<String, String>,
}

/// What a browser shows in the end.
#[derive(Debug)]
struct Page {
    /// The addresses on the way, the page's own last.
    way: Vec<String>,
    status: u16,
    text: String,
}

impl Page {
    fn url(&self) -> &str {
        self.way.last().unwrap()
    }

    /// It is a page of the sample with this status and heading.
    #[track_caller]
    fn says(&self, status: u16, heading: &str) {
        let heading = format!("<h1>{heading}</h1>");
        assert!(
            self.status == status && self.text.contains(&heading),
            "{status} {heading}: {:?} {self:?}",
            self.url()
        );
    }

    /// The request that a page of the portal is about.
    #[track_caller]
    fn authorization(&self) -> String {
        let (_, id) = self
            .url()
            .split_once("#/authorizations/")
            .unwrap_or_else(|| panic!("{self:?}"));
        format!("/authorizations/{id}")
    }

    /// A parameter of the authorization request on the way.
    fn asked(&self, name: &str) -> Option<String> {
        let request = self
            .way
            .iter()
            .find(|url| url.contains("/oauth2/authorize?"));
        let request = Url::parse(request?).unwrap();
        let mut pairs = request.query_pairs();
        pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
    }

    /// A claim of the panel "Who am I?".
    #[track_caller]
    fn claim(&self, name: &str) -> String {
        let before = format!("<dt><code>{name}</code></dt><dd>");
        let (_, rest) = self
            .text
            .split_once(&before)
            .unwrap_or_else(|| panic!("{name}: {self:?}"));
        rest.split("</dd>").next().unwrap().to_owned()
    }
}

impl<'a> Browser<'a> {
    fn of(system: &'a System, mut person: Person<'a>) -> Self {
        if person.user_id.is_empty() {
            "stranger".clone_into(&mut person.user_id);
        }
        person.forgets_cookies();
        let client = Client::builder().redirect(Policy::none());
        Self {
            system,
            person,
            client: client.build().unwrap(),
            cookies: BTreeMap::new(),
        }
    }

    /// Follows a link to a path of the sample.
    async fn opens(&mut self, path: &str) -> Page {
        let url = self.system.sample(path);
        self.goes(Method::GET, url, "").await
    }

    /// Sends a form of one of its pages.
    async fn sends(&mut self, path: &str, form: &str) -> Page {
        let url = self.system.sample(path);
        self.goes(Method::POST, url, form).await
    }

    /// Goes to an address and wherever it leads, until there is a page.
    async fn goes(&mut self, method: Method, url: String, form: &str) -> Page {
        let portal = self.system.url("/");
        let mut way = vec![url];
        let (mut method, mut form) = (method, form.to_owned());
        loop {
            assert!(way.len() < REDIRECTS, "a loop: {way:?}");
            let url = way.last().unwrap().clone();
            if let Some(path) = url.strip_prefix(&portal) {
                if !path.starts_with("oauth2/") {
                    return Page {
                        way,
                        status: 200,
                        text: String::new(),
                    };
                }
                let answer = self
                    .person
                    .from_another_site(Method::GET, &format!("/{path}"), None)
                    .await;
                assert_eq!(answer.status, 303, "{:?}", answer.body);
                way.push(answer.headers["location"].to_str().unwrap().to_owned());
                continue;
            }
            let (status, location, text) = self.asks_the_sample(method, &url, form).await;
            let Some(location) = location else {
                return Page { way, status, text };
            };
            way.push(
                Url::parse(&url)
                    .unwrap()
                    .join(&location)
                    .unwrap()
                    .to_string(),
            );
            (method, form) = (Method::GET, String::new());
        }
    }

    async fn asks_the_sample(
        &mut self,
        method: Method,
        url: &str,
        form: String,
    ) -> (u16, Option<String>, String) {
        assert!(url.starts_with(&self.system.sample("/")), "{url}");
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = self
            .client
            .request(method.clone(), url)
            .header("cookie", cookies.join("; "));
        if method == Method::POST {
            request = request
                .header("origin", self.system.sample(""))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form);
        }
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            assert!(rest.contains("; HttpOnly; SameSite=Lax"), "{cookie:?}");
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                let value = rest.split(';').next().unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = answer.status().as_u16();
        let location = answer.headers().get("location");
        let location = location.map(|to| to.to_str().unwrap().to_owned());
        (status, location, answer.text().await.unwrap())
    }

    /// On the portal's page for a request: the request is granted, and the browser goes back.
    async fn goes_on(&mut self, page: &Page) -> Page {
        let granted = self.person.post(&page.authorization(), json!({})).await;
        let back = granted.expect(200)["redirect"].as_str().unwrap().to_owned();
        self.goes(Method::GET, back, "").await
    }

    /// On that page: the person goes back.
    async fn cancels(&mut self, page: &Page) -> Page {
        let path = format!("{}/cancellation", page.authorization());
        let cancelled = self.person.post(&path, json!({})).await.expect(200);
        let back = cancelled["redirect"].as_str().unwrap().to_owned();
        self.goes(Method::GET, back, "").await
    }

    /// The portal answers the request on the way to a page with an error.
    async fn is_answered(&mut self, page: &Page, error: &str) -> Page {
        let mut back = Url::parse(&page.asked("redirect_uri").unwrap()).unwrap();
        let state = page.asked("state").unwrap();
        let issuer = self.system.url("");
        let answer = [("error", error), ("state", &state), ("iss", &issuer)];
        back.query_pairs_mut().extend_pairs(answer);
        self.goes(Method::GET, back.into(), "").await
    }

    /// On that page: the next step, since the session does not suffice.
    async fn is_asked_for(&self, page: &Page) -> Value {
        let missing = self.person.post(&page.authorization(), json!({})).await;
        missing.refused(403, "login-requirements-not-met")["next_step"].clone()
    }

    async fn signs_in(&mut self, user_id: &str) {
        self.person.sign_in(user_id, PASSWORD).await.expect(201);
    }

    async fn enters_a_code(&mut self, number: &str) {
        self.system.clock_moves("1 minute").await;
        let ending = &number[number.len() - 4..];
        self.person.asks_for_a_code(ending).await.expect(201);
        let code = self.system.newest_code(number).await;
        self.person.verifies(&code).await.expect(200);
    }

    /// How many of the pages on the start page are open.
    async fn open_pages(&mut self) -> usize {
        let home = self.opens("/").await;
        home.says(200, "Aldgate Engineering");
        let (open, closed) = (
            home.text.matches(">Open<").count(),
            home.text.matches(">Closed<").count(),
        );
        assert_eq!(open + closed, 4);
        open
    }

    /// Sends the sample a logout token.
    async fn is_told(&self, token: &str) -> u16 {
        let request = self
            .client
            .post(self.system.sample("/backchannel-logout"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("logout_token={token}"));
        request.send().await.unwrap().status().as_u16()
    }
}

/// Somebody in a browser who is signed in at the portal with a code, and nowhere else.
async fn with_a_code<'a>(system: &'a System, user_id: &str, number: &str) -> Browser<'a> {
    let person = system.active(user_id, number).await;
    let mut browser = Browser::of(system, person);
    browser.signs_in(user_id).await;
    browser.enters_a_code(number).await;
    browser
}

#[tokio::test]
async fn a_stranger_finds_the_gate_closed_and_after_six_steps_open() {
    let system = System::start().await;
    let mut ada = Browser::of(&system, system.visitor());
    assert_eq!(ada.open_pages().await, 0);
    let asked = ada.opens("/designs").await;
    assert_eq!(asked.asked("client_id").as_deref(), Some("designs"));
    assert_eq!(
        asked.asked("code_challenge_method").as_deref(),
        Some("S256")
    );
    assert_eq!(asked.asked("acr_values"), None);
    let shown = ada.person.get(&asked.authorization()).await.expect(200);
    assert_eq!(shown["application"]["name"], "Controlled designs");

    ada.person.sign_up("ada", "US").await.expect(201);
    ada.signs_in("ada").await;
    assert_eq!(ada.is_asked_for(&asked).await, "confirm-email");
    ada.person.confirms_the_address().await;
    assert_eq!(ada.is_asked_for(&asked).await, "enter-license");
    let key = ada.person.buys_a_key("us-proofed").await;
    ada.person.enters(&key).await.expect(201);
    assert_eq!(ada.is_asked_for(&asked).await, "start-proofing");
    let proofing = json!({ "method": "instant", "legal_name": "Ada Lovelace" });
    let questions = ada
        .person
        .post("/credential/proofing", proofing)
        .await
        .expect(200);
    let answers: Vec<Value> = questions["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|question| json!({ "question_id": question["id"], "choice": question["choices"][0] }))
        .collect();
    ada.person
        .post(
            "/credential/proofing/answers",
            json!({ "answers": answers }),
        )
        .await
        .expect(200);
    assert_eq!(ada.is_asked_for(&asked).await, "register-phone");
    ada.person
        .registers("text", "US", "2025550123")
        .await
        .expect(201);
    let code = system.newest_code("2025550123").await;
    ada.person.verifies(&code).await.expect(200);

    let open = ada.goes_on(&asked).await;
    open.says(200, "Controlled designs");
    assert_eq!(open.claim("acr"), "phone-otp-proofed");
    assert_eq!(open.claim("name"), "Ada Lovelace");
    assert_eq!(open.claim("email"), "ada@example.com");
    assert_eq!(open.claim("aud"), "designs");
    assert_eq!(ada.open_pages().await, 4);
    for page in ["/timesheets", "/documents", "/approvals"] {
        assert_eq!(ada.opens(page).await.way.len(), 1, "{page} asks nobody");
    }
}

#[tokio::test]
async fn a_page_that_needs_more_has_a_code_asked_for_and_not_the_password() {
    let system = System::start().await;
    let mut ada = Browser::of(&system, system.active("ada", "2025550123").await);
    ada.signs_in("ada").await;
    let first = ada.opens("/timesheets").await;
    first.says(200, "Timesheets");
    assert_eq!(first.claim("acr"), "password");
    assert_eq!(ada.open_pages().await, 1);
    let asked = ada.opens("/documents").await;
    assert_eq!(asked.asked("acr_values").as_deref(), Some("phone-otp"));
    assert_eq!(ada.is_asked_for(&asked).await, "send-otp");
    ada.enters_a_code("2025550123").await;
    let open = ada.goes_on(&asked).await;
    open.says(200, "Document exchange");
    assert_eq!(open.claim("acr"), "phone-otp");
    assert_eq!(ada.open_pages().await, 3);
}

#[tokio::test]
async fn who_is_signed_in_strongly_enough_sees_no_page_of_the_portal() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    let open = ada.opens("/documents").await;
    open.says(200, "Document exchange");
    let (portal, pages) = (system.url("/"), open.way.len());
    assert_eq!(pages, 4, "page, authorize, callback, page: {open:?}");
    let at_the_portal = open.way.iter().filter(|url| url.starts_with(&portal));
    assert_eq!(at_the_portal.count(), 1);
}

#[tokio::test]
async fn a_release_needs_a_code_of_the_last_five_minutes_also_when_the_button_is_pressed() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    let open = ada.opens("/approvals").await;
    open.says(200, "Release approval");
    assert_eq!(open.asked("max_age").as_deref(), Some("300"));
    let released = ada.sends("/approvals", "release=R-2041").await;
    released.says(200, "Release approval");
    assert_eq!(released.text.matches("Released by Ada Lovelace").count(), 1);
    system.clock_moves("6 minutes").await;
    assert_eq!(ada.open_pages().await, 2);
    let asked = ada.sends("/approvals", "release=R-2042").await;
    assert_eq!(ada.is_asked_for(&asked).await, "send-otp");
    ada.enters_a_code("2025550123").await;
    let open = ada.goes_on(&asked).await;
    open.says(200, "Release approval");
    assert_eq!(open.text.matches("Released by").count(), 1);
    let released = ada.sends("/approvals", "release=R-2042").await;
    assert_eq!(released.text.matches("Released by").count(), 2);
    ada.sends("/approvals", "release=R-1")
        .await
        .says(404, "Page not found");
}

#[tokio::test]
async fn a_strength_that_cannot_be_reached_is_said_and_does_not_loop() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    ada.opens("/documents").await.says(200, "Document exchange");
    let asked = ada.opens("/designs").await;
    assert_eq!(ada.is_asked_for(&asked).await, "unreachable");
    ada.cancels(&asked)
        .await
        .says(403, "You cancelled the sign-in");
    let asked = ada.opens("/designs").await;
    let refused = ada.is_answered(&asked, "unmet_authentication_requirements");
    let refused = refused.await;
    refused.says(403, "Your account does not reach what this page needs");
    assert!(refused.text.contains("/#/account"));
    ada.opens("/documents").await.says(200, "Document exchange");
}

#[tokio::test]
async fn who_cancels_and_who_is_asked_for_silently_has_a_way_on() {
    let system = System::start().await;
    let mut ada = Browser::of(&system, system.visitor());
    let asked = ada.opens("/timesheets").await;
    let page = ada.cancels(&asked).await;
    page.says(403, "You cancelled the sign-in");
    assert!(page.text.contains("href=\"/timesheets\""));
    let back = page.way[0].clone();
    let again = ada.goes(Method::GET, back, "").await;
    again.says(400, "This sign-in is over");
    for error in ["interaction_required", "consent_required"] {
        let asked = ada.opens("/documents").await;
        let page = ada.is_answered(&asked, error).await;
        page.says(403, "You are not signed in at the portal");
    }
    let asked = ada.opens("/documents").await;
    let page = ada.is_answered(&asked, "temporarily_unavailable").await;
    page.says(502, "The portal does not answer");
    let silent = ada.opens("/timesheets/sign-in?prompt=none").await;
    silent.says(403, "You are not signed in at the portal");
}

#[tokio::test]
async fn an_answer_counts_once_in_its_browser_and_from_the_portal_alone() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    let mut eve = Browser::of(&system, system.visitor());
    let issuer = system.url("");
    let state = |page: &Page| page.asked("state").unwrap();
    let callback = |state: &str, iss: &str, more: &str| {
        let mut url = Url::parse(&system.sample("/timesheets/callback")).unwrap();
        url.query_pairs_mut()
            .extend_pairs([("state", state), ("iss", iss), ("code", "x")]);
        format!("{url}{more}")
    };
    // Eve's own sign-in waits on the portal's page, so that its answer is still to come.
    let asked = eve.opens("/timesheets").await;
    let theirs = callback(&state(&asked), &issuer, "");
    ada.goes(Method::GET, theirs, "")
        .await
        .says(400, "The sign-in began in another browser");
    for (answer, status, heading) in [
        (
            callback("unknown", &issuer, ""),
            400,
            "This sign-in is over",
        ),
        (
            callback(&state(&asked), &issuer, "&code=y"),
            400,
            "This sign-in is over",
        ),
        (
            callback(&state(&asked), "https://other.example.com", ""),
            400,
            "The answer is not the portal’s",
        ),
        (
            callback(&state(&asked), &issuer, ""),
            400,
            "This sign-in is over",
        ),
    ] {
        eve.goes(Method::GET, answer, "")
            .await
            .says(status, heading);
    }
    let asked = eve.opens("/timesheets").await;
    let invented = callback(&state(&asked), &issuer, "");
    eve.goes(Method::GET, invented, "")
        .await
        .says(502, "You could not be signed in");
    let asked = eve.opens("/timesheets").await;
    let elsewhere = callback(&state(&asked), &issuer, "").replace("/timesheets/", "/documents/");
    eve.goes(Method::GET, elsewhere, "")
        .await
        .says(400, "This sign-in is over");
    assert_eq!(eve.open_pages().await, 0);
}

#[tokio::test]
async fn the_portal_leads_into_a_page_and_nobody_else_leads_out_of_it() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    let listed = ada.person.account().await["applications"].clone();
    let names: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    for name in [
        "Timesheets",
        "Document exchange",
        "Controlled designs",
        "Release approval",
    ] {
        assert!(names.contains(&name), "{name}: {listed}");
    }
    let opened = ada.person.get("/applications/documents").await.expect(200);
    let entrance = opened["url"].as_str().unwrap().to_owned();
    let page = ada.goes(Method::GET, entrance, "").await;
    page.says(200, "Document exchange");
    for (name, value) in [
        ("iss", "https://other.example.com"),
        ("target_link_uri", "https://other.example.com/"),
        ("target_link_uri", "//other.example.com/"),
    ] {
        let mut url = Url::parse(&system.sample("/documents/sign-in")).unwrap();
        url.query_pairs_mut().append_pair(name, value);
        let refused = ada.goes(Method::GET, url.into(), "").await;
        refused.says(400, "This link does not work here");
    }
    let hinted = ada.sends("/designs/sign-in", "login_hint=ada").await;
    assert_eq!(hinted.asked("login_hint").as_deref(), Some("ada"));
}

#[tokio::test]
async fn a_sign_out_here_ends_the_session_at_the_portal_too() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    ada.opens("/documents").await.says(200, "Document exchange");
    let page = ada.sends("/sign-out", "").await;
    let (portal, query) = page.url().split_once("/#/sign-out?").unwrap();
    assert_eq!(portal, system.url(""));
    assert_eq!(ada.open_pages().await, 0);
    let asked = Url::parse(&format!("{portal}/?{query}")).unwrap();
    let asked: BTreeMap<String, String> = asked.query_pairs().into_owned().collect();
    let mut wish = json!(asked);
    wish.as_object_mut().unwrap().remove("application");
    let ended = ada.person.post("/oauth2/logout", wish).await.expect(200);
    let back = ended["redirect"].as_str().unwrap().to_owned();
    ada.goes(Method::GET, back, "")
        .await
        .says(200, "You are signed out");
    ada.person
        .get("/account")
        .await
        .refused(401, "not-signed-in");
    assert!(
        ada.opens("/documents")
            .await
            .url()
            .contains("#/authorizations/")
    );
}

#[tokio::test]
async fn a_logout_token_closes_its_session_and_a_forged_one_nothing() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    let page = ada.opens("/documents").await;
    let now = system.platform().now();
    let good = json!({
        "iss": system.url(""), "aud": "documents", "iat": now.as_second(), "exp": now.as_second() + 120,
        "jti": "1", "sid": page.claim("sid"), "sub": page.claim("sub"), "events": { LOGOUT: {} },
    });
    let keys = system.platform().keys().await.unwrap();
    let sign = |typ: &str, claims: &Value| keys.sign(Alg::RS256, typ, claims, now).unwrap();
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    for refused in [
        sign("JWT", &good),
        sign("logout+jwt", &with("aud", json!("designs-2"))),
        sign(
            "logout+jwt",
            &with("iss", json!("https://other.example.com")),
        ),
        sign("logout+jwt", &with("events", json!({}))),
        sign("logout+jwt", &with("exp", json!(now.as_second()))),
        sign("logout+jwt", &with("nonce", json!("n"))),
        format!("{}x", sign("logout+jwt", &good)),
        "e30.e30.e30".to_owned(),
    ] {
        assert_eq!(ada.is_told(&refused).await, 400, "{refused}");
    }
    let others = sign("logout+jwt", &with("sid", json!("other")));
    assert_eq!(ada.is_told(&others).await, 200);
    assert_eq!(ada.open_pages().await, 3);
    let token = sign("logout+jwt", &with("jti", json!("2")));
    assert_eq!(ada.is_told(&token).await, 200);
    assert_eq!(ada.open_pages().await, 0);
    ada.opens("/documents").await.says(200, "Document exchange");
    assert_eq!(
        ada.is_told(&token).await,
        200,
        "its answer may have been lost"
    );
    assert_eq!(
        ada.open_pages().await,
        3,
        "a token that comes again ends nothing"
    );
}

#[tokio::test]
async fn a_sign_out_at_the_portal_closes_every_page_at_once() {
    let system = System::start().await;
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    ada.opens("/documents").await.says(200, "Document exchange");
    ada.opens("/approvals").await.says(200, "Release approval");
    ada.person.delete("/sessions/current").await.expect(204);
    let begun = Instant::now();
    while ada.open_pages().await > 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody told it");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn it_is_registered_again_at_another_address_and_what_an_operator_changed_stays() {
    let folder = std::env::temp_dir().join(format!("phone-otp-sample-{}", std::process::id()));
    let keep = || Keep::Folder(folder.clone());
    let system = System::start_with(keep()).await;
    let change = json!({ "designs": { "name": "Secret designs" }, "timesheets": null });
    system.configure(json!({ "applications": change })).await;
    system.stop().await;
    let system = System::start_with(keep()).await;
    let shown = system.invoke("configure", json!({})).await.unwrap();
    let designs = &shown["applications"]["designs"];
    assert_eq!(designs["name"], "Secret designs");
    assert_eq!(designs["url"], system.sample("/designs"));
    assert_eq!(
        designs["redirect_uris"],
        json!([system.sample("/designs/callback")])
    );
    assert_eq!(shown["applications"]["timesheets"], Value::Null);
    let mut ada = with_a_code(&system, "ada", "2025550123").await;
    ada.opens("/documents").await.says(200, "Document exchange");
    let gone = ada.opens("/timesheets").await;
    assert!(
        gone.way.len() == 1,
        "what documents was told opens it: {gone:?}"
    );
    system.stop().await;
    std::fs::remove_dir_all(&folder).unwrap();
}
