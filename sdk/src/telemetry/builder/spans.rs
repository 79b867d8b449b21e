//! What can be said of spans: where they go, which are kept, and how much of them.

use opentelemetry_sdk::trace::{Sampler, ShouldSample, SpanExporter, SpanProcessor};
use tracing::Level;

use super::TelemetryBuilder;
use crate::{
    export::SpanSink,
    pipeline::QueueLimits,
    trace::{SpanLimits, SpanSampler},
};

impl TelemetryBuilder {
    /// Sends spans to this exporter, in place of what the environment names; several may be given.
    ///
    /// # Cost
    /// It works on the pipeline's thread. Several take each batch one after the other, all but the last a copy of it: the
    /// slowest is waited for.
    pub fn span_exporter(mut self, mut exporter: impl SpanExporter + 'static) -> Self {
        self.span_sinks.push(Box::new(move |resource| {
            exporter.set_resource(resource);
            Box::new(SpanSink(exporter))
        }));
        self
    }

    /// Shows each finished span to a processor of OpenTelemetry's SDK.
    ///
    /// It sees spans at their end only: `on_start` is never called, because these spans are not the SDK's. `on_end` is
    /// called on the thread that ends the span, for those of [`SamplingDecision::RecordOnly`] too; `force_flush` and
    /// `shutdown_with_timeout` on a thread that is the processor's own, so that one which hangs takes no more than the
    /// caller's deadline; it is never dropped. What fails or panics is a [`FlushError::Processor`](crate::telemetry::FlushError::Processor).
    /// Spans that `on_end` itself makes come back to it: it must not make one for each.
    ///
    /// # Cost
    /// A thread for each processor; for each span that ends a copy of it as the SDK's `SpanData`, and what `on_end` does.
    ///
    /// [`SamplingDecision::RecordOnly`]: opentelemetry_sdk::trace::SamplingDecision::RecordOnly
    pub fn span_processor<P: SpanProcessor + 'static>(mut self, processor: P) -> Self {
        self.processors.push((Box::new(processor), std::any::type_name::<P>()));
        self
    }

    /// Decides about each trace with this sampler where its first span begins, unless the caller has decided before.
    ///
    /// # Cost
    /// It is asked once for each trace, where that begins in this process; children share the answer.
    pub fn sampler(mut self, root: Sampler) -> Self {
        self.sampler = Some(SpanSampler::of_roots(root));
        self
    }

    /// Decides with this sampler about every single span, also about children.
    ///
    /// # Cost
    /// Children of unsampled spans are not free any more: the sampler is asked about each.
    pub fn custom_sampler(mut self, sampler: impl ShouldSample + 'static) -> Self {
        self.sampler = Some(SpanSampler::of_each(sampler));
        self
    }

    /// Bounds the queue of finished spans, and says what happens when it is full.
    ///
    /// # Cost
    /// Up to [`QueueLimits::bytes`] of memory while nothing leaves; with [`WhenFull::Wait`](crate::pipeline::WhenFull::Wait)
    /// the threads that end spans wait.
    pub const fn span_queue(mut self, limits: QueueLimits) -> Self {
        self.span_queue = Some(limits);
        self
    }

    /// Bounds what one span may carry.
    ///
    /// # Cost
    /// A text that is cut is copied once more; the rest is comparisons.
    pub const fn span_limits(mut self, limits: SpanLimits) -> Self {
        self.span_limits = Some(limits);
        self
    }

    /// Begins spans of this level and more severe ones; `INFO` where nothing is said. `RUST_LOG` is about logs only.
    ///
    /// # Cost
    /// A span below the level is one relaxed load and a comparison.
    pub const fn span_level(mut self, level: Level) -> Self {
        self.span_level = Some(level);
        self
    }
}
