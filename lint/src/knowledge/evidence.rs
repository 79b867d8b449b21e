//! Whole-process instrumentation in deployment files: `rules/evidence/*.toml`.

use super::compile::KnowledgeError;
use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct EvidenceFile {
    by: String,
    #[serde(default)]
    languages: Vec<String>,
    files: Vec<String>,
    covers: Vec<String>,
    lines: Vec<String>,
}

/// One kind of evidence.
#[derive(Debug)]
pub struct Evidence {
    /// Whose instrumentation it is.
    pub by: String,
    /// The languages it instruments; empty: any.
    pub languages: Vec<String>,
    /// What it covers.
    pub covers: Vec<String>,
    files: GlobSet,
    lines: regex::bytes::RegexSet,
}

impl Evidence {
    /// Returns whether a file of this name can hold it.
    #[must_use]
    pub fn is_about(&self, path: &str) -> bool {
        self.files.is_match(path) || path.rsplit('/').next().is_some_and(|name| self.files.is_match(name))
    }

    /// Returns whether a line shows it.
    #[must_use]
    pub fn is_shown_by(&self, line: &[u8]) -> bool {
        self.lines.is_match(line)
    }
}

/// All kinds of evidence.
#[derive(Debug, Default)]
pub struct EvidenceSet {
    all: Vec<Evidence>,
}

impl EvidenceSet {
    /// Parses evidence files, given as path and text.
    pub fn parse<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, KnowledgeError> {
        let all = files.map(|(path, text)| parse(path, text)).collect::<Result<_, _>>()?;
        Ok(Self { all })
    }

    /// Returns the kinds that a file of this name can hold.
    pub fn about(&self, path: &str) -> impl Iterator<Item = &Evidence> {
        self.all.iter().filter(move |evidence| evidence.is_about(path))
    }
}

fn parse(path: &str, text: &str) -> Result<Evidence, KnowledgeError> {
    let fault = |message: String| KnowledgeError { path: path.to_owned(), message };
    let file: EvidenceFile = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
    let mut files = GlobSetBuilder::new();
    for pattern in &file.files {
        files.add(Glob::new(pattern).map_err(|error| fault(error.to_string()))?);
    }
    Ok(Evidence {
        by: file.by,
        languages: file.languages,
        covers: file.covers,
        files: files.build().map_err(|error| fault(error.to_string()))?,
        lines: regex::bytes::RegexSet::new(&file.lines).map_err(|error| fault(error.to_string()))?,
    })
}
