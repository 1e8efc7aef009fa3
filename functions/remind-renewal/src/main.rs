//! Mails reminders of credentials that end: the Lambda.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    platform::event::run(remind_renewal::handle).await
}
