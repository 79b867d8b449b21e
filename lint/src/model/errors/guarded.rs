//! What a handler guards, and where it stands: some failures are answers, and some come when all is lost anyway.

use super::conversion::stays;
use super::handler::Handler;
use super::{caught, decoding, is_clean_up};
use crate::model::callers::named_function;
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part, Syntax};

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
    }

    /// Whether it takes a conversion for a trial: success leaves, or what would have got the result has a value.
    pub(super) fn tries_conversion(&self) -> bool {
        let context = &self.analysis.context;
        self.guards_conversion()
            && self.guarded().is_some_and(|guarded| caught::is_trial(context, self.node, guarded))
    }

    /// All that is guarded takes something down.
    pub(in crate::model) fn guards_clean_up(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        self.rejects_clean_up()
            || self
                .guarded()
                .is_some_and(|guarded| syntax.children(guarded).all(|id| takes_down(context, id)))
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
        self.outer().any(|outer| outer.raises() || outer.logs().next().is_some()) || self.handles_for_caller()
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
        let Some(guarded) = self.guarded() else { return false };
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

    /// A function named for a question says no where its last word would have been yes.
    fn answers_yes_or_no(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let has_other_answer = match self.guarded() {
            Some(guarded) => last_answer(syntax, guarded).is_some() || self.answers_behind(),
            None => self.form == "rejection",
        };
        let is_word = |id: NodeId| matches!(syntax.kind(id), Kind::Boolean | Kind::Null);
        self.asks_in_name() && last_answer(syntax, self.body).is_some_and(is_word) && has_other_answer
    }

    /// The function around it is named for a question.
    pub(super) fn asks_in_name(&self) -> bool {
        let context = &self.analysis.context;
        let Some(function) = context.function_of(self.node) else { return false };
        let habits = &context.habits();
        let words = words(named_function(context.parsed, function));
        let asks = |(place, word): (usize, &str)| {
            let words = if place == 0 { &habits.predicates } else { &habits.inner_predicates };
            words.iter().any(|predicate| predicate == word)
        };
        words.iter().map(String::as_str).enumerate().any(asks)
    }

    /// Where catches cannot say what they catch: the guarded code ends in one truth, the handler in another.
    fn says_whether(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let is_word =
            |block: NodeId| last_answer(syntax, block).is_some_and(|id| syntax.kind(id) == Kind::Boolean);
        !context.habits().rejections.is_empty()
            && is_word(self.body)
            && self.guarded().is_some_and(|guarded| {
                let answer = last_value(syntax, guarded).or_else(|| last_answer(syntax, guarded));
                answer.is_some_and(|answer| is_truth(context, answer, 0))
            })
    }

    /// What follows the guarded code returns the other answer.
    fn answers_behind(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let guarded = syntax.node(self.node).parent;
        let siblings = syntax.children(syntax.node(guarded).parent);
        siblings.into_iter().find(|id| *id > guarded).is_some_and(|next| syntax.kind(next) == Kind::Return)
    }
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

/// What the last statement of a block assigns.
fn last_value(syntax: &Syntax, block: NodeId) -> Option<NodeId> {
    let last = syntax.children(block).last().filter(|last| syntax.kind(*last) == Kind::Expression)?;
    let assign = syntax.children(last).next().filter(|assign| syntax.kind(*assign) == Kind::Assign)?;
    syntax.part(assign, Part::Value)
}

/// Whether an expression is true or false by what it is, or by the name of what is called.
fn is_truth(context: &FileContext<'_>, id: NodeId, depth: u32) -> bool {
    let syntax = context.syntax();
    if depth > 8 {
        return false;
    }
    match syntax.kind(id) {
        Kind::Boolean | Kind::Compare | Kind::Not => true,
        Kind::Logical | Kind::Conditional | Kind::Await => {
            syntax.children(id).last().is_some_and(|child| is_truth(context, child, depth + 1))
        }
        Kind::Call => syntax.part(id, Part::Callee).is_some_and(|callee| {
            let asked = words(syntax.name(callee));
            asked.first().is_some_and(|first| context.habits().predicates.contains(first))
        }),
        _ => false,
    }
}

/// What a block returns in the end, or the truth that it notes down.
fn last_answer(syntax: &Syntax, block: NodeId) -> Option<NodeId> {
    let mut last = syntax.children(block).last()?;
    loop {
        let inner = match syntax.kind(last) {
            Kind::With => syntax.part(last, Part::Body)?,
            Kind::Branch => syntax.part(last, Part::Then)?,
            _ => break,
        };
        last = syntax.children(inner).last()?;
    }
    let first = syntax.children(last).next()?;
    match (syntax.kind(last), syntax.kind(first)) {
        (Kind::Return, _) => Some(first),
        (Kind::Expression, Kind::Assign) => {
            syntax.part(first, Part::Value).filter(|value| syntax.kind(*value) == Kind::Boolean)
        }
        _ => None,
    }
}
