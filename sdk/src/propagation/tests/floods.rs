//! Headers of a megabyte: what they cost, counted in bytes looked at, and that nothing of them is kept.

use opentelemetry::baggage::BaggageExt as _;

use super::super::list::work;
use super::super::{Propagators, ReadCarrier as _};
use super::{Context, Headers, TextMapPropagator, inject, span_of};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const MEGABYTE: usize = 1 << 20;

/// Patterns that make naive parsers quadratic or greedy when they are repeated.
const PATTERNS: [&str; 12] =
    ["a", ",", " ", "=", ";", "-", "%", "a=1,", "é", "k=v;p,", " \t,", "80f198ee56343ba864fe8b2a57d3eff7-"];

const NAMES: [&str; 7] =
    ["traceparent", "tracestate", "baggage", "b3", "x-b3-traceid", "x-b3-sampled", "x-b3-flags"];

fn all_formats() -> Propagators {
    Propagators::from_names("tracecontext,baggage,b3,b3multi").unwrap()
}

/// The bytes that reading `value` under `name`, beside a valid parent, looks at.
fn cost(name: &str, value: &str) -> usize {
    let mut headers = vec![(name, value)];
    if name != "traceparent" {
        headers.push(("traceparent", PARENT));
    }
    work::of(|| drop(all_formats().extract_with_context(&Context::new(), &Headers(headers))))
}

#[test]
fn a_flood_costs_at_most_two_looks_at_each_byte() {
    for name in NAMES {
        for pattern in PATTERNS {
            let flood = pattern.repeat(MEGABYTE / pattern.len());
            let bytes = cost(name, &flood);
            assert!(bytes <= 2 * flood.len() + 2048, "{name} of {pattern:?}: {bytes}");
        }
    }
}

#[test]
fn the_cost_of_a_flood_is_linear() {
    for pattern in PATTERNS {
        let part = pattern.repeat(MEGABYTE / 16 / pattern.len());
        let (small, large) = (cost("tracestate", &part), cost("tracestate", &part.repeat(16)));
        assert!(large <= 16 * small + 2048, "{pattern:?}: {small}, then {large}");
    }
}

#[test]
fn baggage_stops_at_its_limit() {
    let flood = "key=value,".repeat(MEGABYTE / 10);
    assert!(cost("baggage", &flood) <= 8192 + 16);
    let different: Vec<String> = (0..100_000).map(|index| format!("k{index}=v")).collect();
    assert!(cost("baggage", &different.join(",")) <= 8192 + 16);
}

#[test]
fn tracestate_stops_at_its_limit() {
    let flood = "key=value,".repeat(MEGABYTE / 10);
    assert!(cost("tracestate", &flood) <= 33 * 10 + 32 * 32);
}

#[test]
fn ids_are_refused_by_their_length() {
    for name in ["b3", "x-b3-traceid", "x-b3-sampled"] {
        assert!(cost(name, &"a".repeat(MEGABYTE)) < 100, "{name}");
    }
}

#[test]
fn many_lines_cost_no_more_than_one() {
    let headers: Vec<(&str, &str)> = std::iter::repeat_n(("tracestate", " , "), 50_000).collect();
    let bytes = work::of(|| {
        let lines: Vec<(&str, &str)> = [&[("traceparent", PARENT)], &headers[..]].concat();
        let cx = all_formats().extract_with_context(&Context::new(), &Headers(lines));
        assert!(span_of(&cx).is_valid());
    });
    assert_eq!(bytes, 50_000 * (4 + 2), "each with its comma, and its white space once more");
}

#[test]
fn what_a_flood_leaves_behind_is_bounded() {
    let headers: Vec<(String, String)> =
        NAMES.iter().map(|name| ((*name).to_owned(), "k=v,".repeat(MEGABYTE / 4))).collect();
    let carrier: std::collections::HashMap<String, String> = headers.into_iter().collect();
    let cx = all_formats().extract_with_context(&Context::new(), &carrier.extractor());
    assert!(!span_of(&cx).is_valid());
    assert_eq!(cx.baggage().len(), 1);
    assert!(inject(&all_formats(), &cx).values().map(String::len).sum::<usize>() < 100);
}

#[cfg(feature = "http")]
#[test]
fn a_megabyte_that_is_no_text_costs_a_header_its_meaning_and_nothing_else() {
    let mut map = http::HeaderMap::new();
    map.insert("traceparent", http::HeaderValue::from_static(PARENT));
    for name in &NAMES[1..] {
        let mut flood = vec![b'a'; MEGABYTE];
        flood.push(0xff);
        map.append(*name, http::HeaderValue::from_bytes(&flood).unwrap());
    }
    let bytes = work::of(|| {
        let cx = all_formats().extract_with_context(&Context::new(), &map.extractor());
        assert!(span_of(&cx).is_valid());
    });
    assert!(bytes < 100, "{bytes}");
}
