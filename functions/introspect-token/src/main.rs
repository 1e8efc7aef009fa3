//! Says whether a token counts, and what it says: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(introspect_token::handle).await
}
