//! Handlers that are functions: `order.pay().catch(() => {})`.

use super::conversion::stays;
use super::handler::Handler;
use super::is_clean_up;
use crate::model::context::{Argument, FileContext};
use crate::model::file::Analysis;
use crate::model::spans::statement_of;
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
            || loads(context, callee)
            || is_done_anyway(context, &given, place)
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
        let call = self.rejected().map(|call| context.defining(call));
        let callee = call.and_then(|call| syntax.part(call, Part::Callee));
        callee.is_some_and(|callee| is_clean_up(context, syntax.name(callee)))
    }

    /// What failed only converts or looks at what is at hand.
    pub(super) fn rejects_conversion(&self) -> bool {
        let context = &self.analysis.context;
        let is_call = |id: &NodeId| context.syntax().kind(*id) == Kind::Call;
        self.rejected().filter(is_call).is_some_and(|call| stays(context, call))
    }

    /// The link of the chain before does the same where it succeeds: nobody wants to hear of it either way.
    pub(super) fn does_likewise(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let first =
            |call: NodeId| context.arguments(call).first().map(|argument| syntax.text(argument.value));
        let callee = syntax.part(self.node, Part::Callee).filter(|_| self.form == "rejection");
        let before = callee.and_then(|callee| syntax.part(callee, Part::Base));
        before.is_some_and(|before| self.chained_to(before).is_some() && first(before) == first(self.node))
    }

    /// Right behind it an error is raised: that one matters, and is told of.
    pub(super) fn precedes_raise(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let next = syntax.next_sibling(statement_of(&self.analysis.context, self.node));
        self.form == "rejection" && next.is_some_and(|next| syntax.kind(next) == Kind::Raise)
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

/// What failed is heard of elsewhere: the same promise is returned, waited for or handed on in this function, or is kept
/// by an object, whose other methods have it.
fn is_copy(context: &FileContext<'_>, callee: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(promise) = syntax.part(callee, Part::Base) else { return false };
    if syntax.kind(promise) == Kind::Member {
        return !is_taken(syntax, syntax.node(callee).parent);
    }
    let Some(function) = context.function_of(callee).filter(|_| syntax.kind(promise) == Kind::Name) else {
        return false;
    };
    let is_heard = |id: NodeId| {
        let node = syntax.node(id);
        let is_same = node.kind == Kind::Name && node.symbol == syntax.node(promise).symbol;
        let holder = syntax.node(node.parent).kind;
        is_same && (matches!(holder, Kind::Return | Kind::Await) || node.part == Part::Argument)
    };
    syntax.own(function).any(is_heard)
}

/// What may be missing is a module.
fn loads(context: &FileContext<'_>, callee: NodeId) -> bool {
    let base = context.syntax().part(callee, Part::Base);
    let mut links = base.into_iter().flat_map(|base| context.syntax().subtree(base));
    links.any(|link| context.resolver.loads(context.file, link))
}

/// The same is done where it succeeds: that is no answer to a failure.
fn is_done_anyway(context: &FileContext<'_>, given: &[Argument<'_>], place: usize) -> bool {
    let syntax = context.syntax();
    let text = |at: usize| given.get(at).map(|argument| syntax.text(argument.value));
    place > 0 && text(place) == text(place - 1)
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
