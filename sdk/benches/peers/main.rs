//! The price of a span beside what else one could pick, measured in one run.
//!
//! Each line `ratio NAME VALUE` is our cost over the peer's: the median over rounds, in which all take turns, of bursts
//! that fit into every queue. All count what arrives and throw it away; identifiers are real. The cost is processor time
//! of the calling thread, which other programs on the machine do not change much; `process` counts the threads that
//! export, too. `allocations` are those of the calling thread, per span.

#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]
#![expect(clippy::cast_precision_loss, reason = "figures of a bench are far below 2^52")]

mod allocations;
mod contestants;
mod handlers;

use std::time::Duration;

use contestants::{Contestant, Group, groups};
use rustix::time::{ClockId, clock_gettime};

/// Rounds in which every contestant of a group takes its turn.
const ROUNDS: usize = 21;
/// Operations in one burst; an operation is a root with a hundred children, or ten handlers.
const BURST: usize = 100;

/// Measures all, or the one whose name is an argument; a number is that of the rounds: for profiling.
fn main() {
    let only = std::env::args().find(|name| groups().iter().any(|group| group.has(name)));
    let rounds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    for mut group in groups() {
        group.contestants.retain(|contestant| only.as_ref().is_none_or(|only| contestant.name == only));
        if !group.contestants.is_empty() {
            measure(group, rounds);
        }
    }
}

fn measure(Group { ours, spans, mut contestants }: Group, rounds: usize) {
    let _in_force = ours.map(contestants::install);
    let mut costs = vec![Vec::new(); contestants.len()];
    for _ in 0..rounds {
        for (contestant, costs) in contestants.iter_mut().zip(&mut costs) {
            costs.push(burst(contestant, spans));
        }
    }
    let costs: Vec<Cost> = costs.iter().map(|costs| median(costs)).collect();
    for (contestant, cost) in contestants.iter_mut().zip(&costs) {
        let allocations = allocations::during(&mut contestant.operation) as f64 / f64::from(spans);
        let Cost { caller, process } = cost;
        println!(
            "{:24} {caller:8.1} ns/span {process:8.1} process {allocations:6.2} allocations",
            contestant.name
        );
    }
    for (peer, cost) in contestants.iter().zip(&costs).skip(1) {
        println!("ratio {}/{} {:.3}", contestants[0].name, peer.name, costs[0].caller / cost.caller);
        println!(
            "ratio {}/{}/process {:.3}",
            contestants[0].name,
            peer.name,
            costs[0].process / cost.process
        );
    }
}

/// Nanoseconds of processor time for one span.
#[derive(Clone, Copy)]
struct Cost {
    caller: f64,
    process: f64,
}

fn burst(contestant: &mut Contestant, spans: u32) -> Cost {
    let process = processor_time(ClockId::ProcessCPUTime);
    let caller = processor_time(ClockId::ThreadCPUTime);
    for _ in 0..BURST {
        (contestant.operation)();
    }
    let caller = processor_time(ClockId::ThreadCPUTime).saturating_sub(caller);
    (contestant.settle)();
    let process = processor_time(ClockId::ProcessCPUTime).saturating_sub(process);
    let per_span = |time: Duration| time.as_secs_f64() * 1e9 / (BURST as f64 * f64::from(spans));
    Cost { caller: per_span(caller), process: per_span(process) }
}

fn processor_time(clock: ClockId) -> Duration {
    clock_gettime(clock).try_into().unwrap_or_default()
}

fn median(costs: &[Cost]) -> Cost {
    let middle = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    Cost { caller: middle(|cost| cost.caller), process: middle(|cost| cost.process) }
}
