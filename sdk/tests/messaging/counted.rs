//! How many messages, and how long.

use std::{collections::BTreeMap, convert::Infallible};

use tracewell::{
    messaging::Destination,
    metrics::{
        collect,
        snapshot::{Data, Number},
    },
};

use super::{Headers, Message, captured, headers};

fn whole(number: Number) -> i64 {
    match number {
        Number::Integer(value) => value,
        Number::Float(value) => panic!("{value} messages"),
    }
}

/// What the series of a destination show: values of counters, counts of histograms.
fn shown(instrument: &str, destination: &str) -> BTreeMap<String, i64> {
    let metrics = collect().into_iter().flat_map(|scope| scope.metrics);
    let Some(found) = metrics.into_iter().find(|metric| metric.name == instrument) else {
        return BTreeMap::new();
    };
    let series: Vec<(Vec<opentelemetry::KeyValue>, i64)> = match found.data {
        Data::Sum { points, monotonic: true } => {
            points.into_iter().map(|point| (point.labels, whole(point.value))).collect()
        }
        Data::Histogram { points } => {
            points.into_iter().map(|point| (point.labels, point.value.total.count.cast_signed())).collect()
        }
        other => panic!("{other:?}"),
    };
    let is_of =
        |labels: &[opentelemetry::KeyValue]| labels.iter().any(|label| label.value.as_str() == destination);
    let joined = |labels: Vec<opentelemetry::KeyValue>| {
        labels.iter().map(|label| label.value.to_string()).collect::<Vec<_>>().join("|")
    };
    series
        .into_iter()
        .filter(|(labels, _)| is_of(labels))
        .map(|(labels, value)| (joined(labels), value))
        .collect()
}

fn map<const N: usize>(expected: [(&str, i64); N]) -> BTreeMap<String, i64> {
    expected.into_iter().map(|(labels, value)| (labels.to_owned(), value)).collect()
}

#[test]
fn what_is_sent_and_pushed_is_counted_and_measured() {
    let pushed = Destination::new("in_memory", "pushed").consumer_group("billing");
    drop(captured(async |queue| {
        for order in 0..3 {
            queue.send(&pushed, order).await;
        }
        let failed = pushed.send(&mut Headers::new()).call(|| Err::<(), _>(std::fmt::Error));
        assert!(failed.is_err());
        let batch = queue.take_all();
        let headers = batch.iter().map(|message| &message.headers);
        pushed.process_batch(headers).call(|| Ok::<_, Infallible>(())).unwrap();
        pushed.process(&batch[0].headers).call(|| Ok::<_, Infallible>(())).unwrap();
    }));
    let sent = map([("send|in_memory|pushed", 3), ("send|in_memory|pushed|core::fmt::Error", 1)]);
    assert_eq!(shown("messaging.client.sent.messages", "pushed"), sent);
    let consumed = map([("process|in_memory|pushed|billing", 4)]);
    assert_eq!(shown("messaging.client.consumed.messages", "pushed"), consumed);
    let durations =
        map([("send|send|in_memory|pushed", 3), ("send|send|in_memory|pushed|core::fmt::Error", 1)]);
    assert_eq!(shown("messaging.client.operation.duration", "pushed"), durations);
    assert_eq!(shown("messaging.process.duration", "pushed"), map([("process|in_memory|pushed|billing", 2)]));
}

#[test]
fn what_is_pulled_is_counted_once() {
    let pulled = Destination::new("in_memory", "pulled").pulled();
    drop(captured(async |queue| {
        queue.send(&pulled, 1).await;
        queue.send(&pulled, 2).await;
        let batch = pulled.receive(async { Ok::<_, Infallible>(queue.take_all()) }, headers).await.unwrap();
        for message in &batch {
            pulled.process(&message.headers).call(|| Ok::<_, Infallible>(())).unwrap();
        }
        let failed = pulled.receive(async { Err::<Vec<Message>, _>(std::fmt::Error) }, headers).await;
        assert!(failed.is_err());
    }));
    let consumed = map([("receive|in_memory|pulled", 2)]);
    assert_eq!(shown("messaging.client.consumed.messages", "pulled"), consumed);
    let durations = shown("messaging.client.operation.duration", "pulled");
    assert_eq!(durations["receive|receive|in_memory|pulled"], 1);
    assert_eq!(durations["receive|receive|in_memory|pulled|core::fmt::Error"], 1);
    assert_eq!(shown("messaging.process.duration", "pulled"), map([("process|in_memory|pulled", 2)]));
}
