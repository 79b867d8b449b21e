//! One parsed file, and where in it something stands.

use crate::resolve::bindings::Bindings;
use crate::syntax::{Kind, NodeId, Part, Syntax};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A file with what was found in it.
#[derive(Debug)]
pub struct Parsed {
    /// Its syntactic facts.
    pub syntax: Syntax,
    /// What its names are bound to.
    pub bindings: Bindings,
    found: OnceLock<Found>,
}

/// Where in a file something stands.
#[derive(Debug, Default)]
struct Found {
    callees: FxHashMap<u32, Vec<NodeId>>,
    /// By the object's name and the field's.
    fields_set: FxHashMap<(u32, u32), Vec<NodeId>>,
}

impl Parsed {
    /// Keeps what was found in a file.
    pub fn new(syntax: Syntax, bindings: Bindings) -> Self {
        Self { syntax, bindings, found: OnceLock::new() }
    }

    /// Returns the callees of a name, in source order. Cost: at first a walk through the file.
    pub fn callees(&self, name: &str) -> &[NodeId] {
        let found = self.syntax.find_symbol(name).and_then(|symbol| self.found().callees.get(&symbol));
        found.map_or(&[], Vec::as_slice)
    }

    /// Returns the assignments to a field of what a name stands for, in source order. Cost: at first a walk through the
    /// file.
    pub fn assignments(&self, object: u32, field: &str) -> &[NodeId] {
        let field = self.syntax.find_symbol(field);
        let found = field.and_then(|field| self.found().fields_set.get(&(object, field)));
        found.map_or(&[], Vec::as_slice)
    }

    fn found(&self) -> &Found {
        self.found.get_or_init(|| {
            let (syntax, mut found) = (&self.syntax, Found::default());
            for (id, node) in syntax.nodes().iter().enumerate() {
                if node.part == Part::Callee {
                    found.callees.entry(node.symbol).or_default().push(id as NodeId);
                }
                let target = (node.part == Part::Target && node.kind == Kind::Member).then_some(id as NodeId);
                let base = target.and_then(|target| syntax.part(target, Part::Base));
                if let Some(base) = base.filter(|base| syntax.kind(*base) == Kind::Name) {
                    let key = (syntax.node(base).symbol, node.symbol);
                    found.fields_set.entry(key).or_default().push(node.parent);
                }
            }
            found
        })
    }
}
