//! What shows only in numbers: many malformed requests, many guesses, many accounts. `tests/run` does a hundredth of what
//! `tests/run long` does, with the same seed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test's own tools"
)]

mod applications;
mod guessing;
mod reminders;
mod requests;

/// How many times the usual number: 1, or what `PHONE_OTP_TEST_TIMES` says.
fn times() -> usize {
    let times = std::env::var("PHONE_OTP_TEST_TIMES").ok();
    times.map_or(1, |times| times.parse().expect("a number"))
}
