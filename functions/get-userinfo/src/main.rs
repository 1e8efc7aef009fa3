//! Tells an application about the person who signed in: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(get_userinfo::handle).await
}
