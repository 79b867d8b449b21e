//! How much one log record may carry.

use opentelemetry::logs::AnyValue;

use crate::shorten::shortened;

/// Bounds of the attributes of a log record on its way to an exporter.
///
/// Attributes over the count are dropped, and their number is kept: OTLP has a field for it, and other exporters and
/// processors see the attribute `otel.dropped_attributes_count`, OpenTelemetry's name for it where there is no field, as
/// its Rust SDK's log record has none. The record's text is no attribute, and is never cut. Lines of JSON are no records of OpenTelemetry: what bounds them is
/// the buffer of their [`LogWriter`](crate::logs::LogWriter), and they hold each value whole.
///
/// Source of names and defaults: OpenTelemetry specification, SDK environment variables, log record limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogRecordLimits {
    /// Attributes of one record. `OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT`, else `OTEL_ATTRIBUTE_COUNT_LIMIT`.
    pub attributes: usize,
    /// Characters of a text and bytes of a byte string, also within lists and maps; longer ones are cut.
    /// `OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT`, else `OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`.
    pub value_length: usize,
}

impl Default for LogRecordLimits {
    fn default() -> Self {
        Self { attributes: 128, value_length: usize::MAX }
    }
}

impl LogRecordLimits {
    /// Cuts a value to size.
    pub(super) fn shorten(&self, value: &mut AnyValue) {
        if self.value_length < usize::MAX {
            shorten(value, self.value_length);
        }
    }
}

fn shorten(value: &mut AnyValue, limit: usize) {
    match value {
        AnyValue::String(text) => {
            if let Some(short) = shortened(text.as_str(), limit) {
                *text = short.to_owned().into();
            }
        }
        AnyValue::Bytes(bytes) => bytes.truncate(limit),
        AnyValue::ListAny(items) => items.iter_mut().for_each(|item| shorten(item, limit)),
        AnyValue::Map(members) => members.values_mut().for_each(|member| shorten(member, limit)),
        _ => {}
    }
}
