//! Syntactic facts: one file's code in no language's terms.
//!
//! ```text
//! bytes ─▶ tree-sitter Tree ─▶ one walk guided by languages/<language>.scm ─▶ Syntax
//! ```
//!
//! A [`Syntax`] is a flat arena in preorder: a node's subtree is the index range `node..end`, so "is there an
//! X inside Y" is a scan and nothing recurses over trees. The tree itself is dropped after the walk.

mod grammar;
mod iterate;
mod kind;
mod lower;
mod pattern;

pub use grammar::{Grammar, Manner};
pub use iterate::{Children, OwnNodes};
pub use kind::{Kind, Part};
pub use lower::{LowerError, lower};
pub use pattern::PatternError;

use crate::source::{SourceFile, TextRange};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Index of a node in its file's [`Syntax`].
pub type NodeId = u32;

/// Stands for "no node" and "no symbol".
pub const NONE: u32 = u32::MAX;

/// One syntactic fact.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// What it is to its parent.
    pub part: Part,
    /// The node it is part of; the root is its own parent.
    pub parent: NodeId,
    /// One past the last node of its subtree.
    pub end: NodeId,
    /// The innermost function it stands in, or [`NONE`] at file level. A function stands in itself.
    pub function: NodeId,
    /// Where in the file.
    pub range: TextRange,
    /// The name it bears (names, members, functions, keyword arguments), or [`NONE`].
    pub symbol: u32,
    /// First byte of that name.
    pub name_start: u32,
}

/// The syntactic facts of one file.
#[derive(Debug)]
pub struct Syntax {
    /// The file.
    pub file: Arc<SourceFile>,
    nodes: Vec<Node>,
    symbols: Vec<Box<str>>,
    symbol_ids: FxHashMap<Box<str>, u32>,
    /// Comments, in order.
    pub comments: Vec<TextRange>,
    /// Byte offset of the first syntax error, if any.
    pub first_error: Option<u32>,
    /// Byte offset of the first thing that was left out as it is nested too deep, if any.
    pub first_too_deep: Option<u32>,
}

impl Syntax {
    /// Returns all nodes in preorder.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Returns a node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// Returns a node's kind.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// Returns the text of a symbol.
    pub fn symbol(&self, symbol: u32) -> &str {
        self.symbols.get(symbol as usize).map_or("", |text| text)
    }

    /// Returns the symbol of a text, where the file has it.
    pub fn find_symbol(&self, text: &str) -> Option<u32> {
        self.symbol_ids.get(text).copied()
    }

    /// Returns every distinct name of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(|symbol| &**symbol)
    }

    /// Returns the name a node bears, or the empty string.
    pub fn name(&self, id: NodeId) -> &str {
        self.symbol(self.node(id).symbol)
    }

    /// Returns where a node's name stands, or the whole node where it has none.
    pub fn name_range(&self, id: NodeId) -> TextRange {
        let node = self.node(id);
        if node.symbol == NONE {
            return node.range;
        }
        TextRange::new(node.name_start, node.name_start + self.name(id).len() as u32)
    }

    /// Returns a node's source text; empty where it is not UTF-8.
    pub fn text(&self, id: NodeId) -> &str {
        self.file.text(self.node(id).range)
    }

    /// Returns the direct children of a node.
    pub fn children(&self, id: NodeId) -> Children<'_> {
        Children { syntax: self, next: id + 1, end: self.node(id).end }
    }

    /// Returns the direct children that play a part.
    pub fn parts(&self, id: NodeId, part: Part) -> impl Iterator<Item = NodeId> {
        self.children(id).filter(move |child| self.node(*child).part == part)
    }

    /// Returns a function's parameters: what declares each, and its name. One declaration may have several names.
    pub fn parameters(&self, function: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> {
        self.parts(function, Part::Parameter).flat_map(|declared| {
            let itself = (self.kind(declared) == Kind::Name).then_some(declared);
            let named = self.parts(declared, Part::Binding).filter(move |_| itself.is_none());
            let named = named.flat_map(|binding| self.bound_names(binding));
            itself.into_iter().chain(named).map(move |name| (declared, name))
        })
    }

    /// Returns the names that a pattern binds; a name binds itself.
    pub fn bound_names(&self, pattern: NodeId) -> impl Iterator<Item = NodeId> {
        let is_bound = move |id: &NodeId| {
            let node = self.node(*id);
            node.kind == Kind::Name
                && !(matches!(node.part, Part::Callee | Part::Key | Part::Base) && *id != pattern)
        };
        self.subtree(pattern).filter(is_bound)
    }

    /// Returns the patterns of a case, without conditions beside them.
    pub fn case_patterns(&self, case: NodeId) -> impl Iterator<Item = NodeId> {
        self.parts(case, Part::Key).flat_map(|key| {
            let inner: Vec<NodeId> = match self.kind(key) {
                Kind::Guarded => self.parts(key, Part::Key).collect(),
                _ => vec![key],
            };
            inner
        })
    }

    /// Returns the first direct child that plays a part.
    pub fn part(&self, id: NodeId, part: Part) -> Option<NodeId> {
        self.parts(id, part).next()
    }

    /// Returns the child of the same parent that stands right behind a node. Cost: constant.
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        let next = self.node(id).end;
        let parent = self.node(id).parent;
        (next < self.node(parent).end && parent != id).then_some(next)
    }

    /// Returns the children of the same parent that stand behind a node, in source order.
    pub fn siblings_behind(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.next_sibling(id), |next| self.next_sibling(*next))
    }

    /// Returns the child of the same parent that stands right before a node. Cost: the depth of what stands there.
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.node(id).parent;
        let before = id.checked_sub(1).filter(|before| *before != parent && parent != id)?;
        std::iter::successors(Some(before), |inner| Some(self.node(*inner).parent))
            .find(|outer| self.node(*outer).parent == parent)
    }

    /// Returns all nodes of a subtree, the root of it first.
    pub fn subtree(&self, id: NodeId) -> std::ops::Range<NodeId> {
        id..self.node(id).end
    }

    /// Returns whether `inner` lies in the subtree of `outer`.
    pub fn contains(&self, outer: NodeId, inner: NodeId) -> bool {
        self.subtree(outer).contains(&inner)
    }

    /// Returns the nodes of a kind inside a subtree, nested functions left out.
    pub fn own(&self, id: NodeId) -> OwnNodes<'_> {
        OwnNodes { syntax: self, next: id + 1, end: self.node(id).end }
    }

    /// Returns the text of a string literal without prefix and quotes, or `None` where `id` is something else.
    pub fn string_value(&self, id: NodeId) -> Option<&str> {
        match self.kind(id) {
            Kind::String => Some(strip_quotes(self.text(id))),
            Kind::Joined => self.children(id).next().and_then(|first| self.string_value(first)),
            _ => None,
        }
    }

    /// Returns the source between two children, brackets around them left out: the operator of a binary expression.
    pub fn operator(&self, left: NodeId, right: NodeId) -> &str {
        let between = TextRange::new(self.node(left).range.end, self.node(right).range.start);
        self.file.text(between).trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '(' | ')'))
    }

    /// Returns the nearest enclosing node of one of `kinds`, at most 64 levels up.
    pub fn enclosing(&self, id: NodeId, kinds: &[Kind]) -> Option<NodeId> {
        let mut current = id;
        for _ in 0..64 {
            let parent = self.node(current).parent;
            if parent == current {
                return None;
            }
            if kinds.contains(&self.kind(parent)) {
                return Some(parent);
            }
            current = parent;
        }
        None
    }
}

fn strip_quotes(text: &str) -> &str {
    let text = text.trim_start_matches(|first: char| first.is_ascii_alphabetic());
    // `r#"…"#`: as many marks before as behind.
    let marks = text.len() - text.trim_start_matches('#').len();
    let text =
        if text[marks..].starts_with('"') { &text[marks..text.len().max(2 * marks) - marks] } else { text };
    for quote in ["\"\"\"", "'''", "\"", "'", "`"] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.strip_suffix(quote).unwrap_or(inner);
        }
    }
    text
}
