//! Handlers that are functions: `order.pay().catch(() => {})`.

use super::handler::Handler;
use super::is_clean_up;
use crate::model::context::FileContext;
use crate::model::file::Analysis;
use crate::syntax::{Kind, NodeId, Part, Syntax};

impl<'a> Handler<'a> {
    /// Reads a call that is given a function for what failed.
    pub(in crate::model) fn rejection(analysis: &'a Analysis<'a>, call: NodeId) -> Option<Self> {
        let context = &analysis.context;
        let syntax = context.syntax();
        let callee = syntax.part(call, Part::Callee).filter(|id| syntax.kind(*id) == Kind::Member)?;
        let place = *context.habits().rejections.get(syntax.name(callee))?;
        let given = context.arguments(call);
        let function = given.get(place).map(|argument| argument.value)?;
        if syntax.kind(function) != Kind::Function
            || is_of_other_meaning(context, callee)
            || is_copy(context, callee)
        {
            return None;
        }
        let binding = syntax.parameters(function).next().map(|(_, name)| syntax.node(name).symbol);
        let body = syntax.part(function, Part::Body)?;
        Some(Self::of_function(analysis, call, body, binding))
    }

    /// The call whose failure it is for.
    pub(super) fn rejected(&self) -> Option<NodeId> {
        let syntax = self.analysis.context.syntax();
        let callee = syntax.part(self.node, Part::Callee).filter(|_| self.form == "rejection")?;
        // What is done with success stands between.
        let mut rejected = syntax.part(callee, Part::Base)?;
        while let Some(before) = self.chained_to(rejected) {
            rejected = before;
        }
        Some(rejected)
    }

    fn chained_to(&self, link: NodeId) -> Option<NodeId> {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let callee = syntax.part(link, Part::Callee).filter(|id| syntax.kind(*id) == Kind::Member)?;
        let is_link = context.habits().rejections.contains_key(syntax.name(callee));
        syntax.part(callee, Part::Base).filter(|_| is_link)
    }

    /// What failed was to take something down.
    pub(super) fn rejects_clean_up(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let callee = self.rejected().and_then(|call| syntax.part(call, Part::Callee));
        callee.is_some_and(|callee| is_clean_up(context, syntax.name(callee)))
    }

    /// Whether a function for what failed only leaves, and nobody takes what it yields.
    pub(super) fn leaves_unheard(&self, statements: &[NodeId]) -> bool {
        let syntax = self.analysis.context.syntax();
        let is_nothing = |exit: NodeId| syntax.children(exit).all(|value| syntax.kind(value) == Kind::Null);
        self.form == "rejection"
            && !is_taken(syntax, self.node)
            && statements.iter().all(|id| syntax.kind(*id) == Kind::Return && is_nothing(*id))
    }
}

/// Whether something gets what a call yields.
fn is_taken(syntax: &Syntax, call: NodeId) -> bool {
    let mut current = call;
    loop {
        let parent = syntax.node(current).parent;
        match syntax.kind(parent) {
            Kind::Await | Kind::Unary => current = parent,
            Kind::Expression => return false,
            _ => return true,
        }
    }
}

/// What failed is heard of elsewhere: the same promise is returned or waited for in this function.
fn is_copy(context: &FileContext<'_>, callee: NodeId) -> bool {
    let syntax = context.syntax();
    let promise = syntax.part(callee, Part::Base).filter(|base| syntax.kind(*base) == Kind::Name);
    let (Some(promise), Some(function)) = (promise, context.function_of(callee)) else { return false };
    let is_same =
        |id: NodeId| syntax.kind(id) == Kind::Name && syntax.node(id).symbol == syntax.node(promise).symbol;
    let mut exits = syntax.own(function).filter(|id| matches!(syntax.kind(*id), Kind::Return | Kind::Await));
    exits.any(|exit| syntax.children(exit).any(is_same))
}

/// A library may call other things so.
fn is_of_other_meaning(context: &FileContext<'_>, callee: NodeId) -> bool {
    let value = context.value(callee);
    value.path().is_some_and(|path| {
        let is_below = |library: &String| {
            path.strip_prefix(library.as_str()).is_some_and(|rest| rest.starts_with(['.', '/', '(']))
        };
        context.habits().no_rejections.iter().any(is_below)
    })
}
