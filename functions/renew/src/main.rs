//! Places a renewal order: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    platform::http::run(renew::handle).await
}
