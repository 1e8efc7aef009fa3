//! What the parts promise each other: layout, interface, invoke fixtures.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod documents;
mod fixtures;
mod interface;
mod layout;
mod readme;
mod template;
mod texts;

pub use phone_otp_tests::fixtures::{names, top};

/// Whether what is generated shall be written instead of compared.
fn writing() -> bool {
    std::env::var_os("PHONE_OTP_WRITE").is_some()
}
