//! What all spans of one installation share: the sampler that decides, the limits, and the way out.

use std::{sync::Arc, time::Duration};

use opentelemetry_sdk::trace::{ShouldSample, SpanProcessor};

use super::{FinishedSpan, SpanLimits};
use crate::pipeline::{DropReason, Item, Ledger, Queue};

/// See the module's documentation.
pub(crate) struct SpanPipeline {
    pub(super) sampler: Box<dyn ShouldSample>,
    /// Whether children always share their local root's decision, so that the sampler need not be asked again.
    pub(super) follows_parent: bool,
    pub(super) limits: SpanLimits,
    processors: Vec<Box<dyn SpanProcessor>>,
    queue: Arc<Queue<FinishedSpan>>,
    ledger: Arc<Ledger>,
}

impl std::fmt::Debug for SpanPipeline {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SpanPipeline").field("ledger", &self.ledger).finish_non_exhaustive()
    }
}

impl SpanPipeline {
    /// Makes a pipeline that lasts as long as the process.
    ///
    /// # Cost
    /// Some kilobytes for each installation, never given back: a span that outlives its installation still finds the
    /// way, and none counts references, which would cost it a tenth of its time.
    pub(crate) fn new(
        sampler: Box<dyn ShouldSample>,
        follows_parent: bool,
        limits: SpanLimits,
        processors: Vec<Box<dyn SpanProcessor>>,
        queue: Arc<Queue<FinishedSpan>>,
        ledger: Arc<Ledger>,
    ) -> &'static Self {
        Box::leak(Box::new(Self { sampler, follows_parent, limits, processors, queue, ledger }))
    }

    pub(crate) const fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Whether code of other people sees the spans that end.
    #[inline]
    pub(super) const fn has_processors(&self) -> bool {
        !self.processors.is_empty()
    }

    /// Takes the record of a finished span out of it; one that is not sampled is for the processors alone.
    #[inline]
    pub(super) fn finish(&self, span: &mut Option<FinishedSpan>) {
        let Some(record) = span else { return };
        for processor in &self.processors {
            processor.on_end(record.clone().into());
        }
        if record.is_sampled() {
            let (weight, is_error) = (record.weight(), record.is_error());
            self.queue.push_from(weight, is_error, span);
        } else {
            self.ledger.refuse(1, DropReason::Sampled);
        }
    }

    /// Tells foreign processors to send what they hold.
    pub(crate) fn flush_processors(&self) {
        for processor in &self.processors {
            let _ = processor.force_flush();
        }
    }

    /// Tells foreign processors that it is over.
    pub(crate) fn shutdown_processors(&self, timeout: Duration) {
        for processor in &self.processors {
            let _ = processor.shutdown_with_timeout(timeout);
        }
    }

    /// Returns the books as metrics observe them; `capacity` is how many spans may wait.
    pub(crate) fn book(&self, capacity: usize) -> crate::metrics::Book {
        let queue = self.queue.clone();
        crate::metrics::Book::of_spans(self.ledger.clone(), capacity, move || queue.len())
    }
}
