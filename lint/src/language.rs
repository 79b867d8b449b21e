//! Languages: a grammar, its patterns and its habits.
//!
//! Adding one is a dependency in `Cargo.toml`, a line in `GRAMMARS`, and two data files in `rules/languages/`.

mod habits;
#[cfg(test)]
mod tests;

use crate::syntax::{Grammar, PatternError};
pub use habits::{Habits, ImportBinds, Modules, Receiver};
use std::path::Path;
use std::sync::OnceLock;
use tree_sitter_language::LanguageFn;

/// The one place that ties a language's name to its tree-sitter grammar.
const GRAMMARS: &[(&str, LanguageFn)] = &[
    ("python", tree_sitter_python::LANGUAGE),
    ("go", tree_sitter_go::LANGUAGE),
    ("yaml", tree_sitter_yaml::LANGUAGE),
];

/// Index of a language in [`Languages`].
pub type LanguageId = usize;

/// One language; its grammar is compiled when first needed.
#[derive(Debug)]
pub struct Language {
    /// Its name, such as `python`.
    pub name: &'static str,
    /// Its habits.
    pub habits: Habits,
    parser: tree_sitter::Language,
    grammar: OnceLock<Grammar>,
}

/// A language's data file is wrong; cannot happen in a build whose tests pass.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    /// A file is missing.
    #[error("languages/{0} is missing")]
    Missing(String),
    /// The habits are wrong.
    #[error("languages/{0}.toml: {1}")]
    Habits(&'static str, toml::de::Error),
    /// A pattern is wrong.
    #[error(transparent)]
    Pattern(#[from] PatternError),
}

impl Language {
    fn load(name: &'static str, function: LanguageFn) -> Result<Self, LanguageError> {
        let text = data(&format!("{name}.toml"))?;
        let habits = toml::from_str(text).map_err(|fault| LanguageError::Habits(name, fault))?;
        Ok(Self { name, habits, parser: tree_sitter::Language::new(function), grammar: OnceLock::new() })
    }

    /// Returns the compiled patterns; the first call compiles them.
    pub fn grammar(&self) -> Result<&Grammar, LanguageError> {
        if let Some(grammar) = self.grammar.get() {
            return Ok(grammar);
        }
        let text = data(&format!("{}.scm", self.name))?;
        let grammar = Grammar::parse(self.name, self.parser.clone(), text)?;
        Ok(self.grammar.get_or_init(|| grammar))
    }
}

fn data(file: &str) -> Result<&'static str, LanguageError> {
    let found = tracewell_rules::language(file).ok_or_else(|| LanguageError::Missing(file.to_owned()))?;
    Ok(found.text)
}

/// All languages.
#[derive(Debug)]
pub struct Languages {
    all: Vec<Language>,
}

impl Languages {
    /// Loads the habits of all languages. Cost: a few small TOML files.
    pub fn load() -> Result<Self, LanguageError> {
        let all = GRAMMARS.iter().map(|(name, function)| Language::load(name, *function));
        Ok(Self { all: all.collect::<Result<_, _>>()? })
    }

    /// Returns all languages in a fixed order.
    pub fn all(&self) -> &[Language] {
        &self.all
    }

    /// Returns a language.
    pub fn get(&self, id: LanguageId) -> &Language {
        &self.all[id]
    }

    /// Returns the language of that name.
    pub fn find(&self, name: &str) -> Option<LanguageId> {
        self.all.iter().position(|language| language.name == name)
    }

    /// Returns the language of a file by its name's ending.
    pub fn of_path(&self, path: &str) -> Option<LanguageId> {
        let extension = Path::new(path).extension()?.to_str()?;
        self.all.iter().position(|language| language.habits.extensions.iter().any(|known| known == extension))
    }

    /// Returns the language that a `#!` line names.
    pub fn of_interpreter(&self, first_line: &str) -> Option<LanguageId> {
        let program = first_line
            .strip_prefix("#!")?
            .split(['/', ' '])
            .rfind(|word| !word.is_empty() && !word.starts_with('-'))?;
        let program = program.trim_end_matches(|digit: char| digit.is_ascii_digit() || digit == '.');
        self.all.iter().position(|language| {
            language
                .habits
                .interpreters
                .iter()
                .any(|known| known.trim_end_matches('2').trim_end_matches('3') == program)
        })
    }
}
