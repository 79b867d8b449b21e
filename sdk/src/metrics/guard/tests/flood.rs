//! Ten million distinct values from eight threads: what the guard is there for.

use std::thread;

use super::{super::*, admitted, spec};

const THREADS: u64 = 8;
const MAX: u32 = 200;

/// The memory of this process, in bytes (`VmRSS`, proc(5)).
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("proc(5)");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("proc(5)");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}

/// Sends so many distinct values from all threads, while the routes are asked for as well.
fn flood(table: &Table, values: u64, routes: &[String]) {
    use std::fmt::Write as _;
    thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                let mut value = String::with_capacity(64);
                for order in (thread..values).step_by(THREADS as usize) {
                    value.clear();
                    write!(value, "/wp-{}/{:x}.php", order % 9_973, order / 9_973)
                        .expect("a string takes all");
                    assert_eq!(table.pin().slot(0, &value), Slot::OTHER);
                    if order % 64 == thread {
                        let route = order as usize % routes.len();
                        assert_eq!(
                            table.pin().slot(0, &routes[route]).index(),
                            route + 1,
                            "no route is lost"
                        );
                    }
                }
            });
        }
    });
}

#[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
fn shown_for(values: u64) -> Blame {
    let (table, routes) =
        (Table::new(spec(MAX)), (0..MAX).map(|route| format!("/api/{route}")).collect::<Vec<_>>());
    for (order, route) in routes.iter().enumerate() {
        assert_eq!(table.pin().slot(0, route).index(), order + 1);
    }
    flood(&table, values, &routes);
    assert_eq!((table.admitted(0), admitted(&table).len()), (MAX, MAX as usize));
    let mut report = table.blame();
    let blame = report.pop().expect("the flood was refused");
    assert_eq!(blame.rejected(), values);
    let off = (blame.distinct as f64 / values as f64 - 1.0).abs();
    // The seed of the hashes differs in each run: of a million runs, less than one is off by five standard errors.
    assert!(off < 5.0 * STANDARD_ERROR, "{off}: {blame}");
    blame
}

#[test]
fn a_flood_loses_no_route_and_is_counted_within_the_stated_error() {
    shown_for(200_000);
}

/// `cargo test -p tracewell --release --lib ten_million -- --ignored --nocapture --test-threads 1`
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes long, and measures the memory of the process, which other tests use as well"]
fn ten_million_values_from_eight_threads_take_less_than_a_megabyte() {
    // What threads and the allocator need once is not the table's.
    shown_for(100_000);
    let before = resident();
    let blame = shown_for(10_000_000);
    let grown = resident().saturating_sub(before);
    println!("{grown} bytes more than before; {blame}");
    assert!(grown < 1024 * 1024, "{grown}");
}
