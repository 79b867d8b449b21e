//! What a handler guards, and where it stands: some failures are answers, and some come when all is lost anyway.

use super::conversion::stays;
use super::handler::Handler;
use super::{caught, decoding, is_clean_up};
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part};

/// More statements than this are no conversion.
const MAX_STATEMENTS: usize = 8;

impl Handler<'_> {
    /// What failed says what was asked: a text is of another form, a thing is not so; or something else failed before.
    pub(super) fn has_answer(&self) -> bool {
        self.guards_conversion()
            || self.answers_yes_or_no()
            || self.is_aside()
            || self.rejects_clean_up()
            || self.says_whether()
            || self.keeps_input()
            || self.falls_back()
            || self.notes_no()
    }

    /// Whether it takes a conversion for a trial: success leaves, or what would have got the result has a value.
    pub(super) fn tries_conversion(&self) -> bool {
        let context = &self.analysis.context;
        self.rejects_conversion()
            || (self.guards_conversion()
                && self.guarded().is_some_and(|guarded| caught::is_trial(context, self.node, guarded)))
    }

    /// All that is guarded takes something down.
    pub(in crate::model) fn guards_clean_up(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        self.rejects_clean_up()
            || self.guarded().is_some_and(|guarded| {
                let mut statements = syntax.children(guarded).skip_while(|id| fetches(context, *id));
                statements.next().is_some_and(|first| {
                    takes_down(context, first) && statements.all(|id| takes_down(context, id))
                })
            })
    }

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

    /// What does not convert is shown by the log line itself.
    pub(super) fn shows_what_failed(&self, line: NodeId) -> bool {
        let syntax = self.analysis.context.syntax();
        let names = |root: NodeId| syntax.subtree(root).filter(|id| syntax.kind(*id) == Kind::Name);
        self.failed().is_some_and(|failed| self.shows_converted(failed, line))
            || self.guards_conversion()
                && self.guarded().is_some_and(|guarded| {
                    names(line).any(|shown| {
                        names(guarded).any(|id| syntax.node(id).symbol == syntax.node(shown).symbol)
                    })
                })
    }

    /// A log line has the very value that did not convert.
    fn shows_converted(&self, failed: NodeId, line: NodeId) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let converts = || decoding::decodes(context, failed) || stays(context, failed);
        let given = decoding::source(context, failed).filter(|_| self.form == "check" && converts());
        let is_shown = |id: NodeId| given.is_some_and(|given| syntax.text(given) == syntax.text(id));
        context.arguments(line).iter().any(|argument| is_shown(argument.value))
    }

    /// The function has shown an error before, outside of any handler: it was called to handle that.
    fn handles_for_caller(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let shows = |id: NodeId| match syntax.kind(id) {
            Kind::Call => syntax.part(id, Part::Callee).is_some_and(|callee| {
                let value = context.value(callee);
                value.path().is_some_and(|path| context.knowledge.is_current_error(&format!("{path}()")))
            }),
            _ => false,
        };
        let body = context.function_of(self.node).and_then(|function| syntax.part(function, Part::Body));
        let before = body.into_iter().flat_map(|body| syntax.children(body)).take_while(|id| *id < self.node);
        before
            .filter(|id| syntax.kind(*id) == Kind::Expression)
            .any(|statement| syntax.subtree(statement).any(shows))
    }

    pub(super) fn guarded(&self) -> Option<NodeId> {
        let syntax = self.analysis.context.syntax();
        let body = syntax.part(syntax.node(self.node).parent, Part::Body);
        body.filter(|_| self.form == "handler")
    }

    /// Whether all that is guarded are library calls that stay in the process: a text is converted, and what does not
    /// convert has a default.
    fn guards_conversion(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(guarded) = self.guarded() else { return self.rejects_conversion() };
        let statements: Vec<NodeId> = syntax.children(guarded).collect();
        let is_single = statements.len() == 1;
        // Of several statements, one that is there for its effect does more than convert or check.
        let converts = |id: NodeId| {
            let callee = syntax.part(id, Part::Callee).map(|callee| context.value(callee));
            callee.as_ref().and_then(Value::path).is_some_and(|path| context.knowledge.converts(path))
        };
        let is_for_effect = |id: &NodeId| {
            syntax.kind(*id) == Kind::Expression
                && !syntax.children(*id).any(|child| syntax.kind(child) == Kind::Assign || converts(child))
        };
        let mut calls = syntax.subtree(guarded).filter(|id| syntax.kind(*id) == Kind::Call);
        // Whether what a call is waited for goes out is asked of the call.
        let is_call = |id: NodeId| syntax.kind(id) == Kind::Call;
        let waits = syntax.subtree(guarded).any(|id| match syntax.kind(id) {
            Kind::Await => !syntax.children(id).any(is_call),
            kind => matches!(kind, Kind::With | Kind::Loop),
        });
        (is_single || !statements.iter().any(is_for_effect))
            && statements.len() <= MAX_STATEMENTS
            && !waits
            && calls.all(|call| stays(context, call))
    }
}

/// What is taken down may have to be fetched, in a language whose catches do not say what they catch.
fn fetches(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    let assign = syntax.children(statement).next().filter(|first| syntax.kind(*first) == Kind::Assign);
    let value = assign.and_then(|assign| syntax.part(assign, Part::Value));
    let callee = value.and_then(|value| syntax.part(super::unawaited(syntax, value), Part::Callee));
    let accessors = &context.habits().accessors;
    !context.habits().rejections.is_empty()
        && callee.is_some_and(|callee| {
            accessors.iter().any(|start| syntax.name(callee).starts_with(start.as_str()))
        })
}

/// Whether a statement calls nothing but what takes something down, under whatever condition or context manager; what
/// is taken down may have to be fetched.
pub(super) fn takes_down(context: &FileContext<'_>, statement: NodeId) -> bool {
    let syntax = context.syntax();
    match syntax.kind(statement) {
        Kind::With => syntax.part(statement, Part::Body).is_some_and(|body| {
            let mut inner = syntax.children(body).peekable();
            inner.peek().is_some() && inner.all(|id| takes_down(context, id))
        }),
        Kind::Branch if syntax.part(statement, Part::Else).is_none() => {
            let then = syntax.part(statement, Part::Then);
            then.is_some_and(|then| syntax.children(then).all(|id| takes_down(context, id)))
        }
        Kind::Expression => {
            let mut calls = syntax.subtree(statement).filter(|id| syntax.kind(*id) == Kind::Call).peekable();
            let is_fetched = |call: NodeId| syntax.node(call).part == Part::Base;
            calls.peek().is_some()
                && calls.all(|call| {
                    let callee = syntax.part(call, Part::Callee);
                    is_fetched(call) || callee.is_some_and(|callee| is_clean_up(context, syntax.name(callee)))
                })
        }
        _ => false,
    }
}
