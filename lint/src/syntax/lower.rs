//! One walk over a tree-sitter tree that writes the arena.

mod declared;
mod decorated;
mod fit;
mod method;
mod tail;
mod tokens;
mod wrapped;
mod write;

use super::grammar::{Grammar, Pattern};
use super::kind::{Kind, Part};
use super::{NONE, Node, NodeId, Syntax};
use crate::source::{SourceFile, TextRange};
use fit::part_of;
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tree_sitter::{Node as TreeNode, ParseOptions, ParseState, Parser, Tree, TreeCursor};

/// What is nested deeper than this is left out, so that whatever recurs over nodes ends: code that people write stays
/// far below, and each level may take several kilobytes of stack.
const MAX_DEPTH: usize = 500;

/// Why a file has no facts.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LowerError {
    /// The grammar is of another tree-sitter generation.
    #[error("the grammar does not fit this tree-sitter")]
    Grammar,
    /// Parsing took too long.
    #[error("not analysed: parsing it took longer than {0:?}")]
    Timeout(Duration),
}

/// Parses a file and writes down its facts. Cost: one parse and one walk; the tree is dropped.
pub fn lower(grammar: &Grammar, file: &Arc<SourceFile>, limit: Duration) -> Result<Syntax, LowerError> {
    let mut parser = Parser::new();
    parser.set_language(&grammar.language).map_err(|_| LowerError::Grammar)?;
    let deadline = Instant::now() + limit;
    let tree = parse_at(&mut parser, file.bytes(), 0, deadline).ok_or(LowerError::Timeout(limit))?;
    let mut builder = Builder::new(grammar, file, parser, deadline);
    builder.walk(&tree);
    if builder.is_late {
        return Err(LowerError::Timeout(limit));
    }
    Ok(Syntax {
        file: Arc::clone(file),
        nodes: builder.nodes,
        symbols: builder.symbols,
        symbol_ids: builder.symbol_ids,
        comments: builder.comments,
        first_error: builder.first_error,
        first_too_deep: builder.first_too_deep,
    })
}

/// Parses text that starts so many bytes into its file.
fn parse_at(parser: &mut Parser, bytes: &[u8], start: usize, deadline: Instant) -> Option<Tree> {
    let mut on_progress = |_: &ParseState| {
        if Instant::now() > deadline { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut on_progress);
    let mut read = |offset: usize, _| {
        offset.checked_sub(start).and_then(|offset| bytes.get(offset..)).unwrap_or_default()
    };
    parser.parse_with_options(&mut read, None, Some(options))
}

/// Where the walk stands: the node that children attach to, and the part they play by default.
#[derive(Clone, Copy)]
struct Frame<'g> {
    node: NodeId,
    function: NodeId,
    inherited: Part,
    pattern: Option<&'g Pattern>,
    /// Whether leaving this frame closes `node`.
    closes: bool,
    /// The first node of what closes with `node`: the decorated whole around a definition, the block around a lone
    /// statement; or [`NONE`].
    around: NodeId,
}

impl Frame<'_> {
    /// Where children attach to a node and play one part.
    const fn under(node: NodeId, function: NodeId, inherited: Part) -> Self {
        Self { node, function, inherited, pattern: None, closes: false, around: NONE }
    }

    /// Returns whether children of this part have been written down out of turn.
    fn has_written(&self, part: Part) -> bool {
        part == Part::Decorator && self.around != NONE
            || part == Part::Type && self.pattern.is_some_and(|pattern| pattern.kind == Kind::Declaration)
            || matches!(part, Part::Base | Part::Name)
                && self.pattern.is_some_and(|pattern| pattern.kind == Kind::MethodCall)
    }
}

struct Builder<'g> {
    grammar: &'g Grammar,
    bytes: &'g [u8],
    nodes: Vec<Node>,
    symbols: Vec<Box<str>>,
    symbol_ids: FxHashMap<Box<str>, u32>,
    comments: Vec<TextRange>,
    first_error: Option<u32>,
    first_too_deep: Option<u32>,
    stack: Vec<Frame<'g>>,
    /// In how many lists of tokens it is that need not be of the language: what they hold is no syntax error.
    in_tokens: usize,
    /// Reads such lists.
    parser: Parser,
    deadline: Instant,
    /// Whether the deadline came before all was read.
    is_late: bool,
}

impl<'g> Builder<'g> {
    fn new(grammar: &'g Grammar, file: &'g SourceFile, parser: Parser, deadline: Instant) -> Self {
        Self {
            grammar,
            bytes: file.bytes(),
            nodes: Vec::with_capacity(file.bytes().len() / 8),
            symbols: Vec::new(),
            symbol_ids: FxHashMap::default(),
            comments: Vec::new(),
            first_error: None,
            first_too_deep: None,
            stack: Vec::new(),
            in_tokens: 0,
            parser,
            deadline,
            is_late: false,
        }
    }

    fn walk(&mut self, tree: &Tree) {
        let end = self.bytes.len() as u32;
        self.push(Kind::Module, Part::None, TextRange::new(0, end), 0, NONE);
        self.below(tree.root_node(), Frame::under(0, NONE, Part::None));
        self.nodes[0].end = self.nodes.len() as NodeId;
    }

    /// Writes down a tree-sitter node and all below it. Recurses only where a node is read out of turn: decorators,
    /// macros.
    fn below(&mut self, root: TreeNode<'_>, frame: Frame<'g>) {
        let (mut cursor, mut annotations) = (root.walk(), Vec::new());
        self.stack.push(frame);
        while self.step(&mut cursor, &mut annotations) {}
        self.stack.pop();
    }

    /// Enters the cursor's node, then moves on in preorder; false at the end.
    fn step<'t>(&mut self, cursor: &mut TreeCursor<'t>, annotations: &mut Vec<TreeNode<'t>>) -> bool {
        match self.enter(cursor, annotations) {
            Some(frame) if cursor.goto_first_child() => {
                self.stack.push(frame);
                return true;
            }
            Some(frame) => self.close(&frame),
            None => self.close_leaf(),
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
            let Some(frame) = self.stack.pop() else { return false };
            // What stands behind the last thing annotates nothing.
            annotations.clear();
            self.close(&frame);
        }
        true
    }

    fn close(&mut self, frame: &Frame<'_>) {
        let end = self.nodes.len() as NodeId;
        if frame.closes {
            self.nodes[frame.node as usize].end = end;
        }
        let mut node = frame.node;
        while frame.around != NONE && node > frame.around {
            node = self.nodes[node as usize].parent;
            self.nodes[node as usize].end = end;
        }
    }

    /// A leaf that was written down but has no children to come back from.
    fn close_leaf(&mut self) {
        let end = self.nodes.len() as NodeId;
        if let Some(last) = self.nodes.last_mut().filter(|node| node.end == NONE) {
            last.end = end;
        }
    }

    /// Writes down the cursor's node, and returns the frame for its children where they matter.
    fn enter<'t>(
        &mut self,
        cursor: &mut TreeCursor<'t>,
        annotations: &mut Vec<TreeNode<'t>>,
    ) -> Option<Frame<'g>> {
        let tree_node = cursor.node();
        let frame = *self.stack.last()?;
        let start = tree_node.start_byte() as u32;
        if (tree_node.is_error() || tree_node.is_missing()) && self.in_tokens == 0 {
            self.first_error = self.first_error.or(Some(start));
        }
        if !tree_node.is_named() {
            return None;
        }
        if self.stack.len() > MAX_DEPTH {
            self.first_too_deep = self.first_too_deep.or(Some(start));
            return None;
        }
        let node_kind = tree_node.kind_id();
        let part = part_of(&frame, cursor, node_kind);
        if part == Part::Skip || frame.has_written(part) {
            return None;
        }
        let Some(pattern) = self.fitting(cursor, node_kind) else {
            return Some(Frame { inherited: part, closes: false, pattern: None, around: NONE, ..frame });
        };
        let written = self.write(pattern, part, tree_node, &frame, annotations);
        self.declared_type(cursor, &frame, written);
        written
    }
}

fn range_of(tree_node: TreeNode<'_>) -> TextRange {
    TextRange::new(tree_node.start_byte() as u32, tree_node.end_byte() as u32)
}
