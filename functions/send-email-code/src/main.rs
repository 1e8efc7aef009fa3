//! Mails the code that confirms an account's email address: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(send_email_code::handle).await
}
