//! OpenAPI schemas of fields that policy limits. utoipa's attributes take literals only, so functions insert the
//! constants.

use domain::policy::{ORDER_UNITS, PASSWORD_MAX, PASSWORD_MIN, USER_ID_MAX, USER_ID_MIN};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{KnownFormat, SchemaFormat};

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
