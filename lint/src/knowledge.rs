//! What is known of libraries: `rules/libraries/<language>/*.toml`, compiled for look-up by API path.
//!
//! ```text
//! library files ─▶ LibraryFile (serde) ─▶ expand braces ─▶ path ─▶ Meanings
//! ```
//!
//! The engine asks one question: what does this API path mean? The answer names no library in Rust code.

mod alert_format;
mod compile;
mod evidence;
mod library;
mod lookup;
mod measure;
mod path;
mod patterns;
mod words;

pub use alert_format::AlertFormat;
pub use compile::KnowledgeError;
pub use evidence::{Evidence, EvidenceSet};
pub use library::{
    EntryPointSpec, InstrumentationSpec, LabelSpec, LoggerSpec, MetricSpec, MetricUseSpec, OnlyWhen,
    OutboundSpec, PrintSpec, RequestSpec, Selector, SelectorKey, SpanNameSpec, SpanSpec, SpawnSpec, Style,
};
pub use lookup::Knowledge;
pub use measure::{Bound, Quantity};
pub use path::expand;

use std::sync::Arc;

/// One thing that an API path means.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// Registers a handler.
    EntryPoint(Arc<EntryPointSpec>),
    /// Calls out of the process.
    Outbound(Arc<OutboundSpec>),
    /// Builds a request that is sent later.
    Request(Arc<RequestSpec>),
    /// Starts a span.
    Span(Arc<SpanSpec>),
    /// Ends a span.
    SpanEnd,
    /// Makes a span the active one for as long as its result lives.
    SpanGuard,
    /// Records an error on a span.
    SpanError,
    /// Names a span anew.
    SpanName(Arc<SpanNameSpec>),
    /// Writes values onto a span.
    SpanAttribute,
    /// Writes a log record.
    Logger(Arc<LoggerSpec>),
    /// Prints.
    Print(Arc<PrintSpec>),
    /// Defines a metric.
    Metric(Arc<MetricSpec>),
    /// Uses a metric with labels.
    MetricUse(Arc<MetricUseSpec>),
    /// Builds one label.
    Label(Arc<LabelSpec>),
    /// Switches instrumentation on.
    Instrumentation(Arc<InstrumentationSpec>),
    /// Starts a task.
    Spawn(Arc<SpawnSpec>),
    /// Can fail, and says so by its result; `true`: dropping that is customary.
    Fallible(bool),
    /// Gives all calls of some libraries a timeout.
    DefaultTimeout,
    /// Builds a text from values.
    Formatter(Style),
    /// Lays values out as a table, which a person reads.
    Table,
    /// Ends the process; its first argument is the status.
    Exit,
    /// Sets up the logger: nothing is logged before.
    LoggerSetUp,
    /// Reads what a person answers at a terminal.
    Answer,
    /// Marks a command-line tool.
    CommandLine,
    /// Marks a script: a file that derives a class from it.
    Script,
    /// Reads arguments or standard input, as tools do, and some servers.
    Flags,
    /// Goes on until the program is stopped: whoever leads to it is a service, whatever it reads.
    Serves,
}
