//! The structured form of what was written as text with values in it, for error messages.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use syn::{
    Error, Expr, LitStr, Token,
    parse::{ParseStream, discouraged::Speculative},
    punctuated::Punctuated,
};

use super::args::{Field, Sigil};

/// A place for a value in a text: `{id}`, `{:?}`.
#[derive(Debug, PartialEq, Eq)]
struct Hole {
    /// What is named in it; empty for the next argument.
    name: String,
    sigil: Option<Sigil>,
}

/// Whether a text has places for values, or braces at all.
pub(super) fn interpolates(text: &str) -> bool {
    text.contains(['{', '}'])
}

/// Returns what to write instead of a text with values in it, given what follows it.
pub(super) fn instead(level: &str, text: &str, values: &[Expr], fields: &[Field]) -> String {
    let (name, holes) = take_apart(text);
    let mut values = values.iter().map(tokens);
    let mut shown: Vec<(String, String)> = Vec::new();
    for Hole { name, sigil } in holes {
        let is_next = name.is_empty() || name.parse::<usize>().is_ok();
        let value = if is_next { values.next().unwrap_or_else(|| "value".to_owned()) } else { name };
        shown.push((key_of(&value), format!("{}{value}", sigil_text(sigil))));
    }
    shown.extend(values.map(|value| (key_of(&value), value)));
    for Field { key, sigil, value, .. } in fields {
        shown.retain(|(other, _)| other != key);
        shown.push((key.clone(), format!("{}{}", sigil_text(*sigil), tokens(value))));
    }
    number_keys(&mut shown);
    let mut arguments = vec![format!("\"{name}\"")];
    arguments.extend(shown.iter().map(|(key, value)| format!("{key} = {value}")));
    format!("{level}!({})", arguments.join(", "))
}

/// Leaves out what is shown twice; of two values with one key the second gets a number.
fn number_keys(shown: &mut Vec<(String, String)>) {
    let mut seen = HashSet::new();
    shown.retain(|pair| seen.insert(pair.clone()));
    let mut keys = HashSet::new();
    for (key, _) in shown {
        let free =
            (2..=keys.len() + 2).map(|number| format!("{key}_{number}")).find(|free| !keys.contains(free));
        if !keys.insert(key.clone()) {
            key.clone_from(&free.unwrap_or_default());
            keys.insert(key.clone());
        }
    }
}

const fn sigil_text(sigil: Option<Sigil>) -> &'static str {
    match sigil {
        Some(Sigil::Debug) => "?",
        Some(Sigil::Display) => "%",
        None => "",
    }
}

/// Reads a value without a key, as a format string has them.
pub(super) fn positional(input: ParseStream<'_>) -> Option<Expr> {
    let fork = input.fork();
    let value: Expr = fork.parse().ok()?;
    let ends = fork.is_empty() || fork.peek(Token![,]);
    if !ends || matches!(value, Expr::Assign(_)) {
        return None;
    }
    input.advance_to(&fork);
    Some(value)
}

/// Cuts a text into the words between the places for values, as an event's name, and those places.
fn take_apart(text: &str) -> (String, Vec<Hole>) {
    let (mut words, mut holes) = (Vec::new(), Vec::new());
    for part in text.replace("{{", " ").replace("}}", " ").split_inclusive(['{', '}']) {
        match part.strip_suffix('}') {
            Some(hole) => holes.push(Hole::new(hole)),
            None => words.push(part.trim_end_matches('{').to_owned()),
        }
    }
    (event_name(&words.join(" ")), holes)
}

/// Returns the text as a name: its words, in small letters, with underscores between them.
fn event_name(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join("_");
    if name.is_empty() { "event_name".to_owned() } else { name }
}

impl Hole {
    fn new(text: &str) -> Self {
        let (name, format) = text.split_once(':').unwrap_or((text, ""));
        let sigil = format.contains('?').then_some(Sigil::Debug);
        Self { name: name.trim().to_owned(), sigil }
    }
}

/// Returns a key for an expression: its last name, without what is called on it.
fn key_of(value: &str) -> String {
    let place = value.split(['(', '[', ' ']).next().unwrap_or_default().trim_start_matches('&');
    let mut names =
        place.split(['.', ':']).filter(|name| name.starts_with(|letter: char| letter.is_alphabetic()));
    names.next_back().unwrap_or("value").to_owned()
}

/// Returns what to say of arguments that do not begin with a name: most often tracing's form, with the text at the end.
pub(super) fn name_first(level: &str, input: ParseStream<'_>) -> String {
    let shown = match trailing_text(input) {
        Some((fields, text)) => {
            let values: Vec<_> = fields.iter().map(tokens).collect();
            let name = event_name(&text.value());
            format!("{level}!(\"{name}\", {})", values.join(", "))
        }
        None => format!("{level}!(\"event_name\", key = value)"),
    };
    format!("the event's name comes first, as a string literal: `{shown}`")
}

fn trailing_text(input: ParseStream<'_>) -> Option<(Vec<Expr>, LitStr)> {
    let mut arguments: Vec<Expr> =
        Punctuated::<Expr, Token![,]>::parse_terminated(input).ok()?.into_iter().collect();
    let Some(Expr::Lit(last)) = arguments.pop() else { return None };
    let syn::Lit::Str(text) = last.lit else { return None };
    (!arguments.is_empty() && !interpolates(&text.value())).then_some((arguments, text))
}

/// Reads over arguments that were told to be in the wrong order: they are one mistake.
pub(super) fn skip_trailing_text(input: ParseStream<'_>, error: Error) -> Error {
    if trailing_text(&input.fork()).is_some() {
        let _ = input.parse::<TokenStream>();
    }
    error
}

/// Returns an expression as one would write it; tokens are printed with spaces around dots.
pub(super) fn tokens(value: &impl quote::ToTokens) -> String {
    let text = quote::quote!(#value).to_string();
    text.replace(" . ", ".").replace(" (", "(").replace(" [", "[").replace("& ", "&").replace(" :: ", "::")
}
