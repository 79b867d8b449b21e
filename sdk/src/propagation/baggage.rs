//! W3C baggage: the `baggage` header, `key=value;property,…`.

use std::sync::LazyLock;

use opentelemetry::baggage::{BaggageExt as _, BaggageMetadata, KeyValueMetadata};
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::{Context, Key, StringValue};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::list::{self, trim};

/// The header's name.
pub(super) const HEADER: &str = "baggage";
/// Members that a header may have; opentelemetry's `Baggage` keeps the first 64 different keys.
const MAX_MEMBERS: usize = 180;
/// Bytes of a header, of all its lines together.
const MAX_HEADER: usize = 8192;
/// Bytes of one member, properties included.
const MAX_MEMBER: usize = 4096;

/// What is written as `%XX`: all that a value may not hold, and two characters that it may.
///
/// Some peers cut a value at its `=`, and some read `+` as a space; written this way, both get it right.
const ENCODED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%').add(b'=').add(b'+');

static FIELDS: LazyLock<[String; 1]> = LazyLock::new(|| [HEADER.to_owned()]);

/// Propagates the context's baggage in the format of [W3C Baggage].
///
/// Values are percent-decoded when read, with U+FFFD for what is not UTF-8, and encoded when written. Properties are
/// opaque: they stay as they stand in the header. A member that breaks the grammar is left out, and the rest stays.
///
/// # Limits
/// Of all `baggage` headers together, the whole members within the first 8192 bytes are read, at most 180, and none
/// longer than 4096 bytes; opentelemetry's `Baggage` keeps 64 different keys of them. The same limits hold for what
/// is written: members are written in the order of their keys, and one that would exceed a limit is left out whole.
///
/// # Cost
/// Linear in the header's size; one allocation per member.
///
/// [W3C Baggage]: https://www.w3.org/TR/baggage/
#[derive(Clone, Copy, Debug, Default)]
pub struct Baggage {
    _private: (),
}

impl Baggage {
    /// Returns the propagator; it has no settings.
    pub const fn new() -> Self {
        Self { _private: () }
    }
}

impl TextMapPropagator for Baggage {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let baggage = cx.baggage();
        if baggage.is_empty() {
            return;
        }
        let mut entries: Vec<Entry<'_>> = baggage.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        let header = join(&entries);
        if !header.is_empty() {
            injector.set(HEADER, header);
        }
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        let lines = extractor.get_all(HEADER).unwrap_or_default();
        let entries: opentelemetry::baggage::Baggage = parse(&lines).collect();
        if entries.is_empty() { cx.clone() } else { cx.with_baggage(entries) }
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&*FIELDS)
    }
}

fn parse(lines: &[&str]) -> impl Iterator<Item = KeyValueMetadata> {
    let mut size = 0;
    let within = move |member: &&str| {
        size += member.len() + 1;
        size <= MAX_HEADER + 1
    };
    list::raw_members(lines).take_while(within).take(MAX_MEMBERS).filter_map(parse_member)
}

fn parse_member(member: &str) -> Option<KeyValueMetadata> {
    if member.len() > MAX_MEMBER {
        return None;
    }
    let (pair, rest) = member.split_once(';').unwrap_or((member, ""));
    let (key, value) = pair.split_once('=')?;
    let (key, value) = (trim(key), trim(value));
    if !is_token(key) || !is_value(value) {
        return None;
    }
    let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
    Some(KeyValueMetadata::new(key.to_owned(), value, properties(rest)))
}

/// Returns those of the properties that follow the grammar, without white space; used both ways, so that neither a
/// peer nor a user can put anything else into the header.
fn properties(text: &str) -> String {
    let mut kept = String::new();
    for property in text.split(';') {
        let (key, value) =
            property.split_once('=').map_or((property, None), |(key, value)| (key, Some(value)));
        let (key, value) = (trim(key), value.map(trim));
        if !is_token(key) || !value.is_none_or(is_value) {
            continue;
        }
        let semicolon = if kept.is_empty() { "" } else { ";" };
        kept.extend([semicolon, key, value.map_or("", |_| "="), value.unwrap_or_default()]);
    }
    kept
}

fn is_token(text: &str) -> bool {
    let special = |byte| b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || special(byte))
}

fn is_value(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte))
}

type Entry<'a> = (&'a Key, &'a (StringValue, BaggageMetadata));

fn join(entries: &[Entry<'_>]) -> String {
    let mut header = String::new();
    for entry in entries {
        let member = format_member(*entry);
        let size = header.len() + usize::from(!header.is_empty()) + member.len();
        if member.len() > MAX_MEMBER || size > MAX_HEADER {
            continue;
        }
        if !header.is_empty() {
            header.push(',');
        }
        header.push_str(&member);
    }
    header
}

fn format_member((key, (value, metadata)): Entry<'_>) -> String {
    let mut member = format!("{key}={}", utf8_percent_encode(value.as_str(), ENCODED));
    let properties = properties(metadata.as_str());
    if !properties.is_empty() {
        member.extend([";", &properties]);
    }
    member
}
