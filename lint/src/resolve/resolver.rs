//! Expressions become values.
//!
//! ```text
//! expression ─▶ name ─▶ binding ─▶ value; its members, its results, its type's objects
//! ```

mod bound;
mod crates;
mod depth;
mod extended;
mod handed;
mod lexical;
mod members;
mod names;
mod results;
mod types;

use super::project::{Parsed, Project};
use super::value::Value;
use crate::facts::FileId;
use crate::syntax::{Kind, NodeId, Part, Syntax};
pub use lexical::{Visible, visible};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use types::list;

/// A module or a type, and a name in it.
type MemberKey = (Box<str>, Box<str>);

/// Methods that other files give to types, by the types' files.
type Given = FxHashMap<FileId, Value>;

/// Resolves expressions; one per thread, with a memory of what it has resolved.
pub struct Resolver<'p> {
    /// The run's files.
    pub project: &'p Project<'p>,
    memory: RefCell<FxHashMap<(FileId, NodeId), Value>>,
    /// What members of modules are, where modules may import everything from each other.
    members: RefCell<FxHashMap<MemberKey, Value>>,
    /// What the search that is under way has looked at, and whether the limit of depth cut it off.
    searched: RefCell<FxHashMap<MemberKey, (Value, bool)>>,
    /// What extensions give to types of a name, and by which name.
    given: RefCell<FxHashMap<MemberKey, Given>>,
    depth: Cell<u32>,
    /// Whether the limit of depth cut something off since that was last asked.
    is_cut: Cell<bool>,
    /// What is remembered only as long as the outermost question lasts.
    cut: RefCell<FxHashSet<(FileId, NodeId)>>,
}

impl<'p> Resolver<'p> {
    /// Starts without memory.
    pub fn new(project: &'p Project<'p>) -> Self {
        Self {
            project,
            memory: RefCell::default(),
            members: RefCell::default(),
            searched: RefCell::default(),
            given: RefCell::default(),
            depth: Cell::new(0),
            is_cut: Cell::new(false),
            cut: RefCell::default(),
        }
    }

    /// Returns what an expression stands for. Cost: amortised constant; first use may parse other files.
    pub fn value(&self, file: FileId, id: NodeId) -> Value {
        let key = (file, id);
        if let Some(known) = self.recalled(key) {
            return known;
        }
        let Some(parsed) = self.project.parsed(file) else { return Value::Unknown };
        self.within(|| {
            // Breaks cycles: whatever asks again on the way gets no answer.
            self.memory.borrow_mut().insert(key, Value::Unknown);
            let (value, is_cut) = self.watched(|| self.evaluate(file, parsed, id).unwrap_or(Value::Unknown));
            self.memory.borrow_mut().insert(key, value.clone());
            if is_cut {
                self.cut.borrow_mut().insert(key);
            }
            value
        })
    }

    /// Returns the API path of an expression, if it has one.
    pub fn path(&self, file: FileId, id: NodeId) -> Option<Rc<str>> {
        match self.value(file, id) {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }
    fn evaluate(&self, file: FileId, parsed: &Parsed, id: NodeId) -> Option<Value> {
        let syntax = &parsed.syntax;
        let value_of = |part| Some(self.value(file, syntax.part(id, part)?));
        let first_child = || Some(self.value(file, syntax.children(id).next()?));
        match syntax.kind(id) {
            Kind::Name | Kind::Dotted => Some(self.name(file, parsed, id)),
            Kind::Member => Some(self.member(file, &value_of(Part::Base)?, syntax.name(id))),
            Kind::Call => {
                let transparent =
                    self.loaded(file, parsed, id).or_else(|| self.through_method(file, parsed, id));
                transparent.or_else(|| Some(self.result(file, &value_of(Part::Callee)?, 0)))
            }
            Kind::Construct => Some(self.result(file, &value_of(Part::Callee)?, 0)),
            // A type with its arguments, in the middle of a path.
            Kind::Index if self.is_generic(file, syntax, id) => value_of(Part::Base),
            Kind::Function | Kind::Class if self.project.language(file).habits.object_literals => {
                Some(Value::Definition(file, id))
            }
            Kind::Map if self.project.language(file).habits.object_literals => {
                Some(Value::Instance(file, id))
            }
            Kind::Index => Some(self.element(file, &value_of(Part::Base)?)),
            Kind::Receive => Some(self.element(file, &value_of(Part::Value)?)),
            Kind::Slice => value_of(Part::Base),
            Kind::String | Kind::Template | Kind::Joined => self.string(file),
            // An object of a class that is written where it is made.
            Kind::Class => Some(Value::Instance(file, id)),
            Kind::Union => first_child(),
            Kind::Cast => {
                let declared = syntax.part(id, Part::Type).map(|r#type| self.instance_of(file, r#type));
                declared.filter(Value::is_known).or_else(|| value_of(Part::Value))
            }
            Kind::Await | Kind::Propagate | Kind::Splat | Kind::Argument | Kind::Assign => {
                value_of(Part::Value).or_else(first_child)
            }
            Kind::Logical | Kind::Conditional => {
                syntax.children(id).map(|child| self.value(file, child)).find(Value::is_known)
            }
            Kind::ListType => Some(list(self.instance_of(file, syntax.part(id, Part::Element)?))),
            Kind::Collection => value_of(Part::Type).or_else(|| first_child().map(list)),
            _ => None,
        }
    }

    fn is_generic(&self, file: FileId, syntax: &Syntax, index: NodeId) -> bool {
        let habits = &self.project.language(file).habits;
        let key = syntax.part(index, Part::Key);
        let has_generics = !habits.self_types.is_empty() || !habits.inferred_types.is_empty();
        has_generics && key.is_some_and(|key| syntax.kind(key) == Kind::Collection)
    }

    fn string(&self, file: FileId) -> Option<Value> {
        let habits = &self.project.language(file).habits;
        habits.string_type.as_deref().map(|path| Value::Path(path.into()))
    }
}
