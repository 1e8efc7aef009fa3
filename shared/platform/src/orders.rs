//! Placing an order, which `place-order` and `renew` share, and the checkout of an order that is paid by card.

use domain::Timestamp;
use domain::account::AccountId;
use domain::change::Change;
use domain::email_confirmation::EmailError;
use domain::order::{BillingAddress, Order, OrderError, PaymentMethod};
use domain::order_number::OrderNumber;
use domain::product::LineItem;
use domain::secret::Digest32;
use providers::ProviderError;
use store::{LimitError, Placed, StoreError};

use crate::Platform;
use crate::secrets::SecretsError;

/// A new order as a person requests it.
#[derive(Debug)]
pub struct NewOrder<'a> {
    /// The buyer.
    pub buyer: &'a AccountId,
    /// The items, each with its quantity.
    pub lines: &'a [(LineItem, u32)],
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// Where the invoice goes.
    pub billing_address: BillingAddress,
    /// The request's idempotency key, with the digest of the request's contents.
    pub idempotency: Option<(&'a str, Digest32)>,
}

/// Why an order is not placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceOrderError {
    /// The order is not valid.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// There is no card provider.
    #[error("payment by card is not offered here")]
    CardNotOffered,
    /// Too many orders were placed.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// The secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The store failed, or every order number that was drawn was taken.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an order has no checkout.
#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    /// The order is paid already, or is not paid by card.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The buyer's address is not confirmed.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// There is no card provider.
    #[error("payment by card is not offered here")]
    CardNotOffered,
    /// The provider did not make a checkout.
    #[error(transparent)]
    Provider(#[from] ProviderError),
    /// The store failed, or the order changed in the meantime.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Attempts at a write: with another order number if one is taken, or again if another writer was faster.
const TRIES: usize = 3;

impl Platform {
    /// The payment methods of this deployment.
    #[must_use]
    pub fn payment_methods(&self) -> &'static [PaymentMethod] {
        match self.cards() {
            Some(_) => &[PaymentMethod::Card, PaymentMethod::Invoice],
            None => &[PaymentMethod::Invoice],
        }
    }

    /// Places an order, only once for its idempotency key if it has one. An order by card is saved before its checkout
    /// is made. If making the checkout fails, the order stays, and [`Platform::begin_checkout`] makes another checkout.
    ///
    /// # Errors
    /// See [`PlaceOrderError`].
    pub async fn place_order(
        &self,
        new: NewOrder<'_>,
        change: &Change,
    ) -> Result<Placed, PlaceOrderError> {
        let now = change.at;
        if !self.payment_methods().contains(&new.payment_method) {
            return Err(PlaceOrderError::CardNotOffered);
        }
        let settings = self.settings().await?;
        let (secret_version, _) = self.secrets(0).await?.newest();
        let order = || {
            Order::place(
                OrderNumber::create(&mut self.rng()),
                new.buyer.clone(),
                new.lines,
                new.payment_method,
                new.billing_address.clone(),
                &settings.prices,
                secret_version,
                now,
            )
        };
        let mut placed = order()?;
        let (limit, key) = (&settings.limits.orders_per_account, new.buyer.as_str());
        let counted = match self.store().rate_limit(limit, key, now).await {
            // The same request may have placed the order since its key was looked up.
            Err(refused @ LimitError::Reached(_)) => {
                let before = self.placed_before(&new, now).await?;
                return before.ok_or_else(|| refused.into());
            }
            counted => counted?,
        };
        for _ in 0..TRIES {
            let stored = self
                .store()
                .place_order(&placed, new.idempotency, change)
                .await;
            match stored {
                Ok(Placed::New(order)) => {
                    return Ok(Placed::New(Box::new(
                        self.with_checkout(*order, change).await,
                    )));
                }
                Ok(before) => {
                    self.undo_limits(&[(limit, key, counted)]).await;
                    return Ok(before);
                }
                // Another order has this number.
                Err(StoreError::ConditionFailed) => placed = order()?,
                Err(error) => {
                    if !matches!(error, StoreError::Unknown(_)) {
                        self.undo_limits(&[(limit, key, counted)]).await;
                    }
                    return Err(error.into());
                }
            }
        }
        self.undo_limits(&[(limit, key, counted)]).await;
        Err(StoreError::ConditionFailed.into())
    }

    async fn placed_before(
        &self,
        new: &NewOrder<'_>,
        now: Timestamp,
    ) -> Result<Option<Placed>, StoreError> {
        match new.idempotency {
            Some((key, request)) => {
                let store = self.store();
                store.placed_before(new.buyer, key, request, now).await
            }
            None => Ok(None),
        }
    }

    /// A new order with its checkout, if it is paid by card and the provider makes one.
    async fn with_checkout(&self, order: Order, change: &Change) -> Order {
        if !order.to_be_paid_by_card() {
            return order;
        }
        match self.begin_checkout(order.clone(), change).await {
            Ok(begun) => begun,
            Err(CheckoutError::Email(_)) => order,
            Err(error) => {
                tracing::warn!(order = %order.number, %error, "an order was placed without a checkout");
                order
            }
        }
    }

    /// The order with a checkout that is open: the one that it has, or a new one, which is saved with the order. Payment
    /// waits until the buyer's address is confirmed.
    ///
    /// # Errors
    /// See [`CheckoutError`].
    pub async fn begin_checkout(
        &self,
        mut order: Order,
        change: &Change,
    ) -> Result<Order, CheckoutError> {
        let provider = self.cards().ok_or(CheckoutError::CardNotOffered)?;
        let buyer = self.store().account(&order.buyer).await?;
        let buyer = buyer.ok_or(OrderError::NotFound)?;
        let return_to = format!("{}/#/orders/{}", self.config.portal_origin, order.number);
        for _ in 0..TRIES {
            let now = self.now();
            if order.payment_method != PaymentMethod::Card {
                return Err(OrderError::NotByCard.into());
            }
            if order.paid_at().is_some() {
                return Err(OrderError::PaidAlready.into());
            }
            if order.open_checkout(now).is_some() {
                return Ok(order);
            }
            buyer.require_confirmed_email()?;
            let attempt = order.next_checkout();
            order.checkout = Some(provider.begin(&order, attempt, &return_to, now).await?);
            match self.store().save_order(&mut order, change).await {
                Err(StoreError::ConditionFailed) => {
                    let kept = self.store().order(&order.number).await?;
                    order = kept.ok_or(OrderError::NotFound)?;
                }
                saved => {
                    saved?;
                    return Ok(order);
                }
            }
        }
        Err(StoreError::ConditionFailed.into())
    }
}
