//! One event read into memory, for tests: by the plan and the redaction that lines and records are written with.

use serde_json::Value;
use tracing_core::{Event, Field};

use super::{
    Redaction,
    ids::current_ids,
    json::line::Line,
    plan::{Plan, Role, Style},
    secret::REDACTED,
    visit::{FieldValue, TakeField, Visitor},
};
use crate::testing::CapturedLog;

/// Reads an event in the current context.
pub(crate) fn read(event: &Event<'_>, redaction: &Redaction) -> CapturedLog {
    let metadata = event.metadata();
    let style = Style { service: None, redaction: redaction.clone(), key_field: None };
    let plan = Plan::new(metadata, &style);
    let mut reader = Reader {
        plan: &plan,
        redaction,
        target: metadata.target().to_owned(),
        text: None,
        fields: Vec::new(),
    };
    event.record(&mut Visitor(&mut reader));
    let Reader { target, text, fields, .. } = reader;
    let (name, message) = match (plan.event, text) {
        (Some(name), text) => (name.to_owned(), text.filter(|text| text != name)),
        (None, Some(text)) => (text, None),
        (None, None) => (metadata.name().to_owned(), None),
    };
    CapturedLog {
        event: name,
        message,
        level: *metadata.level(),
        target,
        fields,
        ids: current_ids(),
        time: opentelemetry::time::now(),
    }
}

struct Reader<'a> {
    plan: &'a Plan,
    redaction: &'a Redaction,
    target: String,
    text: Option<String>,
    fields: Vec<(String, Value)>,
}

impl Reader<'_> {
    /// Returns what a JSON line would hold of a value; numbers that no JSON reader keeps exactly are text.
    fn json(&self, value: FieldValue<'_>) -> Value {
        match value {
            FieldValue::SignedWide(number) => {
                i64::try_from(number).map_or_else(|_| number.to_string().into(), Value::from)
            }
            FieldValue::UnsignedWide(number) => {
                u64::try_from(number).map_or_else(|_| number.to_string().into(), Value::from)
            }
            value => self.as_written(value),
        }
    }

    fn as_written(&self, value: FieldValue<'_>) -> Value {
        let (mut out, mut text) = (Vec::new(), String::new());
        let (plan, redaction) = (self.plan, self.redaction);
        Line { out: &mut out, text: &mut text, plan, redaction, is_named: true }.value(value);
        serde_json::from_slice(&out)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&out).into_owned()))
    }
}

impl TakeField for Reader<'_> {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        let Some(role) = self.plan.fields.get(field.index()).map(|field| field.role) else { return };
        match (role, value) {
            (Role::Message, value) => {
                self.text = Some(match self.json(value) {
                    Value::String(text) => text,
                    other => other.to_string(),
                });
            }
            (Role::LogTarget, FieldValue::Text(target)) => target.clone_into(&mut self.target),
            (Role::LogTarget | Role::LogPlace, _) => {}
            (Role::Hidden, _) => self.fields.push((field.name().to_owned(), REDACTED.into())),
            (Role::Value, value) => {
                let value = self.json(value);
                self.fields.push((field.name().to_owned(), value));
            }
        }
    }
}
