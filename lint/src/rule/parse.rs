//! From a Markdown file to a rule.

use super::compile::Compiler;
use super::error::RuleError;
use super::header::Header;
use super::markdown::{Block, Content, blocks};
use super::{Case, Rule};
use std::sync::Arc;
use toml::Spanned;
use tracewell_rules::DataFile;

/// Reads one rule file.
pub(super) fn parse(file: &DataFile) -> Result<Rule, RuleError> {
    let (category, id) = name(file)?;
    let blocks = blocks(file.text);
    check_heading(file.path, id, &blocks)?;
    let is_header = |block: &Block<'_>| matches!(block.content, Content::Fence { info: "toml", .. });
    let Some(at) = blocks.iter().position(is_header) else {
        return Err(RuleError::new(file.path, 1, "there is no `toml` fence with the rule's header"));
    };
    let (header, cases) = header(file.path, &blocks[at])?;
    let Some(first) = cases.first() else {
        return Err(RuleError::new(file.path, blocks[at].line, "the header has no `[[case]]`"));
    };
    Ok(Rule {
        id: Arc::from(id),
        category,
        since: header.since,
        absent_in: header.absent_in,
        level: first.severity,
        summary: summary(file.path, &blocks[at..])?,
        documentation: without(file.text, &blocks[at]),
        cases,
        options: header.options,
    })
}

/// Splits a path into category and id.
fn name(file: &DataFile) -> Result<(&'static str, &'static str), RuleError> {
    let split = file.path.strip_suffix(".md").and_then(|path| path.rsplit_once('/'));
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    split
        .filter(|(_, id)| id.split('-').all(is_part))
        .ok_or_else(|| RuleError::new(file.path, 1, "a rule's path is `category/rule-id.md` in kebab case"))
}

fn check_heading(path: &str, id: &str, blocks: &[Block<'_>]) -> Result<(), RuleError> {
    match blocks.first() {
        Some(Block { content: Content::Heading { level: 1, text }, .. }) if *text == id => Ok(()),
        Some(Block { line, content: Content::Heading { level: 1, text }, .. }) => {
            Err(RuleError::new(path, *line, format!("the heading is `{text}`"))
                .with_help(format!("the file's stem is `{id}`")))
        }
        _ => Err(RuleError::new(path, 1, format!("the file does not begin with `# {id}`"))),
    }
}

fn header(path: &str, block: &Block<'_>) -> Result<(Header, Vec<Case>), RuleError> {
    let Content::Fence { text, .. } = block.content else {
        return Err(RuleError::new(path, block.line, "the header is not a fence"));
    };
    let options = toml::Table::new();
    let compiler = Compiler { path, header: text, first_line: block.line + 1, options: &options };
    let mut header: Header = toml::from_str(text)
        .map_err(|error| compiler.error(&error.span().unwrap_or_default(), error.message()))?;
    let compiler = Compiler { options: &header.options, ..compiler };
    let written = std::mem::take(&mut header.cases);
    let cases = written.into_iter().map(Spanned::into_inner).map(|case| compiler.case(case));
    let cases = cases.collect::<Result<_, _>>()?;
    Ok((header, cases))
}

/// Returns the first paragraph after the header, on one line.
fn summary(path: &str, after: &[Block<'_>]) -> Result<String, RuleError> {
    match after.get(1) {
        Some(Block { content: Content::Paragraph(text), .. }) => {
            Ok(text.lines().map(str::trim).collect::<Vec<_>>().join(" "))
        }
        _ => Err(RuleError::new(path, after[0].line, "no paragraph follows the header to sum the rule up")),
    }
}

fn without(text: &str, block: &Block<'_>) -> String {
    let (before, after) = (&text[..block.range.start], &text[block.range.end..]);
    format!("{}\n\n{}", before.trim_end(), after.trim_start())
}
