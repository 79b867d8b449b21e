//! A span exporter of OpenTelemetry's SDK, as the worker drives it.

use std::{sync::Arc, time::Duration};

use opentelemetry_sdk::trace::SpanExporter;

use super::Heard;
use crate::{
    pipeline::{Exporting, Sink},
    trace::FinishedSpan,
};

/// See the module's documentation.
pub(crate) struct SpanSink<E> {
    exporter: E,
    /// What the exporter's transport tells, where it does.
    heard: Arc<Heard>,
}

impl<E> SpanSink<E> {
    pub(crate) fn new(exporter: E, heard: Arc<Heard>) -> Self {
        Self { exporter, heard }
    }
}

impl<E: SpanExporter + 'static> Sink<FinishedSpan> for SpanSink<E> {
    fn export(&mut self, batch: Vec<FinishedSpan>) -> Exporting<'_> {
        Box::pin(async move {
            self.heard.begin();
            self.heard.delivery(self.exporter.export(batch.into_iter().map(Into::into).collect()).await)
        })
    }

    fn shutdown(&mut self, timeout: Duration) {
        // There is nobody left to tell, and nothing that could be done.
        let _ = self.exporter.shutdown_with_timeout(timeout);
    }
}
