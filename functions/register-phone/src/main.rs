//! Registers a phone and sends its first code: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(register_phone::handle).await
}
