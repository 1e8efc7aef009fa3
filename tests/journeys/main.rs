//! What people do, through HTTP, against the whole system.

#![expect(clippy::unwrap_used, reason = "tests")]

mod activity;
mod authorizations;
mod buying;
mod codes;
mod configure;
mod email;
mod issuer;
mod languages;
mod logout;
mod passwords;
mod phones;
mod proofing;
mod renewal;
mod sample;
mod sessions;
mod streams;
mod tokens;
mod whole;
