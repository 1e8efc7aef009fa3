//! Problems (RFC 9457): the one place that says which refusal is which answer.
//!
//! `type` is a stable slug; clients decide by it and people read `title` and `detail`.

use domain::Timestamp;
use domain::account::AccountError;
use domain::application::LoginRequirementsNotMet;
use domain::challenge::ChallengeError;
use domain::credential::CredentialError;
use domain::license::{KeyError, LicenseError};
use domain::limits::LimitReached;
use domain::lockout::Locked;
use domain::order::OrderError;
use domain::password::PasswordError;
use domain::phone::PhoneError;
use domain::proofing::ProofingError;
use domain::session::SessionError;
use lambda_http::http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::messages::DeliveryError;
use crate::secrets::SecretsError;
use crate::store::{FailureError, LimitError, StoreError};

/// Makes [`Slug`] of one line for each.
macro_rules! slugs {
    ($($(#[doc = $meaning:literal])+ $name:ident = $text:tt,)+) => {
        /// The kind of a problem, as its `type`: what clients decide by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
        pub enum Slug {
            $($(#[doc = $meaning])+ #[serde(rename = $text)] $name,)+
        }

        impl Slug {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The slug as it travels.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

slugs! {
    /// The request is not one that the operation understands; `field` names the part of it.
    InvalidRequest = "invalid-request",
    /// The body is not sent as JSON.
    NotJson = "not-json",
    /// The body is over its limit.
    BodyTooLarge = "body-too-large",
    /// There is no such thing, or it is somebody else's.
    NotFound = "not-found",
    /// Another site's page sent the request.
    CrossSiteRequest = "cross-site-request",
    /// There is no session: it never was, it ended, or its token was replaced.
    NotSignedIn = "not-signed-in",
    /// The session ended by its age or by its rest.
    SessionExpired = "session-expired",
    /// User ID and password do not belong together, or there is no such user ID.
    WrongCredentials = "wrong-credentials",
    /// Too many wrong attempts; `retry_after` says for how long, or an operator has to unlock.
    Locked = "locked",
    /// A limit is reached; `limit` names it.
    TooManyRequests = "too-many-requests",
    /// Another request changed the thing at the same time.
    ChangedMeanwhile = "changed-meanwhile",
    /// A part of the service does not answer.
    Unavailable = "unavailable",
    /// The text, call or mail was not accepted by its carrier.
    DeliveryFailed = "delivery-failed",
    /// The user ID belongs to another account.
    UserIdTaken = "user-id-taken",
    /// The legal name was confirmed for proofing and cannot change.
    LegalNameFixed = "legal-name-fixed",
    /// The password has too few characters.
    PasswordTooShort = "password-too-short",
    /// The password has too many characters.
    PasswordTooLong = "password-too-long",
    /// The password is common, or made of the account's own data.
    PasswordGuessable = "password-guessable",
    /// The reset link was used, replaced, or is too old.
    ResetLinkDead = "reset-link-dead",
    /// The order holds no units.
    OrderEmpty = "order-empty",
    /// The order holds more units than one order may.
    OrderTooLarge = "order-too-large",
    /// The account placed no such order.
    OrderUnknown = "order-unknown",
    /// The order is not paid yet.
    OrderNotPaid = "order-not-paid",
    /// The order is a renewal: it has no license keys.
    OrderWithoutKeys = "order-without-keys",
    /// The idempotency key came with another request before.
    IdempotencyKeyReused = "idempotency-key-reused",
    /// There is no payment provider: orders are paid by invoice.
    CardNotOffered = "card-not-offered",
    /// The order is paid by card, not by invoice.
    NotAnInvoice = "not-an-invoice",
    /// The payment is not of the order's amount and currency.
    PaymentMismatch = "payment-mismatch",
    /// The payment notification's signature is missing, wrong or too old.
    SignatureInvalid = "signature-invalid",
    /// The key or activation code is not complete.
    KeyMalformed = "key-malformed",
    /// The key or activation code does not fit its check symbol.
    KeyMistyped = "key-mistyped",
    /// No license has the key.
    LicenseUnknown = "license-unknown",
    /// The license key was entered before.
    LicenseUsed = "license-used",
    /// The license's term is over.
    LicenseLapsed = "license-lapsed",
    /// Proofing failed too often: the license cannot be used any more.
    LicenseSpent = "license-spent",
    /// The account's credential can be renewed instead.
    RenewInstead = "renew-instead",
    /// Renewal has not begun; `opens_at` says when it does.
    RenewalNotOpen = "renewal-not-open",
    /// Renewal has ended; `closed_at` says when it did.
    RenewalClosed = "renewal-closed",
    /// The account has entered no license.
    NoCredential = "no-credential",
    /// The credential has expired.
    CredentialExpired = "credential-expired",
    /// The identity has to be proved first.
    ProofingNeeded = "proofing-needed",
    /// The product is without proofing.
    ProofingNotNeeded = "proofing-not-needed",
    /// The identity is proved already.
    AlreadyProofed = "already-proofed",
    /// There is no credit bureau here: proofing is by video.
    InstantNotOffered = "instant-not-offered",
    /// Instant proofing is for people in the United States.
    InstantProofingUsOnly = "instant-proofing-us-only",
    /// The instant attempts are used up.
    OnlyVideoLeft = "only-video-left",
    /// The appointment is too soon, or too far away.
    AppointmentOutOfRange = "appointment-out-of-range",
    /// No appointment is waiting.
    NoAppointment = "no-appointment",
    /// No questions are waiting, or they have lapsed.
    NoQuestionsWaiting = "no-questions-waiting",
    /// The answers are not one for each question.
    AnswersIncomplete = "answers-incomplete",
    /// That is not the activation code.
    WrongActivationCode = "wrong-activation-code",
    /// The activation code is too old.
    ActivationCodeExpired = "activation-code-expired",
    /// An activation code was issued and waits to be entered.
    ActivationCodeWaiting = "activation-code-waiting",
    /// The number is not one of the country.
    NotAPhoneNumber = "not-a-phone-number",
    /// Numbers of this type, such as premium-rate ones, are refused.
    PhoneTypeRefused = "phone-type-refused",
    /// The number cannot receive texts: choose voice.
    PhoneCannotText = "phone-cannot-text",
    /// The product does not cover the number.
    PhoneNotCovered = "phone-not-covered",
    /// Codes are not sent to the number's country.
    CountryNotServed = "country-not-served",
    /// Codes are not sent to the number's range for now.
    NumberRangeBlocked = "number-range-blocked",
    /// The number is registered already.
    PhoneDuplicate = "phone-duplicate",
    /// The credential has as many phones as it may.
    TooManyPhones = "too-many-phones",
    /// The credential has no such phone.
    PhoneUnknown = "phone-unknown",
    /// The last active phone cannot be removed.
    LastActivePhone = "last-active-phone",
    /// Phones change only in a session of strength `phone-otp`.
    PhoneOtpNeeded = "phone-otp-needed",
    /// No code was sent in this session, or it was used.
    NoCodeWaiting = "no-code-waiting",
    /// The code is too old.
    CodeExpired = "code-expired",
    /// The code was tried as often as it may be.
    CodeTriesUsedUp = "code-tries-used-up",
    /// That is not the code; `attempts_left` says how many looks are left.
    WrongCode = "wrong-code",
    /// The session does not meet the application's requirement.
    LoginRequirementsNotMet = "login-requirements-not-met",
}

/// Why a request is refused, as the caller reads it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Which kind of refusal it is.
    #[serde(rename = "type")]
    pub slug: Slug,
    /// What kind of refusal it is, in words.
    #[schema(value_type = String)]
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in words.
    pub detail: String,
    /// Looks that are left at a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts_left: Option<u8>,
    /// Seconds until it is worth trying again; as the `Retry-After` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<i64>,
    /// The field of the request that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub next_step: Option<&'static str>,
    /// What else helps the caller go on.
    #[serde(flatten)]
    pub more: Map<String, Value>,
    #[serde(skip)]
    retry_at: Option<Timestamp>,
}

impl Problem {
    /// A problem of a kind.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "errors and texts alike")]
    pub fn new(status: StatusCode, slug: Slug, title: &'static str, detail: impl ToString) -> Self {
        Self {
            slug,
            title,
            status: status.as_u16(),
            detail: detail.to_string(),
            attempts_left: None,
            retry_after: None,
            field: None,
            next_step: None,
            more: Map::new(),
            retry_at: None,
        }
    }

    /// The field that is wrong.
    #[must_use]
    pub fn field(self, field: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            ..self
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next_step(self, next_step: &'static str) -> Self {
        Self {
            next_step: Some(next_step),
            ..self
        }
    }

    /// When it is worth trying again.
    #[must_use]
    fn retry_at(self, at: Timestamp) -> Self {
        Self {
            retry_at: Some(at),
            ..self
        }
    }

    fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.more.insert(name.to_owned(), json!(value));
        self
    }

    /// The problem with its times as seconds from now.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        if let Some(at) = self.retry_at {
            self.retry_after = Some((at.as_second() - now.as_second()).max(1));
        }
        self
    }

    /// The request is not one that the operation understands.
    #[must_use]
    pub fn invalid_request(detail: impl ToString) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            Slug::InvalidRequest,
            "The request is not valid",
            detail,
        )
    }

    /// A field of the request is not what it should be.
    #[must_use]
    pub fn invalid_field(field: impl Into<String>, detail: impl ToString) -> Self {
        Self::invalid_request(detail).field(field)
    }

    /// There is no such thing, or it is somebody else's.
    #[must_use]
    pub fn not_found(detail: impl ToString) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            Slug::NotFound,
            "There is no such thing",
            detail,
        )
    }

    /// User ID and password do not belong together, or there is no such user ID.
    #[must_use]
    pub fn wrong_credentials() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            Slug::WrongCredentials,
            "User ID or password is wrong",
            "The user ID or the password is wrong.",
        )
    }

    /// The thing was changed by another request at the same time; the same request may succeed now.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            Slug::ChangedMeanwhile,
            "Something else changed it at the same time",
            "Another request changed this at the same time. Look at it again, then repeat the request.",
        )
    }

    /// A mailed reset link does not work, or not any more.
    #[must_use]
    pub fn reset_link_dead() -> Self {
        Self::new(
            StatusCode::GONE,
            Slug::ResetLinkDead,
            "This link does not work any more",
            "The link was used, replaced by a newer one, or is too old. Ask for another.",
        )
        .next_step("reset-password")
    }

    /// An idempotency key came with two different requests.
    #[must_use]
    pub fn idempotency_key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            Slug::IdempotencyKeyReused,
            "The idempotency key was used for another request",
            "Send the same request again under the same key, or another request under another key.",
        )
    }

    /// Something outside does not answer.
    #[must_use]
    pub fn unavailable(what: &'static str) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            Slug::Unavailable,
            "A part of the service does not answer",
            format!("The {what} does not answer. Nothing was lost; try again in a moment."),
        )
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Lost => Self::conflict(),
            StoreError::Failed(why) => {
                tracing::error!(%why, "the store failed");
                Self::unavailable("store")
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

impl From<LimitReached> for Problem {
    fn from(reached: LimitReached) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            Slug::TooManyRequests,
            "That was done too often",
            "This was done too often in a short time. Wait, then try again.",
        )
        .with("limit", reached.limit)
        .retry_at(reached.retry_at)
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
        let problem = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            Slug::Locked,
            "Too many wrong attempts",
            match locked.until {
                Some(_) => "Too many wrong attempts. Wait before the next one.",
                None => "Too many wrong attempts. Contact support to unlock the account.",
            },
        );
        match locked.until {
            Some(until) => problem.retry_at(until),
            None => problem.next_step("contact-support"),
        }
    }
}

impl From<FailureError> for Problem {
    fn from(error: FailureError) -> Self {
        match error {
            FailureError::Locked(locked) => locked.into(),
            FailureError::Overtaken => Self::wrong_credentials(),
            FailureError::Store(error) => error.into(),
        }
    }
}

impl From<DeliveryError> for Problem {
    fn from(error: DeliveryError) -> Self {
        tracing::error!(%error, "a message was not accepted");
        Self::new(
            StatusCode::BAD_GATEWAY,
            Slug::DeliveryFailed,
            "The message could not be sent",
            "The message could not be sent. Nothing was counted against you: try again, or choose another phone.",
        )
    }
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::NotSignedIn => Self::new(
                StatusCode::UNAUTHORIZED,
                Slug::NotSignedIn,
                "Sign in first",
                "Sign in first.",
            )
            .next_step("sign-in"),
            SessionError::Expired => Self::new(
                StatusCode::UNAUTHORIZED,
                Slug::SessionExpired,
                "The session has ended",
                "The session has ended. Sign in again.",
            )
            .next_step("sign-in"),
            SessionError::PhoneOtpNeeded => phone_otp_needed(),
        }
    }
}

fn phone_otp_needed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        Slug::PhoneOtpNeeded,
        "A code is needed for this",
        "Phones change only under Phone OTP: send a code to one of your phones and enter it first.",
    )
    .next_step("send-otp")
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::UserIdTaken => Self::new(
                StatusCode::CONFLICT,
                Slug::UserIdTaken,
                "This user ID is taken",
                &error,
            )
            .field("user_id"),
            AccountError::LegalNameFixed => Self::new(
                StatusCode::CONFLICT,
                Slug::LegalNameFixed,
                "The legal name cannot change",
                &error,
            )
            .field("legal_name"),
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
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            slug,
            "This password cannot be used",
            &error,
        )
        .field("password")
    }
}

impl From<ChallengeError> for Problem {
    fn from(error: ChallengeError) -> Self {
        let problem =
            |status, slug, title| Self::new(status, slug, title, &error).next_step("send-otp");
        match error {
            ChallengeError::None => problem(
                StatusCode::CONFLICT,
                Slug::NoCodeWaiting,
                "No code is waiting",
            ),
            ChallengeError::Expired => {
                problem(StatusCode::GONE, Slug::CodeExpired, "The code has expired")
            }
            ChallengeError::TriesUsedUp => Self {
                attempts_left: Some(0),
                ..problem(
                    StatusCode::GONE,
                    Slug::CodeTriesUsedUp,
                    "The code was tried too often",
                )
            },
            ChallengeError::Wrong { attempts_left } => Self {
                attempts_left: Some(attempts_left),
                next_step: Some(if attempts_left == 0 {
                    "send-otp"
                } else {
                    "verify-otp"
                }),
                ..problem(
                    StatusCode::FORBIDDEN,
                    Slug::WrongCode,
                    "That is not the code",
                )
            },
        }
    }
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Malformed => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                Slug::KeyMalformed,
                "The key is not complete",
                error,
            ),
            KeyError::Mistyped => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                Slug::KeyMistyped,
                "The key is mistyped",
                error,
            ),
        }
    }
}

impl From<LicenseError> for Problem {
    fn from(error: LicenseError) -> Self {
        match error {
            LicenseError::Key(error) => Self::from(error).field("license_key"),
            LicenseError::Unknown => Self::new(
                StatusCode::NOT_FOUND,
                Slug::LicenseUnknown,
                "No license has this key",
                &error,
            )
            .field("license_key"),
            LicenseError::Used => Self::new(
                StatusCode::CONFLICT,
                Slug::LicenseUsed,
                "This license key was used",
                &error,
            )
            .field("license_key"),
            LicenseError::RenewInstead => Self::new(
                StatusCode::CONFLICT,
                Slug::RenewInstead,
                "Renew your credential",
                &error,
            )
            .next_step("renew"),
            LicenseError::Lapsed => Self::new(
                StatusCode::CONFLICT,
                Slug::LicenseLapsed,
                "The license has lapsed",
                &error,
            )
            .next_step("place-order"),
        }
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        match error {
            OrderError::NoUnits => {
                Self::new(unprocessable, Slug::OrderEmpty, "The order holds nothing to buy", &error).field("lines")
            }
            OrderError::TooManyUnits => {
                Self::new(unprocessable, Slug::OrderTooLarge, "The order holds too many units", &error).field("lines")
            }
            OrderError::RenewInstead => Self::new(
                StatusCode::CONFLICT,
                Slug::RenewInstead,
                "Renew your credential",
                "Your own credential can be renewed. To buy for someone else, say so with `for_others`.",
            )
            .next_step("renew"),
            OrderError::NotFound => Self::new(StatusCode::NOT_FOUND, Slug::OrderUnknown, "There is no such order", &error),
            OrderError::PaymentMismatch => {
                Self::new(unprocessable, Slug::PaymentMismatch, "The payment does not match the order", &error)
            }
            OrderError::NotPaid => Self::new(StatusCode::CONFLICT, Slug::OrderNotPaid, "The order is not paid", &error),
            OrderError::NoKeys => {
                Self::new(StatusCode::CONFLICT, Slug::OrderWithoutKeys, "The order has no license keys", &error)
            }
            OrderError::NotAnInvoice => {
                Self::new(StatusCode::CONFLICT, Slug::NotAnInvoice, "The order is not paid by invoice", &error)
            }
        }
    }
}

impl From<PhoneError> for Problem {
    fn from(error: PhoneError) -> Self {
        let (status, slug, title) = match error {
            PhoneError::NotANumber => (422, Slug::NotAPhoneNumber, "This is not a phone number"),
            PhoneError::TypeRefused => (
                422,
                Slug::PhoneTypeRefused,
                "This type of number cannot be used",
            ),
            PhoneError::CannotText => (
                422,
                Slug::PhoneCannotText,
                "This number cannot receive texts",
            ),
            PhoneError::UsNotCovered | PhoneError::InternationalNotCovered => (
                422,
                Slug::PhoneNotCovered,
                "The product does not cover this number",
            ),
            PhoneError::CountryNotServed => (
                422,
                Slug::CountryNotServed,
                "Codes are not sent to this country",
            ),
            PhoneError::RangeBlocked => (
                422,
                Slug::NumberRangeBlocked,
                "Codes are not sent to this number for now",
            ),
            PhoneError::Duplicate => (
                409,
                Slug::PhoneDuplicate,
                "This number is registered already",
            ),
            PhoneError::TooMany => (
                409,
                Slug::TooManyPhones,
                "The credential has as many phones as it may",
            ),
            PhoneError::NotFound => (404, Slug::PhoneUnknown, "There is no such phone"),
            PhoneError::LastActive => (409, Slug::LastActivePhone, "The last active phone stays"),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        let problem = Self::new(status, slug, title, &error);
        match error {
            PhoneError::CannotText => problem.field("channel").next_step("choose-voice"),
            PhoneError::LastActive => problem.next_step("register-phone"),
            PhoneError::TooMany => problem.next_step("remove-phone"),
            PhoneError::NotFound => problem.field("phone_id"),
            _ => problem.field("number"),
        }
    }
}

impl From<CredentialError> for Problem {
    fn from(error: CredentialError) -> Self {
        let conflict = |slug, title| Self::new(StatusCode::CONFLICT, slug, title, &error);
        match &error {
            CredentialError::None => conflict(Slug::NoCredential, "There is no credential yet")
                .next_step("enter-license"),
            CredentialError::ProofingNeeded => {
                conflict(Slug::ProofingNeeded, "Prove your identity first")
                    .next_step("start-proofing")
            }
            CredentialError::Expired => {
                conflict(Slug::CredentialExpired, "The credential has expired").next_step("renew")
            }
            CredentialError::Spent => {
                conflict(Slug::LicenseSpent, "The license is spent").next_step("place-order")
            }
            CredentialError::PhoneOtpNeeded => phone_otp_needed(),
            CredentialError::Phone(error) => error.clone().into(),
            CredentialError::RenewalNotOpen { opens_at } => {
                conflict(Slug::RenewalNotOpen, "Renewal has not begun")
                    .with("opens_at", opens_at)
                    .retry_at(*opens_at)
            }
            CredentialError::RenewalClosed { closed_at } => {
                conflict(Slug::RenewalClosed, "Renewal has ended")
                    .with("closed_at", closed_at)
                    .next_step("place-order")
            }
        }
    }
}

impl From<ProofingError> for Problem {
    fn from(error: ProofingError) -> Self {
        let conflict = |slug, title| Self::new(StatusCode::CONFLICT, slug, title, &error);
        let wrong = |slug, title| Self::new(StatusCode::UNPROCESSABLE_ENTITY, slug, title, &error);
        match &error {
            ProofingError::NotNeeded => conflict(Slug::ProofingNotNeeded, "No proofing is needed"),
            ProofingError::Passed => {
                conflict(Slug::AlreadyProofed, "The identity is proved already")
            }
            ProofingError::Spent => {
                conflict(Slug::LicenseSpent, "The license is spent").next_step("place-order")
            }
            ProofingError::InstantOnlyInUs => conflict(
                Slug::InstantProofingUsOnly,
                "Instant proofing is not available",
            )
            .next_step("video"),
            ProofingError::OnlyVideoLeft => conflict(
                Slug::OnlyVideoLeft,
                "Instant proofing is not available any more",
            )
            .next_step("video"),
            ProofingError::AppointmentOutOfRange => {
                wrong(Slug::AppointmentOutOfRange, "Choose another time").field("appointment_at")
            }
            ProofingError::NoQuestions => {
                conflict(Slug::NoQuestionsWaiting, "No questions are waiting")
                    .next_step("start-proofing")
            }
            ProofingError::AnswersIncomplete => {
                wrong(Slug::AnswersIncomplete, "Answer every question").field("answers")
            }
            ProofingError::NoAppointment => {
                conflict(Slug::NoAppointment, "No appointment is waiting")
            }
            ProofingError::Key(error) => Self::from(*error).field("activation_code"),
            ProofingError::WrongActivationCode => {
                wrong(Slug::WrongActivationCode, "That is not the activation code")
                    .field("activation_code")
            }
            ProofingError::ActivationCodeExpired => conflict(
                Slug::ActivationCodeExpired,
                "The activation code has expired",
            )
            .next_step("start-proofing"),
            ProofingError::ActivationCodeWaiting => {
                conflict(Slug::ActivationCodeWaiting, "Enter the activation code")
                    .next_step("redeem-proofing")
            }
        }
    }
}

impl From<LoginRequirementsNotMet> for Problem {
    fn from(missing: LoginRequirementsNotMet) -> Self {
        let problem = Self::new(
            StatusCode::FORBIDDEN,
            Slug::LoginRequirementsNotMet,
            "Login requirements not met",
            match (missing.strength, missing.proofing) {
                (Some(_), false) => "This application opens under Phone OTP: send a code and enter it.",
                (Some(_), true) => "This application opens under Phone OTP of a proofed person: send a code and enter it.",
                (None, _) => "This application opens for proofed persons only: a credential with proofing is needed.",
            },
        )
        .with("proofing_missing", missing.proofing);
        match missing.strength {
            Some(strength) => problem
                .with("strength_needed", strength)
                .next_step("send-otp"),
            None => problem.next_step("place-order"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_slug_travels_as_its_text_and_no_two_are_the_same() {
        let texts: BTreeSet<&str> = Slug::ALL.iter().map(|slug| slug.as_str()).collect();
        assert_eq!(texts.len(), Slug::ALL.len());
        for slug in Slug::ALL {
            assert_eq!(json!(slug), slug.as_str());
        }
    }
}
