//! `POST /credential/proofing`: begins instant or video proofing.

use domain::Timestamp;
use domain::account::{Account, LegalName};
use domain::change::Change;
use domain::credential::{Credential, CredentialError};
use domain::proofing::Method;
use domain::settings::Settings;
use http::Problem;
use http::StatusCode;
use http::response::rfc3339;
use http::views::CredentialView;
use http::{Request, Response};
use platform::Platform;
use providers::bureau::Question;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the person wants to be proofed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartProofing {
    /// `instant`: questions, in the United States only. `video`: an appointment with an agent.
    method: Method,
    /// The name as on the identity document. It may be corrected here once, and cannot change afterwards.
    #[schema(schema_with = http::schema::legal_name)]
    legal_name: LegalName,
    /// For `video`: when (RFC 3339). A time that is too near or too far is refused with the range.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    appointment_at: Option<Timestamp>,
}

/// The questions, or the appointment.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofingStarted {
    /// For `instant`: the questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    questions: Option<Vec<Question>>,
    /// For `instant`: when the questions expire (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_until: Option<String>,
    /// The credential after this.
    credential: CredentialView,
}

/// Begins proofing.
#[utoipa::path(post, path = "/credential/proofing", operation_id = "start-proofing", request_body = StartProofing,
    params(http::session::AccountHeader), responses(
    (status = 200, description = "The questions, or the appointment", body = ProofingStarted),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let (_, mut account, mut credential, settings) =
        http::session::signed_in_with_credential(platform, &request).await?;
    let start: StartProofing = http::request::json(&request)?;
    let change = http::request::change(platform, &request);
    let now = change.at;
    if now >= credential.expires_at {
        return Err(CredentialError::Expired.into());
    }
    account.confirm_name(start.legal_name)?;
    let started = match (start.method, start.appointment_at) {
        (Method::Instant, None) => {
            ask(platform, &settings, &account, &mut credential, &change).await?
        }
        (Method::Instant, Some(_)) => {
            return Err(Problem::invalid_field(
                "appointment_at",
                "belongs to the method video only",
            ));
        }
        (Method::Video, None) => {
            return Err(Problem::invalid_field(
                "appointment_at",
                "is needed for the method video",
            ));
        }
        (Method::Video, Some(at)) => {
            credential.proofing.schedule(at, now)?;
            platform
                .store()
                .save_credential_and_name(&account, &credential, &change)
                .await?;
            ProofingStarted {
                questions: None,
                answer_until: None,
                credential: CredentialView::new(platform, &settings, &credential, account.country),
            }
        }
    };
    Ok(http::response::json(StatusCode::OK, &started))
}

/// Asks the bureau's questions: those that are still waiting for answers, or a new set.
async fn ask(
    platform: &Platform,
    settings: &Settings,
    account: &Account,
    credential: &mut Credential,
    change: &Change,
) -> Result<ProofingStarted, Problem> {
    let now = platform.now();
    let bureau = platform.bureau().ok_or_else(Problem::instant_not_offered)?;
    let unavailable = |_| Problem::unavailable("credit bureau");
    let waiting = credential
        .proofing
        .may_ask(account.country, now)?
        .map(|(reference, until)| (reference.to_owned(), until));
    let (reference, until) = if let Some(waiting) = waiting {
        waiting
    } else {
        let reference = bureau
            .begin(&account.legal_name)
            .await
            .map_err(unavailable)?;
        let until = credential.proofing.ask(reference.clone(), now);
        platform
            .store()
            .save_credential_and_name(account, credential, change)
            .await?;
        (reference, until)
    };
    let questions = bureau.questions(&reference).await.map_err(unavailable)?;
    Ok(ProofingStarted {
        questions: Some(questions),
        answer_until: Some(rfc3339(until)),
        credential: CredentialView::new(platform, settings, credential, account.country),
    })
}
