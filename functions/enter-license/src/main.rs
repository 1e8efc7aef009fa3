//! Binds a license to the account that enters its key: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(enter_license::handle).await
}
