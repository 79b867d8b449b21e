//! `#[metrics]`: instruments as the fields of a struct.
//!
//! ```text
//! arguments ──▶ args ───────────────┐
//!                                   ├─▶ validate (names, units) ─▶ expand
//! struct ─────▶ instrument (fields) ┘        │
//!                                            └─ errors, each under its token; the struct is kept, without instruments
//! ```

mod args;
mod expand;
mod instrument;
mod kind;
mod names;
mod numbers;
#[cfg(test)]
mod tests;
mod units;
mod validate;

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, FieldsNamed, spanned::Spanned};

pub(crate) use args::{once, text, unknown, value};
pub(crate) use instrument::within;
pub(crate) use names::spelling;

use crate::traced::Errors;

/// Expands the attribute; where it is wrong, to the struct without its instruments and all errors.
pub(crate) fn metrics(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::parse(arguments, &mut errors);
    let Ok(mut input) = syn::parse2::<DeriveInput>(item.clone()) else {
        errors
            .push(Error::new_spanned(&item, "`#[metrics]` stands on a struct whose fields are instruments"));
        return errors.beside(item);
    };
    if let Some(parameter) = input.generics.params.first() {
        let message = "instruments are made once: the struct takes no parameters";
        errors.push(Error::new_spanned(parameter, message));
    }
    let instruments = errors.take(fields(&mut input)).map(|fields| {
        fields.named.iter_mut().map(|field| instrument::take(field, &mut errors)).collect::<Vec<_>>()
    });
    let instruments: Vec<_> = instruments.unwrap_or_default().into_iter().flatten().collect();
    validate::validate(&args, &instruments, &mut errors);
    if errors.is_empty() {
        return expand::expand(&args, &input, &instruments);
    }
    let accessor = expand::without_instruments(&input);
    errors.beside(quote::quote!(#input #accessor))
}

/// Returns the fields of a struct that has nothing but instruments.
fn fields(input: &mut DeriveInput) -> syn::Result<&mut FieldsNamed> {
    let span = input.ident.span();
    match &mut input.data {
        Data::Struct(data) => match &mut data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => Ok(fields),
            Fields::Unnamed(fields) => {
                Err(Error::new(fields.span(), "an instrument needs a name: `orders: Counter`"))
            }
            _ => Err(Error::new(span, "there is no instrument: write each as a field")),
        },
        Data::Enum(data) => Err(Error::new(
            data.enum_token.span,
            "`#[metrics]` stands on a struct whose fields are instruments",
        )),
        Data::Union(data) => Err(Error::new(
            data.union_token.span,
            "`#[metrics]` stands on a struct whose fields are instruments",
        )),
    }
}
