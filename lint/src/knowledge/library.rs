//! The format of a library file, as serde reads it; `rules/README.md` documents every key.
//!
//! A file is plain tables, each of which stands once, and listed specifications, each of which speaks of the API
//! paths in its `on`.

mod selector;
mod spec;
mod tables;
mod telemetry;

use super::alert_format::AlertFormat;
use super::measure::Quantity;
pub use selector::{OnlyWhen, Selector, SelectorKey};
use serde::Deserialize;
use spec::FallibleSpec;
pub use spec::{
    EntryPointSpec, InstrumentationSpec, OutboundSpec, RequestSpec, SpanNameSpec, SpanSpec, SpawnSpec,
};
pub(super) use spec::{Paths, Spec};
use std::collections::BTreeMap;
pub(super) use tables::{CommandLineTable, ContextTable, ExceptionsTable, OriginsTable};
use tables::{FormattersTable, TelemetryTable};
pub use telemetry::{LabelSpec, LoggerSpec, MetricSpec, MetricUseSpec, PrintSpec, Style};

/// A whole library file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct LibraryFile {
    pub(super) name: String,
    pub(super) roots: Vec<String>,
    pub(super) package: BTreeMap<String, String>,
    pub(super) values: BTreeMap<String, String>,
    pub(super) extends: BTreeMap<String, Vec<String>>,
    pub(super) extension_methods: BTreeMap<String, Vec<String>>,
    pub(super) entry_point: Vec<EntryPointSpec>,
    pub(super) outbound: Vec<OutboundSpec>,
    pub(super) request: Vec<RequestSpec>,
    pub(super) span: Vec<SpanSpec>,
    pub(super) span_end: Vec<Paths>,
    pub(super) span_guard: Vec<Paths>,
    pub(super) span_error: Vec<Paths>,
    pub(super) span_name: Vec<SpanNameSpec>,
    pub(super) span_attribute: Vec<Paths>,
    pub(super) logger: Vec<LoggerSpec>,
    pub(super) logger_set_up: Vec<Paths>,
    pub(super) print: Vec<PrintSpec>,
    pub(super) metric: Vec<MetricSpec>,
    pub(super) metric_use: Vec<MetricUseSpec>,
    pub(super) label: Vec<LabelSpec>,
    pub(super) instrumentation: Vec<InstrumentationSpec>,
    pub(super) spawn: Vec<SpawnSpec>,
    pub(super) fallible: Vec<FallibleSpec>,
    pub(super) formatters: FormattersTable,
    pub(super) context: ContextTable,
    pub(super) command_line: CommandLineTable,
    pub(super) exceptions: ExceptionsTable,
    pub(super) origins: OriginsTable,
    pub(super) telemetry: TelemetryTable,
    pub(super) quantities: BTreeMap<Quantity, Vec<String>>,
    pub(super) alert_format: Vec<AlertFormat>,
}

impl LibraryFile {
    /// Fills in the library's name where a specification leaves its own out.
    pub(super) fn named(mut self) -> Self {
        let outbound = self.outbound.iter_mut().flat_map(|spec| [&mut spec.library, &mut spec.traced_as]);
        let entries = self.entry_point.iter_mut().flat_map(|spec| [&mut spec.framework, &mut spec.traced_as]);
        let rest = (self.logger.iter_mut().map(|spec| &mut spec.library))
            .chain(self.metric.iter_mut().map(|spec| &mut spec.library))
            .chain(self.instrumentation.iter_mut().map(|spec| &mut spec.by))
            .chain(self.spawn.iter_mut().map(|spec| &mut spec.traced_as));
        for name in outbound.chain(entries).chain(rest).filter(|name| name.is_empty()) {
            name.clone_from(&self.name);
        }
        self
    }

    /// Returns whether calls of this library are facts by themselves, rather than help to understand others.
    pub(super) fn makes_facts(&self) -> bool {
        !(self.entry_point.is_empty()
            && self.outbound.is_empty()
            && self.request.is_empty()
            && self.span.is_empty()
            && self.logger.is_empty()
            && self.print.is_empty()
            && self.metric.is_empty()
            && self.metric_use.is_empty()
            && self.instrumentation.is_empty()
            && self.spawn.is_empty()
            && self.quantities.is_empty())
    }
}
