//! One event's fields as the members of a JSON object.

use std::fmt::Write as _;

use opentelemetry::{SpanId, TraceId};
use serde::Serialize;
use tracing_core::{Field, field::Visit};

use super::{
    super::{
        Redaction,
        nested::{self, Written},
        plan::{FieldPlan, Plan, Role},
        secret::REDACTED,
        visit::{FieldValue, TakeField, Visitor, causes},
    },
    embed::embed,
    escape::{push_inside, push_string},
};
use crate::words::without_secrets;

/// A line that is being written.
pub(crate) struct Line<'a> {
    pub(crate) out: &'a mut Vec<u8>,
    /// Scratch memory for values that write themselves.
    pub(crate) text: &'a mut String,
    pub(crate) plan: &'a Plan,
    pub(crate) redaction: &'a Redaction,
    /// Whether the event's name, or the text that takes its place, stands in the line.
    pub(crate) is_named: bool,
}

impl Line<'_> {
    pub(crate) fn visitor(&mut self) -> impl Visit {
        Visitor(self)
    }

    /// Writes the text of a `tracing` event: it is the event's name where the statement gives none.
    fn message(&mut self, value: FieldValue<'_>) {
        if matches!((value, self.plan.event), (FieldValue::Text(text), Some(event)) if text == event) {
            return;
        }
        let key: &[u8] = if self.is_named { b",\"message\":" } else { b",\"event\":" };
        self.is_named = true;
        self.out.extend_from_slice(key);
        self.value(value);
    }

    pub(crate) fn value(&mut self, value: FieldValue<'_>) {
        match value {
            FieldValue::Bool(value) => self.out.extend_from_slice(if value { b"true" } else { b"false" }),
            FieldValue::Signed(value) => self.serialize(value),
            FieldValue::Unsigned(value) => self.serialize(value),
            FieldValue::SignedWide(value) => self.serialize(value),
            FieldValue::UnsignedWide(value) => self.serialize(value),
            // What is no number becomes `null`: the key keeps its type for whoever indexes the lines.
            FieldValue::Float(value) => self.serialize(value),
            FieldValue::Text(value) => push_string(self.out, value),
            FieldValue::Bytes(value) => push_hex_string(self.out, value),
            FieldValue::Error(value) => self.error(value),
            FieldValue::Debug(value) => match nested::format(value, self.text) {
                Written::Text => push_string(self.out, self.text),
                Written::Json => embed(self.text, self.redaction, self.out),
            },
        }
    }

    fn serialize(&mut self, number: impl Serialize) {
        // Writing a number into memory cannot fail.
        let _ = serde_json::to_writer(&mut *self.out, &number);
    }

    fn error(&mut self, error: &(dyn std::error::Error + 'static)) {
        self.out.extend_from_slice(b"{\"message\":");
        self.shown(error);
        let mut end: &[u8] = b"}";
        for (index, cause) in causes(error).enumerate() {
            self.out.extend_from_slice(if index == 0 { b",\"chain\":[" } else { b"," });
            self.shown(cause);
            end = b"]}";
        }
        self.out.extend_from_slice(end);
    }

    fn shown(&mut self, error: &(dyn std::error::Error + 'static)) {
        self.text.clear();
        // An error that fails to show itself is shown as far as it came.
        let _ = write!(self.text, "{error}");
        push_string(self.out, &without_secrets(self.text));
    }
}

impl TakeField for Line<'_> {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        let Some(FieldPlan { role, json_key }) = self.plan.fields.get(field.index()) else { return };
        match role {
            Role::Message => self.message(value),
            Role::LogTarget => {
                self.out.extend_from_slice(b",\"target\":");
                self.value(value);
            }
            Role::LogPlace => {}
            Role::Hidden => {
                self.out.extend_from_slice(json_key);
                push_string(self.out, REDACTED);
            }
            Role::Value => {
                self.out.extend_from_slice(json_key);
                self.value(value);
            }
        }
    }
}

/// Writes the ids of the current span.
pub(crate) fn push_ids(out: &mut Vec<u8>, (trace, span): (TraceId, SpanId)) {
    out.extend_from_slice(b",\"trace_id\":");
    push_hex_string(out, &trace.to_bytes());
    out.extend_from_slice(b",\"span_id\":");
    push_hex_string(out, &span.to_bytes());
}

fn push_hex_string(out: &mut Vec<u8>, bytes: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in bytes {
        out.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 0xf)]]);
    }
    out.push(b'"');
}

/// Writes the name that tracing made up, for an event that has neither name nor text.
pub(crate) fn push_made_up_name(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b",\"event\":\"");
    push_inside(out, name);
    out.push(b'"');
}
