//! What the cardinality guard allocates for a measurement: nothing, for values that have a slot and for those that have
//! none. A program of its own, because it counts what is allocated.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    panic::Location,
};

use tracewell::metrics::guard::{Budget, GuardedLabel, Table, TableSpec};

fn table(max: u32) -> Table {
    Table::new(TableSpec {
        instrument: "requests",
        site: Location::caller(),
        labels: vec![GuardedLabel::new("route", max)],
        budget: Budget::new(1_000),
        cells_per_value: 1,
        idle_after: TableSpec::IDLE_AFTER,
    })
}

/// Returns how often something is allocated for so many measurements, with values that are there before.
fn allocations(table: &Table, values: &[String]) -> u64 {
    // The first pin of a thread allocates its place in the list of readers, for all tables.
    drop(table.pin());
    let before = COUNT.get();
    for value in values.iter().cycle().take(50_000) {
        let _ = table.pin().slot(0, value);
    }
    COUNT.get() - before
}

fn values(prefix: &str) -> Vec<String> {
    (0..100).map(|order| format!("{prefix}{order}")).collect()
}

#[test]
fn values_that_have_a_slot_allocate_nothing() {
    let (table, routes) = (table(100), values("/orders/"));
    assert!(allocations(&table, &routes) > 100, "each is let in once, and the allocator counts");
    assert_eq!(allocations(&table, &routes), 0);
}

#[test]
fn values_over_budget_and_identifiers_allocate_what_is_kept_of_them_once() {
    let (full, open) = (table(0), table(100));
    assert_eq!(allocations(&full, &values("/scan/")), 1, "counts and sketches of fixed size");
    assert_eq!(allocations(&full, &values("/another/scan/")), 0);
    assert_eq!(allocations(&open, &values("/orders/1234567800")), 1);
    assert_eq!(allocations(&open, &values("ada@example.org/4bf92f3577b34da6a3ce929d0e0e4736/")), 0);
    assert_eq!((full.admitted(0), open.admitted(0)), (0, 0));
}

thread_local!(static COUNT: Cell<u64> = const { Cell::new(0) });

/// The system's allocator, counted by thread.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count() {
    // A thread that is ending allocates, too.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
}

#[expect(unsafe_code, reason = "an allocator cannot be counted otherwise")]
// SAFETY: every call goes to the system's allocator with what it was called with.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: see above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: see above.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: see above.
        unsafe { System.realloc(place, layout, size) }
    }
}
