//! Each variable of the specification: what it does, or how it is refused.

use super::*;

/// Variables, what they make of a setting, and the setting.
type Effect<'a> = (&'a [(&'a str, &'a str)], &'a str, Show);

pub(super) fn check(effects: &[Effect<'_>]) {
    for (variables, expected, show) in effects {
        let shown = read(variables).map(|config| show(&config));
        assert_eq!(shown.as_deref(), Ok(*expected), "{variables:?}");
    }
}

fn disabled(config: &Config) -> String {
    config.disabled.to_string()
}

fn resource(config: &Config) -> String {
    let pairs = config.resource.iter().map(|(key, value)| format!("{key}={value}"));
    pairs.collect::<Vec<_>>().join(";")
}

fn sampler(config: &Config) -> String {
    format!("{:?}", config.sampler)
}

fn traces_to(config: &Config) -> String {
    names(&config.traces)
}

fn logs_to(config: &Config) -> String {
    names(&config.logs)
}

fn names(destinations: &[Destination]) -> String {
    let name = |destination: &Destination| match destination {
        Destination::Otlp(otlp) => format!("{:?}", otlp.protocol),
        other => format!("{other:?}"),
    };
    destinations.iter().map(name).collect::<Vec<_>>().join("+")
}

fn fields(config: &Config) -> String {
    use opentelemetry::propagation::TextMapPropagator;
    config.propagators.fields().collect::<Vec<_>>().join(",")
}

#[test]
fn of_the_process_and_its_resource() {
    check(&[
        (&[], "false", disabled),
        (&[("OTEL_SDK_DISABLED", "")], "false", disabled),
        (&[("OTEL_SDK_DISABLED", "false")], "false", disabled),
        (&[("OTEL_SDK_DISABLED", "true")], "true", disabled),
        (&[("OTEL_SDK_DISABLED", " TRUE ")], "true", disabled),
        (&[("OTEL_SERVICE_NAME", "shop")], "service.name=shop", resource),
        (&[("OTEL_RESOURCE_ATTRIBUTES", "a=1, b%3D = x%2Cy%20 ,,c=d=e")], "a=1;b==x,y ;c=d=e", resource),
        (
            &[("OTEL_RESOURCE_ATTRIBUTES", "service.name=old,team=x"), ("OTEL_SERVICE_NAME", "shop")],
            "team=x;service.name=shop",
            resource,
        ),
        (
            &[("OTEL_RESOURCE_ATTRIBUTES", "service.name=old"), ("OTEL_SERVICE_NAME", "")],
            "service.name=old",
            resource,
        ),
        (&[("RUST_LOG", "debug")], "Some(\"debug\")", |config| format!("{:?}", config.filter)),
        (&[("RUST_LOG", "")], "None", |config| format!("{:?}", config.filter)),
    ]);
}

#[test]
fn of_samplers_and_propagators() {
    check(&[
        (&[], "ParentBased(AlwaysOn)", sampler),
        (&[("OTEL_TRACES_SAMPLER", "")], "ParentBased(AlwaysOn)", sampler),
        (&[("OTEL_TRACES_SAMPLER", "always_on")], "AlwaysOn", sampler),
        (&[("OTEL_TRACES_SAMPLER", "always_off")], "AlwaysOff", sampler),
        (&[("OTEL_TRACES_SAMPLER", "traceidratio")], "TraceIdRatioBased(1.0)", sampler),
        (&[("OTEL_TRACES_SAMPLER", "parentbased_always_on")], "ParentBased(AlwaysOn)", sampler),
        (&[("OTEL_TRACES_SAMPLER", "ParentBased_Always_Off")], "ParentBased(AlwaysOff)", sampler),
        (
            &[("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.25")],
            "ParentBased(TraceIdRatioBased(0.25))",
            sampler,
        ),
        (
            &[("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0")],
            "TraceIdRatioBased(0.0)",
            sampler,
        ),
        // It is asked for only by samplers that have an argument.
        (&[("OTEL_TRACES_SAMPLER_ARG", "many")], "ParentBased(AlwaysOn)", sampler),
        (&[("OTEL_TRACES_SAMPLER", "always_on"), ("OTEL_TRACES_SAMPLER_ARG", "many")], "AlwaysOn", sampler),
        (&[], "traceparent,tracestate,baggage", fields),
        (&[("OTEL_PROPAGATORS", "")], "traceparent,tracestate,baggage", fields),
        (&[("OTEL_PROPAGATORS", "none")], "", fields),
        (&[("OTEL_PROPAGATORS", "b3")], "b3", fields),
        (&[("OTEL_PROPAGATORS", "Baggage, tracecontext ,baggage")], "baggage,traceparent,tracestate", fields),
        (
            &[("OTEL_PROPAGATORS", "b3multi")],
            "x-b3-traceid,x-b3-spanid,x-b3-sampled,x-b3-flags,x-b3-parentspanid",
            fields,
        ),
    ]);
}

#[test]
fn of_metrics() {
    let exemplars: Show = |config| format!("{:?}", config.metric_exports.exemplars);
    let temporality: Show = |config| format!("{:?}", config.metric_exports.temporality);
    check(&[
        (&[], "TraceBased", exemplars),
        (&[("OTEL_METRICS_EXEMPLAR_FILTER", "")], "TraceBased", exemplars),
        (&[("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based")], "TraceBased", exemplars),
        (&[("OTEL_METRICS_EXEMPLAR_FILTER", "Always_On")], "AlwaysOn", exemplars),
        (&[("OTEL_METRICS_EXEMPLAR_FILTER", "always_off")], "AlwaysOff", exemplars),
        (&[], "Cumulative", temporality),
        (&[("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "Delta")], "Delta", temporality),
        (&[("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "lowmemory")], "LowMemory", temporality),
    ]);
}

#[test]
fn of_exporters_and_protocols() {
    check(&[
        (&[], "Terminal", traces_to),
        (&[], "Console", logs_to),
        (&[("OTEL_TRACES_EXPORTER", "none")], "", traces_to),
        (&[("OTEL_LOGS_EXPORTER", "none")], "", logs_to),
        (&[("OTEL_TRACES_EXPORTER", "OTLP,console,otlp")], "HttpProtobuf+Console", traces_to),
        (&[("OTEL_LOGS_EXPORTER", "otlp")], "HttpProtobuf", logs_to),
        (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318")], "HttpProtobuf", traces_to),
        (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318")], "Console+HttpProtobuf", logs_to),
        (&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4318")], "Console", logs_to),
        (&[("OTEL_EXPORTER_OTLP_ENDPOINT", "")], "Terminal", traces_to),
        (
            &[("OTEL_TRACES_EXPORTER", "otlp"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "HTTP/Protobuf")],
            "HttpProtobuf",
            traces_to,
        ),
    ]);
}
