//! `tracestate`: grammar, limits, and keys that opentelemetry's `TraceState` refuses.

use super::{Context, TraceContext, TraceContextExt as _, TraceState, child_of, extract, inject, local_span};

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn received(lines: &[&str]) -> Context {
    let mut headers = vec![("traceparent", PARENT)];
    headers.extend(lines.iter().map(|line| ("tracestate", *line)));
    let cx = extract(&TraceContext::new(), &headers);
    assert!(cx.span().span_context().is_valid(), "a bad tracestate must not cost the parent");
    cx
}

fn sent(cx: &Context) -> String {
    inject(&TraceContext::new(), cx).remove("tracestate").unwrap_or_default()
}

/// What a child of the span that came with `lines` sends on.
fn passed_on(lines: &[&str]) -> String {
    let cx = received(lines);
    let state = cx.span().span_context().trace_state().clone();
    sent(&child_of(&cx, state))
}

#[test]
fn lines_are_one_list_in_order() {
    assert_eq!(passed_on(&["foo=1,bar=2", "rojo=1,congo=2", "baz=3"]), "foo=1,bar=2,rojo=1,congo=2,baz=3");
    assert_eq!(passed_on(&["", "foo=1", " ,\t, "]), "foo=1");
    assert_eq!(passed_on(&["foo=1 \t , \t bar=2, \t baz=3\t"]), "foo=1,bar=2,baz=3");
    assert_eq!(passed_on(&["a=  spaces before stay  "]), "a=  spaces before stay");
    assert_eq!(passed_on(&[""]), "");
}

#[test]
fn the_first_of_equal_keys_stays() {
    assert_eq!(passed_on(&["foo=1,bar=3", "foo=2"]), "foo=1,bar=3");
}

#[test]
fn one_invalid_member_discards_the_list() {
    let long = format!("{}=1", "k".repeat(257));
    let wide = format!("k={}", "v".repeat(257));
    for bad in [
        "foo =1",
        "FOO=1",
        "foo.bar=1",
        "@foo=1",
        "_a=1",
        "=1",
        "foo",
        "foo=",
        "foo=a=b",
        "foo=a\tb",
        "é=1",
        "a=é",
        &long,
        &wide,
    ] {
        assert_eq!(passed_on(&["ok=1", bad]), "", "{bad}");
    }
}

#[test]
fn longest_keys_and_values_are_kept() {
    let (key, value) = ("k".repeat(256), "v".repeat(250));
    let member = format!("{key}={value}");
    assert_eq!(passed_on(&[&member]), member);
}

#[test]
fn a_list_has_32_members_at_most() {
    let members: Vec<String> = (0..33).map(|index| format!("k{index}={index}")).collect();
    let allowed = members[..32].join(",");
    assert_eq!(passed_on(&[&allowed]), allowed);
    assert_eq!(passed_on(&[&members.join(",")]), "");
    assert_eq!(passed_on(&[&allowed, ",,, ,"]), allowed, "empty members do not count");
}

#[test]
fn keys_of_level_2_are_sent_on() {
    let odd = ["foo@=1", "foo@@bar=1", "foo@bar@baz=1", "t@vvvvvvvvvvvvvvv=1"];
    for key in odd {
        let list = format!("first=1,{key},last=2");
        assert_eq!(passed_on(&[&list]), list);
    }
    assert_eq!(passed_on(&[&odd.join(",")]), odd.join(","));
}

#[test]
fn changes_beside_such_keys_move_to_the_left() {
    let cx = received(&["a=1,foo@@bar=2,b=3,c=4"]);
    let seen = cx.span().span_context().trace_state().clone();
    assert_eq!(seen.header(), "a=1,b=3,c=4");
    let changed =
        seen.insert("b", "9").and_then(|state| state.insert("ot", "th:8")).and_then(|s| s.delete("c"));
    assert_eq!(sent(&child_of(&cx, changed.unwrap())), "ot=th:8,b=9,a=1,foo@@bar=2");
    assert_eq!(sent(&child_of(&cx, TraceState::NONE)), "foo@@bar=2");
}

#[test]
fn an_added_member_pushes_out_the_last_of_32() {
    let members: Vec<String> = (0..32).map(|index| format!("k{index}@@=1")).collect();
    let cx = received(&[&members.join(",")]);
    let added = TraceState::from_key_value([("ot", "th:8")]).unwrap();
    assert_eq!(sent(&child_of(&cx, added)), format!("ot=th:8,{}", members[..31].join(",")));
}

#[test]
fn another_trace_does_not_get_such_keys() {
    let cx = received(&["foo@@bar=2"]);
    let root = local_span(99, 1).span().span_context().clone();
    assert_eq!(sent(&cx.with_remote_span_context(root)), "");
}

#[test]
fn too_long_a_header_loses_whole_members_long_ones_first() {
    let long = format!("long={}", "x".repeat(130));
    let short: Vec<String> = (0..8).map(|index| format!("k{index}={}", "y".repeat(57))).collect();
    let all = format!("{},{long},{}", short[0], short[1..].join(","));
    assert!(short.join(",").len() <= 512 && all.len() > 512);
    assert_eq!(passed_on(&[&all]), short.join(","));

    let ten: Vec<String> = (0..10).map(|index| format!("k{index}={}", "y".repeat(57))).collect();
    assert_eq!(passed_on(&[&ten.join(",")]), ten[..8].join(","), "then from the end");
    let two = [
        format!("a={}", "x".repeat(200)),
        format!("b={}", "x".repeat(200)),
        format!("c={}", "x".repeat(200)),
    ];
    assert_eq!(passed_on(&[&two.join(",")]), two[..2].join(","), "of long ones the last");
}

#[test]
fn exactly_512_characters_are_sent() {
    let fits = format!("a={},b={}", "x".repeat(256), "y".repeat(251));
    assert_eq!(fits.len(), 512);
    assert_eq!(passed_on(&[&fits]), fits);
    let over = format!("{fits}y");
    assert_eq!(passed_on(&[&over]), &fits[..258]);
    let alone = format!("{}={}", "k".repeat(256), "v".repeat(256));
    assert_eq!(passed_on(&[&alone]), "", "a single member of 513 is never cut");
}
