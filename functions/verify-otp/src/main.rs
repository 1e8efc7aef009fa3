//! Checks a code and raises the session's strength: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(verify_otp::handle).await
}
