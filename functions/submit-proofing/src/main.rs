//! Grades the answers of an instant proofing: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    platform::http::run(submit_proofing::handle).await
}
