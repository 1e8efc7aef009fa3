//! Looking up reminders among many accounts.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use domain::policy::REMINDERS_PER_SECOND;
use jiff::civil::{Date, date};
use local::{Keep, Options};
use platform::Platform;

/// Accounts of a usual run, a year's.
const ACCOUNTS: usize = 10_000;

const FIRST_DAY: Date = date(2027, 1, 1);

/// Credentials that expire on the days of a year in turn, with keys as accounts have them. Nothing else of them is
/// read: the index holds keys only.
async fn fill(platform: &Platform, accounts: usize) {
    let text = |value: String| AttributeValue::S(value);
    let put = |number: usize| {
        let days = i64::try_from(number % 365).unwrap();
        let day = FIRST_DAY.checked_add(jiff::Span::new().days(days)).unwrap();
        let item = PutRequest::builder()
            .item("pk", text(format!("acct_{number:032x}")))
            .item("sk", text("~credential".to_owned()))
            .item("expires_on", text(day.to_string()));
        let write = WriteRequest::builder().put_request(item.build().unwrap());
        write.build()
    };
    let numbers: Vec<usize> = (0..accounts).collect();
    for some in numbers.chunks(25) {
        let writes: Vec<WriteRequest> = some.iter().map(|number| put(*number)).collect();
        let items = HashMap::from([(platform.config.records_table.clone(), writes)]);
        let write = async || {
            let request = platform.store().client().batch_write_item();
            request.set_request_items(Some(items.clone())).send().await
        };
        // A busy machine lets a batch of a million time out, which may be written again.
        let mut written = write().await;
        for _ in 0..5 {
            if written.is_err() {
                written = write().await;
            }
        }
        let left = written.unwrap().unprocessed_items;
        assert!(left.is_none_or(|left| left.is_empty()));
    }
}

#[tokio::test]
async fn a_day_is_looked_up_by_its_own_accounts_however_many_there_are() {
    let accounts = ACCOUNTS * super::times();
    let options = Options {
        port: 0,
        keep: Keep::Nothing,
        dynamodb: None,
        settings: Vec::new(),
        follows: false,
    };
    let local = local::start(options).await.unwrap();
    fill(local.platform, accounts).await;
    let store = local.platform.store();
    let before = store.consumed().read;
    let (mut found, mut calls, mut after) = (0, 0usize, None);
    loop {
        let some = store
            .expiring_on(FIRST_DAY, after.as_ref(), REMINDERS_PER_SECOND)
            .await
            .unwrap();
        (found, calls) = (found + some.len(), calls + 1);
        if some.len() < REMINDERS_PER_SECOND {
            break;
        }
        after = some.into_iter().last();
    }
    let used = store.consumed().read - before;
    println!("{accounts} accounts: {found} expire on the day, {calls} calls, {used} read units");
    assert_eq!(found, accounts.div_ceil(365));
    assert_eq!(calls, found / REMINDERS_PER_SECOND + 1);
    // An index of keys: half a unit for each call of eventually consistent reads of at most 4 KiB.
    let most = f64::from(u32::try_from(calls).unwrap()) * 0.5;
    assert!(used > 0.0 && used <= most, "{used} of {most}");
    local.stop().await;
}
