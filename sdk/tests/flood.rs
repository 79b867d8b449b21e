//! Ten million distinct values of a label from eight threads: what the cardinality guard is there for.
//!
//! A program of its own, because it reads the memory of the whole process. The routes come first here; what a scanner
//! leaves that comes before them takes hours, and is shown where time can be made up: `series/tests/scanned.rs`.

use std::{collections::BTreeMap, fmt::Write as _, thread};

use tracewell::metrics::{
    Counter, Histogram, Labels, OTHER, blame, collect,
    guard::{Budget, STANDARD_ERROR},
    snapshot::{Data, Number, Point},
};

const THREADS: u64 = 8;
const VALUES: u64 = 10_000_000;
const ROUTES: usize = 200;
/// One in so many requests of a thread is for a real route, besides.
const REAL: u64 = 64;

#[derive(Labels)]
struct Request<'a> {
    #[label(max = 200)]
    route: &'a str,
    is_ok: bool,
}

#[tracewell::metrics]
struct Server {
    /// Requests.
    #[counter(unit = "{request}")]
    requests: Counter<Request<'static>>,
    /// How long they take.
    #[histogram(unit = "s", buckets = [0.1, 1.0])]
    duration: Histogram<Request<'static>>,
}

fn request(route: &str, is_ok: bool) {
    Server::get().requests.add(1, &Request { route, is_ok });
    if is_ok {
        Server::get().duration.record(0.5, &Request { route, is_ok });
    }
}

/// Asks for so many distinct paths from all threads, and for the routes as well.
fn flood(values: u64, routes: &[String]) {
    thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                let mut path = String::with_capacity(64);
                for order in (thread..values).step_by(THREADS as usize) {
                    path.clear();
                    write!(path, "/wp-{}/{:x}.php", order % 9_973, order / 9_973)
                        .expect("a string takes all");
                    request(&path, false);
                    if (order / THREADS).is_multiple_of(REAL) {
                        request(&routes[order as usize % routes.len()], true);
                    }
                }
            });
        }
    });
}

/// The memory of this process, in bytes (`VmRSS`, proc(5)).
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("proc(5)");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("proc(5)");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1024
}

/// Elsewhere the bound of the memory is not shown.
#[cfg(not(target_os = "linux"))]
const fn resident() -> u64 {
    0
}

fn sums(name: &str) -> BTreeMap<(String, String), i64> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let data = metrics.into_iter().find(|metric| metric.name == name).expect("it was counted").data;
    let count = |labels: &[opentelemetry::KeyValue], count| {
        ((labels[0].value.to_string(), labels[1].value.to_string()), count)
    };
    let number = |point: &Point<Number>| match point.value {
        Number::Integer(number) => count(&point.labels, number),
        Number::Float(_) => panic!("a count is an integer: {point:?}"),
    };
    match data {
        Data::Sum { points, .. } => points.iter().map(number).collect(),
        Data::Histogram { points } => {
            let points = points.iter();
            points.map(|point| count(&point.labels, point.value.counts.iter().sum::<u64>() as i64)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
#[test]
fn ten_million_values_take_no_series_no_memory_and_no_route() {
    let routes: Vec<String> = (0..ROUTES).map(|route| format!("/api/{route}")).collect();
    for route in &routes {
        request(route, true);
    }
    // What threads and the allocator need once is not the guard's.
    flood(10_000, &routes);
    let before = resident();
    flood(VALUES, &routes);
    let grown = resident().saturating_sub(before);
    assert!(grown < 1024 * 1024, "{grown} bytes more than before");

    let real = |values: u64| (THREADS * (values / THREADS).div_ceil(REAL)) as i64;
    let (others, is_ok) = ((OTHER.to_owned(), "false".to_owned()), "true".to_owned());
    let (mut requests, durations) = (sums("requests"), sums("duration"));
    assert_eq!(requests.remove(&others), Some((VALUES + 10_000) as i64));
    for counts in [requests, durations] {
        assert_eq!(counts.len(), ROUTES);
        assert!(routes.iter().all(|route| counts.contains_key(&(route.clone(), is_ok.clone()))));
        assert_eq!(counts.values().sum::<i64>(), ROUTES as i64 + real(VALUES) + real(10_000));
    }
    assert!(Budget::process().used() <= 2 * ROUTES as u64 * (1 + 4) + 5);

    let [blame] = &blame()[..] else {
        panic!("one label refused something: {:?}", tracewell::metrics::blame())
    };
    assert_eq!(blame.rejected(), VALUES + 10_000);
    let off = (blame.distinct as f64 / VALUES as f64 - 1.0).abs();
    // The seed of the hashes differs in each run: of a million runs, less than one is off by five standard errors.
    assert!(off < 5.0 * STANDARD_ERROR, "{off}: {blame}");
    let [caller] = &blame.callers[..] else { panic!("one line asks for them: {blame}") };
    let off = (caller.count as f64 / (VALUES + 10_000) as f64 - 1.0).abs();
    assert!(caller.site.file() == file!() && off < 0.02, "of 156 thousand samples: {blame}");
    println!("{grown} bytes more than before; {blame}");
}
