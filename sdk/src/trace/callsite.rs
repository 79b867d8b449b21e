//! What `#[traced]` expands to: a static description of a function's span.

use std::{
    borrow::Cow,
    mem,
    sync::{
        OnceLock,
        atomic::{
            AtomicU8,
            Ordering::{Relaxed, SeqCst},
        },
    },
};

use opentelemetry::{
    Context, InstrumentationScope, KeyValue,
    trace::{Link, SpanKind},
};
use tracing::Level;

use super::{
    Opened,
    begin::{Request, Standing, begin, begin_child, serve},
    opened::Ends,
    record::Scope,
};
use crate::{
    current::{current, with_context},
    installed,
};

/// The least severe level whose spans begin, as [`rank`]; 0 while nothing is installed.
static ENABLED: AtomicU8 = AtomicU8::new(0);

/// Sets which levels of spans begin; none where nothing is installed, all where tests capture.
pub(crate) fn enable(level: Option<Level>) {
    ENABLED.store(level.map_or(0, rank), SeqCst);
    // Asked afterwards: a test that begins meanwhile sets this by itself.
    if installed::may_capture() {
        ENABLED.store(rank(Level::TRACE), SeqCst);
    }
}

/// Whether spans of this level begin.
#[inline]
pub(super) fn is_enabled(level: Level) -> bool {
    rank(level) <= ENABLED.load(Relaxed)
}

const fn rank(level: Level) -> u8 {
    match level {
        Level::ERROR => 1,
        Level::WARN => 2,
        Level::INFO => 3,
        Level::DEBUG => 4,
        Level::TRACE => 5,
    }
}

/// One place in the code that begins spans.
pub struct Callsite {
    name: &'static str,
    library: (&'static str, &'static str),
    kind: SpanKind,
    rank: u8,
    scope: OnceLock<InstrumentationScope>,
}

/// What a span begins with besides its callsite; filled in only for spans that are recorded.
#[derive(Default)]
pub struct Start {
    /// Attributes, in the order of the source.
    pub attributes: Vec<KeyValue>,
    /// Links to other spans.
    pub links: Vec<Link>,
}

impl Callsite {
    /// Describes a span; `library` is name and version of the crate that the function stands in.
    #[must_use]
    pub const fn new(
        name: &'static str,
        library: (&'static str, &'static str),
        kind: SpanKind,
        level: Level,
    ) -> Self {
        Self { name, library, kind, rank: rank(level), scope: OnceLock::new() }
    }

    /// Begins a span as a child of what is current on this thread.
    ///
    /// # Cost
    /// One relaxed load where the level is off or nothing is installed; about ten nanoseconds where the trace is not
    /// sampled; otherwise two allocations, one reading of the counter, and what `start` does. The first span of a trace in
    /// this process asks the sampler and the system's clock as well. The end reads the counter once more. Where the trace
    /// began, or for the end the span, more than a second ago, the system's clock is asked as well.
    #[inline]
    pub fn open(&'static self, start: impl FnOnce(&mut Start)) -> Opened {
        if self.rank > ENABLED.load(Relaxed) {
            return Opened::NOTHING;
        }
        let is_child = |context: &Context| match Standing::of(context) {
            Standing::Silent => None,
            Standing::Within(_) => Some(true),
            Standing::Elsewhere => Some(false),
        };
        match with_context(is_child).flatten() {
            None => Opened::NOTHING,
            // What `start` does is the user's code: it runs before the thread's context is borrowed again.
            Some(true) => {
                let mut collected = Start::default();
                start(&mut collected);
                self.open_here(|| mem::take(&mut collected))
            }
            Some(false) => Self::open_in(current(), false, || self.started(start)),
        }
    }

    /// Begins a span that starts with nothing of its own: as [`open`](Self::open) does, with one look at the context.
    #[inline]
    pub fn open_plain(&'static self) -> Opened {
        if self.rank > ENABLED.load(Relaxed) {
            return Opened::NOTHING;
        }
        self.open_here(Start::default)
    }

    /// Begins a span under what is current on this thread; `collected` is asked once.
    #[inline]
    fn open_here(&'static self, mut collected: impl FnMut() -> Start) -> Opened {
        let here = with_context(|parent| match Standing::of(parent) {
            Standing::Silent => Some(Opened::NOTHING),
            Standing::Within(local) => {
                let ends = if local.pipeline.has_processors() { Ends::Heard } else { Ends::Quietly };
                Some(Opened { context: Some(begin_child(parent, local, self.request(collected()))), ends })
            }
            Standing::Elsewhere => None,
        });
        match here {
            Some(Some(opened)) => opened,
            Some(None) => Self::open_in(current(), false, || self.request(collected())),
            None => Opened::NOTHING,
        }
    }

    /// Begins a span as a child of what is current in `parent`, wherever that context comes from.
    pub fn open_under(&'static self, parent: Context, start: impl FnOnce(&mut Start)) -> Opened {
        if self.rank > ENABLED.load(Relaxed) || matches!(Standing::of(&parent), Standing::Silent) {
            return Opened::parent(parent);
        }
        Self::open_in(parent, true, || self.started(start))
    }

    /// Begins the span of a request that came with `caller`, under the name that `start` returns, or the callsite's.
    pub(crate) fn open_server(
        &'static self,
        caller: &Context,
        start: impl FnOnce(&mut Start) -> Option<Cow<'static, str>>,
    ) -> Opened {
        let is_enabled = self.rank <= ENABLED.load(Relaxed);
        serve(caller, is_enabled, || {
            let mut name = None;
            let request = self.started(|collected| name = start(collected));
            Request { name: name.unwrap_or(request.name), kind: SpanKind::Server, ..request }
        })
    }

    fn open_in(parent: Context, attach_always: bool, request: impl FnOnce() -> Request) -> Opened {
        let otherwise = |parent| if attach_always { Opened::parent(parent) } else { Opened::NOTHING };
        let Some(pipeline) = installed::spans(&parent) else { return otherwise(parent) };
        begin(&parent, pipeline, request).into_opened(parent, otherwise)
    }

    fn started(&'static self, start: impl FnOnce(&mut Start)) -> Request {
        let mut collected = Start::default();
        start(&mut collected);
        self.request(collected)
    }

    #[inline]
    fn request(&'static self, collected: Start) -> Request {
        let Start { attributes, links } = collected;
        Request {
            name: self.name.into(),
            kind: self.kind.clone(),
            start: None,
            attributes,
            events: Vec::new(),
            links,
            scope: Scope::Static(self.scope()),
        }
    }

    fn scope(&'static self) -> &'static InstrumentationScope {
        self.scope.get_or_init(|| {
            InstrumentationScope::builder(self.library.0).with_version(self.library.1).build()
        })
    }
}
