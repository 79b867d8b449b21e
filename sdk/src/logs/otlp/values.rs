//! Field values as OpenTelemetry has them.

use std::{collections::HashMap, error::Error};

use opentelemetry::{Key, logs::AnyValue};
use serde_json::Value;

use super::super::{
    Redaction,
    nested::{self, Written},
    secret::REDACTED,
    visit::{FieldValue, causes},
};
use crate::words::said;

/// Returns the value; whole numbers beyond 64 bits with sign, which OTLP has no type for, become text.
pub(super) fn any_value(value: FieldValue<'_>, redaction: &Redaction) -> AnyValue {
    match value {
        FieldValue::Bool(value) => value.into(),
        FieldValue::Signed(value) => value.into(),
        FieldValue::Unsigned(value) => whole(value),
        FieldValue::SignedWide(value) => whole(value),
        FieldValue::UnsignedWide(value) => whole(value),
        FieldValue::Float(value) => value.into(),
        FieldValue::Text(value) => value.to_owned().into(),
        FieldValue::Bytes(value) => value.into(),
        FieldValue::Error(value) => error(value),
        FieldValue::Debug(value) => {
            let mut text = String::new();
            match nested::format(value, &mut text) {
                Written::Text => text.into(),
                Written::Json => nested_value(text, redaction),
            }
        }
    }
}

fn whole(value: impl TryInto<i64> + Copy + ToString) -> AnyValue {
    value.try_into().map_or_else(|_| value.to_string().into(), Into::into)
}

/// An error is a map, as in JSON: `message`, and `chain` where it has causes.
fn error(error: &(dyn Error + 'static)) -> AnyValue {
    let mut members = HashMap::from([(Key::from_static_str("message"), AnyValue::from(said(error)))]);
    let chain: Vec<_> = causes(error).map(|cause| AnyValue::from(said(cause))).collect();
    if !chain.is_empty() {
        members.insert(Key::from_static_str("chain"), AnyValue::ListAny(Box::new(chain)));
    }
    AnyValue::Map(Box::new(members))
}

fn nested_value(text: String, redaction: &Redaction) -> AnyValue {
    // What serde_json wrote it does not always read: half a surrogate pair in a raw value, say.
    serde_json::from_str(&text).map_or_else(|_| text.into(), |value| from_json(value, redaction))
}

fn from_json(value: Value, redaction: &Redaction) -> AnyValue {
    match value {
        // There is no null in the SDK's `AnyValue`.
        Value::Null => "null".into(),
        Value::Bool(value) => value.into(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(float)) if number.is_f64() => float.into(),
            _ => number.to_string().into(),
        },
        Value::String(text) => text.into(),
        Value::Array(items) => items.into_iter().map(|item| from_json(item, redaction)).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(key, value)| member(key, value, redaction)).collect()
        }
    }
}

fn member(key: String, value: Value, redaction: &Redaction) -> (Key, AnyValue) {
    let value = if redaction.hides(&key) { REDACTED.into() } else { from_json(value, redaction) };
    (Key::from(key), value)
}
