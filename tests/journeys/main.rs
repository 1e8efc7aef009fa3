//! What people do, through HTTP, against the whole system.

#![expect(clippy::unwrap_used, reason = "tests")]

mod activity;
mod buying;
mod codes;
mod configure;
mod email;
mod languages;
mod passwords;
mod phones;
mod proofing;
mod renewal;
mod sessions;
mod streams;
mod whole;
