//! The thread that writes.
//!
//! After it has written it lingers for a moment before it sleeps: as long as lines keep coming, nobody has to wake it.

use std::{
    io::{self, ErrorKind, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, MutexGuard, PoisonError,
        atomic::{Ordering::Relaxed, Ordering::SeqCst, fence},
    },
    thread::sleep,
    time::{Duration, Instant, SystemTime},
};

use super::{
    Shared,
    lines::{Lines, Phase},
};
use crate::{
    logs::json::{clock::push_timestamp, escape::push_string},
    pipeline::{Balance, DropReason},
};

/// How long lines may wait for company, once some have been written.
const LINGER: Duration = Duration::from_millis(10);

/// Time between two lines about dropped lines, at least; a flush says them at once.
const NOTICE_INTERVAL: Duration = Duration::from_secs(1);

/// How long a sink that would block is left alone.
const RETRY: Duration = Duration::from_millis(5);

/// Bytes that the emptied buffer keeps.
const KEPT: usize = 1 << 20;

pub(super) struct WriterThread {
    shared: Arc<Shared>,
    sink: Box<dyn Write + Send>,
    chunk: Vec<u8>,
    /// Drops that the stream has told of, by reason.
    said: [u64; DropReason::ALL.len()],
    said_at: Option<Instant>,
    /// A line was broken off in the middle.
    is_torn: bool,
}

/// What the thread has been woken for.
struct Turn {
    lines: usize,
    flushes: u64,
    /// Nothing comes after this.
    is_last: bool,
    /// Someone waits for everything to be said.
    is_ordered: bool,
}

impl WriterThread {
    pub(super) fn new(shared: Arc<Shared>, sink: Box<dyn Write + Send>) -> Self {
        let said = [0; DropReason::ALL.len()];
        Self { shared, sink, chunk: Vec::new(), said, said_at: None, is_torn: false }
    }

    pub(super) fn run(mut self) {
        let mut lingers = false;
        loop {
            let turn = self.next_turn(lingers);
            self.say_drops(turn.is_ordered);
            self.write_chunk(turn.lines);
            if turn.is_last {
                self.say_drops(true);
            }
            lingers = turn.lines > 0;
            self.end_turn(&turn);
            if turn.is_last {
                return;
            }
        }
    }

    /// Waits for something to do, and takes it.
    fn next_turn(&mut self, lingers: bool) -> Turn {
        let shared = Arc::clone(&self.shared);
        let mut lines = shared.lock();
        if lingers {
            let few = |lines: &mut Lines| !lines.is_filling() && !lines.has_orders();
            let waited = shared.work.wait_timeout_while(lines, LINGER, few);
            lines = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        if lines.is_idle() {
            lines = self.rest(&shared, lines);
        }
        Turn {
            flushes: lines.flushes_wanted,
            is_last: lines.is_closed(),
            is_ordered: lines.has_orders(),
            lines: lines.swap(&mut self.chunk),
        }
    }

    /// Sleeps until there is work; for a moment only where there will be drops to tell of.
    fn rest<'a>(&self, shared: &'a Shared, lines: MutexGuard<'a, Lines>) -> MutexGuard<'a, Lines> {
        shared.sleeps.store(true, Relaxed);
        fence(SeqCst);
        let lines = if self.until_notice().is_none() {
            let asleep = |lines: &mut Lines| lines.is_idle() && shared.sleeps.load(Relaxed);
            shared.work.wait_while(lines, asleep).unwrap_or_else(PoisonError::into_inner)
        } else {
            shared.sleeps.store(false, Relaxed);
            let waited = shared.work.wait_timeout_while(lines, LINGER, |lines| lines.is_idle());
            waited.unwrap_or_else(PoisonError::into_inner).0
        };
        shared.sleeps.store(false, Relaxed);
        lines
    }

    /// Returns how long it is until the next line about drops; `None` where there is nothing to say.
    fn until_notice(&self) -> Option<Duration> {
        let balance = self.shared.ledger.balance();
        let unsaid = balance.dropped.iter().zip(self.said).any(|((_, dropped), said)| *dropped > said);
        let since = self.said_at.map_or(NOTICE_INTERVAL, |said_at| said_at.elapsed());
        unsaid.then(|| NOTICE_INTERVAL.saturating_sub(since))
    }

    /// Says what was dropped since it was said last.
    fn say_drops(&mut self, at_once: bool) {
        let Some(left) = self.until_notice() else { return };
        if !at_once && !left.is_zero() {
            return;
        }
        let Balance { dropped, .. } = self.shared.ledger.balance();
        let mut notice = Vec::new();
        for ((reason, dropped), said) in dropped.into_iter().zip(self.said) {
            if dropped > said {
                push_notice(&mut notice, self.shared.service.get(), dropped - said, reason);
            }
        }
        self.said_at = Some(Instant::now());
        // Where the sink is broken they are said later, when it works again.
        if self.write(&notice).1.is_ok() {
            self.said = dropped.map(|(_, count)| count);
        }
    }

    fn write_chunk(&mut self, lines: usize) {
        if lines == 0 {
            return;
        }
        let chunk = std::mem::take(&mut self.chunk);
        let (written, outcome) = self.write(&chunk);
        let delivered = match outcome {
            Ok(()) => lines,
            Err(_) => chunk[..written].split(|byte| *byte == b'\n').count() - 1,
        };
        self.chunk = chunk;
        self.chunk.clear();
        self.chunk.shrink_to(KEPT);
        if self.shared.lock().settle() {
            self.shared.ledger.deliver(delivered);
            self.shared.ledger.lose(lines - delivered, DropReason::ExporterError);
        }
    }

    /// Writes all bytes; on an error says how many it were.
    fn write(&mut self, bytes: &[u8]) -> (usize, io::Result<()>) {
        let mut written = 0;
        let outcome = catch_unwind(AssertUnwindSafe(|| self.write_all(bytes, &mut written)));
        let outcome = outcome.unwrap_or_else(|_| Err(io::Error::other("the sink panicked")));
        if written > 0 {
            self.is_torn = bytes.get(written - 1) != Some(&b'\n');
        }
        (written, outcome)
    }

    fn write_all(&mut self, bytes: &[u8], written: &mut usize) -> io::Result<()> {
        if self.is_torn {
            // What follows begins on a line of its own.
            self.write_some(b"\n")?;
            self.is_torn = false;
        }
        while let Some(rest) = bytes.get(*written..).filter(|rest| !rest.is_empty()) {
            *written += self.write_some(rest)?.min(rest.len());
        }
        self.sink.flush()
    }

    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.sink.write(bytes) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock && !self.shared.lock().is_abandoned() => {
                    sleep(RETRY);
                }
                other => return other,
            }
        }
    }

    fn end_turn(&mut self, turn: &Turn) {
        let mut lines = self.shared.lock();
        lines.flushes_done = turn.flushes;
        if turn.is_last {
            lines.phase = Phase::Ended;
        }
        drop(lines);
        self.shared.progress.notify_all();
    }
}

fn push_notice(out: &mut Vec<u8>, service: Option<&String>, count: u64, reason: DropReason) {
    out.extend_from_slice(b"{\"timestamp\":\"");
    push_timestamp(out, SystemTime::now());
    out.extend_from_slice(
        b"\",\"level\":\"WARN\",\"event\":\"tracewell.dropped_logs\",\"target\":\"tracewell\"",
    );
    if let Some(service) = service {
        out.extend_from_slice(b",\"service\":");
        push_string(out, service);
    }
    out.extend_from_slice(format!(",\"count\":{count},\"reason\":\"{}\"}}\n", reason.as_str()).as_bytes());
}
