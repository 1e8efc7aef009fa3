//! Instant proofing: a credit bureau asks a person questions that only they can answer.
//!
//! Neither the questions' right answers nor the person's are kept here: a set of questions is known by the bureau's
//! reference alone.

mod sandbox;

use async_trait::async_trait;
use domain::account::LegalName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

pub use sandbox::Sandbox;

use crate::ProviderError;

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

/// A credit bureau. Each call may be repeated: an answer that was lost is asked for again.
#[async_trait]
pub trait Bureau: Send + Sync {
    /// Begins a set of questions about a person. Returns the bureau's reference of the set.
    ///
    /// # Errors
    /// [`ProviderError`] if the bureau does not answer.
    async fn begin(&self, name: &LegalName) -> Result<String, ProviderError>;

    /// The questions of a set.
    ///
    /// # Errors
    /// [`ProviderError`] if the bureau does not answer.
    async fn questions(&self, reference: &str) -> Result<Vec<Question>, ProviderError>;

    /// Grades the answers to a set.
    ///
    /// # Errors
    /// [`ProviderError`] if the bureau does not answer.
    async fn grade(&self, reference: &str, answers: &[Answer]) -> Result<Grade, ProviderError>;
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
