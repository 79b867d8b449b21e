//! `#[traced]`: a span for each call of a function.
//!
//! ```text
//! arguments ──▶ args ─────┐
//!                         ├─▶ validate ─▶ expand
//! item ──────▶ function ──┘      │
//!                                └─ errors, each under its token; the item is kept as it was written
//! ```

mod args;
mod expand;
mod field;
mod function;
mod handler;
mod known;
mod off;
mod output;
mod report;
mod shape;
#[cfg(test)]
mod tests;
mod validate;

use proc_macro2::TokenStream;

pub(crate) use args::listed;
pub(crate) use function::Function;
pub(crate) use handler::handler;
pub(crate) use output::returned;

/// Expands the attribute; where it is wrong, to the item as it was written and all errors.
pub(crate) fn traced(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let expand = if cfg!(feature = "off") { off::expand } else { expand::expand };
    expanded(arguments, item, expand)
}

fn expanded(
    arguments: TokenStream,
    item: TokenStream,
    expand: fn(&args::Args, &Function) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::parse(arguments, &mut errors);
    let function = errors.take(Function::parse(item.clone(), "traced"));
    if let Some(function) = &function {
        validate::validate(&args, function, &mut errors);
    }
    match function {
        Some(function) if errors.is_empty() => expand(&args, &function),
        _ => errors.beside(item),
    }
}

/// All that is wrong with one use of a macro.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds one more.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Adds all that is wrong elsewhere.
    pub(crate) fn join(&mut self, others: Self) {
        if let Some(error) = others.0 {
            self.push(error);
        }
    }

    /// Whether nothing is wrong.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Keeps the error of what failed.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Returns the item with the errors behind it, so that code that uses the item is not reported as well.
    pub(crate) fn beside(self, item: TokenStream) -> TokenStream {
        let errors = self.0.map(|error| error.to_compile_error());
        item.into_iter().chain(errors.unwrap_or_default()).collect()
    }
}
