//! Pages of whatever names, labels and values there may be.
//!
//! `TRACEWELL_PAGES` names a folder to write them to, for parsers of others: `tests/interop/prometheus`.

use std::{collections::HashSet, fs, path::PathBuf, time::SystemTime};

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::metrics::snapshot::{ExponentialBuckets, Range};

/// Pages of each format that are written.
const WRITTEN: usize = 400;

fn word() -> impl Strategy<Value = String> {
    let telling = vec![
        "",
        "_",
        "le",
        "quantile",
        "__name__",
        "a.total",
        "a_total",
        "a",
        "a.count",
        "a_bucket",
        "a.sum",
        "a_created",
        "target",
        "target_info",
        "otel.scope.name",
        "trace_id",
        "1a",
        "\"",
        "\\",
        "\n",
        "a\\n\"\n",
        "} 1",
        "# EOF",
        "\u{85}\u{2028}\r",
        "日本",
        "a:b",
        "seconds",
        "name",
    ];
    prop_oneof![3 => proptest::sample::select(telling).prop_map(str::to_owned), 1 => any::<String>()]
}

fn unit() -> impl Strategy<Value = String> {
    let telling = vec!["", "s", "1", "By/s", "{x}", "{x}/s", "total", "count", "info", "/", "%"];
    prop_oneof![3 => proptest::sample::select(telling).prop_map(str::to_owned), 1 => word()]
}

fn float() -> impl Strategy<Value = f64> {
    let telling = vec![
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.1,
        1e5,
        1e6,
        1e-5,
        1e21,
        f64::MAX,
        f64::MIN_POSITIVE,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    prop_oneof![3 => proptest::sample::select(telling), 1 => any::<f64>()]
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![float().prop_map(Number::Float), any::<i64>().prop_map(Number::Integer)]
}

fn labels() -> impl Strategy<Value = Vec<KeyValue>> {
    vec((word(), word()).prop_map(|(key, value)| KeyValue::new(key, value)), 0..4)
}

fn time() -> impl Strategy<Value = SystemTime> {
    prop_oneof![
        Just(UNIX_EPOCH - Duration::from_secs(1)),
        (0_u64..4_000_000_000).prop_map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds)),
    ]
}

fn exemplars() -> impl Strategy<Value = Vec<Exemplar>> {
    let exemplar = (number(), time(), 0_u128..3, 0_u64..3, labels()).prop_map(
        |(value, time, trace_id, span_id, attributes)| {
            let (trace_id, span_id) = (TraceId::from(trace_id), SpanId::from(span_id));
            Exemplar { value, time, trace_id, span_id, attributes }
        },
    );
    vec(exemplar, 0..3)
}

fn points<V: std::fmt::Debug>(value: impl Strategy<Value = V>) -> impl Strategy<Value = Vec<Point<V>>> {
    let point = (labels(), time(), value, exemplars()).prop_map(|(labels, time, value, exemplars)| Point {
        labels,
        start: time,
        time,
        value,
        exemplars,
    });
    vec(point, 0..3)
}

fn total() -> impl Strategy<Value = Total> {
    let range = proptest::option::of((float(), float()));
    (any::<u64>(), float(), range).prop_map(|(count, sum, range)| Total { count, sum, range })
}

fn buckets() -> impl Strategy<Value = Buckets> {
    let counts = vec(prop_oneof![0_u64..9, Just(u64::MAX)], 0..7);
    (vec(float(), 0..5), counts, total()).prop_map(|(bounds, counts, total)| Buckets {
        bounds: bounds.into(),
        counts,
        total,
    })
}

fn exponential() -> impl Strategy<Value = ExponentialBuckets> {
    let range = || {
        let offset = prop_oneof![-20..20, Just(i32::MAX), Just(i32::MIN)];
        (offset, vec(0_u64..9, 0..40)).prop_map(|(offset, counts)| Range { offset, counts })
    };
    (-10_i8..=20, 0_u64..9, float(), range(), range(), total()).prop_map(
        |(scale, zero_count, zero_threshold, positive, negative, total)| ExponentialBuckets {
            scale,
            zero_count,
            zero_threshold,
            positive,
            negative,
            total,
        },
    )
}

fn data() -> impl Strategy<Value = Data> {
    let quantiles = (total(), vec((float(), float()), 0..4))
        .prop_map(|(total, quantiles)| Quantiles { total, quantiles });
    prop_oneof![
        (any::<bool>(), points(number())).prop_map(|(monotonic, points)| Data::Sum { monotonic, points }),
        points(number()).prop_map(|points| Data::Gauge { points }),
        points(buckets()).prop_map(|points| Data::Histogram { points }),
        points(exponential()).prop_map(|points| Data::ExponentialHistogram { points }),
        points(quantiles).prop_map(|points| Data::Summary { points }),
    ]
}

fn snapshots() -> impl Strategy<Value = Snapshot> {
    let metric =
        (word(), word(), unit(), data()).prop_map(|(name, description, unit, data)| MetricSnapshot {
            name: name.into(),
            description: description.into(),
            unit: unit.into(),
            is_observed: false,
            data,
        });
    let scope =
        (word(), word(), labels(), vec(metric, 0..5)).prop_map(|(name, version, attributes, metrics)| {
            let scope =
                InstrumentationScope::builder(name).with_version(version).with_attributes(attributes).build();
            ScopeSnapshot { scope, metrics }
        });
    (labels(), vec(scope, 0..3)).prop_map(|(attributes, scopes)| Snapshot {
        resource: Resource::builder_empty().with_attributes(attributes).build(),
        scopes,
    })
}

/// Checks what holds on each page: a sample stands there once, and nothing after the end.
fn check(page: &str, format: Format) {
    let lines: Vec<_> = page.split_terminator('\n').collect();
    let ends = lines.iter().filter(|line| **line == "# EOF").count();
    assert_eq!(ends, usize::from(format == Format::OpenMetrics));
    let mut seen = HashSet::new();
    for line in lines.iter().filter(|line| !line.starts_with("# ")) {
        let name = line.split(['{', ' ']).next().unwrap_or_default();
        let is_name = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
        assert!(
            !name.is_empty() && name.bytes().all(is_name) && !name.as_bytes()[0].is_ascii_digit(),
            "{line}"
        );
        let series = line.split(" # ").next().unwrap_or(line);
        let series = series.rsplit_once(' ').map_or(series, |(series, _)| series);
        assert!(seen.insert(series), "twice: {series}\n{page}");
    }
}

fn write(page: &str, number: usize, ending: &str) {
    if let Some(folder) = std::env::var_os("TRACEWELL_PAGES").filter(|_| number < WRITTEN) {
        fs::write(PathBuf::from(folder).join(format!("{number}.{ending}")), page).unwrap();
    }
}

#[test]
fn every_snapshot_has_a_page() {
    let number = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(snapshot in snapshots())| {
        for (format, ending) in [(Format::OpenMetrics, "openmetrics"), (Format::Prometheus, "prometheus")] {
            let page = render(&snapshot, format);
            check(&page, format);
            write(&page, number.get(), ending);
        }
        number.set(number.get() + 1);
    });
}
