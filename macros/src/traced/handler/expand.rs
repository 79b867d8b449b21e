//! Writes the function with the span of its request; nothing can fail any more.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{ExprAsync, LitStr, Signature, Type};

use super::{
    super::{
        Function,
        args::Args,
        expand::{borrowed, local, moves, start},
        report::event,
        shape::{Shape, Work},
    },
    HandlerArgs,
};

/// What is said of a function once, for all parts of its expansion.
struct Plan<'a> {
    args: &'a HandlerArgs,
    function: &'a Function,
    name: String,
    output: Option<Type>,
}

/// Returns the function with the span of its request.
pub(super) fn expand(args: &HandlerArgs, function: &Function) -> TokenStream {
    let Work { shape, output } = Work::of(&args.traced, function);
    let name = args.traced.name.as_ref().map_or_else(|| function.name(), LitStr::value);
    let plan = Plan { args, function, name, output };
    let mut signature = function.signature.clone();
    let body = match shape {
        Shape::Async => plan.asynchronous(&mut signature),
        Shape::Block(block, boxing) => {
            let block = plan.block(&block);
            boxing.map_or_else(|| block.clone(), |boxing| quote!(#boxing(#block)))
        }
        // A function that makes its future in another way has been refused.
        Shape::Sync | Shape::Returned { .. } => plan.call(),
    };
    function.with(&signature, &body)
}

impl Plan<'_> {
    fn call(&self) -> TokenStream {
        let (handle, report, body) = (self.handle(), self.report(), &self.function.body);
        let (handling, output) = (local("handling"), self.output.as_ref().map(|ty| quote!(-> #ty)));
        quote! {
            let #handling = #handle;
            #handling.call(move || #output #body, #report)
        }
    }

    fn asynchronous(&self, signature: &mut Signature) -> TokenStream {
        let moves = moves(signature, &self.args.named());
        let body = &self.function.body;
        self.awaited(&quote!(move), &quote!(#moves #body))
    }

    fn block(&self, block: &ExprAsync) -> TokenStream {
        let ExprAsync { attrs, capture, block, .. } = block;
        let awaited = self.awaited(&capture.to_token_stream(), &block.to_token_stream());
        quote!(#(#attrs)* async #capture { #awaited })
    }

    fn awaited(&self, capture: &TokenStream, body: &TokenStream) -> TokenStream {
        let (handle, report, sdk) = (self.handle(), self.report(), &self.args.traced.sdk);
        let handling = local("handling");
        // Says the type that `return` and `?` need to know, without a value of it.
        let typed =
            self.output.as_ref().map(|ty| quote!(if false { return #sdk::__private::answer::<#ty>(); }));
        quote! {
            let #handling = #handle;
            #handling.run(async #capture { #typed #body }, #report).await
        }
    }

    /// An expression that begins the work for the request.
    fn handle(&self) -> TokenStream {
        let Args { sdk, level, name, .. } = &self.args.traced;
        let (called, level) = (&self.name, format_ident!("{level}"));
        let named = option(name.as_ref());
        let (request, start) = (self.request(), start(&self.args.traced));
        quote! {
            {
                static __TRACEWELL_CALLSITE: #sdk::__private::Callsite = #sdk::__private::Callsite::new(
                    #called,
                    (::core::env!("CARGO_PKG_NAME"), ::core::env!("CARGO_PKG_VERSION")),
                    #sdk::__private::SpanKind::Internal,
                    #sdk::__private::Level::#level,
                );
                #sdk::__private::handle(&__TRACEWELL_CALLSITE, #named, #request, #start)
            }
        }
    }

    /// An expression for what is known of the request.
    fn request(&self) -> TokenStream {
        let HandlerArgs { traced: Args { sdk, parent, .. }, from, method, route, .. } = self.args;
        if let Some((_, from)) = from {
            return borrowed(from);
        }
        let http = method.text.as_ref().zip(route.text.as_ref());
        let http = option(http.map(|(method, route)| quote!((#method, #route))));
        let parent = parent.as_ref().map_or_else(
            || quote!(#sdk::__private::here),
            |parent| {
                let parent = borrowed(parent);
                quote!(|| #sdk::__private::ToParent::to_parent(#parent))
            },
        );
        quote!(#sdk::__private::Named { http: #http, parent: #parent })
    }

    /// The closure that tells what was answered.
    fn report(&self) -> TokenStream {
        let (sdk, err) = (&self.args.traced.sdk, &self.args.err);
        let names = ["report", "outcome", "answer", "error", "class", "failure"];
        let [report, outcome, answer, error, class, failure]: [Ident; 6] = names.map(local);
        let event = err.log.then(|| event(sdk, err, &self.name, "INFO"));
        quote! {
            move |mut #report, #outcome| {
                use #sdk::__private::{Faultless as _, Whole as _};
                use #sdk::__private::{OfAnswer as _, OfContent as _, OfError as _, OfOther as _};
                if let ::core::option::Option::Some(#answer) = #sdk::__private::Returned(#outcome).answer() {
                    #report.answered((&&&#sdk::__private::Status(#answer)).status());
                }
                if let ::core::option::Option::Some(#error) = #sdk::__private::Returned(#outcome).error() {
                    use #sdk::__private::{ClassOfInner as _, OfClass as _, OfNoClass as _};
                    use #sdk::__private::{
                        TellDebug as _, TellDisplay as _, TellError as _, TellInner as _, TellStatus as _, TellType as _,
                    };
                    let #class = (&&&#sdk::__private::Failed(#error)).class();
                    let #failure = (&&&&&#sdk::__private::Failed(#error)).failure();
                    #report.failed(&#failure, #class, (&&&#sdk::__private::Status(#error)).status());
                    #event
                }
            }
        }
    }
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
