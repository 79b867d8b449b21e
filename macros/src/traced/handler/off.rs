//! Writes the function without a span, for the feature `off`; see that of `#[traced]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    super::{Function, expand::borrowed, off},
    HandlerArgs,
};

/// Returns the function as it is, behind a branch that is never taken where the attribute names anything.
pub(super) fn expand(args: &HandlerArgs, function: &Function) -> TokenStream {
    let sdk = &args.traced.sdk;
    let from = args.from.as_ref().map(|(_, from)| {
        let from = borrowed(from);
        quote!(#sdk::__private::check_request(#from);)
    });
    off::behind(&args.traced, function, from)
}
