//! Views: the parts of responses that several operations share, so that each thing has one representation.

use domain::Timestamp;
use domain::account::{Account, Country};
use domain::challenge::{Challenge, Purpose};
use domain::credential::{Credential, State};
use domain::email_confirmation::{EmailChallenge, EmailState};
use domain::language::Language;
use domain::next_step::NextStep;
use domain::order::{Order, OrderMail, PaymentMethod, Status, UnappliedReason};
use domain::phone::{Channel, Phone, PhoneState};
use domain::product::{Countries, Coverage, LineItem, Money, Prices, Product};
use domain::proofing::{Method, ProofingStep};
use domain::settings::{Limits, Settings};
use domain::strength::Strength;
use serde::Serialize;
use utoipa::ToSchema;

use platform::Platform;
use words::catalogue::{item_name, product_name};

use crate::response::rfc3339;

/// An account's profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountView {
    /// Its identifier, by which the header `Phone-OTP-Account` names it.
    #[schema(example = "acct_0123456789abcdef0123456789abcdef")]
    pub id: String,
    /// The user ID as it was chosen.
    pub user_id: String,
    /// The name as on the identity document.
    pub legal_name: String,
    /// Whether the name was confirmed for proofing and cannot change.
    pub name_fixed: bool,
    /// The email address.
    #[schema(example = "ada@example.com")]
    pub email: String,
    /// Whether the address is confirmed.
    pub email_state: EmailState,
    /// How the address is confirmed, until it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_confirmation: Option<EmailConfirmationView>,
    /// The country that the person is in.
    #[schema(example = "US")]
    pub country: String,
}

/// How an address is confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmailConfirmationView {
    /// The code that was asked for last, if it can still be entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<EmailCodeView>,
    /// Seconds until another code may be asked for; other limits may require a longer wait.
    pub resend_in: i64,
}

/// A code that confirms an address.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmailCodeView {
    /// When it expires (RFC 3339).
    pub expires_at: String,
    /// Seconds until it expires.
    pub expires_in: i64,
    /// Attempts that are left.
    pub attempts_left: u8,
}

impl AccountView {
    /// The current view of an account, for its person.
    #[must_use]
    pub fn new(account: &Account, limits: &Limits, now: Timestamp) -> Self {
        let seconds_until = |at: Timestamp| at.as_second() - now.as_second();
        let confirmation = &account.email_confirmation;
        let open = |code: &&EmailChallenge| code.check_open(now).is_ok();
        let code = confirmation.challenge.as_ref().filter(open);
        let how = || EmailConfirmationView {
            code: code.map(|code| EmailCodeView {
                expires_at: rfc3339(code.expires_at()),
                expires_in: seconds_until(code.expires_at()),
                attempts_left: code.attempts_left(),
            }),
            resend_in: seconds_until(confirmation.resend_at(&limits.email_codes_per_account, now)),
        };
        Self {
            id: account.id.to_string(),
            user_id: account.user_id.as_str().to_owned(),
            legal_name: account.legal_name.as_str().to_owned(),
            name_fixed: account.name_fixed,
            email: account.email.as_str().to_owned(),
            email_state: confirmation.state,
            email_confirmation: (!account.email_confirmed()).then(how),
            country: account.country.code().to_owned(),
        }
    }
}

/// A phone, masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneView {
    /// Its identifier, for `send-otp` and `remove-phone`.
    pub id: String,
    /// The number, masked.
    #[schema(example = "+1 *** *** 0123")]
    pub number: String,
    /// The country that the number belongs to.
    #[schema(example = "US")]
    pub country: String,
    /// How it receives codes.
    pub channel: Channel,
    /// Whether its first code was entered.
    pub state: PhoneState,
    /// When it was registered (RFC 3339).
    pub added_at: String,
}

impl From<&Phone> for PhoneView {
    fn from(phone: &Phone) -> Self {
        Self {
            id: phone.id.clone(),
            number: phone.number.masked(),
            country: phone.country.code().to_owned(),
            channel: phone.channel,
            state: phone.state,
            added_at: rfc3339(phone.added_at),
        }
    }
}

/// When a credential can be renewed.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenewalView {
    /// When renewal opens (RFC 3339).
    pub opens_at: String,
    /// When renewal closes (RFC 3339).
    pub closes_at: String,
    /// Whether it can be renewed now.
    pub open: bool,
}

/// The state of a proofing.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofingView {
    /// Whether the person is proofed.
    pub passed: bool,
    /// The methods that are left.
    pub methods: Vec<Method>,
    /// Failed attempts in all.
    pub failures: u8,
    /// The appointment with the agent, if there is one (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appointment_at: Option<String>,
}

/// A credential.
#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialView {
    /// The state now.
    pub state: State,
    /// What was bought.
    pub product: Product,
    /// What was bought, in words.
    pub product_name: String,
    /// The term that was bought, in years; a renewal adds as many.
    pub years: u8,
    /// When the license was paid for (RFC 3339).
    pub purchased_at: String,
    /// When it ends (RFC 3339).
    pub expires_at: String,
    /// Whether the expiry is near enough to be shown beside the strength.
    pub expiry_shown: bool,
    /// The state of its proofing.
    pub proofing: ProofingView,
    /// Its phones.
    pub phones: Vec<PhoneView>,
    /// What to do next, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NextStep>,
    /// When it can be renewed.
    pub renewal: RenewalView,
}

impl CredentialView {
    /// The current view of a credential, for a person in this country.
    #[must_use]
    pub fn new(
        platform: &Platform,
        settings: &Settings,
        credential: &Credential,
        country: Country,
    ) -> Self {
        let now = platform.now();
        let window = settings.renewal_window;
        Self {
            state: credential.state(now),
            product: credential.product,
            product_name: product_name(Language::English, credential.product),
            years: credential.years,
            purchased_at: rfc3339(credential.purchased_at),
            expires_at: rfc3339(credential.expires_at),
            expiry_shown: credential.expiry_shown(now),
            proofing: ProofingView {
                passed: credential.proofed(),
                methods: platform.proofing_methods(credential, country),
                failures: credential.proofing.failures,
                appointment_at: match credential.proofing.step {
                    ProofingStep::Appointment { at } => Some(rfc3339(at)),
                    _ => None,
                },
            },
            phones: credential.phones.iter().map(PhoneView::from).collect(),
            next_step: credential.next_step(window, now),
            renewal: RenewalView {
                opens_at: rfc3339(window.opens_at(credential.expires_at)),
                closes_at: rfc3339(window.closes_at(credential.expires_at)),
                open: credential.renewable(window, now).is_ok(),
            },
        }
    }
}

/// A code that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChallengeView {
    /// The phone that it was sent to.
    pub phone: PhoneView,
    /// What a right code does.
    pub purpose: Purpose,
    /// When it expires (RFC 3339).
    pub expires_at: String,
    /// Seconds until it expires.
    pub expires_in: i64,
    /// Seconds until another code may be requested; other limits may require a longer wait.
    pub resend_in: i64,
    /// Attempts that are left.
    pub attempts_left: u8,
}

impl ChallengeView {
    /// The current view of a challenge that is open.
    #[must_use]
    pub fn new(challenge: &Challenge, phone: &Phone, settings: &Settings, now: Timestamp) -> Self {
        let seconds_until = |at: Timestamp| at.as_second() - now.as_second();
        Self {
            phone: phone.into(),
            purpose: challenge.purpose,
            expires_at: rfc3339(challenge.expires_at()),
            expires_in: seconds_until(challenge.expires_at()),
            resend_in: seconds_until(challenge.resend_at(&settings.limits.sends_per_account, now)),
            attempts_left: challenge.attempts_left(),
        }
    }
}

/// The strength of a session, and when the session ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionView {
    /// The strength now.
    pub strength: Strength,
    /// Whether the session proves a proofed person.
    pub proofed: bool,
    /// When the session ends at the latest (RFC 3339).
    pub ends_at: String,
    /// The session's token, for clients that are not browsers. It replaces any earlier token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl SessionView {
    /// The current view of a session.
    #[must_use]
    pub fn new(session: &domain::session::Session, token: Option<String>, now: Timestamp) -> Self {
        Self {
            strength: session.strength(now),
            proofed: session.proofed(now),
            ends_at: rfc3339(session.ends_at()),
            token,
        }
    }
}

/// What a line of an order sells.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// New licenses.
    License,
    /// Another term of the buyer's own credential.
    Renewal,
}

/// A line of an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineView {
    /// What kind of thing is bought.
    pub kind: LineKind,
    /// The product.
    pub product: Product,
    /// What is bought, in words.
    pub name: String,
    /// The term of the product, in years.
    pub years: u8,
    /// How many.
    pub quantity: u32,
    /// The price of one.
    pub unit_price: Money,
}

/// The payment state of an order.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusView {
    /// Placed, not paid.
    AwaitingPayment,
    /// The last attempt to pay was declined; another may succeed.
    PaymentDeclined,
    /// Paid.
    Paid,
}

/// The state of an order's mail.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MailView {
    /// There is nothing to mail: the order is not paid, or its payment was not applied.
    Waiting,
    /// It is on its way to the mail service.
    OnItsWay,
    /// The mail service accepted it.
    Mailed,
    /// The mail service does not accept it, and nobody tries again until it is asked for.
    NotMailed,
}

/// An order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderView {
    /// Its number.
    #[schema(example = "PO-4F7K29QX3M")]
    pub number: String,
    /// Whether it is paid.
    pub status: StatusView,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// What it holds.
    pub lines: Vec<LineView>,
    /// What it costs.
    pub total: Money,
    /// When it was placed (RFC 3339).
    pub placed_at: String,
    /// When it was paid (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<String>,
    /// The state of its mail.
    pub mail: MailView,
    /// When its mail went out (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailed_at: Option<String>,
    /// Why the newest payment that was received for it could not be applied to it, if there is one. Support settles it
    /// with the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unapplied_payment: Option<UnappliedReason>,
    /// Where to pay, for a card order that is not paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_url: Option<String>,
}

impl OrderView {
    /// The current view of an order, with the address of a checkout that is open.
    #[must_use]
    pub fn new(order: &Order, now: Timestamp) -> Self {
        Self {
            number: order.number.to_string(),
            status: match order.status {
                Status::AwaitingPayment => StatusView::AwaitingPayment,
                Status::PaymentDeclined => StatusView::PaymentDeclined,
                Status::Paid { .. } => StatusView::Paid,
            },
            payment_method: order.payment_method,
            lines: order
                .lines
                .iter()
                .map(|line| LineView {
                    kind: match line.item {
                        LineItem::License(_) => LineKind::License,
                        LineItem::Renewal(_) => LineKind::Renewal,
                    },
                    product: line.item.product(),
                    name: item_name(Language::English, line.item),
                    years: line.item.product().years,
                    quantity: line.quantity,
                    unit_price: line.unit_price.clone(),
                })
                .collect(),
            total: order.total.clone(),
            placed_at: rfc3339(order.placed_at),
            paid_at: order.paid_at().map(rfc3339),
            mail: match &order.delivery {
                OrderMail::Waiting => MailView::Waiting,
                OrderMail::Due {
                    parked: Some(_), ..
                } => MailView::NotMailed,
                OrderMail::Due { .. } => MailView::OnItsWay,
                OrderMail::Sent { .. } => MailView::Mailed,
            },
            mailed_at: match order.delivery {
                OrderMail::Sent { at } => Some(rfc3339(at)),
                _ => None,
            },
            unapplied_payment: order
                .unapplied_payments
                .last()
                .map(|payment| payment.reason),
            payment_url: order
                .open_checkout(now)
                .map(|checkout| checkout.address.clone()),
        }
    }
}

/// What a product covers and costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductView {
    /// The product, as orders name it.
    pub product: Product,
    /// The name that people read.
    pub name: String,
    /// Which phones it covers.
    pub coverage: Coverage,
    /// The countries whose phones it covers.
    pub countries: Countries,
    /// Whether the person is proofed.
    pub proofing: bool,
    /// The term, in years.
    pub years: u8,
    /// The price of a new license.
    pub price: Money,
    /// The price of a renewal.
    pub renewal_price: Money,
}

impl ProductView {
    /// A product at the deployment's prices; `None` if it is not sold.
    #[must_use]
    pub fn new(product: Product, prices: &Prices) -> Option<Self> {
        Some(Self {
            product,
            name: product_name(Language::English, product),
            coverage: product.coverage,
            countries: product.coverage.countries(),
            proofing: product.proofing,
            years: product.years,
            price: prices.of(LineItem::License(product))?,
            renewal_price: prices.of(LineItem::Renewal(product))?,
        })
    }
}
