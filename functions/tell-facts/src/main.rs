//! Tells the facts that follow from changes of items: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_event(tell_facts::handle).await
}
