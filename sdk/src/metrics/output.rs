//! What a reading goes to.

use std::{future::Future, pin::Pin};

use super::snapshot::Snapshot;
use crate::pipeline::Delivery;

/// An export under way; it runs on the pipeline's own thread.
pub(crate) type Exporting<'a> = Pin<Box<dyn Future<Output = Delivery> + 'a>>;

/// Sends readings, one at a time.
pub(crate) trait Output: Send + 'static {
    /// Sends one reading.
    fn export<'a>(&'a mut self, snapshot: &'a Snapshot) -> Exporting<'a>;

    /// Returns where readings go, without credentials, where that is an address.
    fn receiver(&self) -> Option<&str> {
        None
    }

    /// Returns how the last reading was refused, where it was cut off between that and another attempt.
    fn said(&self) -> Option<String> {
        None
    }
}
