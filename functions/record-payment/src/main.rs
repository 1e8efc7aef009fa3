//! Records that an order was paid: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_http_and_event(record_payment::handle, record_payment::record_invoice).await
}
