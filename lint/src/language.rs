//! Languages: a grammar, its patterns and its habits.
//!
//! Adding one is a dependency in `Cargo.toml`, a line in `GRAMMARS`, and two data files in `rules/languages/`.

use crate::syntax::{Grammar, PatternError};
use serde::Deserialize;
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

/// How imports name what they bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum ImportBinds {
    /// `import a.b` binds `a`.
    #[default]
    FirstSegment,
    /// `import "a/b"` binds `b`.
    LastSegment,
}

/// What one module is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Modules {
    /// Each file is one.
    #[default]
    Files,
    /// The files of a folder share one.
    Folders,
}

/// Which parameter of a method is the object it is called on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Receiver {
    /// The first one.
    FirstParameter,
    /// One that is declared apart.
    #[default]
    Declared,
}

/// The habits of a language: `rules/languages/<language>.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Habits {
    /// File name endings, without the dot.
    pub extensions: Vec<String>,
    /// Programs named in a `#!` line.
    #[serde(default)]
    pub interpreters: Vec<String>,
    /// What starts a comment that runs to the end of the line.
    pub line_comment: String,
    /// The module of names that need no import.
    #[serde(default)]
    pub builtins: Option<String>,
    /// See [`ImportBinds`].
    #[serde(default)]
    pub import_binds: ImportBinds,
    /// See [`Modules`].
    #[serde(default)]
    pub modules: Modules,
    /// The file that stands for its folder.
    #[serde(default)]
    pub package_file: Option<String>,
    /// Folders that hold packages without being one.
    #[serde(default)]
    pub source_roots: Vec<String>,
    /// See [`Receiver`].
    #[serde(default)]
    pub receiver: Receiver,
    /// The method whose result a block that enters a value binds.
    #[serde(default)]
    pub entering: Option<String>,
    /// The method that builds an object.
    #[serde(default)]
    pub constructor: Option<String>,
    /// Generic types that stand for their first argument.
    #[serde(default)]
    pub type_wrappers: Vec<String>,
    /// Texts without any of which, and without an import of a known library, a file holds nothing to report;
    /// empty: every file may.
    #[serde(default)]
    pub needles: Vec<String>,
    /// Whether any call may leave a function without its author having written so.
    #[serde(default)]
    pub implicit_exceptions: bool,
    /// The type of errors, where functions return them.
    #[serde(default)]
    pub error_type: Option<String>,
    /// Methods that tell of an error kept since it happened.
    #[serde(default)]
    pub error_readers: Vec<String>,
    /// What functions are called whose errors are customarily dropped, in lower case.
    #[serde(default)]
    pub clean_up: Vec<String>,
    /// Words that functions are called by which end something, where a context may have ended before.
    #[serde(default)]
    pub shut_down: Vec<String>,
    /// First words of functions that answer yes or no, or may have no answer, in lower case.
    #[serde(default)]
    pub predicates: Vec<String>,
    /// What documentation says, in lower case, of code that means to go on after a failure.
    #[serde(default)]
    pub leniency: Vec<String>,
    /// Methods that yield an object's text.
    #[serde(default)]
    pub text_methods: Vec<String>,
    /// Methods that only read or convert what they are called on, whatever that is.
    #[serde(default)]
    pub pure_methods: Vec<String>,
    /// The API path of string literals.
    #[serde(default)]
    pub string_type: Option<String>,
    /// Methods that iterating over an object calls.
    #[serde(default)]
    pub iteration: Vec<String>,
    /// Functions that the language's runtime calls first: nothing has given them a context.
    #[serde(default)]
    pub entry_functions: Vec<String>,
    /// Texts near the start of files that help tests, whatever their names.
    #[serde(default)]
    pub test_imports: Vec<String>,
    /// How functions begin that tests are; a file with several of them that checks something holds tests.
    #[serde(default)]
    pub test_functions: Vec<String>,
    /// How tests check something.
    #[serde(default)]
    pub test_checks: Vec<String>,
    /// Words that functions begin or end with which print what they were asked for, in lower case.
    #[serde(default)]
    pub output_words: Vec<String>,
    /// Methods, in lower case, that text or records are handed to at last.
    #[serde(default)]
    pub sink_methods: Vec<String>,
    /// Methods of loggers, in lower case.
    #[serde(default)]
    pub level_methods: Vec<String>,
    /// How string literals begin what terminals take for colours.
    #[serde(default)]
    pub terminal_escapes: Vec<String>,
    /// Names (globs) of files that hold tests.
    #[serde(default)]
    pub test_files: Vec<String>,
    /// Names (globs) of files that are scripts wherever they stand.
    #[serde(default)]
    pub script_files: Vec<String>,
    /// Comments that start so instruct tools and explain nothing to people.
    #[serde(default)]
    pub directives: Vec<String>,
    /// Names (globs) of files that mark a folder as a unit of its own.
    #[serde(default)]
    pub manifests: Vec<String>,
    /// The package name that makes a folder a program.
    #[serde(default)]
    pub executable_package: Option<String>,
    /// How a line starts that says for which builds a file is meant.
    #[serde(default)]
    pub build_line: Option<String>,
    /// What such a line may name that some normal build has.
    #[serde(default)]
    pub build_tags: Vec<String>,
    /// Texts that all stand in a file that is a program by itself.
    #[serde(default)]
    pub program_marks: Vec<String>,
    /// The start of the manifest's line that names the module import paths begin with.
    #[serde(default)]
    pub module_line: Option<String>,
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;
    use crate::syntax::{Syntax, lower};
    use std::fmt::Write as _;
    use std::sync::Arc;
    use std::time::Duration;

    fn facts(language: &str, text: &str) -> Syntax {
        let languages = Languages::load().unwrap();
        let language = languages.get(languages.find(language).unwrap());
        let file = Arc::new(SourceFile::new("x", text));
        lower(language.grammar().unwrap(), &file, Duration::from_secs(5)).unwrap()
    }

    fn tree(syntax: &Syntax) -> String {
        let (mut out, mut open) = (String::new(), Vec::new());
        for (id, node) in syntax.nodes().iter().enumerate() {
            while open.last().is_some_and(|end| *end as usize <= id) {
                open.pop();
            }
            let indent = "  ".repeat(open.len());
            writeln!(out, "{indent}{:?} {:?} {}", node.part, node.kind, syntax.name(id as u32)).unwrap();
            open.push(node.end);
        }
        out
    }

    #[test]
    fn language_files_are_valid_tree_sitter_queries() {
        for language in Languages::load().unwrap().all() {
            let text = data(&format!("{}.scm", language.name)).unwrap();
            tree_sitter::Query::new(&language.parser, text)
                .unwrap_or_else(|fault| panic!("{}: {fault}", language.name));
            language.grammar().unwrap();
        }
    }

    #[test]
    fn python_becomes_facts() {
        let syntax = facts(
            "python",
            "@app.get('/')\nasync def f(a, b: int = 3):\n    try:\n        x = await g(a, k=f'v {a}')\n    except E as e:\n        pass\n",
        );
        insta::assert_snapshot!(tree(&syntax));
    }

    #[test]
    fn go_becomes_facts() {
        let syntax = facts(
            "go",
            "package main\nimport z \"go.uber.org/zap\"\nfunc (s *S) F(a, b int) (int, error) {\n\tx, err := s.g(a, &T{K: 1})\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\tgo func() { z.L() }()\n\treturn x, nil\n}\n",
        );
        insta::assert_snapshot!(tree(&syntax));
    }
}
