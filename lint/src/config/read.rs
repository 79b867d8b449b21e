//! Reads a `tracewell.toml`, collecting every fault instead of stopping at the first.

use super::error::{ConfigError, text_range};
use super::globs::Globs;
use super::layer::Layer;
use super::reader::{Entry, Key, Reader};
use super::selection::resolve;
use super::settings::LintLevel;
use super::{Config, LibraryTable};
use crate::nearest::{did_you_mean, nearest_or_all};
use crate::rule::RuleSet;
use crate::source::{Location, SourceFile};
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::Arc;
use toml::de::DeTable;

const LAYER_KEYS: [&str; 4] = ["select", "ignore", "levels", "rules"];
const CONFIG_KEYS: [&str; 7] = ["select", "ignore", "levels", "rules", "exclude", "overrides", "libraries"];
const OVERRIDE_KEYS: [&str; 5] = ["select", "ignore", "levels", "rules", "paths"];

/// Reads a configuration.
pub(super) fn config(file: &Arc<SourceFile>, rules: &RuleSet) -> Result<Config, Vec<ConfigError>> {
    let mut reader = Reader { file, rules, errors: Vec::new() };
    let mut config = Config::default();
    match std::str::from_utf8(file.bytes()) {
        Err(error) => {
            let at = error.valid_up_to();
            reader.fault(at..at + 1, "the file is not UTF-8", None);
        }
        Ok(text) => match DeTable::parse(text) {
            Ok(table) => config = reader.config(table.get_ref()),
            Err(error) => reader.fault(error.span().unwrap_or_default(), error.message(), None),
        },
    }
    let Reader { mut errors, .. } = reader;
    errors.sort_by_key(|error| error.location.range);
    if errors.is_empty() { Ok(config) } else { Err(errors) }
}

impl Reader<'_> {
    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut config = Config::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "exclude" => config.exclude = self.globs(value),
                "overrides" => {
                    let tables = self.tables(value);
                    config.overrides = tables.into_iter().map(|table| self.scoped(&table)).collect();
                }
                "libraries" => config.libraries = self.libraries(value),
                name if LAYER_KEYS.contains(&name) => self.layer_entry(&mut config.layer, name, value),
                _ => self.unknown_key(key, &CONFIG_KEYS),
            }
        }
        config
    }

    fn scoped(&mut self, (span, table): &(Range<usize>, &DeTable<'_>)) -> (Globs, Layer) {
        let mut layer = Layer::default();
        let mut paths = None;
        for (key, value) in *table {
            match key.get_ref().as_ref() {
                "paths" => paths = Some(self.globs(value)),
                name if LAYER_KEYS.contains(&name) => self.layer_entry(&mut layer, name, value),
                _ => self.unknown_key(key, &OVERRIDE_KEYS),
            }
        }
        if paths.is_none() {
            self.fault(span.clone(), "an override needs `paths`", None);
        }
        (paths.unwrap_or_default(), layer)
    }

    fn layer_entry(&mut self, layer: &mut Layer, name: &str, value: Entry<'_, '_>) {
        match name {
            "select" => layer.select = Some(self.selectors(value)),
            "ignore" => layer.ignore = self.selectors(value),
            "levels" => layer.levels = self.levels(value),
            _ => layer.options = self.rule_tables(value),
        }
    }

    fn selectors(&mut self, value: Entry<'_, '_>) -> FxHashSet<String> {
        let mut ids = FxHashSet::default();
        for (span, name) in self.strings(value) {
            match resolve(name, self.rules) {
                Ok(found) => ids.extend(found),
                Err(unknown) => {
                    self.fault(span, &format!("unknown rule or category `{name}`"), unknown.help);
                }
            }
        }
        ids
    }

    fn levels(&mut self, value: Entry<'_, '_>) -> Vec<(String, LintLevel)> {
        let mut levels = Vec::new();
        for (key, value) in self.table(value) {
            let id = self.rule_id(key);
            let name = self.string(value);
            let level = name.and_then(LintLevel::named);
            if let (Some(name), None) = (name, level) {
                let help = nearest_or_all(name, LintLevel::NAMES);
                self.fault(value.span(), &format!("unknown level `{name}`"), Some(help));
            }
            levels.extend(id.zip(level));
        }
        levels
    }

    fn rule_tables(&mut self, value: Entry<'_, '_>) -> Vec<(String, String, toml::Value)> {
        let mut options = Vec::new();
        for (key, value) in self.table(value) {
            let Some(id) = self.rule_id(key) else { continue };
            for (key, value) in self.table(value) {
                if let Some(value) = self.option(&id, key, value) {
                    options.push((id.clone(), key.get_ref().to_string(), value));
                }
            }
        }
        options
    }

    fn option(&mut self, id: &str, key: Key<'_, '_>, value: Entry<'_, '_>) -> Option<toml::Value> {
        let name = key.get_ref().as_ref();
        let known = self.rules.rule(id).map(|rule| &rule.options);
        let Some(default) = known.and_then(|options| options.get(name)) else {
            let names = known.into_iter().flat_map(|options| options.keys().map(String::as_str));
            let help = nearest_or_all(name, names);
            self.fault(key.span(), &format!("`{id}` has no option `{name}`"), Some(help));
            return None;
        };
        let found = self.value(value)?;
        let adapted = adapt(found, default);
        if adapted.is_none() {
            let message =
                format!("`{name}` takes {}, not {}", described(default), value.get_ref().type_str());
            self.fault(value.span(), &message, Some(format!("the default is `{default}`")));
        }
        adapted
    }

    fn libraries(&mut self, value: Entry<'_, '_>) -> Vec<LibraryTable> {
        let mut libraries = Vec::new();
        for (key, value) in self.table(value) {
            match self.value(value) {
                Some(toml::Value::Table(table)) => {
                    let location = Location { file: Arc::clone(self.file), range: text_range(key.span()) };
                    libraries.push(LibraryTable { language: key.get_ref().to_string(), table, location });
                }
                Some(_) => self.wrong_type(value, "a table"),
                None => {}
            }
        }
        libraries
    }

    fn globs(&mut self, value: Entry<'_, '_>) -> Globs {
        let mut globs = Vec::new();
        for (span, pattern) in self.strings(value) {
            match Globs::compile(pattern) {
                Ok(compiled) => globs.extend(compiled),
                Err(error) => {
                    self.fault(span, &format!("`{pattern}` is no valid glob: {}", error.kind()), None);
                }
            }
        }
        Globs::new(globs).unwrap_or_else(|error| {
            self.fault(value.span(), &error.to_string(), None);
            Globs::default()
        })
    }

    fn rule_id(&mut self, key: Key<'_, '_>) -> Option<String> {
        let id = key.get_ref().as_ref();
        if self.rules.is_known(id) {
            return Some(id.to_owned());
        }
        self.fault(key.span(), &format!("unknown rule `{id}`"), did_you_mean(id, self.rules.ids()));
        None
    }
}

/// Returns a value in the type of the default, or `None` where it does not fit.
fn adapt(value: toml::Value, default: &toml::Value) -> Option<toml::Value> {
    match (value, default) {
        (toml::Value::Integer(value), toml::Value::Float(_)) => {
            i32::try_from(value).ok().map(|value| toml::Value::Float(value.into()))
        }
        (toml::Value::Array(values), toml::Value::Array(defaults)) => {
            let element = toml::Value::String(String::new());
            let element = defaults.first().unwrap_or(&element);
            values
                .into_iter()
                .map(|value| adapt(value, element))
                .collect::<Option<_>>()
                .map(toml::Value::Array)
        }
        (value, default) => value.same_type(default).then_some(value),
    }
}

fn described(default: &toml::Value) -> String {
    match default {
        toml::Value::Array(values) => {
            let element = values.first().map_or("string", toml::Value::type_str);
            format!("a list of {element}s")
        }
        other => format!("a value of type {}", other.type_str()),
    }
}
