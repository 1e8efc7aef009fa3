//! Rate limits: earlier actions, checked and added to in one conditional write.
//!
//! A window of at most [`Window::EXACT_MOST`] actions is exact. The item holds the times newest first, so that "at most
//! `n` within `w`" is a condition on one element: the n-th newest time is absent or older than `w`. No read is needed
//! before the write. Each time carries a random fraction of its second, which makes it a mark: a write that is repeated
//! finds its own time, and an action is given back by it. Its time is added to a set, so that many may give back at once;
//! they are taken out of the list when the limit seems to be reached.
//!
//! A larger window is two [`Counters`], so that the item keeps its size. They are read before the write. The cap of a
//! calendar month is a count beside its month, in the same write.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use domain::Timestamp;
use domain::limits::{Counters, Limit, LimitReached, Window, month_of};
use jiff::SignedDuration;
use rand::RngExt;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

use super::write::key;
use super::{Item, Kind, Store, StoreError, Use, number, seconds, service_error, text};

/// How many times more than its windows need an item may hold before the old ones are removed: removing them is a write.
const SPARE: usize = 16;

/// Attempts at a write that other writers of the item can overtake.
const TRIES: usize = 5;

/// Why a rate limit does not allow an action.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    /// The limit is reached.
    #[error(transparent)]
    Reached(#[from] LimitReached),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An action that a limit counted, by which it can be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    at: Timestamp,
    /// The second and a random fraction, as DynamoDB writes the number.
    time: String,
}

impl Counted {
    fn new(at: Timestamp) -> Self {
        // Twelve digits of which the last is not zero, because DynamoDB drops zeros at the end.
        let fraction = UnwrapErr(SysRng).random_range(0..100_000_000_000u64);
        let last = UnwrapErr(SysRng).random_range(1..10u8);
        Self {
            at,
            time: format!("{}.{fraction:011}{last}", at.as_second()),
        }
    }

    /// An action that was counted in this second, whichever, for who does not know which one it was.
    #[must_use]
    pub fn any_of(second: Timestamp) -> Self {
        Self {
            at: second,
            time: second.as_second().to_string(),
        }
    }

    fn value(&self) -> AttributeValue {
        AttributeValue::N(self.time.clone())
    }

    fn is(&self, stored: &AttributeValue) -> bool {
        stored.as_n().is_ok_and(|stored| {
            let rest = stored.strip_prefix(&self.time);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

/// What a limit has counted.
#[derive(Debug)]
pub struct CountedSoFar(Item);

impl CountedSoFar {
    /// Checks whether the limit allows one more action now. Others may be counted meanwhile: a decision needs
    /// [`Store::rate_limit`] or [`Store::require_room`] too.
    ///
    /// # Errors
    /// [`LimitReached`], with the time at which the next action is allowed.
    pub fn check(&self, limit: &Limit, now: Timestamp) -> Result<(), LimitReached> {
        check(limit, &State::read(limit, &self.0), now)
    }
}

/// What an item holds of a limit.
#[derive(Debug, Default)]
struct State {
    /// The times of the actions, newest first, as they are stored.
    times: Vec<AttributeValue>,
    /// Those of them that were given back.
    undone: Vec<String>,
    /// The counters of each window of the limit, if it has some.
    counters: Vec<Option<Counters>>,
    /// The month of the newest action, and the actions in it. `None` if it is not known: the write expects this month.
    month: Option<(String, usize)>,
}

impl State {
    fn read(limit: &Limit, item: &Item) -> Self {
        let integer = |name: String| item.get(&name)?.as_n().ok()?.parse::<i64>().ok();
        let count = |name: String| usize::try_from(integer(name)?).ok();
        let counters = limit.windows.iter().enumerate().map(|(index, _)| {
            Some(Counters {
                period: integer(start(index))?,
                count: count(counter(index))?,
                before: count(before(index))?,
            })
        });
        Self {
            times: match item.get("done") {
                Some(AttributeValue::L(times)) => times.clone(),
                _ => Vec::new(),
            },
            undone: match item.get("undone") {
                Some(AttributeValue::Ns(times)) => times.clone(),
                _ => Vec::new(),
            },
            counters: counters.collect(),
            month: Some((
                item.get("month")
                    .and_then(|month| month.as_s().ok())
                    .cloned()
                    .unwrap_or_default(),
                count("month_count".to_owned()).unwrap_or(0),
            )),
        }
    }

    /// The times of the actions that were not given back, newest first.
    fn left(&self) -> Vec<AttributeValue> {
        let undone =
            |time: &&AttributeValue| time.as_n().is_ok_and(|time| self.undone.contains(time));
        self.times
            .iter()
            .filter(|time| !undone(time))
            .cloned()
            .collect()
    }

    fn timestamps(&self) -> Vec<Timestamp> {
        let second = |time: &AttributeValue| {
            let text = time.as_n().ok()?;
            let whole = text.split('.').next()?.parse().ok()?;
            Timestamp::from_second(whole).ok()
        };
        self.left().iter().filter_map(second).collect()
    }
}

/// The attributes of a window's counters.
fn start(index: usize) -> String {
    format!("start{index}")
}

fn counter(index: usize) -> String {
    format!("count{index}")
}

fn before(index: usize) -> String {
    format!("before{index}")
}

/// Whether an action is added, or the room for it only required.
#[derive(Clone, Copy, PartialEq)]
enum Add {
    One,
    Nothing,
}

impl Store {
    /// Counts one more action, if the limit allows it.
    ///
    /// # Errors
    /// [`LimitError::Reached`] with the time at which the next action is allowed.
    pub async fn rate_limit(
        &self,
        limit: &Limit,
        key: &str,
        now: Timestamp,
    ) -> Result<Counted, LimitError> {
        self.pass_limit(limit, key, now, Add::One).await
    }

    /// Requires that the limit would allow one more action, in a write, so that actions that are counted at the same
    /// time come before or after it. Counts nothing.
    ///
    /// # Errors
    /// [`LimitError::Reached`], as [`Store::rate_limit`].
    pub async fn require_room(
        &self,
        limit: &Limit,
        key: &str,
        now: Timestamp,
    ) -> Result<(), LimitError> {
        self.pass_limit(limit, key, now, Add::Nothing)
            .await
            .map(|_| ())
    }

    /// Reads what a limit has counted, by its name, since its numbers may be read at the same time.
    ///
    /// # Errors
    /// [`StoreError::Failed`].
    pub async fn counted(&self, limit: &str, key: &str) -> Result<CountedSoFar, StoreError> {
        self.limit_item(limit, key).await.map(CountedSoFar)
    }

    async fn pass_limit(
        &self,
        limit: &Limit,
        key: &str,
        now: Timestamp,
        add: Add,
    ) -> Result<Counted, LimitError> {
        let counted = Counted::new(now);
        let mut state = State::default();
        if !limit.windows.iter().all(Window::is_exact) {
            state = self.limit_state(limit, key).await?;
            check(limit, &state, now)?;
        }
        for _ in 0..TRIES {
            match self.write_limit(limit, key, &counted, add, &state).await {
                Ok(item) => {
                    let after = State::read(limit, &item);
                    if add == Add::One
                        && after.times.len() >= limit.remembered() + SPARE
                        && let Err(error) = self.clean(limit, key, &after).await
                    {
                        tracing::warn!(limit = limit.name, %error, "old times stay until the next action");
                    }
                    return Ok(counted);
                }
                Err((StoreError::ConditionFailed, item)) => {
                    state = State::read(limit, &item.unwrap_or_default());
                    if state.times.contains(&counted.value()) {
                        return Ok(counted);
                    }
                    check(limit, &state, now)?;
                    if !state.undone.is_empty() {
                        self.clean(limit, key, &state).await?;
                    }
                }
                Err((error, _)) => return Err(error.into()),
            }
        }
        Err(StoreError::ConditionFailed.into())
    }

    /// Sends the conditional write. Returns the item after it.
    async fn write_limit(
        &self,
        limit: &Limit,
        key: &str,
        counted: &Counted,
        add: Add,
        state: &State,
    ) -> Result<Item, (StoreError, Option<Item>)> {
        let now = counted.at;
        let mut request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(limit_key(limit.name, key)))
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_names("#kind", "kind")
            .expression_attribute_values(":kind", text(Kind::Limit.as_str()))
            .expression_attribute_values(":ttl", seconds(kept_until(limit, now)))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllNew);
        let mut sets = vec!["#ttl = :ttl, #kind = :kind".to_owned()];
        let mut room = Vec::new();
        let mut exact = false;
        for (index, window) in limit.windows.iter().enumerate() {
            if window.is_exact() {
                exact = true;
                let nth = window.most - 1;
                room.push(format!(
                    "(attribute_not_exists(done[{nth}]) OR done[{nth}] <= :since{index})"
                ));
                let since = (now - window.within).as_second();
                request = request.expression_attribute_values(
                    format!(":since{index}"),
                    AttributeValue::N(format!("{since}.999999999999")),
                );
                continue;
            }
            let stored = state.counters.get(index).copied().flatten();
            let counters = Counters::now(stored, window, now);
            request = request
                .expression_attribute_names(format!("#start{index}"), start(index))
                .expression_attribute_names(format!("#count{index}"), counter(index))
                .expression_attribute_values(format!(":period{index}"), number(counters.period));
            if stored == Some(counters) {
                room.push(format!(
                    "#start{index} = :period{index} AND #count{index} < :most{index}"
                ));
                request = request.expression_attribute_values(
                    format!(":most{index}"),
                    whole(counters.most(window, now)),
                );
                if add == Add::One {
                    sets.push(format!("#count{index} = #count{index} + :one"));
                    request = request.expression_attribute_values(":one", number(1));
                }
                continue;
            }
            room.push(match stored {
                Some(stored) => {
                    request = request.expression_attribute_values(
                        format!(":stored{index}"),
                        number(stored.period),
                    );
                    format!("#start{index} = :stored{index}")
                }
                None => format!("attribute_not_exists(#start{index})"),
            });
            sets.push(format!(
                "#start{index} = :period{index}, #count{index} = :count{index}, #before{index} = :before{index}"
            ));
            let count = counters.count + usize::from(add == Add::One);
            request = request
                .expression_attribute_names(format!("#before{index}"), before(index))
                .expression_attribute_values(format!(":count{index}"), whole(count))
                .expression_attribute_values(format!(":before{index}"), whole(counters.before));
        }
        if let (Some(most), Add::One) = (limit.month, add) {
            let (counted, set, has_room) = count_in_month(request, most, state, now);
            request = counted;
            sets.push(set);
            room.push(has_room);
        }
        if exact && add == Add::One {
            sets.push("done = list_append(:times, if_not_exists(done, :none))".to_owned());
            room.push("NOT contains(done, :time)".to_owned());
            request = request
                .expression_attribute_values(":time", counted.value())
                .expression_attribute_values(":times", AttributeValue::L(vec![counted.value()]))
                .expression_attribute_values(":none", AttributeValue::L(Vec::new()));
        }
        let request = request
            .update_expression(format!("SET {}", sets.join(", ")))
            .condition_expression(room.join(" AND "));
        if limit.windows.iter().all(Window::is_exact) {
            self.update_or_known(request).await
        } else {
            self.increment(request).await
        }
    }

    /// Gives back an action that a limit counted, because it was not done.
    ///
    /// # Errors
    /// [`StoreError::ConditionFailed`] if its window or month has passed meanwhile.
    pub async fn undo_rate_limit(
        &self,
        limit: &Limit,
        key: &str,
        counted: &Counted,
    ) -> Result<(), StoreError> {
        let state = self.limit_state(limit, key).await?;
        let mut request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(limit_key(limit.name, key)));
        let (mut sets, mut unchanged, mut adds) = (Vec::new(), Vec::new(), "");
        if let Some(AttributeValue::N(time)) = state.left().iter().find(|time| counted.is(time)) {
            adds = "ADD undone :undone";
            unchanged.push("attribute_exists(done)".to_owned());
            request = request
                .expression_attribute_values(":undone", AttributeValue::Ns(vec![time.clone()]));
        }
        for (index, window) in limit.windows.iter().enumerate() {
            let period = Counters::now(None, window, counted.at).period;
            let holds = |stored: Counters| stored.period == period && stored.count > 0;
            if window.is_exact() || !state.counters[index].is_some_and(holds) {
                continue;
            }
            sets.push(format!("#count{index} = #count{index} - :one"));
            unchanged.push(format!(
                "#start{index} = :period{index} AND #count{index} > :zero"
            ));
            request = request
                .expression_attribute_names(format!("#start{index}"), start(index))
                .expression_attribute_names(format!("#count{index}"), counter(index))
                .expression_attribute_values(format!(":period{index}"), number(period))
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":zero", number(0));
        }
        if unchanged.is_empty() {
            return Ok(());
        }
        let month = month_of(counted.at);
        let counts = |(held, count): &(String, usize)| *held == month && *count > 0;
        if limit.month.is_some() && state.month.as_ref().is_some_and(counts) {
            sets.push("month_count = month_count - :one".to_owned());
            unchanged.push("#month = :month AND month_count > :zero".to_owned());
            request = request
                .expression_attribute_names("#month", "month")
                .expression_attribute_values(":month", text(month))
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":zero", number(0));
        }
        let set = match sets.as_slice() {
            [] => String::new(),
            sets => format!("SET {} ", sets.join(", ")),
        };
        let request = request
            .update_expression(format!("{set}{adds}"))
            .condition_expression(unchanged.join(" AND "));
        self.increment(request)
            .await
            .map(|_| ())
            .map_err(|(error, _)| error)
    }

    async fn limit_state(&self, limit: &Limit, key: &str) -> Result<State, StoreError> {
        let item = self.limit_item(limit.name, key).await?;
        Ok(State::read(limit, &item))
    }

    async fn limit_item(&self, limit: &str, key: &str) -> Result<Item, StoreError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.sessions)
            .set_key(Some(limit_key(limit, key)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| service_error(&error))?;
        self.count(Use::Read, answer.consumed_capacity.as_slice());
        Ok(answer.item.unwrap_or_default())
    }

    /// Removes the times that were given back, and those that no window needs any more.
    async fn clean(&self, limit: &Limit, key: &str, state: &State) -> Result<(), StoreError> {
        let mut left = state.left();
        left.truncate(limit.remembered());
        let mut request = self
            .client
            .update_item()
            .table_name(&self.sessions)
            .set_key(Some(limit_key(limit.name, key)))
            .expression_attribute_values(":left", AttributeValue::L(left))
            .expression_attribute_values(":times", AttributeValue::L(state.times.clone()));
        request = if state.undone.is_empty() {
            request
                .update_expression("SET done = :left")
                .condition_expression("done = :times AND attribute_not_exists(undone)")
        } else {
            request
                .update_expression("SET done = :left REMOVE undone")
                .condition_expression("done = :times AND undone = :undone")
                .expression_attribute_values(":undone", AttributeValue::Ns(state.undone.clone()))
        };
        match self.update(request).await {
            // Another action has been counted or given back, or somebody else has removed them.
            Err(StoreError::ConditionFailed) => Ok(()),
            done => done.map(|_| ()),
        }
    }
}

/// Counts one more action in its month: the update, with what it sets and its condition.
fn count_in_month(
    request: UpdateItemFluentBuilder,
    most: usize,
    state: &State,
    now: Timestamp,
) -> (UpdateItemFluentBuilder, String, String) {
    let request = request
        .expression_attribute_names("#month", "month")
        .expression_attribute_values(":month", text(month_of(now)))
        .expression_attribute_values(":one", number(1));
    let another = |(month, _): &(String, usize)| *month != month_of(now);
    if state.month.as_ref().is_some_and(another) {
        let set = "#month = :month, month_count = :one";
        let condition = "(attribute_not_exists(#month) OR #month <> :month)";
        return (request, set.to_owned(), condition.to_owned());
    }
    let set = "month_count = month_count + :one";
    let condition = "#month = :month AND month_count < :month_most";
    let request = request.expression_attribute_values(":month_most", whole(most));
    (request, set.to_owned(), condition.to_owned())
}

/// Checks all windows of a limit.
fn check(limit: &Limit, state: &State, now: Timestamp) -> Result<(), LimitReached> {
    limit.check(&state.timestamps(), now)?;
    if let Some((month, count)) = &state.month {
        limit.check_month(month, *count, now)?;
    }
    let large = limit.windows.iter().enumerate();
    let free_at = large
        .filter(|(_, window)| !window.is_exact())
        .filter_map(|(index, window)| {
            Counters::now(state.counters.get(index).copied().flatten(), window, now)
                .free_at(window, now)
        })
        .max();
    match free_at {
        None => Ok(()),
        Some(retry_at) => Err(LimitReached {
            limit: limit.name,
            retry_at,
        }),
    }
}

/// Until when an item is kept: two of its longest windows, of which one may be before; a month's count as long as a month.
fn kept_until(limit: &Limit, now: Timestamp) -> Timestamp {
    const MONTH: SignedDuration = SignedDuration::from_hours(31 * 24);
    let windows = limit.horizon() * 2;
    now + limit.month.map_or(windows, |_| windows.max(MONTH))
}

fn whole(count: usize) -> AttributeValue {
    AttributeValue::N(count.to_string())
}

fn limit_key(limit: &str, counted: &str) -> Item {
    key(&format!("limit#{limit}#{counted}"), "limit")
}
