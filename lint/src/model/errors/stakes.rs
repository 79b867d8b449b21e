//! What tells forms of lost errors apart: who could have been told, how far what failed reaches, how much was left
//! undone, and what stands in for it. Rules show the forms that are nearly always faults, and keep the rest for pedants.

use super::handler::Handler;
use super::outcome::makes_empty;
use super::reach::guards;
use super::returns_error;
use crate::facts::Fact;
use crate::model::context::FileContext;
use crate::syntax::{Kind, NodeId, Part};
use std::borrow::Cow;

/// A field of a fact with its word.
type Field = (&'static str, Cow<'static, str>);

/// How deep a default is looked into.
const MAX_DEPTH: u32 = 4;

/// Returns the fields that hold for an error lost at a node, wherever it came from: `place` is what may fail.
fn stakes(context: &FileContext<'_>, at: NodeId, place: Option<NodeId>) -> [Field; 3] {
    let tells = context.function_of(at).is_some_and(|function| returns_error(context, function));
    let waits = place.is_some_and(|place| shows_wait(context, place));
    [
        ("function", if tells { "tells" } else { "silent" }.into()),
        ("guards", place.map_or("unknown", |place| guards(context, place)).into()),
        ("waits", if waits { "yes" } else { "no" }.into()),
    ]
}

/// Something there is waited for, in a language in which all is that goes out.
fn shows_wait(context: &FileContext<'_>, place: NodeId) -> bool {
    let (syntax, habits) = (context.syntax(), context.habits());
    let is_wait = |id: NodeId| syntax.kind(id) == Kind::Await;
    // A call may be waited for behind methods that only add to its error.
    let around = std::iter::successors(Some(place), |id| Some(syntax.node(*id).parent))
        .skip(1)
        .take_while(|id| matches!(syntax.kind(*id), Kind::Await | Kind::Call | Kind::Member));
    let is_waited_for = || around.clone().any(is_wait) || syntax.own(place).any(is_wait);
    (habits.waiting_word.is_some() || !habits.rejections.is_empty()) && is_waited_for()
}

/// Returns the `catch` fact of an error that nobody looks at: what is called failed.
pub(super) fn unseen(
    context: &FileContext<'_>,
    at: NodeId,
    form: &'static str,
    body: &'static str,
    callee: NodeId,
) -> Fact {
    let mut fields = vec![
        ("caught", "blanket".into()),
        ("form", form.into()),
        ("body", body.into()),
        ("name", String::new().into()),
        ("callee", context.excerpt(callee).into()),
    ];
    fields.extend(stakes(context, at, Some(context.syntax().node(callee).parent)));
    context.fact("catch", at, fields)
}

impl Handler<'_> {
    /// Returns the fields that hold for an error that its body loses.
    pub(super) fn stakes(&self, body: &str) -> Vec<Field> {
        if matches!(body, "handled" | "logs-error") {
            return Vec::new();
        }
        let context = &self.analysis.context;
        let rejected = || self.rejected().map(|promise| context.defining(promise));
        let place = self.guarded().or_else(rejected).or_else(|| self.failed());
        let mut fields = stakes(context, self.node, place).to_vec();
        fields.push(("size", self.size().into()));
        fields.push(("answer", if body == "default" { self.answer() } else { "none" }.into()));
        fields
    }

    /// How many statements may stay undone.
    fn size(&self) -> &'static str {
        let syntax = self.analysis.context.syntax();
        match self.guarded().map_or(1, |guarded| syntax.children(guarded).count()) {
            0 | 1 => "one",
            2..=4 => "few",
            _ => "many",
        }
    }

    /// What stands in for what failed.
    fn answer(&self) -> &'static str {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let exit = syntax.own(self.body).filter(|id| syntax.kind(*id) == Kind::Return).last();
        match exit {
            Some(exit) => syntax.children(exit).next().map_or("nothing", |value| class(context, value, 0)),
            None if syntax.kind(self.body) == Kind::Block => "assigned",
            None => class(context, self.body, 0),
        }
    }
}

/// What kind of default an expression is.
fn class(context: &FileContext<'_>, value: NodeId, depth: u32) -> &'static str {
    let syntax = context.syntax();
    let is_nothing = |id: NodeId| depth < MAX_DEPTH && class(context, id, depth + 1) == "nothing";
    let is_empty = match syntax.kind(value) {
        Kind::Null | Kind::Boolean | Kind::Number => true,
        Kind::String => syntax.string_value(value) == Some(""),
        Kind::Unary | Kind::Cast | Kind::Collection => syntax.children(value).all(is_nothing),
        Kind::Map | Kind::Construct => syntax.children(value).all(|id| syntax.node(id).part == Part::Type),
        Kind::Call => makes_empty(context, value),
        _ => false,
    };
    match syntax.kind(value) {
        _ if is_empty => "nothing",
        Kind::Name | Kind::Member | Kind::Index | Kind::Call => "name",
        _ => "structure",
    }
}
