//! The same counter where all three labels are texts, which come with a request: peers that keep them make their own.

use super::{CACHES, CALLS, CLASSES, Contestant, META, METHODS, black_box, provider, recorder, text};
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

/// As many as there are known ones, and as long.
fn unknown() -> Vec<Request> {
    requests(&["pull", "pushed", "puts", "erases"].map(ToOwned::to_owned))
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
    let family = Family::<Owned, counter::Counter>::default();
    let recorder = recorder();
    let (provider, sdk) = provider();
    let sdk = sdk.u64_counter("requests").build();
    vec![
        Contestant { name: "texts", operation: each(known(), |labels| add(&Ours::get().texts, labels)) },
        Contestant {
            name: "prometheus-client",
            operation: each(known(), move |labels| {
                let [method, class, cache] = labels.map(ToOwned::to_owned);
                family.get_or_create(&Owned { method, class, cache }).inc();
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
                let [method, class, cache] = labels.map(ToOwned::to_owned);
                let attributes = [
                    KeyValue::new("method", method),
                    KeyValue::new("class", class),
                    KeyValue::new("cache", cache),
                ];
                sdk.add(1, &attributes);
            }),
        },
    ]
}

/// A value that has no series, beside one that has.
pub(super) fn over_budget() -> Vec<Contestant> {
    for labels in known() {
        add(&Ours::get().flooded, labels.each_ref().map(|label| &**label));
    }
    vec![
        Contestant {
            name: "over_budget",
            operation: each(unknown(), |labels| add(&Ours::get().flooded, labels)),
        },
        Contestant { name: "hit", operation: each(known(), |labels| add(&Ours::get().flooded, labels)) },
    ]
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
