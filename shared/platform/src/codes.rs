//! Sending a code: it is counted against the limits, then the challenge is saved, then the message is sent; by mail, that
//! follows from the change of the account.

use domain::account::Account;
use domain::challenge::Challenge;
use domain::change::Change;
use domain::email_confirmation::EmailState;
use domain::fact::Fact;
use domain::language::Language;
use domain::lockout::{Attempter, Factor, Guard, Locked};
use domain::phone::{Phone, PhoneError, PhoneState};
use domain::session::Session;
use domain::settings::{Limits, Settings};
use domain::source::SourceAddress;
use providers::ProviderError;
use providers::channels::CodeMessage;
use store::{LimitError, StoreError};

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
    Locked(#[from] Locked),
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

/// A code to send.
#[derive(Debug, Clone, Copy)]
pub struct CodeToSend<'a> {
    /// The session in which it is to be entered.
    pub session: &'a Session,
    /// The phone.
    pub phone: &'a Phone,
    /// The settings.
    pub settings: &'a Settings,
    /// The account's guard.
    pub guard: &'a Guard,
    /// Who asks for it: a browser that the account knows is not counted against its source address.
    pub attempter: &'a Attempter,
    /// The language of the message.
    pub language: Language,
    /// The source address of the request.
    pub address: SourceAddress,
}

/// A code that was sent.
#[derive(Debug)]
pub struct SentCode {
    /// Its challenge.
    pub challenge: Challenge,
    /// Whether the service accepted the message. If not, it did not answer: the message may arrive or not.
    pub accepted: bool,
}

impl Platform {
    /// Sends a fresh code to a phone, in a language, and makes its challenge the session's newest.
    ///
    /// If the message is refused, the send is no longer counted against the person's limits, and the earlier challenge is
    /// the newest again, as good as it was. If the service does not answer, the message may arrive: the challenge stays
    /// and the send counts. If the process dies after the challenge is saved, the person has to request another code.
    ///
    /// # Errors
    /// See [`SendCodeError`].
    pub async fn send_code(&self, wanted: &CodeToSend<'_>) -> Result<SentCode, SendCodeError> {
        let (now, session, phone) = (self.now(), wanted.session, wanted.phone);
        wanted.settings.may_send_to(phone)?;
        wanted.guard.check(Factor::Code, wanted.attempter, now)?;
        let number = phone.number.canonical();
        let limits = &wanted.settings.limits;
        let per_account = &wanted.settings.sends_per_account();
        let per_number = match phone.state {
            PhoneState::Pending => &limits.sends_per_pending_number,
            PhoneState::Active => &limits.sends_per_number,
        };
        let count = |limit, key| self.store().rate_limit(limit, key, now);
        let address = match wanted.attempter {
            Attempter::Stranger => Some(wanted.address.to_string()),
            Attempter::Known(_) => None,
        };
        // The first event of a process reads the secrets, at the same time.
        let (secrets, by_account, by_number, by_address) = tokio::join!(
            self.secrets(0),
            count(per_account, session.account.as_str()),
            count(per_number, &number),
            async {
                match &address {
                    Some(address) => Some(count(&limits.sends_per_address, address).await),
                    None => None,
                }
            }
        );
        let counts = [
            Some((per_account, session.account.as_str(), by_account)),
            Some((per_number, &*number, by_number)),
            address
                .as_deref()
                .zip(by_address)
                .map(|(address, count)| (&limits.sends_per_address, address, count)),
        ];
        let counted = self.all_or_none(counts.into_iter().flatten()).await?;
        let saved = async {
            let secrets = secrets?;
            let (version, secret) = secrets.newest();
            let (challenge, code) = Challenge::issue(phone, secret, version, now, &mut self.rng());
            let before = self
                .store()
                .save_challenge(session, &challenge, now)
                .await?;
            Ok((challenge, code, before))
        };
        let (challenge, code, before) = match saved.await {
            Ok(saved) => saved,
            Err(error) => {
                if !matches!(error, SendCodeError::Store(StoreError::Unknown(_))) {
                    self.undo_limits(&counted).await;
                }
                return Err(error);
            }
        };
        let message = CodeMessage {
            to: &phone.number,
            language: wanted.language,
            brand: &wanted.settings.brand,
            code: &code,
            challenge: &challenge.id,
            expires_at: challenge.expires_at(),
        };
        let accepted = match self.channel(phone.channel).deliver(&message).await {
            Ok(_) => true,
            Err(error) if error.unknown => {
                self.tell_refused(&error);
                false
            }
            Err(error) => {
                self.tell_refused(&error);
                let store = self.store();
                let (withdrawn, ()) = tokio::join!(
                    store.withdraw_challenge(session, &challenge, before.as_ref()),
                    self.undo_limits(&counted)
                );
                if let Err(error) = withdrawn {
                    tracing::warn!(%error, "a code that was not sent stays the session's newest");
                }
                return Err(error.into());
            }
        };
        let sent = Fact::CodeSent {
            phone: phone.into(),
        };
        self.tell(&sent, Some(&session.account), now);
        Ok(SentCode {
            challenge,
            accepted,
        })
    }

    /// Saves an account that has a code mailed to its address, which the change brings about. The code is counted by the
    /// source address of the request and, unless the account is older than confirmations, by its mailbox: an older
    /// account gets every mail anyway, and strangers who enter its address must not keep its person from confirming it.
    ///
    /// # Errors
    /// [`LimitError::Reached`]; [`StoreError::ConditionFailed`] if another writer was faster. The code is counted only if
    /// the account was saved, or may have been.
    pub async fn save_asking_for_email_code(
        &self,
        account: &mut Account,
        limits: &Limits,
        source: &str,
        change: &Change,
    ) -> Result<(), LimitError> {
        let mailbox = account.email.mailbox();
        let (by_source, by_mailbox) = (
            &limits.email_codes_per_address,
            &limits.email_codes_per_recipient,
        );
        let older = account.email_confirmation.state == EmailState::NotAsked;
        let count = |limit, key| self.store().rate_limit(limit, key, change.at);
        let (of_source, of_mailbox) = tokio::join!(count(by_source, source), async {
            if older {
                None
            } else {
                Some(count(by_mailbox, &mailbox).await)
            }
        });
        let counts = [
            Some((by_source, source, of_source)),
            of_mailbox.map(|counted| (by_mailbox, &*mailbox, counted)),
        ];
        let counted = self.all_or_none(counts.into_iter().flatten()).await?;
        let saved = self.store().save_account(account, change).await;
        if saved
            .as_ref()
            .is_err_and(|error| !matches!(error, StoreError::Unknown(_)))
        {
            self.undo_limits(&counted).await;
        }
        Ok(saved?)
    }
}
