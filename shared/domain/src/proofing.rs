//! Proofing: who may prove their identity, by which method, how often, and with what result.
//!
//! A person's answers are not stored. A credential holds only the provider's reference, two counters and the result.

use jiff::Timestamp;
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::account::Country;
use crate::license::KeyError;
use crate::policy::{
    ACTIVATION_CODE_SYMBOLS, ACTIVATION_CODE_VALIDITY, APPOINTMENT_HORIZON, APPOINTMENT_NOTICE,
    INSTANT_FAILURES, PROOFING_FAILURES, QUESTIONS_VALIDITY,
};
use crate::secret::{Digest32, secret_text};
use crate::symbols;

secret_text! {
    /// An activation code, which an agent hands over at the end of a video session: [`ACTIVATION_CODE_SYMBOLS`] symbols
    /// in groups, shown once.
    ActivationCode
}

impl ActivationCode {
    /// A fresh code: every symbol but the check symbol is random.
    #[must_use]
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = zeroize::Zeroizing::new([0; symbols::data_bytes(ACTIVATION_CODE_SYMBOLS)]);
        rng.fill_bytes(bytes.as_mut_slice());
        Self(
            symbols::encode(bytes.as_slice(), ACTIVATION_CODE_SYMBOLS)
                .as_str()
                .to_owned(),
        )
    }

    /// Reads what a person typed or pasted.
    ///
    /// # Errors
    /// [`KeyError::Mistyped`] if the check symbol does not match, [`KeyError::Malformed`] if the text cannot be a code.
    pub fn parse(typed: &str) -> Result<Self, KeyError> {
        symbols::parse(typed, ACTIVATION_CODE_SYMBOLS).map(|text| Self(text.as_str().to_owned()))
    }

    /// The code in groups. Only the answer to the agent who hands it over may use it.
    #[must_use]
    pub fn expose(&self) -> String {
        symbols::grouped(&self.0).as_str().to_owned()
    }

    fn digest(&self) -> Digest32 {
        Digest32::of(self.0.as_bytes())
    }
}

/// How a person proves their identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Questions from a credit bureau.
    Instant,
    /// A live session with an agent.
    Video,
}

/// The state of a proofing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "step")]
pub enum ProofingStep {
    /// The product asks for none.
    NotNeeded,
    /// Required, and not begun or to be repeated.
    Needed,
    /// The bureau's questions were asked and not answered yet.
    Questions {
        /// The bureau's reference of the set.
        reference: String,
        /// When they expire.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        until: Timestamp,
    },
    /// Answers are being graded. The attempt is already counted as failed, so that simultaneous submissions are one
    /// attempt, and a process that dies does not give back the attempt.
    Grading {
        /// The bureau's reference of the set.
        reference: String,
    },
    /// An appointment with an agent was made.
    Appointment {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
    },
    /// The agent passed the person and handed over an activation code.
    CodeIssued {
        /// The code's digest.
        digest: Digest32,
        /// Until when it may be redeemed.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        until: Timestamp,
    },
    /// Proved.
    Passed {
        /// How.
        method: Method,
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
    },
    /// Failed too often: the license is spent.
    Spent,
}

/// A credential's proofing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofing {
    /// The current step.
    #[serde(flatten)]
    pub step: ProofingStep,
    /// Failed instant attempts.
    pub instant_failures: u8,
    /// Failed attempts in all.
    pub failures: u8,
}

/// Why a proofing refuses an action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofingError {
    /// The product asks for none.
    #[error("this credential needs no proofing")]
    NotNeeded,
    /// Proved before.
    #[error("your identity is proved already")]
    Passed,
    /// Failed too often.
    #[error("proofing failed {PROOFING_FAILURES} times and the license is spent; buy another")]
    Spent,
    /// The account is not in the United States.
    #[error("instant proofing is for accounts in the United States; choose video")]
    InstantOnlyInUs,
    /// [`INSTANT_FAILURES`] instant attempts failed.
    #[error("instant proofing failed {INSTANT_FAILURES} times; choose video")]
    OnlyVideoLeft,
    /// The appointment is nearer than [`APPOINTMENT_NOTICE`] or further than [`APPOINTMENT_HORIZON`].
    #[error(
        "choose a time between {} and {} from now",
        counted(APPOINTMENT_NOTICE.as_hours(), "hour"),
        counted(APPOINTMENT_HORIZON.as_hours() / 24, "day")
    )]
    AppointmentOutOfRange,
    /// No questions are waiting for answers, or they have expired.
    #[error("no questions are waiting; start proofing first")]
    NoQuestions,
    /// A question is not answered, or answered with something that is not one of its choices.
    #[error("answer every question with one of its choices")]
    AnswersIncomplete,
    /// No appointment is waiting for its result.
    #[error("no appointment is waiting for an outcome")]
    NoAppointment,
    /// The activation code is mistyped.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No activation code was issued, or it is another one.
    #[error("that is not the activation code")]
    WrongActivationCode,
    /// [`ACTIVATION_CODE_VALIDITY`] has passed.
    #[error("the activation code has expired; make another appointment")]
    ActivationCodeExpired,
    /// An activation code was issued and not entered yet.
    #[error("you were proofed; enter the activation code that the agent gave you")]
    ActivationCodeWaiting,
}

/// `1 hour`, `60 days`.
fn counted(count: i64, unit: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

impl Proofing {
    /// The proofing of a new credential.
    #[must_use]
    pub const fn new(needed: bool) -> Self {
        Self {
            step: if needed {
                ProofingStep::Needed
            } else {
                ProofingStep::NotNeeded
            },
            instant_failures: 0,
            failures: 0,
        }
    }

    /// Whether all attempts are used up, and the license with them. An attempt that is being graded counts as used.
    #[must_use]
    pub fn spent(&self) -> bool {
        match self.step {
            ProofingStep::Spent => true,
            ProofingStep::Grading { .. } => self.failures >= PROOFING_FAILURES,
            _ => false,
        }
    }

    /// Whether proofing is complete or not required, so that a phone can be registered.
    #[must_use]
    pub const fn done(&self) -> bool {
        matches!(
            self.step,
            ProofingStep::NotNeeded | ProofingStep::Passed { .. }
        )
    }

    /// The methods that are left for a person in this country.
    #[must_use]
    pub fn methods(&self, country: Country) -> &'static [Method] {
        if self.done() || self.spent() {
            &[]
        } else if country == Country::US && self.instant_failures < INSTANT_FAILURES {
            &[Method::Instant, Method::Video]
        } else {
            &[Method::Video]
        }
    }

    fn may_start(&self, now: Timestamp) -> Result<(), ProofingError> {
        match &self.step {
            ProofingStep::NotNeeded => Err(ProofingError::NotNeeded),
            ProofingStep::Passed { .. } => Err(ProofingError::Passed),
            _ if self.spent() => Err(ProofingError::Spent),
            ProofingStep::CodeIssued { until, .. } if now < *until => {
                Err(ProofingError::ActivationCodeWaiting)
            }
            _ => Ok(()),
        }
    }

    /// Checks whether questions may be asked. Returns `Some` with the reference and the expiry of questions that were
    /// asked before and can still be answered.
    ///
    /// # Errors
    /// Why not; see [`ProofingError`].
    pub fn may_ask(
        &self,
        country: Country,
        now: Timestamp,
    ) -> Result<Option<(&str, Timestamp)>, ProofingError> {
        self.may_start(now)?;
        if country != Country::US {
            return Err(ProofingError::InstantOnlyInUs);
        }
        if self.instant_failures >= INSTANT_FAILURES {
            return Err(ProofingError::OnlyVideoLeft);
        }
        Ok(match &self.step {
            ProofingStep::Questions { reference, until } if now < *until => {
                Some((reference, *until))
            }
            _ => None,
        })
    }

    /// Records that the bureau's questions were asked. Returns when they expire.
    pub fn ask(&mut self, reference: String, now: Timestamp) -> Timestamp {
        let until = now + QUESTIONS_VALIDITY;
        self.step = ProofingStep::Questions { reference, until };
        until
    }

    /// Makes an appointment with an agent, or moves it.
    ///
    /// # Errors
    /// Why not; see [`ProofingError`].
    pub fn schedule(&mut self, at: Timestamp, now: Timestamp) -> Result<(), ProofingError> {
        self.may_start(now)?;
        if at < now + APPOINTMENT_NOTICE || at > now + APPOINTMENT_HORIZON {
            return Err(ProofingError::AppointmentOutOfRange);
        }
        self.step = ProofingStep::Appointment { at };
        Ok(())
    }

    /// Begins the grading of the questions that were asked: counts the attempt as failed before the answers are graded.
    /// Returns the set's reference.
    ///
    /// # Errors
    /// [`ProofingError::NoQuestions`] if none are waiting.
    pub fn begin_grading(&mut self, now: Timestamp) -> Result<String, ProofingError> {
        match &self.step {
            ProofingStep::Questions { reference, until } if now < *until => {
                let reference = reference.clone();
                self.instant_failures += 1;
                self.failures += 1;
                self.step = ProofingStep::Grading {
                    reference: reference.clone(),
                };
                Ok(reference)
            }
            _ if self.spent() => Err(ProofingError::Spent),
            _ => Err(ProofingError::NoQuestions),
        }
    }

    /// Records that the answers were right, and no longer counts the attempt as failed.
    pub fn pass_instant(&mut self, now: Timestamp) {
        self.uncount();
        self.step = ProofingStep::Passed {
            method: Method::Instant,
            at: now,
        };
    }

    /// Records that the answers were wrong. The attempt stays counted.
    pub fn fail_instant(&mut self) {
        self.end_attempt();
    }

    /// Returns the questions, because the answers could not be graded: the same questions can be answered again, and
    /// the attempt is not counted.
    pub fn return_questions(&mut self, reference: String, now: Timestamp) {
        self.uncount();
        self.ask(reference, now);
    }

    fn uncount(&mut self) {
        self.instant_failures = self.instant_failures.saturating_sub(1);
        self.failures = self.failures.saturating_sub(1);
    }

    /// Sets the step after a failed attempt that is counted: another attempt, or none.
    fn end_attempt(&mut self) {
        self.step = if self.failures >= PROOFING_FAILURES {
            ProofingStep::Spent
        } else {
            ProofingStep::Needed
        };
    }

    /// Records the agent's decision about a video session. A pass returns the activation code, which cannot be read again,
    /// and its deadline.
    ///
    /// # Errors
    /// [`ProofingError::NoAppointment`] if no appointment is waiting for its result.
    pub fn decide(
        &mut self,
        passed: bool,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<(ActivationCode, Timestamp)>, ProofingError> {
        if !matches!(self.step, ProofingStep::Appointment { .. }) {
            return Err(ProofingError::NoAppointment);
        }
        if !passed {
            self.failures += 1;
            self.end_attempt();
            return Ok(None);
        }
        let code = ActivationCode::random(rng);
        let until = now + ACTIVATION_CODE_VALIDITY;
        self.step = ProofingStep::CodeIssued {
            digest: code.digest(),
            until,
        };
        Ok(Some((code, until)))
    }

    /// Completes a video proofing.
    ///
    /// # Errors
    /// [`ProofingError::WrongActivationCode`], [`ProofingError::ActivationCodeExpired`].
    pub fn redeem(&mut self, code: &ActivationCode, now: Timestamp) -> Result<(), ProofingError> {
        match &self.step {
            ProofingStep::CodeIssued { digest, until } if *digest == code.digest() => {
                if now >= *until {
                    return Err(ProofingError::ActivationCodeExpired);
                }
                self.step = ProofingStep::Passed {
                    method: Method::Video,
                    at: now,
                };
                Ok(())
            }
            ProofingStep::Passed { .. } => Err(ProofingError::Passed),
            _ => Err(ProofingError::WrongActivationCode),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn germany() -> Country {
        Country::try_from("DE".to_owned()).unwrap()
    }

    fn rng() -> ChaCha12Rng {
        ChaCha12Rng::seed_from_u64(1)
    }

    fn failed_instant(proofing: &mut Proofing) {
        assert_eq!(proofing.may_ask(Country::US, NOW), Ok(None));
        proofing.ask("set".to_owned(), NOW);
        proofing.begin_grading(NOW).unwrap();
        proofing.fail_instant();
    }

    fn failed_video(proofing: &mut Proofing) {
        proofing.schedule(NOW + APPOINTMENT_NOTICE, NOW).unwrap();
        assert_eq!(proofing.decide(false, NOW, &mut rng()), Ok(None));
    }

    #[test]
    fn instant_is_for_accounts_in_the_united_states_only() {
        let proofing = Proofing::new(true);
        assert_eq!(
            proofing.methods(Country::US),
            [Method::Instant, Method::Video]
        );
        assert_eq!(proofing.methods(germany()), [Method::Video]);
        assert_eq!(
            proofing.may_ask(germany(), NOW),
            Err(ProofingError::InstantOnlyInUs)
        );
        let puerto_rico = Country::try_from("PR".to_owned()).unwrap();
        assert_eq!(
            proofing.may_ask(puerto_rico, NOW),
            Err(ProofingError::InstantOnlyInUs)
        );
    }

    #[test]
    fn once_the_instant_attempts_are_used_up_only_video_is_left() {
        let mut proofing = Proofing::new(true);
        for _ in 0..INSTANT_FAILURES {
            failed_instant(&mut proofing);
        }
        assert_eq!(
            proofing.may_ask(Country::US, NOW),
            Err(ProofingError::OnlyVideoLeft)
        );
        assert_eq!(proofing.methods(Country::US), [Method::Video]);
    }

    #[test]
    fn once_all_attempts_are_used_up_the_license_is_spent() {
        let mut proofing = Proofing::new(true);
        for _ in 0..INSTANT_FAILURES {
            failed_instant(&mut proofing);
        }
        for _ in INSTANT_FAILURES..PROOFING_FAILURES {
            assert_eq!(proofing.step, ProofingStep::Needed);
            failed_video(&mut proofing);
        }
        assert_eq!(proofing.step, ProofingStep::Spent);
        assert_eq!(
            proofing.schedule(NOW + APPOINTMENT_NOTICE, NOW),
            Err(ProofingError::Spent)
        );
        let mut only_video = Proofing::new(true);
        for _ in 0..PROOFING_FAILURES {
            failed_video(&mut only_video);
        }
        assert_eq!(only_video.step, ProofingStep::Spent);
    }

    #[test]
    fn questions_are_answered_once_and_within_their_time() {
        let mut proofing = Proofing::new(true);
        proofing.ask("set".to_owned(), NOW);
        assert_eq!(
            proofing.may_ask(Country::US, NOW),
            Ok(Some(("set", NOW + QUESTIONS_VALIDITY))),
            "the same set, not another"
        );
        assert_eq!(
            proofing.clone().begin_grading(NOW + QUESTIONS_VALIDITY),
            Err(ProofingError::NoQuestions)
        );
        assert_eq!(proofing.begin_grading(NOW), Ok("set".to_owned()));
        assert_eq!(proofing.begin_grading(NOW), Err(ProofingError::NoQuestions));
    }

    #[test]
    fn a_pass_is_no_failure_and_an_ungraded_attempt_is_none() {
        let mut proofing = Proofing::new(true);
        proofing.ask("set".to_owned(), NOW);
        let reference = proofing.begin_grading(NOW).unwrap();
        proofing.return_questions(reference, NOW);
        assert_eq!((proofing.instant_failures, proofing.failures), (0, 0));
        proofing.begin_grading(NOW).unwrap();
        proofing.pass_instant(NOW);
        assert_eq!((proofing.instant_failures, proofing.failures), (0, 0));
        assert!(proofing.done());
        assert_eq!(
            proofing.may_ask(Country::US, NOW),
            Err(ProofingError::Passed)
        );
    }

    #[test]
    fn an_agents_pass_yields_a_code_that_is_redeemed_once_within_its_time() {
        let mut proofing = Proofing::new(true);
        assert_eq!(
            proofing.decide(true, NOW, &mut rng()),
            Err(ProofingError::NoAppointment)
        );
        proofing.schedule(NOW + APPOINTMENT_NOTICE, NOW).unwrap();
        let (code, until) = proofing.decide(true, NOW, &mut rng()).unwrap().unwrap();
        assert_eq!(
            proofing.decide(true, NOW, &mut rng()),
            Err(ProofingError::NoAppointment)
        );
        assert_eq!(
            proofing.schedule(NOW + APPOINTMENT_NOTICE, NOW),
            Err(ProofingError::ActivationCodeWaiting)
        );
        let typed = ActivationCode::parse(&code.expose().to_lowercase()).unwrap();
        let other = ActivationCode::random(&mut ChaCha12Rng::seed_from_u64(2));
        assert_eq!(
            proofing.redeem(&other, NOW),
            Err(ProofingError::WrongActivationCode)
        );
        let late = NOW + ACTIVATION_CODE_VALIDITY;
        assert_eq!(until, late);
        assert_eq!(
            proofing.clone().redeem(&typed, late),
            Err(ProofingError::ActivationCodeExpired)
        );
        assert_eq!(
            proofing.clone().schedule(late + APPOINTMENT_NOTICE, late),
            Ok(())
        );
        proofing
            .redeem(&typed, late - SignedDuration::from_secs(1))
            .unwrap();
        assert!(proofing.done());
        assert_eq!(proofing.redeem(&typed, NOW), Err(ProofingError::Passed));
    }

    #[test]
    fn an_appointment_is_neither_too_near_nor_too_far() {
        let mut proofing = Proofing::new(true);
        let second = SignedDuration::from_secs(1);
        for ahead in [APPOINTMENT_NOTICE - second, APPOINTMENT_HORIZON + second] {
            assert_eq!(
                proofing.schedule(NOW + ahead, NOW),
                Err(ProofingError::AppointmentOutOfRange)
            );
        }
        for ahead in [APPOINTMENT_NOTICE, APPOINTMENT_HORIZON] {
            assert_eq!(proofing.schedule(NOW + ahead, NOW), Ok(()));
        }
    }

    #[test]
    fn a_count_has_its_plural() {
        assert_eq!(
            [counted(1, "hour"), counted(60, "day")],
            ["1 hour", "60 days"]
        );
    }

    #[test]
    fn a_product_without_proofing_needs_none() {
        assert!(Proofing::new(false).done());
        assert_eq!(
            Proofing::new(false).may_ask(Country::US, NOW),
            Err(ProofingError::NotNeeded)
        );
    }
}
