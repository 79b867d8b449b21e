//! What a table promises, whatever is asked of it.

mod takeover;

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::Location,
    sync::Barrier,
    thread,
    time::Duration,
};

use proptest::prelude::*;

use super::*;

pub(super) fn spec(max: u32) -> TableSpec {
    TableSpec {
        instrument: "requests",
        site: Location::caller(),
        labels: vec![GuardedLabel::new("route", max)],
        idle_after: Duration::from_mins(1),
    }
}

/// The values of the first label that have a slot.
fn admitted(table: &Table) -> BTreeMap<String, Slot> {
    let names = table.names();
    let slots = (1..=table.spec.labels[0].max).map(Slot);
    slots.filter_map(|slot| Some((names.value(0, slot)?.to_string(), slot))).collect()
}

#[test]
fn over_budget_only_new_values_become_other() {
    let table = Table::new(spec(2));
    let pin = table.pin();
    let (orders, carts) = (pin.slot(0, "/orders"), pin.slot(0, "/carts"));
    assert_eq!((orders.index(), carts.index()), (1, 2));
    assert_eq!(pin.slot(0, "/users"), Slot::OTHER);
    assert_eq!((pin.slot(0, "/orders"), pin.slot(0, "/carts")), (orders, carts));
}

#[test]
fn labels_of_one_instrument_have_budgets_of_their_own() {
    let labels = vec![GuardedLabel::new("route", 1), GuardedLabel::new("region", 2)];
    let table = Table::new(TableSpec { labels, ..spec(0) });
    let pin = table.pin();
    assert!(
        pin.slot(0, "a") != Slot::OTHER && pin.slot(1, "a") != Slot::OTHER && pin.slot(1, "b") != Slot::OTHER
    );
    assert!(pin.slot(0, "b") == Slot::OTHER);
    assert_eq!((table.labels[0].admitted(), table.labels[1].admitted()), (1, 2));
}

#[test]
fn identifiers_are_refused_unless_the_label_allows_them() {
    let labels = vec![GuardedLabel::new("a", 10), GuardedLabel::new("b", 10).allow_identifiers()];
    let table = Table::new(TableSpec { labels, ..spec(0) });
    let pin = table.pin();
    let (uuid, long) = ("123e4567-e89b-12d3-a456-426614174000", "word ".repeat(100));
    assert_eq!([pin.slot(0, uuid), pin.slot(0, &long), pin.slot(1, &long)], [Slot::OTHER; 3]);
    assert!(pin.slot(1, uuid) != Slot::OTHER);
    assert_eq!(table.blame().iter().map(|blame| blame.identifiers).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn the_name_of_the_others_and_labels_that_are_not_there_have_the_slot_of_the_others() {
    let table = Table::new(spec(10));
    assert_eq!([table.pin().slot(0, OTHER), table.pin().slot(7, "a")], [Slot::OTHER; 2]);
    assert!(table.blame().is_empty(), "nothing was refused");
}

#[test]
fn an_empty_value_is_a_value() {
    let table = Table::new(spec(10));
    assert_eq!(table.pin().slot(0, "").index(), 1);
}

#[test]
fn threads_that_ask_for_the_same_new_values_get_the_same_slots() {
    const VALUES: usize = 500;
    for max in [40, VALUES as u32] {
        let (table, start) = (Table::new(spec(max)), Barrier::new(8));
        let answers: Vec<BTreeMap<usize, Slot>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|thread| {
                    let (table, start) = (&table, &start);
                    scope.spawn(move || {
                        start.wait();
                        let order = (0..VALUES).map(|at| (at * 7 + thread * 61) % VALUES);
                        order.map(|value| (value, table.pin().slot(0, &format!("/route/{value}")))).collect()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        let final_slots: BTreeMap<_, _> = admitted(&table);
        let distinct: BTreeSet<_> = final_slots.values().collect();
        assert_eq!((final_slots.len(), distinct.len()), (max as usize, max as usize));
        for (value, slot) in answers.iter().flatten().filter(|(_, slot)| **slot != Slot::OTHER) {
            assert_eq!(final_slots.get(&format!("/route/{value}")), Some(slot));
        }
    }
}

proptest! {
    #[test]
    fn a_table_answers_as_a_map_that_lets_the_first_values_in(
        max in 0_u32..20,
        values in proptest::collection::vec("[a-f]{0,2}", 0..200),
    ) {
        let (table, mut map) = (Table::new(spec(max)), BTreeMap::new());
        for value in &values {
            let next = map.len() + 1;
            if next <= max as usize && !map.contains_key(value) {
                map.insert(value.clone(), next);
            }
            let expected = map.get(value).copied().unwrap_or(0);
            prop_assert_eq!(table.pin().slot(0, value).index(), expected);
        }
        let kept: BTreeMap<_, _> =
            admitted(&table).into_iter().map(|(value, slot)| (value, slot.index())).collect();
        prop_assert_eq!(&kept, &map);
        let refused = values.iter().filter(|value| !map.contains_key(*value)).count() as u64;
        prop_assert_eq!(table.blame().iter().map(Blame::rejected).sum::<u64>(), refused);
    }

    #[test]
    fn no_value_whatever_panics_or_overshoots(values in proptest::collection::vec("\\PC{0,300}", 0..50)) {
        let table = Table::new(spec(10));
        for value in &values {
            let (first, second) = (table.pin().slot(0, value), table.pin().slot(0, value));
            prop_assert!(first == second && first.index() <= 10);
        }
        prop_assert!(table.labels[0].admitted() <= 10 && admitted(&table).len() <= 10);
        prop_assert!(table.blame().iter().all(|blame| !blame.to_json().is_empty()));
    }
}
