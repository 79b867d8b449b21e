//! Settings of a writer, and its start.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, OnceLock, atomic::AtomicBool},
    thread::Builder,
    time::Duration,
};

use super::{Handle, LogWriter, Shared, lines::Lines, thread::WriterThread};

/// What happens to a line when the buffer is full because the sink is slower than the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenBehind {
    /// The line is dropped and counted.
    #[default]
    Drop,
    /// The thread waits for room, at most this long; then the line is dropped and counted.
    Wait(Duration),
}

/// Settings of a [`LogWriter`].
///
/// # Cost
/// The methods keep what they are given; the memory comes with the lines.
#[derive(Clone, Copy, Debug)]
pub struct LogWriterBuilder {
    capacity: usize,
    when_behind: WhenBehind,
}

impl LogWriterBuilder {
    pub(super) const fn new() -> Self {
        Self { capacity: 16 << 20, when_behind: WhenBehind::Drop }
    }

    /// Sets how many bytes of lines may wait or be under way; 16 MiB unless it is called.
    ///
    /// The last quarter is for warnings and errors. A line that is longer than the whole is dropped. The memory that is
    /// held can be twice as much, because it grows by doubling.
    #[must_use]
    pub const fn capacity(mut self, bytes: usize) -> Self {
        self.capacity = bytes;
        self
    }

    /// Sets what happens when the buffer is full; [`WhenBehind::Drop`] unless it is called.
    ///
    /// # Cost
    /// None while there is room. Then a line that is dropped costs a counter, and one that waits its thread's time.
    #[must_use]
    pub const fn when_behind(mut self, policy: WhenBehind) -> Self {
        self.when_behind = policy;
        self
    }

    /// Starts the thread that writes to `sink`.
    ///
    /// # Errors
    /// Where the system gives no thread.
    ///
    /// # Cost
    /// A thread, for as long as there are clones of the writer.
    pub fn start(self, sink: impl io::Write + Send + 'static) -> io::Result<LogWriter> {
        let shared = Arc::new(Shared {
            lines: Mutex::new(Lines::new(self.capacity)),
            work: Condvar::new(),
            progress: Condvar::new(),
            sleeps: AtomicBool::new(false),
            ledger: Arc::default(),
            service: OnceLock::new(),
            when_behind: self.when_behind,
            thread: OnceLock::new(),
        });
        let writer = WriterThread::new(shared.clone(), Box::new(sink));
        let thread = Builder::new().name("tracewell-writer".to_owned()).spawn(move || writer.run())?;
        // Whoever loses the race waits for a thread that is not itself: that is right too.
        let _ = shared.thread.set(thread.thread().id());
        Ok(LogWriter { handle: Arc::new(Handle(shared)) })
    }

    /// Starts the thread that writes to the process's standard output.
    ///
    /// # Errors
    /// Where the system gives no thread.
    ///
    /// # Cost
    /// As for [`start`](Self::start).
    pub fn start_stdout(self) -> io::Result<LogWriter> {
        self.start(io::stdout())
    }
}
