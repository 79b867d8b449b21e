//! A span exporter of OpenTelemetry's SDK, as the worker drives it.

use std::time::Duration;

use opentelemetry_sdk::trace::SpanExporter;

use crate::{
    pipeline::{Exporting, Sink},
    trace::FinishedSpan,
};

/// See the module's documentation.
pub(crate) struct SpanSink<E>(pub(crate) E);

impl<E: SpanExporter + 'static> Sink<FinishedSpan> for SpanSink<E> {
    fn export(&mut self, batch: Vec<FinishedSpan>) -> Exporting<'_> {
        Box::pin(async move { self.0.export(batch.into_iter().map(Into::into).collect()).await.into() })
    }

    fn shutdown(&mut self, timeout: Duration) {
        // There is nobody left to tell, and nothing that could be done.
        let _ = self.0.shutdown_with_timeout(timeout);
    }
}
