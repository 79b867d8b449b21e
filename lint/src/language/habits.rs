//! The habits of a language, as its data file gives them.

mod answers;
mod front_end;
mod kinds;
mod manifests;
mod methods;
mod output;
mod path_words;
mod paths;
mod testing;

pub use answers::AnswerHabits;
pub use front_end::FrontEndHabits;
pub use kinds::{DialectHabits, ImportBinds, Modules, Receiver};
pub use manifests::ManifestHabits;
pub use methods::MethodHabits;
pub use output::OutputHabits;
pub use path_words::PathWords;
pub use paths::PathHabits;
use serde::Deserialize;
use std::collections::BTreeMap;
pub use testing::TestHabits;

/// The habits of a language: `rules/languages/<language>.toml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each says of a language whether it has a habit")]
pub struct Habits {
    /// File name endings, without the dot.
    pub extensions: Vec<String>,
    /// Dialects: files of these endings have a grammar of their own.
    #[serde(default)]
    pub dialects: BTreeMap<String, DialectHabits>,
    /// What may stand before an argument of a macro and is no part of it.
    #[serde(default)]
    pub argument_sigils: Vec<String>,
    /// Whether a function returns what its last expression yields.
    #[serde(default)]
    pub returns_tail: bool,
    /// The files, without ending, that stand for the folder of all sources.
    #[serde(default)]
    pub root_files: Vec<String>,
    /// What follows the name of a macro where it is called: such names have a space of their own.
    #[serde(default)]
    pub macro_mark: Option<String>,
    /// Methods that hand on what they are called on, wrapped or unwrapped.
    #[serde(default)]
    pub transparent_methods: Vec<String>,
    /// Patterns that match what wraps one value, and bind it.
    #[serde(default)]
    pub transparent_patterns: Vec<String>,
    /// The pattern that matches an error, and binds it.
    #[serde(default)]
    pub error_pattern: Option<String>,
    /// Whether calls of asynchronous functions do nothing until somebody waits for them.
    #[serde(default)]
    pub lazy_calls: bool,
    /// How a line starts that gives methods to a type, wherever that stands.
    #[serde(default)]
    pub extending_word: Option<String>,
    /// Folders that hold programs, where others keep scripts.
    #[serde(default)]
    pub program_folders: Vec<String>,
    /// Types of what holds a result or an error.
    #[serde(default)]
    pub result_types: Vec<String>,
    /// Methods that turn an error into nothing; called for no result, they drop it.
    #[serde(default)]
    pub dropping_methods: Vec<String>,
    /// Names of files (globs) that hold commands of a command-line tool.
    #[serde(default)]
    pub command_files: Vec<String>,
    /// Methods whose error says no more than that the other side is gone.
    #[serde(default)]
    pub closing_methods: Vec<String>,
    /// Methods that hand on the error of what they are called on, or what is waited for, and at most add words.
    #[serde(default)]
    pub wrapping_methods: Vec<String>,
    /// Methods that put a default in an error's place.
    #[serde(default)]
    pub defaulting_methods: Vec<String>,
    /// What a type goes by inside of it.
    #[serde(default)]
    pub self_types: Vec<String>,
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
    /// See [`PathWords`].
    #[serde(default)]
    pub path_words: PathWords,
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
    /// What the object that a method is called on goes by inside of it, where no parameter stands for it.
    #[serde(default)]
    pub self_names: Vec<String>,
    /// What stands for the object where its bases are meant.
    #[serde(default)]
    pub base_names: Vec<String>,
    /// Whether methods may leave out the object that they are called on: what a class has, its methods see by name.
    #[serde(default)]
    pub implicit_receiver: bool,
    /// What stands in the place of a type where that is left to the value. In such a language only what has a type
    /// declares a name; any other assignment is to one that is there.
    #[serde(default)]
    pub inferred_types: Vec<String>,
    /// What stands before the names of methods that everybody may call, where names do not tell.
    #[serde(default)]
    pub public_word: Option<String>,
    /// Folders below which folders are named after packages, and say nothing of what part a file plays.
    #[serde(default)]
    pub package_roots: Vec<String>,
    /// Decorators that make a method one that is read like a field.
    #[serde(default)]
    pub property_makers: Vec<String>,
    /// Decorators that only say what a method is called on.
    #[serde(default)]
    pub method_makers: Vec<String>,
    /// Texts without any of which, and without an import of a known library, a file holds nothing to report;
    /// empty: every file may.
    #[serde(default)]
    pub needles: Vec<String>,
    /// See [`PathHabits`].
    #[serde(default)]
    pub paths: PathHabits,
    /// See [`FrontEndHabits`].
    #[serde(default)]
    pub front_end: FrontEndHabits,
    /// See [`ManifestHabits`].
    #[serde(default)]
    pub manifests: ManifestHabits,
    /// Whether literals of maps are objects, whose keys are members, and functions and classes are values like others.
    #[serde(default)]
    pub object_literals: bool,
    /// Whether any call may leave a function without its author having written so.
    #[serde(default)]
    pub implicit_exceptions: bool,
    /// Whether callers must catch what a function declares: many a handler is there for the compiler.
    #[serde(default)]
    pub checked_exceptions: bool,
    /// Methods that are given a function for what failed, and at which place among their arguments. A language that has
    /// them does not say in catches what is caught.
    #[serde(default)]
    pub rejections: BTreeMap<String, usize>,
    /// Libraries whose methods of such names mean something else.
    #[serde(default)]
    pub no_rejections: Vec<String>,
    /// The type of errors, where functions return them.
    #[serde(default)]
    pub error_type: Option<String>,
    /// Calls that make an error.
    #[serde(default)]
    pub error_makers: Vec<String>,
    /// Methods that tell of an error kept since it happened.
    #[serde(default)]
    pub error_readers: Vec<String>,
    /// What functions are called whose errors are customarily dropped, in lower case.
    #[serde(default)]
    pub clean_up: Vec<String>,
    /// Words that functions are called by which end something, where a context may have ended before.
    #[serde(default)]
    pub shut_down: Vec<String>,
    /// The API path of string literals.
    #[serde(default)]
    pub string_type: Option<String>,
    /// Methods that iterating over an object calls.
    #[serde(default)]
    pub iteration: Vec<String>,
    /// Functions that the language's runtime calls first: nothing has given them a context.
    #[serde(default)]
    pub entry_functions: Vec<String>,
    /// The function whose end is the end of the program.
    #[serde(default)]
    pub program_function: Option<String>,
    /// The word before a function that may wait. Where it is given, what serves is expected to wait: prints of what does
    /// not are pedantic, and calls of the run that are waited for are expected to fail as what goes out does.
    #[serde(default)]
    pub waiting_word: Option<String>,
    /// First or last words of types whose members are the commands of a program.
    #[serde(default)]
    pub command_words: Vec<String>,
    /// Words in the names of commands that serve, and of functions that do.
    #[serde(default)]
    pub serving_words: Vec<String>,
    /// What the first lines of a file say, in lower case, that is run by hand.
    #[serde(default)]
    pub script_phrases: Vec<String>,
    /// Last words of the names, or types, of what a server hands to those who serve.
    #[serde(default)]
    pub request_words: Vec<String>,
    /// Last words of the names of what serves once it is started, and first words of the methods that start it.
    #[serde(default)]
    pub server_words: Vec<String>,
    /// See [`Self::server_words`].
    #[serde(default)]
    pub starting_words: Vec<String>,
    /// How a line starts that names, relative to its folder, a program to generate code with.
    #[serde(default)]
    pub generator_line: Option<String>,
    /// How a line starts that says for which builds a file is meant.
    #[serde(default)]
    pub build_line: Option<String>,
    /// What such a line may name that some normal build has.
    #[serde(default)]
    pub build_tags: Vec<String>,
    /// Texts that all stand in a file that is a program by itself.
    #[serde(default)]
    pub program_marks: Vec<String>,
    /// Folders that hold scripts in this language, likewise.
    #[serde(default)]
    pub script_folders: Vec<String>,
    /// Names (globs) of files that are scripts wherever they stand.
    #[serde(default)]
    pub script_files: Vec<String>,
    /// Comments that start so instruct tools and explain nothing to people.
    #[serde(default)]
    pub directives: Vec<String>,
    /// The package name that makes a folder a program.
    #[serde(default)]
    pub executable_package: Option<String>,
    /// See [`TestHabits`].
    #[serde(default)]
    pub tests: TestHabits,
    /// See [`OutputHabits`].
    #[serde(default)]
    pub output: OutputHabits,
    /// See [`MethodHabits`].
    #[serde(default)]
    pub methods: MethodHabits,
    /// See [`AnswerHabits`].
    #[serde(default)]
    pub answers: AnswerHabits,
}
