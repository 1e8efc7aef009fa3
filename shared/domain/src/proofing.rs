//! Proofing: who may prove their identity, by which method, how often, and with what result.
//!
//! A person's answers are not stored. A credential holds only the provider's reference, two counters and the result.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Invalid;
use crate::account::{AccountId, Country};
use crate::license::KeyError;
use crate::policy::{
    ACTIVATION_CODE_SYMBOLS, ACTIVATION_CODE_VALIDITY, APPOINTMENT_HORIZON, APPOINTMENT_NOTICE,
    DECISION_REPLAY_KEPT, DECISION_REQUEST_MAX, INSTANT_FAILURES, PROOFING_FAILURES,
    QUESTIONS_VALIDITY,
};
use crate::secret::{Digest32, SecretKey, secret_text};
use crate::symbols;

secret_text! {
    /// An activation code, which an agent hands over at the end of a video session: [`ACTIVATION_CODE_SYMBOLS`] symbols
    /// in groups, shown once.
    ActivationCode
}

impl ActivationCode {
    /// Derives the code of a decision from a deployment secret, so that the same request gets the same code again and
    /// nothing but its digest is stored.
    #[must_use]
    fn derive(
        account: &AccountId,
        appointment: Timestamp,
        request: &str,
        secret: &SecretKey,
    ) -> Self {
        let at = appointment.as_second().to_be_bytes();
        let parts = [account.as_str().as_bytes(), &at, request.as_bytes()];
        let mac = zeroize::Zeroizing::new(secret.mac("activation-code", &parts));
        let bytes = &mac[..symbols::data_bytes(ACTIVATION_CODE_SYMBOLS)];
        Self(
            symbols::encode(bytes, ACTIVATION_CODE_SYMBOLS)
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
    /// attempt. If the grading does not end, the same answers continue it.
    Grading {
        /// The bureau's reference of the set.
        reference: String,
        /// The keyed digest of the answers; `None` if the grading began before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answers: Option<Digest32>,
        /// When the questions expire: until then the grading can be continued.
        #[serde(
            default,
            with = "jiff::fmt::serde::timestamp::second::optional",
            skip_serializing_if = "Option::is_none"
        )]
        until: Option<Timestamp>,
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

/// The newest result of a proofing, by which the same request gets the same answer again if it was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of")]
enum LastResult {
    /// Answers were graded.
    Answers {
        /// The bureau's reference of the set.
        reference: String,
        /// The keyed digest of the answers.
        answers: Digest32,
        /// Whether they passed.
        passed: bool,
        /// Until when the same answers get the same result.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        until: Timestamp,
    },
    /// An agent decided.
    Decision {
        /// The digest of the agent's identifier of the request.
        request: Digest32,
        /// Whether the person passed.
        passed: bool,
        /// When the appointment was.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        appointment: Timestamp,
        /// The version of the deployment secret that an activation code is derived from.
        secret_version: u32,
        /// Until when the same request gets the same code.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        until: Timestamp,
    },
    /// An activation code was entered.
    Redeemed {
        /// Its digest.
        code: Digest32,
    },
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
    /// The newest result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<LastResult>,
}

/// What the submission of answers leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grading {
    /// They are to be graded: save the proofing, then let the bureau grade the set of this reference.
    Begin(String),
    /// They are being graded, by an attempt that has not ended: let the bureau grade the set again.
    Continue(String),
    /// They were graded before: they passed or failed.
    Ended {
        /// Whether they passed.
        passed: bool,
    },
}

/// An agent's identifier of a request: 1 to [`DECISION_REQUEST_MAX`] visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RequestId(String);

impl RequestId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RequestId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let fits = (1..=DECISION_REQUEST_MAX).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text))
        } else {
            Err(Invalid(
                format!("must be 1 to {DECISION_REQUEST_MAX} visible ASCII characters").into(),
            ))
        }
    }
}

/// An agent's request to record a decision.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// Whose proofing it is.
    pub account: &'a AccountId,
    /// The agent's identifier of the request: the same again is the same decision.
    pub request: &'a str,
    /// Whether the person passed.
    pub passed: bool,
}

/// A decision that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The activation code and its deadline, after a pass.
    pub code: Option<(ActivationCode, Timestamp)>,
    /// Whether it was recorded before, by the same request: nothing has changed.
    pub before: bool,
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
    /// Other answers to the same questions are being graded.
    #[error("your answers are being checked; wait a moment, then look at your account")]
    BeingGraded,
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
            last: None,
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
    /// asked before and can still be answered, also if their grading did not end.
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
            ProofingStep::Questions { reference, until }
            | ProofingStep::Grading {
                reference,
                until: Some(until),
                ..
            } if now < *until => Some((reference, *until)),
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
    /// `answers` are in the sequence of the questions; their keyed digest is kept, so that the same answers continue a
    /// grading that did not end, or have its result again while the questions could be answered.
    ///
    /// # Errors
    /// [`ProofingError::NoQuestions`] if none are waiting; [`ProofingError::BeingGraded`] if other answers are.
    pub fn begin_grading(
        &mut self,
        answers: &[(&str, &str)],
        secret: &SecretKey,
        now: Timestamp,
    ) -> Result<Grading, ProofingError> {
        let digest = |reference: &str| {
            let mut parts = vec![reference.as_bytes()];
            parts.extend(
                answers
                    .iter()
                    .flat_map(|(question, choice)| [question.as_bytes(), choice.as_bytes()]),
            );
            Digest32::from_mac(secret.mac("proofing-answers", &parts))
        };
        match &self.step {
            ProofingStep::Questions { reference, until } if now < *until => {
                let (reference, until) = (reference.clone(), *until);
                self.instant_failures += 1;
                self.failures += 1;
                self.step = ProofingStep::Grading {
                    answers: Some(digest(&reference)),
                    reference: reference.clone(),
                    until: Some(until),
                };
                Ok(Grading::Begin(reference))
            }
            ProofingStep::Grading {
                reference,
                answers: Some(answers),
                until: Some(until),
            } if now < *until => {
                if *answers == digest(reference) {
                    Ok(Grading::Continue(reference.clone()))
                } else {
                    Err(ProofingError::BeingGraded)
                }
            }
            _ => match &self.last {
                Some(LastResult::Answers {
                    reference,
                    answers,
                    passed,
                    until,
                }) if now < *until && *answers == digest(reference) => {
                    Ok(Grading::Ended { passed: *passed })
                }
                _ if self.spent() => Err(ProofingError::Spent),
                _ => Err(ProofingError::NoQuestions),
            },
        }
    }

    /// Records that the answers were right, and no longer counts the attempt as failed.
    pub fn pass_instant(&mut self, now: Timestamp) {
        self.remember_grade(true);
        self.uncount();
        self.step = ProofingStep::Passed {
            method: Method::Instant,
            at: now,
        };
    }

    /// Records that the answers were wrong. The attempt stays counted.
    pub fn fail_instant(&mut self) {
        self.remember_grade(false);
        self.end_attempt();
    }

    fn remember_grade(&mut self, passed: bool) {
        if let ProofingStep::Grading {
            reference,
            answers: Some(answers),
            until: Some(until),
        } = &self.step
        {
            self.last = Some(LastResult::Answers {
                reference: reference.clone(),
                answers: *answers,
                passed,
                until: *until,
            });
        }
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

    /// The version of the deployment secret that the newest activation code is derived from; 0 if there is none.
    #[must_use]
    pub const fn code_version(&self) -> u32 {
        match self.last {
            Some(LastResult::Decision { secret_version, .. }) => secret_version,
            _ => 0,
        }
    }

    /// Records the agent's decision about a video session. A pass returns the activation code and its deadline; the same
    /// request gets the same code again for [`DECISION_REPLAY_KEPT`]. `secrets` returns the deployment secret of a version,
    /// `newest` is the one for new codes.
    ///
    /// # Errors
    /// [`ProofingError::NoAppointment`] if no appointment is waiting for its result.
    pub fn decide(
        &mut self,
        decision: Decision<'_>,
        secrets: impl Fn(u32) -> Option<SecretKey>,
        newest: u32,
        now: Timestamp,
    ) -> Result<Decided, ProofingError> {
        let request = Digest32::of(decision.request.as_bytes());
        let code = |appointment, version| -> Result<ActivationCode, ProofingError> {
            let secret = secrets(version).ok_or(ProofingError::NoAppointment)?;
            let Decision {
                account, request, ..
            } = decision;
            Ok(ActivationCode::derive(
                account,
                appointment,
                request,
                &secret,
            ))
        };
        if let Some(LastResult::Decision {
            request: same,
            passed,
            appointment,
            secret_version,
            until,
        }) = &self.last
            && *same == request
            && *passed == decision.passed
            && now < *until
        {
            let code = match &self.step {
                ProofingStep::CodeIssued { until, .. } => {
                    Some((code(*appointment, *secret_version)?, *until))
                }
                _ => None,
            };
            return Ok(Decided { code, before: true });
        }
        let ProofingStep::Appointment { at: appointment } = self.step else {
            return Err(ProofingError::NoAppointment);
        };
        let issued = if decision.passed {
            let code = code(appointment, newest)?;
            let until = now + ACTIVATION_CODE_VALIDITY;
            self.step = ProofingStep::CodeIssued {
                digest: code.digest(),
                until,
            };
            Some((code, until))
        } else {
            self.failures += 1;
            self.end_attempt();
            None
        };
        self.last = Some(LastResult::Decision {
            request,
            passed: decision.passed,
            appointment,
            secret_version: newest,
            until: now + DECISION_REPLAY_KEPT,
        });
        Ok(Decided {
            code: issued,
            before: false,
        })
    }

    /// Completes a video proofing. Returns whether that is new: the code that completed it may be entered again.
    ///
    /// # Errors
    /// [`ProofingError::WrongActivationCode`], [`ProofingError::ActivationCodeExpired`].
    pub fn redeem(&mut self, code: &ActivationCode, now: Timestamp) -> Result<bool, ProofingError> {
        match &self.step {
            ProofingStep::CodeIssued { digest, until } if *digest == code.digest() => {
                if now >= *until {
                    return Err(ProofingError::ActivationCodeExpired);
                }
                self.last = Some(LastResult::Redeemed { code: *digest });
                self.step = ProofingStep::Passed {
                    method: Method::Video,
                    at: now,
                };
                Ok(true)
            }
            ProofingStep::Passed { .. } => match &self.last {
                Some(LastResult::Redeemed { code: redeemed }) if *redeemed == code.digest() => {
                    Ok(false)
                }
                _ => Err(ProofingError::Passed),
            },
            _ => Err(ProofingError::WrongActivationCode),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::account::UserId;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn germany() -> Country {
        Country::try_from("DE".to_owned()).unwrap()
    }

    const SECRET: SecretKey = SecretKey::new([7; 32]);
    const ANSWERS: [(&str, &str); 2] = [("one", "a"), ("two", "b")];
    const OTHERS: [(&str, &str); 2] = [("one", "a"), ("two", "c")];

    fn grade(
        proofing: &mut Proofing,
        answers: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Grading, ProofingError> {
        proofing.begin_grading(answers, &SECRET, now)
    }

    fn decide(
        proofing: &mut Proofing,
        request: &str,
        passed: bool,
        now: Timestamp,
    ) -> Result<Decided, ProofingError> {
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let decision = Decision {
            account: &account,
            request,
            passed,
        };
        proofing.decide(decision, |version| (version == 1).then_some(SECRET), 1, now)
    }

    fn failed_instant(proofing: &mut Proofing) {
        assert_eq!(proofing.may_ask(Country::US, NOW), Ok(None));
        proofing.ask("set".to_owned(), NOW);
        grade(proofing, &ANSWERS, NOW).unwrap();
        proofing.fail_instant();
    }

    fn failed_video(proofing: &mut Proofing) {
        proofing.schedule(NOW + APPOINTMENT_NOTICE, NOW).unwrap();
        let request = proofing.failures.to_string();
        assert_eq!(decide(proofing, &request, false, NOW).unwrap().code, None);
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
            grade(&mut proofing.clone(), &ANSWERS, NOW + QUESTIONS_VALIDITY),
            Err(ProofingError::NoQuestions)
        );
        let set = "set".to_owned();
        assert_eq!(grade(&mut proofing, &ANSWERS, NOW), Ok(Grading::Begin(set)));
        assert_eq!(
            grade(&mut proofing, &OTHERS, NOW),
            Err(ProofingError::BeingGraded)
        );
        proofing.fail_instant();
        assert_eq!(
            grade(&mut proofing, &OTHERS, NOW),
            Err(ProofingError::NoQuestions)
        );
    }

    #[test]
    fn the_same_answers_continue_a_grading_that_did_not_end_as_one_attempt_and_have_its_result_again()
     {
        for passed in [true, false] {
            let mut proofing = Proofing::new(true);
            proofing.ask("set".to_owned(), NOW);
            grade(&mut proofing, &ANSWERS, NOW).unwrap();
            assert_eq!(
                proofing.may_ask(Country::US, NOW),
                Ok(Some(("set", NOW + QUESTIONS_VALIDITY))),
                "the same set, so that its answers can be given again"
            );
            let again = Ok(Grading::Continue("set".to_owned()));
            assert_eq!(grade(&mut proofing, &ANSWERS, NOW), again);
            assert_eq!(proofing.failures, 1);
            if passed {
                proofing.pass_instant(NOW);
            } else {
                proofing.fail_instant();
            }
            let before = proofing.clone();
            assert_eq!(
                grade(&mut proofing, &ANSWERS, NOW),
                Ok(Grading::Ended { passed })
            );
            assert_eq!(proofing, before);
            let late = NOW + QUESTIONS_VALIDITY;
            assert_eq!(
                grade(&mut proofing, &ANSWERS, late),
                Err(ProofingError::NoQuestions)
            );
        }
    }

    #[test]
    fn a_pass_is_no_failure_and_an_ungraded_attempt_is_none() {
        let mut proofing = Proofing::new(true);
        proofing.ask("set".to_owned(), NOW);
        grade(&mut proofing, &ANSWERS, NOW).unwrap();
        proofing.return_questions("set".to_owned(), NOW);
        assert_eq!((proofing.instant_failures, proofing.failures), (0, 0));
        grade(&mut proofing, &ANSWERS, NOW).unwrap();
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
            decide(&mut proofing, "one", true, NOW),
            Err(ProofingError::NoAppointment)
        );
        proofing.schedule(NOW + APPOINTMENT_NOTICE, NOW).unwrap();
        let decided = decide(&mut proofing, "one", true, NOW).unwrap();
        let (code, until) = decided.code.clone().unwrap();
        let again = decide(&mut proofing, "one", true, NOW).unwrap();
        assert_eq!((again.code, again.before), (decided.code, true));
        let later = NOW + DECISION_REPLAY_KEPT;
        for (request, passed, at) in [
            ("two", true, NOW),
            ("one", false, NOW),
            ("one", true, later),
        ] {
            let refused = decide(&mut proofing, request, passed, at);
            assert_eq!(
                refused,
                Err(ProofingError::NoAppointment),
                "{request} {passed} {at}"
            );
        }
        assert_eq!(
            proofing.schedule(NOW + APPOINTMENT_NOTICE, NOW),
            Err(ProofingError::ActivationCodeWaiting)
        );
        let typed = ActivationCode::parse(&code.expose().to_lowercase()).unwrap();
        let account = UserId::try_from("ada".to_owned()).unwrap().account();
        let other = ActivationCode::derive(&account, NOW, "other", &SECRET);
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
        let last_second = late - SignedDuration::from_secs(1);
        assert_eq!(proofing.redeem(&typed, last_second), Ok(true));
        assert!(proofing.done());
        assert_eq!(proofing.redeem(&typed, late), Ok(false), "the same again");
        assert_eq!(proofing.redeem(&other, NOW), Err(ProofingError::Passed));
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
