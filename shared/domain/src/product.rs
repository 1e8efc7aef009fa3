//! What is sold: a year of Phone OTP for phones of one coverage, with or without proofing; and its renewal.

use serde::{Deserialize, Serialize};

/// Which phones a product covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Numbers of the 50 states and the District of Columbia.
    Us,
    /// All other numbers, those of the US territories included.
    International,
}

/// A product: one year, for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Product {
    /// US phones, with proofing.
    UsProofed,
    /// US phones, without proofing.
    Us,
    /// All other phones, with proofing.
    InternationalProofed,
    /// All other phones, without proofing.
    International,
}

impl Product {
    /// All products, in the order of the catalogue.
    pub const ALL: [Self; 4] = [
        Self::UsProofed,
        Self::Us,
        Self::InternationalProofed,
        Self::International,
    ];

    /// Which phones it covers.
    #[must_use]
    pub const fn coverage(self) -> Coverage {
        match self {
            Self::UsProofed | Self::Us => Coverage::Us,
            Self::InternationalProofed | Self::International => Coverage::International,
        }
    }

    /// Whether the person is proofed before a phone can be bound.
    #[must_use]
    pub const fn proofing(self) -> bool {
        matches!(self, Self::UsProofed | Self::InternationalProofed)
    }

    /// The name that people read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsProofed => "Phone OTP, 1 year, US phones, with proofing",
            Self::Us => "Phone OTP, 1 year, US phones, without proofing",
            Self::InternationalProofed => "Phone OTP, 1 year, international phones, with proofing",
            Self::International => "Phone OTP, 1 year, international phones, without proofing",
        }
    }
}

/// What an order line sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "product")]
pub enum Item {
    /// A new license: its payment yields a license key for each unit.
    License(Product),
    /// Another year for the buyer's own credential: its payment moves the expiry.
    Renewal(Product),
}

impl Item {
    /// The product that is sold or renewed.
    #[must_use]
    pub const fn product(self) -> Product {
        match self {
            Self::License(product) | Self::Renewal(product) => product,
        }
    }

    /// The name that people read on an order.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::License(product) => product.name().to_owned(),
            Self::Renewal(product) => format!("Renewal: {}", product.name()),
        }
    }
}

/// An amount in the currency's minor units (cents for `usd`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Money {
    /// Minor units.
    pub amount: u64,
    /// ISO 4217 code in lower case, as payment providers write it.
    pub currency: String,
}

/// The prices of everything that is sold, in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// ISO 4217 code in lower case.
    pub currency: String,
    /// Minor units for a year with US phones.
    pub us: u64,
    /// Minor units for a year with all other phones.
    pub international: u64,
    /// Minor units that proofing adds to a new license. A renewal is not proofed again.
    pub proofing: u64,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            currency: "usd".to_owned(),
            us: 3_600,
            international: 6_000,
            proofing: 4_900,
        }
    }
}

impl Prices {
    /// The price of one unit.
    #[must_use]
    pub fn of(&self, item: Item) -> Money {
        let year = match item.product().coverage() {
            Coverage::Us => self.us,
            Coverage::International => self.international,
        };
        let proofing = match item {
            Item::License(product) if product.proofing() => self.proofing,
            _ => 0,
        };
        Money {
            amount: year + proofing,
            currency: self.currency.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_products_are_sold_two_coverages_with_and_without_proofing() {
        let kinds = Product::ALL.map(|product| (product.coverage(), product.proofing()));
        assert_eq!(
            kinds,
            [
                (Coverage::Us, true),
                (Coverage::Us, false),
                (Coverage::International, true),
                (Coverage::International, false),
            ]
        );
    }

    #[test]
    fn a_renewal_costs_the_year_and_not_the_proofing() {
        let prices = Prices::default();
        for product in Product::ALL {
            let difference =
                prices.of(Item::License(product)).amount - prices.of(Item::Renewal(product)).amount;
            assert_eq!(
                difference,
                if product.proofing() {
                    prices.proofing
                } else {
                    0
                }
            );
        }
    }
}
