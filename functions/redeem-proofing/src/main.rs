//! Completes a video proofing with the agent's activation code: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(redeem_proofing::handle).await
}
