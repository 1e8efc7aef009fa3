//! What the parts promise each other: layout, interface, invoke fixtures.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod documents;
mod fixtures;
mod interface;
mod keys;
mod layout;
mod readme;
mod template;
mod texts;

use std::path::{Path, PathBuf};

pub use phone_otp_tests::fixtures::{names, top};

/// Whether what is generated shall be written instead of compared.
fn writing() -> bool {
    std::env::var_os("PHONE_OTP_WRITE").is_some()
}

/// The Rust sources below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = names(folder).into_iter().map(|name| folder.join(name));
    entries
        .flat_map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .collect()
}
