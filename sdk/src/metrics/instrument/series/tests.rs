//! Series whose slots change hands.

mod callers;
mod room;
mod scanned;

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::Location,
    sync::Arc,
    thread,
    time::Duration,
};

use super::*;
use crate::metrics::{
    Counter, Gauge, Histogram, Labels, UpDownCounter,
    instrument::Instrument,
    snapshot::{Data, Number},
};

#[derive(Labels)]
struct Request<'a> {
    ok: bool,
    #[label(max = 2)]
    route: &'a str,
    #[label(max = 5)]
    region: &'a str,
}

#[derive(Labels)]
struct SignIn<'a> {
    #[label(max = 5, allow = "a dozen of machines sign in here")]
    user_id: &'a str,
    #[label(max = 5)]
    region: &'a str,
}

const fn described(max_series: u32) -> Description {
    Description { name: "requests", help: "", unit: "1", max_series, site: Location::caller() }
}

const fn at(route: &str) -> Request<'_> {
    Request { ok: true, route, region: "eu" }
}

/// The values and the starts of all series, by their texts.
fn series(instrument: &dyn Instrument) -> BTreeMap<String, (i64, SystemTime)> {
    let now = SystemTime::now();
    let (Data::Sum { points, .. } | Data::Gauge { points }) = instrument.read(now, now) else {
        panic!("numbers")
    };
    let shown = |point: &Point<Number>| {
        let texts = point.labels.iter().filter(|label| label.key.as_str() != "ok");
        let texts: Vec<_> = texts.map(|label| label.value.to_string()).collect();
        let Number::Integer(value) = point.value else { panic!("{:?}", point.value) };
        (texts.join(" "), (value, point.start))
    };
    let series: BTreeMap<_, _> = points.iter().map(shown).collect();
    assert_eq!(series.len(), points.len(), "a set of labels stands once: {points:?}");
    series
}

fn values(instrument: &dyn Instrument) -> Vec<(String, i64)> {
    series(instrument).into_iter().map(|(labels, (value, _))| (labels, value)).collect()
}

/// Tends an instrument now, and when what was not used since has been idle for long enough.
fn tend(instrument: &dyn Instrument, use_meanwhile: impl FnOnce()) {
    let now = Instant::now();
    instrument.guarded().tend(now);
    use_meanwhile();
    instrument.guarded().tend(now + 2 * TableSpec::IDLE_AFTER);
}

#[test]
fn a_frequent_value_gets_a_series_that_begins_at_zero_and_now() {
    let counter = Counter::<Request<'static>>::new(described(100));
    counter.add(7, &at("/old"));
    counter.add(3, &Request { region: "us", ..at("/old") });
    counter.add(5, &at("/used"));
    let before = series(&counter);
    tend(&counter, || {
        counter.add(1, &at("/used"));
        (0..2_000).for_each(|_| counter.add(1, &at("/new")));
    });
    counter.add(11, &at("/new"));
    counter.add(1, &at("/old"));
    let texts = |labels: &str, value| (labels.to_owned(), value);
    // Of the old value nothing is left, in whichever region.
    assert_eq!(values(&counter), [texts("/new eu", 11), texts("/used eu", 6), texts("__other__ eu", 2_001)]);
    let after = series(&counter);
    assert!(after["/new eu"].1 > before["/old eu"].1, "a new series has a new start");
    assert_eq!(after["/used eu"].1, before["/used eu"].1);
}

#[test]
fn series_that_go_make_room_for_others() {
    let counter = Counter::<Request<'static>>::new(described(4));
    for region in ["a", "b", "c"] {
        counter.add(1, &Request { region, ..at("/old") });
    }
    counter.add(1, &at("/used"));
    counter.add(1, &Request { region: "d", ..at("/used") });
    let overflow = ("true".to_owned(), 1);
    assert!(values(&counter).contains(&overflow), "the fifth is one too many");
    tend(&counter, || {
        counter.add(1, &at("/used"));
        // Nobody else has room for it: it is counted in what came beyond the limit.
        (0..2_000).for_each(|_| counter.add(1, &at("/new")));
    });
    for region in ["x", "a", "b"] {
        counter.add(1, &Request { region, ..at("/new") });
    }
    assert!(values(&counter).iter().filter(|(labels, _)| labels.starts_with("/new")).count() == 3);
}

/// How many are left of a value that was idle while another one was refused often.
fn is_left(instrument: &dyn Instrument, refuse: impl Fn()) -> bool {
    tend(instrument, || (0..2_000).for_each(|_| refuse()));
    values(instrument).iter().any(|(labels, _)| labels.starts_with("/old"))
}

#[test]
fn what_still_stands_for_something_keeps_its_slot() {
    let up_down = || {
        let counter = UpDownCounter::<Request<'static>>::new(described(100));
        counter.add(0, &at("/old"));
        counter.add(0, &at("/used"));
        counter
    };
    let refuse = |counter: &UpDownCounter<Request<'static>>| {
        counter.add(0, &at("/used"));
        counter.add(0, &at("/new"));
    };
    let zero = up_down();
    assert!(!is_left(&zero, || refuse(&zero)));
    let raised = up_down();
    raised.add(1, &at("/old"));
    assert!(is_left(&raised, || refuse(&raised)));
    let held = up_down();
    let holding = held.hold(&at("/old"));
    held.add(-1, &at("/old"));
    assert!(is_left(&held, || refuse(&held)), "who holds one gives it back to this series");
    drop(holding);
    assert!(values(&held).contains(&("/old eu".to_owned(), -1)));
    let gauge = Gauge::<Request<'static>, i64>::new(described(100));
    gauge.set(0, &at("/old"));
    gauge.set(0, &at("/used"));
    assert!(is_left(&gauge, || gauge.set(1, &at("/new"))));
}

#[test]
fn identifiers_have_no_series_but_where_they_are_allowed() {
    let counter = Counter::<SignIn<'static>>::new(described(100));
    let uuid = "7f8c9c62-3b5e-4a51-9a3c-0f8a4a8d1c11";
    counter.add(1, &SignIn { user_id: uuid, region: uuid });
    assert_eq!(values(&counter), [(format!("{uuid} __other__"), 1)]);
    let [blame] = &counter.guarded().blame()[..] else { panic!("one label refused something") };
    assert_eq!((blame.label, blame.identifiers, blame.site.file()), (Some("region"), 1, file!()));
}

#[derive(Labels)]
struct Answer<'a> {
    #[label(max = 2, integer)]
    status: &'a str,
}

#[test]
fn integers_are_exported_as_such_where_they_are() {
    let counter = Counter::<Answer<'static>>::new(described(100));
    for status in ["404", "none", "500"] {
        counter.add(1, &Answer { status });
    }
    let now = SystemTime::now();
    let Data::Sum { points, .. } = counter.read(now, now) else { panic!("a sum") };
    let mut statuses: Vec<_> = points.into_iter().map(|point| point.labels[0].value.clone()).collect();
    statuses.sort_by_key(ToString::to_string);
    assert_eq!(statuses, [404.into(), "__other__".into(), opentelemetry::Value::from("none")]);
}

#[test]
fn a_histogram_takes_its_buckets_from_the_process() {
    let bounds: Vec<f64> = (0..4_000).map(f64::from).collect();
    let before = Budget::process().used();
    let histogram = Histogram::<Request<'static>>::new(described(100), bounds.leak());
    histogram.record(1.0, &at("/a"));
    histogram.record(1.0, &at("/b"));
    // Other tests take and give back at the same time, but not thousands.
    assert!(Budget::process().used() > before + 7_000);
}

/// Each value is added in multiples of its own, so that a series shows whether all of it belongs to its value.
#[test]
fn no_measurement_lands_in_the_series_of_another_value() {
    const FACTORS: [i64; 5] = [1_009, 2_003, 3_001, 4_001, 5_003];
    let counter = Counter::<Request<'static>>::new(described(100));
    let begin = Instant::now();
    let mut seen = BTreeSet::new();
    thread::scope(|scope| {
        // Ends with this scope's own work, however that ends.
        let goes_on = Arc::new(());
        for thread in 0..3 {
            let (counter, goes_on) = (&counter, Arc::downgrade(&goes_on));
            scope.spawn(move || {
                for round in (thread..).take_while(|_| goes_on.strong_count() > 0) {
                    let factor = FACTORS[round / 20_000 % FACTORS.len()];
                    counter.add(factor.unsigned_abs(), &at(&factor.to_string()));
                }
            });
        }
        for round in 0..20_000 {
            counter.guarded().tend(begin + round * Duration::from_mins(40));
            for (labels, (value, start)) in series(&counter) {
                let route = labels.split(' ').next().unwrap_or_default();
                assert_eq!(value % route.parse::<i64>().unwrap_or(1), 0, "{labels}: {value}");
                seen.insert((labels, start));
            }
            if seen.len() > 40 {
                return;
            }
            thread::sleep(Duration::from_micros(200));
        }
    });
    assert!(seen.len() > 40, "slots changed hands: {seen:?}");
}
