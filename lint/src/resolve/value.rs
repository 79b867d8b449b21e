//! What an expression stands for.

use crate::facts::FileId;
use crate::syntax::NodeId;
use std::rc::Rc;

/// What an expression stands for, as far as resolution got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Resolution ended without an answer.
    Unknown,
    /// Something of a library, named by its API path. A type and its instances share one.
    Path(Rc<str>),
    /// A function or class of this run.
    Definition(FileId, NodeId),
    /// An object of a class of this run.
    Instance(FileId, NodeId),
    /// A module of this run: its folder or file, without the ending.
    Module(Rc<str>),
    /// A collection, map or channel of these.
    List(Rc<Value>),
}

impl Value {
    /// Returns the API path, if it is one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Path(path) => Some(path),
            _ => None,
        }
    }

    /// Returns whether resolution got anywhere.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown)
    }
}
