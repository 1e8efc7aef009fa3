//! Every operation, once for every one of its calls of AWS and every fault that the call can meet: what is told is true,
//! what was accepted is there, what was refused is not, nothing is doubled, and the same request can come again.
//!
//! `PHONE_OTP_TEST_FAULTS` is a part of the names of the cells that are run, such as `verify-otp (right)` or
//! `sign-up (created) / dynamodb:PutItem #1 / answer-lost once`.

#![expect(clippy::unwrap_used, reason = "a test's own tools")]

mod cell;
mod scenarios;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use cell::{Cell, Known};
use phone_otp_tests::fixtures::{operations, top};
use scenarios::Systems;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Cells at once on systems that serve one after another: they compute more than they wait.
const AT_ONCE: usize = 4;

/// Cells at once that wait in vain.
const HANGING_AT_ONCE: usize = 8;

async fn all_at_once<T: Send + 'static>(
    at_once: usize,
    work: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let room = Arc::new(Semaphore::new(at_once));
    let mut set = JoinSet::new();
    for (number, part) in work.into_iter().enumerate() {
        let room = room.clone();
        set.spawn(async move {
            let _place = room.acquire_owned().await;
            (number, part.await)
        });
    }
    let mut done = set.join_all().await;
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The cells of some scenarios that have this in their names, and what is wrong in each.
async fn judged(only: &str, known: &[Arc<Known>], systems: &Arc<Systems>) -> Vec<Judged> {
    let cells = known.iter().flat_map(|known| {
        let of_known = known.cells.iter().cloned();
        of_known
            .map(|cell| (known.clone(), cell))
            .collect::<Vec<_>>()
    });
    let cells = cells.filter(|(known, cell)| known.name(cell).contains(only));
    let judge = |(known, cell): (Arc<Known>, Cell)| {
        let systems = systems.clone();
        async move {
            let wrong = known.judge(&cell, &systems).await;
            let name = known.name(&cell);
            Judged { cell, name, wrong }
        }
    };
    let (hanging, others): (Vec<_>, Vec<_>) = cells.partition(|(_, cell)| cell.hangs());
    let mut judged = all_at_once(AT_ONCE, others.into_iter().map(judge)).await;
    judged.extend(all_at_once(HANGING_AT_ONCE, hanging.into_iter().map(judge)).await);
    judged
}

struct Judged {
    cell: Cell,
    name: String,
    wrong: Vec<String>,
}

/// The cells tried and wrong, by fault.
fn table(judged: &[Judged]) -> String {
    let mut by_fault: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for Judged { cell, wrong, .. } in judged {
        let (tried, of_them_wrong) = by_fault.entry(cell.fault()).or_default();
        *tried += 1;
        *of_them_wrong += u32::from(!wrong.is_empty());
    }
    let row = |name: &str, tried: u32, wrong: u32| format!("{name:<32}{tried:>7}{wrong:>7}\n");
    let mut table = format!("{:<32}{:>7}{:>7}\n", "fault", "cells", "wrong");
    let (mut all_tried, mut all_wrong) = (0, 0);
    for (fault, (tried, wrong)) in by_fault {
        table += &row(&fault, tried, wrong);
        all_tried += tried;
        all_wrong += wrong;
    }
    table + &row("all", all_tried, all_wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_what_is_told_is_true_and_the_repeat_does_it_once() {
    let begun = Instant::now();
    let only = std::env::var("PHONE_OTP_TEST_FAULTS").unwrap_or_default();
    let (scenario, cell) = only.split_once(" / ").unwrap_or((&only, ""));
    // A part of a name that is no scenario's is looked for in all cells.
    let of_all = cell.is_empty()
        && !scenarios::all()
            .iter()
            .any(|plan| plan.name.contains(scenario));
    let systems = Arc::new(Systems::default());
    let world = scenarios::world(&systems).await;
    let meant = scenarios::all()
        .into_iter()
        .filter(|plan| of_all || plan.name.contains(scenario))
        .map(|plan| {
            let (world, systems) = (world.clone(), systems.clone());
            async move { Known::of(plan.ready(world, &systems).await, &systems).await }
        });
    let mut known = all_at_once(AT_ONCE, meant).await;
    // A refusal that writes nothing has nothing that could be half done.
    known.retain(|known| known.succeeds() || known.changes());
    let known: Vec<Arc<Known>> = known.into_iter().map(Arc::new).collect();
    if only.is_empty() {
        let succeeding = known.iter().filter(|known| known.succeeds());
        let succeeding: BTreeSet<&str> = succeeding
            .map(|known| known.scenario.operation.as_str())
            .collect();
        let mut missing = operations();
        missing.retain(|operation| !succeeding.contains(operation.as_str()));
        assert!(
            missing.is_empty(),
            "no scenario in which these succeed: {missing:?}"
        );
    }
    let judged = judged(&only, &known, &systems).await;
    assert!(!judged.is_empty(), "no cell has {only:?} in its name");
    let table = format!(
        "{}{} scenarios, {:.0} s\n",
        table(&judged),
        known.len(),
        begun.elapsed().as_secs_f64()
    );
    let report: String = judged
        .iter()
        .filter(|judged| !judged.wrong.is_empty())
        .map(|judged| format!("{}\n   {}\n", judged.name, judged.wrong.join("\n   ")))
        .collect();
    println!("{table}");
    std::fs::write(
        top().join("target/faults.txt"),
        format!("{table}\n{report}"),
    )
    .unwrap();
    assert!(report.is_empty(), "wrong are:\n{report}");
}
