//! Describes the OpenID Provider: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(describe_issuer::handle).await
}
