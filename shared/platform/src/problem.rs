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

/// Why a request is refused, as the caller reads it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A stable slug.
    #[serde(rename = "type")]
    #[schema(rename = "type", value_type = String, example = "wrong-code")]
    pub slug: &'static str,
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
    pub fn new(
        status: StatusCode,
        slug: &'static str,
        title: &'static str,
        detail: impl ToString,
    ) -> Self {
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
            "invalid-request",
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
            "not-found",
            "There is no such thing",
            detail,
        )
    }

    /// User ID and password do not belong together, or there is no such user ID.
    #[must_use]
    pub fn wrong_credentials() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "wrong-credentials",
            "User ID or password is wrong",
            "The user ID or the password is wrong.",
        )
    }

    /// The thing was changed by another request at the same time; the same request may succeed now.
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "changed-meanwhile",
            "Something else changed it at the same time",
            "Another request changed this at the same time. Look at it again, then repeat the request.",
        )
    }

    /// A mailed reset link does not work, or not any more.
    #[must_use]
    pub fn reset_link_dead() -> Self {
        Self::new(
            StatusCode::GONE,
            "reset-link-dead",
            "This link does not work any more",
            "The link was used, replaced by a newer one, or is older than an hour. Ask for another.",
        )
        .next_step("reset-password")
    }

    /// An idempotency key came with two different requests.
    #[must_use]
    pub fn idempotency_key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            "The idempotency key was used for another request",
            "Send the same request again under the same key, or another request under another key.",
        )
    }

    /// Something outside does not answer.
    #[must_use]
    pub fn unavailable(what: &'static str) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
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
            "too-many-requests",
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
            "locked",
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
            "delivery-failed",
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
                "not-signed-in",
                "Sign in first",
                "Sign in first.",
            )
            .next_step("sign-in"),
            SessionError::Expired => Self::new(
                StatusCode::UNAUTHORIZED,
                "session-expired",
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
        "phone-otp-needed",
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
                "user-id-taken",
                "This user ID is taken",
                &error,
            )
            .field("user_id"),
            AccountError::LegalNameFixed => Self::new(
                StatusCode::CONFLICT,
                "legal-name-fixed",
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
            PasswordError::TooShort => "password-too-short",
            PasswordError::TooLong => "password-too-long",
            PasswordError::Guessable(_) => "password-guessable",
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
                "no-code-waiting",
                "No code is waiting",
            ),
            ChallengeError::Expired => {
                problem(StatusCode::GONE, "code-expired", "The code has expired")
            }
            ChallengeError::TriesUsedUp => Self {
                attempts_left: Some(0),
                ..problem(
                    StatusCode::GONE,
                    "code-tries-used-up",
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
                ..problem(StatusCode::FORBIDDEN, "wrong-code", "That is not the code")
            },
        }
    }
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Malformed => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-malformed",
                "The key is not complete",
                error,
            ),
            KeyError::Mistyped => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "key-mistyped",
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
                "license-unknown",
                "No license has this key",
                &error,
            )
            .field("license_key"),
            LicenseError::Used => Self::new(
                StatusCode::CONFLICT,
                "license-used",
                "This license key was used",
                &error,
            )
            .field("license_key"),
            LicenseError::RenewInstead => Self::new(
                StatusCode::CONFLICT,
                "renew-instead",
                "Renew your credential",
                &error,
            )
            .next_step("renew"),
            LicenseError::Lapsed => Self::new(
                StatusCode::CONFLICT,
                "license-lapsed",
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
                Self::new(unprocessable, "order-empty", "The order holds nothing to buy", &error).field("lines")
            }
            OrderError::TooManyUnits => {
                Self::new(unprocessable, "order-too-large", "The order holds too many units", &error).field("lines")
            }
            OrderError::RenewInstead => Self::new(
                StatusCode::CONFLICT,
                "renew-instead",
                "Renew your credential",
                "Your own credential can be renewed. To buy for someone else, say so with `for_others`.",
            )
            .next_step("renew"),
            OrderError::NotFound => Self::new(StatusCode::NOT_FOUND, "order-unknown", "There is no such order", &error),
            OrderError::PaymentMismatch => {
                Self::new(unprocessable, "payment-mismatch", "The payment does not match the order", &error)
            }
            OrderError::NotPaid => Self::new(StatusCode::CONFLICT, "order-not-paid", "The order is not paid", &error),
            OrderError::NoKeys => {
                Self::new(StatusCode::CONFLICT, "order-without-keys", "The order has no license keys", &error)
            }
            OrderError::NotAnInvoice => {
                Self::new(StatusCode::CONFLICT, "not-an-invoice", "The order is not paid by invoice", &error)
            }
        }
    }
}

impl From<PhoneError> for Problem {
    fn from(error: PhoneError) -> Self {
        let (status, slug, title) = match error {
            PhoneError::NotANumber => (422, "not-a-phone-number", "This is not a phone number"),
            PhoneError::TypeRefused => (
                422,
                "phone-type-refused",
                "This type of number cannot be used",
            ),
            PhoneError::CannotText => {
                (422, "phone-cannot-text", "This number cannot receive texts")
            }
            PhoneError::UsNotCovered | PhoneError::InternationalNotCovered => (
                422,
                "phone-not-covered",
                "The product does not cover this number",
            ),
            PhoneError::CountryNotServed => (
                422,
                "country-not-served",
                "Codes are not sent to this country",
            ),
            PhoneError::RangeBlocked => (
                422,
                "number-range-blocked",
                "Codes are not sent to this number for now",
            ),
            PhoneError::Duplicate => (409, "phone-duplicate", "This number is registered already"),
            PhoneError::TooMany => (
                409,
                "too-many-phones",
                "The credential has as many phones as it may",
            ),
            PhoneError::NotFound => (404, "phone-unknown", "There is no such phone"),
            PhoneError::LastActive => (409, "last-active-phone", "The last active phone stays"),
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
            CredentialError::None => {
                conflict("no-credential", "There is no credential yet").next_step("enter-license")
            }
            CredentialError::ProofingNeeded => {
                conflict("proofing-needed", "Prove your identity first").next_step("start-proofing")
            }
            CredentialError::Expired => {
                conflict("credential-expired", "The credential has expired").next_step("renew")
            }
            CredentialError::Spent => {
                conflict("license-spent", "The license is spent").next_step("place-order")
            }
            CredentialError::PhoneOtpNeeded => phone_otp_needed(),
            CredentialError::Phone(error) => error.clone().into(),
            CredentialError::RenewalNotOpen { opens_at } => {
                conflict("renewal-not-open", "Renewal has not begun")
                    .with("opens_at", opens_at)
                    .retry_at(*opens_at)
            }
            CredentialError::RenewalClosed { closed_at } => {
                conflict("renewal-closed", "Renewal has ended")
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
            ProofingError::NotNeeded => conflict("proofing-not-needed", "No proofing is needed"),
            ProofingError::Passed => conflict("already-proofed", "The identity is proved already"),
            ProofingError::Spent => {
                conflict("license-spent", "The license is spent").next_step("place-order")
            }
            ProofingError::InstantOnlyInUs => conflict(
                "instant-proofing-us-only",
                "Instant proofing is not available",
            )
            .next_step("video"),
            ProofingError::OnlyVideoLeft => conflict(
                "only-video-left",
                "Instant proofing is not available any more",
            )
            .next_step("video"),
            ProofingError::AppointmentOutOfRange => {
                wrong("appointment-out-of-range", "Choose another time").field("appointment_at")
            }
            ProofingError::NoQuestions => {
                conflict("no-questions-waiting", "No questions are waiting")
                    .next_step("start-proofing")
            }
            ProofingError::AnswersIncomplete => {
                wrong("answers-incomplete", "Answer every question").field("answers")
            }
            ProofingError::NoAppointment => conflict("no-appointment", "No appointment is waiting"),
            ProofingError::Key(error) => Self::from(*error).field("activation_code"),
            ProofingError::WrongActivationCode => {
                wrong("wrong-activation-code", "That is not the activation code")
                    .field("activation_code")
            }
            ProofingError::ActivationCodeExpired => {
                conflict("activation-code-expired", "The activation code has expired")
                    .next_step("start-proofing")
            }
            ProofingError::ActivationCodeWaiting => {
                conflict("activation-code-waiting", "Enter the activation code")
                    .next_step("redeem-proofing")
            }
        }
    }
}

impl From<LoginRequirementsNotMet> for Problem {
    fn from(missing: LoginRequirementsNotMet) -> Self {
        let problem = Self::new(
            StatusCode::FORBIDDEN,
            "login-requirements-not-met",
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
