//! Fields of the enclosing `tracing` spans, for those who want them on every line.

use tracing_core::{Field, span};
use tracing_subscriber::registry::{LookupSpan, Scope, SpanRef};

use super::{
    super::{
        intake::Intake,
        plan::Plan,
        visit::{FieldValue, TakeField, Visitor},
    },
    escape::push_string,
    line::Line,
};

/// What the layers have noted at one span: one entry for each layer that wants it.
#[derive(Default)]
struct Notes(Vec<Note>);

/// The fields of one span as one layer writes them: index and value.
struct Note {
    layer: usize,
    fields: Vec<(usize, Vec<u8>)>,
}

/// What tracing hands over: at the span's beginning, or later.
pub(crate) enum Given<'a> {
    AtStart(&'a span::Attributes<'a>),
    Later(&'a span::Record<'a>),
}

/// Notes a span's fields; a value that is recorded again takes the place of the one before.
pub(crate) fn note<'a, S: LookupSpan<'a>>(
    intake: &Intake,
    layer: usize,
    span: &SpanRef<'a, S>,
    given: &Given<'_>,
) {
    // Taken out, so that no lock of the span is held meanwhile: a `Debug` of a user may look at it.
    let Notes(mut notes) = span.extensions_mut().remove().unwrap_or_default();
    let index = notes.iter().position(|note| note.layer == layer).unwrap_or_else(|| {
        notes.push(Note { layer, fields: Vec::new() });
        notes.len() - 1
    });
    if let Some(note) = notes.get_mut(index) {
        intake.with_plan(span.metadata(), |plan| {
            let mut taker = NoteFields { intake, plan, fields: &mut note.fields };
            match given {
                Given::AtStart(attributes) => attributes.record(&mut Visitor(&mut taker)),
                Given::Later(record) => record.record(&mut Visitor(&mut taker)),
            }
        });
    }
    span.extensions_mut().replace(Notes(notes));
}

struct NoteFields<'a> {
    intake: &'a Intake,
    plan: &'a Plan,
    fields: &'a mut Vec<(usize, Vec<u8>)>,
}

impl TakeField for NoteFields<'_> {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        let (mut out, mut text) = (Vec::new(), String::new());
        let redaction = &self.intake.style.redaction;
        let mut line = Line { out: &mut out, text: &mut text, plan: self.plan, redaction, is_named: true };
        line.take(field, value);
        match self.fields.iter_mut().find(|(index, _)| *index == field.index()) {
            Some((_, noted)) => *noted = out,
            None => self.fields.push((field.index(), out)),
        }
    }
}

/// Writes the spans from the outermost to the innermost.
pub(crate) fn push_spans<'a, S: LookupSpan<'a>>(out: &mut Vec<u8>, layer: usize, scope: Scope<'a, S>) {
    for (index, span) in scope.from_root().enumerate() {
        out.extend_from_slice(if index == 0 { b",\"spans\":[" } else { b"," });
        out.extend_from_slice(b"{\"name\":");
        push_string(out, span.name());
        let extensions = span.extensions();
        let noted =
            extensions.get::<Notes>().and_then(|notes| notes.0.iter().find(|note| note.layer == layer));
        for (_, field) in noted.map(|note| note.fields.as_slice()).unwrap_or_default() {
            out.extend_from_slice(field);
        }
        out.push(b'}');
    }
    out.push(b']');
}
