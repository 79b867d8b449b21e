//! One reading of tracing's fields, for JSON lines and for OpenTelemetry records alike.
//!
//! It is apart so that both outputs agree on what type a value has.

use std::{
    error::Error,
    fmt::{self, Debug},
    iter,
};

use tracing_core::field::{Field, Visit};

/// Causes of one error that are written at most: a chain that bites its own tail must end.
const MOST_CAUSES: usize = 32;

/// A field's value with the type that its macro knew.
#[derive(Clone, Copy)]
pub(crate) enum FieldValue<'a> {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    SignedWide(i128),
    UnsignedWide(u128),
    Float(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Error(&'a (dyn Error + 'static)),
    /// Text, or JSON: [`super::nested::format`] tells.
    Debug(&'a dyn Debug),
}

/// Takes the fields of one event or span, in the order in which they were written.
pub(crate) trait TakeField {
    fn take(&mut self, field: &Field, value: FieldValue<'_>);
}

/// Hands the values that tracing records to whoever takes them.
pub(crate) struct Visitor<'a, T>(pub(crate) &'a mut T);

impl<T: TakeField> Visit for Visitor<'_, T> {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.0.take(field, FieldValue::Float(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.take(field, FieldValue::Signed(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.take(field, FieldValue::Unsigned(value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.0.take(field, FieldValue::SignedWide(value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.0.take(field, FieldValue::UnsignedWide(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.take(field, FieldValue::Bool(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.take(field, FieldValue::Text(value));
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.0.take(field, FieldValue::Bytes(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.0.take(field, FieldValue::Error(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.take(field, FieldValue::Debug(value));
    }
}

/// Returns the causes of an error, the nearest first.
pub(crate) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(error.source(), |cause: &&'a (dyn Error + 'static)| (*cause).source()).take(MOST_CAUSES)
}
