//! How much one span may carry.

use opentelemetry::{Array, KeyValue, StringValue, Value};

use crate::shorten::shortened;

/// Bounds of what a span holds; what is over them is counted on the span and not kept.
///
/// Source of names and defaults: OpenTelemetry specification, SDK environment variables, attribute and span limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanLimits {
    /// Attributes of one span. `OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT`, else `OTEL_ATTRIBUTE_COUNT_LIMIT`.
    pub attributes: usize,
    /// Characters of one text value, or of each text of a list; longer ones are cut.
    /// `OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`, else `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`.
    pub value_length: usize,
    /// Events of one span. `OTEL_SPAN_EVENT_COUNT_LIMIT`.
    pub events: usize,
    /// Links of one span. `OTEL_SPAN_LINK_COUNT_LIMIT`.
    pub links: usize,
    /// Attributes of one event. `OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT`.
    pub event_attributes: usize,
    /// Attributes of one link. `OTEL_LINK_ATTRIBUTE_COUNT_LIMIT`.
    pub link_attributes: usize,
}

impl Default for SpanLimits {
    fn default() -> Self {
        Self {
            attributes: 128,
            value_length: usize::MAX,
            events: 128,
            links: 128,
            event_attributes: 128,
            link_attributes: 128,
        }
    }
}

impl SpanLimits {
    /// Cuts the list and its values to size; returns how many attributes were dropped.
    pub(super) fn apply(&self, attributes: &mut Vec<KeyValue>, count: usize) -> u32 {
        let dropped = attributes.len().saturating_sub(count);
        attributes.truncate(count);
        for attribute in attributes {
            self.shorten(&mut attribute.value);
        }
        dropped as u32
    }

    /// Cuts a text, or each text of a list, to the length allowed.
    pub(super) fn shorten(&self, value: &mut Value) {
        if self.value_length == usize::MAX {
            return;
        }
        match value {
            Value::String(text) => self.shorten_text(text),
            Value::Array(Array::String(texts)) => texts.iter_mut().for_each(|text| self.shorten_text(text)),
            _ => {}
        }
    }

    fn shorten_text(&self, text: &mut StringValue) {
        if let Some(short) = shortened(text.as_str(), self.value_length) {
            *text = short.to_owned().into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_characters_also_in_lists() {
        let limits = SpanLimits { value_length: 4, ..SpanLimits::default() };
        let mut attributes = vec![
            KeyValue::new("text", "naïve"),
            KeyValue::new("list", Value::Array(Array::String(vec!["abcdef".into(), "é é é".into()]))),
            KeyValue::new("number", 123_456),
            KeyValue::new("over", "dropped"),
        ];
        assert_eq!(limits.apply(&mut attributes, 3), 1);
        let values: Vec<_> = attributes.iter().map(|attribute| attribute.value.to_string()).collect();
        assert_eq!(values, ["naïv", r#"["abcd","é é "]"#, "123456"]);
    }
}
