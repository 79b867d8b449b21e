//! What a finished span weighs in the queue, and whether it tells of an error.

use opentelemetry::{Array, KeyValue, Value, trace::Status};
use opentelemetry_sdk::trace::SpanData;

use crate::pipeline::Item;

/// A span that has ended. It is moved often, and large: behind a pointer it is written once.
pub(crate) type FinishedSpan = Box<SpanData>;

impl Item for FinishedSpan {
    fn weight(&self) -> usize {
        let events = self
            .events
            .iter()
            .map(|event| size_of_val(event) + event.name.len() + attributes(&event.attributes));
        let links = self.links.iter().map(|link| size_of_val(link) + attributes(&link.attributes));
        size_of::<SpanData>()
            + self.name.len()
            + attributes(&self.attributes)
            + events.sum::<usize>()
            + links.sum::<usize>()
    }

    fn is_error(&self) -> bool {
        matches!(self.status, Status::Error { .. })
    }
}

fn attributes(attributes: &[KeyValue]) -> usize {
    attributes.iter().map(|attribute| size_of::<KeyValue>() + text(&attribute.value)).sum()
}

fn text(value: &Value) -> usize {
    match value {
        Value::String(text) => text.as_str().len(),
        Value::Array(Array::String(texts)) => {
            texts.iter().map(|text| size_of_val(text) + text.as_str().len()).sum()
        }
        Value::Array(Array::I64(numbers)) => size_of_val(numbers.as_slice()),
        Value::Array(Array::F64(numbers)) => size_of_val(numbers.as_slice()),
        Value::Array(Array::Bool(flags)) => size_of_val(flags.as_slice()),
        _ => 0,
    }
}
