//! Library files become look-up tables.
//!
//! ```text
//! text ─▶ LibraryFile ─▶ specifications: path ─▶ Meaning
//!                     ─▶ tables: path ─▶ class, bound, quantity
//! ```

mod specs;
mod tables;

use super::Meaning;
use super::library::LibraryFile;
use super::lookup::Knowledge;
use super::path::{Wildcard, expand, last_segment, split_last};

/// A library or evidence file is wrong.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{path}: {message}")]
pub struct KnowledgeError {
    /// The file.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl Knowledge {
    /// Compiles library files, given as path and text. User files come last and add to the rest.
    pub fn parse<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, KnowledgeError> {
        let mut knowledge = Self::default();
        for (path, text) in files {
            let file: LibraryFile = toml::from_str(text)
                .map_err(|error| KnowledgeError { path: path.to_owned(), message: error.to_string() })?;
            knowledge.add(file.named());
        }
        Ok(knowledge)
    }

    fn add(&mut self, mut file: LibraryFile) {
        if file.makes_facts() {
            self.needles.extend(file.roots.iter().map(|root| root.as_str().into()));
        }
        self.roots.extend(file.roots.iter().map(|root| root.as_str().into()));
        self.alert_formats.append(&mut file.alert_format);
        self.add_names(&file);
        self.add_extension_methods(&file);
        self.add_tables(&file);
        self.add_specs(file);
    }

    fn mean(&mut self, patterns: &[String], meaning: &Meaning) {
        for path in patterns.iter().flat_map(|pattern| expand(pattern)) {
            self.learn_types(&path);
            self.note_last(&path);
            match Wildcard::parse(&path) {
                Some(wildcard) => self.wildcards.add(wildcard, meaning.clone()),
                None => self.meanings.entry(path.into()).or_default().push(meaning.clone()),
            }
        }
    }

    /// Whatever stands before a last segment is a type or a module.
    fn learn_types(&mut self, path: &str) {
        let mut rest = path;
        while let Some((head, _)) = split_last(rest) {
            if !head.ends_with(')') && !head.ends_with(']') && !head.contains('*') {
                self.types.insert(head.into());
            }
            rest = head;
        }
    }

    fn note_last(&mut self, path: &str) {
        let last = last_segment(path);
        let last = last.split(['(', '[']).next().unwrap_or(last);
        if !last.contains('*') {
            self.last_segments.insert(last.into());
        } else if !self.last_patterns.iter().any(|known| &**known == last) {
            self.last_patterns.push(last.into());
        }
    }

    /// Notes how calls look whose receiver resolution may not know.
    fn guess(&mut self, patterns: &[String], meaning: &Meaning) {
        for path in patterns.iter().flat_map(|pattern| expand(pattern)) {
            self.note_last(&path);
            if let Some(wildcard) = Wildcard::parse(&format!("**.{path}")) {
                self.guesses.add(wildcard, meaning.clone());
            }
        }
    }
}

fn each(patterns: &[String], mut add: impl FnMut(Box<str>)) {
    for path in patterns.iter().flat_map(|pattern| expand(pattern)) {
        add(path.into());
    }
}
