use std::{collections::HashMap, time::Duration};

use super::*;

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
fn a_signals_own_setting_wins() {
    let config = read(&[
        ("OTEL_TRACES_EXPORTER", "otlp"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "250"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b, tenant = x"),
        ("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip"),
    ])
    .unwrap();
    let traces = otlp(&config.traces);
    assert_eq!((traces.timeout, traces.gzip), (Duration::from_millis(250), true));
    assert_eq!(traces.endpoint, "http://localhost:4318/v1/traces");
    let headers = [("api-key".to_owned(), "a b".to_owned()), ("tenant".to_owned(), "x".to_owned())];
    assert_eq!(traces.headers, headers);
}

#[test]
fn the_services_name_wins_over_the_list() {
    let config = read(&[
        ("OTEL_RESOURCE_ATTRIBUTES", "service.name=old,deployment.environment.name=eu%2Cwest"),
        ("OTEL_SERVICE_NAME", "shop"),
    ])
    .unwrap();
    let text: Vec<_> = config.resource.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(text, ["deployment.environment.name=eu,west", "service.name=shop"]);
}

#[test]
fn limits_of_spans_win_over_limits_of_everything() {
    let config = read(&[
        ("OTEL_ATTRIBUTE_COUNT_LIMIT", "5"),
        ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "7"),
        ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "64"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "100"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "20"),
    ])
    .unwrap();
    assert_eq!((config.span_limits.attributes, config.span_limits.value_length), (7, 64));
    assert_eq!((config.span_queue.items, config.span_queue.batch_items), (100, 100));
    assert_eq!(config.log_queue.delay, Duration::from_millis(20));
}

#[test]
fn each_wrong_value_names_its_variable_itself_and_what_is_allowed() {
    let wrong = [
        ("OTEL_SDK_DISABLED", "maybe", "true, false"),
        ("OTEL_TRACES_EXPORTER", "zipkin", "otlp, console, none"),
        ("OTEL_TRACES_EXPORTER", "none,otlp", "several of them but none"),
        ("OTEL_METRICS_EXPORTER", "statsd", "otlp, console, none"),
        ("OTEL_METRICS_EXPORTER", "otlp,prometheus", "prometheus is not built yet"),
        ("OTEL_METRIC_EXPORT_TIMEOUT", "soon", "whole milliseconds, from 1 on"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "Both", "cumulative, delta, lowmemory"),
        ("OTEL_PROPAGATORS", "tracecontext,jaeger", "b3multi"),
        ("OTEL_TRACES_SAMPLER", "sometimes", "parentbased_traceidratio"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "a whole number from 1 on"),
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "99999999", "at most the queue's size"),
        ("OTEL_BSP_SCHEDULE_DELAY", "5s", "whole milliseconds"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "0", "whole milliseconds, from 1 on"),
        ("OTEL_SPAN_EVENT_COUNT_LIMIT", "many", "a whole number from 0 on"),
        ("OTEL_RESOURCE_ATTRIBUTES", "service.name", "key=value"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "http://localhost:4318"),
    ];
    for (variable, value, allowed) in wrong {
        let error = read(&[(variable, value)]).unwrap_err();
        assert_eq!((error.variable.as_str(), error.value.as_str()), (variable, value));
        assert!(error.allowed.contains(allowed), "{error}");
    }
    let sampler = [("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "1.5")];
    assert_eq!(
        read(&sampler).unwrap_err().to_string(),
        r#"OTEL_TRACES_SAMPLER_ARG="1.5" is not usable; allowed: a number from 0 to 1"#
    );
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
    assert_eq!(shown("https://me:p@ss@host/in?key=s3cret#x"), "https://host/in");
    assert_eq!(shown("https://token@host"), "https://host");
}

#[test]
fn an_empty_value_is_as_good_as_none() {
    let config = read(&[("OTEL_TRACES_SAMPLER", ""), ("OTEL_BSP_MAX_QUEUE_SIZE", " ")]).unwrap();
    assert_eq!(config.span_queue.items, QueueLimits::SPANS.items);
}
