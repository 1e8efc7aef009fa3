//! Orders: what was bought, how it is paid for, and whether its mail was sent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::{AccountId, Country};
use crate::credential::Credential;
use crate::license::{LicenseKey, Unit};
use crate::order_number::OrderNumber;
use crate::policy::{MAIL_CLAIM, ORDER_MAIL_ATTEMPTS, ORDER_UNITS};
use crate::product::{LineItem, Money, Prices};
use crate::retry::retry_after;
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

/// The state of a paid order's mail. The table's stream passes on the orders whose mail has just become due, and the
/// index of due mails finds those of which no attempt has succeeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum OrderMail {
    /// Nothing to mail: the order is not paid.
    Waiting,
    /// To be mailed.
    Due {
        /// The earliest time of the next attempt: until then an attempt holds the claim, or a failed attempt waits for
        /// its retry. `None`: no attempt has begun. Only then does the stream pass the order on, so that the write of an
        /// attempt never starts another.
        #[serde(
            with = "jiff::fmt::serde::timestamp::second::optional",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        until: Option<Timestamp>,
        /// Attempts that have begun.
        #[serde(default)]
        attempts: u32,
        /// Why attempts were given up: the mail is parked until somebody asks for it again. It is no state of its own,
        /// because earlier versions of the functions could not read the order then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parked: Option<String>,
    },
    /// Mailed.
    Sent {
        /// When.
        #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
        at: Timestamp,
    },
}

impl OrderMail {
    /// The mail of an order that is paid now, or whose mail is asked for again.
    pub const DUE: Self = Self::Due {
        until: None,
        attempts: 0,
        parked: None,
    };

    /// When the next attempt may begin, of a mail that became due at `since`; `None` if no attempt is to begin.
    #[must_use]
    pub fn due_at(&self, since: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Due {
                until,
                parked: None,
                ..
            } => Some(until.unwrap_or(since)),
            _ => None,
        }
    }

    /// The state that claims the mail for one attempt. `None` if the mail is not due, is parked, rests after a failed
    /// attempt, or another attempt holds the claim.
    #[must_use]
    pub fn claim(&self, now: Timestamp) -> Option<Self> {
        match self {
            Self::Due {
                until,
                attempts,
                parked: None,
            } if until.is_none_or(|until| until <= now) => Some(Self::Due {
                until: Some(now + MAIL_CLAIM),
                attempts: attempts + 1,
                parked: None,
            }),
            _ => None,
        }
    }

    /// The state of a parked mail that somebody asks for again: an attempt may begin. Other states stay.
    #[must_use]
    pub fn asked_for_again(&self) -> Self {
        match self {
            Self::Due {
                parked: Some(_), ..
            } => Self::DUE,
            other => other.clone(),
        }
    }

    /// Why attempts were given up, if they were.
    #[must_use]
    pub fn parked(&self) -> Option<&str> {
        match self {
            Self::Due { parked, .. } => parked.as_deref(),
            _ => None,
        }
    }

    /// Gives up attempts, for a reason.
    #[must_use]
    pub fn park(&self, why: &str) -> Self {
        match self {
            Self::Due {
                until, attempts, ..
            } => Self::Due {
                until: *until,
                attempts: *attempts,
                parked: Some(why.to_owned()),
            },
            other => other.clone(),
        }
    }

    /// The state after an attempt failed for a reason that may pass: the next one waits longer each time, and attempts
    /// are given up after [`ORDER_MAIL_ATTEMPTS`].
    #[must_use]
    pub fn failed(&self, why: &str, now: Timestamp) -> Self {
        match self {
            Self::Due { attempts, .. } if *attempts >= ORDER_MAIL_ATTEMPTS => self.park(why),
            Self::Due { attempts, .. } => Self::Due {
                until: Some(now + retry_after(*attempts)),
                attempts: *attempts,
                parked: None,
            },
            other => other.clone(),
        }
    }
}

/// A payment that was received for an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Who reports it: a card provider's name, or [`INVOICE`].
    pub provider: String,
    /// The provider's or the operator's reference of the payment. The same payment is reported under the same one.
    pub reference: String,
    /// The provider's identifier of the report.
    pub event: Option<String>,
    /// How much; `None` if an operator reports it, who has compared the amount.
    pub paid: Option<Money>,
}

/// The provider of payments by bank transfer, which an operator reports.
pub const INVOICE: &str = "invoice";

/// Why a payment was not applied to its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UnappliedReason {
    /// The order was paid before, by another payment.
    PaidBefore,
    /// Its amount or currency is not the order's.
    AmountDiffers,
    /// The order renews a credential that is gone, spent, or of a product whose renewal has another price by then.
    NotRenewable,
}

/// A payment that was received and not applied to its order. It is kept for finance, who refunds it or settles it with
/// the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnappliedPayment {
    /// Why.
    pub reason: UnappliedReason,
    /// When it was reported.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub at: Timestamp,
    /// Who reported it, as in [`Payment`].
    pub provider: String,
    /// Its reference, as in [`Payment`].
    pub reference: String,
    /// The provider's identifier of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// How much, if the provider says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Money>,
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
    /// Its identifier; the same report may arrive twice.
    pub id: String,
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
    /// Payments that were received for it and not applied to it, in the order of their arrival.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unapplied_payments: Vec<UnappliedPayment>,
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
    /// Nothing: this payment was recorded before.
    RecordedBefore,
    /// The payment is kept for finance.
    Unapplied(UnappliedReason),
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
            unapplied_payments: Vec::new(),
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

    /// Records a payment of an order for licenses. The first payment of the order's amount sets the purchase date; a late
    /// one is still accepted, because the money was taken. Any other payment is kept for finance, once.
    pub fn pay(&mut self, payment: Payment, now: Timestamp) -> PaymentOutcome {
        let first = match &self.status {
            Status::Paid { reference, .. } => Some(reference),
            _ => None,
        };
        let mut kept = self.unapplied_payments.iter();
        let recorded = first == Some(&payment.reference)
            || kept.any(|kept| {
                (&kept.provider, &kept.reference) == (&payment.provider, &payment.reference)
            });
        if recorded {
            PaymentOutcome::RecordedBefore
        } else if first.is_some() {
            self.keep(payment, UnappliedReason::PaidBefore, now)
        } else if payment
            .paid
            .as_ref()
            .is_some_and(|paid| *paid != self.total)
        {
            self.keep(payment, UnappliedReason::AmountDiffers, now)
        } else {
            self.status = Status::Paid {
                at: now,
                reference: payment.reference,
            };
            self.delivery = OrderMail::DUE;
            PaymentOutcome::NowPaid
        }
    }

    /// Records a payment of a renewal, as [`Order::pay`] does, and extends the buyer's credential, which may have been
    /// replaced since the order was placed. A payment that is not the price of its renewal pays the order, but is kept
    /// for finance, and nothing is mailed.
    pub fn pay_renewal(
        &mut self,
        payment: Payment,
        credential: Option<&mut Credential>,
        prices: &Prices,
        now: Timestamp,
    ) -> PaymentOutcome {
        let outcome = self.pay(payment.clone(), now);
        if outcome != PaymentOutcome::NowPaid {
            return outcome;
        }
        let Some(credential) = credential.filter(|credential| self.pays_for(credential, prices))
        else {
            self.delivery = OrderMail::Waiting;
            return self.keep(payment, UnappliedReason::NotRenewable, now);
        };
        credential.renew(now);
        outcome
    }

    /// Whether the order is the renewal of a credential, or costs as much. The price of the day on which it was placed
    /// holds for the product that was ordered.
    fn pays_for(&self, credential: &Credential, prices: &Prices) -> bool {
        let renewal = LineItem::Renewal(credential.product);
        let ordered = self.lines.iter().any(|line| line.item == renewal);
        !credential.proofing.spent()
            && (ordered || prices.of(renewal).as_ref() == Some(&self.total))
    }

    fn keep(
        &mut self,
        payment: Payment,
        reason: UnappliedReason,
        now: Timestamp,
    ) -> PaymentOutcome {
        self.unapplied_payments.push(UnappliedPayment {
            reason,
            at: now,
            provider: payment.provider,
            reference: payment.reference,
            event: payment.event,
            paid: payment.paid,
        });
        PaymentOutcome::Unapplied(reason)
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
    use crate::credential::tests::credential;
    use crate::policy::NOTICE_GIVEN_UP_AFTER;
    use crate::product::tests::product;
    use crate::proofing::ProofingStep;

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

    fn payment(reference: &str, amount: u64) -> Payment {
        Payment {
            provider: "sandbox".to_owned(),
            reference: reference.to_owned(),
            event: Some("evt_1".to_owned()),
            paid: Some(Money {
                amount,
                currency: "usd".to_owned(),
            }),
        }
    }

    fn reasons(order: &Order) -> Vec<UnappliedReason> {
        let kept = order.unapplied_payments.iter();
        kept.map(|kept| kept.reason).collect()
    }

    #[test]
    fn the_first_payment_counts_and_a_late_decline_does_not_undo_it() {
        let mut order = order();
        assert!(order.decline());
        assert_eq!(order.status, Status::PaymentDeclined);
        assert!(!order.decline(), "nothing to write");
        let paid = order.pay(payment("pay_1", 3_600), NOW);
        assert_eq!(paid, PaymentOutcome::NowPaid);
        assert!(!order.decline(), "nothing to write");
        let again = order.pay(payment("pay_1", 3_600), NOW + MAIL_CLAIM);
        assert_eq!(again, PaymentOutcome::RecordedBefore);
        assert_eq!(order.paid_at(), Some(NOW));
        assert_eq!(reasons(&order), []);
    }

    #[test]
    fn a_second_payment_is_kept_for_finance_once() {
        let mut order = order();
        order.pay(payment("pay_1", 3_600), NOW);
        let paid_before = UnappliedReason::PaidBefore;
        let second = payment("pay_2", 3_600);
        assert_eq!(
            order.pay(second.clone(), NOW),
            PaymentOutcome::Unapplied(paid_before)
        );
        assert_eq!(
            order.pay(second, NOW),
            PaymentOutcome::RecordedBefore,
            "the same report again"
        );
        assert_eq!(reasons(&order), [paid_before]);
        assert_eq!(order.paid_at(), Some(NOW));
    }

    #[test]
    fn a_payment_of_another_amount_is_kept_for_finance_and_pays_nothing() {
        let mut order = order();
        let differs = PaymentOutcome::Unapplied(UnappliedReason::AmountDiffers);
        assert_eq!(order.pay(payment("pay_1", 1), NOW), differs);
        assert_eq!(order.status, Status::AwaitingPayment);
        assert_eq!(order.delivery, OrderMail::Waiting);
        let right = order.pay(payment("pay_2", 3_600), NOW);
        assert_eq!(right, PaymentOutcome::NowPaid);
    }

    fn renewal_of(id: &str) -> Order {
        place(&[(LineItem::Renewal(product(id)), 1)]).unwrap()
    }

    #[test]
    fn a_renewal_extends_the_credential_that_has_its_price_by_then() {
        for (ordered, held, spent, reason) in [
            ("us", "us", false, None),
            ("us-proofed", "us", false, None),
            (
                "us",
                "international",
                false,
                Some(UnappliedReason::NotRenewable),
            ),
            (
                "us-proofed",
                "us-proofed",
                true,
                Some(UnappliedReason::NotRenewable),
            ),
        ] {
            let mut order = renewal_of(ordered);
            let mut credential = credential(product(held), NOW);
            if spent {
                credential.proofing.step = ProofingStep::Spent;
            }
            let before = credential.expires_at;
            let (prices, paid) = (Prices::default(), payment("pay_1", order.total.amount));
            let outcome = order.pay_renewal(paid.clone(), Some(&mut credential), &prices, NOW);
            assert_eq!(
                outcome,
                reason.map_or(PaymentOutcome::NowPaid, PaymentOutcome::Unapplied)
            );
            assert_eq!(credential.expires_at > before, reason.is_none());
            assert_eq!(order.paid_at(), Some(NOW), "the money was taken");
            assert_eq!(order.delivery == OrderMail::DUE, reason.is_none());
            assert_eq!(reasons(&order), Vec::from_iter(reason));
            let again = order.pay_renewal(paid, Some(&mut credential), &prices, NOW);
            assert_eq!(again, PaymentOutcome::RecordedBefore);
        }
    }

    #[test]
    fn a_renewal_at_the_price_of_its_day_is_applied_though_the_price_has_changed() {
        let mut order = renewal_of("us");
        order.total.amount -= 1;
        let mut credential = credential(product("us"), NOW);
        let paid = payment("pay_1", order.total.amount);
        assert_eq!(
            order.pay_renewal(paid, Some(&mut credential), &Prices::default(), NOW),
            PaymentOutcome::NowPaid
        );
    }

    #[test]
    fn a_renewal_whose_credential_is_gone_is_kept_for_finance() {
        let mut order = renewal_of("us");
        let paid = payment("pay_1", order.total.amount);
        let outcome = order.pay_renewal(paid, None, &Prices::default(), NOW);
        let gone = PaymentOutcome::Unapplied(UnappliedReason::NotRenewable);
        assert_eq!(outcome, gone);
    }

    #[test]
    fn one_attempt_at_a_time_has_the_mail_and_its_claim_lapses() {
        assert_eq!(OrderMail::Waiting.claim(NOW), None, "not paid");
        let claimed = OrderMail::DUE.claim(NOW).unwrap();
        assert_eq!(claimed.claim(NOW), None, "claimed");
        assert_eq!(claimed.asked_for_again(), claimed, "claimed all the same");
        let lapsed = NOW + MAIL_CLAIM;
        assert_eq!(claimed.due_at(NOW), Some(lapsed));
        assert!(claimed.claim(lapsed).is_some());
        assert_eq!(OrderMail::Sent { at: NOW }.claim(NOW), None);
    }

    #[test]
    fn an_order_whose_mail_fails_rests_and_is_parked_in_the_end_until_somebody_asks() {
        let (mut state, mut now) = (OrderMail::DUE, NOW);
        for _ in 0..ORDER_MAIL_ATTEMPTS {
            let claimed = state.claim(now).unwrap();
            state = claimed.failed("not reached", now);
            let OrderMail::Due { until, .. } = &state else {
                panic!("{state:?}");
            };
            assert_ne!(*until, None, "it would start itself by the stream");
            now = until.unwrap();
        }
        assert!(now >= NOW + NOTICE_GIVEN_UP_AFTER);
        assert_eq!(state.claim(now), None);
        assert_eq!(state.due_at(NOW), None);
        assert_eq!(state.parked(), Some("not reached"));
        assert_eq!(state.asked_for_again(), OrderMail::DUE);
    }

    #[test]
    fn an_order_that_was_stored_before_attempts_were_counted_is_read() {
        let due = serde_json::json!({ "state": "due", "until": 7 });
        let due: OrderMail = serde_json::from_value(due).unwrap();
        let lapsed = Timestamp::from_second(7).unwrap();
        assert!(due.claim(lapsed).is_some());
    }
}
