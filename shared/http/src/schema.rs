//! OpenAPI schemas of fields whose limits or examples follow from policy. utoipa's attributes take literals only, so
//! functions insert the constants.

use domain::license::LicenseKey;
use domain::policy::{
    ACTIVATION_CODE_SYMBOLS, ADDRESS_LINE_MAX, CODE_DIGITS, EMAIL_CODE_DIGITS, EMAIL_LOCAL_MAX,
    EMAIL_MAX, IDEMPOTENCY_KEY_MAX, KEY_GROUP, LEGAL_NAME_MAX, LEGAL_NAME_MIN, LICENSE_KEY_SYMBOLS,
    ORDER_UNITS, PASSWORD_MAX, PASSWORD_MIN, PHONE_TYPED_MAX, SECRET_IDEMPOTENCY_KEY_MIN,
    TYPED_MAX, USER_ID_MAX, USER_ID_MIN, VERIFICATION_STATE_MAX,
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

/// What an application gives to know a verification event by.
#[must_use]
pub fn verification_state() -> Object {
    let description = "What the event repeats, so that the application knows it.";
    text(0, VERIFICATION_STATE_MAX, description).build()
}

/// A user ID, chosen or entered.
#[must_use]
pub fn user_id() -> Object {
    let description = "Letters, digits or any of `. _ - @ +`; unique whatever its case.";
    text(USER_ID_MIN, USER_ID_MAX, description)
        .pattern(Some("^[A-Za-z0-9._@+-]*$"))
        .examples(["ada.lovelace"])
        .build()
}

/// An email address. What is said of its local part is what SES takes; the domain may be internationalised.
#[must_use]
pub fn email() -> Object {
    let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    let description = format!(
        "The email address; at most {EMAIL_LOCAL_MAX} characters before the `@`. The domain may be internationalised and \
         is kept in A-labels."
    );
    // The shortest is `a@b.cc`.
    text(6, EMAIL_MAX, &description)
        .format(Some(SchemaFormat::Custom("idn-email".to_owned())))
        .pattern(Some(format!(r"^{atom}(\.{atom})*@[^@\s]+$")))
        .examples(["ada@example.com"])
        .build()
}

/// A name as on an identity document.
#[must_use]
pub fn legal_name() -> Object {
    let description = "The name as on the identity document. It holds nothing that looks like a web address, and no \
                       characters that cannot be seen; it is normalised (NFC, single spaces).";
    text(LEGAL_NAME_MIN, LEGAL_NAME_MAX, description)
        .pattern(Some("^[^@]*$"))
        .examples(["Ada Lovelace"])
        .build()
}

/// A country.
#[must_use]
pub fn country() -> Object {
    text(2, 2, "ISO 3166-1 alpha-2, in either case.")
        .pattern(Some("^[A-Za-z]*$"))
        .examples(["US"])
        .build()
}

/// A phone number as it is typed.
#[must_use]
pub fn phone_number() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(PHONE_TYPED_MAX))
        .description(Some(
            "The number as people of the country write it, or in its international form.",
        ))
        .examples(["202 555 0123"])
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

/// A line of an address that has to be there.
pub(crate) struct AddressLine;

/// A line of an address that may be empty.
pub(crate) struct OptionalAddressLine;

/// A key under which a request is done once.
pub struct IdempotencyKey;

/// A key under which a request is done once and its secret answer can be had again.
pub struct SecretIdempotencyKey;

macro_rules! schemas {
    ($($kind:ty => $schema:expr;)*) => {$(
        impl utoipa::PartialSchema for $kind {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }

        impl utoipa::ToSchema for $kind {}
    )*};
}

schemas! {
    AddressLine => text(1, ADDRESS_LINE_MAX, ADDRESS_LINE);
    OptionalAddressLine => text(0, ADDRESS_LINE_MAX, ADDRESS_LINE);
    IdempotencyKey => text(1, IDEMPOTENCY_KEY_MAX, "Visible characters of ASCII.");
    SecretIdempotencyKey => text(SECRET_IDEMPOTENCY_KEY_MIN, IDEMPOTENCY_KEY_MAX, "Visible characters of ASCII: 128 random bits.");
}

const ADDRESS_LINE: &str =
    "A line of an address, without line breaks and characters that cannot be seen.";

fn like(example: String, description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .examples([example])
        .description(Some(description))
}

/// What is typed with at least so many symbols.
fn typed(symbols: usize, example: String, description: &str) -> Object {
    like(example, description)
        .min_length(Some(symbols))
        .max_length(Some(TYPED_MAX))
        .build()
}

/// A code as it is typed.
#[must_use]
pub fn code() -> Object {
    code_of(CODE_DIGITS)
}

/// A code that was mailed to confirm an address, as it is typed.
#[must_use]
pub fn email_code() -> Object {
    code_of(EMAIL_CODE_DIGITS)
}

fn code_of(digits: usize) -> Object {
    let example = (0..=9).cycle().take(digits);
    let example = example.map(|digit: u8| digit.to_string()).collect();
    let description =
        "Its digits, or a message with one code in it; spaces and dashes do not matter.";
    typed(digits, example, description)
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
    let description = "The key; case does not matter, nor what is no Latin letter and no digit.";
    typed(LICENSE_KEY_SYMBOLS, key(LICENSE_KEY_SYMBOLS), description)
}

/// A license key as an order shows it.
#[must_use]
pub fn masked_license_key() -> Object {
    let example = LicenseKey::parse(&"0".repeat(LICENSE_KEY_SYMBOLS));
    like(
        example.map(|key| key.masked()).unwrap_or_default(),
        "The key, of which only the last group is readable.",
    )
    .build()
}

/// An activation code as it is typed.
#[must_use]
pub fn activation_code() -> Object {
    let description = "The code; case does not matter, nor what is no Latin letter and no digit.";
    typed(
        ACTIVATION_CODE_SYMBOLS,
        key(ACTIVATION_CODE_SYMBOLS),
        description,
    )
}
