//! Exporters that do not say when it was their own timeout that ended an export, nor where they export to.

use std::time::{Duration, Instant};

use crate::pipeline::{Delivery, Exporting, Sink};

/// Says of an export that failed after its time was over that it timed out.
///
/// OpenTelemetry's OTLP exporters report every end but success as a failure.
pub(crate) struct Timed<S> {
    sink: S,
    timeout: Duration,
    receiver: Option<String>,
}

impl<S> Timed<S> {
    pub(crate) const fn new(sink: S, timeout: Duration, receiver: Option<String>) -> Self {
        Self { sink, timeout, receiver }
    }
}

impl<T: Send + 'static, S: Sink<T>> Sink<T> for Timed<S> {
    fn export(&mut self, batch: Vec<T>) -> Exporting<'_> {
        let begun = Instant::now();
        Box::pin(async move {
            match self.sink.export(batch).await {
                Delivery::Failed(_) if begun.elapsed() >= self.timeout => Delivery::TimedOut,
                delivery => delivery,
            }
        })
    }

    fn receiver(&self) -> Option<&str> {
        self.receiver.as_deref()
    }

    fn shutdown(&mut self, timeout: Duration) {
        self.sink.shutdown(timeout);
    }
}
