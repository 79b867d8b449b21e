//! Ways from a span to the next: calls, awaits, tasks, threads, pools.

mod calls;
mod tasks;

use std::{
    collections::BTreeMap,
    future::pending,
    ops::RangeInclusive,
    panic::resume_unwind,
    sync::{Arc, Mutex},
};

use tokio::sync::Notify;
use tracewell::info;

use crate::{
    kinds::{Call, Task},
    runtime::block_on,
};

/// A way from a parent, in one of two forms, to a child, in one of two forms.
///
/// Each also does something of the parent's beside the child, whose lines must be the parent's.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    CallToCall(fn(u32, Call)),
    CallToTask(fn(u32, Task)),
    TaskToCall(fn(u32, Call) -> Task),
    TaskToTask(fn(u32, Task) -> Task),
    /// To a child that pends once it has done its work, and is dropped then.
    CallToPending(fn(u32, Task, Reached)),
    TaskToPending(fn(u32, Task, Reached) -> Task),
}

/// Says that a child has done its work, and pends.
pub(crate) type Reached = Arc<Notify>;

#[derive(Clone, Copy)]
pub(crate) struct Crossing {
    pub(crate) name: &'static str,
    pub(crate) way: Way,
    /// Whether the child panics at its end.
    pub(crate) panics: bool,
}

impl Crossing {
    const fn new(name: &'static str, way: Way) -> Self {
        Self { name, way, panics: false }
    }

    const fn panics(self) -> Self {
        Self { panics: true, ..self }
    }

    /// Whether the child is a future.
    pub(crate) const fn is_to_task(&self) -> bool {
        !matches!(self.way, Way::CallToCall(_) | Way::TaskToCall(_))
    }

    /// Whether the parent is a future.
    pub(crate) const fn is_from_task(&self) -> bool {
        matches!(self.way, Way::TaskToCall(_) | Way::TaskToTask(_) | Way::TaskToPending(_))
    }
}

pub(crate) const CROSSINGS: [Crossing; 25] = [
    Crossing::new("call", Way::CallToCall(|_, call| call())),
    Crossing::new("unwinding", Way::CallToCall(calls::unwinding)),
    Crossing::new("panic", Way::CallToCall(calls::caught)).panics(),
    Crossing::new("thread", Way::CallToCall(calls::thread)),
    Crossing::new("rayon join", Way::CallToCall(calls::rayon_join)),
    Crossing::new("rayon spawn", Way::CallToCall(calls::rayon_spawn)),
    Crossing::new("rayon par_iter", Way::CallToCall(calls::rayon_par_iter)),
    Crossing::new("block_on", Way::CallToTask(|_, task| block_on(task))),
    Crossing::new("poll and drop", Way::CallToPending(calls::poll_and_drop)),
    Crossing::new("call in a task", Way::TaskToCall(|_, call| Box::pin(async { call() }))),
    Crossing::new("spawn_blocking", Way::TaskToCall(tasks::spawn_blocking)),
    Crossing::new("await", Way::TaskToTask(|_, task| task)),
    Crossing::new("await after a yield", Way::TaskToTask(tasks::after_a_yield)),
    Crossing::new("select, winner", Way::TaskToTask(tasks::select_winner)),
    Crossing::new("select, loser", Way::TaskToPending(tasks::select_loser)),
    Crossing::new("join", Way::TaskToTask(tasks::join)),
    Crossing::new("panic in a task", Way::TaskToTask(tasks::caught_task)).panics(),
    Crossing::new("FuturesUnordered", Way::TaskToTask(tasks::futures_unordered)),
    Crossing::new("JoinSet", Way::TaskToTask(tasks::join_set)),
    Crossing::new("spawn", Way::TaskToTask(tasks::spawn)),
    Crossing::new("spawn and abort", Way::TaskToPending(tasks::spawn_and_abort)),
    Crossing::new("spawn and panic", Way::TaskToTask(tasks::spawn_and_panic)).panics(),
    Crossing::new("stream", Way::TaskToTask(tasks::stream)),
    Crossing::new("stream in its context", Way::TaskToTask(tasks::stream_in_context)),
    Crossing::new("a task that moves", Way::TaskToTask(tasks::moving)),
];

/// How many lines were logged for each span, whether or not they were captured.
static LINES: Mutex<BTreeMap<u32, usize>> = Mutex::new(BTreeMap::new());

/// Logs a line that must carry the ids of the span `id`.
pub(crate) fn line_of(id: u32) {
    *LINES.lock().expect("no panic").entry(id).or_default() += 1;
    info!("line", id = id);
}

/// Returns how many lines were logged for each of these spans.
pub(crate) fn lines(ids: RangeInclusive<u32>) -> BTreeMap<u32, usize> {
    LINES.lock().expect("no panic").range(ids).map(|(id, count)| (*id, *count)).collect()
}

/// Logs such a line when it is dropped.
pub(crate) struct LineOnDrop(pub(crate) u32);

impl Drop for LineOnDrop {
    fn drop(&mut self) {
        line_of(self.0);
    }
}

/// Ends a child in a panic that nobody's hook prints.
pub(crate) fn unwind() {
    resume_unwind(Box::new("on purpose"));
}

/// Never ready; logs when it is dropped.
pub(crate) async fn pend(id: u32) {
    let _dropped = LineOnDrop(id);
    pending::<()>().await;
}
