//! Sort keys: they tell an account's items apart, in the tables and in their streams.

use domain::lockout::Factor;

use super::Item;

pub(super) const CONFIGURATION: &str = "configuration";
pub(super) const ACCOUNT: &str = "~account";
pub(super) const CREDENTIAL: &str = "~credential";
pub(super) const ORDER_PREFIX: &str = "order#";
pub(super) const SESSION_PREFIX: &str = "session#";
pub(super) const CODE_GUARD: &str = "failures#code";
pub(super) const PASSWORD_GUARD: &str = "failures#password";
pub(super) const RESET: &str = "reset";

/// The sort key of a factor's guard.
pub(super) const fn guard_key(factor: Factor) -> &'static str {
    match factor {
        Factor::Code => CODE_GUARD,
        Factor::Password => PASSWORD_GUARD,
    }
}

/// The sort key that an item has.
pub(super) fn sort_key(item: &Item) -> &str {
    item.get("sk")
        .and_then(|sk| sk.as_s().ok())
        .map_or("", String::as_str)
}
