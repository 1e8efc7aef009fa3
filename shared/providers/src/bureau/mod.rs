//! Instant proofing: a credit bureau asks a person questions that only they can answer.
//!
//! Neither the right answers nor the person's answers are stored here: a set of questions is identified by the bureau's
//! reference alone.

mod sandbox;

use async_trait::async_trait;
use domain::account::LegalName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

pub use sandbox::SandboxBureau;

use crate::ProviderError;

/// A question with its choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Question {
    /// Its identifier within the set.
    pub id: String,
    /// The question's text.
    pub text: String,
    /// The answers to choose from.
    pub choices: Vec<String>,
}

/// An answer to a question. It is passed to the bureau and not stored, so it cannot be printed or serialised.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The identifier of the question.
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

/// The bureau's grade of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// The person is who they claim to be.
    Passed,
    /// Too many answers were wrong, or the bureau does not know the person.
    Failed,
}

/// A credit bureau. Each call has to be safe to repeat, because a response can be lost.
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
