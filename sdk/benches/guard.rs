//! From a label's value to its slot: a value that has one, and a value over budget, on one thread and on two.
//!
//! Ours ends when an array of atomics is raised at the slot, so that it does what the peers do: OpenTelemetry's counter
//! with one string attribute, and prometheus-client's family with one string label. The peers
//! take the value as a `String`, which is made for each call, as it is where a value comes from a request. Each figure is
//! the median of many
//! short runs taken in turn; `ratio NAME VALUE` is the first over the second. Both sides end with the right sums.

#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "a benchmark prints its figures")]

use std::{
    hint::black_box,
    panic::Location,
    sync::{
        Barrier,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use opentelemetry::{KeyValue, metrics::MeterProvider as _};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use prometheus_client::metrics::{counter::Counter, family::Family};
use tracewell::metrics::guard::{Budget, GuardedLabel, Table, TableSpec};

/// Calls in one run, and runs of each contestant.
const CALLS: usize = 20_000;
const RUNS: usize = 101;
/// How many values the label may have, all of which are there.
const VALUES: usize = 64;

fn main() {
    let routes: Vec<String> = (0..VALUES).map(|route| format!("/api/v1/orders/{route}/items")).collect();
    let strangers: Vec<String> = (0..VALUES).map(|order| format!("/wp-content/{order}/a.php")).collect();
    let (ours, otel, family) = (Ours::new(&routes), Otel::new(), Family::<Label, Counter>::default());
    let peers = |value: &str| {
        family.get_or_create(&Label::new(value)).inc();
    };
    let slot_alone = |value: &str| {
        black_box(ours.table.pin().slot(0, value));
    };
    let contestants: [Contestant<'_>; 5] = [
        ("hit", &routes, &|value| ours.add(value)),
        ("over_budget", &strangers, &|value| ours.add(value)),
        ("slot_alone", &routes, &slot_alone),
        ("opentelemetry_sdk", &routes, &|value| otel.add(value)),
        ("prometheus_client", &routes, &peers),
    ];
    for threads in [1, 2] {
        report(threads, &contestants);
    }
    ours.check();
}

/// A name, the values that are given in turn, and what is done with one.
type Contestant<'a> = (&'a str, &'a [String], &'a (dyn Fn(&str) + Sync));

fn report(threads: usize, contestants: &[Contestant<'_>; 5]) {
    let mut nanos: [Vec<f64>; 5] = Default::default();
    for _ in 0..RUNS {
        for (runs, contestant) in nanos.iter_mut().zip(contestants) {
            runs.push(run(threads, contestant));
        }
    }
    let [hit, over_budget, slot, otel, prometheus] = nanos.map(median);
    for ((name, ..), nanos) in contestants.iter().zip([hit, over_budget, slot, otel, prometheus]) {
        println!("guard_{name}: {nanos:.1} ns a call on {threads} threads");
    }
    println!("ratio guard_over_budget_to_hit_{threads} {:.3}", over_budget / hit);
    println!("ratio guard_hit_to_opentelemetry_sdk_{threads} {:.3}", hit / otel);
    println!("ratio guard_hit_to_prometheus_client_{threads} {:.3}", hit / prometheus);
}

/// Returns the nanoseconds of one call, all threads being at it.
fn run(threads: usize, (_, values, call): &Contestant<'_>) -> f64 {
    let start = Barrier::new(threads);
    let times: Vec<f64> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| timed(&start, values, *call))).collect();
        running.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    times.iter().sum::<f64>() / (threads * CALLS) as f64
}

fn timed(start: &Barrier, values: &[String], call: &dyn Fn(&str)) -> f64 {
    start.wait();
    let began = Instant::now();
    for value in values.iter().cycle().take(CALLS) {
        call(black_box(value));
    }
    began.elapsed().as_nanos() as f64
}

/// A counter as an instrument has it: the guard's slot, and a cell behind it.
struct Ours {
    table: Table,
    cells: [Cell; VALUES + 1],
}

#[repr(align(64))]
struct Cell(AtomicU64);

impl Ours {
    fn new(routes: &[String]) -> Self {
        let table = Table::new(TableSpec {
            instrument: "requests",
            site: Location::caller(),
            labels: vec![GuardedLabel::new("route", VALUES as u32)],
            budget: Budget::process().child(1_000),
            cells_per_value: 1,
            idle_after: TableSpec::IDLE_AFTER,
        });
        for (order, route) in routes.iter().enumerate() {
            assert_eq!(table.pin().slot(0, route).index(), order + 1);
        }
        Self { table, cells: [const { Cell(AtomicU64::new(0)) }; VALUES + 1] }
    }

    #[inline]
    fn add(&self, value: &str) {
        let pin = self.table.pin();
        let slot = pin.slot(0, value);
        self.cells[slot.index()].0.fetch_add(1, Relaxed);
        drop(pin);
    }

    /// Three threads' calls went to the routes, and as many to the others.
    fn check(&self) {
        let expected = 3 * (CALLS * RUNS) as u64;
        let routes: u64 = self.cells[1..].iter().map(|cell| cell.0.load(Relaxed)).sum();
        assert_eq!((routes, self.cells[0].0.load(Relaxed)), (expected, expected));
        let rejected: u64 = self.table.blame().iter().map(tracewell::metrics::guard::Blame::rejected).sum();
        assert_eq!((rejected, self.table.admitted(0)), (expected, VALUES as u32));
    }
}

struct Otel {
    counter: opentelemetry::metrics::Counter<u64>,
    _provider: SdkMeterProvider,
}

impl Otel {
    fn new() -> Self {
        let reader = PeriodicReader::builder(InMemoryMetricExporter::default());
        let reader = reader.with_interval(Duration::from_hours(1)).build();
        let provider = SdkMeterProvider::builder().with_reader(reader).build();
        Self { counter: provider.meter("bench").u64_counter("requests").build(), _provider: provider }
    }

    fn add(&self, value: &str) {
        self.counter.add(1, &[KeyValue::new("route", value.to_owned())]);
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, prometheus_client::encoding::EncodeLabelSet)]
struct Label {
    route: String,
}

impl Label {
    fn new(route: &str) -> Self {
        Self { route: route.to_owned() }
    }
}

fn median(mut nanos: Vec<f64>) -> f64 {
    nanos.sort_by(f64::total_cmp);
    nanos.swap_remove(nanos.len() / 2)
}
