//! Arguments of calls, and which of them a library file's selectors name.

use super::FileContext;
use crate::knowledge::{Selector, SelectorKey};
use crate::syntax::{Kind, NodeId, Part};

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
            kind => Argument { name: None, value: id, is_splat: kind == Kind::Splat || self.is_rest(id) },
        }
    }

    /// A parameter that takes all further arguments, where its name hands them all on.
    fn is_rest(&self, id: NodeId) -> bool {
        let (syntax, node) = (self.syntax(), self.syntax().node(id));
        let is_declared_so = |name: NodeId| {
            let declared = syntax.node(name).parent;
            syntax.kind(declared) == Kind::Assign
                && syntax.kind(syntax.node(declared).parent) == Kind::Variadic
        };
        // Parameters are bound before all else.
        let first = || self.parsed.bindings.in_scope(node.function, node.symbol).first();
        node.kind == Kind::Name && first().is_some_and(|binding| is_declared_so(binding.node))
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
            SelectorKey::Name(name) if name == "text" => self.first_text(call),
            SelectorKey::Name(name) => match name.split_once('.') {
                Some(("receiver", method)) => self.earlier(call, method),
                Some(("behind", method)) => self.later(call, method),
                Some(("around", position)) => self.around(call, position.parse().ok()?),
                Some((position, field)) if position.starts_with(|first: char| first.is_ascii_digit()) => {
                    let holder = self.positional(call, position.parse().ok()?)?;
                    match field.parse() {
                        Ok(position) => self.positional(self.chain_start(holder), position),
                        Err(_) => self.field(holder, field),
                    }
                }
                // Names of arguments may hold dots: `otel.name = name`.
                _ => self
                    .arguments(call)
                    .into_iter()
                    .find(|argument| argument.name == Some(name))
                    .map(|found| found.value),
            },
        }
    }

    /// Returns the first argument of a method called earlier in the same chain: `"/orders"` of
    /// `router.Path("/orders").Handler(list)`.
    fn earlier(&self, call: NodeId, method: &str) -> Option<NodeId> {
        self.positional(self.earlier_call(call, method)?, 0)
    }

    /// Returns the call of a method earlier in the same chain.
    pub(crate) fn earlier_call(&self, call: NodeId, method: &str) -> Option<NodeId> {
        let syntax = self.syntax();
        // What a variable holds began the chain.
        let behind = |link: NodeId| (syntax.kind(link) == Kind::Name).then(|| self.defining(link));
        let next = |link: &NodeId| self.receiver(*link).or_else(|| behind(*link).filter(|held| held != link));
        let links = std::iter::successors(self.receiver(call), next).take(16);
        let called = |link: &NodeId| syntax.part(*link, Part::Callee).map(|callee| syntax.name(callee));
        links.into_iter().find(|link| called(link) == Some(method))
    }

    /// Returns the first argument of a method that is called later in the same chain: `"s"` of
    /// `histogram("wait").with_unit("s").build()`.
    fn later(&self, call: NodeId, method: &str) -> Option<NodeId> {
        let syntax = self.syntax();
        let next = |link: &NodeId| {
            let callee = syntax.node(*link).parent;
            let call = syntax.node(callee).parent;
            let is_link = syntax.node(*link).part == Part::Base
                && syntax.kind(callee) == Kind::Member
                && syntax.node(callee).part == Part::Callee;
            is_link.then_some(call)
        };
        let called = |link: &NodeId| syntax.part(*link, Part::Callee).map(|callee| syntax.name(callee));
        let mut links = std::iter::successors(Some(call), next).skip(1).take(16);
        links.find(|link| called(link) == Some(method)).and_then(|found| self.positional(found, 0))
    }

    /// Returns an argument of the call that this one is an argument of: `"/orders"` of `route("/orders", get(list))`.
    fn around(&self, call: NodeId, position: i64) -> Option<NodeId> {
        let syntax = self.syntax();
        let mut current = call;
        for _ in 0..16 {
            let node = syntax.node(current);
            match (node.part, syntax.kind(node.parent)) {
                (Part::Argument, Kind::Call) => return self.positional(node.parent, position),
                (_, Kind::Block | Kind::Function | Kind::Module) => return None,
                _ => current = node.parent,
            }
        }
        None
    }

    /// The call that the chain of calls begins with which makes an object: `new(name)` of `new(name).labelled(all)`.
    fn chain_start(&self, object: NodeId) -> NodeId {
        let syntax = self.syntax();
        let mut current = self.defining(object);
        for _ in 0..16 {
            let receiver = self.receiver(current).filter(|receiver| syntax.kind(*receiver) == Kind::Call);
            let Some(receiver) = receiver else { break };
            current = receiver;
        }
        current
    }

    /// Returns the first literal text among the positional arguments.
    fn first_text(&self, call: NodeId) -> Option<NodeId> {
        let is_literal =
            |id: NodeId| matches!(self.syntax().kind(id), Kind::String | Kind::Template | Kind::Joined);
        let is_text = |id: NodeId| {
            let is_sum = self.syntax().kind(id) == Kind::Binary;
            is_literal(id) || (is_sum && self.syntax().subtree(id).any(is_literal))
        };
        let mut plain = self.arguments(call).into_iter().filter(|argument| argument.name.is_none());
        plain.find(|argument| is_text(argument.value)).map(|argument| argument.value)
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
        let defining = self.defining(holder);
        self.arguments(defining)
            .into_iter()
            .chain(self.pairs(defining))
            .find(|argument| argument.name == Some(field))
            .map(|found| found.value)
            .or_else(|| self.set_later(holder, defining, field))
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
                    // `{ a }` and `{ a() {} }` name what they hold.
                    Kind::Name | Kind::Function => {
                        let name = Some(syntax.name(child));
                        pairs.push(Argument { name, value: child, is_splat: false });
                    }
                    _ => {}
                }
            }
        }
        pairs
    }
}
