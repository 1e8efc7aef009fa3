//! Records that an order was paid: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    platform::event::run_with_http(record_payment::handle, record_payment::record_invoice).await
}
