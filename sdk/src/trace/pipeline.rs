//! What all spans of one installation share: the sampler that decides, the limits, and the way out.

use std::sync::Arc;

use opentelemetry_sdk::trace::{Sampler, ShouldSample};

use super::{FinishedSpan, Processors, SpanLimits};
use crate::pipeline::{DropReason, Item, Ledger, Queue};

/// Who decides about spans, and what he need not be asked or told.
pub(crate) struct SpanSampler {
    pub(super) sampler: Box<dyn ShouldSample>,
    /// Whether children always share their local root's decision, so that the sampler need not be asked again.
    pub(super) follows_parent: bool,
    /// Whether it looks at nothing but parent and trace id, so that spans it drops need not be described.
    pub(super) is_blind: bool,
}

impl SpanSampler {
    /// One of OpenTelemetry's own, which gives every span of a trace the same answer.
    pub(crate) fn of_the_sdk(sampler: Sampler) -> Self {
        Self { sampler: Box::new(sampler), follows_parent: true, is_blind: true }
    }

    /// One that decides where a trace begins; within what it is given may be one of other people's.
    pub(crate) fn of_roots(root: Sampler) -> Self {
        let is_blind = matches!(root, Sampler::AlwaysOn | Sampler::AlwaysOff | Sampler::TraceIdRatioBased(_));
        let sampler = Sampler::ParentBased(Box::new(root));
        Self { sampler: Box::new(sampler), follows_parent: true, is_blind }
    }

    /// One of other people's, which is asked about each span.
    pub(crate) fn of_each(sampler: impl ShouldSample + 'static) -> Self {
        Self { sampler: Box::new(sampler), follows_parent: false, is_blind: false }
    }
}

/// See the module's documentation.
pub(crate) struct SpanPipeline {
    pub(super) sampler: SpanSampler,
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
        sampler: SpanSampler,
        limits: SpanLimits,
        processors: Processors,
        queue: Arc<Queue<FinishedSpan>>,
        ledger: Arc<Ledger>,
    ) -> &'static Self {
        Box::leak(Box::new(Self { sampler, limits, processors, queue, ledger }))
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
            record.weigh();
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
