//! Asks for a reset link by mail, and sets a new password for it: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(reset_password::handle).await
}
