//! Durations of queries, and connections of pools.

use std::collections::BTreeMap;

use tracewell::{
    metrics::{
        collect,
        snapshot::{Data, MetricSnapshot, Number},
    },
    sqlx::{Traced, observe_pool},
};

use super::{database, run};

fn metric(name: &str) -> Option<MetricSnapshot> {
    collect().into_iter().flat_map(|scope| scope.metrics).find(|metric| metric.name == name)
}

fn labels(labels: &[opentelemetry::KeyValue]) -> String {
    labels.iter().map(|label| label.value.to_string()).collect::<Vec<_>>().join("|")
}

/// How many queries were measured, by their labels.
fn measured() -> BTreeMap<String, u64> {
    match metric("db.client.operation.duration").unwrap().data {
        Data::Histogram { points } => {
            points.iter().map(|point| (labels(&point.labels), point.value.total.count)).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// What a pool's metric shows.
fn observed(name: &str) -> BTreeMap<String, f64> {
    match metric(name).map(|metric| metric.data) {
        None => BTreeMap::new(),
        Some(Data::Sum { points, monotonic: false }) => {
            points.iter().map(|point| (labels(&point.labels), Number::as_f64(point.value))).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn queries_are_measured_by_system_summary_and_error_whether_or_not_there_are_spans() {
    run(async {
        let pool = database().await;
        for _ in 0..3 {
            let named = Traced::new(&pool).summary("measured");
            sqlx::query("SELECT 1").fetch_one(named).await.unwrap();
        }
        let named = Traced::new(&pool).summary("measured");
        assert!(sqlx::query("SELECT * FROM nowhere").fetch_all(named).await.is_err());
    });
    let measured = measured();
    assert_eq!(measured.get("sqlite|measured"), Some(&3), "{measured:?}");
    assert_eq!(measured.get("sqlite|measured|1|1"), Some(&1), "{measured:?}");
    let unit = metric("db.client.operation.duration").unwrap().unit;
    assert_eq!(unit, "s");
}

#[test]
fn a_pool_shows_its_connections_until_nobody_observes_it() {
    run(async {
        let pool = database().await;
        let observations = observe_pool("shop", &pool);
        let used = pool.acquire().await.unwrap();
        let count = observed("db.client.connection.count");
        assert_eq!((count["shop|used"], count["shop|idle"]), (1.0, 0.0), "{count:?}");
        used.close().await.unwrap();
        let count = observed("db.client.connection.count");
        assert_eq!((count["shop|used"], count["shop|idle"]), (0.0, 0.0), "{count:?}");
        assert_eq!(observed("db.client.connection.max")["shop"], 1.0);
        assert_eq!(observed("db.client.connection.idle.min")["shop"], 0.0);
        drop(observations);
        assert_eq!(observed("db.client.connection.count"), BTreeMap::new());
    });
}
