//! Whether the time or the number of a call is counted: a metric stands in a function around it, or decorates one.

use crate::model::context::FileContext;
use crate::syntax::{Kind, NONE, NodeId, Part};
use rustc_hash::{FxHashMap, FxHashSet};

/// Functions inside functions are looked at so deep.
const MAX_DEPTH: u32 = 8;

/// What is known of the functions of one file.
pub(super) struct Measures<'a, 'b> {
    context: &'b FileContext<'a>,
    known: FxHashMap<NodeId, bool>,
    said: FxHashSet<NodeId>,
}

impl<'a, 'b> Measures<'a, 'b> {
    pub(super) fn new(context: &'b FileContext<'a>) -> Self {
        Self { context, known: FxHashMap::default(), said: FxHashSet::default() }
    }

    /// Returns the word for one call; only kinds whose speed users feel at once are looked at.
    pub(super) fn of(&mut self, call: NodeId, kind: &str) -> &'static str {
        if !matches!(kind, "db" | "cache") {
            return "yes";
        }
        let function = self.context.syntax().node(call).function;
        match (self.is_measured(function, 0), self.said.insert(function)) {
            (true, _) => "yes",
            (false, true) => "no",
            (false, false) => "repeated",
        }
    }

    fn is_measured(&mut self, function: NodeId, depth: u32) -> bool {
        if function == NONE || depth > MAX_DEPTH {
            return false;
        }
        if let Some(known) = self.known.get(&function) {
            return *known;
        }
        let syntax = self.context.syntax();
        let parent = syntax.node(function).parent;
        let is_decorated = syntax.kind(parent) == Kind::Decorated;
        let whole = if is_decorated { parent } else { function };
        let outer = syntax.node(syntax.node(whole).parent).function;
        let outer = if outer == function { NONE } else { outer };
        let is_measured = self.holds_metric(whole) || self.is_measured(outer, depth + 1);
        self.known.insert(function, is_measured);
        is_measured
    }

    /// A member of a metric is used: `LATENCY.observe(…)`, `with LATENCY.time()`.
    fn holds_metric(&self, whole: NodeId) -> bool {
        let (context, syntax) = (self.context, self.context.syntax());
        let mut bases = syntax.subtree(whole).filter(|id| syntax.node(*id).part == Part::Base);
        bases.any(|base| {
            let value = context.value(base);
            value.path().is_some_and(|path| context.knowledge.is_metric(path))
        })
    }
}
