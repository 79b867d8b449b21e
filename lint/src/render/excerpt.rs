//! Cuts the lines that a finding talks about out of their files, ready to be annotated.
//!
//! Lines may be megabytes long and not UTF-8; what comes out is short and clean.

use super::region;
use crate::source::{Location, SourceFile};
use std::ops::Range;

/// Places at most this many lines apart share an excerpt.
const NEAR_LINES: u32 = 20;
/// How much of a line, in characters, is kept from where it is marked.
///
/// What stands before the mark is kept for its column's sake; it is hidden when printed.
const KEPT_AFTER: usize = 200;
const CUT: char = '…';

/// One place to mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark<'a> {
    pub(super) location: &'a Location,
    pub(super) label: Option<&'a str>,
}

/// Marks of one file that stand near each other.
#[derive(Debug)]
pub(super) struct Excerpt<'a> {
    pub(super) marks: Vec<Mark<'a>>,
    first_line: u32,
    last_line: u32,
}

/// The text of an excerpt.
#[derive(Debug)]
pub(super) struct Cut {
    /// The lines.
    pub(super) text: String,
    /// The number of the first.
    pub(super) first_line: u32,
    /// Where in `text` each mark stands.
    pub(super) marks: Vec<Range<usize>>,
}

/// Groups marks; the first stays first.
pub(super) fn group<'a>(marks: impl IntoIterator<Item = Mark<'a>>) -> Vec<Excerpt<'a>> {
    let mut excerpts: Vec<Excerpt<'a>> = Vec::new();
    for mark in marks {
        match excerpts.iter_mut().find(|excerpt| excerpt.is_near(&mark)) {
            Some(excerpt) => excerpt.add(mark),
            None => excerpts.push(Excerpt::new(mark)),
        }
    }
    excerpts
}

impl<'a> Excerpt<'a> {
    fn new(mark: Mark<'a>) -> Self {
        let line = region::of(mark.location).line;
        Self { marks: vec![mark], first_line: line, last_line: line }
    }

    /// Returns the file.
    pub(super) fn file(&self) -> &'a SourceFile {
        &self.marks[0].location.file
    }

    fn is_near(&self, mark: &Mark<'_>) -> bool {
        let line = region::of(mark.location).line;
        let same_file = self.file().path() == mark.location.file.path();
        same_file && line + NEAR_LINES >= self.first_line && line <= self.last_line + NEAR_LINES
    }

    fn add(&mut self, mark: Mark<'a>) {
        let line = region::of(mark.location).line;
        self.first_line = self.first_line.min(line);
        self.last_line = self.last_line.max(line);
        self.marks.push(mark);
    }

    /// Cuts the text out.
    pub(super) fn cut(&self) -> Cut {
        let regions: Vec<_> = self.marks.iter().map(|mark| region::of(mark.location)).collect();
        let mut text = String::new();
        let mut marks = vec![0..0; regions.len()];
        for line in self.first_line..=self.last_line {
            let on_line = |region: &&region::Region| region.line == line;
            let first_mark = regions.iter().filter(on_line).map(|region| region.start).min().unwrap_or(1);
            let cut = CutLine::new(self.file(), line, first_mark as usize - 1);
            let start = text.len();
            for (mark, region) in marks.iter_mut().zip(&regions).filter(|(_, region)| region.line == line) {
                let offset = |column: u32| start + cut.offset(column as usize - 1);
                *mark = offset(region.start)..offset(region.end);
            }
            text.push_str(&cut.text);
            text.push('\n');
        }
        Cut { text, first_line: self.first_line, marks }
    }
}

/// One line, clean and short.
struct CutLine {
    text: String,
}

impl CutLine {
    fn new(file: &SourceFile, line: u32, first_mark: usize) -> Self {
        let text = file.line_text(line);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // A lone carriage return would be taken for the end of a line.
        let mut text = text.replace('\r', " ");
        if let Some((end, _)) = text.char_indices().nth(first_mark + KEPT_AFTER) {
            text.truncate(end);
            text.push(CUT);
        }
        Self { text }
    }

    /// Returns where in the text a character of the line stands, or where the text ends.
    fn offset(&self, character: usize) -> usize {
        self.text.char_indices().nth(character).map_or(self.text.len(), |(offset, _)| offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::TextRange;
    use std::sync::Arc;

    fn marked(text: &[u8], needle: &[u8]) -> String {
        let start = text.windows(needle.len()).position(|found| found == needle).unwrap() as u32;
        let file = Arc::new(SourceFile::new("a.py", text));
        let location = Location { file, range: TextRange::new(start, start + needle.len() as u32) };
        let cut = group([Mark { location: &location, label: None }])[0].cut();
        assert!(cut.text.chars().count() < cut.marks[0].start + 300);
        cut.text[cut.marks[0].clone()].to_owned()
    }

    #[test]
    fn marks_survive_cleaning_and_cutting() {
        assert_eq!(marked("\u{feff}é = f()\r\n".as_bytes(), b"f()"), "f()");
        assert_eq!(marked(b"s = '\xff\xfe'; g()\n", b"g()"), "g()");
        assert_eq!(marked(b"x\ry = h()\n", b"h()"), "h()");
        let long = format!("{}target{}", "é".repeat(5000), "-".repeat(5000));
        assert_eq!(marked(long.as_bytes(), b"target"), "target");
    }
}
