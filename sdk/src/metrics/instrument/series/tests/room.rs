//! Series that make room where the budget of all is full.

use super::*;
use crate::metrics::{ObservableCounter, cell::NumberCell};

/// Fills an instrument of four series with three that fall idle and one in use, and asks for a fifth meanwhile.
fn full() -> Counter<Request<'static>> {
    let counter = Counter::<Request<'static>>::new(described(4));
    for region in ["a", "b", "c"] {
        counter.add(7, &Request { region, ..at("/old") });
    }
    counter.add(5, &at("/used"));
    counter
}

fn asked<'a>() -> Request<'a> {
    Request { region: "d", ..at("/used") }
}

fn ask(counter: &Counter<Request<'static>>) {
    counter.add(1, &at("/used"));
    (0..100).for_each(|_| counter.add(1, &asked()));
}

#[test]
fn an_idle_series_makes_room_for_a_combination_that_is_asked_for() {
    let counter = full();
    let before = series(&counter);
    tend(&counter, || ask(&counter));
    counter.add(3, &asked());
    let after = series(&counter);
    assert_eq!((after["/used d"].0, after["/used eu"].0, after["true"].0), (3, 6, 100), "{after:?}");
    assert_eq!(after.keys().filter(|labels| labels.starts_with("/old")).count(), 2, "one was enough");
    assert!(after["/used d"].1 > before["/old a"].1, "a new series has a new start");
    assert_eq!(after["/used eu"].1, before["/used eu"].1);
    // Nobody asks for more.
    counter.guarded().tend(Instant::now() + 5 * TableSpec::IDLE_AFTER);
    assert_eq!(series(&counter).len(), after.len());
}

#[test]
fn a_series_that_comes_back_begins_anew() {
    let counter = full();
    let before = series(&counter);
    tend(&counter, || ask(&counter));
    let gone = |labels: &&String| !series(&counter).contains_key(*labels);
    let gone = before.keys().find(gone).expect("one made room").clone();
    let region = ["a", "b", "c"].into_iter().find(|region| gone.ends_with(region)).unwrap();
    counter.add(2, &Request { region, ..at("/old") });
    let after = series(&counter);
    assert!(after[&gone].0 == 2 && after[&gone].1 > before[&gone].1, "{after:?}");
}

#[test]
fn nothing_makes_room_that_nobody_asks_for() {
    let counter = full();
    tend(&counter, || counter.add(1, &at("/used")));
    assert_eq!(values(&counter).len(), 4);
}

#[test]
fn what_is_in_use_and_what_still_stands_for_something_makes_no_room() {
    let counter = full();
    tend(&counter, || {
        ask(&counter);
        for region in ["a", "b", "c"] {
            counter.add(0, &Request { region, ..at("/old") });
        }
    });
    assert_eq!(values(&counter).len(), 5, "four, and what came beyond");
    let gauge = Gauge::<Request<'static>, i64>::new(described(1));
    gauge.set(0, &at("/old"));
    tend(&gauge, || gauge.set(1, &at("/used")));
    gauge.set(1, &at("/used"));
    assert_eq!(values(&gauge), [("/old eu".to_owned(), 0), ("true".to_owned(), 1)]);
}

#[test]
fn a_series_that_somebody_may_write_to_stays_until_that_is_known() {
    let counter = full();
    let mut writer = None;
    tend(&counter, || {
        ask(&counter);
        writer = Some(counter.0.slots());
    });
    assert_eq!(values(&counter).len(), 5, "who looked before may write to any");
    // It does.
    for region in ["a", "b", "c"] {
        counter.add(1, &Request { region, ..at("/old") });
    }
    drop(writer);
    counter.guarded().tend(Instant::now() + 2 * TableSpec::IDLE_AFTER);
    let after = values(&counter);
    assert_eq!(after.iter().filter(|(labels, value)| labels.starts_with("/old") && *value == 8).count(), 3);
}

#[test]
fn what_is_written_late_by_who_looked_early_is_not_lost() {
    let counter = full();
    counter.guarded().tend(Instant::now());
    ask(&counter);
    let writer = counter.0.slots();
    let cells = ["a", "b", "c"].map(|region| {
        counter.0.at(Request { region, ..at("/old") }.position(&writer)).expect("it has a series")
    });
    counter.guarded().tend(Instant::now() + 2 * TableSpec::IDLE_AFTER);
    for cell in cells {
        cell.life().touch();
        cell.count(1);
    }
    counter.guarded().tend(Instant::now() + 2 * TableSpec::IDLE_AFTER);
    drop(writer);
    counter.guarded().tend(Instant::now() + 4 * TableSpec::IDLE_AFTER);
    let after = values(&counter);
    assert_eq!(after.iter().filter(|(labels, value)| labels.starts_with("/old") && *value == 8).count(), 3);
}

#[test]
fn a_full_process_is_relieved_by_series_of_any_instrument() {
    let process = Budget::new(2);
    let stores = [(); 2].map(|()| Sparse::<NumberCell<u64>>::new(process.child(10), 1));
    let guard = Table::new(TableSpec {
        instrument: "requests",
        site: Location::caller(),
        labels: Vec::new(),
        idle_after: TableSpec::IDLE_AFTER,
    });
    for position in [1, 2] {
        stores[0].cell(position).expect("there is room").life().touch();
    }
    let turn_over = |hours| {
        let now = Instant::now() + hours * Duration::from_hours(1);
        for store in &stores {
            store.turn_over(&guard, now, |_| true);
        }
        process.satisfied();
    };
    turn_over(0);
    assert!(stores[1].cell(7).is_err());
    turn_over(2);
    assert_eq!(stores.each_ref().map(Sparse::len), [1, 0]);
    assert!(stores[1].cell(7).is_ok() && process.used() == 2);
}

/// As for labels: each combination is counted in multiples of its own.
#[test]
fn no_measurement_lands_in_the_series_of_another_combination() {
    const FACTORS: [i64; 5] = [1_009, 2_003, 3_001, 4_001, 5_003];
    let counter = Counter::<Request<'static>>::new(described(3));
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
                    let region = factor.to_string();
                    counter.add(factor.unsigned_abs(), &Request { region: &region, ..at("/a") });
                }
            });
        }
        for round in 0..20_000 {
            counter.guarded().tend(begin + round * Duration::from_mins(40));
            for (labels, (value, start)) in series(&counter) {
                let region = labels.split(' ').next_back().unwrap_or_default();
                assert_eq!(value % region.parse::<i64>().unwrap_or(1), 0, "{labels}: {value}");
                seen.insert((labels, start));
            }
            if seen.len() > 40 {
                return;
            }
            thread::sleep(Duration::from_micros(200));
        }
    });
    assert!(seen.len() > 40, "series made room: {seen:?}");
}

#[test]
fn observed_series_make_room_once_nobody_observes_them() {
    static COUNTER: ObservableCounter<Request<'static>> = ObservableCounter::new(described(1), None);
    let old = COUNTER.observe(|readings| readings.observe(7, &at("/old")));
    assert_eq!(values(&COUNTER), [("/old eu".to_owned(), 7)]);
    drop(old);
    let _new = COUNTER.observe(|readings| readings.observe(3, &at("/new")));
    tend(&COUNTER, || assert_eq!(values(&COUNTER), [("true".to_owned(), 3)]));
    assert_eq!(values(&COUNTER), [("/new eu".to_owned(), 3)]);
}
