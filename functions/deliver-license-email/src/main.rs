//! Mails the license keys of paid orders: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_event(deliver_license_email::handle).await
}
