//! Crossings that await: in place, beside others, on tasks.

use std::{
    future::pending,
    panic::AssertUnwindSafe,
    pin::pin,
    task::{Context, Waker},
    thread,
};

use futures_util::{FutureExt, StreamExt, stream, stream::FuturesUnordered};
use tokio::task::{JoinSet, yield_now};
use tracewell::future_in_current_context;

use super::{LineOnDrop, Reached, line_of};
use crate::{
    kinds::{Call, Task},
    runtime::RUNTIME,
};

pub(super) fn spawn_blocking(_parent: u32, call: Call) -> Task {
    Box::pin(async { tracewell::spawn_blocking(call).await.expect("no panic") })
}

/// What the parent does meanwhile.
async fn beside(parent: u32) {
    for _ in 0..3 {
        line_of(parent);
        yield_now().await;
    }
}

pub(super) fn after_a_yield(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        beside(parent).await;
        task.await;
        beside(parent).await;
    })
}

pub(super) fn select_winner(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        let loser = async {
            let _dropped = LineOnDrop(parent);
            pending::<()>().await;
        };
        tokio::select! {
            biased;
            () = loser => {}
            () = task => {}
        }
    })
}

pub(super) fn select_loser(parent: u32, task: Task, reached: Reached) -> Task {
    Box::pin(async move {
        tokio::select! {
            biased;
            () = task => {}
            () = reached.notified() => line_of(parent),
        }
    })
}

pub(super) fn join(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        tokio::join!(beside(parent), task, beside(parent));
    })
}

pub(super) fn caught_task(_parent: u32, task: Task) -> Task {
    Box::pin(async { assert!(AssertUnwindSafe(task).catch_unwind().await.is_err()) })
}

pub(super) fn futures_unordered(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        let both: [Task; 2] = [task, Box::pin(beside(parent))];
        let mut running: FuturesUnordered<Task> = both.into_iter().collect();
        while running.next().await.is_some() {
            line_of(parent);
        }
    })
}

pub(super) fn join_set(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        let mut tasks = JoinSet::new();
        tasks.spawn(future_in_current_context(task));
        tasks.spawn(future_in_current_context(beside(parent)));
        while let Some(joined) = tasks.join_next().await {
            joined.expect("no panic");
        }
    })
}

pub(super) fn spawn(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        let task = tracewell::spawn(task);
        beside(parent).await;
        task.await.expect("no panic");
    })
}

pub(super) fn spawn_and_abort(parent: u32, task: Task, reached: Reached) -> Task {
    Box::pin(async move {
        let task = tracewell::spawn(async move {
            let _dropped = LineOnDrop(parent);
            task.await;
        });
        reached.notified().await;
        task.abort();
        assert!(task.await.expect_err("is aborted").is_cancelled());
    })
}

pub(super) fn spawn_and_panic(_parent: u32, task: Task) -> Task {
    Box::pin(async { assert!(tracewell::spawn(task).await.expect_err("panics").is_panic()) })
}

pub(super) fn stream(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        let tasks: [Task; 3] = [Box::pin(beside(parent)), task, Box::pin(beside(parent))];
        let mut items = pin!(stream::iter(tasks).then(|task| task));
        while items.next().await.is_some() {
            line_of(parent);
        }
    })
}

pub(super) fn stream_in_context(parent: u32, task: Task) -> Task {
    Box::pin(async move {
        let items = stream::iter([task]).then(|task| task).boxed();
        let items = future_in_current_context(items).collect::<Vec<()>>();
        // Polled where the parent is not.
        tokio::spawn(items).await.expect("no panic");
        line_of(parent);
    })
}

/// Polls the task on a thread of its own each time.
pub(super) fn moving(parent: u32, task: Task) -> Task {
    let mut task = future_in_current_context(task).boxed();
    Box::pin(async move {
        loop {
            let poll = move || {
                let _runtime = RUNTIME.enter();
                let polled = task.poll_unpin(&mut Context::from_waker(Waker::noop()));
                (task, polled.is_ready())
            };
            let ready;
            (task, ready) = thread::spawn(poll).join().expect("no panic");
            line_of(parent);
            if ready {
                return;
            }
            yield_now().await;
        }
    })
}
