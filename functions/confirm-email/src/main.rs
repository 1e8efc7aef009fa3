//! Confirms an account's email address by the code that was mailed to it: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(confirm_email::handle).await
}
