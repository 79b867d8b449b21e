//! The `traceparent` header: `version-traceid-spanid-flags`, 55 characters in version 00.

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId};

use super::{hex, list};

/// The flags that level 2 defines: sampled and random. The rest must be zero on the wire.
const KNOWN_FLAGS: u8 = 0x03;
/// Characters of version 00, and the least a later version has.
const LENGTH: usize = 55;

/// What a valid header says.
pub(super) struct Traceparent {
    pub(super) trace_id: TraceId,
    pub(super) span_id: SpanId,
    pub(super) flags: TraceFlags,
}

/// Reads a header's value; `None` restarts the trace.
///
/// A later version is read by the rules of this one: it may go on after the flags, behind a dash.
pub(super) fn parse(value: &str) -> Option<Traceparent> {
    let bytes = list::trim(value).as_bytes();
    let (head, tail) = bytes.split_at_checked(LENGTH)?;
    let [version] = hex::parse(&head[..2])?;
    let ends = match version {
        0xff => false,
        0 => tail.is_empty(),
        _ => tail.is_empty() || tail[0] == b'-',
    };
    if !ends || [2, 35, 52].iter().any(|dash| head[*dash] != b'-') {
        return None;
    }
    let trace_id = TraceId::from_bytes(hex::parse(&head[3..35])?);
    let span_id = SpanId::from_bytes(hex::parse(&head[36..52])?);
    let [flags] = hex::parse(&head[53..])?;
    let valid = trace_id != TraceId::INVALID && span_id != SpanId::INVALID;
    valid.then_some(Traceparent { trace_id, span_id, flags: TraceFlags::new(flags & KNOWN_FLAGS) })
}

/// Writes the header's value in version 00.
pub(super) fn format(span_context: &SpanContext) -> String {
    let mut value = String::with_capacity(LENGTH);
    value.push_str("00-");
    hex::push(&mut value, &span_context.trace_id().to_bytes());
    value.push('-');
    hex::push(&mut value, &span_context.span_id().to_bytes());
    value.push('-');
    hex::push(&mut value, &[span_context.trace_flags().to_u8() & KNOWN_FLAGS]);
    value
}
