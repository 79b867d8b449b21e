//! Handlers in what handles another error: that one matters, and is told of elsewhere.

use super::handler::Handler;
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::syntax::{Kind, NodeId, Part};

impl Handler<'_> {
    /// It stands in a finally, or in what handles and tells of another error: that one matters.
    pub(super) fn is_aside(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let mut current = self.node;
        while let Some(outer) = syntax.enclosing(current, &[Kind::Try, Kind::Function]) {
            if syntax.kind(outer) == Kind::Function {
                break;
            }
            let is_last =
                syntax.part(outer, Part::Finally).is_some_and(|last| syntax.contains(last, self.node));
            if is_last {
                return true;
            }
            current = outer;
        }
        let tells = |outer: Handler<'_>| {
            outer.raises() || outer.logs().next().is_some() || outer.uses_error_outside(&[])
        };
        self.outer().any(tells) || self.handles_for_caller()
    }

    /// The handlers that it stands in, inside out.
    pub(super) fn outer(&self) -> impl Iterator<Item = Handler<'_>> {
        let syntax = self.analysis.context.syntax();
        let next = |id: &NodeId| {
            let outer = syntax.enclosing(*id, &[Kind::Catch, Kind::Function])?;
            (syntax.kind(outer) == Kind::Catch).then_some(outer)
        };
        let around = std::iter::successors(Some(self.node).filter(|_| self.form != "check"), next);
        around.skip(1).filter_map(|catch| Handler::catch(self.analysis, catch))
    }

    /// The function has shown an error before, outside of any handler, or is given one: it was called to handle that.
    fn handles_for_caller(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let function = context.function_of(self.node);
        if function.is_some_and(|function| is_given_error(context, function)) {
            return true;
        }
        let shows = |id: NodeId| match syntax.kind(id) {
            Kind::Call => syntax.part(id, Part::Callee).is_some_and(|callee| {
                let value = context.value(callee);
                value.path().is_some_and(|path| context.knowledge.is_current_error(&format!("{path}()")))
            }),
            _ => false,
        };
        let body = function.and_then(|function| syntax.part(function, Part::Body));
        let before = body.into_iter().flat_map(|body| syntax.children(body)).take_while(|id| *id < self.node);
        before
            .filter(|id| syntax.kind(*id) == Kind::Expression)
            .any(|statement| syntax.subtree(statement).any(shows))
    }
}

/// A parameter is called what errors are called; a single letter tells that only of a function that names an error.
fn is_given_error(context: &FileContext<'_>, function: NodeId) -> bool {
    let (syntax, known) = (context.syntax(), &context.habits().answers.error_names);
    let is_known = |word: &str| known.iter().any(|name| name == word);
    let is_error = |parameter: NodeId| {
        let name = syntax.name(parameter);
        is_known(name) && (name.len() > 1 || words(syntax.name(function)).iter().any(|word| is_known(word)))
    };
    !known.is_empty() && syntax.parts(function, Part::Parameter).any(is_error)
}
