//! Pipes that nobody reads from: they hold up neither shutting down nor the end of `main`.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail and report as tests do")]

use std::{
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use tracewell_tests_collector::Report;

/// Logs in spans until the pipe is full many times over, and shuts down within 300 ms.
fn run(variables: &[(&str, &str)]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tracewell-tests-collector"));
    command.args(["lines", "2000"]).env_clear().envs(variables.iter().copied());
    command.env("SHUTDOWN_MS", "300").env("REPORT", &report);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    // The pipes stay open, and nobody reads from them.
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("the program does not end");
        }
        thread::sleep(Duration::from_millis(5));
    }
    let report = Report::parse(&std::fs::read(report).unwrap()).unwrap();
    println!("{report:?}");
    report
}

fn assert_ended_in_time(report: &Report) {
    report.assert_balanced();
    assert_eq!(report.attempted, 2000);
    assert!(report.shutdown_ms < 700, "{report:?}");
    assert!(report.error.is_some() && report.total_dropped() > 0, "{report:?}");
}

#[test]
fn lines_on_standard_output() {
    let report = run(&[("OTEL_LOGS_EXPORTER", "console"), ("OTEL_TRACES_EXPORTER", "none")]);
    assert_ended_in_time(&report);
}

#[test]
fn trees_on_standard_error() {
    let report = run(&[("OTEL_LOGS_EXPORTER", "none"), ("OTEL_TRACES_EXPORTER", "console")]);
    assert_ended_in_time(&report);
}
