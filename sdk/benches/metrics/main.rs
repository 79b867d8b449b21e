//! The price of counting and measuring beside what else one could pick, measured in one run.
//!
//! Each line `ratio NAME VALUE` is our cost over the peer's: the median over rounds, in which all take turns. All count
//! with the same three labels, of 4, 5 and 2 values, or measure with them into the same bounds. The cost is processor
//! time of the counting threads for one call, in nanoseconds; `/2` says that two threads count at once, each all series.

#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]

mod contestants;

use std::{sync::Barrier, thread, time::Duration};

use contestants::{CALLS, Contestant, groups};
use rustix::time::{ClockId, clock_gettime};

/// Rounds in which every contestant of a group takes its turn.
const ROUNDS: usize = 31;
/// Operations in one turn; an operation is a thousand calls.
const TURN: u32 = 200;

/// Measures all; a number among the arguments is that of the rounds.
fn main() {
    let rounds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    for group in groups() {
        for threads in [1, 2] {
            measure(&group, threads, rounds);
        }
    }
}

fn measure(contestants: &[Contestant], threads: usize, rounds: usize) {
    let mut costs = vec![Vec::new(); contestants.len()];
    for _ in 0..rounds {
        for (contestant, costs) in contestants.iter().zip(&mut costs) {
            costs.push(turn(contestant, threads));
        }
    }
    let medians: Vec<f64> = costs.into_iter().map(median).collect();
    for (contestant, cost) in contestants.iter().zip(&medians) {
        println!("{:32} {cost:8.2} ns", format!("{}/{threads}", contestant.name));
    }
    for (peer, cost) in contestants.iter().zip(&medians).skip(1) {
        println!("ratio {}/{}/{threads} {:.3}", contestants[0].name, peer.name, medians[0] / cost);
    }
}

/// Returns what one call costs, on average over all threads.
fn turn(contestant: &Contestant, threads: usize) -> f64 {
    let begin = Barrier::new(threads);
    let spent: Duration = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(contestant, &begin))).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).sum()
    });
    let calls = f64::from(TURN) * f64::from(CALLS) * f64::from(u32::try_from(threads).unwrap_or(1));
    spent.as_secs_f64() * 1e9 / calls
}

fn work(contestant: &Contestant, begin: &Barrier) -> Duration {
    begin.wait();
    let begun = processor_time();
    for _ in 0..TURN {
        (contestant.operation)();
    }
    processor_time().saturating_sub(begun)
}

fn processor_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}
