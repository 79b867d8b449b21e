//! Receivers that fail: the books balance, say the right reason, and shutting down keeps its deadline.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and report as tests do")]

mod receiver;

use std::{net::TcpListener, time::Duration};

use receiver::{Answer, Receiver};
use tracewell_tests_collector::{Program, Report};

/// Makes spans, and shuts down within two seconds.
fn send(endpoint: &str, count: u32, variables: &[(&str, &str)]) -> Report {
    let common = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10"),
        ("SHUTDOWN_MS", "2000"),
    ];
    let arguments = ["burst", &count.to_string()];
    let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
    let report =
        Program::start(program, &arguments, &[&common, variables].concat()).and_then(Program::wait).unwrap();
    println!("{report:?}");
    report.assert_balanced();
    assert_eq!(report.attempted, u64::from(count));
    assert!(report.shutdown_ms < 2_500, "{report:?}");
    report
}

fn dropped(report: &Report) -> Vec<(&str, u64)> {
    report.dropped.iter().map(|(reason, count)| (reason.as_str(), *count)).collect()
}

#[test]
fn nobody_listens() {
    for protocol in ["http/protobuf", "grpc"] {
        let report = send("http://127.0.0.1:9", 10, &[("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)]);
        // The time for it is over between two attempts, or while one is under way.
        assert!(
            matches!(dropped(&report)[..], [("exporter_error" | "timeout", 10)]),
            "{protocol}: {report:?}"
        );
        assert_eq!(report.delivered, 0, "{protocol}");
    }
}

#[test]
fn a_receiver_that_takes_everything_gets_the_headers_asked_for() {
    let receiver = Receiver::start(|_| Answer::ok());
    let variables = [
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=a%20b,api-key=s3cr3t"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
    ];
    let report = send(&receiver.endpoint, 25, &variables);
    assert_eq!((report.delivered, report.error), (25, None));
    let requests = receiver.requests();
    assert_eq!(requests.iter().map(|request| request.spans).collect::<Vec<_>>(), [10, 10, 5]);
    for request in requests {
        let header =
            |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        assert_eq!(request.path, "/v1/traces");
        assert_eq!(header("content-type").as_deref(), Some("application/x-protobuf"));
        assert_eq!(header("content-encoding").as_deref(), Some("gzip"));
        assert_eq!(header("x-tenant").as_deref(), Some("a b"));
        assert_eq!(header("api-key").as_deref(), Some("s3cr3t"));
    }
}

#[test]
fn a_receiver_that_code_names_gets_nothing_that_is_meant_for_another() {
    let receiver = Receiver::start(|_| Answer::ok());
    let variables = [
        ("IN_CODE", receiver.endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=s3cr3t"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
    ];
    let report = send("http://127.0.0.1:9", 10, &variables);
    assert_eq!((report.delivered, report.error), (10, None));
    let requests = receiver.requests();
    // Logs of the program itself go there too, if it has any.
    let request = requests.iter().find(|request| request.path == "/v1/traces").unwrap();
    assert!(request.headers.get("api-key").is_none(), "{:?}", request.headers);
    let agent = request.headers.get("user-agent").and_then(|agent| agent.to_str().ok());
    assert!(agent.is_some_and(|agent| agent.starts_with("Tracewell-OTLP-Exporter-Rust/")), "{agent:?}");
}

#[test]
fn a_refusal_for_good_drops_that_batch_alone() {
    let receiver = Receiver::start(|number| if number == 1 { Answer::status(400) } else { Answer::ok() });
    let report = send(&receiver.endpoint, 30, &[]);
    assert_eq!((report.delivered, dropped(&report)), (20, vec![("exporter_error", 10)]));
    assert_eq!(receiver.requests().len(), 3, "a request that is refused for good is not repeated");
}

#[test]
fn a_receiver_that_is_busy_for_a_while_is_asked_again() {
    let receiver =
        Receiver::start(
            |number| if number == 0 { Answer::status(503).retry_after("1") } else { Answer::ok() },
        );
    let report = send(&receiver.endpoint, 10, &[]);
    assert_eq!((report.delivered, dropped(&report)), (10, vec![]));
    let requests = receiver.requests();
    assert_eq!(requests.len(), 2);
    let pause = requests[1].time - requests[0].time;
    assert!(pause >= Duration::from_millis(950), "{pause:?}");
}

#[test]
fn a_receiver_that_stays_busy_does_not_hold_up_the_end() {
    let receiver = Receiver::start(|_| Answer::status(503).retry_after("60"));
    let report = send(&receiver.endpoint, 30, &[]);
    assert_eq!(report.delivered, 0);
    assert!(receiver.requests().len() <= 3);
}

#[test]
fn an_answer_after_the_exporters_timeout_is_a_timeout() {
    let receiver = Receiver::start(|_| Answer::ok().after(Duration::from_millis(1500)));
    let report = send(&receiver.endpoint, 10, &[("OTEL_EXPORTER_OTLP_TIMEOUT", "300")]);
    assert_eq!((report.delivered, dropped(&report)), (0, vec![("timeout", 10)]));
    assert!(report.shutdown_ms < 1_200, "{report:?}");
}

#[test]
fn an_answer_after_the_exports_timeout_is_a_timeout() {
    let receiver = Receiver::start(|_| Answer::ok().after(Duration::from_millis(1500)));
    let report = send(&receiver.endpoint, 20, &[("OTEL_BSP_EXPORT_TIMEOUT", "300")]);
    assert_eq!((report.delivered, dropped(&report)), (0, vec![("timeout", 20)]));
}

#[test]
fn slow_answers_within_the_timeout_are_waited_for() {
    let receiver = Receiver::start(|_| Answer::ok().after(Duration::from_millis(300)));
    let report = send(&receiver.endpoint, 20, &[]);
    assert_eq!((report.delivered, report.error), (20, None));
}

#[test]
fn a_receiver_that_never_answers_does_not_hold_up_the_end() {
    // Connections are taken by the system's queue, and nobody reads from them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    for protocol in ["http/protobuf", "grpc"] {
        let report = send(&endpoint, 30, &[("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)]);
        // The batch under way may have been kept; what waited behind it has certainly not left.
        assert_eq!(report.delivered, 0, "{protocol}");
        assert_eq!(dropped(&report), [("shutdown", 20), ("timeout", 10)], "{protocol}");
        assert!(report.error.is_some(), "{protocol}");
    }
}

#[test]
fn a_partial_success_is_no_delivery_of_the_rest() {
    let receiver = Receiver::start(|number| if number == 0 { Answer::partial(3) } else { Answer::ok() });
    let report = send(&receiver.endpoint, 20, &[]);
    assert_eq!((report.delivered, dropped(&report)), (17, vec![("partial_success", 3)]));
}

#[test]
fn more_rejected_than_sent_is_all_of_it() {
    let receiver = Receiver::start(|_| Answer::partial(1_000_000));
    let report = send(&receiver.endpoint, 10, &[]);
    assert_eq!((report.delivered, dropped(&report)), (0, vec![("partial_success", 10)]));
}

#[test]
fn success_with_a_body_that_is_no_answer_is_a_success() {
    let receiver = Receiver::start(|_| Answer::body(b"\xff\xff<html>".to_vec()));
    let report = send(&receiver.endpoint, 10, &[]);
    assert_eq!((report.delivered, dropped(&report)), (10, vec![]));
}

#[test]
fn log_records_have_books_of_the_same_kind() {
    let log = |answer: fn() -> Answer| {
        let receiver = Receiver::start(move |_| answer());
        let variables = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint.as_str()),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "300"),
            ("OTEL_LOGS_EXPORTER", "otlp"),
        ];
        let program = env!("CARGO_BIN_EXE_tracewell-tests-collector");
        let report = Program::start(program, &["logs"], &variables).and_then(Program::wait).unwrap();
        report.assert_balanced();
        assert_eq!(report.attempted, 3);
        (report.delivered, report.dropped)
    };
    let dropped = |reason: &str, count| [(reason.to_owned(), count)].into();
    assert_eq!(log(Answer::ok), (3, [].into()));
    assert_eq!(log(|| Answer::status(400)), (0, dropped("exporter_error", 3)));
    assert_eq!(log(|| Answer::partial(2)), (1, dropped("partial_success", 2)));
    assert_eq!(log(|| Answer::ok().after(Duration::from_millis(1500))), (0, dropped("timeout", 3)));
}
