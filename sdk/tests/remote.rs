//! Spans under callers of other processes: ids, flags, and who decides about sampling.

mod settled;

use std::{collections::HashMap, time::Duration};

use opentelemetry::trace::{SpanKind, TraceContextExt};
use opentelemetry_sdk::trace::{InMemorySpanExporter, Sampler};
use tracewell::{Telemetry, propagation, trace::Callsite};
use tracing::Level;

static SERVE: Callsite = Callsite::new("serve", ("test", "0"), SpanKind::Server, Level::INFO);
static WORK: Callsite = Callsite::new("work", ("test", "0"), SpanKind::Internal, Level::INFO);

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// Serves one request with these headers; returns the headers of a call made meanwhile.
fn serve(headers: &[(&str, &str)]) -> HashMap<String, String> {
    let incoming: HashMap<_, _> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let _serve = SERVE.open_under(propagation::extract(&incoming), |_| {}).enter();
    let _work = WORK.open(|_| {}).enter();
    let mut outgoing = HashMap::new();
    propagation::inject(&mut outgoing);
    outgoing
}

#[test]
fn the_callers_decision_is_followed_and_passed_on() {
    let exporter = InMemorySpanExporter::default();
    let telemetry = Telemetry::builder()
        .environment([("OTEL_PROPAGATORS", "tracecontext,baggage,b3")])
        .sampler(Sampler::AlwaysOff)
        .span_exporter(exporter.clone())
        .without_subscriber()
        .install()
        .unwrap();

    let sampled =
        serve(&[("traceparent", &format!("00-{TRACE}-b7ad6b7169203331-01")), ("tracestate", "a=1")]);
    assert!(
        sampled["traceparent"].starts_with(&format!("00-{TRACE}-"))
            && sampled["traceparent"].ends_with("-01")
    );
    assert_eq!(sampled["tracestate"], "a=1");
    let unsampled = serve(&[("traceparent", &format!("00-{TRACE}-b7ad6b7169203331-00"))]);
    assert!(unsampled["traceparent"].ends_with("-00"));
    assert!(!unsampled["traceparent"].contains("b7ad6b7169203331"), "the server's own span is the parent");
    // B3's debug overrules our sampler, which keeps nothing.
    serve(&[("b3", "d")]);
    serve(&[]);

    settled::flush(&telemetry);
    let spans = exporter.get_finished_spans().unwrap();
    assert_eq!(spans.len(), 4, "{spans:#?}");
    let served: Vec<_> = spans.iter().filter(|span| span.name == "serve").collect();
    assert_eq!(served[0].parent_span_id.to_string(), "b7ad6b7169203331");
    assert!(served[0].parent_span_is_remote);
    let balance = telemetry.spans();
    assert_eq!((balance.attempted, balance.delivered, balance.total_dropped()), (8, 4, 4), "{balance:?}");
    assert!(!opentelemetry::Context::current().has_active_span());
    settled::end(telemetry, Duration::from_secs(10)).unwrap();
}
