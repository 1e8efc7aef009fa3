//! Payments by card: the checkout page on which a card is entered, and the provider's notification of the payment.

pub mod sandbox;

use async_trait::async_trait;
use domain::Timestamp;
use domain::order::{Checkout, Order, PaymentReport};

use crate::ProviderError;

/// Why a notification is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotificationError {
    /// Its signature is missing, wrong, or too old.
    #[error("the signature is missing, wrong, or too old")]
    NotSigned,
    /// It is signed, but this version does not understand it.
    #[error("the notification is not understood: {0}")]
    NotUnderstood(String),
}

/// A card provider, which takes cards on its own page and notifies `record-payment`.
#[async_trait]
pub trait CardProvider: Send + Sync {
    /// The provider's name, as in the route of its notifications.
    fn name(&self) -> &'static str;

    /// Makes the checkout of an order that is already saved. The order's number and the attempt make the call
    /// idempotent: the same two give the same checkout.
    ///
    /// # Errors
    /// [`ProviderError`] if the provider does not make one.
    async fn begin(
        &self,
        order: &Order,
        attempt: u32,
        return_to: &str,
        now: Timestamp,
    ) -> Result<Checkout, ProviderError>;

    /// Reads a notification, if its signature is valid and recent; `None` if the notification is about something else.
    /// `header` returns a header of the request by its name in lower case.
    ///
    /// # Errors
    /// [`NotificationError`].
    fn read(
        &self,
        header: &dyn Fn(&str) -> Option<String>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<PaymentReport>, NotificationError>;
}
