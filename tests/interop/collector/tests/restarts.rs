//! A Collector that is killed and restarted while two threads make spans: the ledger against what it has written.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and report as tests do")]

use std::{collections::HashSet, thread, time::Duration};

use tracewell_tests_collector::{Program, Received, Report, attribute, collector};

const LOAD_MS: &str = "6500";

#[test]
fn over_http() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.http();
    check(&mut collector, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint)]);
}

#[test]
fn over_grpc() {
    let Some(mut collector) = collector() else { return };
    let endpoint = collector.grpc();
    let variables =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")];
    check(&mut collector, &variables);
}

fn check(collector: &mut tracewell_tests_collector::Collector, variables: &[(&str, &str)]) {
    collector.start().unwrap();
    let queue = [
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "64"),
        ("OTEL_BSP_SCHEDULE_DELAY", "50"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000"),
    ];
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let program = Program::start(program, &["load", LOAD_MS], &[&queue, variables].concat()).unwrap();
    for _ in 0..2 {
        thread::sleep(Duration::from_secs(1));
        collector.kill().unwrap();
        thread::sleep(Duration::from_millis(1500));
        collector.start().unwrap();
    }
    let report = program.wait().unwrap();
    collector.kill().unwrap();
    compare(&report, &collector.received().unwrap());
}

/// What was delivered was written. What was written and not delivered is a request of which the answer was lost: at
/// most one for each kill, the last that the killed Collector wrote, because requests are sent one after the other.
fn compare(report: &Report, lives: &[Received]) {
    println!("{report:?}");
    report.assert_balanced();
    assert_eq!(report.error, None);
    assert!(report.total_dropped() > 0, "each outage is longer than the exporter tries");
    let all: Vec<_> = lives.iter().flat_map(Received::spans).map(number).collect();
    let written: HashSet<_> = all.iter().copied().collect();
    let count = written.len() as u64;
    println!(
        "written: {count} spans, {} twice, in {:?} requests",
        all.len() - written.len(),
        requests(lives)
    );
    assert!(lives.iter().all(|life| life.requests.len() > 5), "each life of the Collector takes part");
    assert!(written.iter().all(|number| *number < report.attempted));
    assert!(count >= report.delivered, "what was confirmed was not written");
    let unconfirmed = count - report.delivered;
    let lost_answers = unanswered(lives);
    println!("written and not delivered: {unconfirmed}, of requests without an answer: {lost_answers:?}");
    assert!(lost_answers.contains(&unconfirmed), "{unconfirmed} spans, {lost_answers:?}");
    let unknown =
        ["exporter_error", "timeout"].iter().filter_map(|reason| report.dropped.get(*reason)).sum::<u64>();
    assert_eq!(unknown, report.total_dropped(), "nothing else was wrong");
    assert_eq!(report.attempted - count, report.total_dropped() - unconfirmed, "what is missing was dropped");
}

fn requests(lives: &[Received]) -> Vec<usize> {
    lives.iter().map(|life| life.requests.len()).collect()
}

/// Returns how many spans the requests hold whose answers may have been lost: every sum of the last of killed lives.
fn unanswered(lives: &[Received]) -> HashSet<u64> {
    let killed = &lives[..lives.len() - 1];
    killed.iter().fold(HashSet::from([0]), |sums, life| {
        let last = life.requests.last().map_or(0, |request| spans_of(request) as u64);
        sums.iter().flat_map(|sum| [*sum, sum + last]).collect()
    })
}

fn spans_of(request: &serde_json::Value) -> usize {
    Received { requests: vec![request.clone()], is_torn: false }.spans().count()
}

fn number(span: &serde_json::Value) -> u64 {
    let number = attribute(span, "number").unwrap();
    number["intValue"].as_str().unwrap().parse().unwrap()
}
