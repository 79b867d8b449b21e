//! One walk over a tree-sitter tree that writes the arena.

mod fit;

use super::grammar::{Grammar, Pattern};
use super::kind::{Kind, Part};
use super::{NONE, Node, NodeId, Syntax};
use crate::source::{SourceFile, TextRange};
use fit::part_of;
use rustc_hash::FxHashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tree_sitter::{ParseOptions, ParseState, Parser, Tree, TreeCursor};

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
    let tree = parse(grammar, file, limit)?;
    let mut builder = Builder::new(grammar, file);
    builder.walk(&tree);
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

fn parse(grammar: &Grammar, file: &SourceFile, limit: Duration) -> Result<Tree, LowerError> {
    let mut parser = Parser::new();
    parser.set_language(&grammar.language).map_err(|_| LowerError::Grammar)?;
    let bytes = file.bytes();
    let deadline = Instant::now() + limit;
    let mut on_progress = |_: &ParseState| {
        if Instant::now() > deadline { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut on_progress);
    let mut read = |offset: usize, _| bytes.get(offset..).unwrap_or_default();
    parser.parse_with_options(&mut read, None, Some(options)).ok_or(LowerError::Timeout(limit))
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
}

impl<'g> Builder<'g> {
    fn new(grammar: &'g Grammar, file: &'g SourceFile) -> Self {
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
        }
    }

    fn walk(&mut self, tree: &Tree) {
        let mut cursor = tree.walk();
        let end = self.bytes.len() as u32;
        self.push(Kind::Module, Part::None, TextRange::new(0, end), 0, NONE);
        let root = Frame { node: 0, function: NONE, inherited: Part::None, pattern: None, closes: false };
        self.stack.push(root);
        while self.step(&mut cursor) {}
        self.nodes[0].end = self.nodes.len() as NodeId;
    }

    /// Enters the cursor's node, then moves on in preorder; false at the end.
    fn step(&mut self, cursor: &mut TreeCursor<'_>) -> bool {
        if let Some(frame) = self.enter(cursor)
            && cursor.goto_first_child()
        {
            self.stack.push(frame);
            return true;
        } else if let Some(node) = self.pending_close() {
            self.nodes[node as usize].end = self.nodes.len() as NodeId;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
            let Some(frame) = self.stack.pop() else { return false };
            if frame.closes {
                self.nodes[frame.node as usize].end = self.nodes.len() as NodeId;
            }
        }
        true
    }

    /// A leaf that was written down but has no children to come back from.
    fn pending_close(&self) -> Option<NodeId> {
        let last = self.nodes.len() as NodeId - 1;
        (self.nodes[last as usize].end == NONE).then_some(last)
    }

    /// Writes down the cursor's node, and returns the frame for its children where they matter.
    fn enter(&mut self, cursor: &mut TreeCursor<'_>) -> Option<Frame<'g>> {
        let tree_node = cursor.node();
        let frame = *self.stack.last()?;
        let range = TextRange::new(tree_node.start_byte() as u32, tree_node.end_byte() as u32);
        if tree_node.is_error() || tree_node.is_missing() {
            self.first_error = self.first_error.or(Some(range.start));
        }
        if !tree_node.is_named() {
            return None;
        }
        if self.stack.len() > MAX_DEPTH {
            self.first_too_deep = self.first_too_deep.or(Some(range.start));
            return None;
        }
        let node_kind = tree_node.kind_id();
        let part = part_of(&frame, cursor, node_kind);
        if part == Part::Skip {
            return None;
        }
        let Some(pattern) = self.fitting(cursor, node_kind) else {
            return Some(Frame { inherited: part, closes: false, pattern: None, ..frame });
        };
        self.write(pattern, part, range, &frame)
    }

    fn write(
        &mut self,
        pattern: &'g Pattern,
        part: Part,
        range: TextRange,
        frame: &Frame<'g>,
    ) -> Option<Frame<'g>> {
        match pattern.kind {
            Kind::Skip => None,
            Kind::Comment => {
                self.comments.push(range);
                None
            }
            Kind::Module => Some(Frame { closes: false, inherited: Part::None, pattern: None, ..*frame }),
            Kind::Name if part == Part::Name => {
                self.name(frame.node, range);
                None
            }
            _ => self.write_node(pattern, part, range, frame),
        }
    }

    fn write_node(
        &mut self,
        pattern: &'g Pattern,
        part: Part,
        range: TextRange,
        frame: &Frame<'g>,
    ) -> Option<Frame<'g>> {
        let node = self.push(pattern.kind, part, range, frame.node, frame.function);
        if matches!(pattern.kind, Kind::Name | Kind::Dotted | Kind::Alias) {
            self.name(node, range);
            return None;
        }
        let mut function = frame.function;
        if pattern.kind == Kind::Function {
            function = node;
            self.nodes[node as usize].function = node;
        }
        Some(Frame { node, function, inherited: Part::None, pattern: Some(pattern), closes: true })
    }

    fn push(&mut self, kind: Kind, part: Part, range: TextRange, parent: NodeId, function: NodeId) -> NodeId {
        let id = self.nodes.len() as NodeId;
        let node = Node { kind, part, parent, end: NONE, function, range, symbol: NONE, name_start: 0 };
        self.nodes.push(node);
        id
    }

    /// Gives a node the name that stands there.
    fn name(&mut self, node: NodeId, range: TextRange) {
        let symbol = self.intern(range);
        let node = &mut self.nodes[node as usize];
        (node.symbol, node.name_start) = (symbol, range.start);
    }

    fn intern(&mut self, range: TextRange) -> u32 {
        let text = std::str::from_utf8(&self.bytes[range.as_range()]).unwrap_or_default();
        if let Some(symbol) = self.symbol_ids.get(text) {
            return *symbol;
        }
        let symbol = self.symbols.len() as u32;
        self.symbols.push(text.into());
        self.symbol_ids.insert(text.into(), symbol);
        symbol
    }
}
