//! Places the call that reads a code: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_event(place_call::handle).await
}
