//! Order numbers.

use rand::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::Invalid;

/// An order's number: `PO-` and ten symbols that are easy to read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderNumber(String);

impl OrderNumber {
    const SYMBOLS: usize = 10;

    /// A fresh number. Random, so that it tells nobody how much is sold; the table refuses one that is taken.
    #[must_use]
    pub fn create(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 6];
        rng.fill_bytes(&mut bytes);
        Self(format!(
            "PO-{}",
            crate::symbols::encode(&bytes, Self::SYMBOLS).as_str()
        ))
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for OrderNumber {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        let symbols = text
            .to_ascii_uppercase()
            .strip_prefix("PO-")
            .map(|symbols| crate::symbols::parse(symbols, Self::SYMBOLS));
        match symbols {
            Some(Ok(symbols)) => Ok(Self(format!("PO-{}", symbols.as_str()))),
            _ => Err(Invalid("is not an order number".into())),
        }
    }
}

impl From<OrderNumber> for String {
    fn from(number: OrderNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;

    #[test]
    fn an_order_number_reads_back_in_lower_case_and_notices_a_typo() {
        let number = OrderNumber::create(&mut ChaCha12Rng::seed_from_u64(1));
        assert_eq!(
            OrderNumber::try_from(number.as_str().to_lowercase()),
            Ok(number.clone())
        );
        let mut typo = number.as_str().to_owned();
        typo.pop();
        assert!(OrderNumber::try_from(typo).is_err());
    }
}
