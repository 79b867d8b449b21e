//! B3, by its specification: both encodings, every sampling state, and what proxies get wrong.

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceState};

use super::super::{SamplingHint, sampling_hint};
use super::{
    B3, Context, TraceContext, TraceContextExt as _, child_of, extract, inject, local_span, span_of,
};

const TRACE: &str = "80f198ee56343ba864fe8b2a57d3eff7";
const SPAN: &str = "e457b5a2e4d86bd1";

fn single(value: &str) -> Context {
    extract(&B3::single(), &[("b3", value)])
}

/// The single header, read in a context that has a span already.
fn onto(cx: &Context, value: &str) -> Context {
    let headers = super::Headers(vec![("b3", value)]);
    super::TextMapPropagator::extract_with_context(&B3::single(), cx, &headers)
}

fn multi(headers: &[(&str, &str)]) -> Context {
    let ids = [("X-B3-TraceId", TRACE), ("X-B3-SpanId", SPAN)];
    extract(&B3::multi(), &[&ids, headers].concat())
}

fn sent(propagator: B3, cx: &Context) -> Vec<String> {
    let mut headers: Vec<String> =
        inject(&propagator, cx).iter().map(|(name, value)| format!("{name}: {value}")).collect();
    headers.sort();
    headers
}

fn sent_by_child(cx: &Context) -> (Vec<String>, Vec<String>) {
    let child = child_of(cx, TraceState::NONE);
    (sent(B3::single(), &child), sent(B3::multi(), &child))
}

/// The flags and the hint of a context that continues the trace.
fn said(cx: &Context) -> (u8, Option<SamplingHint>) {
    let span = span_of(cx);
    assert!(span.is_remote() && span.is_valid());
    assert_eq!((span.trace_id().to_string().as_str(), span.span_id().to_string().as_str()), (TRACE, SPAN));
    (span.trace_flags().to_u8(), sampling_hint(cx))
}

#[test]
fn a_single_header_says_ids_and_state() {
    let ids = format!("{TRACE}-{SPAN}");
    assert_eq!(said(&single(&ids)), (0, Some(SamplingHint::Defer)));
    assert_eq!(said(&single(&format!("{ids}-0"))), (0, None));
    assert_eq!(said(&single(&format!("{ids}-1"))), (1, None));
    assert_eq!(said(&single(&format!("{ids}-d"))), (1, Some(SamplingHint::Debug)));
    assert_eq!(said(&single(&format!(" {ids}-1-05e3ac9a4f6e3b90\t"))), (1, None));
}

#[test]
fn several_headers_say_the_same() {
    assert_eq!(said(&multi(&[])), (0, Some(SamplingHint::Defer)));
    for (deny, accept) in [("0", "1"), ("false", "true"), ("False", "TRUE"), (" 0", "1\t")] {
        assert_eq!(said(&multi(&[("x-b3-sampled", deny)])), (0, None));
        assert_eq!(said(&multi(&[("x-b3-sampled", accept)])), (1, None));
    }
    assert_eq!(said(&multi(&[("X-B3-Flags", "1")])), (1, Some(SamplingHint::Debug)));
    assert_eq!(said(&multi(&[("X-B3-Flags", "1"), ("X-B3-Sampled", "0")])), (1, Some(SamplingHint::Debug)));
    assert_eq!(said(&multi(&[("X-B3-Flags", "0"), ("X-B3-Sampled", "1")])), (1, None), "only 1 is debug");
    assert_eq!(said(&multi(&[("X-B3-Flags", "nonsense")])), (0, Some(SamplingHint::Defer)));
    assert_eq!(said(&multi(&[("X-B3-Sampled", "1"), ("X-B3-ParentSpanId", "-")])), (1, None));
    assert_eq!(said(&multi(&[("X-B3-Sampled", "1"), ("X-B3-Sampled", "0")])), (1, None), "the first wins");
}

#[test]
fn trace_ids_of_64_bits_are_the_low_half() {
    let cx = single("64fe8b2a57d3eff7-e457b5a2e4d86bd1-1");
    assert_eq!(span_of(&cx).trace_id().to_string(), "000000000000000064fe8b2a57d3eff7");
    let cx = extract(&B3::multi(), &[("x-b3-traceid", "64fe8b2a57d3eff7"), ("x-b3-spanid", SPAN)]);
    assert_eq!(span_of(&cx).trace_id().to_string(), "000000000000000064fe8b2a57d3eff7");
}

#[test]
fn malformed_headers_are_ignored() {
    let upper = TRACE.to_uppercase();
    let zeros = "0".repeat(32);
    for value in [
        String::new(),
        "2".to_owned(),
        "true".to_owned(),
        TRACE.to_owned(),
        format!("{TRACE}-"),
        format!("{TRACE}-{SPAN}-"),
        format!("{TRACE}-{SPAN}-2"),
        format!("{TRACE}-{SPAN}-true"),
        format!("{TRACE}-{SPAN}-1-"),
        format!("{TRACE}-{SPAN}-1-12"),
        format!("{TRACE}-{SPAN}-1-{SPAN}-1"),
        format!("{SPAN}-{SPAN}-1-{SPAN}-1"),
        format!("{upper}-{SPAN}-1"),
        format!("+{}-{SPAN}-1", &TRACE[1..]),
        format!("{}-{SPAN}-1", &TRACE[1..]),
        format!("{TRACE}-{}-1", &SPAN[1..]),
        format!("{zeros}-{SPAN}-1"),
        format!("{}-{SPAN}-1", &zeros[..16]),
        format!("{TRACE}-{}-1", &zeros[..16]),
    ] {
        let cx = onto(&local_span(9, 1), &value);
        assert_eq!((span_of(&cx), sampling_hint(&cx)), (span_of(&local_span(9, 1)), None), "{value}");
    }
    for sampled in ["", "2", "d", "yes"] {
        assert!(!span_of(&multi(&[("x-b3-sampled", sampled)])).is_valid(), "{sampled}");
    }
    for partly in [[("x-b3-traceid", TRACE)], [("x-b3-spanid", SPAN)]] {
        assert!(!span_of(&extract(&B3::multi(), &partly)).is_valid());
    }
}

#[test]
fn the_single_header_comes_first() {
    let both = [("x-b3-traceid", TRACE), ("x-b3-spanid", SPAN), ("x-b3-sampled", "1")];
    let other = format!("{}-{SPAN}-0", "a".repeat(32));
    for propagator in [B3::single(), B3::multi()] {
        let cx = extract(&propagator, &[&both[..], &[("b3", other.as_str())]].concat());
        assert_eq!(span_of(&cx).trace_id().to_string(), "a".repeat(32));
        let cx = extract(&propagator, &[&both[..], &[("b3", "nonsense")]].concat());
        assert_eq!(said(&cx), (1, None), "an invalid one does not hide the others");
    }
}

#[test]
fn children_send_their_ids_and_decision() {
    let ids = format!("{TRACE}-0000000000000007");
    let trace = format!("x-b3-traceid: {TRACE}");
    for (received, sent, header) in
        [("1", "1", "x-b3-sampled: 1"), ("0", "0", "x-b3-sampled: 0"), ("d", "d", "x-b3-flags: 1")]
    {
        let (one, several) = sent_by_child(&single(&format!("{TRACE}-{SPAN}-{received}")));
        assert_eq!(one, [format!("b3: {ids}-{sent}")]);
        assert_eq!(several, [header, "x-b3-spanid: 0000000000000007", &trace]);
    }
}

#[test]
fn a_deferred_decision_is_passed_on_until_somebody_decides() {
    let received = format!("{TRACE}-{SPAN}");
    let cx = single(&received);
    assert_eq!(sent(B3::single(), &cx), [format!("b3: {received}")]);
    assert_eq!(sent(B3::multi(), &cx).len(), 2);
    let (one, _) = sent_by_child(&cx);
    assert_eq!(one, [format!("b3: {TRACE}-0000000000000007-0")]);
}

#[test]
fn a_bare_decision_is_a_hint_for_the_root() {
    let bare = [("0", SamplingHint::Deny), ("1", SamplingHint::Accept), ("d", SamplingHint::Debug)];
    for (value, hint) in bare {
        let cx = single(value);
        assert_eq!((span_of(&cx).is_valid(), sampling_hint(&cx)), (false, Some(hint)));
        assert_eq!(sent(B3::single(), &cx), [format!("b3: {value}")], "passed on without a span");
        let root = cx.with_remote_span_context(span_of(&local_span(9, 1)));
        assert_eq!(
            sampling_hint(&root).is_some(),
            hint == SamplingHint::Debug,
            "embodied by the root, but debug"
        );
    }
    let cx = extract(&B3::multi(), &[("x-b3-sampled", "0")]);
    assert_eq!(sampling_hint(&cx), Some(SamplingHint::Deny));
    assert_eq!(sent(B3::multi(), &cx), ["x-b3-sampled: 0"]);
    let cx = extract(&B3::multi(), &[("x-b3-flags", "1")]);
    assert_eq!(sent(B3::multi(), &cx), ["x-b3-flags: 1"]);
}

#[test]
fn a_bare_decision_does_not_hide_a_named_parent() {
    let traceparent = format!("00-{TRACE}-{SPAN}-02");
    let parent = extract(&TraceContext::new(), &[("traceparent", &traceparent)]);
    for (value, flags, hint) in [("0", 2, None), ("1", 2, None), ("d", 3, Some(SamplingHint::Debug))] {
        assert_eq!(said(&onto(&parent, value)), (flags, hint), "{value}");
        let local = onto(&local_span(9, 0), value);
        assert_eq!((span_of(&local), sampling_hint(&local)), (span_of(&local_span(9, 0)), None));
    }
}

#[test]
fn beside_a_traceparent_for_the_same_span_b3_adds_only_what_that_cannot_say() {
    let both = super::super::Propagators::from_names("tracecontext,b3").unwrap();
    for (w3c, b3, flags, hint) in [
        ("03", "-1", 3, None),
        ("02", "-0", 2, None),
        ("02", "-d", 3, Some(SamplingHint::Debug)),
        ("02", "", 2, Some(SamplingHint::Defer)),
        ("01", "", 1, None),
    ] {
        let (parent, single) = (format!("00-{TRACE}-{SPAN}-{w3c}"), format!("{TRACE}-{SPAN}{b3}"));
        let headers = [("traceparent", parent.as_str()), ("tracestate", "a=1"), ("b3", &single)];
        let cx = extract(&both, &headers);
        assert_eq!(said(&cx), (flags, hint), "{w3c} {b3}");
        assert_eq!(span_of(&cx).trace_state().header(), "a=1");
    }
}

#[test]
fn hints_end_with_their_trace() {
    let debug = single(&format!("{TRACE}-{SPAN}-d"));
    let root = debug.with_remote_span_context(span_of(&local_span(9, 1)));
    assert_eq!(sampling_hint(&root), None);
    assert_eq!(sent(B3::single(), &root), [format!("b3: {:032x}-0000000000000007-1", 9)]);
}

#[test]
fn b3_and_w3c_flags_do_not_mix() {
    let random = local_span(9, 0x03);
    assert_eq!(sent(B3::single(), &random), [format!("b3: {:032x}-0000000000000007-1", 9)]);
    let deferred = single(&format!("{TRACE}-{SPAN}"));
    let traceparent = inject(&TraceContext::new(), &deferred).remove("traceparent");
    assert_eq!(traceparent, Some(format!("00-{TRACE}-{SPAN}-00")), "deferred is not the random flag");
}

#[test]
fn without_a_span_or_a_decision_nothing_is_sent() {
    assert!(sent(B3::single(), &Context::new()).is_empty());
    assert!(sent(B3::multi(), &Context::new()).is_empty());
    let invalid = SpanContext::new(9.into(), SpanId::INVALID, TraceFlags::SAMPLED, false, TraceState::NONE);
    assert!(sent(B3::multi(), &Context::new().with_remote_span_context(invalid)).is_empty());
}
