//! What the cardinality guard allocates for a measurement: nothing, for values that have a slot and for those that have
//! none. A program of its own, because it counts what is allocated.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
};

use tracewell::metrics::{Counter, Labels, blame, guard::Blame};

#[derive(Labels)]
struct Route<'a> {
    #[label(max = 100)]
    route: &'a str,
}

#[tracewell::metrics]
struct Requests {
    /// Requests whose routes all have series.
    #[counter(unit = "{request}")]
    known: Counter<Route<'static>>,
    /// Requests whose routes have none.
    #[counter(unit = "{request}")]
    unknown: Counter<Route<'static>>,
    /// Requests of which there may be a single series.
    #[counter(unit = "{request}", max_series = 1)]
    single: Counter<Route<'static>>,
}

/// Returns how often something is allocated for so many measurements.
fn allocations(counter: &Counter<Route<'static>>, values: &[String]) -> u64 {
    let before = COUNT.get();
    for value in values.iter().cycle().take(50_000) {
        counter.add(1, &Route { route: value });
    }
    COUNT.get() - before
}

fn values(prefix: &str) -> Vec<String> {
    (0..100).map(|order| format!("{prefix}{order}")).collect()
}

#[test]
fn values_that_have_a_series_allocate_nothing() {
    let (known, routes) = (&Requests::get().known, values("/orders/"));
    assert!(allocations(known, &routes) > 100, "each is let in once, and the allocator counts");
    assert_eq!(allocations(known, &routes), 0);
}

#[test]
fn values_over_budget_and_identifiers_allocate_what_is_kept_of_them_once() {
    let unknown = &Requests::get().unknown;
    // The table, the series of all that have none, and what is kept of the refused.
    let first = allocations(unknown, &values("/orders/1234567800"));
    assert!((1..20).contains(&first), "{first}");
    assert_eq!(allocations(unknown, &values("ada@example.org/4bf92f3577b34da6a3ce929d0e0e4736/")), 0);
    assert!(allocations(unknown, &values("/orders/")) > 100, "each is let in once");
    assert_eq!(allocations(unknown, &values("/scan/")), 0);
    let before = COUNT.get();
    unknown.add(1, &Route { route: "/scan" });
    unknown.add(1, &Route { route: "/scan" });
    assert_eq!(COUNT.get() - before, 0, "a line that is new to the report takes no memory either");
    let of_it = |blame: &Blame| blame.instrument == "unknown";
    assert_eq!(blame().into_iter().find(of_it).map(|blame| blame.callers.len()), Some(3));
}

#[test]
fn series_beyond_the_limit_allocate_nothing_but_the_first() {
    let single = &Requests::get().single;
    assert!(allocations(single, &values("/orders/")) > 100, "each value is let in once");
    assert_eq!(allocations(single, &values("/orders/")), 0);
    assert_eq!(allocations(single, &values("/scan/")), 1, "what is kept of the refused");
    assert_eq!(allocations(single, &values("/scan/")), 0);
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
