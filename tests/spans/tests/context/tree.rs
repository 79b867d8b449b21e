//! A tree of spans: how it is run, and what must have been captured then.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use tokio::task::yield_now;
use tracewell::{
    opentelemetry::{Context, SpanId, TraceId, Value, trace::TraceContextExt},
    testing::{Capture, Value as Json, capture},
};

use crate::{
    crossings::{CROSSINGS, Crossing, Reached, Way, line_of, lines, pend, unwind},
    kinds::{Call, Kind, Task},
};

/// A span, and how its parent gets to it.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) id: u32,
    pub(crate) kind: Kind,
    pub(crate) crossing: Crossing,
    pub(crate) children: Vec<Node>,
}

/// Names the cell of the matrix: kinds and crossings from the outermost to the innermost.
impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)?;
        for child in &self.children {
            write!(f, " ─{}→ ({child:?})", child.crossing.name)?;
        }
        Ok(())
    }
}

impl Node {
    /// Returns a span that is reached by the crossing of this name.
    pub(crate) fn by(crossing: &str, kind: Kind) -> Self {
        let crossing = CROSSINGS.iter().find(|known| known.name == crossing).expect(crossing);
        Self { id: 0, kind, crossing: *crossing, children: Vec::new() }
    }

    /// Returns the span with one child.
    pub(crate) fn over(mut self, child: Self) -> Self {
        self.children = vec![child];
        self
    }

    /// Numbers the spans, unlike those of any other tree.
    pub(crate) fn numbered(mut self) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let mut next = NEXT.fetch_add(self.count(), Relaxed);
        self.number(&mut next);
        self
    }

    fn count(&self) -> u32 {
        1 + self.children.iter().map(Self::count).sum::<u32>()
    }

    fn number(&mut self, next: &mut u32) {
        self.id = *next;
        *next += 1;
        self.children.iter_mut().for_each(|child| child.number(next));
    }

    /// Runs the span where calls are made.
    pub(crate) fn call(self) {
        let Self { id, kind, crossing, children } = self;
        kind.call(
            id,
            Box::new(move || {
                line_of(id);
                for child in children {
                    child.cross_from_call(id);
                    line_of(id);
                }
                if crossing.panics {
                    unwind();
                }
            }),
        );
    }

    fn cross_from_call(self, parent: u32) {
        match self.crossing.way {
            Way::CallToCall(way) => way(parent, self.into_call()),
            Way::CallToTask(way) => way(parent, self.into_task()),
            Way::CallToPending(way) => {
                let reached = Reached::default();
                way(parent, self.task(Some(reached.clone())), reached);
            }
            _ => unreachable!("the parent is a call"),
        }
    }

    fn into_call(self) -> Call {
        Box::new(move || self.call())
    }

    /// Returns the span where futures are awaited.
    pub(crate) fn into_task(self) -> Task {
        self.task(None)
    }

    fn task(self, reached: Option<Reached>) -> Task {
        let Self { id, kind, crossing, children } = self;
        kind.task(
            id,
            Box::pin(async move {
                line_of(id);
                for child in children {
                    child.cross_from_task(id).await;
                    line_of(id);
                    yield_now().await;
                    line_of(id);
                }
                if crossing.panics {
                    unwind();
                }
                if let Some(reached) = reached {
                    reached.notify_one();
                    // OpenTelemetry's own future does not drop what it holds in its context.
                    if kind == Kind::Raw { std::future::pending().await } else { pend(id).await }
                }
            }),
        )
    }

    fn cross_from_task(self, parent: u32) -> Task {
        match self.crossing.way {
            Way::TaskToCall(way) => way(parent, self.into_call()),
            Way::TaskToTask(way) => way(parent, self.into_task()),
            Way::TaskToPending(way) => {
                let reached = Reached::default();
                way(parent, self.task(Some(reached.clone())), reached)
            }
            _ => unreachable!("the parent is a task"),
        }
    }

    /// Adds whose child each span must be.
    fn add_parents(&self, parent: Option<u32>, parents: &mut BTreeMap<u32, Option<u32>>) {
        parents.insert(self.id, parent);
        self.children.iter().for_each(|child| child.add_parents(Some(self.id), parents));
    }
}

/// Runs the tree in a capture of its own, and says what is not as it must be.
pub(crate) fn check(node: &Node, run: impl FnOnce(Node)) -> Result<(), String> {
    let capture = capture();
    run(node.clone());
    let left = Context::map_current(|context| context.span().span_context().clone());
    let wrong = if left.is_valid() { Err("a span is current after the end".to_owned()) } else { Ok(()) };
    wrong.and_then(|()| compare(node, &capture)).map_err(|wrong| {
        let tree = capture.tree();
        format!("{node:?}: {wrong}\n{tree}")
    })
}

type Ids = (TraceId, SpanId);

/// A span as it was captured: its ids, and its parent's.
type Found = (Ids, SpanId);

fn compare(node: &Node, capture: &Capture) -> Result<(), String> {
    let mut parents = BTreeMap::new();
    node.add_parents(None, &mut parents);
    let spans = spans(capture)?;
    for (id, parent) in &parents {
        compare_span(&spans, *id, *parent)?;
    }
    if spans.len() > parents.len() {
        return Err("there are more spans".to_owned());
    }
    let captured = captured_lines(&spans, capture)?;
    let logged = lines(node.id..=node.id + node.count() - 1);
    if captured == logged {
        Ok(())
    } else {
        Err(format!("of the lines {logged:?} these are there: {captured:?}"))
    }
}

fn spans(capture: &Capture) -> Result<HashMap<u32, Found>, String> {
    let mut spans = HashMap::new();
    for span in capture.spans() {
        let id = span.attributes.iter().find(|attribute| attribute.key.as_str() == "id");
        let Some(Value::I64(id)) = id.map(|attribute| &attribute.value) else {
            return Err(format!("a span `{}` of nobody's", span.name));
        };
        let context = &span.span_context;
        let found = ((context.trace_id(), context.span_id()), span.parent_span_id);
        if spans.insert(u32::try_from(*id).expect("small"), found).is_some() {
            return Err(format!("two spans {id}"));
        }
    }
    Ok(spans)
}

fn compare_span(spans: &HashMap<u32, Found>, id: u32, parent: Option<u32>) -> Result<(), String> {
    let ((trace, _), found) = spans.get(&id).ok_or_else(|| format!("no span {id}"))?;
    let expected = parent.and_then(|parent| spans.get(&parent)).map(|(ids, _)| *ids);
    if *found != expected.map_or(SpanId::INVALID, |(_, span)| span) {
        return Err(format!("span {id} has another parent than {parent:?}"));
    }
    if expected.is_some_and(|(of_parent, _)| of_parent != *trace) {
        return Err(format!("span {id} is in another trace than {parent:?}"));
    }
    Ok(())
}

/// Returns how many lines each span has, all of which must carry its ids.
fn captured_lines(spans: &HashMap<u32, Found>, capture: &Capture) -> Result<BTreeMap<u32, usize>, String> {
    let mut lines = BTreeMap::new();
    for log in capture.logs() {
        let id = log.field("id").and_then(Json::as_u64).and_then(|id| u32::try_from(id).ok());
        let id = id.ok_or_else(|| format!("a line `{}` of nobody's", log.event()))?;
        let count = lines.entry(id).or_default();
        *count += 1;
        let found = log.trace_id().zip(log.span_id());
        if found != spans.get(&id).map(|(ids, _)| *ids) {
            let of = spans.iter().find(|(_, (ids, _))| Some(*ids) == found).map(|(id, _)| id);
            return Err(format!("line {count} of span {id} carries the ids of {of:?}"));
        }
    }
    Ok(lines)
}
