//! Registrations of what tells of health, by what they say themselves.

use super::registration::Registration;
use super::tells_of_health;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// How many branches around a registration are looked at.
const MOST_BRANCHES: usize = 8;

impl Registration<'_, '_> {
    /// The health service of an RPC framework, or a file that holds probes and is called so.
    pub(super) fn is_of_health(&self) -> bool {
        let syntax = self.context.syntax();
        let callee = syntax.part(self.site.node, Part::Callee).unwrap_or(self.site.node);
        let path = syntax.file.path();
        let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
        tells_of_health(syntax.name(callee))
            || tells_of_health(stem)
            || self.takes_health_service()
            || self.is_asked_for_health()
    }

    /// It stands under a condition on a setting that is named so: `if let Some(port) = health_port`.
    fn is_asked_for_health(&self) -> bool {
        let syntax = self.context.syntax();
        let outer = |branch: &NodeId| syntax.enclosing(*branch, &[Kind::Branch]);
        let mut branches = std::iter::successors(syntax.enclosing(self.site.node, &[Kind::Branch]), outer)
            .take(MOST_BRANCHES);
        branches.any(|branch| {
            let holds = |then: NodeId| syntax.contains(then, self.site.node);
            syntax.part(branch, Part::Then).is_some_and(holds)
                && syntax.part(branch, Part::Condition).is_some_and(|asked| names_health(syntax, asked))
        })
    }

    /// What is made for the registration right there, such as `HealthServer::new(checks)`, is named so.
    fn takes_health_service(&self) -> bool {
        let (context, syntax) = (self.context, self.context.syntax());
        let mut handlers = context.select_all(self.site.node, &self.spec.handler).into_iter();
        self.spec.methods.iter().any(|method| method == "*")
            && handlers.any(|handler| {
                let maker = syntax.part(handler, Part::Callee);
                maker.is_some_and(|maker| names_health(syntax, maker))
            })
    }
}

fn names_health(syntax: &Syntax, root: NodeId) -> bool {
    let mut inside = syntax.subtree(root);
    inside.any(|id| matches!(syntax.kind(id), Kind::Name | Kind::Member) && tells_of_health(syntax.name(id)))
}
