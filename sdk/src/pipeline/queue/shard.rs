//! One part of the queue, which its own threads fill and the worker empties.

use std::{
    cell::Cell,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use super::lane::Lane;

/// Shards of one queue; more would only make the worker's round longer.
pub(in crate::pipeline) const SHARDS: usize = 8;

/// See the module's documentation; on cache lines of its own.
#[repr(align(128))]
pub(super) struct Shard<T>(Mutex<Lanes<T>>);

/// Records of one shard: errors apart, because they are kept before the rest.
pub(super) struct Lanes<T> {
    pub(super) errors: Lane<T>,
    pub(super) rest: Lane<T>,
}

impl<T> Shard<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Lanes { errors: Lane::new(), rest: Lane::new() }))
    }

    #[inline]
    pub(super) fn lock(&self) -> MutexGuard<'_, Lanes<T>> {
        lock(&self.0)
    }

    pub(super) fn oldest_of_the_rest(&self) -> Option<T> {
        self.lock().rest.pop_oldest()
    }
}

/// A poisoned lock holds whole records all the same: no code of a user runs under it.
#[inline]
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the shard that this thread fills; threads are dealt out in turn.
#[inline]
pub(super) fn own_shard() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static OWN: Cell<usize> = const { Cell::new(usize::MAX) });
    // A thread that is ending has no thread-local values left, but may still finish a span.
    OWN.try_with(|own| {
        if own.get() == usize::MAX {
            own.set(NEXT.fetch_add(1, Relaxed) % SHARDS);
        }
        own.get()
    })
    .unwrap_or(0)
}
