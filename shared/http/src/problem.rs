//! Refusals as problems (RFC 9457): one table of slugs with their status and title, and one mapping of errors to them.
//!
//! `type` is a stable slug: clients decide by it, people read `title` and `detail`.

use domain::Timestamp;
use domain::account::AccountError;
use domain::application::LoginRequirementsNotMet;
use domain::challenge::ChallengeError;
use domain::credential::CredentialError;
use domain::email_confirmation::EmailError;
use domain::license::{KeyError, LicenseError};
use domain::limits::LimitReached;
use domain::lockout::Locked;
use domain::next_step::NextStep;
use domain::order::OrderError;
use domain::password::PasswordError;
use domain::phone::PhoneError;
use domain::proofing::ProofingError;
use domain::session::SessionError;
use domain::strength::Strength;
use lambda_http::http::StatusCode;
use platform::authorizations::GrantingError;
use platform::codes::SendCodeError;
use platform::delivery::MailOrderError;
use platform::orders::{CheckoutError, PlaceOrderError};
use platform::secrets::SecretsError;
use providers::ProviderError;
use providers::cards::NotificationError;
use serde::Serialize;
use store::{GuardError, LimitError, StoreError};

/// Defines [`Slug`] from one line for each variant: its name, slug, status and title.
macro_rules! slugs {
    ($($(#[doc = $meaning:literal])+ $name:ident = $text:tt, $status:literal, $title:literal;)+) => {
        /// The kind of a problem, sent as its `type`, by which clients decide what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
        pub enum Slug {
            $($(#[doc = $meaning])+ #[serde(rename = $text)] $name,)+
        }

        impl Slug {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The slug as it is sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// The HTTP status.
            #[must_use]
            pub fn status(self) -> StatusCode {
                let status: u16 = match self {
                    $(Self::$name => $status,)+
                };
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            /// What kind of refusal it is, in words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)+
                }
            }
        }
    };
}

slugs! {
    /// The operation does not understand the request; `field` names the part that is wrong.
    InvalidRequest = "invalid-request", 400, "The request is not valid";
    /// The `Content-Type` is not JSON.
    NotJson = "not-json", 415, "The body must be JSON";
    /// The body is over its limit.
    BodyTooLarge = "body-too-large", 413, "The body is too large";
    /// There is no such thing, or it belongs to somebody else.
    NotFound = "not-found", 404, "There is no such thing";
    /// Another site's page sent the request.
    CrossSiteRequest = "cross-site-request", 403, "The request comes from another site";
    /// The session belongs to another account than the one that the request is for, or the request does not say.
    AnotherAccount = "another-account", 409, "Another account is signed in";
    /// There is no session: it never existed, it was ended, or its token was replaced.
    NotSignedIn = "not-signed-in", 401, "Sign in first";
    /// The session reached its maximum age or was idle for too long.
    SessionExpired = "session-expired", 401, "The session has ended";
    /// User ID and password do not belong together, or there is no such user ID.
    WrongCredentials = "wrong-credentials", 401, "User ID or password is wrong";
    /// Too many wrong attempts; `retry_after` gives the wait. Without it, the way on is a password reset and then a code
    /// from a phone, or support.
    Locked = "locked", 429, "Too many wrong attempts";
    /// A limit is reached; `limit` names it.
    TooManyRequests = "too-many-requests", 429, "That was done too often";
    /// Another request changed the item at the same time.
    ChangedMeanwhile = "changed-meanwhile", 409, "Something else changed it at the same time";
    /// A part of the service does not answer, and nothing was changed: the same request may be sent again.
    Unavailable = "unavailable", 503, "A part of the service does not answer";
    /// A part of the service did not answer to a write: it may have been carried out. What the request would change says
    /// whether it was; the same request may be sent again, and is carried out once.
    OutcomeUnknown = "outcome-unknown", 503, "It is not known whether this was done";
    /// The service that sends texts, calls or mail did not accept the message.
    DeliveryFailed = "delivery-failed", 502, "The message could not be sent";
    /// The user ID belongs to another account.
    UserIdTaken = "user-id-taken", 409, "This user ID is taken";
    /// The legal name was confirmed for proofing and cannot change.
    LegalNameFixed = "legal-name-fixed", 409, "The legal name cannot change";
    /// What was asked for waits until the account's email address is confirmed.
    EmailUnconfirmed = "email-unconfirmed", 409, "Confirm your email address first";
    /// The email address is confirmed: it is not corrected any more.
    EmailConfirmedAlready = "email-confirmed-already", 409, "The email address is confirmed";
    /// No code was mailed to the account's address.
    NoEmailCodeWaiting = "no-email-code-waiting", 409, "No code is waiting";
    /// The mailed code is too old.
    EmailCodeExpired = "email-code-expired", 410, "The code has expired";
    /// The mailed code was tried as often as it may be.
    EmailCodeTriesUsedUp = "email-code-tries-used-up", 410, "The code was tried too often";
    /// That is not the mailed code; `attempts_left` is the number of attempts that are left.
    WrongEmailCode = "wrong-email-code", 403, "That is not the code";
    /// The password has too few characters.
    PasswordTooShort = "password-too-short", 422, "This password cannot be used";
    /// The password has too many characters.
    PasswordTooLong = "password-too-long", 422, "This password cannot be used";
    /// The password is common, or made of the account's own data.
    PasswordGuessable = "password-guessable", 422, "This password cannot be used";
    /// The reset link or another one of the account was used, or it is too old.
    ResetLinkDead = "reset-link-dead", 410, "This link does not work any more";
    /// The order holds no units.
    OrderEmpty = "order-empty", 422, "The order holds nothing to buy";
    /// The order holds more units than one order may.
    OrderTooLarge = "order-too-large", 422, "The order holds too many units";
    /// The product has no price at the moment.
    ProductNotSold = "product-not-sold", 409, "The product is not sold at the moment";
    /// The account placed no such order.
    OrderUnknown = "order-unknown", 404, "There is no such order";
    /// The order is not paid yet.
    OrderNotPaid = "order-not-paid", 409, "The order is not paid";
    /// The order is paid: there is nothing to check out.
    OrderPaidAlready = "order-paid-already", 409, "The order is paid already";
    /// The order is a renewal: it has no license keys.
    OrderWithoutKeys = "order-without-keys", 409, "The order has no license keys";
    /// The idempotency key came with another request before.
    IdempotencyKeyReused = "idempotency-key-reused", 422, "The idempotency key was used for another request";
    /// There is no payment provider: orders are paid by invoice.
    CardNotOffered = "card-not-offered", 409, "Payment by card is not offered here";
    /// The order is paid by card, not by invoice.
    NotAnInvoice = "not-an-invoice", 409, "The order is not paid by invoice";
    /// The order is paid by invoice, not by card.
    NotByCard = "not-by-card", 409, "The order is not paid by card";
    /// The payment notification's signature is missing, wrong or too old.
    SignatureInvalid = "signature-invalid", 401, "The notification is not signed";
    /// The key or activation code is not complete.
    KeyMalformed = "key-malformed", 422, "The key is not complete";
    /// The key or activation code does not fit its check symbol.
    KeyMistyped = "key-mistyped", 422, "The key is mistyped";
    /// No license has the key.
    LicenseUnknown = "license-unknown", 404, "No license has this key";
    /// The license key was entered before.
    LicenseUsed = "license-used", 409, "This license key was used";
    /// The term that the license pays for has passed.
    LicenseLapsed = "license-lapsed", 409, "The license has lapsed";
    /// Proofing failed too often: the license cannot be used any more.
    LicenseSpent = "license-spent", 409, "The license is spent";
    /// The account's credential can be renewed instead.
    RenewInstead = "renew-instead", 409, "Renew your credential";
    /// Renewal has not begun; `opens_at` says when it does.
    RenewalNotOpen = "renewal-not-open", 409, "Renewal has not begun";
    /// Renewal has ended; `closed_at` says when it did.
    RenewalClosed = "renewal-closed", 409, "Renewal has ended";
    /// The account has entered no license.
    NoCredential = "no-credential", 409, "There is no credential yet";
    /// The credential has expired.
    CredentialExpired = "credential-expired", 409, "The credential has expired";
    /// The identity has to be proved first.
    ProofingNeeded = "proofing-needed", 409, "Prove your identity first";
    /// The product is without proofing.
    ProofingNotNeeded = "proofing-not-needed", 409, "No proofing is needed";
    /// The identity is proved already.
    AlreadyProofed = "already-proofed", 409, "The identity is proved already";
    /// There is no credit bureau here: proofing is by video.
    InstantNotOffered = "instant-not-offered", 409, "Instant proofing is not offered here";
    /// Instant proofing is for people in the United States.
    InstantProofingUsOnly = "instant-proofing-us-only", 409, "Instant proofing is not available";
    /// The instant attempts are used up.
    OnlyVideoLeft = "only-video-left", 409, "Instant proofing is not available any more";
    /// The appointment is too soon, or too far away.
    AppointmentOutOfRange = "appointment-out-of-range", 422, "Choose another time";
    /// No appointment is waiting.
    NoAppointment = "no-appointment", 409, "No appointment is waiting";
    /// No questions are waiting, or they have lapsed.
    NoQuestionsWaiting = "no-questions-waiting", 409, "No questions are waiting";
    /// The answers are not one for each question.
    AnswersIncomplete = "answers-incomplete", 422, "Answer every question";
    /// That is not the activation code.
    WrongActivationCode = "wrong-activation-code", 422, "That is not the activation code";
    /// The activation code is too old.
    ActivationCodeExpired = "activation-code-expired", 409, "The activation code has expired";
    /// An activation code was issued and waits to be entered.
    ActivationCodeWaiting = "activation-code-waiting", 409, "Enter the activation code";
    /// The number is not one of the country.
    NotAPhoneNumber = "not-a-phone-number", 422, "This is not a phone number";
    /// Numbers of this type, such as premium-rate ones, are refused.
    PhoneTypeRefused = "phone-type-refused", 422, "This type of number cannot be used";
    /// The number cannot receive texts: choose voice.
    PhoneCannotText = "phone-cannot-text", 422, "This number cannot receive texts";
    /// The product does not cover the number.
    PhoneNotCovered = "phone-not-covered", 422, "The product does not cover this number";
    /// Codes are not sent to the number's country.
    CountryNotServed = "country-not-served", 422, "Codes are not sent to this country";
    /// Codes are not sent to the number's range for now.
    NumberRangeBlocked = "number-range-blocked", 422, "Codes are not sent to this number for now";
    /// The number is registered already.
    PhoneDuplicate = "phone-duplicate", 409, "This number is registered already";
    /// The credential has as many phones as it may.
    TooManyPhones = "too-many-phones", 409, "The credential has as many phones as it may";
    /// The credential has no such phone.
    PhoneUnknown = "phone-unknown", 404, "There is no such phone";
    /// The last active phone cannot be removed.
    LastActivePhone = "last-active-phone", 409, "The last active phone stays";
    /// Phones, and the email address of somebody who has one, change only in a session of strength `phone-otp`.
    PhoneOtpNeeded = "phone-otp-needed", 403, "A code is needed for this";
    /// No code was sent in this session, or it was used.
    NoCodeWaiting = "no-code-waiting", 409, "No code is waiting";
    /// The code is too old.
    CodeExpired = "code-expired", 410, "The code has expired";
    /// The code was tried as often as it may be.
    CodeTriesUsedUp = "code-tries-used-up", 410, "The code was tried too often";
    /// That is not the code; `attempts_left` is the number of attempts that are left.
    WrongCode = "wrong-code", 403, "That is not the code";
    /// The request of an application was kept for as long as it may be.
    AuthorizationExpired = "authorization-expired", 410, "The application's request has expired";
    /// The session does not meet the application's requirement.
    LoginRequirementsNotMet = "login-requirements-not-met", 403, "Login requirements not met";
}

/// A problem: why a request is refused (RFC 9457).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// The kind of problem, for clients.
    #[serde(rename = "type")]
    pub slug: Slug,
    /// What kind of refusal it is, in words.
    #[schema(value_type = String)]
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in words.
    pub detail: String,
    /// Further members that help the caller to go on.
    #[serde(flatten)]
    pub members: Box<Members>,
    #[serde(skip)]
    retry_at: Option<Timestamp>,
}

/// Members that only some problems have.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub struct Members {
    /// Attempts that are left for a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts_left: Option<u8>,
    /// Seconds until the request may succeed, as in the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<i64>,
    /// The field of the request that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NextStep>,
    /// The limit that is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub limit: Option<&'static str>,
    /// When renewal begins (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<String>,
    /// When renewal ended (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<String>,
    /// Whether proofing is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proofing_missing: Option<bool>,
    /// The strength that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength_needed: Option<Strength>,
    /// How long ago the factor of the strength may have been entered, in seconds, if it was longer ago.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
}

impl Problem {
    /// A problem of this kind.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "errors and texts alike")]
    pub fn new(slug: Slug, detail: impl ToString) -> Self {
        Self {
            slug,
            title: slug.title(),
            status: slug.status().as_u16(),
            detail: detail.to_string(),
            members: Box::default(),
            retry_at: None,
        }
    }

    /// Sets the field that is wrong.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.members.field = Some(field.into());
        self
    }

    /// Sets what to do next.
    #[must_use]
    pub fn next_step(mut self, next_step: NextStep) -> Self {
        self.members.next_step = Some(next_step);
        self
    }

    fn attempts_left(mut self, attempts_left: u8) -> Self {
        self.members.attempts_left = Some(attempts_left);
        self
    }

    fn retry_at(mut self, at: Timestamp) -> Self {
        self.retry_at = Some(at);
        self
    }

    /// Sets `retry_after` to the seconds from now.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        if let Some(at) = self.retry_at {
            self.members.retry_after = Some((at.as_second() - now.as_second()).max(1));
        }
        self
    }

    /// A problem for a request that the operation does not understand.
    #[must_use]
    pub fn invalid_request(detail: impl ToString) -> Self {
        Self::new(Slug::InvalidRequest, detail)
    }

    /// A problem for a field of the request that is not valid.
    #[must_use]
    pub fn invalid_field(field: impl Into<String>, detail: impl ToString) -> Self {
        Self::invalid_request(detail).field(field)
    }

    /// There is no such thing, or it belongs to somebody else.
    #[must_use]
    pub fn not_found(detail: impl ToString) -> Self {
        Self::new(Slug::NotFound, detail)
    }

    /// The account of the session does not exist any more.
    #[must_use]
    pub fn account_gone() -> Self {
        Self::not_found("The account does not exist any more.")
    }

    /// The session belongs to another account than the one that the request is for, or the request does not say.
    #[must_use]
    pub fn another_account(detail: &str) -> Self {
        Self::new(Slug::AnotherAccount, detail)
    }

    /// User ID and password do not belong together, or there is no such user ID.
    #[must_use]
    pub fn wrong_credentials() -> Self {
        Self::new(
            Slug::WrongCredentials,
            "The user ID or the password is wrong.",
        )
    }

    /// Another request changed the same item at the same time; repeating the request may succeed.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(
            Slug::ChangedMeanwhile,
            "Another request changed this at the same time. Look at it again, then repeat the request.",
        )
    }

    /// A mailed reset link is not valid, or not any more.
    #[must_use]
    pub fn reset_link_dead() -> Self {
        Self::new(
            Slug::ResetLinkDead,
            "The link or another one was used, or it is too old. Ask for another.",
        )
        .next_step(NextStep::ResetPassword)
    }

    /// The service that sends messages did not answer: the message may arrive.
    #[must_use]
    pub fn message_unknown() -> Self {
        Self::new(
            Slug::OutcomeUnknown,
            "The service that sends messages did not answer, so it is not known whether the code was sent. If it arrives, \
             enter it. Otherwise ask for another one.",
        )
        .next_step(NextStep::VerifyOtp)
    }

    /// A service that the request needs does not answer, and nothing was changed.
    #[must_use]
    pub fn unavailable(what: &'static str) -> Self {
        Self::new(
            Slug::Unavailable,
            format!("The {what} does not answer. Nothing was changed; try again in a moment."),
        )
    }

    /// A service did not answer to a write, which may have been carried out.
    #[must_use]
    pub fn outcome_unknown(what: &'static str) -> Self {
        Self::new(
            Slug::OutcomeUnknown,
            format!(
                "The {what} did not answer, so it is not known whether this was done. Look at what the request would \
                 change, or send the same request again: it is done once."
            ),
        )
    }

    /// There is no card provider.
    #[must_use]
    pub fn card_not_offered() -> Self {
        Self::new(
            Slug::CardNotOffered,
            "There is no card provider. Choose invoice.",
        )
        .field("payment_method")
    }

    /// There is no credit bureau.
    #[must_use]
    pub fn instant_not_offered() -> Self {
        Self::new(
            Slug::InstantNotOffered,
            "There is no credit bureau to ask. Choose video.",
        )
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::ConditionFailed => Self::conflict(),
            StoreError::Failed(_) | StoreError::Unreadable(_) => {
                tracing::error!(%error, "the store failed");
                Self::unavailable("store")
            }
            StoreError::Unknown(_) => {
                tracing::error!(%error, "the store failed");
                Self::outcome_unknown("store")
            }
        }
    }
}

impl From<SecretsError> for Problem {
    fn from(error: SecretsError) -> Self {
        tracing::error!(%error, "no secrets");
        Self::unavailable("store of secrets")
    }
}

impl From<GrantingError> for Problem {
    fn from(error: GrantingError) -> Self {
        match error {
            GrantingError::Store(error) => error.into(),
            GrantingError::Secrets(error) => error.into(),
            GrantingError::Answered => Self::new(
                Slug::AuthorizationExpired,
                "The application got its answer before. Open the application again.",
            ),
        }
    }
}

impl From<LimitReached> for Problem {
    fn from(reached: LimitReached) -> Self {
        let mut problem = Self::new(
            Slug::TooManyRequests,
            "This was done too often in a short time. Wait, then try again.",
        )
        .retry_at(reached.retry_at);
        problem.members.limit = Some(reached.limit);
        problem
    }
}

impl From<LimitError> for Problem {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Reached(reached) => reached.into(),
            LimitError::Store(error) => error.into(),
        }
    }
}

impl From<Locked> for Problem {
    fn from(locked: Locked) -> Self {
        match locked.until {
            Some(until) => Self::new(
                Slug::Locked,
                "Too many wrong attempts. Wait before the next one.",
            )
            .retry_at(until),
            None => Self::new(
                Slug::Locked,
                "Too many wrong attempts. Reset the password, then enter a code from a phone. Contact support if you cannot.",
            )
            .next_step(NextStep::ContactSupport),
        }
    }
}

impl From<GuardError> for Problem {
    fn from(error: GuardError) -> Self {
        match error {
            GuardError::Locked(locked) => locked.into(),
            GuardError::Limit(reached) => reached.into(),
            GuardError::Overtaken => Self::wrong_credentials(),
            GuardError::Store(error) => error.into(),
        }
    }
}

impl From<ProviderError> for Problem {
    fn from(error: ProviderError) -> Self {
        tracing::error!(%error, "a message was not accepted");
        if error.unknown {
            return Self::outcome_unknown("service that sends messages");
        }
        Self::new(
            Slug::DeliveryFailed,
            "The service that sends messages did not accept this one. Try again in a moment; for a code, another phone may work.",
        )
    }
}

impl From<SendCodeError> for Problem {
    fn from(error: SendCodeError) -> Self {
        match error {
            SendCodeError::Phone(error) => error.into(),
            SendCodeError::Locked(locked) => locked.into(),
            SendCodeError::Limit(error) => error.into(),
            SendCodeError::Secrets(error) => error.into(),
            SendCodeError::Store(error) => error.into(),
            SendCodeError::Channel(error) => error.into(),
        }
    }
}

impl From<MailOrderError> for Problem {
    fn from(error: MailOrderError) -> Self {
        match error {
            MailOrderError::Mail(error) => error.into(),
            MailOrderError::Email(error) => error.into(),
            MailOrderError::Store(error) => error.into(),
            MailOrderError::Secrets(error) => error.into(),
            MailOrderError::SecretGone(_) | MailOrderError::BuyerGone => Self::new(
                Slug::DeliveryFailed,
                "The mail of this order cannot be written. Contact support and give the order number.",
            ),
        }
    }
}

impl From<PlaceOrderError> for Problem {
    fn from(error: PlaceOrderError) -> Self {
        match error {
            PlaceOrderError::Order(error) => error.into(),
            PlaceOrderError::CardNotOffered => Self::card_not_offered(),
            PlaceOrderError::Limit(error) => error.into(),
            PlaceOrderError::Secrets(error) => error.into(),
            PlaceOrderError::Store(error) => error.into(),
        }
    }
}

impl From<CheckoutError> for Problem {
    fn from(error: CheckoutError) -> Self {
        match error {
            CheckoutError::Order(error) => error.into(),
            CheckoutError::Email(error) => error.into(),
            CheckoutError::CardNotOffered => Self::card_not_offered(),
            CheckoutError::Provider(error) => {
                tracing::error!(%error, "a checkout was not made");
                Self::unavailable("card provider")
            }
            CheckoutError::Store(error) => error.into(),
        }
    }
}

impl From<NotificationError> for Problem {
    fn from(error: NotificationError) -> Self {
        match error {
            NotificationError::NotSigned => Self::new(
                Slug::SignatureInvalid,
                "The signature is missing, wrong, or too old.",
            ),
            NotificationError::NotUnderstood(why) => Self::invalid_request(why),
        }
    }
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::NotSignedIn => Self::new(Slug::NotSignedIn, "Sign in first."),
            SessionError::Expired => Self::new(
                Slug::SessionExpired,
                "The session has ended. Sign in again.",
            ),
        }
        .next_step(NextStep::SignIn)
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::UserIdTaken => Self::new(Slug::UserIdTaken, error).field("user_id"),
            AccountError::LegalNameFixed => {
                Self::new(Slug::LegalNameFixed, error).field("legal_name")
            }
        }
    }
}

impl From<EmailError> for Problem {
    fn from(error: EmailError) -> Self {
        let problem = |slug| Self::new(slug, &error);
        match error.clone() {
            EmailError::Unconfirmed => {
                problem(Slug::EmailUnconfirmed).next_step(NextStep::ConfirmEmail)
            }
            EmailError::ConfirmedAlready => problem(Slug::EmailConfirmedAlready).field("email"),
            EmailError::NoCode => {
                problem(Slug::NoEmailCodeWaiting).next_step(NextStep::SendEmailCode)
            }
            EmailError::Expired => {
                problem(Slug::EmailCodeExpired).next_step(NextStep::SendEmailCode)
            }
            EmailError::TriesUsedUp => problem(Slug::EmailCodeTriesUsedUp)
                .attempts_left(0)
                .next_step(NextStep::SendEmailCode),
            EmailError::Wrong { attempts_left } => problem(Slug::WrongEmailCode)
                .attempts_left(attempts_left)
                .next_step(match attempts_left {
                    0 => NextStep::SendEmailCode,
                    _ => NextStep::ConfirmEmail,
                }),
            EmailError::Limit(reached) => reached.into(),
        }
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        let slug = match error {
            PasswordError::TooShort => Slug::PasswordTooShort,
            PasswordError::TooLong => Slug::PasswordTooLong,
            PasswordError::Guessable(_) => Slug::PasswordGuessable,
        };
        Self::new(slug, error).field("password")
    }
}

impl From<ChallengeError> for Problem {
    fn from(error: ChallengeError) -> Self {
        let problem = |slug| Self::new(slug, &error);
        match error {
            ChallengeError::None => problem(Slug::NoCodeWaiting).next_step(NextStep::SendOtp),
            ChallengeError::Expired => problem(Slug::CodeExpired).next_step(NextStep::SendOtp),
            ChallengeError::TriesUsedUp => problem(Slug::CodeTriesUsedUp)
                .attempts_left(0)
                .next_step(NextStep::SendOtp),
            ChallengeError::Wrong { attempts_left } => problem(Slug::WrongCode)
                .attempts_left(attempts_left)
                .next_step(match attempts_left {
                    0 => NextStep::SendOtp,
                    _ => NextStep::VerifyOtp,
                }),
        }
    }
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        let slug = match error {
            KeyError::Malformed => Slug::KeyMalformed,
            KeyError::Mistyped => Slug::KeyMistyped,
        };
        Self::new(slug, error)
    }
}

impl From<LicenseError> for Problem {
    fn from(error: LicenseError) -> Self {
        let problem = |slug| Self::new(slug, &error);
        match &error {
            LicenseError::Key(error) => Self::from(*error).field("license_key"),
            LicenseError::Unknown => problem(Slug::LicenseUnknown).field("license_key"),
            LicenseError::Used => problem(Slug::LicenseUsed).field("license_key"),
            LicenseError::RenewInstead => problem(Slug::RenewInstead).next_step(NextStep::Renew),
            LicenseError::Lapsed => problem(Slug::LicenseLapsed).next_step(NextStep::PlaceOrder),
        }
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        let problem = |slug| Self::new(slug, &error);
        match error {
            OrderError::NoUnits => problem(Slug::OrderEmpty).field("lines"),
            OrderError::TooManyUnits => problem(Slug::OrderTooLarge).field("lines"),
            OrderError::NotSold => problem(Slug::ProductNotSold).field("lines"),
            OrderError::RenewInstead => Self::new(
                Slug::RenewInstead,
                "Your own credential can be renewed. To buy for someone else, say so with `for_others`.",
            )
            .next_step(NextStep::Renew),
            OrderError::NotFound => problem(Slug::OrderUnknown),
            OrderError::NotPaid => problem(Slug::OrderNotPaid),
            OrderError::PaidAlready => problem(Slug::OrderPaidAlready),
            OrderError::NoKeys => problem(Slug::OrderWithoutKeys),
            OrderError::NotAnInvoice => problem(Slug::NotAnInvoice),
            OrderError::NotByCard => problem(Slug::NotByCard),
        }
    }
}

impl From<PhoneError> for Problem {
    fn from(error: PhoneError) -> Self {
        let problem = |slug| Self::new(slug, &error);
        match error {
            PhoneError::NotANumber => problem(Slug::NotAPhoneNumber).field("number"),
            PhoneError::TypeRefused => problem(Slug::PhoneTypeRefused).field("number"),
            PhoneError::CannotText => problem(Slug::PhoneCannotText)
                .field("channel")
                .next_step(NextStep::ChooseVoice),
            PhoneError::NotCovered => problem(Slug::PhoneNotCovered).field("number"),
            PhoneError::CountryNotServed => problem(Slug::CountryNotServed).field("number"),
            PhoneError::RangeBlocked => problem(Slug::NumberRangeBlocked).field("number"),
            PhoneError::Duplicate => problem(Slug::PhoneDuplicate).field("number"),
            PhoneError::TooMany => problem(Slug::TooManyPhones).next_step(NextStep::RemovePhone),
            PhoneError::NotFound => problem(Slug::PhoneUnknown).field("phone_id"),
            PhoneError::LastActive => {
                problem(Slug::LastActivePhone).next_step(NextStep::RegisterPhone)
            }
        }
    }
}

impl From<CredentialError> for Problem {
    fn from(error: CredentialError) -> Self {
        let problem = |slug| Self::new(slug, &error);
        match &error {
            CredentialError::None => {
                problem(Slug::NoCredential).next_step(NextStep::EnterLicense)
            }
            CredentialError::ProofingNeeded => {
                problem(Slug::ProofingNeeded).next_step(NextStep::StartProofing)
            }
            CredentialError::Expired => {
                problem(Slug::CredentialExpired).next_step(NextStep::Renew)
            }
            CredentialError::Spent => problem(Slug::LicenseSpent).next_step(NextStep::PlaceOrder),
            CredentialError::PhoneOtpNeeded => Self::new(
                Slug::PhoneOtpNeeded,
                "This changes only under Phone OTP: send a code to one of your phones and enter it first.",
            )
            .next_step(NextStep::SendOtp),
            CredentialError::Phone(error) => error.clone().into(),
            CredentialError::RenewalNotOpen { opens_at } => {
                let mut problem = problem(Slug::RenewalNotOpen).retry_at(*opens_at);
                problem.members.opens_at = Some(opens_at.to_string());
                problem
            }
            CredentialError::RenewalClosed { closed_at } => {
                let mut problem = problem(Slug::RenewalClosed).next_step(NextStep::PlaceOrder);
                problem.members.closed_at = Some(closed_at.to_string());
                problem
            }
        }
    }
}

impl From<ProofingError> for Problem {
    fn from(error: ProofingError) -> Self {
        let problem = |slug| Self::new(slug, &error);
        match &error {
            ProofingError::NotNeeded => problem(Slug::ProofingNotNeeded),
            ProofingError::Passed => problem(Slug::AlreadyProofed),
            ProofingError::Spent => problem(Slug::LicenseSpent).next_step(NextStep::PlaceOrder),
            ProofingError::InstantOnlyInUs => {
                problem(Slug::InstantProofingUsOnly).next_step(NextStep::ChooseVideo)
            }
            ProofingError::OnlyVideoLeft => {
                problem(Slug::OnlyVideoLeft).next_step(NextStep::ChooseVideo)
            }
            ProofingError::AppointmentOutOfRange => {
                problem(Slug::AppointmentOutOfRange).field("appointment_at")
            }
            ProofingError::NoQuestions => {
                problem(Slug::NoQuestionsWaiting).next_step(NextStep::StartProofing)
            }
            ProofingError::BeingGraded => problem(Slug::ChangedMeanwhile),
            ProofingError::AnswersIncomplete => problem(Slug::AnswersIncomplete).field("answers"),
            ProofingError::NoAppointment => problem(Slug::NoAppointment),
            ProofingError::Key(error) => Self::from(*error).field("activation_code"),
            ProofingError::WrongActivationCode => {
                problem(Slug::WrongActivationCode).field("activation_code")
            }
            ProofingError::ActivationCodeExpired => {
                problem(Slug::ActivationCodeExpired).next_step(NextStep::StartProofing)
            }
            ProofingError::ActivationCodeWaiting => {
                problem(Slug::ActivationCodeWaiting).next_step(NextStep::RedeemProofing)
            }
        }
    }
}

impl From<LoginRequirementsNotMet> for Problem {
    fn from(missing: LoginRequirementsNotMet) -> Self {
        let (detail, next_step) = match (missing.strength, missing.proofing, missing.max_age) {
            (Some(Strength::Password), _, Some(_)) => (
                "The password was entered too long ago for this application: sign in again.",
                NextStep::SignIn,
            ),
            (Some(_), _, Some(_)) => (
                "The code was entered too long ago for this application: send another one and enter it.",
                NextStep::SendOtp,
            ),
            (Some(_), false, None) => (
                "This application opens under Phone OTP: send a code and enter it.",
                NextStep::SendOtp,
            ),
            (Some(_), true, None) => (
                "This application opens under Phone OTP of a proofed person: send a code and enter it.",
                NextStep::SendOtp,
            ),
            (None, ..) => (
                "This application opens for proofed persons only: a credential with proofing is needed.",
                NextStep::PlaceOrder,
            ),
        };
        let mut problem = Self::new(Slug::LoginRequirementsNotMet, detail).next_step(next_step);
        problem.members.max_age = missing.max_age;
        problem.members.proofing_missing = Some(missing.proofing);
        problem.members.strength_needed = missing.strength;
        problem
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_slug_travels_as_its_text_and_no_two_are_the_same() {
        let texts: BTreeSet<&str> = Slug::ALL.iter().map(|slug| slug.as_str()).collect();
        assert_eq!(texts.len(), Slug::ALL.len());
        for slug in Slug::ALL {
            assert_eq!(json!(slug), slug.as_str());
        }
    }

    #[test]
    fn a_problem_says_its_slugs_status_and_title_and_only_the_members_that_it_has() {
        for slug in Slug::ALL {
            assert!(slug.status().is_client_error() || slug.status().is_server_error());
            let problem = json!(Problem::new(*slug, "why"));
            assert_eq!(
                problem,
                json!({
                    "type": slug.as_str(),
                    "title": slug.title(),
                    "status": slug.status().as_u16(),
                    "detail": "why",
                })
            );
        }
        let now = Timestamp::UNIX_EPOCH;
        let wrong = Problem::from(ChallengeError::Wrong { attempts_left: 2 }).at(now);
        assert_eq!(json!(wrong)["next_step"], "verify-otp");
        assert_eq!(json!(wrong)["attempts_left"], 2);
    }
}
