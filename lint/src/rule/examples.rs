//! The examples of a rule file: code with what must be said about it.
//!
//! They are documentation and test at once; the runner in `tests/rules` lints them and compares.

use super::error::RuleError;
use super::markdown::{Block, Content, blocks};
use crate::diagnostic::Severity;

/// Files that are linted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The `###` heading they stand under.
    pub heading: Option<String>,
    /// The files; more than one only where all are named.
    pub files: Vec<ExampleFile>,
}

/// One fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// The first word of the info string.
    pub language: String,
    /// The file's name, if the info string gives one.
    pub name: Option<String>,
    /// The line of the rule file that holds the first line of `text`.
    pub first_line: u32,
    /// The code, markers stripped.
    pub text: String,
    /// What must be said; nothing else may be.
    pub expectations: Vec<Expectation>,
}

/// A diagnostic that must appear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// One-based line of the example's text.
    pub line: u32,
    /// How bad.
    pub level: Severity,
    /// Whether it is one of low confidence.
    pub pedantic: bool,
    /// What is said; info strings name no text.
    pub message: Option<String>,
}

/// Returns the examples of a rule file in their order.
pub fn parse(path: &str, text: &str) -> Result<Vec<Example>, RuleError> {
    let mut examples: Vec<Example> = Vec::new();
    let mut heading: Option<String> = None;
    let mut project: Option<usize> = None;
    for block in section(&blocks(text)) {
        match block.content {
            Content::Heading { level: 3, text } => (heading, project) = (Some(text.to_owned()), None),
            Content::Fence { info, text } => {
                let file = file(path, block.line, info, text)?;
                if let Some(index) = project.filter(|_| file.name.is_some()) {
                    examples[index].files.push(file);
                    continue;
                }
                if heading.is_some() && file.name.is_some() {
                    project = Some(examples.len());
                }
                examples.push(Example { heading: heading.clone(), files: vec![file] });
            }
            _ => {}
        }
    }
    Ok(examples)
}

/// Returns the blocks under `## Examples`.
fn section<'b, 't>(blocks: &'b [Block<'t>]) -> &'b [Block<'t>] {
    let is_start = |block: &Block<'_>| block.content == Content::Heading { level: 2, text: "Examples" };
    let start = blocks.iter().position(is_start).map_or(blocks.len(), |start| start + 1);
    let ends = |block: &&Block<'_>| !matches!(block.content, Content::Heading { level: 1 | 2, .. });
    &blocks[start..start + blocks[start..].iter().take_while(ends).count()]
}

fn file(path: &str, line: u32, info: &str, text: &str) -> Result<ExampleFile, RuleError> {
    let error = |message: String| RuleError::new(path, line, message);
    let mut words = info.split_whitespace();
    let language = words.next().ok_or_else(|| error("an example's fence names no language".to_owned()))?;
    let (text, mut expectations) = strip(text);
    let mut name = None;
    for word in words {
        if let Some((number, level)) = word.split_once('=') {
            let expectation = number.parse().ok().zip(self::level(level)).map(|(line, level)| Expectation {
                line,
                level,
                pedantic: false,
                message: None,
            });
            let expectation = expectation.filter(|one| (1..=text.lines().count() as u32).contains(&one.line));
            expectations.push(expectation.ok_or_else(|| error(format!("`{word}` is not `LINE=LEVEL`")))?);
        } else if name.replace(word.to_owned()).is_some() {
            return Err(error(format!("`{word}` is a second file name")));
        }
    }
    Ok(ExampleFile { language: language.to_owned(), name, first_line: line + 1, text, expectations })
}

/// Takes the markers off a text.
fn strip(text: &str) -> (String, Vec<Expectation>) {
    let mut stripped = String::with_capacity(text.len());
    let mut expectations = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((code, mut expectation)) = marker(line) {
            expectation.line = index as u32 + 1;
            expectations.push(expectation);
            stripped.push_str(code);
        } else {
            stripped.push_str(line);
        }
        stripped.push('\n');
    }
    (stripped, expectations)
}

/// Splits a line into the code before its marker and what the marker expects.
fn marker(line: &str) -> Option<(&str, Expectation)> {
    line.match_indices(['#', '/']).find_map(|(start, _)| {
        let comment = line[start..].strip_prefix('#').or_else(|| line[start..].strip_prefix("//"))?;
        let said = comment.strip_prefix(' ')?;
        let pedantic = said.strip_prefix("pedantic ");
        let (name, message) = pedantic.unwrap_or(said).split_once(": ")?;
        let message = Some(message.trim_end().to_owned());
        let expectation = Expectation { line: 0, level: level(name)?, pedantic: pedantic.is_some(), message };
        Some((line[..start].trim_end(), expectation))
    })
}

fn level(name: &str) -> Option<Severity> {
    [Severity::Info, Severity::Warning, Severity::Error].into_iter().find(|level| level.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "# a\n\n## Examples\n\n```python\nlog(f\"# {x}\")  # noqa # warning: bad # one\nlog()\n```\n\n\
        ### project\n\n```go app.go\nf() // pedantic error: worse\n```\n```dockerfile Dockerfile\nRUN x\n```\n\
        ```json 1=info\n{}\n```\n\n## Notes\n\n```python\nx\n```\n";

    fn expect(line: u32, level: Severity, pedantic: bool, message: Option<&str>) -> Expectation {
        Expectation { line, level, pedantic, message: message.map(str::to_owned) }
    }

    #[test]
    fn markers_become_expectations_and_leave_the_code_alone() {
        let examples = parse("logs/a.md", RULE).unwrap();
        let first = &examples[0].files[0];
        assert_eq!(first.text, "log(f\"# {x}\")  # noqa\nlog()\n");
        assert_eq!(first.expectations, [expect(1, Severity::Warning, false, Some("bad # one"))]);
        assert_eq!(first.first_line, 6);
    }

    #[test]
    fn named_fences_of_a_section_are_one_project() {
        let examples = parse("logs/a.md", RULE).unwrap();
        assert_eq!(examples.len(), 3);
        let names: Vec<_> = examples[1].files.iter().map(|file| file.name.as_deref()).collect();
        assert_eq!(names, [Some("app.go"), Some("Dockerfile")]);
        assert_eq!(examples[1].files[0].expectations, [expect(1, Severity::Error, true, Some("worse"))]);
        assert_eq!(examples[2].files[0].expectations, [expect(1, Severity::Info, false, None)]);
    }

    #[test]
    fn a_wrong_info_string_is_an_error_with_its_line() {
        for info in ["json 1=fatal", "json 9=info", "python a.py b.py"] {
            let text = format!("## Examples\n```{info}\nx\n```\n");
            assert_eq!(parse("logs/a.md", &text).unwrap_err().line, 2);
        }
    }
}
