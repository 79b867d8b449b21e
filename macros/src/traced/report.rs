//! The statements behind the work: what it returned, and how it failed.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;

use super::{
    args::{Args, OnError},
    expand::local,
    field::Form,
};

/// Whether anything is to be done with the answer.
pub(super) const fn is_needed(args: &Args) -> bool {
    args.err.is_some() || args.ret.is_some()
}

/// Writes what is done with `outcome`, a reference to the answer; `handle` gives a handle to the span if it is recorded.
pub(super) fn report(args: &Args, name: &str, outcome: &TokenStream, handle: &TokenStream) -> TokenStream {
    let sdk = &args.sdk;
    let ret = args.ret.map(|(span, form)| {
        let (answer, context) = (local("answer"), local("context"));
        let value = value(sdk, form, &placed(answer.to_token_stream(), span), span);
        quote! {
            if let ::core::option::Option::Some(#context) = &#handle {
                use #sdk::__private::{Shown as _, Whole as _};
                if let ::core::option::Option::Some(#answer) = #sdk::__private::Returned(#outcome).answer() {
                    #sdk::__private::set_return(#context, #value);
                }
            }
        }
    });
    let err = args.err.as_ref().map(|err| on_error(args, err, name, outcome, handle));
    quote!(#ret #err)
}

fn on_error(
    args: &Args,
    err: &OnError,
    name: &str,
    outcome: &TokenStream,
    handle: &TokenStream,
) -> TokenStream {
    let sdk = &args.sdk;
    let (class, failure) = (local("class"), local("failure"));
    let (error, context) = (local("error"), local("context"));
    let event = err.log.then(|| event(sdk, err, name, "WARN"));
    let tokens = quote! {
        if let ::core::option::Option::Some(#error) = #sdk::__private::Fallible::error(#outcome) {
            use #sdk::__private::{ClassOfInner as _, OfClass as _, OfNoClass as _};
            use #sdk::__private::{TellDebug as _, TellDisplay as _, TellError as _, TellInner as _};
            let #class = (&&&#sdk::__private::Failed(#error)).class();
            let #failure = (&&&&#sdk::__private::Failed(#error)).failure();
            if let ::core::option::Option::Some(#context) = &#handle {
                #failure.record(#context, #class);
            }
            #event
        }
    };
    // A type that cannot fail is reported under `err`.
    placed(tokens, err.span)
}

/// The log event of a failure, at the level that was said or that of its class; `refused` is that of `ClientFault`.
pub(super) fn event(sdk: &Path, err: &OnError, name: &str, refused: &str) -> TokenStream {
    let title = format!("{name} failed");
    let (class, failure) = (local("class"), local("failure"));
    let at = |level: &str| {
        let level = Ident::new(level, Span::call_site());
        quote! {
            #sdk::__private::tracing::event!(
                name: #title, target: ::core::module_path!(), #sdk::__private::Level::#level,
                { "message" = #title, error = %#failure }
            )
        }
    };
    if let Some(level) = err.level {
        let event = at(level);
        return quote!(#event;);
    }
    let (error, refused, info) = (at("ERROR"), at(refused), at("INFO"));
    quote! {
        match #class {
            #sdk::__private::Class::ClientFault => #refused,
            #sdk::__private::Class::Cancelled => #info,
            _ => #error,
        }
    }
}

/// Writes an `Option` of the attribute's value; `reference` is one to what is recorded, and errors stand under `span`.
pub(super) fn value(sdk: &Path, form: Form, reference: &TokenStream, span: Span) -> TokenStream {
    let span = span.resolved_at(Span::call_site());
    match form {
        Form::Plain => quote_spanned!(span=> #sdk::__private::ToValue::to_value(#reference)),
        Form::Display => quote_spanned!(span=> #sdk::__private::Displayed(#reference).shown()),
        Form::Debug => quote_spanned!(span=> #sdk::__private::Debugged(#reference).shown()),
    }
}

/// Has the compiler report errors of these tokens, none of them the user's, elsewhere; what they mean stays the same.
fn placed(tokens: TokenStream, span: Span) -> TokenStream {
    tokens.into_iter().map(|token| place(token, span)).collect()
}

fn place(mut token: TokenTree, span: Span) -> TokenTree {
    if let TokenTree::Group(group) = &token {
        let mut placed = Group::new(group.delimiter(), placed(group.stream(), span));
        placed.set_span(group.span());
        token = TokenTree::Group(placed);
    }
    token.set_span(token.span().located_at(span));
    token
}
