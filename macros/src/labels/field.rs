//! One label: its name, its type, its budget.

use proc_macro2::{Ident, Span};
use syn::{
    Error, LitStr, Result, Type, ext::IdentExt, parse::ParseStream, punctuated::Punctuated, token::Comma,
};

use super::names;
use crate::{
    metrics::{once, text, unknown, value, within},
    traced::{Errors, listed},
};

/// The largest budget of one label.
const LARGEST: u32 = 100_000;

/// A label as it was declared.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// How many values it may have, if it is text.
    pub(super) max: Option<u32>,
    /// Whether its name and its values may look as if they had no bound.
    pub(super) is_allowed: bool,
    /// Whether its texts are numbers, which are exported as such.
    pub(super) is_integer: bool,
}

#[derive(Default)]
struct Said {
    name: Option<LitStr>,
    max: Option<u32>,
    is_allowed: bool,
    is_integer: bool,
}

const KNOWN: [&str; 4] = ["name", "max", "allow", "integer"];

/// Reads all fields; those that are wrong are reported.
pub(super) fn read(fields: &Punctuated<syn::Field, Comma>, errors: &mut Errors) -> Vec<Field> {
    let mut seen = Vec::new();
    fields.iter().filter_map(|field| one(field, &mut seen, errors)).collect()
}

fn one(field: &syn::Field, seen: &mut Vec<String>, errors: &mut Errors) -> Option<Field> {
    let mut said = Said::default();
    let mut keys = Vec::new();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("label")) {
        let outcome = attribute.parse_args_with(|input: ParseStream<'_>| {
            listed(input, errors, |input, _| said.read(input, &mut keys));
            Ok(())
        });
        errors.take(outcome);
    }
    let ident = field.ident.clone()?;
    let name = said.name.as_ref().map_or_else(|| ident.unraw().to_string(), LitStr::value);
    let span = said.name.as_ref().map_or(ident.span(), LitStr::span);
    if let Some(mistake) = mistake(&name, &said, seen) {
        errors.push(Error::new(span, mistake));
    }
    // A budget that could not be read is reported already.
    if said.max.is_none() && is_text(&field.ty) && !keys.iter().any(|key| key == "max") {
        errors.push(Error::new_spanned(&field.ty, "text needs a budget: `#[label(max = 200)]`"));
    }
    if said.is_integer && !keys.iter().any(|key| key == "max") {
        errors.push(Error::new(span, "a label of integers needs a budget: `#[label(max = 200, integer)]`"));
    }
    seen.push(name.replace('.', "_"));
    let Said { max, is_allowed, is_integer, .. } = said;
    Some(Field { name, ident, ty: field.ty.clone(), max, is_allowed, is_integer })
}

/// Returns what is wrong with a label's name.
fn mistake(name: &str, said: &Said, seen: &[String]) -> Option<String> {
    if let Some(mistake) = names::mistake(name) {
        return Some(mistake);
    }
    if seen.contains(&name.replace('.', "_")) {
        return Some(format!("there is another label whose name is `{name}` for Prometheus"));
    }
    (!said.is_allowed && names::is_unbounded(name, said.max.is_some())).then(|| {
        format!(
            "`{name}` has no bound: put it on a span, or say why it has one here: `#[label(allow = \"reason\")]`"
        )
    })
}

impl Said {
    fn read(&mut self, input: ParseStream<'_>, seen: &mut Vec<String>) -> Result<()> {
        let key = once(input, seen)?;
        match key.to_string().as_str() {
            "name" => self.name = Some(text(input, &key)?),
            "max" => self.max = Some(within(&value(input, &key)?, LARGEST, "a budget", "values")?),
            "integer" => self.is_integer = true,
            "allow" => {
                // Whatever the reason is worth, the name is spoken for.
                self.is_allowed = true;
                let reason = text(input, &key)?;
                if reason.value().trim().is_empty() {
                    return Err(Error::new(reason.span(), "say the reason"));
                }
            }
            _ => return Err(unknown(&key, &KNOWN)),
        }
        Ok(())
    }
}

/// Whether a type is known to be text; of others the compiler says that they are no closed set.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Reference(reference) => is_text(&reference.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            ["String", "str", "Cow"].iter().any(|text| last.ident == Ident::new(text, Span::call_site()))
        }),
        _ => false,
    }
}
