//! Gives tokens for a code or a refresh token: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(issue_token::handle).await
}
