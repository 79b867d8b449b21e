use std::collections::HashMap;

use super::*;

mod bounds;
mod refused;
mod variables;

/// Shows one setting of a configuration.
type Show = fn(&Config) -> String;

fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    Config::read(&Environment::new(&|name| variables.get(name).map(Into::into)))
}

fn otlp(destinations: &[Destination]) -> &OtlpConfig {
    let otlp = destinations.iter().find_map(|destination| match destination {
        Destination::Otlp(otlp) => Some(otlp),
        _ => None,
    });
    otlp.expect("an OTLP destination")
}

#[test]
fn with_nothing_set_no_network_is_needed() {
    let config = read(&[]).unwrap();
    assert!(!config.disabled);
    assert_eq!((config.traces, config.logs), (vec![Destination::Terminal], vec![Destination::Console]));
    assert_eq!(config.metrics, []);
    assert!(matches!(config.sampler, Sampler::ParentBased(_)));
}

#[test]
fn an_endpoint_for_all_signals_gets_the_path_of_each_and_one_for_a_signal_is_taken_as_it_is() {
    let config = read(&[
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "https://logs/in"),
    ])
    .unwrap();
    assert_eq!(otlp(&config.traces).endpoint, "http://collector:4318/v1/traces");
    assert_eq!(otlp(&config.metrics).endpoint, "http://collector:4318/v1/metrics");
    assert_eq!(otlp(&config.logs).endpoint, "https://logs/in");
    assert_eq!(config.logs[0], Destination::Console, "what nobody turned off stays on standard output");
}

#[test]
fn what_is_wrong_with_headers_is_said_without_the_secret() {
    let error = read(&[("OTEL_TRACES_EXPORTER", "otlp"), ("OTEL_EXPORTER_OTLP_HEADERS", "Bearer s3cret")])
        .unwrap_err();
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

#[test]
fn metrics_are_exported_each_minute_and_to_a_console_each_ten_seconds_unless_it_is_said() {
    let seconds = |variables: &[(&str, &str)]| {
        let config = read(variables).unwrap();
        let intervals = config.metrics.iter().map(|named| config.metric_exports.interval(named).as_secs());
        intervals.collect::<Vec<_>>()
    };
    assert_eq!(seconds(&[("OTEL_METRICS_EXPORTER", "otlp,console")]), [60, 10]);
    let both = [("OTEL_METRICS_EXPORTER", "otlp,console"), ("OTEL_METRIC_EXPORT_INTERVAL", "5000")];
    assert_eq!(seconds(&both), [5, 5]);
    assert!(seconds(&[("OTEL_METRICS_EXPORTER", "none"), both[1]]).is_empty());
}

#[test]
fn a_receiver_is_shown_without_credentials() {
    let shown = |endpoint| {
        let variables = [("OTEL_TRACES_EXPORTER", "otlp"), ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", endpoint)];
        otlp(&read(&variables).unwrap().traces).receiver()
    };
    assert_eq!(shown("http://collector:4318/v1/traces"), "http://collector:4318/v1/traces");
    assert_eq!(shown("https://me:p@ss@host:4318/in?key=s3cret"), "https://host:4318/in");
    assert_eq!(shown("https://token@host"), "https://host");
}
