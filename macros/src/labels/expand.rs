//! Writes what a set of labels is: its dimensions, and how it becomes a position.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, GenericParam, Ident, Lifetime};

use super::{field::Field, options::Options};

/// Returns the implementation, and what the compiler has to check of it.
pub(super) fn expand(options: &Options, input: &DeriveInput, fields: &[Field]) -> TokenStream {
    let sdk = &options.sdk;
    let (with, of, when) = input.generics.split_for_impl();
    let (ident, set) = (&input.ident, forever(input));
    let dimensions = fields.iter().map(|field| dimension(options, field));
    let mut texts = 0_usize;
    let digits: TokenStream = fields
        .iter()
        .map(|field| {
            let digit = digit(options, field, texts);
            texts += usize::from(field.max.is_some());
            digit
        })
        .collect();
    let bounds = bounds(options, input, &set);
    quote! {
        #[automatically_derived]
        impl #with #sdk::metrics::Labels for #ident #of #when {
            type Set = #set;
            const DIMENSIONS: &'static [#sdk::__private::metrics::Dimension] = &[#(#dimensions),*];

            #[inline]
            fn position(&self, slots: &#sdk::__private::metrics::Slots<'_>) -> u64 {
                let _ = slots;
                #sdk::__private::metrics::Position::start() #digits .number()
            }
        }
        #bounds
    }
}

/// Returns an implementation without labels, so that instruments that use the set are not reported as well.
pub(super) fn without_labels(options: &Options, input: &DeriveInput) -> TokenStream {
    let sdk = &options.sdk;
    let (with, of, when) = input.generics.split_for_impl();
    let ident = &input.ident;
    let has_types =
        input.generics.type_params().next().is_some() || input.generics.const_params().next().is_some();
    let set = if has_types { quote!(()) } else { forever(input) };
    quote! {
        impl #with #sdk::metrics::Labels for #ident #of #when {
            type Set = #set;
            const DIMENSIONS: &'static [#sdk::__private::metrics::Dimension] = &[];

            fn position(&self, _slots: &#sdk::__private::metrics::Slots<'_>) -> u64 {
                0
            }
        }
    }
}

fn dimension(Options { sdk, .. }: &Options, field: &Field) -> TokenStream {
    let Field { name, ty, max, is_allowed, is_integer, .. } = field;
    let dimension = quote!(#sdk::__private::metrics::Dimension);
    if let Some(max) = max {
        let allowing = is_allowed.then(|| quote!(.allowing_identifiers()));
        let of_integers = is_integer.then(|| quote!(.of_integers()));
        return quote!(#dimension::text(#name, #max) #allowing #of_integers);
    }
    // The same words as in `digit`: the compiler says the same fault of both once.
    quote! {
        #dimension::closed(
            #name, <#ty as #sdk::metrics::LabelValue>::COUNT, <#ty as #sdk::metrics::LabelValue>::text,
        )
    }
}

fn digit(Options { sdk, .. }: &Options, Field { ident, ty, max, .. }: &Field, nth: usize) -> TokenStream {
    if let Some(max) = max {
        return quote! {
            .text(slots, #nth, <#ty as ::core::convert::AsRef<str>>::as_ref(&self.#ident), #max)
        };
    }
    quote! {
        .closed(
            <#ty as #sdk::metrics::LabelValue>::index(&self.#ident), <#ty as #sdk::metrics::LabelValue>::COUNT,
        )
    }
}

/// The type with `'static` in place of all its lifetimes.
fn forever(input: &DeriveInput) -> TokenStream {
    let ident = &input.ident;
    let lifetimes = input.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(_) => Some(Lifetime::new("'static", Span::call_site())),
        GenericParam::Type(_) | GenericParam::Const(_) => None,
    });
    quote!(#ident<#(#lifetimes),*>)
}

/// What is too large is an error under the name of the struct.
fn bounds(options: &Options, input: &DeriveInput, set: &TokenStream) -> TokenStream {
    let Options { sdk, max_combinations } = options;
    let span = Ident::span(&input.ident).resolved_at(Span::call_site());
    let many = format!(
        "the closed sets of `{}` have more than {max_combinations} combinations: \
         `#[labels(max_combinations = …)]` allows more",
        input.ident
    );
    let too_many =
        format!("the budgets of `{}` are too large: there is no number for each combination", input.ident);
    quote_spanned! {span=>
        const _: () = {
            const DIMENSIONS: &[#sdk::__private::metrics::Dimension] = <#set as #sdk::metrics::Labels>::DIMENSIONS;
            ::core::assert!(#sdk::__private::metrics::closed_combinations(DIMENSIONS) <= #max_combinations, #many);
            ::core::assert!(#sdk::__private::metrics::combinations(DIMENSIONS) < u64::MAX, #too_many);
        };
    }
}
