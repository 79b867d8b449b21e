//! What the parts of a span weigh in the queue, in bytes.

use opentelemetry::{
    Array, KeyValue, Value,
    trace::{Event, Link},
};

pub(super) fn events(events: &[Event]) -> usize {
    events.iter().map(|event| size_of::<Event>() + event.name.len() + attributes(&event.attributes)).sum()
}

pub(super) fn links(links: &[Link]) -> usize {
    links.iter().map(|link| size_of::<Link>() + attributes(&link.attributes)).sum()
}

pub(super) fn attributes(attributes: &[KeyValue]) -> usize {
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
