//! Mails the license keys of paid orders: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    platform::event::run(deliver_license_email::handle).await
}
