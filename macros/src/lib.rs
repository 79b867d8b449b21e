//! The attribute and derive macros of the tracewell SDK, re-exported by the `tracewell` crate.

mod entry;
mod traced;

use proc_macro::TokenStream;

#[doc = include_str!("traced.md")]
#[proc_macro_attribute]
pub fn traced(arguments: TokenStream, item: TokenStream) -> TokenStream {
    traced::traced(arguments.into(), item.into()).into()
}

#[doc = include_str!("entry.md")]
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    entry::main(arguments.into(), item.into()).into()
}
