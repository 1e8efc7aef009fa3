//! The sandbox card provider: the local run serves its checkout page, and its notifications are signed as Stripe signs
//! its own.

use async_trait::async_trait;
use domain::Timestamp;
use domain::order::{Checkout, Order, PaymentEvent, PaymentReport};
use domain::order_number::OrderNumber;
use domain::policy::NOTIFICATION_TOLERANCE;
use domain::product::Money;
use domain::secret::SecretKey;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{CardProvider, NotificationError};
use crate::ProviderError;

/// The sandbox's name, as in the route of its notifications.
pub const NAME: &str = "sandbox";

/// The result of an attempt to pay, in the sandbox's notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaymentResult {
    /// The money was taken.
    #[serde(rename = "payment.succeeded")]
    Succeeded,
    /// The card was declined.
    #[serde(rename = "payment.declined")]
    Declined,
}

/// A notification of the sandbox about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notification {
    /// The event's identifier; the same event may arrive twice.
    pub id: String,
    /// The result of the attempt.
    #[serde(rename = "type")]
    pub attempt: PaymentResult,
    /// The order.
    pub order: OrderNumber,
    /// The paid amount, in minor units.
    pub amount: u64,
    /// ISO 4217 code in lower case.
    pub currency: String,
    /// The provider's reference of the payment.
    pub reference: String,
}

/// The sandbox, with the origin of its checkout page and the key that signs notifications and checkout links.
#[derive(Debug)]
pub struct SandboxCards {
    page: String,
    secret: SecretKey,
}

/// The header that carries the sandbox's signature: `t=<epoch seconds>,v1=<hex HMAC-SHA-256 of "t.body">`.
pub const SIGNATURE_HEADER: &str = "sandbox-signature";

impl SandboxCards {
    /// A sandbox whose checkout page is at an origin.
    #[must_use]
    pub fn new(page: &str, secret: SecretKey) -> Self {
        Self {
            page: page.to_owned(),
            secret,
        }
    }
}

#[async_trait]
impl CardProvider for SandboxCards {
    fn name(&self) -> &'static str {
        NAME
    }

    async fn begin(
        &self,
        order: &Order,
        attempt: u32,
        return_to: &str,
        _now: Timestamp,
    ) -> Result<Checkout, ProviderError> {
        let link = CheckoutLink {
            order: order.number.clone(),
            total: order.total.clone(),
            return_to: return_to.to_owned(),
        };
        Ok(Checkout {
            attempt,
            address: format!(
                "{}/sandbox/checkout?{}",
                self.page,
                link.query(&self.secret)
            ),
            expires_at: None,
        })
    }

    fn read(
        &self,
        header: &dyn Fn(&str) -> Option<String>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<PaymentReport>, NotificationError> {
        let header = header(SIGNATURE_HEADER).ok_or(NotificationError::NotSigned)?;
        let part = |name: &str| {
            header
                .split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find_map(|(known, value)| (known == name).then_some(value))
        };
        let (time, signature) = part("t")
            .zip(part("v1"))
            .ok_or(NotificationError::NotSigned)?;
        let signed_at = time
            .parse()
            .ok()
            .and_then(|second| Timestamp::from_second(second).ok())
            .ok_or(NotificationError::NotSigned)?;
        let expected = notification_signature(&self.secret, time, body);
        let genuine: bool = expected.as_bytes().ct_eq(signature.as_bytes()).into();
        let age = now.duration_since(signed_at);
        if !genuine || age.abs() > NOTIFICATION_TOLERANCE {
            return Err(NotificationError::NotSigned);
        }
        let notification: Notification = serde_json::from_slice(body)
            .map_err(|error| NotificationError::NotUnderstood(error.to_string()))?;
        Ok(Some(notification.into()))
    }
}

impl From<Notification> for PaymentReport {
    fn from(notification: Notification) -> Self {
        Self {
            id: notification.id,
            order: notification.order,
            event: match notification.attempt {
                PaymentResult::Succeeded => PaymentEvent::Paid {
                    paid: Money {
                        amount: notification.amount,
                        currency: notification.currency,
                    },
                    reference: notification.reference,
                },
                PaymentResult::Declined => PaymentEvent::Declined,
            },
        }
    }
}

/// The signature of a notification sent at a time, in hexadecimal.
#[must_use]
pub fn notification_signature(secret: &SecretKey, time: &str, body: &[u8]) -> String {
    let message = [time.as_bytes(), b".", body].concat();
    data_encoding::HEXLOWER.encode(&secret.sign(&message))
}

/// The parameters of the sandbox's checkout page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutLink {
    /// The order.
    pub order: OrderNumber,
    /// The amount to pay.
    pub total: Money,
    /// Where the person goes afterwards.
    pub return_to: String,
}

impl CheckoutLink {
    fn signature(&self, secret: &SecretKey) -> String {
        let message = format!(
            "checkout\n{}\n{}\n{}\n{}",
            self.order, self.total.amount, self.total.currency, self.return_to
        );
        data_encoding::HEXLOWER.encode(&secret.sign(message.as_bytes()))
    }

    fn query(&self, secret: &SecretKey) -> String {
        format!(
            "order={}&amount={}&currency={}&return_to={}&signature={}",
            self.order,
            self.total.amount,
            percent_encoded(&self.total.currency),
            percent_encoded(&self.return_to),
            self.signature(secret)
        )
    }

    /// A checkout from the parameters of its link, if the signature is valid.
    #[must_use]
    pub fn verified(
        order: &str,
        amount: u64,
        currency: &str,
        return_to: &str,
        signature: &str,
        secret: &SecretKey,
    ) -> Option<Self> {
        let checkout = Self {
            order: OrderNumber::try_from(order.to_owned()).ok()?,
            total: Money {
                amount,
                currency: currency.to_owned(),
            },
            return_to: return_to.to_owned(),
        };
        let genuine: bool = checkout
            .signature(secret)
            .as_bytes()
            .ct_eq(signature.as_bytes())
            .into();
        genuine.then_some(checkout)
    }
}

/// Percent-encodes a text as a value in a query.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: SecretKey = SecretKey::new([7; 32]);
    const BODY: &[u8] = br#"{"id":"evt_1","type":"payment.succeeded","order":"PO-0000000000","amount":1,"currency":"usd","reference":"pay_1"}"#;

    fn read(header: Option<&str>, body: &[u8], now: i64) -> Result<String, NotificationError> {
        let sandbox = SandboxCards::new("http://localhost", SECRET);
        let header = |name: &str| {
            assert_eq!(name, SIGNATURE_HEADER);
            header.map(str::to_owned)
        };
        let read = sandbox.read(&header, body, Timestamp::from_second(now).unwrap())?;
        match read.unwrap().event {
            PaymentEvent::Paid { reference, .. } => Ok(reference),
            PaymentEvent::Declined => panic!("declined"),
        }
    }

    #[test]
    fn a_notification_is_believed_only_if_signed_lately_over_its_own_body() {
        let signed = |secret: &SecretKey, body: &[u8]| {
            format!("t=1000,v1={}", notification_signature(secret, "1000", body))
        };
        let good = signed(&SECRET, BODY);
        let tolerance = NOTIFICATION_TOLERANCE.as_secs();
        assert_eq!(read(Some(&good), BODY, 1000 + tolerance).unwrap(), "pay_1");
        let other = signed(&SecretKey::new([8; 32]), BODY);
        for (header, body, now) in [
            (Some(good.as_str()), BODY, 1001 + tolerance),
            (Some(&good), BODY, 999 - tolerance),
            (Some(&good), b"{}".as_slice(), 1000),
            (Some("t=1000,v1="), BODY, 1000),
            (None, BODY, 1000),
            (Some(&other), BODY, 1000),
        ] {
            let refused = read(header, body, now).unwrap_err();
            assert_eq!(refused, NotificationError::NotSigned, "{header:?} {now}");
        }
        let foreign = signed(&SECRET, b"{}");
        assert!(matches!(
            read(Some(&foreign), b"{}", 1000),
            Err(NotificationError::NotUnderstood(_))
        ));
    }

    #[test]
    fn a_checkout_link_cannot_be_changed() {
        let order = OrderNumber::try_from("PO-0000000000".to_owned()).unwrap();
        let checkout = CheckoutLink {
            order,
            total: Money {
                amount: 3_600,
                currency: "usd".to_owned(),
            },
            return_to: "http://localhost:8080/#/orders/PO-0000000000".to_owned(),
        };
        let signature = checkout.signature(&SECRET);
        let verified = |amount, return_to: &str| {
            CheckoutLink::verified(
                "PO-0000000000",
                amount,
                "usd",
                return_to,
                &signature,
                &SECRET,
            )
        };
        assert_eq!(verified(3_600, &checkout.return_to), Some(checkout.clone()));
        assert_eq!(verified(1, &checkout.return_to), None);
        assert_eq!(verified(3_600, "http://evil.example"), None);
        assert!(
            checkout
                .query(&SECRET)
                .contains("return_to=http%3A%2F%2Flocalhost%3A8080%2F%23%2Forders")
        );
    }
}
