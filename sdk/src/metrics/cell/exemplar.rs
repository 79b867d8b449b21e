//! One measurement that stands for many, with the trace that it was made in.
//!
//! After each reading a series looks for one measurement inside a sampled span, and stops looking when it has one, or
//! after some that were in none ([`ExemplarFilter`] may say otherwise). So most measurements pay a read of a number that lies beside the one they change.

mod filter;

use std::sync::{
    Mutex, OnceLock, PoisonError,
    atomic::{AtomicU32, Ordering::Relaxed},
};

pub(crate) use filter::ExemplarFilter;
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
        self.look_with(ExemplarFilter::in_force(), left, value);
    }

    fn look_with(&self, filter: ExemplarFilter, left: u32, value: Number) {
        if filter == ExemplarFilter::AlwaysOff {
            return self.left.store(0, Relaxed);
        }
        // Two threads that look at once may count as one: it is a limit, and no figure that anybody sees.
        self.left.store(left - 1, Relaxed);
        let found = current::with_context(|context| context.span().span_context().clone());
        let found = found.filter(SpanContext::is_valid).unwrap_or_else(SpanContext::empty_context);
        if found.is_sampled() || filter == ExemplarFilter::AlwaysOn {
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
    fn a_filter_may_want_all_or_none() {
        let kept = |filter, span: Option<TraceFlags>| {
            let sample = Sample::default();
            let look = || sample.look_with(filter, LOOKS, Number::Integer(1));
            match span {
                Some(flags) => within(7, flags, look),
                None => look(),
            }
            let is_done = sample.left.load(Relaxed) == 0;
            (sample.take().map(|exemplar| exemplar.span_id), is_done)
        };
        let (in_span, unsampled) = (SpanId::from(7), TraceFlags::default());
        for (filter, expected) in [
            (
                ExemplarFilter::AlwaysOn,
                [(Some(in_span), true), (Some(in_span), true), (Some(SpanId::INVALID), true)],
            ),
            (ExemplarFilter::AlwaysOff, [(None, true); 3]),
            (ExemplarFilter::TraceBased, [(Some(in_span), true), (None, false), (None, false)]),
        ] {
            let found = [Some(TraceFlags::SAMPLED), Some(unsampled), None].map(|span| kept(filter, span));
            assert_eq!(found, expected, "{filter:?}");
        }
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
