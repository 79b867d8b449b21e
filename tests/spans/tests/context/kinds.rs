//! The kinds of spans, each around a call and around a future.

use std::future::Future;

use futures_util::future::BoxFuture;
use tracewell::{
    opentelemetry::{
        Context, KeyValue, global,
        trace::{FutureExt, TraceContextExt, Tracer},
    },
    traced,
};
use tracing::{Instrument, info_span, instrument};

use crate::runtime::block_on;

/// What runs in a span.
pub(crate) type Call = Box<dyn FnOnce() + Send>;
/// What is awaited in a span.
pub(crate) type Task = BoxFuture<'static, ()>;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// `#[traced] fn`; one that returns a future where it is awaited.
    Traced,
    /// `#[traced] async fn`; driven to its end on the spot where it is called.
    TracedAsync,
    /// A span of `tracing` that is entered.
    Tracing,
    /// `#[tracing::instrument]`, sync and async.
    Instrument,
    /// A span of OpenTelemetry in a context.
    Raw,
}

pub(crate) const KINDS: [Kind; 5] =
    [Kind::Traced, Kind::TracedAsync, Kind::Tracing, Kind::Instrument, Kind::Raw];

impl Kind {
    /// Calls `body` in a span of this kind.
    pub(crate) fn call(self, id: u32, body: Call) {
        match self {
            Self::Traced => traced_call(id, body),
            Self::TracedAsync => block_on(traced_task(id, Box::pin(async { body() }))),
            Self::Tracing => {
                let _entered = info_span!("tracing", id).entered();
                body();
            }
            Self::Instrument => instrument_call(id, body),
            Self::Raw => {
                let _attached = raw(id).attach();
                body();
            }
        }
    }

    /// Returns a future that awaits `body` in a span of this kind.
    pub(crate) fn task(self, id: u32, body: Task) -> Task {
        match self {
            Self::Traced => Box::pin(async move { traced_future(id, body).await }),
            Self::TracedAsync => Box::pin(traced_task(id, body)),
            Self::Tracing => Box::pin(async move { body.instrument(info_span!("tracing", id)).await }),
            Self::Instrument => Box::pin(instrument_task(id, body)),
            Self::Raw => Box::pin(async move { body.with_context(raw(id)).await }),
        }
    }
}

#[traced(fields(id = id))]
fn traced_call(id: u32, body: Call) {
    body();
}

#[traced(fields(id = id))]
async fn traced_task(id: u32, body: Task) {
    body.await;
}

#[traced(fields(id = id))]
fn traced_future(id: u32, body: Task) -> impl Future<Output = ()> + Send {
    body
}

#[instrument(skip_all, fields(id = id))]
fn instrument_call(id: u32, body: Call) {
    body();
}

#[instrument(skip_all, fields(id = id))]
async fn instrument_task(id: u32, body: Task) {
    body.await;
}

fn raw(id: u32) -> Context {
    let context = Context::current_with_span(global::tracer("raw").start("raw"));
    context.span().set_attribute(KeyValue::new("id", i64::from(id)));
    context
}
