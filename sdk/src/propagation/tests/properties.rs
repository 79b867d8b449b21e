//! Properties: arbitrary input never panics and never comes out invalid; what is valid comes back as it was.

use opentelemetry::baggage::{Baggage as Entries, BaggageExt as _, KeyValueMetadata};
use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;

use super::super::{Propagators, list};
use super::{B3, Baggage, Headers, TextMapPropagator, TraceContext, extract, inject, span_of};
use super::{Context, TraceContextExt as _};

const NAMES: [&str; 10] = [
    "traceparent",
    "tracestate",
    "baggage",
    "b3",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-sampled",
    "x-b3-flags",
    "x-b3-parentspanid",
    "TraceParent",
];

/// Any text, and text that is nearly right.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?",
        "[0-9a-fA-F+]{15,33}(-[0-9a-f]{15,17}(-[01d])?)?",
        "([a-z@]{1,4}=[ -~]{0,6}[,; \t]{0,2}){0,40}",
        "[01d]|true|false",
    ]
}

fn ids() -> impl Strategy<Value = (u128, u64)> {
    (1..=u128::MAX, 1..=u64::MAX)
}

fn span_with((trace_id, span_id): (u128, u64), flags: u8, state: TraceState) -> Context {
    let (trace_id, span_id) = (TraceId::from(trace_id), SpanId::from(span_id));
    let span_context = SpanContext::new(trace_id, span_id, TraceFlags::new(flags), true, state);
    Context::new().with_remote_span_context(span_context)
}

fn round_trip(propagator: &impl TextMapPropagator, cx: &Context) -> Context {
    let headers = inject(propagator, cx);
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    extract(propagator, &headers)
}

proptest! {
    #[test]
    fn arbitrary_headers_become_something_valid_or_nothing(
        headers in vec((prop::sample::select(&NAMES[..]), value()), 0..12),
    ) {
        let all = Propagators::from_names("tracecontext,baggage,b3,b3multi").unwrap();
        let lines: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let cx = all.extract_with_context(&Context::new(), &Headers(lines));
        let sent = inject(&all, &cx);
        prop_assert!(sent.values().all(|value| value.len() <= 8192));
        prop_assert!(sent.values().all(|value| value.bytes().all(|byte| matches!(byte, b' '..=b'~'))));
        prop_assert!(sent.values().all(|value| list::trim(value) == value));
        let again = round_trip(&all, &cx);
        prop_assert_eq!(span_of(&again).trace_id(), span_of(&cx).trace_id());
        prop_assert_eq!(inject(&all, &again), sent, "what was sent once is sent again");
    }

    #[test]
    fn spans_come_back_by_trace_context(
        ids in ids(),
        flags in 0..4_u8,
        members in hash_map("[a-z0-9][a-z0-9_*/-]{0,6}", "[!-+.-<>-~-]{1,8}", 0..32),
    ) {
        let state = TraceState::from_key_value(members).unwrap();
        prop_assume!(state.header().len() <= 512);
        let cx = span_with(ids, flags, state);
        prop_assert_eq!(span_of(&round_trip(&TraceContext::new(), &cx)), span_of(&cx));
    }

    #[test]
    fn lists_of_any_valid_keys_come_back(
        members in hash_map("[a-z0-9][a-z0-9_*/@-]{0,20}", "[ -+.-<>-~-]{0,8}[!-+.-<>-~-]", 1..12),
    ) {
        let list: Vec<String> = members.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let list = list.join(",");
        prop_assume!(list.len() <= 512);
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let cx = extract(&TraceContext::new(), &[("traceparent", parent), ("tracestate", &list)]);
        prop_assert_eq!(inject(&TraceContext::new(), &cx).remove("tracestate"), Some(list));
    }

    #[test]
    fn spans_come_back_by_b3(ids in ids(), sampled in any::<bool>()) {
        let cx = span_with(ids, u8::from(sampled), TraceState::NONE);
        for propagator in [B3::single(), B3::multi()] {
            prop_assert_eq!(span_of(&round_trip(&propagator, &cx)), span_of(&cx));
        }
    }

    #[test]
    fn baggage_comes_back(
        entries in hash_map("[!#$%&'*+.^_`|~0-9a-zA-Z-]{1,10}", (".{0,30}", "([a-z]{1,3}(=[!#-+.-:<-Z^-~-]{0,4})?){0,1}"), 0..20),
    ) {
        let baggage: Entries =
            entries.into_iter().map(|(key, (value, properties))| KeyValueMetadata::new(key, value, properties)).collect();
        let cx = Context::new().with_baggage(baggage);
        let again = round_trip(&Baggage::new(), &cx);
        prop_assert_eq!(again.baggage().len(), cx.baggage().len());
        for (key, pair) in cx.baggage() {
            prop_assert_eq!(again.baggage().get_with_metadata(key), Some(pair));
        }
    }
}
