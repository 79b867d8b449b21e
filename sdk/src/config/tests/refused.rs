//! Wrong values: each names its variable, itself, and what is allowed.

use super::*;

/// What follows is refused: variables of which the last is the wrong one, and a part of what is said to be allowed.
const WRONG: &[(&[(&str, &str)], &str)] = &[
    (&[("OTEL_SDK_DISABLED", "maybe")], "true, false"),
    (&[("OTEL_SDK_DISABLED", "1")], "true, false"),
    (&[("OTEL_RESOURCE_ATTRIBUTES", "service.name")], "key=value"),
    (&[("OTEL_RESOURCE_ATTRIBUTES", "=x")], "key=value"),
    (&[("OTEL_RESOURCE_ATTRIBUTES", "share=100%")], "percent-encoded"),
    (&[("OTEL_RESOURCE_ATTRIBUTES", "name=%ff")], "percent-encoded"),
    (&[("OTEL_PROPAGATORS", "tracecontext,jaeger")], "b3multi, none"),
    (&[("OTEL_PROPAGATORS", "xray")], "b3multi, none"),
    (&[("OTEL_PROPAGATORS", "ottrace")], "b3multi, none"),
    (&[("OTEL_TRACES_SAMPLER", "Sometimes")], "parentbased_traceidratio"),
    (&[("OTEL_TRACES_SAMPLER", "jaeger_remote")], "parentbased_traceidratio"),
    (&[("OTEL_TRACES_SAMPLER", "parentbased_jaeger_remote")], "parentbased_traceidratio"),
    (&[("OTEL_TRACES_SAMPLER", "xray")], "parentbased_traceidratio"),
    (&[("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "1.5")], "a number from 0 to 1"),
    (&[("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "-0.1")], "a number from 0 to 1"),
    (&[("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "NaN")], "a number from 0 to 1"),
    (&[("OTEL_TRACES_EXPORTER", "Zipkin")], "otlp, console, none"),
    (&[("OTEL_TRACES_EXPORTER", "none,otlp")], "several of them but none"),
    (&[("OTEL_TRACES_EXPORTER", "otlp,")], "otlp, console, none"),
    (&[("OTEL_LOGS_EXPORTER", "logging")], "otlp, console, none"),
    (&[("OTEL_METRICS_EXPORTER", "statsd")], "otlp, prometheus, console, none"),
    (&[("OTEL_METRICS_EXPORTER", "prometheus,none")], "otlp, prometheus, console, none"),
    (
        &[("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_EXPORTER_PROMETHEUS_PORT", "65536")],
        "a port: 0, for any that is free, to 65535",
    ),
    (&[("OTEL_METRIC_EXPORT_TIMEOUT", "soon")], "whole milliseconds"),
    (&[("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "Both")], "cumulative, delta, lowmemory"),
    (&[("OTEL_METRICS_EXEMPLAR_FILTER", "sampled")], "trace_based, always_on, always_off"),
    (&[("OTEL_METRIC_EXPORT_INTERVAL", "0")], "whole milliseconds, from 1 on"),
    (&[("OTEL_BSP_MAX_QUEUE_SIZE", "0")], "a whole number from 1 on"),
    (&[("OTEL_BSP_MAX_QUEUE_SIZE", "-1")], "a whole number from 1 on"),
    (&[("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "0")], "a whole number from 1 on"),
    (&[("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "99999999")], "at most the queue's size"),
    (&[("OTEL_BSP_SCHEDULE_DELAY", "5s")], "whole milliseconds"),
    (&[("OTEL_BSP_SCHEDULE_DELAY", "-1")], "whole milliseconds"),
    (&[("OTEL_BSP_EXPORT_TIMEOUT", "-1")], "0 for no limit"),
    (&[("OTEL_BLRP_MAX_QUEUE_SIZE", "0")], "a whole number from 1 on"),
    (
        &[("OTEL_BLRP_MAX_QUEUE_SIZE", "10"), ("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "11")],
        "at most the queue's size, 10",
    ),
    (&[("OTEL_BLRP_SCHEDULE_DELAY", "1.5")], "whole milliseconds"),
    (&[("OTEL_BLRP_EXPORT_TIMEOUT", "soon")], "0 for no limit"),
    (&[("OTEL_ATTRIBUTE_COUNT_LIMIT", "-1")], "a whole number from 0 on"),
    (
        &[("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "7"), ("OTEL_ATTRIBUTE_COUNT_LIMIT", "x")],
        "a whole number from 0 on",
    ),
    (&[("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "1k")], "a whole number from 0 on"),
    (&[("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "-1")], "a whole number from 0 on"),
    (&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1")], "a whole number from 0 on"),
    (&[("OTEL_SPAN_EVENT_COUNT_LIMIT", "many")], "a whole number from 0 on"),
    (&[("OTEL_SPAN_LINK_COUNT_LIMIT", "1e3")], "a whole number from 0 on"),
    (&[("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "-1")], "a whole number from 0 on"),
    (&[("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "-1")], "a whole number from 0 on"),
    (&[("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "-1")], "a whole number from 0 on"),
    (&[("OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT", "x")], "a whole number from 0 on"),
    (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318")], "http://localhost:4318"),
    (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://collector")], "http://localhost:4318"),
    (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://")], "http://localhost:4318"),
    (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http:///v1/traces")], "http://localhost:4318"),
    (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:99999")], "http://localhost:4318"),
    (&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://a b")], "http://localhost:4318"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")], "http/protobuf, grpc"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http")], "http/protobuf, grpc"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_COMPRESSION", "zstd")], "gzip, none"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_TIMEOUT", "-1")], "0 for no limit"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "10s")], "0 for no limit"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_INSECURE", "yes")], "true, false"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_CLIENT_KEY", "key.pem")], "only together"),
    (&[OTLP, ("OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "cert.pem")], "only together"),
];

/// With it the variables of OTLP are looked at.
const OTLP: (&str, &str) = ("OTEL_TRACES_EXPORTER", "otlp");

#[test]
fn each_wrong_value_names_its_variable_itself_and_what_is_allowed() {
    for (variables, allowed) in WRONG {
        let (variable, value) = variables[variables.len() - 1];
        let error = read(variables).expect_err(variable);
        assert_eq!((error.variable.as_str(), error.value.as_str()), (variable, value));
        assert!(error.allowed.contains(allowed), "{error}");
        assert!(
            error.to_string().starts_with(&format!("{variable}={value:?} is not usable; allowed: ")),
            "{error}"
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        let lookup =
            |name: &str| (name == "OTEL_SERVICE_NAME").then(|| std::ffi::OsString::from_vec(vec![0xff]));
        let error = Config::read(&Environment::new(&lookup)).unwrap_err();
        assert_eq!((error.variable.as_str(), error.allowed.as_str()), ("OTEL_SERVICE_NAME", "text in UTF-8"));
    }
}
