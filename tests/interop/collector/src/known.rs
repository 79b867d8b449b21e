//! Spans that hold every kind of thing once, made in each of the ways there are.

use std::collections::HashMap;
use std::time::Duration;

use opentelemetry::global::BoxedTracer;
use opentelemetry::trace::{Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceState};
use opentelemetry::trace::{TraceContextExt as _, TraceId, Tracer as _};
use opentelemetry::{Array, Context, InstrumentationScope, KeyValue, StringValue, Value, global};
use tracewell::propagation;

/// Makes a server's span under a caller's, with a `tracing` span and a failed client's span below it.
pub(crate) fn make() {
    let incoming = HashMap::from([
        ("traceparent".to_owned(), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
        ("tracestate".to_owned(), "one=1,other=2".to_owned()),
    ]);
    let scope = InstrumentationScope::builder("known").with_version("1.2.3").build();
    let tracer = global::tracer_with_scope(scope);
    let server = tracer
        .span_builder("GET /orders")
        .with_kind(SpanKind::Server)
        .with_attributes(attributes())
        .with_links(vec![link()])
        .start_with_context(&tracer, &propagation::extract(&incoming));
    let _server = Context::current_with_span(server).attach();
    let event = vec![KeyValue::new("rows", 3), KeyValue::new("table", "orders")];
    Context::current().span().add_event("loaded", event);
    tracing::info_span!("load", order.id = 7, order.rush = true, order.tier = "gold").in_scope(|| {
        client(&tracer);
    });
    Context::current().span().set_status(Status::Ok);
}

/// The kinds of values that an attribute may have; texts with what breaks careless writers.
fn attributes() -> Vec<KeyValue> {
    vec![
        KeyValue::new("text", "naïve \"quoted\"\n\u{1F980}"),
        KeyValue::new("empty", ""),
        KeyValue::new("yes", true),
        KeyValue::new("least", i64::MIN),
        KeyValue::new("pi", 3.25),
        KeyValue::new("texts", Value::Array(Array::String(vec![StringValue::from("a"), "b".into()]))),
        KeyValue::new("flags", Value::Array(Array::Bool(vec![true, false]))),
        KeyValue::new("numbers", Value::Array(Array::I64(vec![1, -2]))),
        KeyValue::new("fractions", Value::Array(Array::F64(vec![0.5, -1.25]))),
    ]
}

fn link() -> Link {
    let state = TraceState::from_key_value([("linked", "yes")]).unwrap_or_default();
    let (trace, span) = (TraceId::from(0xabcd), SpanId::from(0xef));
    let context = SpanContext::new(trace, span, TraceFlags::SAMPLED, true, state);
    Link::new(context, vec![KeyValue::new("why", "batch")], 0)
}

fn client(tracer: &BoxedTracer) {
    let span = tracer.span_builder("POST").with_kind(SpanKind::Client).start(tracer);
    let context = Context::current_with_span(span);
    let error = std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer");
    std::thread::sleep(Duration::from_millis(2));
    tracewell::trace::record_error(&context, &error, "std::io::Error", tracewell::trace::Class::Timeout);
}

/// Says something of each kind in the server's span, and something outside of all spans.
pub(crate) fn log() {
    let incoming = HashMap::from([(
        "traceparent".to_owned(),
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned(),
    )]);
    {
        let _caller = propagation::extract(&incoming).attach();
        tracewell::error!(
            "order_failed",
            order.id = 7,
            rush = true,
            share = 0.25,
            reason = "no \"stock\"\n\u{1F980}"
        );
        tracing::info!(rows = 3, "loaded orders");
    }
    tracewell::warn!("stock_low");
}

/// Measures with an instrument of each kind that a Collector tells apart.
pub(crate) fn measure() {
    let scope = InstrumentationScope::builder("known").with_version("1.2.3").build();
    let meter = global::meter_with_scope(scope);
    let tier = [KeyValue::new("order.tier", "gold"), KeyValue::new("order.rush", true)];
    meter.f64_counter("known.paid").with_unit("EUR").with_description("Paid.").build().add(2.5, &tier);
    meter.i64_up_down_counter("known.open").with_unit("{order}").build().add(-3, &[]);
    meter.f64_gauge("known.fill").with_unit("1").build().record(0.25, &[KeyValue::new("shelf", 7)]);
    let wait = meter.f64_histogram("known.wait").with_unit("s").with_boundaries(vec![0.5, 1.0]).build();
    for value in [0.25, 0.5, 4.0] {
        wait.record(value, &[]);
    }
}
