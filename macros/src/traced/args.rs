//! What stands between the attribute's parentheses.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{
    Error, Expr, Ident, LitBool, LitStr, Path, Result, Token,
    ext::IdentExt,
    parenthesized,
    parse::{ParseStream, Parser},
    token,
};

use super::{
    Errors,
    field::{self, Field, Form},
    known::{quoted, unknown_argument},
};

/// What a user said, each part where it was said.
pub(super) struct Args {
    pub(super) name: Option<LitStr>,
    /// A variant of `SpanKind`.
    pub(super) kind: &'static str,
    /// A constant of `Level`.
    pub(super) level: &'static str,
    pub(super) fields: Vec<Field>,
    pub(super) links: Option<Expr>,
    pub(super) parent: Option<Expr>,
    pub(super) root: Option<Span>,
    pub(super) err: Option<OnError>,
    pub(super) ret: Option<(Span, Form)>,
    pub(super) stream: Option<Span>,
    /// Where the SDK is found.
    pub(super) sdk: Path,
}

/// What happens besides the span when a function fails.
pub(super) struct OnError {
    pub(super) span: Span,
    /// A constant of `Level` for the log event; by the error's class where none is said.
    pub(super) level: Option<&'static str>,
    pub(super) log: bool,
}

const KNOWN: [&str; 11] =
    ["name", "kind", "level", "fields", "links", "parent", "root", "err", "ret", "stream", "crate"];

/// Arguments of `tracing`'s `#[instrument]`, and what is said here instead.
const FOREIGN: [(&str, &str); 5] = [
    ("skip", "arguments are recorded only when `fields(…)` names them: leave it out"),
    ("skip_all", "arguments are recorded only when `fields(…)` names them: leave it out"),
    ("target", "a span's scope is the crate it is in: leave it out"),
    ("follows_from", "write `links = …`"),
    ("parent_span", "write `parent = …`"),
];

const KINDS: [(&str, &str); 5] = [
    ("internal", "Internal"),
    ("server", "Server"),
    ("client", "Client"),
    ("producer", "Producer"),
    ("consumer", "Consumer"),
];

pub(super) const LEVELS: [(&str, &str); 5] =
    [("trace", "TRACE"), ("debug", "DEBUG"), ("info", "INFO"), ("warn", "WARN"), ("error", "ERROR")];

/// Reads all arguments; what is wrong is left at its default and reported.
pub(super) fn parse(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    each(tokens, errors, |input, key, errors| args.read(input, key, errors));
    args
}

/// Reads arguments that are said once each.
pub(super) fn each(
    tokens: TokenStream,
    errors: &mut Errors,
    mut read: impl FnMut(ParseStream<'_>, &Ident, &mut Errors) -> Result<()>,
) {
    let mut seen: Vec<String> = Vec::new();
    let all = |input: ParseStream<'_>| {
        listed(input, errors, |input, errors| {
            let key = input.call(Ident::parse_any)?;
            let name = key.to_string();
            if seen.contains(&name) {
                return Err(Error::new(key.span(), format!("`{name}` is said twice")));
            }
            read(input, &key, errors)?;
            seen.push(name);
            Ok(())
        });
        Ok(())
    };
    if let Err(error) = all.parse2(tokens) {
        errors.push(error);
    }
}

/// Reads what stands between commas; after a mistake it goes on behind the next one.
pub(crate) fn listed(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut read: impl FnMut(ParseStream<'_>, &mut Errors) -> Result<()>,
) {
    while !input.is_empty() {
        let outcome = read(input, errors).and_then(|()| {
            if input.is_empty() || input.peek(Token![,]) { Ok(()) } else { Err(input.error("expected `,`")) }
        });
        errors.take(outcome);
        while !input.is_empty() && !input.peek(Token![,]) {
            // A token tree is always there to be taken.
            let _ = input.parse::<proc_macro2::TokenTree>();
        }
        let _ = input.parse::<Option<Token![,]>>();
    }
}

impl Default for Args {
    fn default() -> Self {
        Self {
            name: None,
            kind: "Internal",
            level: "INFO",
            fields: Vec::new(),
            links: None,
            parent: None,
            root: None,
            err: None,
            ret: None,
            stream: None,
            sdk: syn::parse_quote!(::tracewell),
        }
    }
}

impl Args {
    pub(super) fn read(&mut self, input: ParseStream<'_>, key: &Ident, errors: &mut Errors) -> Result<()> {
        match key.to_string().as_str() {
            "name" => self.name = Some(name(input, key)?),
            "kind" => self.kind = one_of(input, key, &KINDS)?,
            "level" => self.level = one_of(input, key, &LEVELS)?,
            "fields" => self.fields = field::parse_all(&in_parentheses(input, key, "name = value")?, errors),
            "links" => self.links = Some(value(input, key)?),
            "parent" => self.parent = Some(value(input, key)?),
            "crate" => self.sdk = value(input, key)?,
            "root" => self.root = Some(key.span()),
            "stream" => self.stream = Some(key.span()),
            "ret" => self.ret = Some((key.span(), shown(input, key)?)),
            "err" => self.err = Some(on_error(input, key, errors)?),
            unknown => {
                return Err(Error::new(key.span(), unknown_argument(unknown, "traced", &FOREIGN, &KNOWN)));
            }
        }
        Ok(())
    }
}

/// Reads `= value`.
pub(super) fn value<T: syn::parse::Parse>(input: ParseStream<'_>, key: &Ident) -> Result<T> {
    if !input.peek(Token![=]) {
        return Err(Error::new(key.span(), format!("`{key}` needs a value: `{key} = …`")));
    }
    input.parse::<Token![=]>()?;
    input.parse()
}

/// Reads `(…)`.
pub(super) fn in_parentheses<'a>(
    input: ParseStream<'a>,
    key: &Ident,
    example: &str,
) -> Result<syn::parse::ParseBuffer<'a>> {
    if !input.peek(token::Paren) {
        return Err(Error::new(key.span(), format!("`{key}` takes a list: `{key}({example})`")));
    }
    let content;
    parenthesized!(content in input);
    Ok(content)
}

pub(super) fn name(input: ParseStream<'_>, key: &Ident) -> Result<LitStr> {
    let given: Expr = value(input, key)?;
    match &given {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if !text.value().is_empty() => {
            Ok(text.clone())
        }
        _ => Err(Error::new_spanned(
            given,
            "a span's name is a string literal: what differs from call to call belongs in `fields`",
        )),
    }
}

/// Reads one of a few words, as `server`, `"server"` or `SpanKind::Server`.
pub(super) fn one_of(
    input: ParseStream<'_>,
    key: &Ident,
    known: &[(&str, &'static str)],
) -> Result<&'static str> {
    let given: Expr = value(input, key)?;
    let word = match &given {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        Expr::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    };
    let found = word.and_then(|word| known.iter().find(|(name, _)| name.eq_ignore_ascii_case(&word)));
    found.map(|(_, meant)| *meant).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let text = given.to_token_stream().to_string().replace(" :: ", "::");
        Error::new_spanned(&given, format!("`{text}` is no {key}: allowed are {}", quoted(&names)))
    })
}

/// Reads the form of `ret`, `ret(%)` and `ret(?)`.
fn shown(input: ParseStream<'_>, key: &Ident) -> Result<Form> {
    if !input.peek(token::Paren) && !input.peek(Token![=]) {
        return Ok(Form::Plain);
    }
    let content = in_parentheses(input, key, "?")?;
    let form: Form = content.parse()?;
    if content.is_empty() && form != Form::Plain {
        return Ok(form);
    }
    Err(content.error("write `ret(%)` for what `Display` shows, `ret(?)` for `Debug`"))
}

/// Reads `err`, `err(level = …)` and `err(log = false)`.
pub(super) fn on_error(input: ParseStream<'_>, key: &Ident, errors: &mut Errors) -> Result<OnError> {
    let mut on_error = OnError { span: key.span(), level: None, log: true };
    if input.peek(token::Paren) || input.peek(Token![=]) {
        let content = in_parentheses(input, key, "level = warn")?;
        listed(&content, errors, |input, _| {
            let option = input.call(Ident::parse_any)?;
            match option.to_string().as_str() {
                "level" => on_error.level = Some(one_of(input, &option, &LEVELS)?),
                "log" => on_error.log = value::<LitBool>(input, &option)?.value,
                _ => return Err(Error::new(option.span(), "`err` knows `level = …` and `log = false`")),
            }
            Ok(())
        });
    }
    Ok(on_error)
}
