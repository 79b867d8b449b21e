//! A span where it starts, and whether it is ended on every path from there.

use super::{SpanSpec, statement_of};
use crate::facts::Fact;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::syntax::{Kind, NodeId, Part};

/// A span where it starts.
pub(super) struct Start<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    /// The call that starts it.
    pub(super) call: NodeId,
    /// The specification of the library's call that starts it.
    pub(super) spec: &'a SpanSpec,
    /// Whether a function of the run starts it and hands it out.
    pub(super) through_helper: bool,
    /// What the function does that the span lasts for, where it is written here.
    pub(super) body: Option<NodeId>,
    /// The name that holds it, if one does.
    pub(super) variable: Option<NodeId>,
    /// The statement that holds the call.
    pub(super) statement: NodeId,
    /// Whether the language's block structure ends it.
    pub(super) is_scoped: bool,
}

impl<'a> Start<'a> {
    /// A library's function starts it here.
    pub(super) fn direct(analysis: &'a Analysis<'a>, call: NodeId, spec: &'a SpanSpec) -> Self {
        Self::new(analysis, call, spec, spec.result)
    }

    /// A function of the run starts it, and hands it out as its `result`th result.
    pub(super) fn through_helper(
        analysis: &'a Analysis<'a>,
        call: NodeId,
        spec: &'a SpanSpec,
        result: usize,
    ) -> Self {
        Self { through_helper: true, ..Self::new(analysis, call, spec, result) }
    }

    fn new(analysis: &'a Analysis<'a>, start: NodeId, spec: &'a SpanSpec, result: usize) -> Self {
        let context = &analysis.context;
        let syntax = context.syntax();
        let (mut holder, mut call) = (syntax.node(start).parent, start);
        while matches!(syntax.kind(holder), Kind::Await | Kind::Propagate) {
            (call, holder) = (holder, syntax.node(holder).parent);
        }
        let assign =
            (syntax.kind(holder) == Kind::Assign && syntax.node(call).part != Part::Target).then_some(holder);
        let variable = assign.and_then(|assign| syntax.parts(assign, Part::Target).nth(result));
        let callback = callback(context, start, spec);
        let given = callback.and_then(|function| syntax.parameters(function).next());
        let variable = if callback.is_some() { given.map(|(_, name)| name) } else { variable };
        let body = callback.and_then(|function| syntax.part(function, Part::Body));
        let is_entered = |id: NodeId| syntax.node(id).part == Part::Item;
        let is_scoped = spec.scoped || is_entered(call) || assign.is_some_and(is_entered);
        let statement = statement_of(context, start);
        Self { analysis, call: start, spec, through_helper: false, body, variable, statement, is_scoped }
    }

    pub(super) fn context(&self) -> &FileContext<'a> {
        &self.analysis.context
    }

    /// The span's name as written.
    pub(super) fn name(&self) -> String {
        let context = self.context();
        let name = if self.through_helper {
            // A text given to the helper is more often the span's name than anything else.
            let given = context.arguments(self.call);
            given.iter().find_map(|argument| context.constant_text(argument.value))
        } else if let Some(name) = context.select(self.call, &self.spec.name) {
            Some(context.constant_text(name).unwrap_or_else(|| context.excerpt(name)))
        } else {
            self.decorated()
        };
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| {
            context.excerpt(context.syntax().part(self.call, Part::Callee).unwrap_or(self.call))
        })
    }

    /// The name of the function that it decorates: what most libraries take for want of another.
    fn decorated(&self) -> Option<String> {
        let syntax = self.context().syntax();
        let parent = syntax.node(self.call).parent;
        let definition = syntax.part(parent, Part::Definition)?;
        (syntax.kind(parent) == Kind::Decorated).then(|| syntax.name(definition).to_owned())
    }

    pub(super) fn fact(&self) -> Fact {
        let context = self.context();
        let (ended, exits) = self.ended();
        let variable = self.variable.map_or_else(String::new, |id| context.syntax().name(id).to_owned());
        let fields =
            vec![("name", self.name().into()), ("variable", variable.into()), ("ended", ended.into())];
        let mut fact = context.fact("span-start", self.call, fields);
        fact.related = exits
            .into_iter()
            .take(5)
            .map(|exit| {
                (context.file, context.syntax().node(exit).range, "leaves without ending the span".to_owned())
            })
            .collect();
        fact
    }
}

/// The function, written here, that a span lasts for.
pub(super) fn callback(context: &FileContext<'_>, call: NodeId, spec: &SpanSpec) -> Option<NodeId> {
    let given = spec.callback.as_ref().and_then(|selector| context.select(call, selector));
    given.filter(|function| context.syntax().kind(*function) == Kind::Function)
}
