//! The log macros: `info!("event_name", key = value, …)`.
//!
//! ```text
//! tokens ─▶ Args (parse: collects all mistakes) ─▶ validate (names and keys) ─▶ expand (cannot fail)
//! ```

mod args;
mod expand;
mod structured;
mod validate;

use proc_macro2::TokenStream;

use args::Args;

/// Returns what `level!(input)` stands for: the event, or one `compile_error!` for each mistake.
pub(crate) fn event(level: &str, input: TokenStream) -> TokenStream {
    let expand = if cfg!(feature = "off") { expand::nothing } else { expand::event };
    expanded(level, input, expand)
}

fn expanded(level: &str, input: TokenStream, expand: fn(&str, &Args) -> TokenStream) -> TokenStream {
    let (args, mut mistakes) = Args::parse(level, input);
    mistakes.extend(validate::mistakes(level, &args));
    if mistakes.is_empty() {
        return expand(level, &args);
    }
    let errors = mistakes.iter().map(syn::Error::to_compile_error);
    quote::quote!({ #(#errors)* })
}

#[cfg(test)]
mod tests;
