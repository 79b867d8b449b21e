//! `#[handler]`: a server's span, and what is measured, for each call of a function that answers a request.
//!
//! A preset of `#[traced]`: arguments, functions and reports are read and written by the same code.

mod args;
mod expand;
mod off;
#[cfg(test)]
mod tests;
mod validate;

use proc_macro2::TokenStream;

use super::{Errors, Function};
use args::HandlerArgs;

/// Expands the attribute; where it is wrong, to the item as it was written and all errors.
pub(crate) fn handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let expand = if cfg!(feature = "off") { off::expand } else { expand::expand };
    expanded(arguments, item, expand)
}

fn expanded(
    arguments: TokenStream,
    item: TokenStream,
    expand: fn(&HandlerArgs, &Function) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::parse(arguments, &mut errors);
    let function = errors.take(Function::parse(item.clone(), "handler"));
    if let Some(function) = &function {
        validate::validate(&args, function, &mut errors);
    }
    match function {
        Some(function) if errors.is_empty() => expand(&args, &function),
        _ => errors.beside(item),
    }
}
