//! The same counter where one of the texts is always another one, as a scanner sends them.
//!
//! Ours and OpenTelemetry's are over their limits. The others have none: they make a series for each value, and keep it.
//! There are 100,000 values and no more, or their memory would grow for as long as this runs; all have come before the
//! first round is over. So the figures of those three say what it costs to find one of 100,000 series, once it is made.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use metrics::Recorder;

use super::{
    super::{CACHES, CALLS, CLASSES, Contestant, META, black_box, provider, recorder, text},
    Ours, add, attributes, dynamic, dynamic_of, family, key, owned,
};

/// A multiple of [`CALLS`], and of the combinations of class and cache.
const VALUES: usize = 100_000;
/// Of a value, in bytes.
const LENGTH: usize = 11;
/// More than the series that OpenTelemetry's SDK has by default: 2,000.
const BEYOND: usize = 3_000;

/// Calls with the next thousand values in turn; all threads share them.
///
/// They stand one after the other in memory, so that reading them costs what reading a request does: next to nothing.
fn each_of(
    value: impl Fn(usize) -> String,
    call: impl Fn([&str; 3]) + Sync + 'static,
) -> Box<dyn Fn() + Sync> {
    let values: String = (0..VALUES).map(value).collect();
    let next = AtomicUsize::new(0);
    Box::new(move || {
        let begin = next.fetch_add(CALLS as usize, Relaxed);
        for order in begin..begin + CALLS as usize {
            let at = order % VALUES * LENGTH;
            let method = values.get(at..at + LENGTH).unwrap_or_default();
            let [class, cache] = [text(CLASSES[order % CLASSES.len()]), text(CACHES[order % CACHES.len()])];
            call(black_box([method, class, cache]));
        }
    })
}

/// All are distinct.
fn each_new(call: impl Fn([&str; 3]) + Sync + 'static) -> Box<dyn Fn() + Sync> {
    each_of(|order| format!("scan/{order:06}"), call)
}

/// Four, which are let in: as long as the others, and read as they are.
fn each_old(call: impl Fn([&str; 3]) + Sync + 'static) -> Box<dyn Fn() + Sync> {
    each_of(old, call)
}

fn old(order: usize) -> String {
    format!("real/{:06}", order % 4)
}

/// A value that has no series, beside one that has, and beside what others do with it.
pub(in super::super) fn over_budget() -> Vec<Contestant> {
    for order in 0..4 {
        let _ = CLASSES.map(|class| add(&Ours::get().flooded, [&old(order), text(class), text(CACHES[0])]));
    }
    let (family, measured) = (family(), dynamic());
    let recorder = recorder();
    let (provider, sdk) = provider();
    let sdk = sdk.u64_counter("requests").build();
    (0..BEYOND).for_each(|order| sdk.add(1, &attributes([&order.to_string(), "", ""])));
    vec![
        Contestant { name: "over_budget", operation: each_new(|labels| add(&Ours::get().flooded, labels)) },
        Contestant { name: "hit", operation: each_old(|labels| add(&Ours::get().flooded, labels)) },
        Contestant { name: "measured", operation: each_new(move |labels| measured.inc(dynamic_of(labels))) },
        Contestant {
            name: "prometheus-client",
            operation: each_new(move |labels| {
                family.get_or_create(&owned(labels)).inc();
            }),
        },
        Contestant {
            name: "metrics",
            operation: each_new(move |labels| {
                recorder.register_counter(&key(labels), &META).increment(1);
            }),
        },
        Contestant {
            name: "opentelemetry_sdk",
            operation: each_new(move |labels| {
                let _lives = &provider;
                sdk.add(1, &attributes(labels));
            }),
        },
    ]
}
