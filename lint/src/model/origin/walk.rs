//! The walk itself: what an expression is made of decides where it goes on.

use super::guard;
use super::texts::is_text;
use super::{Class, Origin};
use crate::facts::FileId;
use crate::knowledge::Quantity;
use crate::model::context::FileContext;
use crate::syntax::{Kind, NodeId, Part};

/// Chains longer than this end without an answer.
const MAX_DEPTH: u32 = 16;
/// A question costs at most this many expressions.
const MAX_STEPS: u32 = 500;

/// Returns where a value comes from. Cost: bounded by a fixed number of expressions.
pub(in crate::model) fn origin(context: &FileContext<'_>, expression: NodeId) -> Origin {
    Walk::default().expression(context, expression)
}

/// A call that the walk stands inside of: parameters of its function are its arguments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// What is called.
    pub(super) function: (FileId, NodeId),
    /// Where it is called.
    pub(super) call: (FileId, NodeId),
}

/// One question's state.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) frames: Vec<Frame>,
    depth: u32,
    steps: u32,
}

impl Walk {
    /// Returns where the value of an expression comes from.
    pub(super) fn expression(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        self.steps += 1;
        if self.depth >= MAX_DEPTH || self.steps > MAX_STEPS {
            return Origin::unknown(context.excerpt(id));
        }
        self.depth += 1;
        let mut origin = self.evaluate(context, id);
        let is_place =
            matches!(context.syntax().kind(id), Kind::Name | Kind::Member | Kind::Index | Kind::Call);
        if is_place {
            if origin.class >= Class::Unknown
                && let Some(class) = guard::checked(self, context, id)
            {
                origin.class = class;
            }
            origin.chain.push((context.file, id));
        }
        self.depth -= 1;
        origin
    }

    fn evaluate(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let syntax = context.syntax();
        match syntax.kind(id) {
            Kind::String | Kind::Number | Kind::Boolean | Kind::Null => Origin::constant(context.excerpt(id)),
            Kind::Compare | Kind::Not => Origin::truth(),
            Kind::Name => self.name(context, id),
            Kind::Member => self.member(context, id),
            Kind::Index => self.index(context, id),
            Kind::Call => self.call(context, id),
            Kind::Template => self.template(context, id),
            Kind::Binary => self.binary(context, id),
            Kind::Conditional => self.conditional(context, id),
            Kind::Switch | Kind::Branch if context.habits().returns_tail => self.arms(context, id),
            Kind::Block if context.habits().returns_tail => self.tail(context, id),
            Kind::Logical => self.either(context, syntax.children(id)),
            Kind::Collection | Kind::Map => self.elements(context, id),
            Kind::Joined => self.parts(context, syntax.children(id)),
            Kind::Comprehension => self.inner(context, id, Part::Body),
            Kind::Slice => self.inner(context, id, Part::Base),
            Kind::Unary
            | Kind::Await
            | Kind::Propagate
            | Kind::Splat
            | Kind::Argument
            | Kind::Cast
            | Kind::Receive
            | Kind::Assign
            | Kind::Interpolation => self.inner(context, id, Part::Value),
            _ => Origin::unknown(context.excerpt(id)),
        }
    }

    /// The child that plays a part, else the first.
    fn inner(&mut self, context: &FileContext<'_>, id: NodeId, part: Part) -> Origin {
        let syntax = context.syntax();
        match syntax.part(id, part).or_else(|| syntax.children(id).next()) {
            Some(inner) => self.expression(context, inner),
            None => Origin::unknown(context.excerpt(id)),
        }
    }

    /// Any one of these expressions.
    pub(super) fn either(&mut self, context: &FileContext<'_>, ids: impl Iterator<Item = NodeId>) -> Origin {
        let origins: Vec<Origin> = ids.map(|id| self.expression(context, id)).collect();
        Origin::either(origins).unwrap_or_else(|| Origin::unknown("nothing"))
    }

    /// `a if c else b`, `c ? a : b`.
    fn conditional(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let outcomes = outcomes(context, id);
        self.either(context, outcomes.into_iter().flatten())
    }

    /// Where branches and cases are expressions: whatever one of them yields.
    fn arms(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let syntax = context.syntax();
        let cases =
            syntax.children(id).filter(|case| matches!(syntax.kind(*case), Kind::Case | Kind::DefaultCase));
        let cases = cases.filter_map(|case| syntax.part(case, Part::Then));
        let arms: Vec<NodeId> = match syntax.kind(id) {
            Kind::Switch => cases.collect(),
            _ => syntax.part(id, Part::Then).into_iter().chain(syntax.parts(id, Part::Else)).collect(),
        };
        // An arm that leaves yields nothing.
        let stays = |arm: &NodeId| {
            !matches!(syntax.kind(*arm), Kind::Return | Kind::Raise | Kind::Break | Kind::Continue)
        };
        self.either(context, arms.into_iter().filter(stays))
    }

    /// What the last expression of a block yields.
    fn tail(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        self.either(context, context.syntax().children(id).last().into_iter())
    }

    /// A list, set or map literal, for whatever of its values is taken.
    pub(super) fn elements(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let elements = elements(context, id);
        if elements.is_empty() {
            return Origin::unknown(context.excerpt(id));
        }
        self.either(context, elements.into_iter()).one_of_several()
    }

    fn binary(&mut self, context: &FileContext<'_>, id: NodeId) -> Origin {
        let syntax = context.syntax();
        let (Some(left), Some(right)) = (syntax.part(id, Part::Left), syntax.part(id, Part::Right)) else {
            return Origin::unknown(context.excerpt(id));
        };
        let operator = syntax.operator(left, right).trim_matches(['(', ')', ' ']).to_owned();
        let is_remainder = operator == "%" && !is_text(context, left);
        if is_remainder && syntax.kind(context.defining(right)) == Kind::Number {
            return Origin::new(Class::Enumerated, "a remainder");
        }
        if !is_remainder
            && matches!(operator.as_str(), "%" | "+")
            && (is_text(context, left) || is_text(context, right))
        {
            return self.parts(context, [left, right].into_iter());
        }
        let (left, right) = (self.expression(context, left), self.expression(context, right));
        let quantity = combined(&operator, &left, &right);
        Origin::composed([left, right])
            .unwrap_or_else(|| Origin::unknown(context.excerpt(id)))
            .measuring(quantity)
    }
}

/// The two outcomes of a conditional expression.
pub(in crate::model) fn outcomes(context: &FileContext<'_>, id: NodeId) -> [Option<NodeId>; 2] {
    let syntax = context.syntax();
    match (syntax.part(id, Part::Then), syntax.part(id, Part::Else)) {
        (None, None) => [syntax.children(id).next(), syntax.children(id).nth(2)],
        outcomes => outcomes.into(),
    }
}

/// The elements of a collection literal, the values of a map literal.
pub(super) fn elements(context: &FileContext<'_>, id: NodeId) -> Vec<NodeId> {
    let syntax = context.syntax();
    let own = syntax.children(id).filter(|child| syntax.node(*child).part != Part::Type);
    let flat = own.flat_map(|child| match syntax.kind(child) {
        Kind::Literal => syntax.children(child).collect(),
        _ => vec![child],
    });
    flat.map(|child| match syntax.kind(child) {
        Kind::Pair => syntax.part(child, Part::Value).unwrap_or(child),
        _ => child,
    })
    .collect()
}

/// What arithmetic makes of quantities.
fn combined(operator: &str, left: &Origin, right: &Origin) -> Option<Quantity> {
    use Quantity::{Clock, Deadline, Elapsed};
    let is_plain = |origin: &Origin| origin.class <= Class::Bounded && origin.quantity.is_none();
    match (operator, left.quantity, right.quantity) {
        ("-", Some(Clock), Some(Clock | Deadline)) => Some(Elapsed),
        // What is left of a time, or lies between two to come.
        ("-", Some(Deadline), Some(Clock | Deadline)) => None,
        ("-", Some(moment @ (Clock | Deadline)), _) => Some(moment),
        ("+", Some(Clock | Deadline), _) | ("+", _, Some(Clock | Deadline)) => Some(Deadline),
        ("-" | "+", Some(quantity), Some(other)) if quantity == other => Some(quantity),
        ("-" | "+" | "*" | "/" | "//", Some(quantity), None) if is_plain(right) => Some(quantity),
        ("+" | "*", None, Some(quantity)) if is_plain(left) => Some(quantity),
        _ => None,
    }
}
