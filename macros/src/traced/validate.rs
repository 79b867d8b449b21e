//! What is wrong although every argument reads well: with the function, or with two arguments together.

use syn::{Error, ReturnType, Type, Visibility};

use super::{Errors, Function, args::Args, output};

/// Reports everything that keeps the attribute from being expanded.
pub(super) fn validate(args: &Args, function: &Function, errors: &mut Errors) {
    function_itself(function, errors);
    twice_named(args, errors);
    contradictions(args, errors);
    answers(args, function, errors);
}

pub(super) fn function_itself(function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    if let Some(constness) = signature.constness {
        errors.push(Error::new(
            constness.span,
            "a `const fn` may run in the compiler, where there are no spans",
        ));
    }
    if let Some(abi) =
        signature.abi.as_ref().filter(|abi| abi.name.as_ref().is_none_or(|name| name.value() != "Rust"))
    {
        let message =
            "a function that foreign code calls cannot be traced: annotate the function that it calls";
        errors.push(Error::new_spanned(abi, message));
    }
    let is_main = signature.ident == "main"
        && signature.inputs.is_empty()
        && matches!(function.visibility, Visibility::Inherited);
    if is_main {
        let message = "`main` begins before telemetry is installed: annotate what it calls";
        errors.push(Error::new_spanned(&signature.ident, message));
    }
}

pub(super) fn twice_named(args: &Args, errors: &mut Errors) {
    for (index, field) in args.fields.iter().enumerate() {
        if args.fields[..index].iter().any(|earlier| earlier.key == field.key) {
            errors.push(Error::new(field.span, format!("field `{}` is said twice", field.key)));
        }
    }
}

fn contradictions(args: &Args, errors: &mut Errors) {
    if let (Some(root), Some(_)) = (args.root, &args.parent) {
        errors.push(Error::new(root, "`root` begins a new trace: it cannot have a `parent`"));
    }
    if args.stream.is_some() {
        let spans = [args.err.as_ref().map(|err| err.span), args.ret.map(|(span, _)| span)];
        for span in spans.into_iter().flatten() {
            errors.push(Error::new(span, "a stream has many answers: this is for functions that have one"));
        }
    }
    if let Some(err) = args.err.as_ref().filter(|err| !err.log && err.level.is_some()) {
        errors.push(Error::new(err.span, "`err(log = false)` writes no event: it cannot have a `level`"));
    }
}

/// What is asked of the function's answer must be there.
fn answers(args: &Args, function: &Function, errors: &mut Errors) {
    let signature = &function.signature;
    if let Some(span) = args.stream {
        if signature.asyncness.is_some() {
            let message =
                "an `async fn` returns a future: `stream` is for a `fn` that returns the stream itself";
            errors.push(Error::new(span, message));
        } else if output::lazy(&output::returned(&signature.output), "Stream").is_none() {
            let message = "`stream` needs a return type of `impl Stream` or `Pin<Box<dyn Stream>>`";
            errors.push(Error::new(span, message));
        }
    }
    if !returns_nothing(&signature.output) {
        return;
    }
    if let Some(err) = &args.err {
        errors.push(Error::new(
            err.span,
            "`err` needs a function that returns a `Result`: this one returns nothing",
        ));
    }
    if let Some((span, _)) = args.ret {
        errors.push(Error::new(span, "`ret` needs a function that returns something"));
    }
}

fn returns_nothing(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => match &**ty {
            Type::Tuple(tuple) => tuple.elems.is_empty(),
            Type::Never(_) => true,
            _ => false,
        },
    }
}
