//! One measurement that stands for many, with the trace that it was made in.
//!
//! After each reading a series looks for one measurement inside a sampled span, and stops looking when it has one, or
//! after some that were in none. So most measurements pay a read of a number that lies beside the one they change.

use std::sync::{
    Mutex, OnceLock, PoisonError,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use opentelemetry::trace::{SpanContext, TraceContextExt};

use crate::{
    current,
    metrics::snapshot::{Exemplar, Number},
};

/// How many measurements without a sampled span it takes to stop looking until the next reading.
const LOOKS: u32 = 64;

#[derive(Debug)]
pub(super) struct Sample {
    left: AtomicU32,
    last: OnceLock<Box<Mutex<Option<Exemplar>>>>,
}

impl Default for Sample {
    fn default() -> Self {
        Self { left: AtomicU32::new(LOOKS), last: OnceLock::new() }
    }
}

impl Sample {
    /// Keeps a measurement if one is looked for and this one has a trace.
    #[inline]
    pub(super) fn offer(&self, value: impl FnOnce() -> Number) {
        let left = self.left.load(Relaxed);
        if left != 0 {
            self.look(left, value());
        }
    }

    /// Returns what was kept last, and has the series look for another one.
    pub(super) fn take(&self) -> Option<Exemplar> {
        self.left.store(LOOKS, Relaxed);
        let last = self.last.get()?;
        last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets what was kept.
    pub(super) fn clear(&self) {
        if let Some(last) = self.last.get() {
            *last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        self.left.store(LOOKS, Relaxed);
    }

    #[cold]
    fn look(&self, left: u32, value: Number) {
        // Two threads that look at once may count as one: it is a limit, and no figure that anybody sees.
        self.left.store(left - 1, Relaxed);
        let sampled = current::with_context(|context| {
            let span = context.span();
            let found = span.span_context();
            (found.is_valid() && found.is_sampled()).then(|| found.clone())
        });
        if let Some(found) = sampled.flatten() {
            self.keep(value, &found);
        }
    }

    /// Keeps a measurement, but where the reader or another thread is at it.
    fn keep(&self, value: Number, span: &SpanContext) {
        let exemplar = Exemplar {
            value,
            time: opentelemetry::time::now(),
            trace_id: span.trace_id(),
            span_id: span.span_id(),
            attributes: Vec::new(),
        };
        if let Ok(mut last) = self.last.get_or_init(Box::default).try_lock() {
            *last = Some(exemplar);
            self.left.store(0, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::{
        Context,
        trace::{SpanId, TraceFlags, TraceId, TraceState},
    };

    use super::*;

    fn within(span: u64, flags: TraceFlags, work: impl FnOnce()) {
        let span =
            SpanContext::new(TraceId::from(7_u128), SpanId::from(span), flags, false, TraceState::NONE);
        let _current = Context::new().with_remote_span_context(span).attach();
        work();
    }

    fn measure(sample: &Sample, value: i64) {
        sample.offer(|| Number::Integer(value));
    }

    #[test]
    fn a_series_keeps_one_measurement_with_its_trace_between_two_readings() {
        let sample = Sample::default();
        within(1, TraceFlags::SAMPLED, || measure(&sample, 10));
        within(2, TraceFlags::SAMPLED, || measure(&sample, 20));
        let first = sample.take().unwrap();
        assert_eq!((first.value, first.span_id), (Number::Integer(10), SpanId::from(1)));
        assert_eq!(first.trace_id, TraceId::from(7_u128));
        within(3, TraceFlags::SAMPLED, || measure(&sample, 30));
        assert_eq!(sample.take().map(|last| last.span_id), Some(SpanId::from(3)));
        // What is kept stays until there is another one.
        assert_eq!(sample.take().map(|last| last.span_id), Some(SpanId::from(3)));
    }

    #[test]
    fn what_is_in_no_sampled_span_is_no_exemplar() {
        let sample = Sample::default();
        measure(&sample, 1);
        within(1, TraceFlags::default(), || measure(&sample, 2));
        assert_eq!(sample.take(), None);
    }

    #[test]
    fn a_series_without_traces_stops_looking_until_the_next_reading() {
        let sample = Sample::default();
        (0..LOOKS).for_each(|_| measure(&sample, 1));
        within(1, TraceFlags::SAMPLED, || measure(&sample, 2));
        assert_eq!(sample.take(), None, "it had stopped");
        within(1, TraceFlags::SAMPLED, || measure(&sample, 2));
        assert!(sample.take().is_some());
    }

    #[test]
    fn a_reader_does_not_stop_who_measures() {
        let sample = Sample::default();
        within(1, TraceFlags::SAMPLED, || measure(&sample, 1));
        sample.take();
        let held = sample.last.get().unwrap().lock().unwrap();
        within(2, TraceFlags::SAMPLED, || measure(&sample, 2));
        drop(held);
        assert_eq!(sample.take().map(|last| last.span_id), Some(SpanId::from(1)));
    }
}
