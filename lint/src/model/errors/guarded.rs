//! What a handler guards, and where it stands: some failures are answers, and some come when all is lost anyway.

use super::handler::Handler;
use super::{caught, is_clean_up};
use crate::knowledge::Meaning;
use crate::model::context::FileContext;
use crate::resolve::Value;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// More statements than this are no conversion.
const MAX_STATEMENTS: usize = 8;
/// How deep helpers of a conversion may call each other.
const MAX_HELPERS: u32 = 2;

impl Handler<'_> {
    /// What failed says what was asked: a text is of another form, a thing is not so; or something else failed before.
    pub(super) fn has_answer(&self) -> bool {
        self.guards_conversion() || self.answers_yes_or_no() || self.is_aside()
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
        let takes_down = |id: NodeId| {
            let mut calls = syntax.subtree(id).filter(|inner| syntax.kind(*inner) == Kind::Call).peekable();
            matches!(syntax.kind(id), Kind::Expression | Kind::Branch)
                && calls.peek().is_some()
                && calls.all(|call| {
                    let callee = syntax.part(call, Part::Callee);
                    callee.is_some_and(|callee| is_clean_up(context, syntax.name(callee)))
                })
        };
        self.guarded().is_some_and(|guarded| syntax.children(guarded).all(takes_down))
    }

    /// It stands in a finally, or in a handler that tells of another error: that one matters.
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
        self.outer().any(|outer| outer.raises() || outer.logs().next().is_some())
    }

    /// The handlers that it stands in, inside out.
    pub(super) fn outer(&self) -> impl Iterator<Item = Handler<'_>> {
        let syntax = self.analysis.context.syntax();
        let next = |id: &NodeId| {
            let outer = syntax.enclosing(*id, &[Kind::Catch, Kind::Function])?;
            (syntax.kind(outer) == Kind::Catch).then_some(outer)
        };
        let around = std::iter::successors(Some(self.node).filter(|_| self.form == "handler"), next);
        around.skip(1).filter_map(|catch| Handler::catch(self.analysis, catch))
    }

    /// What does not convert is shown by the log line itself.
    pub(super) fn shows_what_failed(&self, line: NodeId) -> bool {
        let syntax = self.analysis.context.syntax();
        let names = |root: NodeId| syntax.subtree(root).filter(|id| syntax.kind(*id) == Kind::Name);
        self.guards_conversion()
            && self.guarded().is_some_and(|guarded| {
                names(line)
                    .any(|shown| names(guarded).any(|id| syntax.node(id).symbol == syntax.node(shown).symbol))
            })
    }

    fn guarded(&self) -> Option<NodeId> {
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
        // Of several statements, one that is there for its effect does more than convert.
        let is_for_effect = |id: &NodeId| {
            syntax.kind(*id) == Kind::Expression
                && !syntax.children(*id).any(|child| syntax.kind(child) == Kind::Assign)
        };
        let mut calls = syntax.subtree(guarded).filter(|id| syntax.kind(*id) == Kind::Call);
        let waits = syntax
            .subtree(guarded)
            .any(|id| matches!(syntax.kind(id), Kind::Await | Kind::With | Kind::Loop));
        (is_single || !statements.iter().any(is_for_effect))
            && statements.len() <= MAX_STATEMENTS
            && !waits
            && calls.all(|call| stays(context, call, MAX_HELPERS))
    }

    /// A function named for a question says no where its last word would have been yes.
    fn answers_yes_or_no(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let (Some(guarded), Some(function)) = (self.guarded(), context.function_of(self.node)) else {
            return false;
        };
        let habits = &context.resolver.project.language(context.file).habits;
        let name = syntax.name(function).trim_start_matches('_').to_ascii_lowercase();
        let first = name.split('_').next().unwrap_or_default();
        let is_word = |id: NodeId| matches!(syntax.kind(id), Kind::Boolean | Kind::Null);
        habits.predicates.iter().any(|word| word == first)
            && last_answer(syntax, self.body).is_some_and(is_word)
            && (last_answer(syntax, guarded).is_some() || self.answers_behind())
    }

    /// What follows the guarded code returns the other answer.
    fn answers_behind(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let guarded = syntax.node(self.node).parent;
        let siblings = syntax.children(syntax.node(guarded).parent);
        siblings.into_iter().find(|id| *id > guarded).is_some_and(|next| syntax.kind(next) == Kind::Return)
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

/// A call that only converts or looks at what is at hand, or of a function of the run that makes only such.
fn stays(context: &FileContext<'_>, call: NodeId, depth: u32) -> bool {
    let syntax = context.syntax();
    let Some(callee) = syntax.part(call, Part::Callee) else { return false };
    let is_pure_method = || {
        let methods = &context.resolver.project.language(context.file).habits.pure_methods;
        syntax.kind(callee) == Kind::Member && methods.iter().any(|method| method == syntax.name(callee))
    };
    if is_at_hand(context, callee, depth) {
        return true;
    }
    match context.value(callee) {
        Value::Path(path) => {
            context.knowledge.converts(&path) || (is_pure_method() && !is_outbound(context, &path))
        }
        Value::Definition(file, function) if depth > 0 => context.at(file).is_some_and(|other| {
            let syntax = other.syntax();
            // What a class only promises may do anything.
            let yields = |id: NodeId| syntax.kind(id) == Kind::Return && syntax.children(id).next().is_some();
            syntax.kind(function) == Kind::Function
                && syntax.own(function).any(yields)
                && syntax
                    .subtree(function)
                    .filter(|id| syntax.kind(*id) == Kind::Call)
                    .all(|inner| stays(&other, inner, depth - 1))
        }),
        Value::Unknown => is_pure_method(),
        _ => false,
    }
}

/// A method of a literal, or of what was converted.
fn is_at_hand(context: &FileContext<'_>, callee: NodeId, depth: u32) -> bool {
    let syntax = context.syntax();
    let base = (syntax.kind(callee) == Kind::Member).then(|| syntax.part(callee, Part::Base)).flatten();
    base.map(|base| context.defining(base)).is_some_and(|made| match syntax.kind(made) {
        Kind::Map | Kind::Collection | Kind::String => true,
        Kind::Call if syntax.contains(callee, made) => stays(context, made, depth),
        Kind::Call if depth > 0 => stays(context, made, depth - 1),
        _ => false,
    })
}

fn is_outbound(context: &FileContext<'_>, path: &str) -> bool {
    context.knowledge.meanings(path).iter().any(|meaning| matches!(meaning, Meaning::Outbound(_)))
}
