//! Whatever the values hold: each event is exactly one line of valid JSON, with every key once.

mod settled;

use std::{collections::HashSet, fmt, time::Duration};

use proptest::{collection::vec, prelude::*};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor},
};
use serde_json::Value;
use tracewell::logs::{JsonLayer, LogWriter, MemorySink};
use tracing::subscriber::with_default;
use tracing_subscriber::{layer::SubscriberExt, registry};

/// Returns the lines that `log` writes.
fn lines_of(log: impl FnOnce()) -> Vec<String> {
    let sink = MemorySink::default();
    let writer = LogWriter::builder().start(sink.clone()).expect("a thread");
    with_default(registry().with(JsonLayer::builder().service("te\"st\n").build(writer.clone())), log);
    writer.shutdown(Duration::from_mins(1)).expect("all lines out");
    settled::assert_settled("ended", [writer.ledger()]);
    let text = sink.text();
    // Not only line feeds: whatever any reader takes for the end of a line.
    let ends: &[char] = &['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}', '\u{1b}', '\0'];
    assert!(!text.contains(ends), "{text:?}");
    assert!(text.ends_with('\n'));
    text.split_terminator('\n').map(str::to_owned).collect()
}

/// An object whose keys are each there once.
struct Unique(serde_json::Map<String, Value>);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Unique;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Unique, A::Error> {
                let (mut seen, mut members) = (HashSet::new(), serde_json::Map::new());
                while let Some((key, value)) = access.next_entry::<String, Value>()? {
                    assert!(seen.insert(key.clone()), "{key} twice");
                    members.insert(key, value);
                }
                Ok(Unique(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Returns the only line that `log` writes.
fn line_of(log: impl FnOnce()) -> serde_json::Map<String, Value> {
    let lines = lines_of(log);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let Unique(members) =
        serde_json::from_str(&lines[0]).unwrap_or_else(|error| panic!("{error}: {}", lines[0]));
    for key in ["timestamp", "level", "event", "target", "service"] {
        assert!(members[key].is_string(), "{key}");
    }
    members
}

/// A value with an inside, of any shape.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Shape {
    Text(String),
    Number(f64),
    Whole(i128),
    List(Vec<Shape>),
    /// A map whose keys may be there twice, as a careless `Serialize` makes it.
    Pairs(#[serde(serialize_with = "pairs")] Vec<(String, Shape)>),
    Nothing(()),
}

fn pairs<S: serde::Serializer>(pairs: &[(String, Shape)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// Text in which the dangerous is frequent.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        vec(
            prop_oneof![
                Just('"'),
                Just('\\'),
                Just('\n'),
                Just('\r'),
                Just('\u{1b}'),
                Just('\u{85}'),
                Just('\u{9b}'),
                Just('\u{2028}'),
                Just('\u{2029}'),
                Just('\0'),
                Just('\u{7f}'),
                Just('u'),
                Just('{'),
                Just('}'),
                Just('\u{c2}'),
                Just('\u{e2}'),
                Just('€'),
                any::<char>(),
            ],
            0..40,
        )
        .prop_map(String::from_iter),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        text().prop_map(Shape::Text),
        any::<f64>().prop_map(Shape::Number),
        any::<i128>().prop_map(Shape::Whole),
        Just(Shape::Nothing(())),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Shape::List),
            vec((text(), inner), 0..6).prop_map(Shape::Pairs),
        ]
    })
}

/// Shows any text, and may fail at its end.
struct Odd(String, bool);

impl fmt::Debug for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)?;
        if self.1 { Err(fmt::Error) } else { Ok(()) }
    }
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Odd {}

/// Whether a number came through; `serde_json` reads the last digit only roughly, and what is no number is `null`.
fn is_same(read: Option<f64>, written: f64) -> bool {
    let is_near = |read: f64| (read - written).abs() <= written.abs() * 1e-14;
    read.map_or(!written.is_finite(), is_near)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_event_is_one_valid_line(
        text in text(), shown in text(), fails: bool, shape in shape(), bytes in vec(any::<u8>(), 0..20),
        float: f64, whole: i128, unsigned: u64,
    ) {
        let members = line_of(|| tracewell::info!(
            "event\nname", text, shown = ?Odd(shown.clone(), fails), display = %text, error = Odd(shown.clone(), fails), shape,
            bytes = bytes[..], float, whole, unsigned, "odd\n\"key" = true,
        ));
        prop_assert_eq!(members["event"].as_str(), Some("event\nname"));
        prop_assert_eq!(members["shown"].as_str(), Some(shown.as_str()));
        prop_assert_eq!(members["error"]["message"].as_str(), Some(shown.as_str()));
        prop_assert_eq!(members["unsigned"].as_u64(), Some(unsigned));
        prop_assert!(is_same(members["float"].as_f64(), float), "{} {float}", members["float"]);
        prop_assert_eq!(members["odd\n\"key"].as_bool(), Some(true));
    }

    #[test]
    fn any_event_of_tracing_is_one_valid_line(text in text(), shown in text(), fails: bool) {
        let members = line_of(|| tracing::info!(message = %text, level = text, event = ?Odd(shown, fails)));
        prop_assert_eq!(members["event"].as_str(), Some(text.as_str()));
        prop_assert_eq!(members["level_2"].as_str(), Some(text.as_str()));
    }
}

#[test]
fn a_megabyte_of_anything_is_one_valid_line() {
    for part in ["a", "\"", "\u{2028}", "\u{1b}[0m\n", "é"] {
        let text = part.repeat((1 << 20) / part.len());
        let list = vec![text.clone(); 2];
        let members = line_of(|| tracewell::info!("large", text, list));
        assert_eq!(members["text"].as_str(), Some(text.as_str()));
        assert_eq!(members["list"][1].as_str(), Some(text.as_str()));
    }
}

#[test]
fn raw_json_with_line_feeds_and_half_a_surrogate_pair_is_made_valid() {
    let raw =
        serde_json::value::RawValue::from_string("{\n \"a\" : \"\\ud800\",\r\n\"token\": [\n1]}".to_owned());
    let members = line_of(|| tracewell::info!("raw", raw = raw.unwrap()));
    assert_eq!(members["raw"], serde_json::json!({"a": "\u{fffd}", "token": "[redacted]"}));
}
