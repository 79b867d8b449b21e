//! What is wrong although every argument reads well.

use syn::Error;

use super::{
    super::{
        Errors, Function,
        shape::{Shape, Work},
        validate::{function_itself, twice_named},
    },
    HandlerArgs,
};

/// Reports everything that keeps the attribute from being expanded.
pub(super) fn validate(args: &HandlerArgs, function: &Function, errors: &mut Errors) {
    function_itself(function, errors);
    twice_named(&args.traced, errors);
    request(args, errors);
    if args.err.level.is_some() && !args.err.log {
        errors
            .push(Error::new(args.err.span, "`err(log = false)` writes no event: it cannot have a `level`"));
    }
    if matches!(Work::of(&args.traced, function).shape, Shape::Returned { .. }) {
        let message = "a handler answers at once or is an `async fn`: this one returns a future";
        errors.push(Error::new_spanned(&function.signature.output, message));
    }
}

/// What is said of the request must be said once, and as a whole.
fn request(args: &HandlerArgs, errors: &mut Errors) {
    if let Some((from, _)) = &args.from {
        let literals = args.method.key.or(args.route.key).is_some();
        if literals || args.traced.parent.is_some() {
            let message = "`from` says method, route and parent: leave those out, or leave `from` out";
            errors.push(Error::new(*from, message));
        }
        return;
    }
    match (args.method.key, args.route.key) {
        (Some(method), None) => errors.push(Error::new(method, "`method` needs a route: `route = \"/…\"`")),
        (None, Some(route)) => errors.push(Error::new(route, "`route` needs a method: `method = \"GET\"`")),
        _ => {}
    }
}
