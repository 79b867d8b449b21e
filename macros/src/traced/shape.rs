//! Where in a function the work is done: in its body, in the future it is, or in what it returns.

use proc_macro2::Group;
use quote::ToTokens;
use syn::{Block, Expr, ExprAsync, Stmt, Type, parse2};

use super::{
    Function,
    args::Args,
    output::{inferable, lazy, returned},
};

/// The kinds of functions, as far as a span is concerned.
pub(super) enum Shape {
    /// The work is the call.
    Sync,
    /// `async fn`.
    Async,
    /// The body is nothing but `async move { … }`, or `Box::pin(async move { … })` with the path that boxes: an async
    /// function written by hand, or by `async_trait`.
    Block(Box<ExprAsync>, Option<Box<Expr>>),
    /// The body makes a future or a stream, on the heap or not.
    Returned { boxed: bool },
}

/// A shape, with the type that the work results in.
pub(super) struct Work {
    pub(super) shape: Shape,
    /// As it can be written in a body; none where nothing is known.
    pub(super) output: Option<Type>,
}

impl Work {
    /// Reads it off signature and body.
    pub(super) fn of(args: &Args, function: &Function) -> Self {
        let ty = returned(&function.signature.output);
        if function.signature.asyncness.is_some() {
            return Self::new(Shape::Async, Some(ty));
        }
        if args.stream.is_some() {
            let boxed = lazy(&ty, "Stream").is_some_and(|stream| stream.boxed);
            return Self::new(Shape::Returned { boxed }, None);
        }
        let future = lazy(&ty, "Future");
        if let Some((block, boxing)) = only_async(&function.body) {
            return Self::new(Shape::Block(block, boxing), future.and_then(|future| future.item));
        }
        match future {
            Some(future) => Self::new(Shape::Returned { boxed: future.boxed }, future.item),
            None => Self::new(Shape::Sync, Some(ty)),
        }
    }

    fn new(shape: Shape, output: Option<Type>) -> Self {
        // `!` is no type for an expression yet, and nothing needs to be said of it.
        let output = output.filter(|ty| !matches!(ty, Type::Never(_))).map(inferable);
        Self { shape, output: output.filter(|ty| !matches!(ty, Type::Infer(_))) }
    }
}

/// Returns the async block that is all there is in a body, and the function it is given to.
fn only_async(body: &Group) -> Option<(Box<ExprAsync>, Option<Box<Expr>>)> {
    let Block { mut stmts, .. } = parse2(body.to_token_stream()).ok()?;
    let (Some(Stmt::Expr(expression, None)), true) = (stmts.pop(), stmts.is_empty()) else { return None };
    match expression {
        Expr::Async(block) => Some((Box::new(block), None)),
        Expr::Call(mut call) if call.args.len() == 1 && is_box_pin(&call.func) => match call.args.pop()? {
            Expr::Async(block) => Some((Box::new(block), Some(call.func))),
            _ => None,
        },
        _ => None,
    }
}

fn is_box_pin(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|name| name == "pin") && names.next().is_some_and(|name| name == "Box")
}
