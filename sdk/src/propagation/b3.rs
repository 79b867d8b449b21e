//! B3, Zipkin's format: one `b3` header or several `x-b3-…` headers.

mod decode;

use std::sync::LazyLock;

use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{SpanContext, TraceContextExt as _};

use super::hex;
use super::hint::{SamplingHint, sampling_hint};

const SINGLE: &str = "b3";
/// Characters of the longest single header.
const MAX_SINGLE: usize = 68;
const TRACE_ID: &str = "x-b3-traceid";
const SPAN_ID: &str = "x-b3-spanid";
const SAMPLED: &str = "x-b3-sampled";
const FLAGS: &str = "x-b3-flags";
/// Never written, but cleared: an older trace's parent beside new ids would break the tree.
const PARENT: &str = "x-b3-parentspanid";

static SINGLE_FIELDS: LazyLock<[String; 1]> = LazyLock::new(|| [SINGLE.to_owned()]);
static MULTI_FIELDS: LazyLock<[String; 5]> =
    LazyLock::new(|| [TRACE_ID, SPAN_ID, SAMPLED, FLAGS, PARENT].map(str::to_owned));

/// Propagates the current span in the format of [B3].
///
/// Reads both encodings, the single header first; writes the one it was made for. Trace ids of 64 bits are read and
/// become the low half of ours; 128 bits are written. The parent's span id is not sent.
///
/// Debug, a deferred decision and a decision without a span are no flags of a span: they are kept as a
/// [`SamplingHint`], and debug is sent on with every span of its trace. A context that has neither a span nor a
/// hint writes nothing.
///
/// # Cost
/// Constant, but for white space around a value: what is longer than any valid header is refused by its length.
///
/// [B3]: https://github.com/openzipkin/b3-propagation
#[derive(Clone, Copy, Debug)]
pub struct B3 {
    encoding: Encoding,
}

#[derive(Clone, Copy, Debug)]
enum Encoding {
    Single,
    Multi,
}

impl B3 {
    /// Returns the propagator that writes one `b3` header.
    pub const fn single() -> Self {
        Self { encoding: Encoding::Single }
    }

    /// Returns the propagator that writes `x-b3-…` headers.
    pub const fn multi() -> Self {
        Self { encoding: Encoding::Multi }
    }
}

impl TextMapPropagator for B3 {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let span = cx.span();
        let span_context = Some(span.span_context()).filter(|span_context| span_context.is_valid());
        let state = state(span_context, sampling_hint(cx));
        match self.encoding {
            Encoding::Single => inject_single(span_context, state, injector),
            Encoding::Multi => inject_multi(span_context, state, injector),
        }
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        let received = decode::single(extractor).or_else(|| decode::multi(extractor));
        received.map_or_else(|| cx.clone(), |received| received.continue_in(cx))
    }

    fn fields(&self) -> FieldIter<'_> {
        match self.encoding {
            Encoding::Single => FieldIter::new(&*SINGLE_FIELDS),
            Encoding::Multi => FieldIter::new(&*MULTI_FIELDS),
        }
    }
}

/// A decision on the wire; without one it is deferred.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Deny,
    Accept,
    Debug,
}

fn state(span_context: Option<&SpanContext>, hint: Option<SamplingHint>) -> Option<State> {
    match (span_context, hint) {
        (_, Some(SamplingHint::Debug)) => Some(State::Debug),
        // Nobody here decided yet: this is the caller's span, passed on.
        (Some(span_context), Some(SamplingHint::Defer)) if span_context.is_remote() => None,
        (Some(span_context), _) if span_context.is_sampled() => Some(State::Accept),
        (Some(_), _) | (None, Some(SamplingHint::Deny)) => Some(State::Deny),
        (None, Some(SamplingHint::Accept)) => Some(State::Accept),
        (None, _) => None,
    }
}

fn inject_single(span_context: Option<&SpanContext>, state: Option<State>, injector: &mut dyn Injector) {
    let mut value = String::with_capacity(MAX_SINGLE);
    if let Some(span_context) = span_context {
        hex::push(&mut value, &span_context.trace_id().to_bytes());
        value.push('-');
        hex::push(&mut value, &span_context.span_id().to_bytes());
        value.push_str(if state.is_some() { "-" } else { "" });
    }
    value.push_str(match state {
        Some(State::Deny) => "0",
        Some(State::Accept) => "1",
        Some(State::Debug) => "d",
        None => "",
    });
    if !value.is_empty() {
        injector.set(SINGLE, value);
    }
}

fn inject_multi(span_context: Option<&SpanContext>, state: Option<State>, injector: &mut dyn Injector) {
    if let Some(span_context) = span_context {
        injector.set(TRACE_ID, hex_of(&span_context.trace_id().to_bytes()));
        injector.set(SPAN_ID, hex_of(&span_context.span_id().to_bytes()));
    }
    match state {
        Some(State::Deny) => injector.set(SAMPLED, "0".to_owned()),
        Some(State::Accept) => injector.set(SAMPLED, "1".to_owned()),
        Some(State::Debug) => injector.set(FLAGS, "1".to_owned()),
        None => {}
    }
}

fn hex_of(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    hex::push(&mut text, bytes);
    text
}
