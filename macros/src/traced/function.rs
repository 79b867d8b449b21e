//! The function that an attribute stands on.
//!
//! Its body stays a group of tokens: what is in it is the compiler's business, and its spans are the user's.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{
    Attribute, Error, Result, Signature, Token, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

/// A function in its parts.
pub(crate) struct Function {
    /// Those before it, and those that open its body.
    pub(crate) attributes: Vec<TokenStream>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// The body's tokens, in their braces.
    pub(crate) body: Group,
}

impl Function {
    /// Reads an item; `attribute` is the one that stands on it, for the error.
    pub(crate) fn parse(item: TokenStream, attribute: &str) -> Result<Self> {
        (|input: ParseStream<'_>| Self::read(input, attribute)).parse2(item)
    }

    fn read(input: ParseStream<'_>, attribute: &str) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let signature = input.parse().map_err(|error| no_function(input, attribute).unwrap_or(error))?;
        if input.peek(Token![;]) {
            let message =
                format!("`#[{attribute}]` needs a body: put it on the implementations of this function");
            return Err(input.error(message));
        }
        let (attributes, body) = body(input, &attributes)?;
        Ok(Self { attributes, visibility, signature, body })
    }

    /// Returns the function with another signature and body.
    pub(crate) fn with(&self, signature: &Signature, body: &TokenStream) -> TokenStream {
        let Self { attributes, visibility, .. } = self;
        quote!(#(#attributes)* #visibility #signature { #body })
    }

    /// The function's name as it is called, without `r#`.
    pub(crate) fn name(&self) -> String {
        self.signature.ident.unraw().to_string()
    }
}

/// Reads the body; attributes that open it apply to the function, and are written before it.
fn body(input: ParseStream<'_>, outer: &[Attribute]) -> Result<(Vec<TokenStream>, Group)> {
    let group: Group = input.parse()?;
    if group.delimiter() != Delimiter::Brace || !input.is_empty() {
        return Err(Error::new(group.span(), "expected the body of a function"));
    }
    let read = |content: ParseStream<'_>| {
        let inner = content.call(Attribute::parse_inner)?;
        Ok((inner, content.parse::<TokenStream>()?))
    };
    let (inner, rest) = read.parse2(group.stream())?;
    let mut body = Group::new(Delimiter::Brace, rest);
    // Ours, where the user's stand: the compiler warns of braces of the user's that an expansion makes unnecessary.
    body.set_span(group.span().resolved_at(Span::mixed_site()));
    let attributes = outer.iter().map(|attribute| quote!(#attribute));
    let opening = inner.iter().map(|attribute| {
        let (pound, meta) = (attribute.pound_token, &attribute.meta);
        quote!(#pound [#meta])
    });
    Ok((attributes.chain(opening).collect(), body))
}

/// Says what an item is that is no function; none where it is one that cannot be read.
fn no_function(input: ParseStream<'_>, attribute: &str) -> Option<Error> {
    let tokens: Vec<TokenTree> = input.fork().parse::<TokenStream>().ok()?.into_iter().collect();
    let words = tokens.iter().take_while(|token| !matches!(token, TokenTree::Group(_) | TokenTree::Punct(_)));
    let words: Vec<&Ident> = words
        .filter_map(|token| if let TokenTree::Ident(word) = token { Some(word) } else { None })
        .collect();
    if words.iter().any(|word| *word == "fn") {
        return None;
    }
    let is_group = |word: &&&Ident| **word == "impl" || **word == "trait" || **word == "mod";
    let message = match words.iter().find(is_group) {
        Some(word) => format!("`#[{attribute}]` is for functions: put it on each function of this `{word}`"),
        None => format!("`#[{attribute}]` is for functions"),
    };
    Some(words.first().map_or_else(|| input.error(&message), |word| Error::new(word.span(), &message)))
}
