//! Authorizes requests to the organisation's own APIs: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_event(authorize::handle).await
}
