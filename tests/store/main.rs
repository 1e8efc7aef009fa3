//! The store on a DynamoDB-compatible engine: the embedded one, or, where `PHONE_OTP_TEST_DYNAMODB` names an endpoint,
//! another, such as Amazon's own DynamoDB Local.

#![expect(clippy::unwrap_used, reason = "tests")]

mod authorizations;
mod grants;
mod races;
mod registry;
mod rules;
mod units;

use std::sync::atomic::{AtomicU32, Ordering};

use domain::Timestamp;
use domain::account::{Account, Country, Email, LegalName, UserId};
use domain::change::{Actor, Change};
use domain::credential::{Credential, RenewalWindow};
use domain::email_confirmation::EmailConfirmation;
use domain::language::Language;
use domain::license::{License, LicenseKey, Unit};
use domain::order::{BillingAddress, Order, PaymentMethod};
use domain::order_number::OrderNumber;
use domain::password::PasswordHash;
use domain::phone::{Channel, Phone};
use domain::product::{Coverage, LineItem, Prices, Product};
use domain::registry::RegistryPatch;
use domain::secret::SecretKey;
use domain::settings::Configuration;
use local::{Keep, Options};
use platform::Platform;
use serde_json::{Value, json};

/// A platform on empty tables of its own.
async fn platform() -> &'static Platform {
    static TABLES: AtomicU32 = AtomicU32::new(0);
    let unique = format!(
        "{}-{}",
        std::process::id(),
        TABLES.fetch_add(1, Ordering::Relaxed)
    );
    let options = Options {
        port: 0,
        keep: Keep::Nothing,
        dynamodb: std::env::var("PHONE_OTP_TEST_DYNAMODB")
            .ok()
            .map(|url| url.parse().unwrap()),
        settings: ["RECORDS", "SESSIONS"]
            .map(|table| {
                (
                    format!("PHONE_OTP_{table}_TABLE"),
                    format!("{table}-{unique}"),
                )
            })
            .to_vec(),
        follows: true,
    };
    let local = Box::leak(Box::new(local::start(options).await.unwrap()));
    local.platform
}

/// The secret that stored values were made with, and its version.
async fn secret(platform: &Platform) -> (u32, SecretKey) {
    let secrets = platform.secrets(0).await.unwrap();
    let (version, secret) = secrets.newest();
    (version, secret.clone())
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

/// A change by the account's owner.
fn change(at: Timestamp) -> Change {
    Change::by(Actor::Owner, at)
}

fn account(user_id: &str) -> Account {
    let user_id = UserId::try_from(user_id.to_owned()).unwrap();
    Account {
        id: user_id.account(),
        user_id,
        password_hash: PasswordHash::unusable(),
        password_epoch: 0,
        legal_name: LegalName::try_from("Ada Lovelace".to_owned()).unwrap(),
        name_fixed: false,
        email: Email::try_from("ada@example.com".to_owned()).unwrap(),
        email_confirmation: EmailConfirmation::done(),
        former_email: None,
        country: Country::US,
        language: Language::English,
        subject: None,
        created_at: at(0),
        sign_up: None,
        version: 0,
    }
}

fn us() -> Product {
    Product::of("us").unwrap()
}

fn order(platform: &Platform, buyer: &Account, placed_at: Timestamp) -> Order {
    Order::place(
        OrderNumber::create(&mut platform.rng()),
        buyer.id.clone(),
        &[(LineItem::License(us()), 1)],
        PaymentMethod::Invoice,
        BillingAddress {
            name: "Ada Lovelace".to_owned(),
            line1: "12 St James's Square".to_owned(),
            line2: None,
            city: "London".to_owned(),
            region: None,
            postal_code: Some("SW1Y 4JH".to_owned()),
            country: Country::US,
        },
        &Prices::default(),
        1,
        placed_at,
    )
    .unwrap()
}

fn license(platform: &Platform, buyer: &Account) -> License {
    let order = order(platform, buyer, at(0));
    let unit = Unit {
        product: us(),
        line: 0,
        unit: 0,
    };
    License {
        digest: LicenseKey::derive(&SecretKey::new([1; 32]), &order.number, unit).digest(),
        order: order.number,
        product: us(),
        purchased_at: at(0),
        used_by: None,
    }
}

fn credential(license: &License) -> Credential {
    Credential::enter(license, None, RenewalWindow::default(), at(0)).unwrap()
}

fn phone(platform: &Platform) -> Phone {
    Phone::register(
        Country::US,
        "2025550123",
        Channel::Text,
        Coverage::Us,
        &[],
        at(0),
        &mut platform.rng(),
    )
    .unwrap()
}

/// The entry of an application.
fn application(name: &str) -> Value {
    json!({ "name": name, "url": "https://designs.example.com/" })
}

/// The configuration that a change makes of this one.
async fn changed(
    platform: &Platform,
    newest: Option<&Configuration>,
    change: Value,
) -> Configuration {
    let mut patch = change.as_object().unwrap().clone();
    let registry = RegistryPatch::take(&mut patch);
    let registered = platform.store().registered(&registry).await.unwrap();
    let registry = (&registered, &registry);
    let changed = Configuration::changed(newest, &patch, registry, "kim", "a test", at(0));
    changed.unwrap().configuration
}
