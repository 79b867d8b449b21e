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
        let sets = |id: &NodeId| {
            let place = syntax.node(*id).function;
            let is_near = place == syntax.node(made).function || place == name.function;
            (syntax.kind(*id) == Kind::Assign && is_near).then(|| syntax.part(*id, Part::Value))?
        };
        let all = self.parsed.assignments(name.symbol, field);
        let before = all.partition_point(|id| *id < holder);
        all[..before].iter().rev().take_while(|id| **id >= made).find_map(sets)
    }
}
