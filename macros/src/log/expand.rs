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
    let ways = ways();
    let fields = args.fields.iter().map(|field| {
        let (key, shown) = (&field.key, shown(field));
        quote!(#key = #shown,)
    });
    quote!({
        #ways
        ::tracewell::__private::tracing::event!(
            name: #name, #(#target)* ::tracewell::__private::tracing::Level::#level,
            { "message" = #name, #(#fields)* }
        )
    })
}

/// Returns a branch that is never taken, for the feature `off`: values are checked by the compiler, and used.
pub(super) fn nothing(_level: &str, args: &Args) -> TokenStream {
    let ways = ways();
    let target = args.target.iter().map(|target| quote!(const _: &str = #target;));
    let fields = args.fields.iter().map(shown);
    quote!({
        if false {
            #ways
            #(#target)*
            #(let _ = #fields;)*
            ::tracewell::__private::never()
        }
    })
}

/// The ways in which a value may become a field.
fn ways() -> TokenStream {
    quote! {
        #[allow(unused_imports, reason = "which of them a value needs depends on its type")]
        use ::tracewell::__private::pick::{
            ByError as _, ByErrorInside as _, ByNothing as _, ByOptionalError as _, BySerialize as _,
            ByText as _, ByValue as _,
        };
    }
}

/// A field's value as `tracing` takes it.
fn shown(Field { sigil, value, .. }: &Field) -> TokenStream {
    let at = value.span();
    match sigil {
        Some(Sigil::Debug) => quote_spanned!(at=> ::tracewell::__private::tracing::field::debug(&(#value))),
        Some(Sigil::Display) => {
            quote_spanned!(at=> ::tracewell::__private::tracing::field::display(&(#value)))
        }
        None => quote_spanned! {at=>
            (&&&&&&::tracewell::__private::pick::Pick(&(#value))).__tracewell_pick()
        },
    }
}
