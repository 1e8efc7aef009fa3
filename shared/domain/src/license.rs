//! License keys: derived from the order, mailed, typed in once, stored as a digest.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Invalid;
use crate::account::AccountId;
use crate::order_number::OrderNumber;
use crate::policy::{KEY_GROUP, LICENSE_KEY_SYMBOLS, TYPED_MAX};
use crate::product::Product;
use crate::secret::{Digest32, SecretKey, secret_text};
use crate::symbols;
pub use crate::symbols::KeyError;

secret_text! {
    /// A license key, one for each paid unit: [`LICENSE_KEY_SYMBOLS`] symbols in groups, the last of them a check
    /// symbol.
    LicenseKey
}

/// Where the last group of a key begins.
const LAST_GROUP: usize = (LICENSE_KEY_SYMBOLS - 1) / KEY_GROUP * KEY_GROUP;

/// One unit of one line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// What was bought.
    pub product: Product,
    /// The line's place in the order, from 0.
    pub line: u32,
    /// The unit's place in the line, from 0.
    pub unit: u32,
}

impl LicenseKey {
    /// Derives the key of a unit. The same order, line and unit give the same key, so that a retry or a resend mails it
    /// again.
    #[must_use]
    pub fn derive(secret: &SecretKey, order: &OrderNumber, unit: Unit) -> Self {
        let mac = secret.mac(
            "license-key",
            &[
                order.as_str().as_bytes(),
                &unit.line.to_be_bytes(),
                &unit.unit.to_be_bytes(),
            ],
        );
        Self(
            symbols::encode(&mac, LICENSE_KEY_SYMBOLS)
                .as_str()
                .to_owned(),
        )
    }

    /// Reads what a person typed or pasted.
    ///
    /// # Errors
    /// [`KeyError::Mistyped`] if the check symbol does not match, [`KeyError::Malformed`] if the text cannot be a key.
    pub fn parse(typed: &str) -> Result<Self, KeyError> {
        symbols::parse(typed, LICENSE_KEY_SYMBOLS).map(|text| Self(text.as_str().to_owned()))
    }

    /// The key in groups. Only the mail to its buyer may use it.
    #[must_use]
    pub fn expose(&self) -> String {
        symbols::grouped(&self.0).as_str().to_owned()
    }

    /// The key's digest, the only form in which it is stored.
    #[must_use]
    pub fn digest(&self) -> Digest32 {
        Digest32::of(self.0.as_bytes())
    }

    /// The key as an order shows it: only its last group is readable.
    #[must_use]
    pub fn masked(&self) -> String {
        let (hidden, shown) = self.0.split_at(LAST_GROUP);
        let masked = "*".repeat(hidden.len()) + shown;
        symbols::grouped(&masked).as_str().to_owned()
    }
}

/// A key as it was typed, not validated yet: [`LicenseKey::parse`] reads it and returns what is wrong with it.
pub struct TypedKey(zeroize::Zeroizing<String>);

impl TypedKey {
    /// The text that was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for TypedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedKey(..)")
    }
}

impl<'de> Deserialize<'de> for TypedKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = zeroize::Zeroizing::new(String::deserialize(deserializer)?);
        if text.chars().count() > TYPED_MAX {
            return Err(serde::de::Error::custom(Invalid(
                "is longer than any key".into(),
            )));
        }
        Ok(Self(text))
    }
}

/// A license: the right to one credential, until an account enters its key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct License {
    /// The digest of its key.
    pub digest: Digest32,
    /// The order that paid for it.
    pub order: OrderNumber,
    /// What it is a license for.
    pub product: Product,
    /// When it was paid for: the credential's term starts here.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    pub purchased_at: Timestamp,
    /// The account that entered it.
    #[serde(default)]
    pub used_by: Option<AccountId>,
}

/// Why a license key is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LicenseError {
    /// Not a key, or a mistyped one.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No license has this key.
    #[error("no license has this key")]
    Unknown,
    /// An account entered it before.
    #[error("this license key was used before")]
    Used,
    /// The account's own credential is valid or can be renewed, so the key stays unused.
    #[error("your credential can be renewed; the key stays unused")]
    RenewInstead,
    /// The term that the license pays for has passed.
    #[error("the term that this license was bought for has passed")]
    Lapsed,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::product::tests::product;

    fn order(text: &str) -> OrderNumber {
        let symbols = symbols::encode(text.as_bytes(), 10);
        OrderNumber::try_from(format!("PO-{}", symbols.as_str())).unwrap()
    }

    fn unit(line: u32, unit: u32) -> Unit {
        Unit {
            product: product("us"),
            line,
            unit,
        }
    }

    proptest! {
        #[test]
        fn a_key_is_the_same_each_time_and_differs_by_secret_order_line_and_unit(secret: [u8; 32], line in 0u32..9, of in 0u32..50) {
            let key = LicenseKey::derive(&SecretKey::new(secret), &order("one"), unit(line, of));
            prop_assert_eq!(&key, &LicenseKey::derive(&SecretKey::new(secret), &order("one"), unit(line, of)));
            prop_assert_ne!(&key, &LicenseKey::derive(&SecretKey::new(secret), &order("two"), unit(line, of)));
            prop_assert_ne!(&key, &LicenseKey::derive(&SecretKey::new(secret), &order("one"), unit(line + 1, of)));
            prop_assert_ne!(&key, &LicenseKey::derive(&SecretKey::new(secret), &order("one"), unit(line, of + 1)));
            let mut other = secret;
            other[0] ^= 1;
            prop_assert_ne!(&key, &LicenseKey::derive(&SecretKey::new(other), &order("one"), unit(line, of)));
        }

        #[test]
        fn a_key_reads_back_from_its_mail_however_it_is_typed(secret: [u8; 32]) {
            let key = LicenseKey::derive(&SecretKey::new(secret), &order("one"), unit(0, 0));
            let mailed = key.expose();
            prop_assert_eq!(LicenseKey::parse(&mailed), Ok(key.clone()));
            prop_assert_eq!(LicenseKey::parse(&format!("  {} ", mailed.to_lowercase().replace('-', " "))), Ok(key.clone()));
            prop_assert_eq!(LicenseKey::parse(&mailed).unwrap().digest(), key.digest());
        }
    }

    #[test]
    fn a_key_does_not_print_itself_and_shows_its_last_group_only() {
        let key = LicenseKey::derive(&SecretKey::new([1; 32]), &order("one"), unit(0, 0));
        assert_eq!(format!("{key:?}"), "LicenseKey(..)");
        let (shown, masked) = (key.expose(), key.masked());
        let last = shown.rsplit_once('-').unwrap().1;
        let hidden = masked.strip_suffix(last).unwrap();
        assert!(hidden.chars().all(|c| matches!(c, '*' | '-')), "{masked}");
        assert_eq!(masked.len(), shown.len());
    }
}
