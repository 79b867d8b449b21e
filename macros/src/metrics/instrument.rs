//! One field: what kind of instrument it is, and what is said of it.

use proc_macro2::Ident;
use syn::{
    Attribute, Error, Expr, ExprLit, Field, Lit, LitInt, LitStr, Meta, Result, Type, ext::IdentExt,
    parse::ParseStream, spanned::Spanned,
};

use super::{
    args::{once, text, unknown, value},
    kind::Kind,
    numbers::{self, Numbers},
};
use crate::traced::{Errors, listed};

/// How many series an instrument may be allowed.
const MOST_SERIES: u32 = 100_000;

/// An instrument as it was declared.
pub(super) struct Instrument {
    pub(super) kind: Kind,
    pub(super) field: Ident,
    pub(super) ty: Type,
    /// Under which conditions it is there.
    pub(super) conditions: Vec<Attribute>,
    /// What it counts, from the field's documentation.
    pub(super) help: String,
    pub(super) said: Said,
    /// Whether all that was said could be read: what is missing otherwise was perhaps said.
    pub(super) is_whole: bool,
}

/// The arguments of its attribute.
#[derive(Default)]
pub(super) struct Said {
    pub(super) name: Option<LitStr>,
    pub(super) unit: Option<LitStr>,
    pub(super) observe: Option<Expr>,
    pub(super) max_series: Option<u32>,
    pub(super) buckets: Option<Numbers>,
    pub(super) quantiles: Option<Numbers>,
}

impl Instrument {
    /// Returns the last word of the type's name, without its parameters.
    pub(super) fn type_name(&self) -> Option<&Ident> {
        match &self.ty {
            Type::Path(path) => path.path.segments.last().map(|last| &last.ident),
            _ => None,
        }
    }
}

/// Takes the instrument's attribute from a field and reads it.
pub(super) fn take(field: &mut Field, errors: &mut Errors) -> Option<Instrument> {
    let attribute = attribute(field);
    let attribute = errors.take(attribute)?;
    let kind = Kind::of(&attribute.path().get_ident()?.to_string())?;
    let mut mistakes = Errors::default();
    let said = said(&attribute, kind, &mut mistakes);
    let said = mistakes.take(said).unwrap_or_default();
    let is_whole = mistakes.is_empty();
    errors.join(mistakes);
    let conditions =
        field.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect();
    Some(Instrument {
        kind,
        field: field.ident.clone()?,
        ty: field.ty.clone(),
        conditions,
        help: help(&field.attrs),
        said,
        is_whole,
    })
}

/// Takes all attributes of instruments away, and returns the one that there should be.
fn attribute(field: &mut Field) -> Result<Attribute> {
    let name = |attribute: &Attribute| attribute.path().get_ident().map(|ident| ident.unraw().to_string());
    let is_kind = |attribute: &Attribute| name(attribute).is_some_and(|name| Kind::of(&name).is_some());
    let is_near = |attribute: &Attribute| name(attribute).and_then(|name| Kind::near(&name));
    if let Some(at) =
        field.attrs.iter().position(|attribute| !is_kind(attribute) && is_near(attribute).is_some())
    {
        let attribute = field.attrs.remove(at);
        let near = is_near(&attribute).map_or("counter", Kind::attribute);
        return Err(Error::new(
            attribute.path().span(),
            format!("unknown instrument: did you mean `#[{near}(…)]`?"),
        ));
    }
    let (mut ours, others): (Vec<_>, _) = field.attrs.drain(..).partition(is_kind);
    field.attrs = others;
    if ours.len() > 1 {
        return Err(Error::new(ours[1].path().span(), "one field is one instrument"));
    }
    ours.pop().ok_or_else(|| {
        let kinds: Vec<_> = Kind::ALL.iter().map(|kind| format!("`#[{}(…)]`", kind.attribute())).collect();
        Error::new_spanned(&field.ident, format!("say what it is: {}", kinds.join(", ")))
    })
}

fn said(attribute: &Attribute, kind: Kind, errors: &mut Errors) -> Result<Said> {
    let mut said = Said::default();
    let mut seen = Vec::new();
    match &attribute.meta {
        Meta::List(list) => list.parse_args_with(|input: ParseStream<'_>| {
            listed(input, errors, |input, _| said.read(input, kind, &mut seen));
            Ok(())
        })?,
        Meta::Path(_) => {}
        Meta::NameValue(pair) => {
            let message = format!("write `#[{}(unit = \"…\")]`", kind.attribute());
            return Err(Error::new_spanned(pair, message));
        }
    }
    Ok(said)
}

impl Said {
    fn read(&mut self, input: ParseStream<'_>, kind: Kind, seen: &mut Vec<String>) -> Result<()> {
        let key = once(input, seen)?;
        let name = key.to_string();
        if !kind.arguments().contains(&name.as_str()) {
            return Err(not_of(kind, &key));
        }
        match name.as_str() {
            "name" => self.name = Some(text(input, &key)?),
            "unit" => self.unit = Some(text(input, &key)?),
            "observe" => self.observe = Some(value(input, &key)?),
            "max_series" => {
                self.max_series = Some(within(&value(input, &key)?, MOST_SERIES, "a limit", "series")?);
            }
            "buckets" => self.buckets = Some(numbers::read(input, &key)?),
            _ => self.quantiles = Some(numbers::read(input, &key)?),
        }
        Ok(())
    }
}

/// Returns a number from 1 to `most`.
pub(crate) fn within(number: &LitInt, most: u32, what: &str, of: &str) -> Result<u32> {
    let given = number.base10_parse::<u32>().ok().filter(|given| (1..=most).contains(given));
    given.ok_or_else(|| Error::new(number.span(), format!("{what} is 1 to {most} {of}")))
}

/// Returns the error of an argument that this kind does not take.
fn not_of(kind: Kind, key: &Ident) -> Error {
    let takes = |other: &&Kind| other.arguments().contains(&key.to_string().as_str());
    match Kind::ALL.iter().find(takes) {
        Some(other) => Error::new(
            key.span(),
            format!("`{key}` is of `{}`, and not of `{}`", other.attribute(), kind.attribute()),
        ),
        None => unknown(key, kind.arguments()),
    }
}

/// Returns the documentation as one text.
fn help(attributes: &[Attribute]) -> String {
    let lines =
        attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
            match &attribute.meta.require_name_value().ok()?.value {
                Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
                _ => None,
            }
        });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
