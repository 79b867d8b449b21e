//! `traceparent`, by the tables of W3C Trace Context, levels 1 and 2.

use super::{Context, TraceContext, TraceContextExt as _, extract, inject, local_span, span_of};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const SPAN: &str = "b7ad6b7169203331";

fn ids() -> (String, String) {
    (TRACE.to_owned(), SPAN.to_owned())
}

/// Whether a value continues its trace; otherwise it must leave the context's span as it was.
fn is_taken(value: &str) -> bool {
    let earlier = local_span(5, 1);
    let headers = super::Headers(vec![("traceparent", value)]);
    let cx = super::TextMapPropagator::extract_with_context(&TraceContext::new(), &earlier, &headers);
    let span = span_of(&cx);
    assert!(span == span_of(&earlier) || (span.trace_id().to_string(), span.span_id().to_string()) == ids());
    span != span_of(&earlier)
}

#[test]
fn a_parent_is_remote_with_its_ids_and_flags() {
    for (flags, kept) in [("00", 0), ("01", 1), ("02", 2), ("03", 3), ("ff", 3), ("04", 0)] {
        let value = format!("00-{TRACE}-{SPAN}-{flags}");
        let span = span_of(&extract(&TraceContext::new(), &[("traceparent", &value)]));
        assert!(span.is_remote());
        assert_eq!(span.trace_id().to_string(), TRACE);
        assert_eq!(span.span_id().to_string(), SPAN);
        assert_eq!(span.trace_flags().to_u8(), kept, "flags {flags}");
    }
}

#[test]
fn valid_values_continue_the_trace() {
    for value in [
        format!("00-{TRACE}-{SPAN}-01"),
        format!(" \t00-{TRACE}-{SPAN}-01\t "),
        format!("cc-{TRACE}-{SPAN}-01"),
        format!("01-{TRACE}-{SPAN}-01-what-the-future-will-be-like"),
        format!("fe-{TRACE}-{SPAN}-01-"),
    ] {
        assert!(is_taken(&value), "{value}");
    }
}

#[test]
fn invalid_values_restart_the_trace() {
    let zeros = "0".repeat(32);
    for value in [
        String::new(),
        format!("00-{TRACE}-{SPAN}-01."),
        format!("00-{TRACE}-{SPAN}-01-"),
        format!("00-{TRACE}-{SPAN}-01-more"),
        format!("cc-{TRACE}-{SPAN}-01.more"),
        format!("ff-{TRACE}-{SPAN}-01"),
        format!(".0-{TRACE}-{SPAN}-01"),
        format!("+0-{TRACE}-{SPAN}-01"),
        format!("000-{TRACE}-{SPAN}-01"),
        format!("0-{TRACE}-{SPAN}-01"),
        format!("00-{zeros}-{SPAN}-01"),
        format!("00-{TRACE}-{}-01", &zeros[..16]),
        format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
        format!("00-{TRACE}-{}-01", SPAN.to_uppercase()),
        format!("00-{TRACE}-{SPAN}-0A"),
        format!("00-+{}-{SPAN}-01", &TRACE[1..]),
        format!("00-{}g-{SPAN}-01", &TRACE[1..]),
        format!("00-{TRACE}-{}g-01", &SPAN[1..]),
        format!("00-{TRACE}-{SPAN}-0`"),
        format!("00-{TRACE}-{SPAN}-/1"),
        format!("00-{TRACE}-{SPAN}-:1"),
        format!("00-{TRACE}1-{SPAN}-01"),
        format!("00-{}-{SPAN}-01", &TRACE[1..]),
        format!("00-{TRACE}-{SPAN}1-01"),
        format!("00-{TRACE}-{}-01", &SPAN[1..]),
        format!("00-{TRACE}-{SPAN}-001"),
        format!("00-{TRACE}-{SPAN}-1"),
        format!("00_{TRACE}-{SPAN}-01"),
        format!("00-{TRACE}_{SPAN}-01"),
        format!("00-{TRACE}-{SPAN}_01"),
        format!("cc-{}é-{SPAN}-01", &TRACE[2..]),
    ] {
        assert!(!is_taken(&value), "{value}");
    }
}

#[test]
fn a_doubled_header_restarts_the_trace() {
    let value = format!("00-{TRACE}-{SPAN}-01");
    let cx = extract(&TraceContext::new(), &[("traceparent", &value), ("TraceParent", &value)]);
    assert!(!cx.span().span_context().is_valid());
}

#[test]
fn nothing_valid_leaves_the_context_as_it_is() {
    let cx = local_span(5, 1).with_value(42_u8);
    for headers in [vec![], vec![("traceparent", "nonsense"), ("tracestate", "a=1")]] {
        let same = super::TextMapPropagator::extract_with_context(
            &TraceContext::new(),
            &cx,
            &super::Headers(headers),
        );
        assert_eq!(span_of(&same), span_of(&cx));
        assert_eq!(same.get::<u8>(), Some(&42));
    }
}

#[test]
fn only_known_flags_are_sent() {
    let headers = inject(&TraceContext::new(), &local_span(0xabc, 0xff));
    assert_eq!(headers["traceparent"], format!("00-{:032x}-0000000000000007-03", 0xabc));
    assert!(!headers.contains_key("tracestate"));
}

#[test]
fn without_a_span_nothing_is_sent() {
    assert!(inject(&TraceContext::new(), &Context::new()).is_empty());
}
