//! `cargo run`: the whole product on this machine.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use local::{Keep, Options};
use tracing_subscriber::EnvFilter;

/// Variables that the environment does not override: an earlier run may have printed them, and they fit only that run and
/// its data.
const OF_THE_RUN: [&str; 4] = [
    "PHONE_OTP_PORTAL_ORIGIN",
    "PHONE_OTP_SECRET",
    "PHONE_OTP_SIGNING_KEYS",
    "PHONE_OTP_PAYMENT_SECRET",
];

/// Phone OTP, whole, on this machine.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The portal's port on localhost; the next ones, on 127.0.0.1, are those of the AWS services and of the sample
    /// application.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where data is kept between runs.
    #[arg(long, default_value = ".data")]
    data_dir: PathBuf,
    /// Keep nothing.
    #[arg(long)]
    in_memory: bool,
    /// A DynamoDB-compatible engine to use instead of the embedded one: `http://127.0.0.1:8000`.
    #[arg(long)]
    dynamodb: Option<axum::http::Uri>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_env("PHONE_OTP_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,dynoxide=error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    println!(
        "Starting Phone OTP: the tables, the AWS services and the portal, all on this machine ..."
    );
    let keep = if arguments.in_memory {
        Keep::Nothing
    } else {
        Keep::Folder(arguments.data_dir)
    };
    let options = Options {
        port: arguments.port,
        keep: keep.clone(),
        dynamodb: arguments.dynamodb,
        settings: std::env::vars()
            .filter(|(name, _)| name.starts_with("PHONE_OTP_") && !OF_THE_RUN.contains(&&**name))
            .collect(),
        follows: true,
    };
    let running = match local::start(options).await {
        Ok(running) => running,
        Err(error) => {
            eprintln!("phone-otp: {error}");
            return ExitCode::FAILURE;
        }
    };
    let origin = &running.origin;
    println!("\n  Portal       {origin}/");
    println!("  This machine {origin}/_local   phones, mailbox, orders, clock");
    println!(
        "  Application  {}/   a company that relies on the portal",
        running.sample
    );
    println!("  Interface    {origin}/openapi.json");
    match keep {
        Keep::Nothing => println!("  Data         kept nowhere"),
        Keep::Folder(folder) => println!("  Data         {}", folder.display()),
    }
    println!("\nFor `cargo lambda` and the AWS command line on the same data:\n");
    for (name, value) in &running.environment {
        println!("  export {name}='{value}'");
    }
    println!("\nCtrl-C stops it.");
    until_asked_to_stop().await;
    println!("\nStopping ...");
    running.stop().await;
    ExitCode::SUCCESS
}

async fn until_asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
        Err(error) => tracing::warn!(%error, "only Ctrl-C stops it"),
    }
    let _ = interrupted.await;
}
