use super::*;
use crate::metrics::{Counter, Gauge, instrument::Description, snapshot::Number};

const fn described(name: &'static str) -> Description {
    Description {
        name,
        help: "What it is.",
        unit: "1",
        max_series: 2_000,
        site: std::panic::Location::caller(),
    }
}

/// The names of all scopes and their metrics, with the values.
fn shown(scopes: &[ScopeSnapshot]) -> Vec<String> {
    let metric = |scope: &ScopeSnapshot, metric: &MetricSnapshot| {
        let values: Vec<_> = match &metric.data {
            Data::Sum { points, .. } | Data::Gauge { points } => {
                points.iter().map(|point| point.value.as_f64().to_string()).collect()
            }
            other => vec![format!("{other:?}")],
        };
        format!("{} {} {}", scope.scope.name(), metric.name, values.join(","))
    };
    scopes
        .iter()
        .flat_map(|scope| scope.metrics.iter().map(|it| metric(scope, it)).collect::<Vec<_>>())
        .collect()
}

#[test]
fn only_what_was_touched_is_shown() {
    static USED: Counter = Counter::new(described("used"));
    static ZERO: Counter = Counter::new(described("zero"));
    static IDLE: Counter = Counter::new(described("idle"));
    static GROUP: Group = Group::new("shop", "1.2.3", &[&USED, &ZERO, &IDLE]);
    let now = opentelemetry::time::now();
    assert!(collect_from(&[&GROUP], now).is_empty());
    USED.add(3, &());
    ZERO.add(0, &());
    let scopes = collect_from(&[&GROUP], now);
    assert_eq!(shown(&scopes), ["shop used 3", "shop zero 0"]);
    assert_eq!(scopes[0].scope.version(), Some("1.2.3"));
    let metric = &scopes[0].metrics[0];
    assert_eq!((&*metric.description, &*metric.unit), ("What it is.", "1"));
}

#[test]
fn a_scope_stands_once_and_a_name_in_it_too() {
    static ORDERS: Counter = Counter::new(described("orders"));
    static AGAIN: Gauge<(), i64> = Gauge::new(described("orders"));
    static REST: Counter = Counter::new(described("rest"));
    static FIRST: Group = Group::new("shop", "1", &[&ORDERS]);
    static SECOND: Group = Group::new("shop", "1", &[&AGAIN, &REST]);
    static OTHER: Group = Group::new("shop", "2", &[&ORDERS]);
    ORDERS.add(1, &());
    AGAIN.set(7, &());
    REST.add(2, &());
    let scopes = collect_from(&[&FIRST, &SECOND, &OTHER], opentelemetry::time::now());
    assert_eq!(shown(&scopes), ["shop orders 1", "shop rest 2", "shop orders 1"]);
    assert_eq!(scopes.len(), 2, "a version is a scope of its own");
}

#[test]
fn series_of_one_name_stand_together_but_none_twice() {
    static ONE: Counter<bool_labels::Ok> = Counter::new(described("orders"));
    static TWO: Counter<bool_labels::Ok> = Counter::new(described("orders"));
    static FIRST: Group = Group::new("shop", "1", &[&ONE]);
    static SECOND: Group = Group::new("shop", "1", &[&TWO]);
    ONE.add(1, &bool_labels::Ok { ok: true });
    TWO.add(2, &bool_labels::Ok { ok: true });
    TWO.add(3, &bool_labels::Ok { ok: false });
    let scopes = collect_from(&[&FIRST, &SECOND], opentelemetry::time::now());
    assert_eq!(shown(&scopes), ["shop orders 1,3"]);
}

mod bool_labels {
    #[derive(crate::metrics::Labels)]
    pub(super) struct Ok {
        pub(super) ok: bool,
    }
}

#[test]
fn a_group_is_registered_once() {
    static SEEN: Counter = Counter::new(described("seen"));
    static GROUP: Group = Group::new("registered once", "1", &[&SEEN]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| GROUP.register());
        }
    });
    SEEN.add(1, &());
    let is_ours = |scope: &ScopeSnapshot| scope.scope.name() == "registered once";
    let ours: Vec<_> = collect().into_iter().filter(is_ours).collect();
    assert_eq!(shown(&ours), ["registered once seen 1"]);
    let Data::Sum { points, .. } = &ours[0].metrics[0].data else { panic!("a counter is a sum") };
    assert_eq!(points[0].value, Number::Integer(1));
    assert!(points[0].start <= points[0].time);
}
