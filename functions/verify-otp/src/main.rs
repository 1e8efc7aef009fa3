//! Checks a code and raises the session's strength: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    platform::http::run(verify_otp::handle).await
}
