//! Metrics on the console: readable lines on standard error, and nothing between the program's own output.

use std::process::Command;

#[test]
fn metrics_are_lines_on_standard_error() {
    let output = Command::new(env!("CARGO_BIN_EXE_tracewell-tests-collector"))
        .args(["burst", "7"])
        .env_clear()
        .envs([
            ("OTEL_METRICS_EXPORTER", "console"),
            ("OTEL_TRACES_EXPORTER", "none"),
            ("OTEL_LOGS_EXPORTER", "none"),
        ])
        .output()
        .unwrap();
    let [report, lines] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert_eq!(report.lines().count(), 1, "{report}");
    let mut lines: Vec<_> = lines.lines().filter(|line| !line.contains("error.type")).collect();
    lines.sort_unstable();
    let component = "{otel.component.name=tracewell::pipeline/0,otel.component.type=tracewell::pipeline}";
    let expected = [
        ("otel.sdk.exporter.span.exported", 7),
        ("otel.sdk.processor.span.processed", 7),
        ("otel.sdk.processor.span.queue.capacity", 65_536),
        ("otel.sdk.processor.span.queue.size", 0),
        ("tracewell.span.sampled_out", 0),
    ];
    assert_eq!(lines, expected.map(|(name, value)| format!("{name}{component} {value} {{span}}")));
}
