//! Takes values of the expected type out of a TOML text, noting the place of each that is of another.

use super::error::ConfigError;
use crate::nearest::nearest_or_all;
use crate::rule::RuleSet;
use crate::source::SourceFile;
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// A value with its place.
pub(super) type Entry<'v, 't> = &'v Spanned<DeValue<'t>>;
/// A key with its place.
pub(super) type Key<'v, 't> = &'v Spanned<Cow<'t, str>>;

/// Reads one file and collects its faults.
pub(super) struct Reader<'a> {
    /// The file.
    pub(super) file: &'a Arc<SourceFile>,
    /// The rules whose names and options count.
    pub(super) rules: &'a RuleSet,
    /// What is wrong so far.
    pub(super) errors: Vec<ConfigError>,
}

impl Reader<'_> {
    pub(super) fn strings<'v>(&mut self, value: Entry<'v, '_>) -> Vec<(Range<usize>, &'v str)> {
        let Some(values) = value.get_ref().as_array() else {
            self.wrong_type(value, "a list of strings");
            return Vec::new();
        };
        values.iter().filter_map(|value| Some((value.span(), self.string(value)?))).collect()
    }

    pub(super) fn string<'v>(&mut self, value: Entry<'v, '_>) -> Option<&'v str> {
        let string = value.get_ref().as_str();
        if string.is_none() {
            self.wrong_type(value, "a string");
        }
        string
    }

    pub(super) fn tables<'v, 't>(&mut self, value: Entry<'v, 't>) -> Vec<(Range<usize>, &'v DeTable<'t>)> {
        let Some(values) = value.get_ref().as_array() else {
            self.wrong_type(value, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for value in values {
            match value.get_ref().as_table() {
                Some(table) => tables.push((value.span(), table)),
                None => self.wrong_type(value, "a table"),
            }
        }
        tables
    }

    pub(super) fn table<'v, 't>(&mut self, value: Entry<'v, 't>) -> Vec<(Key<'v, 't>, Entry<'v, 't>)> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, "a table");
        }
        table.into_iter().flatten().collect()
    }

    pub(super) fn value(&mut self, value: Entry<'_, '_>) -> Option<toml::Value> {
        toml::Value::deserialize(ValueDeserializer::from(value.clone()))
            .map_err(|error| self.fault(value.span(), error.message(), None))
            .ok()
    }

    pub(super) fn unknown_key(&mut self, key: Key<'_, '_>, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let help = nearest_or_all(name, known.iter().copied());
        self.fault(key.span(), &format!("unknown key `{name}`"), Some(help));
    }

    pub(super) fn wrong_type(&mut self, value: Entry<'_, '_>, wanted: &str) {
        let message = format!("expected {wanted}, found {}", value.get_ref().type_str());
        self.fault(value.span(), &message, None);
    }

    pub(super) fn fault(&mut self, range: Range<usize>, message: &str, help: Option<String>) {
        self.errors.push(ConfigError::new(self.file, range, message.to_owned(), help));
    }
}
