//! The `tracestate` header: what it may hold, what opentelemetry's `TraceState` can hold of it, what is sent.
//!
//! `TraceState` follows the key grammar of level 1 and refuses keys that level 2 allows. So that other vendors' entries
//! survive us, a list with such a key travels whole as a value of the `Context`, beside the `TraceState` that users
//! and samplers see and change; both are merged when the header is written.

use opentelemetry::Context;
use opentelemetry::trace::{TraceContextExt as _, TraceId, TraceState};

use super::list::{self, work};

const MAX_MEMBERS: usize = 32;
const MAX_KEY: usize = 256;
const MAX_VALUE: usize = 256;
/// Characters that are sent: what the specification asks for at least.
const MAX_HEADER: usize = 512;
/// Longer members are the first to go when the header is too long.
const LONG_MEMBER: usize = 128;

/// A key and its value.
pub(super) type Member<'a> = (&'a str, &'a str);

/// Reads all lines as one list; `None` if it breaks the grammar or has too many members.
///
/// Of members with one key the first stays: it is the most recent.
pub(super) fn parse<'a>(lines: &[&'a str]) -> Option<Vec<Member<'a>>> {
    let mut members: Vec<Member<'a>> = Vec::new();
    for (index, member) in list::members(lines).enumerate() {
        let (key, value) = member.split_once('=')?;
        if index == MAX_MEMBERS || !is_key(key) || !is_value(value) {
            return None;
        }
        work::add(members.len());
        if members.iter().all(|(known, _)| *known != key) {
            members.push((key, value));
        }
    }
    Some(members)
}

fn is_key(key: &str) -> bool {
    let starts = key.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit());
    starts && key.len() <= MAX_KEY && key.bytes().all(is_key_character)
}

fn is_key_character(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'*' | b'/' | b'@')
}

fn is_value(value: &str) -> bool {
    let size = 1..=MAX_VALUE;
    size.contains(&value.len()) && value.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'=')
}

/// The whole list of one trace, kept in the `Context` where `TraceState` cannot hold all of it.
#[derive(Debug)]
pub(super) struct Carried {
    trace_id: TraceId,
    members: Vec<CarriedMember>,
}

#[derive(Debug)]
struct CarriedMember {
    key: String,
    value: String,
    /// Whether `TraceState` holds it too, so that its absence there means that somebody deleted it.
    visible: bool,
}

impl Carried {
    /// Returns the list that belongs to the context's span; a new root started below has another trace id.
    pub(super) fn of(cx: &Context) -> Option<&Self> {
        cx.get::<Self>().filter(|carried| carried.trace_id == cx.span().span_context().trace_id())
    }

    fn has(&self, (key, value): Member<'_>) -> bool {
        self.members.iter().any(|member| member.key == key && member.value == value)
    }
}

/// Returns the members as opentelemetry holds them and, if it cannot hold all, the whole list.
pub(super) fn hold(members: &[Member<'_>], trace_id: TraceId) -> (TraceState, Option<Carried>) {
    match TraceState::from_key_value(members.iter().copied()) {
        Ok(state) => (state, None),
        Err(_) => hold_partly(members, trace_id),
    }
}

#[cold]
fn hold_partly(members: &[Member<'_>], trace_id: TraceId) -> (TraceState, Option<Carried>) {
    let members: Vec<CarriedMember> = members.iter().map(|member| carry(*member)).collect();
    let visible = members.iter().filter(|member| member.visible).map(|member| (&member.key, &member.value));
    let state = TraceState::from_key_value(visible).unwrap_or_default();
    (state, Some(Carried { trace_id, members }))
}

fn carry((key, value): Member<'_>) -> CarriedMember {
    let visible = TraceState::from_key_value([(key, value)]).is_ok();
    CarriedMember { key: key.to_owned(), value: value.to_owned(), visible }
}

/// Writes the header's value; empty if there is nothing to send.
pub(super) fn header(state: &TraceState, carried: Option<&Carried>) -> String {
    let members = match carried {
        None => state.into_iter().collect(),
        Some(carried) => merge(state, carried),
    };
    join(&fit(members))
}

/// Puts what was added or changed since the header was read to the left of what was received, in that order.
fn merge<'a>(state: &'a TraceState, carried: &'a Carried) -> Vec<Member<'a>> {
    let changed = state.into_iter().filter(|member| !carried.has(*member));
    let received = carried
        .members
        .iter()
        .filter(|member| !member.visible || state.get(&member.key) == Some(member.value.as_str()));
    let received = received.map(|member| (member.key.as_str(), member.value.as_str()));
    changed.chain(received).take(MAX_MEMBERS).collect()
}

/// Drops whole members until the header is short enough, in the order that the specification gives.
fn fit(mut members: Vec<Member<'_>>) -> Vec<Member<'_>> {
    let mut size: usize = members.iter().map(|member| length(*member) + 1).sum();
    while size > MAX_HEADER + 1 {
        let long = members.iter().rposition(|member| length(*member) > LONG_MEMBER);
        let victim = members.remove(long.unwrap_or(members.len() - 1));
        size -= length(victim) + 1;
    }
    members
}

fn length((key, value): Member<'_>) -> usize {
    key.len() + 1 + value.len()
}

fn join(members: &[Member<'_>]) -> String {
    let mut text = String::new();
    for (key, value) in members {
        let comma = if text.is_empty() { "" } else { "," };
        text.extend([comma, key, "=", value]);
    }
    text
}
