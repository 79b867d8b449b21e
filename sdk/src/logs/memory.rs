//! A sink that keeps what is written to it, for tests.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

/// Keeps all lines in memory; clones share them.
///
/// See [`crate::logs::JsonLayer`] for an example.
///
/// # Cost
/// It grows without a bound: it is for tests. Reading copies all that it holds, under the lock that writing takes.
#[derive(Clone, Debug, Default)]
pub struct MemorySink(Arc<Mutex<Vec<u8>>>);

impl MemorySink {
    /// Returns what was written so far; bytes that are no UTF-8 are replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Returns the lines written so far, and forgets them.
    #[must_use]
    pub fn take_lines(&self) -> Vec<String> {
        let written = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8_lossy(&written).split_terminator('\n').map(str::to_owned).collect()
    }
}

impl io::Write for MemorySink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
