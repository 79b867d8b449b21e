//! A line on standard error while a run takes long.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const QUIET_FOR: Duration = Duration::from_secs(2);
const EVERY: Duration = Duration::from_millis(500);

/// Says on a terminal what is going on, from two seconds on; wipes it when dropped.
pub(super) struct Progress {
    running: Option<(Sender<String>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts, unless `quiet` or where standard error is no terminal.
    pub(super) fn start(quiet: bool, stage: &str) -> Self {
        let wanted = !quiet && io::stderr().is_terminal();
        let running = wanted.then(|| {
            let (sender, receiver) = mpsc::channel();
            let stage = stage.to_owned();
            (sender, std::thread::spawn(move || show(&receiver, stage)))
        });
        Self { running }
    }

    /// Names what is going on now.
    pub(super) fn stage(&self, stage: impl Into<String>) {
        if let Some((sender, _)) = &self.running {
            // The thread ends only when the sender is dropped.
            let _ = sender.send(stage.into());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

fn show(receiver: &mpsc::Receiver<String>, mut stage: String) {
    let start = Instant::now();
    let mut shown = false;
    loop {
        match receiver.recv_timeout(EVERY) {
            Ok(next) => stage = next,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if start.elapsed() >= QUIET_FOR => {
                shown = true;
                let _ = write!(io::stderr(), "\r\u{1b}[2K{stage} ({} s)", start.elapsed().as_secs());
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    if shown {
        let _ = write!(io::stderr(), "\r\u{1b}[2K");
    }
}
