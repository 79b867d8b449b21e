//! Writes the function without a span, for the feature `off`.
//!
//! What the attribute says is still the compiler's to check, and still a use of what it names: a program that builds
//! with the feature has the same errors and warnings as without it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Function,
    args::Args,
    expand::{borrowed, start},
};

/// Returns the function as it is, behind a branch that is never taken where its arguments are named.
pub(super) fn expand(args: &Args, function: &Function) -> TokenStream {
    behind(args, function, None)
}

/// Does so, and has the compiler check further statements.
pub(super) fn behind(args: &Args, function: &Function, further: Option<TokenStream>) -> TokenStream {
    let Args { sdk, parent, .. } = args;
    let parent = parent.iter().map(|parent| {
        let parent = borrowed(parent);
        quote!(let _ = #sdk::__private::ToParent::to_parent(#parent);)
    });
    let fields = (!args.fields.is_empty() || args.links.is_some()).then(|| {
        let start = start(args);
        quote!(#sdk::__private::check(#start);)
    });
    let said: TokenStream = parent.chain(fields).chain(further).collect();
    let body = function.body.stream();
    if said.is_empty() {
        return function.with(&function.signature, &body);
    }
    function.with(&function.signature, &quote!(if false { #said #sdk::__private::never() } #body))
}
