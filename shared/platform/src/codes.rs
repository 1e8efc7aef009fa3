//! Sending a code: it is counted against the limits, then the challenge is saved, then the message is sent.

use domain::challenge::Challenge;
use domain::fact::Fact;
use domain::language::Language;
use domain::limits::Limit;
use domain::lockout::Factor;
use domain::phone::{Phone, PhoneError};
use domain::session::Session;
use providers::ProviderError;
use providers::channels::CodeMessage;
use store::{Attempts, Counted, GuardError, LimitError, StoreError};

use crate::Platform;
use crate::secrets::SecretsError;

/// Why a code is not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendCodeError {
    /// Codes are not sent to this phone.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// Codes are locked for the account, after too many wrong ones.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// Too many codes were sent.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// The secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The store failed, or the session ended in the meantime.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The service did not accept the message.
    #[error(transparent)]
    Channel(#[from] ProviderError),
}

/// A limit, the key under which it counted an action, and that action.
pub type CountedLimit<'a> = (&'a Limit, &'a str, Counted);

impl Platform {
    /// Sends a fresh code to a phone, in a language, and makes its challenge the session's newest. Returns the
    /// challenge.
    ///
    /// If the process dies after the challenge is saved, the person has to request another code. If the message is
    /// refused, the send is no longer counted against the person's limits, and the challenge is withdrawn.
    ///
    /// # Errors
    /// See [`SendCodeError`].
    pub async fn send_code(
        &self,
        session: &Session,
        phone: &Phone,
        language: Language,
        address: &str,
    ) -> Result<Challenge, SendCodeError> {
        let now = self.now();
        let settings = self.settings().await?;
        settings.may_send_to(phone)?;
        self.store()
            .check_lock(Attempts::OnAccount(&session.account), Factor::Code, now)
            .await?;
        let number = phone.number.expose();
        let limits: [(&Limit, &str); 3] = [
            (&settings.limits.sends_per_account, session.account.as_str()),
            (&settings.limits.sends_per_number, &number),
            (&settings.limits.sends_per_address, address),
        ];
        let mut counted: Vec<CountedLimit<'_>> = Vec::new();
        for (limit, key) in limits {
            match self.store().rate_limit(limit, key, now).await {
                Ok(count) => counted.push((limit, key, count)),
                Err(refused) => {
                    self.undo_limits(&counted).await;
                    return Err(refused.into());
                }
            }
        }
        let secrets = self.secrets(0).await?;
        let (secret_version, secret) = secrets.newest();
        let (challenge, code) =
            Challenge::issue(phone, secret, secret_version, now, &mut self.rng());
        self.store()
            .save_challenge(session, &challenge, now)
            .await?;
        let message = CodeMessage {
            to: &phone.number,
            language,
            brand: &settings.brand,
            code: &code,
            challenge: &challenge.id,
            expires_at: challenge.expires_at(),
        };
        if let Err(error) = self.channel(phone.channel).deliver(&message).await {
            self.tell_refused(&error);
            self.undo_limits(&counted).await;
            if let Err(error) = self.store().withdraw_challenge(session, &challenge).await {
                tracing::warn!(%error, "a code that was not sent stays the session's newest");
            }
            return Err(error.into());
        }
        let sent = Fact::CodeSent {
            phone: phone.into(),
        };
        self.tell(&sent, Some(&session.account), now);
        Ok(challenge)
    }

    /// Gives back what was counted for a message that was not sent. A count that cannot be given back is logged, and runs
    /// out with its window.
    pub async fn undo_limits(&self, counted: &[CountedLimit<'_>]) {
        for (limit, key, count) in counted {
            if let Err(error) = self.store().undo_rate_limit(limit, key, count).await {
                tracing::warn!(limit = limit.name, %error, "a send that failed stays counted");
            }
        }
    }
}
