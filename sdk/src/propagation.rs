//! Context across process edges: W3C trace context and baggage, B3 single and multi.
//!
//! ```text
//! incoming headers ─▶ carrier ─▶ Propagators ─▶ Context ─▶ … spans … ─▶ Context ─▶ Propagators ─▶ carrier ─▶ outgoing headers
//! ```
//!
//! The formats are written here, from their specifications, because opentelemetry's own propagators accept ids of
//! wrong length, drop the random flag, and see only the first of several headers.
//! Whatever a peer sends is data: nothing here panics or returns an error, and what does not follow a
//! specification is left out, so that a bad header costs a trace its parent and never a request its answer.
//!
//! # A server and a client
//! ```
//! use std::collections::HashMap;
//! use tracewell::propagation::{self, Propagators};
//!
//! opentelemetry::global::set_text_map_propagator(Propagators::default());
//!
//! let incoming = HashMap::from([(
//!     "traceparent".to_owned(),
//!     "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned(),
//! )]);
//! let context = propagation::extract(&incoming);
//!
//! // Spans started while it is attached are children of the caller's span.
//! let _attached = context.attach();
//! let mut outgoing: HashMap<String, String> = HashMap::new();
//! propagation::inject(&mut outgoing);
//! assert_eq!(outgoing["traceparent"], incoming["traceparent"]);
//! ```

mod b3;
mod baggage;
mod carrier;
mod hex;
mod hint;
mod list;
mod names;
mod trace_context;
mod trace_state;
mod traceparent;

#[cfg(test)]
mod tests;

use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry::{Context, global};

use crate::current::current;

pub use b3::B3;
pub use baggage::Baggage;
#[cfg(feature = "http")]
pub use carrier::http::{HeaderExtractor, HeaderInjector};
pub use carrier::map::{MapExtractor, MapInjector, TextMap};
pub use carrier::{ReadCarrier, WriteCarrier};
#[cfg(feature = "tower")]
pub(crate) use hint::denied;
pub use hint::{SamplingHint, sampling_hint};
pub use names::{Propagators, UnknownPropagator};
pub use trace_context::TraceContext;

/// Returns the current context with what `carrier` brings: the remote parent, baggage, a sampling hint.
///
/// Uses the propagator installed globally; without one, or where the carrier brings nothing valid, this is the
/// current context.
///
/// # Cost
/// Linear in the size of the propagator's own headers: well under a microsecond for a `traceparent` alone, a few with
/// `tracestate` and baggage.
pub fn extract(carrier: &impl ReadCarrier) -> Context {
    global::get_text_map_propagator(|propagator| propagator.extract(&carrier.extractor()))
}

/// Writes the current context into `carrier`; see [`inject_context`], also for the cost.
pub fn inject(carrier: &mut impl WriteCarrier) {
    inject_context(&current(), carrier);
}

/// Writes `context` into `carrier` with the propagator installed globally.
///
/// Where the context has a span, headers of an older trace are removed first: a forwarded header map would
/// otherwise pair the old `tracestate` with the new `traceparent`. Baggage is replaced, never removed.
/// A context without a span leaves the carrier's trace headers alone, so that a proxy can pass them on.
///
/// # Cost
/// A few allocations and, for plain maps, a look at each key per header.
pub fn inject_context(context: &Context, carrier: &mut impl WriteCarrier) {
    global::get_text_map_propagator(|propagator| {
        if context.span().span_context().is_valid() {
            remove_trace(propagator, carrier);
        }
        propagator.inject_context(context, &mut carrier.injector());
    });
}

fn remove_trace(propagator: &dyn TextMapPropagator, carrier: &mut impl WriteCarrier) {
    for name in propagator.fields().filter(|name| *name != baggage::HEADER) {
        carrier.remove(name);
    }
}
