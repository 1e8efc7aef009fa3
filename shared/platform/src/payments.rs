//! Payment providers: where a card is entered, and how a provider says that it was paid.

use domain::Timestamp;
use domain::order::{Order, OrderNumber, PaymentMethod};
use domain::policy::NOTIFICATION_TOLERANCE;
use domain::product::Money;
use domain::secret::SecretKey;

use lambda_http::http::HeaderMap;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::{Platform, Problem, Slug};

/// A provider that takes cards on a page of its own and notifies `record-payment`.
pub trait PaymentProvider {
    /// The provider's name, as in its route.
    const NAME: &'static str;

    /// The page on which a person pays an order.
    fn checkout_url(&self, order: &Order, return_to: &str) -> String;

    /// Reads a notification, if the provider signed it lately.
    ///
    /// # Errors
    /// Why it is not to be believed.
    fn read_notification(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, Problem>;
}

/// What became of an attempt to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The money was taken.
    #[serde(rename = "payment.succeeded")]
    Succeeded,
    /// The card was declined.
    #[serde(rename = "payment.declined")]
    Declined,
}

/// What a provider tells about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notification {
    /// The event's identifier; the same event may arrive twice.
    pub id: String,
    /// What became of the attempt.
    #[serde(rename = "type")]
    pub outcome: Outcome,
    /// The order.
    pub order: OrderNumber,
    /// What was paid, in minor units.
    pub amount: u64,
    /// ISO 4217 code in lower case.
    pub currency: String,
    /// The provider's reference of the payment.
    pub reference: String,
}

impl Notification {
    /// What was paid.
    #[must_use]
    pub fn paid(&self) -> Money {
        Money {
            amount: self.amount,
            currency: self.currency.clone(),
        }
    }
}

/// The sandbox provider: its checkout page is served by the local run, its notifications are signed as Stripe signs its
/// own.
#[derive(Debug)]
pub struct Sandbox<'a> {
    page: &'a str,
    secret: &'a SecretKey,
}

/// The header that carries the sandbox's signature: `t=<epoch seconds>,v1=<hex HMAC-SHA-256 of "t.body">`.
pub const SIGNATURE_HEADER: &str = "sandbox-signature";

impl<'a> Sandbox<'a> {
    /// The sandbox, if its secret is configured.
    #[must_use]
    pub fn of(platform: &'a Platform) -> Option<Self> {
        platform.config.payment_secret.as_ref().map(|secret| Self {
            page: &platform.config.payment_page,
            secret,
        })
    }
}

impl PaymentProvider for Sandbox<'_> {
    const NAME: &'static str = "sandbox";

    fn checkout_url(&self, order: &Order, return_to: &str) -> String {
        let checkout = Checkout {
            order: order.number.clone(),
            total: order.total.clone(),
            return_to: return_to.to_owned(),
        };
        format!(
            "{}/sandbox/checkout?{}",
            self.page,
            checkout.query(self.secret)
        )
    }

    fn read_notification(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, Problem> {
        let unsigned = || {
            Problem::new(
                lambda_http::http::StatusCode::UNAUTHORIZED,
                Slug::SignatureInvalid,
                "The notification is not signed",
                "The signature is missing, wrong, or too old.",
            )
        };
        let header = headers
            .get(SIGNATURE_HEADER)
            .and_then(|value| value.to_str().ok());
        let part = |name: &str| {
            header?
                .split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find_map(|(known, value)| (known == name).then_some(value))
        };
        let (time, signature) = part("t").zip(part("v1")).ok_or_else(unsigned)?;
        let signed_at = time
            .parse()
            .ok()
            .and_then(|second| Timestamp::from_second(second).ok())
            .ok_or_else(unsigned)?;
        let expected = notification_signature(self.secret, time, body);
        let genuine: bool = expected.as_bytes().ct_eq(signature.as_bytes()).into();
        let age = now.duration_since(signed_at);
        if !genuine || age.abs() > NOTIFICATION_TOLERANCE {
            return Err(unsigned());
        }
        crate::http::read_json(body)
    }
}

/// The signature of a notification sent at a time, in hexadecimal.
#[must_use]
pub fn notification_signature(secret: &SecretKey, time: &str, body: &[u8]) -> String {
    let message = [time.as_bytes(), b".", body].concat();
    data_encoding::HEXLOWER.encode(&secret.sign(&message))
}

/// How orders can be paid here.
#[must_use]
pub fn methods(platform: &Platform) -> &'static [PaymentMethod] {
    match Sandbox::of(platform) {
        Some(_) => &[PaymentMethod::Card, PaymentMethod::Invoice],
        None => &[PaymentMethod::Invoice],
    }
}

/// Where an order is paid; `None` if no provider is configured.
#[must_use]
pub fn checkout_url(platform: &Platform, order: &Order) -> Option<String> {
    let return_to = format!(
        "{}/#/orders/{}",
        platform.config.portal_origin, order.number
    );
    Sandbox::of(platform).map(|sandbox| sandbox.checkout_url(order, &return_to))
}

/// What the sandbox's checkout page is asked to collect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The order.
    pub order: OrderNumber,
    /// What it costs.
    pub total: Money,
    /// Where the person goes afterwards.
    pub return_to: String,
}

impl Checkout {
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

    /// A checkout from the parameters of its link, if the signature is genuine.
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

/// A text as a value of a query.
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

    fn read(header: Option<&str>, body: &[u8], now: i64) -> Result<Notification, Problem> {
        let sandbox = Sandbox {
            page: "http://127.0.0.1",
            secret: &SECRET,
        };
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert(SIGNATURE_HEADER, header.parse().unwrap());
        }
        sandbox.read_notification(&headers, body, Timestamp::from_second(now).unwrap())
    }

    #[test]
    fn a_notification_is_believed_only_if_signed_lately_over_its_own_body() {
        let signed = format!(
            "t=1000,v1={}",
            notification_signature(&SECRET, "1000", BODY)
        );
        assert_eq!(read(Some(&signed), BODY, 1300).unwrap().reference, "pay_1");
        assert_eq!(
            read(Some(&signed), BODY, 1301).unwrap_err().slug,
            Slug::SignatureInvalid
        );
        assert_eq!(
            read(Some(&signed), BODY, 699).unwrap_err().slug,
            Slug::SignatureInvalid
        );
        assert_eq!(
            read(Some(&signed), b"{}", 1000).unwrap_err().slug,
            Slug::SignatureInvalid
        );
        assert_eq!(
            read(Some("t=1000,v1="), BODY, 1000).unwrap_err().slug,
            Slug::SignatureInvalid
        );
        assert_eq!(
            read(None, BODY, 1000).unwrap_err().slug,
            Slug::SignatureInvalid
        );
        let other = format!(
            "t=1000,v1={}",
            notification_signature(&SecretKey::new([8; 32]), "1000", BODY)
        );
        assert_eq!(
            read(Some(&other), BODY, 1000).unwrap_err().slug,
            Slug::SignatureInvalid
        );
    }

    #[test]
    fn a_checkout_link_cannot_be_changed() {
        let order = OrderNumber::try_from("PO-0000000000".to_owned()).unwrap();
        let checkout = Checkout {
            order,
            total: Money {
                amount: 3_600,
                currency: "usd".to_owned(),
            },
            return_to: "http://127.0.0.1:8080/#/orders/PO-0000000000".to_owned(),
        };
        let signature = checkout.signature(&SECRET);
        let verified = |amount, return_to: &str| {
            Checkout::verified(
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
                .contains("return_to=http%3A%2F%2F127.0.0.1%3A8080%2F%23%2Forders")
        );
    }
}
