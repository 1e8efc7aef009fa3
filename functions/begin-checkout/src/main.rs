//! Makes the checkout of an order by card: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(begin_checkout::handle).await
}
