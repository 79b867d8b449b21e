//! Configuration: `tracewell.toml` files, the command line on top, and the settings that follow for a file.
//!
//! ```text
//! tracewell.toml ─▶ Config (layers, globs, libraries) ─┐
//! --select --ignore --pedantic ─▶ Selection ───────────┴▶ ConfigSet ─▶ Settings of a path
//! ```
//!
//! A *layer* says what changes from here on. From the root down to a file's folder, every configuration adds
//! its own layer and then the layers of those of its `[[overrides]]` whose globs match; the command line comes
//! last. In a layer `select` says what is on, `ignore` takes away from that, `levels` and `rules` replace single
//! entries; what a layer does not mention stays.

mod error;
mod globs;
mod layer;
mod read;
mod reader;
mod selection;
mod set;
mod settings;

pub use error::ConfigError;
pub use selection::{Selection, UnknownName};
pub use set::ConfigSet;
pub use settings::{LintLevel, Settings};

use crate::rule::RuleSet;
use crate::source::{Location, SourceFile};
use globs::Globs;
use layer::Layer;
use std::sync::Arc;

/// One `tracewell.toml`, checked.
#[derive(Debug, Default)]
pub struct Config {
    layer: Layer,
    overrides: Vec<(Globs, Layer)>,
    exclude: Globs,
    libraries: Vec<LibraryTable>,
}

/// One `[libraries.<language>]`: own API paths, in the form of a library file.
#[derive(Debug, Clone)]
pub struct LibraryTable {
    /// The language.
    pub language: String,
    /// What stands there, unchecked.
    pub table: toml::Table,
    /// Where the language is named.
    pub location: Location,
}

impl Config {
    /// Reads a configuration file and checks every name in it; returns every fault, in the order of the text.
    pub fn parse(file: &Arc<SourceFile>, rules: &RuleSet) -> Result<Self, Vec<ConfigError>> {
        read::config(file, rules)
    }
}

#[cfg(test)]
mod tests;
