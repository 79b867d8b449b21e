//! Carrying the current context to where work goes on: tasks, threads, pools.
//!
//! A task or a thread begins with an empty context; spans and logs in it would belong to no trace. These helpers take
//! the caller's along. What is awaited in place needs none of them.

mod future;

#[cfg(feature = "tokio")]
use std::future::Future;
use std::{io, thread};

pub use self::future::InContext;
use crate::current::{attach, current};

/// Returns a closure that runs in the context that is current now: for thread pools such as rayon's, and callbacks.
///
/// # Examples
/// ```
/// let work = tracewell::in_current_context(|| println!("in the caller's span"));
/// std::thread::spawn(work).join().unwrap();
/// ```
///
/// # Cost
/// Two reference counts, and attaching once per call.
pub fn in_current_context<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let context = current();
    move || {
        let _attached = attach(&context);
        work()
    }
}

/// Returns a future, or stream, that runs in the context that is current now, on whatever task, and is dropped in it.
///
/// # Cost
/// Two reference counts, and attaching once per poll.
pub fn future_in_current_context<F>(work: F) -> InContext<F> {
    InContext::new(work, current())
}

/// Spawns a tokio task that runs in the context that is current now.
///
/// # Cost
/// That of [`future_in_current_context`] beside the task's own.
///
/// # Panics
/// As `tokio::spawn` does: outside of a tokio runtime.
#[cfg(feature = "tokio")]
pub fn spawn<F>(work: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    tokio::spawn(future_in_current_context(work))
}

/// Runs blocking work on tokio's pool, in the context that is current now.
///
/// # Cost
/// That of [`in_current_context`] beside the task's own.
///
/// # Panics
/// As `tokio::task::spawn_blocking` does: outside of a tokio runtime.
#[cfg(feature = "tokio")]
pub fn spawn_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    tokio::task::spawn_blocking(in_current_context(work))
}

/// Starts a thread that runs in the context that is current now.
///
/// # Errors
/// Where the system gives no thread.
///
/// # Cost
/// That of [`in_current_context`] beside the thread's own.
pub fn spawn_thread<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<thread::JoinHandle<T>> {
    thread::Builder::new().name(name.to_owned()).spawn(in_current_context(work))
}
