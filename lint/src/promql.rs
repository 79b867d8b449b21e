//! What a `PromQL` condition looks at: single samples or ranges, and of what.
//!
//! ```text
//! text ─▶ promql-parser ─▶ Expr ─▶ Reading of every operand, joined by what the operator makes of them
//! ```
//!
//! It knows the query language and nothing of rule files; which metric names mean what is the caller's.

mod bounds;
#[cfg(test)]
mod tests;

use promql_parser::label::{METRIC_NAME, MatchOp};
use promql_parser::parser::token::{T_ADD, T_DIV, T_LAND, T_LOR, T_LUNLESS, T_MUL, T_SUB};
use promql_parser::parser::{self, BinaryExpr, Call, Expr, VectorMatchCardinality, VectorSelector};

/// Functions that tell of a series only whether it is there.
const PRESENCE_FUNCTIONS: [&str; 2] = ["absent", "absent_over_time"];

/// Functions that say when it is, or when a sample was taken.
const CLOCK_FUNCTIONS: [&str; 2] = ["time", "timestamp"];

/// What the truth of a condition rests on, the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Basis {
    /// No series at all.
    Constant,
    /// Samples of one moment.
    Moment,
    /// Samples of a stretch of time, or of one that tells how long ago something was.
    Range,
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject<'c> {
    /// No series at all.
    Nothing,
    /// Series of names that were recognised as this.
    Known(&'c str),
    /// Other series.
    Other,
}

/// What is said of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading<'c> {
    /// What its truth rests on.
    pub(crate) basis: Basis,
    /// What it is about.
    pub(crate) subject: Subject<'c>,
    /// Whether it compares something, rather than only selecting series.
    compares: bool,
    /// Whether it is a point in time by the clock.
    is_clock: bool,
}

/// Says what a metric of this name rests on and is about.
pub(crate) type Classify<'a, 'c> = &'a dyn Fn(&str) -> (Basis, Subject<'c>);

/// Reads an expression; `None` where the parser refuses it, or it is too long to be read safely.
pub(crate) fn read<'c>(text: &str, classify: Classify<'_, 'c>) -> Option<Reading<'c>> {
    if !bounds::is_safe(text) {
        return None;
    }
    let expression = parser::parse(text).ok()?;
    Some(reading(&expression, classify))
}

fn reading<'c>(expression: &Expr, classify: Classify<'_, 'c>) -> Reading<'c> {
    match expression {
        Expr::Aggregate(aggregate) => reading(&aggregate.expr, classify),
        Expr::Unary(unary) => reading(&unary.expr, classify),
        Expr::Paren(paren) => reading(&paren.expr, classify),
        Expr::Subquery(subquery) => reading(&subquery.expr, classify).over_range(),
        Expr::VectorSelector(selector) => selected(selector, classify),
        Expr::MatrixSelector(matrix) => selected(&matrix.vs, classify).over_range(),
        Expr::Call(call) => called(call, classify),
        Expr::Binary(binary) => joined(binary, classify),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::Extension(_) => Reading::CONSTANT,
    }
}

/// A selector with an offset is compared with what is now, which is a look at two moments.
fn selected<'c>(selector: &VectorSelector, classify: Classify<'_, 'c>) -> Reading<'c> {
    let by_label = || {
        let mut matchers = selector.matchers.matchers.iter();
        matchers
            .find(|matcher| matcher.name == METRIC_NAME && matcher.op == MatchOp::Equal)
            .map(|found| &*found.value)
    };
    let name = selector.name.as_deref().or_else(by_label);
    let (basis, subject) = name.map_or((Basis::Moment, Subject::Other), classify);
    let basis = if selector.offset.is_some() { Basis::Range } else { basis };
    Reading { basis, subject, compares: false, is_clock: false }
}

fn called<'c>(call: &Call, classify: Classify<'_, 'c>) -> Reading<'c> {
    let read =
        call.args.args.iter().map(|argument| reading(argument, classify)).reduce(Reading::in_arithmetic);
    let mut read = read.unwrap_or(Reading::CONSTANT);
    read.is_clock = CLOCK_FUNCTIONS.contains(&call.func.name);
    if PRESENCE_FUNCTIONS.contains(&call.func.name) && read.basis != Basis::Constant {
        read.subject = Subject::Other;
    }
    read
}

fn joined<'c>(binary: &BinaryExpr, classify: Classify<'_, 'c>) -> Reading<'c> {
    let (left, right) = (reading(&binary.lhs, classify), reading(&binary.rhs, classify));
    match binary.op.id() {
        T_LAND => left.and(right),
        T_LOR => left.or(right),
        T_LUNLESS => left.unless(right),
        _ => {
            let card = binary.modifier.as_ref().map(|modifier| &modifier.card);
            let is_right_measured = matches!(card, Some(VectorMatchCardinality::OneToMany(_)));
            let (measured, other) = if is_right_measured { (right, left) } else { (left, right) };
            let compares = binary.op.is_comparison_operator() || left.compares || right.compares;
            let read = Reading { compares, ..measured.in_arithmetic(other) };
            by_clock(read, binary, left, right)
        }
    }
}

/// An age or a countdown crosses its limit once and stays beyond it, whatever single samples do; so does a moment that
/// is compared with the clock. The clock moved by constants is still the clock.
fn by_clock<'c>(
    read: Reading<'c>,
    binary: &BinaryExpr,
    left: Reading<'_>,
    right: Reading<'_>,
) -> Reading<'c> {
    let operator = binary.op.id();
    let measures = operator == T_SUB || binary.op.is_comparison_operator();
    let is_measured = (left.is_clock && !right.is_constant()) || (right.is_clock && !left.is_constant());
    if measures && is_measured {
        return read.over_range();
    }
    let moves = [T_ADD, T_SUB, T_MUL, T_DIV].contains(&operator);
    Reading { is_clock: moves && !is_measured && (left.is_clock || right.is_clock), ..read }
}

impl Reading<'_> {
    const CONSTANT: Self =
        Self { basis: Basis::Constant, subject: Subject::Nothing, compares: false, is_clock: false };

    fn is_constant(self) -> bool {
        self.basis == Basis::Constant
    }

    /// A query over a range of constants still has no series to look at.
    fn over_range(self) -> Self {
        if self.is_constant() { self } else { Self { basis: Basis::Range, ..self } }
    }

    /// A range on one side is enough to smooth; what is measured stands first, what it is measured by second.
    fn in_arithmetic(self, other: Self) -> Self {
        let subject = if self.is_constant() { other.subject } else { self.subject };
        let compares = self.compares || other.compares;
        Self { basis: self.basis.max(other.basis), subject, compares, is_clock: false }
    }

    /// Both must hold: a second condition about something else makes it no longer a condition on the first alone.
    fn and(self, other: Self) -> Self {
        let is_filter = other.is_constant() || !other.compares || matches!(other.subject, Subject::Known(_));
        let subject =
            if is_filter || self.subject == Subject::Nothing { self.subject } else { Subject::Other };
        Self { basis: self.basis.max(other.basis), subject, compares: true, is_clock: false }
    }

    /// Either suffices, so a single moment on one side does, and so does a subject that is not known.
    fn or(self, other: Self) -> Self {
        if self.is_constant() || other.is_constant() {
            return self.in_arithmetic(other);
        }
        let is_known = matches!((self.subject, other.subject), (Subject::Known(_), Subject::Known(_)));
        let subject = if is_known { self.subject } else { Subject::Other };
        let compares = self.compares || other.compares;
        Self { basis: self.basis.min(other.basis), subject, compares, is_clock: false }
    }

    fn unless(self, other: Self) -> Self {
        if self.is_constant() { Self { subject: Subject::Other, ..other } } else { self }
    }
}
