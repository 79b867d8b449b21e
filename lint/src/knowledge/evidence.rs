//! Whole-process instrumentation in deployment files: `rules/evidence/*.toml`.

use super::compile::KnowledgeError;
use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::bytes::RegexSet;
use serde::Deserialize;
use std::sync::OnceLock;

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
    lines: Vec<String>,
    compiled: OnceLock<Option<RegexSet>>,
}

impl Evidence {
    /// Returns whether a line shows it.
    pub fn is_shown_by(&self, line: &[u8]) -> bool {
        self.compiled().is_some_and(|lines| lines.is_match(line))
    }

    /// Most runs have no file that a kind could stand in, so that its expressions are compiled when first asked.
    /// `None` where one is wrong, which a test rules out.
    fn compiled(&self) -> Option<&RegexSet> {
        self.compiled.get_or_init(|| RegexSet::new(&self.lines).ok()).as_ref()
    }
}

/// All kinds of evidence.
#[derive(Debug, Default)]
pub struct EvidenceSet {
    all: Vec<Evidence>,
    /// All file patterns, with the kind of evidence each belongs to: a path is matched against all at once.
    files: GlobSet,
    owners: Vec<usize>,
}

impl EvidenceSet {
    /// Parses evidence files, given as path and text.
    pub fn parse<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, KnowledgeError> {
        let (mut set, mut globs) = (Self::default(), GlobSetBuilder::new());
        for (path, text) in files {
            let (evidence, patterns) = parse(path, text)?;
            set.owners.extend(patterns.iter().map(|_| set.all.len()));
            set.all.push(evidence);
            for pattern in patterns {
                globs.add(pattern);
            }
        }
        let fault = |error: globset::Error| KnowledgeError {
            path: "evidence".to_owned(),
            message: error.to_string(),
        };
        set.files = globs.build().map_err(fault)?;
        Ok(set)
    }

    /// Returns the kinds that a file of this name can hold.
    pub fn about(&self, path: &str) -> impl Iterator<Item = &Evidence> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let mut kinds: Vec<usize> = [path, name]
            .iter()
            .flat_map(|text| self.files.matches(text))
            .map(|glob| self.owners[glob])
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.into_iter().map(|kind| &self.all[kind])
    }
}

fn parse(path: &str, text: &str) -> Result<(Evidence, Vec<Glob>), KnowledgeError> {
    let fault = |message: String| KnowledgeError { path: path.to_owned(), message };
    let file: EvidenceFile = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
    let patterns =
        file.files.iter().map(|pattern| Glob::new(pattern).map_err(|error| fault(error.to_string())));
    let patterns = patterns.collect::<Result<_, _>>()?;
    let evidence = Evidence {
        by: file.by,
        languages: file.languages,
        covers: file.covers,
        lines: file.lines,
        compiled: OnceLock::new(),
    };
    Ok((evidence, patterns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_evidence_is_a_regular_expression() {
        let files = tracewell_rules::evidence();
        let set = EvidenceSet::parse(files.iter().map(|file| (file.path, file.text))).unwrap();
        for evidence in &set.all {
            assert!(evidence.compiled().is_some(), "{}: {:?}", evidence.by, evidence.lines);
        }
    }
}
