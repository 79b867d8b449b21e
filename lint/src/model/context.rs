//! What every analysis of a file works with: the file, its resolver, and how to read calls.

mod arguments;
mod definitions;
mod fields;

use crate::diagnostic::Confidence;
use crate::facts::{Fact, FileId};
use crate::knowledge::{Knowledge, Meaning};
use crate::language::Habits;
use crate::resolve::{Parsed, Resolver, Value};
use crate::source::Role;
use crate::syntax::{Kind, NONE, NodeId, Part, Syntax};
use std::borrow::Cow;

pub(crate) use arguments::Argument;

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

    /// Returns the habits of the file's language.
    pub(crate) fn habits(&self) -> &'a Habits {
        &self.resolver.project.language(self.file).habits
    }

    /// Returns what an expression stands for.
    pub(crate) fn value(&self, id: NodeId) -> Value {
        self.resolver.value(self.file, id)
    }

    /// Returns whether libraries give what an expression stands for a meaning.
    pub(crate) fn means(&self, id: NodeId, is: impl Fn(&Meaning) -> bool) -> bool {
        let value = self.value(id);
        value.path().is_some_and(|path| self.knowledge.meanings(path).into_iter().any(is))
    }

    /// Returns whether what a call fails for is said by what it was given.
    pub(crate) fn converts(&self, call: NodeId) -> bool {
        let callee = self.syntax().part(call, Part::Callee).map(|callee| self.value(callee));
        callee.as_ref().and_then(Value::path).is_some_and(|path| self.knowledge.converts(path))
    }

    /// Returns the object a method is called on.
    pub(crate) fn receiver(&self, call: NodeId) -> Option<NodeId> {
        let syntax = self.syntax();
        let callee = syntax.part(call, Part::Callee).unwrap_or(call);
        (syntax.kind(callee) == Kind::Member).then(|| syntax.part(callee, Part::Base)).flatten()
    }

    /// Returns the words that stand for an expression in a message: its source, cut short.
    pub(crate) fn excerpt(&self, id: NodeId) -> String {
        let mut text = String::new();
        for line in self.syntax().text(id).lines().map(str::trim_start) {
            // A chain that goes on below, as it would be written in one line.
            let is_chained = line.starts_with('.');
            for (place, word) in line.split_whitespace().enumerate() {
                let is_joined = text.is_empty() || (is_chained && place == 0);
                text.push_str(if is_joined { "" } else { " " });
                text.push_str(word);
            }
        }
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
