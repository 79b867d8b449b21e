//! Who takes part: the same counter and the same histogram, with the same labels, of each library.

mod texts;

use std::hint::black_box;

use measured::metric::histogram::Thresholds;
use metrics::Recorder;
use opentelemetry::{KeyValue, metrics::MeterProvider};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue},
    metrics::{counter, family::Family, histogram},
};
use tracewell::metrics::{Counter, Histogram, LabelValue, Labels};

/// Calls in one operation.
pub(crate) const CALLS: u32 = 1_000;

/// Bounds of all histograms.
const BOUNDS: [f64; 8] = [0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

/// One library's counter or histogram.
pub(crate) struct Contestant {
    pub(crate) name: &'static str,
    pub(crate) operation: Box<dyn Fn() + Sync>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue, measured::FixedCardinalityLabel, EncodeLabelValue,
)]
enum Method {
    Get,
    Post,
    Put,
    Delete,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue, measured::FixedCardinalityLabel, EncodeLabelValue,
)]
enum Class {
    Informed,
    Good,
    Moved,
    Client,
    Server,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, LabelValue, measured::FixedCardinalityLabel, EncodeLabelValue,
)]
enum Cache {
    Hit,
    Miss,
}

const METHODS: [Method; 4] = [Method::Get, Method::Post, Method::Put, Method::Delete];
const CLASSES: [Class; 5] = [Class::Informed, Class::Good, Class::Moved, Class::Client, Class::Server];
const CACHES: [Cache; 2] = [Cache::Hit, Cache::Miss];

/// Returns a value as the libraries take it that know no closed sets.
fn text<V: LabelValue>(value: V) -> &'static str {
    V::text(value.index())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Labels, measured::LabelGroup, EncodeLabelSet)]
#[label(set = RequestSet)]
struct Request {
    method: Method,
    class: Class,
    cache: Cache,
}

#[tracewell::metrics(prefix = "bench")]
struct Ours {
    /// Requests.
    #[counter(unit = "{request}")]
    requests: Counter<Request>,
    /// How long requests take.
    #[histogram(unit = "s", buckets = BOUNDS_OF_OURS)]
    duration: Histogram<Request>,
}

const BOUNDS_OF_OURS: &[f64] = &BOUNDS;

/// Calls with each of the sets of labels in turn, and with values that fall into all buckets.
fn each(call: impl Fn(Request, f64) + Sync + 'static) -> Box<dyn Fn() + Sync> {
    let mut requests = Vec::new();
    for (at, method) in METHODS.iter().enumerate() {
        for (then, class) in CLASSES.iter().enumerate() {
            for (last, cache) in CACHES.iter().enumerate() {
                let value = BOUNDS[(at * 7 + then * 3 + last) % BOUNDS.len()] * 0.9;
                requests.push((Request { method: *method, class: *class, cache: *cache }, value));
            }
        }
    }
    Box::new(move || {
        for (request, value) in requests.iter().cycle().take(CALLS as usize) {
            call(black_box(*request), black_box(*value));
        }
    })
}

/// Those that are compared with each other; ours is the first.
pub(crate) fn groups() -> [Vec<Contestant>; 4] {
    [counters(), histograms(), texts::counters(), texts::over_budget()]
}

fn counters() -> Vec<Contestant> {
    let counters = measured::CounterVec::with_label_set(RequestSet::new());
    let family = Family::<Request, counter::Counter>::default();
    let recorder = recorder();
    let (provider, sdk) = provider();
    let sdk = sdk.u64_counter("requests").build();
    vec![
        Contestant { name: "counter", operation: each(|request, _| Ours::get().requests.add(1, &request)) },
        Contestant { name: "measured", operation: each(move |request, _| counters.inc(request)) },
        Contestant {
            name: "prometheus-client",
            operation: each(move |request, _| {
                family.get_or_create(&request).inc();
            }),
        },
        Contestant {
            name: "metrics",
            operation: each(move |request, _| {
                recorder.register_counter(&key("requests", request), &META).increment(1);
            }),
        },
        Contestant {
            name: "opentelemetry_sdk",
            operation: each(move |request, _| {
                let _lives = &provider;
                sdk.add(1, &attributes(request));
            }),
        },
    ]
}

fn histograms() -> Vec<Contestant> {
    let thresholds = Thresholds::with_buckets(BOUNDS);
    let histograms = measured::HistogramVec::with_label_set_and_metadata(RequestSet::new(), thresholds);
    let family =
        Family::<Request, histogram::Histogram>::new_with_constructor(|| histogram::Histogram::new(BOUNDS));
    let recorder = recorder();
    let (provider, sdk) = provider();
    let sdk = sdk.f64_histogram("duration").with_boundaries(BOUNDS.to_vec()).build();
    vec![
        Contestant {
            name: "histogram",
            operation: each(|request, value| Ours::get().duration.record(value, &request)),
        },
        Contestant {
            name: "measured",
            operation: each(move |request, value| histograms.observe(request, value)),
        },
        Contestant {
            name: "prometheus-client",
            operation: each(move |request, value| family.get_or_create(&request).observe(value)),
        },
        Contestant {
            name: "metrics",
            operation: each(move |request, value| {
                recorder.register_histogram(&key("duration", request), &META).record(value);
            }),
        },
        Contestant {
            name: "opentelemetry_sdk",
            operation: each(move |request, value| {
                let _lives = &provider;
                sdk.record(value, &attributes(request));
            }),
        },
    ]
}

const META: metrics::Metadata<'static> = metrics::Metadata::new("bench", metrics::Level::INFO, None);

/// What `counter!("requests", "method" => …)` makes of it.
fn key(name: &'static str, request: Request) -> metrics::Key {
    let label = |name: &'static str, value: &'static str| metrics::Label::new(name, value);
    metrics::Key::from_parts(
        name,
        vec![
            label("method", text(request.method)),
            label("class", text(request.class)),
            label("cache", text(request.cache)),
        ],
    )
}

fn attributes(request: Request) -> [KeyValue; 3] {
    [
        KeyValue::new("method", text(request.method)),
        KeyValue::new("class", text(request.class)),
        KeyValue::new("cache", text(request.cache)),
    ]
}

fn recorder() -> metrics_exporter_prometheus::PrometheusRecorder {
    let builder = metrics_exporter_prometheus::PrometheusBuilder::new();
    match builder.set_buckets(&BOUNDS) {
        Ok(builder) => builder.build_recorder(),
        Err(error) => panic!("there are bounds: {error}"),
    }
}

fn provider() -> (SdkMeterProvider, opentelemetry::metrics::Meter) {
    let reader = PeriodicReader::builder(InMemoryMetricExporter::default()).build();
    let provider = SdkMeterProvider::builder().with_reader(reader).build();
    let meter = provider.meter("bench");
    (provider, meter)
}
