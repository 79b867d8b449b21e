//! Writes the struct, its one value, and the way to it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, spanned::Spanned};

use super::{args::Args, instrument::Instrument, kind::Kind, numbers::Numbers, validate::full_name};

/// How many series an instrument has where nothing else is said: OpenTelemetry's default cardinality limit.
const MAX_SERIES: u32 = 2_000;

/// Returns the struct and its accessor.
pub(super) fn expand(args: &Args, input: &DeriveInput, instruments: &[Instrument]) -> TokenStream {
    let (sdk, ident, vis) = (&args.sdk, &input.ident, &input.vis);
    let fields = instruments.iter().map(|instrument| {
        let Instrument { field, conditions, .. } = instrument;
        let value = made(args, instrument);
        quote!(#(#conditions)* #field: #value,)
    });
    let listed = instruments.iter().map(|Instrument { field, ty, conditions, .. }| {
        // Labels that are no set stand under the type.
        let span = ty.span().resolved_at(Span::call_site());
        let reference = quote_spanned!(span=> &INSTRUMENTS.#field);
        quote!(#(#conditions)* #reference,)
    });
    let checks = instruments.iter().filter_map(|instrument| check(args, instrument));
    quote! {
        #input
        #(#checks)*
        impl #ident {
            /// Returns the instruments, which are registered at the first call: a read of a flag afterwards.
            ///
            /// To have them registered early, call it and let the answer go.
            #[inline]
            #[allow(clippy::must_use_candidate, reason = "the call alone registers them")]
            #vis fn get() -> &'static Self {
                static INSTRUMENTS: #ident = #ident { #(#fields)* };
                static LIST: &[&dyn #sdk::__private::metrics::Instrument] = &[#(#listed)*];
                static GROUP: #sdk::__private::metrics::Group = #sdk::__private::metrics::Group::new(
                    ::core::env!("CARGO_PKG_NAME"),
                    ::core::env!("CARGO_PKG_VERSION"),
                    LIST,
                );
                GROUP.register();
                &INSTRUMENTS
            }
        }
    }
}

/// Returns the accessor of a struct that is wrong, so that code that uses it is not reported as well.
pub(super) fn without_instruments(input: &DeriveInput) -> TokenStream {
    let (ident, vis) = (&input.ident, &input.vis);
    let (with, of, when) = input.generics.split_for_impl();
    quote! {
        impl #with #ident #of #when {
            #vis fn get() -> &'static Self {
                loop {}
            }
        }
    }
}

/// The expression that makes an instrument.
fn made(args: &Args, instrument: &Instrument) -> TokenStream {
    let Instrument { kind, help, said, .. } = instrument;
    let ty = instrument.type_name();
    let is_observable = ty.is_some_and(|ty| *ty == kind.type_name(true));
    let sdk = &args.sdk;
    let name = full_name(args, instrument);
    let unit = &said.unit;
    let list = |numbers: Option<&Numbers>, default: TokenStream| {
        numbers.map_or(quote!(#sdk::__private::metrics::#default), Numbers::expanded)
    };
    let is_duration = said.unit.as_ref().is_some_and(|unit| unit.value() == "s");
    let more = match kind {
        Kind::Histogram if is_duration => Some(list(said.buckets.as_ref(), quote!(DURATION_BOUNDS))),
        Kind::Histogram => Some(list(said.buckets.as_ref(), quote!(DEFAULT_BOUNDS))),
        Kind::Summary => Some(list(said.quantiles.as_ref(), quote!(DEFAULT_QUANTILES))),
        Kind::Counter | Kind::UpDownCounter | Kind::Gauge => match &said.observe {
            Some(callback) => Some(quote!(::core::option::Option::Some(#callback))),
            None => is_observable.then(|| quote!(::core::option::Option::None)),
        },
        Kind::ExponentialHistogram => None,
    };
    let max_series = said.max_series.unwrap_or(MAX_SERIES);
    // The field is where a report of refused values points at: not the attribute, where the macro's own code stands.
    let site = quote_spanned!(instrument.field.span()=> ::core::panic::Location::caller());
    let description = quote! {
        #sdk::__private::metrics::Description {
            name: #name, help: #help, unit: #unit, max_series: #max_series, site: #site,
        }
    };
    // The parameters are those of the field, which says the same mistake once.
    quote!(#sdk::metrics::#ty::new(#description, #more))
}

/// What the compiler has to check of a constant.
fn check(args: &Args, instrument: &Instrument) -> Option<TokenStream> {
    let said = [&instrument.said.buckets, &instrument.said.quantiles];
    let Some(Numbers::Constant(constant)) = said.into_iter().flatten().next() else { return None };
    let (sdk, conditions) = (&args.sdk, &instrument.conditions);
    Some(quote_spanned! {constant.span()=>
        #(#conditions)*
        const _: () = ::core::assert!(
            #sdk::__private::metrics::ascend(#constant),
            "numbers are finite and ascend"
        );
    })
}
