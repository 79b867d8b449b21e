//! One part of the queue, which its own threads fill and the worker empties.
//!
//! Its lock is let go by a plain store, where the standard library's takes an atomic exchange. Nobody who fills the queue
//! waits for it: a shard that is being emptied is passed over for the next.

use std::{
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

use spin::{Yield, mutex::SpinMutex, mutex::SpinMutexGuard};

use super::lane::Lane;

/// Shards of one queue; more would only make the worker's round longer.
pub(in crate::pipeline) const SHARDS: usize = 8;

/// See the module's documentation; on cache lines of its own.
#[repr(align(128))]
pub(super) struct Shard<T>(SpinMutex<Lanes<T>, Yield>);

/// Records of one shard: errors apart, because they are kept before the rest.
pub(super) struct Lanes<T> {
    pub(super) errors: Lane<T>,
    pub(super) rest: Lane<T>,
}

impl<T> Lanes<T> {
    const fn new() -> Self {
        Self { errors: Lane::new(), rest: Lane::new() }
    }
}

impl<T> Shard<T> {
    pub(super) const fn new() -> Self {
        Self(SpinMutex::new(Lanes::new()))
    }

    /// Forgets all that it holds, and gives the memory back.
    pub(super) fn clear(&self) {
        *self.lock() = Lanes::new();
    }

    /// Gives up the processor until nobody else is at the shard.
    pub(super) fn lock(&self) -> SpinMutexGuard<'_, Lanes<T>, Yield> {
        self.0.lock()
    }

    /// Opens the shard, if nobody else is at it.
    #[inline]
    pub(super) fn try_lock(&self) -> Option<SpinMutexGuard<'_, Lanes<T>, Yield>> {
        self.0.try_lock()
    }

    pub(super) fn oldest_of_the_rest(&self) -> Option<T> {
        self.lock().rest.pop_oldest()
    }
}

/// Returns the shard that this thread fills first; threads are dealt out in turn.
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
