//! The same counter where all three labels are texts, which come with a request: peers that keep them make their own.

mod flooded;

pub(super) use flooded::over_budget;

use super::{CACHES, CALLS, CLASSES, Contestant, META, METHODS, black_box, provider, recorder, text};
use lasso::ThreadedRodeo;
use metrics::Recorder;
use opentelemetry::KeyValue;
use prometheus_client::metrics::{counter, family::Family};
use tracewell::metrics::{Counter, Labels};

#[derive(Labels)]
struct Texts<'a> {
    #[label(max = 4)]
    method: &'a str,
    #[label(max = 5)]
    class: &'a str,
    #[label(max = 2)]
    cache: &'a str,
}

#[tracewell::metrics(prefix = "bench")]
struct Ours {
    /// Requests whose labels are texts.
    #[counter(unit = "{request}")]
    texts: Counter<Texts<'static>>,
    /// Requests of which most have a method that nobody knows.
    #[counter(unit = "{request}")]
    flooded: Counter<Texts<'static>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, prometheus_client::encoding::EncodeLabelSet)]
struct Owned {
    method: String,
    class: String,
    cache: String,
}

/// Texts that need not be known before: `measured` keeps each one that it has seen, without a limit.
#[derive(Clone, Copy, measured::LabelGroup)]
#[label(set = DynamicSet)]
struct Dynamic<'a> {
    #[label(dynamic_with = ThreadedRodeo, default)]
    method: &'a str,
    #[label(dynamic_with = ThreadedRodeo, default)]
    class: &'a str,
    #[label(dynamic_with = ThreadedRodeo, default)]
    cache: &'a str,
}

/// Method, class and cache.
type Request = [String; 3];

/// Each of the sets of labels, with the methods that are given.
fn requests(methods: &[String]) -> Vec<Request> {
    let mut requests = Vec::new();
    for method in methods {
        for class in CLASSES {
            for cache in CACHES {
                requests.push([method.clone(), text(class).to_owned(), text(cache).to_owned()]);
            }
        }
    }
    requests
}

fn known() -> Vec<Request> {
    requests(&METHODS.map(|method| text(method).to_owned()))
}

/// Calls with each of the sets in turn.
fn each(requests: Vec<Request>, call: impl Fn([&str; 3]) + Sync + 'static) -> Box<dyn Fn() + Sync> {
    Box::new(move || {
        for [method, class, cache] in requests.iter().cycle().take(CALLS as usize) {
            call(black_box([method, class, cache]));
        }
    })
}

fn add(counter: &Counter<Texts<'static>>, [method, class, cache]: [&str; 3]) {
    counter.add(1, &Texts { method, class, cache });
}

pub(super) fn counters() -> Vec<Contestant> {
    let (family, measured) = (family(), dynamic());
    let recorder = recorder();
    let (provider, sdk) = provider();
    let sdk = sdk.u64_counter("requests").build();
    vec![
        Contestant { name: "texts", operation: each(known(), |labels| add(&Ours::get().texts, labels)) },
        Contestant {
            name: "measured",
            operation: each(known(), move |labels| measured.inc(dynamic_of(labels))),
        },
        Contestant {
            name: "prometheus-client",
            operation: each(known(), move |labels| {
                family.get_or_create(&owned(labels)).inc();
            }),
        },
        Contestant {
            name: "metrics",
            operation: each(known(), move |labels| {
                recorder.register_counter(&key(labels), &META).increment(1);
            }),
        },
        Contestant {
            name: "opentelemetry_sdk",
            operation: each(known(), move |labels| {
                let _lives = &provider;
                sdk.add(1, &attributes(labels));
            }),
        },
    ]
}

fn family() -> Family<Owned, counter::Counter> {
    Family::default()
}

fn owned(labels: [&str; 3]) -> Owned {
    let [method, class, cache] = labels.map(ToOwned::to_owned);
    Owned { method, class, cache }
}

fn dynamic() -> measured::CounterVec<DynamicSet> {
    measured::CounterVec::with_label_set(DynamicSet::default())
}

const fn dynamic_of([method, class, cache]: [&str; 3]) -> Dynamic<'_> {
    Dynamic { method, class, cache }
}

fn attributes(labels: [&str; 3]) -> [KeyValue; 3] {
    let [method, class, cache] = labels.map(ToOwned::to_owned);
    [KeyValue::new("method", method), KeyValue::new("class", class), KeyValue::new("cache", cache)]
}

/// What `counter!("requests", "method" => …)` makes of it.
fn key(labels: [&str; 3]) -> metrics::Key {
    let [method, class, cache] = labels.map(ToOwned::to_owned);
    let label = |name: &'static str, value: String| metrics::Label::new(name, value);
    metrics::Key::from_parts(
        "requests",
        vec![label("method", method), label("class", class), label("cache", cache)],
    )
}
