//! What tells output that somebody asked for.

use serde::Deserialize;

/// What tells output that somebody asked for: `[output]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct OutputHabits {
    /// Words that functions begin or end with which print what they were asked for, in lower case.
    pub words: Vec<String>,
    /// Words that types end with which print what they are given, in lower case.
    pub types: Vec<String>,
    /// What documentation says, in lower case, of functions that print what they were asked for.
    pub phrases: Vec<String>,
    /// What annotations name that allow code to print.
    pub annotations: Vec<String>,
    /// The word by which an annotation says why.
    pub reason_word: Option<String>,
    /// What comments say, in lower case, of prints that stand where no logger can.
    pub excuses: Vec<String>,
    /// What comments on a print's line, or right above it, say to other linters that would report it, in lower case.
    pub marks: Vec<String>,
    /// First words of names of settings by which a person asks to be shown something.
    pub asking_words: Vec<String>,
    /// Words in conditions by which whoever starts a program chooses how much it says.
    pub verbosity: Vec<String>,
    /// Words that types begin with which stand in for others in tests, in lower case.
    pub doubles: Vec<String>,
    /// How string literals begin what terminals take for colours.
    pub terminal_escapes: Vec<String>,
    /// Methods, in lower case, that text or records are handed to at last.
    pub sink_methods: Vec<String>,
    /// Methods of loggers, in lower case.
    pub level_methods: Vec<String>,
    /// How functions begin, in lower case, that write down what went wrong.
    pub log_words: Vec<String>,
}
