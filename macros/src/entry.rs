//! `#[tracewell::main]`: installs, runs the function, flushes.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Error, FnArg, Ident, LitInt, LitStr, Path, Result, Token, Type,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    spanned::Spanned,
};

use crate::traced::{Errors, Function, listed};

/// What the attribute says.
struct Args {
    workers: Option<LitInt>,
    current_thread: Option<Ident>,
    sdk: Path,
}

/// Expands the attribute; where it is wrong, to the item as it was written and all errors.
pub(crate) fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = parse(arguments, &mut errors);
    let function = errors.take(Function::parse(item.clone(), "tracewell::main"));
    if let Some(function) = &function {
        validate(&args, function, &mut errors);
    }
    match function {
        Some(function) if errors.is_empty() => expand(&args, &function),
        Some(function) if function.signature.ident == "main" => {
            // The compiler would find a second mistake in an `async` or an argument that is left.
            let Function { attributes, visibility, signature, body } = function;
            let kept = quote!(#[allow(unused, reason = "kept")] #signature #body);
            errors.beside(quote!(#(#attributes)* #visibility fn main() { #kept }))
        }
        _ => errors.beside(item),
    }
}

fn parse(arguments: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args { workers: None, current_thread: None, sdk: syn::parse_quote!(::tracewell) };
    let read = |input: ParseStream<'_>| {
        listed(input, errors, |input, _| args.read(input));
        Ok(())
    };
    if let Err(error) = read.parse2(arguments) {
        errors.push(error);
    }
    args
}

impl Args {
    fn read(&mut self, input: ParseStream<'_>) -> Result<()> {
        let key = input.call(Ident::parse_any)?;
        match key.to_string().as_str() {
            "flavor" => {
                input.parse::<Token![=]>()?;
                let flavor: LitStr = input.parse()?;
                match flavor.value().as_str() {
                    "current_thread" => self.current_thread = Some(key),
                    "multi_thread" => {}
                    _ => {
                        return Err(Error::new_spanned(
                            flavor,
                            "allowed are \"current_thread\", \"multi_thread\"",
                        ));
                    }
                }
            }
            "worker_threads" => {
                input.parse::<Token![=]>()?;
                let workers: LitInt = input.parse()?;
                if workers.base10_parse::<usize>()? == 0 {
                    return Err(Error::new_spanned(workers, "a runtime needs at least one thread"));
                }
                self.workers = Some(workers);
            }
            "crate" => {
                input.parse::<Token![=]>()?;
                self.sdk = input.parse()?;
            }
            _ => {
                let message = "unknown argument: known are `flavor`, `worker_threads`, `crate`";
                return Err(Error::new(key.span(), message));
            }
        }
        Ok(())
    }
}

fn validate(args: &Args, function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    if signature.ident != "main" {
        errors.push(Error::new_spanned(&signature.ident, "`#[tracewell::main]` is for `main`"));
    }
    let inputs = &signature.inputs;
    if inputs.len() > 1 || inputs.first().is_some_and(|input| !is_shared_reference(input)) {
        let message = "`main` takes nothing, or the guard of the installation: `telemetry: &TelemetryGuard`";
        errors.push(Error::new_spanned(inputs, message));
    }
    let runtime = args.current_thread.as_ref().or(args.workers.is_some().then_some(&signature.ident));
    if let (Some(said), None) = (runtime, signature.asyncness) {
        errors.push(Error::new(said.span(), "there is a runtime only for an `async fn main`"));
    }
    if let (Some(_), Some(workers)) = (&args.current_thread, &args.workers) {
        errors.push(Error::new_spanned(workers, "a runtime of the current thread has no other threads"));
    }
}

/// The guard is lent: it must outlive the runtime, whose end is the end of spans.
fn is_shared_reference(input: &FnArg) -> bool {
    matches!(input, FnArg::Typed(typed) if matches!(&*typed.ty, Type::Reference(to) if to.mutability.is_none()))
}

/// Calls the user's `main`, with the guard if it takes one.
fn run(args: &Args, function: &Function) -> TokenStream {
    let Args { workers, current_thread, sdk } = args;
    // Where the argument is of another type, the compiler says so under it.
    let guard = function.signature.inputs.first().map(|input| {
        let span = input.span().resolved_at(Span::call_site());
        quote_spanned!(span=> &_telemetry)
    });
    if function.signature.asyncness.is_none() {
        return quote!(::core::result::Result::Ok(main(#guard)));
    }
    let workers = match (workers, current_thread) {
        (_, Some(_)) => quote!(::core::option::Option::Some(0)),
        (Some(workers), None) => quote!(::core::option::Option::Some(#workers)),
        (None, None) => quote!(::core::option::Option::None),
    };
    quote!(#sdk::__private::block_on(main(#guard), #workers))
}

/// An outer `main` that installs, around the user's.
///
/// Its answer is the user's, or why there is no telemetry: the standard library writes either to stderr.
fn expand(args: &Args, function: &Function) -> TokenStream {
    let (sdk, run) = (&args.sdk, run(args, function));
    let Function { attributes, visibility, signature, body } = function;
    let output = crate::traced::returned(&signature.output);
    quote! {
        #(#attributes)*
        #visibility fn main() -> ::core::result::Result<#output, #sdk::__private::NoTelemetry> {
            #signature #body
            let _telemetry = #sdk::init()?;
            #run
        }
    }
}
