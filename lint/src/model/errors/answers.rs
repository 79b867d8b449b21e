//! Handlers whose default is the answer: no to a question, the very value that did not convert, or what the caller said.

use super::handler::Handler;
use crate::model::callers::named_function;
use crate::model::context::FileContext;
use crate::model::origin::words::words;
use crate::resolve::BindingKind;
use crate::syntax::{Kind, NodeId, Part, Syntax};

impl Handler<'_> {
    /// A function named for a question says no where its last word would have been yes.
    pub(super) fn answers_yes_or_no(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let has_other_answer = match self.guarded() {
            Some(guarded) => last_answer(syntax, guarded).is_some() || self.answers_behind(),
            None => self.form == "rejection",
        };
        // Where catches cannot say what they catch, any constant may be such a no.
        let is_plain = |id: NodeId| {
            !context.habits().rejections.is_empty()
                && match syntax.kind(id) {
                    Kind::String | Kind::Number => true,
                    Kind::Collection | Kind::Map => syntax.children(id).next().is_none(),
                    _ => false,
                }
        };
        let is_word = |id: NodeId| matches!(syntax.kind(id), Kind::Boolean | Kind::Null) || is_plain(id);
        (self.asks_in_name() || self.probes())
            && last_answer(syntax, self.body).map_or_else(|| self.only_leaves(), is_word)
            && has_other_answer
    }

    /// The function around it is named for a question.
    pub(super) fn asks_in_name(&self) -> bool {
        let context = &self.analysis.context;
        let Some(function) = context.function_of(self.node) else { return false };
        let habits = &context.habits();
        let words = words(named_function(context.parsed, function));
        let asks = |(place, word): (usize, &str)| {
            let words =
                if place == 0 { &habits.answers.predicates } else { &habits.answers.inner_predicates };
            words.iter().any(|predicate| predicate == word)
        };
        words.iter().map(String::as_str).enumerate().any(asks)
    }

    /// The function around it is named for a question or a conversion: that it failed is often the answer, whatever it
    /// looks like.
    pub(super) fn is_named_for_answer(&self) -> bool {
        self.asks_in_name() || self.converts_in_name()
    }

    /// The function around it finds out how something is, and what is compared for its answer was asked for it.
    fn probes(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(function) = context.function_of(self.node) else { return false };
        let is_probe = |word: &String| context.habits().answers.probes.contains(word);
        let answer = self.guarded().and_then(|guarded| last_answer(syntax, guarded));
        words(named_function(context.parsed, function)).iter().any(is_probe)
            && answer.is_some_and(|id| syntax.kind(id) != Kind::Boolean && is_truth(context, id, 0))
    }

    /// It returns without a value, in a language where that is one.
    fn only_leaves(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let last = syntax.children(self.body).last();
        !context.habits().rejections.is_empty()
            && last.is_some_and(|last| {
                syntax.kind(last) == Kind::Return && syntax.children(last).next().is_none()
            })
    }

    /// A function named for a conversion says nothing or no where what it was given is of another form.
    pub(super) fn stands_in_conversion(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let is_word = |id: NodeId| matches!(syntax.kind(id), Kind::Boolean | Kind::Null);
        self.converts_in_name() && last_answer(syntax, self.body).is_some_and(is_word)
    }

    /// The function around it is named for a conversion, and fetches nothing first that may fail for reasons of its own.
    pub(super) fn converts_in_name(&self) -> bool {
        let context = &self.analysis.context;
        let function = context.function_of(self.node);
        function.is_some_and(|function| {
            let name = named_function(context.parsed, function);
            context.habits().methods.converters.iter().any(|word| name.starts_with(word.as_str()))
        }) && !self.calls_out()
    }

    /// Whoever calls the function says what it shall answer with where it cannot.
    pub(super) fn takes_callers_default(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(function) = context.function_of(self.node) else { return false };
        let known = &context.habits().answers.default_words;
        let is_default = |name: &str| words(name).iter().any(|word| known.contains(word));
        let name_of = |id: NodeId| syntax.name(syntax.part(id, Part::Binding).unwrap_or(id));
        let mut parameters = syntax.parts(function, Part::Parameter).map(name_of);
        let name = last_value(syntax, self.body).or_else(|| last_answer(syntax, self.body));
        let name = name.filter(|id| syntax.kind(*id) == Kind::Name).map(|id| syntax.name(id));
        name.is_some_and(|name| is_default(name) && parameters.any(|parameter| parameter == name))
    }

    /// Where catches cannot say what they catch: the guarded code ends in one truth, the handler in another.
    pub(super) fn says_whether(&self) -> bool {
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
    pub(super) fn answers_behind(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let guarded = syntax.node(self.node).parent;
        let mut behind = syntax.siblings_behind(guarded);
        let is_answer = |id: NodeId| syntax.kind(id) == Kind::Return;
        if self.analysis.context.habits().rejections.is_empty() {
            return behind.next().is_some_and(is_answer);
        }
        // What was found out may be looked at first.
        behind.any(|next| syntax.own(next).chain([next]).any(is_answer))
    }

    /// It hands out what was waited for before, and came: what failed was an extra.
    pub(super) fn falls_back(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let kept = last_answer(syntax, self.body).filter(|kept| syntax.kind(*kept) == Kind::Name);
        let (Some(kept), Some(guarded)) = (kept, self.guarded()) else { return false };
        let node = syntax.node(kept);
        let before = syntax.node(guarded).range.start;
        let bindings = context.parsed.bindings.in_scope(node.function, node.symbol);
        bindings.iter().any(|binding| match binding.kind {
            BindingKind::Value { expression, .. } => {
                binding.position < before && syntax.kind(expression) == Kind::Await
            }
            _ => false,
        })
    }

    /// Where catches cannot say what they catch: a name says no where the guarded code would have let it say yes.
    pub(super) fn notes_no(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(guarded) = self.guarded().filter(|_| !context.habits().rejections.is_empty()) else {
            return false;
        };
        let last = syntax.children(self.body).last().and_then(|last| syntax.children(last).next());
        let noted = last.filter(|last| syntax.kind(*last) == Kind::Assign);
        let target = |assign: NodeId| syntax.part(assign, Part::Target).map(|target| syntax.text(target));
        let is_no = |assign: NodeId| {
            let value = syntax.part(assign, Part::Value);
            value.is_some_and(|value| syntax.kind(value) == Kind::Boolean)
        };
        noted.is_some_and(|noted| {
            let is_same = |id: NodeId| syntax.kind(id) == Kind::Assign && target(id) == target(noted);
            is_no(noted) && syntax.subtree(guarded).any(is_same)
        }) && !syntax.subtree(guarded).any(|id| syntax.kind(id) == Kind::Await)
    }

    /// Where catches cannot say what they catch, or callers must catch: nothing guarded is waited for, and what was to be
    /// converted is handed on as it is.
    pub(super) fn keeps_input(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let must_catch = context.habits().checked_exceptions;
        let may_keep = must_catch || !context.habits().rejections.is_empty();
        let Some(guarded) = self.guarded().filter(|_| may_keep) else { return false };
        let is_given = |name: NodeId| {
            let (node, holder) = (syntax.node(name), syntax.node(syntax.node(name).parent));
            let is_input = node.part == Part::Argument
                || holder.part == Part::Argument
                || (node.part == Part::Base && holder.kind == Kind::Member && holder.part == Part::Callee);
            syntax.kind(name) == Kind::Name && is_input
        };
        let is_input = |name: NodeId| {
            let is_same = |id: NodeId| syntax.node(id).symbol == syntax.node(name).symbol && is_given(id);
            syntax.kind(name) == Kind::Name && syntax.subtree(guarded).any(is_same)
        };
        let kept = last_answer(syntax, self.body).or_else(|| last_value(syntax, self.body));
        // Where callers must catch, an answer made of more than what was given tells of the failure.
        kept.is_some_and(|kept| if must_catch { is_input(kept) } else { syntax.subtree(kept).any(is_input) })
            && !syntax.subtree(guarded).any(|id| syntax.kind(id) == Kind::Await)
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
            asked.first().is_some_and(|first| context.habits().answers.predicates.contains(first))
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
