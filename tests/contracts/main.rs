//! What the parts promise each other: layout, interface, invoke fixtures.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod fixtures;
mod interface;
mod layout;
mod readme;

use std::path::{Path, PathBuf};

/// The top of the project.
fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Whether what is generated shall be written instead of compared.
fn writing() -> bool {
    std::env::var_os("PHONE_OTP_WRITE").is_some()
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
