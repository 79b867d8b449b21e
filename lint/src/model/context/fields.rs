//! Entries that an object is given after it was made: `options.timeout = 2000`.

use super::FileContext;
use crate::syntax::{Kind, NodeId, Part};

impl FileContext<'_> {
    /// Returns what is assigned to a field of an object between where a name is bound to it and where the name is used.
    pub(super) fn set_later(&self, holder: NodeId, made: NodeId, field: &str) -> Option<NodeId> {
        let syntax = self.syntax();
        let name = syntax.node(holder);
        if !self.habits().object_literals || name.kind != Kind::Name || syntax.kind(made) != Kind::Map {
            return None;
        }
        let is_field = |target: NodeId| {
            let base = syntax.part(target, Part::Base).filter(|_| syntax.kind(target) == Kind::Member);
            let is_same =
                |base: NodeId| syntax.kind(base) == Kind::Name && syntax.node(base).symbol == name.symbol;
            syntax.name(target) == field && base.is_some_and(is_same)
        };
        let sets = |id: NodeId| {
            let target = syntax.part(id, Part::Target)?;
            let place = syntax.node(id).function;
            let is_near = place == syntax.node(made).function || place == name.function;
            (syntax.kind(id) == Kind::Assign && is_near && is_field(target))
                .then(|| syntax.part(id, Part::Value))?
        };
        (made..holder).rev().find_map(sets)
    }
}
