//! Places the call that reads a code: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    platform::event::run(place_call::handle).await
}
