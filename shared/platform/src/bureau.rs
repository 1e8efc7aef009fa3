//! Instant proofing: a credit bureau asks a person questions that only they can answer.
//!
//! Neither the questions' right answers nor the person's are kept here: a set of questions is known by the bureau's
//! reference alone.

use domain::account::{Country, LegalName};
use domain::credential::Credential;
use domain::proofing::Method;
use lambda_http::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::{Platform, Problem, Slug};

/// A question with its choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    /// Its identifier within the set.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// What can be answered.
    pub choices: Vec<String>,
}

/// An answer to a question. It is handed to the bureau and forgotten: it neither prints nor serialises itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The question.
    pub question_id: String,
    /// One of its choices.
    #[schema(value_type = String)]
    pub choice: Zeroizing<String>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(..)")
    }
}

/// What the bureau makes of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// The person is who they say.
    Passed,
    /// Too many answers were wrong, or the bureau does not know the person.
    Failed,
}

/// The bureau does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the bureau does not answer")]
pub struct BureauUnavailable;

/// A credit bureau.
pub trait ProofingProvider {
    /// Begins a set of questions about a person. Returns the bureau's reference of the set.
    ///
    /// # Errors
    /// [`BureauUnavailable`].
    fn begin(
        &self,
        name: &LegalName,
    ) -> impl Future<Output = Result<String, BureauUnavailable>> + Send;

    /// The questions of a set.
    ///
    /// # Errors
    /// [`BureauUnavailable`].
    fn questions(
        &self,
        reference: &str,
    ) -> impl Future<Output = Result<Vec<Question>, BureauUnavailable>> + Send;

    /// Grades the answers to a set.
    ///
    /// # Errors
    /// [`BureauUnavailable`].
    fn grade(
        &self,
        reference: &str,
        answers: &[Answer],
    ) -> impl Future<Output = Result<Grade, BureauUnavailable>> + Send;
}

/// The sandbox bureau. It asks everyone the same three questions: whoever picks the first choice of each passes, anyone
/// else fails. A person whose name ends in `Outage` finds the bureau closed.
#[derive(Debug)]
pub struct Sandbox;

/// The sandbox's questions, their right choice first.
const QUESTIONS: [(&str, &str, [&str; 4]); 3] = [
    (
        "street",
        "On which of these streets have you lived?",
        [
            "Maple Street",
            "Harbour Road",
            "Station Square",
            "None of these",
        ],
    ),
    (
        "lender",
        "Which of these banks gave you a loan?",
        [
            "First Example Bank",
            "Bank of Nowhere",
            "Second Sample Union",
            "None of these",
        ],
    ),
    (
        "county",
        "In which of these counties is your property?",
        [
            "Example County",
            "Test County",
            "Sandbox County",
            "None of these",
        ],
    ),
];

impl Sandbox {
    /// The sandbox, if it is configured.
    ///
    /// # Errors
    /// `instant-not-offered` if there is no bureau.
    pub fn of(platform: &Platform) -> Result<Self, Problem> {
        if platform.config.instant_proofing {
            return Ok(Self);
        }
        Err(Problem::new(
            StatusCode::CONFLICT,
            Slug::InstantNotOffered,
            "Instant proofing is not offered here",
            "There is no credit bureau to ask. Choose video.",
        ))
    }
}

impl Platform {
    /// The proofing methods that are left to a person of a country, and offered here.
    #[must_use]
    pub fn proofing_methods(&self, credential: &Credential, country: Country) -> Vec<Method> {
        let left = credential.proofing_methods(country).iter().copied();
        left.filter(|method| *method != Method::Instant || self.config.instant_proofing)
            .collect()
    }
}

impl ProofingProvider for Sandbox {
    async fn begin(&self, name: &LegalName) -> Result<String, BureauUnavailable> {
        if name.as_str().ends_with("Outage") {
            return Err(BureauUnavailable);
        }
        Ok("sandbox-1".to_owned())
    }

    async fn questions(&self, _reference: &str) -> Result<Vec<Question>, BureauUnavailable> {
        Ok(QUESTIONS
            .iter()
            .map(|(id, text, choices)| Question {
                id: (*id).to_owned(),
                text: (*text).to_owned(),
                choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            })
            .collect())
    }

    async fn grade(
        &self,
        _reference: &str,
        answers: &[Answer],
    ) -> Result<Grade, BureauUnavailable> {
        let right = QUESTIONS.iter().all(|(id, _, choices)| {
            answers
                .iter()
                .any(|answer| answer.question_id == *id && *answer.choice == choices[0])
        });
        Ok(if right { Grade::Passed } else { Grade::Failed })
    }
}

/// Whether every question is answered once, with one of its choices.
#[must_use]
pub fn complete(questions: &[Question], answers: &[Answer]) -> bool {
    answers.len() == questions.len()
        && questions.iter().all(|question| {
            answers.iter().any(|answer| {
                answer.question_id == question.id && question.choices.contains(&answer.choice)
            })
        })
}
