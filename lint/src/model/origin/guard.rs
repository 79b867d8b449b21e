//! Guards: a value that was checked against a fixed set has no more values than the set.

use super::access::literal_of;
use super::reach::bindings_of;
use super::walk::{Walk, elements, outcomes};
use super::{Class, words};
use crate::model::context::FileContext;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NONE, NodeId, Part};

/// Returns what checks around or before a use make of the value's class, if there are any.
pub(super) fn checked(walk: &mut Walk, context: &FileContext<'_>, id: NodeId) -> Option<Class> {
    let syntax = context.syntax();
    let guarded = Guarded { context, text: syntax.text(id), id };
    let mut current = id;
    for _ in 0..64 {
        let parent = syntax.node(current).parent;
        if parent == current || syntax.kind(parent) == Kind::Function {
            return guarded.early_exits(walk, parent, current);
        }
        let found =
            guarded.around(walk, parent, current).or_else(|| guarded.early_exits(walk, parent, current));
        if found.is_some() {
            return found;
        }
        current = parent;
    }
    None
}

/// A use whose value may have been checked.
struct Guarded<'a, 'c> {
    context: &'a FileContext<'c>,
    /// Its source: a check of the same text checks the same value.
    text: &'a str,
    id: NodeId,
}

impl Guarded<'_, '_> {
    /// The use stands in `child` of `parent`: which condition holds there?
    fn around(&self, walk: &mut Walk, parent: NodeId, child: NodeId) -> Option<Class> {
        let syntax = self.context.syntax();
        match syntax.kind(parent) {
            Kind::Branch => {
                let condition = syntax.part(parent, Part::Condition)?;
                match syntax.node(child).part {
                    Part::Then => self.proved(walk, condition, true),
                    Part::Else => self.proved(walk, condition, false),
                    _ => None,
                }
            }
            Kind::Conditional => {
                let [then, otherwise] = outcomes(self.context, parent);
                let condition =
                    syntax.part(parent, Part::Condition).or_else(|| syntax.children(parent).nth(1))?;
                let holds = if then == Some(child) {
                    true
                } else {
                    (otherwise != Some(child)).then_some(false)?;
                    false
                };
                self.proved(walk, condition, holds)
            }
            Kind::Logical => {
                let left = syntax.children(parent).next().filter(|left| *left != child)?;
                self.proved(walk, left, self.is_and(left, child))
            }
            Kind::Case => self.case(walk, parent, child),
            _ => None,
        }
    }

    /// `case "a", "b":` of a switch over the value; or, without a subject, a condition.
    fn case(&self, walk: &mut Walk, case: NodeId, child: NodeId) -> Option<Class> {
        let syntax = self.context.syntax();
        let keys: Vec<NodeId> = syntax.parts(case, Part::Key).collect();
        if keys.contains(&child) || keys.is_empty() {
            return None;
        }
        let switch = syntax.enclosing(case, &[Kind::Switch])?;
        let Some(subject) = syntax.part(switch, Part::Condition) else {
            return keys
                .iter()
                .map(|key| self.proved(walk, *key, true))
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .max();
        };
        let lists_values =
            keys.iter().all(|key| walk.expression(self.context, *key).class <= Class::Enumerated);
        (self.is_same(subject) && lists_values).then_some(Class::Enumerated)
    }

    /// A branch before the use that leaves, or puts a harmless value in its place, unless the check holds.
    fn early_exits(&self, walk: &mut Walk, parent: NodeId, child: NodeId) -> Option<Class> {
        let syntax = self.context.syntax();
        let before = syntax.children(parent).take_while(|sibling| *sibling < child);
        let branches: Vec<NodeId> = before.filter(|sibling| syntax.kind(*sibling) == Kind::Branch).collect();
        branches.into_iter().rev().find_map(|branch| {
            let condition = syntax.part(branch, Part::Condition)?;
            let then = syntax.part(branch, Part::Then)?;
            let is_alone = syntax.part(branch, Part::Else).is_none() && !self.is_rebound(branch);
            let class = is_alone.then(|| self.proved(walk, condition, false)).flatten()?;
            (self.leaves(then) || self.replaces(walk, then)).then_some(class)
        })
    }

    fn leaves(&self, block: NodeId) -> bool {
        let syntax = self.context.syntax();
        let last = syntax.children(block).last();
        last.is_some_and(|last| {
            let exits = [Kind::Return, Kind::Raise, Kind::Break, Kind::Continue, Kind::Goto];
            let inner = syntax.children(last).next().filter(|_| syntax.kind(last) == Kind::Expression);
            exits.contains(&syntax.kind(inner.unwrap_or(last)))
        })
    }

    /// `x = "other"`.
    fn replaces(&self, walk: &mut Walk, block: NodeId) -> bool {
        let syntax = self.context.syntax();
        let assigns: Vec<NodeId> =
            syntax.subtree(block).filter(|id| syntax.kind(*id) == Kind::Assign).collect();
        assigns.into_iter().any(|assign| {
            let is_target = syntax.part(assign, Part::Target).is_some_and(|target| self.is_same(target));
            let value = syntax.part(assign, Part::Value).filter(|_| is_target);
            value.is_some_and(|value| walk.expression(self.context, value).class <= Class::Bounded)
        })
    }

    /// Whether the name gets another value between the branch and the use.
    fn is_rebound(&self, branch: NodeId) -> bool {
        let syntax = self.context.syntax();
        let node = syntax.node(self.id);
        let (from, to) = (syntax.node(branch).range.end, node.range.start);
        let bindings = self.context.parsed.bindings.in_scope(node.function, node.symbol);
        syntax.kind(self.id) == Kind::Name
            && bindings.iter().any(|binding| (from..to).contains(&binding.position))
    }

    /// What it says of the value that a condition is true, or false.
    fn proved(&self, walk: &mut Walk, condition: NodeId, holds: bool) -> Option<Class> {
        let syntax = self.context.syntax();
        match syntax.kind(condition) {
            Kind::Not => self.proved(walk, syntax.children(condition).next()?, !holds),
            Kind::Logical => {
                let (left, right) = (syntax.children(condition).next()?, syntax.children(condition).nth(1)?);
                let (first, second) = (self.proved(walk, left, holds), self.proved(walk, right, holds));
                if self.is_and(left, right) == holds {
                    first.into_iter().chain(second).min()
                } else {
                    Some(first?.max(second?))
                }
            }
            Kind::Compare => self.compared(walk, condition, holds),
            Kind::Call if holds => self.asked(walk, condition).or_else(|| self.asked_of_own(condition)),
            Kind::Index if holds => self.looked_up(walk, condition),
            Kind::Name if holds => {
                // `_, ok := known[x]`: was it there?
                let places = bindings_of(self.context, condition);
                let [place] = places.as_slice() else { return None };
                match place.binding.kind {
                    BindingKind::Value { expression, index: 1 } => self.looked_up(walk, expression),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn compared(&self, walk: &mut Walk, compare: NodeId, holds: bool) -> Option<Class> {
        let syntax = self.context.syntax();
        let (left, right) = (syntax.children(compare).next()?, syntax.children(compare).nth(1)?);
        let operator = syntax.operator(left, right).trim_matches(['(', ')', ' ']).to_owned();
        match (operator.as_str(), holds) {
            ("in", true) | ("not in", false) => self.is_same(left).then(|| self.set(walk, right)),
            ("==" | "===" | "is", true) | ("!=" | "!==" | "is not", false) => {
                let other = if self.is_same(left) { right } else { self.is_same(right).then_some(left)? };
                (walk.expression(self.context, other).class <= Class::Bounded).then_some(Class::Enumerated)
            }
            _ => None,
        }
    }

    /// A predicate of the run that is given the value and looks something up: of what it lets pass nothing is known.
    fn asked_of_own(&self, call: NodeId) -> Option<Class> {
        let given = self.context.arguments(call);
        let callee = self.context.syntax().part(call, Part::Callee)?;
        let is_given = given.iter().any(|argument| self.is_same(argument.value));
        let Value::Definition(file, function) = is_given.then(|| self.context.value(callee))? else {
            return None;
        };
        let other = self.context.at(file)?;
        let looks_up = other.syntax().subtree(function).any(|id| other.syntax().kind(id) == Kind::Index);
        looks_up.then_some(Class::Unknown)
    }

    /// `contains(set, x)`, `set.has(x)`: a call that is given the value together with a set.
    fn asked(&self, walk: &mut Walk, call: NodeId) -> Option<Class> {
        let mut given: Vec<NodeId> =
            self.context.arguments(call).into_iter().map(|argument| argument.value).collect();
        given.extend(self.context.receiver(call));
        let others: Vec<NodeId> = given.iter().copied().filter(|id| !self.is_same(*id)).collect();
        let is_given = others.len() < given.len();
        others
            .into_iter()
            .filter(|_| is_given)
            .map(|other| self.set(walk, other))
            .find(|class| *class == Class::Enumerated)
    }

    fn looked_up(&self, walk: &mut Walk, index: NodeId) -> Option<Class> {
        let syntax = self.context.syntax();
        let base = syntax.part(index, Part::Base).filter(|_| syntax.kind(index) == Kind::Index)?;
        syntax.part(index, Part::Key).filter(|key| self.is_same(*key)).map(|_| self.set(walk, base))
    }

    /// A set that the code lists makes the value enumerated; of another nothing is known.
    fn set(&self, walk: &mut Walk, id: NodeId) -> Class {
        let syntax = self.context.syntax();
        if let Some((place, literal)) = literal_of(self.context, id) {
            let is_map = place.syntax().kind(literal) == Kind::Map;
            let is_fixed = is_map
                || elements(&place, literal)
                    .iter()
                    .all(|element| walk.expression(&place, *element).class <= Class::Bounded);
            return if is_fixed { Class::Enumerated } else { Class::Unknown };
        }
        let is_class = matches!(self.context.value(id), Value::Definition(file, class)
            if self.context.at(file).is_some_and(|other| other.syntax().kind(class) == Kind::Class));
        let is_constant = syntax.node(id).symbol != NONE && words::is_constant(syntax.name(id));
        if is_class || is_constant { Class::Enumerated } else { Class::Unknown }
    }

    fn is_same(&self, id: NodeId) -> bool {
        self.context.syntax().text(id) == self.text
    }

    fn is_and(&self, left: NodeId, right: NodeId) -> bool {
        let operator = self.context.syntax().operator(left, right);
        matches!(operator.trim_matches(['(', ')', ' ', '\n']), "and" | "&&")
    }
}
