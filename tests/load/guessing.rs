//! Guesses from one machine, and what they do to those whom they are about or who share its address.

use domain::policy::{CODE_TRIES, LOCKOUT};
use phone_otp_tests::{PASSWORD, Person, System, not};
use serde_json::json;

/// Guesses of a usual run at each kind of secret.
const GUESSES: usize = 200;

/// Guesses of a burst, in a usual run.
const BURST: usize = 50;

/// Wrong guesses in a row at one account that NIST SP 800-63B 5.2.2 allows.
const MOST_IN_A_ROW: usize = 100;

/// Guesses between two steps of the clock, and how far it goes.
const AT_ONCE: usize = 20;
const STEP_MINUTES: usize = 1;

/// What guesses were answered.
#[derive(Debug, Default)]
struct Answered {
    /// Whether the guess was right or wrong was told.
    told: usize,
    /// Refused without a look at the guess.
    refused: usize,
}

impl Answered {
    fn count(&mut self, status: u16, slug: &str) {
        match (status, slug) {
            (401, "wrong-credentials") | (403, "wrong-code") | (201, _) => self.told += 1,
            (429, "locked" | "too-many-requests") | (403 | 409 | 410, _) => self.refused += 1,
            other => panic!("{other:?}"),
        }
    }

    /// Some guesses were looked at, others refused, and no more than this many were looked at.
    fn is_within(&self, most: usize) {
        assert!(
            self.told > 0 && self.refused > 0 && self.told <= most,
            "{self:?}, at most {most} told"
        );
    }

    async fn guess(&mut self, person: &Person<'_>, user_id: &str, guess: &str) {
        let body = json!({ "user_id": user_id, "password": guess });
        let answer = person.post("/sessions", body).await;
        let slug = answer.body["type"].as_str().unwrap_or_default();
        self.count(answer.status.as_u16(), slug);
    }
}

fn minutes(guesses: usize) -> usize {
    guesses / AT_ONCE * STEP_MINUTES
}

/// Wrong sign-ins that an address may make in the time that so many guesses take.
fn allowed_by_address(guesses: usize) -> usize {
    let window = domain::policy::SIGN_IN_FAILURES_PER_ADDRESS.windows[0];
    let windows = minutes(guesses) / usize::try_from(window.within.as_mins()).unwrap() + 1;
    window.most * windows
}

/// Wrong guesses in a row that the lock of an account lets be made in so many minutes: those up to the first step whose
/// pause lasts longer.
fn allowed_by_lock(minutes: usize) -> usize {
    let mut left = i64::try_from(minutes).unwrap();
    let step = LOCKOUT.iter().find(|step| {
        left -= step.pause.map_or(i64::MAX, |pause| pause.as_mins());
        left < 0
    });
    let failures = usize::try_from(step.unwrap().failures).unwrap();
    failures.min(MOST_IN_A_ROW)
}

#[tokio::test]
async fn a_machine_that_guesses_one_password_gets_the_answers_of_the_lock_and_stops_neither_owner_nor_office()
 {
    let system = System::start().await;
    let mut owner = system.active_in_a_browser("ada", "2025550123").await;
    owner.address = "198.51.100.1".to_owned();
    let mut colleague = system.active_in_a_browser("bob", "2025550124").await;
    let mut attacker = system.visitor();
    attacker.address = "192.0.2.9".to_owned();
    colleague.address.clone_from(&attacker.address);
    let guesses = GUESSES * super::times();
    let mut answered = Answered::default();
    for number in 0..guesses {
        answered
            .guess(&attacker, "ada", &format!("guess number {number}"))
            .await;
        if number % AT_ONCE == AT_ONCE - 1 {
            system.clock_moves(&format!("{STEP_MINUTES} minutes")).await;
        }
        if number % 100 == 99 {
            owner.sign_in("ada", PASSWORD).await.expect(201);
            colleague.sign_in("bob", PASSWORD).await.expect(201);
        }
    }
    println!(
        "one password, one address: {guesses} guesses in {} minutes, {answered:?}",
        minutes(guesses)
    );
    answered.is_within(allowed_by_lock(minutes(guesses)));
    system.clock_moves("1 day").await;
    owner.sign_in("ada", PASSWORD).await.expect(201);
    owner.asks_for_a_code("0123").await.expect(201);
    let code = system.newest_code("2025550123").await;
    owner.verifies(&code).await.expect(200);
}

#[tokio::test]
async fn a_network_that_guesses_at_many_accounts_gets_the_answers_of_one_address() {
    let system = System::start().await;
    let mut attacker = system.visitor();
    let guesses = GUESSES * super::times();
    let mut answered = Answered::default();
    for number in 0..guesses {
        attacker.address = format!(
            "2001:db8:1:2:{:x}:{:x}:{:x}:1",
            number % 7,
            number,
            number % 11
        );
        answered
            .guess(&attacker, &format!("user-{number}"), PASSWORD)
            .await;
        if number % AT_ONCE == AT_ONCE - 1 {
            system.clock_moves(&format!("{STEP_MINUTES} minutes")).await;
        }
    }
    println!(
        "many accounts, one /64: {guesses} guesses in {} minutes, {answered:?}",
        minutes(guesses)
    );
    answered.is_within(allowed_by_address(guesses));
    let mut neighbour = system.visitor();
    neighbour.address = "2001:db8:1:3::1".to_owned();
    let mut theirs = Answered::default();
    theirs.guess(&neighbour, "user-0", PASSWORD).await;
    assert_eq!(theirs.told, 1, "another network is not refused");
}

#[tokio::test]
async fn ones_own_success_buys_no_guesses() {
    let system = System::start().await;
    let mut own = system.member("eve").await;
    own.address = "192.0.2.9".to_owned();
    let guesses = GUESSES * super::times();
    let mut answered = Answered::default();
    for number in 0..guesses {
        answered
            .guess(&own, &format!("user-{number}"), PASSWORD)
            .await;
        if number % 9 == 8 {
            let body = json!({ "user_id": "eve", "password": PASSWORD });
            own.post("/sessions", body).await;
        }
        if number % AT_ONCE == AT_ONCE - 1 {
            system.clock_moves(&format!("{STEP_MINUTES} minutes")).await;
        }
    }
    println!(
        "many accounts, one's own between: {guesses} guesses in {} minutes, {answered:?}",
        minutes(guesses)
    );
    answered.is_within(allowed_by_address(guesses));
}

#[tokio::test]
async fn a_burst_gets_the_answers_of_the_first_lock_and_none_under_it() {
    let system = System::start().await;
    system.member("ada").await;
    let attacker = system.visitor();
    let burst = async |passwords: Vec<String>| {
        let requests = passwords.into_iter().map(|password| {
            let guess = json!({ "user_id": "ada", "password": password });
            let request = attacker.request(reqwest::Method::POST, "/sessions");
            tokio::spawn(request.json(&guess).send())
        });
        let mut answered = Answered::default();
        for answer in requests.collect::<Vec<_>>() {
            let answer = answer.await.unwrap().unwrap();
            let status = answer.status().as_u16();
            let body: serde_json::Value = answer.json().await.unwrap();
            answered.count(status, body["type"].as_str().unwrap_or_default());
        }
        answered
    };
    let guesses = BURST * super::times().min(4);
    let wrong = (0..guesses).map(|number| format!("guess number {number}"));
    let wrong = burst(wrong.collect()).await;
    let right = burst(vec![PASSWORD.to_owned(); 10]).await;
    println!(
        "a burst of {guesses} wrong passwords: {wrong:?}; of 10 right ones after it: {right:?}"
    );
    let looked_at = usize::try_from(LOCKOUT[0].failures).unwrap();
    assert_eq!((wrong.told, right.told), (looked_at, 0));
}

#[tokio::test]
async fn who_knows_the_password_gets_the_looks_at_codes_that_the_lock_allows() {
    // So that neither the limit of codes a day nor the month's is reached before the lock.
    const PAUSE_MINUTES: usize = 80;
    let system = System::start().await;
    system.active("ada", "2025550123").await;
    system.clock_moves("1 minute").await;
    let mut attacker = system.visitor();
    attacker.sign_in("ada", PASSWORD).await.expect(201);
    let tries = usize::from(CODE_TRIES);
    let codes = GUESSES * super::times() / 4 / tries;
    let mut answered = Answered::default();
    let mut sent = 0;
    for _ in 0..codes {
        system
            .clock_moves(&format!("{PAUSE_MINUTES} minutes"))
            .await;
        if attacker.get("/account").await.status != 200 {
            let signed_in = attacker.sign_in("ada", PASSWORD).await;
            signed_in.expect(201);
        }
        let asked = attacker.asks_for_a_code("0123").await;
        match (asked.status.as_u16(), asked.body["type"].as_str()) {
            (201, _) => sent += 1,
            (429, Some("locked")) => {}
            other => panic!("{other:?}"),
        }
        let before = answered.told;
        let code = not(&system.newest_code("2025550123").await);
        for _ in 0..=tries {
            let answer = attacker
                .post("/otp/verification", json!({ "code": code }))
                .await;
            let slug = answer.body["type"].as_str().unwrap_or_default();
            answered.count(answer.status.as_u16(), slug);
        }
        assert!(answered.told - before <= tries, "{answered:?}");
    }
    let minutes = codes * PAUSE_MINUTES;
    println!(
        "codes, with the password: {codes} asked for in {minutes} minutes, {sent} sent, guesses {answered:?}"
    );
    answered.is_within(allowed_by_lock(minutes));
}
