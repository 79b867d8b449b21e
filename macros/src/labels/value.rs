//! `#[derive(LabelValue)]`: an enum as a closed set of texts.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr, Path, Result, Variant, ext::IdentExt,
    parse::ParseStream,
};

use crate::{
    metrics::{once, text, unknown, value},
    traced::{Errors, listed},
};

/// Expands `#[derive(LabelValue)]`; where it is wrong, to a set of one value and all errors.
pub(crate) fn label_value(item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let sdk = sdk(&input.attrs, &mut errors);
    let variants = variants(&input);
    let texts = errors.take(variants).map(|variants| texts(&variants, &mut errors)).unwrap_or_default();
    if errors.is_empty() {
        return expand(&sdk, &input, &texts);
    }
    errors.beside(expand(&sdk, &input, &[]))
}

/// Reads `#[label(crate = path)]` of the enum.
fn sdk(attributes: &[Attribute], errors: &mut Errors) -> Path {
    let mut sdk = syn::parse_quote!(::tracewell);
    said(attributes, errors, |input, key| match key.to_string().as_str() {
        "crate" => {
            sdk = value(input, key)?;
            Ok(())
        }
        _ => Err(unknown(key, &["crate"])),
    });
    sdk
}

fn variants(input: &DeriveInput) -> Result<Vec<&Variant>> {
    let message = "`LabelValue` is for enums without fields: a struct of labels derives `Labels`";
    match &input.data {
        Data::Enum(data) if data.variants.is_empty() => {
            Err(Error::new_spanned(&input.ident, "a label has one value at least"))
        }
        Data::Enum(data) => Ok(data.variants.iter().collect()),
        Data::Struct(data) => Err(Error::new(data.struct_token.span, message)),
        Data::Union(data) => Err(Error::new(data.union_token.span, message)),
    }
}

/// Returns each variant with its text.
fn texts(variants: &[&Variant], errors: &mut Errors) -> Vec<(Ident, String)> {
    let mut texts: Vec<(Ident, String)> = Vec::new();
    for variant in variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "a variant with fields is no closed set: only its name can be a label";
            errors.push(Error::new_spanned(&variant.fields, message));
        }
        let mut given: Option<LitStr> = None;
        said(&variant.attrs, errors, |input, key| match key.to_string().as_str() {
            "text" => {
                given = Some(text(input, key)?);
                Ok(())
            }
            _ => Err(unknown(key, &["text"])),
        });
        let span = given.as_ref().map_or(variant.ident.span(), LitStr::span);
        let text = given.map_or_else(|| snake(&variant.ident.unraw().to_string()), |text| text.value());
        if text.is_empty() {
            errors.push(Error::new(span, "an empty text is no label for Prometheus"));
        } else if texts.iter().any(|(_, other)| *other == text) {
            errors.push(Error::new(span, format!("`{text}` stands for another variant already")));
        }
        texts.push((variant.ident.clone(), text));
    }
    texts
}

/// Reads what `#[label(…)]` says, argument by argument.
fn said(
    attributes: &[Attribute],
    errors: &mut Errors,
    mut read: impl FnMut(ParseStream<'_>, &Ident) -> Result<()>,
) {
    let mut seen = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("label")) {
        let outcome = attribute.parse_args_with(|input: ParseStream<'_>| {
            listed(input, errors, |input, _| {
                let key = once(input, &mut seen)?;
                read(input, &key)
            });
            Ok(())
        });
        errors.take(outcome);
    }
}

/// Returns a name in snake case.
fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let ends_word = before.is_some_and(|before| !before.is_uppercase() && before != '_');
        let begins_word = before.is_some_and(char::is_uppercase)
            && letters.get(at + 1).is_some_and(|after| after.is_lowercase());
        if letter.is_uppercase() && (ends_word || begins_word) {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// Writes the implementation; without texts that of a set of one.
fn expand(sdk: &Path, input: &DeriveInput, texts: &[(Ident, String)]) -> TokenStream {
    let (with, of, when) = input.generics.split_for_impl();
    let ident = &input.ident;
    let count = texts.len().max(1);
    let arms = texts.iter().enumerate().map(|(index, (variant, _))| quote!(Self::#variant => #index,));
    let index = if texts.is_empty() { quote!(0) } else { quote!(match self { #(#arms)* }) };
    let texts = texts.iter().map(|(_, text)| text);
    quote! {
        #[automatically_derived]
        impl #with #sdk::metrics::LabelValue for #ident #of #when {
            const COUNT: usize = #count;

            #[inline]
            fn index(&self) -> usize {
                #index
            }

            fn text(index: usize) -> &'static str {
                const TEXTS: &[&str] = &[#(#texts),*];
                TEXTS.get(index).copied().unwrap_or("")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_snake_case() {
        let names = ["Card", "OutOfStock", "HTTPError", "Tls12", "GET", "B2b", "Ok_Now"];
        let texts = ["card", "out_of_stock", "http_error", "tls12", "get", "b2b", "ok_now"];
        assert_eq!(names.map(snake), texts);
    }
}
