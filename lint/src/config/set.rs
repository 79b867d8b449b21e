//! All configurations of a run, and which of their layers hold for a path.

use super::globs::Globs;
use super::layer::Layer;
use super::{Config, LibraryTable, Selection, Settings};
use crate::rule::RuleSet;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Every configuration of a run, outermost first, with the command line on top.
#[derive(Debug)]
pub struct ConfigSet {
    layers: Vec<Scoped>,
    excludes: Vec<(String, Globs)>,
    libraries: Vec<LibraryTable>,
    defaults: Settings,
    selection: Selection,
    /// Settings by the indices of the layers that made them: most files share a few.
    cache: Mutex<FxHashMap<Vec<usize>, Arc<Settings>>>,
}

/// A layer with the paths for which it holds.
#[derive(Debug)]
struct Scoped {
    directory: String,
    paths: Option<Globs>,
    layer: Layer,
}

impl ConfigSet {
    /// Takes configurations with their directories, which are relative to the same root as every path.
    pub fn new(mut configs: Vec<(String, Config)>, selection: Selection, rules: &RuleSet) -> Self {
        for (directory, _) in &mut configs {
            *directory = normalized(directory);
        }
        configs.sort_by_key(|(directory, _)| directory.split('/').filter(|part| !part.is_empty()).count());
        let mut set = Self {
            layers: Vec::new(),
            excludes: Vec::new(),
            libraries: Vec::new(),
            defaults: Settings::new(rules),
            selection,
            cache: Mutex::default(),
        };
        for (directory, config) in configs {
            set.add(&directory, config);
        }
        set
    }

    /// Returns the settings of a file.
    pub fn settings_for(&self, path: &str) -> Arc<Settings> {
        let holding: Vec<usize> =
            (0..self.layers.len()).filter(|index| self.layers[*index].holds_for(path)).collect();
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cache.entry(holding).or_insert_with_key(|holding| Arc::new(self.build(holding))))
    }

    /// Returns whether a configuration excludes a file or a directory.
    pub fn is_excluded(&self, path: &str) -> bool {
        self.excludes.iter().any(|(directory, globs)| {
            below(directory, path).is_some_and(|path| !path.is_empty() && globs.matches(path))
        })
    }

    /// Returns every `[libraries.<language>]`, outermost configuration first.
    pub fn libraries(&self) -> &[LibraryTable] {
        &self.libraries
    }

    fn add(&mut self, directory: &str, config: Config) {
        let base = (None, config.layer);
        let overrides = config.overrides.into_iter().map(|(paths, layer)| (Some(paths), layer));
        for (paths, layer) in std::iter::once(base).chain(overrides) {
            self.layers.push(Scoped { directory: directory.to_owned(), paths, layer });
        }
        self.excludes.push((directory.to_owned(), config.exclude));
        self.libraries.extend(config.libraries);
    }

    fn build(&self, holding: &[usize]) -> Settings {
        let mut settings = self.defaults.clone();
        for index in holding {
            self.layers[*index].layer.apply(&mut settings);
        }
        self.selection.apply(&mut settings);
        settings
    }
}

impl Scoped {
    fn holds_for(&self, path: &str) -> bool {
        below(&self.directory, path)
            .is_some_and(|path| self.paths.as_ref().is_none_or(|globs| globs.matches(path)))
    }
}

/// Returns a path relative to a directory, or `None` where it lies elsewhere.
fn below<'p>(directory: &str, path: &'p str) -> Option<&'p str> {
    let path = path.trim_start_matches("./");
    if directory.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(directory)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

fn normalized(directory: &str) -> String {
    let trimmed = directory.trim_start_matches("./").trim_end_matches('/');
    if trimmed == "." { String::new() } else { trimmed.to_owned() }
}
