//! Languages: a grammar, its patterns and its habits.
//!
//! Adding one is a dependency in `Cargo.toml`, a line in `GRAMMARS`, and two data files in `rules/languages/`.
//! A language may have dialects: the same habits and libraries, another grammar.

mod habits;
#[cfg(test)]
mod tests;

use crate::syntax::{Grammar, Manner, PatternError};
pub use habits::{
    AnswerHabits, DialectHabits, FrontEndHabits, Habits, ImportBinds, ManifestHabits, MethodHabits, Modules,
    OutputHabits, PathHabits, PathWords, Receiver, TestHabits,
};
use std::path::Path;
use std::sync::OnceLock;
use tree_sitter_language::LanguageFn;

/// The one place that ties a language, and each of its dialects, to a tree-sitter grammar. The dialect that bears the
/// language's name comes first.
const GRAMMARS: &[(&str, &str, LanguageFn)] = &[
    ("python", "python", tree_sitter_python::LANGUAGE),
    ("go", "go", tree_sitter_go::LANGUAGE),
    ("rust", "rust", tree_sitter_rust::LANGUAGE),
    ("javascript", "javascript", tree_sitter_javascript::LANGUAGE),
    ("javascript", "typescript", tree_sitter_typescript::LANGUAGE_TYPESCRIPT),
    ("javascript", "tsx", tree_sitter_typescript::LANGUAGE_TSX),
    ("java", "java", tree_sitter_java::LANGUAGE),
    ("yaml", "yaml", tree_sitter_yaml::LANGUAGE),
];

/// Index of a language in [`Languages`].
pub type LanguageId = usize;

/// One language; its grammars are compiled when first needed.
#[derive(Debug)]
pub struct Language {
    /// Its name, such as `python`.
    pub name: &'static str,
    /// Its habits.
    pub habits: Habits,
    dialects: Vec<Dialect>,
}

/// One grammar of a language.
#[derive(Debug)]
struct Dialect {
    name: &'static str,
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
    /// A regular expression is wrong.
    #[error("languages/{0}.toml: `annotations` of `tests`: {1}")]
    Annotations(&'static str, regex::Error),
    /// A pattern is wrong.
    #[error(transparent)]
    Pattern(#[from] PatternError),
}

impl Language {
    fn load(name: &'static str) -> Result<Self, LanguageError> {
        let text = data(&format!("{name}.toml"))?;
        let habits = toml::from_str(text).map_err(|fault| LanguageError::Habits(name, fault))?;
        let own = GRAMMARS.iter().filter(|(language, ..)| *language == name);
        let dialects = own.map(|(_, name, function)| Dialect {
            name,
            parser: tree_sitter::Language::new(*function),
            grammar: OnceLock::new(),
        });
        Ok(Self { name, habits, dialects: dialects.collect() })
    }

    /// Returns the compiled patterns for a file, by its name's ending; the first call for a dialect compiles them.
    pub fn grammar(&self, path: &str) -> Result<&Grammar, LanguageError> {
        let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
        let of_path = |dialect: &&Dialect| {
            let habits = self.habits.dialects.get(dialect.name);
            habits.is_some_and(|own| own.extensions.iter().any(|known| Some(known.as_str()) == extension))
        };
        let dialect = self.dialects.iter().find(of_path).unwrap_or(&self.dialects[0]);
        self.compiled(dialect)
    }

    fn compiled<'a>(&self, dialect: &'a Dialect) -> Result<&'a Grammar, LanguageError> {
        if let Some(grammar) = dialect.grammar.get() {
            return Ok(grammar);
        }
        let text = self.patterns(dialect)?;
        let habits = &self.habits;
        let test_annotations = regex::RegexSet::new(&habits.tests.annotations);
        let manner = Manner {
            sigils: habits.argument_sigils.concat().as_bytes().into(),
            returns_tail: habits.returns_tail,
            test_annotations: test_annotations
                .map_err(|fault| LanguageError::Annotations(self.name, fault))?,
        };
        let grammar = Grammar::parse(dialect.name, dialect.parser.clone(), &text, manner)?;
        Ok(dialect.grammar.get_or_init(|| grammar))
    }

    /// A dialect's own patterns come before those it shares, of which the first that fits wins.
    fn patterns(&self, dialect: &Dialect) -> Result<String, LanguageError> {
        let shared = self.habits.dialects.get(dialect.name).map(|habits| habits.patterns.as_slice());
        let own = [self.name.to_owned()];
        let files = shared.unwrap_or(&own).iter();
        files.map(|file| data(&format!("{file}.scm")).map(|text| format!("{text}\n"))).collect()
    }

    /// Returns the file name ending of a dialect, or of the language itself.
    pub fn extension_of(&self, name: &str) -> Option<&str> {
        let dialect = self.habits.dialects.get(name).and_then(|dialect| dialect.extensions.first());
        dialect.or_else(|| self.habits.extensions.first()).map(String::as_str)
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
        let names = GRAMMARS.iter().filter(|(language, dialect, _)| language == dialect);
        Ok(Self { all: names.map(|(name, ..)| Language::load(name)).collect::<Result<_, _>>()? })
    }

    /// Returns all languages in a fixed order.
    pub fn all(&self) -> &[Language] {
        &self.all
    }

    /// Returns a language.
    pub fn get(&self, id: LanguageId) -> &Language {
        &self.all[id]
    }

    /// Returns the language of that name, or with a dialect of that name.
    pub fn find(&self, name: &str) -> Option<LanguageId> {
        self.all.iter().position(|language| language.dialects.iter().any(|dialect| dialect.name == name))
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
