//! Begins a session for a user ID and a password: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(sign_in::handle).await
}
