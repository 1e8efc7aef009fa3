//! Sort keys: they tell an account's items apart, in the tables and in their streams.

use super::Item;

pub(super) const CONFIGURATION: &str = "configuration";
pub(super) const APPLICATION: &str = "application";
pub(super) const APPLICATIONS: &str = "applications";
pub(super) const ROUTES: &str = "routes";
pub(super) const ACCOUNT: &str = "~account";
pub(super) const CREDENTIAL: &str = "~credential";
pub(super) const CONNECTION_PREFIX: &str = "application#";
pub(super) const ORDER_PREFIX: &str = "order#";
pub(super) const SESSION_PREFIX: &str = "session#";
/// An account's guard. The two old ones begin with it, so that one query reads all three.
pub(super) const GUARD: &str = "failures";
pub(super) const OLD_CODE_GUARD: &str = "failures#code";
pub(super) const OLD_PASSWORD_GUARD: &str = "failures#password";
pub(super) const RESET: &str = "reset";
pub(super) const RESET_PREFIX: &str = "reset#";

/// The grants of a session follow it by the session's identifier.
pub(super) const GRANT_PREFIX: &str = "grant#";
/// The partition of what may be presented once.
pub(super) const USED_PREFIX: &str = "presented#";

/// The sort key that an item has.
pub(super) fn sort_key(item: &Item) -> &str {
    item.get("sk")
        .and_then(|sk| sk.as_s().ok())
        .map_or("", String::as_str)
}
