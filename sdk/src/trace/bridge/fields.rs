//! What a `tracing` span's fields become.
//!
//! A field is an attribute of the same name, but for the few that `tracing-opentelemetry` gave a meaning and that code
//! in the field relies on: `otel.name`, `otel.kind`, `otel.status_code`, `otel.status_description`.

use std::{error::Error, fmt};

use opentelemetry::{
    Array, KeyValue, StringValue, Value,
    trace::{SpanKind, SpanRef, Status},
};
use tracing::field::{Field, Visit};

use crate::trace::chain;

/// Collects the fields of one span or of one later record.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) name: Option<String>,
    pub(super) kind: Option<SpanKind>,
    pub(super) attributes: Vec<KeyValue>,
    status: Option<String>,
    description: Option<String>,
}

impl Fields {
    /// Puts what was collected on a span that has begun.
    pub(super) fn apply(self, span: &SpanRef<'_>) {
        if let Some(name) = self.name {
            span.update_name(name);
        }
        span.set_attributes(self.attributes);
        let is_error = self.status.as_deref().map(|status| status.eq_ignore_ascii_case("error"));
        match (is_error, self.description) {
            (Some(true), description) => span.set_status(Status::error(description.unwrap_or_default())),
            (None, Some(description)) => span.set_status(Status::error(description)),
            (Some(false), _) if self.status.is_some_and(|status| status.eq_ignore_ascii_case("ok")) => {
                span.set_status(Status::Ok);
            }
            _ => {}
        }
    }

    fn text(&mut self, field: &Field, text: String) {
        match field.name() {
            "otel.name" => self.name = Some(text),
            "otel.kind" => self.kind = kind(&text).or_else(|| self.kind.take()),
            "otel.status_code" => self.status = Some(text),
            "otel.status_description" | "otel.status_message" => self.description = Some(text),
            _ => self.add(field, text),
        }
    }

    fn add(&mut self, field: &Field, value: impl Into<Value>) {
        self.attributes.push(KeyValue::new(field.name(), value));
    }
}

fn kind(text: &str) -> Option<SpanKind> {
    let kinds = [
        ("server", SpanKind::Server),
        ("client", SpanKind::Client),
        ("producer", SpanKind::Producer),
        ("consumer", SpanKind::Consumer),
        ("internal", SpanKind::Internal),
    ];
    kinds.into_iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, kind)| kind)
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        // OpenTelemetry has no unsigned numbers: what does not fit is kept exactly, as text.
        match i64::try_from(value) {
            Ok(value) => self.add(field, value),
            Err(_) => self.add(field, value.to_string()),
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut chain = chain(value).into_iter().map(StringValue::from);
        if let Some(message) = chain.next() {
            self.add(field, message);
        }
        let causes: Vec<_> = chain.collect();
        if !causes.is_empty() {
            self.attributes
                .push(KeyValue::new(format!("{}.chain", field.name()), Value::Array(Array::String(causes))));
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, format!("{value:?}"));
    }
}
