//! Spans of the `tracing` crate in OpenTelemetry's contexts.
//!
//! Entering a `tracing` span attaches its context, leaving it detaches: what is current is said by one thing only, and
//! `#[traced]` functions, raw OpenTelemetry spans and `tracing` spans nest in each other in any order.

mod fields;

use std::cell::RefCell;

use opentelemetry::{
    Context, ContextGuard,
    trace::{SpanContext, TraceContextExt},
};
use tracing::{
    Subscriber,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::Context as LayerContext,
    registry::{LookupSpan, SpanRef},
};

use super::{
    begin::{Request, begin},
    callsite::is_enabled,
    record::Scope,
    span::NOW,
};
use crate::{
    current::{attach, current},
    installed,
};
use fields::Fields;

thread_local! {
    /// The spans that this thread is in, innermost last, with what detaches them.
    static ENTERED: RefCell<Vec<(Id, ContextGuard)>> = const { RefCell::new(Vec::new()) };
}

/// A [`Layer`] that turns `tracing` spans into OpenTelemetry spans of the installed pipeline.
///
/// # Cost
/// Two allocations more than a `#[traced]` function, and the registry's own work.
#[derive(Clone, Debug, Default)]
pub struct TracingBridge {
    _private: (),
}

/// The OpenTelemetry context of a `tracing` span, kept in the registry.
struct Bridged {
    context: Context,
    /// Whether the span in the context is this one: otherwise its trace is not sampled, or nothing was installed.
    ends: bool,
}

impl TracingBridge {
    /// Returns the layer; it may be added before or after the installation.
    #[must_use]
    pub const fn new() -> Self {
        Self { _private: () }
    }
}

impl<S> Layer<S> for TracingBridge
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, registry: LayerContext<'_, S>) {
        let Some(span) = registry.span(id) else { return };
        let parent = parent(attributes, &registry);
        let bridged = open(attributes, &parent).unwrap_or(Bridged { context: parent, ends: false });
        span.extensions_mut().insert(bridged);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, registry: LayerContext<'_, S>) {
        let Some(context) = registry.span(id).as_ref().and_then(own) else { return };
        let mut fields = Fields::default();
        values.record(&mut fields);
        fields.apply(&context.span());
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, registry: LayerContext<'_, S>) {
        let Some(context) = registry.span(id).as_ref().and_then(own) else { return };
        if let Some(cause) = registry.span(follows).as_ref().and_then(context_of) {
            context.span().add_link(cause.span().span_context().clone(), Vec::new());
        }
    }

    fn on_enter(&self, id: &Id, registry: LayerContext<'_, S>) {
        if let Some(context) = registry.span(id).as_ref().and_then(context_of) {
            // A thread that is ending has neither a context nor this account of it.
            let Some(guard) = attach(&context) else { return };
            let _ = ENTERED.try_with(|entered| entered.borrow_mut().push((id.clone(), guard)));
        }
    }

    fn on_exit(&self, id: &Id, _registry: LayerContext<'_, S>) {
        // Spans may be left in any order: the last entry of this one goes. The guard is dropped outside the borrow,
        // because a context that goes with it may run other people's code.
        let guard = ENTERED.try_with(|entered| {
            let mut entered = entered.borrow_mut();
            let index = entered.iter().rposition(|(known, _)| known == id)?;
            Some(entered.remove(index))
        });
        drop(guard);
    }

    fn on_close(&self, id: Id, registry: LayerContext<'_, S>) {
        let bridged = registry.span(&id).and_then(|span| span.extensions_mut().remove::<Bridged>());
        if let Some(Bridged { context, ends: true }) = bridged {
            context.span().end_with_timestamp(NOW);
        }
    }
}

/// Returns the context that a new span begins in: that of the parent it names, or what is current.
fn parent<S>(attributes: &Attributes<'_>, registry: &LayerContext<'_, S>) -> Context
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    if let Some(parent) = attributes.parent() {
        return registry.span(parent).as_ref().and_then(context_of).unwrap_or_default();
    }
    let current = current();
    if attributes.is_root() { current.with_remote_span_context(SpanContext::NONE) } else { current }
}

fn open(attributes: &Attributes<'_>, parent: &Context) -> Option<Bridged> {
    let metadata = attributes.metadata();
    if !is_enabled(*metadata.level()) || parent.is_telemetry_suppressed() {
        return None;
    }
    let pipeline = installed::spans(parent)?;
    let mut fields = Fields::default();
    attributes.record(&mut fields);
    let request = Request {
        name: fields.name.take().map_or_else(|| metadata.name().into(), Into::into),
        kind: fields.kind.take().unwrap_or(opentelemetry::trace::SpanKind::Internal),
        start: None,
        attributes: std::mem::take(&mut fields.attributes),
        events: Vec::new(),
        links: Vec::new(),
        scope: Scope::Target(metadata.target()),
    };
    let context = begin(parent, pipeline, || request).into_context(parent)?;
    fields.apply(&context.span());
    Some(Bridged { context, ends: true })
}

/// The context of a span; parents of spans that are not recorded carry on for them.
pub(crate) fn context_of<S: for<'lookup> LookupSpan<'lookup>>(span: &SpanRef<'_, S>) -> Option<Context> {
    span.extensions().get::<Bridged>().map(|bridged| bridged.context.clone())
}

/// The context of a span that is recorded under its own name.
fn own<S: for<'lookup> LookupSpan<'lookup>>(span: &SpanRef<'_, S>) -> Option<Context> {
    span.extensions().get::<Bridged>().filter(|bridged| bridged.ends).map(|bridged| bridged.context.clone())
}
