//! Grades the answers of an instant proofing: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    http::runtime::run_http(submit_proofing::handle).await
}
