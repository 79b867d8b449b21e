//! Kinds of habits that languages share: how imports bind, what a module is, where a receiver stands, dialects.

use serde::Deserialize;

/// How imports name what they bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum ImportBinds {
    /// `import a.b` binds `a`.
    #[default]
    FirstSegment,
    /// `import "a/b"` binds `b`.
    LastSegment,
    /// `import a.b.C` binds `C`, a member of `a.b`.
    LastName,
    /// One import may name a whole tree of paths, of which each binds its last segment.
    Tree,
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
    /// As with folders, and several folders whose paths end in the same way share one too.
    Packages,
    /// Each file is one, below the one that stands for the folder of all sources.
    Crates,
    /// Each file is one, and imports name it by its path.
    Paths,
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

/// What is a dialect's own.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DialectHabits {
    /// File name endings, without the dot; the language lists them too.
    pub extensions: Vec<String>,
    /// Which `.scm` files apply, without the ending; earlier ones come first.
    pub patterns: Vec<String>,
}
