//! Whom a report names: the line that called the instrument, whichever instrument it is.

use super::*;
use crate::metrics::{ExponentialHistogram, ObservableGauge, Readings, Summary, instrument::DEFAULT_BOUNDS};

/// Where an instrument is observed.
const FIRST: u32 = 90;

/// A value that is refused, whatever room there is.
fn refused<'a>() -> Request<'a> {
    at("7f8c9c62-3b5e-4a51-9a3c-0f8a4a8d1c11")
}

/// The lines that asked for what the first label refused, with their counts, in the order of the file.
fn callers(instrument: &dyn Instrument) -> Vec<(u32, u64)> {
    let report = instrument.guarded().blame();
    assert!(report[0].callers.iter().all(|caller| caller.site.file() == file!()), "{report:?}");
    let mut callers: Vec<_> =
        report[0].callers.iter().map(|caller| (caller.site.line(), caller.count)).collect();
    callers.sort_unstable();
    callers
}

#[test]
fn two_callers_of_one_label_are_told_apart_and_their_identifiers_counted() {
    let counter = Counter::<Request<'static>>::new(described(100));
    let begin = line!();
    (0..200).for_each(|_| counter.add(1, &refused()));
    (0..3).for_each(|_| counter.add(1, &refused()));
    assert_eq!(callers(&counter), [(begin + 1, 200), (begin + 2, 3)]);
    let report = counter.guarded().blame();
    assert_eq!(report[0].callers[0].count, 200, "who asks most comes first");
}

#[test]
fn over_budget_who_asks_seldom_is_named_as_well_and_counts_are_about_right() {
    let counter = Counter::<Request<'static>>::new(described(100));
    counter.add(1, &at("/a"));
    counter.add(1, &at("/b"));
    let begin = line!();
    (0..64_000).for_each(|_| counter.add(1, &at("/new")));
    counter.add(1, &at("/seldom"));
    let [(often, count), (seldom, one)] = callers(&counter)[..] else { panic!("two lines") };
    assert_eq!((often, seldom), (begin + 1, begin + 2));
    // A thousand samples: five standard errors.
    assert!((54_000..74_000).contains(&count), "{count}");
    assert!([1, 64].contains(&one), "{one}");
}

#[test]
fn threads_are_told_apart_by_their_lines() {
    let counter = Counter::<Request<'static>>::new(described(100));
    let begin = line!();
    let one = || (0..1_000).for_each(|_| counter.add(1, &refused()));
    let other = || (0..2_000).for_each(|_| counter.add(1, &refused()));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(one);
            scope.spawn(other);
        }
    });
    assert_eq!(callers(&counter), [(begin + 1, 4_000), (begin + 2, 8_000)]);
}

#[test]
fn each_kind_of_instrument_names_its_caller() {
    let up_down = UpDownCounter::<Request<'static>>::new(described(100));
    let begin = line!();
    up_down.add(1, &refused());
    drop(up_down.hold(&refused()));
    assert_eq!(callers(&up_down), [(begin + 1, 1), (begin + 2, 1)]);

    let gauge = Gauge::<Request<'static>>::new(described(100));
    let histogram = Histogram::<Request<'static>>::new(described(100), DEFAULT_BOUNDS);
    let exponential = ExponentialHistogram::<Request<'static>>::new(described(100));
    let summary = Summary::<Request<'static>>::new(described(100), &[0.5]);
    let begin = line!();
    gauge.set(1.0, &refused());
    histogram.record(1.0, &refused());
    exponential.record(1.0, &refused());
    summary.record(1.0, &refused());
    let named = [&gauge as &dyn Instrument, &histogram, &exponential, &summary].map(callers);
    assert_eq!(named.concat(), [1, 2, 3, 4].map(|line| (begin + line, 1)));
}

#[test]
fn what_is_observed_names_the_line_of_the_callback() {
    fn observe(readings: &mut Readings<'_, Request<'static>, f64>) {
        assert_eq!(FIRST, line!() + 1);
        readings.observe(1.0, &refused());
        readings.observe(1.0, &refused());
    }
    let gauge = ObservableGauge::<Request<'static>>::new(described(100), Some(observe));
    gauge.read(SystemTime::now(), SystemTime::now());
    assert_eq!(callers(&gauge), [(FIRST, 1), (FIRST + 1, 1)]);
}

#[test]
fn who_asks_for_series_beyond_the_limit_is_named() {
    let counter = Counter::<Request<'static>>::new(described(1));
    counter.add(1, &at("/a"));
    let begin = line!();
    counter.add(1, &at("/b"));
    counter.add(1, &Request { ok: false, ..at("/a") });
    let lines: Vec<_> = callers(&counter).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [begin + 1, begin + 2]);
    assert_eq!(counter.guarded().blame()[0].label, None);
}
