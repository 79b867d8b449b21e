//! `fields(name = value, name = %value, name = ?value)`: attributes that a span begins with.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{
    Error, Expr, Ident, LitStr, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use super::{Errors, args::listed};

/// One attribute.
pub(super) struct Field {
    pub(super) key: String,
    pub(super) span: Span,
    pub(super) form: Form,
    pub(super) value: Expr,
}

/// How a value becomes an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As number, truth value or text.
    Plain,
    /// `%`: as `Display` shows it.
    Display,
    /// `?`: as `Debug` shows it.
    Debug,
}

impl Parse for Form {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.parse::<Option<Token![%]>>()?.is_some() {
            return Ok(Self::Display);
        }
        Ok(if input.parse::<Option<Token![?]>>()?.is_some() { Self::Debug } else { Self::Plain })
    }
}

/// Reads what stands between the parentheses.
pub(super) fn parse_all(input: ParseStream<'_>, errors: &mut Errors) -> Vec<Field> {
    let mut fields = Vec::new();
    listed(input, errors, |input, _| {
        fields.push(input.parse()?);
        Ok(())
    });
    fields
}

impl Parse for Field {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(Token![%]) || input.peek(Token![?]) {
            return Err(bare(input, input.parse()?));
        }
        let ahead = input.fork();
        let (key, tokens) = key(input)?;
        let span = tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
        if !input.peek(Token![=]) || input.peek(Token![==]) {
            return Err(bare(&ahead, Form::Plain));
        }
        if key.is_empty() {
            return Err(Error::new(span, "a field needs a name"));
        }
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(Error::new_spanned(&tokens, format!("`{key}` has no value")));
        }
        Ok(Self { key, span, form: input.parse()?, value: input.parse()? })
    }
}

/// Reads a name: a string literal, or words with dots between them.
fn key(input: ParseStream<'_>) -> Result<(String, TokenStream)> {
    if input.peek(LitStr) {
        let name: LitStr = input.parse()?;
        return Ok((name.value(), name.into_token_stream()));
    }
    let mut words = Vec::new();
    let mut tokens = TokenStream::new();
    loop {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("a field is `name = value`, `name = %value` or `name = ?value`"));
        }
        let word = input.call(Ident::parse_any)?;
        words.push(word.unraw().to_string());
        word.to_tokens(&mut tokens);
        match input.parse::<Option<Token![.]>>()? {
            Some(dot) if input.peek(Ident::peek_any) => dot.to_tokens(&mut tokens),
            _ => return Ok((words.join("."), tokens)),
        }
    }
}

/// The error of a field without a name or a value: it would record nothing.
fn bare(input: ParseStream<'_>, form: Form) -> Error {
    let Ok(value) = input.parse::<Expr>() else {
        return input.error("a field is `name = value`, `name = %value` or `name = ?value`");
    };
    let text = value.to_token_stream().to_string().replace(" . ", ".");
    let name = if matches!(value, Expr::Path(_) | Expr::Field(_)) && !text.contains(':') {
        text.trim_start_matches("self.").to_owned()
    } else {
        "name".to_owned()
    };
    let message = match form {
        Form::Plain => {
            format!(
                "a field without `=` would record nothing: write `{name} = {text}`, or `{name} = ?{text}`"
            )
        }
        Form::Display => format!("a field needs a name: write `{name} = %{text}`"),
        Form::Debug => format!("a field needs a name: write `{name} = ?{text}`"),
    };
    Error::new_spanned(value, message)
}
