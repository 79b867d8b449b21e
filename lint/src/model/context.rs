//! What every analysis of a file works with: the file, its resolver, and how to read calls.

use crate::diagnostic::Confidence;
use crate::facts::{Fact, FileId};
use crate::knowledge::{Knowledge, Selector, SelectorKey};
use crate::resolve::{Binding, BindingKind, Parsed, Resolver, Value};
use crate::source::Role;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};
use std::borrow::Cow;

/// How many parts a constant text may have: `b = a + a`, `c = b + b` and so on has no end.
const MAX_PARTS: u32 = 256;

/// One file under analysis.
#[derive(Clone, Copy)]
pub(crate) struct FileContext<'a> {
    /// Resolves names.
    pub(crate) resolver: &'a Resolver<'a>,
    /// The file.
    pub(crate) file: FileId,
    /// Its facts and bindings.
    pub(crate) parsed: &'a Parsed,
    /// What is known of its language's libraries.
    pub(crate) knowledge: &'a Knowledge,
}

/// An argument of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Argument<'a> {
    /// Its keyword, if it has one.
    pub(crate) name: Option<&'a str>,
    /// Its value.
    pub(crate) value: NodeId,
    /// Whether it stands for any number of arguments.
    pub(crate) is_splat: bool,
}

impl<'a> FileContext<'a> {
    /// Looks at a file.
    pub(crate) fn new(resolver: &'a Resolver<'a>, file: FileId, parsed: &'a Parsed) -> Self {
        Self { resolver, file, parsed, knowledge: resolver.project.knowledge(file) }
    }

    /// Looks at another file with the same resolver.
    pub(crate) fn at(&self, file: FileId) -> Option<Self> {
        Some(Self::new(self.resolver, file, self.resolver.project.parsed(file)?))
    }

    /// Returns the file's syntactic facts.
    pub(crate) fn syntax(&self) -> &'a Syntax {
        &self.parsed.syntax
    }

    /// Returns what an expression stands for.
    pub(crate) fn value(&self, id: NodeId) -> Value {
        self.resolver.value(self.file, id)
    }

    /// Returns a call's arguments: positional, keyword, or the fields of a struct literal.
    pub(crate) fn arguments(&self, call: NodeId) -> Vec<Argument<'a>> {
        let syntax = self.syntax();
        let mut arguments = Vec::new();
        for child in syntax.parts(call, Part::Argument) {
            match syntax.kind(child) {
                Kind::Literal => {
                    arguments.extend(syntax.children(child).map(|element| self.argument(element)));
                }
                _ => arguments.push(self.argument(child)),
            }
        }
        arguments
    }

    fn argument(&self, id: NodeId) -> Argument<'a> {
        let syntax = self.syntax();
        let value = syntax.part(id, Part::Value);
        match syntax.kind(id) {
            Kind::Argument => {
                Argument { name: Some(syntax.name(id)), value: value.unwrap_or(id), is_splat: false }
            }
            Kind::Pair => {
                let name = syntax
                    .part(id, Part::Key)
                    .map(|key| syntax.string_value(key).unwrap_or_else(|| syntax.name(key)));
                Argument { name, value: value.unwrap_or(id), is_splat: false }
            }
            Kind::Keywords => Argument { name: Some("**"), value: id, is_splat: true },
            kind => Argument { name: None, value: id, is_splat: kind == Kind::Splat },
        }
    }

    /// Returns the argument a selector names; selectors are tried in order.
    pub(crate) fn select(&self, call: NodeId, selector: &Selector) -> Option<NodeId> {
        selector.0.iter().find_map(|key| self.select_key(call, key))
    }

    /// Returns all that a selector names: `0[].1` is the second of each element of the first argument.
    pub(crate) fn select_all(&self, call: NodeId, selector: &Selector) -> Vec<NodeId> {
        for key in &selector.0 {
            let found = match key {
                SelectorKey::Name(word) if word.contains("[].") => self.select_elements(call, word),
                _ => self.select_key(call, key).into_iter().collect(),
            };
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn select_elements(&self, call: NodeId, word: &str) -> Vec<NodeId> {
        let Some((list, index)) = word.split_once("[].") else { return Vec::new() };
        let list = match list.parse() {
            Ok(position) => self.positional(call, position),
            Err(_) => self.select_key(call, &SelectorKey::Name(list.to_owned())),
        };
        let (Some(list), Ok(index)) = (list, index.parse::<usize>()) else { return Vec::new() };
        let syntax = self.syntax();
        let elements = syntax.children(self.defining(list)).filter(|id| syntax.kind(*id) == Kind::Collection);
        elements.filter_map(|element| syntax.children(element).nth(index)).collect()
    }

    /// Returns the argument one key names.
    pub(crate) fn select_key(&self, call: NodeId, key: &SelectorKey) -> Option<NodeId> {
        match key {
            SelectorKey::Position(position) => self.positional(call, *position),
            SelectorKey::Name(name) if name == "receiver" => self.receiver(call),
            SelectorKey::Name(name) => match name.split_once('.') {
                Some((position, field)) => {
                    let holder = self.positional(call, position.parse().ok()?)?;
                    self.field(holder, field)
                }
                None => self
                    .arguments(call)
                    .into_iter()
                    .find(|argument| argument.name == Some(name))
                    .map(|found| found.value),
            },
        }
    }

    fn positional(&self, call: NodeId, position: i64) -> Option<NodeId> {
        let arguments = self.arguments(call);
        let mut plain: Vec<&Argument<'_>> =
            arguments.iter().filter(|argument| argument.name.is_none()).collect();
        if let Some(splat) = plain.iter().position(|argument| argument.is_splat) {
            plain.truncate(splat);
        }
        let index = if position < 0 { plain.len() as i64 + position } else { position };
        plain.get(usize::try_from(index).ok()?).map(|argument| argument.value)
    }

    /// Returns a field of a struct or map literal, also through a variable that holds it.
    pub(crate) fn field(&self, holder: NodeId, field: &str) -> Option<NodeId> {
        let holder = self.defining(holder);
        self.arguments(holder)
            .into_iter()
            .chain(self.pairs(holder))
            .find(|argument| argument.name == Some(field))
            .map(|found| found.value)
    }

    /// Returns the entries of a map literal.
    pub(crate) fn pairs(&self, map: NodeId) -> Vec<Argument<'a>> {
        let syntax = self.syntax();
        let mut pairs = Vec::new();
        if syntax.kind(map) == Kind::Map {
            for child in syntax.children(map) {
                match syntax.kind(child) {
                    Kind::Pair => pairs.push(self.argument(child)),
                    Kind::Literal => pairs.extend(syntax.children(child).map(|pair| self.argument(pair))),
                    _ => {}
                }
            }
        }
        pairs
    }

    /// Returns the object a method is called on.
    pub(crate) fn receiver(&self, call: NodeId) -> Option<NodeId> {
        let syntax = self.syntax();
        let callee = syntax.part(call, Part::Callee).unwrap_or(call);
        (syntax.kind(callee) == Kind::Member).then(|| syntax.part(callee, Part::Base)).flatten()
    }

    /// Follows a name to the one expression of this file that defines it; else returns it unchanged.
    pub(crate) fn defining(&self, id: NodeId) -> NodeId {
        let syntax = self.syntax();
        let mut current = id;
        for _ in 0..8 {
            let next = match syntax.kind(current) {
                Kind::Name => self.single_value(current),
                Kind::Await | Kind::Splat => syntax.children(current).next(),
                _ => None,
            };
            let Some(next) = next else { return current };
            current = next;
        }
        current
    }

    /// Every step leads to an expression before the name in its own function, or to one further out: whoever follows
    /// the parts of what is found, and their definitions in turn, comes to an end.
    fn single_value(&self, name: NodeId) -> Option<NodeId> {
        let syntax = self.syntax();
        let own = syntax.node(name).function;
        let (symbol, mut scope) = (syntax.node(name).symbol, own);
        loop {
            let bindings = self.parsed.bindings.in_scope(scope, symbol);
            if !bindings.is_empty() {
                let position = syntax.node(name).range.start;
                let is_made_of_it = |binding: &&Binding| match binding.kind {
                    BindingKind::Value { expression, .. } => syntax.contains(expression, name),
                    _ => false,
                };
                let mut known = bindings.iter().rev().filter(|binding| !is_made_of_it(binding));
                let before = known.find(|binding| binding.position <= position);
                let later = bindings.last().filter(|last| scope != own && !is_made_of_it(last));
                return match before.or(later).map(|binding| &binding.kind) {
                    Some(BindingKind::Value { expression, index: 0 }) => Some(*expression),
                    _ => None,
                };
            }
            if scope == NONE {
                return None;
            }
            scope = syntax.node(syntax.node(scope).parent).function;
        }
    }

    /// Returns the text of an expression that is constant: a literal, a named constant, a sum of such.
    pub(crate) fn constant_text(&self, id: NodeId) -> Option<String> {
        self.constant_within(id, &mut { MAX_PARTS })
    }

    fn constant_within(&self, id: NodeId, parts_left: &mut u32) -> Option<String> {
        let syntax = self.syntax();
        let id = self.defining(id);
        *parts_left = parts_left.checked_sub(1)?;
        match syntax.kind(id) {
            Kind::String => syntax.string_value(id).map(str::to_owned),
            Kind::Joined => syntax.children(id).map(|part| self.constant_within(part, parts_left)).collect(),
            Kind::Binary => {
                let (left, right) = (syntax.part(id, Part::Left)?, syntax.part(id, Part::Right)?);
                if syntax.operator(left, right) != "+" {
                    return None;
                }
                Some(self.constant_within(left, parts_left)? + &self.constant_within(right, parts_left)?)
            }
            _ => None,
        }
    }

    /// Returns the words that stand for an expression in a message: its source, cut short.
    pub(crate) fn excerpt(&self, id: NodeId) -> String {
        let text: Vec<&str> = self.syntax().text(id).split_whitespace().collect();
        let text = text.join(" ");
        if text.chars().count() <= 60 {
            return text;
        }
        text.chars().take(57).chain("...".chars()).collect()
    }

    /// Starts a fact of this file.
    pub(crate) fn fact(
        &self,
        kind: &'static str,
        at: NodeId,
        fields: Vec<(&'static str, Cow<'static, str>)>,
    ) -> Fact {
        let mut fields = fields;
        if self.in_main_block(at) {
            fields.push(("role", Role::Script.name().into()));
        }
        Fact {
            kind,
            file: self.file,
            range: self.syntax().node(at).range,
            confidence: Confidence::High,
            fields,
            service: None,
            related: Vec::new(),
        }
    }

    /// Returns the function a node stands in, or `None` at file level.
    pub(crate) fn function_of(&self, id: NodeId) -> Option<NodeId> {
        let function = self.syntax().node(id).function;
        (function != NONE).then_some(function)
    }

    /// Returns whether a node stands in a block that runs only where the file is started as a program.
    pub(crate) fn in_main_block(&self, id: NodeId) -> bool {
        self.syntax()
            .enclosing(id, &[Kind::MainBlock, Kind::Function])
            .is_some_and(|outer| self.syntax().kind(outer) == Kind::MainBlock)
    }
}
