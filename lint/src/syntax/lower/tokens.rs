//! What a macro is given: tokens that the grammar does not look into, read once more as a list of expressions.
//!
//! `info!(id = %order.id, "paid"; "shop" => shop)` is no list of any language, but becomes one where what only macros
//! know is written as what comes closest: `(id =  order.id, "paid", "shop" =  shop)`. Lengths stay, and so do places.

use super::method::child_of;
use super::{Builder, Frame, parse_at, range_of};
use crate::source::TextRange;
use crate::syntax::kind::{Kind, Part};
use tree_sitter::{Node as TreeNode, Tree};

/// What may stand before a mark.
const BEFORE_MARKS: &[u8] = b"([{,=";

/// What macros hold that are nested deeper is left out: each level is read once more by all levels around it.
const MAX_NESTED: usize = 16;

impl<'g> Builder<'g> {
    /// Writes tokens down as children of `frame`'s node. Cost: one more parse of them; macros inside macros are parsed
    /// as often as they are nested.
    pub(super) fn tokens(&mut self, tokens: TreeNode<'_>, frame: Frame<'g>) {
        if self.in_tokens >= MAX_NESTED {
            self.first_too_deep = self.first_too_deep.or(Some(tokens.start_byte() as u32));
            return;
        }
        let plain = Plain::of(&self.grammar.manner.sigils, self.bytes, tokens);
        let Some(tree) = self.parse_tokens(&plain, tokens) else { return };
        self.in_tokens += 1;
        let list = list_at(tree.root_node(), tokens.start_byte());
        let mut cursor = list.walk();
        for child in list.named_children(&mut cursor) {
            if !plain.is_list() || !(self.keyword(child, &frame) || self.template(child, &frame)) {
                self.below(child, frame);
            }
        }
        self.in_tokens -= 1;
    }

    fn parse_tokens(&mut self, plain: &Plain, tokens: TreeNode<'_>) -> Option<Tree> {
        if self.is_late || self.parser.set_included_ranges(&[tokens.range()]).is_err() {
            return None;
        }
        let tree = parse_at(&mut self.parser, &plain.text, tokens.start_byte(), self.deadline);
        self.is_late = tree.is_none();
        tree
    }

    /// A text among arguments may name values: it is a template.
    fn template(&mut self, child: TreeNode<'_>, frame: &Frame<'g>) -> bool {
        let is_text = self.grammar.patterns(child.kind_id()).iter().any(|known| known.kind == Kind::String);
        let places = if is_text { named_places(&self.bytes[child.byte_range()]) } else { Vec::new() };
        if places.is_empty() {
            return false;
        }
        let node = self.push(Kind::Template, frame.inherited, range_of(child), frame.node, frame.function);
        for (from, to) in places {
            let start = child.start_byte() as u32;
            let range = TextRange::new(start + from as u32, start + to as u32);
            let place = self.push(Kind::Interpolation, Part::None, range, node, frame.function);
            let name = self.push(Kind::Name, Part::Value, range, place, frame.function);
            self.name(name, range);
            let end = self.nodes.len() as u32;
            (self.nodes[name as usize].end, self.nodes[place as usize].end) = (end, end);
        }
        self.nodes[node as usize].end = self.nodes.len() as u32;
        true
    }

    /// `name = value` among arguments gives one a name; `"text" = value` is a pair.
    fn keyword(&mut self, child: TreeNode<'_>, frame: &Frame<'g>) -> bool {
        let patterns = self.grammar.patterns(child.kind_id());
        let Some(pattern) = patterns.iter().find(|pattern| pattern.kind == Kind::Assign) else {
            return false;
        };
        let (target, value) = (child_of(pattern, child, Part::Target), child_of(pattern, child, Part::Value));
        let (Some(target), Some(value)) = (target, value) else { return false };
        // An arm with a future to wait for stays what it looks like.
        if self.grammar.patterns(target.kind_id()).iter().any(|known| known.kind == Kind::Assign) {
            return false;
        }
        let is_text = self.grammar.patterns(target.kind_id()).iter().any(|known| known.kind == Kind::String);
        let kind = if is_text { Kind::Pair } else { Kind::Argument };
        let node = self.push(kind, frame.inherited, range_of(child), frame.node, frame.function);
        if is_text {
            self.below(target, Frame::under(node, frame.function, Part::Key));
        } else {
            self.name(node, range_of(target));
        }
        self.below(value, Frame::under(node, frame.function, Part::Value));
        self.nodes[node as usize].end = self.nodes.len() as u32;
        true
    }
}

/// The names that stand in braces in a text: `a` and `b` of `"{a} of {b:?}, {{c}}"`.
fn named_places(text: &[u8]) -> Vec<(usize, usize)> {
    let (mut places, mut at) = (Vec::new(), 0);
    while let Some(open) = text[at..].iter().position(|byte| *byte == b'{').map(|offset| at + offset) {
        let rest = &text[open + 1..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let is_name = rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        if is_name && matches!(rest.get(length), Some(b'}' | b':')) {
            places.push((open + 1, open + 1 + length));
        }
        let is_doubled = rest.first() == Some(&b'{');
        at = open + 1 + usize::from(is_doubled);
    }
    places
}

/// The innermost node that starts with the first token: the bracket.
fn list_at(root: TreeNode<'_>, start: usize) -> TreeNode<'_> {
    let mut node = root;
    while let Some(child) = node.named_child(0).filter(|child| child.start_byte() == start) {
        node = child;
    }
    node
}

/// The tokens as a list of expressions.
struct Plain {
    text: Vec<u8>,
    start: usize,
    /// The last byte that is neither space nor part of a named node.
    last: u8,
    /// How many named nodes the current element has so far.
    named: u32,
    /// Whether an arrow was seen behind the last comma.
    in_arm: bool,
}

impl Plain {
    fn of(sigils: &[u8], bytes: &[u8], tokens: TreeNode<'_>) -> Self {
        let range = tokens.byte_range();
        let mut plain = Self {
            text: bytes.get(range.clone()).unwrap_or_default().to_vec(),
            start: range.start,
            last: 0,
            named: 0,
            in_arm: false,
        };
        if sigils.is_empty() {
            return plain;
        }
        let (mut cursor, mut gap) = (tokens.walk(), range.start);
        let mut has_arms = false;
        for child in tokens.named_children(&mut cursor) {
            plain.between(sigils, gap, child.start_byte());
            has_arms |= plain.in_arm;
            plain.last = 0;
            plain.named += 1;
            gap = child.end_byte();
            if plain.in_arm && bytes.get(child.start_byte()) == Some(&b'{') {
                plain.end_arm(gap);
            }
        }
        plain.between(sigils, gap, range.end);
        if has_arms || plain.in_arm {
            plain.make_list();
        }
        plain
    }

    /// Whether it is a list, and no block.
    fn is_list(&self) -> bool {
        self.text.first() != Some(&b'{')
    }

    /// Rewrites what stands between two named nodes.
    fn between(&mut self, sigils: &[u8], from: usize, to: usize) {
        for at in from - self.start..to - self.start {
            let byte = self.text[at];
            let beside = |offset: usize| self.text.get(offset).copied().unwrap_or_default();
            let (before, after) = (beside(at.wrapping_sub(1)), beside(at + 1));
            if byte.is_ascii_whitespace() {
                continue;
            }
            let is_mark = sigils.contains(&byte) && BEFORE_MARKS.contains(&self.last)
                || byte == b':' && sigils.contains(&after);
            let is_arrow = byte == b'>' && before == b'=' && self.last == b'=';
            self.in_arm |= is_arrow;
            if is_mark || is_arrow {
                self.text[at] = b' ';
                continue;
            }
            if byte == b';' && self.text[0] == b'(' {
                self.text[at] = b',';
            } else if byte == b':' && self.names_element(before, after) {
                self.text[at] = b'=';
            }
            self.last = self.text[at];
            if self.last == b',' {
                (self.named, self.in_arm) = (0, false);
            }
        }
    }

    /// `target: "shop"` names an element as `target = "shop"` does.
    fn names_element(&self, before: u8, after: u8) -> bool {
        self.named == 1 && self.is_list() && before != b':' && after != b':' && self.last == 0
    }

    /// An arm that ends in a block needs no comma behind it; an element of a list does.
    fn end_arm(&mut self, end: usize) {
        if let Some(byte) = self.text.get_mut(end - self.start).filter(|byte| byte.is_ascii_whitespace()) {
            *byte = b',';
        }
        (self.named, self.in_arm, self.last) = (0, false, b',');
    }

    /// Arms in braces are read as elements.
    fn make_list(&mut self) {
        if let (Some(b'{'), Some(b'}')) = (self.text.first(), self.text.last()) {
            let last = self.text.len() - 1;
            (self.text[0], self.text[last]) = (b'(', b')');
        }
    }
}
