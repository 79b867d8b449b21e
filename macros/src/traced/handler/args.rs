//! What stands between the parentheses of `#[handler]`.

use proc_macro2::{Span, TokenStream};
use syn::{Error, Expr, Ident, LitStr, Result, parse::ParseStream};

use super::super::{
    Errors,
    args::{Args, OnError, each, value},
    known::unknown_argument,
};

/// What a user said: what `#[traced]` knows as well, and the request.
pub(super) struct HandlerArgs {
    pub(super) traced: Args,
    /// Whether errors are logged, and how.
    pub(super) err: OnError,
    /// An argument that carries the request.
    pub(super) from: Option<(Span, Expr)>,
    pub(super) method: Said,
    pub(super) route: Said,
}

/// A text that is said, also where it cannot be used: then that is the mistake, and nothing is missing.
#[derive(Default)]
pub(super) struct Said {
    pub(super) key: Option<Span>,
    pub(super) text: Option<LitStr>,
}

impl Said {
    fn read(&mut self, key: &Ident, text: Result<LitStr>) -> Result<()> {
        self.key = Some(key.span());
        self.text = Some(text?);
        Ok(())
    }
}

const KNOWN: [&str; 10] =
    ["from", "method", "route", "parent", "name", "level", "fields", "links", "err", "crate"];

/// Arguments of `#[traced]` that a handler has no use for.
const FOREIGN: [(&str, &str); 4] = [
    ("kind", "its span is a server's: leave it out"),
    ("root", "its span is in the trace of who asks: leave it out"),
    ("ret", "what is answered is not recorded, but for its status: leave it out"),
    ("stream", "its span ends with the answer: leave it out"),
];

/// Methods of HTTP that the semantic conventions know.
const METHODS: [&str; 10] =
    ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT", "TRACE", "QUERY"];

/// Reads all arguments; what is wrong is left at its default and reported.
pub(super) fn parse(tokens: TokenStream, errors: &mut Errors) -> HandlerArgs {
    let err = OnError { span: Span::call_site(), level: None, log: true };
    let (method, route) = (Said::default(), Said::default());
    let mut args = HandlerArgs { traced: Args::default(), err, from: None, method, route };
    each(tokens, errors, |input, key, errors| args.read(input, key, errors));
    if let Some(err) = args.traced.err.take() {
        args.err = err;
    }
    args
}

impl HandlerArgs {
    fn read(&mut self, input: ParseStream<'_>, key: &Ident, errors: &mut Errors) -> Result<()> {
        let name = key.to_string();
        match name.as_str() {
            "from" => self.from = Some((key.span(), value(input, key)?)),
            "method" => self.method.read(key, method(input, key))?,
            "route" => self.route.read(key, route(input, key))?,
            known if KNOWN.contains(&known) => self.traced.read(input, key, errors)?,
            _ => return Err(Error::new(key.span(), unknown_argument(&name, "handler", &FOREIGN, &KNOWN))),
        }
        Ok(())
    }

    /// The expressions that the attribute names.
    pub(super) fn named(&self) -> Vec<&Expr> {
        let Args { fields, links, parent, .. } = &self.traced;
        let from = self.from.iter().map(|(_, from)| from);
        fields.iter().map(|field| &field.value).chain(links).chain(parent).chain(from).collect()
    }
}

fn method(input: ParseStream<'_>, key: &Ident) -> Result<LitStr> {
    let method: LitStr = value(input, key)?;
    if METHODS.contains(&method.value().as_str()) {
        return Ok(method);
    }
    let upper = method.value().to_uppercase();
    let message = if METHODS.contains(&upper.as_str()) {
        format!("methods are written in capitals: `{upper}`")
    } else {
        format!("`{}` is no method of HTTP", method.value())
    };
    Err(Error::new(method.span(), message))
}

fn route(input: ParseStream<'_>, key: &Ident) -> Result<LitStr> {
    let given: Expr = value(input, key)?;
    match &given {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if text.value().starts_with('/') => {
            Ok(text.clone())
        }
        _ => Err(Error::new_spanned(
            given,
            "a route is the template that the router knows, a string literal such as \"/orders/{id}\"",
        )),
    }
}
