//! The catalogue: what is sold, and what it costs.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use crate::Invalid;
use crate::account::Country;

/// The currency of the catalogue's prices: an ISO 4217 code in lower case, as payment providers write it.
pub const CURRENCY: &str = "usd";

/// Which phones a product covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Numbers of the 50 states and the District of Columbia.
    Us,
    /// All other numbers, those of the US territories included.
    International,
}

impl Coverage {
    /// The countries whose numbers are covered.
    #[must_use]
    pub const fn countries(self) -> Countries {
        let others = match self {
            Self::Us => false,
            Self::International => true,
        };
        Countries {
            listed: &[Country::US],
            others,
        }
    }
}

/// Some of all countries: those that are listed, or the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Countries {
    /// Countries, ISO 3166-1 alpha-2.
    #[schema(value_type = Vec<String>)]
    listed: &'static [Country],
    /// Whether the countries that are not listed are meant.
    others: bool,
}

impl Countries {
    /// Whether a country is one of them.
    #[must_use]
    pub fn contain(self, country: Country) -> bool {
        self.listed.contains(&country) != self.others
    }
}

/// A product: a row of the catalogue. It is stored and sent as its identifier, and two rows are equal if their
/// identifiers are.
///
/// # Adding a product
/// A product is a row in [`Product::ALL`] and its name, the message `product-<identifier>` of each language. A row is
/// never removed, and its identifier, coverage, proofing and term never change: orders, licenses and credentials that
/// were stored before name the row by its identifier alone.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    /// The identifier: words of small letters, with hyphens between them. No rule depends on parts of it.
    pub id: &'static str,
    /// Which phones it covers.
    pub coverage: Coverage,
    /// Whether the person is proofed before a phone can be bound.
    pub proofing: bool,
    /// The term: calendar years that one payment buys.
    pub years: u8,
    /// The price of a new license in minor units of [`CURRENCY`], unless [`Prices`] has another.
    price: u32,
    /// The price of a renewal in minor units of [`CURRENCY`], unless [`Prices`] has another.
    renewal_price: u32,
}

impl Product {
    /// All products, in the order in which they are shown.
    pub const ALL: &'static [Self] = &[
        Self {
            id: "us-proofed",
            coverage: Coverage::Us,
            proofing: true,
            years: 1,
            price: 8_500,
            renewal_price: 3_600,
        },
        Self {
            id: "us",
            coverage: Coverage::Us,
            proofing: false,
            years: 1,
            price: 3_600,
            renewal_price: 3_600,
        },
        Self {
            id: "international-proofed",
            coverage: Coverage::International,
            proofing: true,
            years: 1,
            price: 10_900,
            renewal_price: 6_000,
        },
        Self {
            id: "international",
            coverage: Coverage::International,
            proofing: false,
            years: 1,
            price: 6_000,
            renewal_price: 6_000,
        },
    ];

    /// The product with this identifier.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|product| product.id == id).copied()
    }
}

impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Product {}

impl Serialize for Product {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

impl<'de> Deserialize<'de> for Product {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::of(&id).ok_or_else(|| serde::de::Error::custom(Invalid("is not a product".into())))
    }
}

impl utoipa::PartialSchema for Product {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A product, by its identifier in the catalogue."))
            .enum_values(Some(Self::ALL.iter().map(|product| product.id)))
            .into()
    }
}

impl utoipa::ToSchema for Product {}

/// What an order line sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "product")]
pub enum LineItem {
    /// A new license: its payment yields a license key for each unit.
    License(Product),
    /// Another term for the buyer's own credential: its payment extends the expiry.
    Renewal(Product),
}

impl LineItem {
    /// The product that is sold or renewed.
    #[must_use]
    pub const fn product(self) -> Product {
        match self {
            Self::License(product) | Self::Renewal(product) => product,
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

/// All prices, in one currency, as an operator sets them: `{"currency": "usd", "products": {"us": {"price": 3600}}}`, in
/// minor units. A price that is not set is the catalogue's, if that is in the same currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prices {
    currency: String,
    products: BTreeMap<String, ProductPrices>,
}

/// A product's prices as an operator sets them, in minor units. Nothing is free: card providers take no payment of zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct ProductPrices {
    price: Option<NonZeroU32>,
    renewal_price: Option<NonZeroU32>,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            currency: CURRENCY.to_owned(),
            products: BTreeMap::new(),
        }
    }
}

impl Prices {
    /// The currency of all prices: an ISO 4217 code in lower case.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// The price of one unit; `None`: it is not sold, because prices are set in another currency than the catalogue's and
    /// this one has none. That is so of a new row of the catalogue until an operator sets its price.
    #[must_use]
    pub fn of(&self, item: LineItem) -> Option<Money> {
        let product = item.product();
        let set = self.products.get(product.id).copied().unwrap_or_default();
        let (set, row) = match item {
            LineItem::License(_) => (set.price, product.price),
            LineItem::Renewal(_) => (set.renewal_price, product.renewal_price),
        };
        let amount = match set {
            Some(set) => set.get(),
            None if self.currency == CURRENCY => row,
            None => return None,
        };
        Some(Money {
            amount: amount.into(),
            currency: self.currency.clone(),
        })
    }

    /// What is wrong with prices that an operator sets: the field within them, and why it is refused.
    pub(crate) fn wrong(&self) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        if self.currency.len() != 3 || !self.currency.bytes().all(|b| b.is_ascii_lowercase()) {
            let why = "must be a currency's ISO 4217 code in small letters";
            wrong.push(("currency".to_owned(), why.to_owned()));
        }
        for id in self.products.keys().filter(|id| Product::of(id).is_none()) {
            wrong.push((format!("products.{id}"), "is not a product".to_owned()));
        }
        for product in Product::ALL {
            for (item, field) in [
                (LineItem::License(*product), "price"),
                (LineItem::Renewal(*product), "renewal_price"),
            ] {
                if self.of(item).is_none() {
                    let why = format!("must be set: the catalogue's own price is in {CURRENCY}");
                    wrong.push((format!("products.{}.{field}", product.id), why));
                }
            }
        }
        wrong
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    pub(crate) fn product(id: &str) -> Product {
        Product::of(id).unwrap()
    }

    /// The product `us`, with a term that it does not have.
    pub(crate) fn us_for(years: u8) -> Product {
        Product {
            years,
            ..product("us")
        }
    }

    #[test]
    fn each_row_is_called_as_no_other_and_has_a_term_and_prices() {
        let ids: BTreeSet<&str> = Product::ALL.iter().map(|product| product.id).collect();
        assert_eq!(ids.len(), Product::ALL.len());
        for product in Product::ALL {
            let id = product.id;
            let mut words = id.split('-');
            assert!(
                words.all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase())),
                "{id}: identifiers are words of small letters"
            );
            assert!(product.years > 0, "{id}");
            assert!(product.price > 0 && product.renewal_price > 0, "{id}");
        }
    }

    #[test]
    fn phones_of_each_coverage_are_sold_with_and_without_proofing() {
        for coverage in [Coverage::Us, Coverage::International] {
            for proofing in [true, false] {
                assert!(
                    Product::ALL
                        .iter()
                        .any(|row| row.coverage == coverage && row.proofing == proofing),
                    "{coverage:?}, proofing: {proofing}"
                );
            }
        }
    }

    #[test]
    fn what_was_sold_once_stays_readable_in_its_stored_form() {
        // Written by hand, so that a row that is removed or renamed fails here. A new row is added once it is sold.
        for id in ["us-proofed", "us", "international-proofed", "international"] {
            for kind in ["license", "renewal"] {
                let stored = json!({ "kind": kind, "product": id });
                let item: LineItem = serde_json::from_value(stored.clone()).unwrap();
                assert_eq!(item.product(), product(id));
                assert_eq!(json!(item), stored);
            }
        }
    }

    #[test]
    fn an_unknown_identifier_is_refused_and_no_other_is_given_away() {
        for unknown in ["gold", "", "US", "us-"] {
            let error = serde_json::from_value::<Product>(json!(unknown)).unwrap_err();
            assert_eq!(error.to_string(), "is not a product");
        }
    }

    #[test]
    fn the_interface_describes_a_product_as_one_of_the_identifiers() {
        let schema = json!(<Product as utoipa::PartialSchema>::schema());
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"], json!(Product::ALL));
    }

    fn read(prices: serde_json::Value) -> Prices {
        serde_json::from_value(prices).unwrap()
    }

    fn costs(prices: &Prices, id: &str) -> [Option<u64>; 2] {
        let product = product(id);
        [LineItem::License(product), LineItem::Renewal(product)].map(|item| {
            let Money { amount, currency } = prices.of(item)?;
            assert_eq!(currency, prices.currency());
            Some(amount)
        })
    }

    #[test]
    fn a_product_costs_what_is_set_or_else_what_the_catalogue_says() {
        let prices = read(json!({ "products": {
            "us-proofed": { "price": 9_900, "renewal_price": 4_200 },
            "international": { "price": 6_600 },
        } }));
        assert_eq!(prices.wrong(), []);
        assert_eq!(costs(&prices, "us-proofed"), [Some(9_900), Some(4_200)]);
        let row = |id| {
            let product = product(id);
            [product.price, product.renewal_price].map(|price| Some(price.into()))
        };
        assert_eq!(
            costs(&prices, "international"),
            [Some(6_600), row("international")[1]]
        );
        for id in ["us", "international-proofed"] {
            assert_eq!(costs(&prices, id), row(id));
            assert_eq!(costs(&Prices::default(), id), row(id));
        }
    }

    #[test]
    fn in_another_currency_nothing_is_sold_without_a_price_of_its_own() {
        let mut products: BTreeMap<_, _> = Product::ALL
            .iter()
            .map(|product| {
                (
                    product.id,
                    json!({ "price": 3_300, "renewal_price": 3_000 }),
                )
            })
            .collect();
        let euros =
            |products: &BTreeMap<_, _>| read(json!({ "currency": "eur", "products": products }));
        assert_eq!(euros(&products).wrong(), []);
        assert_eq!(costs(&euros(&products), "us"), [Some(3_300), Some(3_000)]);
        products.insert("us", json!({ "price": 3_300 }));
        products.remove("international");
        let prices = euros(&products);
        assert_eq!(costs(&prices, "us"), [Some(3_300), None]);
        assert_eq!(costs(&prices, "international"), [None, None]);
        let fields: Vec<_> = prices.wrong().into_iter().map(|(field, _)| field).collect();
        assert_eq!(
            fields,
            [
                "products.us.renewal_price",
                "products.international.price",
                "products.international.renewal_price"
            ]
        );
    }

    #[test]
    fn prices_of_no_currency_or_product_are_wrong() {
        for (prices, field) in [
            (json!({ "currency": "USD" }), "currency"),
            (json!({ "products": { "gold": {} } }), "products.gold"),
        ] {
            let wrong = read(prices).wrong();
            assert!(wrong.iter().any(|(wrong, _)| wrong == field), "{wrong:?}");
        }
        for price in [json!(0), json!(-1), json!("1"), json!(1.5)] {
            let prices = json!({ "products": { "us": { "price": price } } });
            assert!(serde_json::from_value::<Prices>(prices).is_err(), "{price}");
        }
    }
}
