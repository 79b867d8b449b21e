//! Receivers over gRPC that take a part, or ask for patience: the books balance and say the right reason.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod services;

use std::time::Duration;

use services::Services;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use tracewell_tests_collector::{Program, Report};

/// Sends what the program makes of `arguments`.
fn send(services: &Services, arguments: &[&str], variables: &[(&str, &str)]) -> Report {
    let common = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", services.endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10"),
    ];
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let report =
        Program::start(program, arguments, &[&common, variables].concat()).and_then(Program::wait).unwrap();
    report.assert_balanced();
    report
}

/// Makes spans.
fn burst(services: &Services, count: &str) -> Report {
    send(services, &["burst", count], &[])
}

fn dropped(report: &Report) -> Vec<(&str, u64)> {
    report.dropped.iter().map(|(reason, count)| (reason.as_str(), *count)).collect()
}

/// A status that says when to come again, made by others than those who read it.
fn busy(code: Code, delay: Duration) -> Status {
    Status::with_error_details(code, "busy", ErrorDetails::with_retry_info(Some(delay)))
}

/// Returns the time between the first two calls.
fn pause(services: &Services) -> Duration {
    let calls = services.calls();
    calls[1].time - calls[0].time
}

#[test]
fn spans_that_a_receiver_rejects_are_not_delivered() {
    let services = Services::start(|number| Ok(if number == 0 { 3 } else { 0 }));
    let report = burst(&services, "20");
    assert_eq!((report.delivered, dropped(&report)), (17, vec![("partial_success", 3)]));
    assert_eq!(services.calls().iter().map(|call| call.records).collect::<Vec<_>>(), [10, 10]);
}

#[test]
fn log_records_that_a_receiver_rejects_are_not_delivered() {
    for compression in ["none", "gzip"] {
        let services = Services::start(|_| Ok(2));
        let variables = [
            ("OTEL_LOGS_EXPORTER", "console,otlp"),
            ("OTEL_TRACES_EXPORTER", "none"),
            ("OTEL_EXPORTER_OTLP_COMPRESSION", compression),
        ];
        let report = send(&services, &["logs"], &variables);
        assert_eq!((report.delivered, dropped(&report)), (1, vec![("partial_success", 2)]), "{compression}");
        assert_eq!(report.failures, ["full"], "{compression}");
        assert_eq!(services.calls()[0].records, 3, "{compression}");
    }
}

#[test]
fn a_call_says_who_makes_it_and_what_was_configured() {
    let services = Services::start(|_| Ok(0));
    let variables =
        [("OTEL_EXPORTER_OTLP_HEADERS", "api-key=s3cr3t"), ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")];
    assert_eq!(send(&services, &["burst", "1"], &variables).delivered, 1);
    let metadata = services.calls().remove(0).metadata;
    let text = |name: &str| metadata.get(name).map(|value| value.to_str().unwrap().to_owned());
    let agent = text("user-agent").unwrap();
    assert!(agent.starts_with("Tracewell-OTLP-Exporter-Rust/"), "{agent}");
    assert_eq!(text("api-key").as_deref(), Some("s3cr3t"));
}

#[test]
fn a_receiver_says_when_to_come_again() {
    for code in [Code::Unavailable, Code::ResourceExhausted] {
        let delay = Duration::from_millis(800);
        let services =
            Services::start(move |number| if number == 0 { Err(busy(code, delay)) } else { Ok(0) });
        let report = burst(&services, "10");
        assert_eq!((report.delivered, dropped(&report)), (10, vec![]), "{code:?}");
        assert!(pause(&services) >= delay, "{code:?}: {:?}", pause(&services));
    }
}

#[test]
fn a_receiver_that_is_exhausted_and_promises_nothing_is_not_asked_again() {
    let services = Services::start(|_| Err(Status::resource_exhausted("quota")));
    let report = burst(&services, "10");
    assert_eq!((report.delivered, dropped(&report)), (0, vec![("exporter_error", 10)]));
    assert_eq!(services.calls().len(), 1);
}

#[test]
fn who_wants_more_patience_than_there_is_time_is_not_waited_for() {
    let services = Services::start(|_| Err(busy(Code::Unavailable, Duration::from_hours(1))));
    let report = burst(&services, "10");
    assert_eq!((report.delivered, dropped(&report)), (0, vec![("exporter_error", 10)]));
    assert!(report.shutdown_ms < 4_000, "{report:?}");
    assert_eq!(services.calls().len(), 1);
}

#[test]
fn a_receiver_that_is_away_for_a_moment_has_the_call_again_and_one_that_refuses_has_not() {
    for (code, calls, delivered) in [(Code::Unavailable, 2, 10), (Code::InvalidArgument, 1, 0)] {
        let services =
            Services::start(move |number| if number == 0 { Err(Status::new(code, "no")) } else { Ok(0) });
        assert_eq!(burst(&services, "10").delivered, delivered, "{code:?}");
        assert_eq!(services.calls().len(), calls, "{code:?}");
    }
}
