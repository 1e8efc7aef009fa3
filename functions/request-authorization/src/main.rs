//! Takes the requests of applications at the authorization endpoint: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(request_authorization::handle).await
}
