//! The way of finished lines to stdout, a file or a pipe: in order, bounded, and without anybody waiting for it.
//!
//! ```text
//! append (a copy under a short lock) ─▶ pending lines ─▶ swapped out by one thread ─▶ io::Write
//!    └───────────────────── Ledger: attempted = delivered + dropped by reason + pending ──┘
//! ```
//!
//! What was dropped is said in the stream itself, as a line `tracewell.dropped_logs`. Those lines are the writer's own
//! and stand in no ledger.

mod builder;
mod lines;
mod thread;

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed, Ordering::SeqCst, fence},
    },
    thread::ThreadId,
    time::{Duration, Instant},
};

pub use self::builder::{LogWriterBuilder, WhenBehind};
use self::lines::{Fit, Lines};
use crate::pipeline::{DropReason, Ledger, after};

/// Why lines did not get out in time.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriterError {
    /// The deadline passed first.
    #[error("log lines did not all get out within {0:?}")]
    Deadline(Duration),
    /// The writer had been shut down before.
    #[error("the log writer is shut down")]
    Gone,
}

/// Writes lines from all threads to one sink; clones share it.
///
/// When the last clone is dropped, the thread writes what is left and ends; nobody waits for it. To be sure that all
/// lines are out, call [`LogWriter::shutdown`] before the process ends.
///
/// # Cost
/// One thread. A line is copied once, under a lock that is held for that copy.
#[derive(Clone)]
pub struct LogWriter {
    handle: Arc<Handle>,
}

struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.lock().close();
        self.0.work.notify_one();
    }
}

/// What the logging threads and the writing thread share.
struct Shared {
    lines: Mutex<Lines>,
    /// Wakes the writing thread.
    work: Condvar,
    /// Wakes those who wait for room or for the end of a flush.
    progress: Condvar,
    /// Whether the writing thread waits until it is woken.
    sleeps: AtomicBool,
    ledger: Arc<Ledger>,
    /// For the lines about dropped lines.
    service: OnceLock<String>,
    when_behind: WhenBehind,
    thread: OnceLock<ThreadId>,
}

impl Shared {
    /// No code of a user runs under the lock: what a poisoned one holds is whole.
    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the writing thread for drops that it does not know of.
    fn wake_for_drops(&self) {
        // Either this thread sees that the other sleeps, or the other sees the drop before it falls asleep.
        fence(SeqCst);
        if self.sleeps.load(Relaxed) {
            // Under the lock it is asleep, and not about to be: the call is not lost.
            let lines = self.lock();
            self.sleeps.store(false, Relaxed);
            drop(lines);
            self.work.notify_one();
        }
    }

    fn is_writing_thread(&self) -> bool {
        self.thread.get() == Some(&std::thread::current().id())
    }
}

impl LogWriter {
    /// Returns the settings to begin with.
    #[must_use]
    pub const fn builder() -> LogWriterBuilder {
        LogWriterBuilder::new()
    }

    /// Returns the books: every line that was to be written, and what became of it.
    ///
    /// # Cost
    /// None: they are shared; reading them costs what [`Ledger`] says.
    #[must_use]
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.handle.0.ledger
    }

    /// Takes a finished line, its line feed included; `is_urgent` ones may use the last quarter of the buffer.
    pub(crate) fn append(&self, line: &[u8], is_urgent: bool) {
        let shared = &*self.handle.0;
        shared.ledger.attempt(1);
        let mut lines = shared.lock();
        let mut fit = lines.append(line, is_urgent);
        if fit == Fit::Full && !shared.is_writing_thread() {
            (lines, fit) = self.wait_for_room(lines, line, is_urgent);
        }
        let wakes = fit == Fit::Taken && (shared.sleeps.swap(false, Relaxed) || lines.nudges());
        drop(lines);
        match fit {
            Fit::Taken if wakes => shared.work.notify_one(),
            Fit::Taken => {}
            Fit::Full => self.lose(DropReason::QueueFull),
            Fit::TooLong => self.lose(DropReason::Limit),
            Fit::Closed => self.lose(DropReason::Shutdown),
        }
    }

    #[cold]
    fn wait_for_room<'a>(
        &'a self,
        mut lines: MutexGuard<'a, Lines>,
        line: &[u8],
        is_urgent: bool,
    ) -> (MutexGuard<'a, Lines>, Fit) {
        let shared = &*self.handle.0;
        let WhenBehind::Wait(longest) = shared.when_behind else { return (lines, Fit::Full) };
        let until = after(longest);
        loop {
            shared.work.notify_one();
            let left = until.saturating_duration_since(Instant::now());
            lines = shared.progress.wait_timeout(lines, left).unwrap_or_else(PoisonError::into_inner).0;
            let fit = lines.append(line, is_urgent);
            if fit != Fit::Full || left.is_zero() {
                return (lines, fit);
            }
        }
    }

    fn lose(&self, reason: DropReason) {
        self.handle.0.ledger.lose(1, reason);
        self.handle.0.wake_for_drops();
    }

    /// Counts a line that was never written, for the writer to say so in the stream.
    pub(crate) fn refuse(&self, reason: DropReason) {
        self.handle.0.ledger.refuse(1, reason);
        self.handle.0.wake_for_drops();
    }

    /// Names the service in the lines about dropped lines; the first name stays.
    pub(crate) fn name_service(&self, name: &str) {
        let _ = self.handle.0.service.set(name.to_owned());
    }

    /// Waits until everything that was logged before is written, and what was dropped is said.
    ///
    /// # Errors
    /// When `timeout` passes first, or the writer is shut down.
    ///
    /// # Cost
    /// The calling thread waits for the sink, at most `timeout`.
    pub fn flush(&self, timeout: Duration) -> Result<(), WriterError> {
        let mut lines = self.handle.0.lock();
        if lines.has_ended() {
            return Err(WriterError::Gone);
        }
        lines.flushes_wanted += 1;
        let wanted = lines.flushes_wanted;
        self.wait(lines, timeout, |lines| lines.flushes_done >= wanted).map(drop)
    }

    /// Writes what is left, as far as `timeout` allows, and ends the thread; what remains is counted as dropped.
    ///
    /// # Errors
    /// When `timeout` passed before everything was written, or it was shut down before.
    ///
    /// # Cost
    /// The calling thread waits for the sink, at most `timeout`.
    pub fn shutdown(&self, timeout: Duration) -> Result<(), WriterError> {
        let mut lines = self.handle.0.lock();
        if lines.has_ended() {
            return Err(WriterError::Gone);
        }
        lines.close();
        match self.wait(lines, timeout, Lines::has_ended) {
            Ok(_) => Ok(()),
            Err(error) => {
                let left = self.handle.0.lock().abandon();
                self.handle.0.ledger.lose(left, DropReason::Shutdown);
                Err(error)
            }
        }
    }

    fn wait<'a>(
        &'a self,
        lines: MutexGuard<'a, Lines>,
        timeout: Duration,
        done: impl Fn(&Lines) -> bool,
    ) -> Result<MutexGuard<'a, Lines>, WriterError> {
        let shared = &*self.handle.0;
        if shared.is_writing_thread() {
            // A sink that flushes its own writer would wait for itself.
            return Err(WriterError::Deadline(Duration::ZERO));
        }
        shared.work.notify_one();
        let waited =
            shared.progress.wait_timeout_while(lines, timeout, |lines| !done(lines) && !lines.has_ended());
        let (lines, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if done(&lines) { Ok(lines) } else { Err(WriterError::Deadline(timeout)) }
    }
}

#[cfg(test)]
mod tests;
