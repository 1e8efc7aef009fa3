//! Reporting facts: in the log, as metrics, and by mail to the account's person.

use domain::account::{Account, AccountId, Email};
use domain::activity::{Activity, NoticeState};
use domain::fact::{Fact, Level, Notice};
use providers::ProviderError;
use store::StoreError;
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
    /// The mail's subject matter has passed, such as an expired reset.
    #[error("outdated")]
    Outdated,
    /// No mail is sent about this fact.
    #[error("the fact has no mail")]
    NoMail,
}

impl Platform {
    /// Logs and counts a fact, as [`Fact::telling`] defines it.
    pub fn tell(&self, fact: &Fact, account: Option<&AccountId>) {
        let telling = fact.telling();
        let account = account.map(AccountId::as_str);
        match telling.level {
            Level::Info => tracing::info!(fact = telling.name, account, details = ?fact),
            Level::Warn => tracing::warn!(fact = telling.name, account, details = ?fact),
            Level::Error => tracing::error!(fact = telling.name, account, details = ?fact),
        }
        if let Some(metric) = telling.metric {
            metrics::count(metric, fact.dimensions(), self.now());
        }
    }

    /// Logs and counts that a service did not accept a message.
    pub fn tell_refused(&self, error: &ProviderError) {
        let refused = Fact::MessageRefused {
            service: error.service.to_owned(),
            why: error.why.clone(),
        };
        self.tell(&refused, None);
    }

    /// Sends a mail to an address.
    ///
    /// # Errors
    /// [`ProviderError`] if the service does not accept it; this is logged and counted here.
    pub async fn send_mail(&self, to: &Email, mail: &Mail) -> Result<(), ProviderError> {
        let sent = self.mailer().send(to, mail).await;
        if let Err(error) = &sent {
            self.tell_refused(error);
        }
        sent
    }

    /// Sends the mail of a fact whose claim this process holds, and saves the result. A mail that is refused
    /// permanently is parked with the reason; a mail that may be accepted later waits for its retry.
    ///
    /// # Errors
    /// [`StoreError`] if the result cannot be saved: the claim lapses, and the mail is sent once more.
    pub async fn send_notice(
        &self,
        account: &Account,
        activity: &Activity,
    ) -> Result<(), StoreError> {
        let next = match self.write_notice(account, activity).await {
            Ok(mail) => match self.send_mail(&account.email, &mail).await {
                Ok(()) => NoticeState::Sent { at: self.now() },
                Err(error) if error.permanent => parked(&error.why),
                Err(error) => failed(self, activity, &error.why),
            },
            Err(NoticeError::Secrets(error)) => failed(self, activity, &error.to_string()),
            Err(error) => parked(&error.to_string()),
        };
        if let NoticeState::Parked { why } = &next {
            let parked = Fact::NoticeParked { why: why.clone() };
            self.tell(&parked, Some(&account.id));
        }
        match self.store().save_notice(&account.id, activity, next).await {
            // The claim lapsed and another attempt holds it.
            Err(StoreError::ConditionFailed) => Ok(()),
            saved => saved.map(|_| ()),
        }
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
        let Some(claim) = activity.mail.claim(self.now()) else {
            return Ok(());
        };
        match self.store().save_notice(&account.id, activity, claim).await {
            Ok(claimed) => self.send_notice(account, &claimed).await,
            Err(StoreError::ConditionFailed) => Ok(()),
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
        let link = match what {
            Notice::PasswordReset(reset) if self.now() >= reset.expires_at => {
                return Err(NoticeError::Outdated);
            }
            Notice::PasswordReset(reset) => {
                let secrets = self.secrets(reset.secret_version).await?;
                let secret = secrets
                    .of(reset.secret_version)
                    .ok_or(NoticeError::SecretGone(reset.secret_version))?;
                let token = reset.token(&account.id, secret);
                format!("{portal}/#/password-resets/{}", token.expose())
            }
            Notice::ProofingPassed => format!("{portal}/#/phones"),
            _ => format!("{portal}/#/proofing"),
        };
        Ok(notice(account, what, &link))
    }
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
