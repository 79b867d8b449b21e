//! A span exporter of OpenTelemetry's SDK, as the worker drives it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use opentelemetry_sdk::{error::OTelSdkError, trace::SpanExporter};

use crate::{
    pipeline::{Delivery, Exporting, Sink},
    trace::FinishedSpan,
};

/// See the module's documentation.
pub(crate) struct SpanSink<E> {
    exporter: E,
    /// Records of the last export that the receiver rejected, where the exporter's transport tells.
    rejected: Arc<AtomicUsize>,
}

impl<E> SpanSink<E> {
    pub(crate) fn new(exporter: E, rejected: Arc<AtomicUsize>) -> Self {
        Self { exporter, rejected }
    }
}

impl<E: SpanExporter + 'static> Sink<FinishedSpan> for SpanSink<E> {
    fn export(&mut self, batch: Vec<FinishedSpan>) -> Exporting<'_> {
        Box::pin(async move {
            self.rejected.store(0, Relaxed);
            delivery(self.exporter.export(batch.into_iter().map(Into::into).collect()).await, &self.rejected)
        })
    }

    fn shutdown(&mut self, timeout: Duration) {
        // There is nobody left to tell, and nothing that could be done.
        let _ = self.exporter.shutdown_with_timeout(timeout);
    }
}

/// Says in the pipeline's words how an export ended.
pub(crate) fn delivery(outcome: Result<(), OTelSdkError>, rejected: &AtomicUsize) -> Delivery {
    match outcome {
        Ok(()) => Delivery::Accepted { rejected: rejected.load(Relaxed) },
        Err(OTelSdkError::Timeout(_)) => Delivery::TimedOut,
        Err(error) => Delivery::Failed(error.to_string()),
    }
}
