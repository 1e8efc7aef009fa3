//! Records an agent's outcome of a video proofing: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_event(decide_proofing::handle).await
}
