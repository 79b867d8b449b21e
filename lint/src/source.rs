//! Source files and places in them.
//!
//! Everything that points into a file does so by byte range; lines and columns are computed when shown.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A half-open byte range in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TextRange {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TextRange {
    /// Builds a range from byte offsets.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Returns whether `other` lies within this range.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Converts to a range for slicing.
    pub fn as_range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What part a file plays in its repository; decides which rules speak about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Code of a program that serves: it has entry points.
    Service,
    /// Code that others import.
    Library,
    /// Code of a program that people run by hand.
    CommandLine,
    /// Tests and their fixtures.
    Test,
    /// One-off and build scripts.
    Script,
    /// Examples and documentation.
    Example,
    /// Code for browsers: read for resolution, never reported.
    FrontEnd,
    /// Written by a program: read for resolution, never reported.
    Generated,
    /// Somebody else's code: read for resolution, never reported.
    Vendored,
}

impl Role {
    /// Returns the name that rules and output use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Library => "library",
            Self::CommandLine => "command-line",
            Self::Test => "test",
            Self::Script => "script",
            Self::Example => "example",
            Self::FrontEnd => "front-end",
            Self::Generated => "generated",
            Self::Vendored => "vendored",
        }
    }
}

/// One file's text with its path as shown to the user.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: Vec<u8>,
    line_starts: OnceLock<Vec<u32>>,
}

/// A one-based line and a one-based column counted in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// One-based line.
    pub line: u32,
    /// One-based column in Unicode scalar values; a tab is one.
    pub column: u32,
}

impl SourceFile {
    /// Takes a path (relative, with forward slashes) and the file's bytes, which need not be UTF-8.
    pub fn new(path: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// Returns the path as shown to the user, with forward slashes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// Returns the bytes of a range; empty where the range lies outside the file.
    pub fn slice(&self, range: TextRange) -> &[u8] {
        self.text.get(range.as_range()).unwrap_or_default()
    }

    /// Returns the text of a range, or the empty string where it is not UTF-8.
    pub fn text(&self, range: TextRange) -> &str {
        std::str::from_utf8(self.slice(range)).unwrap_or_default()
    }

    /// Returns the number of lines; an empty file has one.
    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }

    /// Converts a byte offset into a line and a column.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.line_of(offset);
        let start = self.line_starts()[line as usize - 1];
        let before = self.slice(TextRange::new(start, offset.min(self.text.len() as u32)));
        LineColumn { line, column: String::from_utf8_lossy(before).chars().count() as u32 + 1 }
    }

    /// Returns the one-based line that holds a byte offset.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.line_starts().partition_point(|start| *start <= offset) as u32
    }

    /// Returns the byte range of a one-based line without its line ending.
    pub fn line_range(&self, line: u32) -> TextRange {
        let starts = self.line_starts();
        let start = starts.get(line as usize - 1).copied().unwrap_or(self.text.len() as u32);
        let mut end = starts.get(line as usize).copied().unwrap_or(self.text.len() as u32);
        while end > start && matches!(self.text[end as usize - 1], b'\n' | b'\r') {
            end -= 1;
        }
        TextRange::new(start, end)
    }

    /// Returns a one-based line's text, lossily where it is not UTF-8.
    pub fn line_text(&self, line: u32) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.slice(self.line_range(line)))
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = self.text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            std::iter::once(0).chain(newlines.map(|(offset, _)| offset as u32 + 1)).collect()
        })
    }
}

/// A place: a file and a byte range in it.
#[derive(Debug, Clone)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Where in it.
    pub range: TextRange,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_without_their_line_ending_and_columns_count_characters() {
        let file = SourceFile::new("a.py", "é = 1\r\nb\n");
        assert_eq!(file.line_text(1), "é = 1");
        assert_eq!(file.line_column(3), LineColumn { line: 1, column: 3 });
        assert_eq!(file.line_of(8), 2);
        assert_eq!(file.line_count(), 3);
    }
}
