//! What a function answers: the type that its body must produce, as far as it can be read off the signature.

use syn::{
    AngleBracketedGenericArguments, GenericArgument, PathArguments, PathSegment, ReturnType, Type,
    TypeParamBound, parse_quote,
};

/// Returns the type that a function returns.
pub(crate) fn returned(output: &ReturnType) -> Type {
    match output {
        ReturnType::Default => parse_quote!(()),
        ReturnType::Type(_, ty) => (**ty).clone(),
    }
}

/// Returns the type as it can be written in a body: there `impl Trait` is left to inference.
pub(super) fn inferable(mut ty: Type) -> Type {
    erase(&mut ty);
    ty
}

fn erase(ty: &mut Type) {
    match ty {
        Type::ImplTrait(_) => *ty = parse_quote!(_),
        Type::Reference(reference) => erase(&mut reference.elem),
        Type::Paren(paren) => erase(&mut paren.elem),
        Type::Group(group) => erase(&mut group.elem),
        Type::Slice(slice) => erase(&mut slice.elem),
        Type::Array(array) => erase(&mut array.elem),
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(erase),
        Type::Path(path) => path.path.segments.iter_mut().for_each(|segment| {
            if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                types_mut(arguments).for_each(erase);
            }
        }),
        _ => {}
    }
}

fn types_mut(arguments: &mut AngleBracketedGenericArguments) -> impl Iterator<Item = &mut Type> {
    arguments.args.iter_mut().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// A returned future or stream.
pub(super) struct Lazy {
    /// Whether it is one on the heap, without a type of its own.
    pub(super) boxed: bool,
    /// What it yields, where that can be read.
    pub(super) item: Option<Type>,
}

/// Finds `impl Trait`, `Pin<Box<dyn Trait>>` and the aliases that the `futures` crates have for the latter.
pub(super) fn lazy(ty: &Type, wanted: &str) -> Option<Lazy> {
    match ty {
        Type::Paren(paren) => lazy(&paren.elem, wanted),
        Type::Group(group) => lazy(&group.elem, wanted),
        Type::ImplTrait(opaque) => of_bounds(opaque.bounds.iter(), wanted, false),
        Type::TraitObject(object) => of_bounds(object.bounds.iter(), wanted, true),
        Type::Path(path) => {
            let segment = path.path.segments.last()?;
            let name = segment.ident.to_string();
            if name == "Pin" || name == "Box" {
                return first_type(segment).and_then(|inner| lazy(inner, wanted)).filter(|lazy| lazy.boxed);
            }
            let is_alias = name == format!("Boxed{wanted}")
                || name == format!("Box{wanted}")
                || name == format!("LocalBox{wanted}");
            is_alias.then(|| Lazy { boxed: true, item: first_type(segment).cloned() })
        }
        _ => None,
    }
}

fn of_bounds<'a>(
    bounds: impl Iterator<Item = &'a TypeParamBound>,
    wanted: &str,
    boxed: bool,
) -> Option<Lazy> {
    let segment = bounds
        .filter_map(|bound| match bound {
            TypeParamBound::Trait(bound) => bound.path.segments.last(),
            _ => None,
        })
        .find(|segment| segment.ident == wanted)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Some(Lazy { boxed, item: None });
    };
    let item = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(assigned) => Some(assigned.ty.clone()),
        _ => None,
    });
    Some(Lazy { boxed, item })
}

fn first_type(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
