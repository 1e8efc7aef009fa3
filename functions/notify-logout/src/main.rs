//! Tells applications of ended sessions and of security events: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_event(notify_logout::handle).await
}
