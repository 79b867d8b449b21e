//! `baggage`, by the grammar and limits of W3C Baggage.

use opentelemetry::baggage::{Baggage as Entries, BaggageExt as _, KeyValueMetadata};

use super::{Baggage, Context, extract, inject};

fn received(lines: &[&str]) -> Context {
    let headers: Vec<(&str, &str)> = lines.iter().map(|line| ("baggage", *line)).collect();
    extract(&Baggage::new(), &headers)
}

fn sent(cx: &Context) -> String {
    inject(&Baggage::new(), cx).remove("baggage").unwrap_or_default()
}

fn entries(cx: &Context) -> Vec<(String, String, String)> {
    let baggage = cx.baggage().iter();
    let mut all: Vec<_> =
        baggage.map(|(key, (value, meta))| (key.to_string(), value.to_string(), meta.to_string())).collect();
    all.sort();
    all
}

fn read(lines: &[&str]) -> Vec<String> {
    let entries = entries(&received(lines));
    entries.iter().map(|(key, value, properties)| format!("{key}|{value}|{properties}")).collect()
}

#[test]
fn members_values_and_properties_are_read() {
    assert_eq!(read(&["userId=alice,serverNode=DF%2028"]), ["serverNode|DF 28|", "userId|alice|"]);
    assert_eq!(read(&["userId =   alice", "serverNode = DF%2028\t,\t b=false"]).len(), 3);
    assert_eq!(
        read(&["key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue"]),
        ["key1|value1|property1;property2", "key2|value2|", "key3|value3|propertyKey=propertyValue"]
    );
    assert_eq!(
        read(&["k \t = \t v \t ; \t p \t ; \t q \t = \t r%2Cs \t "]),
        ["k|v|p;q=r%2Cs"],
        "white space goes, properties stay as they are"
    );
}

#[test]
fn values_are_decoded() {
    assert_eq!(read(&["k=Am%C3%A9lie"]), ["k|Amélie|"]);
    assert_eq!(read(&["k=a=b=="]), ["k|a=b==|"]);
    assert_eq!(read(&["k=%09%20%22%27%3B%3Dasdf!@#$%25%5E&*()"]), ["k|\t \"';=asdf!@#$%^&*()|"]);
    assert_eq!(read(&["k=%C4x"]), ["k|\u{fffd}x|"], "what is not UTF-8 is replaced");
    assert_eq!(read(&["k=a+b%2Bc"]), ["k|a+b+c|"]);
    assert_eq!(read(&["k="]), ["k||"]);
}

#[test]
fn a_member_that_breaks_the_grammar_goes_alone() {
    for bad in ["", "key", "=v", "k k=v", "k=v v", "k=\"v\"", "k=v\\", "k(=v", "ké=v", "k=é", "k=v\u{7f}"] {
        assert_eq!(read(&["a=1", bad, "b=2"]), ["a|1|", "b|2|"], "{bad}");
    }
    assert_eq!(read(&["a=1;;b c;ok;=x;p=\"q\";r=s;"]), ["a|1|ok;r=s"]);
}

#[test]
fn nothing_valid_leaves_earlier_baggage() {
    let earlier = received(&["a=1"]);
    let headers = super::Headers(vec![("baggage", "nonsense")]);
    let same = super::TextMapPropagator::extract_with_context(&Baggage::new(), &earlier, &headers);
    assert_eq!(entries(&same), entries(&earlier));
}

#[test]
fn the_last_of_equal_keys_stays() {
    assert_eq!(read(&["a=1,b=2", "a=3"]), ["a|3|", "b|2|"]);
}

#[test]
fn values_are_encoded_and_members_sorted() {
    let cx = Context::new().with_baggage([
        KeyValueMetadata::new("z", "1", ""),
        KeyValueMetadata::new("a", "Am\u{e9}lie, \"x\"; 50% \\ = +\n", "p;q=1"),
    ]);
    assert_eq!(sent(&cx), "a=Am%C3%A9lie%2C%20%22x%22%3B%2050%25%20%5C%20%3D%20%2B%0A;p;q=1,z=1");
    assert_eq!(sent(&Context::new()), "");
}

#[test]
fn properties_cannot_break_out_of_their_member() {
    let cx = Context::new().with_baggage([KeyValueMetadata::new("a", "1", "p,evil=2;q=\r\nx: y;ok=1")]);
    assert_eq!(sent(&cx), "a=1;ok=1");
}

#[test]
fn whole_members_within_8192_bytes_are_read() {
    let big = format!("a={}", "x".repeat(4000));
    let fits = format!("{big},b={},c=1", "y".repeat(8192 - big.len() - 7));
    assert_eq!(fits.len(), 8192);
    assert_eq!(entries(&received(&[&fits])).len(), 2, "b alone is too long a member");
    let lines =
        [big.clone(), format!("b={}", "y".repeat(4000)), format!("c={}", "z".repeat(184)), "d=4".to_owned()];
    assert_eq!(lines.join(",").len(), 8196);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let keys: Vec<String> = entries(&received(&lines)).into_iter().map(|(key, ..)| key).collect();
    assert_eq!(keys, ["a", "b", "c"], "the limit is for all lines together");
}

#[test]
fn a_member_has_4096_bytes_at_most() {
    let fits = format!("a={}", "x".repeat(4094));
    assert_eq!(entries(&received(&[&fits, "b=1"])).len(), 2);
    assert_eq!(entries(&received(&[&format!("{fits}x"), "b=1"])).len(), 1);
}

#[test]
fn opentelemetry_holds_64_of_180_members() {
    let members: Vec<String> = (0..200).map(|index| format!("k{index:03}={index}")).collect();
    let read = entries(&received(&[&members.join(",")]));
    assert_eq!(read.len(), 64);
    assert_eq!(read[63].0, "k063");
    let repeated: Vec<String> = (0..200).map(|index| format!("k={index}")).collect();
    assert_eq!(
        entries(&received(&[&repeated.join(",")]))[0].1,
        "179",
        "members after the 180th are not read"
    );
}

#[test]
fn what_is_sent_keeps_the_limits() {
    let mut baggage = Entries::new();
    for key in ["a", "b", "c"] {
        baggage.insert(key, "é".repeat(600));
    }
    baggage.insert("d", "é".repeat(900));
    baggage.insert("e", "small");
    let header = sent(&Context::new().with_baggage(baggage));
    let keys: Vec<&str> = header.split(',').map(|member| &member[..1]).collect();
    assert_eq!(keys, ["a", "b", "e"], "c exceeds the header, d a member; e still fits");
    assert!(header.len() <= 8192);
    let fits = "x".repeat(4094);
    assert_eq!(
        sent(&Context::new().with_baggage([KeyValueMetadata::new("k", fits.clone(), "")])).len(),
        4096
    );
    assert_eq!(sent(&Context::new().with_baggage([KeyValueMetadata::new("k", fits + "x", "")])), "");
}
