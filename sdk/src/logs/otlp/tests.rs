use std::{collections::HashMap, io, sync::Mutex, time::Duration};

use opentelemetry::{
    InstrumentationScope, SpanId, TraceId,
    trace::{SpanContext, TraceContextExt, TraceFlags, TraceState},
};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    logs::{LogBatch, LogExporter},
};
use tracing::subscriber::with_default;
use tracing_subscriber::{layer::SubscriberExt, registry};

use super::*;
use crate::pipeline::QueueLimits;

/// An exporter that keeps what it gets, or refuses it.
#[derive(Clone, Debug, Default)]
struct Kept {
    records: Arc<Mutex<Vec<(SdkLogRecord, InstrumentationScope)>>>,
    refuses: bool,
}

impl LogExporter for Kept {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        if self.refuses {
            return Err(OTelSdkError::InternalFailure("refused".to_owned()));
        }
        let owned = batch.iter().map(|(record, scope)| (record.clone(), scope.clone()));
        self.records.lock().unwrap().extend(owned);
        Ok(())
    }
}

/// Returns what `log` leaves at the exporter, and the ledger.
fn exported(
    settings: OtelLayerBuilder,
    exporter: &Kept,
    log: impl FnOnce(),
) -> (Vec<SdkLogRecord>, Arc<Ledger>) {
    let resource = Resource::builder().build();
    let pipeline = LogPipeline::start(exporter.clone(), &resource, QueueLimits::LOGS).unwrap();
    let ledger = pipeline.ledger().clone();
    let provider = SdkLoggerProvider::builder().with_resource(resource).with_log_processor(pipeline).build();
    let layer = settings.ledger(ledger.clone()).build(&provider);
    with_default(registry().with(layer), log);
    let _ = provider.shutdown_with_timeout(Duration::from_secs(20));
    assert_eq!(ledger.balance().pending(), 0);
    let records = exporter.records.lock().unwrap().iter().map(|(record, _)| record.clone()).collect();
    (records, ledger)
}

fn attributes(record: &SdkLogRecord) -> HashMap<String, AnyValue> {
    record.attributes_iter().map(|(key, value)| (key.to_string(), value.clone())).collect()
}

fn map(members: impl IntoIterator<Item = (&'static str, AnyValue)>) -> AnyValue {
    members.into_iter().collect()
}

#[test]
fn a_record_has_name_body_severity_target_and_ids() {
    let context =
        SpanContext::new(TraceId::from(7), SpanId::from(9), TraceFlags::SAMPLED, false, TraceState::NONE);
    let (records, ledger) = exported(OtelLayer::builder(), &Kept::default(), || {
        let _current = opentelemetry::Context::new().with_remote_span_context(context).attach();
        crate::warn!("order_failed", order.id = 17);
    });
    let [record] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!(record.event_name(), Some("order_failed"));
    assert_eq!(record.body(), Some(&"order_failed".into()));
    assert_eq!((record.severity_number(), record.severity_text()), (Some(Severity::Warn), Some("WARN")));
    assert_eq!(record.target().map(AsRef::as_ref), Some(module_path!()));
    let ids = record.trace_context().unwrap();
    assert_eq!((ids.trace_id, ids.span_id), (TraceId::from(7), SpanId::from(9)));
    assert_eq!(attributes(record), HashMap::from([("order.id".to_owned(), 17.into())]));
    assert_eq!(ledger.balance().delivered, 1);
}

#[test]
fn attributes_have_types_and_nested_ones_are_maps_and_redacted() {
    let nested = serde_json::json!({"a": [1, 2.5, null], "password": "hunter2"});
    let failed = io::Error::other("disk");
    let (records, _) = exported(OtelLayer::builder(), &Kept::default(), || {
        crate::info!("a", nested, failed, big = u64::MAX, token = 1, text = "t", list = ?[1]);
    });
    let list: AnyValue = [AnyValue::from(1), 2.5.into(), "null".into()].into_iter().collect();
    let expected = [
        ("nested", map([("a", list), ("password", "[redacted]".into())])),
        ("failed", map([("message", "disk".into())])),
        ("big", u64::MAX.to_string().into()),
        ("token", "[redacted]".into()),
        ("text", "t".into()),
        ("list", "[1]".into()),
    ];
    assert_eq!(attributes(&records[0]), expected.map(|(key, value)| (key.to_owned(), value)).into());
}

#[test]
fn events_of_tracing_and_log_have_their_text_as_body() {
    let (records, _) = exported(OtelLayer::builder(), &Kept::default(), || {
        tracing::info!("user {} in", 7);
        let record = tracing_log::log::Record::builder().args(format_args!("from log")).target("old").build();
        tracing_log::format_trace(&record).unwrap();
    });
    let seen: Vec<_> =
        records.iter().map(|record| (record.event_name(), record.body(), record.target())).collect();
    let (user, log) = (AnyValue::from("user 7 in"), AnyValue::from("from log"));
    let targets = [Cow::Borrowed(module_path!()), Cow::Borrowed("old")];
    assert_eq!(seen, [(None, Some(&user), Some(&targets[0])), (None, Some(&log), Some(&targets[1]))]);
    assert!(attributes(&records[1]).is_empty());
}

#[test]
fn suppressed_sampled_and_refused_records_are_accounted_for() {
    let sampling = OtelLayer::builder().sampling(LogSampling::all().by_field("user", 0.0));
    let (records, ledger) = exported(sampling, &Kept { refuses: true, ..Kept::default() }, || {
        crate::info!("a", user = 1);
        crate::warn!("a", user = 1);
        let _silence = opentelemetry::Context::enter_telemetry_suppressed_scope();
        crate::warn!("a", user = 1);
    });
    let balance = ledger.balance();
    assert!(records.is_empty());
    assert_eq!(balance.attempted, 2);
    assert_eq!(balance.dropped_by(DropReason::Sampled), 1);
    assert_eq!(balance.dropped_by(DropReason::ExporterError), 1);
}

#[test]
fn attributes_over_the_limits_are_counted_and_cut() {
    let limits = LogRecordLimits { attributes: 3, value_length: 4 };
    let nested = serde_json::json!({"long key": ["naïve!", 123_456], "short": "ab"});
    let (records, ledger) = exported(OtelLayer::builder().limits(limits), &Kept::default(), || {
        crate::info!("limited_event", text = "naïve!", nested, number = 123_456, over = 1, token = 2);
        crate::info!("small", text = "abcd");
    });
    let list: AnyValue = [AnyValue::from("naïv"), 123_456.into()].into_iter().collect();
    let expected = [
        ("text", "naïv".into()),
        ("nested", map([("long key", list), ("short", "ab".into())])),
        ("number", 123_456.into()),
        ("otel.dropped_attributes_count", 2.into()),
    ];
    assert_eq!(attributes(&records[0]), expected.map(|(key, value)| (key.to_owned(), value)).into());
    assert_eq!(records[0].body(), Some(&"limited_event".into()), "the text is no attribute");
    assert_eq!(attributes(&records[1]), HashMap::from([("text".to_owned(), "abcd".into())]));
    assert_eq!(ledger.balance().delivered, 2, "what lacks attributes is no lost record");
}

#[test]
fn a_record_may_be_left_without_any_attribute() {
    let limits = LogRecordLimits { attributes: 0, ..LogRecordLimits::default() };
    let (records, _) = exported(OtelLayer::builder().limits(limits), &Kept::default(), || {
        tracing::warn!(a = 1, token = 2, "all of it goes");
    });
    assert_eq!(
        attributes(&records[0]),
        HashMap::from([("otel.dropped_attributes_count".to_owned(), 2.into())])
    );
    assert_eq!(records[0].body(), Some(&"all of it goes".into()));
}
