//! The part of Markdown that rule files use: headings, fences and paragraphs, with their lines.
//!
//! Separate because the header, the summary and the examples are all read off the same blocks.

use std::ops::Range;

/// A block of a Markdown text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content<'t> {
    /// `## text`.
    Heading { level: usize, text: &'t str },
    /// A fenced block: what stands after the opening backticks, and the lines between.
    Fence { info: &'t str, text: &'t str },
    /// Lines up to the next blank one.
    Paragraph(&'t str),
}

/// A block with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block<'t> {
    /// One-based line on which it begins.
    pub(super) line: u32,
    /// Bytes, line endings included.
    pub(super) range: Range<usize>,
    /// What it is.
    pub(super) content: Content<'t>,
}

/// Splits a Markdown text into its blocks.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let lines = Line::all(text);
    let mut blocks = Vec::new();
    let mut next = 0;
    while let Some(line) = lines.get(next) {
        let first = next;
        next += 1;
        if line.text.trim().is_empty() {
            continue;
        }
        let content = if let Some(heading) = heading(line.text) {
            heading
        } else if let Some((marker, info)) = fence(line.text) {
            let length = lines[next..].iter().take_while(|line| !closes(line.text, marker)).count();
            let inside = line.range.end..lines[first + length].range.end;
            next = (next + length + 1).min(lines.len());
            Content::Fence { info, text: &text[inside] }
        } else {
            next += lines[next..].iter().take_while(|line| continues_paragraph(line.text)).count();
            Content::Paragraph(text[line.range.start..lines[next - 1].range.end].trim_end())
        };
        let range = line.range.start..lines[next - 1].range.end;
        blocks.push(Block { line: first as u32 + 1, range, content });
    }
    blocks
}

/// A line with the bytes it takes, its ending included.
struct Line<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Line<'t> {
    fn all(text: &'t str) -> Vec<Self> {
        let mut start = 0;
        text.split_inclusive('\n')
            .map(|line| {
                let range = start..start + line.len();
                start = range.end;
                Line { text: line.trim_end_matches(['\n', '\r']), range }
            })
            .collect()
    }
}

fn heading(line: &str) -> Option<Content<'_>> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| Content::Heading { level, text: text.trim() })
}

/// Returns the backticks or tildes that open a fence, and the text after them.
fn fence(line: &str) -> Option<(&str, &str)> {
    let character = line.chars().next().filter(|character| matches!(character, '`' | '~'))?;
    let info = line.trim_start_matches(character);
    let marker = &line[..line.len() - info.len()];
    (marker.len() >= 3 && !info.contains('`')).then(|| (marker, info.trim()))
}

fn closes(line: &str, marker: &str) -> bool {
    let line = line.trim_end();
    line.starts_with(marker) && line.chars().all(|character| marker.starts_with(character))
}

fn continues_paragraph(line: &str) -> bool {
    !line.trim().is_empty() && heading(line).is_none() && fence(line).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_their_lines_and_longer_fences_hold_shorter_ones() {
        let text = "# a\r\n\none\ntwo\n````md x\n```\nin\n```\n````\n~~~\n~~~\n";
        let found: Vec<_> = blocks(text).into_iter().map(|block| (block.line, block.content)).collect();
        let expected = [
            (1, Content::Heading { level: 1, text: "a" }),
            (3, Content::Paragraph("one\ntwo")),
            (5, Content::Fence { info: "md x", text: "```\nin\n```\n" }),
            (10, Content::Fence { info: "", text: "" }),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_unclosed_fence_runs_to_the_end() {
        for (text, inside) in [("```toml\na = 1", "a = 1"), ("```toml", ""), ("```toml\n", "")] {
            let content = blocks(text)[0].content;
            assert_eq!(content, Content::Fence { info: "toml", text: inside });
        }
    }
}
