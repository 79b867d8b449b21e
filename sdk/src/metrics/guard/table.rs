//! From the values of an instrument's string labels to slots.

#[cfg(feature = "tower")]
use std::hash::BuildHasher;
use std::{
    fmt,
    panic::Location,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{
            AtomicBool,
            Ordering::{Relaxed, Release},
        },
    },
    time::{Duration, Instant},
};

use arc_swap::ArcSwap;
use rapidhash::quality::RandomState;

use super::{
    GuardedLabel, OTHER, Pin, Slot,
    era::Era,
    index::{Entry, Index},
    label::Label,
    refusals::{Reason, Refused},
    takeover::Promised,
};

/// What a [`Table`] is for.
#[derive(Clone, Debug)]
pub(in crate::metrics) struct TableSpec {
    /// The instrument's name.
    pub instrument: &'static str,
    /// Where the instrument is declared, for the report.
    pub site: &'static Location<'static>,
    /// Its string labels, in the order in which they are asked for.
    pub labels: Vec<GuardedLabel>,
    /// For how long a value must not have been looked up before a frequent one may take its slot.
    pub idle_after: Duration,
}

impl TableSpec {
    /// How long [`idle_after`](Self::idle_after) is where nothing else was said.
    pub(in crate::metrics) const IDLE_AFTER: Duration = Duration::from_hours(1);
}

/// The slots of an instrument's string labels.
pub(in crate::metrics) struct Table {
    pub(super) spec: TableSpec,
    pub(super) labels: Box<[Label]>,
    pub(super) hashes: RandomState,
    /// What is found; replaced when an index grows, or a slot changes hands.
    pub(super) current: ArcSwap<Indexes>,
    /// Who changes anything but counters holds it. Values that have a slot, and values over budget, do not.
    state: Mutex<State>,
    made: Instant,
}

/// One index for each label, shared by all who began to read before the next were made.
pub(super) struct Indexes {
    pub(super) of: Box<[Arc<Index>]>,
    /// Whether there are newer ones.
    pub(super) replaced: AtomicBool,
    /// Lives while somebody may look into indexes of its time.
    pub(super) era: Arc<Era>,
}

pub(super) struct State {
    pub(super) labels: Box<[LabelState]>,
}

#[derive(Default)]
pub(super) struct LabelState {
    /// How many entries the current index has.
    entries: usize,
    /// The highest slot that was given out.
    highest: u32,
    /// Slots below it that nobody has.
    spare: Vec<Slot>,
    /// Slots that are about to change hands.
    pub(super) promised: Vec<Promised>,
}

impl Table {
    /// Returns a table without values.
    ///
    /// # Cost
    /// Memory grows with the values that are let in; nothing is set aside for those that may come.
    #[must_use]
    pub(in crate::metrics) fn new(spec: TableSpec) -> Self {
        let labels: Box<[Label]> = spec.labels.iter().map(|label| Label::new(*label)).collect();
        let states = labels.iter().map(|_| LabelState::default()).collect();
        Self {
            current: ArcSwap::from_pointee(Indexes::new(
                labels.iter().map(|_| Arc::default()).collect(),
                Arc::default(),
            )),
            state: Mutex::new(State { labels: states }),
            hashes: RandomState::new(),
            made: Instant::now(),
            labels,
            spec,
        }
    }

    /// Begins a measurement: slots that the pin shows keep their owner until it is dropped.
    ///
    /// # Cost
    /// Two atomic writes, some 13 ns, for all labels together; no lock. To be dropped when the cell is written: while it
    /// lives, no slot changes hands. What it refuses is put down to the caller.
    #[inline]
    #[must_use]
    #[track_caller]
    pub(in crate::metrics) fn pin(&self) -> Pin<'_> {
        Pin::new(self, self.current.load(), Location::caller())
    }

    /// Whether a value of the label with this number has a slot; it is not used by that.
    #[cfg(feature = "tower")]
    pub(in crate::metrics) fn knows(&self, label: usize, value: &str) -> bool {
        self.pin().has(label, self.hashes.hash_one(value), value)
    }

    /// Decides about a value that has no slot.
    #[inline(never)]
    pub(super) fn missed(
        &self,
        label: usize,
        hash: u64,
        value: &str,
        caller: &'static Location<'static>,
    ) -> Option<Arc<Entry>> {
        let guarded = self.labels.get(label).filter(|_| value != OTHER)?;
        let reason = if guarded.left.load(Relaxed) == 0 {
            Reason::OverBudget
        } else if let Some(shape) = guarded.shape_of(value) {
            Reason::Shape(shape)
        } else if let Some(entry) = self.admit(label, hash, value) {
            return Some(entry);
        } else {
            Reason::OverBudget
        };
        guarded.refuse(Refused { hash, value, reason, caller });
        None
    }

    /// Gives a value a slot, if there is one.
    #[cold]
    fn admit(&self, label: usize, hash: u64, value: &str) -> Option<Arc<Entry>> {
        let mut state = self.lock();
        // Another thread may have been here first.
        if let Some(entry) = self.current.load().find(label, hash, value) {
            return Some(Arc::clone(entry));
        }
        if let Some(entry) = self.take_back(&mut state, label, hash, value) {
            return Some(entry);
        }
        let slot = self.take_slot(&mut state, label)?;
        let entry = Arc::new(Entry::new(hash, slot, value, self.millis(Instant::now())));
        let admitted = self.insert(&mut state, label, Arc::clone(&entry));
        if !admitted {
            self.give_back(&mut state, label, slot);
        }
        admitted.then_some(entry)
    }

    fn take_slot(&self, state: &mut State, label: usize) -> Option<Slot> {
        let (label, left) = (state.labels.get_mut(label)?, &self.labels.get(label)?.left);
        // Nobody else writes it while the state is locked.
        left.store(left.load(Relaxed).checked_sub(1)?, Relaxed);
        Some(label.spare.pop().unwrap_or_else(|| {
            label.highest += 1;
            Slot(label.highest)
        }))
    }

    pub(super) fn give_back(&self, state: &mut State, label: usize, slot: Slot) {
        state.labels[label].spare.push(slot);
        self.labels[label].left.fetch_add(1, Relaxed);
    }

    /// Puts an entry into the current index, or into a larger one.
    pub(super) fn insert(&self, state: &mut State, label: usize, entry: Arc<Entry>) -> bool {
        let index = Arc::clone(&self.current.load().of[label]);
        if state.labels[label].entries >= index.room() {
            self.restore(state, label, entry);
            return true;
        }
        let inserted = index.insert(entry);
        state.labels[label].entries += usize::from(inserted);
        inserted
    }

    /// Puts an entry into an index of its own making, where no place is too crowded for it.
    pub(super) fn restore(&self, state: &mut State, label: usize, entry: Arc<Entry>) {
        let current = self.current.load_full();
        let entries: Vec<_> = current.of[label].entries().cloned().chain([entry]).collect();
        state.labels[label].entries = entries.len();
        // As much room again as there are entries.
        let room = entries.len() * 2;
        self.replace(&current, label, Index::of(entries.into_iter(), room));
    }

    /// Takes entries out, so that nobody finds them who does not already hold a pin.
    pub(super) fn remove(&self, state: &mut State, label: usize, gone: &[Arc<Entry>]) {
        let current = self.current.load_full();
        let index = &current.of[label];
        let stays = |entry: &&Arc<Entry>| !gone.iter().any(|gone| Arc::ptr_eq(gone, entry));
        let entries: Vec<_> = index.entries().filter(stays).cloned().collect();
        state.labels[label].entries = entries.len();
        self.replace(&current, label, Index::of(entries.into_iter(), index.room()));
    }

    fn replace(&self, current: &Indexes, label: usize, index: Index) {
        let mut next = current.of.clone();
        next[label] = Arc::new(index);
        self.put_in_force(current, Indexes::new(next, Arc::clone(&current.era)));
    }

    /// Replaces the indexes; the state is locked.
    pub(super) fn put_in_force(&self, current: &Indexes, next: Indexes) {
        self.current.store(Arc::new(next));
        current.replaced.store(true, Release);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what the time is on the table's clock.
    pub(in crate::metrics) fn millis(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.made).as_millis()).unwrap_or(u64::MAX)
    }

    /// Whether what was last used then has been idle for long enough to go.
    pub(in crate::metrics) fn is_idle(&self, used: u64, now: u64) -> bool {
        let idle_after = u64::try_from(self.spec.idle_after.as_millis()).unwrap_or(u64::MAX);
        now.saturating_sub(used) >= idle_after
    }
}

impl Indexes {
    pub(super) const fn new(of: Box<[Arc<Index>]>, era: Arc<Era>) -> Self {
        Self { of, replaced: AtomicBool::new(false), era }
    }

    #[inline]
    pub(super) fn find(&self, label: usize, hash: u64, value: &str) -> Option<&Arc<Entry>> {
        self.of.get(label)?.find(hash, value)
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("spec", &self.spec).finish_non_exhaustive()
    }
}
