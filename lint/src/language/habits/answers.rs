//! What tells that having no answer is one.

use serde::Deserialize;

/// What tells that having no answer is one: `[answers]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct AnswerHabits {
    /// First words of functions that answer yes or no, or may have no answer, in lower case.
    pub predicates: Vec<String>,
    /// Further words of functions that answer yes or no, in lower case.
    pub inner_predicates: Vec<String>,
    /// Words of functions that find out how something is, where they answer with a comparison, in lower case.
    pub probes: Vec<String>,
    /// What documentation says, in lower case, of code that means to go on after a failure.
    pub leniency: Vec<String>,
    /// What documentation says, in lower case, of functions whose having no answer is one.
    pub no_answers: Vec<String>,
    /// What a comment says, in lower case, of a failure that may be ignored.
    pub excuses: Vec<String>,
    /// Words of parameters that hold the answer to give where there is none.
    pub default_words: Vec<String>,
    /// What parameters are called that take an error.
    pub error_names: Vec<String>,
}
