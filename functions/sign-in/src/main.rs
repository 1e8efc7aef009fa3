//! Begins a session for a user ID and a password: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    platform::http::run(sign_in::handle).await
}
