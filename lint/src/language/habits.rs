//! The habits of a language, as its data file gives them.

mod front_end;
mod kinds;
mod manifests;
mod path_words;
mod paths;

pub use front_end::FrontEndHabits;
pub use kinds::{DialectHabits, ImportBinds, Modules, Receiver};
pub use manifests::ManifestHabits;
pub use path_words::PathWords;
pub use paths::PathHabits;
use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// How a module is declared that only tests have; the first group is its name.
    #[serde(default)]
    pub test_module: Option<String>,
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
    /// Words of parameters that hold the answer to give where there is none.
    #[serde(default)]
    pub default_words: Vec<String>,
    /// What comments say, in lower case, of prints that stand where no logger can.
    #[serde(default)]
    pub print_excuses: Vec<String>,
    /// Methods that hand on the error of what they are called on, or what is waited for, and at most add words.
    #[serde(default)]
    pub wrapping_methods: Vec<String>,
    /// Methods that put a default in an error's place.
    #[serde(default)]
    pub defaulting_methods: Vec<String>,
    /// What a type goes by inside of it.
    #[serde(default)]
    pub self_types: Vec<String>,
    /// Regular expressions over annotations of code that only tests have: such code is not read.
    #[serde(default)]
    pub test_annotations: Vec<String>,
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
    /// First words of functions that answer yes or no, or may have no answer, in lower case.
    #[serde(default)]
    pub predicates: Vec<String>,
    /// Further words of functions that answer yes or no, in lower case.
    #[serde(default)]
    pub inner_predicates: Vec<String>,
    /// Words of functions that find out how something is, where they answer with a comparison, in lower case.
    #[serde(default)]
    pub probes: Vec<String>,
    /// What parameters are called that take an error.
    #[serde(default)]
    pub error_names: Vec<String>,
    /// What documentation says, in lower case, of code that means to go on after a failure.
    #[serde(default)]
    pub leniency: Vec<String>,
    /// What documentation says, in lower case, of functions whose having no answer is one.
    #[serde(default)]
    pub no_answers: Vec<String>,
    /// What a comment says, in lower case, of a failure that may be ignored.
    #[serde(default)]
    pub excuses: Vec<String>,
    /// Methods that yield an object's text.
    #[serde(default)]
    pub text_methods: Vec<String>,
    /// Methods that only read or convert what they are called on, whatever that is.
    #[serde(default)]
    pub pure_methods: Vec<String>,
    /// How a call starts that makes an object.
    pub construction: Option<String>,
    /// Such methods that are waited for all the same: they read what has come already.
    #[serde(default)]
    pub waited_methods: Vec<String>,
    /// How methods begin that, given nothing, only read something of what they are called on.
    #[serde(default)]
    pub accessors: Vec<String>,
    /// How functions begin that only convert what they are given.
    #[serde(default)]
    pub converters: Vec<String>,
    /// How functions begin that only convert or check what they are given, though they are waited for.
    #[serde(default)]
    pub waited_converters: Vec<String>,
    /// How functions begin that write what is to last, whether they are waited for or not.
    #[serde(default)]
    pub lasting_methods: Vec<String>,
    /// Methods that look into a text, or make another of it, where they are given nothing but texts.
    #[serde(default)]
    pub search_methods: Vec<String>,
    /// Methods that read an entry of a mapping where they are given a plain name.
    #[serde(default)]
    pub entry_methods: Vec<String>,
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
    /// Words that types end with which print what they are given, in lower case.
    #[serde(default)]
    pub output_types: Vec<String>,
    /// What documentation says, in lower case, of functions that print what they were asked for.
    #[serde(default)]
    pub output_phrases: Vec<String>,
    /// What annotations name that allow code to print.
    #[serde(default)]
    pub output_annotations: Vec<String>,
    /// The word by which an annotation says why.
    #[serde(default)]
    pub reason_word: Option<String>,
    /// The word before a function that may wait. Where it is given, what serves is expected to wait: prints of what does
    /// not are pedantic, and calls of the run that are waited for are expected to fail as what goes out does.
    #[serde(default)]
    pub waiting_word: Option<String>,
    /// First words of names of settings by which a person asks to be shown something.
    #[serde(default)]
    pub asking_words: Vec<String>,
    /// First or last words of types whose members are the commands of a program.
    #[serde(default)]
    pub command_words: Vec<String>,
    /// Words in the names of commands that serve, and of functions that do.
    #[serde(default)]
    pub serving_words: Vec<String>,
    /// Words in conditions by which whoever starts a program chooses how much it says.
    #[serde(default)]
    pub verbosity: Vec<String>,
    /// Words that types begin with which stand in for others in tests, in lower case.
    #[serde(default)]
    pub doubles: Vec<String>,
    /// Methods, in lower case, that text or records are handed to at last.
    #[serde(default)]
    pub sink_methods: Vec<String>,
    /// Methods of loggers, in lower case.
    #[serde(default)]
    pub level_methods: Vec<String>,
    /// How functions begin, in lower case, that write down what went wrong.
    #[serde(default)]
    pub log_words: Vec<String>,
    /// How string literals begin what terminals take for colours.
    #[serde(default)]
    pub terminal_escapes: Vec<String>,
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
    /// Folders that hold tests in this language, beside those that do so in every one.
    #[serde(default)]
    pub test_folders: Vec<String>,
    /// Folders that hold scripts in this language, likewise.
    #[serde(default)]
    pub script_folders: Vec<String>,
    /// Names (globs) of files that hold tests.
    #[serde(default)]
    pub test_files: Vec<String>,
    /// Names (globs) of files that are scripts wherever they stand.
    #[serde(default)]
    pub script_files: Vec<String>,
    /// Comments that start so instruct tools and explain nothing to people.
    #[serde(default)]
    pub directives: Vec<String>,
    /// The package name that makes a folder a program.
    #[serde(default)]
    pub executable_package: Option<String>,
}
