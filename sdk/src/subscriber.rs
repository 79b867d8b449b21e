//! tracewell as a part of `tracing`'s subscriber.
//!
//! The subscriber of a process can be set once only; installations may come and go. So what is set is a layer that asks,
//! for each event, which installation is in force. What the filter lets pass is known to each callsite, so that an event
//! below the level costs one load.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tracing::{Event, Metadata, Subscriber, level_filters::LevelFilter, span, subscriber::Interest};
use tracing_subscriber::{
    Layer,
    filter::{Targets, filter_fn},
    layer::{Context, Filter, SubscriberExt},
    registry::LookupSpan,
};

use crate::{
    current::attach,
    installed,
    logs::{JsonLayer, OtelLayer},
    private::root,
    trace::{TracingBridge, context_of},
};

/// Why events cannot be taken in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SubscriberError {
    /// `RUST_LOG` is not a list of targets and levels.
    #[error("RUST_LOG={value:?} is not usable ({reason}); allowed: target=level,target=level,level")]
    Filter {
        /// The variable's value.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The program has set a subscriber of its own.
    #[error(
        "the program has a `tracing` subscriber already: add `tracewell::layer()` to it, and install with `without_subscriber()`"
    )]
    Taken,
}

/// What events go to while an installation is in force.
pub(crate) struct LogOutputs {
    pub(crate) filter: Targets,
    #[cfg(feature = "testing")]
    pub(crate) redaction: crate::logs::Redaction,
    pub(crate) json: Option<JsonLayer>,
    pub(crate) otel: Option<OtelLayer>,
}

/// Returns the layer that makes a subscriber of the program's own part of the installation.
///
/// Works before and after the installation, and across several. With the feature `off` it is a layer that is not there.
///
/// # Cost
/// One load for each event and span that nobody wants; otherwise that of [`TracingBridge`], of
/// [`JsonLayer`] and of [`OtelLayer`], as far as they are installed.
///
/// # Examples
/// ```
/// use tracing_subscriber::prelude::*;
///
/// let subscriber = tracing_subscriber::registry().with(tracewell::layer());
/// tracing::subscriber::set_global_default(subscriber)?;
/// let _telemetry = tracewell::Telemetry::builder().without_subscriber().install()?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn layer<S>() -> impl Layer<S>
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    // None is a layer that wants nothing, of which the others take no notice.
    (!cfg!(feature = "off")).then(|| {
        let spans = TracingBridge::new().with_filter(filter_fn(is_span));
        spans.and_then(EventsInForce.with_filter(FilterInForce))
    })
}

fn is_span(metadata: &Metadata<'_>) -> bool {
    metadata.is_span()
}

/// Reads the filter of events; where nothing is said, `INFO`, and only warnings of OpenTelemetry about itself.
pub(crate) fn filter(text: Option<&str>) -> Result<Targets, SubscriberError> {
    let usual =
        || Targets::new().with_default(LevelFilter::INFO).with_target("opentelemetry", LevelFilter::WARN);
    let Some(text) = text else { return Ok(usual()) };
    text.parse().map_err(|error: tracing_subscriber::filter::ParseError| SubscriberError::Filter {
        value: text.to_owned(),
        reason: error.to_string(),
    })
}

/// Sets the process's subscriber and takes in what goes through the `log` crate, both once.
///
/// # Errors
/// Where the program has a subscriber of its own.
pub(crate) fn set_global() -> Result<(), SubscriberError> {
    static OURS: AtomicBool = AtomicBool::new(false);
    if !OURS.load(SeqCst) {
        let subscriber = tracing_subscriber::registry().with(layer());
        tracing::subscriber::set_global_default(subscriber).map_err(|_| SubscriberError::Taken)?;
        OURS.store(true, SeqCst);
        // A program with a logger of its own keeps it.
        let _ = tracing_log::LogTracer::init();
    }
    Ok(())
}

/// Tells callsites, and the `log` crate, that another filter is in force.
pub(crate) fn filter_changed() {
    tracing::callsite::rebuild_interest_cache();
    tracing_log::log::set_max_level(match most_verbose() {
        LevelFilter::OFF => tracing_log::log::LevelFilter::Off,
        LevelFilter::ERROR => tracing_log::log::LevelFilter::Error,
        LevelFilter::WARN => tracing_log::log::LevelFilter::Warn,
        LevelFilter::INFO => tracing_log::log::LevelFilter::Info,
        LevelFilter::DEBUG => tracing_log::log::LevelFilter::Debug,
        _ => tracing_log::log::LevelFilter::Trace,
    });
}

/// The most verbose level that any target lets pass.
fn most_verbose() -> LevelFilter {
    if installed::may_capture() {
        return LevelFilter::TRACE;
    }
    let outputs = installed::logs();
    let Some(outputs) = outputs.as_ref() else { return LevelFilter::OFF };
    let levels = outputs.filter.iter().map(|(_, level)| level);
    levels.chain(outputs.filter.default_level()).max().unwrap_or(LevelFilter::OFF)
}

/// Hands events to what is in force.
struct EventsInForce;

impl<S> Layer<S> for EventsInForce
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let _stated = if event.is_contextual() { None } else { attach(&stated(event, &context)) };
        #[cfg(feature = "testing")]
        if let Some(capture) = installed::log_capture(event.metadata()) {
            capture.take(event);
            return;
        }
        // It was let in for the sake of a test, to which the parent that it names does not belong.
        if installed::may_capture() && !FilterInForce::lets_pass(event.metadata()) {
            return;
        }
        with_outputs(context, |output, context| output.on_event(event, context));
    }

    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        with_outputs(context, |output, context| output.on_new_span(attributes, id, context));
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        with_outputs(context, |output, context| output.on_record(id, values, context));
    }
}

/// Returns the context that an event happens in by its own words: that of the parent it names, or one without a span.
fn stated<S>(event: &Event<'_>, context: &Context<'_, S>) -> opentelemetry::Context
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    let parent = event.parent().and_then(|parent| context.span(parent));
    parent.as_ref().and_then(context_of).unwrap_or_else(root)
}

fn with_outputs<S>(context: Context<'_, S>, hand: impl Fn(&dyn Layer<S>, Context<'_, S>))
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    let outputs = installed::logs();
    let Some(outputs) = outputs.as_ref() else { return };
    if let Some(json) = &outputs.json {
        hand(json, context.clone());
    }
    if let Some(otel) = &outputs.otel {
        hand(otel, context);
    }
}

/// The filter of the installation in force.
struct FilterInForce;

impl FilterInForce {
    fn lets_pass(metadata: &Metadata<'_>) -> bool {
        let outputs = installed::logs();
        outputs
            .as_ref()
            .is_some_and(|outputs| outputs.filter.would_enable(metadata.target(), metadata.level()))
    }
}

impl<S> Filter<S> for FilterInForce {
    fn enabled(&self, metadata: &Metadata<'_>, _context: &Context<'_, S>) -> bool {
        metadata.is_span() || installed::captures(metadata) || Self::lets_pass(metadata)
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        // Records of the `log` crate share a few callsites, whose target is known with each record only.
        if metadata.target() == "log" {
            Interest::sometimes()
        } else if metadata.is_span() || Self::lets_pass(metadata) {
            Interest::always()
        } else if installed::may_capture() {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }
}

/// Whether what is in force as `tracing`'s subscriber on this thread has our layer.
#[cfg(feature = "testing")]
pub(crate) fn has_our_layer() -> bool {
    tracing::dispatcher::get_default(tracing::Dispatch::is::<EventsInForce>)
}
