//! The layer that writes one JSON line for each event.
//!
//! ```text
//! event ─▶ Plan (name, keys, what is hidden: once per statement) ─▶ sampling ─▶ Line, in the thread's buffer ─▶ LogWriter
//! ```

pub(crate) mod clock;
mod embed;
pub(crate) mod escape;
pub(super) mod line;
mod spans;

use std::{
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::SystemTime,
};

use tracing_core::{Event, Level, Subscriber, span};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

use self::{
    line::{Line, push_ids, push_made_up_name},
    spans::Given,
};
use super::{LogSampling, LogWriter, Redaction, ids::current_ids, intake::Intake, plan::Plan};
use crate::{
    current::{is_about_contexts, while_borrowed},
    pipeline::DropReason,
};

/// Bytes of each buffer that a thread keeps between two lines.
const KEPT: usize = 64 << 10;

/// A [`Layer`] that writes each event as one line of JSON to a [`LogWriter`].
///
/// A line holds `timestamp` (RFC 3339, UTC, microseconds), `level`, `event`, `target`, `service`, the fields with their
/// types, and `trace_id` and `span_id` of the current OpenTelemetry span. `event` is the event's name; for events of
/// `tracing` without a `name:` and for records of the `log` crate it is the text. A text beside a name is `message`. An
/// error is an object with its `message` and, where it has causes, their `chain`.
///
/// It has no filter of its own; put an `EnvFilter` beside or around it.
///
/// # Cost
/// No allocation once the thread's buffers have grown, but for what a value's own `Debug` or `Serialize` does. The
/// line is copied once, under a lock that is held for that copy.
///
/// # Examples
/// ```
/// use tracewell::logs::{JsonLayer, LogWriter, MemorySink};
/// use tracing_subscriber::prelude::*;
///
/// let lines = MemorySink::default();
/// let writer = LogWriter::builder().start(lines.clone())?;
/// let layer = JsonLayer::builder().service("shop").build(writer.clone());
/// tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
///     tracewell::info!("order_placed", order.id = 17, lines = vec!["tea", "milk"]);
/// });
/// writer.flush(std::time::Duration::from_secs(5))?;
/// assert!(lines.text().ends_with("\"service\":\"shop\",\"order.id\":17,\"lines\":[\"tea\",\"milk\"]}\n"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct JsonLayer {
    /// Tells this layer's notes at spans from those of others.
    number: usize,
    intake: Intake,
    writer: LogWriter,
    span_fields: bool,
}

/// Settings of a [`JsonLayer`].
///
/// # Cost
/// The methods keep what they are given; what it means for an event stands at [`JsonLayer`], [`Redaction`] and
/// [`LogSampling`].
#[derive(Clone, Debug, Default)]
pub struct JsonLayerBuilder {
    service: Option<String>,
    redaction: Redaction,
    sampling: LogSampling,
    span_fields: bool,
}

impl JsonLayerBuilder {
    /// Sets the value of `service` on each line; without it there is none.
    #[must_use]
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.service = Some(name.into());
        self
    }

    /// Sets which fields are hidden by their name; [`Redaction::default`] unless it is called.
    #[must_use]
    pub fn redaction(mut self, redaction: Redaction) -> Self {
        self.redaction = redaction;
        self
    }

    /// Sets which lines are kept; [`LogSampling::all`] unless it is called.
    #[must_use]
    pub fn sampling(mut self, sampling: LogSampling) -> Self {
        self.sampling = sampling;
        self
    }

    /// Sets whether each line repeats the enclosing `tracing` spans with their fields, under `spans`, the outermost
    /// first; `false` unless it is called.
    ///
    /// # Cost
    /// Several allocations for each span, and the text of all enclosing spans on each line.
    #[must_use]
    pub const fn span_fields(mut self, repeat: bool) -> Self {
        self.span_fields = repeat;
        self
    }

    /// Returns the layer.
    #[must_use]
    pub fn build(self, writer: LogWriter) -> JsonLayer {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        if let Some(service) = &self.service {
            writer.name_service(service);
        }
        JsonLayer {
            number: NUMBER.fetch_add(1, Relaxed),
            intake: Intake::new(self.service, self.redaction, self.sampling),
            writer,
            span_fields: self.span_fields,
        }
    }
}

impl JsonLayer {
    /// Returns the settings to begin with.
    #[must_use]
    pub fn builder() -> JsonLayerBuilder {
        JsonLayerBuilder::default()
    }

    fn take<S>(&self, event: &Event<'_>, context: &Context<'_, S>)
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let now = SystemTime::now();
        self.intake.with_plan(event.metadata(), |plan| {
            if self.intake.admits(event, plan, now) {
                self.write(event, plan, now, context);
            } else {
                self.writer.refuse(DropReason::Sampled);
            }
        });
    }

    fn write<S>(&self, event: &Event<'_>, plan: &Plan, now: SystemTime, context: &Context<'_, S>)
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let mut buffers = Buffers::take();
        self.write_line(&mut buffers, event, plan, now);
        if self.span_fields
            && let Some(scope) = context.event_scope(event)
        {
            spans::push_spans(&mut buffers.line, self.number, scope);
        }
        buffers.line.extend_from_slice(b"}\n");
        self.writer.append(&buffers.line, *event.metadata().level() <= Level::WARN);
        buffers.put_back();
    }

    fn write_line(&self, buffers: &mut Buffers, event: &Event<'_>, plan: &Plan, now: SystemTime) {
        let Buffers { line: out, text } = buffers;
        out.extend_from_slice(b"{\"timestamp\":\"");
        clock::push_timestamp(out, now);
        out.extend_from_slice(&plan.head);
        if let Some(ids) = current_ids() {
            push_ids(out, ids);
        }
        let redaction = &self.intake.style.redaction;
        let mut line = Line { out, text, plan, redaction, is_named: plan.event.is_some() };
        event.record(&mut line.visitor());
        if !line.is_named {
            push_made_up_name(line.out, event.metadata().name());
        }
    }

    fn note<S>(&self, id: &span::Id, given: &Given<'_>, context: &Context<'_, S>)
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        if self.span_fields
            && let Some(span) = context.span(id)
        {
            spans::note(&self.intake, self.number, &span, given);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for JsonLayer {
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if is_about_contexts(event.metadata()) {
            while_borrowed(|| self.take(event, &context));
        } else {
            self.take(event, &context);
        }
    }

    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        self.note(id, &Given::AtStart(attributes), &context);
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        self.note(id, &Given::Later(values), &context);
    }
}

/// What a thread reuses from line to line.
#[derive(Default)]
struct Buffers {
    line: Vec<u8>,
    text: String,
}

thread_local!(static BUFFERS: Cell<Option<Buffers>> = const { Cell::new(None) });

impl Buffers {
    /// Takes the thread's buffers; a value that logs while it is being logged gets new ones.
    fn take() -> Self {
        BUFFERS.try_with(Cell::take).ok().flatten().unwrap_or_default()
    }

    fn put_back(mut self) {
        self.line.clear();
        self.line.shrink_to(KEPT);
        self.text.clear();
        self.text.shrink_to(KEPT);
        // At a thread's end there is nobody left to keep them for.
        let _ = BUFFERS.try_with(|kept| kept.set(Some(self)));
    }
}

#[cfg(test)]
mod tests;
