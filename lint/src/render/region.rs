//! Lines and columns of a place, as every format prints them.

use crate::source::{Location, SourceFile, TextRange};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A part of one line; columns count Unicode scalar values, and the end column is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) line: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Computes the region of a location: its first line, from where it starts to where it ends or the line does.
pub(super) fn of(location: &Location) -> Region {
    let file = &*location.file;
    let range = clip(location);
    let line = file.line_of(range.start);
    let mark = mark_of(file, line);
    let start = file.line_column(range.start).column.saturating_sub(mark).max(1);
    let end = file.line_column(range.end).column.saturating_sub(mark).max(start);
    Region { line, start, end }
}

/// Clips a location to its file and to its first line.
pub(super) fn clip(location: &Location) -> TextRange {
    let file = &*location.file;
    let length = file.bytes().len() as u32;
    let start = location.range.start.min(length);
    let line = file.line_range(file.line_of(start));
    let start = start.min(line.end);
    TextRange::new(start, location.range.end.clamp(start, line.end))
}

/// Returns how many characters of a line are a byte order mark.
fn mark_of(file: &SourceFile, line: u32) -> u32 {
    u32::from(line == 1 && file.bytes().starts_with(BYTE_ORDER_MARK))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn region(text: &[u8], start: u32, end: u32) -> Region {
        let file = Arc::new(SourceFile::new("a.py", text));
        of(&Location { file, range: TextRange::new(start, end) })
    }

    #[test]
    fn columns_count_characters_and_no_byte_order_mark() {
        assert_eq!(region("\u{feff}é = f()\n".as_bytes(), 8, 11), Region { line: 1, start: 5, end: 8 });
        assert_eq!(region(b"a\n\tb\n", 3, 4), Region { line: 2, start: 2, end: 3 });
        assert_eq!(region(b"\xff\xfe = 1", 5, 6), Region { line: 1, start: 6, end: 7 });
    }

    #[test]
    fn ranges_are_clipped_to_their_first_line_and_to_the_file() {
        assert_eq!(region(b"try:\r\n  pass\r\n", 0, 12), Region { line: 1, start: 1, end: 5 });
        assert_eq!(region(b"a", 90, 99), Region { line: 1, start: 2, end: 2 });
        assert_eq!(region(b"", 0, 0), Region { line: 1, start: 1, end: 1 });
    }
}
