//! Mistakes in arguments that could be read.

use std::collections::HashSet;

use syn::{Error, LitStr};

use super::{
    args::{Args, Field},
    structured::{instead, interpolates},
};

/// Keys that stand on each line anyway, and what they hold there.
const OWN_KEYS: [(&str, &str); 9] = [
    ("message", "the event's name"),
    ("event", "the event's name"),
    ("level", "the event's level"),
    ("target", "the event's target: write `target: \"…\",` before the name to change it"),
    ("timestamp", "the event's time"),
    ("service", "the service's name, as installed"),
    ("trace_id", "the id of the current trace"),
    ("span_id", "the id of the current span"),
    ("spans", "the enclosing spans"),
];

/// Returns one error for each mistake.
pub(super) fn mistakes(level: &str, args: &Args) -> Vec<Error> {
    let name = args.name.iter().filter_map(|name| name_mistake(level, name, args));
    name.chain(key_mistakes(&args.fields)).collect()
}

fn name_mistake(level: &str, name: &LitStr, args: &Args) -> Option<Error> {
    let text = name.value();
    let said = if interpolates(&text) {
        let form = instead(level, &text, &args.values, &args.fields);
        format!("an event's name is fixed, and values are fields: `{form}`")
    } else if text.trim().is_empty() {
        "an event's name is not empty".to_owned()
    } else if !name.suffix().is_empty() {
        "an event's name has no suffix".to_owned()
    } else {
        return None;
    };
    Some(Error::new(name.span(), said))
}

fn key_mistakes(fields: &[Field]) -> Vec<Error> {
    let mut seen = HashSet::new();
    fields.iter().filter_map(|field| key_mistake(field, &mut seen)).collect()
}

fn key_mistake<'a>(field: &'a Field, seen: &mut HashSet<&'a str>) -> Option<Error> {
    let key = field.key.as_str();
    let said = if let Some((_, holds)) = OWN_KEYS.iter().find(|(own, _)| *own == key) {
        format!("`{key}` is written on every line: {holds}; choose another key")
    } else if key.is_empty() {
        "a key is not empty".to_owned()
    } else if !seen.insert(key) {
        format!("`{key}` has a value already")
    } else {
        return None;
    };
    Some(Error::new(field.key_span, said))
}
