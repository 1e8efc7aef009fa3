//! The mail of a paid order, which `deliver-license-email` and `resend-license-email` both send.

use domain::order::Order;
use domain::product::Product;

use providers::ProviderError;
use store::StoreError;
use words::mail::{self, Mail};

use crate::Platform;

/// Why an order's mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailOrderError {
    /// The store failed, or another writer changed the order.
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
    /// Another attempt holds the claim of the mail.
    #[error("another attempt is under way")]
    UnderWay,
}

/// Sends a paid order's mail to its buyer: the license keys, or the confirmation that the credential is renewed.
///
/// # Errors
/// See [`MailOrderError`].
pub async fn mail_order(platform: &Platform, order: &Order) -> Result<(), MailOrderError> {
    let (account, credential) = platform
        .store()
        .account_and_credential(&order.buyer)
        .await?
        .ok_or(MailOrderError::BuyerGone)?;
    let words: Mail = if order.renews() {
        let credential = credential.ok_or(MailOrderError::BuyerGone)?;
        mail::renewed(&account, order, credential.expires_at)
    } else {
        let secrets = platform.secrets(order.secret_version).await?;
        let secret = secrets
            .of(order.secret_version)
            .ok_or(MailOrderError::SecretGone(order.secret_version))?;
        let keys: Vec<(Product, _)> = order
            .license_keys(secret)
            .map(|(unit, key)| (unit.product, key))
            .collect();
        mail::license_keys(&account, order, &keys, &platform.config.portal_origin)
    };
    platform.send_mail(&account.email, &words).await?;
    Ok(())
}
