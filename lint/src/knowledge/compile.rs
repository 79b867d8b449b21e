//! Library files become look-up tables.

use super::alert_format::AlertFormat;
use super::library::LibraryFile;
use super::path::{Wildcard, expand, last_segment, segment_fits, split_last};
use super::{Meaning, Style};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A library or evidence file is wrong.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{path}: {message}")]
pub struct KnowledgeError {
    /// The file.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// How many different values a source can yield.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// Without limit; said in messages as this.
    Unbounded(Arc<str>),
    /// A limited number, known to be this.
    Bounded(Arc<str>),
    /// As many as its first argument.
    Passes,
}

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A point in time: the difference of two is [`Quantity::Elapsed`].
    Clock,
    /// A point in time ahead of the clock: what is left until then is no elapsed time.
    Deadline,
    /// What it is called on, moved: [`Quantity::Deadline`] where that is the clock's.
    Moved,
    /// How far two times are apart, whichever was first: how clocks differ, say.
    Distance,
    /// A duration.
    Elapsed,
    /// The time from its argument to what it is called on: [`Quantity::Elapsed`] where that is the clock's.
    Difference,
    /// How much of a resource is in use.
    Utilisation,
    /// How many items wait.
    QueueDepth,
}

type Table<T> = FxHashMap<Box<str>, T>;

/// Everything known of one language's libraries; immutable and shared by all threads.
#[derive(Debug, Default)]
pub struct Knowledge {
    meanings: Table<Vec<Meaning>>,
    wildcards: Vec<(Wildcard, Meaning)>,
    values: Table<Box<str>>,
    wildcard_values: Vec<(Wildcard, Box<str>)>,
    extends: Table<Vec<Box<str>>>,
    types: FxHashSet<Box<str>>,
    last_segments: FxHashSet<Box<str>>,
    last_patterns: Vec<Box<str>>,
    tool_words: FxHashSet<Box<str>>,
    progress: Vec<Box<str>>,
    roots: Vec<Box<str>>,
    needles: Vec<Box<str>>,
    packages: Table<Box<str>>,
    bounds: Table<Bound>,
    quantities: Table<Quantity>,
    exceptions: Table<&'static str>,
    expected_from: FxHashSet<(Box<str>, Box<str>)>,
    current_errors: FxHashSet<Box<str>>,
    context_types: FxHashSet<Box<str>>,
    context_carriers: Table<Box<str>>,
    context_makers: Table<&'static str>,
    imports: Table<Arc<super::InstrumentationSpec>>,
    span_types: FxHashSet<Box<str>>,
    texts: Table<Arc<super::InstrumentationSpec>>,
    guesses: Vec<(Wildcard, Meaning)>,
    alert_formats: Vec<AlertFormat>,
}

impl Knowledge {
    /// Compiles library files, given as path and text. User files come last and add to the rest.
    pub fn parse<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Self, KnowledgeError> {
        let mut knowledge = Self::default();
        for (path, text) in files {
            let file: LibraryFile = toml::from_str(text)
                .map_err(|error| KnowledgeError { path: path.to_owned(), message: error.to_string() })?;
            knowledge.add(file);
        }
        Ok(knowledge)
    }

    fn add(&mut self, mut file: LibraryFile) {
        if file.makes_facts() {
            self.needles.extend(file.roots.iter().map(|root| root.as_str().into()));
        }
        self.roots.extend(file.roots.iter().map(|root| root.as_str().into()));
        self.packages
            .extend(file.package.iter().map(|(path, name)| (path.as_str().into(), name.as_str().into())));
        for (from, to) in &file.values {
            for from in expand(from) {
                self.learn_types(&from);
                self.note_last(&from);
                match Wildcard::parse(&from) {
                    Some(wildcard) => self.wildcard_values.push((wildcard, to.as_str().into())),
                    None => self.values.extend([(from.into(), to.as_str().into())]),
                }
            }
        }
        for (types, bases) in &file.extends {
            for r#type in expand(types) {
                self.types.insert(r#type.as_str().into());
                let bases = bases.iter().flat_map(|base| expand(base)).map(Into::into);
                self.extends.entry(r#type.into()).or_default().extend(bases);
            }
        }
        self.alert_formats.append(&mut file.alert_format);
        self.add_tables(&file);
        self.add_specs(&mut file);
    }

    fn add_specs(&mut self, file: &mut LibraryFile) {
        let name = file.name.clone();
        let or_name = |field: &mut String| {
            if field.is_empty() {
                field.clone_from(&name);
            }
        };
        for mut spec in std::mem::take(&mut file.entry_point) {
            or_name(&mut spec.framework);
            or_name(&mut spec.traced_as);
            self.mean(&spec.on.clone(), &Meaning::EntryPoint(Arc::new(spec)));
        }
        for mut spec in std::mem::take(&mut file.outbound) {
            or_name(&mut spec.library);
            or_name(&mut spec.traced_as);
            self.mean(&spec.default_timeout, &Meaning::DefaultTimeout);
            let (on, guesses) = (spec.on.clone(), std::mem::take(&mut spec.guess));
            let meaning = Meaning::Outbound(Arc::new(spec));
            self.mean(&on, &meaning);
            self.guess(&guesses, &meaning);
        }
        for mut spec in std::mem::take(&mut file.logger) {
            or_name(&mut spec.library);
            self.mean(&spec.on.clone(), &Meaning::Logger(Arc::new(spec)));
        }
        for mut spec in std::mem::take(&mut file.metric) {
            or_name(&mut spec.library);
            self.mean(&spec.on.clone(), &Meaning::Metric(Arc::new(spec)));
        }
        for mut spec in std::mem::take(&mut file.instrumentation) {
            or_name(&mut spec.by);
            let spec = Arc::new(spec);
            for import in spec.import.iter().flat_map(|import| expand(import)) {
                self.imports.insert(import.into(), Arc::clone(&spec));
            }
            for text in spec.strings.iter().flat_map(|text| expand(text)) {
                self.texts.insert(text.into(), Arc::clone(&spec));
            }
            self.mean(&spec.on, &Meaning::Instrumentation(Arc::clone(&spec)));
        }
        self.add_plain_specs(file);
    }

    fn add_plain_specs(&mut self, file: &mut LibraryFile) {
        for spec in std::mem::take(&mut file.request) {
            self.mean(&spec.on.clone(), &Meaning::Request(Arc::new(spec)));
        }
        for spec in std::mem::take(&mut file.span) {
            self.mean(&spec.on.clone(), &Meaning::Span(Arc::new(spec)));
        }
        for spec in std::mem::take(&mut file.print) {
            self.mean(&spec.on.clone(), &Meaning::Print(Arc::new(spec)));
        }
        for spec in std::mem::take(&mut file.metric_use) {
            self.mean(&spec.on.clone(), &Meaning::MetricUse(Arc::new(spec)));
        }
        for spec in std::mem::take(&mut file.label) {
            self.mean(&spec.on.clone(), &Meaning::Label(Arc::new(spec)));
        }
        for mut spec in std::mem::take(&mut file.spawn) {
            if spec.traced_as.is_empty() {
                spec.traced_as.clone_from(&file.name);
            }
            self.mean(&spec.on.clone(), &Meaning::Spawn(Arc::new(spec)));
        }
        for spec in std::mem::take(&mut file.wrapper) {
            self.mean(&spec.on.clone(), &Meaning::Wrapper(Arc::new(spec)));
        }
        for spec in std::mem::take(&mut file.fallible) {
            self.mean(&spec.on, &Meaning::Fallible(spec.clean_up));
        }
        for spec in &file.span_end {
            self.mean(&spec.on, &Meaning::SpanEnd);
            let methods = spec.on.iter().flat_map(|path| expand(path));
            let types = methods.filter_map(|path| split_last(&path).map(|(r#type, _)| r#type.into()));
            self.span_types.extend(types);
        }
        for spec in &file.span_error {
            self.mean(&spec.on, &Meaning::SpanError);
        }
        self.mean(&file.formatters.printf, &Meaning::Formatter(Style::Printf));
        self.mean(&file.formatters.print, &Meaning::Formatter(Style::Print));
        self.mean(&file.formatters.table, &Meaning::Table);
        each(&file.command_line.progress, |module| self.progress.push(module));
        let tools = [
            (&file.command_line.on, Meaning::CommandLine),
            (&file.command_line.flags, Meaning::Flags),
            (&file.command_line.exit, Meaning::Exit),
            (&file.command_line.scripts, Meaning::Script),
        ];
        for (paths, meaning) in tools {
            self.mean(paths, &meaning);
            each(paths, |path| self.tool_words.extend([Box::from(last_segment(&path))]));
        }
    }

    fn add_tables(&mut self, file: &LibraryFile) {
        let exceptions = [
            ("blanket", &file.exceptions.blanket),
            ("control-flow", &file.exceptions.control_flow),
            ("optional-import", &file.exceptions.optional_import),
            ("lookup", &file.exceptions.lookup),
            ("conversion", &file.exceptions.conversion),
        ];
        for (class, paths) in exceptions {
            each(paths, |path| self.exceptions.extend([(path, class)]));
        }
        for (exception, calls) in &file.exceptions.expected {
            each(calls, |call| self.expected_from.extend([(exception.as_str().into(), call)]));
        }
        each(&file.exceptions.current, |path| self.current_errors.extend([path]));
        let makers = [
            ("background", &file.context.background),
            ("detach", &file.context.detach),
            ("deadline", &file.context.deadline),
            ("keeps", &file.context.keeps),
        ];
        for (class, paths) in makers {
            each(paths, |path| self.context_makers.extend([(path, class)]));
        }
        each(&file.context.types, |path| self.context_types.extend([path]));
        for (carrier, how) in &file.context.carriers {
            each(std::slice::from_ref(carrier), |path| {
                self.context_carriers.extend([(path, how.as_str().into())]);
            });
        }
        self.add_origins(file);
        for (quantity, paths) in &file.quantities {
            let Some(quantity) = quantity_of(quantity) else { continue };
            each(paths, |path| self.quantities.extend([(path, quantity)]));
            paths.iter().flat_map(|path| expand(path)).for_each(|path| self.learn_types(&path));
        }
    }

    fn add_origins(&mut self, file: &LibraryFile) {
        for (what, paths) in &file.origins.unbounded {
            let what: Arc<str> = what.as_str().into();
            each(paths, |path| self.bounds.extend([(path, Bound::Unbounded(Arc::clone(&what)))]));
        }
        for (what, paths) in &file.origins.bounded {
            let what: Arc<str> = what.as_str().into();
            each(paths, |path| self.bounds.extend([(path, Bound::Bounded(Arc::clone(&what)))]));
        }
        each(&file.origins.passes, |path| self.bounds.extend([(path, Bound::Passes)]));
    }

    fn mean(&mut self, patterns: &[String], meaning: &Meaning) {
        for path in patterns.iter().flat_map(|pattern| expand(pattern)) {
            self.learn_types(&path);
            self.note_last(&path);
            match Wildcard::parse(&path) {
                Some(wildcard) => self.wildcards.push((wildcard, meaning.clone())),
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
            self.guesses
                .extend(Wildcard::parse(&format!("**.{path}")).map(|wildcard| (wildcard, meaning.clone())));
        }
    }

    /// Returns what a path means, its type's bases included.
    pub fn meanings(&self, path: &str) -> Vec<&Meaning> {
        if let Some(found) = self.through_bases(path, &|path| self.meanings.get(path)) {
            return found.iter().collect();
        }
        self.pattern_meanings(path)
    }

    /// Returns what patterns say of a path, such as that of a definition of the run.
    pub fn pattern_meanings(&self, path: &str) -> Vec<&Meaning> {
        let fitting = self.wildcards.iter().filter(|(wildcard, _)| wildcard.fits(path));
        fitting.map(|(_, meaning)| meaning).collect()
    }

    /// Returns what a call is by its name alone, given as receiver and method.
    pub fn guessed_meanings(&self, path: &str) -> Vec<&Meaning> {
        let fitting = self.guesses.iter().filter(|(wildcard, _)| wildcard.fits(path));
        fitting.map(|(_, meaning)| meaning).collect()
    }

    /// Returns what a path is the same as, or yields; its type's bases included.
    pub fn value(&self, path: &str) -> Option<&str> {
        if let Some(found) = self.through_bases(path, &|path| self.values.get(path)) {
            return Some(found);
        }
        self.wildcard_values.iter().find(|(wildcard, _)| wildcard.fits(path)).map(|(_, value)| &**value)
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

    /// Returns whether any known path ends so; a cheap refusal before resolving.
    pub fn is_last_segment(&self, name: &str) -> bool {
        self.last_segments.contains(name)
            || self.last_patterns.iter().any(|pattern| segment_fits(pattern, name))
    }

    /// Returns whether anything that only command-line tools use ends so.
    pub fn is_of_tools(&self, name: &str) -> bool {
        self.tool_words.contains(name)
    }

    /// Returns the import paths under which known libraries are imported.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.roots.iter().map(|root| &**root)
    }

    /// Returns whether a known library is imported under a dotted path that starts with this name.
    pub fn has_root(&self, name: &str) -> bool {
        self.roots().any(|root| root.split('.').next() == Some(name))
    }

    /// Returns the import paths without one of which a file holds no call that makes a fact by itself.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        self.needles.iter().map(|needle| &**needle)
    }

    /// Returns the local name that importing a path binds, where it is not the path's last segment.
    pub fn package(&self, import: &str) -> Option<&str> {
        self.packages.get(import).map(|name| &**name)
    }

    /// Returns how many values a source yields.
    pub fn bound(&self, path: &str) -> Option<&Bound> {
        self.through_bases(path, &|path| self.bounds.get(path))
    }

    /// Returns what a source measures.
    pub fn quantity(&self, path: &str) -> Option<Quantity> {
        self.through_bases(path, &|path| self.quantities.get(path)).copied()
    }

    /// Returns the class of an exception: `blanket`, `control-flow`, `optional-import`, `lookup` or `conversion`.
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

    /// Returns whether importing a module tells of progress drawn on a terminal.
    pub fn draws_progress(&self, module: &str) -> bool {
        let is_below = |root: &str| {
            module.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
        };
        self.progress.iter().any(|root| is_below(root))
    }

    /// Returns whether a type is a context.
    pub fn is_context(&self, path: &str) -> bool {
        self.context_types.contains(path)
    }

    /// Returns how to get at the context inside a value of this type.
    pub fn context_carrier(&self, path: &str) -> Option<&str> {
        self.context_carriers.get(path).map(|how| &**how)
    }

    /// Returns what kind of context a call makes: `background`, `detach`, `deadline` or `keeps`.
    pub fn context_maker(&self, path: &str) -> Option<&'static str> {
        self.context_makers.get(path).copied()
    }

    /// Returns the instrumentation that importing a path switches on.
    pub fn instrumenting_import(&self, path: &str) -> Option<&Arc<super::InstrumentationSpec>> {
        self.imports.get(path)
    }

    /// Returns the instrumentation that a text switches on, such as an entry of a settings list.
    pub fn instrumenting_text(&self, text: &str) -> Option<&Arc<super::InstrumentationSpec>> {
        self.texts.get(text)
    }

    /// Returns how alerts are written in this language's files.
    pub fn alert_formats(&self) -> &[AlertFormat] {
        &self.alert_formats
    }
}

fn each(patterns: &[String], mut add: impl FnMut(Box<str>)) {
    for path in patterns.iter().flat_map(|pattern| expand(pattern)) {
        add(path.into());
    }
}

fn quantity_of(name: &str) -> Option<Quantity> {
    match name {
        "clock" => Some(Quantity::Clock),
        "moved" => Some(Quantity::Moved),
        "distance" => Some(Quantity::Distance),
        "elapsed" => Some(Quantity::Elapsed),
        "difference" => Some(Quantity::Difference),
        "utilisation" => Some(Quantity::Utilisation),
        "queue-depth" => Some(Quantity::QueueDepth),
        _ => None,
    }
}
