use std::{collections::BTreeMap, fmt, io, time::Duration};

use opentelemetry::{
    SpanId, TraceId,
    trace::{SpanContext, TraceContextExt, TraceFlags, TraceState},
};
use serde::Serialize;
use serde_json::{Value, json};
use tracing::subscriber::with_default;
use tracing_subscriber::{layer::SubscriberExt, registry};

use super::*;
use crate::{Secret, logs::MemorySink};

mod sampling;

/// Returns the lines that `log` writes through a layer with these settings, without their timestamps.
fn lines_of(settings: JsonLayerBuilder, log: impl FnOnce()) -> Vec<Value> {
    let sink = MemorySink::default();
    let writer = LogWriter::builder().start(sink.clone()).unwrap();
    with_default(registry().with(settings.build(writer.clone())), log);
    writer.shutdown(Duration::from_secs(20)).unwrap();
    assert_eq!(writer.ledger().balance().pending(), 0);
    sink.take_lines().iter().map(|line| parsed(line)).collect()
}

fn parsed(line: &str) -> Value {
    let mut value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let timestamp = value.as_object_mut().and_then(|members| members.remove("timestamp")).unwrap();
    assert_eq!(timestamp.as_str().map(str::len), Some("2026-11-23T19:35:03.123456Z".len()));
    value
}

/// Returns the only line that `log` writes, without what every line has.
fn fields_of(log: impl FnOnce()) -> Value {
    let mut lines = lines_of(JsonLayer::builder(), log);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let mut line = lines.remove(0);
    let members = line.as_object_mut().unwrap();
    for own in ["level", "event", "target"] {
        assert!(members.remove(own).is_some_and(|value| value.is_string()), "{own}");
    }
    line
}

const TARGET: &str = module_path!();

#[test]
fn a_line_says_when_what_where_and_with_which_values() {
    let lines = lines_of(JsonLayer::builder().service("shop"), || {
        crate::info!("order_placed", order.id = 17_u64, total = 12.5, paid = true, customer = "Ann");
    });
    let expected = json!({"level": "INFO", "event": "order_placed", "target": TARGET, "service": "shop",
        "order.id": 17, "total": 12.5, "paid": true, "customer": "Ann"});
    assert_eq!(lines, [expected]);
}

#[test]
fn each_macro_has_its_level_and_a_target_can_be_given() {
    let lines = lines_of(JsonLayer::builder(), || {
        crate::trace!("a");
        crate::debug!("a");
        crate::info!("a");
        crate::warn!("a");
        crate::error!(target: "audit", "a");
    });
    let levels: Vec<_> = lines.iter().map(|line| (line["level"].as_str(), line["target"].as_str())).collect();
    let expected =
        [("TRACE", TARGET), ("DEBUG", TARGET), ("INFO", TARGET), ("WARN", TARGET), ("ERROR", "audit")];
    assert_eq!(levels, expected.map(|(level, target)| (Some(level), Some(target))));
}

#[test]
fn events_of_tracing_and_log_come_out_the_same_way() {
    let lines = lines_of(JsonLayer::builder(), || {
        tracing::info!(user = 7, "user {} in", 7);
        tracing::warn!(name: "named", reason = "why", "text");
        tracing::warn!(name: "same", message = "same");
        let record = tracing_log::log::Record::builder()
            .args(format_args!("from log"))
            .level(tracing_log::log::Level::Error)
            .target("old::library")
            .module_path(Some("old::library::part"))
            .line(Some(3))
            .build();
        tracing_log::format_trace(&record).unwrap();
    });
    let expected = [
        json!({"level": "INFO", "event": "user 7 in", "target": TARGET, "user": 7}),
        json!({"level": "WARN", "event": "named", "target": TARGET, "message": "text", "reason": "why"}),
        json!({"level": "WARN", "event": "same", "target": TARGET}),
        json!({"level": "ERROR", "event": "from log", "target": "old::library"}),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn an_event_without_name_and_text_is_named_by_its_place() {
    let lines = lines_of(JsonLayer::builder(), || tracing::info!(a = 1));
    assert!(lines[0]["event"].as_str().unwrap().starts_with("event "), "{lines:?}");
}

#[derive(Serialize)]
struct Customer {
    name: &'static str,
    password: &'static str,
    tags: BTreeMap<&'static str, Option<u8>>,
    key: Secret<u64>,
}

#[test]
fn nested_values_are_nested_and_redacted_inside() {
    let customer = Customer {
        name: "Ann\n",
        password: "hunter2",
        tags: BTreeMap::from([("vip", None)]),
        key: Secret::new(7),
    };
    let line =
        fields_of(|| crate::info!("a", customer, list = [1.5, f64::NAN], token = "t", auth.cookie = 3));
    let nested =
        json!({"name": "Ann\n", "password": "[redacted]", "tags": {"vip": null}, "key": "[redacted]"});
    let expected =
        json!({"customer": nested, "list": [1.5, null], "token": "[redacted]", "auth.cookie": "[redacted]"});
    assert_eq!(line, expected);
}

#[test]
fn debug_and_display_are_text_even_where_they_look_like_json() {
    let line = fields_of(|| crate::info!("a", debug = ?[1, 2], display = %"{\"a\":1}", text = "[1]"));
    assert_eq!(line, json!({"debug": "[1, 2]", "display": "{\"a\":1}", "text": "[1]"}));
}

#[derive(Debug, thiserror::Error)]
#[error("order failed\n")]
struct Failed(#[source] io::Error);

/// An error that names itself as its cause.
#[derive(Debug, thiserror::Error)]
#[error("round")]
struct Round;

struct Endless;

impl fmt::Debug for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("endless")
    }
}

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("endless")
    }
}

impl std::error::Error for Endless {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&Endless)
    }
}

#[test]
fn errors_are_written_with_their_causes() {
    let failed = Failed(io::Error::other("disk"));
    let line = fields_of(|| crate::error!("a", failed, plain = Round, none = None::<Round>));
    let expected =
        json!({"failed": {"message": "order failed\n", "chain": ["disk"]}, "plain": {"message": "round"}});
    assert_eq!(line, expected);
    let line = fields_of(|| crate::error!("a", error = Endless));
    assert_eq!(line["error"]["chain"].as_array().map(Vec::len), Some(32));
}

#[test]
fn odd_values_leave_a_valid_line() {
    struct Fails;
    impl fmt::Debug for Fails {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("half \"")?;
            Err(fmt::Error)
        }
    }
    let line = fields_of(|| {
        tracing::info!(
            nan = f64::NAN, most = u64::MAX, least = i64::MIN, wide = u128::from(u32::MAX), bytes = &[0_u8, 255][..],
            fails = ?Fails, ansi = "\u{1b}[31m", "quo\"ted" = "\\\"", level_2 = 1, level = "mine", trace_id = "mine",
        );
    });
    let expected = json!({"nan": null, "most": u64::MAX, "least": i64::MIN, "wide": u32::MAX, "bytes": "00ff",
        "fails": "half \"", "ansi": "\u{1b}[31m", "quo\"ted": "\\\"", "level_2": 1, "level_3": "mine",
        "trace_id_2": "mine"});
    assert_eq!(line, expected);
}

#[test]
fn a_value_that_logs_while_it_is_logged_makes_two_lines() {
    struct Chatty;
    impl fmt::Debug for Chatty {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            crate::info!("inner", list = [1]);
            f.write_str("outer value")
        }
    }
    let lines = lines_of(JsonLayer::builder(), || crate::info!("outer", before = 1, chatty = ?Chatty));
    let inner = json!({"level": "INFO", "event": "inner", "target": TARGET, "list": [1]});
    let outer =
        json!({"level": "INFO", "event": "outer", "target": TARGET, "before": 1, "chatty": "outer value"});
    // tracing keeps a subscriber from being entered twice by one thread, unless it is the global one.
    assert!(lines == [inner, outer.clone()] || lines == [outer], "{lines:?}");
}

fn span_context() -> SpanContext {
    SpanContext::new(TraceId::from(0xabc), SpanId::from(0xdef), TraceFlags::SAMPLED, false, TraceState::NONE)
}

#[test]
fn ids_are_those_of_the_current_context() {
    let line = fields_of(|| {
        let _current = opentelemetry::Context::new().with_remote_span_context(span_context()).attach();
        let _other = tracing::info_span!("of tracing alone").entered();
        crate::info!("a");
    });
    assert_eq!(line, json!({"trace_id": format!("{:032x}", 0xabc), "span_id": format!("{:016x}", 0xdef)}));
}

#[test]
fn fields_of_spans_are_repeated_only_when_asked_for() {
    let log = || {
        let outer =
            tracing::info_span!("outer", user = 1, token = "t", later = tracing::field::Empty).entered();
        let _inner = tracing::info_span!("inner", list = ?[1]).entered();
        outer.record("later", "a").record("later", "b");
        crate::info!("a", user = 2);
    };
    assert_eq!(fields_of(log), json!({"user": 2}));
    let lines = lines_of(JsonLayer::builder().span_fields(true), log);
    let spans = json!([{"name": "outer", "user": 1, "token": "[redacted]", "later": "b"}, {"name": "inner", "list": "[1]"}]);
    assert_eq!(lines[0]["spans"], spans);
}
