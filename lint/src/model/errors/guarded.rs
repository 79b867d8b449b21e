//! What a handler guards, and where it stands: some failures are answers, and some come when all is lost anyway.

use super::conversion::{shows_waiting, stays, tells};
use super::handler::Handler;
use super::waited::{is_bounded_wait, is_for_peer, tells_on_the_way};
use super::{caught, decoding};
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// More statements than this are no conversion.
const MAX_STATEMENTS: usize = 8;

impl Handler<'_> {
    /// What failed says what was asked: a text is of another form, a thing is not so; or something else failed before.
    pub(super) fn has_answer(&self) -> bool {
        self.is_named_for_answer()
            || self.guards_conversion()
            || self.answers_yes_or_no()
            || self.is_aside()
            || self.rejects_clean_up()
            || self.says_whether()
            || self.keeps_input()
            || self.falls_back()
            || self.notes_no()
            || self.tries_module()
            || self.has_second_way()
            || self.takes_callers_default()
            || self.stands_in_conversion()
            || self.guards_at_hand()
            || self.is_told_elsewhere()
            || self.stays_at_hand()
    }

    /// Whether it lets a conversion fail, and nothing depends on that: neither code behind it, which it skips, nor a field.
    pub(super) fn lets_conversion_fail(&self) -> bool {
        let context = &self.analysis.context;
        if self.rejects_conversion() {
            return true;
        }
        let Some(guarded) = self.guarded().filter(|_| self.guards_conversion()) else { return false };
        let is_needed = self.skips_rest() || sets_field(context.syntax(), guarded);
        !is_needed || caught::is_trial(context, self.node, guarded)
    }

    /// It goes on with the next item, past code that stands behind what is guarded.
    fn skips_rest(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let guarded = syntax.node(self.node).parent;
        let is_followed = syntax.next_sibling(guarded).is_some();
        is_followed && syntax.children(self.body).any(|id| syntax.kind(id) == Kind::Continue)
    }

    /// The first of several ways to an answer: where it fails, the next one is tried.
    pub(super) fn tries_in_turn(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let leaves = |attempt: NodeId| {
            let body = syntax.part(attempt, Part::Body).filter(|_| syntax.kind(attempt) == Kind::Try);
            let last = body.and_then(|body| syntax.children(body).last());
            last.is_some_and(|last| syntax.kind(last) == Kind::Return)
        };
        let own = syntax.node(self.node).parent;
        leaves(own) && syntax.next_sibling(own).is_some_and(leaves) || self.tries_next()
    }

    /// One turn of a loop that ends with the first success: where it fails, the next one is tried.
    fn tries_next(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let own = syntax.node(self.node).parent;
        let is_turn = syntax.kind(syntax.node(syntax.node(own).parent).parent) == Kind::Loop;
        let last = self.guarded().and_then(|guarded| syntax.children(guarded).last());
        is_turn
            && syntax.next_sibling(own).is_none()
            && last.is_some_and(|last| matches!(syntax.kind(last), Kind::Break | Kind::Return))
    }

    /// The next statement sets, where there is nothing yet, what is guarded would have set.
    pub(super) fn has_second_way(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let own = syntax.node(self.node).parent;
        let next = syntax.next_sibling(own);
        let Some((guarded, next)) = self.guarded().zip(next.filter(|id| syntax.kind(*id) == Kind::Branch))
        else {
            return false;
        };
        let (condition, then) = (syntax.part(next, Part::Condition), syntax.part(next, Part::Then));
        let Some((condition, then)) = condition.zip(then) else { return false };
        let is_no = |id: NodeId| matches!(syntax.kind(id), Kind::Not | Kind::Null);
        let asks_for = |text: &str| syntax.subtree(condition).any(|id| syntax.text(id) == text);
        syntax.subtree(condition).any(is_no)
            && targets(syntax, guarded)
                .any(|text| asks_for(text) && targets(syntax, then).any(|other| other == text))
    }

    /// What does not convert is shown by the log line itself.
    pub(super) fn shows_what_failed(&self, line: NodeId) -> bool {
        let syntax = self.analysis.context.syntax();
        let names = |root: NodeId| syntax.subtree(root).filter(|id| syntax.kind(*id) == Kind::Name);
        self.failed().is_some_and(|failed| self.shows_converted(failed, line))
            || (self.guards_conversion() || self.stays_at_hand())
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
        let is_given = |id: NodeId| given.is_some_and(|given| syntax.text(given) == syntax.text(id));
        // It may be shown as a text, or by an earlier link of the chain: `string(body)`.
        let is_argument = |id: NodeId| syntax.node(id).part == Part::Argument;
        syntax.subtree(line).any(|id| is_argument(id) && is_given(id))
    }

    /// What failed says no more than that the other side is gone or that time is up, or tells those who have what it was given.
    pub(super) fn is_told_elsewhere(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let only = |block: NodeId| {
            let mut statements = syntax.children(block);
            statements.next().filter(|_| statements.next().is_none())
        };
        let statement = || self.guarded().and_then(only).and_then(|only| syntax.children(only).next());
        let waited_for = |id: NodeId| match syntax.kind(id) {
            Kind::Await => syntax.children(id).next(),
            _ => Some(id),
        };
        let call = self.rejected().or_else(statement).and_then(waited_for);
        let callee = call.and_then(|call| syntax.part(call, Part::Callee));
        shows_waiting(context) && callee.is_some_and(|callee| is_for_peer(context, callee))
            || call.is_some_and(|call| is_bounded_wait(context, call))
            || callee.is_some_and(|callee| tells_on_the_way(context, callee))
    }

    pub(super) fn guarded(&self) -> Option<NodeId> {
        let syntax = self.analysis.context.syntax();
        let body = syntax.part(syntax.node(self.node).parent, Part::Body);
        body.filter(|_| self.form == "handler")
    }

    /// It begins with a module that may be missing.
    fn tries_module(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let first = self.guarded().and_then(|guarded| syntax.children(guarded).next());
        first.is_some_and(|first| {
            syntax.subtree(first).any(|inner| context.resolver.loads(context.file, inner))
        })
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
        let is_for_effect = |id: &NodeId| {
            let keeps = |child: NodeId| syntax.kind(child) == Kind::Assign || context.converts(child);
            syntax.kind(*id) == Kind::Expression && !syntax.children(*id).any(keeps)
        };
        let mut calls = syntax.subtree(guarded).filter(|id| syntax.kind(*id) == Kind::Call);
        let is_call = |id: NodeId| syntax.kind(id) == Kind::Call;
        let waits = syntax.subtree(guarded).any(|id| match syntax.kind(id) {
            // Whether what is waited for or gone through goes out is asked of the call that yields it.
            Kind::Await => !syntax.children(id).any(is_call),
            Kind::Loop => !syntax.part(id, Part::Iterable).is_some_and(is_call),
            kind => kind == Kind::With,
        });
        (is_single || !statements.iter().any(is_for_effect))
            && statements.len() <= MAX_STATEMENTS
            && !waits
            && calls.all(|call| stays(context, call) || tells(context, call))
    }
}

/// Whether a block gives a field of an object a value.
fn sets_field(syntax: &Syntax, block: NodeId) -> bool {
    let is_switch = |assign: NodeId| {
        syntax.part(assign, Part::Value).is_some_and(|value| syntax.kind(value) == Kind::Boolean)
    };
    syntax.subtree(block).any(|id| {
        let node = syntax.node(id);
        node.kind == Kind::Member && node.part == Part::Target && !is_switch(node.parent)
    })
}

/// What a block sets, as it is written.
fn targets(syntax: &Syntax, block: NodeId) -> impl Iterator<Item = &str> {
    let assigns = syntax.subtree(block).filter(|id| syntax.kind(*id) == Kind::Assign);
    assigns.filter_map(|id| syntax.part(id, Part::Target)).map(|target| syntax.text(target))
}
