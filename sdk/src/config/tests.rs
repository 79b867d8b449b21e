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
