//! Grants a kept request of an application: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(grant_authorization::handle).await
}
