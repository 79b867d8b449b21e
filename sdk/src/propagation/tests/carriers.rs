//! Carriers, the list of names, and the two functions that users call.

use std::collections::{BTreeMap, HashMap};

use opentelemetry::baggage::{BaggageExt as _, KeyValueMetadata};

use super::super::{MapExtractor, MapInjector, Propagators, ReadCarrier, WriteCarrier};
use super::{Context, TextMapPropagator, TraceContextExt as _, local_span, span_of};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn read(carrier: &impl ReadCarrier) -> Context {
    Propagators::default().extract_with_context(&Context::new(), &carrier.extractor())
}

fn write(cx: &Context, carrier: &mut impl WriteCarrier) {
    Propagators::default().inject_context(cx, &mut carrier.injector());
}

#[test]
fn maps_are_read_in_any_case() {
    for name in ["traceparent", "TraceParent", "TRACEPARENT"] {
        let pair = [(name.to_owned(), PARENT.to_owned())];
        assert!(span_of(&read(&HashMap::from(pair.clone()))).is_valid());
        assert!(span_of(&read(&BTreeMap::from(pair))).is_valid());
    }
    assert!(!span_of(&read(&BTreeMap::from([("trace-parent".to_owned(), PARENT.to_owned())]))).is_valid());
}

#[test]
fn names_that_differ_in_case_are_one_header() {
    let parent = |name: &str| (name.to_owned(), PARENT.to_owned());
    let mut map = BTreeMap::from([parent("traceparent"), parent("Traceparent")]);
    assert!(!span_of(&read(&map)).is_valid(), "twice is invalid");
    write(&local_span(9, 1), &mut map);
    assert_eq!(map.len(), 1);
    assert!(map["traceparent"].contains("-0000000000000007-"));
}

#[test]
fn views_of_maps_show_names_and_values() {
    let mut map = BTreeMap::new();
    opentelemetry::propagation::Injector::set(&mut MapInjector(&mut map), "X-Name", "1".to_owned());
    let view = MapExtractor(&map);
    assert_eq!(opentelemetry::propagation::Extractor::keys(&view), ["x-name"]);
    assert_eq!(opentelemetry::propagation::Extractor::get(&view, "X-NAME"), Some("1"));
    assert_eq!(opentelemetry::propagation::Extractor::get(&view, "other"), None);
}

#[test]
fn what_is_written_is_read_again() {
    let cx = local_span(0xabc, 3).with_baggage([KeyValueMetadata::new("k", "a, b", "p=1")]);
    let mut map: HashMap<String, String> = HashMap::new();
    write(&cx, &mut map);
    let again = read(&map);
    assert_eq!(span_of(&again).trace_id(), span_of(&cx).trace_id());
    assert_eq!(again.baggage().get_with_metadata("k"), cx.baggage().get_with_metadata("k"));
}

/// The only test that sets the global propagator, which all tests of this process share.
#[test]
fn the_global_propagator_is_used_on_the_current_context() {
    opentelemetry::global::set_text_map_propagator(Propagators::default());
    let forwarded =
        [("TraceParent", PARENT), ("TraceState", "old=1"), ("baggage", "k=old"), ("Other", "stays")];
    let incoming: BTreeMap<String, String> =
        forwarded.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let mut outgoing = incoming.clone();
    super::super::inject(&mut outgoing);
    assert_eq!(outgoing, incoming, "without a span the carrier is left alone");

    let extracted = super::super::extract(&incoming);
    assert_eq!(span_of(&extracted).trace_state().header(), "old=1");
    let _attached = local_span(9, 1).attach();
    super::super::inject(&mut outgoing);
    assert_eq!(outgoing["traceparent"], format!("00-{:032x}-0000000000000007-01", 9));
    let names: Vec<&str> = outgoing.keys().map(String::as_str).collect();
    assert_eq!(names, ["Other", "baggage", "traceparent"], "the old tracestate is gone, the baggage is not");
}

#[test]
fn names_choose_formats_in_order() {
    let fields = |names| -> Vec<String> {
        Propagators::from_names(names).unwrap().fields().map(str::to_owned).collect()
    };
    assert_eq!(fields("tracecontext,baggage"), ["traceparent", "tracestate", "baggage"]);
    assert_eq!(fields(" b3 , B3 ,baggage,b3"), ["b3", "baggage"]);
    assert_eq!(fields("baggage,tracecontext,b3,b3multi,none").len(), 9);
    assert_eq!(fields("b3multi")[0], "x-b3-traceid");
    assert!(fields("none").is_empty());
    for unset in ["", " ", ","] {
        assert_eq!(fields(unset), fields("tracecontext,baggage"));
    }
}

#[test]
fn an_unknown_name_is_an_error_that_says_what_is_allowed() {
    let error = Propagators::from_names("tracecontext,Jaeger").unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown propagator `Jaeger`; allowed are `tracecontext`, `baggage`, `b3`, `b3multi` and `none`"
    );
}

#[test]
fn a_later_format_wins() {
    let b3 = "11111111111111111111111111111111-2222222222222222-1";
    let headers = || super::Headers(vec![("traceparent", PARENT), ("b3", b3)]);
    for (names, first) in [("tracecontext,b3", "1"), ("b3,tracecontext", "0")] {
        let cx = Propagators::from_names(names).unwrap().extract_with_context(&Context::new(), &headers());
        assert!(cx.span().span_context().trace_id().to_string().starts_with(first), "{names}");
    }
}

#[cfg(feature = "http")]
mod header_map {
    use http::{HeaderMap, HeaderName, HeaderValue};
    use opentelemetry::propagation::{Extractor as _, Injector as _};

    use super::super::super::{HeaderExtractor, HeaderInjector};
    use super::{PARENT, local_span, read, span_of, write};

    fn headers(values: &[(&'static str, &'static [u8])]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static [u8])| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap())
        };
        let mut map = HeaderMap::new();
        for (name, value) in values.iter().map(pair) {
            map.append(name, value);
        }
        map
    }

    #[test]
    fn all_values_of_a_name_are_read() {
        let map =
            headers(&[("traceparent", PARENT.as_bytes()), ("tracestate", b"a=1"), ("tracestate", b"b=2")]);
        assert_eq!(span_of(&read(&map)).trace_state().header(), "a=1,b=2");
        assert_eq!(HeaderExtractor(&map).get("TraceState"), Some("a=1"));
        assert_eq!(HeaderExtractor(&map).keys().len(), 2);
        assert_eq!(HeaderExtractor(&map).get_all("not a name"), None);
    }

    #[test]
    fn a_value_that_is_no_text_counts_as_a_value() {
        let map = headers(&[("traceparent", PARENT.as_bytes()), ("traceparent", b"\xff\xfe")]);
        assert!(!span_of(&read(&map)).is_valid());
        let map =
            headers(&[("traceparent", PARENT.as_bytes()), ("tracestate", b"a=1"), ("tracestate", b"\xff")]);
        assert_eq!(span_of(&read(&map)).trace_state().header(), "");
    }

    #[test]
    fn earlier_headers_are_replaced() {
        let mut map = headers(&[("traceparent", b"x"), ("traceparent", b"y")]);
        write(&local_span(9, 1), &mut map);
        assert_eq!(map.get_all("traceparent").iter().count(), 1);
    }

    #[test]
    fn what_no_header_can_hold_is_left_out() {
        let mut map = HeaderMap::new();
        HeaderInjector(&mut map).set("no name", "value".to_owned());
        HeaderInjector(&mut map).set("name", "no\nvalue".to_owned());
        assert!(map.is_empty());
    }

    #[test]
    fn a_full_map_does_not_panic() {
        let mut map: HeaderMap = HeaderMap::new();
        let added = (0..).map(|index| HeaderName::try_from(format!("h{index}")).unwrap());
        let all = added.take_while(|name| map.try_insert(name, HeaderValue::from_static("")).is_ok()).count();
        write(&local_span(9, 1), &mut map);
        assert_eq!(map.len(), all);
    }
}
