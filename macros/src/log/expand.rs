//! The event that the arguments stand for.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::args::{Args, Field, Sigil};

/// Returns a call of `tracing::event!`.
///
/// Keys are string literals there, because a literal may be any text (`type`, `http.status-code`) where an identifier
/// may not.
pub(super) fn event(level: &str, args: &Args) -> TokenStream {
    let level = Ident::new(&level.to_uppercase(), Span::call_site());
    let name = &args.name;
    let target = args.target.iter().map(|target| quote!(target: #target,));
    let fields = args.fields.iter().map(field);
    quote!({
        #[allow(unused_imports, reason = "which of them a value needs depends on its type")]
        use ::tracewell::__private::pick::{
            ByError as _, ByErrorInside as _, ByNothing as _, ByOptionalError as _, BySerialize as _,
            ByText as _, ByValue as _,
        };
        ::tracewell::__private::tracing::event!(
            name: #name, #(#target)* ::tracewell::__private::tracing::Level::#level,
            { "message" = #name, #(#fields)* }
        )
    })
}

fn field(Field { key, sigil, value, .. }: &Field) -> TokenStream {
    let at = value.span();
    let shown = match sigil {
        Some(Sigil::Debug) => quote_spanned!(at=> ::tracewell::__private::tracing::field::debug(&(#value))),
        Some(Sigil::Display) => {
            quote_spanned!(at=> ::tracewell::__private::tracing::field::display(&(#value)))
        }
        None => quote_spanned! {at=>
            (&&&&&&::tracewell::__private::pick::Pick(&(#value))).__tracewell_pick()
        },
    };
    quote!(#key = #shown,)
}
