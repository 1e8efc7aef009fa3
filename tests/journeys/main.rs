//! What people do, through HTTP, against the whole system.

mod buying;
mod codes;
mod passwords;
mod phones;
mod proofing;
mod renewal;
mod sessions;
mod whole;
