//! Orders: what was bought, how it is paid for, and whether its mail was sent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::{AccountId, Country};
use crate::license::{LicenseKey, Unit};
use crate::order_number::OrderNumber;
use crate::policy::{MAIL_CLAIM, ORDER_UNITS};
use crate::product::{LineItem, Money, Prices};
use crate::secret::SecretKey;

/// How an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentMethod {
    /// On the payment provider's page.
    Card,
    /// By bank transfer; the operator records the payment.
    Invoice,
}

/// Where the invoice goes. Lines are free text; the country is a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingAddress {
    /// The person or the company.
    pub name: String,
    /// Street and number.
    pub line1: String,
    /// Apartment, building, department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// City.
    pub city: String,
    /// State, province or prefecture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Postal code, where the country has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Country.
    pub country: Country,
}

impl std::fmt::Debug for BillingAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BillingAddress(..)")
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What is bought.
    pub item: LineItem,
    /// How many.
    pub quantity: u32,
    /// The price of one when the order was placed.
    pub unit_price: Money,
}

/// The payment state of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Status {
    /// Placed, not paid.
    AwaitingPayment,
    /// The last attempt to pay was declined; another may succeed.
    PaymentDeclined,
    /// Paid. The date of the payment is the purchase date of its licenses.
    Paid {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
        /// The provider's or the operator's reference.
        reference: String,
    },
}

/// The state of a paid order's mail. The table's stream passes on the orders whose mail is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum OrderMail {
    /// Nothing to mail: the order is not paid.
    Waiting,
    /// To be mailed. If `until` is set, an attempt holds the claim until then.
    Due {
        /// The end of the current attempt's claim.
        #[serde(
            with = "jiff::fmt::serde::timestamp::second::optional",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        until: Option<Timestamp>,
    },
    /// Mailed.
    Sent {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
    },
}

/// A checkout: the page of a card provider on which an order is paid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    /// Which of the order's checkouts it is, from 1.
    pub attempt: u32,
    /// Its address. Anybody who has it can pay the order.
    pub address: String,
    /// When the provider closes it; `None`: never.
    #[serde(
        with = "jiff::fmt::serde::timestamp::second::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for Checkout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Checkout({})", self.attempt)
    }
}

/// The result of an attempt to pay, as a card provider reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentEvent {
    /// The money was taken.
    Paid {
        /// How much.
        paid: Money,
        /// The provider's reference of the payment.
        reference: String,
    },
    /// The card was declined.
    Declined,
}

/// A card provider's report about an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentReport {
    /// The order.
    pub order: OrderNumber,
    /// What happened to it.
    pub event: PaymentEvent,
}

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// Its number.
    pub number: OrderNumber,
    /// Who placed it.
    pub buyer: AccountId,
    /// When.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub placed_at: Timestamp,
    /// What it holds.
    pub lines: Vec<Line>,
    /// What it costs.
    pub total: Money,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// Where the invoice goes.
    pub billing_address: BillingAddress,
    /// Whether it is paid.
    pub status: Status,
    /// Its newest checkout, for a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout: Option<Checkout>,
    /// The state of its mail.
    pub delivery: OrderMail,
    /// The version of the deployment secret that its license keys are derived from.
    pub secret_version: u32,
    /// Increases with every write.
    pub version: u64,
}

/// Why an order is refused, or a payment not recorded on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// No line, a line of zero units, or the same product twice.
    #[error("an order needs lines of different products with one unit or more")]
    NoUnits,
    /// More units than one mail can carry.
    #[error("an order may hold at most {ORDER_UNITS} units")]
    TooManyUnits,
    /// The product has no price in the deployment's currency.
    #[error("this product is not sold at the moment")]
    NotSold,
    /// The buyer's own credential can be renewed, which is what most buyers want in that case.
    #[error("your own credential can be renewed")]
    RenewInstead,
    /// There is no such order, or it is another buyer's.
    #[error("there is no such order")]
    NotFound,
    /// The payment's amount or currency is not the order's.
    #[error("the payment does not match the order")]
    PaymentMismatch,
    /// The order is not paid, so there is no mail to send again.
    #[error("the order is not paid yet")]
    NotPaid,
    /// A renewal has no license keys.
    #[error("a renewal has no license keys")]
    NoKeys,
    /// An invoice's payment was recorded on an order that is paid by card.
    #[error("the order is not paid by invoice")]
    NotAnInvoice,
    /// A checkout was requested for an order that is paid by invoice.
    #[error("the order is not paid by card")]
    NotByCard,
    /// A checkout was requested for an order that is already paid.
    #[error("the order is paid already")]
    PaidAlready,
}

/// What a payment changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentOutcome {
    /// The order is paid now.
    NowPaid,
    /// Nothing: it was paid before.
    PaidBefore,
}

impl Order {
    /// A new order. Lines are `(item, quantity)`.
    ///
    /// # Errors
    /// [`OrderError::NoUnits`], [`OrderError::TooManyUnits`], [`OrderError::NotSold`].
    #[expect(clippy::too_many_arguments, reason = "each is a field of the order")]
    pub fn place(
        number: OrderNumber,
        buyer: AccountId,
        lines: &[(LineItem, u32)],
        payment_method: PaymentMethod,
        billing_address: BillingAddress,
        prices: &Prices,
        secret_version: u32,
        now: Timestamp,
    ) -> Result<Self, OrderError> {
        let twice = lines
            .iter()
            .enumerate()
            .any(|(at, (item, _))| lines[..at].iter().any(|(earlier, _)| earlier == item));
        if lines.is_empty() || twice || lines.iter().any(|(_, quantity)| *quantity == 0) {
            return Err(OrderError::NoUnits);
        }
        let units = lines
            .iter()
            .fold(0u32, |units, (_, quantity)| units.saturating_add(*quantity));
        if units > ORDER_UNITS {
            return Err(OrderError::TooManyUnits);
        }
        let lines: Vec<Line> = lines
            .iter()
            .map(|(item, quantity)| {
                Ok(Line {
                    item: *item,
                    quantity: *quantity,
                    unit_price: prices.of(*item).ok_or(OrderError::NotSold)?,
                })
            })
            .collect::<Result<_, _>>()?;
        let amount = lines
            .iter()
            .map(|line| line.unit_price.amount * u64::from(line.quantity))
            .sum();
        Ok(Self {
            number,
            buyer,
            placed_at: now,
            lines,
            total: Money {
                amount,
                currency: prices.currency().to_owned(),
            },
            payment_method,
            billing_address,
            status: Status::AwaitingPayment,
            checkout: None,
            delivery: OrderMail::Waiting,
            secret_version,
            version: 0,
        })
    }

    /// When it was paid.
    #[must_use]
    pub fn paid_at(&self) -> Option<Timestamp> {
        match self.status {
            Status::Paid { at, .. } => Some(at),
            _ => None,
        }
    }

    /// Whether it is to be paid by card and is not paid yet.
    #[must_use]
    pub fn to_be_paid_by_card(&self) -> bool {
        self.payment_method == PaymentMethod::Card && self.paid_at().is_none()
    }

    /// The checkout on which the order can be paid now.
    #[must_use]
    pub fn open_checkout(&self, now: Timestamp) -> Option<&Checkout> {
        self.checkout.as_ref().filter(|checkout| {
            self.to_be_paid_by_card() && checkout.expires_at.is_none_or(|end| now < end)
        })
    }

    /// The number of the next checkout.
    #[must_use]
    pub fn next_checkout(&self) -> u32 {
        self.checkout
            .as_ref()
            .map_or(1, |checkout| checkout.attempt + 1)
    }

    /// Whether the order renews the buyer's own credential.
    #[must_use]
    pub fn renews(&self) -> bool {
        self.lines
            .iter()
            .any(|line| matches!(line.item, LineItem::Renewal(_)))
    }

    /// Records a payment. The first payment sets the purchase date, and later ones change nothing. A late payment is
    /// still accepted, because the money was taken.
    ///
    /// # Errors
    /// [`OrderError::PaymentMismatch`] if the paid amount is given and is not the order's.
    pub fn pay(
        &mut self,
        paid: Option<&Money>,
        reference: String,
        now: Timestamp,
    ) -> Result<PaymentOutcome, OrderError> {
        if paid.is_some_and(|paid| *paid != self.total) {
            return Err(OrderError::PaymentMismatch);
        }
        if self.paid_at().is_some() {
            return Ok(PaymentOutcome::PaidBefore);
        }
        self.status = Status::Paid { at: now, reference };
        self.delivery = OrderMail::Due { until: None };
        Ok(PaymentOutcome::NowPaid)
    }

    /// Records that the provider declined an attempt. An order that is paid stays paid, even if a report arrives late.
    /// Returns whether this changes the order.
    pub fn decline(&mut self) -> bool {
        let awaits = self.status == Status::AwaitingPayment;
        if awaits {
            self.status = Status::PaymentDeclined;
        }
        awaits
    }

    /// Claims the order's mail for one attempt. `None` if the mail is not due, or another attempt holds the claim.
    #[must_use]
    pub fn claim_delivery(&self, now: Timestamp) -> Option<Self> {
        match self.delivery {
            OrderMail::Due { until } if until.is_none_or(|until| until <= now) => Some(Self {
                delivery: OrderMail::Due {
                    until: Some(now + MAIL_CLAIM),
                },
                ..self.clone()
            }),
            _ => None,
        }
    }

    /// The units for which the payment creates licenses, line by line.
    pub fn units(&self) -> impl Iterator<Item = Unit> + '_ {
        self.lines
            .iter()
            .zip(0u32..)
            .filter_map(|(line, index)| match line.item {
                LineItem::License(product) => Some((product, index, line.quantity)),
                LineItem::Renewal(_) => None,
            })
            .flat_map(|(product, line, quantity)| {
                (0..quantity).map(move |unit| Unit {
                    product,
                    line,
                    unit,
                })
            })
    }

    /// Derives the order's license keys, which are the same each time.
    pub fn license_keys<'a>(
        &'a self,
        secret: &'a SecretKey,
    ) -> impl Iterator<Item = (Unit, LicenseKey)> + 'a {
        self.units()
            .map(|unit| (unit, LicenseKey::derive(secret, &self.number, unit)))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;
    use crate::account::UserId;
    use crate::product::tests::product;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn place(lines: &[(LineItem, u32)]) -> Result<Order, OrderError> {
        Order::place(
            OrderNumber::create(&mut ChaCha12Rng::seed_from_u64(1)),
            UserId::try_from("ada".to_owned()).unwrap().account(),
            lines,
            PaymentMethod::Card,
            BillingAddress {
                name: "Ada Lovelace".to_owned(),
                line1: "12 St James's Square".to_owned(),
                line2: None,
                city: "London".to_owned(),
                region: None,
                postal_code: None,
                country: Country::US,
            },
            &Prices::default(),
            1,
            NOW,
        )
    }

    pub(crate) fn order() -> Order {
        place(&[(LineItem::License(product("us")), 1)]).unwrap()
    }

    #[test]
    fn an_order_adds_up_its_lines_at_the_prices_of_the_day() {
        let order = place(&[
            (LineItem::License(product("us")), 3),
            (LineItem::License(product("us-proofed")), 1),
        ])
        .unwrap();
        assert_eq!(order.total.amount, 3 * 3_600 + 8_500);
        assert_eq!(order.units().count(), 4);
    }

    #[test]
    fn an_order_without_units_or_with_too_many_is_refused() {
        let license = LineItem::License(product("us"));
        assert_eq!(place(&[]).unwrap_err(), OrderError::NoUnits);
        assert_eq!(place(&[(license, 0)]).unwrap_err(), OrderError::NoUnits);
        assert_eq!(
            place(&[(license, 1), (license, 1)]).unwrap_err(),
            OrderError::NoUnits
        );
        assert_eq!(
            place(&[(license, ORDER_UNITS + 1)]).unwrap_err(),
            OrderError::TooManyUnits
        );
        let other = LineItem::License(product("international"));
        assert_eq!(
            place(&[(license, u32::MAX), (other, 1)]).unwrap_err(),
            OrderError::TooManyUnits
        );
    }

    #[test]
    fn the_first_payment_counts_and_a_late_decline_does_not_undo_it() {
        let mut order = place(&[(LineItem::License(product("us")), 1)]).unwrap();
        let total = order.total.clone();
        assert!(order.decline());
        assert_eq!(order.status, Status::PaymentDeclined);
        assert!(!order.decline(), "nothing to write");
        assert_eq!(
            order.pay(Some(&total), "pay_1".into(), NOW),
            Ok(PaymentOutcome::NowPaid)
        );
        let later = NOW + MAIL_CLAIM;
        assert_eq!(
            order.pay(Some(&total), "pay_2".into(), later),
            Ok(PaymentOutcome::PaidBefore)
        );
        assert!(!order.decline(), "nothing to write");
        assert_eq!(order.paid_at(), Some(NOW));
    }

    #[test]
    fn a_payment_of_another_amount_is_refused() {
        let mut order = place(&[(LineItem::License(product("us")), 1)]).unwrap();
        let less = Money {
            amount: 1,
            currency: "usd".to_owned(),
        };
        assert_eq!(
            order.pay(Some(&less), "pay_1".into(), NOW),
            Err(OrderError::PaymentMismatch)
        );
        assert_eq!(order.status, Status::AwaitingPayment);
    }

    #[test]
    fn one_attempt_at_a_time_has_the_mail() {
        let mut order = place(&[(LineItem::License(product("us")), 1)]).unwrap();
        assert!(order.claim_delivery(NOW).is_none(), "not paid");
        order.pay(None, "pay_1".into(), NOW).unwrap();
        let claimed = order.claim_delivery(NOW).unwrap();
        assert!(claimed.claim_delivery(NOW).is_none(), "claimed");
        assert!(
            claimed.claim_delivery(NOW + MAIL_CLAIM).is_some(),
            "the claim has lapsed"
        );
    }
}
