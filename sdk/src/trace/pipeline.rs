//! What all spans of one installation share: the sampler that decides, the limits, and the way out.

use std::sync::Arc;

use opentelemetry_sdk::trace::ShouldSample;

use super::{FinishedSpan, Processors, SpanLimits};
use crate::pipeline::{DropReason, Item, Ledger, Queue};

/// See the module's documentation.
pub(crate) struct SpanPipeline {
    pub(super) sampler: Box<dyn ShouldSample>,
    /// Whether children always share their local root's decision, so that the sampler need not be asked again.
    pub(super) follows_parent: bool,
    pub(super) limits: SpanLimits,
    processors: Processors,
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
        processors: Processors,
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
        if self.has_processors() {
            self.processors.show(record);
        }
        if record.is_sampled() {
            let (weight, is_error) = (record.weight(), record.is_error());
            self.queue.push_from(weight, is_error, span);
        } else {
            self.ledger.refuse(1, DropReason::Sampled);
        }
    }

    /// Returns the foreign processors, for who flushes and ends them with a deadline.
    pub(crate) const fn processors(&self) -> &Processors {
        &self.processors
    }
}
