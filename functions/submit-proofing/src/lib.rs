//! `POST /credential/proofing/answers`: grades the answers of an instant proofing.
//!
//! The attempt is counted before the answers are graded, so that two submissions at once are one attempt. A grading that
//! did not end is continued by the same answers, and a result that was lost is had again by them. Answers are passed to
//! the bureau and not stored; a keyed digest of them is.

use domain::account::Account;
use domain::change::Change;
use domain::credential::{Credential, CredentialError};
use domain::proofing::{Grading, Method, ProofingError};
use domain::secret::SecretKey;
use http::Problem;
use http::StatusCode;
use http::views::CredentialView;
use http::{Request, Response};
use platform::Platform;
use providers::bureau::{Answer, Bureau, Grade, complete};
use serde::{Deserialize, Serialize};
use store::StoreError;
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
    let (_, account, mut credential, settings) =
        http::session::signed_in_with_credential(platform, &request).await?;
    let submitted: SubmitProofing = http::request::json(&request)?;
    if platform.now() >= credential.expires_at {
        return Err(CredentialError::Expired.into());
    }
    let unavailable = |_| Problem::unavailable("credit bureau");
    let bureau = platform.bureau().ok_or_else(Problem::instant_not_offered)?;
    let secrets = platform.secrets(0).await?;
    let (_, secret) = secrets.newest();
    let attempt = Attempt {
        platform,
        bureau: &*bureau,
        account: &account,
        answers: &submitted.answers,
        secret,
        change: http::request::change(platform, &request),
    };
    let passed = match attempt.begin(&mut credential)? {
        Grading::Begin(reference) => {
            let questions = bureau.questions(&reference).await.map_err(unavailable)?;
            if !complete(&questions, &submitted.answers) {
                return Err(ProofingError::AnswersIncomplete.into());
            }
            match attempt.save(&mut credential).await {
                Ok(()) => attempt.grade(&mut credential, reference).await?,
                Err(StoreError::ConditionFailed) => attempt.join(&mut credential).await?,
                Err(error) => return Err(error.into()),
            }
        }
        Grading::Continue(reference) => attempt.grade(&mut credential, reference).await?,
        Grading::Ended { passed } => passed,
    };
    let outcome = if passed {
        InstantOutcome::Passed
    } else {
        InstantOutcome::Failed
    };
    let graded = ProofingGraded {
        outcome,
        methods: platform.proofing_methods(&credential, account.country),
        credential: CredentialView::new(platform, &settings, &credential, account.country),
    };
    Ok(http::response::json(StatusCode::OK, &graded))
}

/// Attempts at saving a result.
const SAVES: usize = 3;

/// The submission of answers.
struct Attempt<'a> {
    platform: &'a Platform,
    bureau: &'a dyn Bureau,
    account: &'a Account,
    answers: &'a [Answer],
    secret: &'a SecretKey,
    change: Change,
}

impl Attempt<'_> {
    fn begin(&self, credential: &mut Credential) -> Result<Grading, ProofingError> {
        let mut answers: Vec<(&str, &str)> = self
            .answers
            .iter()
            .map(|answer| (answer.question_id.as_str(), answer.choice.as_str()))
            .collect();
        answers.sort_unstable();
        credential
            .proofing
            .begin_grading(&answers, self.secret, self.platform.now())
    }

    async fn save(&self, credential: &mut Credential) -> Result<(), StoreError> {
        let store = self.platform.store();
        store
            .save_credential(&self.account.id, credential, &self.change)
            .await
    }

    /// Lets the bureau grade the answers, and saves the result. Returns whether they passed.
    async fn grade(&self, credential: &mut Credential, reference: String) -> Result<bool, Problem> {
        let graded = self.let_grade(credential, reference).await;
        for _ in 0..SAVES {
            match self.save(credential).await {
                Err(StoreError::ConditionFailed) => return self.ended(credential).await,
                // The answers are graded: the result is worth another try.
                Err(StoreError::Failed(_)) => {}
                saved => {
                    saved?;
                    return graded;
                }
            }
        }
        Err(Problem::outcome_unknown("store"))
    }

    async fn let_grade(
        &self,
        credential: &mut Credential,
        reference: String,
    ) -> Result<bool, Problem> {
        let now = self.platform.now();
        match self.bureau.grade(&reference, self.answers).await {
            Ok(Grade::Passed) => credential.proofing.pass_instant(now),
            Ok(Grade::Failed) => {
                credential.proofing.fail_instant();
                return Ok(false);
            }
            Err(_) => {
                credential.proofing.return_questions(reference, now);
                return Err(Problem::unavailable("credit bureau"));
            }
        }
        Ok(true)
    }

    /// Goes on with the grading that another request began meanwhile, if it is of the same answers.
    async fn join(&self, credential: &mut Credential) -> Result<bool, Problem> {
        self.reload(credential).await?;
        match self.begin(credential)? {
            Grading::Continue(reference) => self.grade(credential, reference).await,
            Grading::Ended { passed } => Ok(passed),
            Grading::Begin(_) => Err(Problem::conflict()),
        }
    }

    /// The result that another request saved for the same answers.
    async fn ended(&self, credential: &mut Credential) -> Result<bool, Problem> {
        self.reload(credential).await?;
        match self.begin(&mut credential.clone())? {
            Grading::Ended { passed } => Ok(passed),
            Grading::Begin(_) | Grading::Continue(_) => Err(Problem::conflict()),
        }
    }

    async fn reload(&self, credential: &mut Credential) -> Result<(), Problem> {
        let saved = self.platform.store().credential(&self.account.id).await?;
        *credential = saved.ok_or(CredentialError::None)?;
        Ok(())
    }
}
