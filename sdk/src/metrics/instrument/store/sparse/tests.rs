use std::{
    collections::BTreeMap,
    panic::Location,
    thread,
    time::{Duration, Instant},
};

use super::*;
use crate::metrics::{cell::NumberCell, guard, snapshot::Number};

type Store = Sparse<NumberCell<u64>>;

fn store(limit: u64) -> Store {
    Sparse::new(Budget::new(limit), 1)
}

fn shown(store: &Store) -> BTreeMap<u64, i64> {
    let shown = |(at, cell): (u64, &NumberCell<u64>)| match cell.read(&()) {
        Number::Integer(number) => (at, number),
        Number::Float(float) => panic!("{float}"),
    };
    let cells: Vec<_> = store.cells().map(shown).collect();
    let by_position: BTreeMap<_, _> = cells.iter().copied().collect();
    assert_eq!(by_position.len(), cells.len(), "a position has one cell");
    by_position
}

#[test]
fn positions_keep_their_cells_up_to_the_limit() {
    let store = store(2_000);
    let positions = (0..4_000_u64).map(|n| n * 201);
    let admitted = positions.clone().filter(|at| store.cell(*at).is_ok()).count();
    assert_eq!(admitted, 2_000);
    assert!(store.cell(3_000 * 201).is_err(), "and none later");
    for at in positions.take(2_000) {
        store.cell(at).unwrap().add(at);
    }
    let shown = shown(&store);
    assert!(shown.len() == 2_000 && shown.iter().all(|(at, number)| *at as i64 == *number));
}

#[test]
fn a_series_costs_what_its_cell_does_and_is_refused_as_a_whole() {
    let budget = Budget::new(25);
    let store = Store::new(budget.clone(), 11);
    assert_eq!([1, 2, 3].map(|at| store.cell(at).is_ok()), [true, true, false]);
    assert_eq!(budget.used(), 22);
    budget.set_limit(33);
    assert!(store.cell(3).is_ok());
    drop(store);
    assert_eq!(budget.used(), 0, "an instrument that is gone gives its cells back");
}

#[test]
fn what_is_removed_makes_room_and_its_cell_begins_anew() {
    let store = store(1_000);
    (0..1_000).for_each(|at| store.cell(at).unwrap().add(7));
    assert!(store.cell(5_000).is_err());
    store.remove(|at| at.is_multiple_of(2));
    assert_eq!(shown(&store).len(), 500);
    for at in 5_000..5_500 {
        store.cell(at).unwrap().add(1);
    }
    assert!(store.cell(5_500).is_err());
    let shown = shown(&store);
    assert!(shown.iter().all(|(at, number)| *number == if *at < 1_000 { 7 } else { 1 }));
    assert_eq!(shown.len(), 1_000);
    let made = |store: &Store| lock(&store.kept).made;
    let cells = made(&store);
    assert_eq!(cells, 1_000, "cells are used again");
    (0..50).for_each(|round| {
        store.remove(|at| at >= 1_000);
        (0..500).for_each(|at| store.cell(2_000 + 700 * round + at).unwrap().add(1));
    });
    assert_eq!(made(&store), cells);
    let places: usize = store.tables.iter().map_while(OnceLock::get).map(|table| table.keys.len()).sum();
    assert!(places <= 8 * 1_024, "places are used again: {places}");
}

#[test]
fn the_largest_positions_have_a_cell_or_none_but_no_other_ones() {
    let store = store(10);
    assert!((0..=2).all(|below| store.cell(u64::MAX - below).is_err()));
    store.cell(u64::MAX - 3).unwrap().add(1);
    assert_eq!(shown(&store), BTreeMap::from([(u64::MAX - 3, 1)]));
}

#[test]
fn threads_find_one_cell_for_one_position_while_others_come_and_go() {
    let store = store(2_000);
    thread::scope(|scope| {
        for thread in 0..4_u64 {
            let store = &store;
            scope.spawn(move || {
                for round in 0..20 {
                    (0..900).for_each(|at| store.cell(at * 7).unwrap().add(1));
                    // Each thread has positions of its own, which nobody else asks for.
                    let own = |at: u64| at >= 10_000 * (thread + 1) && at < 10_000 * (thread + 2);
                    (0..100)
                        .for_each(|at| store.cell(10_000 * (thread + 1) + at * 3 + round).unwrap().add(1));
                    store.remove(own);
                }
            });
        }
    });
    let shown = shown(&store);
    assert_eq!(shown.len(), 900);
    assert!(shown.values().all(|count| *count == 80));
}

/// A thread may stand still between a key and the number of its cell.
#[test]
fn who_found_a_series_that_had_left_writes_to_no_other_one() {
    let (store, begin) = (store(1), Instant::now());
    let guard = guard::Table::new(guard::TableSpec {
        instrument: "requests",
        site: Location::caller(),
        labels: Vec::new(),
        idle_after: Duration::from_hours(1),
    });
    let turn_over = |hours| store.turn_over(&guard, begin + hours * Duration::from_hours(1), |_| true);
    store.cell(5).unwrap().life().touch();
    turn_over(0);
    assert!(store.cell(6).is_err());
    let writer = guard.pin();
    turn_over(2);
    let reader = guard.pin();
    drop(writer);
    turn_over(2);
    let late = guard.pin();
    let table = store.tables[0].get().unwrap();
    let Found::Here(at) = table.find(6, hash(6)) else { panic!("it stands there until nobody reads it") };
    drop(reader);
    turn_over(2);
    // One that would have its place, among the eight that its hash says.
    let eight = |key| hash(key) as usize % 64 / 8;
    let other = (6..1_000).find(|other| eight(other + 1) == eight(6)).unwrap();
    store.cell(other).unwrap().add(1);
    assert!(store.found(table, at).is_err());
    drop(late);
    turn_over(2);
    assert_eq!(table.entries().count(), 1);
    assert!(!table.keys.iter().any(|key| key.load(Acquire) == HELD), "the place can be used again");
}

/// A label's slot may change hands while a series of it is leaving.
#[test]
fn a_series_that_is_forgotten_while_it_leaves_gives_its_cell_back_once() {
    let (store, begin) = (store(1), Instant::now());
    let guard = guard::Table::new(guard::TableSpec {
        instrument: "requests",
        site: Location::caller(),
        labels: Vec::new(),
        idle_after: Duration::from_hours(1),
    });
    let turn_over = |hours| store.turn_over(&guard, begin + hours * Duration::from_hours(1), |_| true);
    store.cell(5).unwrap().life().touch();
    turn_over(0);
    assert!(store.cell(6).is_err());
    let writer = guard.pin();
    turn_over(2);
    store.remove(|at| at == 5);
    store.cell(6).unwrap().add(3);
    drop(writer);
    turn_over(2);
    assert_eq!((shown(&store), store.len()), (BTreeMap::from([(6, 3)]), 1));
    assert!(lock(&store.kept).free.is_empty());
}
