//! The names and marks by which people tell which files are not their own code.
//!
//! They are conventions about files, not about any library, which is why they stand here as constants.

/// Folders that hold other people's code.
pub(super) const VENDORED_FOLDERS: &[&str] = &[
    "__pypackages__",
    "bower_components",
    "dist-packages",
    "Godeps",
    "node_modules",
    "site-packages",
    "third-party",
    "third_party",
    "thirdparty",
    "vendor",
    "vendored",
    "venv",
    "virtualenv",
];

/// Ends of the names of files that programs write.
pub(super) const GENERATED_NAME_ENDS: &[&str] = &[
    "_generated.go",
    "_generated.py",
    "_pb2.py",
    "_pb2.pyi",
    "_pb2_grpc.py",
    ".connect.go",
    ".min.css",
    ".min.js",
    ".pb.go",
    ".pb.gw.go",
    ".pulsar.go",
];

/// Beginnings of the names of files that programs write.
pub(super) const GENERATED_NAME_STARTS: &[&str] = &["zz_generated."];

/// Words that together, in one comment line near the top, say that a program wrote the file.
/// They are compared in lower case.
pub(super) const GENERATED_WORDS: &[&[&str]] =
    &[&["generated", "do not edit"], &["generated", "do not modify"]];

/// What is said of the file itself where a text at its top, rather than a comment, says that it is generated.
pub(super) const GENERATED_SHOUTS: &[&str] = &["DO NOT EDIT", "DO NOT MODIFY"];

/// What a text at the top of a file stands in.
pub(super) const QUOTES: &[&str] = &["\"\"\"", "'''"];

/// A mark that alone says so, where no name goes on after it.
pub(super) const GENERATED_MARK: &str = "@generated";

/// What a comment line begins with in one language or another.
pub(super) const COMMENT_STARTS: &[&str] = &["#", "//", "/*", "*", "--", ";", "<!--", "\"\"\"", "'''"];

/// How many lines count as the top of a file.
pub(super) const TOP_LINES: usize = 30;

/// How many bytes of a file are searched for its top lines, for NUL bytes, and for long lines.
pub(super) const TOP_BYTES: usize = 8 * 1024;

/// From which average line length on a file counts as minified.
pub(super) const MINIFIED_LINE_BYTES: usize = 300;

/// Lines of this length, so many of them that they hold most of a file, say so wherever they stand.
pub(super) const LONG_LINE_BYTES: usize = 1000;

/// Fewer long lines may be data that people keep in their code.
pub(super) const LONG_LINES: usize = 5;

/// Below this size no file counts as minified.
pub(super) const MINIFIED_FILE_BYTES: usize = 4 * 1024;

/// The name of the files that hold git attributes.
pub(super) const ATTRIBUTES_FILE: &str = ".gitattributes";
