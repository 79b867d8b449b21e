//! Writes the function with its span; nothing can fail any more.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, ExprAsync, ExprLit, FnArg, Lit, Pat, Signature, Type, spanned::Spanned};

use super::{
    Function,
    args::Args,
    field::Form,
    report::{is_needed, report, value},
    shape::{Shape, Work},
};

/// What is said of a function once, for all parts of its expansion.
struct Plan<'a> {
    args: &'a Args,
    function: &'a Function,
    name: String,
    output: Option<Type>,
}

/// Returns the function with its span.
pub(super) fn expand(args: &Args, function: &Function) -> TokenStream {
    let Work { shape, output } = Work::of(args, function);
    let name = args.name.as_ref().map_or_else(|| function.name(), syn::LitStr::value);
    let plan = Plan { args, function, name, output };
    let mut signature = function.signature.clone();
    let body = match shape {
        Shape::Sync if is_needed(args) => plan.reported(),
        Shape::Sync => plan.guarded(),
        Shape::Async => plan.asynchronous(&mut signature),
        Shape::Block(block, boxing) => {
            let block = plan.block(&block);
            boxing.map_or_else(|| block.clone(), |boxing| quote!(#boxing(#block)))
        }
        Shape::Returned { boxed } => plan.returned(boxed),
    };
    function.with(&signature, &body)
}

/// A name that the user's code neither sees nor shadows.
pub(super) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

impl Plan<'_> {
    /// A guard, and the body as it is.
    fn guarded(&self) -> TokenStream {
        let (open, body) = (self.open(), &self.function.body);
        let (opened, entered) = (local("opened"), local("entered"));
        quote! {
            let #opened = #open;
            let #entered = #opened.enter();
            #body
        }
    }

    /// A guard, and the body in a closure that catches its `return` and `?`.
    fn reported(&self) -> TokenStream {
        let Self { args: Args { sdk, .. }, function: Function { body, .. }, .. } = self;
        let (open, opened) = (self.open(), local("opened"));
        let (entered, outcome) = (local("entered"), local("outcome"));
        let output = self.output.as_ref().map(|ty| quote!(-> #ty));
        let report = report(self.args, &self.name, &quote!(&#outcome), &quote!(#entered.handle()));
        quote! {
            let #opened = #open;
            let #entered = #opened.enter();
            let #outcome = #sdk::__private::call(move || #output #body);
            #report
            #outcome
        }
    }

    /// The body as a future of its own; arguments go along, so that they are dropped under the span.
    fn asynchronous(&self, signature: &mut Signature) -> TokenStream {
        let Args { fields, links, parent, .. } = self.args;
        let named: Vec<&Expr> = fields.iter().map(|field| &field.value).chain(links).chain(parent).collect();
        let moves = moves(signature, &named);
        let body = &self.function.body;
        self.awaited(&quote!(move), &quote!(#moves #body))
    }

    /// An async block in place of the user's.
    fn block(&self, block: &ExprAsync) -> TokenStream {
        let ExprAsync { attrs, capture, block, .. } = block;
        let awaited = self.awaited(&capture.to_token_stream(), &block.to_token_stream());
        quote!(#(#attrs)* async #capture { #awaited })
    }

    /// Opens the span, and awaits the work under it.
    fn awaited(&self, capture: &TokenStream, body: &TokenStream) -> TokenStream {
        let (open, opened, sdk) = (self.open(), local("opened"), &self.args.sdk);
        // Says the type that `return` and `?` need to know, without a value of it.
        let typed =
            self.output.as_ref().map(|ty| quote!(if false { return #sdk::__private::answer::<#ty>(); }));
        let (handle, future) = self.observed(&opened, &quote!(async #capture { #typed #body }));
        quote! {
            let #opened = #open;
            #handle
            #opened.instrument(#future).await
        }
    }

    /// Has the future's answer reported, where that is asked for.
    fn observed(&self, opened: &Ident, future: &TokenStream) -> (TokenStream, TokenStream) {
        if !is_needed(self.args) {
            return (TokenStream::new(), future.clone());
        }
        let (handle, outcome, sdk) = (local("handle"), local("outcome"), &self.args.sdk);
        let report = report(self.args, &self.name, &outcome.to_token_stream(), &handle.to_token_stream());
        let observed = quote!(#sdk::__private::observe(#future, move |#outcome| { #report }));
        (quote!(let #handle = #opened.handle();), observed)
    }

    /// The body makes a future or stream under the span, which is then instrumented.
    fn returned(&self, boxed: bool) -> TokenStream {
        let Self { args: Args { sdk, .. }, function: Function { body, signature, .. }, .. } = self;
        let (open, opened, made) = (self.open(), local("opened"), local("made"));
        let ty = super::output::inferable(super::output::returned(&signature.output));
        let (handle, future) = self.observed(&opened, &made.to_token_stream());
        let answer = quote!(#opened.instrument(#future));
        let answer = if boxed { quote!(::std::boxed::Box::pin(#answer)) } else { answer };
        quote! {
            let #opened = #open;
            let #made = #sdk::__private::under(&#opened, move || -> #ty #body);
            #handle
            #answer
        }
    }

    /// An expression that begins the span.
    fn open(&self) -> TokenStream {
        let Args { sdk, kind, level, .. } = self.args;
        let (name, kind, level) = (&self.name, format_ident!("{kind}"), format_ident!("{level}"));
        let begin = self.begin();
        quote! {
            {
                static __TRACEWELL_CALLSITE: #sdk::__private::Callsite = #sdk::__private::Callsite::new(
                    #name,
                    (::core::env!("CARGO_PKG_NAME"), ::core::env!("CARGO_PKG_VERSION")),
                    #sdk::__private::SpanKind::#kind,
                    #sdk::__private::Level::#level,
                );
                __TRACEWELL_CALLSITE.#begin
            }
        }
    }

    fn begin(&self) -> TokenStream {
        let Args { sdk, parent, root, fields, links, .. } = self.args;
        let start = start(self.args);
        match (parent, root) {
            (Some(parent), _) => {
                let parent = borrowed(parent);
                quote!(open_under(#sdk::__private::ToParent::to_parent(#parent), #start))
            }
            (None, Some(_)) => quote!(open_under(#sdk::__private::root(), #start)),
            (None, None) if fields.is_empty() && links.is_none() => quote!(open_plain()),
            (None, None) => quote!(open(#start)),
        }
    }
}

/// The closure that fills in a recorded span; it only borrows.
pub(super) fn start(args: &Args) -> TokenStream {
    let Args { sdk, fields, links, .. } = args;
    if fields.is_empty() && links.is_none() {
        return quote!(|_| {});
    }
    let start = local("start");
    let shown = fields.iter().any(|field| field.form != Form::Plain);
    let shown = shown.then(|| quote!(use #sdk::__private::Shown as _;));
    let fields = fields.iter().map(|field| {
        let key = &field.key;
        // A text that stands in the source need not be copied for each span.
        let value = match (&field.value, field.form) {
            (Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), Form::Plain) => {
                quote!(#sdk::__private::fixed(#text))
            }
            _ => value(sdk, field.form, &borrowed(&field.value), field.value.span()),
        };
        quote!(#sdk::__private::set(#start, #key, #value);)
    });
    let links = links.iter().map(|links| {
        let links = borrowed(links);
        quote!(#sdk::__private::ToLinks::add_to(#links, #start);)
    });
    quote!(|#start| { #shown #(#fields)* #(#links)* })
}

/// Binds each named argument anew within the future, as the compiler does for an async function; `named` are the
/// expressions of the attribute.
pub(super) fn moves(signature: &mut Signature, named: &[&Expr]) -> TokenStream {
    let mut moves = TokenStream::new();
    for input in &mut signature.inputs {
        let FnArg::Typed(argument) = input else { continue };
        let Pat::Ident(pattern) = &mut *argument.pat else { continue };
        if pattern.by_ref.is_some() || pattern.subpat.is_some() {
            continue;
        }
        let (name, mutability) = (&pattern.ident, pattern.mutability.take());
        // What a field says is used, although the body may not use it.
        let is_named = named.iter().any(|value| contains(value.to_token_stream(), name));
        let used = is_named.then(|| quote!(let _ = &#name;));
        // Taking along is no use of it.
        let quiet = name.to_string().starts_with('_');
        let quiet =
            quiet.then(|| quote!(#[allow(clippy::used_underscore_binding, clippy::no_effect_underscore_binding, reason = "moved only")]));
        moves.extend(quote!(#quiet let #mutability #name = #name; #used));
    }
    moves
}

fn contains(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(word) => word == *name,
        proc_macro2::TokenTree::Group(group) => contains(Group::stream(&group), name),
        _ => false,
    })
}

/// A reference to what an expression gives, where the user wrote it.
pub(super) fn borrowed(expression: &syn::Expr) -> TokenStream {
    let span = expression.span().resolved_at(Span::mixed_site());
    quote_spanned!(span=> &(#expression))
}
