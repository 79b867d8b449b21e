//! Specifications: what a call of an API path means.

use super::each;
use crate::knowledge::library::{
    CommandLineTable, InstrumentationSpec, LibraryFile, OutboundSpec, Paths, Spec,
};
use crate::knowledge::lookup::Knowledge;
use crate::knowledge::path::{last_segment, split_last};
use crate::knowledge::{Meaning, Style};
use std::sync::Arc;

impl Knowledge {
    pub(super) fn add_specs(&mut self, file: LibraryFile) {
        let entries = file.entry_point.iter().map(|spec| ("entry-point", &spec.traced_as));
        let calls = file.outbound.iter().map(|spec| ("outbound-call", &spec.traced_as));
        self.traced_names.extend(entries.chain(calls).map(|(kind, name)| (kind, Box::from(name.as_str()))));
        self.note_metrics(&file);
        for spec in file.entry_point.iter().filter(|spec| !spec.files.is_empty()) {
            self.placed.push((crate::service::names(&spec.files), Arc::new(spec.clone())));
        }
        self.add_each(file.entry_point, Meaning::EntryPoint);
        file.outbound.into_iter().for_each(|spec| self.add_outbound(spec));
        for mut spec in file.logger {
            let guesses = std::mem::take(&mut spec.guess);
            let meaning = Meaning::Logger(Arc::new(spec));
            if let Meaning::Logger(spec) = &meaning {
                self.mean(&spec.on, &meaning);
            }
            self.guess(&guesses, &meaning);
        }
        self.add_each(file.metric, Meaning::Metric);
        file.instrumentation.into_iter().for_each(|spec| self.add_instrumentation(spec));
        self.add_each(file.request, Meaning::Request);
        self.add_each(file.span, Meaning::Span);
        self.add_each(file.print, Meaning::Print);
        self.add_each(file.metric_use, Meaning::MetricUse);
        self.add_each(file.label, Meaning::Label);
        self.add_each(file.spawn, Meaning::Spawn);
        self.add_each(file.fallible, |spec| Meaning::Fallible(spec.clean_up));
        file.span_end.iter().for_each(|spec| self.add_span_end(spec));
        file.logger_set_up.iter().for_each(|spec| self.mean(&spec.on, &Meaning::LoggerSetUp));
        file.span_guard.iter().for_each(|spec| self.mean(&spec.on, &Meaning::SpanGuard));
        self.add_each(file.span_error, |_| Meaning::SpanError);
        self.add_each(file.span_name, Meaning::SpanName);
        self.add_each(file.span_attribute, |_| Meaning::SpanAttribute);
        self.mean(&file.formatters.printf, &Meaning::Formatter(Style::Printf));
        self.mean(&file.formatters.print, &Meaning::Formatter(Style::Print));
        self.mean(&file.formatters.table, &Meaning::Table);
        self.add_tools(&file.command_line);
    }

    fn add_each<T: Spec>(&mut self, specs: Vec<T>, meaning: fn(Arc<T>) -> Meaning) {
        for spec in specs.into_iter().map(Arc::new) {
            self.mean(spec.on(), &meaning(Arc::clone(&spec)));
        }
    }

    fn add_outbound(&mut self, mut spec: OutboundSpec) {
        self.mean(&spec.default_timeout, &Meaning::DefaultTimeout);
        let guesses = std::mem::take(&mut spec.guess);
        let spec = Arc::new(spec);
        let meaning = Meaning::Outbound(Arc::clone(&spec));
        self.mean(&spec.on, &meaning);
        self.guess(&guesses, &meaning);
    }

    fn add_instrumentation(&mut self, spec: InstrumentationSpec) {
        let spec = Arc::new(spec);
        each(&spec.import, |import| self.imports.extend([(import, Arc::clone(&spec))]));
        each(&spec.strings, |text| self.texts.extend([(text, Arc::clone(&spec))]));
        self.mean(&spec.on, &Meaning::Instrumentation(Arc::clone(&spec)));
        if spec.passes_on {
            each(&spec.on, |path| self.passing_on.extend([Box::from(last_segment(&path))]));
        }
    }

    /// What defines a metric, what that yields, and whatever a metric's labels are given to.
    fn note_metrics(&mut self, file: &LibraryFile) {
        let mut types = Vec::new();
        file.metric.iter().for_each(|spec| each(&spec.on, |path| types.push(path)));
        for path in std::mem::take(&mut types) {
            let made = format!("{path}()");
            types.extend(self.values.get(made.as_str()).cloned());
            types.extend([path, made.into()]);
        }
        file.metric_use.iter().for_each(|spec| {
            each(&spec.on, |path| types.extend(split_last(&path).map(|(r#type, _)| r#type.into())));
        });
        self.metric_types.extend(types);
    }

    /// A type that has an end is a span's.
    fn add_span_end(&mut self, spec: &Paths) {
        self.mean(&spec.on, &Meaning::SpanEnd);
        each(&spec.on, |path| self.span_types.extend(split_last(&path).map(|(r#type, _)| r#type.into())));
    }

    fn add_tools(&mut self, table: &CommandLineTable) {
        self.mean(&table.serves, &Meaning::Serves);
        each(&table.progress, |module| self.progress.push(module));
        each(&table.exit, |path| self.exit_words.extend([Box::from(last_segment(&path))]));
        let tools = [
            (&table.on, Meaning::CommandLine),
            (&table.flags, Meaning::Flags),
            (&table.exit, Meaning::Exit),
            (&table.answers, Meaning::Answer),
            (&table.scripts, Meaning::Script),
        ];
        for (paths, meaning) in tools {
            self.mean(paths, &meaning);
            each(paths, |path| self.tool_words.extend([Box::from(last_segment(&path))]));
        }
    }
}
