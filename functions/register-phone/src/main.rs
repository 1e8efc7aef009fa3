//! Registers a phone and sends its first code: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    platform::http::run(register_phone::handle).await
}
