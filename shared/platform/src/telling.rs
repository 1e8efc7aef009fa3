//! Reporting facts: in the log, as metrics, and by mail to the account's person.

use domain::Timestamp;
use domain::account::{Account, AccountId, MailAddress};
use domain::activity::{Activity, NoticeState};
use domain::email_confirmation::{EmailChallenge, EmailCode};
use domain::fact::{Fact, Level, Notice};
use domain::reset::PasswordReset;
use domain::session::Token;
use providers::ProviderError;
use store::{Counted, StoreError};
use words::mail::{Mail, notice};

use crate::Platform;
use crate::metrics;
use crate::secrets::SecretsError;

/// Why the mail about a fact cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// The secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The secret that its link is derived from is not configured any more.
    #[error("secret version {0} is not configured")]
    SecretGone(u32),
    /// What the mail is about has passed: a reset that expired, or of which another link was used; a code that expired, was
    /// used or replaced.
    #[error("outdated")]
    Outdated,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No mail is sent about this fact.
    #[error("the fact has no mail")]
    NoMail,
}

impl Platform {
    /// Logs and counts a fact of a time, as [`Fact::telling`] defines it.
    pub fn tell(&self, fact: &Fact, account: Option<&AccountId>, at: Timestamp) {
        let (telling, dimensions) = (fact.telling(), fact.dimensions());
        let (fact, detail) = (telling.name, telling.detail);
        let account = account.map(AccountId::as_str);
        match telling.level {
            Level::Info => tracing::info!(fact, account, detail, ?dimensions),
            Level::Warn => tracing::warn!(fact, account, detail, ?dimensions),
            Level::Error => tracing::error!(fact, account, detail, ?dimensions),
        }
        if let Some(metric) = telling.metric {
            metrics::count(metric, dimensions, at);
        }
    }

    /// Logs and counts that a service did not accept a message.
    pub fn tell_refused(&self, error: &ProviderError) {
        let refused = Fact::MessageRefused {
            service: error.service.to_owned(),
            why: error.why.clone(),
        };
        self.tell(&refused, None, self.now());
    }

    /// Sends a mail to an address.
    ///
    /// # Errors
    /// [`ProviderError`] if the service does not accept it; this is logged and counted here. Also, as a temporary failure,
    /// if the settings cannot be read.
    pub async fn send_mail(&self, to: MailAddress<'_>, mail: &Mail) -> Result<(), ProviderError> {
        let settings = self
            .settings()
            .await
            .map_err(|error| ProviderError::passing("settings", error.to_string()))?;
        let sent = self.mailer().send(to, mail, &settings.brand).await;
        if let Err(error) = &sent {
            self.tell_refused(error);
        }
        sent
    }

    /// The state of a fact's mail when the fact is listed: claimed for its first attempt, or none, if no mail is sent about
    /// the fact or the account's address may not be mailed to.
    #[must_use]
    pub fn first_notice(&self, account: &Account, fact: &Fact) -> NoticeState {
        match notice_address(account, fact) {
            Some(_) => NoticeState::claimed(self.now()),
            None => NoticeState::None,
        }
    }

    /// Sends the mail of a fact whose claim this process holds, and saves the result. A mail that is refused
    /// permanently is parked with the reason; a mail that may be accepted later waits for its retry. An address that may
    /// not be mailed to any more gets none.
    ///
    /// # Errors
    /// [`StoreError`] if the result cannot be saved: the claim lapses, and the mail is sent once more.
    pub async fn send_notice(
        &self,
        account: &Account,
        activity: &Activity,
    ) -> Result<(), StoreError> {
        let next = match notice_address(account, &activity.fact) {
            None => NoticeState::None,
            Some(to) => match self.write_notice(account, activity).await {
                Ok(mail) => match self.send_mail(to, &mail).await {
                    Ok(()) => NoticeState::Sent { at: self.now() },
                    Err(error) if error.permanent => parked(&error.why),
                    Err(error) => failed(self, activity, &error.why),
                },
                Err(NoticeError::Outdated) => NoticeState::Outdated,
                Err(error @ (NoticeError::Secrets(_) | NoticeError::Store(_))) => {
                    failed(self, activity, &error.to_string())
                }
                Err(error @ (NoticeError::SecretGone(_) | NoticeError::NoMail)) => {
                    parked(&error.to_string())
                }
            },
        };
        let saved = match self.store().save_notice(&account.id, activity, next).await {
            // The claim lapsed and another attempt holds it.
            Err(StoreError::ConditionFailed) => return Ok(()),
            saved => saved?,
        };
        if let NoticeState::Parked { why } = saved.mail {
            let parked = Fact::NoticeParked { why };
            self.tell(&parked, Some(&account.id), self.now());
            self.undo_asking(account, activity).await;
        }
        Ok(())
    }

    /// Gives back what a limit counted for a mail that its person asked for and that is refused for good.
    async fn undo_asking(&self, account: &Account, activity: &Activity) {
        let settings = match self.settings().await {
            Ok(settings) => settings,
            Err(error) => {
                return tracing::warn!(%error, "a mail that was refused stays counted");
            }
        };
        let mailbox = account.email.mailbox();
        let (limit, key) = match activity.fact.telling().mail {
            Some(Notice::PasswordReset(_)) => {
                (&settings.limits.resets_per_account, account.id.as_str())
            }
            Some(Notice::EmailCode(_)) => {
                (&settings.limits.email_codes_per_recipient, mailbox.as_str())
            }
            _ => return,
        };
        let counted = Counted::any_of(activity.changed.at);
        self.undo_limits(&[(limit, key, counted)]).await;
    }

    /// Sends the mail of a fact that was listed before, if it is due and no other attempt holds its claim.
    ///
    /// # Errors
    /// [`StoreError`], as [`Platform::send_notice`].
    pub async fn retry_notice(
        &self,
        account: &Account,
        activity: &Activity,
    ) -> Result<(), StoreError> {
        match self.claim_notice(&account.id, activity).await? {
            Some(claimed) => self.send_notice(account, &claimed).await,
            None => Ok(()),
        }
    }

    /// Claims the mail of a fact that was listed before. `None` if it is not due, or another attempt holds its claim.
    ///
    /// # Errors
    /// [`StoreError`] if the claim cannot be saved.
    pub async fn claim_notice(
        &self,
        account: &AccountId,
        activity: &Activity,
    ) -> Result<Option<Activity>, StoreError> {
        let Some(claim) = activity.mail.claim(self.now()) else {
            return Ok(None);
        };
        match self.store().save_notice(account, activity, claim).await {
            Ok(claimed) => Ok(Some(claimed)),
            Err(StoreError::ConditionFailed) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Gives up the mail of a fact whose account is gone.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be saved.
    pub async fn drop_notice(
        &self,
        account: &AccountId,
        activity: &Activity,
    ) -> Result<(), StoreError> {
        let gone = parked("the account is gone");
        let saved = self.store().save_notice(account, activity, gone).await;
        saved.map(|_| ())
    }

    async fn write_notice(
        &self,
        account: &Account,
        activity: &Activity,
    ) -> Result<Mail, NoticeError> {
        let portal = &self.config.portal_origin;
        let what = activity.fact.telling().mail.ok_or(NoticeError::NoMail)?;
        let page = match what {
            Notice::EmailCode(challenge) => {
                let code = self.email_code(account, challenge).await?;
                return Ok(notice(account, what, code.expose()));
            }
            Notice::PasswordReset(reset) => {
                let token = self.reset_token(account, reset).await?;
                format!("password-resets/{}", token.expose())
            }
            Notice::ProofingPassed => "phones".to_owned(),
            Notice::ProofingFailed { .. } | Notice::ActivationCodeIssued(_) => {
                "proofing".to_owned()
            }
            // These mails have no link.
            Notice::EmailCorrected
            | Notice::PasswordChanged
            | Notice::Locked(..)
            | Notice::Appointment(_)
            | Notice::PhoneAdded(_)
            | Notice::PhoneRemoved(_) => String::new(),
        };
        Ok(notice(account, what, &format!("{portal}/#/{page}")))
    }

    /// The code of a challenge, if it is the account's newest, as it was asked for last, and can be entered.
    async fn email_code(
        &self,
        account: &Account,
        challenge: &EmailChallenge,
    ) -> Result<EmailCode, NoticeError> {
        let kept = account.email_confirmation.challenge.as_ref();
        let open = challenge.check_open(self.now()).is_ok();
        if !open || !kept.is_some_and(|kept| kept.same_request(challenge)) {
            return Err(NoticeError::Outdated);
        }
        let secrets = self.secrets(challenge.secret_version).await?;
        let secret = secrets
            .of(challenge.secret_version)
            .ok_or(NoticeError::SecretGone(challenge.secret_version))?;
        Ok(account.email_code(challenge, secret))
    }

    /// The token of a reset's link, if it still works.
    async fn reset_token(
        &self,
        account: &Account,
        reset: &PasswordReset,
    ) -> Result<Token, NoticeError> {
        let kept = self.store().resets(&account.id).await?;
        let open = reset.is_open(account.password_epoch, self.now());
        if !open || !kept.contains(reset) {
            return Err(NoticeError::Outdated);
        }
        let secrets = self.secrets(reset.secret_version).await?;
        let secret = secrets
            .of(reset.secret_version)
            .ok_or(NoticeError::SecretGone(reset.secret_version))?;
        Ok(reset.token(&account.id, secret))
    }
}

/// Where the mail about a fact goes, if it goes anywhere.
fn notice_address<'a>(account: &'a Account, fact: &Fact) -> Option<MailAddress<'a>> {
    fact.telling().mail?.address(account)
}

fn parked(why: &str) -> NoticeState {
    NoticeState::Parked {
        why: why.to_owned(),
    }
}

fn failed(platform: &Platform, activity: &Activity, why: &str) -> NoticeState {
    activity
        .mail
        .failed(activity.changed.at, why, platform.now())
}
