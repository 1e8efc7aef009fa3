//! Mails the license keys of an order again: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(resend_license_email::handle).await
}
