//! Spans whose name is only known when they begin: those of requests, which are named by their route, of queries and of
//! messages.

use std::{borrow::Cow, sync::LazyLock};

use opentelemetry::{
    Context, InstrumentationScope, KeyValue,
    trace::{Link, SpanKind},
};
use tracing::Level;

use super::{
    Opened,
    begin::{Request, Standing, begin},
    callsite::is_enabled,
    record::Scope,
};
use crate::installed;

/// Who makes these spans.
static SCOPE: LazyLock<InstrumentationScope> = LazyLock::new(|| {
    InstrumentationScope::builder(env!("CARGO_PKG_NAME")).with_version(env!("CARGO_PKG_VERSION")).build()
});

/// What a span begins with.
pub(crate) struct Described {
    pub(crate) name: Cow<'static, str>,
    pub(crate) attributes: Vec<KeyValue>,
    pub(crate) links: Vec<Link>,
}

/// Begins a span without links: see [`open_linked`].
#[cfg(feature = "tower")]
pub(crate) fn open(
    parent: Context,
    kind: SpanKind,
    describe: impl FnOnce() -> (Cow<'static, str>, Vec<KeyValue>),
) -> Opened {
    open_linked(parent, kind, || {
        let (name, attributes) = describe();
        Described { name, attributes, links: Vec::new() }
    })
}

/// Begins the span of a request that came with `caller`; what runs in its context knows that it is served.
#[cfg(feature = "tower")]
pub(crate) fn serve(
    caller: &Context,
    describe: impl FnOnce() -> (Cow<'static, str>, Vec<KeyValue>),
) -> Opened {
    super::begin::serve(caller, is_enabled(Level::INFO), || {
        let (name, attributes) = describe();
        request(SpanKind::Server, Described { name, attributes, links: Vec::new() })
    })
}

/// Begins a span of level `INFO` under `parent`, wherever that comes from; `describe` is asked where the sampler may
/// want one. The parent stays in force where there is none.
pub(crate) fn open_linked(parent: Context, kind: SpanKind, describe: impl FnOnce() -> Described) -> Opened {
    if !is_enabled(Level::INFO) || matches!(Standing::of(&parent), Standing::Silent) {
        return Opened::parent(parent);
    }
    let Some(pipeline) = installed::spans(&parent) else { return Opened::parent(parent) };
    begin(&parent, pipeline, || request(kind, describe())).into_opened(parent, Opened::parent)
}

fn request(kind: SpanKind, described: Described) -> Request {
    let Described { name, attributes, links } = described;
    let scope = Scope::Static(&SCOPE);
    Request { name, kind, start: None, attributes, events: Vec::new(), links, scope }
}
