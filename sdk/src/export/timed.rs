//! Exporters that do not say when it was their own timeout that ended an export.

use std::time::{Duration, Instant};

use crate::pipeline::{Delivery, Exporting, Sink};

/// Says of an export that failed after its time was over that it timed out.
///
/// OpenTelemetry's OTLP exporters report every end but success as a failure.
pub(crate) struct Timed<S> {
    sink: S,
    timeout: Duration,
}

impl<S> Timed<S> {
    pub(crate) const fn new(sink: S, timeout: Duration) -> Self {
        Self { sink, timeout }
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

    fn shutdown(&mut self, timeout: Duration) {
        self.sink.shutdown(timeout);
    }
}
