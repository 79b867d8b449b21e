//! Clean-ups: what is taken down whether that succeeds or not, as nobody needs it any more.

use super::handler::Handler;
use super::is_clean_up;
use crate::model::callers::named_function;
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::syntax::{Kind, NodeId, Part, Syntax};

impl Handler<'_> {
    /// All that is guarded takes something down.
    pub(in crate::model) fn guards_clean_up(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        self.rejects_clean_up()
            || self.guarded().is_some_and(|guarded| {
                let mut statements =
                    syntax.children(guarded).skip_while(|id| fetches(context, *id)).peekable();
                statements.peek().is_some()
                    && syntax.subtree(guarded).any(|id| syntax.kind(id) == Kind::Call)
                    && statements.all(|id| ends(context, id, true))
            })
    }

    /// The function around it is there to take things down, by its name.
    pub(super) fn is_in_shut_down(&self) -> bool {
        let context = &self.analysis.context;
        let shut_down = &context.habits().shut_down;
        let function = context.function_of(self.node).filter(|_| self.form != "check");
        function.is_some_and(|function| {
            let name = named_function(context.parsed, function);
            is_clean_up(context, name) || words(name).iter().any(|word| shut_down.contains(word))
        })
    }
}

/// What is taken down may have to be fetched, in a language whose catches do not say what they catch.
fn fetches(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    let assign = syntax.children(statement).next().filter(|first| syntax.kind(*first) == Kind::Assign);
    let value = assign.and_then(|assign| syntax.part(assign, Part::Value));
    let callee = value.and_then(|value| syntax.part(super::unawaited(syntax, value), Part::Callee));
    let accessors = &context.habits().methods.accessors;
    !context.habits().rejections.is_empty()
        && callee.is_some_and(|callee| {
            accessors.iter().any(|start| syntax.name(callee).starts_with(start.as_str()))
        })
}

/// Whether a statement calls nothing but what takes something down, under whatever condition or context manager; what
/// is taken down may have to be fetched.
pub(super) fn takes_down(context: &FileContext<'_>, statement: NodeId) -> bool {
    ends(context, statement, false)
}

/// Likewise; beside that, what was taken down may be forgotten.
fn ends(context: &FileContext<'_>, statement: NodeId, may_forget: bool) -> bool {
    let syntax = context.syntax();
    match syntax.kind(statement) {
        Kind::With => syntax.part(statement, Part::Body).is_some_and(|body| {
            let mut inner = syntax.children(body).peekable();
            inner.peek().is_some() && inner.all(|id| ends(context, id, may_forget))
        }),
        Kind::Branch if syntax.part(statement, Part::Else).is_none() => {
            let then = syntax.part(statement, Part::Then);
            then.is_some_and(|then| syntax.children(then).all(|id| ends(context, id, may_forget)))
        }
        Kind::Expression => {
            let calls = || syntax.subtree(statement).filter(|id| syntax.kind(*id) == Kind::Call);
            let is_fetched = |call: NodeId| syntax.node(call).part == Part::Base;
            let ends = |call: NodeId| ends_something(context, call);
            match calls().next() {
                None => may_forget && forgets(syntax, statement),
                Some(_) => calls().any(ends) && calls().all(|call| is_fetched(call) || ends(call)),
            }
        }
        _ => false,
    }
}

/// A call by the name of a clean-up, or one of what such a call yields, which waits for its end.
fn ends_something(context: &FileContext<'_>, call: NodeId) -> bool {
    let syntax = context.syntax();
    let Some(callee) = syntax.part(call, Part::Callee) else { return false };
    let waited_for = syntax.part(callee, Part::Base).and_then(|base| syntax.part(base, Part::Callee));
    std::iter::once(callee).chain(waited_for).any(|callee| is_clean_up(context, syntax.name(callee)))
}

/// Nothing takes the place of what was taken down.
fn forgets(syntax: &Syntax, statement: NodeId) -> bool {
    let assigned = syntax.children(statement).next().filter(|id| syntax.kind(*id) == Kind::Assign);
    let value = assigned.and_then(|assign| syntax.part(assign, Part::Value));
    value.is_some_and(|value| syntax.kind(value) == Kind::Null)
}
