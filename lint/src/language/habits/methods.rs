//! What methods and functions do, by their names.

use serde::Deserialize;

/// What methods and functions do, by their names: `[methods]`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MethodHabits {
    /// Methods that yield an object's text.
    pub text: Vec<String>,
    /// Methods that only read or convert what they are called on, whatever that is.
    pub pure: Vec<String>,
    /// Such methods that are waited for all the same: they read what has come already.
    pub waited: Vec<String>,
    /// How methods begin that, given nothing, only read something of what they are called on.
    pub accessors: Vec<String>,
    /// How functions begin that only convert what they are given.
    pub converters: Vec<String>,
    /// How functions begin that only convert or check what they are given, though they are waited for.
    pub waited_converters: Vec<String>,
    /// How functions begin that write what is to last, whether they are waited for or not.
    pub lasting: Vec<String>,
    /// Methods that look into a text, or make another of it, where they are given nothing but texts.
    pub search: Vec<String>,
    /// Methods that read an entry of a mapping where they are given a plain name.
    pub entry: Vec<String>,
    /// How functions begin that wait for something to happen; with a bound, its end is one of their answers.
    pub waiting: Vec<String>,
    /// Types of what is written to, where functions that write say which: their error is mostly that the other side is gone.
    pub writers: Vec<String>,
    /// Last words of what a peer in another process reads from.
    pub streams: Vec<String>,
    /// Words of functions that tell of how the program itself runs, while it does: lost, the next one tells.
    pub on_the_way: Vec<String>,
    /// Methods that are given a function to run it in another program, such as in a page that a browser shows.
    pub elsewhere: Vec<String>,
    /// How a call starts that makes an object.
    pub construction: Option<String>,
}
