//! `#[derive(Labels)]` and `#[derive(LabelValue)]`: what tells the series of an instrument apart.

mod expand;
mod field;
mod names;
mod options;
#[cfg(test)]
mod tests;
mod value;

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Error, Fields, GenericParam, spanned::Spanned};

use crate::traced::Errors;

pub(crate) use value::label_value;

/// Expands `#[derive(Labels)]`; where it is wrong, to an empty set of labels and all errors.
pub(crate) fn labels(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let options = options::parse(&input.attrs, &mut errors);
    let fields = fields(&input);
    let fields =
        errors.take(fields).map(|fields| field::read(&fields.named, &mut errors)).unwrap_or_default();
    if errors.is_empty() {
        return expand::expand(&options, &input, &fields);
    }
    errors.beside(expand::without_labels(&options, &input))
}

/// Returns the fields of a struct that knows all its types.
fn fields(input: &DeriveInput) -> syn::Result<&syn::FieldsNamed> {
    let is_type = |parameter: &&GenericParam| !matches!(parameter, GenericParam::Lifetime(_));
    if let Some(parameter) = input.generics.params.iter().find(is_type) {
        return Err(Error::new_spanned(
            parameter,
            "how many combinations there are is known without parameters",
        ));
    }
    let span = input.ident.span();
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => Ok(fields),
            Fields::Unnamed(fields) => {
                Err(Error::new(fields.span(), "a label needs a name: `method: Method`"))
            }
            _ => Err(Error::new(span, "there is no label: `()` is the set without any")),
        },
        Data::Enum(data) => {
            let message = "`Labels` is for structs, whose fields are labels: `LabelValue` is for enums";
            Err(Error::new(data.enum_token.span, message))
        }
        Data::Union(data) => Err(Error::new(data.union_token.span, "`Labels` is for structs")),
    }
}
