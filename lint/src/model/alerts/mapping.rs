//! Mappings of a data file by key, honest about entries that stand elsewhere.

use super::scalar;
use crate::syntax::{Kind, NodeId, Part, Syntax};

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nothing, for certain.
    Absent,
    /// Something that this file's text does not tell: an alias, a template, a merged mapping.
    Elsewhere,
    /// A scalar's text without surrounding white space; empty for null.
    Text(String),
    /// A mapping.
    Nested(NodeId),
}

/// A mapping, or the lack of one.
#[derive(Clone, Copy)]
pub(super) struct Mapping<'a> {
    syntax: &'a Syntax,
    node: Option<NodeId>,
    merge: &'a str,
    /// Whether it has entries that cannot be seen.
    is_open: bool,
}

impl<'a> Mapping<'a> {
    /// Looks at a mapping; `merge` is the key that pulls in others.
    pub(super) fn new(syntax: &'a Syntax, node: NodeId, merge: &'a str) -> Self {
        let is_open = syntax.children(node).any(|child| !is_plain_pair(syntax, child, merge));
        Self { syntax, node: Some(node), merge, is_open }
    }

    /// Returns what stands under a key.
    pub(super) fn entry(&self, key: &str) -> Entry {
        let Some(node) = self.node else { return self.unseen() };
        let pair = self.syntax.children(node).find(|pair| has_key(self.syntax, *pair, key));
        let Some(pair) = pair else { return self.unseen() };
        let Some(value) = self.syntax.part(pair, Part::Value) else { return Entry::Text(String::new()) };
        match self.syntax.kind(value) {
            Kind::String => Entry::Text(scalar::text(self.syntax.text(value)).trim().to_owned()),
            Kind::Map => Entry::Nested(value),
            _ => Entry::Elsewhere,
        }
    }

    /// Returns the mapping under a key.
    pub(super) fn nested(&self, key: &str) -> Self {
        match self.entry(key) {
            Entry::Nested(node) => Self::new(self.syntax, node, self.merge),
            Entry::Text(text) => Self { node: None, is_open: !text.is_empty(), ..*self },
            Entry::Absent => Self { node: None, is_open: false, ..*self },
            Entry::Elsewhere => Self { node: None, is_open: true, ..*self },
        }
    }

    fn unseen(&self) -> Entry {
        if self.is_open { Entry::Elsewhere } else { Entry::Absent }
    }
}

/// Returns whether a node is a pair under this key.
pub(super) fn has_key(syntax: &Syntax, pair: NodeId, key: &str) -> bool {
    syntax.kind(pair) == Kind::Pair
        && key_text(syntax, pair).is_some_and(|text| text.trim_matches(['"', '\'']) == key)
}

fn key_text(syntax: &Syntax, pair: NodeId) -> Option<&str> {
    let key = syntax.part(pair, Part::Key)?;
    (syntax.kind(key) == Kind::String).then(|| syntax.text(key))
}

/// Whatever is not a pair with a key of its own stands for pairs that are not seen.
fn is_plain_pair(syntax: &Syntax, child: NodeId, merge: &str) -> bool {
    syntax.kind(child) == Kind::Pair && key_text(syntax, child).is_some_and(|key| key != merge)
}
