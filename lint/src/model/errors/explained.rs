//! Whether people are told why a handler may ignore what it caught.

use super::comment;
use super::handler::Handler;
use crate::source::TextRange;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// How many statements are so few that a comment among them may be about whether they fail.
const LITTLE: usize = 2;

impl Handler<'_> {
    /// A comment between what is guarded and the end of the handler; or one further up, or the documentation, that says
    /// that a failure may be ignored.
    pub(super) fn is_explained(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let guarded = if self.form == "handler" { syntax.node(self.node).parent } else { self.node };
        let is_told_above = || match self.form {
            "handler" => comment::excuses(context, guarded),
            // What stands above a chain of many lines is about its beginning.
            "rejection" if self.is_far_down() => comment::excuses(context, guarded),
            _ => comment::above(context, guarded),
        };
        is_told_above()
            || around(syntax, guarded).is_some_and(|branch| comment::excuses(context, branch))
            || comment::quotes_default(context, self.body)
            || comment::documents_leniency(context, self.node)
            || self.guarded().is_some_and(|body| {
                let range = TextRange::new(syntax.node(guarded).range.start, syntax.node(body).range.end);
                syntax.children(body).count() <= LITTLE && comment::excuses_inside(context, range)
            })
            || comment::inside(context, self.commented())
    }

    /// It begins on a later line than the chain of calls that it ends.
    fn is_far_down(&self) -> bool {
        let syntax = self.analysis.context.syntax();
        let line_of = |place: u32| syntax.file.line_of(place);
        line_of(self.start()) > line_of(syntax.node(self.node).range.start)
    }

    /// Where comments are about what the handler does: from the end of what is guarded, or of the handler before.
    fn commented(&self) -> TextRange {
        let syntax = self.analysis.context.syntax();
        let own = TextRange::new(self.start(), syntax.node(self.node).range.end);
        let before = syntax.previous_sibling(self.node);
        let start = match before.filter(|_| self.form == "handler") {
            Some(before) if syntax.kind(before) == Kind::Catch => {
                let end = syntax.node(before).range.end.saturating_sub(1);
                syntax.file.line_range(syntax.file.line_of(end)).end
            }
            Some(before) => syntax.node(before).range.end,
            None => own.start,
        };
        TextRange::new(start.min(own.start), own.end)
    }
}

/// The branch that holds nothing but what is guarded: an excuse for the one is an excuse for the other.
fn around(syntax: &Syntax, guarded: NodeId) -> Option<NodeId> {
    let block = syntax.node(guarded).parent;
    let branch = syntax.node(block).parent;
    let is_all = syntax.kind(guarded) == Kind::Try
        && syntax.node(block).part == Part::Then
        && syntax.kind(branch) == Kind::Branch
        && syntax.children(block).count() == 1;
    is_all.then_some(branch)
}
