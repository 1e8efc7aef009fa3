//! The mail of a paid order, which `deliver-license-email` sends until it is out, and `resend-license-email` once more.

use domain::account::Account;
use domain::change::{Actor, Change};
use domain::credential::Credential;
use domain::email_confirmation::EmailError;
use domain::license::License;
use domain::order::{Order, OrderMail};
use domain::product::Product;
use domain::secret::SecretKey;
use providers::ProviderError;
use store::StoreError;
use words::mail::{self, Mail};

use crate::Platform;

/// Why an order's mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailOrderError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] crate::secrets::SecretsError),
    /// The service did not accept the mail.
    #[error(transparent)]
    Mail(#[from] ProviderError),
    /// The license keys were derived from a secret version that is not configured any more.
    #[error("secret version {0} is not configured: its license keys cannot be derived")]
    SecretGone(u32),
    /// The buyer's account or credential is gone.
    #[error("the buyer's account is gone")]
    BuyerGone,
    /// The buyer's address is not confirmed.
    #[error(transparent)]
    Email(#[from] EmailError),
}

impl MailOrderError {
    /// Whether another attempt would fail in the same way, until somebody repairs the cause.
    const fn permanent(&self) -> bool {
        match self {
            Self::Mail(refused) => refused.permanent,
            Self::SecretGone(_) | Self::BuyerGone => true,
            Self::Store(_) | Self::Secrets(_) | Self::Email(_) => false,
        }
    }
}

/// The buyer of an order, as the store has them.
type Buyer = Result<Option<(Account, Option<Credential>)>, StoreError>;

/// Whether an attempt at an order's mail may be made; the order as it is then.
enum Claim {
    /// This attempt holds the claim.
    Held(Order, Box<Buyer>),
    /// The mail is not due, or another attempt holds its claim.
    NotHeld(Order),
    /// The mail waits until the buyer's address is confirmed.
    Unconfirmed,
}

/// Attempts at a write, since another writer can change the order in the meantime.
const TRIES: usize = 3;

impl Platform {
    /// Makes one attempt at a paid order's mail, if it is due and no other attempt holds its claim, and saves what became
    /// of it. The keys are derived, so that each attempt mails the same ones, and a license is created only if it does
    /// not exist. A mail that is refused permanently is parked with the reason; one that may be accepted later waits for
    /// its retry. Returns the order as it is then; `None`, with nothing written, if the mail waits until the buyer's address
    /// is confirmed.
    ///
    /// # Errors
    /// [`StoreError`] if the claim or the result cannot be saved: the claim lapses, and the mail is sent, perhaps once
    /// more.
    pub async fn deliver_order(&self, order: Order) -> Result<Option<Order>, StoreError> {
        let (order, buyer) = match self.claim_order(order).await? {
            Claim::Held(order, buyer) => (order, buyer),
            Claim::NotHeld(order) => return Ok(Some(order)),
            Claim::Unconfirmed => return Ok(None),
        };
        // Boxed, because the futures of a function's whole path are nested too deeply for the compiler otherwise.
        let next = match Box::pin(self.create_and_mail(&order, *buyer)).await {
            Ok(()) => OrderMail::Sent { at: self.now() },
            Err(error) => {
                tracing::error!(order = %order.number, %error, "an order was not mailed");
                let why = error.to_string();
                if error.permanent() {
                    order.delivery.park(&why)
                } else {
                    order.delivery.failed(&why, self.now())
                }
            }
        };
        self.save_delivery(order, next).await.map(Some)
    }

    /// Makes an attempt at an order's mail because its buyer asks for it. An attempt that fails leaves the order as it was,
    /// unless the mail is refused permanently, which is kept.
    ///
    /// # Errors
    /// See [`MailOrderError`].
    pub async fn deliver_order_now(&self, mut order: Order) -> Result<Order, MailOrderError> {
        let before = order.delivery.clone();
        order.delivery = order.delivery.asked_for_again();
        let (order, buyer) = match self.claim_order(order).await? {
            Claim::Held(order, buyer) => (order, buyer),
            Claim::NotHeld(order) => return Ok(order),
            Claim::Unconfirmed => return Err(EmailError::Unconfirmed.into()),
        };
        match Box::pin(self.create_and_mail(&order, *buyer)).await {
            Ok(()) => {
                let sent = OrderMail::Sent { at: self.now() };
                let saved = self.save_delivery(order, sent).await;
                // The mail is out, whatever the table says.
                saved.map_err(|error| StoreError::Unknown(error.to_string()).into())
            }
            Err(error) => {
                let next = if error.permanent() {
                    order.delivery.park(&error.to_string())
                } else {
                    before
                };
                self.save_delivery(order, next).await?;
                Err(error)
            }
        }
    }

    /// Claims an order's mail, if it is due and no other attempt holds its claim. Nothing is written while the buyer's
    /// address is unconfirmed.
    async fn claim_order(&self, mut order: Order) -> Result<Claim, StoreError> {
        let now = self.now();
        let Some(claimed) = order.delivery.claim(now) else {
            return Ok(Claim::NotHeld(order));
        };
        // A buyer who cannot be read is a failure of the attempt, which waits for its retry.
        let buyer = self.store().account_and_credential(&order.buyer).await;
        if let Ok(Some((account, _))) = &buyer
            && account.mail_address().is_none()
        {
            return Ok(Claim::Unconfirmed);
        }
        order.delivery = claimed;
        let change = Change::by(Actor::System, now);
        match self.store().save_order(&mut order, &change).await {
            // Another attempt has the claim, or another writer makes its own record of the change.
            Err(StoreError::ConditionFailed) => {
                let kept = self.store().order(&order.number).await?;
                Ok(Claim::NotHeld(kept.ok_or(StoreError::ConditionFailed)?))
            }
            saved => saved.map(|()| Claim::Held(order, Box::new(buyer))),
        }
    }

    /// Saves what became of an attempt, unless its claim has lapsed and another attempt holds it.
    async fn save_delivery(&self, mut order: Order, next: OrderMail) -> Result<Order, StoreError> {
        let claimed = order.delivery.clone();
        let mut refused = StoreError::ConditionFailed;
        for _ in 0..TRIES {
            order.delivery = next.clone();
            let change = Change::by(Actor::System, self.now());
            match self.store().save_order(&mut order, &change).await {
                Err(StoreError::ConditionFailed) => {
                    let kept = self.store().order(&order.number).await?;
                    order = kept.ok_or(StoreError::ConditionFailed)?;
                    if order.delivery != claimed {
                        return Ok(order);
                    }
                }
                // What became of it is worth another try: the mail may be out.
                Err(error @ StoreError::Failed(_)) => refused = error,
                saved => return saved.map(|()| order),
            }
        }
        Err(refused)
    }

    /// Creates the licenses of an order that do not exist yet, and mails their keys.
    async fn create_and_mail(&self, order: &Order, buyer: Buyer) -> Result<(), MailOrderError> {
        if let Some(purchased_at) = order.paid_at()
            && !order.renews()
        {
            let secret = self.secret_of(order).await?;
            for (unit, key) in order.license_keys(&secret) {
                let license = License {
                    digest: key.digest(),
                    order: order.number.clone(),
                    product: unit.product,
                    purchased_at,
                    used_by: None,
                };
                self.store().create_license(&license).await?;
            }
        }
        self.mail_to(buyer, order).await
    }

    /// Sends a paid order's mail to its buyer: the license keys, or the confirmation that the credential is renewed.
    ///
    /// # Errors
    /// See [`MailOrderError`].
    pub async fn mail_order(&self, order: &Order) -> Result<(), MailOrderError> {
        let buyer = self.store().account_and_credential(&order.buyer).await;
        self.mail_to(buyer, order).await
    }

    async fn mail_to(&self, buyer: Buyer, order: &Order) -> Result<(), MailOrderError> {
        let (account, credential) = buyer?.ok_or(MailOrderError::BuyerGone)?;
        let to = account.mail_address().ok_or(EmailError::Unconfirmed)?;
        let words: Mail = if order.renews() {
            let credential = credential.ok_or(MailOrderError::BuyerGone)?;
            mail::renewed(&account, order, credential.expires_at)
        } else {
            let secret = self.secret_of(order).await?;
            let keys: Vec<(Product, _)> = order
                .license_keys(&secret)
                .map(|(unit, key)| (unit.product, key))
                .collect();
            mail::license_keys(&account, order, &keys, &self.config.portal_origin)
        };
        self.send_mail(to, &words).await?;
        Ok(())
    }

    /// The secret that an order's license keys are derived from.
    async fn secret_of(&self, order: &Order) -> Result<SecretKey, MailOrderError> {
        let secrets = self.secrets(order.secret_version).await?;
        let secret = secrets.of(order.secret_version).cloned();
        secret.ok_or(MailOrderError::SecretGone(order.secret_version))
    }
}
