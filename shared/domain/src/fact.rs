//! Facts: events that are logged, counted in metrics, mailed to the person, and told to applications.
//!
//! [`Fact::telling`] is the one table of how each fact is reported. Facts about changes of items are derived from the
//! item before and after the change ([`Record::facts`]), so that no fact is reported that was not stored, and neither its
//! place in the activity nor its mail is lost when a process dies. The operation in which any other fact occurs reports
//! it itself. A fact holds nothing secret.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::{Account, MailAddress};
use crate::application::{ApplicationId, SecurityEvent};
use crate::challenge::CodePhone;
use crate::credential::Credential;
use crate::email_confirmation::EmailChallenge;
use crate::lockout::{Factor, Guard, GuardEvent, locks_for_good};
use crate::notification::{AccountEvent, ChangeType, CredentialType};
use crate::order::{Order, OrderMail, Status, UnappliedReason};
use crate::order_number::OrderNumber;
use crate::phone::{Channel, Phone, PhoneState};
use crate::product::Product;
use crate::proofing::{Method, ProofingStep};
use crate::reset::PasswordReset;
use crate::session::Session;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "name")]
pub enum Fact {
    /// An account was created.
    AccountCreated,
    /// The legal name was confirmed for proofing.
    NameConfirmed,
    /// Somebody signed in with the password.
    SignedIn,
    /// The code that confirms the email address was asked for.
    EmailCodeAsked {
        /// The challenge, from which its code is derived.
        challenge: EmailChallenge,
    },
    /// The email address was confirmed.
    EmailConfirmed,
    /// The email address was corrected before it was confirmed.
    EmailCorrected {
        /// Whether mail went to the address before the correction, so that its owner is told.
        tell_former: bool,
    },
    /// The password was changed.
    PasswordChanged,
    /// A link to reset the password was requested.
    ResetAsked {
        /// The reset, from which its link is derived.
        reset: PasswordReset,
    },
    /// A link to reset the password was used.
    ResetCompleted,
    /// Too many wrong passwords or codes locked the account.
    Locked {
        /// What was wrong.
        factor: Factor,
        /// Until when; `None`: until an operator unlocks.
        #[serde(
            with = "jiff::fmt::serde::timestamp::second::optional",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        until: Option<Timestamp>,
    },
    /// A lock without an end was lifted.
    Unlocked,
    /// A code was handed to its carrier, or its call was requested.
    CodeSent {
        /// The country and channel of the phone that it was sent to.
        phone: CodePhone,
    },
    /// A right code was entered.
    CodeEntered {
        /// The country and channel of the phone that it was sent to, if its challenge holds them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<CodePhone>,
    },
    /// A wrong code was entered.
    CodeWrong,
    /// A call was placed.
    CallPlaced,
    /// An application got the code for which it gets tokens.
    ApplicationOpened {
        /// The application.
        application: ApplicationId,
    },
    /// An authorization code was presented a second time: what the first use gave was ended.
    AuthorizationCodeReused {
        /// The application.
        application: ApplicationId,
    },
    /// A refresh token was presented after it was replaced, or by another key: what it belongs to was ended.
    RefreshTokenReused {
        /// The application.
        application: ApplicationId,
    },
    /// A client was not the one that it said, or presented a code or token that is not its own.
    ClientRefused {
        /// The error's code.
        why: String,
    },
    /// A service did not take a message.
    MessageRefused {
        /// `sns`, `ses` or `sms-voice`.
        service: String,
        /// The service's error code, or why it was not reached.
        why: String,
    },
    /// Attempts to mail a notice were given up.
    NoticeParked {
        /// Why.
        why: String,
    },
    /// A stored item, or a record of its change, could not be read and was skipped.
    RecordUnreadable {
        /// Why.
        why: String,
    },
    /// An application took a message.
    ApplicationTold {
        /// The application, and the kind of message.
        what: String,
    },
    /// An application was not reached, or did not take a message now; it is tried again.
    ApplicationNotTold {
        /// The application, the kind of message, and why.
        why: String,
    },
    /// An application refused a message for good, or it cannot be read; an operator may send it again.
    NotificationParked {
        /// The application, the kind of message, and why.
        why: String,
    },
    /// An order was placed.
    OrderPlaced {
        /// The order.
        order: OrderNumber,
    },
    /// An order was paid.
    OrderPaid {
        /// The order.
        order: OrderNumber,
    },
    /// A card was declined.
    PaymentDeclined {
        /// The order.
        order: OrderNumber,
    },
    /// A paid order's mail went out.
    OrderMailed {
        /// The order.
        order: OrderNumber,
    },
    /// A paid order's mail did not go out; it is tried again.
    OrderNotMailed {
        /// The order.
        order: OrderNumber,
    },
    /// Attempts at a paid order's mail were given up: its buyer has no keys.
    OrderParked {
        /// The order.
        order: OrderNumber,
    },
    /// A payment was received and not applied to its order; finance settles it.
    PaymentUnapplied {
        /// The order.
        order: OrderNumber,
        /// Why.
        reason: UnappliedReason,
    },
    /// A paid order's mail was sent once more because its buyer asked for it.
    OrderMailedAgain {
        /// The order.
        order: OrderNumber,
    },
    /// A license key was entered.
    LicenseEntered {
        /// What it is a license for.
        product: Product,
    },
    /// The credential was renewed.
    Renewed {
        /// When it ends now.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        expires_at: Timestamp,
    },
    /// A run of `remind-renewal` has looked up all reminders that were due.
    RemindersCaughtUp,
    /// A reminder of the coming expiry was mailed.
    Reminded {
        /// How many days before the expiry it is for.
        days: i32,
    },
    /// The bureau's questions were asked.
    QuestionsAsked,
    /// An appointment with an agent was made, or moved.
    AppointmentMade {
        /// When it is.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        appointment_at: Timestamp,
    },
    /// An attempt at proofing failed.
    ProofingFailed {
        /// Whether it was the last that the license allows.
        spent: bool,
    },
    /// An agent passed the person and handed over an activation code.
    ActivationCodeIssued {
        /// Until when it may be entered.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        until: Timestamp,
    },
    /// The identity was proved.
    ProofingPassed {
        /// How.
        method: Method,
    },
    /// A phone was registered; its first code was not entered yet.
    PhoneRegistered {
        /// Its number, masked.
        number: String,
    },
    /// A phone became active.
    PhoneActivated {
        /// Its number, masked.
        number: String,
        /// How codes reach it.
        #[serde(default = "channel_of_older_facts")]
        channel: Channel,
    },
    /// A phone that received codes was removed.
    PhoneRemoved {
        /// Its number, masked.
        number: String,
        /// How codes reached it.
        #[serde(default = "channel_of_older_facts")]
        channel: Channel,
    },
    /// A phone whose first code was never entered was removed.
    PendingPhoneRemoved {
        /// Its number, masked.
        number: String,
    },
}

/// Facts of phones did not say the channel at first. Nothing is told of them any more.
const fn channel_of_older_facts() -> Channel {
    Channel::Text
}

/// The log level of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Normal operation.
    Info,
    /// Something that an operator should know about.
    Warn,
    /// Something does not work.
    Error,
}

/// A metric, by its name in CloudWatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each counts the facts that name it in `Fact::telling`"
)]
pub enum Metric {
    CodesSent,
    CodesEntered,
    CodesWrong,
    CallsPlaced,
    ApplicationsOpened,
    AuthorizationCodesReused,
    RefreshTokensReused,
    ClientsRefused,
    Lockouts,
    MessagesRefused,
    NoticesParked,
    RecordsUnreadable,
    ApplicationsTold,
    ApplicationsNotTold,
    NotificationsParked,
    OrdersPaid,
    OrdersMailed,
    OrdersNotMailed,
    OrdersParked,
    PaymentsUnapplied,
    RemindersCaughtUp,
    Renewals,
}

/// A mail that informs a person of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice<'a> {
    /// The code that confirms the email address.
    EmailCode(&'a EmailChallenge),
    /// The email address was corrected, told to the one before.
    EmailCorrected,
    /// The link to choose another password.
    PasswordReset(&'a PasswordReset),
    /// The password was changed.
    PasswordChanged,
    /// Too many wrong attempts, with the end of the lock.
    Locked(Factor, Option<Timestamp>),
    /// The appointment with an agent.
    Appointment(Timestamp),
    /// An attempt failed; whether it was the last.
    ProofingFailed {
        /// Whether the license is spent.
        spent: bool,
    },
    /// An activation code was issued, with its expiry.
    ActivationCodeIssued(Timestamp),
    /// The identity is proved.
    ProofingPassed,
    /// A phone, masked, receives codes now.
    PhoneAdded(&'a str),
    /// A phone, masked, receives no codes any more.
    PhoneRemoved(&'a str),
}

impl Notice<'_> {
    /// Where the mail goes, if it goes anywhere: while an account's address is unconfirmed, it gets its code and nothing
    /// else.
    #[must_use]
    pub fn address(self, account: &Account) -> Option<MailAddress<'_>> {
        match self {
            Self::EmailCode(_) => Some(account.code_address()),
            Self::EmailCorrected => account.former_address(),
            _ => account.mail_address(),
        }
    }
}

/// How a fact is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling<'a> {
    /// Its name, in the log and in the activity.
    pub name: &'static str,
    /// Its log level.
    pub level: Level,
    /// What is logged beside the name: an order's number, or why something failed. Nothing about a person.
    pub detail: Option<&'a str>,
    /// The metric that counts it.
    pub metric: Option<Metric>,
    /// The mail that informs the person.
    pub mail: Option<Notice<'a>>,
    /// What the applications of the account are told.
    pub event: Option<AccountEvent>,
    /// Whether it is listed in the account's activity.
    pub listed: bool,
}

impl<'a> Telling<'a> {
    const fn logged(level: Level, name: &'static str) -> Self {
        Self {
            name,
            level,
            detail: None,
            metric: None,
            mail: None,
            event: None,
            listed: false,
        }
    }

    const fn about(self, detail: &'a str) -> Self {
        Self {
            detail: Some(detail),
            ..self
        }
    }

    const fn counted(self, metric: Metric) -> Self {
        Self {
            metric: Some(metric),
            ..self
        }
    }

    const fn mailed(self, notice: Notice<'a>) -> Self {
        Self {
            mail: Some(notice),
            ..self
        }
    }

    const fn told(self, event: AccountEvent) -> Self {
        Self {
            event: Some(event),
            ..self
        }
    }

    const fn listed(self) -> Self {
        Self {
            listed: true,
            ..self
        }
    }
}

impl Fact {
    /// The table of how each fact is reported. A fact that is mailed is also listed, because the listed item holds the
    /// state of its mail.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "it is one table")]
    pub fn telling(&self) -> Telling<'_> {
        use Level::{Error, Info, Warn};
        let log = Telling::logged;
        match self {
            Self::AccountCreated => log(Info, "account-created").listed(),
            Self::NameConfirmed => log(Info, "name-confirmed").listed(),
            Self::SignedIn => log(Info, "signed-in").listed(),
            Self::EmailCodeAsked { challenge } => log(Info, "email-code-asked")
                .mailed(Notice::EmailCode(challenge))
                .listed(),
            Self::EmailConfirmed => log(Info, "email-confirmed").listed(),
            Self::EmailCorrected { tell_former: true } => log(Info, "email-corrected")
                .mailed(Notice::EmailCorrected)
                .told(AccountEvent::of(SecurityEvent::RecoveryInformationChanged))
                .listed(),
            Self::EmailCorrected { tell_former: false } => log(Info, "email-corrected")
                .told(AccountEvent::of(SecurityEvent::RecoveryInformationChanged))
                .listed(),
            Self::PasswordChanged => log(Info, "password-changed")
                .mailed(Notice::PasswordChanged)
                .told(AccountEvent::credential(
                    CredentialType::Password,
                    ChangeType::Update,
                ))
                .listed(),
            Self::ResetAsked { reset } => log(Info, "reset-asked")
                .mailed(Notice::PasswordReset(reset))
                .listed(),
            Self::ResetCompleted => log(Info, "reset-completed")
                .told(AccountEvent::of(SecurityEvent::RecoveryActivated))
                .listed(),
            Self::Locked { factor, until } => {
                let locked = log(Warn, "locked")
                    .counted(Metric::Lockouts)
                    .mailed(Notice::Locked(*factor, *until))
                    .listed();
                match until {
                    Some(_) => locked,
                    None => locked.told(AccountEvent::of(SecurityEvent::AccountDisabled)),
                }
            }
            Self::Unlocked => log(Info, "unlocked")
                .told(AccountEvent::of(SecurityEvent::AccountEnabled))
                .listed(),
            Self::CodeSent { .. } => log(Info, "code-sent").counted(Metric::CodesSent),
            Self::CodeEntered { .. } => log(Info, "code-entered")
                .counted(Metric::CodesEntered)
                .listed(),
            Self::CodeWrong => log(Info, "code-wrong").counted(Metric::CodesWrong).listed(),
            Self::CallPlaced => log(Info, "call-placed").counted(Metric::CallsPlaced),
            Self::ApplicationOpened { application } => log(Info, "application-opened")
                .about(application.as_str())
                .counted(Metric::ApplicationsOpened),
            Self::AuthorizationCodeReused { application } => log(Warn, "authorization-code-reused")
                .about(application.as_str())
                .counted(Metric::AuthorizationCodesReused),
            Self::RefreshTokenReused { application } => log(Warn, "refresh-token-reused")
                .about(application.as_str())
                .counted(Metric::RefreshTokensReused),
            Self::ClientRefused { why } => log(Info, "client-refused")
                .about(why)
                .counted(Metric::ClientsRefused),
            Self::MessageRefused { why, .. } => log(Error, "message-refused")
                .about(why)
                .counted(Metric::MessagesRefused),
            Self::NoticeParked { why } => log(Error, "notice-parked")
                .about(why)
                .counted(Metric::NoticesParked),
            Self::RecordUnreadable { why } => log(Error, "record-unreadable")
                .about(why)
                .counted(Metric::RecordsUnreadable),
            Self::ApplicationTold { what } => log(Info, "application-told")
                .about(what)
                .counted(Metric::ApplicationsTold),
            Self::ApplicationNotTold { why } => log(Warn, "application-not-told")
                .about(why)
                .counted(Metric::ApplicationsNotTold),
            Self::NotificationParked { why } => log(Error, "notification-parked")
                .about(why)
                .counted(Metric::NotificationsParked),
            Self::OrderPlaced { order } => log(Info, "order-placed").about(order.as_str()).listed(),
            Self::OrderPaid { order } => log(Info, "order-paid")
                .about(order.as_str())
                .counted(Metric::OrdersPaid)
                .listed(),
            Self::PaymentDeclined { order } => {
                log(Info, "payment-declined").about(order.as_str()).listed()
            }
            Self::OrderMailed { order } => log(Info, "order-mailed")
                .about(order.as_str())
                .counted(Metric::OrdersMailed)
                .listed(),
            Self::OrderNotMailed { order } => log(Error, "order-not-mailed")
                .about(order.as_str())
                .counted(Metric::OrdersNotMailed),
            Self::OrderParked { order } => log(Error, "order-parked")
                .about(order.as_str())
                .counted(Metric::OrdersParked)
                .listed(),
            Self::PaymentUnapplied { order, .. } => log(Warn, "payment-unapplied")
                .about(order.as_str())
                .counted(Metric::PaymentsUnapplied)
                .listed(),
            Self::OrderMailedAgain { order } => {
                log(Info, "order-mailed-again").about(order.as_str())
            }
            Self::LicenseEntered { .. } => log(Info, "license-entered").listed(),
            Self::Renewed { .. } => log(Info, "renewed").counted(Metric::Renewals).listed(),
            Self::RemindersCaughtUp => {
                log(Info, "reminders-caught-up").counted(Metric::RemindersCaughtUp)
            }
            Self::Reminded { .. } => log(Info, "reminded").listed(),
            Self::QuestionsAsked => log(Info, "questions-asked").listed(),
            Self::AppointmentMade { appointment_at } => log(Info, "appointment-made")
                .mailed(Notice::Appointment(*appointment_at))
                .listed(),
            Self::ProofingFailed { spent } => log(Info, "proofing-failed")
                .mailed(Notice::ProofingFailed { spent: *spent })
                .listed(),
            Self::ActivationCodeIssued { until } => log(Info, "activation-code-issued")
                .mailed(Notice::ActivationCodeIssued(*until))
                .listed(),
            Self::ProofingPassed { .. } => log(Info, "proofing-passed")
                .mailed(Notice::ProofingPassed)
                .listed(),
            Self::PhoneRegistered { .. } => log(Info, "phone-registered").listed(),
            Self::PhoneActivated { number, channel } => log(Info, "phone-activated")
                .mailed(Notice::PhoneAdded(number))
                .told(AccountEvent::credential(
                    CredentialType::phone(*channel),
                    ChangeType::Create,
                ))
                .listed(),
            Self::PhoneRemoved { number, channel } => log(Info, "phone-removed")
                .mailed(Notice::PhoneRemoved(number))
                .told(AccountEvent::credential(
                    CredentialType::phone(*channel),
                    ChangeType::Delete,
                ))
                .listed(),
            Self::PendingPhoneRemoved { .. } => log(Info, "pending-phone-removed").listed(),
        }
    }

    /// The dimensions of the fact's metric, as names and values.
    #[must_use]
    pub fn dimensions(&self) -> Vec<(&'static str, String)> {
        let of_phone = |phone: &CodePhone| {
            let channel = match phone.channel {
                Channel::Text => "text",
                Channel::Voice => "voice",
            };
            vec![
                ("Country", phone.country.code().to_owned()),
                ("Channel", channel.to_owned()),
            ]
        };
        match self {
            Self::CodeSent { phone } | Self::CodeEntered { phone: Some(phone) } => of_phone(phone),
            Self::Locked { factor, .. } => {
                let kind = match factor {
                    Factor::Code => "codes",
                    Factor::Password => "passwords",
                };
                vec![("Kind", kind.to_owned())]
            }
            Self::MessageRefused { service, .. } => vec![("Service", service.clone())],
            _ => Vec::new(),
        }
    }
}

/// An item whose changes are facts.
#[derive(Debug, Clone)]
pub enum Record {
    /// An account.
    Account(Box<Account>),
    /// Its credential.
    Credential(Box<Credential>),
    /// One of its orders.
    Order(Box<Order>),
    /// One of its sessions.
    Session(Box<Session>),
    /// What guards its password and codes.
    Guard(Guard),
    /// Its password reset.
    Reset(PasswordReset),
}

impl Record {
    /// The facts that follow from an item's change, in the order in which they happened. `before` is `None` if the item
    /// is new.
    #[must_use]
    pub fn facts(before: Option<&Self>, after: &Self) -> Vec<Fact> {
        match (before, after) {
            (Some(Self::Account(before)), Self::Account(after)) => of_account(Some(before), after),
            (_, Self::Account(after)) => of_account(None, after),
            (Some(Self::Credential(before)), Self::Credential(after)) => {
                of_credential(Some(before), after)
            }
            (_, Self::Credential(after)) => of_credential(None, after),
            (Some(Self::Order(before)), Self::Order(after)) => of_order(Some(before), after),
            (_, Self::Order(after)) => of_order(None, after),
            (Some(Self::Session(before)), Self::Session(after)) => of_session(before, after),
            // A session is written before its sign-in has passed the guard, so a new session does not prove a sign-in.
            (_, Self::Session(_)) => Vec::new(),
            (Some(Self::Guard(before)), Self::Guard(after)) => of_guard(before, after),
            (_, Self::Guard(after)) => of_guard(&Guard::default(), after),
            (Some(Self::Reset(before)), Self::Reset(after)) if before.id == after.id => {
                let completed = before.used.is_none() && after.used.is_some();
                completed
                    .then_some(Fact::ResetCompleted)
                    .into_iter()
                    .collect()
            }
            (_, Self::Reset(after)) => vec![Fact::ResetAsked {
                reset: after.clone(),
            }],
        }
    }
}

fn of_account(before: Option<&Account>, after: &Account) -> Vec<Fact> {
    let mut facts = Vec::new();
    let Some(before) = before else {
        facts.push(Fact::AccountCreated);
        facts.extend(of_email_code(None, after));
        return facts;
    };
    if after.email != before.email {
        let tell_former = after.former_email != before.former_email;
        facts.push(Fact::EmailCorrected { tell_former });
    }
    facts.extend(of_email_code(Some(before), after));
    if after.email_confirmed() && !before.email_confirmed() {
        facts.push(Fact::EmailConfirmed);
    }
    if after.password_epoch > before.password_epoch {
        facts.push(Fact::PasswordChanged);
    }
    if after.name_fixed && !before.name_fixed {
        facts.push(Fact::NameConfirmed);
    }
    facts
}

/// A code was asked for if the challenge is another one, or is asked for at another time: an attempt changes neither.
fn of_email_code(before: Option<&Account>, after: &Account) -> Option<Fact> {
    let challenge = after.email_confirmation.challenge.as_ref()?;
    let known = before.and_then(|before| before.email_confirmation.challenge.as_ref());
    let asked = known.is_none_or(|known| !known.same_request(challenge));
    asked.then(|| Fact::EmailCodeAsked {
        challenge: challenge.clone(),
    })
}

fn of_credential(before: Option<&Credential>, after: &Credential) -> Vec<Fact> {
    let mut facts = Vec::new();
    let Some(before) = before.filter(|before| before.license == after.license) else {
        facts.push(Fact::LicenseEntered {
            product: after.product,
        });
        // Another license's credential is replaced, with its phones.
        let replaced = before.map_or(&[][..], |before| &before.phones);
        facts.extend(of_phones(replaced, &after.phones));
        return facts;
    };
    if after.expires_at > before.expires_at {
        facts.push(Fact::Renewed {
            expires_at: after.expires_at,
        });
    }
    facts.extend(of_proofing(before, after));
    facts.extend(of_phones(&before.phones, &after.phones));
    facts.extend(of_reminder(before, after));
    facts
}

/// A reminder is mailed when its claim ends as sent.
fn of_reminder(before: &Credential, after: &Credential) -> Option<Fact> {
    let (claimed, sent) = (before.reminded?, after.reminded?);
    let mailed = claimed.until.is_some() && sent == claimed.sent();
    mailed.then_some(Fact::Reminded { days: sent.days })
}

fn of_proofing(before: &Credential, after: &Credential) -> Option<Fact> {
    let (before, after) = (&before.proofing, &after.proofing);
    if before.step == after.step {
        return None;
    }
    match (&before.step, &after.step) {
        // A grading that could not be completed returns the same questions, which is not a new fact.
        (
            ProofingStep::Grading {
                reference: graded, ..
            },
            ProofingStep::Questions {
                reference: asked, ..
            },
        ) if graded == asked => None,
        (_, ProofingStep::Questions { .. }) => Some(Fact::QuestionsAsked),
        (_, ProofingStep::Appointment { at }) => Some(Fact::AppointmentMade {
            appointment_at: *at,
        }),
        (_, ProofingStep::CodeIssued { until, .. }) => {
            Some(Fact::ActivationCodeIssued { until: *until })
        }
        (_, ProofingStep::Passed { method, .. }) => Some(Fact::ProofingPassed { method: *method }),
        (_, ProofingStep::Spent) => Some(Fact::ProofingFailed { spent: true }),
        (ProofingStep::Grading { .. } | ProofingStep::Appointment { .. }, ProofingStep::Needed) => {
            Some(Fact::ProofingFailed { spent: false })
        }
        (_, ProofingStep::Needed | ProofingStep::NotNeeded | ProofingStep::Grading { .. }) => None,
    }
}

fn of_phones(before: &[Phone], after: &[Phone]) -> Vec<Fact> {
    let find = |phones: &[Phone], id: &str| phones.iter().find(|phone| phone.id == id).cloned();
    let mut facts = Vec::new();
    for phone in after {
        let (number, channel) = (phone.number.masked(), phone.channel);
        let state = find(before, &phone.id).map(|known| known.state);
        match (state, phone.state) {
            (None, PhoneState::Pending) => facts.push(Fact::PhoneRegistered { number }),
            (None | Some(PhoneState::Pending), PhoneState::Active) => {
                facts.push(Fact::PhoneActivated { number, channel });
            }
            _ => {}
        }
    }
    for phone in before {
        if find(after, &phone.id).is_none() {
            let (number, channel) = (phone.number.masked(), phone.channel);
            facts.push(match phone.state {
                PhoneState::Active => Fact::PhoneRemoved { number, channel },
                PhoneState::Pending => Fact::PendingPhoneRemoved { number },
            });
        }
    }
    facts
}

fn of_order(before: Option<&Order>, after: &Order) -> Vec<Fact> {
    let order = after.number.clone();
    let Some(before) = before else {
        return vec![Fact::OrderPlaced { order }];
    };
    let mut facts = Vec::new();
    if before.status != after.status {
        let order = order.clone();
        match after.status {
            Status::Paid { .. } => facts.push(Fact::OrderPaid { order }),
            Status::PaymentDeclined => facts.push(Fact::PaymentDeclined { order }),
            Status::AwaitingPayment => {}
        }
    }
    facts.extend(of_payments(before, after));
    facts.extend(of_order_mail(&before.delivery, &after.delivery, order));
    facts
}

/// Payments are kept in the order of their arrival, and none is removed.
fn of_payments<'a>(before: &Order, after: &'a Order) -> impl Iterator<Item = Fact> + use<'a> {
    let known = before.unapplied_payments.len();
    let new = after.unapplied_payments.iter().skip(known);
    new.map(|payment| Fact::PaymentUnapplied {
        order: after.number.clone(),
        reason: payment.reason,
    })
}

/// An attempt that fails leaves its number as it is: the next claim counts the next attempt.
fn of_order_mail(before: &OrderMail, after: &OrderMail, order: OrderNumber) -> Option<Fact> {
    match (before, after) {
        (OrderMail::Sent { .. }, OrderMail::Sent { .. }) => None,
        (_, OrderMail::Sent { .. }) => Some(Fact::OrderMailed { order }),
        (
            OrderMail::Due { parked: None, .. },
            OrderMail::Due {
                parked: Some(_), ..
            },
        ) => Some(Fact::OrderParked { order }),
        (
            OrderMail::Due {
                until: Some(claimed),
                attempts: begun,
                parked: None,
            },
            OrderMail::Due {
                until: Some(next),
                attempts,
                parked: None,
            },
        ) if begun == attempts && claimed != next => Some(Fact::OrderNotMailed { order }),
        _ => None,
    }
}

/// The facts of a session's change. A right code removes the challenge and replaces the token.
fn of_session(before: &Session, after: &Session) -> Vec<Fact> {
    match (&before.challenge, &after.challenge) {
        (Some(challenge), None) if before.token_digest != after.token_digest => {
            vec![Fact::CodeEntered {
                phone: challenge.code_phone,
            }]
        }
        _ => Vec::new(),
    }
}

fn of_guard(before: &Guard, after: &Guard) -> Vec<Fact> {
    let mut facts = Vec::new();
    if after.sign_ins > before.sign_ins {
        facts.push(Fact::SignedIn);
    }
    if after.event == Some(GuardEvent::WrongCode) {
        facts.push(Fact::CodeWrong);
    }
    for factor in [Factor::Password, Factor::Code] {
        let (before, after) = (before.failures(factor), after.failures(factor));
        if after.count > before.count
            && let Err(locked) = after.check(after.last_at)
        {
            facts.push(Fact::Locked {
                factor,
                until: locked.until,
            });
        }
    }
    let for_good =
        |guard: &Guard| locks_for_good(guard.password_count) || locks_for_good(guard.code_count);
    if for_good(before) && !for_good(after) {
        facts.push(Fact::Unlocked);
    }
    facts
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::{Country, Email, LegalName, UserId};
    use crate::challenge::Challenge;
    use crate::credential::Reminded;
    use crate::credential::tests::credential;
    use crate::email_confirmation::EmailConfirmation;
    use crate::language::Language;
    use crate::lockout::KnownBrowser;
    use crate::order::Payment;
    use crate::order::tests::order;
    use crate::password::PasswordHash;
    use crate::policy::{
        EMAIL_CODES_PER_ACCOUNT, EMAIL_CORRECTIONS_PER_ACCOUNT, LOCKOUT, MAIL_RETRY_FIRST,
    };
    use crate::product::{Coverage, Product};
    use crate::proofing::{ActivationCode, Decision};
    use crate::secret::{Digest32, SecretKey};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn rng() -> ChaCha12Rng {
        ChaCha12Rng::seed_from_u64(1)
    }

    fn account() -> Account {
        let user_id = UserId::try_from("ada".to_owned()).unwrap();
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
            created_at: NOW,
            sign_up: None,
            version: 0,
        }
    }

    fn phone() -> Phone {
        let (text, us) = (Channel::Text, Coverage::Us);
        Phone::register(Country::US, "2025550123", text, us, &[], NOW, &mut rng()).unwrap()
    }

    fn proofed() -> Credential {
        let proofed = Product::ALL.iter().find(|product| product.proofing);
        credential(*proofed.unwrap(), NOW)
    }

    /// One of each fact.
    #[expect(clippy::too_many_lines, reason = "a list")]
    fn all() -> Vec<Fact> {
        let order = order().number;
        let (number, phone) = (phone().number.masked(), CodePhone::from(&phone()));
        let reset = PasswordReset::ask(
            &account().id,
            0,
            &SecretKey::new([7; 32]),
            1,
            NOW,
            &mut rng(),
        );
        let challenge = EmailChallenge::ask(1, NOW, &mut rng());
        let (why, service) = ("why".to_owned(), "ses".to_owned());
        vec![
            Fact::AccountCreated,
            Fact::NameConfirmed,
            Fact::SignedIn,
            Fact::EmailCodeAsked { challenge },
            Fact::EmailConfirmed,
            Fact::EmailCorrected { tell_former: true },
            Fact::PasswordChanged,
            Fact::ResetAsked { reset },
            Fact::ResetCompleted,
            Fact::Locked {
                factor: Factor::Code,
                until: Some(NOW),
            },
            Fact::Unlocked,
            Fact::CodeSent { phone },
            Fact::CodeEntered { phone: Some(phone) },
            Fact::CodeWrong,
            Fact::CallPlaced,
            Fact::ApplicationOpened {
                application: ApplicationId::try_from("designs".to_owned()).unwrap(),
            },
            Fact::AuthorizationCodeReused {
                application: ApplicationId::try_from("designs".to_owned()).unwrap(),
            },
            Fact::RefreshTokenReused {
                application: ApplicationId::try_from("designs".to_owned()).unwrap(),
            },
            Fact::ClientRefused { why: why.clone() },
            Fact::MessageRefused {
                service,
                why: why.clone(),
            },
            Fact::NoticeParked { why: why.clone() },
            Fact::RecordUnreadable { why: why.clone() },
            Fact::ApplicationTold { what: why.clone() },
            Fact::ApplicationNotTold { why: why.clone() },
            Fact::NotificationParked { why },
            Fact::OrderPlaced {
                order: order.clone(),
            },
            Fact::OrderPaid {
                order: order.clone(),
            },
            Fact::PaymentDeclined {
                order: order.clone(),
            },
            Fact::OrderMailed {
                order: order.clone(),
            },
            Fact::OrderNotMailed {
                order: order.clone(),
            },
            Fact::OrderParked {
                order: order.clone(),
            },
            Fact::PaymentUnapplied {
                order: order.clone(),
                reason: UnappliedReason::PaidBefore,
            },
            Fact::OrderMailedAgain { order },
            Fact::LicenseEntered {
                product: Product::ALL[0],
            },
            Fact::Renewed { expires_at: NOW },
            Fact::RemindersCaughtUp,
            Fact::Reminded { days: 7 },
            Fact::QuestionsAsked,
            Fact::AppointmentMade {
                appointment_at: NOW,
            },
            Fact::ProofingFailed { spent: false },
            Fact::ActivationCodeIssued { until: NOW },
            Fact::ProofingPassed {
                method: Method::Video,
            },
            Fact::PhoneRegistered {
                number: number.clone(),
            },
            Fact::PhoneActivated {
                number: number.clone(),
                channel: Channel::Text,
            },
            Fact::PhoneRemoved {
                number: number.clone(),
                channel: Channel::Voice,
            },
            Fact::PendingPhoneRemoved { number },
        ]
    }

    /// The names under which facts are kept, as serde lists them when it meets another.
    fn names() -> Vec<String> {
        let other = serde_json::json!({ "name": "other" });
        let error = serde_json::from_value::<Fact>(other)
            .unwrap_err()
            .to_string();
        let quoted = error.split('`').skip(1).step_by(2);
        quoted.skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn these_tests_have_one_of_each_fact() {
        let names_of_all: Vec<&str> = all().iter().map(|fact| fact.telling().name).collect();
        assert_eq!(names_of_all, names());
    }

    #[test]
    fn a_fact_is_told_by_the_name_that_it_is_kept_under_and_reads_back() {
        for fact in all() {
            let kept = serde_json::to_value(&fact).unwrap();
            assert_eq!(kept["name"], fact.telling().name);
            assert_eq!(serde_json::from_value::<Fact>(kept).unwrap(), fact);
        }
    }

    #[test]
    fn what_is_mailed_is_listed_since_the_mail_stands_there() {
        for fact in all() {
            let telling = fact.telling();
            assert!(telling.listed || telling.mail.is_none(), "{fact:?}");
        }
    }

    #[test]
    fn an_account_is_created_its_name_confirmed_and_its_password_changed() {
        let before = account();
        let of = |before: Option<&Account>, after: &Account| {
            let record = |account: &Account| Record::Account(Box::new(account.clone()));
            Record::facts(before.map(record).as_ref(), &record(after))
        };
        assert_eq!(of(None, &before), [Fact::AccountCreated]);
        assert_eq!(of(Some(&before), &before), []);
        let after = Account {
            password_epoch: 1,
            name_fixed: true,
            ..before.clone()
        };
        assert_eq!(
            of(Some(&before), &after),
            [Fact::PasswordChanged, Fact::NameConfirmed]
        );
    }

    #[test]
    fn a_code_is_asked_for_an_address_is_confirmed_or_corrected_and_an_attempt_is_no_fact() {
        let of = |before: Option<&Account>, after: &Account| {
            let record = |account: &Account| Record::Account(Box::new(account.clone()));
            Record::facts(before.map(record).as_ref(), &record(after))
        };
        let asked = |account: &Account| Fact::EmailCodeAsked {
            challenge: account.email_confirmation.challenge.clone().unwrap(),
        };
        let (secret, later) = (SecretKey::new([7; 32]), NOW + SignedDuration::from_mins(1));
        let challenge = EmailChallenge::ask(1, NOW, &mut rng());
        let code = account().email_code(&challenge, &secret);
        let created = Account {
            email_confirmation: EmailConfirmation::begin(Some(challenge)),
            ..account()
        };
        assert_eq!(of(None, &created), [Fact::AccountCreated, asked(&created)]);
        let mut again = created.clone();
        again
            .email_confirmation
            .ask(&EMAIL_CODES_PER_ACCOUNT, 1, later, &mut rng())
            .unwrap();
        assert_eq!(of(Some(&created), &again), [asked(&again)]);
        let mut tried = created.clone();
        let other = Some(&SecretKey::new([8; 32]));
        tried.enter_email_code(&code, other, NOW).unwrap_err();
        assert_eq!(of(Some(&created), &tried), []);
        let mut confirmed = tried.clone();
        let right = Some(&secret);
        confirmed.enter_email_code(&code, right, NOW).unwrap();
        assert_eq!(of(Some(&tried), &confirmed), [Fact::EmailConfirmed]);
        let older = Account {
            email_confirmation: EmailConfirmation::default(),
            ..account()
        };
        for (before, tell_former) in [(&created, false), (&older, true)] {
            let mut corrected = before.clone();
            let address = Email::try_from("ada@example.org".to_owned()).unwrap();
            let mut rng = ChaCha12Rng::seed_from_u64(2);
            corrected
                .correct_email(
                    address,
                    &EMAIL_CODES_PER_ACCOUNT,
                    &EMAIL_CORRECTIONS_PER_ACCOUNT,
                    1,
                    NOW,
                    &mut rng,
                )
                .unwrap();
            assert_eq!(
                of(Some(before), &corrected),
                [Fact::EmailCorrected { tell_former }, asked(&corrected)]
            );
        }
    }

    fn of_change(before: &Credential, after: &Credential) -> Vec<Fact> {
        let record = |credential: &Credential| Record::Credential(Box::new(credential.clone()));
        Record::facts(Some(&record(before)), &record(after))
    }

    #[test]
    fn a_license_is_entered_and_a_phone_registered_activated_and_removed() {
        let empty = proofed();
        let entered = Record::Credential(Box::new(empty.clone()));
        let product = empty.product;
        assert_eq!(
            Record::facts(None, &entered),
            [Fact::LicenseEntered { product }]
        );
        let (mut pending, mut active) = (empty.clone(), empty.clone());
        pending.add_phone(phone()).unwrap();
        active.add_phone(phone()).unwrap();
        active.activate_phone(&phone().id).unwrap();
        let number = phone().number.masked();
        for (before, after, fact) in [
            (
                &empty,
                &pending,
                Fact::PhoneRegistered {
                    number: number.clone(),
                },
            ),
            (
                &pending,
                &active,
                Fact::PhoneActivated {
                    number: number.clone(),
                    channel: Channel::Text,
                },
            ),
            (
                &active,
                &empty,
                Fact::PhoneRemoved {
                    number: number.clone(),
                    channel: Channel::Text,
                },
            ),
            (&pending, &empty, Fact::PendingPhoneRemoved { number }),
        ] {
            assert_eq!(of_change(before, after), [fact]);
        }
    }

    #[test]
    fn a_credential_that_is_replaced_loses_its_phones() {
        let mut before = proofed();
        before.add_phone(phone()).unwrap();
        before.activate_phone(&phone().id).unwrap();
        let mut after = proofed();
        after.license = Digest32::of(b"another license");
        let product = after.product;
        let number = phone().number.masked();
        assert_eq!(
            of_change(&before, &after),
            [
                Fact::LicenseEntered { product },
                Fact::PhoneRemoved {
                    number,
                    channel: Channel::Text,
                }
            ]
        );
    }

    #[test]
    fn a_reminder_is_told_when_its_claim_ends_as_sent_and_not_when_its_mail_was_refused() {
        let with = |reminded| Credential {
            reminded,
            ..proofed()
        };
        let claim = |days| Reminded::claim(days, None, NOW);
        let (month, week) = (claim(30), claim(7));
        let (month_sent, week_sent) = (with(Some(month.sent())), with(Some(week.sent())));
        let (claimed, none) = (with(Some(week)), with(None));
        assert_eq!(of_change(&month_sent, &claimed), []);
        assert_eq!(
            of_change(&claimed, &week_sent),
            [Fact::Reminded { days: 7 }]
        );
        let rests = with(Some(week.failed(NOW)));
        let given_up = with(Some(week.given_up()));
        assert_eq!(of_change(&claimed, &rests), [], "refused now");
        assert_eq!(of_change(&claimed, &given_up), [], "refused permanently");
        assert_eq!(of_change(&week_sent, &none), [], "renewed");
    }

    #[test]
    fn an_attempt_that_is_being_graded_is_no_failure_and_nothing_is_said_of_it() {
        let before = proofed();
        let mut asked = before.clone();
        asked.proofing.ask("set".to_owned(), NOW);
        assert_eq!(of_change(&before, &asked), [Fact::QuestionsAsked]);
        let mut grading = asked.clone();
        let secret = SecretKey::new([7; 32]);
        grading.proofing.begin_grading(&[], &secret, NOW).unwrap();
        assert_eq!(of_change(&asked, &grading), []);
        let (mut passed, mut failed, mut ungraded) =
            (grading.clone(), grading.clone(), grading.clone());
        passed.proofing.pass_instant(NOW);
        failed.proofing.fail_instant();
        ungraded.proofing.return_questions("set".to_owned(), NOW);
        let mut asked_anew = grading.clone();
        asked_anew.proofing.ask("another set".to_owned(), NOW);
        let method = Method::Instant;
        assert_eq!(
            of_change(&grading, &passed),
            [Fact::ProofingPassed { method }]
        );
        assert_eq!(
            of_change(&grading, &failed),
            [Fact::ProofingFailed { spent: false }]
        );
        assert_eq!(of_change(&grading, &ungraded), []);
        assert_eq!(
            of_change(&grading, &asked_anew),
            [Fact::QuestionsAsked],
            "a grading that died was not completed"
        );
    }

    fn decide(credential: &mut Credential, passed: bool) -> Option<(ActivationCode, Timestamp)> {
        let decision = Decision {
            account: &account().id,
            request: "request",
            passed,
        };
        let secrets = |_| Some(SecretKey::new([7; 32]));
        credential
            .proofing
            .decide(decision, secrets, 1, NOW)
            .unwrap()
            .code
    }

    #[test]
    fn a_video_proofing_is_told_step_by_step() {
        let before = proofed();
        let at = NOW + SignedDuration::from_hours(2);
        let mut made = before.clone();
        made.proofing.schedule(at, NOW).unwrap();
        assert_eq!(
            of_change(&before, &made),
            [Fact::AppointmentMade { appointment_at: at }]
        );
        let (mut failed, mut issued) = (made.clone(), made.clone());
        decide(&mut failed, false);
        assert_eq!(
            of_change(&made, &failed),
            [Fact::ProofingFailed { spent: false }]
        );
        let code = decide(&mut issued, true);
        let [Fact::ActivationCodeIssued { .. }] = of_change(&made, &issued)[..] else {
            panic!("{:?}", of_change(&made, &issued));
        };
        let mut passed = issued.clone();
        passed.proofing.redeem(&code.unwrap().0, NOW).unwrap();
        let method = Method::Video;
        assert_eq!(
            of_change(&issued, &passed),
            [Fact::ProofingPassed { method }]
        );
    }

    #[test]
    fn an_order_is_placed_declined_paid_and_mailed() {
        let record = |order: &Order| Record::Order(Box::new(order.clone()));
        let placed = order();
        let number = placed.number.clone();
        let of =
            |before: &Order, after: &Order| Record::facts(Some(&record(before)), &record(after));
        assert_eq!(
            Record::facts(None, &record(&placed)),
            [Fact::OrderPlaced {
                order: number.clone()
            }]
        );
        let mut declined = placed.clone();
        declined.decline();
        assert_eq!(
            of(&placed, &declined),
            [Fact::PaymentDeclined {
                order: number.clone()
            }]
        );
        let mut paid = declined.clone();
        let payment = |reference: &str| Payment {
            provider: "sandbox".to_owned(),
            reference: reference.to_owned(),
            event: None,
            paid: None,
        };
        paid.pay(payment("pay_1"), NOW);
        assert_eq!(
            of(&declined, &paid),
            [Fact::OrderPaid {
                order: number.clone()
            }]
        );
        let mut twice = paid.clone();
        twice.pay(payment("pay_2"), NOW);
        assert_eq!(
            of(&paid, &twice),
            [Fact::PaymentUnapplied {
                order: number.clone(),
                reason: UnappliedReason::PaidBefore,
            }]
        );
        let with = |delivery| Order {
            delivery,
            ..paid.clone()
        };
        let claimed = with(OrderMail::DUE.claim(NOW).unwrap());
        assert_eq!(of(&paid, &claimed), []);
        let rests = with(claimed.delivery.failed("not reached", NOW));
        assert_eq!(
            of(&claimed, &rests),
            [Fact::OrderNotMailed {
                order: number.clone()
            }]
        );
        let later = NOW + MAIL_RETRY_FIRST;
        let again = with(rests.delivery.claim(later).unwrap());
        assert_eq!(of(&rests, &again), []);
        let parked = with(claimed.delivery.park("BadRequestException"));
        assert_eq!(
            of(&claimed, &parked),
            [Fact::OrderParked {
                order: number.clone()
            }]
        );
        let mailed = Order {
            delivery: OrderMail::Sent { at: NOW },
            ..claimed.clone()
        };
        assert_eq!(of(&claimed, &mailed), [Fact::OrderMailed { order: number }]);
        assert_eq!(of(&parked, &with(OrderMail::DUE)), []);
    }

    #[test]
    fn a_sign_in_follows_from_the_guard_and_a_lock_from_the_failure_that_reaches_it() {
        let guard = |event, password_count, code_count, sign_ins| Guard {
            password_count,
            password_at: Some(NOW),
            code_count,
            code_at: Some(NOW),
            sign_ins,
            event: Some(event),
            ..Guard::default()
        };
        let of = |before, after| Record::facts(Some(&Record::Guard(before)), &Record::Guard(after));
        let (password, code) = (GuardEvent::WrongPassword, GuardEvent::WrongCode);
        let signed_in = guard(GuardEvent::SignIn, 0, 0, 1);
        assert_eq!(
            of(guard(password, 3, 0, 0), signed_in.clone()),
            [Fact::SignedIn]
        );
        assert_eq!(of(signed_in.clone(), guard(password, 1, 0, 1)), []);
        assert_eq!(
            of(signed_in.clone(), guard(code, 0, 1, 1)),
            [Fact::CodeWrong]
        );
        assert_eq!(
            of(guard(code, 0, 4, 1), guard(GuardEvent::RightCode, 0, 0, 1)),
            []
        );
        let mut known = guard(code, 0, 0, 1);
        known
            .known
            .insert("browser".to_owned(), KnownBrowser::by_code(NOW));
        assert_eq!(of(signed_in, known), [Fact::CodeWrong]);
        let first = LOCKOUT[0].failures;
        let until = LOCKOUT[0].pause.map(|pause| NOW + pause);
        let locked = |factor| Fact::Locked { factor, until };
        assert_eq!(
            of(
                guard(password, first - 1, 0, 1),
                guard(password, first, 0, 1)
            ),
            [locked(Factor::Password)]
        );
        assert_eq!(
            of(guard(code, 0, first - 1, 1), guard(code, 0, first, 1)),
            [Fact::CodeWrong, locked(Factor::Code)]
        );
        assert_eq!(
            of(guard(password, first, 0, 1), guard(password, first, 0, 1)),
            []
        );
    }

    #[test]
    fn a_lock_for_good_and_its_end_are_told_to_applications_and_a_pause_is_not() {
        let first = LOCKOUT[0].failures;
        let last = LOCKOUT[LOCKOUT.len() - 1].failures;
        let guard = |password_count, code_count| Guard {
            password_count,
            password_at: Some(NOW),
            code_count,
            code_at: Some(NOW),
            ..Guard::default()
        };
        let told = |before, after| -> Vec<SecurityEvent> {
            let facts = Record::facts(Some(&Record::Guard(before)), &Record::Guard(after));
            let events = facts.iter().filter_map(|fact| fact.telling().event);
            events.map(|told| told.event).collect()
        };
        assert_eq!(told(guard(first - 1, 0), guard(first, 0)), []);
        let locked = told(guard(last - 1, 0), guard(last, 0));
        assert_eq!(locked, [SecurityEvent::AccountDisabled]);
        assert_eq!(told(guard(last, last), guard(0, last)), [], "still locked");
        for before in [guard(last, 0), guard(0, last), guard(last, last)] {
            assert_eq!(
                told(before, Guard::default()),
                [SecurityEvent::AccountEnabled]
            );
        }
        assert_eq!(told(guard(first, 0), Guard::default()), []);
    }

    #[test]
    fn a_reset_is_completed_when_its_link_is_used() {
        let secret = SecretKey::new([7; 32]);
        let asked = PasswordReset::ask(&account().id, 0, &secret, 1, NOW, &mut rng());
        let used = PasswordReset {
            used: Some(1),
            ..asked.clone()
        };
        let of = |before: &PasswordReset, after: &PasswordReset| {
            let record = |reset: &PasswordReset| Record::Reset(reset.clone());
            Record::facts(Some(&record(before)), &record(after))
        };
        assert_eq!(of(&asked, &used), [Fact::ResetCompleted]);
        assert_eq!(of(&used, &used), []);
    }

    #[test]
    fn a_code_is_entered_when_its_challenge_is_used_up_under_another_token() {
        let record = |session: &Session| Record::Session(Box::new(session.clone()));
        let (begun, _) = Session::begin(&account().id, NOW, &mut rng());
        assert_eq!(Record::facts(None, &record(&begun)), []);
        let mut sent = begun.clone();
        let secret = SecretKey::new([7; 32]);
        let (challenge, _) = Challenge::issue(&phone(), &secret, 1, NOW, &mut rng());
        sent.challenge = Some(challenge);
        assert_eq!(Record::facts(Some(&record(&begun)), &record(&sent)), []);
        assert_eq!(Record::facts(Some(&record(&sent)), &record(&begun)), []);
        let mut other = ChaCha12Rng::seed_from_u64(2);
        let (entered, _) = sent.elevate(Channel::Text, &proofed(), NOW, &mut other);
        let phone = Some(CodePhone::from(&phone()));
        assert_eq!(
            Record::facts(Some(&record(&sent)), &record(&entered)),
            [Fact::CodeEntered { phone }]
        );
    }
}
