//! The price of a span beside what else one could pick, measured in one run.
//!
//! Each line `ratio NAME VALUE` is our time over the peer's: the median over rounds, in which all take turns, of bursts
//! that fit into every queue. All count what arrives and throw it away; identifiers are real. `allocations` are those of
//! the calling thread, per span.

mod allocations;
mod contestants;

use std::time::{Duration, Instant};

use contestants::{CHILDREN, Contestant, Group, groups};

/// Rounds in which every contestant of a group takes its turn.
const ROUNDS: usize = 21;
/// Operations in one burst; an operation is a root with [`CHILDREN`] children.
const BURST: usize = 100;

fn main() {
    for group in groups() {
        measure(group);
    }
}

fn measure(Group { ours, mut contestants }: Group) {
    let _in_force = ours.map(contestants::install);
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..ROUNDS {
        for (contestant, times) in contestants.iter_mut().zip(&mut times) {
            times.push(burst(contestant));
        }
    }
    let spans = f64::from(CHILDREN + 1);
    let medians: Vec<f64> =
        times.iter_mut().map(|times| median(times).as_secs_f64() / BURST as f64).collect();
    for (contestant, median) in contestants.iter_mut().zip(&medians) {
        let allocations = allocations::during(&mut contestant.operation) as f64 / spans;
        println!(
            "{:24} {:8.1} ns/span {allocations:6.2} allocations/span",
            contestant.name,
            median * 1e9 / spans
        );
    }
    for (peer, median) in contestants.iter().zip(&medians).skip(1) {
        println!("ratio {}/{} {:.3}", contestants[0].name, peer.name, medians[0] / median);
    }
}

fn burst(contestant: &mut Contestant) -> Duration {
    (contestant.settle)();
    let begin = Instant::now();
    for _ in 0..BURST {
        (contestant.operation)();
    }
    begin.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}
