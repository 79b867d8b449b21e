//! What can be known of a log statement before it runs: computed at its first event, then looked up.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock, atomic::AtomicU64},
};

use tracing_core::Metadata;

use super::{Redaction, json::escape::push_string};

/// Statements that one layer remembers; the plan of any further one is made anew for each of its events.
const SLOTS: usize = 4096;

/// Slots that are looked at before a statement counts as one too many.
const PROBES: usize = 16;

/// Keys that the layers write themselves.
const OWN_KEYS: [&str; 9] =
    ["timestamp", "level", "event", "message", "target", "service", "trace_id", "span_id", "spans"];

/// What a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Value,
    /// A value that is hidden for its name's sake.
    Hidden,
    /// The text of a `tracing` event.
    Message,
    /// Where a record of the `log` crate came from: tracing's own target of it is always `log`.
    LogTarget,
    /// Other places that `tracing-log` notes.
    LogPlace,
}

/// One field of a statement.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) role: Role,
    /// `,"order.id":`, with a number behind the name where the name is taken.
    pub(crate) json_key: Box<[u8]>,
}

/// One log statement.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The event's name, where the statement gives one.
    pub(crate) event: Option<&'static str>,
    pub(crate) is_from_log: bool,
    /// What follows the timestamp's digits on each line: `","level":"INFO",…`.
    pub(crate) head: Box<[u8]>,
    pub(crate) fields: Box<[FieldPlan]>,
    /// Index of the field by which lines are sampled.
    pub(crate) key_field: Option<usize>,
    /// Events of this name in the current second; none where all are wanted, or where the name says nothing.
    pub(crate) volume: Option<Arc<AtomicU64>>,
}

/// What plans of one layer have in common.
#[derive(Debug)]
pub(crate) struct Style {
    pub(crate) service: Option<String>,
    pub(crate) redaction: Redaction,
    pub(crate) key_field: Option<String>,
}

impl Plan {
    pub(crate) fn new(metadata: &'static Metadata<'static>, style: &Style) -> Self {
        let is_from_log = metadata.target() == "log" && metadata.fields().field("log.target").is_some();
        let event = own_name(metadata).filter(|_| !is_from_log);
        let names = || metadata.fields().iter().map(|field| field.name());
        Self {
            event,
            is_from_log,
            head: head(metadata, event, is_from_log, style),
            fields: field_plans(names(), is_from_log, &style.redaction),
            key_field: style.key_field.as_ref().and_then(|key| names().position(|name| name == key)),
            volume: None,
        }
    }
}

/// Returns the name that a statement gives its events; tracing makes up `event src/main.rs:12` where none is given.
fn own_name(metadata: &'static Metadata<'static>) -> Option<&'static str> {
    let name = metadata.name();
    let place = name.strip_prefix("event ").or_else(|| name.strip_prefix("span "));
    let made_up = place.is_some_and(|place| metadata.file().is_some_and(|file| place.starts_with(file)));
    (!made_up).then_some(name)
}

fn head(metadata: &Metadata<'_>, event: Option<&str>, is_from_log: bool, style: &Style) -> Box<[u8]> {
    let mut head = Vec::new();
    head.extend_from_slice(b"\",\"level\":");
    push_string(&mut head, metadata.level().as_str());
    let target = (!is_from_log).then(|| metadata.target());
    for (key, value) in [("event", event), ("target", target), ("service", style.service.as_deref())] {
        if let Some(value) = value {
            head.extend_from_slice(&json_key(key));
            push_string(&mut head, value);
        }
    }
    head.into()
}

fn field_plans<'a>(
    names: impl Iterator<Item = &'a str>,
    is_from_log: bool,
    redaction: &Redaction,
) -> Box<[FieldPlan]> {
    let mut taken: HashSet<String> = OWN_KEYS.into_iter().map(str::to_owned).collect();
    let plan = |name| {
        let role = role(name, is_from_log, redaction);
        let key = if role == Role::Message { "message".to_owned() } else { free_key(name, &mut taken) };
        FieldPlan { role, json_key: json_key(&key) }
    };
    names.map(plan).collect()
}

fn role(name: &str, is_from_log: bool, redaction: &Redaction) -> Role {
    match name {
        "message" => Role::Message,
        "log.target" if is_from_log => Role::LogTarget,
        "log.module_path" | "log.file" | "log.line" if is_from_log => Role::LogPlace,
        _ if redaction.hides(name) => Role::Hidden,
        _ => Role::Value,
    }
}

/// A line must not hold one key twice: `level` of the user's becomes `level_2`.
fn free_key(name: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut keys = std::iter::once(name.to_owned()).chain(numbered);
    keys.find(|key| taken.insert(key.clone())).unwrap_or_default()
}

fn json_key(key: &str) -> Box<[u8]> {
    let mut text = vec![b','];
    push_string(&mut text, key);
    text.push(b':');
    text.into()
}

/// The plans of one layer, by the address of the statement's metadata, which is never freed.
///
/// # Cost
/// A look-up is one atomic read and one comparison; nothing is ever locked by a reader.
pub(crate) struct Plans(Box<[OnceLock<(usize, Plan)>]>);

impl Plans {
    pub(crate) fn new() -> Self {
        Self((0..SLOTS).map(|_| OnceLock::new()).collect())
    }

    /// Shows the plan of a statement, made by `make` at the first event.
    pub(crate) fn with<T>(
        &self,
        metadata: &'static Metadata<'static>,
        make: impl Fn() -> Plan,
        show: impl FnOnce(&Plan) -> T,
    ) -> T {
        let address = std::ptr::from_ref(metadata).addr();
        // Fibonacci hashing: the high bits of the product depend on all bits of the address.
        let first = (address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52;
        for probe in 0..PROBES {
            let slot = &self.0[(first as usize + probe) % SLOTS];
            let (owner, plan) = slot.get_or_init(|| (address, make()));
            if *owner == address {
                return show(plan);
            }
        }
        show(&make())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(names: &[&str], is_from_log: bool) -> Vec<(Role, String)> {
        let plans = field_plans(names.iter().copied(), is_from_log, &Redaction::default());
        let text = |plan: FieldPlan| (plan.role, String::from_utf8(plan.json_key.into_vec()).unwrap());
        plans.into_iter().map(text).collect()
    }

    #[test]
    fn a_key_that_is_taken_gets_a_number() {
        let names = ["message", "level", "a", "a", "a_2", "a\"b"];
        let expected =
            [",\"message\":", ",\"level_2\":", ",\"a\":", ",\"a_2\":", ",\"a_2_2\":", ",\"a\\\"b\":"];
        assert_eq!(keys(&names, false).into_iter().map(|(_, key)| key).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn fields_of_tracing_log_have_roles_only_in_its_events() {
        let roles = |is_from_log| {
            keys(&["log.target", "log.line", "token"], is_from_log).into_iter().map(|(role, _)| role)
        };
        assert!(roles(true).eq([Role::LogTarget, Role::LogPlace, Role::Hidden]));
        assert!(roles(false).eq([Role::Value, Role::Value, Role::Hidden]));
    }
}
