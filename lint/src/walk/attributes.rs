//! What `.gitattributes` files say about generated and vendored code.
//!
//! Their patterns are those of `.gitignore`, and the last line that matches decides; so each attribute of each
//! file becomes one ignore list, in which "unset" is an exception.

use super::conventions::ATTRIBUTES_FILE;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// An attribute that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attribute {
    /// `linguist-generated`
    Generated,
    /// `linguist-vendored`
    Vendored,
}

impl Attribute {
    fn name(self) -> &'static str {
        match self {
            Self::Generated => "linguist-generated",
            Self::Vendored => "linguist-vendored",
        }
    }
}

/// The attributes of all folders, read when first asked for.
pub(super) struct Attributes {
    top: PathBuf,
    chains: HashMap<PathBuf, Chain>,
}

/// The attributes that hold in a folder: the nearest file first.
type Chain = Rc<[Rc<Folder>]>;

struct Folder {
    generated: Gitignore,
    vendored: Gitignore,
}

impl Attributes {
    /// Starts with nothing read; files above `top` do not count.
    pub(super) fn new(top: PathBuf) -> Self {
        Self { top, chains: HashMap::new() }
    }

    /// Returns whether the attribute is set or unset for a file; `None` where nothing is said.
    pub(super) fn value(&mut self, file: &Path, attribute: Attribute) -> Option<bool> {
        let chain = self.chain(file.parent()?);
        chain.iter().find_map(|folder| {
            let list = match attribute {
                Attribute::Generated => &folder.generated,
                Attribute::Vendored => &folder.vendored,
            };
            match list.matched(file, false) {
                Match::None => None,
                Match::Ignore(_) => Some(true),
                Match::Whitelist(_) => Some(false),
            }
        })
    }

    fn chain(&mut self, folder: &Path) -> Chain {
        if let Some(chain) = self.chains.get(folder) {
            return Rc::clone(chain);
        }
        if !folder.starts_with(&self.top) {
            return Rc::default();
        }
        let above = folder.parent().map(|parent| self.chain(parent)).unwrap_or_default();
        let chain = match read(folder) {
            Some(found) => std::iter::once(Rc::new(found)).chain(above.iter().cloned()).collect(),
            None => above,
        };
        self.chains.insert(folder.to_owned(), Rc::clone(&chain));
        chain
    }
}

fn read(folder: &Path) -> Option<Folder> {
    let text = std::fs::read(folder.join(ATTRIBUTES_FILE)).ok()?;
    let text = String::from_utf8_lossy(&text);
    let list = |attribute| build(folder, &text, attribute);
    Some(Folder { generated: list(Attribute::Generated)?, vendored: list(Attribute::Vendored)? })
}

fn build(folder: &Path, text: &str, attribute: Attribute) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.lines() {
        let Some((pattern, words)) = split(line) else { continue };
        let Some(set) = words.split_whitespace().rev().find_map(|word| is_set(word, attribute)) else {
            continue;
        };
        // A pattern that does not compile matches nothing in git either.
        let _ = builder.add_line(None, &if set { pattern } else { format!("!{pattern}") });
    }
    builder.build().ok()
}

/// Splits a line into its pattern, which may stand in quotes, and its attributes.
fn split(line: &str) -> Option<(String, &str)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') || line.starts_with("[attr]") {
        return None;
    }
    if let Some(quoted) = line.strip_prefix('"') {
        let (pattern, words) = quoted.split_once('"')?;
        return Some((pattern.replace(' ', "\\ "), words));
    }
    let (pattern, words) = line.split_once(char::is_whitespace)?;
    Some((pattern.to_owned(), words))
}

fn is_set(word: &str, attribute: Attribute) -> Option<bool> {
    let name = attribute.name();
    let value = word.strip_prefix(['-', '!']).map_or(word, |rest| if rest == name { "unset" } else { "" });
    match value.strip_prefix(name) {
        _ if value == "unset" => Some(false),
        Some("" | "=true" | "=1") => Some(true),
        Some(rest) if rest.starts_with('=') => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_and_last_line_decides() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        std::fs::create_dir_all(top.join("api/hand")).unwrap();
        std::fs::write(
            top.join(".gitattributes"),
            "api/** text linguist-generated=true\nlib/** linguist-vendored\n",
        )
        .unwrap();
        std::fs::write(
            top.join("api/.gitattributes"),
            "hand/** -linguist-generated\n\"a b.py\" -linguist-generated\n",
        )
        .unwrap();
        let mut attributes = Attributes::new(top.to_owned());
        let mut generated = |path: &str| attributes.value(&top.join(path), Attribute::Generated);
        assert_eq!(generated("api/x.py"), Some(true));
        assert_eq!(generated("api/hand/x.py"), Some(false));
        assert_eq!(generated("api/a b.py"), Some(false));
        assert_eq!(generated("main.py"), None);
        assert_eq!(attributes.value(&top.join("lib/x.py"), Attribute::Vendored), Some(true));
    }
}
