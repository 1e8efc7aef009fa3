//! Mails reminders of credentials that end: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    http::runtime::run_event(remind_renewal::handle).await
}
