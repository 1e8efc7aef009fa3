//! `POST /credential/proofing/answers`: grades the answers of an instant proofing.
//!
//! The attempt is counted before the answers are graded, so that two submissions at once are one attempt. Answers are
//! passed to the bureau and not stored.

use domain::credential::{Credential, CredentialError};
use domain::proofing::{Method, ProofingError};
use http::Problem;
use http::StatusCode;
use http::views::CredentialView;
use http::{Request, Response};
use platform::Platform;
use providers::bureau::{Answer, Grade, complete};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The answers to all questions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitProofing {
    /// One answer for each question.
    answers: Vec<Answer>,
}

/// The outcome of grading.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InstantOutcome {
    /// The identity is proved.
    Passed,
    /// The identity is not proved.
    Failed,
}

/// The result of grading the answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProofingGraded {
    /// Passed or failed.
    outcome: InstantOutcome,
    /// The methods that are left; none after a pass, or when the license is spent.
    methods: Vec<Method>,
    /// The credential after this.
    credential: CredentialView,
}

/// Submits the answers to the bureau's questions.
#[utoipa::path(post, path = "/credential/proofing/answers", operation_id = "submit-proofing", request_body = SubmitProofing,
    params(http::session::AccountHeader), responses(
    (status = 200, description = "Passed, or failed with what is left to try", body = ProofingGraded),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let session = http::session::signed_in(platform, &request).await?;
    let submitted: SubmitProofing = http::request::json(&request)?;
    let (account, mut credential) =
        http::session::account_and_credential(platform, &session).await?;
    if platform.now() >= credential.expires_at {
        return Err(CredentialError::Expired.into());
    }
    let unavailable = |_| Problem::unavailable("credit bureau");
    let bureau = platform.bureau().ok_or_else(Problem::instant_not_offered)?;
    let reference = credential.proofing.begin_grading(platform.now())?;
    let questions = bureau.questions(&reference).await.map_err(unavailable)?;
    if !complete(&questions, &submitted.answers) {
        return Err(ProofingError::AnswersIncomplete.into());
    }
    let save = async |credential: &mut Credential| {
        let change = http::request::change(platform, &request);
        let store = platform.store();
        store
            .save_credential(&account.id, credential, &change)
            .await
    };
    save(&mut credential).await?;

    let graded = bureau.grade(&reference, &submitted.answers).await;
    match &graded {
        Ok(Grade::Passed) => credential.proofing.pass_instant(platform.now()),
        Ok(Grade::Failed) => credential.proofing.fail_instant(),
        Err(_) => credential
            .proofing
            .return_questions(reference, platform.now()),
    }
    save(&mut credential).await?;
    let outcome = match graded.map_err(unavailable)? {
        Grade::Passed => InstantOutcome::Passed,
        Grade::Failed => InstantOutcome::Failed,
    };
    let graded = ProofingGraded {
        outcome,
        methods: platform.proofing_methods(&credential, account.country),
        credential: CredentialView::new(platform, &credential, account.country),
    };
    Ok(http::response::json(StatusCode::OK, &graded))
}
