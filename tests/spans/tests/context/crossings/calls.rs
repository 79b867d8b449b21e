//! Crossings that call: in place, on threads, in pools.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use tracewell::in_current_context;

use super::{LineOnDrop, Reached, line_of, tasks::select_loser, unwind};
use crate::{
    kinds::{Call, Task},
    runtime::{RUNTIME, block_on},
};

struct CallOnDrop(Option<Call>);

impl Drop for CallOnDrop {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(|call| call());
    }
}

pub(super) fn unwinding(parent: u32, call: Call) {
    let work = AssertUnwindSafe(|| {
        let _beside = LineOnDrop(parent);
        let _child = CallOnDrop(Some(call));
        unwind();
    });
    assert!(catch_unwind(work).is_err());
}

pub(super) fn caught(_parent: u32, call: Call) {
    assert!(catch_unwind(AssertUnwindSafe(call)).is_err());
}

pub(super) fn thread(parent: u32, call: Call) {
    let runtime = RUNTIME.handle();
    let work = move || {
        let _runtime = runtime.enter();
        call();
        line_of(parent);
    };
    tracewell::spawn_thread("crossing", work).expect("a thread").join().expect("no panic");
}

/// Work for a pool whose threads know no runtime.
fn pooled(call: impl FnOnce() + Send) -> impl FnOnce() + Send {
    in_current_context(move || {
        let _runtime = RUNTIME.enter();
        call();
    })
}

pub(super) fn rayon_join(parent: u32, call: Call) {
    rayon::join(pooled(call), pooled(move || line_of(parent)));
}

pub(super) fn rayon_spawn(parent: u32, call: Call) {
    let (call, beside) = (pooled(call), pooled(move || line_of(parent)));
    rayon::scope(|scope| {
        scope.spawn(|_| call());
        scope.spawn(|_| beside());
    });
}

pub(super) fn rayon_par_iter(parent: u32, call: Call) {
    let mut work: Vec<Call> = (0..4).map(|_| Box::new(pooled(move || line_of(parent))) as Call).collect();
    work.push(Box::new(pooled(call)));
    work.into_par_iter().for_each(|work| work());
}

pub(super) fn poll_and_drop(parent: u32, task: Task, reached: Reached) {
    block_on(select_loser(parent, task, reached));
}
