//! What becomes of an error that a handler neither logs nor passes on.

use super::handler::Handler;
use super::{comment, returns_error};
use crate::diagnostic::Confidence;
use crate::knowledge::Meaning;
use crate::model::spans::low_if;
use crate::resolve::{BindingKind, Value};
use crate::syntax::{Kind, NodeId, Part};

impl Handler<'_> {
    /// A blanket handler loses the error where it only sets or returns what takes no call to make.
    pub(super) fn handler_outcome(&self, statements: &[NodeId]) -> &'static str {
        let syntax = self.analysis.context.syntax();
        let loses = statements.iter().all(|id| {
            let is_default = matches!(
                syntax.kind(*id),
                Kind::Return | Kind::Assign | Kind::Expression | Kind::Nothing | Kind::Continue
            );
            let calls = syntax
                .subtree(*id)
                .any(|inner| matches!(syntax.kind(inner), Kind::Call | Kind::Await | Kind::Yield));
            is_default && !calls
        });
        if loses { "default" } else { "handled" }
    }

    /// Whether all that is guarded is one statement of library calls that stay in the process: a text is converted,
    /// and what does not convert has a default.
    pub(super) fn guards_conversion(&self) -> bool {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(guarded) = syntax.part(syntax.node(self.node).parent, Part::Body) else { return false };
        let stays = |call: NodeId| {
            let value = syntax.part(call, Part::Callee).map(|callee| context.value(callee));
            value.as_ref().and_then(Value::path).is_some_and(|path| {
                let meanings = context.knowledge.meanings(path);
                !meanings.iter().any(|meaning| matches!(meaning, Meaning::Outbound(_)))
            })
        };
        let kinds = |kind: Kind| syntax.subtree(guarded).filter(move |id| syntax.kind(*id) == kind);
        syntax.children(guarded).count() == 1
            && kinds(Kind::Await).next().is_none()
            && kinds(Kind::Call).all(stays)
    }

    /// A check loses the error where the function could return one and returns none.
    pub(super) fn check_outcome(&self) -> (&'static str, Confidence) {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let Some(function) = context.function_of(self.node) else { return ("handled", Confidence::High) };
        let does_more = syntax.subtree(self.body).any(|id| {
            matches!(
                syntax.kind(id),
                Kind::Call | Kind::Assign | Kind::Update | Kind::Send | Kind::Branch | Kind::Loop
            )
        });
        let exits: Vec<NodeId> =
            syntax.own(self.body).filter(|id| syntax.kind(*id) == Kind::Return).collect();
        let drops = |exit: &NodeId| {
            // Errors may be gathered in another result.
            let gathers =
                |id: NodeId| syntax.kind(id) == Kind::Name && syntax.name(id).to_lowercase().contains("err");
            syntax.children(*exit).last().is_some_and(|last| syntax.kind(last) == Kind::Null)
                && !syntax.subtree(*exit).any(gathers)
        };
        if does_more || exits.is_empty() || !returns_error(context, function) || !exits.iter().all(drops) {
            return ("handled", Confidence::High);
        }
        let explained = comment::inside(context, syntax.node(self.body).range);
        ("default", low_if(explained || self.is_customary()))
    }

    /// What failed is a call whose failure is customarily ignored, or says that a text is of another form.
    pub(super) fn is_customary(&self) -> bool {
        let context = &self.analysis.context;
        let Some(path) = self.failed_call() else { return false };
        let meanings = context.knowledge.meanings(&path);
        context.knowledge.exception(&format!("{path}()")) == Some("conversion")
            || meanings.iter().any(|meaning| matches!(meaning, Meaning::Fallible(true)))
    }

    /// The path of the call whose error is checked.
    fn failed_call(&self) -> Option<String> {
        let context = &self.analysis.context;
        let syntax = context.syntax();
        let bindings = context.parsed.bindings.in_scope(syntax.node(self.node).function, self.binding?);
        let checked = syntax.node(self.body).range.start;
        let binding = bindings.iter().rev().find(|binding| binding.position < checked)?;
        let BindingKind::Value { expression, .. } = binding.kind else { return None };
        context.value(syntax.part(expression, Part::Callee)?).path().map(str::to_owned)
    }
}
