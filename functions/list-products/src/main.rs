//! Shows the catalogue: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    platform::http::run(list_products::handle).await
}
