//! What stands between the parentheses.
//!
//! Parsing goes on behind a mistake at the next comma, so that each mistake is told once and all of them at once.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    Error, Expr, Ident, Lit, LitStr, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    spanned::Spanned,
};

use super::structured;

/// The arguments of a log macro, as far as they could be read.
#[derive(Default)]
pub(super) struct Args {
    pub(super) target: Option<Expr>,
    pub(super) name: Option<LitStr>,
    pub(super) fields: Vec<Field>,
    /// Values of a name that is a format string, which are no fields.
    pub(super) values: Vec<Expr>,
}

/// `key = value`, or a shorter form of it.
pub(super) struct Field {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) sigil: Option<Sigil>,
    pub(super) value: TokenStream,
}

/// How a value is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sigil {
    Debug,
    Display,
}

impl Args {
    pub(super) fn parse(level: &str, input: TokenStream) -> (Self, Vec<Error>) {
        let mut args = Self::default();
        let mut mistakes = Vec::new();
        let parser = |input: ParseStream<'_>| {
            args.read(level, input, &mut mistakes);
            Ok(())
        };
        if let Err(error) = parser.parse2(input) {
            mistakes.push(error);
        }
        (args, mistakes)
    }

    fn read(&mut self, level: &str, input: ParseStream<'_>, mistakes: &mut Vec<Error>) {
        self.read_options(input, mistakes);
        if input.is_empty() && !mistakes.is_empty() {
            return;
        }
        match read_name(level, input) {
            Ok(name) => self.name = Some(name),
            Err(error) => mistakes.push(error),
        }
        skip_to_comma(input, mistakes, self.name.is_none());
        while !input.is_empty() {
            let outcome = self.read_field(input);
            let is_wrong = outcome.is_err();
            mistakes.extend(outcome.err());
            skip_to_comma(input, mistakes, is_wrong);
        }
    }

    fn read_field(&mut self, input: ParseStream<'_>) -> Result<()> {
        let is_text = self.name.as_ref().is_some_and(|name| structured::interpolates(&name.value()));
        match is_text.then(|| structured::positional(input)).flatten() {
            Some(value) => self.values.push(value),
            None => self.fields.push(input.parse()?),
        }
        Ok(())
    }

    /// Reads `target: …,`; other options of tracing's macros are told apart from fields by their colon.
    fn read_options(&mut self, input: ParseStream<'_>, mistakes: &mut Vec<Error>) {
        while input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
            match read_option(input) {
                Ok(target) => self.target = Some(target),
                Err(error) => mistakes.push(error),
            }
            skip_to_comma(input, mistakes, true);
        }
    }
}

fn read_option(input: ParseStream<'_>) -> Result<Expr> {
    let option = input.call(Ident::parse_any)?;
    input.parse::<Token![:]>()?;
    let value = input.parse()?;
    let help = match option.to_string().as_str() {
        "target" => return Ok(value),
        "parent" => "an event belongs to the current context: attach the parent's context around it",
        "name" => "the event's name comes first, without `name:`",
        _ => "the only option is `target:`; a field is `key = value`",
    };
    Err(Error::new(option.span(), help))
}

fn read_name(level: &str, input: ParseStream<'_>) -> Result<LitStr> {
    if input.is_empty() {
        return Err(Error::new(
            input.span(),
            format!("an event needs a name: `{level}!(\"event_name\", key = value)`"),
        ));
    }
    if !input.peek(Lit) {
        let error = Error::new(input.span(), structured::name_first(level, &input.fork()));
        return Err(structured::skip_trailing_text(input, error));
    }
    let literal: Lit = input.parse()?;
    match literal {
        Lit::Str(name) => Ok(name),
        other => Err(Error::new(other.span(), "an event's name is a string literal")),
    }
}

/// Goes on behind the next comma; what stands before it is a mistake unless one was told already.
fn skip_to_comma(input: ParseStream<'_>, mistakes: &mut Vec<Error>, told: bool) {
    if !told && !input.is_empty() && !input.peek(Token![,]) {
        mistakes.push(input.error("expected a comma"));
    }
    while !input.is_empty() {
        if input.parse::<Option<Token![,]>>().is_ok_and(|comma| comma.is_some()) {
            return;
        }
        let _ = input.parse::<TokenTree>();
    }
}

impl Parse for Field {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let sigil = Sigil::read(input)?;
        let start = input.fork();
        let (key, key_span, place) = read_key(input)?;
        if sigil.is_some() || !input.peek(Token![=]) || input.peek(Token![==]) {
            return Self::shorthand(input, &start, (key, key_span, place), sigil);
        }
        let equals: Token![=] = input.parse()?;
        if input.is_empty() || input.peek(Token![,]) {
            return Err(Error::new(equals.span, format!("`{key}` has no value")));
        }
        let sigil = Sigil::read(input)?;
        let value: Expr = input.parse()?;
        Ok(Self { key, key_span, sigil, value: quote::quote!(#value) })
    }
}

impl Field {
    /// Reads the rest of a field without `=`; `start` is where it began.
    fn shorthand(
        input: ParseStream<'_>,
        start: ParseStream<'_>,
        key: Key,
        sigil: Option<Sigil>,
    ) -> Result<Self> {
        let (key, key_span, place) = key;
        let Some(value) = place else {
            return Err(Error::new(
                key_span,
                "a value needs a key: `key = \"…\"`; text goes into the event's name",
            ));
        };
        if input.peek(Token![:]) {
            return Err(Error::new(key_span, format!("a field is written with `=`: `{key} = value`")));
        }
        if !input.is_empty() && !input.peek(Token![,]) {
            return Err(wrong_key(start));
        }
        Ok(Self { key, key_span, sigil, value })
    }
}

impl Sigil {
    fn read(input: ParseStream<'_>) -> Result<Option<Self>> {
        if input.parse::<Option<Token![?]>>()?.is_some() {
            return Ok(Some(Self::Debug));
        }
        Ok(input.parse::<Option<Token![%]>>()?.map(|_| Self::Display))
    }
}

/// A key, where it stands, and the place that it names.
type Key = (String, Span, Option<TokenStream>);

/// Reads `order.id` or `"any text"`; an identifier's key stands for a place too, which the short form logs.
fn read_key(input: ParseStream<'_>) -> Result<Key> {
    if input.peek(LitStr) {
        let key: LitStr = input.parse()?;
        return Ok((key.value(), key.span(), None));
    }
    if !input.peek(Ident::peek_any) {
        return Err(wrong_key(input));
    }
    let first = input.call(Ident::parse_any)?;
    let (mut key, mut place) = (first.unraw().to_string(), quote::quote!(#first));
    while input.peek(Token![.]) && input.peek2(Ident::peek_any) {
        let dot: Token![.] = input.parse()?;
        let part = input.call(Ident::parse_any)?;
        key = format!("{key}.{}", part.unraw());
        place.extend(quote::quote!(#dot #part));
    }
    Ok((key, place.span(), Some(place)))
}

/// Where a whole expression stands, all of it is what needs a key.
fn wrong_key(start: ParseStream<'_>) -> Error {
    match start.fork().parse::<Expr>() {
        Ok(value) => {
            let text = structured::tokens(&value);
            Error::new(value.span(), format!("a value needs a key: `key = {text}`"))
        }
        Err(_) => start.error("expected `key = value`"),
    }
}
