//! The sandbox bureau, whose right answers are public.

use async_trait::async_trait;
use domain::account::LegalName;

use super::{Answer, Bureau, Grade, Question};
use crate::ProviderError;

/// The sandbox bureau. It asks everyone the same three questions. A person who picks the first choice of each passes,
/// and anyone else fails. For a person whose name ends in `Outage`, the bureau does not answer.
#[derive(Debug)]
pub struct SandboxBureau;

/// The sandbox's questions, each with its right choice first.
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

#[async_trait]
impl Bureau for SandboxBureau {
    async fn begin(&self, name: &LegalName) -> Result<String, ProviderError> {
        if name.as_str().ends_with("Outage") {
            return Err(ProviderError::passing("bureau", "closed"));
        }
        Ok("sandbox-1".to_owned())
    }

    async fn questions(&self, _reference: &str) -> Result<Vec<Question>, ProviderError> {
        Ok(QUESTIONS
            .iter()
            .map(|(id, text, choices)| Question {
                id: (*id).to_owned(),
                text: (*text).to_owned(),
                choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            })
            .collect())
    }

    async fn grade(&self, _reference: &str, answers: &[Answer]) -> Result<Grade, ProviderError> {
        let right = QUESTIONS.iter().all(|(id, _, choices)| {
            answers
                .iter()
                .any(|answer| answer.question_id == *id && *answer.choice == choices[0])
        });
        Ok(if right { Grade::Passed } else { Grade::Failed })
    }
}
