//! The world that the invoke fixtures in `events/` are about: a few people, with tokens, keys and codes that never change.
//!
//! | person | what they have | token's byte |
//! | --- | --- | --- |
//! | `ada` | a proofed US credential with an active phone (`phone_01…`), the code 111111 waiting, an open and a paid order, a grant of the application `archive`, which nobody serves | 1; 2 under Phone OTP |
//! | `bob` | nothing yet | 3 |
//! | `cyd` | a US credential whose proofing waits for answers | 4 |
//! | `dan` | in Germany: an international credential and an appointment with an agent | 5 |
//! | `eve` | a US credential, and an agent's activation code | 6 |
//! | `fay` | a US credential that ends in ten days, and one reset link | 7; 8 for the link |
//! | `gus` | an address that is not confirmed, and a code for it that may be asked for again | 10 |

use std::sync::LazyLock;

use domain::Timestamp;
use domain::account::{Account, Country, Email, LegalName, Subject, UserId};
use domain::acr::Acr;
use domain::application::{ApplicationId, Scope, SecurityEvent};
use domain::authorization::{Asked, Authorization, AuthorizationRequest, Browser, ReturnAddress};
use domain::challenge::Challenge;
use domain::change::{Actor, Change};
use domain::connection::Connection;
use domain::credential::{Credential, RenewalWindow};
use domain::email_confirmation::{EmailChallenge, EmailConfirmation};
use domain::grant::Grant;
use domain::language::Language;
use domain::license::{License, LicenseKey};
use domain::order::{BillingAddress, INVOICE, Order, OrderMail, Payment, PaymentMethod};
use domain::order_number::OrderNumber;
use domain::parameters::Parameters;
use domain::password::{Password, PasswordHash};
use domain::phone::{Channel, Phone};
use domain::policy::{
    ACTIVATION_CODE_SYMBOLS, ACTIVATION_CODE_VALIDITY, CODE_DIGITS, RESET_VALIDITY, SESSION_LIFE,
};
use domain::product::{Coverage, LineItem, Prices, Product};
use domain::proofing::ProofingStep;
use domain::registry::RegistryPatch;
use domain::reset::PasswordReset;
use domain::secret::Digest32;
use domain::session::{Session, Token};
use domain::settings::Configuration;
use jiff::SignedDuration;
use platform::Platform;
use rand::rand_core::{Infallible, TryCryptoRng, TryRng};
use serde_json::json;
use store::LicenseEntry;

use crate::PASSWORD;

/// "Random" bytes that are all the same, so that what is made of them is known.
struct Always(u8);

impl TryRng for Always {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_be_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(self.0);
        Ok(())
    }
}

impl TryCryptoRng for Always {}

/// The client secret of the application `engineering`.
pub const CLIENT_SECRET: &str = "a-secret-of-the-fixtures";

/// A request of the application `engineering`; its code verifier is `dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`, as in
/// RFC 7636, appendix B.
pub const AUTHORIZATION_REQUEST: &str = "response_type=code&client_id=engineering&redirect_uri=https%3A%2F%2Fengineering.example.com%2Fcb&scope=openid+profile&state=af0ifjsldkj&nonce=n-0S6_WzA2Mj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

/// The hash of everyone's password, made once: it takes longer than everything else in this world.
static HASH: LazyLock<PasswordHash> =
    LazyLock::new(|| PasswordHash::create(&Password::new(PASSWORD), &mut Always(1)));

/// A license key that nobody has used.
pub const UNUSED_KEY: &str = "00000-00000-00000-00000-00000";

/// Puts the world into a platform's empty tables.
pub async fn create(platform: &Platform) {
    let now = platform.now();
    let ada = person(platform, "ada", "US", 1).await;
    person(platform, "bob", "US", 3).await;
    gus(platform).await;
    let cyd = person(platform, "cyd", "US", 4).await;
    let dan = person(platform, "dan", "DE", 5).await;
    let eve = person(platform, "eve", "US", 6).await;
    let fay = person(platform, "fay", "US", 7).await;

    let mut adas = credential(platform, &ada, product("us-proofed"), now, 1).await;
    adas.proofing.pass_instant(now);
    let number = "2025550123";
    let phone = Phone::register(
        Country::US,
        number,
        Channel::Text,
        Coverage::Us,
        &[],
        now,
        &mut Always(1),
    )
    .unwrap();
    adas.add_phone(phone.clone()).unwrap();
    adas.activate_phone(&phone.id).unwrap();
    platform
        .store()
        .save_credential(&ada.id, &mut adas, &change(now))
        .await
        .unwrap();
    with_code(platform, &ada, &adas).await;
    orders(platform, &ada, now).await;

    let mut cyds = credential(platform, &cyd, product("us-proofed"), now, 2).await;
    cyds.proofing.ask("sandbox-1".to_owned(), now);
    platform
        .store()
        .save_credential(&cyd.id, &mut cyds, &change(now))
        .await
        .unwrap();

    let tomorrow = now + SignedDuration::from_hours(24);
    let mut dans = credential(platform, &dan, product("international-proofed"), now, 3).await;
    dans.proofing.schedule(tomorrow, now).unwrap();
    platform
        .store()
        .save_credential(&dan.id, &mut dans, &change(now))
        .await
        .unwrap();

    let mut eves = credential(platform, &eve, product("us-proofed"), now, 4).await;
    eves.proofing.step = ProofingStep::CodeIssued {
        digest: Digest32::of("0".repeat(ACTIVATION_CODE_SYMBOLS).as_bytes()),
        until: now + ACTIVATION_CODE_VALIDITY,
    };
    platform
        .store()
        .save_credential(&eve.id, &mut eves, &change(now))
        .await
        .unwrap();

    let bought = now - SignedDuration::from_hours(355 * 24);
    credential(platform, &fay, product("us"), bought, 5).await;
    let (_, token_digest) = Token::create(&fay.id, "reset", &mut Always(8));
    let reset = PasswordReset {
        id: "reset".to_owned(),
        token_digest,
        secret_version: 1,
        expires_at: now + RESET_VALIDITY,
        epoch: Some(0),
        own_item: true,
        used: None,
    };
    platform
        .store()
        .save_reset(&fay.id, &reset, &change(now))
        .await
        .unwrap();

    license(
        platform,
        LicenseKey::parse(UNUSED_KEY).unwrap(),
        product("us"),
        now,
    )
    .await;
    engineering(platform, now).await;
    archive(platform, &ada).await;
}

/// The applications `engineering` and `archive`, whose client secret is [`CLIENT_SECRET`], and a request of the first that is
/// kept for a browser: identifier and cookie are `0b` repeated.
async fn engineering(platform: &Platform, now: Timestamp) {
    let store = platform.store();
    let newest = store.configuration().await.unwrap();
    let entry = json!({
        "name": "Engineering",
        "url": "https://engineering.example.com/",
        "requirement": { "strength": "phone-otp" },
        "redirect_uris": ["https://engineering.example.com/cb"],
        "post_logout_redirect_uris": ["https://engineering.example.com/"],
        "client_secret_digests": [Digest32::of(CLIENT_SECRET.as_bytes()).to_hex()],
        "grant_types": ["authorization_code", "refresh_token"],
        "scopes": ["openid", "profile", "email", "phone", "proofing"],
        "resources": ["https://api.example.com/"],
        "audience": "https://api.example.com/",
    });
    let archive = json!({
        "name": "Archive",
        "url": "http://127.0.0.1:9/",
        "redirect_uris": ["http://127.0.0.1:9/callback"],
        "client_secret_digests": [Digest32::of(CLIENT_SECRET.as_bytes()).to_hex()],
        "backchannel_logout_uri": "http://127.0.0.1:9/logout",
        "security_events": { "endpoint": "http://127.0.0.1:9/events", "events": SecurityEvent::ALL },
    });
    let change = json!({ "applications": { "engineering": entry, "archive": archive } });
    let mut patch = change.as_object().unwrap().clone();
    let registry = RegistryPatch::take(&mut patch);
    let registered = store.registered(&registry).await.unwrap();
    let changed = Configuration::changed(
        newest.as_ref(),
        &patch,
        (&registered, &registry),
        "kim",
        "the world of the fixtures",
        now,
    )
    .unwrap();
    store
        .save_configuration(&changed.configuration)
        .await
        .unwrap();
    let id = ApplicationId::try_from("engineering".to_owned()).unwrap();
    let application = store.application(&id).await.unwrap().unwrap();
    let parameters = Parameters::parse(AUTHORIZATION_REQUEST.as_bytes());
    let address = ReturnAddress::read(&parameters, &application).unwrap();
    let settings = changed.settings;
    let request =
        AuthorizationRequest::read(&parameters, &application, address, &settings, |_| None);
    let asked = Asked {
        at: now,
        seen: None,
    };
    let browser = Browser::create(&mut Always(11));
    let kept = Authorization::brought(request.unwrap(), asked, &browser, &mut Always(11));
    store.keep_authorization(&kept).await.unwrap();
}

/// A change by the account's owner.
fn change(at: Timestamp) -> Change {
    Change::by(Actor::Owner, at)
}

fn product(id: &str) -> Product {
    Product::of(id).unwrap()
}

async fn person(platform: &Platform, user_id: &str, country: &str, byte: u8) -> Account {
    let user_id = UserId::try_from(user_id.to_owned()).unwrap();
    let account = Account {
        id: user_id.account(),
        email: Email::try_from(format!("{}@example.com", user_id.as_str())).unwrap(),
        user_id,
        email_confirmation: EmailConfirmation::done(),
        former_email: None,
        password_hash: HASH.clone(),
        password_epoch: 0,
        legal_name: LegalName::try_from("Ada Lovelace".to_owned()).unwrap(),
        name_fixed: false,
        country: Country::try_from(country.to_owned()).unwrap(),
        language: Language::English,
        subject: Some(Subject::create(&mut Always(byte))),
        created_at: platform.now(),
        sign_up: None,
        version: 0,
    };
    platform
        .store()
        .create_account(&account, &change(platform.now()))
        .await
        .unwrap();
    let (session, _) = Session::begin(&account.id, platform.now(), &mut Always(byte));
    platform.store().begin_session(&session).await.unwrap();
    account
}

/// Ada has opened the application `archive`, which nobody serves, in her first session.
async fn archive(platform: &Platform, ada: &Account) {
    let (store, now) = (platform.store(), platform.now());
    let id = ApplicationId::try_from("archive".to_owned()).unwrap();
    let application = store.application(&id).await.unwrap().unwrap();
    let (session, _) = Session::begin(&ada.id, now, &mut Always(1));
    let grant = Grant {
        account: ada.id.clone(),
        session: session.id,
        id: Grant::draw_id(&mut Always(1)),
        application: id.clone(),
        redirect_uri: application.redirect_uris[0].clone(),
        code_challenge: String::new(),
        code: Digest32::of(b"code"),
        code_until: now,
        scopes: vec![Scope::Openid],
        resources: Vec::new(),
        nonce: None,
        acr: Acr::Password,
        acr_alias: None,
        reached: Acr::Password,
        amr: vec!["pwd".to_owned()],
        auth_time: now,
        sub: application.sub(ada.subject.as_ref().unwrap()),
        dpop_jkt: None,
        created_at: now,
        used_at: Some(now),
        refresh: None,
        revoked_at: None,
        ends_at: now + SESSION_LIFE,
    };
    let connection = Connection::agreed(None, &id, &[], now);
    store.save_connection(&connection, &grant).await.unwrap();
}

/// Gus, who was mailed a code two minutes ago and has not entered it.
async fn gus(platform: &Platform) {
    let mut gus = person(platform, "gus", "US", 10).await;
    let (version, _) = platform.secrets(0).await.unwrap().newest();
    let asked_at = platform.now() - SignedDuration::from_mins(2);
    let challenge = EmailChallenge::ask(version, asked_at, &mut Always(10));
    gus.email_confirmation = EmailConfirmation::begin(Some(challenge));
    platform
        .store()
        .save_account(&mut gus, &change(platform.now()))
        .await
        .unwrap();
}

async fn license(
    platform: &Platform,
    key: LicenseKey,
    product: Product,
    purchased_at: Timestamp,
) -> License {
    let license = License {
        digest: key.digest(),
        order: OrderNumber::create(&mut Always(9)),
        product,
        purchased_at,
        used_by: None,
    };
    platform.store().create_license(&license).await.unwrap();
    license
}

async fn credential(
    platform: &Platform,
    account: &Account,
    product: Product,
    bought: Timestamp,
    unit: u32,
) -> Credential {
    let unit = domain::license::Unit {
        product,
        line: 0,
        unit,
    };
    let key = LicenseKey::derive(
        platform.secrets(0).await.unwrap().newest().1,
        &OrderNumber::create(&mut Always(9)),
        unit,
    );
    let license = license(platform, key, product, bought).await;
    let credential = Credential::enter(&license, None, RenewalWindow::default(), bought).unwrap();
    let entry = LicenseEntry {
        license: &license,
        account: &account.id,
        credential: &credential,
        replaces: None,
    };
    platform
        .store()
        .enter_license(&entry, &change(bought))
        .await
        .unwrap();
    platform
        .store()
        .credential(&account.id)
        .await
        .unwrap()
        .unwrap()
}

/// Gives Ada's first session a code, and Ada a second session under Phone OTP.
async fn with_code(platform: &Platform, ada: &Account, credential: &Credential) {
    let now = platform.now();
    let (session, _) = Session::begin(&ada.id, now, &mut Always(1));
    let secrets = platform.secrets(0).await.unwrap();
    let (version, secret) = secrets.newest();
    // A digit is drawn from the upper bits of 32 of them: 0x20202020 is a 1.
    let (challenge, code) = Challenge::issue(
        &credential.phones[0],
        secret,
        version,
        now,
        &mut Always(0x20),
    );
    assert_eq!(code.expose(), "1".repeat(CODE_DIGITS));
    platform
        .store()
        .save_challenge(&session, &challenge, now)
        .await
        .unwrap();
    let (session, _) = Session::begin(&ada.id, now, &mut Always(2));
    let (elevated, _) = session.elevate(Channel::Text, credential, now, &mut Always(2));
    platform.store().begin_session(&elevated).await.unwrap();
}

/// Two orders of Ada's: one that awaits its invoice's payment, and one that is paid and whose mail an attempt that died
/// left to be sent.
async fn orders(platform: &Platform, ada: &Account, now: Timestamp) {
    for (byte, paid) in [(1, false), (2, true)] {
        let mut order = Order::place(
            OrderNumber::create(&mut Always(byte)),
            ada.id.clone(),
            &[(LineItem::License(product("us")), 1)],
            PaymentMethod::Invoice,
            BillingAddress {
                name: "Ada Lovelace".to_owned(),
                line1: "12 St James's Square".to_owned(),
                line2: None,
                city: "London".to_owned(),
                region: None,
                postal_code: None,
                country: Country::US,
            },
            &Prices::default(),
            platform.secrets(0).await.unwrap().newest().0,
            now,
        )
        .unwrap();
        if paid {
            let payment = Payment {
                provider: INVOICE.to_owned(),
                reference: "bank".to_owned(),
                event: None,
                paid: None,
            };
            order.pay(payment, now);
            order.delivery = OrderMail::Due {
                until: Some(now - SignedDuration::from_secs(1)),
                attempts: 1,
                parked: None,
            };
        }
        platform
            .store()
            .place_order(&order, None, &change(now))
            .await
            .unwrap();
    }
}
