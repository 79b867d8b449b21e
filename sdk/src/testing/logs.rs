//! An event that a test has captured.

use std::time::SystemTime;

use opentelemetry::{SpanId, TraceId};
use tracing::Level;

use super::Value;

/// An event as it would have been written: hidden fields are hidden, nested values are JSON.
#[derive(Clone, Debug)]
pub struct CapturedLog {
    pub(crate) event: String,
    pub(crate) message: Option<String>,
    pub(crate) level: Level,
    pub(crate) target: String,
    pub(crate) fields: Vec<(String, Value)>,
    pub(crate) ids: Option<(TraceId, SpanId)>,
    pub(crate) time: SystemTime,
}

impl CapturedLog {
    /// Returns the event's name; the text of an event of `tracing` or `log` that has none.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// Returns the text beside a name, where there is one and it says something else.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns the level.
    #[must_use]
    pub const fn level(&self) -> Level {
        self.level
    }

    /// Returns the target: the module, unless the statement says something else.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns the fields in the order of the statement.
    ///
    /// Whole numbers beyond 64 bits are text; floats that are no number are `null`, as on a line.
    #[must_use]
    pub fn fields(&self) -> &[(String, Value)] {
        &self.fields
    }

    /// Returns a field's value.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Value> {
        self.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Returns the trace that it happened in.
    #[must_use]
    pub fn trace_id(&self) -> Option<TraceId> {
        self.ids.map(|(trace, _)| trace)
    }

    /// Returns the span that it happened in.
    #[must_use]
    pub fn span_id(&self) -> Option<SpanId> {
        self.ids.map(|(_, span)| span)
    }

    /// Returns when it happened.
    #[must_use]
    pub const fn time(&self) -> SystemTime {
        self.time
    }
}
