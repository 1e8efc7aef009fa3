//! `POST /otp/verification`: checks a code and raises the session's strength.
//!
//! The attempt is counted in the table before the code is compared, and the result is returned only if the account is
//! not locked by then. Therefore simultaneous requests cannot get more attempts at a code than
//! [`domain::policy::CODE_TRIES`], nor a result after a lock.
//!
//! A right code is accepted once, and its answer can be lost on its way. The same old token, code and `Idempotency-Key`
//! together get the same answer again for [`domain::policy::REPLAY_KEPT`].

use domain::account::Account;
use domain::challenge::{Challenge, ChallengeError, Code, Purpose};
use domain::change::Change;
use domain::credential::{Credential, CredentialError};
use domain::lockout::{Attempter, BrowserId, Factor, Guard};
use domain::phone::Phone;
use domain::secret::SecretKey;
use domain::session::{Session, SessionError, Submission, Token};
use domain::settings::Settings;
use http::StatusCode;
use http::views::{CredentialView, SessionView};
use http::{Problem, Slug};
use http::{Request, Response};
use platform::Platform;
use serde::{Deserialize, Serialize};
use store::{RightCode, StoreError};
use utoipa::ToSchema;

/// A code as it was typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyOtp {
    /// Its digits; spaces and hyphens do not matter.
    #[schema(schema_with = http::schema::code)]
    code: Code,
}

/// A session of strength `phone-otp`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verified {
    /// The session, under another token.
    session: SessionView,
    /// For a phone's first code: the credential with the phone active.
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<CredentialView>,
}

/// Enters a code.
#[utoipa::path(post, path = "/otp/verification", operation_id = "verify-otp", request_body = VerifyOtp,
    params(("Idempotency-Key" = inline(Option<http::schema::SecretIdempotencyKey>), Header, description = "The same token, code and key get the same answer again while the code would be valid"),
        http::session::AccountHeader),
    responses(
    (status = 200, description = "The session is `phone-otp` and its token is replaced", body = Verified),
    (status = "default", description = "A refusal", body = Problem, content_type = "application/problem+json"),
))]
pub async fn handle(platform: &'static Platform, request: Request) -> Result<Response, Problem> {
    let token = http::session::presented_token(platform, &request)?;
    let submission = http::request::secret_idempotency_key(&request)?
        .map(|key| Submission { token: &token, key });
    let change = http::request::change(platform, &request);
    let (now, store) = (change.at, platform.store());
    let read = async {
        tokio::try_join!(
            store.session(&token.account, &token.id),
            store.account_and_credential(&token.account),
            store.guard(&token.account),
            platform.settings()
        )
    };
    // The first event of a process reads the secrets, at the same time as the rest.
    let (read, known_secrets) = tokio::join!(read, platform.secrets(0));
    let (session, found, guard, settings) = read?;
    let session = session.ok_or(SessionError::NotSignedIn)?;
    let replayed = submission.and_then(|submission| session.replay_of(submission, now));
    let known = http::browser::known_browser(&request, &token.account);
    let attempter = guard.attempter(known.as_ref(), now);
    if replayed.is_none() {
        if session.has_replaced(&token) {
            // Somebody has the old token and not the key: a guess at a code that was used.
            let account = &token.account;
            store
                .record_failure(account, Factor::Code, &guard, &attempter, &change)
                .await?;
        }
        session.accepts(&token, now)?;
        http::session::keep_alive(platform, &session).await?;
    }
    let typed: VerifyOtp = http::request::json(&request)?;
    let challenge = if let Some(challenge) = replayed {
        challenge
    } else {
        let challenge = session.challenge.as_ref().ok_or(ChallengeError::None)?;
        challenge.check_open(now)?;
        challenge
    };
    let (account, credential) = found.ok_or_else(Problem::account_gone)?;
    let credential = credential.ok_or(CredentialError::None)?;
    let phone = credential
        .may_use_phone(&challenge.phone, session.strength(now), now)?
        .clone();
    let entry = Entry {
        platform,
        request: &request,
        account: &account,
        session: &session,
        challenge,
        phone: &phone,
        attempter,
        guard: &guard,
        settings: &settings,
        change: &change,
    };
    guard.check(Factor::Code, &entry.attempter, now)?;
    known_secrets?;
    let secrets = platform.secrets(challenge.secret_version).await?;
    let secret = secrets
        .of(challenge.secret_version)
        .ok_or(ChallengeError::Expired)?;
    match submission {
        Some(submission) if replayed.is_some() => {
            entry
                .answer_again(submission, &typed.code, credential, secret)
                .await
        }
        _ => {
            entry
                .answer(submission, &typed.code, credential, secret)
                .await
        }
    }
}

/// A code that was entered, and what it was entered for.
struct Entry<'a> {
    platform: &'static Platform,
    request: &'a Request,
    account: &'a Account,
    session: &'a Session,
    challenge: &'a Challenge,
    phone: &'a Phone,
    guard: &'a Guard,
    attempter: Attempter,
    settings: &'a Settings,
    change: &'a Change,
}

impl Entry<'_> {
    /// Counts the attempt, compares the code, and raises the session's strength if it is right.
    async fn answer(
        &self,
        submission: Option<Submission<'_>>,
        code: &Code,
        mut credential: Credential,
        secret: &SecretKey,
    ) -> Result<Response, Problem> {
        let (store, now) = (self.platform.store(), self.change.at);
        let challenge = match self.reserve_attempt().await {
            Err(refused) if refused.slug == Slug::NoCodeWaiting => {
                return self.used_meanwhile(submission, code, refused).await;
            }
            reserved => reserved?,
        };
        if let Err(wrong) = challenge.compare(code, &self.phone.number, secret) {
            return Err(self.refuse(wrong).await);
        }
        let first_code = challenge.purpose == Purpose::ActivatePhone;
        if first_code {
            credential.activate_phone(&self.phone.id)?;
        }
        let (elevated, token) = match submission {
            Some(submission) => self.session.elevate_by(
                submission,
                &challenge,
                self.phone.channel,
                &credential,
                secret,
                now,
            ),
            None => self.session.elevate(
                self.phone.channel,
                &credential,
                now,
                &mut self.platform.rng(),
            ),
        };
        let browser = self.new_browser(&token, secret);
        let right = RightCode {
            attempter: &self.attempter,
            epoch: self.account.password_epoch,
            browser: browser.as_ref(),
        };
        let passed = store
            .record_right_code(&self.account.id, self.guard, &right, self.change)
            .await;
        if let Err(error) = passed {
            return Err(self.not_told(error.into()).await);
        }
        let activated = first_code.then_some((&self.account.id, &credential));
        match store
            .elevate_session(self.session, &challenge, &elevated, activated, self.change)
            .await
        {
            Err(StoreError::ConditionFailed) => {
                let refused = self.overtaken().await;
                if refused.slug == Slug::NoCodeWaiting {
                    return self.used_meanwhile(submission, code, refused).await;
                }
                self.undo(&right).await;
                return Err(refused);
            }
            Err(error @ StoreError::Failed(_)) => {
                self.undo(&right).await;
                return Err(self.not_told(error.into()).await);
            }
            elevated => elevated?,
        }
        Ok(self.verified(
            &elevated,
            &token,
            first_code.then_some(&credential),
            browser.as_ref(),
        ))
    }

    /// Puts the browsers back that were known before a code that was not accepted after all.
    async fn undo(&self, right: &RightCode<'_>) {
        let store = self.platform.store();
        let undone = store.undo_right_code(&self.account.id, self.guard, right, self.change);
        if let Err(error) = undone.await {
            tracing::warn!(%error, "a browser stays known though its code was not accepted");
        }
    }

    /// Answers a submission whose code was used meanwhile: as before, if the same submission used it.
    async fn used_meanwhile(
        &self,
        submission: Option<Submission<'_>>,
        code: &Code,
        refused: Problem,
    ) -> Result<Response, Problem> {
        let store = self.platform.store();
        let (session, credential) = tokio::try_join!(
            store.session(&self.session.account, &self.session.id),
            store.credential(&self.session.account)
        )?;
        let (Some(submission), Some(session), Some(credential)) = (submission, session, credential)
        else {
            return Err(refused);
        };
        let Some(challenge) = session.replay_of(submission, self.change.at) else {
            return Err(refused);
        };
        let secrets = self.platform.secrets(challenge.secret_version).await?;
        let secret = secrets.of(challenge.secret_version).ok_or(refused)?;
        let entry = Entry {
            session: &session,
            challenge,
            attempter: self.attempter.clone(),
            ..*self
        };
        entry
            .answer_again(submission, code, credential, secret)
            .await
    }

    /// Answers a submission that was right before, as it was answered then. The code is compared again: without it, the
    /// token and the key get nothing.
    async fn answer_again(
        &self,
        submission: Submission<'_>,
        code: &Code,
        credential: Credential,
        secret: &SecretKey,
    ) -> Result<Response, Problem> {
        if let Err(wrong) = self.challenge.compare(code, &self.phone.number, secret) {
            return Err(self.refuse(wrong).await);
        }
        let token = self
            .session
            .token_of_replay(self.challenge, submission, secret)
            .ok_or(SessionError::NotSignedIn)?;
        let browser = self.new_browser(&token, secret);
        let activated = self.challenge.purpose == Purpose::ActivatePhone;
        Ok(self.verified(
            self.session,
            &token,
            activated.then_some(&credential),
            browser.as_ref(),
        ))
    }

    /// The identifier by which the account knows the browser from now on; `None` for a client that is no browser.
    fn new_browser(&self, token: &Token, secret: &SecretKey) -> Option<BrowserId> {
        http::request::from_browser(self.request).then(|| BrowserId::derive(token, secret))
    }

    fn verified(
        &self,
        session: &Session,
        token: &Token,
        activated: Option<&Credential>,
        browser: Option<&BrowserId>,
    ) -> Response {
        let body_token =
            http::response::token_for_body(http::request::from_browser(self.request), token);
        let verified = Verified {
            session: SessionView::new(session, body_token, self.change.at),
            credential: activated.map(|credential| {
                CredentialView::new(
                    self.platform,
                    self.settings,
                    credential,
                    self.account.country,
                )
            }),
        };
        let response =
            http::response::with_session(http::response::json(StatusCode::OK, &verified), token);
        match browser {
            Some(browser) => http::browser::with_known_browser(response, &self.account.id, browser),
            None => response,
        }
    }

    /// Counts an attempt at the code; if none may be made, the problem gives the reason.
    async fn reserve_attempt(&self) -> Result<Challenge, Problem> {
        let store = self.platform.store();
        match store
            .reserve_attempt(self.session, self.challenge, self.change.at)
            .await
        {
            Ok(challenge) => Ok(challenge),
            Err(StoreError::ConditionFailed) => {
                let now_held = store
                    .session(&self.session.account, &self.session.id)
                    .await?;
                let same = now_held
                    .and_then(|session| session.challenge)
                    .filter(|held| held.id == self.challenge.id);
                Err(match same {
                    Some(_) => ChallengeError::TriesUsedUp.into(),
                    None => ChallengeError::None.into(),
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Why the session was not raised, though the code was right: it was used meanwhile, or something else has changed.
    async fn overtaken(&self) -> Problem {
        let store = self.platform.store();
        match store.session(&self.session.account, &self.session.id).await {
            Ok(Some(now))
                if now
                    .challenge
                    .as_ref()
                    .is_some_and(|held| held.id == self.challenge.id) =>
            {
                Problem::conflict()
            }
            Ok(_) => ChallengeError::None.into(),
            Err(error) => error.into(),
        }
    }

    /// Counts a wrong code. Returns the problem `wrong-code`, or `locked` if the account is locked.
    async fn refuse(&self, wrong: ChallengeError) -> Problem {
        let counted = self
            .platform
            .store()
            .record_failure(
                &self.account.id,
                Factor::Code,
                self.guard,
                &self.attempter,
                self.change,
            )
            .await;
        match counted {
            Ok(_) => wrong.into(),
            Err(error) => self.not_told(error.into()).await,
        }
    }

    /// The problem of an attempt whose result could not be recorded. If it says that nothing was changed, the attempt is
    /// given back: right and wrong are not told apart.
    async fn not_told(&self, problem: Problem) -> Problem {
        if problem.slug == Slug::Unavailable {
            let store = self.platform.store();
            if let Err(error) = store.release_attempt(self.session, self.challenge).await {
                tracing::warn!(%error, "an attempt stays counted though its result was not told");
            }
        }
        problem
    }
}
