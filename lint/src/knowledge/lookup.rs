//! What is asked of libraries, by API path; [`super::compile`] fills the tables.

use super::alert_format::AlertFormat;
use super::measure::{Bound, Quantity};
use super::path::split_last;
use super::patterns::Patterns;
use super::{EntryPointSpec, InstrumentationSpec, Meaning};
use globset::GlobSet;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

pub(super) type Table<T> = FxHashMap<Box<str>, T>;

/// Everything known of one language's libraries; immutable and shared by all threads.
#[derive(Debug, Default)]
pub struct Knowledge {
    pub(super) meanings: Table<Vec<Meaning>>,
    pub(super) wildcards: Patterns<Meaning>,
    pub(super) values: Table<Box<str>>,
    pub(super) wildcard_values: Patterns<Box<str>>,
    pub(super) extends: Table<Vec<Box<str>>>,
    pub(super) extending: Table<Vec<Box<str>>>,
    pub(super) types: FxHashSet<Box<str>>,
    pub(super) last_segments: FxHashSet<Box<str>>,
    pub(super) last_patterns: Vec<Box<str>>,
    pub(super) tool_words: FxHashSet<Box<str>>,
    pub(super) exit_words: FxHashSet<Box<str>>,
    pub(super) progress: Vec<Box<str>>,
    pub(super) roots: Vec<Box<str>>,
    pub(super) needles: Vec<Box<str>>,
    pub(super) placed: Vec<(GlobSet, Arc<EntryPointSpec>)>,
    pub(super) packages: Table<Box<str>>,
    pub(super) bounds: Table<Bound>,
    pub(super) sensitive: Table<Box<str>>,
    pub(super) metric_types: FxHashSet<Box<str>>,
    pub(super) quantities: Table<Quantity>,
    pub(super) exceptions: Table<&'static str>,
    pub(super) expected_from: FxHashSet<(Box<str>, Box<str>)>,
    pub(super) current_errors: FxHashSet<Box<str>>,
    pub(super) context_types: FxHashSet<Box<str>>,
    pub(super) context_carriers: Table<Box<str>>,
    pub(super) context_makers: Table<&'static str>,
    pub(super) imports: Table<Arc<InstrumentationSpec>>,
    pub(super) span_types: FxHashSet<Box<str>>,
    pub(super) texts: Table<Arc<InstrumentationSpec>>,
    pub(super) guesses: Patterns<Meaning>,
    pub(super) alert_formats: Vec<AlertFormat>,
    pub(super) passing_on: FxHashSet<Box<str>>,
    pub(super) exporters: FxHashSet<Box<str>>,
    pub(super) traced_names: FxHashSet<(&'static str, Box<str>)>,
}

impl Knowledge {
    /// Returns what a path means, its type's bases included.
    pub fn meanings(&self, path: &str) -> Vec<&Meaning> {
        if let Some(found) = self.through_bases(path, &|path| self.meanings.get(path)) {
            return found.iter().collect();
        }
        self.pattern_meanings(path)
    }

    /// Returns what patterns say of a path, such as that of a definition of the run.
    pub fn pattern_meanings(&self, path: &str) -> Vec<&Meaning> {
        self.wildcards.of(path).collect()
    }

    /// Returns what a call is by its name alone, given as receiver and method.
    pub fn guessed_meanings(&self, path: &str) -> Vec<&Meaning> {
        self.guesses.of(path).collect()
    }

    /// Returns what a path is the same as, or yields; its type's bases included.
    pub fn value(&self, path: &str) -> Option<&str> {
        if let Some(found) = self.through_bases(path, &|path| self.values.get(path)) {
            return Some(found);
        }
        self.wildcard_values.of(path).next().map(|value| &**value)
    }

    /// Looks a member up in its type, then in the types that one extends.
    fn through_bases<'a, T>(&'a self, path: &str, find: &dyn Fn(&str) -> Option<&'a T>) -> Option<&'a T> {
        if let Some(found) = find(path) {
            return Some(found);
        }
        if !split_last(path).is_some_and(|(r#type, _)| self.extends.contains_key(r#type)) {
            return None;
        }
        let mut candidates = vec![path.to_owned()];
        for _ in 0..32 {
            let candidate = candidates.pop()?;
            if let Some(found) = find(&candidate) {
                return Some(found);
            }
            let Some((r#type, member)) = split_last(&candidate) else { continue };
            let bases = self.extends.get(r#type).map_or(&[][..], Vec::as_slice);
            candidates.extend(bases.iter().rev().map(|base| format!("{base}.{member}")));
        }
        None
    }

    /// Returns the traits that give a method of this name to any object.
    pub fn extending(&self, method: &str) -> &[Box<str>] {
        self.extending.get(method).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a path names a known type or module.
    pub fn is_type(&self, path: &str) -> bool {
        self.types.contains(path)
    }

    /// Returns whether a type is a span's: it has an end.
    pub fn is_span(&self, path: &str) -> bool {
        self.span_types.contains(path)
    }

    /// Returns whether a path is a direct member of a known type or module.
    pub fn is_module_member(&self, path: &str) -> bool {
        split_last(path).is_some_and(|(module, _)| self.is_type(module))
    }

    /// Returns what the exports of a file serve by its place.
    pub fn placed(&self, path: &str) -> impl Iterator<Item = &Arc<EntryPointSpec>> {
        self.placed.iter().filter(move |(globs, _)| globs.is_match(path)).map(|(_, spec)| spec)
    }

    /// Returns the local name that importing a path binds, where it is not the path's last segment.
    pub fn package(&self, import: &str) -> Option<&str> {
        self.packages.get(import).map(|name| &**name)
    }

    /// Returns how many values a source yields.
    pub fn bound(&self, path: &str) -> Option<&Bound> {
        self.through_bases(path, &|path| self.bounds.get(path))
    }

    /// Returns what a source is that must not be written down.
    pub fn sensitive(&self, path: &str) -> Option<&str> {
        self.through_bases(path, &|path| self.sensitive.get(path)).map(|what| &**what)
    }

    /// Returns whether a path is a metric: a type, or what a call yields that defines one.
    pub fn is_metric(&self, path: &str) -> bool {
        self.metric_types.contains(path)
    }

    /// Returns what a source measures.
    pub fn quantity(&self, path: &str) -> Option<Quantity> {
        self.through_bases(path, &|path| self.quantities.get(path)).copied()
    }

    /// Returns the class of an exception: `blanket`, `control-flow`, `optional-import`, `lookup` or `conversion`; of a
    /// call's path: `conversion`, `empty`, `encoding` or `decoding`.
    pub fn exception(&self, path: &str) -> Option<&'static str> {
        self.through_bases(path, &|path| self.exceptions.get(path)).copied()
    }

    /// Returns whether an exception says of a call that what it wanted is so already.
    pub fn is_expected_from(&self, exception: &str, call: &str) -> bool {
        self.expected_from.contains(&(exception.into(), call.into()))
    }

    /// Returns whether a path (`f()` for a call) yields or shows the error being handled.
    pub fn is_current_error(&self, path: &str) -> bool {
        self.current_errors.contains(path)
    }

    /// Returns whether what a call of this path fails for is said by what it was given: a text of another form, a thing
    /// that is not there.
    pub fn converts(&self, path: &str) -> bool {
        self.exception(&format!("{path}()")) == Some("conversion")
    }

    /// Returns whether handlers hand on what they were given by a call of this name.
    pub fn passes_on(&self, name: &str) -> bool {
        self.passing_on.contains(name)
    }

    /// Returns whether facts of a kind, `entry-point` or `outbound-call`, are traced under this name.
    pub fn is_traced_as(&self, kind: &'static str, name: &str) -> bool {
        self.traced_names.contains(&(kind, Box::from(name)))
    }

    /// Returns whether classes derived from this one send telemetry away.
    pub fn is_exporter(&self, path: &str) -> bool {
        self.exporters.contains(path)
    }

    /// Returns whether a type is a context.
    pub fn is_context(&self, path: &str) -> bool {
        self.context_types.contains(path)
    }

    /// Returns how to get at the context inside a value of this type.
    pub fn context_carrier(&self, path: &str) -> Option<&str> {
        self.context_carriers.get(path).map(|how| &**how)
    }

    /// Returns what kind of context a call makes: `background`, `detach`, `deadline` or `keeps`; `indifferent` of one
    /// that makes none, and to which it matters little.
    pub fn context_maker(&self, path: &str) -> Option<&'static str> {
        self.context_makers.get(path).copied()
    }

    /// Returns the instrumentation that importing a path switches on.
    pub fn instrumenting_import(&self, path: &str) -> Option<&Arc<InstrumentationSpec>> {
        self.imports.get(path)
    }

    /// Returns the instrumentation that a text switches on, such as an entry of a settings list.
    pub fn instrumenting_text(&self, text: &str) -> Option<&Arc<InstrumentationSpec>> {
        self.texts.get(text)
    }

    /// Returns how alerts are written in this language's files.
    pub fn alert_formats(&self) -> &[AlertFormat] {
        &self.alert_formats
    }
}
