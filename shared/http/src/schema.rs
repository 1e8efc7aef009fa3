//! OpenAPI schemas of fields whose limits or examples follow from policy. utoipa's attributes take literals only, so
//! functions insert the constants.

use domain::license::LicenseKey;
use domain::policy::{
    ACTIVATION_CODE_SYMBOLS, ADDRESS_LINE_MAX, CODE_DIGITS, KEY_GROUP, LICENSE_KEY_SYMBOLS,
    ORDER_UNITS, PASSWORD_MAX, PASSWORD_MIN, USER_ID_MAX, USER_ID_MIN,
};
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};

fn text(min: usize, max: usize, description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(min))
        .max_length(Some(max))
        .description(Some(description))
}

/// A user ID that is chosen.
#[must_use]
pub fn user_id() -> Object {
    let description = "Letters, digits or any of `. _ - @ +`; unique whatever its case.";
    text(USER_ID_MIN, USER_ID_MAX, description)
        .examples(["ada.lovelace"])
        .build()
}

/// A password that is chosen.
#[must_use]
pub fn new_password() -> Object {
    let description = "Not common, and not made of the account's own data.";
    text(PASSWORD_MIN, PASSWORD_MAX, description)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
        .build()
}

/// How many units of a product an order holds.
#[must_use]
pub fn quantity() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(ORDER_UNITS))
        .description(Some("How many licenses, one for each person."))
        .build()
}

/// A line of an address.
pub(crate) struct AddressLine;

impl utoipa::PartialSchema for AddressLine {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(ADDRESS_LINE_MAX))
            .description(Some("A line of an address, without line breaks."))
            .into()
    }
}

impl utoipa::ToSchema for AddressLine {}

fn like(example: String, description: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .examples([example])
        .description(Some(description))
        .build()
}

/// A code as it is typed.
#[must_use]
pub fn code() -> Object {
    let digits = (0..=9).cycle().take(CODE_DIGITS);
    let example = digits.map(|digit: u8| digit.to_string()).collect();
    like(example, "Its digits; spaces and hyphens do not matter.")
}

/// A key of so many symbols in groups.
fn key(symbols: usize) -> String {
    let symbols = vec!["X"; symbols];
    let groups: Vec<String> = symbols.chunks(KEY_GROUP).map(<[&str]>::concat).collect();
    groups.join("-")
}

/// A license key as it is typed.
#[must_use]
pub fn license_key() -> Object {
    let description = "The key; case, spaces and hyphens do not matter.";
    like(key(LICENSE_KEY_SYMBOLS), description)
}

/// A license key as an order shows it.
#[must_use]
pub fn masked_license_key() -> Object {
    let example = LicenseKey::parse(&"0".repeat(LICENSE_KEY_SYMBOLS));
    like(
        example.map(|key| key.masked()).unwrap_or_default(),
        "The key, of which only the last group is readable.",
    )
}

/// An activation code as it is typed.
#[must_use]
pub fn activation_code() -> Object {
    let description = "The code; case, spaces and hyphens do not matter.";
    like(key(ACTIVATION_CODE_SYMBOLS), description)
}
