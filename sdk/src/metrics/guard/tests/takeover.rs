//! Slots that change hands.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use super::{super::*, spec};

/// Notes which slots it was told to clear.
#[derive(Default)]
struct Noting(RefCell<Vec<Slot>>);

impl SlotOwner for Noting {
    fn clear(&self, _: usize, slot: Slot) {
        self.0.borrow_mut().push(slot);
    }
}

/// Gives no slot away.
struct Keeping;

impl SlotOwner for Keeping {
    fn kept(&self, _: usize) -> HashSet<Slot> {
        (1..10).map(Slot).collect()
    }

    fn clear(&self, _: usize, slot: Slot) {
        panic!("{slot:?} was to stay");
    }
}

/// When `old` is idle, after it was used last.
const LATER: Duration = Duration::from_mins(30);

/// A table that is full of `old` and `used`, and refuses `new` often; and when `old` was used last.
fn full(owner: &dyn SlotOwner) -> (Table, Instant) {
    let table = Table::new(spec(2));
    let begin = Instant::now();
    assert_eq!(["old", "used"].map(|value| table.pin().slot(0, value).index()), [1, 2]);
    assert_eq!(table.collect(Instant::now(), owner), 0);
    assert_eq!(table.pin().slot(0, "used").index(), 2);
    (0..2_000).for_each(|_| assert_eq!(table.pin().slot(0, "new"), Slot::OTHER));
    (table, begin)
}

#[test]
fn a_frequent_value_takes_the_slot_that_fell_idle_and_the_one_in_use_stays() {
    let owner = Noting::default();
    let (table, begin) = full(&owner);
    assert_eq!(table.collect(begin + LATER, &owner), 1);
    assert_eq!(*owner.0.borrow(), [Slot(1)], "the owner begins anew");
    assert_eq!(["new", "used", "old"].map(|value| table.pin().slot(0, value).index()), [1, 2, 0]);
    assert_eq!(table.labels[0].admitted(), 2);
}

#[test]
fn nothing_changes_hands_before_a_value_is_idle_for_long_enough() {
    let owner = Noting::default();
    let (table, begin) = full(&owner);
    assert_eq!(
        (table.collect(begin + Duration::from_secs(59), &owner), table.pin().slot(0, "old").index()),
        (0, 1)
    );
}

#[test]
fn nothing_changes_hands_where_nobody_is_frequent() {
    let (owner, table) = (Noting::default(), Table::new(spec(1)));
    assert_eq!(table.pin().slot(0, "old").index(), 1);
    (0..100_000).for_each(|order| assert_eq!(table.pin().slot(0, &format!("scan/{order:x}")), Slot::OTHER));
    assert_eq!(table.collect(Instant::now(), &owner), 0);
    let later = Instant::now() + Duration::from_hours(24);
    assert_eq!((table.collect(later, &owner), table.pin().slot(0, "old").index()), (0, 1));
}

#[test]
fn the_owner_is_asked_once_and_only_where_somebody_is_frequent() {
    #[derive(Default)]
    struct Asked(Cell<u32>);

    impl SlotOwner for Asked {
        fn kept(&self, _: usize) -> HashSet<Slot> {
            self.0.set(self.0.get() + 1);
            (1..1_000).map(Slot).collect()
        }

        fn clear(&self, _: usize, _: Slot) {}
    }

    let (owner, table, later) = (Asked::default(), Table::new(spec(500)), Duration::from_hours(24));
    for order in 0..1_000 {
        let _ = table.pin().slot(0, &format!("route/{order}"));
    }
    table.collect(Instant::now(), &owner);
    assert_eq!((table.collect(Instant::now() + later, &owner), owner.0.get()), (0, 0));
    (0..2_000).for_each(|_| assert_eq!(table.pin().slot(0, "new"), Slot::OTHER));
    assert_eq!((table.collect(Instant::now() + later, &owner), owner.0.get()), (0, 1));
}

#[test]
fn an_owner_may_keep_a_slot() {
    let (table, begin) = full(&Keeping);
    assert_eq!((table.collect(begin + LATER, &Keeping), table.pin().slot(0, "old").index()), (0, 1));
}

#[test]
fn a_slot_that_somebody_may_still_write_to_does_not_change_hands() {
    let owner = Noting::default();
    let (table, begin) = full(&owner);
    let writer = table.pin();
    assert_eq!(table.collect(begin + LATER, &owner), 0, "the writer may hold any slot");
    drop(writer);
    assert_eq!(
        ["old", "new"].map(|value| table.pin().slot(0, value)),
        [Slot::OTHER; 2],
        "until it is decided"
    );
    assert_eq!(table.collect(begin + LATER, &owner), 1);
    assert_eq!(table.pin().slot(0, "new").index(), 1);
}

#[test]
fn a_value_that_was_written_after_all_has_its_slot_back() {
    let owner = Noting::default();
    let (table, begin) = full(&owner);
    let writer = table.pin();
    assert_eq!(table.collect(begin + LATER, &owner), 0);
    assert_eq!(writer.slot(0, "old").index(), 1, "who began before still finds it");
    drop(writer);
    assert_eq!(table.collect(begin + LATER, &owner), 0);
    assert_eq!(["old", "new"].map(|value| table.pin().slot(0, value).index()), [1, 0]);
    assert!(owner.0.borrow().is_empty(), "nothing was forgotten");
}

#[test]
fn a_value_that_waits_for_its_slot_or_has_one_takes_no_second() {
    let (owner, table, begin) = (Noting::default(), Table::new(spec(2)), Instant::now());
    let ask = || (0..2_000).for_each(|_| assert_eq!(table.pin().slot(0, "new"), Slot::OTHER));
    let _ = ["old", "older"].map(|value| table.pin().slot(0, value));
    table.collect(Instant::now(), &owner);
    let writer = table.pin();
    ask();
    assert_eq!(table.collect(begin + LATER, &owner), 0, "one slot is promised");
    ask();
    assert_eq!(table.collect(begin + LATER, &owner), 0, "and no second");
    ask();
    drop(writer);
    assert_eq!(table.collect(begin + LATER, &owner), 1);
    assert_eq!((owner.0.borrow().len(), table.labels[0].admitted()), (1, 2), "the other idle value stays");
    assert_ne!(table.pin().slot(0, "new"), Slot::OTHER);
}

/// Cells that know whom they count for: the value's number in the upper half, a count in the lower.
struct Cells {
    owners: [AtomicU64; 5],
    wrong: AtomicU64,
}

impl SlotOwner for Cells {
    fn clear(&self, _: usize, slot: Slot) {
        self.owners[slot.index()].store(0, Relaxed);
    }
}

impl Cells {
    /// The first who writes owns the cell until it is cleared.
    fn write(&self, slot: Slot, value: u64) {
        let owner = &self.owners[slot.index()];
        let before = owner.compare_exchange(0, value, Relaxed, Relaxed).unwrap_or_else(|owner| owner);
        self.wrong.fetch_add(u64::from(before != 0 && before != value), Relaxed);
    }
}

#[test]
fn while_slots_change_hands_no_measurement_lands_in_the_cell_of_another_value() {
    let table = Table::new(TableSpec { idle_after: Duration::ZERO, ..spec(4) });
    let cells = Cells { owners: Default::default(), wrong: AtomicU64::new(0) };
    let (done, changed) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for thread in 0..4_u64 {
            let (table, cells, done) = (&table, &cells, &done);
            scope.spawn(move || {
                // Each thread stays with some values for a while: they are frequent, and then idle.
                for round in (0..).take_while(|_| !done.load(Relaxed)) {
                    let value = 1 + (round / 2_000 + thread * 3) % 12;
                    let pin = table.pin();
                    let slot = pin.slot(0, &format!("value {value}"));
                    if slot != Slot::OTHER {
                        cells.write(slot, value);
                    }
                }
            });
        }
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(10) && changed.load(Relaxed) < 300 {
            changed.fetch_add(table.collect(Instant::now(), &cells) as u64, Relaxed);
            thread::sleep(Duration::from_micros(200));
        }
        done.store(true, Relaxed);
    });
    assert_eq!(cells.wrong.load(Relaxed), 0);
    assert!(changed.load(Relaxed) > 50, "{changed:?} slots changed hands");
}

#[test]
fn a_value_that_came_after_the_pin_keeps_its_slot_while_the_pin_lives() {
    let (owner, table) = (Noting::default(), Table::new(TableSpec { idle_after: Duration::ZERO, ..spec(1) }));
    let writer = table.pin();
    assert_eq!(writer.slot(0, "old").index(), 1, "the pin is older than the value");
    (0..2_000).for_each(|_| assert_eq!(table.pin().slot(0, "new"), Slot::OTHER));
    let handed_over = [(); 3].map(|()| table.collect(Instant::now(), &owner));
    assert_eq!((handed_over, owner.0.borrow().len()), ([0; 3], 0));
    drop(writer);
    assert_eq!(table.collect(Instant::now(), &owner), 1);
}

#[test]
fn a_value_that_comes_again_before_its_slot_is_handed_over_has_the_same_slot() {
    let (owner, table) = (Noting::default(), Table::new(TableSpec { idle_after: Duration::ZERO, ..spec(2) }));
    let writer = table.pin();
    let slots = ["old", "older"].map(|value| writer.slot(0, value));
    (0..2_000).for_each(|_| assert_eq!(table.pin().slot(0, "new"), Slot::OTHER));
    // Once to see that they are used, once to see that they are idle no more.
    let _ = [(); 2].map(|()| table.collect(Instant::now(), &owner));
    let mut state = table.lock();
    assert_eq!(state.labels[0].promised.len(), 1, "the writer is in the way of one");
    // As if a slot had come free meanwhile.
    let spare = Slot(3);
    table.give_back(&mut state, 0, spare);
    drop(state);
    let again = ["old", "older"].map(|value| table.pin().slot(0, value));
    assert_eq!(again, slots);
    drop(writer);
    assert_eq!((table.collect(Instant::now(), &owner), table.lock().labels[0].promised.len()), (0, 0));
}
