//! A language's patterns compiled against its tree-sitter grammar.

use super::kind::{Kind, Part};
use super::pattern::{self, PatternError, Predicate, RawChild, RawPattern};

/// The patterns of one language, indexed by node kind; shared by all threads.
#[derive(Debug)]
pub struct Grammar {
    /// What tree-sitter parses with.
    pub language: tree_sitter::Language,
    /// What the language does beyond its patterns.
    pub(super) manner: Manner,
    by_node: Vec<Vec<Pattern>>,
}

/// What patterns of one level cannot say of a language.
#[derive(Debug, Default)]
pub struct Manner {
    /// What may stand before an argument of a macro and is no part of it.
    pub sigils: Box<[u8]>,
    /// Whether a function returns what its last expression yields.
    pub returns_tail: bool,
    /// What annotations of code say that only tests have: it is left out.
    pub test_annotations: regex::RegexSet,
}

/// One way a node can become a fact.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) kind: Kind,
    pub(super) children: Vec<Child>,
    pub(super) predicates: Vec<Predicate>,
    /// Whether any child or text must be looked at before the pattern is known to fit.
    pub(super) conditional: bool,
}

/// What a pattern says of a child.
#[derive(Debug)]
pub(super) struct Child {
    /// Field id, or 0 for any.
    pub(super) field: u16,
    /// Node kind ids; empty for any named node.
    pub(super) nodes: Vec<u16>,
    pub(super) part: Option<Part>,
}

impl Grammar {
    /// Compiles a language file.
    pub fn parse(
        name: &str,
        language: tree_sitter::Language,
        text: &str,
        manner: Manner,
    ) -> Result<Self, PatternError> {
        let mut by_node: Vec<Vec<Pattern>> = Vec::new();
        by_node.resize_with(language.node_kind_count(), Vec::new);
        for raw in pattern::parse(name, text)? {
            for id in node_ids(name, &language, &raw.node)? {
                by_node[id as usize].push(compile(name, &language, &raw)?);
            }
        }
        for patterns in &mut by_node {
            patterns.shrink_to_fit();
        }
        Ok(Self { language, manner, by_node })
    }

    pub(super) fn patterns(&self, node_kind: u16) -> &[Pattern] {
        self.by_node.get(node_kind as usize).map_or(&[], Vec::as_slice)
    }
}

fn compile(name: &str, language: &tree_sitter::Language, raw: &RawPattern) -> Result<Pattern, PatternError> {
    let mut children: Vec<Child> =
        raw.children.iter().map(|child| compile_child(name, language, child)).collect::<Result<_, _>>()?;
    // A child that names its field knows better than one that takes any.
    children.sort_by_key(|child| child.field == 0);
    let predicates: Vec<Predicate> = raw
        .predicates
        .iter()
        .map(|predicate| Predicate { part: predicate.part, test: copy_test(&predicate.test) })
        .collect();
    // A captured child is optional, as fields of the grammar are; one that must be there bears no capture,
    // or names its node kind behind a field.
    let conditional = !predicates.is_empty() || children.iter().any(Child::is_required);
    Ok(Pattern { kind: raw.kind, children, predicates, conditional })
}

impl Pattern {
    /// Returns whether some of its children decorate it.
    pub(super) fn may_be_decorated(&self) -> bool {
        self.children.iter().any(|child| child.part == Some(Part::Decorator))
    }

    /// Returns the part that a child of this node kind plays, in whatever field.
    pub(super) fn part_of_node(&self, node_kind: u16) -> Option<Part> {
        self.children.iter().find(|child| child.nodes.contains(&node_kind)).and_then(|child| child.part)
    }
}

impl Child {
    /// Returns whether the pattern only fits where such a child stands.
    pub(super) fn is_required(&self) -> bool {
        self.part.is_none() || (self.field != 0 && !self.nodes.is_empty())
    }
}

fn copy_test(test: &pattern::Test) -> pattern::Test {
    match test {
        pattern::Test::Equals(text) => pattern::Test::Equals(text.clone()),
        pattern::Test::Matches(regex) => pattern::Test::Matches(regex.clone()),
    }
}

fn compile_child(
    name: &str,
    language: &tree_sitter::Language,
    raw: &RawChild,
) -> Result<Child, PatternError> {
    let mut nodes = Vec::new();
    for node in &raw.nodes {
        nodes.extend(node_ids(name, language, node)?);
    }
    let field = match &raw.field {
        None => 0,
        Some(field) => language
            .field_id_for_name(field)
            .ok_or_else(|| fault(name, format!("the grammar has no field `{field}`")))?
            .get(),
    };
    Ok(Child { field, nodes, part: raw.part })
}

/// A kind's name can stand for several ids (aliases), and for a token.
fn node_ids(name: &str, language: &tree_sitter::Language, node: &str) -> Result<Vec<u16>, PatternError> {
    let count = u16::try_from(language.node_kind_count()).unwrap_or(u16::MAX);
    let ids: Vec<u16> = (0..count).filter(|id| language.node_kind_for_id(*id) == Some(node)).collect();
    if ids.is_empty() {
        return Err(fault(name, format!("the grammar has no node `{node}`")));
    }
    Ok(ids)
}

fn fault(name: &str, message: String) -> PatternError {
    PatternError { language: name.to_owned(), line: 0, message }
}
