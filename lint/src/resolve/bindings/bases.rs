//! What classes are made of. It is gathered while all nodes are looked at: whoever asked a class would have to go through
//! all that it holds.

use super::collect::Collector;
use crate::syntax::{Kind, NodeId, Part};

impl Collector<'_> {
    /// Base classes, and what a class is another name for.
    pub(super) fn bases(&mut self, class: NodeId) {
        let (syntax, mut named, mut alias) = (self.syntax, Vec::new(), None);
        for child in syntax.children(class) {
            match syntax.node(child).part {
                Part::BaseType => named.push(child),
                Part::Definition => alias = alias.or(Some(child)),
                _ => {}
            }
        }
        if !named.is_empty() {
            self.found.bases.insert(class, named);
        }
        let names = [Kind::Name, Kind::Member, Kind::Index, Kind::Class];
        let alias = alias.filter(|alias| names.contains(&syntax.kind(*alias)));
        self.aliased.extend(alias.map(|alias| (class, alias)));
    }

    /// What a class embeds, every class around it has too, up to the next function.
    pub(super) fn embedded(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let Some(base) = syntax.part(id, Part::BaseType) else { return };
        let inside_out = self.owners.iter().rev().copied();
        let around = inside_out.take_while(|owner| syntax.kind(*owner) != Kind::Function);
        for class in around.filter(|owner| syntax.kind(*owner) == Kind::Class) {
            self.found.bases.entry(class).or_default().push(base);
        }
    }
}
