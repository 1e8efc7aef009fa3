//! Corrects an email address that is not confirmed yet: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(correct_email::handle).await
}
