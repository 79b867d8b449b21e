//! Plain maps of strings: message attributes, job arguments, headers of frameworks with their own map.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use opentelemetry::propagation::{Extractor, Injector};

use super::{ReadCarrier, WriteCarrier};

/// A map from names to values, both text.
pub trait TextMap {
    /// Returns the value of exactly this name.
    fn value(&self, name: &str) -> Option<&str>;

    /// Returns all names and values.
    fn entries(&self) -> impl Iterator<Item = (&str, &str)>;

    /// Sets the value of exactly this name.
    fn put(&mut self, name: String, value: String);

    /// Removes the names that `is_kept` refuses.
    fn keep(&mut self, is_kept: impl Fn(&str) -> bool);
}

impl<S: BuildHasher> TextMap for HashMap<String, String, S> {
    fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn put(&mut self, name: String, value: String) {
        self.insert(name, value);
    }

    fn keep(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.retain(|name, _| is_kept(name));
    }
}

impl TextMap for BTreeMap<String, String> {
    fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn put(&mut self, name: String, value: String) {
        self.insert(name, value);
    }

    fn keep(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.retain(|name, _| is_kept(name));
    }
}

/// Reads a [`TextMap`] for opentelemetry's propagators; names that differ in case only are one header.
///
/// # Cost
/// One look at each key per header.
#[derive(Debug)]
pub struct MapExtractor<'a, M>(pub &'a M);

impl<M: TextMap> Extractor for MapExtractor<'_, M> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.value(key).or_else(|| same_name(self.0, key).next())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.entries().map(|(name, _)| name).collect()
    }

    fn get_all(&self, key: &str) -> Option<Vec<&str>> {
        let values: Vec<&str> = same_name(self.0, key).collect();
        (!values.is_empty()).then_some(values)
    }
}

fn same_name<'a>(map: &'a impl TextMap, name: &str) -> impl Iterator<Item = &'a str> {
    map.entries().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Writes a [`TextMap`] for opentelemetry's propagators; names become lower-case.
///
/// # Cost
/// One look at each key per header: one that differs in case is replaced.
#[derive(Debug)]
pub struct MapInjector<'a, M>(pub &'a mut M);

impl<M: TextMap> Injector for MapInjector<'_, M> {
    fn set(&mut self, key: &str, value: String) {
        remove(self.0, key);
        self.0.put(key.to_ascii_lowercase(), value);
    }
}

fn remove(map: &mut impl TextMap, name: &str) {
    map.keep(|known| !known.eq_ignore_ascii_case(name));
}

impl<M: TextMap> ReadCarrier for M {
    fn extractor(&self) -> impl Extractor {
        MapExtractor(self)
    }
}

impl<M: TextMap> WriteCarrier for M {
    fn injector(&mut self) -> impl Injector {
        MapInjector(self)
    }

    fn remove(&mut self, name: &str) {
        remove(self, name);
    }
}
