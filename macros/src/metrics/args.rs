//! What stands between the attribute's parentheses.

use proc_macro2::TokenStream;
use syn::{
    Error, Expr, ExprLit, Ident, Lit, LitStr, Path, Result, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
};

use crate::traced::{Errors, listed};

/// What a user said of all instruments.
pub(super) struct Args {
    /// What all names begin with.
    pub(super) prefix: Option<LitStr>,
    /// Where the SDK is found.
    pub(super) sdk: Path,
}

const KNOWN: [&str; 2] = ["prefix", "crate"];

/// Reads all arguments; what is wrong is left at its default and reported.
pub(super) fn parse(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args { prefix: None, sdk: syn::parse_quote!(::tracewell) };
    let mut seen = Vec::new();
    let read = |input: ParseStream<'_>| {
        listed(input, errors, |input, _| {
            let key = once(input, &mut seen)?;
            match key.to_string().as_str() {
                "prefix" => args.prefix = Some(text(input, &key)?),
                "crate" => args.sdk = value(input, &key)?,
                _ => return Err(unknown(&key, &KNOWN)),
            }
            Ok(())
        });
        Ok(())
    };
    let outcome = read.parse2(tokens);
    errors.take(outcome);
    args
}

/// Reads an argument's name, which has not been there before.
pub(crate) fn once(input: ParseStream<'_>, seen: &mut Vec<String>) -> Result<Ident> {
    let key = input.call(Ident::parse_any)?;
    let name = key.to_string();
    if seen.contains(&name) {
        return Err(Error::new(key.span(), format!("`{name}` is said twice")));
    }
    seen.push(name);
    Ok(key)
}

/// Reads `= value`.
pub(crate) fn value<T: Parse>(input: ParseStream<'_>, key: &Ident) -> Result<T> {
    if !input.peek(Token![=]) {
        return Err(Error::new(key.span(), format!("`{key}` needs a value: `{key} = …`")));
    }
    input.parse::<Token![=]>()?;
    input.parse()
}

/// Reads `= "text"`.
pub(crate) fn text(input: ParseStream<'_>, key: &Ident) -> Result<LitStr> {
    let given: Expr = value(input, key)?;
    match given {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text),
        _ => Err(Error::new_spanned(given, format!("`{key}` is a string literal"))),
    }
}

/// Returns the error of an argument that nobody knows.
pub(crate) fn unknown(key: &Ident, known: &[&str]) -> Error {
    let name = key.to_string();
    let near = known.iter().map(|known| (strsim::damerau_levenshtein(known, &name), known)).min();
    let message = match near {
        Some((distance, known)) if distance <= 2 => {
            format!("unknown argument `{name}`: did you mean `{known}`?")
        }
        _ => {
            let known: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
            format!("unknown argument `{name}`: known are {}", known.join(", "))
        }
    };
    Error::new(key.span(), message)
}
